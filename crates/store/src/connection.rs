//! A connection to the encrypted database, set up so that a commit that returned is on disk.

use std::{path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags, config::DbConfig};
use zeroize::Zeroizing;

use crate::{
    error::StoreError,
    keys::{self, Secret},
};

/// Pages kept in memory by one connection at most, in KiB.
const CACHE_KIB: i64 = 16 << 10;

/// Pages of 4 KiB in the write-ahead log after which somebody's save moves it into the file.
const LONGEST_LOG: i64 = 4000;

/// Opens the database at `path`; with [`OpenFlags::SQLITE_OPEN_CREATE`], makes it.
pub(crate) fn connect(path: &Path, root: &Secret, more: OpenFlags) -> Result<Connection, StoreError> {
    let failed = |source| StoreError::database(path, source);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | more;
    let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    prepare(&connection, root).map_err(failed)?;
    Ok(connection)
}

fn prepare(connection: &Connection, root: &Secret) -> rusqlite::Result<()> {
    let key = keys::derived(root, "doorstep database 1");
    let mut text = Zeroizing::new(String::from("x'"));
    for byte in key.iter() {
        text.push_str(&format!("{byte:02x}"));
    }
    text.push('\'');
    // Damage is told by its error, once, where somebody sees it.
    connection.pragma_update(None, "cipher_log_level", "NONE")?;
    // As 64 hexadecimal digits it is taken as the key itself: no second password hash is wanted.
    connection.pragma_update(None, "key", text.as_str())?;
    // A damaged file is left as it is, to the byte: only `close` moves the log into it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    // Nothing of ours ever calls for looser settings, so that views and triggers in a tampered file are not trusted.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.set_prepared_statement_cache_capacity(128);
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // On Apple's systems an ordinary flush stops at the drive's own memory.
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "secure_delete", true)?;
    // Pages in memory are in the clear; each that is read anew is decrypted anew. What lists and searches of 10,000 jobs
    // read is some 10 MB, and SQLite's own 2 MB would be turned over at each of them. A small database needs less.
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    // The first read of the file: a wrong or damaged first page shows here.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
}

/// A write-ahead log rather than a rollback journal. Both survive a loss of power with `synchronous=FULL`; the log does
/// it with one flush of one file for each commit where the journal needs three or four, never touches the database's
/// own pages while committing, so that a torn write cannot hurt what is already there, and lets lists be read during an
/// ingest. It moves into the file when there is nothing else to do ([`Store::rest`](crate::Store::rest)) and when the
/// handheld is closed; somebody's save does that work only when there was no such moment for long.
pub(crate) fn keep_a_write_ahead_log(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0)).and_then(
        |mode| {
            if mode == "wal" { Ok(()) } else { Err(rusqlite::Error::ExecuteReturnedResults) }
        },
    )?;
    connection.pragma_update_and_check(None, "wal_autocheckpoint", LONGEST_LOG, |_| Ok(()))?;
    // A log that a long ingest made large gives its space back.
    connection.pragma_update_and_check(None, "journal_size_limit", 8 << 20, |_| Ok(()))
}
