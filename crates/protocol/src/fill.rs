//! The first fill of a scope: one stream, newest first, so that the first job is usable in seconds.
//!
//! The head is fixed when the stream begins. Frames arrive in order; a cut stream goes on after the last
//! [`FillFrame::Record`] that was stored, by its `resume` key. Only [`FillFrame::End`] sets the cursor, to the head.

use domain::scope::Scope;
use serde::{Deserialize, Serialize};

use crate::message::{FeedEntry, HubEpoch, ScopeDigest};

/// Asks for a scope's fill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FillRequest {
    /// Which scope.
    pub scope: Scope,
    /// Where a cut stream stopped; none to begin.
    pub resume: Option<FillResume>,
}

/// Where a cut stream stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FillResume {
    /// Which log; another means to begin again.
    pub epoch: HubEpoch,
    /// The head that was fixed at the beginning.
    pub head: u64,
    /// The last record's feed position: those below it are still to come.
    pub after: u64,
}

/// One frame of the stream: each is sent as a big-endian `u32` length and that many bytes of postcard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FillFrame {
    /// First.
    Start {
        /// Which log.
        epoch: HubEpoch,
        /// The fixed head.
        head: u64,
        /// Records still to come.
        records: u64,
    },
    /// One record, always whole.
    Record {
        /// The record; its news is [`crate::message::News::Entered`].
        entry: FeedEntry,
        /// Its feed position, for [`FillResume::after`].
        position: u64,
    },
    /// Last.
    End {
        /// The scope's digest at the head; none when the scope has moved on since.
        digest: Option<ScopeDigest>,
    },
}
