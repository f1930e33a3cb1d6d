//! Voice notes.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::PhotoState;

/// A voice note on a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Recording {
    /// Stable within the job.
    pub id: String,
    /// SHA-256 of its bytes, hex: also its name for `recording`.
    pub hash: String,
    /// "0:42".
    pub length: String,
    /// "Ada Byrne, today 10:42".
    pub by: String,
    /// Where its bytes are.
    pub state: PhotoState,
}

/// A voice note's sound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecordingSound {
    /// `audio/webm`.
    pub media_type: String,
    /// The bytes, base64; none while they are not on this phone.
    pub base64: Option<String>,
}
