//! `asb`: reports of anti-social behaviour.

use std::path::PathBuf;

use clap::Subcommand;
use domain::asb::RISK_QUESTIONS;

use super::{existing, say};
use crate::{
    asb::AsbIn,
    hub::{Hub, HubError},
};

/// See what customers report of anti-social behaviour.
#[derive(Debug, Subcommand)]
pub enum Asb {
    /// List reports: who, where, what kind, and how each stands.
    List {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// Only those that are open.
        #[arg(long)]
        open: bool,
    },
    /// One report with its diary, answers about risk, actions and agreed contact.
    Show {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// Which: "D-7QK3M2ZP".
        #[arg(long)]
        reference: String,
    },
}

pub(super) fn run(command: Asb) -> Result<(), HubError> {
    match command {
        Asb::List { data, open } => list(&existing(data)?, open),
        Asb::Show { data, reference } => show(&existing(data)?.asb_report(&reference)?),
    }
}

fn list(hub: &Hub, open: bool) -> Result<(), HubError> {
    let reports = hub.asb_reports(open)?;
    if reports.is_empty() {
        return say(if open { "No report is open." } else { "Nobody has reported anything yet." });
    }
    reports.iter().try_for_each(heading)
}

fn heading(report: &AsbIn) -> Result<(), HubError> {
    let AsbIn { reference, record, person } = report;
    say(format_args!(
        "{reference}: {} reported by {}, {}; taken down by {person} at {}; {}, {} in the diary{}{}{}",
        record.report.kind.words(),
        record.report.customer,
        record.report.address,
        record.received.rfc3339(),
        if record.is_open() { "open" } else { "closed" },
        record.diary.len(),
        if record.unseen_by_closing() > 0 { ", WRITTEN IN UNSEEN BY WHOEVER CLOSED IT" } else { "" },
        if record.report.kept_apart { ", kept from the others in the home" } else { "" },
        if record.is_at_once() { ", SOMEBODY IS THREATENED OR AFRAID" } else { "" }
    ))
}

fn show(report: &AsbIn) -> Result<(), HubError> {
    heading(report)?;
    let record = &report.record;
    let said = &record.report;
    for (label, text) in [
        ("", &said.words),
        ("Since: ", &said.since),
        ("Where: ", &said.place),
        ("Affected: ", &said.affected),
        ("By whom: ", &said.about),
    ] {
        if !text.is_empty() {
            say(format_args!("  {label}{text}"))?;
        }
    }
    for entry in &record.diary {
        let spoken = if entry.entry.spoken.is_some() { " (spoken)" } else { "" };
        say(format_args!("  Diary {}{spoken}: {}", entry.entry.happened.rfc3339(), entry.entry.words))?;
        if !entry.entry.affected.is_empty() {
            say(format_args!("    It affected them: {}", entry.entry.affected))?;
        }
    }
    for asked in &record.assessments {
        say(format_args!("  Risk, asked at {}", asked.at().rfc3339()))?;
        for question in RISK_QUESTIONS {
            if let Some(answer) = asked.entry.get(question.name) {
                say(format_args!("    {} {}", question.words, answer.words()))?;
            }
        }
    }
    for held in &record.actions {
        let action = &held.entry.action;
        let by = action.by.map(|day| format!(" by {}", day.format("%d/%m/%Y"))).unwrap_or_default();
        say(format_args!("  Action: {} ({}{by})", action.what, action.who))?;
        for done in &held.entry.done {
            say(format_args!("    Done {} {}", done.written.at.rfc3339(), done.words))?;
        }
    }
    for held in &record.agreements {
        let agreed = &held.entry;
        let not = if agreed.not_when.is_empty() { String::new() } else { format!(", not {}", agreed.not_when) };
        say(format_args!("  Agreed {}: {}, {}{not}", held.at().rfc3339(), agreed.how.words(), agreed.how_often))?;
    }
    for turn in &record.turns {
        say(format_args!("  {} {}: {}", turn.at().rfc3339(), turn.entry.0.words(), turn.entry.1))?;
    }
    Ok(())
}
