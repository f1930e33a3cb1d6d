//! The first fill of a scope: one stream, newest first, so that the first job is usable in seconds.
//!
//! The head is fixed when the stream begins. Frames arrive in order; a cut stream goes on after the last
//! [`FillFrame::Records`] that were stored, by the `resume` key. Only [`FillFrame::End`] sets the cursor, to the head.
//!
//! A record comes as its changes, packed together with those of its neighbours under one signature of the hub: hashes,
//! heads and checksums follow from them and are not sent. What follows a job to the door comes in the same frame before
//! it.

use domain::{
    id::{DocumentId, RecordKind},
    scope::Scope,
};
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::{
    message::{HubEpoch, ScopeDigest},
    packed::{PackedRecords, Unpacked},
};

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
    /// Records, each always whole, to be stored together.
    Records(SignedRecords),
    /// Last.
    End {
        /// The scope's digest at the head; none when the scope has moved on since.
        digest: Option<ScopeDigest>,
    },
}

/// One record of a fill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilledRecord {
    /// The record.
    pub document: DocumentId,
    /// Its kind.
    pub kind: RecordKind,
    /// Its feed position, for [`FillResume::after`]; for what comes along with a job, the job's.
    pub position: u64,
    /// Every change of it, in an order in which they can be applied.
    pub changes: Vec<Vec<u8>>,
}

/// Records as the hub vouches for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedRecords {
    /// The records, packed.
    packed: Vec<u8>,
    /// The hub's Ed25519 signature over them, 64 bytes.
    signature: Vec<u8>,
}

impl SignedRecords {
    /// Packs records and signs them with the hub's key.
    ///
    /// # Errors
    /// They cannot be encoded, which no records can bring about.
    pub fn sign(records: &[FilledRecord], key: &SigningKey) -> Result<Self, postcard::Error> {
        let packed = postcard::to_stdvec(&PackedRecords::of(records))?;
        let signature = key.sign(&Self::signed_text(&packed)).to_bytes().to_vec();
        Ok(Self { packed, signature })
    }

    /// True when this hub signed exactly these records.
    #[must_use]
    pub fn is_signed_by(&self, key: &VerifyingKey) -> bool {
        Signature::from_slice(&self.signature)
            .is_ok_and(|signature| key.verify(&Self::signed_text(&self.packed), &signature).is_ok())
    }

    /// Unpacks them.
    ///
    /// # Errors
    /// They do not hold together.
    pub fn records(&self) -> Result<Vec<FilledRecord>, Unpacked> {
        let packed: PackedRecords = postcard::from_bytes(&self.packed).map_err(|_| Unpacked::Parts)?;
        packed.records()
    }

    fn signed_text(packed: &[u8]) -> Vec<u8> {
        [b"doorstep records 1".as_slice(), packed].concat()
    }
}
