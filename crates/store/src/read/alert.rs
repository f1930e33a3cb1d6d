//! Alerts as rows.

use domain::{
    alert::{Alert, AlertSubject, Confirmation},
    id::DocumentId,
};
use rusqlite::{Transaction, params};

use crate::{error::StoreError, sql, store::Store};

/// One alert that is held.
pub type AlertRow = Alert;

impl Store {
    /// The alerts of a job that have arrived here, by type. A job may name more: [`super::JobRow::alert_count`].
    ///
    /// # Errors
    /// The database fails.
    pub fn alerts_of(&self, job: DocumentId) -> Result<Vec<AlertRow>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT alert_row.document, subject, type_code, comments, confirmed, review
                 FROM job_alert JOIN alert_row ON alert_row.document = job_alert.alert
                 JOIN record ON record.document = alert_row.document AND record.leaving = 0
                 WHERE job_alert.document = ?1 ORDER BY type_code, alert_row.document",
            )?;
            let rows = statement.query_map([job.as_bytes()], |row| {
                Ok(Alert {
                    id: sql::id(row, 0, DocumentId::from_bytes)?,
                    subject: AlertSubject::from_name(&row.get::<_, String>(1)?).unwrap_or(AlertSubject::Location),
                    type_code: row.get(2)?,
                    comments: row.get(3)?,
                    confirmation: Confirmation::from_name(&row.get::<_, String>(4)?),
                    review: row.get::<_, Option<String>>(5)?.and_then(|day| day.parse().ok()),
                })
            })?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        })
    }
}

/// Stores an alert's row.
pub(super) fn store(transaction: &Transaction<'_>, alert: &Alert) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "INSERT INTO alert_row (document, subject, type_code, comments, confirmed, review)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (document) DO UPDATE SET
                 subject = excluded.subject, type_code = excluded.type_code, comments = excluded.comments,
                 confirmed = excluded.confirmed, review = excluded.review",
        )?
        .execute(params![
            alert.id.as_bytes(),
            alert.subject.name(),
            alert.type_code,
            alert.comments,
            alert.confirmation.name(),
            alert.review.map(|day| day.to_string())
        ])?;
    Ok(())
}
