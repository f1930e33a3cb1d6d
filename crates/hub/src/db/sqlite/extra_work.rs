//! Work beyond the order that waits for somebody to decide.

use domain::{
    id::{DeviceId, DocumentId, ItemId},
    job::Job,
    time::Timestamp,
};
use rusqlite::{Transaction, params};

use super::{DbError, fixed};

/// One piece of work that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The job's reference.
    pub reference: String,
    /// Which piece.
    pub variation: ItemId,
    /// What it is, and why.
    pub what: String,
    /// What it should cost, in pence.
    pub pence: u32,
    /// Whether the home is safe while somebody decides.
    pub safe_to_wait: bool,
    /// Who recorded it; none when the record does not say.
    pub device: Option<DeviceId>,
    /// When, by that device's clock.
    pub recorded_at: Timestamp,
}

/// Notes what of a job waits; what is decided, or needs nobody, does not.
///
/// # Errors
/// The database cannot be written.
pub fn note(transaction: &Transaction, job: &Job) -> Result<(), DbError> {
    transaction.prepare_cached("DELETE FROM extra_work WHERE document = ?1")?.execute([job.id.as_bytes()])?;
    for held in job.variations.iter().filter(|held| held.is_open()) {
        let device: &[u8] = held.written.device.as_ref().map_or(&[], |device| device.as_bytes());
        transaction
            .prepare_cached(
                "INSERT INTO extra_work (document, variation, what, pence, safe_to_wait, device, recorded_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                job.id.as_bytes(),
                held.id.as_bytes(),
                held.variation.what,
                held.variation.pence,
                held.variation.safe_to_wait,
                device,
                held.written.at.milliseconds()
            ])?;
    }
    Ok(())
}

/// Everything that waits, the oldest first.
///
/// # Errors
/// The database cannot be read.
pub fn all(transaction: &Transaction) -> Result<Vec<Waiting>, DbError> {
    let sql = "SELECT reference, variation, what, pence, safe_to_wait, device, recorded_at
        FROM extra_work JOIN record USING (document) ORDER BY recorded_at, variation";
    let mut statement = transaction.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut waiting = Vec::new();
    while let Some(row) = rows.next()? {
        let variation: Vec<u8> = row.get(1)?;
        let device: Vec<u8> = row.get(5)?;
        waiting.push(Waiting {
            reference: row.get(0)?,
            variation: ItemId::from_bytes(fixed(&variation, "extra work")?),
            what: row.get(2)?,
            pence: row.get(3)?,
            safe_to_wait: row.get(4)?,
            device: DeviceId::try_from(device.as_slice()).ok(),
            recorded_at: Timestamp::from_milliseconds(row.get(6)?),
        });
    }
    Ok(waiting)
}

/// The job that a piece of waiting work is on.
///
/// # Errors
/// The database cannot be read.
pub fn job_of(transaction: &Transaction, variation: ItemId) -> Result<Option<DocumentId>, DbError> {
    let mut statement = transaction.prepare("SELECT document FROM extra_work WHERE variation = ?1")?;
    let mut rows = statement.query([variation.as_bytes()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let document: Vec<u8> = row.get(0)?;
    Ok(Some(DocumentId::from_bytes(fixed(&document, "extra work")?)))
}
