//! What a photo shows is said, or said again.

use domain::job::JobEdit;

use crate::{
    api::{Failure, JobPage},
    unlocked::Unlocked,
};

pub(crate) fn run(unlocked: &Unlocked, job: &str, photo: &str, caption: &str) -> Result<JobPage, Failure> {
    let caption = super::caption(caption)?.to_owned();
    unlocked.edit(job, &JobEdit::CaptionPhoto { photo: photo.parse()?, caption })
}
