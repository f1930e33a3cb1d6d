//! Where a handheld's files are: one folder, and nothing in it that can be read without its keys.

use std::path::{Path, PathBuf};

use domain::time::Timestamp;

/// The folder of one handheld.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    folder: PathBuf,
}

impl Place {
    /// A handheld's folder; it need not exist yet.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The encrypted database. Beside it stands its write-ahead log, with `-wal` at the end of its name: whoever
    /// copies one must copy the other.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.folder.join("doorstep.db")
    }

    /// The wrapped keys.
    #[must_use]
    pub fn keys(&self) -> PathBuf {
        self.folder.join("doorstep.keys")
    }

    /// Where everything goes that could not be opened, at a time.
    #[must_use]
    pub fn aside(&self, now: Timestamp) -> PathBuf {
        self.folder.join(format!("put-aside-{}", now.rfc3339().replace(':', "")))
    }

    /// The folder of encrypted attachments.
    #[must_use]
    pub fn attachments(&self) -> PathBuf {
        self.folder.join("attachments")
    }
}
