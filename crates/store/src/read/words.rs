//! The index of words that jobs are found by: in parts, by the number of the job's row, so that a part can be made anew
//! without keeping whoever saves waiting for the whole.

use std::ops::RangeInclusive;

use domain::job::Job;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::error::StoreError;

/// Parts of the index, as the layout has them: `job_words_0` and so on.
const PARTS: RangeInclusive<u8> = 0..=7;

/// What a job is found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    reference: String,
    address: String,
    postcode: String,
    description: String,
    contacts: String,
    work: String,
}

impl Words {
    pub(super) fn of(job: &Job) -> Self {
        let property = &job.order.property;
        // "E9 6PT" is typed as "E96PT", too.
        let joined: String = property.postcode.split_whitespace().collect();
        let contacts = job.order.contacts.iter().flat_map(|contact| {
            let numbers = contact.numbers.iter().map(|number| number.split_whitespace().collect::<String>());
            std::iter::once(contact.name.clone()).chain(numbers)
        });
        let reasons = job.events.iter().map(|event| event.reason.as_str());
        let items = job.items.iter().flat_map(|item| [item.code.as_str(), item.description.as_str()]);
        let work = items.chain(reasons).chain([job.note.text.as_str()]).filter(|words| !words.is_empty());
        Self {
            reference: job.order.reference.clone(),
            address: property.one_line(),
            postcode: format!("{} {joined}", property.postcode),
            description: job.order.description.clone(),
            contacts: contacts.collect::<Vec<_>>().join(" "),
            work: work.collect::<Vec<_>>().join(" "),
        }
    }

    /// Most edits leave the words alone, and the index is dearer to write than to read.
    pub(super) fn store(&self, transaction: &Transaction<'_>, row: i64) -> Result<(), StoreError> {
        let part = row.rem_euclid(i64::from(PARTS.end() + 1));
        let held = transaction
            .prepare_cached(&format!(
                "SELECT reference, address, postcode, description, contacts, work FROM job_words_{part} WHERE rowid = ?1",
            ))?
            .query_row([row], |row| {
                Ok(Self {
                    reference: row.get(0)?,
                    address: row.get(1)?,
                    postcode: row.get(2)?,
                    description: row.get(3)?,
                    contacts: row.get(4)?,
                    work: row.get(5)?,
                })
            })
            .optional()?;
        if held.as_ref() == Some(self) {
            return Ok(());
        }
        transaction.prepare_cached(&format!("DELETE FROM job_words_{part} WHERE rowid = ?1"))?.execute([row])?;
        transaction
            .prepare_cached(&format!(
                "INSERT INTO job_words_{part} (rowid, reference, address, postcode, description, contacts, work)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            ))?
            .execute(params![
                row,
                self.reference,
                self.address,
                self.postcode,
                self.description,
                self.contacts,
                self.work
            ])?;
        Ok(())
    }
}

/// The rows in which the expression `?1` finds something, as a question.
pub(super) fn matching() -> String {
    PARTS
        .map(|part| format!("SELECT rowid FROM job_words_{part} WHERE job_words_{part} MATCH ?1"))
        .collect::<Vec<_>>()
        .join(" UNION ALL ")
}

/// Makes one part anew from which words were deleted; false when there is none.
pub(crate) fn make_one_anew(connection: &mut Connection) -> Result<bool, StoreError> {
    let transaction = connection.transaction()?;
    let deleted: u8 = transaction.query_row("SELECT words FROM forgetting", [], |row| row.get(0))?;
    let Some(part) = PARTS.clone().find(|part| deleted & (1 << part) != 0) else { return Ok(false) };
    transaction.execute_batch(&format!("INSERT INTO job_words_{part} (job_words_{part}) VALUES ('rebuild')"))?;
    transaction.execute("UPDATE forgetting SET words = words & ~?1", [1 << part])?;
    transaction.commit()?;
    Ok(true)
}

/// Pages of the index that are merged at a time.
const MERGED_AT_ONCE: u16 = 64;

/// Merges a little of what saves have added; false when no part has anything left that is worth it.
pub(crate) fn merge_some(connection: &mut Connection) -> Result<bool, StoreError> {
    for part in PARTS {
        let transaction = connection.transaction()?;
        let before = transaction.total_changes();
        let sql = format!("INSERT INTO job_words_{part} (job_words_{part}, rank) VALUES ('merge', ?1)");
        transaction.prepare_cached(&sql)?.execute([MERGED_AT_ONCE])?;
        // The instruction itself counts as one.
        let merged = transaction.total_changes() - before > 1;
        transaction.commit()?;
        if merged {
            return Ok(true);
        }
    }
    Ok(false)
}
