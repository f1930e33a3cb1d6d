//! A job's status in a word and a tone, and what can be done next.

use domain::job::JobStatus;

use crate::api::{EventKind, StatusShown, Tone};

/// The status as a tag.
pub(crate) fn shown(status: JobStatus) -> StatusShown {
    StatusShown { code: status.name().to_owned(), words: words(status).to_owned(), tone: tone(status) }
}

pub(crate) const fn words(status: JobStatus) -> &'static str {
    match status {
        JobStatus::Planned => "Planned",
        JobStatus::Dispatched => "Not started",
        JobStatus::Accepted => "Accepted",
        JobStatus::Travelling => "On the way",
        JobStatus::Arrived => "Arrived",
        JobStatus::Started => "Started",
        JobStatus::Paused => "Paused",
        JobStatus::Completed => "Completed",
        JobStatus::NoAccess => "No access",
        JobStatus::Incomplete => "Not finished",
        JobStatus::Cancelled => "Cancelled",
        JobStatus::Reopened => "Reopened",
        JobStatus::HandedBack => "Handed back",
    }
}

const fn tone(status: JobStatus) -> Tone {
    match status {
        JobStatus::Planned | JobStatus::Dispatched | JobStatus::Accepted | JobStatus::Cancelled => Tone::Quiet,
        JobStatus::Travelling | JobStatus::Arrived | JobStatus::Started | JobStatus::Reopened => Tone::Active,
        JobStatus::Completed => Tone::Good,
        JobStatus::Paused | JobStatus::NoAccess | JobStatus::Incomplete | JobStatus::HandedBack => Tone::Warning,
    }
}

/// What a person at the door can record next, the likeliest first. Only start and finish are needed; the steps on the
/// way are there for whoever is asked to record them, and pausing where the landlord has switched `pauses` on.
pub(crate) fn actions(status: JobStatus, pauses: bool) -> Vec<EventKind> {
    use EventKind::{
        Accepted, Arrived, Completed, HandedBack, Incomplete, NoAccess, NoAdultPresent, Paused, Reopened, Started,
        Travelling,
    };
    match status {
        JobStatus::Planned | JobStatus::Dispatched => {
            vec![Started, Travelling, Arrived, Accepted, NoAccess, NoAdultPresent, Incomplete, HandedBack]
        }
        JobStatus::Accepted => {
            vec![Started, Travelling, Arrived, NoAccess, NoAdultPresent, Incomplete, HandedBack]
        }
        JobStatus::Travelling => vec![Started, Arrived, NoAccess, NoAdultPresent, Incomplete, HandedBack],
        JobStatus::Arrived => vec![Started, NoAccess, NoAdultPresent, Incomplete, HandedBack],
        JobStatus::Reopened => {
            vec![Started, Travelling, Arrived, NoAccess, NoAdultPresent, Incomplete, HandedBack]
        }
        // The planner has it; whoever is sent all the same goes on as if it had been given again.
        JobStatus::HandedBack => vec![Started, Accepted, Travelling, Arrived, NoAccess, NoAdultPresent],
        // An adult who was in may go out while somebody works.
        JobStatus::Started if pauses => vec![Completed, Paused, Incomplete, NoAccess, NoAdultPresent],
        JobStatus::Started => vec![Completed, Incomplete, NoAccess, NoAdultPresent],
        JobStatus::Paused => vec![Started, Completed, Incomplete, NoAccess, NoAdultPresent],
        JobStatus::Completed | JobStatus::NoAccess | JobStatus::Incomplete => vec![Reopened],
        // Only the landlord takes up again what the landlord withdrew.
        JobStatus::Cancelled => vec![],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::event;

    #[test]
    fn no_action_that_is_offered_is_odd_where_it_stands() {
        for status in JobStatus::ALL {
            for action in actions(status, true) {
                assert!(status.after(event::kind(action)).is_ok(), "{action:?} after {status:?}");
            }
        }
    }

    #[test]
    fn start_and_finish_are_always_one_tap_away() {
        for status in JobStatus::ALL.into_iter().filter(|status| !status.is_closed()) {
            let main = actions(status, false)[0];
            let expected = if status == JobStatus::Started { EventKind::Completed } else { EventKind::Started };
            assert_eq!(main, expected, "{status:?}");
        }
    }

    #[test]
    fn every_status_reads_as_itself() {
        let mut words: Vec<&str> = JobStatus::ALL.into_iter().map(words).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), JobStatus::ALL.len());
    }
}
