//! Service standards and bank holidays, as the hub sent them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    definition::Fault,
    reference::StandardsPack,
    standards::{Pack, Standards},
    working_time::{BankHolidays, PublishedYear, WorkingCalendar},
};
use rusqlite::{Transaction, params};

use crate::{error::StoreError, store::Store};

/// The packs that this handheld holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StandardsHeld {
    /// Those that this version of the app can read.
    pub standards: Standards,
    /// The others, by id, each with why: they were written for a later version, and are kept for it.
    pub unreadable: Vec<(String, Vec<Fault>)>,
}

impl Store {
    /// The landlord's service standards.
    ///
    /// # Errors
    /// The database fails.
    pub fn standards(&self) -> Result<StandardsHeld, StoreError> {
        let rows: Vec<(String, String)> = self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT id, json FROM standards_pack ORDER BY id")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        })?;
        let (mut packs, mut unreadable) = (Vec::new(), Vec::new());
        for (id, json) in rows {
            match Pack::read(&json) {
                Ok(pack) => packs.push(pack),
                Err(faults) => unreadable.push((id, faults)),
            }
        }
        Ok(StandardsHeld { standards: Standards::new(packs), unreadable })
    }

    /// The days that count.
    ///
    /// # Errors
    /// The database fails.
    pub fn working_calendar(&self) -> Result<WorkingCalendar, StoreError> {
        let rows: Vec<(i32, String, String)> = self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT year, day, title FROM bank_holiday ORDER BY day")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        })?;
        let mut years: BTreeMap<i32, Vec<(NaiveDate, String)>> = BTreeMap::new();
        for (year, day, title) in rows {
            // Written by this crate: what does not read back is a damaged row, and the rule stands for its year.
            if let Ok(day) = day.parse() {
                years.entry(year).or_default().push((day, title));
            }
        }
        let published = years.into_iter().map(|(year, days)| PublishedYear { year, days });
        Ok(WorkingCalendar::new(BankHolidays::published(published)))
    }
}

pub(crate) fn store_pack(transaction: &Transaction<'_>, pack: &StandardsPack) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "INSERT INTO standards_pack (id, json) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET json = excluded.json",
        )?
        .execute([&pack.id, &pack.json])?;
    Ok(())
}

/// A year is replaced whole: a holiday that was moved must not stay where it was.
pub(crate) fn store_bank_holidays(transaction: &Transaction<'_>, published: &PublishedYear) -> Result<(), StoreError> {
    transaction.prepare_cached("DELETE FROM bank_holiday WHERE year = ?1")?.execute([published.year])?;
    let sql = "INSERT OR REPLACE INTO bank_holiday (day, year, title) VALUES (?1, ?2, ?3)";
    let mut statement = transaction.prepare_cached(sql)?;
    for (day, title) in &published.days {
        statement.execute(params![day.to_string(), published.year, title])?;
    }
    Ok(())
}
