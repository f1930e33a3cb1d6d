//! What was recorded a moment ago is taken back.

use domain::{
    id::{DocumentId, EventId},
    job::{EventKind, JobEdit},
};

use crate::{
    api::{Failure, JobPage},
    error::failure,
    unlocked::Unlocked,
};

/// The minute is this phone's own, and ends here alone: what is taken back in the record counts whenever it was.
pub(crate) fn run(unlocked: &Unlocked, job: &str, event: &str) -> Result<JobPage, Failure> {
    let id: DocumentId = job.parse()?;
    let event: EventId = event.parse()?;
    let (_, read) = unlocked.job(id)?;
    let device = unlocked.store.pen()?.device;
    if read.undoable(device, unlocked.now()).is_none_or(|last| last.id != event) {
        return Err(failure(
            "undo_late",
            "That cannot be taken back any more: a minute has gone by, or something happened since",
            "Record what happened instead, under \u{201c}Something else happened\u{201d}",
        ));
    }
    unlocked.edit(job, &JobEdit::Record { kind: EventKind::Undone(event), reason: String::new() })
}
