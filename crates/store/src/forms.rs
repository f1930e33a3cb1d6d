//! The landlord's forms, as the hub sent them.

use domain::{
    form::{Form, FormMissing, FormRef, Held, Reply},
    reference::FormVersion,
};
use rusqlite::{OptionalExtension, Transaction, params};

use crate::{error::StoreError, sql, store::Store};

/// A form that can be filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormEntry {
    /// Its newest version.
    pub id: FormRef,
    /// What it is called.
    pub title: String,
}

impl Store {
    /// Every form in its newest version, by title. Old versions are for answers that were given to them.
    ///
    /// # Errors
    /// The database fails.
    pub fn forms(&self) -> Result<Vec<FormEntry>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT form, version, title FROM form AS newest
                 WHERE version = (SELECT max(version) FROM form WHERE form = newest.form) ORDER BY title, form",
            )?;
            let rows = statement.query_map([], |row| {
                let id = FormRef { form: row.get(0)?, version: sql::unsigned(row.get(1)?) };
                Ok(FormEntry { id, title: row.get(2)? })
            })?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        })
    }

    /// One version of a form; or why it cannot be shown here, in words for the person.
    ///
    /// # Errors
    /// The database fails.
    pub fn form(&self, id: &FormRef) -> Result<Result<Form, FormMissing>, StoreError> {
        let Some(json) = self.form_json(id)? else { return Ok(Err(FormMissing::among(id, &self.versions(&id.form)?))) };
        Ok(Form::read(&json).map_err(|_| FormMissing::Unreadable(id.clone())))
    }

    /// One version of a form as the hub sent it; none when it is not here.
    ///
    /// # Errors
    /// The database fails.
    pub fn form_json(&self, id: &FormRef) -> Result<Option<String>, StoreError> {
        self.read(|connection| {
            Ok(connection
                .prepare_cached("SELECT json FROM form WHERE form = ?1 AND version = ?2")?
                .query_row(params![id.form, sql::signed(id.version)], |row| row.get(0))
                .optional()?)
        })
    }

    /// What the person with this handheld said of themselves before, by the names that forms use.
    ///
    /// # Errors
    /// The database fails.
    pub fn own_answers(&self) -> Result<Held, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT prefill, reply FROM own_answer")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
            let rows = rows.collect::<Result<Vec<_>, _>>()?;
            Ok(rows.into_iter().filter_map(|(name, reply)| Some((name, Reply::from_scalar(&reply)?.value()))).collect())
        })
    }

    /// Keeps what the person with this handheld said of themselves, in place of what they said before.
    ///
    /// # Errors
    /// The disk fails; then everything is as before.
    pub fn keep_own_answers(&self, answers: &[(String, Reply)]) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            let sql = "INSERT INTO own_answer (prefill, reply) VALUES (?1, ?2)
                       ON CONFLICT (prefill) DO UPDATE SET reply = excluded.reply";
            let mut statement = transaction.prepare_cached(sql)?;
            answers.iter().try_for_each(|(name, reply)| statement.execute([name, &reply.to_scalar()]).map(drop))?;
            Ok(())
        })
    }

    fn versions(&self, form: &str) -> Result<Vec<u64>, StoreError> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT version FROM form WHERE form = ?1 ORDER BY version")?;
            let rows = statement.query_map([form], |row| row.get(0).map(sql::unsigned))?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        })
    }
}

pub(crate) fn store(transaction: &Transaction<'_>, version: &FormVersion) -> Result<(), StoreError> {
    let FormVersion { id, title, json } = version;
    transaction
        .prepare_cached(
            "INSERT INTO form (form, version, title, json) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (form, version) DO UPDATE SET title = excluded.title, json = excluded.json",
        )?
        .execute(params![id.form, sql::signed(id.version), title, json])?;
    Ok(())
}
