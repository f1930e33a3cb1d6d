//! The log: every change of every record, in the order in which the hub took them in.

use documents::{Actor, Change, ChangeHash, Document, Pen};
use domain::{
    id::{DeviceId, DocumentId, RecordKind},
    time::Timestamp,
};
use rusqlite::{OptionalExtension, Row, Transaction, params};
use sha2::{Digest, Sha256};

use super::{DbError, fixed, signed, snapshot, this, unsigned};

/// A record as the hub finds it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its document.
    pub document: DocumentId,
    /// Its kind.
    pub kind: RecordKind,
    /// The system that it came from.
    pub source: String,
    /// Its reference there.
    pub reference: String,
    /// SHA-256 of what was imported.
    pub raised_as: [u8; 32],
}

/// A change on its way into the log.
#[derive(Debug, Clone)]
pub struct NewChange<'a> {
    /// The record.
    pub document: DocumentId,
    /// The change.
    pub change: &'a Change,
    /// Who wrote it.
    pub actor: Actor,
    /// Its number among that actor's changes to this record, from 1.
    pub sequence: u64,
    /// Whose actor it is.
    pub device: DeviceId,
    /// Its entry in that device's chain; nought for the hub's own, and for what another handheld gave back.
    pub n: u64,
    /// When it came, by the hub's clock.
    pub received_at: Timestamp,
    /// What its writer had seen of the log.
    pub position_seen: u64,
    /// What a person should know about it; empty when nothing.
    pub flag: &'static str,
}

/// Adds a record without changes.
///
/// # Errors
/// The database cannot be written.
pub fn add_record(transaction: &Transaction, record: &Record) -> Result<(), DbError> {
    transaction.execute(
        "INSERT INTO record (document, kind, source, reference, raised_as, digest)
         VALUES (?1, ?2, ?3, ?4, ?5, zeroblob(16))",
        params![record.document.as_bytes(), record.kind as u8, record.source, record.reference, record.raised_as],
    )?;
    Ok(())
}

/// Remembers what was imported anew.
///
/// # Errors
/// The database cannot be written.
pub fn set_raised_as(transaction: &Transaction, document: DocumentId, raised_as: &[u8; 32]) -> Result<(), DbError> {
    let sql = "UPDATE record SET raised_as = ?2 WHERE document = ?1";
    transaction.execute(sql, params![document.as_bytes(), raised_as])?;
    Ok(())
}

/// The record of this document.
///
/// # Errors
/// The database cannot be read.
pub fn record(transaction: &Transaction, document: DocumentId) -> Result<Option<Record>, DbError> {
    transaction
        .prepare_cached("SELECT document, kind, source, reference, raised_as FROM record WHERE document = ?1")?
        .query_row([document.as_bytes()], |row| Ok(record_from(row)))
        .optional()?
        .transpose()
}

/// The records of a kind that carry this reference, in any source.
///
/// # Errors
/// The database cannot be read.
pub fn records_referred(transaction: &Transaction, kind: RecordKind, reference: &str) -> Result<Vec<Record>, DbError> {
    let sql = "SELECT document, kind, source, reference, raised_as FROM record
        WHERE reference = ?1 AND kind = ?2 ORDER BY source";
    let rows: Vec<Result<Record, DbError>> = transaction
        .prepare(sql)?
        .query_map(params![reference, kind as u8], |row| Ok(record_from(row)))?
        .collect::<Result<_, _>>()?;
    rows.into_iter().collect()
}

fn record_from(row: &Row) -> Result<Record, DbError> {
    let document: Vec<u8> = row.get(0)?;
    let raised_as: Vec<u8> = row.get(4)?;
    Ok(Record {
        document: DocumentId::from_bytes(fixed(&document, "record")?),
        kind: RecordKind::from_number(row.get(1)?).ok_or(DbError::Damaged { what: "record kind" })?,
        source: row.get(2)?,
        reference: row.get(3)?,
        raised_as: fixed(&raised_as, "record")?,
    })
}

/// True when the log has this change.
///
/// # Errors
/// The database cannot be read.
pub fn has(transaction: &Transaction, document: DocumentId, hash: ChangeHash) -> Result<bool, DbError> {
    Ok(transaction
        .prepare_cached("SELECT 1 FROM change WHERE document = ?1 AND hash = ?2")?
        .exists(params![document.as_bytes(), hash.as_bytes()])?)
}

/// Adds a change that has passed the gate, and moves its record to the end of every feed that it is in; gives its
/// position.
///
/// # Errors
/// The database cannot be written.
pub fn append(transaction: &Transaction, new: &NewChange) -> Result<u64, DbError> {
    let position = this::next_position(transaction)?;
    let (document, hash) = (new.document, new.change.hash);
    transaction
        .prepare_cached(
            "INSERT INTO change (position, document, hash, actor, actor_sequence, device, n, received_at,
                position_seen, flag, bytes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            signed(position),
            document.as_bytes(),
            hash.as_bytes(),
            new.actor.as_bytes(),
            signed(new.sequence),
            new.device.as_bytes(),
            signed(new.n),
            new.received_at.milliseconds(),
            signed(new.position_seen),
            new.flag,
            new.change.bytes
        ])?;
    let term = digest_term(document, hash);
    set_record_digest(transaction, document, record_digest(transaction, document)?.wrapping_add(term))?;
    super::feed::moved(transaction, document, position, term)?;
    Ok(position)
}

/// What one change adds to its record's digest and to that of every scope the record is in.
#[must_use]
pub fn digest_term(document: DocumentId, hash: ChangeHash) -> u128 {
    let mut digest = Sha256::new();
    digest.update(document.as_bytes());
    digest.update(hash.as_bytes());
    let digest: [u8; 32] = digest.finalize().into();
    digest.first_chunk::<16>().map_or(0, |half| u128::from_be_bytes(*half))
}

/// The sum over a record's changes.
pub(super) fn record_digest(transaction: &Transaction, document: DocumentId) -> Result<u128, DbError> {
    let sum: Vec<u8> = transaction
        .prepare_cached("SELECT digest FROM record WHERE document = ?1")?
        .query_row([document.as_bytes()], |row| row.get(0))?;
    Ok(u128::from_be_bytes(fixed(&sum, "record digest")?))
}

/// Sets the sum over a record's changes.
pub(super) fn set_record_digest(transaction: &Transaction, document: DocumentId, sum: u128) -> Result<(), DbError> {
    transaction
        .prepare_cached("UPDATE record SET digest = ?2 WHERE document = ?1")?
        .execute(params![document.as_bytes(), sum.to_be_bytes()])?;
    Ok(())
}

/// Changes of a record at positions above `after` and up to `until`, in log order: each after those it depends on.
///
/// # Errors
/// The database cannot be read.
pub fn changes(
    transaction: &Transaction,
    document: DocumentId,
    after: u64,
    until: u64,
) -> Result<Vec<Change>, DbError> {
    changes_but(transaction, document, after, until, None)
}

/// The same without those that a device wrote itself.
///
/// # Errors
/// The database cannot be read.
pub(super) fn changes_but(
    transaction: &Transaction,
    document: DocumentId,
    after: u64,
    until: u64,
    device: Option<DeviceId>,
) -> Result<Vec<Change>, DbError> {
    let sql = "SELECT hash, bytes FROM change
        WHERE document = ?1 AND position > ?2 AND position <= ?3 AND (?4 IS NULL OR device <> ?4 OR n = 0)
        ORDER BY position";
    let device = device.map(|device| *device.as_bytes());
    let rows: Vec<(Vec<u8>, Vec<u8>)> = transaction
        .prepare_cached(sql)?
        .query_map(params![document.as_bytes(), signed(after), signed(until), device], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<Result<_, _>>()?;
    rows.into_iter()
        .map(|(hash, bytes)| Ok(Change { hash: ChangeHash::from_bytes(fixed(&hash, "change")?), bytes }))
        .collect()
}

/// Rebuilds a record: from its snapshot and the log since, or from the log alone.
///
/// # Errors
/// The database cannot be read, or the record does not rebuild.
pub fn load(transaction: &Transaction, document: DocumentId, kind: RecordKind, pen: Pen) -> Result<Document, DbError> {
    if let Some((position, snapshot)) = snapshot::find(transaction, document)? {
        let since = changes(transaction, document, position, u64::MAX)?;
        match Document::assemble(document, kind, pen, Some(&snapshot), &since) {
            Ok(whole) => return Ok(whole),
            Err(error) => tracing::error!(%error, "a snapshot is of no use: the record is made from the log"),
        }
    }
    let changes = changes(transaction, document, 0, u64::MAX)?;
    Ok(Document::assemble(document, kind, pen, None, &changes)?)
}

/// The change that began a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct First {
    /// The record.
    pub document: DocumentId,
    /// Who wrote it.
    pub device: DeviceId,
    /// When it came.
    pub received_at: Timestamp,
}

/// How the records of a kind began, oldest first.
///
/// # Errors
/// The database cannot be read.
pub fn firsts_of_kind(transaction: &Transaction, kind: RecordKind) -> Result<Vec<First>, DbError> {
    let sql = "SELECT document, device, received_at, min(position) FROM change JOIN record USING (document)
        WHERE kind = ?1 AND n > 0 GROUP BY document ORDER BY 4";
    let rows: Vec<(Vec<u8>, Vec<u8>, i64)> = transaction
        .prepare(sql)?
        .query_map([kind as u8], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<_, _>>()?;
    rows.into_iter()
        .map(|(document, device, received_at)| {
            Ok(First {
                document: DocumentId::from_bytes(fixed(&document, "change")?),
                device: DeviceId::from_bytes(fixed(&device, "change")?),
                received_at: Timestamp::from_milliseconds(received_at),
            })
        })
        .collect()
}

/// The device that began a record: `own` is the hub's, whose layers and words do not count. None when the log has nothing of
/// anybody else's.
///
/// # Errors
/// The database cannot be read.
pub fn begun_by(
    transaction: &Transaction,
    document: DocumentId,
    own: DeviceId,
) -> Result<Option<(DeviceId, Timestamp)>, DbError> {
    let sql = "SELECT device, received_at FROM change WHERE document = ?1 AND device <> ?2 ORDER BY position LIMIT 1";
    let row: Option<(Vec<u8>, i64)> = transaction
        .prepare_cached(sql)?
        .query_row(params![document.as_bytes(), own.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    row.map(|(device, at)| Ok((DeviceId::from_bytes(fixed(&device, "change")?), Timestamp::from_milliseconds(at))))
        .transpose()
}

/// The records of a kind, by reference.
///
/// # Errors
/// The database cannot be read.
pub fn records_of_kind(transaction: &Transaction, kind: RecordKind) -> Result<Vec<DocumentId>, DbError> {
    let rows: Vec<Vec<u8>> = transaction
        .prepare("SELECT document FROM record WHERE kind = ?1 ORDER BY reference, document")?
        .query_map([kind as u8], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    rows.iter().map(|row| Ok(DocumentId::from_bytes(fixed(row, "record")?))).collect()
}

/// Rebuilds as much of a record as is whole, when some of its changes are lost.
///
/// # Errors
/// The database cannot be read.
pub fn load_what_is_whole(
    transaction: &Transaction,
    document: DocumentId,
    kind: RecordKind,
    pen: Pen,
) -> Result<Document, DbError> {
    let mut whole = Document::create(document, kind, pen)?;
    let mut left = changes(transaction, document, 0, u64::MAX)?;
    loop {
        let (next, later): (Vec<Change>, Vec<Change>) = left.into_iter().partition(|change| {
            documents::gate::measure(&change.bytes, &documents::gate::Limits::DEFAULT)
                .is_ok_and(|envelope| whole.missing(&envelope.dependencies).is_empty())
        });
        if next.is_empty() {
            return Ok(whole);
        }
        for change in next {
            let mut with = whole.clone();
            if with.apply(std::slice::from_ref(&change)).is_ok() {
                whole = with;
            }
        }
        left = later;
    }
}

/// What one device wrote to one record under a flag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlaggedRow {
    /// The record's reference in the system that it came from.
    pub reference: String,
    /// Who wrote.
    pub device: DeviceId,
    /// What a person should know: [`NewChange::flag`].
    pub flag: String,
    /// How many changes.
    pub changes: u64,
    /// When the first came.
    pub received_at: Timestamp,
}

/// Changes that were accepted under a flag, by record and device, oldest first.
///
/// # Errors
/// The database cannot be read.
pub fn flagged(transaction: &Transaction) -> Result<Vec<FlaggedRow>, DbError> {
    let sql = "SELECT reference, device, flag, count(*), min(received_at) FROM change JOIN record USING (document)
        WHERE flag <> '' GROUP BY document, device, flag ORDER BY min(position)";
    let rows: Vec<(String, Vec<u8>, String, i64, i64)> = transaction
        .prepare(sql)?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?
        .collect::<Result<_, _>>()?;
    rows.into_iter()
        .map(|(reference, device, flag, changes, received_at)| {
            let device = DeviceId::from_bytes(fixed(&device, "change")?);
            let received_at = Timestamp::from_milliseconds(received_at);
            Ok(FlaggedRow { reference, device, flag, changes: unsigned(changes), received_at })
        })
        .collect()
}

/// How many changes a record has, for people who ask.
///
/// # Errors
/// The database cannot be read.
pub fn count(transaction: &Transaction, document: DocumentId) -> Result<u64, DbError> {
    let sql = "SELECT count(*) FROM change WHERE document = ?1";
    Ok(transaction.query_row(sql, [document.as_bytes()], |row| row.get(0)).map(unsigned)?)
}
