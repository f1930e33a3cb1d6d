//! Records as they were at a position of the log, so that a long one opens without its whole history being read.
//!
//! A snapshot is derived: the log has every change that is in it, and a record without one, or with one that is damaged, is
//! made from the log alone.

use documents::{Document, Snapshot};
use domain::id::DocumentId;
use rusqlite::{OptionalExtension, Transaction, params};

use super::{DbError, signed, this, unsigned};

/// Changes that may stand after a record's snapshot. Opened from the log alone, a record of 500 changes takes nine times as
/// long as from a snapshot, and one of 5,000 four times; writing the snapshot takes a millisecond.
const LONGEST_TAIL: i64 = 200;

/// A record as it was, and the position up to which the log is in it. None when there is none that can be read.
///
/// # Errors
/// The database cannot be read.
pub fn find(transaction: &Transaction, document: DocumentId) -> Result<Option<(u64, Snapshot)>, DbError> {
    let row = transaction
        .prepare_cached("SELECT position, frame FROM snapshot WHERE document = ?1")?
        .query_row([document.as_bytes()], |row| Ok((unsigned(row.get(0)?), row.get::<_, Vec<u8>>(1)?)))
        .optional()?;
    let Some((position, frame)) = row else { return Ok(None) };
    match Snapshot::from_frame(&frame) {
        Ok(snapshot) => Ok(Some((position, snapshot))),
        Err(error) => {
            tracing::error!(%error, %document, "a snapshot is damaged: the record is made from the log");
            Ok(None)
        }
    }
}

/// Keeps a record as it is when many changes stand after its last snapshot. It must hold all that the log has of it.
///
/// # Errors
/// The database cannot be written.
pub fn keep_when_long(transaction: &Transaction, document: &Document) -> Result<(), DbError> {
    let id = document.id();
    let sql = "SELECT count(*) FROM change WHERE document = ?1
        AND position > ifnull((SELECT position FROM snapshot WHERE document = ?1), 0)";
    let tail: i64 = transaction.prepare_cached(sql)?.query_row([id.as_bytes()], |row| row.get(0))?;
    if tail <= LONGEST_TAIL {
        return Ok(());
    }
    let (head, frame) = (this::head(transaction)?, document.snapshot().to_frame());
    transaction
        .prepare_cached(
            "INSERT INTO snapshot (document, position, frame) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET position = ?2, frame = ?3",
        )?
        .execute(params![id.as_bytes(), signed(head), frame])?;
    Ok(())
}
