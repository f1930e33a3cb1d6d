//! Forgetting: once a record has left, nothing of it stays in the bytes of the database.
//!
//! Deleting a row overwrites it where it lies (`secure_delete`), but copies of its words lie elsewhere: the index of
//! words keeps deleted ones, some of them even when told not to, as signposts between its pages; and the write-ahead log
//! keeps every page as it was until it is overwritten. So a deletion notes, in its own transaction, that something is to
//! be forgotten; afterwards the parts of the index that had the words are made anew and the log is emptied. A phone that
//! is switched off in between does it when it is next opened.

use rusqlite::{Connection, Transaction};

use crate::{error::StoreError, leaving::Departed, read::words, store::Store};

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
        if !self.with_writer(|connection| is_due(connection))? {
            return Ok(Forgotten::NothingDue);
        }
        self.in_pieces(words::make_one_anew)?;
        self.with_writer(empty_log)
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

fn is_due(connection: &Connection) -> Result<bool, StoreError> {
    Ok(connection.query_row("SELECT due FROM forgetting", [], |row| row.get(0))?)
}

/// Moves the log into the file and cuts it off, unless a reader keeps it from that or more words were deleted meanwhile.
fn empty_log(connection: &mut Connection) -> Result<Forgotten, StoreError> {
    let deleted: u8 = connection.query_row("SELECT words FROM forgetting", [], |row| row.get(0))?;
    if deleted != 0 {
        return Ok(Forgotten::Later);
    }
    let busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy {
        return Ok(Forgotten::Later);
    }
    connection.execute("UPDATE forgetting SET due = 0", [])?;
    Ok(Forgotten::Everything)
}
