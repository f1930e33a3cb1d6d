//! The hub's own row: which log this is, how far it goes, and who the hub is when it writes.

use domain::id::DeviceId;
use protocol::message::HubEpoch;
use rusqlite::{OptionalExtension, Transaction, params};

use super::{DbError, fixed, unsigned};

/// The hub as its database knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct This {
    /// The public half of the key beside the database.
    pub public_key: [u8; 32],
    /// Under which the hub itself writes.
    pub device: DeviceId,
}

/// Reads it; none in a new database.
///
/// # Errors
/// The database cannot be read.
pub fn read(transaction: &Transaction) -> Result<Option<This>, DbError> {
    let row = transaction
        .query_row("SELECT public_key, device FROM hub", [], |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?))
        })
        .optional()?;
    let Some((public_key, device)) = row else { return Ok(None) };
    Ok(Some(This {
        public_key: fixed(&public_key, "hub key")?,
        device: DeviceId::from_bytes(fixed(&device, "hub device")?),
    }))
}

/// Writes it into a new database.
///
/// # Errors
/// The database cannot be written.
pub fn found(transaction: &Transaction, this: &This, epoch: HubEpoch) -> Result<(), DbError> {
    transaction.execute(
        "INSERT INTO hub (one, epoch, public_key, device, position, reference_version, address)
         VALUES (1, ?1, ?2, ?3, 0, 0, '')",
        params![epoch, this.public_key, this.device.as_bytes()],
    )?;
    Ok(())
}

/// Names this life of the log. Another process may have begun a new one a moment ago, so it is asked for each time.
///
/// # Errors
/// The database cannot be read.
pub fn epoch(transaction: &Transaction) -> Result<HubEpoch, DbError> {
    let epoch: Vec<u8> = transaction.prepare_cached("SELECT epoch FROM hub")?.query_row([], |row| row.get(0))?;
    fixed(&epoch, "hub epoch")
}

/// Begins another life of the log at a position.
///
/// # Errors
/// The database cannot be written.
pub(super) fn set_epoch(transaction: &Transaction, epoch: HubEpoch, began: u64) -> Result<(), DbError> {
    transaction.execute("UPDATE hub SET epoch = ?1, position = ?2", params![epoch, super::signed(began)])?;
    Ok(())
}

/// The log's head.
///
/// # Errors
/// The database cannot be read.
pub fn head(transaction: &Transaction) -> Result<u64, DbError> {
    Ok(transaction.query_row("SELECT position FROM hub", [], |row| row.get(0)).map(unsigned)?)
}

/// The next position of the log, taken within this transaction: no other can commit before or around it.
///
/// # Errors
/// The database cannot be written.
pub fn next_position(transaction: &Transaction) -> Result<u64, DbError> {
    let sql = "UPDATE hub SET position = position + 1 RETURNING position";
    Ok(transaction.query_row(sql, [], |row| row.get(0)).map(unsigned)?)
}

/// Takes the next version of the reference data.
///
/// # Errors
/// The database cannot be written.
pub fn next_reference_version(transaction: &Transaction) -> Result<u64, DbError> {
    let sql = "UPDATE hub SET reference_version = reference_version + 1 RETURNING reference_version";
    Ok(transaction.prepare_cached(sql)?.query_row([], |row| row.get(0)).map(unsigned)?)
}

/// The newest version of the reference data.
///
/// # Errors
/// The database cannot be read.
pub fn reference_version(transaction: &Transaction) -> Result<u64, DbError> {
    Ok(transaction.query_row("SELECT reference_version FROM hub", [], |row| row.get(0)).map(unsigned)?)
}

/// Where handhelds reach this hub; empty until an invitation said so.
///
/// # Errors
/// The database cannot be read.
pub fn address(transaction: &Transaction) -> Result<String, DbError> {
    Ok(transaction.query_row("SELECT address FROM hub", [], |row| row.get(0))?)
}

/// Remembers where handhelds reach this hub.
///
/// # Errors
/// The database cannot be written.
pub fn set_address(transaction: &Transaction, address: &str) -> Result<(), DbError> {
    transaction.execute("UPDATE hub SET address = ?1", [address])?;
    Ok(())
}
