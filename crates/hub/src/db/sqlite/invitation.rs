//! Invitations: stored without their tokens, good for one device.

use domain::{
    id::{DeviceId, PersonId},
    time::Timestamp,
};
use rusqlite::{OptionalExtension, Transaction, params};

use super::{DbError, fixed};

/// An invitation as stored: its token only as a hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// For whom.
    pub person: PersonId,
    /// "Van 12".
    pub device_name: String,
    /// Until when.
    pub expires_at: Timestamp,
    /// Who used it.
    pub used_by: Option<DeviceId>,
}

/// Adds an invitation.
///
/// # Errors
/// The database cannot be written.
pub fn add(transaction: &Transaction, token_hash: &[u8; 32], invited: &Invited) -> Result<(), DbError> {
    transaction.execute(
        "INSERT INTO invitation (token_hash, person, device_name, expires_at) VALUES (?1, ?2, ?3, ?4)",
        params![token_hash, invited.person.as_bytes(), invited.device_name, invited.expires_at.milliseconds()],
    )?;
    Ok(())
}

/// The invitation with this token hash.
///
/// # Errors
/// The database cannot be read.
pub fn find(transaction: &Transaction, token_hash: &[u8; 32]) -> Result<Option<Invited>, DbError> {
    let sql = "SELECT person, device_name, expires_at, used_by FROM invitation WHERE token_hash = ?1";
    let row = transaction
        .query_row(sql, [token_hash], |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?, row.get(2)?, row.get::<_, Option<Vec<u8>>>(3)?))
        })
        .optional()?;
    let Some((person, device_name, expires_at, used_by)) = row else { return Ok(None) };
    Ok(Some(Invited {
        person: PersonId::from_bytes(fixed(&person, "person")?),
        device_name,
        expires_at: Timestamp::from_milliseconds(expires_at),
        used_by: used_by.map(|device| fixed(&device, "device")).transpose()?.map(DeviceId::from_bytes),
    }))
}

/// Marks an invitation as used.
///
/// # Errors
/// The database cannot be written.
pub fn mark_used(transaction: &Transaction, token_hash: &[u8; 32], device: DeviceId) -> Result<(), DbError> {
    let sql = "UPDATE invitation SET used_by = ?2 WHERE token_hash = ?1";
    transaction.execute(sql, params![token_hash, device.as_bytes()])?;
    Ok(())
}
