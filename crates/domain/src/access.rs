//! Need to know: one table of who may do what, checked where it is enforced.
//!
//! The hub's gate asks it before a change joins the log; a golden file of role × part shows it whole.

use serde::{Deserialize, Serialize};

use crate::id::RecordKind;

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
    /// Evidence of visits at which nobody let them in.
    JobAttempts,
    /// Work beyond the order, as it was recorded.
    JobVariations,
    /// What the landlord says to work beyond the order.
    JobDecisions,
    /// Jobs that were booked from this one.
    JobFollowOns,
    /// Answers to forms.
    JobForms,
    /// Hazards that were noticed, as facts.
    JobHazards,
    /// Who worked for how long.
    JobLabour,
    /// Materials used and to be ordered.
    JobMaterials,
    /// Voice notes.
    JobRecordings,
    /// A worry about somebody, for safeguarding leads alone.
    Concern,
}

impl RecordPart {
    /// Every part.
    pub const ALL: [Self; 18] = [
        Self::JobOrder,
        Self::JobAppointment,
        Self::JobEvents,
        Self::JobItems,
        Self::JobNote,
        Self::JobPhotos,
        Self::JobSignOffs,
        Self::Alert,
        Self::JobAttempts,
        Self::JobVariations,
        Self::JobDecisions,
        Self::JobFollowOns,
        Self::JobForms,
        Self::JobHazards,
        Self::JobLabour,
        Self::JobMaterials,
        Self::JobRecordings,
        Self::Concern,
    ];

    /// The names of whoever may write this part, for the golden file and for the gate.
    #[must_use]
    pub const fn writers(self) -> &'static [Role] {
        use Role::{LandlordSystem, RepairsOperative};
        match self {
            Self::JobOrder | Self::JobAppointment | Self::JobDecisions | Self::Alert => &[LandlordSystem],
            Self::JobNote
            | Self::JobPhotos
            | Self::JobSignOffs
            | Self::JobAttempts
            | Self::JobVariations
            | Self::JobFollowOns
            | Self::JobForms
            | Self::JobHazards
            | Self::JobLabour
            | Self::JobMaterials
            | Self::JobRecordings => &[RepairsOperative],
            // Written by whoever makes the record, in the change that makes it, and by nobody again.
            Self::Concern => &[],
            Self::JobEvents | Self::JobItems => &[RepairsOperative, LandlordSystem],
        }
    }
}

/// The parts that whoever makes a record of this kind at the door may write in the change that makes it, besides those
/// that they may write at any time; none when they may not make one.
#[must_use]
pub const fn may_make(role: Role, kind: RecordKind) -> Option<&'static [RecordPart]> {
    match (role, kind) {
        (Role::RepairsOperative, RecordKind::Job) => Some(&[RecordPart::JobOrder, RecordPart::JobAppointment]),
        (Role::RepairsOperative, RecordKind::Concern) => Some(&[RecordPart::Concern]),
        (Role::RepairsOperative, RecordKind::Alert) | (Role::LandlordSystem, _) => None,
    }
}

/// True when `role` may write `part`.
#[must_use]
pub fn may_write(role: Role, part: RecordPart) -> bool {
    part.writers().contains(&role)
}
