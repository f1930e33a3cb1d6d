//! The status: a fold over the event log in causal order.
//!
//! Each event names the events that it follows, so the log is a graph, and the same graph on every device gives the
//! same status whatever order it arrived in and whatever its devices' clocks said. Two visits recorded without sight
//! of each other merge into sequences that one person could not have made: those are flagged, never dropped.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{EventKind, JobEvent};
use crate::id::EventId;

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum JobStatus {
    /// Planned, or only just raised.
    #[default]
    Planned,
    /// Sent to somebody.
    Dispatched,
    /// Taken by somebody.
    Accepted,
    /// Somebody is on the way.
    Travelling,
    /// Somebody is at the door.
    Arrived,
    /// Being worked on.
    Started,
    /// Resting.
    Paused,
    /// Done.
    Completed,
    /// Nobody was in.
    NoAccess,
    /// Stopped before it was done.
    Incomplete,
    /// Withdrawn by the landlord.
    Cancelled,
    /// Open again after it was closed.
    Reopened,
    /// Whoever had it cannot take it: the planner has it again.
    HandedBack,
}

impl JobStatus {
    /// Every status.
    pub const ALL: [Self; 13] = [
        Self::Planned,
        Self::Dispatched,
        Self::Accepted,
        Self::Travelling,
        Self::Arrived,
        Self::Started,
        Self::Paused,
        Self::Completed,
        Self::NoAccess,
        Self::Incomplete,
        Self::Cancelled,
        Self::Reopened,
        Self::HandedBack,
    ];

    /// True when the visit is closed.
    #[must_use]
    pub const fn is_closed(self) -> bool {
        matches!(self, Self::Completed | Self::NoAccess | Self::Incomplete | Self::Cancelled)
    }

    /// True when the visit is closed and the work was not done: somebody has to come again.
    #[must_use]
    pub const fn is_left_undone(self) -> bool {
        matches!(self, Self::NoAccess | Self::Incomplete)
    }

    /// Its stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Dispatched => "dispatched",
            Self::Accepted => "accepted",
            Self::Travelling => "travelling",
            Self::Arrived => "arrived",
            Self::Started => "started",
            Self::Paused => "paused",
            Self::Completed => "completed",
            Self::NoAccess => "no_access",
            Self::Incomplete => "incomplete",
            Self::Cancelled => "cancelled",
            Self::Reopened => "reopened",
            Self::HandedBack => "handed_back",
        }
    }

    /// The status with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// The status after `event`, or what is impossible about it.
    ///
    /// Steps may be left out (only start and finish are required at the door), but not taken backwards: nothing
    /// happens to a closed job until it is reopened, and work that has not begun cannot pause.
    ///
    /// # Errors
    /// The reason why no single person could have recorded this.
    pub fn after(self, event: EventKind) -> Result<Self, FlagReason> {
        let next = match event {
            EventKind::Planned => Self::Planned,
            EventKind::Dispatched => Self::Dispatched,
            EventKind::Accepted => Self::Accepted,
            EventKind::Travelling => Self::Travelling,
            EventKind::Arrived => Self::Arrived,
            EventKind::Started => Self::Started,
            EventKind::Paused => Self::Paused,
            EventKind::Completed => Self::Completed,
            EventKind::NoAccess | EventKind::NoAdultPresent => Self::NoAccess,
            // Somebody has to come again, unless work goes on all the same.
            EventKind::Unanswered if matches!(self, Self::Started | Self::Paused) => self,
            EventKind::Unanswered => Self::Dispatched,
            EventKind::Incomplete => Self::Incomplete,
            EventKind::Cancelled => Self::Cancelled,
            EventKind::Reopened => Self::Reopened,
            EventKind::HandedBack => Self::HandedBack,
            // Settling names an outcome, and undoing an event; `fold` resolves both. The others speak of people.
            EventKind::Settled(_)
            | EventKind::AfterLeaving(_)
            | EventKind::SwapAsked(_)
            | EventKind::RunningLate(_)
            | EventKind::Undone(_)
            | EventKind::Rung(_)
            | EventKind::Located(_) => self,
        };
        match (self.is_closed(), event) {
            (_, EventKind::Settled(_)) | (true, EventKind::Reopened) => Ok(next),
            (_, remark) if remark.is_remark() => Ok(next),
            (true, EventKind::Completed) if self == Self::Completed => Err(FlagReason::CompletedTwice),
            (true, _) => Err(FlagReason::AfterClosing),
            (false, EventKind::Reopened) => Err(FlagReason::ReopenedWhileOpen),
            (false, EventKind::Paused) if self != Self::Started => Err(FlagReason::PausedBeforeStart),
            (
                false,
                EventKind::Accepted
                | EventKind::Travelling
                | EventKind::Arrived
                | EventKind::Planned
                | EventKind::Dispatched
                | EventKind::HandedBack,
            ) if matches!(self, Self::Started | Self::Paused) => Err(FlagReason::Backwards),
            (false, _) => Ok(next),
        }
    }
}

/// Why an event could not have followed what came before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum FlagReason {
    /// Something happened after the job was closed.
    AfterClosing,
    /// It was completed by two people.
    CompletedTwice,
    /// It was reopened though nobody had closed it.
    ReopenedWhileOpen,
    /// It was paused though nobody had started it.
    PausedBeforeStart,
    /// An earlier step came after work had begun.
    Backwards,
    /// An outcome was chosen that is not in the log, or that was taken back.
    SettledUnknown,
    /// Something was taken back that its writer had not seen, or had not recorded on the same device.
    UndoneUnknown,
}

impl FlagReason {
    /// Its stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::AfterClosing => "after_closing",
            Self::CompletedTwice => "completed_twice",
            Self::ReopenedWhileOpen => "reopened_while_open",
            Self::PausedBeforeStart => "paused_before_start",
            Self::Backwards => "backwards",
            Self::SettledUnknown => "settled_unknown",
            Self::UndoneUnknown => "undone_unknown",
        }
    }
}

/// An event that could not have followed what came before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EventFlag {
    /// The event.
    pub event: EventId,
    /// What is odd about it.
    pub reason: FlagReason,
}

/// What an event log amounts to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StatusFold {
    /// The status shown.
    pub status: JobStatus,
    /// The event that led to it, the outcome itself where one was chosen; none before anything happened.
    pub by: Option<EventId>,
    /// Events in causal order; ULIDs decide only between events that did not see each other.
    pub order: Vec<EventId>,
    /// Events that are odd where they stand, and on which nobody has decided since: an outcome, a choice or a reopening by
    /// somebody who had seen them answers them.
    pub flags: Vec<EventFlag>,
    /// Outcomes of different kinds recorded without sight of each other, and not settled yet: at least two, or none.
    pub competing: Vec<EventId>,
    /// Events that no event follows: what the next event will follow.
    pub tips: Vec<EventId>,
    /// Events that were taken back: they stay in the log, and count for nothing.
    pub undone: BTreeSet<EventId>,
}

impl StatusFold {
    /// True when somebody has to decide: outcomes compete, or something came after the job was closed.
    #[must_use]
    pub fn waits_for_decision(&self) -> bool {
        !self.competing.is_empty() || (self.status.is_closed() && !self.flags.is_empty())
    }
}

/// Folds an event log. Any subset, order or repetition of events is accepted and none makes it panic.
#[must_use]
pub fn fold(events: &[JobEvent]) -> StatusFold {
    let by_id: BTreeMap<EventId, &JobEvent> = events.iter().map(|event| (event.id, event)).collect();
    let order = causal_order(&by_id);
    let mut fold = StatusFold { order, undone: taken_back(&by_id), ..StatusFold::default() };
    for event in fold.order.iter().filter_map(|id| by_id.get(id)).filter(|event| !fold.undone.contains(&event.id)) {
        let step = match event.kind {
            EventKind::Settled(chosen) => by_id
                .get(&chosen)
                .filter(|outcome| outcome.kind.is_outcome() && !fold.undone.contains(&chosen))
                .ok_or(FlagReason::SettledUnknown)
                .and_then(|outcome| JobStatus::default().after(outcome.kind)),
            EventKind::Undone(taken) if !fold.undone.contains(&taken) => Err(FlagReason::UndoneUnknown),
            kind => fold.status.after(kind),
        };
        match step {
            Ok(status) => {
                fold.status = status;
                fold.by = match event.kind {
                    EventKind::Settled(chosen) => Some(chosen),
                    kind if kind.is_remark() => fold.by,
                    _ => Some(event.id),
                };
            }
            Err(reason) => fold.flags.push(EventFlag { event: event.id, reason }),
        }
    }
    let followed: BTreeSet<EventId> = by_id.values().flat_map(|event| event.follows.iter().copied()).collect();
    fold.tips = by_id.keys().copied().filter(|id| !followed.contains(id)).collect();
    fold.competing = competing_outcomes(&by_id, &fold.order, &fold.undone);
    fold.flags = unanswered(&by_id, &fold);
    fold
}

/// Flags of events that no decision has followed which is not odd itself.
fn unanswered(by_id: &BTreeMap<EventId, &JobEvent>, fold: &StatusFold) -> Vec<EventFlag> {
    let odd = |id: &EventId| fold.flags.iter().any(|flag| flag.event == *id);
    let decisions =
        by_id.values().filter(|event| event.kind.decides() && !odd(&event.id) && !fold.undone.contains(&event.id));
    let seen: BTreeSet<EventId> = decisions.flat_map(|event| ancestors(by_id, event)).collect();
    fold.flags.iter().filter(|flag| !seen.contains(&flag.event)).copied().collect()
}

/// Events that the device which recorded them took back, having seen them. Taken back twice is taken back once, and
/// taking back cannot be taken back: the event is recorded again instead.
fn taken_back(by_id: &BTreeMap<EventId, &JobEvent>) -> BTreeSet<EventId> {
    let undoing = by_id.values().filter_map(|event| match event.kind {
        EventKind::Undone(taken) => Some((event, by_id.get(&taken)?)),
        _ => None,
    });
    undoing
        .filter(|(event, taken)| taken.kind.can_be_undone() && taken.written.device == event.written.device)
        .filter(|(event, taken)| ancestors(by_id, event).contains(&taken.id))
        .map(|(_, taken)| taken.id)
        .collect()
}

/// Kahn's algorithm, taking the smallest id among those that are ready. A circle, which only a damaged or hostile
/// record can hold, is broken at its smallest id.
fn causal_order(by_id: &BTreeMap<EventId, &JobEvent>) -> Vec<EventId> {
    let mut left: BTreeMap<EventId, BTreeSet<EventId>> = by_id
        .iter()
        .map(|(id, event)| {
            let follows = event.follows.iter().copied().filter(|before| by_id.contains_key(before) && before != id);
            (*id, follows.collect())
        })
        .collect();
    let mut order = Vec::with_capacity(left.len());
    while let Some(next) =
        left.iter().find(|(_, follows)| follows.is_empty()).or_else(|| left.iter().next()).map(|(id, _)| *id)
    {
        left.remove(&next);
        for follows in left.values_mut() {
            follows.remove(&next);
        }
        order.push(next);
    }
    order
}

/// Outcomes that nothing settled and no later outcome, reopening or choice descends from, if they differ in kind.
fn competing_outcomes(
    by_id: &BTreeMap<EventId, &JobEvent>,
    order: &[EventId],
    undone: &BTreeSet<EventId>,
) -> Vec<EventId> {
    // By who decided: an outcome speaks for itself, a choice for the outcome that it chose. Two who chose without sight of
    // each other have settled nothing.
    let mut standing: BTreeMap<EventId, EventId> = BTreeMap::new();
    for event in order.iter().filter_map(|id| by_id.get(id)).filter(|event| !undone.contains(&event.id)) {
        if event.kind.decides() {
            for ancestor in ancestors(by_id, event) {
                standing.remove(&ancestor);
            }
            if event.kind.is_outcome() {
                standing.insert(event.id, event.id);
            } else if let EventKind::Settled(chosen) = event.kind
                && !undone.contains(&chosen)
            {
                standing.insert(event.id, chosen);
            }
        }
    }
    let standing: BTreeSet<EventId> = standing.into_values().collect();
    let kinds: Vec<EventKind> = standing.iter().filter_map(|id| by_id.get(id)).map(|event| event.kind).collect();
    let differ = kinds.iter().any(|kind| Some(kind) != kinds.first());
    if differ { standing.into_iter().collect() } else { Vec::new() }
}

fn ancestors(by_id: &BTreeMap<EventId, &JobEvent>, event: &JobEvent) -> BTreeSet<EventId> {
    let mut found = BTreeSet::new();
    let mut ahead = event.follows.clone();
    while let Some(id) = ahead.pop() {
        if found.insert(id)
            && let Some(earlier) = by_id.get(&id)
        {
            ahead.extend(earlier.follows.iter().copied());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{author::Written, time::Timestamp};

    fn id(number: u8) -> EventId {
        EventId::from_bytes([number; 16])
    }

    fn event(number: u8, kind: EventKind, follows: &[u8]) -> JobEvent {
        JobEvent {
            id: id(number),
            kind,
            reason: String::new(),
            written: Written { device: None, at: Timestamp::default() },
            hub_offset: None,
            follows: follows.iter().map(|number| id(*number)).collect(),
            fix: None,
        }
    }

    fn by(device: u8, event: JobEvent) -> JobEvent {
        let device = Some(crate::id::DeviceId::from_bytes([device; 16]));
        JobEvent { written: Written { device, ..event.written }, ..event }
    }

    #[test]
    fn a_plain_visit_ends_completed_with_nothing_to_say() {
        let log = [
            event(1, EventKind::Dispatched, &[]),
            event(2, EventKind::Accepted, &[1]),
            event(3, EventKind::Started, &[2]),
            event(4, EventKind::Paused, &[3]),
            event(5, EventKind::Started, &[4]),
            event(6, EventKind::Completed, &[5]),
        ];
        let fold = fold(&log);
        assert_eq!(fold.status, JobStatus::Completed);
        assert!(fold.flags.is_empty() && fold.competing.is_empty());
        assert_eq!(fold.tips, [id(6)]);
    }

    #[test]
    fn order_is_causal_even_when_a_clock_was_years_behind() {
        // Dev's phone said 1970 when he completed what Ada had started.
        let log = [event(9, EventKind::Started, &[]), event(1, EventKind::Completed, &[9])];
        assert_eq!(fold(&log).order, [id(9), id(1)]);
        assert_eq!(fold(&log).status, JobStatus::Completed);
    }

    #[test]
    fn completed_by_ada_and_no_access_by_dev_compete_until_somebody_chooses() {
        let mut log = vec![
            event(1, EventKind::Dispatched, &[]),
            event(2, EventKind::Completed, &[1]),
            event(3, EventKind::NoAccess, &[1]),
        ];
        let before = fold(&log);
        assert_eq!(before.competing, [id(2), id(3)]);
        assert_eq!((before.status, before.by), (JobStatus::Completed, Some(id(2))), "the reason shown is that one's");
        assert_eq!(before.flags, [EventFlag { event: id(3), reason: FlagReason::AfterClosing }]);
        log.push(event(4, EventKind::Settled(id(3)), &[2, 3]));
        let after = fold(&log);
        assert!(after.competing.is_empty());
        assert_eq!((after.status, after.by), (JobStatus::NoAccess, Some(id(3))));
        assert_eq!(after.order.len(), 4, "both outcomes stay in the log");
    }

    #[test]
    fn completed_by_both_is_flagged_once_and_does_not_compete() {
        let log = [
            event(1, EventKind::Dispatched, &[]),
            event(2, EventKind::Completed, &[1]),
            event(3, EventKind::Completed, &[1]),
        ];
        let fold = fold(&log);
        assert_eq!(fold.status, JobStatus::Completed);
        assert!(fold.competing.is_empty());
        assert_eq!(fold.flags, [EventFlag { event: id(3), reason: FlagReason::CompletedTwice }]);
    }

    #[test]
    fn work_after_closing_is_flagged_and_kept_until_reopened() {
        let mut log = vec![event(1, EventKind::Completed, &[]), event(2, EventKind::Started, &[1])];
        assert_eq!(fold(&log).status, JobStatus::Completed);
        assert_eq!(fold(&log).flags, [EventFlag { event: id(2), reason: FlagReason::AfterClosing }]);
        log.push(event(3, EventKind::Reopened, &[2]));
        assert_eq!(fold(&log).status, JobStatus::Reopened);
    }

    #[test]
    fn a_remark_about_who_worked_changes_nothing_about_the_work() {
        let late = EventKind::AfterLeaving(crate::id::DeviceId::from_bytes([4; 16]));
        let log = [event(1, EventKind::Completed, &[]), event(2, EventKind::NoAccess, &[]), event(3, late, &[1, 2])];
        let fold = fold(&log);
        assert_eq!(fold.status, JobStatus::Completed);
        assert_eq!(fold.competing, [id(1), id(2)], "nobody has chosen yet");
        assert_eq!(EventKind::from_name(&late.name()), Some(late));
    }

    #[test]
    fn a_tap_taken_back_counts_for_nothing_and_stays_in_the_log() {
        let log = [
            event(1, EventKind::Started, &[]),
            event(2, EventKind::Completed, &[1]),
            event(3, EventKind::Undone(id(2)), &[2]),
        ];
        let undone = fold(&log);
        assert_eq!(undone.status, JobStatus::Started);
        assert_eq!(undone.undone, BTreeSet::from([id(2)]));
        assert!(undone.flags.is_empty() && undone.competing.is_empty());
        assert_eq!(undone.order.len(), 3);
        // Completed again, it is completed once.
        let again = [log.as_slice(), &[event(4, EventKind::Completed, &[3])]].concat();
        assert_eq!(fold(&again).status, JobStatus::Completed);
        assert!(fold(&again).flags.is_empty());
    }

    #[test]
    fn taken_back_by_two_threads_at_once_it_is_taken_back_once() {
        let log = [
            event(1, EventKind::Arrived, &[]),
            event(2, EventKind::Started, &[1]),
            event(3, EventKind::Undone(id(2)), &[2]),
            event(4, EventKind::Undone(id(2)), &[2]),
        ];
        assert_eq!(fold(&log).status, JobStatus::Arrived);
        assert!(fold(&log).flags.is_empty());
    }

    #[test]
    fn two_who_choose_different_sides_without_sight_of_each_other_have_settled_nothing() {
        let mut log = vec![
            by(1, event(1, EventKind::Started, &[])),
            by(1, event(2, EventKind::Completed, &[1])),
            by(2, event(3, EventKind::NoAccess, &[1])),
            by(1, event(4, EventKind::Settled(id(2)), &[2, 3])),
            by(2, event(5, EventKind::Settled(id(3)), &[2, 3])),
        ];
        assert_eq!(fold(&log).competing, [id(2), id(3)]);
        log.push(by(1, event(6, EventKind::Settled(id(2)), &[4, 5])));
        assert!(fold(&log).competing.is_empty());
        assert_eq!(fold(&log).status, JobStatus::Completed);
        // Who chose the same has settled it.
        log.truncate(4);
        log.push(by(2, event(5, EventKind::Settled(id(2)), &[2, 3])));
        assert!(fold(&log).competing.is_empty());
    }

    #[test]
    fn an_outcome_that_ada_takes_back_no_longer_competes_with_devs() {
        let mut log = vec![
            by(1, event(1, EventKind::Started, &[])),
            by(1, event(2, EventKind::Completed, &[1])),
            by(2, event(3, EventKind::NoAccess, &[1])),
        ];
        assert_eq!(fold(&log).competing, [id(2), id(3)]);
        log.push(by(1, event(4, EventKind::Undone(id(2)), &[2])));
        let after = fold(&log);
        assert!(after.competing.is_empty());
        assert_eq!(after.status, JobStatus::NoAccess);
    }

    #[test]
    fn nobody_takes_back_what_somebody_else_recorded_or_what_they_had_not_seen() {
        let started = by(1, event(1, EventKind::Started, &[]));
        let completed = by(1, event(2, EventKind::Completed, &[1]));
        for (device, follows) in [(2, &[2][..]), (1, &[1])] {
            let undone = by(device, event(3, EventKind::Undone(id(2)), follows));
            let fold = fold(&[started.clone(), completed.clone(), undone]);
            assert_eq!(fold.status, JobStatus::Completed);
            assert_eq!(fold.flags, [EventFlag { event: id(3), reason: FlagReason::UndoneUnknown }]);
        }
    }

    #[test]
    fn what_the_landlord_did_and_what_was_chosen_is_not_taken_back() {
        for kind in [EventKind::Dispatched, EventKind::Cancelled, EventKind::Settled(id(9))] {
            let log = [event(1, kind, &[]), event(2, EventKind::Undone(id(1)), &[1])];
            assert!(fold(&log).undone.is_empty(), "{kind:?}");
        }
    }

    #[test]
    fn a_choice_of_an_outcome_that_was_taken_back_meanwhile_is_flagged() {
        let log = [
            by(1, event(1, EventKind::Completed, &[])),
            by(2, event(2, EventKind::NoAccess, &[])),
            by(1, event(3, EventKind::Undone(id(1)), &[1])),
            by(2, event(4, EventKind::Settled(id(1)), &[1, 2])),
        ];
        let fold = fold(&log);
        assert_eq!(fold.status, JobStatus::NoAccess);
        assert!(fold.competing.is_empty());
        assert!(fold.flags.contains(&EventFlag { event: id(4), reason: FlagReason::SettledUnknown }));
    }

    #[test]
    fn late_and_where_change_nothing_about_the_work_and_handing_back_ends_before_the_start() {
        let late = EventKind::RunningLate(Timestamp::from_milliseconds(5));
        let log = [
            event(1, EventKind::Travelling, &[]),
            event(2, late, &[1]),
            event(3, EventKind::Located(id(1)), &[2]),
            event(4, EventKind::SwapAsked(crate::id::PersonId::from_bytes([7; 16])), &[3]),
        ];
        assert_eq!(fold(&log).status, JobStatus::Travelling);
        let back = [log.as_slice(), &[event(5, EventKind::HandedBack, &[4])]].concat();
        assert_eq!(fold(&back).status, JobStatus::HandedBack);
        assert!(!JobStatus::HandedBack.is_closed(), "the planner still has it to give");
        assert_eq!(JobStatus::Started.after(EventKind::HandedBack), Err(FlagReason::Backwards));
        assert_eq!(JobStatus::HandedBack.after(EventKind::Dispatched), Ok(JobStatus::Dispatched));
    }

    #[test]
    fn a_circle_or_a_choice_of_nothing_is_contained() {
        let log = [
            event(1, EventKind::Started, &[2]),
            event(2, EventKind::Completed, &[1]),
            event(3, EventKind::Settled(id(9)), &[2]),
        ];
        let fold = fold(&log);
        assert_eq!(fold.order.len(), 3);
        assert!(fold.flags.contains(&EventFlag { event: id(3), reason: FlagReason::SettledUnknown }));
    }

    #[test]
    fn every_status_reads_back_from_its_name() {
        for status in JobStatus::ALL {
            assert_eq!(JobStatus::from_name(status.name()), Some(status));
        }
        assert_eq!(JobStatus::from_name("lost"), None);
    }
}
