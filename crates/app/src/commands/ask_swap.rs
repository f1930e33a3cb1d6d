//! The planner is asked to give the job to a colleague. Only the planner moves work.

use domain::{
    id::PersonId,
    job::{EventKind, JobEdit},
};

use crate::{
    api::{Failure, JobPage},
    error::failure,
    unlocked::Unlocked,
};

pub(crate) fn run(unlocked: &Unlocked, job: &str, colleague: &str, reason: &str) -> Result<JobPage, Failure> {
    let colleague: PersonId = colleague.parse()?;
    if unlocked.people()?.person(colleague).is_none() {
        return Err(failure(
            "colleague_unknown",
            "That colleague is not known on this phone",
            "Choose somebody from the list",
        ));
    }
    let reason = reason.trim().to_owned();
    unlocked.edit(job, &JobEdit::Record { kind: EventKind::SwapAsked(colleague), reason })
}
