//! Something happened at the door.

use domain::job::JobEdit;

use crate::{
    api::{EventKind, Failure, JobPage},
    commands::record_no_access::{self, Recorded},
    unlocked::Unlocked,
    views::event,
};

/// Nothing is refused for its order: what is odd is kept and flagged, for the record says what people did.
pub(crate) fn run(unlocked: &Unlocked, job: &str, kind: EventKind, reason: &str) -> Result<JobPage, Failure> {
    match kind {
        // Without evidence, but by the same rule about what may be closed.
        EventKind::NoAccess => {
            let happened = reason.to_owned();
            record_no_access::run(unlocked, job, Recorded { happened, ..Recorded::default() })
        }
        // Whatever was typed about a child is not kept.
        EventKind::NoAdultPresent => record_no_access::no_adult(unlocked, job, &[], String::new()),
        _ => unlocked.edit(job, &JobEdit::Record { kind: event::kind(kind), reason: reason.trim().to_owned() }),
    }
}
