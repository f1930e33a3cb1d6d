//! Copying the open database, as it was at one moment, while others go on writing.

use std::{path::Path, thread, time::Duration};

use rusqlite::{
    Connection,
    backup::{Backup, StepResult},
};

use super::{Database, DbError};

impl Database {
    /// Copies the database into a new file, so many pages at a time; `told` hears how many of how many are copied.
    ///
    /// # Errors
    /// The database cannot be read or the file cannot be written.
    pub fn copy_to(&self, to: &Path, pages: i32, mut told: impl FnMut(u32, u32)) -> Result<(), DbError> {
        let mut reader = self.open_reader()?;
        // One view of the database throughout: otherwise every commit of somebody's would begin the copy anew.
        let view = reader.transaction()?;
        view.query_row("SELECT position FROM hub", [], |_| Ok(()))?;
        let mut target = Connection::open(to)?;
        {
            let copying = Backup::new(&view, &mut target)?;
            loop {
                let step = copying.step(pages)?;
                let progress = copying.progress();
                let [left, all] =
                    [progress.remaining, progress.pagecount].map(|pages| u32::try_from(pages).unwrap_or(0));
                told(all.saturating_sub(left), all);
                match step {
                    StepResult::Done => break,
                    StepResult::More => {}
                    _ => thread::sleep(Duration::from_millis(20)),
                }
            }
        }
        // One file, that can be copied by itself.
        target.pragma_update_and_check(None, "journal_mode", "delete", |_| Ok(()))?;
        target.close().map_err(|(_, error)| error)?;
        Ok(())
    }

    /// Moves the write-ahead log into the database's own file and empties it; false when a reader kept it from that.
    ///
    /// # Errors
    /// The disk fails; everything is still in the log.
    pub fn merge_log(&self) -> Result<bool, DbError> {
        self.with_writer(|writer| {
            let busy: bool = writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
            Ok(!busy)
        })
    }
}
