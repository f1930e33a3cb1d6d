//! What the office changed, in words.

use domain::time::{Timestamp, spoken_day};
use store::OfficeChange;

use super::row::cut;

/// One sentence for each thing that changed since the person last saw the job.
pub(crate) fn words(changes: &[OfficeChange], worked_on: bool, now: Timestamp) -> Vec<String> {
    let reprioritised = changes.iter().any(|change| matches!(change, OfficeChange::Priority { .. }));
    changes
        .iter()
        .filter(|change| !(reprioritised && matches!(change, OfficeChange::RequiredCompletion(_))))
        .map(|change| match change {
            OfficeChange::Cancelled if worked_on => {
                "The office cancelled this job. What was recorded on it is kept.".to_owned()
            }
            change => sentence(change, changes, now),
        })
        .collect()
}

fn sentence(change: &OfficeChange, all: &[OfficeChange], now: Timestamp) -> String {
    let today = now.london_date();
    match change {
        OfficeChange::Cancelled => "The office cancelled this job. Do not start it.".to_owned(),
        OfficeChange::TakenUpAgain => "The office took this job up again: it is to be done after all.".to_owned(),
        OfficeChange::Address { from, to } => {
            format!("The office put the address right. It is {}. It was {}.", ended(to), ended(from))
        }
        OfficeChange::Description(from) => {
            format!("The office changed what is to be done. It was \u{201c}{}\u{201d}.", cut(from))
        }
        OfficeChange::Appointment { from, to: None } => match from {
            Some(from) => format!("The office took the appointment off. It was {}.", from.window()),
            None => "The office took the appointment off.".to_owned(),
        },
        OfficeChange::Appointment { from: None, to: Some(to) } => {
            format!("The office made an appointment: {}, {}.", spoken_day(to.date, today, true), to.window())
        }
        OfficeChange::Appointment { from: Some(from), to: Some(to) } if from.date == to.date => {
            format!("The office moved this to {}. It was {}.", to.window(), from.window())
        }
        OfficeChange::Appointment { from: Some(from), to: Some(to) } => format!(
            "The office moved this to {}, {}. It was {}, {}.",
            spoken_day(to.date, today, false),
            to.window(),
            spoken_day(from.date, today, false),
            from.window()
        ),
        OfficeChange::Priority { from, to } => {
            let by = all.iter().find_map(|change| match change {
                OfficeChange::RequiredCompletion(Some(by)) => Some(format!(", to be done by {}", by.spoken(now))),
                _ => None,
            });
            let by = by.unwrap_or_default();
            format!("The office changed the priority to \u{201c}{to}\u{201d}{by}. It was \u{201c}{from}\u{201d}.")
        }
        OfficeChange::RequiredCompletion(Some(by)) => {
            format!("The office changed when this must be done: by {}.", by.spoken(now))
        }
        OfficeChange::RequiredCompletion(None) => {
            "The office took away the time by which this must be done.".to_owned()
        }
    }
}

/// An address without what it leaves open: a home may have no postcode.
fn ended(address: &str) -> &str {
    address.trim_end_matches([',', ' '])
}
