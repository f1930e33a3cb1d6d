//! Where this phone was when something was recorded is kept with it.

use domain::{
    id::{DocumentId, EventId},
    job::JobEdit,
    place::Fix,
};

use crate::{
    api::{Failure, JobPage},
    queries,
    unlocked::Unlocked,
};

/// Only for this phone's own taps, once for each, if the person chose so, and never after the customer signed: what a
/// signature does not cover must be work, not a satellite that answered late. Otherwise nothing is kept and nothing is
/// wrong.
pub(crate) fn run(unlocked: &Unlocked, job: &str, event: &str, fix: Fix) -> Result<JobPage, Failure> {
    let id: DocumentId = job.parse()?;
    let event: EventId = event.parse()?;
    let (_, read) = unlocked.job(id)?;
    let device = unlocked.store.pen()?.device;
    let ours = read.events.iter().find(|held| held.id == event && held.written.device == Some(device));
    let wanted = ours.is_some_and(|ours| read.fix_of(ours).is_none());
    if wanted && read.sign_offs.is_empty() && unlocked.store.settings()?.positions_kept {
        return unlocked.edit(job, &JobEdit::Locate { event, fix });
    }
    queries::job::page(unlocked, id)
}
