//! Erased records: what is remembered of them, and nothing of what they said.

use documents::ChangeHash;
use domain::{id::DocumentId, time::Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};

use super::{DbError, fixed};

/// That a record was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// The record.
    pub document: DocumentId,
    /// What took its place, if anything did.
    pub successor: Option<DocumentId>,
    /// When.
    pub at: Timestamp,
    /// In the words of whoever asked for it.
    pub why: String,
}

/// How a record was erased; none for one that was not.
///
/// # Errors
/// The database cannot be read.
pub fn find(transaction: &Transaction, document: DocumentId) -> Result<Option<Erased>, DbError> {
    let row = transaction
        .prepare_cached("SELECT successor, erased_at, why FROM erased WHERE document = ?1")?
        .query_row([document.as_bytes()], |row| {
            Ok((row.get::<_, Option<Vec<u8>>>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?))
        })
        .optional()?;
    let Some((successor, at, why)) = row else { return Ok(None) };
    let successor = successor.map(|id| fixed(&id, "erased record").map(DocumentId::from_bytes)).transpose()?;
    Ok(Some(Erased { document, successor, at: Timestamp::from_milliseconds(at), why }))
}

/// True when this record took an erased one's place.
///
/// # Errors
/// The database cannot be read.
pub fn is_successor(transaction: &Transaction, document: DocumentId) -> Result<bool, DbError> {
    let sql = "SELECT 1 FROM erased WHERE successor = ?1";
    Ok(transaction.prepare_cached(sql)?.exists([document.as_bytes()])?)
}

/// True for a record that was erased.
///
/// # Errors
/// The database cannot be read.
pub fn is_erased(transaction: &Transaction, document: DocumentId) -> Result<bool, DbError> {
    Ok(transaction.prepare_cached("SELECT 1 FROM erased WHERE document = ?1")?.exists([document.as_bytes()])?)
}

/// True for a change that an erased record had, whatever record it is said to be of now.
///
/// # Errors
/// The database cannot be read.
pub fn had(transaction: &Transaction, hash: ChangeHash) -> Result<bool, DbError> {
    Ok(transaction.prepare_cached("SELECT 1 FROM erased_change WHERE hash = ?1")?.exists([hash.as_bytes()])?)
}

/// Removes all that the log says of a record, and remembers that it did: its id, and the hashes of its changes. The
/// record must have left every scope.
///
/// # Errors
/// The database cannot be written.
pub fn erase(transaction: &Transaction, erased: &Erased) -> Result<(), DbError> {
    let id = erased.document.as_bytes();
    transaction.execute(
        "INSERT INTO erased (document, successor, erased_at, why, due) VALUES (?1, ?2, ?3, ?4, 1) ON CONFLICT DO NOTHING",
        params![id, erased.successor.map(|id| *id.as_bytes()), erased.at.milliseconds(), erased.why],
    )?;
    for sql in [
        "INSERT INTO erased_change (hash, document) SELECT hash, document FROM change WHERE document = ?1
         ON CONFLICT DO NOTHING",
        "DELETE FROM companion WHERE job = ?1 OR document = ?1",
        "DELETE FROM asked WHERE document = ?1",
        "DELETE FROM matter WHERE document = ?1",
        "DELETE FROM said WHERE document = ?1",
        "DELETE FROM extra_work WHERE document = ?1",
        "DELETE FROM hazard WHERE document = ?1",
        "DELETE FROM filled_form WHERE document = ?1",
        "DELETE FROM form_given WHERE document = ?1",
        "DELETE FROM doubt WHERE document = ?1",
        "DELETE FROM lacking WHERE document = ?1",
        "DELETE FROM snapshot WHERE document = ?1",
        "DELETE FROM change WHERE document = ?1",
    ] {
        transaction.execute(sql, [id])?;
    }
    // The row stays, so that handhelds hear of it; it says nothing any more.
    transaction.execute(
        "UPDATE record SET source = 'erased', reference = ?2, raised_as = zeroblob(32), digest = zeroblob(16)
         WHERE document = ?1",
        params![id, erased.document.to_string()],
    )?;
    Ok(())
}

/// The hashes of the changes that an erased record had, in order.
///
/// # Errors
/// The database cannot be read.
pub fn hashes(transaction: &Transaction, document: DocumentId) -> Result<Vec<ChangeHash>, DbError> {
    let rows: Vec<Vec<u8>> = transaction
        .prepare("SELECT hash FROM erased_change WHERE document = ?1 ORDER BY hash")?
        .query_map([document.as_bytes()], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    rows.iter().map(|hash| Ok(ChangeHash::from_bytes(fixed(hash, "erased change")?))).collect()
}

/// Remembers the hash of a change that an erased record had.
///
/// # Errors
/// The database cannot be written.
pub fn remember(transaction: &Transaction, document: DocumentId, hash: ChangeHash) -> Result<(), DbError> {
    transaction
        .prepare_cached("INSERT INTO erased_change (hash, document) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute(params![hash.as_bytes(), document.as_bytes()])?;
    Ok(())
}

/// True while the write-ahead log may hold something of an erased record.
///
/// # Errors
/// The database cannot be read.
pub fn is_due(transaction: &Transaction) -> Result<bool, DbError> {
    Ok(transaction.prepare_cached("SELECT 1 FROM erased WHERE due = 1")?.exists([])?)
}

/// The write-ahead log was emptied.
///
/// # Errors
/// The database cannot be written.
pub fn log_is_empty(transaction: &Transaction) -> Result<(), DbError> {
    transaction.execute("UPDATE erased SET due = 0 WHERE due = 1", [])?;
    Ok(())
}
