//! Photos and other files: named by their content, encrypted beside the database, sent by a queue of their own.
//!
//! The bytes are on disk, flushed and named, before the record that speaks of them is saved; a file that no record ever
//! came to name is swept away a day later. A file is removed only when the hub has it, and when no record names it any
//! more or more is kept than the person chose to ([`Store::put_pictures_away`]).

mod file;
mod listing;
mod map;
mod map_file;
pub(crate) mod queue;
mod redacted;
mod room;
mod taken;

pub use listing::WaitingAttachment;
pub use map::{MAP_PIECE, MAX_MAP_READ, MapComing, MapPiece, MapState};
pub use queue::{AttachmentState, Upload, Wanted};
pub use room::{KEPT_FOR_NOTES, NEARLY_FULL, Room};
pub use taken::TakenPhoto;

use std::{fs, path::PathBuf};

use domain::time::Timestamp;
use hkdf::Hkdf;
use sha2::{Digest, Sha256};

use crate::{durable, error::StoreError, keys, store::Store};

/// An attachment whose bytes are on disk, to be named by a change that is saved with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// SHA-256 of the bytes.
    pub hash: [u8; 32],
    /// How many.
    pub size: u64,
    /// "image/jpeg".
    pub media_type: String,
}

/// Milliseconds after which a file that no record names is swept away: a save may be about to name a younger one.
const SWEPT_AFTER_MS: i64 = 24 * 60 * 60 * 1000;

impl Store {
    /// Keeps bytes, encrypted and on disk when this returns. They wait to be sent once they are saved with a record:
    /// [`Store::commit_with_attachments`].
    ///
    /// # Errors
    /// [`StoreError::NoRoomForPhotos`] while there is still room for notes; [`StoreError::Full`], or the disk fails. Then
    /// nothing was kept.
    pub fn keep(&self, bytes: &[u8], media_type: &str) -> Result<Kept, StoreError> {
        self.room_for_a_photo()?;
        let hash: [u8; 32] = Sha256::digest(bytes).into();
        self.write_file(&hash, bytes)?;
        Ok(Kept { hash, size: bytes.len() as u64, media_type: media_type.to_owned() })
    }

    /// The bytes of an attachment, checked against its hash.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAttachment`] while they are not on this phone; [`StoreError::Damaged`] when the file does
    /// not hold together (see [`Self::fetch_again`]).
    pub fn attachment(&self, hash: &[u8; 32]) -> Result<Vec<u8>, StoreError> {
        let path = self.attachment_path(hash);
        let sealed = match fs::read(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(StoreError::NoSuchAttachment { hash: hex(hash) });
            }
            read => read.map_err(|source| StoreError::io(&path, source))?,
        };
        let damaged = |detail: &str| StoreError::Damaged { path: path.clone(), detail: detail.to_owned() };
        let bytes = file::open(&self.attachment_key(hash), &sealed).map_err(damaged)?;
        if Sha256::digest(&bytes).as_slice() == hash { Ok(bytes) } else { Err(damaged("it is another file")) }
    }

    /// Writes an attachment's file, over any there was.
    pub(crate) fn write_file(&self, hash: &[u8; 32], bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.attachment_path(hash);
        let io = |source| StoreError::io(&path, source);
        let prefix = self.handheld.surroundings.random().map_err(io)?;
        let sealed = file::seal(&self.attachment_key(hash), prefix, bytes)
            .ok_or_else(|| io(std::io::Error::other("the picture is too large to be kept")))?;
        durable::make_folder(&self.handheld.place.attachments()).map_err(io)?;
        durable::write(&path, &sealed).map_err(io)
    }

    /// Removes files that nothing names any more. One that cannot be removed is swept away later.
    pub(crate) fn remove_files(&self, hashes: &[[u8; 32]]) {
        for hash in hashes {
            let path = self.attachment_path(hash);
            if let Err(error) = fs::remove_file(&path)
                && error.kind() != std::io::ErrorKind::NotFound
            {
                tracing::warn!(%error, path = %path.display(), "a file that is no longer needed stays for now");
            }
        }
    }

    /// Removes files that no row names, a day after they were written.
    pub(crate) fn sweep_attachments(&self) -> Result<(), StoreError> {
        let folder = self.handheld.place.attachments();
        let Ok(entries) = fs::read_dir(&folder) else { return Ok(()) };
        let known = self.read(|connection| {
            let mut statement = connection.prepare("SELECT hash FROM attachment UNION SELECT hash FROM taken_photo")?;
            let hashes = statement.query_map([], |row| row.get::<_, [u8; 32]>(0))?;
            Ok(hashes.collect::<Result<Vec<_>, _>>()?)
        })?;
        let mut known: std::collections::BTreeSet<PathBuf> =
            known.iter().map(|hash| self.attachment_path(hash)).collect();
        known.extend(self.map_paths()?);
        let now = self.handheld.surroundings.clock.now();
        for path in entries.flatten().map(|entry| entry.path()).filter(|path| !known.contains(path)) {
            let written = fs::metadata(&path).and_then(|metadata| metadata.modified()).ok();
            let age = written
                .and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok())
                .and_then(|at| i64::try_from(at.as_millis()).ok())
                .map_or(0, |at| now.milliseconds().saturating_sub(at));
            if age > SWEPT_AFTER_MS {
                let _ = fs::remove_file(&path);
            }
        }
        Ok(())
    }

    /// True while the file of an attachment is on this phone.
    fn has_file(&self, hash: &[u8; 32]) -> bool {
        self.attachment_path(hash).exists()
    }

    /// Where an attachment's file is. The name is made with a key: a stolen disk does not say which pictures it holds.
    fn attachment_path(&self, hash: &[u8; 32]) -> PathBuf {
        self.handheld.place.attachments().join(hex(&*self.of_attachment(hash, b"name")))
    }

    fn attachment_key(&self, hash: &[u8; 32]) -> keys::Secret {
        self.of_attachment(hash, b"key")
    }

    fn of_attachment(&self, hash: &[u8; 32], purpose: &[u8]) -> keys::Secret {
        let key = keys::derived(&self.root, "doorstep attachments 1");
        let mut derived = keys::Secret::default();
        // 32 bytes are never too many for HKDF-SHA256.
        let _ = Hkdf::<Sha256>::new(Some(hash), key.as_ref()).expand(purpose, derived.as_mut());
        derived
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.handheld.surroundings.clock.now()
    }
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
