//! Hazards that were noticed at doors, with what their clocks go by; and who is competent to investigate them.

use domain::{
    hazard::{Course, HazardFound, Outcome, Severity},
    id::{DeviceId, DocumentId, EventId, RecordKind},
    job::Job,
    standards::{Happened, Moment},
    time::Timestamp,
};
use rusqlite::{Transaction, params};

use super::{DbError, fixed};

/// One hazard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HazardRow {
    /// The job or visit.
    pub document: DocumentId,
    /// Its kind.
    pub kind: RecordKind,
    /// The job's or the visit's reference.
    pub reference: String,
    /// Which hazard.
    pub hazard: EventId,
    /// What was seen, and where.
    pub seen: String,
    /// Who lives with it; may be empty.
    pub who: String,
    /// The home.
    pub address: String,
    /// Who noticed it; none when the record does not say.
    pub device: Option<DeviceId>,
    /// What its clocks go by.
    pub course: Course,
    /// True when the summary that was written last is approved.
    pub approved: bool,
}

/// Makes the rows of a job or a visit again.
///
/// # Errors
/// The database cannot be written.
pub fn note(transaction: &Transaction, job: &Job) -> Result<(), DbError> {
    transaction.prepare_cached("DELETE FROM hazard WHERE document = ?1")?.execute([job.id.as_bytes()])?;
    for held in &job.hazards {
        let device: &[u8] = held.written.device.as_ref().map_or(&[], |device| device.as_bytes());
        let course = held.course();
        let happened = course.happened.iter().map(|(moment, at)| format!("{} {}", moment.name(), at.milliseconds()));
        let approved = held.summary().is_some_and(|(summary, _)| held.approved_by(summary).is_some());
        transaction
            .prepare_cached(
                "INSERT INTO hazard (document, hazard, seen, who, address, danger_now, device, aware_at, found, safety_work,
                    further_work, happened, approved)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            )?
            .execute(params![
                job.id.as_bytes(),
                held.id.as_bytes(),
                held.hazard.seen,
                held.hazard.who,
                job.order.property.one_line(),
                held.hazard.danger_now,
                device,
                course.aware.milliseconds(),
                course.outcome.map_or("", |outcome| outcome.found.name()),
                course.outcome.is_some_and(|outcome| outcome.safety_work),
                course.outcome.is_some_and(|outcome| outcome.further_work),
                happened.collect::<Vec<_>>().join("\n"),
                approved,
            ])?;
    }
    Ok(())
}

/// Every hazard, the oldest first.
///
/// # Errors
/// The database cannot be read.
pub fn all(transaction: &Transaction) -> Result<Vec<HazardRow>, DbError> {
    let sql = "SELECT document, kind, reference, hazard, seen, who, address, danger_now, device, aware_at, found, safety_work,
            further_work, happened, approved
        FROM hazard JOIN record USING (document) ORDER BY aware_at, hazard";
    let mut statement = transaction.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let (document, hazard, device): (Vec<u8>, Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(3)?, row.get(8)?);
        let (found, happened): (String, String) = (row.get(10)?, row.get(13)?);
        let severity = if row.get(7)? { Severity::Emergency } else { Severity::Significant };
        let (safety_work, further_work) = (row.get(11)?, row.get(12)?);
        all.push(HazardRow {
            document: DocumentId::from_bytes(fixed(&document, "hazard")?),
            kind: RecordKind::from_number(row.get(1)?).ok_or(DbError::Damaged { what: "record kind" })?,
            reference: row.get(2)?,
            hazard: EventId::from_bytes(fixed(&hazard, "hazard")?),
            seen: row.get(4)?,
            who: row.get(5)?,
            address: row.get(6)?,
            device: DeviceId::try_from(device.as_slice()).ok(),
            course: Course {
                severity,
                aware: Timestamp::from_milliseconds(row.get(9)?),
                outcome: HazardFound::from_name(&found).map(|found| Outcome { found, safety_work, further_work }),
                happened: moments(&happened),
            },
            approved: row.get(14)?,
        });
    }
    Ok(all)
}

fn moments(lines: &str) -> Happened {
    let moment = |line: &str| {
        let (name, at) = line.split_once(' ')?;
        let (_, moment) = Moment::NAMES.iter().find(|(known, _)| *known == name)?;
        Some((*moment, Timestamp::from_milliseconds(at.parse().ok()?)))
    };
    lines.lines().filter_map(moment).collect()
}

/// Names somebody who is competent to investigate, or takes that back.
///
/// # Errors
/// The database cannot be written.
pub fn name_investigator(transaction: &Transaction, name: &str, named: bool, now: Timestamp) -> Result<(), DbError> {
    if named {
        let sql = "INSERT INTO investigator (name, named_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        transaction.execute(sql, params![name, now.milliseconds()])?;
    } else {
        transaction.execute("DELETE FROM investigator WHERE name = ?1", [name])?;
    }
    Ok(())
}

/// Who is competent to investigate, by name.
///
/// # Errors
/// The database cannot be read.
pub fn investigators(transaction: &Transaction) -> Result<Vec<String>, DbError> {
    let mut statement = transaction.prepare("SELECT name FROM investigator ORDER BY name")?;
    Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}
