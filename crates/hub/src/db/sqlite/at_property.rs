//! Which jobs, tenancies and raised alerts are at which of the landlord's properties.

use domain::id::DocumentId;
use rusqlite::{OptionalExtension, Transaction, params};

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
    ids(transaction, sql, property)
}

/// The jobs at a property of which the hub heard last, at most a dozen.
///
/// # Errors
/// The database cannot be read.
pub fn latest(transaction: &Transaction, property: &str) -> Result<Vec<DocumentId>, DbError> {
    let sql = "SELECT job FROM job_at_property JOIN change ON change.document = job
        WHERE property = ?1 GROUP BY job ORDER BY max(change.received_at) DESC, job LIMIT 12";
    ids(transaction, sql, property)
}

/// Says that a tenancy is of a property; again changes nothing.
///
/// # Errors
/// The database cannot be written.
pub fn put_tenancy(transaction: &Transaction, property: &str, tenancy: DocumentId) -> Result<(), DbError> {
    transaction
        .prepare_cached("INSERT INTO tenancy_at_property (property, tenancy) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute(params![property, tenancy.as_bytes()])?;
    Ok(())
}

/// The tenancies of a property.
///
/// # Errors
/// The database cannot be read.
pub fn tenancies(transaction: &Transaction, property: &str) -> Result<Vec<DocumentId>, DbError> {
    ids(transaction, "SELECT tenancy FROM tenancy_at_property WHERE property = ?1 ORDER BY tenancy", property)
}

/// Says that somebody raised an alert at a property; `report` is what they raised it on, if that is known.
///
/// # Errors
/// The database cannot be written.
pub fn put_alert(
    transaction: &Transaction,
    property: &str,
    alert: DocumentId,
    report: Option<DocumentId>,
) -> Result<(), DbError> {
    transaction
        .prepare_cached(
            "INSERT INTO raised_alert (alert, property, report) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET report = coalesce(report, ?3)",
        )?
        .execute(params![alert.as_bytes(), property, report.map(|report| *report.as_bytes())])?;
    Ok(())
}

/// The alerts that were raised at a property and are still there.
///
/// # Errors
/// The database cannot be read.
pub fn alerts(transaction: &Transaction, property: &str) -> Result<Vec<DocumentId>, DbError> {
    if property.is_empty() {
        return Ok(Vec::new());
    }
    let sql = "SELECT alert FROM raised_alert JOIN record ON record.document = alert
        WHERE property = ?1 ORDER BY alert";
    ids(transaction, sql, property)
}

/// What an alert was raised on.
///
/// # Errors
/// The database cannot be read.
pub fn report_of(transaction: &Transaction, alert: DocumentId) -> Result<Option<DocumentId>, DbError> {
    let sql = "SELECT report FROM raised_alert WHERE alert = ?1 AND report IS NOT NULL";
    let found: Option<Vec<u8>> =
        transaction.prepare_cached(sql)?.query_row([alert.as_bytes()], |row| row.get(0)).optional()?;
    found.map(|report| Ok(DocumentId::from_bytes(fixed(&report, "raised alert")?))).transpose()
}

fn ids(transaction: &Transaction, sql: &str, property: &str) -> Result<Vec<DocumentId>, DbError> {
    let rows: Vec<Vec<u8>> =
        transaction.prepare_cached(sql)?.query_map([property], |row| row.get(0))?.collect::<Result<_, _>>()?;
    rows.iter().map(|row| Ok(DocumentId::from_bytes(fixed(row, "at a property")?))).collect()
}
