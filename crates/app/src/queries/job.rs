//! One job with everything a person at the door needs.

use domain::id::DocumentId;

use crate::{
    api::{Failure, JobPage},
    error,
    unlocked::Unlocked,
    views,
};

pub(crate) fn run(unlocked: &Unlocked, id: &str) -> Result<JobPage, Failure> {
    shown(unlocked, id.parse()?)
}

/// The page of a job in which something has just been saved. It may have left this phone meanwhile: what was saved in it
/// is sent all the same, and the person is told both.
pub(crate) fn page(unlocked: &Unlocked, id: DocumentId) -> Result<JobPage, Failure> {
    if unlocked.store.job_row(id)?.is_none() {
        // Then every job has left, and what was saved is set aside for a person.
        return Err(if unlocked.store.is_withdrawn() { error::withdrawn(0) } else { error::job_left() });
    }
    shown(unlocked, id)
}

fn shown(unlocked: &Unlocked, id: DocumentId) -> Result<JobPage, Failure> {
    // A record that has left this phone has no row any more, whatever is still kept of it until it is sent.
    let Some(row) = unlocked.store.job_row(id)? else {
        let gone = unlocked.store.given_away()?.into_iter().find(|gone| gone.document == id);
        return Err(gone.map_or_else(error::job_unknown, |gone| error::job_gone(gone.parting, gone.worked_on)));
    };
    let taken = unlocked.store.taken_photos(id)?;
    let (document, job) = unlocked.job(id)?;
    views::job::page(unlocked, &document, &job, &row, taken)
}
