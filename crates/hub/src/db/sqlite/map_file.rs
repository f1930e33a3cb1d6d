//! Archives of map tiles: which one handhelds fetch, and which files have to go.

use domain::time::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::{DbError, fixed};

/// Says that a file is about to have its name: it goes again unless it is chosen with [`choose`].
///
/// # Errors
/// The database cannot be written.
pub fn expect(transaction: &Transaction, hash: &[u8; 32], now: Timestamp) -> Result<(), DbError> {
    transaction.execute(
        "INSERT INTO map_file (hash, added_at, current) VALUES (?1, ?2, 0)
         ON CONFLICT (hash) DO UPDATE SET added_at = ?2",
        params![hash, now.milliseconds()],
    )?;
    Ok(())
}

/// Makes a file the one that handhelds fetch, or none of them; gives the one that they fetched before, if it is another.
///
/// # Errors
/// The database cannot be written.
pub fn choose(transaction: &Transaction, hash: Option<&[u8; 32]>) -> Result<Option<[u8; 32]>, DbError> {
    let before = current(transaction)?;
    transaction.execute("UPDATE map_file SET current = 0 WHERE current = 1", [])?;
    if let Some(hash) = hash {
        transaction.execute("UPDATE map_file SET current = 1 WHERE hash = ?1", [hash])?;
    }
    Ok(before.filter(|before| Some(before) != hash))
}

/// The file that handhelds fetch.
///
/// # Errors
/// The database cannot be read.
pub fn current(transaction: &Transaction) -> Result<Option<[u8; 32]>, DbError> {
    let row: Option<Vec<u8>> = transaction
        .prepare_cached("SELECT hash FROM map_file WHERE current = 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    row.map(|hash| fixed(&hash, "map file")).transpose()
}

/// Files that handhelds fetch no more, and that were added before `limit`: one that is being taken in is younger.
///
/// # Errors
/// The database cannot be read.
pub fn unused(transaction: &Transaction, limit: Timestamp) -> Result<Vec<[u8; 32]>, DbError> {
    let rows: Vec<Vec<u8>> = transaction
        .prepare("SELECT hash FROM map_file WHERE current = 0 AND added_at < ?1 ORDER BY hash")?
        .query_map([limit.milliseconds()], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    rows.iter().map(|hash| fixed(hash, "map file")).collect()
}

/// Forgets a file that is gone, unless handhelds fetch it again meanwhile.
///
/// # Errors
/// The database cannot be written.
pub fn forget(transaction: &Transaction, hash: &[u8; 32]) -> Result<(), DbError> {
    transaction.execute("DELETE FROM map_file WHERE hash = ?1 AND current = 0", [hash])?;
    Ok(())
}
