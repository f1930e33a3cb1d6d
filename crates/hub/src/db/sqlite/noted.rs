//! What the office's lists say of a job or a visit, made from the record whenever it changes, so that no list opens one.

use documents::{Document, Pen, job};
use domain::{
    id::{DocumentId, RecordKind},
    job::Job,
    time::Timestamp,
};
use rusqlite::{OptionalExtension, Transaction};

use super::{DbError, asked, doubt, extra_work, filled_form, fixed, hazard, log, matter};

/// Makes the rows of one record again.
///
/// # Errors
/// The database cannot be written.
pub fn note(transaction: &Transaction, document: &Document, job: &Job, now: Timestamp) -> Result<(), DbError> {
    if document.kind() == RecordKind::Job {
        asked::note(transaction, job, now)?;
        doubt::note(transaction, job, now)?;
        extra_work::note(transaction, job)?;
    }
    filled_form::note(transaction, document)?;
    hazard::note(transaction, job)?;
    matter::note(transaction, job, now)
}

/// True while there are records from before these lists.
///
/// # Errors
/// The database cannot be read.
pub fn is_behind(transaction: &Transaction) -> Result<bool, DbError> {
    Ok(transaction.prepare("SELECT 1 FROM unnoted")?.exists([])?)
}

/// Makes the rows of some records from before these lists, so many that nobody waits long for it.
///
/// # Errors
/// The database cannot be written.
pub fn catch_up(transaction: &Transaction, pen: Pen, some: usize, now: Timestamp) -> Result<(), DbError> {
    for _ in 0..some {
        let next: Option<Vec<u8>> = transaction
            .prepare_cached("SELECT document FROM unnoted LIMIT 1")?
            .query_row([], |row| row.get(0))
            .optional()?;
        let Some(next) = next else { return Ok(()) };
        let document = DocumentId::from_bytes(fixed(&next, "record")?);
        if let Some(record) = log::record(transaction, document)?.filter(|record| record.kind.is_work()) {
            // One that was erased, or that the log has lost something of, is noted when it is whole.
            match log::load(transaction, document, record.kind, pen) {
                Ok(whole) => {
                    if let Ok(job) = job::read(&whole) {
                        note(transaction, &whole, &job, now)?;
                    }
                }
                Err(DbError::Document(_)) => {}
                Err(error) => return Err(error),
            }
        }
        transaction.prepare_cached("DELETE FROM unnoted WHERE document = ?1")?.execute([next])?;
    }
    Ok(())
}
