//! Whole requests that the hub does not act upon, in plain words with what to do about them.

use std::io;

use axum::{
    Json,
    http::{HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use protocol::refusal::{Refusal, code};

use crate::{
    db::{DbError, sqlite::chain::Tail},
    hub::HubError,
};

/// The status by which tus says that bytes are not what their checksum says.
const CHECKSUM_MISMATCH: u16 = 460;

/// A refusal and the HTTP status it goes under. Nothing of the request was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The status.
    pub status: StatusCode,
    /// The words.
    pub refusal: Refusal,
}

impl Refused {
    fn new(status: StatusCode, code: &str, message: impl Into<String>, remedy: &str) -> Self {
        let (code, message, remedy) = (code.to_owned(), message.into(), remedy.to_owned());
        let refusal = Refusal { code, message, remedy, counter: None, chain: None };
        Self { status, refusal }
    }

    /// The handheld speaks another version, or none.
    #[must_use]
    pub fn version(theirs: Option<&str>) -> Self {
        let ours = protocol::VERSION;
        let number = theirs.and_then(|theirs| theirs.parse::<u64>().ok());
        let (message, remedy) = match number {
            Some(theirs) if theirs > u64::from(ours) => (
                format!("This app is newer than the landlord's hub: the hub has version {ours}, the app {theirs}."),
                "Ring the office: the hub wants updating. Your work stays on the phone and is sent afterwards.",
            ),
            Some(theirs) => (
                format!("This app is too old for the landlord's hub: the hub has version {ours}, the app {theirs}."),
                "Update the app. Your work stays on the phone and is sent afterwards.",
            ),
            None => (
                format!("The request names no version of Doorstep; this hub has version {ours}."),
                "Update the app. Your work stays on the phone and is sent afterwards.",
            ),
        };
        Self::new(StatusCode::UPGRADE_REQUIRED, code::VERSION, message, remedy)
    }

    /// The body does not decode.
    #[must_use]
    pub fn malformed(what: impl std::fmt::Display) -> Self {
        let remedy = "Try again; if it happens twice, tell your landlord's support.";
        let message = format!("The hub could not read the request: {what}.");
        Self::new(StatusCode::BAD_REQUEST, code::MALFORMED, message, remedy)
    }

    /// The body is too large.
    #[must_use]
    pub fn too_large(limit: usize) -> Self {
        let message = format!("The request is larger than the {limit} bytes that the hub reads at once.");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, code::TOO_LARGE, message, "Send it in smaller parts.")
    }

    /// The body took too long.
    #[must_use]
    pub fn too_slow() -> Self {
        let message = "The request did not arrive in time.";
        Self::new(StatusCode::REQUEST_TIMEOUT, code::UNAVAILABLE, message, "Try again with a better signal.")
    }

    /// Nobody is known by this key, or the proof does not hold.
    #[must_use]
    pub fn unauthorised(message: &str) -> Self {
        let remedy = "Ask your landlord for a new code and enrol this handheld again; its work stays on it.";
        Self::new(StatusCode::UNAUTHORIZED, code::UNAUTHORISED, message, remedy)
    }

    /// The request was seen before.
    #[must_use]
    pub fn replayed(top: u64) -> Self {
        let message = "The hub has answered this very request before.";
        let mut refused = Self::new(StatusCode::CONFLICT, code::REPLAYED, message, "Send it again under a new number.");
        refused.refusal.counter = Some(top);
        refused
    }

    /// The device was withdrawn.
    #[must_use]
    pub fn revoked() -> Self {
        let message = "Your landlord has withdrawn this handheld.";
        let remedy =
            "What was waiting on it has been set aside at the hub for a person to look at. Ask your supervisor.";
        Self::new(StatusCode::FORBIDDEN, code::REVOKED, message, remedy)
    }

    /// The same, to a device of whose chain the hub has this much.
    #[must_use]
    pub fn revoked_after(stored: &Tail) -> Self {
        let mut refused = Self::revoked();
        refused.refusal.counter = Some(stored.n);
        refused.refusal.chain = Some(Box::new(stored.digest));
        refused
    }

    /// The caller may not have this.
    #[must_use]
    pub fn not_yours(what: &str) -> Self {
        let remedy = "Ask your supervisor if you should have it.";
        Self::new(StatusCode::FORBIDDEN, "not_in_scope", format!("Your work does not include {what}."), remedy)
    }

    /// There is no such thing.
    #[must_use]
    pub fn unknown(what: &str) -> Self {
        let remedy = "Check the address; the app may be newer than the hub.";
        Self::new(StatusCode::NOT_FOUND, "not_found", format!("The hub has no {what}."), remedy)
    }

    /// The invitation was never made here.
    #[must_use]
    pub fn token_unknown() -> Self {
        let message = "This hub did not make that code.";
        Self::new(
            StatusCode::NOT_FOUND,
            code::TOKEN_UNKNOWN,
            message,
            "Check that you are using your own landlord's code.",
        )
    }

    /// The invitation was used.
    #[must_use]
    pub fn token_used() -> Self {
        let message = "This code has been used: each code enrols one handheld.";
        Self::new(StatusCode::CONFLICT, code::TOKEN_USED, message, "Ask your landlord for a new code.")
    }

    /// The code unlocked another phone.
    #[must_use]
    pub fn unlock_used() -> Self {
        let message = "This code has been used: each code unlocks one phone.";
        Self::new(StatusCode::CONFLICT, code::TOKEN_USED, message, "Ask the office for a new code.")
    }

    /// The code is another phone's.
    #[must_use]
    pub fn unlock_of_another() -> Self {
        let message = "This code unlocks another phone.";
        let remedy = "Tell the office how this phone is called, and ask for its own code.";
        Self::new(StatusCode::FORBIDDEN, "unlock_of_another", message, remedy)
    }

    /// The phone's keys were sealed to another hub.
    #[must_use]
    pub fn seal_unknown() -> Self {
        let message = "This hub does not know that phone, so that it cannot unlock it.";
        let remedy = "Ring the landlord whose jobs are on the phone, and use their code.";
        Self::new(StatusCode::FORBIDDEN, "seal_unknown", message, remedy)
    }

    /// The invitation is too old.
    #[must_use]
    pub fn token_expired() -> Self {
        let message = "This code has expired: a code is good for 15 minutes.";
        Self::new(StatusCode::GONE, code::TOKEN_EXPIRED, message, "Ask your landlord for a new code.")
    }

    /// Too many requests.
    #[must_use]
    pub fn too_many() -> Self {
        let message = "This handheld is asking too often.";
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", message, "Wait a few seconds and try again.")
    }

    /// A part of a file does not begin where the hub's part ends, or the whole is not what it was said to be.
    #[must_use]
    pub fn conflict(message: impl Into<String>, remedy: &str) -> Self {
        Self::new(StatusCode::CONFLICT, "conflict", message, remedy)
    }

    /// The client speaks another version of tus, or does not say which.
    #[must_use]
    pub fn tus_version() -> Self {
        let message = "This hub takes in files by version 1.0.0 of the tus protocol.";
        let remedy = "Send the header Tus-Resumable: 1.0.0.";
        Self::new(StatusCode::PRECONDITION_FAILED, "tus_version", message, remedy)
    }

    /// The body is of another kind.
    #[must_use]
    pub fn media_type(wanted: &str) -> Self {
        let message = format!("The body of this request has to be {wanted}.");
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media_type", message, "Name it in the header Content-Type.")
    }

    /// More bytes than the file was announced to have.
    #[must_use]
    pub fn beyond(length: u64) -> Self {
        let message = format!("This goes beyond the {length} bytes that the file was announced to have.");
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            code::TOO_LARGE,
            message,
            "Begin the upload again with its true length.",
        )
    }

    /// Bytes are not what was said of them.
    #[must_use]
    pub fn checksum(message: &str) -> Self {
        let status = StatusCode::from_u16(CHECKSUM_MISMATCH).unwrap_or(StatusCode::CONFLICT);
        Self::new(status, "checksum_mismatch", message, "Send it again.")
    }

    /// The address of an upload is too old.
    #[must_use]
    pub fn upload_expired() -> Self {
        let message = "The address of this upload is good no more.";
        let remedy = "Begin the upload again: it goes on where it stopped.";
        Self::new(StatusCode::GONE, "upload_expired", message, remedy)
    }

    /// Attachments cannot be written or read.
    #[must_use]
    pub fn disk(error: &io::Error) -> Self {
        tracing::error!(%error, "an attachment could not be stored or read");
        Self::unavailable(match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "The hub has no room to store anything.",
            _ => "The hub cannot use its attachments at the moment.",
        })
    }

    /// The hub cannot act now.
    #[must_use]
    pub fn unavailable(message: &str) -> Self {
        let remedy = "Nothing is lost: your work stays on the phone, and it is sent again later.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, code::UNAVAILABLE, message, remedy)
    }
}

impl From<DbError> for Refused {
    fn from(error: DbError) -> Self {
        // Logged here, where it is turned into an answer, and nowhere else.
        tracing::error!(%error, "the database could not do what a request asked");
        match error {
            DbError::Full { .. } => Self::unavailable("The hub has no room to store anything."),
            DbError::Sqlite(_) if error.is_passing() => Self::unavailable("The hub has no room to store anything."),
            _ => Self::unavailable("The hub cannot use its database at the moment."),
        }
    }
}

impl From<rusqlite::Error> for Refused {
    fn from(error: rusqlite::Error) -> Self {
        DbError::from(error).into()
    }
}

impl From<HubError> for Refused {
    fn from(error: HubError) -> Self {
        match error {
            HubError::Database(error) => error.into(),
            other => {
                tracing::error!(error = %other, "a request could not be answered");
                Self::unavailable("The hub cannot answer at the moment.")
            }
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut answer = (self.status, Json(self.refusal)).into_response();
        if self.status == StatusCode::PRECONDITION_FAILED {
            answer.headers_mut().insert("tus-version", HeaderValue::from_static("1.0.0"));
        }
        answer
    }
}
