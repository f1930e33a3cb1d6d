//! The exchange: one request that pushes and pulls.

use documents::ChangeHash;
use domain::{
    id::{DeviceId, DocumentId, RecordKind},
    reference::ReferenceRow,
    scope::Scope,
    time::Timestamp,
};
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::chain::Batch;

/// Names one life of a hub's log: it changes when a hub is restored from an older backup.
pub type HubEpoch = [u8; 16];

/// A sum over the committed (document, change hash) pairs of a scope, compared only at the head.
pub type ScopeDigest = [u8; 16];

/// The hub's own word on how far it had come when it answered a device: a mark that only the hub can make and check.
///
/// The handheld keeps the last and brings it along. A hub that finds its own word about more than it has knows that its
/// folder was put back from a copy, and that nobody told it. It knows so, too, when it does not know the opening, or when the
/// next one found less than is claimed here, however far its log has come since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The log's head.
    pub position: u64,
    /// How many entries of the device's chain it had.
    pub chain: u64,
    /// Names the latest opening of the hub's folder.
    pub opening: [u8; 8],
    /// Over all of it, the log and the device.
    pub mark: [u8; 16],
}

/// Attachments that one question names, at most.
pub const MAX_ATTACHMENTS_ASKED: usize = 1_000;

/// Asks which of these attachments the hub lacks. Each is here, whole, and the hub has said before that it has it: a hub
/// whose folder was put back from a copy, or has lost files, may not know that it lacks them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LackingRequest {
    /// Their SHA-256, [`MAX_ATTACHMENTS_ASKED`] at most.
    pub hashes: Vec<[u8; 32]>,
}

/// The hub's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LackingResponse {
    /// Those that are to be sent again.
    pub lacking: Vec<[u8; 32]>,
}

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
    /// True when changes that this device wrote itself are to be spelled out: after a page named some that it does not
    /// hold, because its database was put back from a copy.
    pub spell_out: bool,
    /// What the last answer said.
    pub receipt: Option<Receipt>,
    /// Entries of its own chain, and of those of devices that it was before, that the hub holds or has set aside as far as it
    /// knows: it wants to hear when that is no longer so. At most [`MAX_UNSETTLED`].
    pub unsettled: Vec<Unsettled>,
}

/// An entry that has not ended yet, as far as its device knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsettled {
    /// Whose chain, when it is that of a device which the asking one was before; none for its own.
    pub former: Option<DeviceId>,
    /// Its number in the chain.
    pub n: u64,
    /// True when it was held, false when it was set aside.
    pub held: bool,
}

/// Entries that are asked about in one exchange, at most.
pub const MAX_UNSETTLED: usize = 64;

/// How far a handheld has a scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The scope.
    pub scope: Scope,
    /// The hub's log position up to which everything in it is held.
    pub position: u64,
    /// The sum over what is held of it. Where it is not the hub's own and there is no news that could explain it, the hub
    /// answers with its sum.
    pub digest: Option<ScopeDigest>,
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
    /// To be brought along next time.
    pub receipt: Receipt,
    /// One for each pushed entry, and one for each that was asked about and is no longer held or set aside as it was.
    #[serde(with = "crate::packed::verdicts")]
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
    pub device: DeviceId,
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
    /// Nothing was stored: send it again.
    Retry,
}

/// How long a change of an erased record is kept at the hub and listed on the handheld that wrote it, in milliseconds.
pub const SUPERSEDED_KEPT_MS: i64 = 30 * 24 * 3_600_000;

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
    /// A person has looked at it and decided that it stays out.
    Discarded,
    /// Its record was erased: it is kept for a limited time and shown to a person.
    Superseded,
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
            Self::Discarded => "discarded",
            Self::Superseded => "superseded",
        }
    }
}

/// News of one scope.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(into = "crate::packed::PackedPage", try_from = "crate::packed::PackedPage")]
pub struct ScopePage {
    /// The scope.
    pub scope: Scope,
    /// In log order. Applied with the cursor in one transaction.
    pub entries: Vec<FeedEntry>,
    /// Changes of this page that the asking device wrote itself, and sent: named only, and not among the entries. They
    /// are part of the page like any other: one who does not hold them may not apply it.
    pub own: Option<OwnChanges>,
    /// The cursor after this page.
    pub position: u64,
    /// The scope's digest, when this page reaches its head.
    pub digest: Option<ScopeDigest>,
}

/// A device's own changes, named by their numbers in its chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnChanges {
    /// The first number of each run, and how many follow each other from there.
    pub runs: Vec<(u64, u64)>,
    /// SHA-256 over each one's number, record and change hash, in the order of the numbers. A chain that forked has
    /// other changes under the same numbers.
    pub digest: [u8; 32],
}

impl OwnChanges {
    /// Names changes; their numbers ascend. None when there are none.
    #[must_use]
    pub fn name(changes: &[(u64, DocumentId, ChangeHash)]) -> Option<Self> {
        let mut runs: Vec<(u64, u64)> = Vec::new();
        for (n, ..) in changes {
            match runs.last_mut() {
                Some((first, count)) if first.checked_add(*count) == Some(*n) => *count += 1,
                _ => runs.push((*n, 1)),
            }
        }
        (!runs.is_empty()).then(|| Self { runs, digest: Self::digest(changes) })
    }

    /// The digest of these changes.
    #[must_use]
    pub fn digest(changes: &[(u64, DocumentId, ChangeHash)]) -> [u8; 32] {
        let mut digest = Sha256::new();
        digest.update(b"doorstep own changes 1");
        for (n, document, hash) in changes {
            digest.update(n.to_be_bytes());
            digest.update(document.as_bytes());
            digest.update(hash.as_bytes());
        }
        digest.finalize().into()
    }

    /// The numbers, in order: as many as are claimed, so stop at the first that is not known.
    pub fn numbers(&self) -> impl Iterator<Item = u64> {
        self.runs.iter().flat_map(|(first, count)| *first..first.saturating_add(*count))
    }
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
    /// It was erased at the hub.
    Erased,
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
