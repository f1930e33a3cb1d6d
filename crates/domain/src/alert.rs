//! Alerts: what to know before knocking. HACT's person and location alert types, in words and by gravity.

use serde::{Deserialize, Serialize};

use crate::id::DocumentId;

/// An alert as its own record says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// Its record.
    pub id: DocumentId,
    /// About a person or the place.
    pub subject: AlertSubject,
    /// HACT's `PersonAlertTypeCode` or `LocationAlertTypeCode`: "20-10".
    pub type_code: String,
    /// What to do, as the landlord wrote it; may be empty. An instruction, never an allegation.
    pub comments: String,
}

/// What an alert is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AlertSubject {
    /// Somebody at the address.
    Person,
    /// The place.
    Location,
}

impl AlertSubject {
    /// Its stable name, as stored in the record.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Location => "location",
        }
    }

    /// The subject with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Person, Self::Location].into_iter().find(|subject| subject.name() == name)
    }
}
