//! Openings of the hub's folder: in a folder that was put back from a copy, each one that came after the copy was made is
//! missing, and the next one stands where the copy ended.

use rusqlite::{OptionalExtension, Transaction, params};

use super::{DbError, fixed, signed, this, unsigned};

/// Names an opening.
pub type Name = [u8; 8];

/// What the database knows of an opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Nothing: it came after the copy from which this database was put back.
    Nothing,
    /// No other came after it.
    Latest,
    /// The next one found the log's head here.
    Until(u64),
}

/// Notes one.
///
/// # Errors
/// The database cannot be written.
pub fn note(transaction: &Transaction, name: Name) -> Result<(), DbError> {
    let head = signed(this::head(transaction)?);
    transaction.execute("INSERT INTO opening (name, position) VALUES (?1, ?2)", params![name, head])?;
    Ok(())
}

/// The latest one; noughts before the first.
///
/// # Errors
/// The database cannot be read.
pub fn latest(transaction: &Transaction) -> Result<Name, DbError> {
    let sql = "SELECT name FROM opening ORDER BY number DESC LIMIT 1";
    let name: Option<Vec<u8>> = transaction.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional()?;
    name.map_or(Ok([0; 8]), |name| fixed(&name, "opening"))
}

/// What is known of one.
///
/// # Errors
/// The database cannot be read.
pub fn known(transaction: &Transaction, name: Name) -> Result<Known, DbError> {
    let sql = "SELECT (SELECT position FROM opening AS next WHERE next.number > opening.number ORDER BY number LIMIT 1)
        FROM opening WHERE name = ?1";
    let next: Option<Option<i64>> = transaction.prepare_cached(sql)?.query_row([name], |row| row.get(0)).optional()?;
    Ok(match next {
        None => Known::Nothing,
        Some(None) => Known::Latest,
        Some(Some(position)) => Known::Until(unsigned(position)),
    })
}
