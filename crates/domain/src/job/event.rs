//! Events: what happened to a job, told by the people it happened to.

use serde::{Deserialize, Serialize};

use crate::{
    author::Written,
    id::{DeviceId, EventId, PersonId},
    place::Fix,
    time::Timestamp,
};

/// How long a person may take back what they have just recorded, in milliseconds of their own clock.
pub const UNDO_MS: i64 = 60_000;

/// One entry of a job's append-only log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobEvent {
    /// Its id.
    pub id: EventId,
    /// What happened.
    pub kind: EventKind,
    /// Why, where the kind wants a reason; otherwise empty.
    pub reason: String,
    /// Who recorded it, and the device's time.
    pub written: Written,
    /// Milliseconds that the hub's clock was ahead of the device's, as far as it knew.
    pub hub_offset: Option<i64>,
    /// The events it follows: those nobody had followed yet on the device that recorded it.
    pub follows: Vec<EventId>,
    /// Where the handheld was, for [`EventKind::Located`] alone.
    pub fix: Option<Fix>,
}

impl JobEvent {
    /// The hub's time as well as the device could know it.
    #[must_use]
    pub fn best_time(&self) -> Timestamp {
        self.written.at.plus_milliseconds(self.hub_offset.unwrap_or(0))
    }
}

/// What can happen to a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum EventKind {
    /// The landlord planned it.
    Planned,
    /// The landlord sent it to somebody.
    Dispatched,
    /// They took it.
    Accepted,
    /// They are on the way.
    Travelling,
    /// They are at the door.
    Arrived,
    /// Work began.
    Started,
    /// Work rests.
    Paused,
    /// Work is done.
    Completed,
    /// Nobody was in.
    NoAccess,
    /// Nobody let them in, and the job stays open: somebody has to come again.
    Unanswered,
    /// Only children were in: nobody went in, and nothing is recorded about them.
    NoAdultPresent,
    /// Stopped before it was done, with a reason.
    Incomplete,
    /// The landlord withdrew it.
    Cancelled,
    /// Work goes on after it was closed.
    Reopened,
    /// A person chose, of outcomes that competed, the one that stands.
    Settled(EventId),
    /// The hub took in work that this device did after the job had been given to somebody else, and before it knew.
    AfterLeaving(DeviceId),
    /// They cannot take it: it goes back to the planner, with a reason.
    HandedBack,
    /// They ask the planner to give it to this colleague, with a reason.
    SwapAsked(PersonId),
    /// They will be late, and expect to be there at this time.
    RunningLate(Timestamp),
    /// A person takes back what they have just recorded; it stays in the log, struck through.
    Undone(EventId),
    /// They rang control about this hazard.
    Rung(EventId),
    /// Where the handheld was when that was recorded. It comes apart, so that no tap waits for a satellite.
    Located(EventId),
}

impl EventKind {
    const NAMED: [(Self, &'static str); 15] = [
        (Self::Planned, "planned"),
        (Self::Dispatched, "dispatched"),
        (Self::Accepted, "accepted"),
        (Self::Travelling, "travelling"),
        (Self::Arrived, "arrived"),
        (Self::Started, "started"),
        (Self::Paused, "paused"),
        (Self::Completed, "completed"),
        (Self::NoAccess, "no_access"),
        (Self::Unanswered, "unanswered"),
        (Self::NoAdultPresent, "no_adult_present"),
        (Self::Incomplete, "incomplete"),
        (Self::Cancelled, "cancelled"),
        (Self::Reopened, "reopened"),
        (Self::HandedBack, "handed_back"),
    ];

    /// Its stable name, as stored in the record: "no_access", "settled:01ARZ3…".
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Settled(event) => format!("settled:{event}"),
            Self::AfterLeaving(device) => format!("after_leaving:{device}"),
            Self::SwapAsked(colleague) => format!("swap_asked:{colleague}"),
            Self::RunningLate(estimate) => format!("running_late:{}", estimate.milliseconds()),
            Self::Undone(event) => format!("undone:{event}"),
            Self::Rung(hazard) => format!("rung:{hazard}"),
            Self::Located(event) => format!("located:{event}"),
            plain => Self::NAMED.iter().find(|(kind, _)| *kind == plain).map_or("", |(_, name)| name).to_owned(),
        }
    }

    /// The kind with this name; none for a name from a newer version.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let Some((kind, of)) = name.split_once(':') else {
            return Self::NAMED.iter().find(|(_, known)| *known == name).map(|(kind, _)| *kind);
        };
        match kind {
            "settled" => of.parse().ok().map(Self::Settled),
            "after_leaving" => of.parse().ok().map(Self::AfterLeaving),
            "swap_asked" => of.parse().ok().map(Self::SwapAsked),
            "running_late" => of.parse().ok().map(|at| Self::RunningLate(Timestamp::from_milliseconds(at))),
            "undone" => of.parse().ok().map(Self::Undone),
            "rung" => of.parse().ok().map(Self::Rung),
            "located" => of.parse().ok().map(Self::Located),
            _ => None,
        }
    }

    /// True for the five that close a visit.
    #[must_use]
    pub const fn is_outcome(self) -> bool {
        matches!(self, Self::Completed | Self::NoAccess | Self::NoAdultPresent | Self::Incomplete | Self::Cancelled)
    }

    /// True when it says nothing without a reason.
    #[must_use]
    pub const fn wants_reason(self) -> bool {
        matches!(
            self,
            Self::NoAccess
                | Self::Unanswered
                | Self::Incomplete
                | Self::Cancelled
                | Self::HandedBack
                | Self::SwapAsked(_)
        )
    }

    /// True for what says something about the job or its people and moves the work neither on nor back.
    #[must_use]
    pub const fn is_remark(self) -> bool {
        matches!(
            self,
            Self::AfterLeaving(_)
                | Self::SwapAsked(_)
                | Self::RunningLate(_)
                | Self::Undone(_)
                | Self::Rung(_)
                | Self::Located(_)
        )
    }

    /// True for what says how a job stands whatever came before: an outcome, a choice between outcomes, a reopening.
    #[must_use]
    pub const fn decides(self) -> bool {
        self.is_outcome() || matches!(self, Self::Reopened | Self::Settled(_))
    }

    /// True for what a person records by one tap, and may take back for as long as [`UNDO_MS`]. A visit to a closed door
    /// is recorded with its evidence, which stays.
    #[must_use]
    pub const fn can_be_undone(self) -> bool {
        match self {
            Self::Accepted
            | Self::Travelling
            | Self::Arrived
            | Self::Started
            | Self::Paused
            | Self::Completed
            | Self::NoAdultPresent
            | Self::Incomplete
            | Self::Reopened
            | Self::HandedBack
            | Self::SwapAsked(_)
            | Self::RunningLate(_)
            | Self::Rung(_) => true,
            Self::Planned
            | Self::Dispatched
            | Self::NoAccess
            | Self::Unanswered
            | Self::Cancelled
            | Self::Settled(_)
            | Self::AfterLeaving(_)
            | Self::Undone(_)
            | Self::Located(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_reads_back_from_its_name_and_a_newer_one_is_none() {
        let event = EventId::from_bytes([3; 16]);
        let of_something = [
            EventKind::Settled(event),
            EventKind::AfterLeaving(DeviceId::from_bytes([4; 16])),
            EventKind::SwapAsked(PersonId::from_bytes([5; 16])),
            EventKind::RunningLate(Timestamp::from_milliseconds(1_790_000_000_000)),
            EventKind::Undone(event),
            EventKind::Rung(event),
            EventKind::Located(event),
        ];
        for kind in EventKind::NAMED.into_iter().map(|(kind, _)| kind).chain(of_something) {
            assert_eq!(EventKind::from_name(&kind.name()), Some(kind));
        }
        for name in ["", "beamed_up", "undone:", "undone:yesterday", "running_late:soon", "beamed_up:1"] {
            assert_eq!(EventKind::from_name(name), None, "{name}");
        }
    }
}
