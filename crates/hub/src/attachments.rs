//! Attachments on disk: files named by their SHA-256, each written whole under another name before it appears.
//!
//! Parts of an upload lie under `parts/`, one file for each hash and device, so that nobody can spoil another's. The
//! bytes are checked against the name at the end; what does not match is thrown away and asked for again.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use domain::id::DeviceId;
use sha2::{Digest, Sha256};

/// Bytes of one attachment, at most: photos are scaled on the handheld, this leaves room for documents.
pub const MAX_ATTACHMENT: usize = 40 << 20;

/// The folder that holds them.
#[derive(Debug, Clone)]
pub struct Shelf {
    folder: PathBuf,
}

/// What became of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Uploaded {
    /// The file is whole and on disk.
    Whole {
        /// Bytes.
        size: u64,
        /// What it begins as.
        media_type: &'static str,
    },
    /// More is to come after this many bytes.
    Part(u64),
    /// The part does not begin where the hub's ends: after this many bytes.
    OffsetIs(u64),
    /// The whole is not what its name says; nothing of it was kept.
    NotWhatItWasNamed,
}

impl Shelf {
    /// Opens the folder, or makes it.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder.join("parts"))?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// Where the file with this hash lies, or would.
    #[must_use]
    pub fn path(&self, hash: &[u8; 32]) -> PathBuf {
        let name = hex(hash);
        let (shelf, _) = name.split_at(2);
        self.folder.join(shelf).join(&name)
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

    /// Adds bytes that begin at `at` to an upload of `length` bytes in all.
    ///
    /// # Errors
    /// The folder cannot be written; what was there stays.
    pub fn add(&self, hash: &[u8; 32], device: DeviceId, at: u64, length: u64, bytes: &[u8]) -> io::Result<Uploaded> {
        let part = self.part(hash, device);
        let offset = self.offset(hash, device)?;
        if at != offset {
            return Ok(Uploaded::OffsetIs(offset));
        }
        let mut file = fs::OpenOptions::new().create(true).append(true).open(&part)?;
        if let Err(error) = file.write_all(bytes).and_then(|()| file.sync_all()) {
            // A part that was half written would make the next offset a lie.
            file.set_len(offset)?;
            return Err(error);
        }
        let reached = offset.saturating_add(bytes.len() as u64);
        if reached < length { Ok(Uploaded::Part(reached)) } else { self.finish(hash, &part) }
    }

    /// Stores a whole file at once.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn put(&self, hash: &[u8; 32], device: DeviceId, bytes: &[u8]) -> io::Result<Uploaded> {
        let part = self.part(hash, device);
        let mut file = fs::File::create(&part)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        self.finish(hash, &part)
    }

    fn finish(&self, hash: &[u8; 32], part: &Path) -> io::Result<Uploaded> {
        let bytes = fs::read(part)?;
        let found: [u8; 32] = Sha256::digest(&bytes).into();
        if found != *hash {
            fs::remove_file(part)?;
            return Ok(Uploaded::NotWhatItWasNamed);
        }
        let path = self.path(hash);
        let shelf = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(shelf)?;
        fs::rename(part, &path)?;
        fs::File::open(shelf)?.sync_all()?;
        fs::File::open(&self.folder)?.sync_all()?;
        Ok(Uploaded::Whole { size: bytes.len() as u64, media_type: media_type(&bytes) })
    }

    /// Removes a file that nothing shows any more.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn remove(&self, hash: &[u8; 32]) -> io::Result<()> {
        match fs::remove_file(self.path(hash)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// What a file is by its first bytes: what a sender says of it is never passed on to somebody's browser.
fn media_type(bytes: &[u8]) -> &'static str {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
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
        assert_eq!(shelf.add(&hash, ADA, 0, 1000, &photo[..400]).unwrap(), Uploaded::Part(400));
        assert_eq!(shelf.add(&hash, ADA, 0, 1000, &photo[..400]).unwrap(), Uploaded::OffsetIs(400));
        assert_eq!(shelf.offset(&hash, DEV).unwrap(), 0, "each device has its own");
        let whole = shelf.add(&hash, ADA, 400, 1000, &photo[400..]).unwrap();
        assert_eq!(whole, Uploaded::Whole { size: 1000, media_type: "image/jpeg" });
        assert_eq!(fs::read(shelf.path(&hash)).unwrap(), photo);
        assert_eq!(shelf.offset(&hash, ADA).unwrap(), 0, "no part is left over");
    }

    #[test]
    fn bytes_that_are_not_what_they_were_named_are_thrown_away() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::open(folder.path()).unwrap();
        assert_eq!(shelf.put(&[7; 32], ADA, b"other").unwrap(), Uploaded::NotWhatItWasNamed);
        assert!(!shelf.path(&[7; 32]).exists());
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
