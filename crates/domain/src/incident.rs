//! What happened to a member of staff: abuse, a threat, an assault, or that it nearly came to something.
//!
//! It is for those whom the landlord has named, and the handheld that wrote it forgets it once the hub has it. It asks little:
//! the kind, whether somebody was hurt, and words as far as there are any.

use serde::{Deserialize, Serialize};

/// The longest account, in characters.
pub const LONGEST_ACCOUNT: usize = 8_000;

/// The longest place, in characters.
pub const LONGEST_PLACE: usize = 300;

/// An incident, as whoever it happened to writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// What it was.
    pub kind: IncidentKind,
    /// What happened, in their words; may be empty: two taps are enough.
    pub words: String,
    /// Where, in one line; may be empty.
    pub place: String,
    /// True when somebody was hurt.
    pub hurt: bool,
}

/// What an incident was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum IncidentKind {
    /// Insults and the like.
    Abuse,
    /// Somebody said or showed that they would do them harm.
    Threat,
    /// Somebody hurt them, or tried to.
    Assault,
    /// Nothing came of it, and something might have.
    NearMiss,
}

impl IncidentKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Abuse, Self::Threat, Self::Assault, Self::NearMiss];

    /// Its stable name, as stored in the record.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Abuse => "abuse",
            Self::Threat => "threat",
            Self::Assault => "assault",
            Self::NearMiss => "near_miss",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// In words: "Near miss".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Abuse => "Abuse",
            Self::Threat => "Threat",
            Self::Assault => "Assault",
            Self::NearMiss => "Near miss",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_again_by_its_name() {
        for kind in IncidentKind::ALL {
            assert_eq!(IncidentKind::from_name(kind.name()), Some(kind));
        }
        assert_eq!(IncidentKind::from_name("theft"), None);
    }
}
