//! Records at rest: a snapshot, and the changes since.

use std::{collections::BTreeSet, sync::PoisonError};

use documents::{Change, ChangeHash, Document, Pen, Snapshot, gate};
use domain::id::{DocumentId, RecordKind};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use sha2::{Digest, Sha256};

use crate::{error::StoreError, sql, store::Store};

/// Changes that may stand after a snapshot before they are folded into it.
const LONGEST_TAIL: i64 = 48;

/// Records that are kept in memory at most.
const MOST_KNOWN: usize = 8;

/// A record's own row.
pub(crate) struct Record {
    pub(crate) kind: RecordKind,
    pub(crate) heads: Vec<ChangeHash>,
    snapshot: Vec<u8>,
}

impl Store {
    /// Loads one record, to be shown whole or edited by this process. Lists never do.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRecord`], or what is stored does not load.
    pub fn load(&self, document: DocumentId) -> Result<Document, StoreError> {
        let pen = self.pen()?;
        let loaded = self.read(|connection| self.load_held(connection, document, pen))?;
        self.know(&loaded, pen);
        Ok(loaded)
    }

    /// The same for somebody who has the record open: when it has left meanwhile, as it was shown last. What they do to
    /// it is saved and sent ([`Self::edit`], [`Self::save`]).
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn load_open(&self, document: DocumentId) -> Result<Document, StoreError> {
        let pen = self.pen()?;
        let loaded = self.read(|connection| self.load_known(connection, document, pen))?;
        self.know(&loaded, pen);
        Ok(loaded)
    }

    /// Loads a record that is held, or that was shown a moment ago and has left since.
    pub(crate) fn load_known(
        &self,
        connection: &Connection,
        document: DocumentId,
        pen: Pen,
    ) -> Result<Document, StoreError> {
        match self.load_held(connection, document, pen) {
            Err(StoreError::NoSuchRecord(gone)) => self.known(document, pen).ok_or(StoreError::NoSuchRecord(gone)),
            loaded => loaded,
        }
    }

    /// Loads a record; one that was shown or saved lately is still in memory, and is taken from there while the database
    /// holds no other version of it.
    fn load_held(&self, connection: &Connection, document: DocumentId, pen: Pen) -> Result<Document, StoreError> {
        if let Some(known) = self.known(document, pen) {
            let heads: Option<Vec<u8>> = connection
                .prepare_cached("SELECT heads FROM record WHERE document = ?1")?
                .query_row([document.as_bytes()], |row| row.get(0))
                .optional()?;
            if heads.is_some_and(|heads| heads == bytes_of(&known.heads())) {
                return Ok(known);
            }
        }
        load(connection, document, pen)?.ok_or(StoreError::NoSuchRecord(document))
    }

    fn known(&self, document: DocumentId, pen: Pen) -> Option<Document> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.iter().find(|(known, with)| known.id() == document && *with == pen);
        found.map(|(known, _)| known.clone())
    }

    /// Keeps a record in memory: whoever reads a job mostly edits it next, and then again. The latest are kept, so that
    /// one that is open on a screen is among them when it leaves.
    pub(crate) fn know(&self, document: &Document, pen: Pen) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|(known, _)| known.id() != document.id());
        known.truncate(MOST_KNOWN - 1);
        known.push_front((document.clone(), pen));
    }
}

/// Heads as their column has them.
fn bytes_of(heads: &[ChangeHash]) -> Vec<u8> {
    heads.iter().flat_map(|hash| *hash.as_bytes()).collect()
}

/// A record's row.
pub(crate) fn find(connection: &Connection, document: DocumentId) -> Result<Option<Record>, StoreError> {
    let row = connection
        .prepare_cached("SELECT kind, heads, snapshot FROM record WHERE document = ?1")?
        .query_row([document.as_bytes()], |row| {
            Ok((row.get::<_, u8>(0)?, row.get::<_, Vec<u8>>(1)?, row.get::<_, Vec<u8>>(2)?))
        })
        .optional()?;
    row.map(|(kind, heads, snapshot)| {
        let heads = heads.chunks_exact(32).filter_map(|hash| ChangeHash::try_from(hash).ok()).collect();
        Ok(Record { kind: kind_of(kind)?, heads, snapshot })
    })
    .transpose()
}

/// A record's kind by its stored number.
pub(crate) fn kind_of(number: u8) -> Result<RecordKind, StoreError> {
    RecordKind::from_number(number).ok_or_else(|| sql::damaged(&format!("there is no kind of record {number}")))
}

/// Rebuilds a record; none when it is not held.
pub(crate) fn load(connection: &Connection, document: DocumentId, pen: Pen) -> Result<Option<Document>, StoreError> {
    let Some(record) = find(connection, document)? else { return Ok(None) };
    let snapshot = match record.snapshot.as_slice() {
        [] => None,
        frame => Some(Snapshot::from_frame(frame).map_err(|error| sql::damaged(&error.to_string()))?),
    };
    let tail = connection
        .prepare_cached("SELECT hash, bytes FROM record_change WHERE document = ?1 AND folded = 0 ORDER BY ordinal")?
        .query_map([document.as_bytes()], |row| {
            Ok(Change { hash: ChangeHash::from_bytes(row.get(0)?), bytes: row.get(1)? })
        })?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Some(Document::assemble(document, record.kind, pen, snapshot.as_ref(), &tail)?))
}

/// Makes the row of a record that is not held yet.
pub(crate) fn insert(transaction: &Transaction<'_>, document: &Document) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "INSERT INTO record (document, kind, heads, snapshot, committed_sum, leaving) VALUES (?1, ?2, x'', x'', ?3, 0)
             ON CONFLICT (document) DO NOTHING",
        )?
        .execute(params![document.id().as_bytes(), document.kind() as u8, [0_u8; 16]])?;
    Ok(())
}

/// Adds a change after the snapshot.
///
/// # Errors
/// [`StoreError::Overtaken`] when its actor has used that number in this record: the same process saved another edit
/// of the record in between.
pub(crate) fn add(transaction: &Transaction<'_>, document: DocumentId, change: &Change) -> Result<(), StoreError> {
    let envelope = gate::measure(&change.bytes, &gate::Limits::DEFAULT)
        .map_err(|fault| StoreError::Malformed { document, detail: fault.to_string() })?;
    if envelope.hash != change.hash {
        return Err(StoreError::Malformed { document, detail: "its hash is not its own".to_owned() });
    }
    let inserted = transaction
        .prepare_cached(
            "INSERT INTO record_change (document, hash, actor, sequence, bytes, folded, committed)
             VALUES (?1, ?2, ?3, ?4, ?5, 0, 0) ON CONFLICT (document, actor, sequence) DO NOTHING",
        )?
        .execute(params![
            document.as_bytes(),
            change.hash.as_bytes(),
            envelope.actor.as_bytes(),
            sql::signed(envelope.sequence),
            change.bytes
        ])?;
    if inserted == 0 { Err(StoreError::Overtaken(document)) } else { Ok(()) }
}

/// Marks a change as being in the hub's log, counts it into the record's sum, and clears it from the outbox.
pub(crate) fn commit(transaction: &Transaction<'_>, document: DocumentId, hash: &ChangeHash) -> Result<(), StoreError> {
    transaction
        .prepare_cached("UPDATE chain_entry SET state = 1 WHERE document = ?1 AND change = ?2 AND state <> 1")?
        .execute([document.as_bytes().as_slice(), hash.as_bytes()])?;
    let newly = transaction
        .prepare_cached("UPDATE record_change SET committed = 1 WHERE document = ?1 AND hash = ?2 AND committed = 0")?
        .execute([document.as_bytes().as_slice(), hash.as_bytes()])?;
    if newly > 0 {
        let mut select = transaction.prepare_cached("SELECT committed_sum FROM record WHERE document = ?1")?;
        let sum: [u8; 16] = select.query_row([document.as_bytes()], |row| row.get(0))?;
        transaction
            .prepare_cached("UPDATE record SET committed_sum = ?2 WHERE document = ?1")?
            .execute(params![document.as_bytes(), add_to_sum(sum, &mark(document, hash))])?;
        // However it came there, it need not be offered.
        transaction
            .prepare_cached("DELETE FROM offer WHERE document = ?1 AND hash = ?2")?
            .execute([document.as_bytes().as_slice(), hash.as_bytes()])?;
    }
    Ok(())
}

/// Takes back that changes are in the hub's log: all but `kept`. Gives how many.
pub(crate) fn uncommit_all_but(
    transaction: &Transaction<'_>,
    document: DocumentId,
    kept: &BTreeSet<ChangeHash>,
) -> Result<usize, StoreError> {
    let mut select =
        transaction.prepare_cached("SELECT hash FROM record_change WHERE document = ?1 AND committed = 1")?;
    let hashes = select.query_map([document.as_bytes()], |row| row.get(0))?.collect::<Result<Vec<[u8; 32]>, _>>()?;
    let mut taken_back = 0;
    for hash in hashes.into_iter().filter(|hash| !kept.contains(&ChangeHash::from_bytes(*hash))) {
        taken_back += transaction
            .prepare_cached("UPDATE record_change SET committed = 0 WHERE document = ?1 AND hash = ?2")?
            .execute(params![document.as_bytes(), hash])?;
    }
    if taken_back > 0 {
        sum_again(transaction, document)?;
    }
    Ok(taken_back)
}

/// Makes the sum over a record's committed changes again; true when it was another.
pub(crate) fn sum_again(transaction: &Transaction<'_>, document: DocumentId) -> Result<bool, StoreError> {
    let sum = counted(transaction, document)?;
    let differed = transaction
        .prepare_cached("UPDATE record SET committed_sum = ?2 WHERE document = ?1 AND committed_sum <> ?2")?
        .execute(params![document.as_bytes(), sum])?;
    Ok(differed > 0)
}

fn counted(connection: &Connection, document: DocumentId) -> Result<[u8; 16], StoreError> {
    let mut select =
        connection.prepare_cached("SELECT hash FROM record_change WHERE document = ?1 AND committed = 1")?;
    let mut rows = select.query([document.as_bytes()])?;
    let mut sum = [0; 16];
    while let Some(row) = rows.next()? {
        sum = add_to_sum(sum, &mark(document, &ChangeHash::from_bytes(row.get(0)?)));
    }
    Ok(sum)
}

impl Store {
    /// Counts every record's sum again from its changes: a row that was lost without a word shows as a difference from the
    /// hub's sums, which is put right by reconciling. Gives how many records had lost something.
    ///
    /// # Errors
    /// The disk fails.
    pub fn recount(&self) -> Result<usize, StoreError> {
        let mut differing = Vec::new();
        let mut after = Some(DocumentId::from_bytes([0; 16]));
        while let Some(from) = after {
            // A stretch at a time: whoever opens a list goes in between.
            let (some, last) = self.read(|connection| differing_after(connection, from))?;
            differing.extend(some);
            after = last;
        }
        if !differing.is_empty() {
            tracing::error!(records = differing.len(), "records on this handheld have lost changes");
            self.write(|transaction, _| {
                differing.iter().try_for_each(|document| sum_again(transaction, *document).map(drop))
            })?;
        }
        Ok(differing.len())
    }
}

/// Records that are counted at a time.
const STRETCH: usize = 500;

/// Of the records after one, those whose sum is another than is stored; and the last that was counted, if there are more.
fn differing_after(
    connection: &Connection,
    after: DocumentId,
) -> Result<(Vec<DocumentId>, Option<DocumentId>), StoreError> {
    let mut select = connection
        .prepare_cached("SELECT document, committed_sum FROM record WHERE document > ?1 ORDER BY document LIMIT 500")?;
    let records = select
        .query_map([after.as_bytes()], |row| Ok((sql::id(row, 0, DocumentId::from_bytes)?, row.get(1)?)))?
        .collect::<Result<Vec<(DocumentId, [u8; 16])>, _>>()?;
    let last = records.last().filter(|_| records.len() == STRETCH).map(|(document, _)| *document);
    let mut differing = Vec::new();
    for (document, stored) in records {
        if counted(connection, document)? != stored {
            differing.push(document);
        }
    }
    Ok((differing, last))
}

/// Puts these changes in the place of all that is stored of a record; none of them is committed.
pub(crate) fn replace<'a>(
    transaction: &Transaction<'_>,
    document: DocumentId,
    changes: impl Iterator<Item = &'a Change>,
) -> Result<(), StoreError> {
    empty(transaction, document)?;
    for change in changes {
        add(transaction, document, change)?;
    }
    Ok(())
}

fn empty(transaction: &Transaction<'_>, document: DocumentId) -> Result<(), StoreError> {
    transaction.prepare_cached("DELETE FROM record_change WHERE document = ?1")?.execute([document.as_bytes()])?;
    transaction
        .prepare_cached(
            "UPDATE record SET heads = x'', snapshot = x'', committed_sum = zeroblob(16) WHERE document = ?1",
        )?
        .execute([document.as_bytes()])?;
    Ok(())
}

/// Takes a record that does not load apart, so that it can be made again around what the hub sends: changes whose bytes
/// are here wait for what they stand on, and the rest comes from the hub.
pub(crate) fn take_apart(
    transaction: &Transaction<'_>,
    document: DocumentId,
    kind: RecordKind,
) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "INSERT INTO awaiting_change (document, hash, kind, bytes)
             SELECT document, hash, ?2, bytes FROM record_change WHERE document = ?1 AND bytes <> x''
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![document.as_bytes(), kind as u8])?;
    empty(transaction, document)
}

/// Stores a record's heads, and folds a long tail into a new snapshot.
pub(crate) fn settle(transaction: &Transaction<'_>, document: &Document) -> Result<(), StoreError> {
    let heads = bytes_of(&document.heads());
    transaction
        .prepare_cached("UPDATE record SET heads = ?2 WHERE document = ?1")?
        .execute(params![document.id().as_bytes(), heads])?;
    let tail: i64 = transaction
        .prepare_cached("SELECT count(*) FROM record_change WHERE document = ?1 AND folded = 0")?
        .query_row([document.id().as_bytes()], |row| row.get(0))?;
    if tail > LONGEST_TAIL { fold(transaction, document) } else { Ok(()) }
}

/// Writes a new snapshot of a record, which must hold every change that is stored of it. What this device wrote keeps
/// its bytes: a hub restored from a backup may ask for them again.
pub(crate) fn fold(transaction: &Transaction<'_>, document: &Document) -> Result<(), StoreError> {
    transaction
        .prepare_cached("UPDATE record SET snapshot = ?2 WHERE document = ?1")?
        .execute(params![document.id().as_bytes(), document.snapshot().to_frame()])?;
    transaction
        .prepare_cached(
            "UPDATE record_change SET folded = 1, bytes = CASE WHEN EXISTS (
                 SELECT 1 FROM chain_entry
                 WHERE chain_entry.document = record_change.document AND chain_entry.change = record_change.hash
             ) THEN bytes ELSE x'' END
             WHERE document = ?1 AND folded = 0",
        )?
        .execute([document.id().as_bytes()])?;
    Ok(())
}

/// What one committed change counts for in a scope's digest.
pub(crate) fn mark(document: DocumentId, hash: &ChangeHash) -> [u8; 16] {
    let mut digest = Sha256::new();
    digest.update(document.as_bytes());
    digest.update(hash.as_bytes());
    let mut mark = [0; 16];
    for (byte, from) in mark.iter_mut().zip(digest.finalize()) {
        *byte = from;
    }
    mark
}

/// A sum without carry beyond 128 bits.
pub(crate) fn add_to_sum(sum: [u8; 16], mark: &[u8; 16]) -> [u8; 16] {
    u128::from_be_bytes(sum).wrapping_add(u128::from_be_bytes(*mark)).to_be_bytes()
}
