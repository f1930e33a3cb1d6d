//! Which forms were begun in which jobs and visits, and which were given to the customer.

use chrono::NaiveDate;
use documents::{Document, form};
use domain::{
    id::{DocumentId, FilledFormId, RecordKind},
    time::Timestamp,
};
use rusqlite::{Transaction, params};

use super::{DbError, fixed};

/// One form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilledFormRow {
    /// The job or visit.
    pub document: DocumentId,
    /// Its kind.
    pub kind: RecordKind,
    /// The job's or the visit's reference.
    pub reference: String,
    /// Which form in it.
    pub filled: FilledFormId,
    /// Of what kind: "gas-safety-record".
    pub form: String,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// On which day it was given to the customer, and how; none when nobody said.
    pub given: Option<(NaiveDate, String)>,
}

/// Makes the rows of a job or a visit again.
///
/// # Errors
/// The database cannot be written.
pub fn note(transaction: &Transaction, document: &Document) -> Result<(), DbError> {
    let id = document.id();
    transaction.prepare_cached("DELETE FROM filled_form WHERE document = ?1")?.execute([id.as_bytes()])?;
    // A record that does not read keeps what it says to itself.
    for heading in form::headings(document).unwrap_or_default() {
        transaction
            .prepare_cached("INSERT INTO filled_form (document, filled, form, begun_at) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![
                id.as_bytes(),
                heading.id.as_bytes(),
                heading.form.form,
                heading.begun.at.milliseconds()
            ])?;
    }
    Ok(())
}

/// Every form, the newest first.
///
/// # Errors
/// The database cannot be read.
pub fn all(transaction: &Transaction) -> Result<Vec<FilledFormRow>, DbError> {
    let sql = "SELECT record.document, kind, reference, filled_form.filled, form, begun_at, given_on, how
        FROM filled_form JOIN record USING (document) LEFT JOIN form_given ON form_given.filled = filled_form.filled
        ORDER BY begun_at DESC, filled_form.filled DESC";
    let mut statement = transaction.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let (document, filled): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(3)?);
        let (given_on, how): (Option<String>, Option<String>) = (row.get(6)?, row.get(7)?);
        all.push(FilledFormRow {
            document: DocumentId::from_bytes(fixed(&document, "form")?),
            kind: RecordKind::from_number(row.get(1)?).ok_or(DbError::Damaged { what: "record kind" })?,
            reference: row.get(2)?,
            filled: FilledFormId::from_bytes(fixed(&filled, "form")?),
            form: row.get(4)?,
            begun_at: Timestamp::from_milliseconds(row.get(5)?),
            given: given_on.and_then(|day| day.parse().ok()).zip(how),
        });
    }
    Ok(all)
}

/// Says that the customer was given a form; said again, the later word stands.
///
/// # Errors
/// The database cannot be written.
pub fn give(transaction: &Transaction, row: &FilledFormRow, day: NaiveDate, how: &str) -> Result<(), DbError> {
    let sql = "INSERT INTO form_given (filled, document, given_on, how) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (filled) DO UPDATE SET given_on = excluded.given_on, how = excluded.how";
    transaction.execute(sql, params![row.filled.as_bytes(), row.document.as_bytes(), day.to_string(), how])?;
    Ok(())
}
