//! Alerts as rows.

use domain::{
    alert::{Alert, AlertSubject, Confirmation, RaisedAt},
    id::DocumentId,
};
use rusqlite::{Row, Transaction, params};

use crate::{error::StoreError, sql, store::Store};

/// One alert that is held.
pub type AlertRow = Alert;

const ALERTS: &str = "SELECT alert_row.document, subject, type_code, comments, confirmed, review, raised, raised_from,
        property, alert_row.address_lines, alert_row.postcode
    FROM alert_row JOIN record ON record.document = alert_row.document AND record.leaving = 0";

impl Store {
    /// The alerts of a job that have arrived here, by type, and those that somebody raised at that home. A job may name
    /// more: [`super::JobRow::alert_count`].
    ///
    /// # Errors
    /// The database fails.
    pub fn alerts_of(&self, job: DocumentId) -> Result<Vec<AlertRow>, StoreError> {
        self.alerts_at(job, "job_row")
    }

    /// The alerts that somebody raised at this home.
    ///
    /// # Errors
    /// The database fails.
    pub fn alerts_at_home(&self, tenancy: DocumentId) -> Result<Vec<AlertRow>, StoreError> {
        self.alerts_at(tenancy, "tenancy_row")
    }

    /// True while an alert is held that somebody raised at a door: a job may not name it yet.
    ///
    /// # Errors
    /// The database fails.
    pub fn holds_raised_alerts(&self) -> Result<bool, StoreError> {
        self.read(|connection| {
            Ok(connection.prepare_cached("SELECT 1 FROM alert_row WHERE raised = 1 LIMIT 1")?.exists([])?)
        })
    }

    fn alerts_at(&self, door: DocumentId, rows: &str) -> Result<Vec<AlertRow>, StoreError> {
        // One question for each index: joined by OR they would be asked of every alert.
        let sql = format!(
            "{ALERTS} WHERE alert_row.document IN (
                 SELECT alert FROM job_alert WHERE document = ?1
                 UNION ALL SELECT document FROM alert_row WHERE raised = 1 AND raised_from = ?1
                 UNION ALL SELECT here.document FROM {rows} AS door JOIN alert_row AS here
                     ON here.raised = 1 AND here.address_lines = door.address_lines AND here.postcode = door.postcode
                     WHERE door.document = ?1 AND door.address_lines <> '')
             ORDER BY type_code, alert_row.document"
        );
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&sql)?;
            let rows = statement.query_map([door.as_bytes()], alert)?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        })
    }
}

fn alert(row: &Row<'_>) -> rusqlite::Result<Alert> {
    let raised = match row.get::<_, Option<[u8; 16]>>(7)? {
        Some(record) if row.get(6)? => Some(RaisedAt {
            record: DocumentId::from_bytes(record),
            property: row.get(8)?,
            address_lines: row.get::<_, String>(9)?.lines().map(str::to_owned).collect(),
            postcode: row.get(10)?,
        }),
        _ => None,
    };
    Ok(Alert {
        id: sql::id(row, 0, DocumentId::from_bytes)?,
        subject: AlertSubject::from_name(&row.get::<_, String>(1)?).unwrap_or(AlertSubject::Location),
        type_code: row.get(2)?,
        comments: row.get(3)?,
        confirmation: Confirmation::from_name(&row.get::<_, String>(4)?),
        review: row.get::<_, Option<String>>(5)?.and_then(|day| day.parse().ok()),
        raised,
    })
}

/// Stores an alert's row.
pub(super) fn store(transaction: &Transaction<'_>, alert: &Alert) -> Result<(), StoreError> {
    let raised = alert.raised.as_ref();
    transaction
        .prepare_cached(
            "INSERT INTO alert_row (document, subject, type_code, comments, confirmed, review, raised, raised_from,
                 property, address_lines, postcode)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
             ON CONFLICT (document) DO UPDATE SET
                 subject = excluded.subject, type_code = excluded.type_code, comments = excluded.comments,
                 confirmed = excluded.confirmed, review = excluded.review, raised = excluded.raised,
                 raised_from = excluded.raised_from, property = excluded.property,
                 address_lines = excluded.address_lines, postcode = excluded.postcode",
        )?
        .execute(params![
            alert.id.as_bytes(),
            alert.subject.name(),
            alert.type_code,
            alert.comments,
            alert.confirmation.name(),
            alert.review.map(|day| day.to_string()),
            raised.is_some(),
            raised.map(|raised| *raised.record.as_bytes()),
            raised.map(|raised| raised.property.clone()).unwrap_or_default(),
            raised.map(|raised| raised.address_lines.join("\n")).unwrap_or_default(),
            raised.map(|raised| raised.postcode.clone()).unwrap_or_default()
        ])?;
    Ok(())
}
