//! Where the platform keeps this app's secrets.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::durable;

/// The secret that helps to unwrap the database's key.
pub(super) const SECRET: &str = "database-secret";

/// The count of wrong PINs.
pub(super) const ATTEMPTS: &str = "wrong-pins";

/// Keeps small secrets by name, durably: a platform's keystore, or a folder in development.
pub trait Keystore: Send + Sync {
    /// The secret with this name, if there is one.
    ///
    /// # Errors
    /// The keystore cannot be read.
    fn load(&self, name: &str) -> io::Result<Option<Vec<u8>>>;

    /// Stores a secret, over any with this name. It is durable when this returns.
    ///
    /// # Errors
    /// The keystore cannot be written; the former secret is still there.
    fn store(&self, name: &str, secret: &[u8]) -> io::Result<()>;

    /// Deletes a secret; nothing happens when there is none.
    ///
    /// # Errors
    /// The keystore cannot be written.
    fn delete(&self, name: &str) -> io::Result<()>;
}

/// For development: one file a secret, readable by this user alone. It protects nothing from that user.
#[derive(Debug, Clone)]
pub struct FileKeystore {
    folder: PathBuf,
}

impl FileKeystore {
    /// In this folder, which is made when something is stored.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(Path::new(name).with_extension("secret"))
    }
}

impl Keystore for FileKeystore {
    fn load(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.path(name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            read => read.map(Some),
        }
    }

    fn store(&self, name: &str, secret: &[u8]) -> io::Result<()> {
        durable::make_folder(&self.folder)?;
        durable::write(&self.path(name), secret)
    }

    fn delete(&self, name: &str) -> io::Result<()> {
        match fs::remove_file(self.path(name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            removed => removed.and_then(|()| durable::flush_folder(&self.folder)),
        }
    }
}
