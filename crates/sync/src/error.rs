//! What can go wrong between a handheld and its hub, each with a stable code, a sentence and a remedy.

use protocol::{refusal::Refusal, session::FailureKind, wire::WireError};
use thiserror::Error;

use crate::transport::TransportError;

/// Something that went wrong. Nothing was lost: what waited still waits.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SyncError {
    /// No network, or no answer in time.
    #[error("the landlord's hub cannot be reached")]
    Unreachable,
    /// There is a network, and nobody answers where the hub should be.
    #[error("the landlord's hub does not answer")]
    NotAnswering,
    /// The hub is there and can store nothing now.
    #[error("the landlord's hub is busy")]
    Busy,
    /// Something answered that is no hub: a café's or hotel's sign-in page.
    #[error("something other than the landlord's hub answered")]
    NotTheHub,
    /// TLS does not hold.
    #[error("the connection to the landlord's hub is not safe")]
    Untrusted,
    /// The hub's address is not one that may be used.
    #[error("\"{0}\" is not an address that Doorstep may use")]
    Address(String),
    /// The hub that answered an invitation has another key than the invitation names.
    #[error("the hub that answered is not the one in the invitation")]
    WrongHub,
    /// The hub refused the whole request.
    #[error("{}", .0.message)]
    Refused(Refusal),
    /// The hub's answer does not decode.
    #[error("the hub's answer could not be read: {0}")]
    Damaged(#[from] WireError),
    /// An attachment arrived that is not what its name says.
    #[error("a photo arrived damaged")]
    AttachmentDamaged,
    /// The store could not read or keep something.
    #[error("this phone's database: {message}")]
    Store {
        /// The store's own code.
        code: &'static str,
        /// What happened.
        message: String,
    },
}

impl SyncError {
    /// Stable: `unreachable`, `version_mismatch`.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Unreachable => "unreachable",
            Self::NotAnswering => "not_answering",
            Self::Busy => "busy",
            Self::NotTheHub => "not_the_hub",
            Self::Untrusted => "untrusted",
            Self::Address(_) => "hub_address",
            Self::WrongHub => "wrong_hub",
            Self::Refused(refusal) => &refusal.code,
            Self::Damaged(_) => "answer_damaged",
            Self::AttachmentDamaged => "attachment_damaged",
            Self::Store { code, .. } => code,
        }
    }

    /// One sentence: what to do now.
    #[must_use]
    pub fn remedy(&self) -> &str {
        match self {
            Self::Unreachable => "Carry on working. It will be sent when there is a signal.",
            Self::NotAnswering => {
                "Carry on working. It will be sent when the hub answers. If this stays for an hour, ring the office."
            }
            Self::Busy => "Carry on working. It will be sent again in a moment.",
            Self::NotTheHub => {
                "If this Wi-Fi has a sign-in page, open a web browser and sign in, or turn Wi-Fi off and use mobile data."
            }
            Self::Untrusted => {
                "Check that the phone's date is right. If it is, ring the office and use another network."
            }
            Self::Address(_) => "Ask the office for a new code: its address must begin with https://.",
            Self::WrongHub => "Do not go on. Ring the office and ask them for a new code.",
            Self::Refused(refusal) => &refusal.remedy,
            Self::Damaged(_) => "It will be tried again. If this stays, ring the office and say \"answer damaged\".",
            Self::AttachmentDamaged => "It will be fetched again.",
            Self::Store { .. } => "Free some space on the phone and try again. If this stays, ring the office.",
        }
    }

    /// Whether waiting can cure it.
    #[must_use]
    pub fn kind(&self) -> FailureKind {
        use protocol::refusal::code;
        match self {
            Self::Unreachable
            | Self::NotAnswering
            | Self::Busy
            | Self::NotTheHub
            | Self::Damaged(_)
            | Self::AttachmentDamaged
            | Self::Store { .. } => FailureKind::Passing,
            Self::Untrusted | Self::Address(_) | Self::WrongHub => FailureKind::Stopped,
            Self::Refused(refusal) => match refusal.code.as_str() {
                code::VERSION | code::REVOKED | code::UNAUTHORISED | code::TOO_LARGE | code::MALFORMED => {
                    FailureKind::Stopped
                }
                _ => FailureKind::Passing,
            },
        }
    }

    /// True when the landlord withdrew this device.
    #[must_use]
    pub fn is_revoked(&self) -> bool {
        matches!(self, Self::Refused(refusal) if refusal.code == protocol::refusal::code::REVOKED)
    }

    pub(crate) fn transport(error: &TransportError, hub: &str) -> Self {
        match error {
            TransportError::Unreachable => Self::Unreachable,
            TransportError::NotListening => Self::NotAnswering,
            TransportError::Untrusted => Self::Untrusted,
            TransportError::Address => Self::Address(hub.to_owned()),
        }
    }
}
