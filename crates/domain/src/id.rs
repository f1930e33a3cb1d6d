//! Identities: 128-bit, sortable where they are made from a time, derived where the landlord's own reference exists.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;
use ulid::Ulid;

use crate::time::Timestamp;

/// A text that is not an identity.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("\"{text}\" is not a valid {what} id; expected 26 letters and digits such as 01ARZ3NDEKTSV4RRFFQ69G5FAV")]
pub struct IdError {
    /// Which identity was expected.
    pub what: &'static str,
    /// What was given, cut to 40 characters.
    pub text: String,
}

macro_rules! identity {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name([u8; 16]);

        impl $name {
            /// A new identity of this moment; `random` must come from a cryptographic source.
            #[must_use]
            pub fn new(now: Timestamp, random: [u8; 16]) -> Self {
                Self(Ulid::from_parts(now.unsigned_milliseconds(), u128::from_be_bytes(random)).to_bytes())
            }

            /// The identity with exactly these bytes.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// Its bytes, big-endian: they sort as the text does.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                Ulid::from_bytes(self.0).fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                Ulid::from_string(text)
                    .map(|ulid| Self(ulid.to_bytes()))
                    .map_err(|_| IdError { what: $what, text: text.chars().take(40).collect() })
            }
        }

        impl TryFrom<&[u8]> for $name {
            type Error = IdError;

            fn try_from(bytes: &[u8]) -> Result<Self, IdError> {
                <[u8; 16]>::try_from(bytes)
                    .map(Self)
                    .map_err(|_| IdError { what: $what, text: format!("{} bytes", bytes.len()) })
            }
        }
    };
}

identity!(
    /// One record: one Automerge document.
    DocumentId,
    "record"
);
identity!(
    /// A member of the landlord's staff, or a contractor's.
    PersonId,
    "person"
);
identity!(
    /// One enrolment of one handheld for one person. Enrolled again, it is another device; so a device names a person.
    DeviceId,
    "device"
);
identity!(
    /// One event in a job's log.
    EventId,
    "event"
);
identity!(
    /// One rate schedule item on a job.
    ItemId,
    "item"
);
identity!(
    /// One photo on a job.
    PhotoId,
    "photo"
);
identity!(
    /// One voice note on a job.
    RecordingId,
    "voice note"
);
identity!(
    /// One sign-off of a job.
    SignOffId,
    "sign-off"
);

identity!(
    /// A form that somebody began to fill in.
    FilledFormId,
    "form"
);

identity!(
    /// One step in what became of a complaint.
    StepId,
    "step"
);

identity!(
    /// One time that somebody works alone.
    TimerId,
    "timer"
);

identity!(
    /// One entry in a report of anti-social behaviour.
    AsbEntryId,
    "report entry"
);

identity!(
    /// One instance of a repeat in the answers to a form.
    InstanceId,
    "instance"
);

impl DocumentId {
    /// The identity of a record that another system knows as `reference`: importing it again makes no twin.
    #[must_use]
    pub fn derived(source: &str, kind: RecordKind, reference: &str) -> Self {
        let mut hash = Sha256::new();
        for part in ["doorstep record 1", source, kind.name(), reference] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        let digest: [u8; 32] = hash.finalize().into();
        let mut bytes = [0; 16];
        for (byte, from) in bytes.iter_mut().zip(digest) {
            *byte = from;
        }
        Self(bytes)
    }
}

/// What a record is about. Its number is stored and sent: never reuse one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum RecordKind {
    /// A work order and what was done about it.
    Job = 1,
    /// Something to know before knocking; apart from jobs so that it can be withheld and erased alone.
    Alert = 2,
    /// Somebody's worry about a child or an adult: readable by safeguarding leads alone, not by whoever wrote it.
    Concern = 3,
    /// A tenancy: the home, whose it is, and how its rent stands. The landlord's own system says it.
    Tenancy = 4,
    /// A housing officer's visit. It is kept as a job is; but no handheld of a repairs operative holds one.
    Visit = 5,
    /// A complaint, compliment or comment in the customer's own words, and what became of it.
    Feedback = 6,
    /// What one person said about themself, strand by strand: in no feed, and gone from the handheld once it is sent.
    DiversityProfile = 7,
    /// What a van carries, and what was taken out of it.
    VanStock = 8,
    /// What an alert was raised on, and what was decided: for those who decide, and for nobody at a door.
    AlertReport = 9,
    /// What happened to a member of staff: readable by those whom the landlord has named, not by whoever wrote it.
    Incident = 10,
    /// A report of anti-social behaviour, with its diary and what is done about it. No operative's handheld holds one.
    AsbReport = 11,
}

impl RecordKind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::Job,
        Self::Alert,
        Self::Concern,
        Self::Tenancy,
        Self::Visit,
        Self::Feedback,
        Self::DiversityProfile,
        Self::VanStock,
        Self::AlertReport,
        Self::Incident,
        Self::AsbReport,
    ];

    /// The kind with this number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| *kind as u8 == number)
    }

    /// True for a record that is kept as a job is: an order, what was done about it, and a sign-off.
    #[must_use]
    pub const fn is_work(self) -> bool {
        matches!(self, Self::Job | Self::Visit)
    }

    /// Its stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Job => "job",
            Self::Alert => "alert",
            Self::Concern => "concern",
            Self::Tenancy => "tenancy",
            Self::Visit => "visit",
            Self::Feedback => "feedback",
            Self::DiversityProfile => "diversity_profile",
            Self::VanStock => "van_stock",
            Self::AlertReport => "alert_report",
            Self::Incident => "incident",
            Self::AsbReport => "asb_report",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_derived_identity_is_the_same_each_time_and_differs_by_source_kind_and_reference() {
        let of = |source, kind, reference| DocumentId::derived(source, kind, reference);
        let job = of("hackney", RecordKind::Job, "10000012");
        assert_eq!(job, of("hackney", RecordKind::Job, "10000012"));
        assert_ne!(job, of("salford", RecordKind::Job, "10000012"));
        assert_ne!(job, of("hackney", RecordKind::Alert, "10000012"));
        assert_ne!(of("ab", RecordKind::Job, "c"), of("a", RecordKind::Job, "bc"));
        assert_eq!(job.to_string().parse::<DocumentId>(), Ok(job));
    }

    #[test]
    fn a_text_that_is_no_identity_is_named_in_the_error() {
        let error = "job ten".parse::<DocumentId>().unwrap_err();
        assert_eq!(error.to_string().split(';').next(), Some("\"job ten\" is not a valid record id"));
    }
}
