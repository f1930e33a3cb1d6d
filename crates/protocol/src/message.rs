//! The exchange: one request that pushes and pulls.

use domain::{
    id::{DocumentId, RecordKind},
    reference::ReferenceRow,
    scope::Scope,
    time::Timestamp,
};
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::chain::Batch;

/// Names one life of a hub's log: it changes when a hub is restored from an older backup.
pub type HubEpoch = [u8; 16];

/// A sum over the committed (document, change hash) pairs of a scope, compared only at the head.
pub type ScopeDigest = [u8; 16];

/// What a handheld sends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExchangeRequest {
    /// The hub's log that the cursors speak of; none before the first answer.
    pub epoch: Option<HubEpoch>,
    /// The device's clock as it sent this.
    pub device_time: Timestamp,
    /// What it wrote, in chain order; other devices' too when it carries them.
    pub batches: Vec<Batch>,
    /// How far it has each scope.
    pub cursors: Vec<Cursor>,
    /// How far it has the reference data.
    pub reference: u64,
}

/// How far a handheld has a scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The scope.
    pub scope: Scope,
    /// The hub's log position up to which everything in it is held.
    pub position: u64,
}

/// What the hub answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExchangeResponse {
    /// Which log this is.
    pub epoch: HubEpoch,
    /// The hub's clock.
    pub hub_time: Timestamp,
    /// The log's head when the pages were read.
    pub position: u64,
    /// One for each pushed entry.
    pub verdicts: Vec<EntryVerdict>,
    /// The scopes that this device may hold: one that it has no cursor for is to be filled.
    pub scopes: Vec<Scope>,
    /// News of the scopes with a cursor; scopes without news are left out.
    pub pages: Vec<ScopePage>,
    /// Scopes with a cursor that the device may no longer hold: LEAVE for all that is in them.
    pub gone: Vec<Scope>,
    /// New reference rows.
    pub reference: ReferencePage,
    /// True when asking again at once would bring more.
    pub more: bool,
}

/// The verdict on one pushed entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryVerdict {
    /// Whose chain.
    pub device: domain::id::DeviceId,
    /// Its number there.
    pub n: u64,
    /// What became of it.
    pub verdict: Verdict,
}

/// What became of a pushed entry. Every verdict but [`Verdict::Retry`] means that the hub has it durably.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// In the log.
    Accepted,
    /// It was in the log already.
    Duplicate,
    /// Kept until the changes it depends on arrive.
    Held,
    /// Set aside with its bytes, for a person to decide.
    Quarantined(QuarantineReason),
    /// Its record was erased and has a successor: kept for a limited time and shown to a person.
    Superseded,
    /// Nothing was stored: send it again.
    Retry,
}

/// Why a change was set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum QuarantineReason {
    /// The bytes are not a change, or are larger than any change may be.
    Malformed,
    /// The actor is another device's, or was never opened in this device's chain.
    ActorNotOfDevice,
    /// The actor's sequence skips or repeats.
    SequenceGap,
    /// Operation numbers were used before, or run too far ahead.
    OperationNumbers,
    /// Trying it on a copy failed, or the result does not load again.
    DoesNotApply,
    /// It writes what its author's role may not write.
    NotAllowed,
    /// It changes a record that its author could not have held.
    NotInScope,
    /// It stands on a change that is in quarantine.
    DependsOnQuarantined,
    /// What it depends on did not arrive in time.
    DependencyNeverCame,
    /// The device's chain forked: the database was restored or copied.
    ChainForked,
    /// The batch's signature does not hold.
    Unsigned,
    /// The device had been revoked.
    Revoked,
}

impl QuarantineReason {
    /// Its stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::ActorNotOfDevice => "actor_not_of_device",
            Self::SequenceGap => "sequence_gap",
            Self::OperationNumbers => "operation_numbers",
            Self::DoesNotApply => "does_not_apply",
            Self::NotAllowed => "not_allowed",
            Self::NotInScope => "not_in_scope",
            Self::DependsOnQuarantined => "depends_on_quarantined",
            Self::DependencyNeverCame => "dependency_never_came",
            Self::ChainForked => "chain_forked",
            Self::Unsigned => "unsigned",
            Self::Revoked => "revoked",
        }
    }
}

/// News of one scope.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScopePage {
    /// The scope.
    pub scope: Scope,
    /// In log order. Applied with the cursor in one transaction.
    pub entries: Vec<FeedEntry>,
    /// The cursor after this page.
    pub position: u64,
    /// The scope's digest, when this page reaches its head.
    pub digest: Option<ScopeDigest>,
}

/// News of one record in a scope.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FeedEntry {
    /// The record.
    pub document: DocumentId,
    /// Its kind.
    pub kind: RecordKind,
    /// What is new.
    pub news: News,
}

/// What is new about a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum News {
    /// It entered the scope: all of it.
    Entered(SignedSnapshot),
    /// These changes joined it, in an order in which they can be applied.
    Changed(Vec<Vec<u8>>),
    /// It left the scope.
    Left,
}

/// A whole document as the hub vouches for it. It is merged into, and never replaces, what a handheld holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedSnapshot {
    /// [`documents::Snapshot`] as framed bytes.
    pub frame: Vec<u8>,
    /// The hub's Ed25519 signature over them, 64 bytes.
    pub signature: Vec<u8>,
}

impl SignedSnapshot {
    /// Signs a frame with the hub's key.
    #[must_use]
    pub fn sign(frame: Vec<u8>, key: &SigningKey) -> Self {
        let signature = key.sign(&Self::signed_text(&frame)).to_bytes().to_vec();
        Self { frame, signature }
    }

    /// True when this hub signed exactly these bytes.
    #[must_use]
    pub fn is_signed_by(&self, key: &VerifyingKey) -> bool {
        Signature::from_slice(&self.signature)
            .is_ok_and(|signature| key.verify(&Self::signed_text(&self.frame), &signature).is_ok())
    }

    fn signed_text(frame: &[u8]) -> Vec<u8> {
        [b"doorstep snapshot 1".as_slice(), frame].concat()
    }
}

/// New reference rows.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ReferencePage {
    /// Rows to store, replacing any with the same collection and key.
    pub rows: Vec<ReferenceRow>,
    /// The cursor after this page.
    pub position: u64,
}
