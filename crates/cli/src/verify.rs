//! Reading a sign-off file and coming to a verdict.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use documents::seal::{MAX_FILE, SealFile, SealFileError, SealReport};
use thiserror::Error;

use crate::fingerprint::HubKey;

/// A sign-off file with all that was found.
pub struct Checked {
    /// What the file holds.
    pub file: SealFile,
    /// Part by part.
    pub report: SealReport,
    /// Whether the landlord's key is the one that was given; none when none was given.
    pub hub_key_matches: Option<bool>,
}

/// What it comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Every part holds, and the signature covers the whole record.
    Passes,
    /// Every part holds; people wrote more outside it.
    PassesButNotAllIsCovered,
    /// A part does not hold.
    Fails,
}

/// A file that cannot be checked at all.
#[derive(Debug, Error)]
pub enum VerifyError {
    /// It cannot be read.
    #[error("cannot read {file}: {source}; check its name, and that you may read it", file = .file.display())]
    Unreadable {
        /// Which file.
        file: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It is not a whole sign-off file.
    #[error("cannot check {file}: {source}", file = .file.display())]
    NotASignOff {
        /// Which file.
        file: PathBuf,
        /// What is wrong with it.
        source: SealFileError,
    },
}

impl Checked {
    /// What it comes to.
    pub fn verdict(&self) -> Verdict {
        if !self.report.passes() || self.hub_key_matches == Some(false) {
            Verdict::Fails
        } else if self.report.not_covered.is_empty() {
            Verdict::Passes
        } else {
            Verdict::PassesButNotAllIsCovered
        }
    }
}

/// Checks a file, and its landlord's key against the one that was given.
///
/// # Errors
/// The file cannot be read, or is not a whole sign-off file.
pub fn verify(file: &Path, hub_key: Option<HubKey>) -> Result<Checked, VerifyError> {
    let bytes = read(file).map_err(|source| VerifyError::Unreadable { file: file.to_owned(), source })?;
    let sealed =
        SealFile::from_bytes(&bytes).map_err(|source| VerifyError::NotASignOff { file: file.to_owned(), source })?;
    let report = sealed.examine();
    let hub_key_matches = hub_key.map(|key| sealed.seal().certificate().hub_fingerprint() == key.0);
    Ok(Checked { file: sealed, report, hub_key_matches })
}

/// At most one byte more than a sign-off file may have: enough to see that it is too large.
fn read(file: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file)?.take(MAX_FILE as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
