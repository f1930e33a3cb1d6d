//! What can go wrong on a handheld's disk, in words that name the thing, the place and the remedy.

use std::{
    io,
    path::{Path, PathBuf},
};

use documents::DocumentError;
use domain::{id::DocumentId, time::Timestamp};
use rusqlite::ErrorCode;
use thiserror::Error;

use crate::keys::{PinRefusal, PinState};

/// Something the store could not do. Nothing was lost or half done.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The PIN is not this phone's.
    #[error("that PIN is not right. {} tries are left before the keys on this phone are destroyed", .state.tries_left)]
    WrongPin {
        /// What is left.
        state: PinState,
    },
    /// Too many wrong PINs: wait.
    #[error("too many wrong PINs. Try again after {}", .until.london_clock())]
    Waiting {
        /// When the next PIN may be tried, by this device's clock.
        until: Timestamp,
    },
    /// Ten wrong PINs: the keys are gone.
    #[error(
        "the keys on this phone were destroyed after ten wrong PINs. Your saved work is still on it, locked. \
         Do not reset the phone; ring your landlord"
    )]
    KeysDestroyed,
    /// The platform's keystore lost its secret, as some do when the phone's own screen lock is taken off.
    #[error(
        "this phone's safe for keys has lost Doorstep's key. Your saved work is still on the phone, locked. Do not reset \
         the phone; ring your landlord"
    )]
    KeystoreEmptied,
    /// The landlord withdrew this handheld, and its keys are gone.
    #[error("your landlord has withdrawn this phone, and nothing on it can be read any more. Ask your supervisor")]
    Withdrawn,
    /// This PIN may not be chosen.
    #[error(transparent)]
    PinRefused(#[from] PinRefusal),
    /// A PIN is set, and none was given.
    #[error("this phone is locked. Enter your PIN")]
    PinNeeded,
    /// A file does not hold together. It is never deleted or overwritten.
    #[error(
        "the file {} on this phone is damaged ({detail}). Nothing was deleted. \
         Do not reset the phone; ring your landlord, who may be able to recover it", .path.display()
    )]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What was seen.
        detail: String,
    },
    /// A newer app made the database, or the file of its keys.
    #[error(
        "the file {} was made by a newer version of this app (its layout is {found}; this version knows up to \
         {known}). Install the newer version again; your work is safe", .path.display()
    )]
    NewerSchema {
        /// Which file.
        path: PathBuf,
        /// The layout it has.
        found: u32,
        /// The newest layout this build knows.
        known: u32,
    },
    /// There is no room for a copy of an older database, without which it is not brought up to date.
    #[error(
        "this phone has {free_mb} MB left, and {needed_mb} MB are needed to bring your saved work up to date with this \
         version. Nothing was changed. Free some space, for example by deleting videos, and open the app again"
    )]
    NoRoomToUpdate {
        /// Megabytes that are free.
        free_mb: u64,
        /// Megabytes that must be.
        needed_mb: u64,
    },
    /// An older database could not be brought up to date, and is as it was.
    #[error(
        "the database {} could not be brought up to date ({detail}). It is as it was before, and your work is safe. \
         Restart the app to try again; if it stays, install the version you had before and ring your landlord",
        .path.display()
    )]
    NotUpdated {
        /// Which file.
        path: PathBuf,
        /// What failed.
        detail: String,
    },
    /// There is no room.
    #[error("this phone is full. Nothing was changed. Free some space, for example by deleting videos, and try again")]
    Full,
    /// There is room for notes, and none for photos.
    #[error(
        "this phone has {free_mb} MB left, which are kept for notes and signatures. Nothing was changed. Free some \
         space, for example by deleting videos, and take the photo again"
    )]
    NoRoomForPhotos {
        /// Megabytes that are free.
        free_mb: u64,
    },
    /// There is a database already.
    #[error("there is already a database at {}. Open it; a new one would hide it", .path.display())]
    AlreadyExists {
        /// Where.
        path: PathBuf,
    },
    /// Nothing has been made here yet.
    #[error("there is no database at {}. Enrol this phone first", .path.display())]
    NoDatabase {
        /// Where.
        path: PathBuf,
    },
    /// Nobody has joined a hub with this database yet.
    #[error("this phone has not joined a landlord yet. Scan the landlord's code")]
    NotEnrolled,
    /// This database belongs to another enrolment.
    #[error("this phone has already joined {landlord}. Ask the landlord to withdraw it before it joins again")]
    AlreadyEnrolled {
        /// The landlord it joined.
        landlord: String,
    },
    /// The record is not held here.
    #[error("record {0} is not on this phone. It may have been given to somebody else; go back to the list")]
    NoSuchRecord(DocumentId),
    /// The record was changed by the same process between loading and saving.
    #[error("record {0} changed while it was being edited. Open it again and repeat the edit")]
    Overtaken(DocumentId),
    /// A change was written by another actor than this process's.
    #[error("an edit of record {0} was not written by this opening of the database. Open the record again")]
    NotOurActor(DocumentId),
    /// A change that this device wrote does not hold together; a defect of the app.
    #[error("an edit of record {document} was not saved, because it does not hold together ({detail}). Repeat it")]
    Malformed {
        /// The record.
        document: DocumentId,
        /// What is wrong.
        detail: String,
    },
    /// Records came that the hub's signature does not cover.
    #[error("what came does not bear the landlord's signature. Nothing of it was kept; it is asked for again")]
    NotVouchedFor,
    /// A record does not load or read.
    #[error(transparent)]
    Document(Box<DocumentError>),
    /// The bytes of an attachment are not on this phone.
    #[error("the picture {hash} is not on this phone yet. It comes with the next signal")]
    NoSuchAttachment {
        /// SHA-256, hex.
        hash: String,
    },
    /// The bytes that came are not those that the record names.
    #[error("the picture that came is not {hash}: it arrived damaged and will be fetched again")]
    NotThatAttachment {
        /// SHA-256 that was wanted, hex.
        hash: String,
    },
    /// The keystore does not give or take a secret.
    #[error("the phone's keystore failed ({0}). Unlock the phone, restart the app, and ring your landlord if it stays")]
    Keystore(io::Error),
    /// A file cannot be read or written.
    #[error("the file {} could not be used ({source}). Restart the app, and ring your landlord if it stays", .path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The database failed in a way that none of the above describes.
    #[error(
        "the database {} failed ({source}). Nothing was changed. Free some space on this phone and restart the app; \
         ring your landlord if it stays", .path.display()
    )]
    Database {
        /// Which file.
        path: PathBuf,
        /// What SQLite said.
        source: Box<rusqlite::Error>,
    },
}

impl StoreError {
    /// A failure of the file at `path`.
    pub(crate) fn io(path: impl Into<PathBuf>, source: io::Error) -> Self {
        if is_full(&source) { Self::Full } else { Self::Io { path: path.into(), source } }
    }

    /// A failure of the phone's keystore.
    pub(crate) fn keystore(source: io::Error) -> Self {
        if is_full(&source) { Self::Full } else { Self::Keystore(source) }
    }

    /// A failure of the database at `path`.
    pub(crate) fn database(path: impl Into<PathBuf>, source: rusqlite::Error) -> Self {
        let path = path.into();
        match source.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged { path, detail: source.to_string() }
            }
            _ => Self::Database { path, source: Box::new(source) },
        }
    }

    /// Names the database's file in a failure that was met within a transaction.
    pub(crate) fn located(self, database: &Path) -> Self {
        match self {
            Self::Damaged { path, detail } if path.as_os_str().is_empty() => {
                Self::Damaged { path: database.to_owned(), detail }
            }
            Self::Database { path, source } if path.as_os_str().is_empty() => {
                Self::Database { path: database.to_owned(), source }
            }
            other => other,
        }
    }
}

fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

/// Within a transaction; `StoreError::located` adds the file.
impl From<rusqlite::Error> for StoreError {
    fn from(source: rusqlite::Error) -> Self {
        Self::database(PathBuf::new(), source)
    }
}

impl From<DocumentError> for StoreError {
    fn from(source: DocumentError) -> Self {
        Self::Document(Box::new(source))
    }
}
