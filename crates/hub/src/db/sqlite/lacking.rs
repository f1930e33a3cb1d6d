//! Records of which the log has lost changes: a row that a failing disk or a fault of ours took away without a word.
//!
//! The sums that handhelds compare themselves with are counted again from the rows that are there. Where that gives
//! something else, the sums are put right, so that every handheld that still has the change sees that its own differs and
//! offers it; and the record is noted, because only for such a record is anybody believed about other people's work.

use documents::ChangeHash;
use domain::{id::DocumentId, time::Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};

use super::{DbError, feed, fixed, log};

/// Records that are counted at a time.
const STRETCH: i64 = 500;

/// Of the records after one, those whose sum is another than is stored; and the last that was counted, if there are more.
///
/// # Errors
/// The database fails.
pub fn differing_after(
    transaction: &Transaction,
    after: DocumentId,
) -> Result<(Vec<DocumentId>, Option<DocumentId>), DbError> {
    let mut select =
        transaction.prepare_cached("SELECT document FROM record WHERE document > ?1 ORDER BY document LIMIT ?2")?;
    let mut rows = select.query(params![after.as_bytes(), STRETCH])?;
    let (mut differing, mut last, mut count) = (Vec::new(), None, 0);
    while let Some(row) = rows.next()? {
        let document = DocumentId::from_bytes(fixed(&row.get::<_, Vec<u8>>(0)?, "record")?);
        if missing(transaction, document)? != 0 {
            differing.push(document);
        }
        last = Some(document);
        count += 1;
    }
    Ok((differing, last.filter(|_| count == STRETCH)))
}

/// Counts a record's sum again, and notes what of it is lost; true when anything is.
///
/// # Errors
/// The database fails.
pub fn recount(transaction: &Transaction, document: DocumentId, now: Timestamp) -> Result<bool, DbError> {
    let missing = missing(transaction, document)?;
    if missing != 0 {
        lost(transaction, document, missing, now)?;
    }
    Ok(missing != 0)
}

/// What the changes that are there leave of a record's stored sum.
fn missing(transaction: &Transaction, document: DocumentId) -> Result<u128, DbError> {
    let mut left = log::record_digest(transaction, document)?;
    let mut select = transaction.prepare_cached("SELECT hash FROM change WHERE document = ?1")?;
    let mut rows = select.query([document.as_bytes()])?;
    while let Some(row) = rows.next()? {
        let hash = ChangeHash::from_bytes(fixed(&row.get::<_, Vec<u8>>(0)?, "change")?);
        left = left.wrapping_sub(log::digest_term(document, hash));
    }
    Ok(left)
}

/// So much of a record's sum is lost: it is taken out of the sums that others compare themselves with.
fn lost(transaction: &Transaction, document: DocumentId, missing: u128, now: Timestamp) -> Result<(), DbError> {
    let before = noted(transaction, document)?.unwrap_or_default();
    transaction.execute(
        "INSERT INTO lacking (document, missing, noticed_at) VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET missing = ?2",
        params![document.as_bytes(), before.wrapping_add(missing).to_be_bytes(), now.milliseconds()],
    )?;
    let sum = log::record_digest(transaction, document)?.wrapping_sub(missing);
    log::set_record_digest(transaction, document, sum)?;
    feed::add_to_digests(transaction, document, missing.wrapping_neg())
}

/// The record does not rebuild, though its sum is right: something in it is damaged that no sum shows.
///
/// # Errors
/// The database cannot be written.
pub fn note(transaction: &Transaction, document: DocumentId, now: Timestamp) -> Result<(), DbError> {
    transaction.execute(
        "INSERT INTO lacking (document, missing, noticed_at) VALUES (?1, zeroblob(16), ?2) ON CONFLICT DO NOTHING",
        params![document.as_bytes(), now.milliseconds()],
    )?;
    Ok(())
}

/// True when a record is known to lack something.
///
/// # Errors
/// The database cannot be read.
pub fn is_lacking(transaction: &Transaction, document: DocumentId) -> Result<bool, DbError> {
    Ok(noted(transaction, document)?.is_some())
}

/// A change that may have been lost is back.
///
/// # Errors
/// The database cannot be written.
pub fn found(transaction: &Transaction, document: DocumentId, hash: ChangeHash) -> Result<(), DbError> {
    let Some(missing) = noted(transaction, document)? else { return Ok(()) };
    let missing = missing.wrapping_sub(log::digest_term(document, hash));
    if missing == 0 {
        transaction.execute("DELETE FROM lacking WHERE document = ?1", [document.as_bytes()])?;
    } else {
        let sql = "UPDATE lacking SET missing = ?2 WHERE document = ?1";
        transaction.execute(sql, params![document.as_bytes(), missing.to_be_bytes()])?;
    }
    Ok(())
}

/// Records that lack something, by their references, and since when.
///
/// # Errors
/// The database cannot be read.
pub fn all(transaction: &Transaction) -> Result<Vec<(String, Timestamp)>, DbError> {
    let sql = "SELECT reference, noticed_at FROM lacking JOIN record USING (document) ORDER BY noticed_at, reference";
    let rows = transaction
        .prepare(sql)?
        .query_map([], |row| Ok((row.get(0)?, Timestamp::from_milliseconds(row.get(1)?))))?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

fn noted(transaction: &Transaction, document: DocumentId) -> Result<Option<u128>, DbError> {
    let missing: Option<Vec<u8>> = transaction
        .prepare_cached("SELECT missing FROM lacking WHERE document = ?1")?
        .query_row([document.as_bytes()], |row| row.get(0))
        .optional()?;
    missing.map(|missing| Ok(u128::from_be_bytes(fixed(&missing, "missing sum")?))).transpose()
}
