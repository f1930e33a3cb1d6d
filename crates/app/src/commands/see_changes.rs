//! The person has read what the office changed.

use domain::id::DocumentId;

use crate::{
    api::{Failure, JobPage, Today},
    queries,
    unlocked::Unlocked,
};

/// In one job.
pub(crate) fn run(unlocked: &Unlocked, job: &str) -> Result<JobPage, Failure> {
    let id: DocumentId = job.parse()?;
    let (_, read) = unlocked.job(id)?;
    unlocked.store.see_office_changes(&read)?;
    queries::job::page(unlocked, id)
}

/// Which jobs were given to somebody else.
pub(crate) fn given_away(unlocked: &Unlocked) -> Result<Today, Failure> {
    unlocked.store.see_given_away()?;
    queries::today::run(unlocked)
}
