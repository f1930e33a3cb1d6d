//! A hazard is noticed.

use domain::{
    id::EventId,
    job::{EventKind, JobEdit, NewHazard},
};

use crate::{
    api::{Failure, JobPage},
    unlocked::Unlocked,
};

pub(crate) fn run(unlocked: &Unlocked, job: &str, hazard: NewHazard) -> Result<JobPage, Failure> {
    unlocked.edit(job, &JobEdit::NoticeHazard(Box::new(hazard)))
}

/// They rang about it. Said once; by whom and when is in the record.
pub(crate) fn rung(unlocked: &Unlocked, job: &str, hazard: &str) -> Result<JobPage, Failure> {
    let hazard: EventId = hazard.parse()?;
    unlocked.edit(job, &JobEdit::Record { kind: EventKind::Rung(hazard), reason: String::new() })
}
