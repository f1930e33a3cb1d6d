//! Attachments on disk: files named by their SHA-256, each written whole under another name before it appears.
//!
//! Parts of an upload lie under `parts/`, one file for each hash and device, so that nobody can spoil another's. The
//! bytes are checked against the name at the end; what does not match is thrown away and asked for again, and a part
//! that nobody goes on with is swept away.

use std::{
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use domain::{id::DeviceId, time::Timestamp};
use sha2::{Digest, Sha256};

use crate::{
    db::{DbError, sqlite::attachment},
    durable,
    hub::Hub,
};

/// Bytes of one attachment, at most: photos are scaled on the handheld, this leaves room for documents.
pub const MAX_ATTACHMENT: usize = 40 << 20;

/// The folder that holds them.
#[derive(Debug, Clone)]
pub struct Shelf {
    folder: PathBuf,
}

/// What became of an upload that has all its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Uploaded {
    /// The file is whole and on disk.
    Whole {
        /// Bytes.
        size: u64,
        /// What it begins as.
        media_type: &'static str,
    },
    /// The whole is not what its name says; nothing of it was kept.
    NotWhatItWasNamed,
}

/// A part that is open to be gone on with. Whoever holds it is alone with it.
#[derive(Debug)]
pub struct Part {
    file: fs::File,
    began: u64,
    reached: u64,
}

impl Part {
    /// Bytes that the part has.
    #[must_use]
    pub const fn reached(&self) -> u64 {
        self.reached
    }

    /// Adds bytes; they are safe after [`Self::flush`].
    ///
    /// # Errors
    /// The folder cannot be written; what was there stays.
    pub fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Err(error) = self.file.write_all(bytes) {
            // A part that was half written would make the next offset a lie.
            self.file.set_len(self.reached)?;
            return Err(error);
        }
        self.reached = self.reached.saturating_add(bytes.len() as u64);
        Ok(())
    }

    /// Waits until everything is on disk.
    ///
    /// # Errors
    /// The disk fails.
    pub fn flush(&mut self) -> io::Result<()> {
        self.file.sync_all()
    }

    /// Takes back everything that was added since it was opened.
    ///
    /// # Errors
    /// The disk fails.
    pub fn take_back(&mut self) -> io::Result<()> {
        self.file.set_len(self.began)?;
        self.reached = self.began;
        self.file.sync_all()
    }
}

impl Shelf {
    /// Opens the folder, or makes it.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn open(folder: &Path) -> io::Result<Self> {
        durable::make_folder(&folder.join("parts"))?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// Where the file with this hash lies, or would.
    #[must_use]
    pub fn path(&self, hash: &[u8; 32]) -> PathBuf {
        let name = hex(hash);
        let (shelf, _) = name.split_at(2);
        self.folder.join(shelf).join(&name)
    }

    /// True when the file with this hash is there.
    #[must_use]
    pub fn has(&self, hash: &[u8; 32]) -> bool {
        self.path(hash).is_file()
    }

    /// Where parts lie until they are whole.
    pub(crate) fn parts(&self) -> PathBuf {
        self.folder.join("parts")
    }

    fn part(&self, hash: &[u8; 32], device: DeviceId) -> PathBuf {
        self.folder.join("parts").join(format!("{}.{device}", hex(hash)))
    }

    /// Bytes of this upload that the hub has so far.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn offset(&self, hash: &[u8; 32], device: DeviceId) -> io::Result<u64> {
        match fs::metadata(self.part(hash, device)) {
            Ok(part) => Ok(part.len()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error),
        }
    }

    /// Opens an upload to go on with it, or begins it.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn go_on(&self, hash: &[u8; 32], device: DeviceId) -> io::Result<Part> {
        let file = fs::OpenOptions::new().create(true).append(true).open(self.part(hash, device))?;
        let began = file.metadata()?.len();
        Ok(Part { file, began, reached: began })
    }

    /// Gives up what has arrived of an upload.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn drop_part(&self, hash: &[u8; 32], device: DeviceId) -> io::Result<()> {
        gone(fs::remove_file(self.part(hash, device)))
    }

    /// Gives a part that has all its bytes its name, if they are what that name says.
    ///
    /// # Errors
    /// The folder cannot be written; what was there stays.
    pub fn finish(&self, hash: &[u8; 32], device: DeviceId) -> io::Result<Uploaded> {
        let part = self.part(hash, device);
        let (found, size, head) = read_through(&part)?;
        if found != *hash {
            fs::remove_file(part)?;
            return Ok(Uploaded::NotWhatItWasNamed);
        }
        // Bytes that were added before the hub was stopped may not have been flushed.
        fs::File::open(&part)?.sync_all()?;
        let path = self.path(hash);
        let shelf = path.parent().unwrap_or(&self.folder);
        durable::make_folder(shelf)?;
        fs::rename(part, &path)?;
        durable::flush_folder(shelf)?;
        Ok(Uploaded::Whole { size, media_type: media_type(&head) })
    }

    /// Removes parts that nobody has gone on with since `limit`.
    ///
    /// # Errors
    /// The folder cannot be read or written.
    pub fn sweep_parts(&self, limit: Timestamp) -> io::Result<usize> {
        let mut swept = 0;
        for entry in fs::read_dir(self.folder.join("parts"))? {
            let entry = entry?;
            let since = entry.metadata()?.modified()?.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
            if i64::try_from(since.as_millis()).is_ok_and(|touched| touched < limit.milliseconds()) {
                gone(fs::remove_file(entry.path()))?;
                swept += 1;
            }
        }
        Ok(swept)
    }

    /// Removes a file and everything that has arrived of it.
    ///
    /// # Errors
    /// The folder cannot be read or written.
    pub fn destroy(&self, hash: &[u8; 32]) -> io::Result<()> {
        let name = hex(hash);
        for entry in fs::read_dir(self.folder.join("parts"))? {
            let path = entry?.path();
            let part_of_it = path.file_stem().is_some_and(|stem| *stem == *name);
            if part_of_it {
                gone(fs::remove_file(path))?;
            }
        }
        self.remove(hash)
    }

    /// Removes a file that nothing shows any more.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn remove(&self, hash: &[u8; 32]) -> io::Result<()> {
        gone(fs::remove_file(self.path(hash)))
    }
}

impl Hub {
    /// Which of these attachments this hub has not, in its database or on its disk. One that was redacted is not lacking.
    ///
    /// # Errors
    /// The database failed.
    pub(crate) fn lacking(&self, hashes: &[[u8; 32]]) -> Result<Vec<[u8; 32]>, DbError> {
        let named = self.inner.db.read(|transaction| {
            let mut lacking = Vec::new();
            for hash in hashes {
                if !attachment::is_redacted(transaction, hash)? {
                    lacking.push((*hash, attachment::find(transaction, hash)?.is_some()));
                }
            }
            Ok::<_, DbError>(lacking)
        })?;
        let is_here = |(hash, named): &([u8; 32], bool)| *named && self.inner.shelf.has(hash);
        Ok(named.into_iter().filter(|asked| !is_here(asked)).map(|(hash, _)| hash).collect())
    }
}

/// What is not there need not be removed.
fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A file's SHA-256, its length, and what it begins with, without ever holding all of it.
fn read_through(path: &Path) -> io::Result<([u8; 32], u64, Vec<u8>)> {
    let mut file = fs::File::open(path)?;
    let (mut hash, mut size, mut head) = (Sha256::new(), 0_u64, Vec::new());
    let mut buffer = vec![0; 64 << 10];
    loop {
        let read = file.read(&mut buffer)?;
        let bytes = buffer.get(..read).unwrap_or_default();
        if bytes.is_empty() {
            return Ok((hash.finalize().into(), size, head));
        }
        hash.update(bytes);
        size = size.saturating_add(read as u64);
        if head.is_empty() {
            head.extend(bytes.iter().take(16));
        }
    }
}

/// What a file is by its first bytes: what a sender says of it is never passed on to somebody's browser.
fn media_type(bytes: &[u8]) -> &'static str {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
        [0x1A, 0x45, 0xDF, 0xA3, ..] => "audio/webm",
        [b'O', b'g', b'g', b'S', ..] => "audio/ogg",
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => "audio/mp4",
        _ => "application/octet-stream",
    }
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads [`hex`] of 32 bytes.
#[must_use]
pub fn hash_from_hex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    let mut hash = [0; 32];
    for (byte, pair) in hash.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: DeviceId = DeviceId::from_bytes([1; 16]);
    const DEV: DeviceId = DeviceId::from_bytes([2; 16]);

    #[test]
    fn a_photo_sent_in_parts_is_whole_at_the_end_and_a_cut_goes_on_where_it_stopped() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::open(folder.path()).unwrap();
        let photo: Vec<u8> = [0xFF, 0xD8, 0xFF].into_iter().chain((0..=250).cycle().take(997)).collect();
        let hash: [u8; 32] = Sha256::digest(&photo).into();
        shelf.go_on(&hash, ADA).unwrap().add(&photo[..400]).unwrap();
        assert_eq!(shelf.offset(&hash, ADA).unwrap(), 400);
        assert_eq!(shelf.offset(&hash, DEV).unwrap(), 0, "each device has its own");
        let mut part = shelf.go_on(&hash, ADA).unwrap();
        part.add(b"something else").unwrap();
        part.take_back().unwrap();
        part.add(&photo[400..]).unwrap();
        part.flush().unwrap();
        let whole = shelf.finish(&hash, ADA).unwrap();
        assert_eq!(whole, Uploaded::Whole { size: 1000, media_type: "image/jpeg" });
        assert_eq!(fs::read(shelf.path(&hash)).unwrap(), photo);
        assert_eq!(shelf.offset(&hash, ADA).unwrap(), 0, "no part is left over");
    }

    #[test]
    fn bytes_that_are_not_what_they_were_named_are_thrown_away() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::open(folder.path()).unwrap();
        shelf.go_on(&[7; 32], ADA).unwrap().add(b"other").unwrap();
        assert_eq!(shelf.finish(&[7; 32], ADA).unwrap(), Uploaded::NotWhatItWasNamed);
        assert!(!shelf.path(&[7; 32]).exists());
        assert_eq!(shelf.offset(&[7; 32], ADA).unwrap(), 0);
    }

    #[test]
    fn a_part_that_nobody_goes_on_with_is_swept_away_and_others_stay() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::open(folder.path()).unwrap();
        shelf.go_on(&[7; 32], ADA).unwrap().add(b"half").unwrap();
        assert_eq!(shelf.sweep_parts(Timestamp::from_milliseconds(0)).unwrap(), 0);
        assert_eq!(shelf.offset(&[7; 32], ADA).unwrap(), 4);
        assert_eq!(shelf.sweep_parts(Timestamp::from_milliseconds(i64::MAX)).unwrap(), 1);
        assert_eq!(shelf.offset(&[7; 32], ADA).unwrap(), 0);
    }

    #[test]
    fn a_name_reads_back_and_nothing_else_is_a_name() {
        let hash: [u8; 32] = Sha256::digest(b"tap").into();
        assert_eq!(hash_from_hex(&hex(&hash)), Some(hash));
        for text in ["", "../../etc/passwd", &hex(&hash).to_uppercase(), &"é".repeat(32)] {
            assert_eq!(hash_from_hex(text), None, "{text}");
        }
    }
}
