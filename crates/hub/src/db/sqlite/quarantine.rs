//! Quarantine: what was set aside, with its bytes, for a person to decide.

use documents::ChangeHash;
use domain::{
    id::{DeviceId, DocumentId, RecordKind},
    time::Timestamp,
};
use protocol::message::QuarantineReason;
use rusqlite::{OptionalExtension, Row, Transaction, params};
use sha2::{Digest, Sha256};

use super::{DbError, chain::reason_from_code, fixed, signed, unsigned};

/// Something set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// Why.
    pub reason: QuarantineReason,
    /// Whose chain it claims to be of.
    pub device: DeviceId,
    /// Its number there.
    pub n: u64,
    /// The record it is about, if any.
    pub record: Option<(DocumentId, RecordKind)>,
    /// The change's hash, if the bytes are a change.
    pub hash: Option<ChangeHash>,
    /// When it came.
    pub received_at: Timestamp,
    /// The device that brought it.
    pub sender: DeviceId,
    /// The bytes, exactly as they came; encrypted when they are to be deleted.
    pub bytes: Vec<u8>,
    /// When it is deleted; none for ever.
    pub delete_at: Option<Timestamp>,
}

/// Sets something aside; the same bytes again change nothing. `digest` is the SHA-256 of the bytes as they came.
///
/// # Errors
/// The database cannot be written.
pub fn add(transaction: &Transaction, aside: &SetAside, digest: &[u8; 32]) -> Result<(), DbError> {
    let (document, kind) = match &aside.record {
        Some((document, kind)) => (document.as_bytes().as_slice(), *kind as u8),
        None => (&[] as &[u8], 0),
    };
    transaction.execute(
        "INSERT INTO quarantine
             (reason, device, n, document, kind, hash, received_at, sender, bytes, bytes_digest, delete_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING",
        params![
            aside.reason.code(),
            aside.device.as_bytes(),
            signed(aside.n),
            document,
            kind,
            aside.hash.as_ref().map_or(&[] as &[u8], |hash| hash.as_bytes()),
            aside.received_at.milliseconds(),
            aside.sender.as_bytes(),
            aside.bytes,
            digest,
            aside.delete_at.map(Timestamp::milliseconds)
        ],
    )?;
    Ok(())
}

/// True when one of these changes of a record is in quarantine.
///
/// A copy that somebody else signed does not count: it says nothing about the writer's own, which may still come. Nor does
/// one that was set aside with its whole device: a successor, or a person, may yet bring it in.
///
/// # Errors
/// The database cannot be read.
pub fn has_any(transaction: &Transaction, document: DocumentId, hashes: &[ChangeHash]) -> Result<bool, DbError> {
    let mut one = transaction.prepare_cached(
        "SELECT 1 FROM quarantine WHERE document = ?1 AND hash = ?2
            AND reason NOT IN ('actor_not_of_device', 'chain_forked', 'revoked')
            AND (settled_at IS NULL OR settlement IN ('discarded', 'written_again'))",
    )?;
    for hash in hashes {
        if one.exists(params![document.as_bytes(), hash.as_bytes()])? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How something set aside was settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settlement {
    /// It came again by a way that let it in: a successor of its device brought it.
    LetIn,
    /// A person let it in.
    Released,
    /// A person decided that it stays out.
    Discarded,
    /// Its writer has done the same again without what it stood on: it must not come in beside that.
    WrittenAgain,
}

impl Settlement {
    /// Its stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LetIn => "let_in",
            Self::Released => "released",
            Self::Discarded => "discarded",
            Self::WrittenAgain => "written_again",
        }
    }
}

/// True when it was decided that a change of a record stays out: by a person, or because its writer has done it again.
///
/// # Errors
/// The database cannot be read.
pub fn stays_out(transaction: &Transaction, document: DocumentId, hash: ChangeHash) -> Result<bool, DbError> {
    let sql = "SELECT 1 FROM quarantine WHERE document = ?1 AND hash = ?2
        AND settlement IN ('discarded', 'written_again')";
    Ok(transaction.prepare_cached(sql)?.exists(params![document.as_bytes(), hash.as_bytes()])?)
}

/// A change that was set aside has come into the log by its own way.
///
/// # Errors
/// The database cannot be written.
pub fn let_in(
    transaction: &Transaction,
    document: DocumentId,
    hash: ChangeHash,
    now: Timestamp,
) -> Result<(), DbError> {
    transaction
        .prepare_cached(
            "UPDATE quarantine SET settled_at = ?3, settlement = 'let_in'
             WHERE document = ?1 AND hash = ?2 AND settled_at IS NULL",
        )?
        .execute(params![document.as_bytes(), hash.as_bytes(), now.milliseconds()])?;
    Ok(())
}

/// An actor that was set aside with the branch that opened it is written as by a successor now.
///
/// # Errors
/// The database cannot be written.
pub fn actor_let_in(transaction: &Transaction, actor: &[u8; 16], now: Timestamp) -> Result<(), DbError> {
    transaction.execute(
        "UPDATE quarantine SET settled_at = ?2, settlement = 'let_in'
         WHERE document = x'' AND bytes = ?1 AND reason = 'chain_forked' AND settled_at IS NULL",
        params![actor, now.milliseconds()],
    )?;
    Ok(())
}

/// The device that wrote a change, or one that it was before, has done the same again.
///
/// # Errors
/// The database cannot be written.
pub fn written_again(
    transaction: &Transaction,
    document: DocumentId,
    hash: ChangeHash,
    device: DeviceId,
    now: Timestamp,
) -> Result<(), DbError> {
    let sql = "SELECT item, device FROM quarantine WHERE document = ?1 AND hash = ?2 AND settled_at IS NULL";
    let waiting: Vec<(i64, Vec<u8>)> = transaction
        .prepare_cached(sql)?
        .query_map(params![document.as_bytes(), hash.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (item, writer) in waiting {
        let writer = DeviceId::from_bytes(fixed(&writer, "quarantine row")?);
        if writer == device || super::people::descends(transaction, device, writer)? {
            settle(transaction, unsigned(item), Settlement::WrittenAgain, "", now)?;
        }
    }
    Ok(())
}

/// A person has decided. The bytes stay.
///
/// # Errors
/// The database cannot be written.
pub fn settle(
    transaction: &Transaction,
    number: u64,
    settlement: Settlement,
    why: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    transaction.execute(
        "UPDATE quarantine SET settled_at = ?2, settlement = ?3, why = ?4 WHERE item = ?1",
        params![signed(number), now.milliseconds(), settlement.name(), why],
    )?;
    Ok(())
}

/// Everything that was set aside and waits for somebody, oldest first, each under its number.
///
/// # Errors
/// The database cannot be read.
pub fn all(transaction: &Transaction) -> Result<Vec<(u64, SetAside)>, DbError> {
    let sql =
        "SELECT item, reason, device, n, document, kind, hash, received_at, sender, bytes, delete_at FROM quarantine
        WHERE settled_at IS NULL ORDER BY item";
    let rows: Vec<Result<(u64, SetAside), DbError>> =
        transaction.prepare(sql)?.query_map([], |row| Ok(aside_from(row)))?.collect::<Result<_, _>>()?;
    rows.into_iter().collect()
}

/// Everything that was set aside of a record and is kept for ever, settled or not.
///
/// # Errors
/// The database cannot be read.
pub fn of_record(transaction: &Transaction, document: DocumentId) -> Result<Vec<(u64, SetAside)>, DbError> {
    let sql =
        "SELECT item, reason, device, n, document, kind, hash, received_at, sender, bytes, delete_at FROM quarantine
        WHERE document = ?1 AND delete_at IS NULL ORDER BY item";
    let rows: Vec<Result<(u64, SetAside), DbError>> = transaction
        .prepare(sql)?
        .query_map([document.as_bytes()], |row| Ok(aside_from(row)))?
        .collect::<Result<_, _>>()?;
    rows.into_iter().collect()
}

/// Its record was erased: the bytes are kept encrypted, and for a while.
///
/// # Errors
/// The database cannot be written.
pub fn encrypt(transaction: &Transaction, number: u64, bytes: &[u8], delete_at: Timestamp) -> Result<(), DbError> {
    let sql = "UPDATE quarantine SET bytes = ?2, delete_at = ?3 WHERE item = ?1";
    transaction.execute(sql, params![signed(number), bytes, delete_at.milliseconds()])?;
    Ok(())
}

/// Deletes what has been kept long enough; gives how many.
///
/// # Errors
/// The database cannot be written.
pub fn delete_overdue(transaction: &Transaction, now: Timestamp) -> Result<usize, DbError> {
    Ok(transaction.execute("DELETE FROM quarantine WHERE delete_at < ?1", [now.milliseconds()])?)
}

/// Those of a record that wait only because of what they stand on.
///
/// # Errors
/// The database cannot be read.
pub fn dependent(transaction: &Transaction, document: DocumentId) -> Result<Vec<(u64, SetAside)>, DbError> {
    unsettled(transaction, document, &["depends_on_quarantined"])
}

/// Those of a record that were set aside because what they stand on did not come in time, and what stands on them.
///
/// # Errors
/// The database cannot be read.
pub fn waited_in_vain(transaction: &Transaction, document: DocumentId) -> Result<Vec<(u64, SetAside)>, DbError> {
    unsettled(transaction, document, &["dependency_never_came", "depends_on_quarantined"])
}

/// A change of a record that was set aside with a branch of a chain, by the SHA-256 of its bytes.
///
/// # Errors
/// The database cannot be read.
pub fn of_a_branch(
    transaction: &Transaction,
    document: DocumentId,
    bytes_digest: &[u8; 32],
) -> Result<Option<SetAside>, DbError> {
    let found = unsettled(transaction, document, &["chain_forked"])?;
    Ok(found.into_iter().map(|(_, aside)| aside).find(|aside| Sha256::digest(&aside.bytes).as_slice() == bytes_digest))
}

fn unsettled(
    transaction: &Transaction,
    document: DocumentId,
    reasons: &[&str],
) -> Result<Vec<(u64, SetAside)>, DbError> {
    let sql =
        "SELECT item, reason, device, n, document, kind, hash, received_at, sender, bytes, delete_at FROM quarantine
        WHERE document = ?1 AND settled_at IS NULL ORDER BY item";
    let rows: Vec<Result<(u64, SetAside), DbError>> = transaction
        .prepare_cached(sql)?
        .query_map([document.as_bytes()], |row| Ok(aside_from(row)))?
        .collect::<Result<_, _>>()?;
    let mut found = rows.into_iter().collect::<Result<Vec<_>, _>>()?;
    found.retain(|(_, aside)| reasons.contains(&aside.reason.code()));
    Ok(found)
}

/// How something was settled, and why in the person's words; none while it waits.
///
/// # Errors
/// The database cannot be read.
pub fn settled(transaction: &Transaction, number: u64) -> Result<Option<(String, String)>, DbError> {
    let sql = "SELECT settlement, why FROM quarantine WHERE item = ?1 AND settled_at IS NOT NULL";
    Ok(transaction.query_row(sql, [signed(number)], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// The one under this number.
///
/// # Errors
/// The database cannot be read.
pub fn item(transaction: &Transaction, number: u64) -> Result<Option<SetAside>, DbError> {
    let sql =
        "SELECT item, reason, device, n, document, kind, hash, received_at, sender, bytes, delete_at FROM quarantine
        WHERE item = ?1";
    let row = transaction.query_row(sql, [signed(number)], |row| Ok(aside_from(row))).optional()?.transpose()?;
    Ok(row.map(|(_, aside)| aside))
}

/// The one under this number, and the SHA-256 of its bytes as they came.
///
/// # Errors
/// The database cannot be read.
pub fn bytes(transaction: &Transaction, number: u64) -> Result<Option<(SetAside, [u8; 32])>, DbError> {
    let Some(aside) = item(transaction, number)? else { return Ok(None) };
    let sql = "SELECT bytes_digest FROM quarantine WHERE item = ?1";
    let digest: Vec<u8> = transaction.query_row(sql, [signed(number)], |row| row.get(0))?;
    Ok(Some((aside, fixed(&digest, "quarantine row")?)))
}

fn aside_from(row: &Row) -> Result<(u64, SetAside), DbError> {
    let bytes = |column: usize| row.get::<_, Vec<u8>>(column);
    let reason: String = row.get(1)?;
    let damaged = DbError::Damaged { what: "quarantine row" };
    let document = bytes(4)?;
    let record = match RecordKind::from_number(row.get(5)?) {
        Some(kind) => Some((DocumentId::from_bytes(fixed(&document, "quarantine row")?), kind)),
        None => None,
    };
    let aside = SetAside {
        reason: reason_from_code(&reason).ok_or(damaged)?,
        device: DeviceId::from_bytes(fixed(&bytes(2)?, "quarantine row")?),
        n: unsigned(row.get(3)?),
        record,
        hash: ChangeHash::try_from(bytes(6)?.as_slice()).ok(),
        received_at: Timestamp::from_milliseconds(row.get(7)?),
        sender: DeviceId::from_bytes(fixed(&bytes(8)?, "quarantine row")?),
        bytes: bytes(9)?,
        delete_at: row.get::<_, Option<i64>>(10)?.map(Timestamp::from_milliseconds),
    };
    Ok((unsigned(row.get(0)?), aside))
}
