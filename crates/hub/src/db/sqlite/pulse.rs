//! Whether anything has moved that a handheld may want to hear of.

use rusqlite::Transaction;

use super::{DbError, unsigned};

/// Numbers that differ after anything moved: the log, the reference data, who may hold what, who was withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pulse {
    /// The log's head.
    pub position: u64,
    /// The newest version of the reference data.
    pub reference: u64,
    scopes_given: u64,
    scopes_withdrawn: u64,
    devices_revoked: u64,
}

/// Reads it; cheap enough for a few times a second.
///
/// # Errors
/// The database cannot be read.
pub fn read(transaction: &Transaction) -> Result<Pulse, DbError> {
    let sql = "SELECT position, reference_version,
            (SELECT count(*) FROM person_scope),
            (SELECT count(*) FROM person_scope WHERE withdrawn IS NOT NULL),
            (SELECT count(*) FROM device WHERE revoked_at IS NOT NULL)
        FROM hub";
    let pulse = transaction.prepare_cached(sql)?.query_row([], |row| {
        Ok(Pulse {
            position: unsigned(row.get(0)?),
            reference: unsigned(row.get(1)?),
            scopes_given: unsigned(row.get(2)?),
            scopes_withdrawn: unsigned(row.get(3)?),
            devices_revoked: unsigned(row.get(4)?),
        })
    })?;
    Ok(pulse)
}
