//! The chain: one device, one sequence of everything it ever wrote.
//!
//! Each entry's digest covers the one before, so a single signature over the last covers them all; an entry written
//! twice under one number shows a restored or copied database. A change is judged by the device that signed it, at the
//! hub position that device had seen: not by who carries it, and not by when it arrives.

use documents::{Actor, ChangeHash};
use domain::id::{DeviceId, DocumentId, RecordKind};
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// SHA-256 of an entry and all before it; 32 noughts before the first.
pub type EntryDigest = [u8; 32];

/// What stands before a device's first entry.
pub const NO_ENTRY: EntryDigest = [0; 32];

/// One thing that a device wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The hub's log position that the device had seen when it wrote: it never decreases along the chain.
    pub position_seen: u64,
    /// What was written.
    pub link: Link,
}

/// What an entry says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Link {
    /// A process opened the database and will write as this actor.
    ActorOpened(Actor),
    /// A change to a record.
    ChangeWritten {
        /// The record.
        document: DocumentId,
        /// Its kind.
        kind: RecordKind,
        /// The change chunk, exactly as stored.
        bytes: Vec<u8>,
    },
    /// A change that does once more what an earlier one of this device did, because the hub keeps out what that one stood
    /// on. The earlier one must never come in beside it: then everything would be done twice.
    ChangeWrittenAgain {
        /// The record.
        document: DocumentId,
        /// Its kind.
        kind: RecordKind,
        /// The change chunk, exactly as stored.
        bytes: Vec<u8>,
        /// The earlier one.
        of: ChangeHash,
    },
    /// A change whose bytes are no longer on the device: its record has left, and a hub that was put back from a copy asks
    /// for the chain again. Its digest is that of the entry with the bytes, so that those behind it can follow.
    ChangeLeft {
        /// The record.
        document: DocumentId,
        /// Its kind.
        kind: RecordKind,
        /// [`written_digest`] of the change chunk.
        bytes_digest: [u8; 32],
    },
    /// A successor goes on with what its predecessor wrote as this actor, on the branch of the chain that the hub did not
    /// see first.
    ActorInherited {
        /// The actor.
        actor: Actor,
        /// Whose it was.
        from: DeviceId,
    },
}

impl Link {
    /// The change that it brings: its record, that record's kind, and its bytes.
    #[must_use]
    pub fn change(&self) -> Option<(DocumentId, RecordKind, &[u8])> {
        match self {
            Self::ChangeWritten { document, kind, bytes } | Self::ChangeWrittenAgain { document, kind, bytes, .. } => {
                Some((*document, *kind, bytes))
            }
            Self::ActorOpened(_) | Self::ActorInherited { .. } | Self::ChangeLeft { .. } => None,
        }
    }
}

/// What stands for a change's bytes in its entry's digest, so that the bytes may go and the digest stays: their SHA-256, and
/// for a change that was written again with it the one that it was written again for.
#[must_use]
pub fn written_digest(bytes: &[u8], again_of: Option<&ChangeHash>) -> [u8; 32] {
    let bytes: [u8; 32] = Sha256::digest(bytes).into();
    let Some(of) = again_of else { return bytes };
    Sha256::new().chain_update(b"doorstep again 1").chain_update(bytes).chain_update(of.as_bytes()).finalize().into()
}

impl Entry {
    /// The digest of this entry, the `n`th of `device` (from 1), after one whose digest is `previous`.
    #[must_use]
    pub fn digest(&self, device: DeviceId, n: u64, previous: &EntryDigest) -> EntryDigest {
        let mut hash = Sha256::new();
        hash.update(b"doorstep chain 1");
        hash.update(device.as_bytes());
        hash.update(n.to_be_bytes());
        hash.update(previous);
        hash.update(self.position_seen.to_be_bytes());
        match &self.link {
            Link::ActorOpened(actor) => {
                hash.update([1]);
                hash.update(actor.as_bytes());
            }
            Link::ChangeWritten { document, kind, bytes } => {
                hash_change(&mut hash, document, *kind, &written_digest(bytes, None));
            }
            Link::ChangeWrittenAgain { document, kind, bytes, of } => {
                hash_change(&mut hash, document, *kind, &written_digest(bytes, Some(of)));
            }
            Link::ChangeLeft { document, kind, bytes_digest } => hash_change(&mut hash, document, *kind, bytes_digest),
            Link::ActorInherited { actor, from } => {
                hash.update([3]);
                hash.update(actor.as_bytes());
                hash.update(from.as_bytes());
            }
        }
        hash.finalize().into()
    }
}

fn hash_change(hash: &mut Sha256, document: &DocumentId, kind: RecordKind, written: &[u8; 32]) {
    hash.update([2]);
    hash.update(document.as_bytes());
    hash.update([kind as u8]);
    hash.update(written);
}

/// Consecutive entries of one device under one signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "crate::packed::PackedBatch", try_from = "crate::packed::PackedBatch")]
pub struct Batch {
    /// Who wrote and signed them.
    pub device: DeviceId,
    /// The number of the first, from 1.
    pub first: u64,
    /// The digest of the entry before the first.
    pub previous: EntryDigest,
    /// In order; at least one.
    pub entries: Vec<Entry>,
    /// Ed25519 over the digest of the last entry, 64 bytes.
    pub signature: Vec<u8>,
}

/// A batch that does not hold together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BatchError {
    /// There is nothing in it.
    #[error("the batch is empty")]
    Empty,
    /// The signature is not this device's over these entries.
    #[error("the batch is not signed by its device's key")]
    Signature,
    /// The position seen goes backwards.
    #[error("entry {n} has seen less of the hub than the one before it")]
    PositionDecreases {
        /// The entry.
        n: u64,
    },
}

impl Batch {
    /// Signs consecutive entries.
    #[must_use]
    pub fn sign(device: DeviceId, first: u64, previous: EntryDigest, entries: Vec<Entry>, key: &SigningKey) -> Self {
        let mut batch = Self { device, first, previous, entries, signature: Vec::new() };
        batch.signature = key.sign(&batch.signed_text()).to_bytes().to_vec();
        batch
    }

    /// Checks the signature and the order of positions; gives each entry's number and digest.
    ///
    /// # Errors
    /// The first thing that does not hold.
    pub fn verify(&self, key: &VerifyingKey) -> Result<Vec<(u64, EntryDigest)>, BatchError> {
        if self.entries.is_empty() {
            return Err(BatchError::Empty);
        }
        let signature = Signature::from_slice(&self.signature).map_err(|_| BatchError::Signature)?;
        key.verify(&self.signed_text(), &signature).map_err(|_| BatchError::Signature)?;
        let mut seen = 0;
        for (entry, (n, _)) in self.entries.iter().zip(self.digests()) {
            if entry.position_seen < seen {
                return Err(BatchError::PositionDecreases { n });
            }
            seen = entry.position_seen;
        }
        Ok(self.digests())
    }

    /// Each entry's number and digest, in order.
    #[must_use]
    pub fn digests(&self) -> Vec<(u64, EntryDigest)> {
        let mut previous = self.previous;
        let mut n = self.first;
        let mut digests = Vec::with_capacity(self.entries.len());
        for entry in &self.entries {
            previous = entry.digest(self.device, n, &previous);
            digests.push((n, previous));
            n = n.saturating_add(1);
        }
        digests
    }

    fn signed_text(&self) -> Vec<u8> {
        let tail = self.digests().last().map_or(self.previous, |(_, digest)| *digest);
        [b"doorstep batch 1".as_slice(), &tail].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ada() -> (DeviceId, SigningKey) {
        (DeviceId::from_bytes([7; 16]), SigningKey::from_bytes(&[1; 32]))
    }

    fn batch() -> Batch {
        let (device, key) = ada();
        let entries = vec![
            Entry { position_seen: 4, link: Link::ActorOpened(Actor::from_bytes([2; 16])) },
            Entry {
                position_seen: 4,
                link: Link::ChangeWritten {
                    document: DocumentId::from_bytes([3; 16]),
                    kind: RecordKind::Job,
                    bytes: vec![1, 2, 3],
                },
            },
        ];
        Batch::sign(device, 1, NO_ENTRY, entries, &key)
    }

    #[test]
    fn a_batch_verifies_under_its_devices_key_alone() {
        let (_, key) = ada();
        assert_eq!(batch().verify(&key.verifying_key()).unwrap().len(), 2);
        let other = SigningKey::from_bytes(&[9; 32]);
        assert_eq!(batch().verify(&other.verifying_key()), Err(BatchError::Signature));
    }

    #[test]
    fn nothing_in_a_batch_can_be_altered_unseen() {
        let key = ada().1.verifying_key();
        let altered: [fn(&mut Batch); 5] = [
            |batch| batch.first = 2,
            |batch| batch.previous = [1; 32],
            |batch| batch.device = DeviceId::from_bytes([8; 16]),
            |batch| batch.entries[0].position_seen = 3,
            |batch| {
                batch.entries.pop();
            },
        ];
        for alter in altered {
            let mut batch = batch();
            alter(&mut batch);
            assert_eq!(batch.verify(&key), Err(BatchError::Signature));
        }
    }

    #[test]
    fn a_change_that_has_left_keeps_its_place_in_the_chain() {
        let (device, key) = ada();
        let whole = batch();
        let Link::ChangeWritten { document, kind, bytes } = whole.entries[1].link.clone() else { panic!() };
        let of = ChangeHash::from_bytes([4; 32]);
        let again = Link::ChangeWrittenAgain { document, kind, bytes: bytes.clone(), of };
        for (link, again_of) in [(whole.entries[1].link.clone(), None), (again, Some(&of))] {
            let mut entries = whole.entries.clone();
            entries[1].link = link;
            let with = Batch::sign(device, 1, NO_ENTRY, entries.clone(), &key);
            entries[1].link = Link::ChangeLeft { document, kind, bytes_digest: written_digest(&bytes, again_of) };
            let without = Batch::sign(device, 1, NO_ENTRY, entries, &key);
            assert_eq!(without.digests(), with.digests());
            assert_eq!(with.digests() == whole.digests(), again_of.is_none(), "what it is written again for counts");
        }
    }

    #[test]
    fn the_position_seen_never_goes_back() {
        let (device, key) = ada();
        let mut entries = batch().entries;
        entries[1].position_seen = 3;
        let batch = Batch::sign(device, 1, NO_ENTRY, entries, &key);
        assert_eq!(batch.verify(&key.verifying_key()), Err(BatchError::PositionDecreases { n: 2 }));
    }
}
