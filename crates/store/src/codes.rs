//! Schedule-of-rates codes by what is typed.

use std::collections::BTreeSet;

use domain::{reference::RateScheduleCode, time::Timestamp};
use rusqlite::{Connection, OptionalExtension, Params, Row, Transaction, params};

use crate::{error::StoreError, store::Store, text};

const COLUMNS: &str = "code.code, code.description, code.unit, code.trade, code.standard_minutes, code.m3nhf";

impl Store {
    /// Codes for what was typed, best first: letters of the code, or words of the description in any order, each as far
    /// as it was typed. Codes that begin with what was typed come first, then those that match by words, then codes
    /// that have it in their middle. With nothing typed, favourites and then the codes that were used here most recently. `trade` keeps to
    /// one trade's codes.
    ///
    /// # Errors
    /// The database fails.
    pub fn search_codes(
        &self,
        typed: &str,
        trade: Option<&str>,
        limit: u32,
    ) -> Result<Vec<RateScheduleCode>, StoreError> {
        let words = text::words(typed);
        self.read(|connection| match words.as_slice() {
            [] => recent(connection, trade, limit),
            [first, ..] => {
                let mut found = by_words(connection, &words, first, trade, limit)?;
                let room = (limit as usize).saturating_sub(found.len());
                if let [only] = words.as_slice()
                    && only.len() >= 3
                    && room > 0
                {
                    let middles = within_codes(connection, only, trade, limit)?;
                    let new: Vec<_> = middles.into_iter().filter(|code| !found.contains(code)).take(room).collect();
                    found.extend(new);
                }
                Ok(found)
            }
        })
    }

    /// The trades that the landlord's schedule has codes of, by name.
    ///
    /// # Errors
    /// The database fails.
    pub fn trades(&self) -> Result<Vec<String>, StoreError> {
        self.read(|connection| {
            let sql = "SELECT DISTINCT trade FROM rate_schedule_code WHERE trade <> '' ORDER BY trade";
            Ok(connection.prepare_cached(sql)?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
        })
    }

    /// One code; none when the landlord's schedule has no such.
    ///
    /// # Errors
    /// The database fails.
    pub fn code(&self, code: &str) -> Result<Option<RateScheduleCode>, StoreError> {
        self.read(|connection| {
            let sql = format!("SELECT {COLUMNS} FROM rate_schedule_code AS code WHERE code.code = ?1");
            Ok(connection.prepare_cached(&sql)?.query_row([code], from_row).optional()?)
        })
    }

    /// The codes that this person keeps among their favourites.
    ///
    /// # Errors
    /// The database fails.
    pub fn favourite_codes(&self) -> Result<BTreeSet<String>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT code FROM favourite_code")?;
            Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
        })
    }

    /// Keeps a code among the favourites, or no longer.
    ///
    /// # Errors
    /// The disk fails; then everything is as before.
    pub fn favour_code(&self, code: &str, favourite: bool) -> Result<(), StoreError> {
        let sql = if favourite {
            "INSERT OR IGNORE INTO favourite_code (code) VALUES (?1)"
        } else {
            "DELETE FROM favourite_code WHERE code = ?1"
        };
        self.write(|transaction, _| {
            transaction.prepare_cached(sql)?.execute([code])?;
            Ok(())
        })
    }

    /// Codes in all.
    ///
    /// # Errors
    /// The database fails.
    pub fn codes_held(&self) -> Result<u32, StoreError> {
        self.read(|connection| {
            let sql = "SELECT count(*) FROM rate_schedule_code";
            Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
        })
    }
}

/// Remembers that a code was used.
pub(crate) fn used(transaction: &Transaction<'_>, code: &str, now: Timestamp) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "INSERT INTO code_use (code, used_at) VALUES (?1, ?2)
             ON CONFLICT (code) DO UPDATE SET used_at = excluded.used_at",
        )?
        .execute(params![code, now.milliseconds()])?;
    Ok(())
}

/// Favourites first, then what was used here most recently.
fn recent(connection: &Connection, trade: Option<&str>, limit: u32) -> Result<Vec<RateScheduleCode>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM rate_schedule_code AS code
         LEFT JOIN code_use USING (code) LEFT JOIN favourite_code USING (code)
         WHERE code.code IN (SELECT code FROM code_use UNION SELECT code FROM favourite_code)
             AND (?1 IS NULL OR code.trade = ?1)
         ORDER BY favourite_code.code IS NULL, used_at DESC, code.code LIMIT ?2"
    );
    rows(connection, &sql, params![trade, limit])
}

fn by_words(
    connection: &Connection,
    words: &[String],
    first: &str,
    trade: Option<&str>,
    limit: u32,
) -> Result<Vec<RateScheduleCode>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM rate_schedule_words JOIN rate_schedule_code AS code ON code.id = rate_schedule_words.rowid
         WHERE rate_schedule_words MATCH ?1 AND (?3 IS NULL OR code.trade = ?3)
         ORDER BY substr(lower(code.code), 1, length(?2)) <> ?2, rank, code.code LIMIT ?4"
    );
    rows(connection, &sql, params![text::each_begins_a_word(words), first, trade, limit])
}

fn within_codes(
    connection: &Connection,
    letters: &str,
    trade: Option<&str>,
    limit: u32,
) -> Result<Vec<RateScheduleCode>, StoreError> {
    // Letters and digits alone: none of them means anything to LIKE.
    let sql = format!(
        "SELECT {COLUMNS} FROM rate_schedule_code AS code
         WHERE code.code LIKE '%' || ?1 || '%' AND (?2 IS NULL OR code.trade = ?2) ORDER BY code.code LIMIT ?3"
    );
    rows(connection, &sql, params![letters, trade, limit])
}

fn rows(connection: &Connection, sql: &str, params: impl Params) -> Result<Vec<RateScheduleCode>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params, from_row)?.collect::<Result<Vec<_>, _>>()?;
    Ok(rows)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<RateScheduleCode> {
    Ok(RateScheduleCode {
        code: row.get(0)?,
        description: row.get(1)?,
        unit: row.get(2)?,
        trade: row.get(3)?,
        standard_minutes: row.get(4)?,
        m3nhf: row.get(5)?,
    })
}
