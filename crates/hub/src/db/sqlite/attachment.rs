//! Attachments: what is known of the files beside the database.

use domain::{
    id::{DeviceId, DocumentId},
    time::Timestamp,
};
use rusqlite::{OptionalExtension, Transaction, params};

use super::{DbError, signed, this, unsigned};
use crate::db::Caller;

/// A file that the hub has, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// SHA-256 of its bytes.
    pub hash: [u8; 32],
    /// Bytes.
    pub size: u64,
    /// "image/jpeg".
    pub media_type: String,
}

/// Adds a file that is whole and on disk; again changes nothing. False when it was redacted while it was on its way:
/// then it is to be destroyed.
///
/// # Errors
/// The database cannot be written.
pub fn add(transaction: &Transaction, file: &Attachment, device: DeviceId, now: Timestamp) -> Result<bool, DbError> {
    if is_redacted(transaction, &file.hash)? {
        transaction.execute("UPDATE redacted_attachment SET due = 1 WHERE hash = ?1", [file.hash])?;
        return Ok(false);
    }
    let added = transaction.execute(
        "INSERT INTO attachment (hash, size, media_type, received_at, device) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO NOTHING",
        params![file.hash, signed(file.size), file.media_type, now.milliseconds(), device.as_bytes()],
    )?;
    if added > 0 {
        // Receipts speak of it from now on: a hub that is put back to before it came finds that out.
        this::next_position(transaction)?;
    }
    Ok(true)
}

/// The file with this hash.
///
/// # Errors
/// The database cannot be read.
pub fn find(transaction: &Transaction, hash: &[u8; 32]) -> Result<Option<Attachment>, DbError> {
    let row = transaction
        .query_row("SELECT size, media_type FROM attachment WHERE hash = ?1", [hash], |row| {
            Ok((row.get::<_, i64>(0)?, row.get(1)?))
        })
        .optional()?;
    Ok(row.map(|(size, media_type)| Attachment { hash: *hash, size: unsigned(size), media_type }))
}

/// Every file that the hub has, by hash.
///
/// # Errors
/// The database cannot be read.
pub fn all(transaction: &Transaction) -> Result<Vec<[u8; 32]>, DbError> {
    let rows: Vec<Vec<u8>> = transaction
        .prepare("SELECT hash FROM attachment ORDER BY hash")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    rows.iter().map(|hash| super::fixed(hash, "attachment")).collect()
}

/// Says that a record shows these files.
///
/// # Errors
/// The database cannot be written.
pub fn show(transaction: &Transaction, document: DocumentId, hashes: &[[u8; 32]]) -> Result<(), DbError> {
    let sql = "INSERT INTO attachment_use (hash, document) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    let mut one = transaction.prepare_cached(sql)?;
    for hash in hashes {
        one.execute(params![hash, document.as_bytes()])?;
    }
    Ok(())
}

/// The files that a record shows.
///
/// # Errors
/// The database cannot be read.
pub fn shown_by(transaction: &Transaction, document: DocumentId) -> Result<Vec<[u8; 32]>, DbError> {
    let rows: Vec<Vec<u8>> = transaction
        .prepare("SELECT hash FROM attachment_use WHERE document = ?1 ORDER BY hash")?
        .query_map([document.as_bytes()], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    rows.iter().map(|hash| super::fixed(hash, "attachment")).collect()
}

/// Says that a record shows these files no more, because somebody blacked out a part of them. What another record shows
/// stays; the rest is to be destroyed.
///
/// # Errors
/// The database cannot be written.
pub fn redact(
    transaction: &Transaction,
    document: DocumentId,
    hashes: &[[u8; 32]],
    now: Timestamp,
) -> Result<(), DbError> {
    for hash in hashes {
        transaction
            .prepare_cached("DELETE FROM attachment_use WHERE hash = ?1 AND document = ?2")?
            .execute(params![hash, document.as_bytes()])?;
        let shown = transaction.prepare_cached("SELECT 1 FROM attachment_use WHERE hash = ?1")?.exists([hash])?;
        if !shown {
            transaction.prepare_cached("DELETE FROM attachment WHERE hash = ?1")?.execute([hash])?;
            transaction
                .prepare_cached(
                    "INSERT INTO redacted_attachment (hash, redacted_at, due) VALUES (?1, ?2, 1) ON CONFLICT DO NOTHING",
                )?
                .execute(params![hash, now.milliseconds()])?;
        }
    }
    Ok(())
}

/// True for a file that was redacted, and that no record shows.
///
/// # Errors
/// The database cannot be read.
pub fn is_redacted(transaction: &Transaction, hash: &[u8; 32]) -> Result<bool, DbError> {
    let sql = "SELECT 1 FROM redacted_attachment WHERE hash = ?1
        AND NOT EXISTS (SELECT 1 FROM attachment_use WHERE attachment_use.hash = ?1)";
    Ok(transaction.prepare_cached(sql)?.exists([hash])?)
}

/// Files that were redacted and may still be on disk.
///
/// # Errors
/// The database cannot be read.
pub fn redacted_and_due(transaction: &Transaction) -> Result<Vec<[u8; 32]>, DbError> {
    let sql = "SELECT hash FROM redacted_attachment AS redacted WHERE due = 1
        AND NOT EXISTS (SELECT 1 FROM attachment WHERE attachment.hash = redacted.hash)";
    let rows: Vec<Vec<u8>> =
        transaction.prepare_cached(sql)?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    rows.iter().map(|hash| super::fixed(hash, "attachment")).collect()
}

/// A file that was redacted is on disk no more.
///
/// # Errors
/// The database cannot be written.
pub fn is_gone(transaction: &Transaction, hash: &[u8; 32]) -> Result<(), DbError> {
    transaction.execute("UPDATE redacted_attachment SET due = 0 WHERE hash = ?1", [hash])?;
    Ok(())
}

/// True when the caller may fetch a file: a record in one of their scopes shows it, or their own device brought it.
///
/// # Errors
/// The database cannot be read.
pub fn may_fetch(transaction: &Transaction, caller: &Caller, hash: &[u8; 32]) -> Result<bool, DbError> {
    let sql = "SELECT 1 FROM attachment_use
            JOIN feed ON feed.document = attachment_use.document AND feed.state = 1
            JOIN person_scope ON person_scope.scope = feed.scope AND withdrawn IS NULL
            WHERE attachment_use.hash = ?1 AND person = ?2
        UNION ALL
        SELECT 1 FROM attachment WHERE hash = ?1 AND device = ?3";
    let row = params![hash, caller.person.as_bytes(), caller.device.as_bytes()];
    Ok(transaction.prepare_cached(sql)?.exists(row)?)
}

/// How many files a device has brought since `limit`.
///
/// # Errors
/// The database cannot be read.
pub fn brought_since(transaction: &Transaction, device: DeviceId, limit: Timestamp) -> Result<u64, DbError> {
    let sql = "SELECT count(*) FROM attachment WHERE device = ?1 AND received_at >= ?2";
    Ok(transaction.query_row(sql, params![device.as_bytes(), limit.milliseconds()], |row| row.get(0)).map(unsigned)?)
}

/// Files that no record shows and that came before `limit`: they may go. Those of a handheld that was withdrawn stay as
/// long as what it wrote waits in quarantine for a person.
///
/// # Errors
/// The database cannot be read.
pub fn unused(transaction: &Transaction, limit: Timestamp) -> Result<Vec<[u8; 32]>, DbError> {
    let sql = "SELECT hash FROM attachment WHERE received_at < ?1
        AND NOT EXISTS (SELECT 1 FROM attachment_use WHERE attachment_use.hash = attachment.hash)
        AND NOT EXISTS (SELECT 1 FROM quarantine
            WHERE quarantine.device = attachment.device AND quarantine.reason = 'revoked'
              AND quarantine.settled_at IS NULL)";
    let rows: Vec<Vec<u8>> =
        transaction.prepare(sql)?.query_map([limit.milliseconds()], |row| row.get(0))?.collect::<Result<_, _>>()?;
    rows.iter().map(|hash| super::fixed(hash, "attachment")).collect()
}

/// Forgets a file.
///
/// # Errors
/// The database cannot be written.
pub fn forget(transaction: &Transaction, hash: &[u8; 32]) -> Result<(), DbError> {
    transaction.execute("DELETE FROM attachment WHERE hash = ?1", [hash])?;
    Ok(())
}
