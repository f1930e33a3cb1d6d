//! `feedback` and `profiles`: what customers said, and how complete what is known of them is.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use domain::feedback::{Feedback as Said, NewStep, StepKind};

use super::{existing, say};
use crate::hub::{Hub, HubError};

/// See what customers said, and say what became of it.
#[derive(Debug, Subcommand)]
pub enum Feedback {
    /// List complaints, compliments and comments, each with its promises.
    List {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// Only what waits for an answer.
        #[arg(long)]
        open: bool,
    },
    /// Say what was done: whoever took it down sees it on their handheld.
    Step {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// Which: "D-7QK3M2ZP".
        #[arg(long)]
        reference: String,
        /// What was done.
        #[arg(long)]
        what: Done,
        /// Who answers for it: "Joan Ellis".
        #[arg(long, default_value = "")]
        by: String,
        /// What was said or changed.
        #[arg(long, default_value = "")]
        words: String,
    },
}

/// What can have been done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Done {
    /// The customer was told who answers, and by when.
    Acknowledged,
    /// The customer has the answer.
    Answered,
    /// The customer wants it looked at again.
    Escalated,
    /// The customer was told who looks at it again.
    Stage2Acknowledged,
    /// The customer has the second answer.
    Stage2Answered,
    /// Something is done otherwise because of it.
    Changed,
}

pub(super) fn run(command: Feedback) -> Result<(), HubError> {
    match command {
        Feedback::List { data, open } => list(&existing(data)?, open),
        Feedback::Step { data, reference, what, by, words } => {
            let kind = match what {
                Done::Acknowledged => StepKind::Acknowledged,
                Done::Answered => StepKind::Answered,
                Done::Escalated => StepKind::Escalated,
                Done::Stage2Acknowledged => StepKind::Stage2Acknowledged,
                Done::Stage2Answered => StepKind::Stage2Answered,
                Done::Changed => StepKind::Changed,
            };
            existing(data)?.add_feedback_step(&reference, &NewStep { kind, by, words })?;
            say(format_args!("{reference}: {}", kind.words()))
        }
    }
}

fn list(hub: &Hub, open: bool) -> Result<(), HubError> {
    let told = hub.feedback(open)?;
    if told.is_empty() {
        return say(if open { "Nobody waits for an answer." } else { "Nobody has said anything yet." });
    }
    for one in told {
        let Said {
            kind, words, area, about, unequal, kept_apart, remedy, reply_by, reply_to, customer, address, ..
        } = one.record.feedback;
        let unequal = if unequal { ", about unequal or impolite treatment" } else { "" };
        let apart = if kept_apart { ", kept from the others in the home" } else { "" };
        say(format_args!(
            "{}: {} from {customer} about {}{unequal}{apart}, taken down by {} at {}",
            one.reference,
            kind.words(),
            area.words(),
            one.person,
            one.record.received.rfc3339()
        ))?;
        let labelled = |label: &str, text: String| if text.is_empty() { text } else { format!("{label}: {text}") };
        let reply = format!("{} {reply_to}", reply_by.words());
        let lines = [
            address,
            words,
            labelled("About", about),
            labelled("Would put it right", remedy),
            labelled("Answer by", reply.trim().to_owned()),
        ];
        for line in lines.iter().chain(&one.promises).filter(|line| !line.is_empty()) {
            say(format_args!("  {line}"))?;
        }
        for step in &one.record.steps {
            let by = labelled("by", step.step.by.clone());
            say(format_args!("  {} {}{by} {}", step.at().rfc3339(), step.step.kind.words(), step.step.words))?;
        }
    }
    Ok(())
}

/// `profiles`: figures alone. Nobody's answers are printed.
pub(super) fn profiles(hub: &Hub) -> Result<(), HubError> {
    for strand in hub.profile_completeness()? {
        let count = strand.count;
        say(format_args!(
            "{}: {} said, {} would rather not, {} not asked, of {}",
            strand.strand,
            count.held,
            count.declined,
            count.missing,
            count.people()
        ))?;
    }
    Ok(())
}
