//! What this handheld itself recorded, as rows: its own day, and the positions that are kept of its person.

use domain::{
    id::{DeviceId, DocumentId, EventId},
    job::{EventKind, Job},
    place::Fix,
    time::Timestamp,
};
use rusqlite::{Connection, Params, Transaction, params};

use super::job::position;
use crate::{error::StoreError, sql, store::Store};

/// One thing that this handheld recorded and did not take back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnEvent {
    /// The event.
    pub event: EventId,
    /// Its job.
    pub job: DocumentId,
    /// The job's reference.
    pub reference: String,
    /// What happened.
    pub kind: EventKind,
    /// This device's clock.
    pub at: Timestamp,
    /// Where the handheld was, where that was kept.
    pub fix: Option<Fix>,
}

const SELECT: &str = "SELECT event, own_event.document, job_row.reference, own_event.kind, at,
        own_event.north, own_event.east, accuracy
    FROM own_event JOIN job_row ON job_row.document = own_event.document
    JOIN record ON record.document = own_event.document AND record.leaving = 0";

impl Store {
    /// What this handheld recorded from `from` until `until`, oldest first.
    ///
    /// # Errors
    /// The database fails.
    pub fn own_events(&self, from: Timestamp, until: Timestamp) -> Result<Vec<OwnEvent>, StoreError> {
        let sql = format!("{SELECT} WHERE at >= ?1 AND at < ?2 ORDER BY at, event");
        self.read(|connection| rows(connection, &sql, (from.milliseconds(), until.milliseconds())))
    }

    /// Every position of this handheld that is kept on it, the newest first.
    ///
    /// # Errors
    /// The database fails.
    pub fn kept_positions(&self) -> Result<Vec<OwnEvent>, StoreError> {
        let sql = format!("{SELECT} WHERE accuracy IS NOT NULL ORDER BY at DESC, event DESC");
        self.read(|connection| rows(connection, &sql, []))
    }
}

fn rows(connection: &Connection, sql: &str, params: impl Params) -> Result<Vec<OwnEvent>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params, |row| {
        let at = position(row, 5, 6)?.zip(row.get::<_, Option<u32>>(7)?);
        let kind = EventKind::from_name(&row.get::<_, String>(3)?);
        let event = OwnEvent {
            event: sql::id(row, 0, EventId::from_bytes)?,
            job: sql::id(row, 1, DocumentId::from_bytes)?,
            reference: row.get(2)?,
            // Only names of this version are stored.
            kind: kind.unwrap_or(EventKind::Planned),
            at: Timestamp::from_milliseconds(row.get(4)?),
            fix: at.map(|(at, accuracy)| Fix { at, accuracy }),
        };
        Ok(event)
    })?;
    Ok(rows.collect::<Result<Vec<_>, _>>()?)
}

/// Makes the rows of a job's own events again.
pub(super) fn store(transaction: &Transaction<'_>, job: &Job, device: DeviceId) -> Result<(), StoreError> {
    transaction.prepare_cached("DELETE FROM own_event WHERE document = ?1")?.execute([job.id.as_bytes()])?;
    let standing = job.standing();
    let own = standing.iter().filter(|event| event.written.device == Some(device));
    for event in own.filter(|event| !matches!(event.kind, EventKind::Located(_))) {
        let fix = job.fix_of(event);
        let steps = fix.map(|fix| fix.at.steps());
        transaction
            .prepare_cached(
                "INSERT INTO own_event (event, document, kind, at, north, east, accuracy)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
            )?
            .execute(params![
                event.id.as_bytes(),
                job.id.as_bytes(),
                event.kind.name(),
                event.written.at.milliseconds(),
                steps.map(|(north, _)| north),
                steps.map(|(_, east)| east),
                fix.map(|fix| fix.accuracy)
            ])?;
    }
    Ok(())
}
