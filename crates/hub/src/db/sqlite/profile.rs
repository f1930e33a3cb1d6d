//! Diversity profiles: one for each person, the last that they gave.

use std::collections::BTreeMap;

use domain::{form::Reply, id::DocumentId, profile::DiversityProfile, time::Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};

use super::DbError;

/// Puts a profile in place of what its person said before, of which nothing is left; gives false when what is held was
/// given later. One without replies leaves the fact alone that they took back what they had said.
///
/// # Errors
/// The database cannot be written.
pub fn put(transaction: &Transaction, profile: &DiversityProfile, given: Timestamp) -> Result<bool, DbError> {
    let person = key(&profile.person);
    let held: Option<i64> = transaction
        .query_row(
            "SELECT given_at FROM diversity_profile WHERE tenancy = ?1 AND person = ?2",
            params![profile.tenancy.as_bytes(), person],
            |row| row.get(0),
        )
        .optional()?;
    if held.is_some_and(|held| held > given.milliseconds()) {
        return Ok(false);
    }
    let replies = serde_json::to_string(&profile.replies).map_err(|_| DbError::Damaged { what: "profile" })?;
    transaction.execute(
        "INSERT INTO diversity_profile (tenancy, person, given_at, form, form_version, replies)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT DO UPDATE SET given_at = ?3, form = ?4, form_version = ?5, replies = ?6",
        params![
            profile.tenancy.as_bytes(),
            person,
            given.milliseconds(),
            profile.form.form,
            profile.form.version.cast_signed(),
            replies
        ],
    )?;
    Ok(true)
}

/// Replies by the question's name, of each person by where they live and their name in small letters.
pub type EverybodysReplies = BTreeMap<(DocumentId, String), BTreeMap<String, Reply>>;

/// What everybody said.
///
/// # Errors
/// The database cannot be read.
pub fn all(transaction: &Transaction) -> Result<EverybodysReplies, DbError> {
    let mut select = transaction.prepare("SELECT tenancy, person, replies FROM diversity_profile")?;
    let rows: Vec<(Vec<u8>, String, String)> =
        select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect::<Result<_, _>>()?;
    rows.into_iter()
        .map(|(tenancy, person, replies)| {
            let tenancy = DocumentId::from_bytes(super::fixed(&tenancy, "profile")?);
            let replies = serde_json::from_str(&replies).map_err(|_| DbError::Damaged { what: "profile" })?;
            Ok(((tenancy, person), replies))
        })
        .collect()
}

/// By which a person is known again: their name, however it was written.
#[must_use]
pub fn key(person: &str) -> String {
    person.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
