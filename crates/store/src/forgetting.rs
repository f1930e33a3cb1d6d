//! Forgetting: once a record has left, nothing of it stays in the bytes of the database.
//!
//! Deleting a row overwrites it where it lies (`secure_delete`), but copies of its words lie elsewhere: the index of
//! words keeps deleted ones, some of them even when told not to, as signposts between its pages; and the write-ahead log
//! keeps every page as it was until it is overwritten. So a deletion notes, in its own transaction, that something is to
//! be forgotten; afterwards the parts of the index that had the words are made anew and the log is emptied. A phone that
//! is switched off in between does it when it is next opened.
//!
//! One thing is left: when SQLite moves rows from page to page, it does not overwrite them where they were. Only writing the
//! whole file anew removes that, which takes seconds on a large one; it is done while the app is not in front
//! ([`Store::rewrite`]), and gives way to whoever wants to save.

use std::fs;

use rusqlite::{Connection, ErrorCode, Transaction};

use crate::{error::StoreError, leaving::Departed, read::words, store::Store};

/// Notes that bytes of deleted rows are to be removed once this transaction is on disk.
pub(crate) fn due(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    transaction
        .prepare_cached("UPDATE forgetting SET due = 1, rewrite = 1 WHERE due = 0 OR rewrite = 0")?
        .execute([])?;
    Ok(())
}

/// How much room there must be for each byte of the file while it is written anew: a copy, and the log that brings it back.
const ROOM_TO_REWRITE: u64 = 3;

impl Store {
    /// Writes the file anew if a record has left since that was last done, so that no page keeps what SQLite moved out of
    /// it. For a moment in which nobody looks at the screen: whoever saves meanwhile ends it, and it is done another time.
    /// True when nothing is left to be done.
    ///
    /// # Errors
    /// The disk fails; the database is as it was.
    pub fn rewrite(&self) -> Result<bool, StoreError> {
        let due = |connection: &Connection| -> Result<bool, StoreError> {
            Ok(connection.query_row("SELECT rewrite FROM forgetting", [], |row| row.get(0))?)
        };
        if !self.read(due)? {
            return Ok(true);
        }
        let place = &self.handheld.place;
        let size = fs::metadata(place.database()).map_or(0, |file| file.len());
        if fs4::available_space(place.folder()).is_ok_and(|free| free / ROOM_TO_REWRITE < size) {
            tracing::info!("the database is written anew later: there is no room for it now");
            return Ok(false);
        }
        self.give_way(|connection| {
            let written = connection.execute_batch("VACUUM").and_then(|()| {
                // The log holds the pages as they are now; the file still as they were.
                let busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
                if !busy {
                    connection.execute("UPDATE forgetting SET rewrite = 0", [])?;
                }
                Ok(!busy)
            });
            match written {
                Err(rusqlite::Error::SqliteFailure(error, _)) if error.code == ErrorCode::OperationInterrupted => {
                    Ok(false)
                }
                written => Ok(written?),
            }
        })
    }

    /// Ends [`Self::rewrite`], which is done another time.
    pub fn stop_rewriting(&self) {
        self.interrupt_what_gives_way();
    }

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
