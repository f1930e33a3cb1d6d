//! A file on its way onto the shelf: copied under another name, and named by its hash once all of it is on disk.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use crate::{attachments::Shelf, durable};

/// A copy that has no name yet. Dropped before [`Self::finish`], it goes.
#[derive(Debug)]
pub struct Draft {
    path: PathBuf,
    /// SHA-256 of the bytes.
    pub hash: [u8; 32],
    /// How many.
    pub size: u64,
}

impl Draft {
    /// Copies a file; its bytes are on disk when this returns.
    ///
    /// # Errors
    /// The file cannot be read, or the shelf cannot be written; nothing is left over.
    pub fn of(file: &Path, shelf: &Shelf) -> io::Result<Self> {
        // Of this process alone: two imports at once each have their own.
        let path = shelf.parts().join(format!("map.{}", std::process::id()));
        let mut draft = Self { path, hash: [0; 32], size: 0 };
        let (mut from, mut to) = (File::open(file)?, File::create(&draft.path)?);
        let mut hash = Sha256::new();
        let mut buffer = vec![0; 64 << 10];
        loop {
            let read = from.read(&mut buffer)?;
            let bytes = buffer.get(..read).unwrap_or_default();
            if bytes.is_empty() {
                break;
            }
            hash.update(bytes);
            to.write_all(bytes)?;
            draft.size = draft.size.saturating_add(read as u64);
        }
        to.sync_all()?;
        draft.hash = hash.finalize().into();
        Ok(draft)
    }

    /// Gives it its name.
    ///
    /// # Errors
    /// The shelf cannot be written.
    pub fn finish(self, shelf: &Shelf) -> io::Result<()> {
        let path = shelf.path(&self.hash);
        let folder = path.parent().unwrap_or(Path::new("."));
        durable::make_folder(folder)?;
        fs::rename(&self.path, &path)?;
        durable::flush_folder(folder)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // It has its name, or is of no use.
        let _gone_either_way = fs::remove_file(&self.path);
    }
}
