//! "I'm worried about someone": a safeguarding concern.
//!
//! It is on no timeline and in no list, and the handheld that wrote it forgets it once the hub has it.

use serde::{Deserialize, Serialize};

/// Somebody's worry about a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concern {
    /// Whom it is about, as far as it was said.
    pub about: ConcernAbout,
    /// What was seen or heard, in the words of whoever wrote it; may be empty: two taps are enough.
    pub words: String,
    /// Where: the home's address in one line; may be empty.
    pub address: String,
    /// True when the writer said that somebody is in danger now.
    pub in_danger: bool,
}

/// Whom a worry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ConcernAbout {
    /// A child or a young person.
    Child,
    /// An adult who may need care or protection.
    Adult,
    /// Somebody who may be hurt or controlled by another.
    Abuse,
}

impl ConcernAbout {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Child, Self::Adult, Self::Abuse];

    /// Its stable name, as stored in the record.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Child => "child",
            Self::Adult => "adult",
            Self::Abuse => "abuse",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|about| about.name() == name)
    }
}
