//! Changes that wait for what they depend on.

use documents::ChangeHash;
use domain::{
    id::{DeviceId, DocumentId, RecordKind},
    time::Timestamp,
};
use protocol::message::QuarantineReason;
use rusqlite::{Row, Transaction, params};

use super::{DbError, fixed, quarantine::SetAside, signed, unsigned};

/// A change that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Whose chain it stands in.
    pub device: DeviceId,
    /// Its number there.
    pub n: u64,
    /// The record.
    pub document: DocumentId,
    /// Its kind.
    pub kind: RecordKind,
    /// The change's hash.
    pub hash: ChangeHash,
    /// What its writer had seen of the log.
    pub position_seen: u64,
    /// When it came.
    pub received_at: Timestamp,
    /// The change.
    pub bytes: Vec<u8>,
}

impl Held {
    /// The same as something to set aside, brought by `sender`.
    #[must_use]
    pub fn set_aside(&self, reason: QuarantineReason, sender: DeviceId) -> SetAside {
        SetAside {
            reason,
            device: self.device,
            n: self.n,
            record: Some((self.document, self.kind)),
            hash: Some(self.hash),
            received_at: self.received_at,
            sender,
            bytes: self.bytes.clone(),
            delete_at: None,
        }
    }
}

/// Keeps a change until `deadline`.
///
/// # Errors
/// The database cannot be written.
pub fn keep(transaction: &Transaction, held: &Held, deadline: Timestamp) -> Result<(), DbError> {
    transaction.execute(
        "INSERT INTO held (device, n, document, kind, hash, position_seen, received_at, deadline, bytes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            held.device.as_bytes(),
            signed(held.n),
            held.document.as_bytes(),
            held.kind as u8,
            held.hash.as_bytes(),
            signed(held.position_seen),
            held.received_at.milliseconds(),
            deadline.milliseconds(),
            held.bytes
        ],
    )?;
    Ok(())
}

/// It waits no longer.
///
/// # Errors
/// The database cannot be written.
pub fn release(transaction: &Transaction, held: &Held) -> Result<(), DbError> {
    let sql = "DELETE FROM held WHERE device = ?1 AND n = ?2";
    transaction.execute(sql, params![held.device.as_bytes(), signed(held.n)])?;
    Ok(())
}

/// Its writer has done the same again.
///
/// # Errors
/// The database cannot be written.
pub fn set_done_again(transaction: &Transaction, held: &Held) -> Result<(), DbError> {
    let sql = "UPDATE held SET done_again = 1 WHERE device = ?1 AND n = ?2";
    transaction.prepare_cached(sql)?.execute(params![held.device.as_bytes(), signed(held.n)])?;
    Ok(())
}

/// True when its writer has done the same again.
///
/// # Errors
/// The database cannot be read.
pub fn is_done_again(transaction: &Transaction, held: &Held) -> Result<bool, DbError> {
    let sql = "SELECT 1 FROM held WHERE device = ?1 AND n = ?2 AND done_again = 1";
    Ok(transaction.prepare_cached(sql)?.exists(params![held.device.as_bytes(), signed(held.n)])?)
}

const HELD: &str = "SELECT device, n, document, kind, hash, position_seen, received_at, bytes FROM held";

/// Those that wait on a record, each device's in the order it wrote them.
///
/// # Errors
/// The database cannot be read.
pub fn of_record(transaction: &Transaction, document: DocumentId) -> Result<Vec<Held>, DbError> {
    let sql = format!("{HELD} WHERE document = ?1 ORDER BY device, n");
    let rows: Vec<Result<Held, DbError>> = transaction
        .prepare_cached(&sql)?
        .query_map([document.as_bytes()], |row| Ok(held_from(row)))?
        .collect::<Result<_, _>>()?;
    rows.into_iter().collect()
}

/// Those that have waited too long.
///
/// # Errors
/// The database cannot be read.
pub fn overdue(transaction: &Transaction, now: Timestamp) -> Result<Vec<Held>, DbError> {
    let sql = format!("{HELD} WHERE deadline < ?1 ORDER BY device, n");
    let rows: Vec<Result<Held, DbError>> = transaction
        .prepare_cached(&sql)?
        .query_map([now.milliseconds()], |row| Ok(held_from(row)))?
        .collect::<Result<_, _>>()?;
    rows.into_iter().collect()
}

/// All that wait, each with its deadline, the oldest first.
///
/// # Errors
/// The database cannot be read.
pub fn all(transaction: &Transaction) -> Result<Vec<(Held, Timestamp)>, DbError> {
    let sql = "SELECT device, n, document, kind, hash, position_seen, received_at, bytes, deadline FROM held
        ORDER BY received_at, device, n";
    let rows: Vec<Result<(Held, Timestamp), DbError>> = transaction
        .prepare(sql)?
        .query_map([], |row| {
            let deadline = Timestamp::from_milliseconds(row.get(8)?);
            Ok(held_from(row).map(|held| (held, deadline)))
        })?
        .collect::<Result<_, _>>()?;
    rows.into_iter().collect()
}

fn held_from(row: &Row) -> Result<Held, DbError> {
    let bytes = |column: usize| row.get::<_, Vec<u8>>(column);
    Ok(Held {
        device: DeviceId::from_bytes(fixed(&bytes(0)?, "held change")?),
        n: unsigned(row.get(1)?),
        document: DocumentId::from_bytes(fixed(&bytes(2)?, "held change")?),
        kind: RecordKind::from_number(row.get(3)?).ok_or(DbError::Damaged { what: "held change" })?,
        hash: ChangeHash::from_bytes(fixed(&bytes(4)?, "held change")?),
        position_seen: unsigned(row.get(5)?),
        received_at: Timestamp::from_milliseconds(row.get(6)?),
        bytes: bytes(7)?,
    })
}
