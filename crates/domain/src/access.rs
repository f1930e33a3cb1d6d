//! Need to know: one table of who may do what, checked where it is enforced.
//!
//! The hub's gate asks it before a change joins the log; a golden file of role × part shows it whole.

use serde::{Deserialize, Serialize};

/// What a member of staff is to the landlord.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    /// Does repairs at the door.
    RepairsOperative,
    /// The landlord's own system, through the hub: imports and planning.
    LandlordSystem,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 2] = [Self::RepairsOperative, Self::LandlordSystem];

    /// Its stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RepairsOperative => "repairs_operative",
            Self::LandlordSystem => "landlord_system",
        }
    }

    /// The role with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// A part of a record that can be written apart from the others: a container of its Automerge document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum RecordPart {
    /// What the landlord ordered, but for the appointment.
    JobOrder,
    /// The appointment.
    JobAppointment,
    /// The event log.
    JobEvents,
    /// Rate schedule items.
    JobItems,
    /// The note.
    JobNote,
    /// Photos.
    JobPhotos,
    /// Sign-offs and the choice between them.
    JobSignOffs,
    /// An alert's words.
    Alert,
}

impl RecordPart {
    /// Every part.
    pub const ALL: [Self; 8] = [
        Self::JobOrder,
        Self::JobAppointment,
        Self::JobEvents,
        Self::JobItems,
        Self::JobNote,
        Self::JobPhotos,
        Self::JobSignOffs,
        Self::Alert,
    ];

    /// The names of whoever may write this part, for the golden file and for the gate.
    #[must_use]
    pub const fn writers(self) -> &'static [Role] {
        use Role::{LandlordSystem, RepairsOperative};
        match self {
            Self::JobOrder | Self::JobAppointment | Self::Alert => &[LandlordSystem],
            Self::JobNote | Self::JobPhotos | Self::JobSignOffs => &[RepairsOperative],
            Self::JobEvents | Self::JobItems => &[RepairsOperative, LandlordSystem],
        }
    }
}

/// True when `role` may write `part`.
#[must_use]
pub fn may_write(role: Role, part: RecordPart) -> bool {
    part.writers().contains(&role)
}
