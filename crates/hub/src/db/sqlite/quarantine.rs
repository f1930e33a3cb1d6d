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
    /// The bytes, exactly as they came.
    pub bytes: Vec<u8>,
}

/// Sets something aside; the same bytes again change nothing.
///
/// # Errors
/// The database cannot be written.
pub fn add(transaction: &Transaction, aside: &SetAside) -> Result<(), DbError> {
    let digest: [u8; 32] = Sha256::digest(&aside.bytes).into();
    let (document, kind) = match &aside.record {
        Some((document, kind)) => (document.as_bytes().as_slice(), *kind as u8),
        None => (&[] as &[u8], 0),
    };
    transaction.execute(
        "INSERT INTO quarantine (reason, device, n, document, kind, hash, received_at, sender, bytes, bytes_digest)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO NOTHING",
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
            digest
        ],
    )?;
    Ok(())
}

/// True when one of these changes of a record is in quarantine.
///
/// A copy that somebody else signed does not count: it says nothing about the writer's own, which may still come.
///
/// # Errors
/// The database cannot be read.
pub fn has_any(transaction: &Transaction, document: DocumentId, hashes: &[ChangeHash]) -> Result<bool, DbError> {
    let mut one = transaction.prepare_cached(
        "SELECT 1 FROM quarantine WHERE document = ?1 AND hash = ?2 AND reason <> 'actor_not_of_device'",
    )?;
    for hash in hashes {
        if one.exists(params![document.as_bytes(), hash.as_bytes()])? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Everything set aside, oldest first, each under its number.
///
/// # Errors
/// The database cannot be read.
pub fn all(transaction: &Transaction) -> Result<Vec<(u64, SetAside)>, DbError> {
    let sql = "SELECT item, reason, device, n, document, kind, hash, received_at, sender, bytes FROM quarantine
        ORDER BY item";
    let rows: Vec<Result<(u64, SetAside), DbError>> =
        transaction.prepare(sql)?.query_map([], |row| Ok(aside_from(row)))?.collect::<Result<_, _>>()?;
    rows.into_iter().collect()
}

/// The one under this number.
///
/// # Errors
/// The database cannot be read.
pub fn item(transaction: &Transaction, number: u64) -> Result<Option<SetAside>, DbError> {
    let sql = "SELECT item, reason, device, n, document, kind, hash, received_at, sender, bytes FROM quarantine
        WHERE item = ?1";
    let row = transaction.query_row(sql, [signed(number)], |row| Ok(aside_from(row))).optional()?.transpose()?;
    Ok(row.map(|(_, aside)| aside))
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
    };
    Ok((unsigned(row.get(0)?), aside))
}
