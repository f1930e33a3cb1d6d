//! Forgetting: once a record has left, nothing of it stays in the bytes of the database.
//!
//! Deleting a row overwrites it where it lies (`secure_delete`), but copies of its words lie elsewhere: the index of
//! words keeps deleted ones, some of them even when told not to, as signposts between its pages; and the write-ahead log
//! keeps every page as it was until it is overwritten. So a deletion notes, in its own transaction, that something is to
//! be forgotten; afterwards the index is made anew, a stretch at a time so that nobody who saves waits for it, and the log
//! is emptied. A phone that is switched off in between does it when it is next opened.

use std::{thread, time::Duration};

use rusqlite::{Connection, Transaction};

use crate::{error::StoreError, leaving::Departed, store::Store};

/// Pages of the index of words that are written at a time: some ten milliseconds on a phone. Below nought, so that all of
/// the index is merged into one piece, in which deleted words have no place.
const PAGES: i64 = -100;

/// Such stretches, at most: more than the index of ten thousand jobs has.
const STRETCHES: u32 = 500;

/// Between two such stretches, so that whoever waits to save goes first.
const BREATH: Duration = Duration::from_millis(1);

/// Notes that bytes of deleted rows are to be removed once this transaction is on disk.
pub(crate) fn due(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    transaction.prepare_cached("UPDATE forgetting SET due = 1 WHERE due = 0")?.execute([])?;
    Ok(())
}

impl Store {
    /// Removes what departed records leave behind: their attachments' files, and their words in the database. What cannot
    /// be removed now stays noted and is removed later; nothing that a person waits for depends on it.
    pub(crate) fn forget(&self, departed: &Departed) {
        self.remove_files(&departed.attachments);
        self.destroy_redacted();
        if departed.records > 0 {
            self.forget_what_is_due();
        }
    }

    /// The same, for whatever is noted.
    pub(crate) fn forget_what_is_due(&self) {
        match self.forget_bytes() {
            Ok(Forgotten::Everything | Forgotten::NothingDue) => {}
            Ok(Forgotten::Later) => {
                tracing::info!("words of departed records are removed later: the database is in use")
            }
            // A full disk has no room for another index.
            Err(error) => tracing::warn!(%error, "words of departed records are removed later"),
        }
    }

    fn forget_bytes(&self) -> Result<Forgotten, StoreError> {
        if !self.read(is_due)? {
            return Ok(Forgotten::NothingDue);
        }
        let mut left = STRETCHES;
        while left > 0 && self.with_writer(merge_some)? {
            thread::sleep(BREATH);
            left -= 1;
        }
        self.with_writer(|connection| {
            if left == 0 {
                // Somebody saves without a pause, and each save begins another piece.
                connection.execute_batch("INSERT INTO job_words (job_words) VALUES ('rebuild')")?;
            }
            if !empty_log(connection)? {
                return Ok(Forgotten::Later);
            }
            connection.execute("UPDATE forgetting SET due = 0", [])?;
            Ok(Forgotten::Everything)
        })
    }

    /// Every page of the database in the clear, unused ones included; for tests that look for what should be gone.
    ///
    /// # Errors
    /// The database fails.
    #[doc(hidden)]
    pub fn pages(&self) -> Result<Vec<u8>, StoreError> {
        self.with_writer(|connection| Ok(connection.serialize("main")?.to_vec()))
    }
}

/// How far forgetting came.
enum Forgotten {
    /// Nothing had been deleted.
    NothingDue,
    /// It is done.
    Everything,
    /// Somebody was reading: the note stands.
    Later,
}

/// Makes a stretch of the index anew; false when there is nothing left of it to do.
fn merge_some(connection: &mut Connection) -> Result<bool, StoreError> {
    let before = connection.total_changes();
    connection.prepare_cached("INSERT INTO job_words (job_words, rank) VALUES ('merge', ?1)")?.execute([PAGES])?;
    // The command itself counts as a change; what it wrote counts beside it.
    Ok(connection.total_changes().saturating_sub(before) > 1)
}

fn is_due(connection: &Connection) -> Result<bool, StoreError> {
    Ok(connection.query_row("SELECT due FROM forgetting", [], |row| row.get(0))?)
}

/// Moves the log into the file and cuts it off; false when a reader kept it from that.
fn empty_log(connection: &Connection) -> Result<bool, StoreError> {
    let busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    Ok(!busy)
}
