//! What a landlord's system last said of a work order, part by part.

use domain::id::DocumentId;
use rusqlite::{OptionalExtension, Transaction, params};

use super::DbError;

/// What was said, and whether all of it was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// A digest for each part: see [`crate::plan::Part`].
    pub parts: Vec<u8>,
    /// True while something that was said last was not taken.
    pub not_taken: bool,
}

/// What was last said of an order; none of one that was raised before anybody kept that.
///
/// # Errors
/// The database cannot be read.
pub fn find(transaction: &Transaction, document: DocumentId) -> Result<Option<Said>, DbError> {
    Ok(transaction
        .prepare_cached("SELECT parts, not_taken FROM said WHERE document = ?1")?
        .query_row([document.as_bytes()], |row| Ok(Said { parts: row.get(0)?, not_taken: row.get(1)? }))
        .optional()?)
}

/// Remembers what is said.
///
/// # Errors
/// The database cannot be written.
pub fn put(transaction: &Transaction, document: DocumentId, said: &Said) -> Result<(), DbError> {
    transaction
        .prepare_cached("INSERT OR REPLACE INTO said (document, parts, not_taken) VALUES (?1, ?2, ?3)")?
        .execute(params![document.as_bytes(), said.parts, said.not_taken])?;
    Ok(())
}
