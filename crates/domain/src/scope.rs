//! Scopes: what a handheld may hold is the union of the scopes that it is given.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::id::PersonId;

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
    /// Jobs, and the alerts that follow them to the door.
    Repairs = 1,
    /// Worries about people. No handheld of a repairs operative is given it.
    Safeguarding = 2,
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
        match self.compartment {
            Compartment::Repairs => f.write_str("/repairs"),
            Compartment::Safeguarding => f.write_str("/safeguarding"),
        }
    }
}
