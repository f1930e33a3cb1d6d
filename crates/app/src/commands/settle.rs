//! Of edits that compete, a person chooses the one that stands; all of them stay in the history.

use domain::id::DocumentId;

use crate::{
    api::{Failure, JobPage},
    unlocked::Unlocked,
    views::competition,
};

pub(crate) fn run(unlocked: &Unlocked, id: &str, field: &str, side: &str) -> Result<JobPage, Failure> {
    let parsed: DocumentId = id.parse()?;
    let (document, job) = unlocked.job(parsed)?;
    let edit = competition::settle(&job, &document.heads(), &unlocked.people()?, field, side)?;
    unlocked.edit(id, &edit)
}
