//! What lists and searches show: rows, never documents.

mod alert;
mod derive;
mod job;
mod rebuild;

pub use alert::AlertRow;
pub use job::JobRow;

use documents::{Document, DocumentError, alert as alerts, job as jobs};
use domain::{id::RecordKind, time::Timestamp};
use rusqlite::{Transaction, params};

use crate::{attachments, error::StoreError};
use derive::JobColumns;

/// Makes a record's rows again, from the record alone.
pub(crate) fn refresh(transaction: &Transaction<'_>, document: &Document, now: Timestamp) -> Result<(), StoreError> {
    let id = document.id();
    match document.kind() {
        RecordKind::Job => match jobs::read(document) {
            Ok(read) => {
                JobColumns::of(&read).store(transaction, id)?;
                transaction.prepare_cached("DELETE FROM job_alert WHERE document = ?1")?.execute([id.as_bytes()])?;
                for alert in &read.order.alerts {
                    transaction
                        .prepare_cached(
                            "INSERT INTO job_alert (document, alert) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                        )?
                        .execute([id.as_bytes(), alert.as_bytes()])?;
                }
                attachments::queue::name_photos(transaction, id, &read.photos, now)
            }
            Err(error) => unreadable(&error),
        },
        // It is in no list.
        RecordKind::Concern => Ok(()),
        RecordKind::Alert => match alerts::read(document) {
            Ok(read) => alert::store(transaction, &read),
            Err(error) => unreadable(&error),
        },
    }
}

/// A record that nobody has raised yet has no rows. One that does not read keeps the rows it had, and stands in the way
/// of no other.
#[allow(clippy::unnecessary_wraps, reason = "it ends the branches above")]
fn unreadable(error: &DocumentError) -> Result<(), StoreError> {
    if !matches!(error, DocumentError::Incomplete { .. }) {
        tracing::warn!(%error, "a record does not read");
    }
    Ok(())
}

/// Deletes every row that [`refresh`] makes.
fn clear(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    for table in ["job_row", "job_alert", "alert_row", "attachment_use"] {
        transaction.execute(&format!("DELETE FROM {table}"), params![])?;
    }
    Ok(())
}
