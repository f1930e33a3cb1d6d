//! `hazard`: what was noticed at doors, what the law wants by when, and what the landlord's people found and did.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};
use domain::{
    hazard::HazardFound,
    job::{HazardStep, HazardStepKind, Investigation},
    time::Timestamp,
};

use super::{deciding::moment, existing, say};
use crate::{
    hazards::{HazardReport, HazardShown, spoken},
    hub::{Hub, HubError},
};

/// See hazards that were noticed at doors, and record what was found and done.
#[derive(Debug, Subcommand)]
pub enum Hazard {
    /// List them with what is due next, those that are overdue first.
    List {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// Those as well of which nothing is left to do.
        #[arg(long)]
        all: bool,
    },
    /// Print one with every promise, every step and the summary for the customer.
    Show(OneHazard),
    /// Name somebody who is competent to investigate hazards and to approve what customers are told; without a name, list
    /// them.
    Investigator {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// Who: "Priya Shah".
        #[arg(long)]
        name: Option<String>,
        /// They are so no longer.
        #[arg(long, requires = "name")]
        no_longer: bool,
    },
    /// The investigation ended: say what was found, and which work is needed.
    Investigated {
        /// Which, by whom and when.
        #[command(flatten)]
        step: OneStep,
        /// What it is.
        #[arg(long)]
        found: Found,
        /// Which hazard: "damp and mould growth".
        #[arg(long, default_value = "")]
        hazard: String,
        /// What was found, or why there is no hazard.
        #[arg(long)]
        findings: String,
        /// The work that makes the home safe, if any is needed.
        #[arg(long, default_value = "")]
        safety_work: String,
        /// The further work, so that it does not return, if any is needed.
        #[arg(long, default_value = "")]
        further_work: String,
        /// The day by which all of it is done: 2026-12-18.
        #[arg(long)]
        works_by: Option<NaiveDate>,
    },
    /// Write the summary for the customer, for a competent investigator to approve. Written again, it replaces the one before.
    Summary {
        /// Which, by whom and when.
        #[command(flatten)]
        step: OneStep,
        /// The text.
        #[arg(long, required_unless_present = "file")]
        text: Option<String>,
        /// A file with the text.
        #[arg(long, conflicts_with = "text")]
        file: Option<PathBuf>,
    },
    /// Approve the summary that was written last.
    Approve(OneStep),
    /// The customer was given the approved summary.
    Given {
        /// Which, by whom and when.
        #[command(flatten)]
        step: OneStep,
        /// How: "by hand", "by post".
        #[arg(long)]
        how: String,
    },
    /// The home is safe.
    MadeSafe {
        /// Which, by whom and when.
        #[command(flatten)]
        step: OneStep,
        /// What was done, or where they live until it is safe.
        #[arg(long)]
        what: String,
    },
    /// Steps were taken to begin the further work.
    WorkBegun {
        /// Which, by whom and when.
        #[command(flatten)]
        step: OneStep,
        /// Which steps.
        #[arg(long)]
        what: String,
    },
    /// The further work was physically started.
    WorkStarted {
        /// Which, by whom and when.
        #[command(flatten)]
        step: OneStep,
        /// What was started.
        #[arg(long)]
        what: String,
    },
    /// Take back the step that was recorded last: it was a mistake, and its clock runs again.
    TakeBack {
        /// Which, by whom and when.
        #[command(flatten)]
        step: OneStep,
        /// Why.
        #[arg(long)]
        why: String,
    },
}

/// One hazard of one hub.
#[derive(Debug, Args)]
pub struct OneHazard {
    /// The hub's folder.
    #[arg(long)]
    data: PathBuf,
    /// Which, as `hazard list` names it: "H-7QK3M2ZP".
    #[arg(long)]
    reference: String,
}

/// A step about one hazard.
#[derive(Debug, Args)]
pub struct OneStep {
    #[command(flatten)]
    hazard: OneHazard,
    /// Who did it: "Priya Shah".
    #[arg(long)]
    by: String,
    /// When it happened, in London time: 2026-11-27T14:10:00. Now, if nothing is said.
    #[arg(long, value_parser = moment)]
    at: Option<Timestamp>,
}

/// What an investigation can find.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Found {
    /// No hazard: say why in the findings.
    Nothing,
    /// A significant hazard.
    Significant,
    /// An emergency hazard.
    Emergency,
}

pub(super) fn run(command: Hazard) -> Result<(), HubError> {
    let (step, kind) = match command {
        Hazard::List { data, all } => return list(&existing(data)?, all),
        Hazard::Show(OneHazard { data, reference }) => return show(&existing(data)?.hazard(&reference)?),
        Hazard::Investigator { data, name, no_longer } => {
            return investigator(&existing(data)?, name.as_deref(), no_longer);
        }
        Hazard::Investigated { step, found, hazard, findings, safety_work, further_work, works_by } => {
            let found = match found {
                Found::Nothing => HazardFound::Nothing,
                Found::Significant => HazardFound::Significant,
                Found::Emergency => HazardFound::Emergency,
            };
            let trimmed = |text: String| text.trim().to_owned();
            let investigation = Investigation {
                found,
                which: trimmed(hazard),
                findings: trimmed(findings),
                safety_work: trimmed(safety_work),
                further_work: trimmed(further_work),
                works_by,
            };
            (step, Wanted::Step(checked(investigation)?))
        }
        Hazard::Summary { step, text, file } => {
            let text = match (text, file) {
                (Some(text), _) => text,
                (None, Some(path)) => std::fs::read_to_string(&path).map_err(|source| HubError::Io { path, source })?,
                (None, None) => String::new(),
            };
            (step, Wanted::Step(HazardStepKind::SummaryWritten(text)))
        }
        Hazard::Approve(step) => (step, Wanted::Approval),
        Hazard::Given { step, how } => (step, Wanted::Giving(how)),
        Hazard::MadeSafe { step, what } => (step, Wanted::Step(HazardStepKind::MadeSafe(what))),
        Hazard::WorkBegun { step, what } => (step, Wanted::Step(HazardStepKind::FurtherWorkBegun(what))),
        Hazard::WorkStarted { step, what } => (step, Wanted::Step(HazardStepKind::FurtherWorkStarted(what))),
        Hazard::TakeBack { step, why } => (step, Wanted::TakingBack(why)),
    };
    let OneStep { hazard: OneHazard { data, reference }, by, at } = step;
    let hub = existing(data)?;
    let writes = matches!(kind, Wanted::Step(HazardStepKind::SummaryWritten(_)));
    hub.step_on_hazard(&reference, at, &by, |held| {
        Ok(match kind {
            Wanted::Step(kind) => kind,
            Wanted::Approval => HazardStepKind::SummaryApproved(held.summary().ok_or_else(no_summary)?.0),
            Wanted::Giving(how) => HazardStepKind::SummaryGiven(held.summary().ok_or_else(no_summary)?.0, how),
            Wanted::TakingBack(why) => {
                let last = held.standing().last().map(|step| step.id);
                let none = || HubError::Asked("nothing was recorded about it that could be taken back".into());
                HazardStepKind::TakenBack(last.ok_or_else(none)?, why)
            }
        })
    })?;
    say("Recorded. Whoever holds the job reads it with their next signal.")?;
    if writes {
        let says = hub.summary_says()?;
        if !says.is_empty() {
            say(format_args!("Before it is approved, check that it says: {}.", says.join("; ")))?;
        }
    }
    heading(&hub.hazard(&reference)?.report)
}

/// What is asked for, before the hazard is known that it is about.
enum Wanted {
    Step(HazardStepKind),
    Approval,
    Giving(String),
    TakingBack(String),
}

fn no_summary() -> HubError {
    HubError::Asked("no summary was written yet: doorstep-hub hazard summary".into())
}

fn checked(found: Investigation) -> Result<HazardStepKind, HubError> {
    let works = !found.safety_work.is_empty() || !found.further_work.is_empty();
    let complaint = match found.found {
        HazardFound::Nothing if works || !found.which.is_empty() => {
            Some("no hazard was found, so there is no --hazard and no work because of it")
        }
        HazardFound::Nothing => None,
        _ if found.which.is_empty() => Some("say which hazard it is: --hazard \"damp and mould growth\""),
        _ if !works => {
            Some("say which work is needed: --safety-work makes the home safe, --further-work keeps it from returning")
        }
        _ => None,
    };
    match complaint {
        Some(complaint) => Err(HubError::Asked(complaint.to_owned())),
        None => Ok(HazardStepKind::Investigated(found)),
    }
}

fn investigator(hub: &Hub, name: Option<&str>, no_longer: bool) -> Result<(), HubError> {
    let Some(name) = name else {
        let named = hub.investigators()?;
        if named.is_empty() {
            return say("Nobody is named: doorstep-hub hazard investigator --name \"…\"");
        }
        return named.iter().try_for_each(say);
    };
    hub.name_investigator(name, !no_longer)?;
    let now = if no_longer { "no longer investigates" } else { "investigates" };
    say(format_args!("{} {now} hazards", name.trim()))
}

fn list(hub: &Hub, all: bool) -> Result<(), HubError> {
    let told = hub.hazards(!all)?;
    if told.is_empty() {
        return say(if all { "Nobody has noticed a hazard." } else { "No hazard is open." });
    }
    told.iter().try_for_each(heading)
}

fn heading(report: &HazardReport) -> Result<(), HubError> {
    let HazardReport { reference, job, address, seen, who, by, aware, found, next, over, .. } = report;
    let danger = if report.danger_now { ", DANGER NOW" } else { "" };
    let found = found.map_or("not investigated", HazardFound::words);
    let address = if address.is_empty() { String::new() } else { format!(", {address}") };
    say(format_args!("{reference}: job {job}{address}{danger}; {found}"))?;
    let who = if who.is_empty() { String::new() } else { format!(" ({who})") };
    say(format_args!("  {seen}{who}"))?;
    say(format_args!("  noticed by {by}, the landlord aware since {}", spoken(*aware)))?;
    match next {
        Some(next) => say(format_args!("  {next}")),
        None if *over => say("  Nothing is left to do."),
        None => say("  No standards pack says by when; import one: doorstep-hub import standards"),
    }
}

fn show(HazardShown { report, noticed }: &HazardShown) -> Result<(), HubError> {
    heading(report)?;
    report.promises.iter().try_for_each(|promise| say(format_args!("  {promise}")))?;
    noticed.steps.iter().try_for_each(step)
}

fn step(held: &HazardStep) -> Result<(), HubError> {
    let step = &held.step;
    say(format_args!("{} {} ({})", spoken(step.at), step.kind.words(), step.by))?;
    lines(&step.kind).iter().try_for_each(|line| say(format_args!("  {line}")))
}

/// What a step says besides its kind.
fn lines(kind: &HazardStepKind) -> Vec<String> {
    match kind {
        HazardStepKind::Investigated(found) => {
            let by = found.works_by.map(|day| day.format("%d/%m/%Y").to_string()).unwrap_or_default();
            [
                ("", found.which.as_str()),
                ("", found.findings.as_str()),
                ("To make it safe: ", found.safety_work.as_str()),
                ("Further work: ", found.further_work.as_str()),
                ("All done by ", by.as_str()),
            ]
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(label, text)| format!("{label}{text}"))
            .collect()
        }
        HazardStepKind::SummaryApproved(_) => Vec::new(),
        HazardStepKind::SummaryWritten(words)
        | HazardStepKind::SummaryGiven(_, words)
        | HazardStepKind::MadeSafe(words)
        | HazardStepKind::FurtherWorkBegun(words)
        | HazardStepKind::FurtherWorkStarted(words)
        | HazardStepKind::TakenBack(_, words) => words.lines().map(str::to_owned).collect(),
    }
}
