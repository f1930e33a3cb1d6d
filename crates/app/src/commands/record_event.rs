//! Something happened at the door.

use domain::job::JobEdit;

use crate::{
    api::{EventKind, Failure, JobPage},
    unlocked::Unlocked,
    views::event,
};

/// Nothing is refused for its order: what is odd is kept and flagged, for the record says what people did.
pub(crate) fn run(unlocked: &Unlocked, job: &str, kind: EventKind, reason: &str) -> Result<JobPage, Failure> {
    unlocked.edit(job, &JobEdit::Record { kind: event::kind(kind), reason: reason.trim().to_owned() })
}
