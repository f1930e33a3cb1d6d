//! What the landlord's systems say: reference rows, and the tables that imports look things up in.

use domain::reference::{Collection, FormVersion, Landlord, ReferenceRow};
use protocol::message::ReferencePage;
use rusqlite::{OptionalExtension, Transaction, params};

use super::{DbError, signed, this, unsigned};

/// Reference rows in one answer, at most.
pub const MAX_ROWS: usize = 2_000;

/// Bytes of reference rows in one answer, unless the first alone is larger: packs and forms are larger than codes.
const MAX_BYTES: usize = 4 << 20;

/// Stores a row under the next version; gives false when it stood so already.
///
/// # Errors
/// The database cannot be written.
pub fn put_row(transaction: &Transaction, row: &ReferenceRow) -> Result<bool, DbError> {
    let bytes = postcard::to_stdvec(row).map_err(|_| DbError::Damaged { what: "reference row" })?;
    let (collection, key) = (row.collection() as u8, row.key());
    let held: Option<Vec<u8>> = transaction
        .prepare_cached("SELECT row FROM reference WHERE collection = ?1 AND key = ?2")?
        .query_row(params![collection, key], |row| row.get(0))
        .optional()?;
    if held.as_ref() == Some(&bytes) {
        return Ok(false);
    }
    let version = this::next_reference_version(transaction)?;
    transaction
        .prepare_cached(
            "INSERT INTO reference (collection, key, version, row) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (collection, key) DO UPDATE SET version = ?3, row = ?4",
        )?
        .execute(params![collection, key, signed(version), bytes])?;
    Ok(true)
}

/// The row under a key.
///
/// # Errors
/// The database cannot be read.
pub fn row(transaction: &Transaction, collection: Collection, key: &str) -> Result<Option<ReferenceRow>, DbError> {
    let bytes: Option<Vec<u8>> = transaction
        .prepare_cached("SELECT row FROM reference WHERE collection = ?1 AND key = ?2")?
        .query_row(params![collection as u8, key], |row| row.get(0))
        .optional()?;
    bytes.map(|bytes| postcard::from_bytes(&bytes).map_err(|_| DbError::Damaged { what: "reference row" })).transpose()
}

/// The landlord's own row.
///
/// # Errors
/// The database cannot be read.
pub fn landlord(transaction: &Transaction) -> Result<Option<Landlord>, DbError> {
    Ok(match row(transaction, Collection::Landlord, "landlord")? {
        Some(ReferenceRow::Landlord(landlord)) => Some(landlord),
        _ => None,
    })
}

/// The newest version of a form.
///
/// # Errors
/// The database cannot be read.
pub fn newest_form(transaction: &Transaction, form: &str) -> Result<Option<FormVersion>, DbError> {
    let mut newest: Option<FormVersion> = None;
    for row in rows_of(transaction, Collection::Forms)? {
        if let ReferenceRow::Form(version) = row
            && version.id.form == form
            && newest.as_ref().is_none_or(|newest| newest.id.version < version.id.version)
        {
            newest = Some(version);
        }
    }
    Ok(newest)
}

/// Every row of a collection, by key.
///
/// # Errors
/// The database cannot be read.
pub fn rows_of(transaction: &Transaction, collection: Collection) -> Result<Vec<ReferenceRow>, DbError> {
    let rows: Vec<Vec<u8>> = transaction
        .prepare_cached("SELECT row FROM reference WHERE collection = ?1 ORDER BY key")?
        .query_map([collection as u8], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    rows.iter().map(|row| postcard::from_bytes(row).map_err(|_| DbError::Damaged { what: "reference row" })).collect()
}

/// Rows newer than `cursor` that handhelds hold, and whether there are more. Every device of the landlord's may hold
/// them; properties are for the hub alone.
///
/// # Errors
/// The database cannot be read.
pub fn page(transaction: &Transaction, cursor: u64) -> Result<(ReferencePage, bool), DbError> {
    let head = this::reference_version(transaction)?;
    if cursor >= head {
        return Ok((ReferencePage { rows: Vec::new(), position: head }, false));
    }
    let sql = "SELECT version, row FROM reference
        WHERE version > ?1 AND collection <> ?3 ORDER BY version LIMIT ?2";
    let limit = i64::try_from(MAX_ROWS).unwrap_or(i64::MAX);
    let mut statement = transaction.prepare_cached(sql)?;
    let mut rows = statement.query(params![signed(cursor), limit, Collection::Properties as u8])?;
    let (mut found, mut bytes, mut full): (Vec<(i64, Vec<u8>)>, _, _) = (Vec::new(), 0_usize, false);
    while let Some(row) = rows.next()? {
        let (version, row): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
        bytes = bytes.saturating_add(row.len());
        if bytes > MAX_BYTES && !found.is_empty() {
            full = true;
            break;
        }
        found.push((version, row));
    }
    // After the last of them the head is next, or a hundred thousand properties would be passed over at each exchange.
    full |= found.len() == MAX_ROWS;
    let position = found.last().filter(|_| full).map_or(head, |(version, _)| unsigned(*version));
    // On a new handheld, who everybody is comes before the codes: otherwise a colleague's work is nobody's for a while,
    // and for as long as the signal is gone. The same rows come again in their turn and change nothing.
    let first = if cursor == 0 && full { names(transaction)? } else { Vec::new() };
    let rows = first
        .iter()
        .chain(found.iter().map(|(_, row)| row))
        .map(|row| postcard::from_bytes(row).map_err(|_| DbError::Damaged { what: "reference row" }))
        .collect::<Result<_, _>>()?;
    Ok((ReferencePage { rows, position }, position < head))
}

/// The landlord's row and those of devices, the newest first, as many as fit a page.
fn names(transaction: &Transaction) -> Result<Vec<Vec<u8>>, DbError> {
    let sql = "SELECT row FROM reference WHERE collection IN (?1, ?2) ORDER BY version DESC LIMIT ?3";
    let limit = i64::try_from(MAX_ROWS).unwrap_or(i64::MAX);
    let rows = transaction
        .prepare_cached(sql)?
        .query_map(params![Collection::Landlord as u8, Collection::Devices as u8, limit], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

/// Says what a trade's code means.
///
/// # Errors
/// The database cannot be written.
pub fn put_trade(transaction: &Transaction, code: &str, name: &str) -> Result<bool, DbError> {
    let sql = "INSERT INTO trade (code, name) VALUES (?1, ?2)
        ON CONFLICT DO UPDATE SET name = ?2 WHERE name <> ?2";
    Ok(transaction.execute(sql, [code, name])? > 0)
}

/// What a trade's code means.
///
/// # Errors
/// The database cannot be read.
pub fn trade(transaction: &Transaction, code: &str) -> Result<Option<String>, DbError> {
    Ok(transaction.query_row("SELECT name FROM trade WHERE code = ?1", [code], |row| row.get(0)).optional()?)
}

/// Says what a priority's words mean.
///
/// # Errors
/// The database cannot be written.
pub fn put_priority(transaction: &Transaction, description: &str, code: &str, days: u32) -> Result<bool, DbError> {
    let sql = "INSERT INTO priority (description, code, days) VALUES (?1, ?2, ?3)
        ON CONFLICT DO UPDATE SET code = ?2, days = ?3 WHERE code <> ?2 OR days <> ?3";
    Ok(transaction.execute(sql, params![description, code, days])? > 0)
}

/// The code and the days of a priority with these words.
///
/// # Errors
/// The database cannot be read.
pub fn priority(transaction: &Transaction, description: &str) -> Result<Option<(String, u32)>, DbError> {
    let sql = "SELECT code, days FROM priority WHERE description = ?1";
    Ok(transaction.query_row(sql, [description], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}
