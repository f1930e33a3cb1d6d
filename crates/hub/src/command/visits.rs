//! `visits`: how many were arranged, made and kept.

use chrono::NaiveDate;

use super::say;
use crate::hub::{Hub, HubError};

pub(super) fn run(hub: &Hub, from: NaiveDate, until: NaiveDate) -> Result<(), HubError> {
    if until < from {
        return Err(HubError::Asked("--until is before --from; name the first day and then the last".into()));
    }
    let counted = hub.visits_counted(from, until)?;
    let count = counted.count;
    say(format_args!(
        "{} to {}: {} arranged, {} made, {} kept, {} not in, {} cancelled, of those {} with less notice than promised",
        from.format("%d/%m/%Y"),
        until.format("%d/%m/%Y"),
        count.arranged,
        count.made,
        count.kept,
        count.not_in,
        count.cancelled,
        count.cancelled_late
    ))?;
    counted
        .cancelled_late
        .iter()
        .try_for_each(|(reference, home)| say(format_args!("cancelled late\t{reference}\t{home}")))
}
