//! Codes that unlock a handheld whose PIN is lost: stored without their tokens, good for one handheld.

use domain::{id::DeviceId, time::Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};

use super::{DbError, fixed};

/// A code as stored: its token only as a hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The handheld that the office meant.
    pub device: DeviceId,
    /// Until when.
    pub expires_at: Timestamp,
    /// Tells which seal it opened.
    pub used_for: Option<[u8; 32]>,
}

/// Adds a code.
///
/// # Errors
/// The database cannot be written.
pub fn add(transaction: &Transaction, token_hash: &[u8; 32], code: &Code) -> Result<(), DbError> {
    transaction.execute(
        "INSERT INTO unlock_code (token_hash, device, expires_at) VALUES (?1, ?2, ?3)",
        params![token_hash, code.device.as_bytes(), code.expires_at.milliseconds()],
    )?;
    Ok(())
}

/// The code with this token hash.
///
/// # Errors
/// The database cannot be read.
pub fn find(transaction: &Transaction, token_hash: &[u8; 32]) -> Result<Option<Code>, DbError> {
    let sql = "SELECT device, expires_at, used_for FROM unlock_code WHERE token_hash = ?1";
    let row = transaction
        .query_row(sql, [token_hash], |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?, row.get::<_, Option<Vec<u8>>>(2)?))
        })
        .optional()?;
    let Some((device, expires_at, used_for)) = row else { return Ok(None) };
    Ok(Some(Code {
        device: DeviceId::from_bytes(fixed(&device, "device")?),
        expires_at: Timestamp::from_milliseconds(expires_at),
        used_for: used_for.map(|seal| fixed(&seal, "seal")).transpose()?,
    }))
}

/// Marks a code as used for this seal.
///
/// # Errors
/// The database cannot be written.
pub fn mark_used(transaction: &Transaction, token_hash: &[u8; 32], seal: &[u8; 32]) -> Result<(), DbError> {
    transaction.execute("UPDATE unlock_code SET used_for = ?2 WHERE token_hash = ?1", params![token_hash, seal])?;
    Ok(())
}
