//! Who wrote something, and when, by both clocks.

use serde::{Deserialize, Serialize};

use crate::{
    id::{DeviceId, PersonId},
    time::Timestamp,
};

/// The pen in somebody's hand: which device writes, and what its clocks say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The device, and through its enrolment the person.
    pub device: DeviceId,
    /// Both clocks at the time of writing.
    pub clocks: Clocks,
}

/// A device's clock, and how far the hub's was ahead of it when they last spoke. Neither blocks work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clocks {
    /// The device's time.
    pub device: Timestamp,
    /// Milliseconds to add to get the hub's time; none before the first exchange.
    pub hub_offset: Option<i64>,
}

impl Clocks {
    /// The hub's time as well as the device can know it.
    #[must_use]
    pub fn best(self) -> Timestamp {
        self.device.plus_milliseconds(self.hub_offset.unwrap_or(0))
    }
}

/// Who wrote one edit, as the record shows it: the writer is taken from the Automerge actor, never from a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Written {
    /// The device; none when the actor is not named in the record (only a damaged record has such).
    pub device: Option<DeviceId>,
    /// The device's time.
    pub at: Timestamp,
}

/// A device and its person, by name: a row of the landlord's reference data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceEntry {
    /// The device.
    pub device: DeviceId,
    /// "Van 12".
    pub device_name: String,
    /// The person it was enrolled for.
    pub person: PersonId,
    /// "Ada Byrne".
    pub person_name: String,
}
