//! What was typed into forms and not saved yet: in this database alone, and never in a record, so that words which
//! somebody deleted again are never sent.

use std::collections::BTreeMap;

use rusqlite::params;

use crate::{error::StoreError, store::Store};

/// The longest draft, in characters.
const LONGEST: usize = 100_000;

/// Drafts that are kept; the oldest make way.
const MOST: i64 = 500;

impl Store {
    /// Every draft by its key.
    ///
    /// # Errors
    /// The database fails.
    pub fn drafts(&self) -> Result<BTreeMap<String, String>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT key, text FROM draft")?;
            let drafts = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(drafts.collect::<Result<_, _>>()?)
        })
    }

    /// Keeps a draft in place of the one with its key; an empty text forgets it. What is longer than any form takes is
    /// cut.
    ///
    /// # Errors
    /// The disk fails; then the draft before it is kept.
    pub fn keep_draft(&self, key: &str, text: &str) -> Result<(), StoreError> {
        let now = self.handheld.surroundings.clock.now();
        let text: String = text.chars().take(LONGEST).collect();
        self.write(|transaction, _| {
            if text.is_empty() {
                transaction.prepare_cached("DELETE FROM draft WHERE key = ?1")?.execute([key])?;
                return Ok(());
            }
            transaction
                .prepare_cached(
                    "INSERT INTO draft (key, text, kept_at) VALUES (?1, ?2, ?3)
                     ON CONFLICT (key) DO UPDATE SET text = excluded.text, kept_at = excluded.kept_at",
                )?
                .execute(params![key, text, now.milliseconds()])?;
            transaction
                .prepare_cached(
                    "DELETE FROM draft WHERE key NOT IN (SELECT key FROM draft ORDER BY kept_at DESC, key LIMIT ?1)",
                )?
                .execute([MOST])?;
            Ok(())
        })
    }
}
