//! The landlord's own rows: schedule of rates, devices and people, the landlord's name, words of languages.

use domain::{
    author::DeviceEntry,
    id::{DeviceId, PersonId},
    reference::{Landlord, RateScheduleCode, ReferenceRow},
    setting::{LandlordSettings, Setting},
    sign_off::{Review, Translation},
    time::Timestamp,
};
use protocol::message::ReferencePage;
use rusqlite::{OptionalExtension, Transaction, params};

use crate::{error::StoreError, forms, sql, standards, store::Store};

impl Store {
    /// Every device and its person, by device.
    ///
    /// # Errors
    /// The database fails.
    pub fn devices(&self) -> Result<Vec<DeviceEntry>, StoreError> {
        self.read(|connection| {
            let mut statement = connection
                .prepare_cached("SELECT device, device_name, person, person_name FROM device_entry ORDER BY device")?;
            let rows = statement.query_map([], |row| {
                Ok(DeviceEntry {
                    device: sql::id(row, 0, DeviceId::from_bytes)?,
                    device_name: row.get(1)?,
                    person: sql::id(row, 2, PersonId::from_bytes)?,
                    person_name: row.get(3)?,
                })
            })?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        })
    }

    /// The landlord; none before its row came.
    ///
    /// # Errors
    /// The database fails.
    pub fn landlord(&self) -> Result<Option<Landlord>, StoreError> {
        self.read(|connection| {
            let landlord = connection
                .prepare_cached("SELECT name, control_number FROM landlord")?
                .query_row([], |row| Ok(Landlord { name: row.get(0)?, control_number: row.get(1)? }))
                .optional()?;
            Ok(landlord)
        })
    }
}

impl Store {
    /// What the landlord sets for every handheld.
    ///
    /// # Errors
    /// The database fails.
    pub fn landlord_settings(&self) -> Result<LandlordSettings, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT name, value FROM landlord_setting")?;
            let rows = statement.query_map([], |row| Ok(Setting { name: row.get(0)?, value: row.get(1)? }))?;
            Ok(LandlordSettings::new(rows.collect::<Result<Vec<_>, _>>()?))
        })
    }

    /// What the landlord says about the words of the language with this code; none when they say nothing.
    ///
    /// # Errors
    /// The database fails.
    pub fn translation(&self, language: &str) -> Result<Option<Translation>, StoreError> {
        self.read(|connection| {
            let held = connection
                .prepare_cached(
                    "SELECT language, template_version, fluent, reviewed_by, reviewed_at FROM translation
                     WHERE language = ?1",
                )?
                .query_row([language], |row| {
                    let (by, at): (String, Option<i64>) = (row.get(3)?, row.get(4)?);
                    Ok(Translation {
                        language: row.get(0)?,
                        template_version: row.get(1)?,
                        fluent: row.get(2)?,
                        review: at.map(|at| Review { by, at: Timestamp::from_milliseconds(at) }),
                    })
                })
                .optional()?;
            Ok(held)
        })
    }
}

/// Applies a page with its cursor; true when it held anything.
pub(crate) fn apply(transaction: &Transaction<'_>, page: &ReferencePage) -> Result<bool, StoreError> {
    for row in &page.rows {
        match row {
            ReferenceRow::ScheduleOfRates(code) => store_code(transaction, code)?,
            ReferenceRow::Device(entry) => store_device(transaction, entry)?,
            ReferenceRow::Landlord(landlord) => store_landlord(transaction, landlord)?,
            ReferenceRow::Translation(translation) => store_translation(transaction, translation)?,
            // A hub keeps them to itself: a handheld needs the homes of its own jobs, and each job brings its own.
            ReferenceRow::Property(_) => {}
            ReferenceRow::StandardsPack(pack) => standards::store_pack(transaction, pack)?,
            ReferenceRow::BankHolidays(published) => standards::store_bank_holidays(transaction, published)?,
            ReferenceRow::Form(version) => forms::store(transaction, version)?,
            ReferenceRow::Setting(setting) => store_setting(transaction, setting)?,
        }
    }
    transaction
        .prepare_cached("UPDATE contact SET reference = max(reference, ?1)")?
        .execute([sql::signed(page.position)])?;
    Ok(!page.rows.is_empty())
}

fn store_setting(transaction: &Transaction<'_>, setting: &Setting) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "INSERT INTO landlord_setting (name, value) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )?
        .execute([&setting.name, &setting.value])?;
    Ok(())
}

fn store_code(transaction: &Transaction<'_>, code: &RateScheduleCode) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "INSERT INTO rate_schedule_code (code, description, unit, trade, standard_minutes, m3nhf)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (code) DO UPDATE SET
                 description = excluded.description, unit = excluded.unit, trade = excluded.trade,
                 standard_minutes = excluded.standard_minutes, m3nhf = excluded.m3nhf",
        )?
        .execute(params![code.code, code.description, code.unit, code.trade, code.standard_minutes, code.m3nhf])?;
    Ok(())
}

fn store_device(transaction: &Transaction<'_>, entry: &DeviceEntry) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "INSERT INTO device_entry (device, device_name, person, person_name) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (device) DO UPDATE SET
                 device_name = excluded.device_name, person = excluded.person, person_name = excluded.person_name",
        )?
        .execute(params![entry.device.as_bytes(), entry.device_name, entry.person.as_bytes(), entry.person_name])?;
    Ok(())
}

fn store_translation(transaction: &Transaction<'_>, translation: &Translation) -> Result<(), StoreError> {
    let review = translation.review.as_ref();
    transaction
        .prepare_cached(
            "INSERT INTO translation (language, template_version, fluent, reviewed_by, reviewed_at)
             VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (language) DO UPDATE SET
                 template_version = excluded.template_version, fluent = excluded.fluent,
                 reviewed_by = excluded.reviewed_by, reviewed_at = excluded.reviewed_at",
        )?
        .execute(params![
            translation.language,
            translation.template_version,
            translation.fluent,
            review.map(|review| review.by.as_str()).unwrap_or_default(),
            review.map(|review| review.at.milliseconds())
        ])?;
    Ok(())
}

fn store_landlord(transaction: &Transaction<'_>, landlord: &Landlord) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "INSERT INTO landlord (one, name, control_number) VALUES (1, ?1, ?2)
             ON CONFLICT (one) DO UPDATE SET name = excluded.name, control_number = excluded.control_number",
        )?
        .execute([&landlord.name, &landlord.control_number])?;
    Ok(())
}
