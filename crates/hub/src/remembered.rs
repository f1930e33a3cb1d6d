//! What must outlive every backup: which handhelds were withdrawn, and which records were erased.
//!
//! A backup brings back what was there when it was made; neither a stolen phone nor an erased person may come back with it.
//! So these are kept in a file beside the database that no backup holds and no restore overwrites, one line each, with
//! nothing in it about anybody: ids, hashes, times. They are applied again whenever the hub is opened.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use documents::ChangeHash;
use domain::{
    id::{DeviceId, DocumentId},
    time::Timestamp,
};
use rusqlite::Transaction;
use serde::{Deserialize, Serialize};

use crate::{
    attachments::hash_from_hex,
    db::{
        Database,
        sqlite::{erased::Erased, people},
    },
    hub::{HubError, Inner},
};

/// The file's name in the data folder.
const FILE: &str = "remembered.jsonl";

/// One thing to remember.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Remembered {
    /// A handheld was withdrawn.
    Withdrawn {
        /// The device.
        device: DeviceId,
        /// When.
        at: Timestamp,
    },
    /// A record was erased.
    Erased {
        /// The record.
        document: DocumentId,
        /// What took its place, if anything did.
        successor: Option<DocumentId>,
        /// When.
        at: Timestamp,
        /// The hashes of its changes, in hexadecimal.
        changes: Vec<String>,
    },
}

impl Remembered {
    /// That a record was erased which had these changes.
    #[must_use]
    pub fn erased(erased: &Erased, hashes: &[ChangeHash]) -> Self {
        let Erased { document, successor, at, .. } = *erased;
        Self::Erased { document, successor, at, changes: hashes.iter().map(ToString::to_string).collect() }
    }
}

/// Where it lies.
#[must_use]
pub fn path(data: &Path) -> PathBuf {
    data.join(FILE)
}

/// Adds a line, on disk when this returns; the same again changes nothing.
///
/// # Errors
/// The file cannot be written.
pub fn add(data: &Path, remembered: &Remembered) -> io::Result<()> {
    if all(data)?.contains(remembered) {
        return Ok(());
    }
    let mut line = serde_json::to_string(remembered).map_err(io::Error::other)?;
    line.push('\n');
    let mut options = fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path(data))?;
    // What a loss of power cut off must not run into the next line.
    let whole = fs::read_to_string(path(data))?.rfind('\n').map_or(0, |end| end + 1);
    file.set_len(whole as u64)?;
    file.write_all(line.as_bytes())?;
    file.sync_all()
}

/// Every line. A last one that was cut by a loss of power is passed over: what it was about was not done either.
///
/// # Errors
/// The file cannot be read, or is damaged.
pub fn all(data: &Path) -> io::Result<Vec<Remembered>> {
    let text = match fs::read_to_string(path(data)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        read => read?,
    };
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    whole.lines().map(|line| serde_json::from_str(line).map_err(io::Error::other)).collect()
}

/// Adds every handheld that the database knows as withdrawn, on disk when this returns.
///
/// # Errors
/// The file or the database cannot be used.
pub(crate) fn complete(data: &Path, db: &Database) -> Result<(), HubError> {
    for known in db.read(people::devices)? {
        if let Some(at) = known.revoked_at {
            add(data, &Remembered::Withdrawn { device: known.entry.device, at })
                .map_err(|source| HubError::Io { path: path(data), source })?;
        }
    }
    Ok(())
}

/// Applies everything again: after a restore some of it is not in the database.
///
/// # Errors
/// The database cannot be written.
pub(crate) fn apply(hub: &Inner, transaction: &Transaction, all: &[Remembered]) -> Result<(), HubError> {
    for remembered in all {
        match remembered {
            Remembered::Withdrawn { device, at } => people::revoke(transaction, *device, *at)?,
            Remembered::Erased { document, successor, at, changes } => {
                let hashes: Vec<ChangeHash> =
                    changes.iter().filter_map(|hash| hash_from_hex(hash)).map(ChangeHash::from_bytes).collect();
                let why = "erased before this backup was put back".to_owned();
                let erased = Erased { document: *document, successor: *successor, at: *at, why };
                hub.erase_again(transaction, &erased, &hashes)?;
            }
        }
    }
    Ok(())
}
