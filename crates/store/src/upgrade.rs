//! Bringing an older database up to date: with a copy to go back to, and told as it goes on.
//!
//! First the phone must have room for a copy and for what the newer layout adds. Then the write-ahead log is moved into
//! the file, and the file is copied beside itself under the number of its layout. Only then do the migrations run, each
//! in a transaction of its own, and after them the derived rows of every record are made again where a migration asks
//! for it, some hundred records to a transaction. A phone that is switched off in between goes on where it was; whatever
//! fails puts the copy back. The copy is removed once the database has been opened.
//!
//! Putting back begins by renaming the copy, so that it is known at the next start that it had begun: the write-ahead
//! log must be gone before the copy takes the database's name, and without the log the database may not be whole.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use documents::{Actor, Pen};
use domain::id::DocumentId;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior, params};

use crate::{
    connection::connect, durable, error::StoreError, identity, keys::Secret, read, record, schema, sql,
    surroundings::Surroundings,
};

/// How far bringing a database up to date has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Upgrading {
    /// Records that are done.
    pub done: u32,
    /// Records in all.
    pub total: u32,
}

/// Records whose rows are made in one transaction.
const AT_ONCE: u32 = 200;

/// Bytes that must be left over beside the copy and the growth: the log and its temporary files.
const SPARE: u64 = 16_000_000;

/// A database that is being opened.
pub(crate) struct Upgrade<'a> {
    pub(crate) path: &'a Path,
    pub(crate) root: &'a Secret,
    pub(crate) surroundings: &'a Surroundings,
    /// Bytes that are free where the database lies; none when the system does not say.
    pub(crate) free: Option<u64>,
}

impl Upgrade<'_> {
    /// Brings the database up to date if it is older; gives its connection.
    ///
    /// # Errors
    /// [`StoreError::NoRoomToUpdate`] or [`StoreError::NotUpdated`]: the database is as it was.
    pub(crate) fn run(
        &self,
        mut connection: Connection,
        tell: &mut dyn FnMut(Upgrading),
    ) -> Result<Connection, StoreError> {
        let failed = |source| StoreError::database(self.path, source);
        let layout = schema::version(&connection).map_err(failed)?;
        if layout == schema::NEWEST && !is_due(&connection).map_err(failed)? {
            return Ok(connection);
        }
        if self.copies().is_empty() {
            connection = self.keep_a_copy(connection, layout)?;
        }
        match self.bring_up(&mut connection, tell) {
            Ok(()) => Ok(connection),
            Err(fault) => {
                drop(connection);
                self.put_back()?;
                tracing::warn!(%fault, "the database could not be brought up to date; it is as it was");
                Err(match fault {
                    StoreError::Full => StoreError::Full,
                    fault => StoreError::NotUpdated { path: self.path.to_owned(), detail: fault.to_string() },
                })
            }
        }
    }

    /// Removes the copy: the database has been opened, and everything is in it.
    pub(crate) fn let_the_copy_go(&self) -> Result<(), StoreError> {
        for copy in self.copies() {
            fs::remove_file(&copy).map_err(|source| StoreError::io(&copy, source))?;
        }
        Ok(())
    }

    /// A file beside the database.
    fn beside(&self, ending: &str) -> PathBuf {
        let mut name = self.path.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    }

    fn copy_of(&self, layout: u32) -> PathBuf {
        self.beside(&format!(".before-update-{layout:03}"))
    }

    /// Copies that are there: one, unless somebody put others there.
    fn copies(&self) -> Vec<PathBuf> {
        (0..=schema::NEWEST).map(|layout| self.copy_of(layout)).filter(|copy| copy.exists()).collect()
    }

    fn keep_a_copy(&self, connection: Connection, layout: u32) -> Result<Connection, StoreError> {
        let copy = self.copy_of(layout);
        let io = |source| StoreError::io(&copy, source);
        let failed = |source| StoreError::database(self.path, source);
        let busy: bool =
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).map_err(failed)?;
        if busy {
            let detail = "another process of this app is using it".to_owned();
            return Err(StoreError::NotUpdated { path: self.path.to_owned(), detail });
        }
        // Reading the file beside an open connection would give up that connection's locks.
        connection.close().map_err(|(_, source)| failed(source))?;
        let size = fs::metadata(self.path).map_err(io)?.len();
        // The copy, and as much again for what the newer layout adds and for the log of one step.
        let needed = size.saturating_mul(2).saturating_add(SPARE);
        if let Some(free) = self.free.filter(|free| *free < needed) {
            return Err(StoreError::NoRoomToUpdate {
                free_mb: free / 1_000_000,
                needed_mb: needed.div_ceil(1_000_000),
            });
        }
        let unfinished = self.beside(durable::TEMPORARY);
        let copied = fs::copy(self.path, &unfinished)
            .and_then(|_| fs::File::open(&unfinished)?.sync_all())
            .and_then(|()| fs::rename(&unfinished, &copy))
            .and_then(|()| self.flush_names());
        if let Err(source) = copied {
            let _ = fs::remove_file(&unfinished);
            return Err(io(source));
        }
        connect(self.path, self.root, OpenFlags::empty())
    }

    fn flush_names(&self) -> io::Result<()> {
        durable::flush_folder(self.path.parent().unwrap_or(Path::new(".")))
    }

    fn bring_up(&self, connection: &mut Connection, tell: &mut dyn FnMut(Upgrading)) -> Result<(), StoreError> {
        let total = connection.query_row("SELECT count(*) FROM record", [], |row| row.get(0))?;
        tell(Upgrading { done: 0, total });
        schema::migrate(connection)?;
        let random = self.surroundings.random().map_err(|source| StoreError::io(self.path, source))?;
        loop {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            if !is_due(&transaction)? {
                return Ok(());
            }
            let done = make_rows(&transaction, Actor::from_bytes(random), self.surroundings)?;
            transaction.commit()?;
            tell(Upgrading { done, total });
        }
    }

    fn put_back(&self) -> Result<(), StoreError> {
        let Some(copy) = self.copies().into_iter().next() else { return Ok(()) };
        let io = |source| StoreError::io(self.path, source);
        fs::rename(copy, self.beside(PUTTING_BACK)).and_then(|()| self.flush_names()).map_err(io)?;
        self.go_on_putting_back()
    }

    /// Finishes what [`Self::put_back`] began, if it has begun.
    ///
    /// # Errors
    /// The disk fails; it is tried again at the next start.
    pub(crate) fn go_on_putting_back(&self) -> Result<(), StoreError> {
        let putting_back = self.beside(PUTTING_BACK);
        if !putting_back.exists() {
            return Ok(());
        }
        let io = |source| StoreError::io(self.path, source);
        // A rollback journal, too: the copy would be rolled back by what belongs to the file that it replaces.
        for ending in ["-wal", "-shm", "-journal"] {
            match fs::remove_file(self.beside(ending)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(io(error)),
                _ => {}
            }
        }
        self.flush_names()
            .and_then(|()| fs::rename(putting_back, self.path))
            .and_then(|()| self.flush_names())
            .map_err(io)
    }
}

/// What the copy's name ends in while it is being put back.
const PUTTING_BACK: &str = ".putting-back";

/// True when the derived rows of every record are to be made again.
fn is_due(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT due FROM rebuilding", [], |row| row.get(0))
}

/// Makes the rows of the next records; gives how many are done in all.
fn make_rows(transaction: &Transaction<'_>, actor: Actor, surroundings: &Surroundings) -> Result<u32, StoreError> {
    let Some(enrolment) = identity::enrolment(transaction)? else {
        // Nobody has joined, so there is no record.
        transaction.execute("UPDATE rebuilding SET due = 0", [])?;
        return Ok(0);
    };
    let pen = Pen { actor, device: enrolment.device };
    let next: Vec<DocumentId> = transaction
        .prepare_cached(
            "SELECT document FROM record WHERE document > (SELECT after FROM rebuilding) ORDER BY document LIMIT ?1",
        )?
        .query_map([AT_ONCE], |row| sql::id(row, 0, DocumentId::from_bytes))?
        .collect::<Result<_, _>>()?;
    let now = surroundings.clock.now();
    for id in &next {
        match record::load(transaction, *id, pen) {
            Ok(Some(document)) => read::refresh(transaction, &document, pen.device, now)?,
            Ok(None) => {}
            // It keeps the rows it had, and stands in the way of no other.
            Err(StoreError::Document(error)) => tracing::warn!(%error, "a record does not load"),
            Err(error) => return Err(error),
        }
    }
    match next.last() {
        Some(last) => transaction.execute("UPDATE rebuilding SET after = ?1", [last.as_bytes()])?,
        None => transaction.execute("UPDATE rebuilding SET due = 0, after = x''", [])?,
    };
    let done = "SELECT count(*) FROM record WHERE document <= (SELECT after FROM rebuilding)
        OR (SELECT due FROM rebuilding) = 0";
    Ok(transaction.prepare_cached(done)?.query_row([], |row| row.get(0))?)
}

/// Makes a database with an older layout that holds what another one holds; for stories of an update.
pub(crate) fn older(path: &Path, root: &Secret, layout: u32, from: &Path) -> Result<(), StoreError> {
    let mut connection = connect(path, root, OpenFlags::SQLITE_OPEN_CREATE)?;
    schema::migrate_to(&mut connection, layout)?;
    let newer = connect(from, root, OpenFlags::empty())?;
    newer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    let tables: Vec<String> = connection
        .prepare(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual')
             AND name NOT LIKE 'sqlite_%'",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    connection.pragma_update(None, "foreign_keys", false)?;
    let transaction = connection.transaction()?;
    for table in tables {
        let columns: Vec<String> = transaction
            .prepare("SELECT name FROM pragma_table_info(?1)")?
            .query_map([&table], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let rowid = if table.starts_with("job_words") { "rowid, " } else { "" };
        let listed = format!("{rowid}{}", columns.join(", "));
        // The index of codes keeps itself.
        if table == "rate_schedule_words" {
            continue;
        }
        let exists =
            newer.query_row("SELECT 1 FROM sqlite_schema WHERE name = ?1", [&table], |_| Ok(())).optional()?.is_some();
        if !exists {
            continue;
        }
        transaction.execute(&format!("DELETE FROM {table}"), params![])?;
        let mut select = newer.prepare(&format!("SELECT {listed} FROM {table}"))?;
        let count = select.column_count();
        let marks = vec!["?"; count].join(", ");
        let mut insert = transaction.prepare(&format!("INSERT INTO {table} ({listed}) VALUES ({marks})"))?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let values = (0..count).map(|column| row.get::<_, rusqlite::types::Value>(column));
            insert.execute(rusqlite::params_from_iter(values.collect::<Result<Vec<_>, _>>()?))?;
        }
    }
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    #[test]
    fn without_room_for_a_copy_nothing_is_changed() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("doorstep.db");
        let (root, surroundings) = (Secret::new([7; 32]), Surroundings::system());
        let mut older = connect(&path, &root, OpenFlags::SQLITE_OPEN_CREATE).unwrap();
        schema::migrate_to(&mut older, schema::NEWEST - 1).unwrap();
        let mut upgrade = Upgrade { path: &path, root: &root, surroundings: &surroundings, free: Some(16_000_000) };
        let refused = upgrade.run(older, &mut |_| {}).unwrap_err();
        assert!(refused.to_string().starts_with("this phone has 16 MB left, and 18 MB are needed"), "{refused}");
        let older = connect(&path, &root, OpenFlags::empty()).unwrap();
        assert_eq!(schema::version(&older).unwrap(), schema::NEWEST - 1);
        upgrade.free = None;
        let newest = upgrade.run(older, &mut |_| {}).unwrap();
        assert_eq!(schema::version(&newest).unwrap(), schema::NEWEST);
        assert!(upgrade.copy_of(schema::NEWEST - 1).exists());
        upgrade.let_the_copy_go().unwrap();
        assert_eq!(upgrade.copies(), Vec::<PathBuf>::new());
    }

    #[test]
    fn putting_back_that_was_cut_short_is_finished_at_the_next_start() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("doorstep.db");
        let (root, surroundings) = (Secret::new([7; 32]), Surroundings::system());
        let upgrade = Upgrade { path: &path, root: &root, surroundings: &surroundings, free: None };
        std::fs::write(&path, "half updated").unwrap();
        std::fs::write(upgrade.beside("-wal"), "of the half").unwrap();
        std::fs::write(upgrade.beside(PUTTING_BACK), "as it was").unwrap();
        for _ in 0..2 {
            upgrade.go_on_putting_back().unwrap();
            assert_eq!(std::fs::read_to_string(&path).unwrap(), "as it was");
            assert!(!upgrade.beside("-wal").exists());
        }
    }
}
