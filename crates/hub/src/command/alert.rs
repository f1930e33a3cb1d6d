//! `alert`: what staff raised at doors, and the second person who confirms or declines it.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use domain::{
    alert::AlertSubject,
    alert_report::{AlertStanding, AlertVerdict, NewAlertDecision, PersonTold},
};

use super::{existing, say};
use crate::{
    alerts::AlertRaised,
    hub::{Hub, HubError},
};

/// See and decide on alerts that were raised at doors: for those who may read what they rest on.
#[derive(Debug, Subcommand)]
pub enum Alert {
    /// List them, without what happened.
    List {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// Only those that wait for somebody to decide, compete or have lapsed.
        #[arg(long)]
        open: bool,
    },
    /// Print one with what happened, and every decision.
    Show(OneAlert),
    /// Confirm one, as it is proposed or in other words. Said again, it is renewed.
    Confirm {
        /// Which.
        #[command(flatten)]
        alert: OneAlert,
        /// Who decides, who is not who raised it: "Joan Ellis".
        #[arg(long)]
        by: String,
        /// HACT's code, if it is to be another than proposed: 10, 20-10.
        #[arg(long = "type")]
        type_code: Option<String>,
        /// What to do at the door, if it is to be said otherwise than proposed. Never what happened.
        #[arg(long)]
        instruction: Option<String>,
        /// The last day on which it holds, within a year, if it is another than proposed: 2027-05-27.
        #[arg(long)]
        review: Option<NaiveDate>,
    },
    /// Decline one, or take it away: nothing is shown at the door any more.
    Decline {
        /// Which.
        #[command(flatten)]
        alert: OneAlert,
        /// Who decides, who is not who raised it.
        #[arg(long)]
        by: String,
        /// Why.
        #[arg(long)]
        why: String,
    },
    /// Name a housing officer whose handheld is given what alerts rest on, and who decides there.
    Decider {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// Who: "Joan Ellis".
        #[arg(long)]
        person: String,
        /// They do so no longer: it leaves their handheld.
        #[arg(long)]
        no_longer: bool,
    },
}

/// One alert of one hub.
#[derive(Debug, Args)]
pub struct OneAlert {
    /// The hub's folder.
    #[arg(long)]
    data: PathBuf,
    /// Which, as `alert list` names it: "D-7QK3M2ZP".
    #[arg(long)]
    reference: String,
}

pub(super) fn run(command: Alert) -> Result<(), HubError> {
    match command {
        Alert::List { data, open } => list(&existing(data)?, open),
        Alert::Show(OneAlert { data, reference }) => show(&find(&existing(data)?, &reference)?),
        Alert::Confirm { alert: OneAlert { data, reference }, by, type_code, instruction, review } => {
            let hub = existing(data)?;
            let proposed = find(&hub, &reference)?.record.report;
            let verdict = AlertVerdict::Confirmed {
                type_code: type_code.unwrap_or(proposed.type_code),
                instruction: instruction.unwrap_or(proposed.instruction).trim().to_owned(),
                review: review.unwrap_or(proposed.review),
            };
            hub.decide_alert(&reference, &NewAlertDecision { verdict, by })?;
            say(format_args!("{reference} is confirmed. Whoever goes to that door reads it with their next signal."))
        }
        Alert::Decline { alert: OneAlert { data, reference }, by, why } => {
            let verdict = AlertVerdict::Declined(why.trim().to_owned());
            existing(data)?.decide_alert(&reference, &NewAlertDecision { verdict, by })?;
            say(format_args!("{reference} is declined. Nothing is shown at that door any more."))
        }
        Alert::Decider { data, person, no_longer } => {
            existing(data)?.name_decider(&person, !no_longer)?;
            let now = if no_longer { "no longer decides" } else { "decides" };
            say(format_args!("{person} {now} on alerts"))
        }
    }
}

fn find(hub: &Hub, reference: &str) -> Result<AlertRaised, HubError> {
    let found = hub.raised_alerts()?.into_iter().find(|one| one.reference == reference);
    found
        .ok_or_else(|| HubError::Asked(format!("nobody raised an alert \"{reference}\"; see: doorstep-hub alert list")))
}

fn list(hub: &Hub, open: bool) -> Result<(), HubError> {
    let today = hub.today();
    let raised = hub.raised_alerts()?;
    let shown: Vec<_> = raised.iter().filter(|one| !open || waits(one, today)).collect();
    if shown.is_empty() {
        return say(if open { "No alert waits for a decision." } else { "Nobody has raised an alert." });
    }
    shown.into_iter().try_for_each(|one| {
        say(format_args!(
            "{}: {}, {} {} at {}, raised by {} on {}",
            one.reference,
            standing(one, today),
            about(one),
            one.record.report.type_code,
            address(one),
            one.by,
            one.received_at.rfc3339()
        ))
    })
}

/// True for what somebody has to decide on.
fn waits(one: &AlertRaised, today: NaiveDate) -> bool {
    match one.record.standing() {
        AlertStanding::Waiting | AlertStanding::Competing(_) => true,
        AlertStanding::Decided(_) => one.record.words().review.is_some_and(|review| review < today),
    }
}

fn standing(one: &AlertRaised, today: NaiveDate) -> String {
    match one.record.standing() {
        AlertStanding::Waiting => "waits for a second person".to_owned(),
        AlertStanding::Competing(_) => "was decided in two ways, decide again".to_owned(),
        AlertStanding::Decided(_) => match one.record.words().review {
            None => "declined".to_owned(),
            Some(review) if review < today => format!("LAPSED on {review}"),
            Some(review) => format!("confirmed until {review}"),
        },
    }
}

fn about(one: &AlertRaised) -> &'static str {
    if one.record.report.subject == AlertSubject::Person { "person" } else { "place" }
}

fn address(one: &AlertRaised) -> String {
    let raised = &one.record.report.raised;
    let lines = raised.address_lines.iter().chain([&raised.postcode]).filter(|line| !line.is_empty());
    lines.cloned().collect::<Vec<_>>().join(", ")
}

fn show(one: &AlertRaised) -> Result<(), HubError> {
    let report = &one.record.report;
    let told = match &report.told {
        PersonTold::Told => "yes".to_owned(),
        PersonTold::NotTold(why) => format!("no: {why}"),
    };
    let by = format!("{} ({}), {}", one.by, one.device, one.received_at.rfc3339());
    let (happened_on, review) = (report.happened_on.to_string(), report.review.to_string());
    let lines = [
        ("Where", address(one)),
        ("About", format!("{}, type {}", about(one), report.type_code)),
        ("Happened on", happened_on),
        ("What happened", report.happened.clone()),
        ("Proposed", report.instruction.clone()),
        ("Decided by", report.decided_by.clone()),
        ("Review", review),
        ("Person told", told),
        ("Raised by", by),
    ];
    say(&one.reference)?;
    for (label, text) in lines {
        say(format_args!("  {label}: {text}"))?;
    }
    for (decision, who) in one.record.decisions.iter().zip(&one.deciders) {
        let at = decision.at().rfc3339();
        match &decision.decision.verdict {
            AlertVerdict::Confirmed { type_code, instruction, review } => {
                say(format_args!("  {at} {who} confirmed until {review}, type {type_code}: {instruction}"))?;
            }
            AlertVerdict::Declined(why) => say(format_args!("  {at} {who} declined: {why}"))?,
        }
    }
    Ok(())
}
