//! Changes and their authors as plain bytes, so that no other crate names Automerge's types.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Who writes within a document: random, new each time a process opens its database, never used twice.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Actor([u8; 16]);

impl Actor {
    /// From 16 random bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// From Automerge's form; none unless it has 16 bytes, as every actor of ours has.
    pub(crate) fn from_automerge(actor: &automerge::ActorId) -> Option<Self> {
        <[u8; 16]>::try_from(actor.to_bytes()).ok().map(Self)
    }

    pub(crate) fn to_automerge(self) -> automerge::ActorId {
        automerge::ActorId::from(self.0)
    }

    /// Hex, as the `actors` table of a document spells it.
    #[must_use]
    pub fn hex(&self) -> String {
        hex(&self.0)
    }
}

impl fmt::Debug for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Actor({})", self.hex())
    }
}

/// Automerge's hash of one change.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ChangeHash([u8; 32]);

impl ChangeHash {
    /// From 32 bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) const fn to_automerge(self) -> automerge::ChangeHash {
        automerge::ChangeHash(self.0)
    }
}

impl TryFrom<&[u8]> for ChangeHash {
    type Error = std::array::TryFromSliceError;

    fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> {
        bytes.try_into().map(Self)
    }
}

impl From<automerge::ChangeHash> for ChangeHash {
    fn from(hash: automerge::ChangeHash) -> Self {
        Self(hash.0)
    }
}

impl fmt::Display for ChangeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for ChangeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChangeHash({self})")
    }
}

/// One change: its hash and its chunk, exactly as it is stored and sent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Automerge's hash of it.
    pub hash: ChangeHash,
    /// The change chunk.
    pub bytes: Vec<u8>,
}

impl Change {
    pub(crate) fn from_automerge(change: &automerge::Change) -> Self {
        Self { hash: change.hash().into(), bytes: change.raw_bytes().to_vec() }
    }
}

impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Change({}, {} bytes)", self.hash, self.bytes.len())
    }
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
