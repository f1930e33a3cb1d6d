//! The hub's own key: made once, kept beside the database, readable by the hub alone.
//!
//! Every certificate and every invitation rests on it. It lies outside the database so that a copy of the database
//! cannot speak for the hub.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use ed25519_dalek::SigningKey;
use thiserror::Error;

use crate::{chance::Random, durable};

/// The file's name in the data folder.
pub const KEY_FILE: &str = "hub.key";

/// The key cannot be had.
#[derive(Debug, Error)]
pub enum KeyError {
    /// The file cannot be read or written.
    #[error("cannot use the hub's key file {path}: {source}; check who owns the folder")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It is no key.
    #[error("{path} is not a hub key: it should be 32 bytes long; put the right file back from a backup")]
    Damaged {
        /// The file.
        path: PathBuf,
    },
}

/// Reads the key, or makes one when there is none yet.
///
/// # Errors
/// The file cannot be used.
pub fn load_or_make(data: &Path, random: &dyn Random) -> Result<SigningKey, KeyError> {
    let path = data.join(KEY_FILE);
    match fs::read(&path) {
        Ok(bytes) => {
            let seed = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| KeyError::Damaged { path })?;
            Ok(SigningKey::from_bytes(&seed))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            make(data, &path, random).map_err(|source| KeyError::Io { path, source })
        }
        Err(source) => Err(KeyError::Io { path, source }),
    }
}

/// Written whole under another name first: a crash leaves either no key or all of it. Where another process has made
/// one meanwhile, that one stands.
fn make(data: &Path, path: &Path, random: &dyn Random) -> io::Result<SigningKey> {
    let mut seed = [0; 32];
    let (left, right) = seed.split_at_mut(16);
    left.copy_from_slice(&random.sixteen()?);
    right.copy_from_slice(&random.sixteen()?);
    let draft = data.join(format!("{KEY_FILE}.{}", std::process::id()));
    write(&draft, &seed)?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Ok(()) => {
            durable::flush_folder(data)?;
            Ok(SigningKey::from_bytes(&seed))
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let made: [u8; 32] = fs::read(path)?.as_slice().try_into().map_err(io::Error::other)?;
            Ok(SigningKey::from_bytes(&made))
        }
        Err(error) => Err(error),
    }
}

/// Writes a key for the hub alone, on disk when this returns.
pub(crate) fn write(path: &Path, seed: &[u8; 32]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(seed)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::SystemRandom;

    #[test]
    fn the_key_is_made_once_for_the_hub_alone_and_a_damaged_one_is_never_replaced() {
        let data = tempfile::tempdir().unwrap();
        let made = load_or_make(data.path(), &SystemRandom).unwrap();
        assert_eq!(load_or_make(data.path(), &SystemRandom).unwrap().to_bytes(), made.to_bytes());
        let path = data.path().join(KEY_FILE);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        fs::write(&path, b"cut").unwrap();
        assert!(matches!(load_or_make(data.path(), &SystemRandom), Err(KeyError::Damaged { .. })));
        assert_eq!(fs::read(&path).unwrap(), b"cut");
    }
}
