//! A photo of which no picture can be made is let go.

use crate::{
    api::{Failure, JobPage},
    queries,
    unlocked::Unlocked,
};

/// One that went already is gone all the same.
pub(crate) fn run(unlocked: &Unlocked, job: &str, photo: &str) -> Result<JobPage, Failure> {
    unlocked.store.drop_taken_photo(photo.parse()?)?;
    queries::job::run(unlocked, job)
}
