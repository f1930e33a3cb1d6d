//! `appoint`, `prioritise`, `cancel`, `reopen` and `dismiss`: what the office decides about a job that is out.

use chrono::{NaiveDate, NaiveTime};
use clap::Subcommand;
use domain::{
    job::{AppointmentWindow, Priority},
    time::Timestamp,
};

use super::{OneJob, existing, say};
use crate::hub::HubError;

/// What the office decides.
#[derive(Debug, Subcommand)]
pub enum Deciding {
    /// Book a visit, or move it. A job whose last visit ended in no access or unfinished is work to do again.
    Appoint {
        /// Which.
        #[command(flatten)]
        job: OneJob,
        /// The day: 2026-11-27.
        #[arg(long)]
        date: NaiveDate,
        /// Earliest arrival in London time: 08:00.
        #[arg(long, value_parser = clock)]
        from: NaiveTime,
        /// Latest arrival.
        #[arg(long, value_parser = clock)]
        to: NaiveTime,
        /// What the landlord calls it: "AM".
        #[arg(long, default_value = "")]
        name: String,
    },
    /// Make a job more or less urgent.
    Prioritise {
        /// Which.
        #[command(flatten)]
        job: OneJob,
        /// HACT's code, "1" the most urgent, or the landlord's own.
        #[arg(long)]
        code: String,
        /// In the landlord's words: "1 [E] EMERGENCY".
        #[arg(long)]
        words: String,
        /// When it must be done by: 2026-11-27T17:00:00.
        #[arg(long, value_parser = moment)]
        by: Option<Timestamp>,
    },
    /// Withdraw a job.
    Cancel {
        /// Which.
        #[command(flatten)]
        job: OneJob,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Open a job again that was completed, cancelled or left undone.
    Reopen {
        /// Which.
        #[command(flatten)]
        job: OneJob,
        /// Why, as whoever goes there reads it: "The new tap leaks".
        #[arg(long)]
        why: String,
    },
    /// Say that what `flagged` lists of a job is seen to: it is listed again only when something new comes.
    Dismiss {
        /// Which.
        #[command(flatten)]
        job: OneJob,
        /// Why, for whoever asks later: no names.
        #[arg(long)]
        why: String,
    },
}

fn clock(text: &str) -> Result<NaiveTime, String> {
    NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| "write a time of day such as 08:00".to_owned())
}

pub(super) fn moment(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse(text).ok_or_else(|| "write a date and time such as 2026-11-27T17:00:00".to_owned())
}

pub(super) fn run(command: Deciding) -> Result<(), HubError> {
    let (reference, changed, now) = match command {
        Deciding::Appoint { job: OneJob { data, reference, source }, date, from, to, name } => {
            if to < from {
                return Err(HubError::Asked(format!(
                    "the appointment ends at {to}, before it begins; turn them round"
                )));
            }
            let window = AppointmentWindow { date, name, earliest: from, latest: to };
            let words = format!("is appointed for {date}, {}", window.window());
            (reference.clone(), existing(data)?.appoint(&reference, source.as_deref(), Some(window))?, words)
        }
        Deciding::Prioritise { job: OneJob { data, reference, source }, code, words, by } => {
            let now = format!("is of priority {words}");
            let priority = Priority { code, description: words, required_completion: by };
            (reference.clone(), existing(data)?.prioritise(&reference, source.as_deref(), priority)?, now)
        }
        Deciding::Cancel { job: OneJob { data, reference, source }, reason } => {
            let changed = existing(data)?.cancel(&reference, source.as_deref(), &reason)?;
            (reference, changed, "is cancelled".to_owned())
        }
        Deciding::Reopen { job: OneJob { data, reference, source }, why } => {
            let changed = existing(data)?.reopen(&reference, source.as_deref(), &why)?;
            (reference, changed, "is open".to_owned())
        }
        Deciding::Dismiss { job: OneJob { data, reference, source }, why } => {
            let seen_to = existing(data)?.dismiss(&reference, source.as_deref(), &why)?;
            if seen_to == 0 {
                return say(format_args!("nothing of {reference} waits for anybody"));
            }
            return say(format_args!("{reference}: {seen_to} seen to"));
        }
    };
    let already = if changed { "" } else { " already" };
    say(format_args!("{reference} {now}{already}"))
}
