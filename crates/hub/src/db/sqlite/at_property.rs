//! Which jobs are at which of the landlord's properties.

use domain::id::DocumentId;
use rusqlite::{Transaction, params};

use super::{DbError, fixed};

/// Says that a job is at a property; again changes nothing.
///
/// # Errors
/// The database cannot be written.
pub fn put(transaction: &Transaction, property: &str, job: DocumentId) -> Result<(), DbError> {
    transaction
        .prepare_cached("INSERT INTO job_at_property (property, job) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute(params![property, job.as_bytes()])?;
    Ok(())
}

/// Says that a job is not at a property after all.
///
/// # Errors
/// The database cannot be written.
pub fn take_off(transaction: &Transaction, property: &str, job: DocumentId) -> Result<(), DbError> {
    let sql = "DELETE FROM job_at_property WHERE property = ?1 AND job = ?2";
    transaction.prepare_cached(sql)?.execute(params![property, job.as_bytes()])?;
    Ok(())
}

/// The jobs at a property that somebody holds.
///
/// # Errors
/// The database cannot be read.
pub fn held(transaction: &Transaction, property: &str) -> Result<Vec<DocumentId>, DbError> {
    let sql = "SELECT job FROM job_at_property
        WHERE property = ?1 AND EXISTS (SELECT 1 FROM feed WHERE feed.document = job AND state = 1) ORDER BY job";
    let rows: Vec<Vec<u8>> =
        transaction.prepare_cached(sql)?.query_map([property], |row| row.get(0))?.collect::<Result<_, _>>()?;
    rows.iter().map(|row| Ok(DocumentId::from_bytes(fixed(row, "job at a property")?))).collect()
}
