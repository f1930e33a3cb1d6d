//! The SQLite database: one writer, any number of readers, every commit on disk before it is answered for.

pub mod asked;
pub mod at_property;
pub mod attachment;
pub mod chain;
mod copy;
pub mod doubt;
pub mod epoch;
pub mod erased;
pub mod extra_work;
pub mod feed;
pub mod filled_form;
pub mod hazard;
pub mod held;
pub mod invitation;
pub mod lacking;
pub mod landlord;
pub mod log;
pub mod lone_worker;
pub mod map_file;
pub mod matter;
mod migrate;
pub mod noted;
pub mod opening;
pub mod page;
pub mod people;
pub mod profile;
pub mod property;
pub mod pulse;
pub mod quarantine;
pub mod said;
pub mod snapshot;
pub mod this;
pub mod unlock_code;

use std::{
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};
use thiserror::Error;

/// How long a statement waits for another process that writes (an import beside a running server).
const PATIENCE: Duration = Duration::from_secs(20);

/// Readers kept open at most; more are opened when needed and closed again.
const IDLE_READERS: usize = 4;

/// The database could not do what was asked; the transaction was undone.
#[derive(Debug, Error)]
pub enum DbError {
    /// There is no room.
    #[error("the disk that holds {path} is full; free some space on it")]
    Full {
        /// The database.
        path: PathBuf,
    },
    /// Somebody else held it for too long.
    #[error("another process is writing to {path} and did not finish; try again")]
    Busy {
        /// The database.
        path: PathBuf,
    },
    /// It was made by a newer version.
    #[error("{path} was made by a newer version (step {found}, this one knows {known}); install that version")]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its last migration.
        found: i64,
        /// The last that this version knows.
        known: i64,
    },
    /// There is no room for a copy of an older database, without which it is not brought up to date.
    #[error(
        "{path} is of an older version, and {needed_mb} MB must be free beside it to bring it up to date; there are \
         {free_mb} MB. Nothing was changed; free some space and start again"
    )]
    NoRoomToUpdate {
        /// The database.
        path: PathBuf,
        /// Megabytes that are free.
        free_mb: u64,
        /// Megabytes that must be.
        needed_mb: u64,
    },
    /// The copy of an older database cannot be written or removed.
    #[error("cannot use {path}: {source}; nothing was changed")]
    Copy {
        /// The copy.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// SQLite refused.
    #[error("the hub's database: {0}; look whether its disk is full, or failing")]
    Sqlite(#[from] rusqlite::Error),
    /// A stored row does not read.
    #[error("the hub's database holds a damaged {what}; restore the latest backup")]
    Damaged {
        /// Which row.
        what: &'static str,
    },
    /// Somebody was to be given what nobody of their role may hold.
    #[error("a handheld of a {role} may hold no {compartment}; invite the person in another role")]
    MayNotHold {
        /// The role's stable name.
        role: &'static str,
        /// What it may not hold.
        compartment: &'static str,
    },
    /// A record was to enter a feed in which its kind has no place.
    #[error("a {kind} has no place among {compartment}; this is a mistake in Doorstep, and nothing was changed")]
    WrongCompartment {
        /// The kind's stable name.
        kind: &'static str,
        /// Where it was to go.
        compartment: &'static str,
    },
    /// A stored record does not rebuild.
    #[error(transparent)]
    Document(Box<documents::DocumentError>),
}

impl From<documents::DocumentError> for DbError {
    fn from(error: documents::DocumentError) -> Self {
        Self::Document(Box::new(error))
    }
}

/// Statements that a connection keeps prepared: more than one exchange needs.
const STATEMENTS: usize = 128;

/// Pages that the writing connection keeps in memory at most, in KiB.
const CACHE_KIB: i64 = 8 << 10;

/// The open database.
#[derive(Debug)]
pub struct Database {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    /// True while the log of the last writes may still hold what was replaced for good. A new process cannot know.
    forgetting_due: AtomicBool,
}

impl Database {
    /// Opens or makes the database and brings its tables up to date.
    ///
    /// `page_limit` stops it from growing beyond so many pages of 4,096 bytes, to leave room on a shared disk.
    ///
    /// # Errors
    /// The file cannot be opened or brought up to date.
    pub fn open(path: &Path, page_limit: Option<u32>) -> Result<Self, DbError> {
        let mut writer = Connection::open(path)?;
        writer.busy_timeout(PATIENCE)?;
        writer.set_prepared_statement_cache_capacity(STATEMENTS);
        // In a log of a million records every change lies on another page.
        writer.pragma_update(None, "cache_size", -CACHE_KIB)?;
        writer.pragma_update(None, "journal_mode", "wal")?;
        // Every verdict promises that the change is durable: a commit waits for the disk.
        writer.pragma_update(None, "synchronous", "full")?;
        writer.pragma_update(None, "foreign_keys", true)?;
        // What somebody takes back, or what is erased, is overwritten where it lay.
        writer.pragma_update_and_check(None, "secure_delete", true, |_| Ok(()))?;
        migrate::run(&mut writer, path)?;
        if let Some(pages) = page_limit {
            writer.pragma_update(None, "max_page_count", pages)?;
        }
        let (writer, readers, forgetting_due) = (Mutex::new(writer), Mutex::default(), AtomicBool::new(true));
        Ok(Self { path: path.to_owned(), writer, readers, forgetting_due })
    }

    /// Runs `work` in one transaction that nobody else writes beside, and commits it when it succeeds.
    ///
    /// # Errors
    /// What `work` says, or why it could not be committed; either way nothing of it remains.
    pub fn write<T, E: From<DbError>>(&self, work: impl FnOnce(&Transaction) -> Result<T, E>) -> Result<T, E> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction =
            writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|e| self.named(e))?;
        let outcome = work(&transaction)?;
        transaction.commit().map_err(|e| self.named(e))?;
        Ok(outcome)
    }

    /// Runs `work` on one consistent view.
    ///
    /// # Errors
    /// What `work` says, or why the database cannot be read.
    pub fn read<T, E: From<DbError>>(&self, work: impl FnOnce(&Transaction) -> Result<T, E>) -> Result<T, E> {
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut reader = match idle {
            Some(reader) => reader,
            None => self.open_reader().map_err(|e| self.named(e))?,
        };
        let outcome = {
            let transaction = reader.transaction().map_err(|e| self.named(e))?;
            work(&transaction)
        };
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < IDLE_READERS {
            readers.push(reader);
        }
        outcome
    }

    /// Works with the connection that writes, outside a transaction.
    fn with_writer<T>(&self, work: impl FnOnce(&Connection) -> Result<T, rusqlite::Error>) -> Result<T, DbError> {
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        work(&writer).map_err(|error| self.named(error))
    }

    /// Says that something was replaced of which nothing may be left: [`Self::forget`].
    pub fn forgetting_is_due(&self) {
        self.forgetting_due.store(true, Ordering::Release);
    }

    /// Empties the log of the last writes, if something was replaced for good since: rows are zeroed where they lay, and the
    /// log keeps the pages as they were until then. Waits for nobody: while somebody reads, it stays due.
    ///
    /// # Errors
    /// The disk fails.
    pub fn forget(&self) -> Result<(), DbError> {
        if !self.forgetting_due.swap(false, Ordering::AcqRel) {
            return Ok(());
        }
        let busy = self.with_writer(|writer| {
            writer.busy_timeout(Duration::ZERO)?;
            let busy = writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0));
            writer.busy_timeout(PATIENCE)?;
            busy
        });
        if !matches!(busy, Ok(false)) {
            self.forgetting_is_due();
        }
        match busy {
            Err(error) if error.is_passing() => Ok(()),
            other => other.map(drop),
        }
    }

    fn open_reader(&self) -> Result<Connection, rusqlite::Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let reader = Connection::open_with_flags(&self.path, flags)?;
        reader.busy_timeout(PATIENCE)?;
        Ok(reader)
    }

    /// The error by its cause, where a person can do something about it.
    fn named(&self, error: rusqlite::Error) -> DbError {
        DbError::from(error).at(&self.path)
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl DbError {
    fn at(self, path: &Path) -> Self {
        let Self::Sqlite(error) = self else { return self };
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full { path: path.to_owned() },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { path: path.to_owned() },
            _ => Self::Sqlite(error),
        }
    }

    /// True when it is a matter of room or of waiting, not of what was asked.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Full { .. } | Self::Busy { .. } => true,
            Self::Sqlite(error) => matches!(
                error.sqlite_error_code(),
                Some(
                    ErrorCode::DiskFull
                        | ErrorCode::DatabaseBusy
                        | ErrorCode::DatabaseLocked
                        | ErrorCode::SystemIoFailure
                )
            ),
            _ => false,
        }
    }
}

/// SQLite counts in signed numbers; ours never reach the difference.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(crate) fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// Bytes of a known length from a column.
pub(crate) fn fixed<const N: usize>(bytes: &[u8], what: &'static str) -> Result<[u8; N], DbError> {
    bytes.try_into().map_err(|_| DbError::Damaged { what })
}
