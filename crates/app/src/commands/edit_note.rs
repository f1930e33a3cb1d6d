//! The job's note as somebody left it.

use domain::job::JobEdit;

use crate::{
    api::{Failure, JobPage},
    error::failure,
    unlocked::Unlocked,
    views,
};

pub(crate) fn run(unlocked: &Unlocked, job: &str, version: &str, text: &str) -> Result<JobPage, Failure> {
    let base = views::job::heads(version).ok_or_else(|| {
        failure(
            "note_version",
            "The note you were editing is not on this phone any more",
            "Copy what you wrote, open the job again and paste it",
        )
    })?;
    unlocked.edit(job, &JobEdit::EditNote { base, text: text.to_owned() })
}
