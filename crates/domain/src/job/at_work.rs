//! How long somebody was at work on a job, by the steps of the visit that they recorded.

use super::{EventKind, Job, MOST_MINUTES};
use crate::{id::DeviceId, time::Timestamp};

/// What one device's steps say of its person's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtWork {
    /// When work began first.
    pub began: Timestamp,
    /// When it ended last; none while it goes on.
    pub ended: Option<Timestamp>,
    /// Minutes of it, at least 1, pauses left out.
    pub minutes: u32,
    /// Minutes of pauses between, at work and not on the job.
    pub paused: u32,
}

impl Job {
    /// How long a device's person was at work, by its own clock. None when work never began, or came to more than a day:
    /// somebody forgot to end it.
    #[must_use]
    pub fn at_work(&self, device: DeviceId, now: Timestamp) -> Option<AtWork> {
        let standing = self.standing().into_iter().filter(|event| event.written.device == Some(device));
        reckoned(standing.map(|event| (event.kind, event.written.at)), now)
    }
}

fn reckoned(steps: impl Iterator<Item = (EventKind, Timestamp)>, now: Timestamp) -> Option<AtWork> {
    let (mut began, mut since, mut ended, mut worked) = (None, None, None, 0_i64);
    for (kind, at) in steps {
        if kind == EventKind::Started {
            began = began.or(Some(at));
            since = since.or(Some(at));
        } else if ends(kind)
            && let Some(begun) = since.take()
        {
            worked = worked.saturating_add(between(begun, at));
            ended = Some(at);
        }
    }
    if let Some(begun) = since {
        worked = worked.saturating_add(between(begun, now));
        ended = None;
    }
    let began = began?;
    let minutes = whole_minutes(worked).max(1);
    let paused = whole_minutes(between(began, ended.unwrap_or(now)).saturating_sub(worked));
    (minutes <= MOST_MINUTES).then_some(AtWork { began, ended, minutes, paused })
}

const fn ends(kind: EventKind) -> bool {
    kind.is_outcome() || matches!(kind, EventKind::Paused | EventKind::Unanswered | EventKind::HandedBack)
}

/// Milliseconds; a clock that went back in between is not counted against anybody.
fn between(from: Timestamp, until: Timestamp) -> i64 {
    until.milliseconds().saturating_sub(from.milliseconds()).max(0)
}

fn whole_minutes(milliseconds: i64) -> u32 {
    u32::try_from(milliseconds.saturating_add(30_000) / 60_000).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;

    fn told(steps: &[(EventKind, i64)], now: i64) -> Option<(u32, u32, bool)> {
        let at = |minutes: i64| Timestamp::from_milliseconds(minutes * MINUTE);
        let steps = steps.iter().map(|(kind, minutes)| (*kind, at(*minutes)));
        reckoned(steps, at(now)).map(|at_work| (at_work.minutes, at_work.paused, at_work.ended.is_some()))
    }

    #[test]
    fn time_runs_from_start_to_finish_and_a_pause_is_left_out() {
        use EventKind::{Arrived, Completed, Incomplete, Paused, Started};
        for (steps, expected) in [
            (vec![(Arrived, 0), (Started, 5), (Completed, 80)], Some((75, 0, true))),
            (vec![(Started, 5), (Paused, 35), (Started, 45), (Completed, 80)], Some((65, 10, true))),
            (vec![(Started, 5), (Paused, 35)], Some((30, 0, true))),
            (vec![(Started, 5), (Incomplete, 35), (Started, 60)], Some((70, 25, false))),
            (vec![(Started, 90)], Some((10, 0, false))),
            (vec![(Started, 100), (Completed, 100)], Some((1, 0, true))),
            (vec![(Arrived, 0), (Completed, 80)], None),
        ] {
            assert_eq!(told(&steps, 100), expected, "{steps:?}");
        }
    }

    #[test]
    fn a_clock_that_goes_back_costs_nobody_anything_and_a_start_that_nobody_ended_suggests_nothing() {
        use EventKind::{Completed, Started};
        assert_eq!(told(&[(Started, 50), (Completed, 40)], 100), Some((1, 0, true)));
        assert_eq!(told(&[(Started, 0)], 24 * 60), Some((24 * 60, 0, false)));
        assert_eq!(told(&[(Started, 0)], 24 * 60 + 1), None);
    }
}
