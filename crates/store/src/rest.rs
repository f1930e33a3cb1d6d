//! What is put in order while nobody waits, so that no save has to: the index of words is merged, and the write-ahead
//! log moved into the file. Left undone it costs a few slower saves and searches, and nothing else.

use std::{thread, time::Duration};

use rusqlite::Connection;

use crate::{error::StoreError, read::words, store::Store};

/// Saves after which the write-ahead log is worth moving into the file: about as many as make it 1,000 pages long, after
/// which SQLite would do it within somebody's save.
const WORTH_MOVING: u32 = 50;

/// How long nobody holds the lock on writing between two pieces of such work: one that is taken again at once is not
/// handed over to whoever waits.
const HAND_OVER: Duration = Duration::from_millis(1);

impl Store {
    /// Puts the database in order, in pieces of a few milliseconds with whoever wants to save going in between. For a
    /// moment in which nothing is being exchanged.
    ///
    /// # Errors
    /// The disk fails. Then nothing is lost, and it is tried again next time.
    pub fn rest(&self) -> Result<(), StoreError> {
        if self.saves_in_the_log() < WORTH_MOVING {
            return Ok(());
        }
        self.in_pieces(words::merge_some)?;
        let moved = self.saves_in_the_log();
        self.move_log_into_file()?;
        self.log_was_moved(moved);
        Ok(())
    }

    /// Does one piece of work after the other until there is none.
    pub(crate) fn in_pieces(
        &self,
        mut piece: impl FnMut(&mut Connection) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        while self.with_writer(&mut piece)? {
            thread::sleep(HAND_OVER);
        }
        Ok(())
    }
}
