//! Need to know: one table of who may do what, checked where it is enforced.
//!
//! The hub's gate asks it before a change joins the log; a golden file of role × part shows it whole.

use serde::{Deserialize, Serialize};

use crate::{id::RecordKind, scope::Compartment};

/// What a member of staff is to the landlord.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    /// Does repairs at the door.
    RepairsOperative,
    /// Looks after tenancies: visits, checks, and what customers say.
    HousingOfficer,
    /// The landlord's own system, through the hub: imports and planning.
    LandlordSystem,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::RepairsOperative, Self::HousingOfficer, Self::LandlordSystem];

    /// Its stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RepairsOperative => "repairs_operative",
            Self::HousingOfficer => "housing_officer",
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
    /// A home, whose it is, and how its rent stands.
    Tenancy,
    /// What a customer said of the service.
    Feedback,
    /// What became of it.
    FeedbackSteps,
    /// What one person said about themself.
    DiversityProfile,
    /// What a van carries, as it was counted.
    VanStock,
    /// What was taken out of a van.
    VanTaken,
    /// What an alert was raised on.
    AlertReport,
    /// What was decided on it.
    AlertDecisions,
    /// What happened to a member of staff.
    Incident,
    /// What those who work from a van counted in it.
    VanCounts,
    /// What a customer reports of anti-social behaviour.
    AsbReport,
    /// Their diary of it.
    AsbDiary,
    /// Answers about risk, what is done, how they hear, and whether it is closed.
    AsbCase,
    /// What the landlord's people found and did about hazards.
    JobHazardSteps,
}

impl RecordPart {
    /// Every part.
    pub const ALL: [Self; 32] = [
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
        Self::Tenancy,
        Self::Feedback,
        Self::FeedbackSteps,
        Self::DiversityProfile,
        Self::VanStock,
        Self::VanTaken,
        Self::AlertReport,
        Self::AlertDecisions,
        Self::Incident,
        Self::VanCounts,
        Self::AsbReport,
        Self::AsbDiary,
        Self::AsbCase,
        Self::JobHazardSteps,
    ];

    /// Who may write this part of a record of any kind but a visit.
    const fn writers(self) -> &'static [Role] {
        use Role::{HousingOfficer, LandlordSystem, RepairsOperative};
        match self {
            Self::JobOrder
            | Self::JobAppointment
            | Self::JobDecisions
            | Self::JobHazardSteps
            | Self::Alert
            | Self::Tenancy
            | Self::VanStock => &[LandlordSystem],
            Self::JobSignOffs
            | Self::JobAttempts
            | Self::JobVariations
            | Self::JobFollowOns
            | Self::JobForms
            | Self::JobLabour
            | Self::JobMaterials
            | Self::VanTaken
            | Self::VanCounts => &[RepairsOperative],
            // An officer may say more about a repair that they ordered.
            Self::JobNote | Self::JobPhotos | Self::JobHazards | Self::JobRecordings => {
                &[RepairsOperative, HousingOfficer]
            }
            // Written by whoever makes the record, in the change that makes it, and by nobody again.
            Self::Concern
            | Self::Feedback
            | Self::DiversityProfile
            | Self::AlertReport
            | Self::Incident
            | Self::AsbReport => &[],
            // A customer who takes a complaint further may say so on their own sofa.
            Self::FeedbackSteps | Self::AsbCase => &[HousingOfficer, LandlordSystem],
            // In the customer's words, by whoever sits with them.
            Self::AsbDiary => &[HousingOfficer],
            // Whom the landlord has named; and nobody on what they raised themself, which the hub sees to.
            Self::AlertDecisions => &[HousingOfficer, LandlordSystem],
            Self::JobEvents | Self::JobItems => &[RepairsOperative, LandlordSystem],
        }
    }

    /// Who may write this part of a visit: an officer moves and signs off their own, and orders no work by it.
    const fn writers_of_visit(self) -> &'static [Role] {
        use Role::{HousingOfficer, LandlordSystem};
        match self {
            Self::JobOrder | Self::JobHazardSteps => &[LandlordSystem],
            Self::JobAppointment | Self::JobEvents => &[HousingOfficer, LandlordSystem],
            Self::JobNote
            | Self::JobPhotos
            | Self::JobSignOffs
            | Self::JobAttempts
            | Self::JobFollowOns
            | Self::JobForms
            | Self::JobHazards
            | Self::JobLabour
            | Self::JobRecordings => &[HousingOfficer],
            _ => &[],
        }
    }
}

/// True when a handheld of `role` may be given what a compartment holds. Whoever is not in this table is given nothing.
#[must_use]
pub const fn may_hold(role: Role, compartment: Compartment) -> bool {
    match compartment {
        Compartment::Repairs => matches!(role, Role::RepairsOperative | Role::HousingOfficer | Role::LandlordSystem),
        Compartment::Tenancies => matches!(role, Role::HousingOfficer),
        // Their scopes are given by name: a role alone gives nobody an allegation.
        Compartment::StaffSafety => matches!(role, Role::HousingOfficer),
        // Read on the hub's own machine alone.
        Compartment::Safeguarding => false,
    }
}

/// The parts that whoever makes a record of this kind at the door may write in the change that makes it, besides those
/// that they may write at any time; none when they may not make one.
#[must_use]
pub const fn may_make(role: Role, kind: RecordKind) -> Option<&'static [RecordPart]> {
    match (role, kind) {
        (Role::RepairsOperative | Role::HousingOfficer, RecordKind::Job)
        | (Role::HousingOfficer, RecordKind::Visit) => Some(&[RecordPart::JobOrder, RecordPart::JobAppointment]),
        (Role::RepairsOperative | Role::HousingOfficer, RecordKind::Concern) => Some(&[RecordPart::Concern]),
        // One that is not confirmed and says nothing: the hub keeps out every other.
        (Role::RepairsOperative | Role::HousingOfficer, RecordKind::Alert) => Some(&[RecordPart::Alert]),
        (Role::RepairsOperative | Role::HousingOfficer, RecordKind::AlertReport) => Some(&[RecordPart::AlertReport]),
        (Role::RepairsOperative | Role::HousingOfficer, RecordKind::Incident) => Some(&[RecordPart::Incident]),
        (Role::HousingOfficer, RecordKind::Feedback) => Some(&[RecordPart::Feedback]),
        (Role::HousingOfficer, RecordKind::AsbReport) => Some(&[RecordPart::AsbReport]),
        (Role::HousingOfficer, RecordKind::DiversityProfile) => Some(&[RecordPart::DiversityProfile]),
        (Role::RepairsOperative | Role::HousingOfficer, _) | (Role::LandlordSystem, _) => None,
    }
}

/// True when `role` may write `part` of a record of this kind.
#[must_use]
pub fn may_write(role: Role, kind: RecordKind, part: RecordPart) -> bool {
    match kind {
        RecordKind::Visit => part.writers_of_visit().contains(&role),
        _ => part.writers().contains(&role),
    }
}
