//! What the hub sends joins what is held: changes, what lists show, memberships and the cursor in one transaction.
//!
//! Every change passes the gate for its structure; authority is the hub's to judge. A change or a whole document that
//! does not hold together is set aside with its bytes and listed, and stands in the way of nothing else. A change whose
//! predecessors have not come waits for them here. Ingesting the same page again changes nothing.
//!
//! What comes of one record is judged change by change and tried together; only when that fails is each change tried by
//! itself.

mod meeting;

use std::collections::BTreeSet;

use documents::{
    Change, ChangeHash, Document, Pen, Snapshot,
    gate::{self, Joining, Limits, pack::pack},
};
use domain::{
    id::{DocumentId, RecordKind},
    time::Timestamp,
};
use ed25519_dalek::VerifyingKey;
use protocol::{
    fill::{FilledRecord, SignedRecords},
    message::{FeedEntry, News, OwnChanges, SignedSnapshot},
};
use rusqlite::{OptionalExtension, Transaction, params};
use sha2::{Digest, Sha256};

use crate::{
    chain,
    error::StoreError,
    identity, leaving, outbox,
    read::{self, Parting},
    reconciliation, record, sql,
    store::Store,
};
use meeting::{Awaiting, Considered, Decision, Meeting};

/// What came in, for whoever shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ingested {
    /// Records that are new, different, or gone.
    pub touched: BTreeSet<DocumentId>,
    /// Things that were set aside.
    pub set_aside: u32,
}

/// Something from the hub that does not hold together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// The record that it claims to be of.
    pub document: DocumentId,
    /// That record's kind.
    pub kind: RecordKind,
    /// True for a whole document, false for one change.
    pub whole: bool,
    /// Exactly as it came.
    pub bytes: Vec<u8>,
    /// What is wrong with it, in words.
    pub fault: String,
    /// When it came, by this device's clock.
    pub came: Timestamp,
}

impl Store {
    /// What came from the hub and does not hold together, oldest first.
    ///
    /// # Errors
    /// The database fails.
    pub fn set_aside(&self) -> Result<Vec<SetAside>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT document, kind, whole, bytes, fault, came_at FROM set_aside ORDER BY came_at, document, digest",
            )?;
            let mut rows = statement.query([])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push(SetAside {
                    document: sql::id(row, 0, DocumentId::from_bytes)?,
                    kind: record::kind_of(row.get(1)?)?,
                    whole: row.get(2)?,
                    bytes: row.get(3)?,
                    fault: row.get(4)?,
                    came: Timestamp::from_milliseconds(row.get(5)?),
                });
            }
            Ok(found)
        })
    }
}

/// One transaction's ingest.
pub(crate) struct Ingest<'a> {
    transaction: &'a Transaction<'a>,
    store: &'a Store,
    pen: Pen,
    hub_key: Option<VerifyingKey>,
    now: Timestamp,
    pub(crate) done: Ingested,
}

impl<'a> Ingest<'a> {
    pub(crate) fn new(transaction: &'a Transaction<'a>, store: &'a Store) -> Result<Self, StoreError> {
        let enrolment = identity::enrolment(transaction)?.ok_or(StoreError::NotEnrolled)?;
        Ok(Self {
            transaction,
            store,
            pen: Pen { actor: store.actor(), device: enrolment.device },
            hub_key: VerifyingKey::from_bytes(&enrolment.hub_key).ok(),
            now: store.handheld.surroundings.clock.now(),
            done: Ingested::default(),
        })
    }

    /// The same with another pen: the handheld writes as another actor from now on.
    pub(crate) fn with_pen(self, pen: Pen) -> Self {
        Self { pen, ..self }
    }

    /// News of one record in a scope.
    pub(crate) fn entry(&mut self, scope: &str, entry: &FeedEntry) -> Result<(), StoreError> {
        let (document, kind) = (entry.document, entry.kind);
        match &entry.news {
            News::Left => return self.left(document, scope, Parting::GivenAway),
            News::Erased => return self.left(document, scope, Parting::Erased),
            News::Entered(signed) => self.whole(document, kind, signed)?,
            News::Changed(changes) => self.changes(document, kind, changes)?,
        }
        self.belongs(document, scope)
    }

    /// A record leaves a scope, and is told of where somebody may miss it.
    pub(crate) fn left(&mut self, document: DocumentId, scope: &str, parting: Parting) -> Result<(), StoreError> {
        leaving::leave(self.transaction, document, scope)?;
        read::part_with(self.transaction, document, parting, self.now)?;
        self.done.touched.insert(document);
        Ok(())
    }

    /// Records of a fill, each whole.
    pub(crate) fn filled(&mut self, scope: &str, signed: &SignedRecords) -> Result<Vec<FilledRecord>, StoreError> {
        let records = match &self.hub_key {
            Some(key) if signed.is_signed_by(key) => signed.records().map_err(|_| StoreError::NotVouchedFor)?,
            _ => return Err(StoreError::NotVouchedFor),
        };
        for record in &records {
            let FilledRecord { document, kind, changes, .. } = record;
            let held = record::load(self.transaction, *document, self.pen)?;
            let fresh = held.is_none();
            let held = self.or_new(held, *document, *kind)?;
            match gate::merge_changes(&held, changes) {
                Ok((merged, news)) => self.vouched(merged, &news, fresh, changes)?,
                Err(fault) => {
                    let bytes = pack(changes.iter().map(Vec::as_slice));
                    self.put_aside(*document, *kind, true, &bytes, &fault.to_string())?;
                }
            }
            self.belongs(*document, scope)?;
        }
        Ok(records)
    }

    /// This device's own changes, named by the hub, are in the hub's log; false when one is not held, and then nothing
    /// of the page may be applied.
    pub(crate) fn own(&mut self, own: &OwnChanges, scope: &str) -> Result<bool, StoreError> {
        let (mut named, mut news) = (Vec::new(), Vec::new());
        for n in own.numbers() {
            let held = self
                .transaction
                .prepare_cached(
                    "SELECT entry.document, entry.change, entry.state = 1 AND change.committed = 1
                     FROM chain_entry AS entry
                     JOIN record_change AS change ON change.document = entry.document AND change.hash = entry.change
                     WHERE n = ?1",
                )?
                .query_row([sql::signed(n)], |row| {
                    let document = sql::id(row, 0, DocumentId::from_bytes)?;
                    Ok((document, ChangeHash::from_bytes(row.get(1)?), row.get::<_, bool>(2)?))
                })
                .optional()?;
            let Some((document, hash, committed)) = held else { return Ok(false) };
            named.push((n, document, hash));
            if !committed {
                news.push((document, hash));
            }
        }
        // A chain that forked has other changes under the same numbers.
        if OwnChanges::digest(&named) != own.digest {
            return Ok(false);
        }
        for (document, hash) in news {
            record::commit(self.transaction, document, &hash)?;
        }
        let records: BTreeSet<DocumentId> = named.iter().map(|(_, document, _)| *document).collect();
        for document in records {
            self.belongs(document, scope)?;
        }
        Ok(true)
    }

    /// A record of which nothing at all could be taken has no row, and is in nothing.
    fn belongs(&self, document: DocumentId, scope: &str) -> Result<(), StoreError> {
        self.transaction
            .prepare_cached(
                "INSERT INTO membership (document, scope, confirmed)
                 SELECT document, ?2, 1 FROM record WHERE document = ?1
                 ON CONFLICT (document, scope) DO UPDATE SET confirmed = 1",
            )?
            .execute(params![document.as_bytes(), scope])?;
        self.transaction
            .prepare_cached("UPDATE record SET leaving = 0 WHERE document = ?1 AND leaving = 1")?
            .execute([document.as_bytes()])?;
        Ok(())
    }

    fn whole(&mut self, document: DocumentId, kind: RecordKind, signed: &SignedSnapshot) -> Result<(), StoreError> {
        if !self.hub_key.as_ref().is_some_and(|key| signed.is_signed_by(key)) {
            return self.put_aside(document, kind, true, &signed.frame, "the hub's signature does not hold");
        }
        let snapshot = match Snapshot::from_frame(&signed.frame) {
            Ok(snapshot) => snapshot,
            Err(fault) => return self.put_aside(document, kind, true, &signed.frame, &fault.to_string()),
        };
        let held = match record::load(self.transaction, document, self.pen) {
            // A hole in it that nobody made on purpose: what the hub has closes it, and what only this handheld has joins
            // again.
            Err(StoreError::Document(error)) => {
                tracing::error!(%error, "a record on this handheld is damaged and is made again from the hub's");
                record::take_apart(self.transaction, document, kind)?;
                None
            }
            loaded => loaded?,
        };
        let fresh = held.is_none();
        let held = self.or_new(held, document, kind)?;
        let (merged, news) = match gate::merge_snapshot(&held, &snapshot) {
            Ok(merged) => merged,
            Err(fault) => return self.put_aside(document, kind, true, &signed.frame, &fault.to_string()),
        };
        // All that the hub's document holds is in the hub's log; what only this handheld holds is not.
        let hubs = if fresh { merged.changes() } else { self.hubs(document, kind, &snapshot)? };
        let hubs: Vec<Vec<u8>> = hubs.into_iter().map(|change| change.bytes).collect();
        self.vouched(merged, &news, fresh, &hubs)
    }

    /// Stores a record into which a whole one was merged, and what of it was new; `hubs` are in the hub's log.
    fn vouched(&mut self, merged: Document, news: &[Change], fresh: bool, hubs: &[Vec<u8>]) -> Result<(), StoreError> {
        let document = merged.id();
        record::insert(self.transaction, &merged)?;
        for change in news {
            record::add(self.transaction, document, change)?;
        }
        for bytes in hubs {
            let envelope = gate::measure(bytes, &Limits::DEFAULT)
                .map_err(|fault| StoreError::Malformed { document, detail: fault.to_string() })?;
            record::commit(self.transaction, document, &envelope.hash)?;
        }
        let merged = self.join(merged, &[])?;
        if fresh {
            record::fold(self.transaction, &merged)?;
            self.never_write_twice(&merged)?;
        }
        self.settle(&merged, fresh || !news.is_empty())
    }

    /// A record has come back that had left, and without what this process wrote to it then: the hub was put back from a
    /// copy. Somebody else may still have that, so nothing may be written under the same number: the process writes as
    /// another actor from now on.
    fn never_write_twice(&mut self, document: &Document) -> Result<(), StoreError> {
        match chain::holds_all_written(self.transaction, self.pen.actor, document) {
            Err(StoreError::Overtaken(_)) => {
                self.pen.actor = self.store.take_another_actor()?;
                Ok(())
            }
            held => held,
        }
    }

    fn or_new(&self, held: Option<Document>, id: DocumentId, kind: RecordKind) -> Result<Document, StoreError> {
        match held {
            Some(held) => Ok(held),
            None => Ok(Document::create(id, kind, self.pen)?),
        }
    }

    /// The changes of a whole document as the hub has it, by hash; none when it is not the hub's or is damaged.
    pub(crate) fn hashes_of(
        &self,
        document: DocumentId,
        kind: RecordKind,
        signed: &SignedSnapshot,
    ) -> Option<BTreeSet<ChangeHash>> {
        if !self.hub_key.as_ref().is_some_and(|key| signed.is_signed_by(key)) {
            return None;
        }
        let snapshot = Snapshot::from_frame(&signed.frame).ok()?;
        Some(self.hubs(document, kind, &snapshot).ok()?.into_iter().map(|change| change.hash).collect())
    }

    fn hubs(&self, document: DocumentId, kind: RecordKind, snapshot: &Snapshot) -> Result<Vec<Change>, StoreError> {
        Ok(Document::assemble(document, kind, self.pen, Some(snapshot), &[])?.changes())
    }

    fn changes(&mut self, document: DocumentId, kind: RecordKind, changes: &[Vec<u8>]) -> Result<(), StoreError> {
        let held = match record::load(self.transaction, document, self.pen) {
            // It stops nothing else. What came waits until the whole record comes from the hub.
            Err(StoreError::Document(error)) => {
                tracing::error!(%error, "a record on this handheld is damaged: the hub is asked for all of it");
                for bytes in changes {
                    if let Ok(envelope) = gate::measure(bytes, &gate::Limits::DEFAULT) {
                        self.await_predecessors(document, kind, envelope.hash, bytes)?;
                    }
                }
                return reconciliation::doubt_record(self.transaction, document);
            }
            loaded => loaded?,
        };
        let held = self.or_new(held, document, kind)?;
        let before = held.heads();
        let joined = self.join(held, changes)?;
        let changed = joined.heads() != before;
        self.settle(&joined, changed)
    }

    /// Lets changes join a record, and after them whatever waited for them, and stores what becomes of each.
    fn join(&mut self, held: Document, arrived: &[Vec<u8>]) -> Result<Document, StoreError> {
        let (document, kind) = (held.id(), held.kind());
        let waiting = self.awaiting(document)?;
        if arrived.is_empty() && waiting.is_empty() {
            return Ok(held);
        }
        let mut together = Meeting::new(held.clone(), Joining::judge);
        let decisions = together.decide(arrived, &waiting);
        let (joined, decisions) = match together.record.settle() {
            Ok(joined) => (joined, decisions),
            Err(fault) => {
                tracing::info!(%document, %fault, "changes that came together are tried one by one");
                let mut one_by_one = Meeting::new(held.clone(), Joining::admit);
                let decisions = one_by_one.decide(arrived, &waiting);
                // Everything has been tried by now, so there is nothing left to fail.
                (one_by_one.record.settle().unwrap_or(held), decisions)
            }
        };
        for Decision { bytes, waited, judgement } in decisions {
            match judgement {
                Considered::Joins(change) => {
                    record::insert(self.transaction, &joined)?;
                    record::add(self.transaction, document, &change)?;
                    // Only what this handheld wrote itself and has not sent can have waited without coming from the hub.
                    if waited.is_none() || !outbox::is_unsent(self.transaction, document, &change.hash)? {
                        record::commit(self.transaction, document, &change.hash)?;
                    }
                }
                Considered::Here(hash) => record::commit(self.transaction, document, &hash)?,
                Considered::Waits(hash) => {
                    self.await_predecessors(document, kind, hash, bytes)?;
                    continue;
                }
                Considered::Refused(fault) => self.put_aside(document, kind, false, bytes, &fault.to_string())?,
            }
            if let Some(hash) = waited {
                self.transaction
                    .prepare_cached("DELETE FROM awaiting_change WHERE document = ?1 AND hash = ?2")?
                    .execute(params![document.as_bytes(), hash])?;
            }
        }
        Ok(joined)
    }

    /// Changes of a record that wait for others, by their hash.
    fn awaiting(&self, document: DocumentId) -> Result<Vec<Awaiting>, StoreError> {
        let rows = self
            .transaction
            .prepare_cached("SELECT hash, bytes FROM awaiting_change WHERE document = ?1 ORDER BY hash")?
            .query_map([document.as_bytes()], |row| Ok(Awaiting { hash: row.get(0)?, bytes: row.get(1)? }))?
            .collect::<Result<Vec<_>, _>>()?;
        Ok(rows)
    }

    fn await_predecessors(
        &self,
        document: DocumentId,
        kind: RecordKind,
        hash: ChangeHash,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        self.transaction
            .prepare_cached(
                "INSERT INTO awaiting_change (document, hash, kind, bytes) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO NOTHING",
            )?
            .execute(params![document.as_bytes(), hash.as_bytes(), kind as u8, bytes])?;
        Ok(())
    }

    fn settle(&mut self, document: &Document, changed: bool) -> Result<(), StoreError> {
        if changed && record::find(self.transaction, document.id())?.is_some() {
            record::settle(self.transaction, document)?;
            read::refresh(self.transaction, document, self.pen.device, self.now)?;
            self.done.touched.insert(document.id());
            if document.kind() == RecordKind::Alert {
                // Whoever has one of those jobs open reads it there.
                let mut named = self.transaction.prepare_cached("SELECT document FROM job_alert WHERE alert = ?1")?;
                let jobs =
                    named.query_map([document.id().as_bytes()], |row| sql::id(row, 0, DocumentId::from_bytes))?;
                self.done.touched.extend(jobs.collect::<Result<Vec<_>, _>>()?);
            }
        }
        Ok(())
    }

    fn put_aside(
        &mut self,
        document: DocumentId,
        kind: RecordKind,
        whole: bool,
        bytes: &[u8],
        fault: &str,
    ) -> Result<(), StoreError> {
        let digest: [u8; 32] = Sha256::digest(bytes).into();
        let new = self
            .transaction
            .prepare_cached(
                "INSERT INTO set_aside (document, digest, kind, whole, bytes, fault, came_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
            )?
            .execute(params![document.as_bytes(), digest, kind as u8, whole, bytes, fault, self.now.milliseconds()])?;
        if new > 0 {
            tracing::warn!(%document, fault, "something from the hub was set aside");
            self.done.set_aside = self.done.set_aside.saturating_add(1);
        }
        Ok(())
    }
}
