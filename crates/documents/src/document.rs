//! One record as one Automerge document.

use std::{collections::BTreeSet, fmt};

use automerge::{
    Automerge, AutomergeError, ObjId, PatchAction, Prop, ROOT, ReadDoc,
    transaction::{CommitOptions, Transaction},
};
use domain::{
    access::RecordPart,
    author::Written,
    id::{DeviceId, DocumentId, RecordKind},
    time::Timestamp,
};
use thiserror::Error;

use crate::{
    change::{Actor, Change, ChangeHash},
    frame::Snapshot,
    genesis::{fixed_actor, fixed_changes, genesis, genesis_hash, layer_of, part_of},
};

/// Who will write: an actor that no other process has or will use, and the device it belongs to.
///
/// Automerge keeps the device as the *author* of the actor's first change, so every operation leads to its device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pen {
    /// New for each process that opens a database.
    pub actor: Actor,
    /// Whose it is.
    pub device: DeviceId,
}

/// A record that cannot be read or rebuilt.
#[derive(Debug, Error)]
pub enum DocumentError {
    /// A change that others stand on is not there.
    #[error("record {document}: {missing} earlier changes are missing")]
    Missing {
        /// The record.
        document: DocumentId,
        /// How many.
        missing: usize,
    },
    /// The parts belong to another record or kind.
    #[error("record {0}: what is stored under its name belongs to another record")]
    Foreign(DocumentId),
    /// It does not hold what every record of its kind holds.
    #[error("record {document}: it holds no {what}")]
    Incomplete {
        /// The record.
        document: DocumentId,
        /// What is not there.
        what: &'static str,
    },
    /// Automerge refused it.
    #[error("record {document}: {source}")]
    Automerge {
        /// The record.
        document: DocumentId,
        /// What Automerge says. Boxed: it is large, and every reading of a record may end in it.
        source: Box<AutomergeError>,
    },
    /// A stored change does not parse.
    #[error("record {0}: a stored change is damaged")]
    DamagedChange(DocumentId),
}

impl DocumentError {
    pub(crate) fn automerge(document: DocumentId, source: AutomergeError) -> Self {
        Self::Automerge { document, source: Box::new(source) }
    }
}

/// What one change did, without reading what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeSummary {
    /// Who and when.
    pub written: Written,
    /// The parts of the record it wrote, in order.
    pub parts: Vec<RecordPart>,
    /// True when it wrote outside every known part: only a newer version or an attacker does.
    pub outside: bool,
}

/// A record in memory: small, loaded for an edit or a screen and dropped again.
#[derive(Clone)]
pub struct Document {
    id: DocumentId,
    kind: RecordKind,
    pub(crate) inner: Automerge,
}

/// Names the record and its version, never what it says: this may reach a log.
impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({} {}, heads {:?})", self.kind.name(), self.id, self.heads())
    }
}

impl Document {
    /// A new record: its genesis, and nothing else.
    ///
    /// # Errors
    /// Never in practice: the genesis is constant.
    pub fn create(id: DocumentId, kind: RecordKind, pen: Pen) -> Result<Self, DocumentError> {
        let inner = genesis(kind).map_err(|source| DocumentError::automerge(id, source))?;
        Ok(Self { id, kind, inner: held_by(inner, pen) })
    }

    /// Rebuilds a record from what is stored: a whole document if there is one, and the changes since.
    ///
    /// # Errors
    /// Something is missing, foreign or damaged.
    pub fn assemble(
        id: DocumentId,
        kind: RecordKind,
        pen: Pen,
        snapshot: Option<&Snapshot>,
        changes: &[Change],
    ) -> Result<Self, DocumentError> {
        let mut document = match snapshot {
            None => Self::create(id, kind, pen)?,
            Some(snapshot) if snapshot.document != id || snapshot.kind != kind => {
                return Err(DocumentError::Foreign(id));
            }
            Some(snapshot) => {
                let inner = Automerge::load(&snapshot.saved).map_err(|source| DocumentError::automerge(id, source))?;
                Self { id, kind, inner: held_by(inner, pen) }
            }
        };
        document.require_genesis()?;
        document.apply(changes)?;
        Ok(document)
    }

    /// The record's id.
    #[must_use]
    pub const fn id(&self) -> DocumentId {
        self.id
    }

    /// The record's kind.
    #[must_use]
    pub const fn kind(&self) -> RecordKind {
        self.kind
    }

    /// The newest changes, sorted: together they name this very version.
    #[must_use]
    pub fn heads(&self) -> Vec<ChangeHash> {
        let mut heads: Vec<ChangeHash> = self.inner.get_heads().into_iter().map(Into::into).collect();
        heads.sort_unstable();
        heads
    }

    /// Every change but the genesis, each after those it depends on.
    #[must_use]
    pub fn changes(&self) -> Vec<Change> {
        let genesis = genesis_hash(self.kind);
        let changes = self.inner.get_changes(&[]);
        changes.iter().filter(|change| Some(change.hash()) != genesis).map(Change::from_automerge).collect()
    }

    /// Changes that a holder of `heads` lacks, each after those it depends on; `heads` that are not held count for
    /// nothing.
    #[must_use]
    pub fn changes_since(&self, heads: &[ChangeHash]) -> Vec<Change> {
        let held: Vec<_> = heads.iter().filter(|hash| self.has(hash)).map(|hash| hash.to_automerge()).collect();
        let genesis = genesis_hash(self.kind);
        let changes = self.inner.get_changes(&held);
        changes.iter().filter(|change| Some(change.hash()) != genesis).map(Change::from_automerge).collect()
    }

    /// True when this change is part of the record.
    #[must_use]
    pub fn has(&self, hash: &ChangeHash) -> bool {
        self.inner.get_change_meta_by_hash(&hash.to_automerge()).is_some()
    }

    /// Those of `hashes` that are not part of the record.
    #[must_use]
    pub fn missing(&self, hashes: &[ChangeHash]) -> Vec<ChangeHash> {
        hashes.iter().copied().filter(|hash| !self.has(hash)).collect()
    }

    /// The whole record, saved.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot { document: self.id, kind: self.kind, saved: self.inner.save() }
    }

    /// A copy that writes with another pen.
    #[must_use]
    pub fn fork(&self, pen: Pen) -> Self {
        Self { id: self.id, kind: self.kind, inner: held_by(self.inner.fork(), pen) }
    }

    /// The record as it was at `heads`, for reading.
    ///
    /// # Errors
    /// One of `heads` is not part of the record.
    pub fn at(&self, heads: &[ChangeHash]) -> Result<Self, DocumentError> {
        let missing = self.missing(heads).len();
        if missing > 0 {
            return Err(DocumentError::Missing { document: self.id, missing });
        }
        let heads: Vec<_> = heads.iter().map(|hash| hash.to_automerge()).collect();
        let inner = self.inner.fork_at(&heads).map_err(|source| self.automerge(source))?;
        Ok(Self { id: self.id, kind: self.kind, inner })
    }

    /// Adds changes that have passed the gate, in any order.
    ///
    /// # Errors
    /// One does not parse, or something they depend on is missing; then the record must not be kept.
    pub fn apply(&mut self, changes: &[Change]) -> Result<(), DocumentError> {
        let parsed = changes
            .iter()
            .map(|change| automerge::Change::from_bytes(change.bytes.clone()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| DocumentError::DamagedChange(self.id))?;
        self.inner.apply_changes(parsed).map_err(|source| self.automerge(source))?;
        let missing = changes.iter().filter(|change| !self.has(&change.hash)).count();
        if missing > 0 { Err(DocumentError::Missing { document: self.id, missing }) } else { Ok(()) }
    }

    /// What a change of this record did; none when it is not part of it.
    #[must_use]
    pub fn describe(&self, hash: &ChangeHash) -> Option<ChangeSummary> {
        let change = self.inner.get_change_by_hash(&hash.to_automerge())?;
        let written = self.written_by(change.actor_id(), change.timestamp());
        if self.is_fixed(hash) {
            return Some(ChangeSummary { written, parts: Vec::new(), outside: false });
        }
        let mut parts = BTreeSet::new();
        let mut outside = false;
        // Seen from its own past, everything that it wrote shows.
        for patch in self.inner.diff(change.deps(), &[change.hash()]) {
            let key = match patch.path.first() {
                Some((_, Prop::Map(key))) => Some(key.clone()),
                Some(_) => None,
                None => match patch.action {
                    PatchAction::PutMap { key, .. } | PatchAction::DeleteMap { key } => {
                        outside = true;
                        Some(key)
                    }
                    _ => None,
                },
            };
            match key.and_then(|key| part_of(self.kind, &key)) {
                Some(part) => {
                    parts.insert(part);
                }
                None => outside = true,
            }
        }
        Some(ChangeSummary { written, parts: parts.into_iter().collect(), outside })
    }

    /// Who holds the pen of this actor, as the record says.
    #[must_use]
    pub fn device_of(&self, actor: &Actor) -> Option<DeviceId> {
        let author = self.inner.get_author_for_actor(&actor.to_automerge())?;
        DeviceId::try_from(author.as_bytes()).ok()
    }

    /// Makes sure that the container of this name is there to be written; gives the layers that joined the record for
    /// it, which are kept with whatever is written.
    pub(crate) fn open_container(&mut self, name: &'static str) -> Result<Vec<Change>, DocumentError> {
        let layer = layer_of(self.kind, name).unwrap_or_default();
        let fixed = fixed_changes(self.kind).map_err(|source| self.automerge(source))?;
        let missing: Vec<Change> = fixed.into_iter().take(layer).filter(|layer| !self.has(&layer.hash)).collect();
        self.apply(&missing)?;
        Ok(missing)
    }

    /// False while the layer that makes this container has not joined the record.
    pub(crate) fn has_container(&self, name: &'static str) -> bool {
        layer_of(self.kind, name) == Some(0) || self.container(name).is_ok()
    }

    /// True for a change that nobody wrote: the genesis or a layer, which make the containers of the record's kind.
    #[must_use]
    pub fn is_fixed(&self, hash: &ChangeHash) -> bool {
        let meta = self.inner.get_change_meta_by_hash(&hash.to_automerge());
        meta.is_some_and(|meta| meta.actor.to_bytes() == fixed_actor(self.kind).as_bytes())
    }

    /// True for the genesis or a layer of a kind as this version makes it: anybody may say it, for everybody has it.
    #[must_use]
    pub fn is_made_by_all(kind: RecordKind, hash: &ChangeHash) -> bool {
        fixed_changes(kind).is_ok_and(|fixed| fixed.iter().any(|change| change.hash == *hash))
    }

    /// True while nobody has written anything into it.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.inner.get_changes_meta(&[]).iter().all(|meta| meta.actor.to_bytes() == fixed_actor(self.kind).as_bytes())
    }

    /// The object that a fixed change made under this name.
    pub(crate) fn container(&self, name: &'static str) -> Result<ObjId, DocumentError> {
        match self.inner.get(ROOT, name) {
            Ok(Some((automerge::Value::Object(_), object))) => Ok(object),
            _ => Err(DocumentError::Incomplete { document: self.id, what: name }),
        }
    }

    /// Who wrote the operation with this id, and when.
    pub(crate) fn written(&self, operation: &ObjId) -> Written {
        let unknown = Written { device: None, at: Timestamp::default() };
        let ObjId::Id(_, actor, _) = operation else { return unknown };
        let change = self.inner.hash_for_opid(operation).and_then(|hash| self.inner.get_change_meta_by_hash(&hash));
        change.map_or(unknown, |change| self.written_by(actor, change.timestamp))
    }

    fn written_by(&self, actor: &automerge::ActorId, time: i64) -> Written {
        let device = Actor::from_automerge(actor).and_then(|actor| self.device_of(&actor));
        Written { device, at: Timestamp::from_milliseconds(time) }
    }

    /// Makes one change; none when `write` wrote nothing.
    pub(crate) fn transact<E: From<AutomergeError>>(
        &mut self,
        now: Timestamp,
        write: impl FnOnce(&mut Transaction<'_>) -> Result<(), E>,
    ) -> Result<Vec<Change>, E> {
        let mut transaction = self.inner.transaction();
        // Dropped without a commit, a transaction is rolled back.
        write(&mut transaction)?;
        let (hash, _) = transaction.commit_with(CommitOptions::default().with_time(now.milliseconds()));
        let change = hash.and_then(|hash| self.inner.get_change_by_hash(&hash));
        Ok(change.iter().map(Change::from_automerge).collect())
    }

    pub(crate) fn automerge(&self, source: AutomergeError) -> DocumentError {
        DocumentError::automerge(self.id, source)
    }

    fn require_genesis(&self) -> Result<(), DocumentError> {
        let held = genesis_hash(self.kind).is_some_and(|hash| self.has(&hash.into()));
        if held { Ok(()) } else { Err(DocumentError::Foreign(self.id)) }
    }
}

/// Puts the pen in hand. The author goes first: setting it draws a fresh actor, which ours then replaces.
fn held_by(inner: Automerge, pen: Pen) -> Automerge {
    let author = automerge::Author::from(pen.device.as_bytes().to_vec());
    inner.with_author(Some(author)).with_actor(pen.actor.to_automerge())
}
