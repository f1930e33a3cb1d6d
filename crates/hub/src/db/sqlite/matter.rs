//! What of jobs and visits waits for somebody to decide it, or to look at it; and visits at which nobody let anybody in, until
//! another is booked; and visits of which they say themselves that somebody has to come again.

use domain::{
    id::{DocumentId, RecordKind},
    job::{ComeAgain, CompetingField, Job, Undecided},
    time::Timestamp,
};
use rusqlite::{Transaction, params};

use super::{DbError, fixed};

/// The code of a visit at which nobody let anybody in.
pub const NO_ACCESS: &str = "no_access";

/// True for what [`Undecided`] says, and neither a closed door nor a reason to come again.
#[must_use]
pub fn is_undecided(code: &str) -> bool {
    code != NO_ACCESS && !ComeAgain::CODES.contains(&code)
}

/// One thing that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    /// The record.
    pub document: DocumentId,
    /// Its kind.
    pub kind: RecordKind,
    /// Its reference.
    pub reference: String,
    /// What waits: [`Undecided::code`], [`ComeAgain::code`], or [`NO_ACCESS`].
    pub code: String,
    /// The event, item, photo or sign-off that it is about; empty for the record as a whole.
    pub subject: Vec<u8>,
    /// When the hub learnt of it.
    pub noticed_at: Timestamp,
}

/// What a thing that waits is about. Of things that compete it is the newest: when another joins them, that is something
/// new to look at.
#[must_use]
pub fn subject(job: &Job, undecided: Undecided) -> Vec<u8> {
    let newest = |ids: Vec<[u8; 16]>| ids.into_iter().max().map(|id| id.to_vec()).unwrap_or_default();
    match undecided {
        Undecided::Outcomes => newest(job.status().competing.iter().map(|id| *id.as_bytes()).collect()),
        Undecided::SignOffs => newest(job.sign_offs.iter().map(|entry| *entry.id.as_bytes()).collect()),
        Undecided::Odd(flag) => flag.event.as_bytes().to_vec(),
        Undecided::Value(CompetingField::Quantity(item)) => item.as_bytes().to_vec(),
        Undecided::Value(CompetingField::Caption(photo)) => photo.as_bytes().to_vec(),
        Undecided::Value(CompetingField::Appointment | CompetingField::Note) | Undecided::TakenBackUnderSignOff => {
            Vec::new()
        }
    }
}

/// Makes a record's rows again; what waited before keeps the time when it came, and that somebody has seen to it.
///
/// # Errors
/// The database cannot be written.
pub fn note(transaction: &Transaction, job: &Job, now: Timestamp) -> Result<(), DbError> {
    let undecided = job.undecided().into_iter().map(|undecided| (undecided.code(), subject(job, undecided)));
    let unanswered = job.unanswered().into_iter().map(|attempt| (NO_ACCESS, attempt.id.as_bytes().to_vec()));
    let come_again = job.come_again().map(|again| match again {
        ComeAgain::Stopped(event) => (again.code(), event.id.as_bytes().to_vec()),
        ComeAgain::Return | ComeAgain::Survey => (again.code(), Vec::new()),
    });
    let waiting: Vec<(&str, Vec<u8>)> = undecided.chain(unanswered).chain(come_again).collect();
    let held: Vec<(String, Vec<u8>)> = transaction
        .prepare_cached("SELECT code, subject FROM matter WHERE document = ?1")?
        .query_map([job.id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (code, subject) in held.iter().filter(|held| !waiting.iter().any(|(c, s)| *c == held.0 && *s == held.1)) {
        transaction
            .prepare_cached("DELETE FROM matter WHERE document = ?1 AND code = ?2 AND subject = ?3")?
            .execute(params![job.id.as_bytes(), code, subject])?;
    }
    for (code, subject) in waiting {
        transaction
            .prepare_cached(
                "INSERT INTO matter (document, code, subject, noticed_at, why) VALUES (?1, ?2, ?3, ?4, '')
                 ON CONFLICT DO NOTHING",
            )?
            .execute(params![job.id.as_bytes(), code, subject, now.milliseconds()])?;
    }
    Ok(())
}

/// Everything that nobody has seen to, the oldest first.
///
/// # Errors
/// The database cannot be read.
pub fn all(transaction: &Transaction) -> Result<Vec<Matter>, DbError> {
    let sql = "SELECT document, kind, reference, code, subject, noticed_at FROM matter JOIN record USING (document)
        WHERE dismissed_at IS NULL ORDER BY noticed_at, reference, code, subject";
    let mut statement = transaction.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let document: Vec<u8> = row.get(0)?;
        all.push(Matter {
            document: DocumentId::from_bytes(fixed(&document, "matter")?),
            kind: RecordKind::from_number(row.get(1)?).ok_or(DbError::Damaged { what: "record kind" })?,
            reference: row.get(2)?,
            code: row.get(3)?,
            subject: row.get(4)?,
            noticed_at: Timestamp::from_milliseconds(row.get(5)?),
        });
    }
    Ok(all)
}

/// Another visit was booked for a job: those before it need no more.
///
/// # Errors
/// The database cannot be written.
pub fn booked(transaction: &Transaction, document: DocumentId, now: Timestamp) -> Result<(), DbError> {
    let sql = "UPDATE matter SET dismissed_at = ?2, why = 'booked'
        WHERE document = ?1 AND code = ?3 AND dismissed_at IS NULL";
    transaction.execute(sql, params![document.as_bytes(), now.milliseconds(), NO_ACCESS])?;
    Ok(())
}

/// Somebody has seen to all that waits of a record; gives how much that was.
///
/// # Errors
/// The database cannot be written.
pub fn dismiss(transaction: &Transaction, document: DocumentId, why: &str, now: Timestamp) -> Result<usize, DbError> {
    let sql = "UPDATE matter SET dismissed_at = ?2, why = ?3 WHERE document = ?1 AND dismissed_at IS NULL";
    Ok(transaction.execute(sql, params![document.as_bytes(), now.milliseconds(), why])?)
}
