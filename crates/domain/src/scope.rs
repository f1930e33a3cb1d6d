//! Scopes: what a handheld may hold is the union of the scopes that it is given.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::id::{PersonId, RecordKind};

/// Whose work, and which compartment of it. Everything in a scope is seen whole; nothing is filtered within it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Scope {
    /// Whose.
    pub owner: Owner,
    /// Which part.
    pub compartment: Compartment,
}

/// Whose work a scope holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Owner {
    /// One person's.
    Person(PersonId),
    /// A team's, by the landlord's code for it: "PLUMBING-NORTH".
    Team(String),
    /// A patch's, by the landlord's code for it: the homes that one officer looks after.
    Patch(String),
    /// A site's, by the landlord's code for it: a block, an estate office, a trailer's pitch.
    Site(String),
}

/// Which part of an owner's records a scope holds. Its number is stored and sent: never reuse one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Compartment {
    /// Jobs, the alerts that follow them to the door, and what the vans carry.
    Repairs = 1,
    /// Worries about people. No handheld of a repairs operative is given it.
    Safeguarding = 2,
    /// Tenancies, visits to them, what customers said of the service, and what they report of others. No handheld of a
    /// repairs operative is given it.
    Tenancies = 3,
    /// What staff reported of danger to themselves: what alerts rest on, and incidents. No handheld of a repairs operative is given it,
    /// and an officer's only when the landlord has named them.
    StaffSafety = 4,
}

impl Compartment {
    /// True for a kind of record that may be in it. What belongs elsewhere never enters: the rule is checked where a
    /// record enters a feed, so that no mistake of a plan can hand an operative a tenancy.
    #[must_use]
    pub const fn holds(self, kind: RecordKind) -> bool {
        match self {
            Self::Repairs => matches!(kind, RecordKind::Job | RecordKind::Alert | RecordKind::VanStock),
            Self::Safeguarding => matches!(kind, RecordKind::Concern),
            Self::Tenancies => {
                matches!(
                    kind,
                    RecordKind::Tenancy
                        | RecordKind::Visit
                        | RecordKind::Feedback
                        | RecordKind::Alert
                        | RecordKind::AsbReport
                )
            }
            Self::StaffSafety => matches!(kind, RecordKind::AlertReport | RecordKind::Incident),
        }
    }

    /// Every compartment.
    pub const ALL: [Self; 4] = [Self::Repairs, Self::Safeguarding, Self::Tenancies, Self::StaffSafety];

    /// Its stable name, as in a scope's key.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Repairs => "repairs",
            Self::Safeguarding => "safeguarding",
            Self::Tenancies => "tenancies",
            Self::StaffSafety => "staff_safety",
        }
    }

    /// The compartment with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|compartment| compartment.name() == name)
    }
}

impl Scope {
    /// A team's repairs.
    #[must_use]
    pub fn team_repairs(team: impl Into<String>) -> Self {
        Self { owner: Owner::Team(team.into()), compartment: Compartment::Repairs }
    }

    /// Anybody's repairs.
    #[must_use]
    pub const fn repairs_of(owner: Owner) -> Self {
        Self { owner, compartment: Compartment::Repairs }
    }

    /// Where worries about people go, whoever wrote them.
    #[must_use]
    pub fn safeguarding() -> Self {
        Self { owner: Owner::Team("SAFEGUARDING".to_owned()), compartment: Compartment::Safeguarding }
    }

    /// What alerts rest on, for those whom the landlord has named to decide on them.
    #[must_use]
    pub fn alert_reports() -> Self {
        Self { owner: Owner::Team("ALERTS".to_owned()), compartment: Compartment::StaffSafety }
    }

    /// What happened to staff, for those whom the landlord has named to read it.
    #[must_use]
    pub fn incidents() -> Self {
        Self { owner: Owner::Team("INCIDENTS".to_owned()), compartment: Compartment::StaffSafety }
    }

    /// The tenancies of a patch.
    #[must_use]
    pub fn patch(code: impl Into<String>) -> Self {
        Self { owner: Owner::Patch(code.into()), compartment: Compartment::Tenancies }
    }

    /// What one officer recorded of homes that are in no patch.
    #[must_use]
    pub const fn person_tenancies(person: PersonId) -> Self {
        Self { owner: Owner::Person(person), compartment: Compartment::Tenancies }
    }

    /// One person's repairs.
    #[must_use]
    pub fn person_repairs(person: PersonId) -> Self {
        Self { owner: Owner::Person(person), compartment: Compartment::Repairs }
    }
}

impl fmt::Display for Scope {
    /// The key under which both databases store it: `team:PLUMBING-NORTH/repairs`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.owner {
            Owner::Person(person) => write!(f, "person:{person}")?,
            Owner::Team(team) => write!(f, "team:{team}")?,
            Owner::Patch(patch) => write!(f, "patch:{patch}")?,
            Owner::Site(site) => write!(f, "site:{site}")?,
        }
        write!(f, "/{}", self.compartment.name())
    }
}
