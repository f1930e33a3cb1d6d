//! Events: what happened to a job, told by the people it happened to.

use serde::{Deserialize, Serialize};

use crate::{
    author::Written,
    id::{DeviceId, EventId},
    time::Timestamp,
};

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
}

impl EventKind {
    const NAMED: [(Self, &'static str); 14] = [
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
    ];

    /// Its stable name, as stored in the record: "no_access", "settled:01ARZ3…".
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Settled(event) => format!("settled:{event}"),
            Self::AfterLeaving(device) => format!("after_leaving:{device}"),
            plain => Self::NAMED.iter().find(|(kind, _)| *kind == plain).map_or("", |(_, name)| name).to_owned(),
        }
    }

    /// The kind with this name; none for a name from a newer version.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        if let Some(event) = name.strip_prefix("settled:") {
            return event.parse().ok().map(Self::Settled);
        }
        if let Some(device) = name.strip_prefix("after_leaving:") {
            return device.parse().ok().map(Self::AfterLeaving);
        }
        Self::NAMED.iter().find(|(_, known)| *known == name).map(|(kind, _)| *kind)
    }

    /// True for the five that close a visit.
    #[must_use]
    pub const fn is_outcome(self) -> bool {
        matches!(self, Self::Completed | Self::NoAccess | Self::NoAdultPresent | Self::Incomplete | Self::Cancelled)
    }

    /// True when it says nothing without a reason.
    #[must_use]
    pub const fn wants_reason(self) -> bool {
        matches!(self, Self::NoAccess | Self::Unanswered | Self::Incomplete | Self::Cancelled)
    }
}
