//! What people at the door have asked or told the planner and nobody has acted on.

use domain::{
    id::DeviceId,
    job::{EventKind, Job},
    time::Timestamp,
};
use rusqlite::{Transaction, params};

use super::{DbError, fixed};

/// One thing that is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The job's reference.
    pub reference: String,
    /// What.
    pub kind: EventKind,
    /// Why; may be empty.
    pub reason: String,
    /// Who asked; none when the record does not say.
    pub device: Option<DeviceId>,
    /// When the hub learnt of it.
    pub received_at: Timestamp,
}

/// Makes a job's rows again; what was asked before keeps the time when it came.
///
/// # Errors
/// The database cannot be written.
pub fn note(transaction: &Transaction, job: &Job, now: Timestamp) -> Result<(), DbError> {
    let asked = job.asked();
    let held: Vec<Vec<u8>> = transaction
        .prepare_cached("SELECT event FROM asked WHERE document = ?1")?
        .query_map([job.id.as_bytes()], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for event in held.iter().filter(|held| !asked.iter().any(|asked| asked.id.as_bytes() == held.as_slice())) {
        transaction.prepare_cached("DELETE FROM asked WHERE event = ?1")?.execute([event])?;
    }
    for event in asked {
        transaction
            .prepare_cached(
                "INSERT INTO asked (event, document, kind, reason, device, received_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT DO NOTHING",
            )?
            .execute(params![
                event.id.as_bytes(),
                job.id.as_bytes(),
                event.kind.name(),
                event.reason,
                event.written.device.map(|device| *device.as_bytes()),
                now.milliseconds()
            ])?;
    }
    Ok(())
}

/// Everything that is asked, oldest first.
///
/// # Errors
/// The database cannot be read.
pub fn all(transaction: &Transaction) -> Result<Vec<Asked>, DbError> {
    let sql = "SELECT reference, asked.kind, reason, device, received_at FROM asked JOIN record USING (document)
        ORDER BY received_at, event";
    type Row = (String, String, String, Option<Vec<u8>>, i64);
    let rows: Vec<Row> = transaction
        .prepare(sql)?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?
        .collect::<Result<_, _>>()?;
    rows.into_iter()
        .map(|(reference, kind, reason, device, received_at)| {
            let kind = EventKind::from_name(&kind).ok_or(DbError::Damaged { what: "asked" })?;
            let device = device.map(|device| fixed(&device, "asked").map(DeviceId::from_bytes)).transpose()?;
            Ok(Asked { reference, kind, reason, device, received_at: Timestamp::from_milliseconds(received_at) })
        })
        .collect()
}
