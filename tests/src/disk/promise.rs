//! What people were told is saved.

use std::collections::BTreeMap;

use documents::ChangeHash;
use domain::id::{DocumentId, PhotoId};

/// An edit that the handheld said was saved.
#[derive(Debug, Clone)]
pub struct Edited {
    /// The record.
    pub document: DocumentId,
    /// The change.
    pub hash: ChangeHash,
    /// A word that the note must hold; empty for another kind of edit.
    pub word: String,
}

/// Everything that somebody was told.
#[derive(Debug, Clone, Default)]
pub struct Promises {
    /// Edits.
    pub edits: Vec<Edited>,
    /// Photos, by hash, with their bytes.
    pub photos: BTreeMap<[u8; 32], Vec<u8>>,
    /// Photos that were taken, with their jobs and the camera's bytes: in the job, or waiting to be made ready.
    pub taken: Vec<(PhotoId, DocumentId, Vec<u8>)>,
    /// The handheld said that it has joined.
    pub joined: bool,
    /// The PIN, and one that was being chosen when the power went: either may hold.
    pub pin: Option<String>,
    /// See there.
    pub pin_under_way: Option<String>,
    /// Wrong PINs that were counted since the last right one, at least.
    pub wrong_pins: u8,
    /// Megabytes of photos to keep, and a choice that was under way.
    pub photos_kept_mb: Vec<u32>,
    /// References of jobs that the hub said were raised.
    pub jobs: Vec<String>,
    /// References that were being raised.
    pub jobs_under_way: Vec<String>,
}
