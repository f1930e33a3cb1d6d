//! Voice notes: somebody's spoken words about the work.

use serde::{Deserialize, Serialize};

use crate::{author::Written, id::RecordingId};

/// A voice note to add: its bytes travel apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRecording {
    /// SHA-256 of its bytes.
    pub hash: [u8; 32],
    /// Their number.
    pub size: u64,
    /// "audio/webm".
    pub media_type: String,
    /// How long it is, in milliseconds, as the phone counted while it ran.
    pub milliseconds: u32,
}

/// A voice note of a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recording {
    /// Its id.
    pub id: RecordingId,
    /// What the record says of it.
    pub recording: NewRecording,
    /// Who spoke.
    pub written: Written,
}
