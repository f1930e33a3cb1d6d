//! The file of wrapped keys.

use std::{fs, path::Path};

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::{
    ChaCha20Poly1305, KeyInit, Nonce,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use protocol::recovery::RecoverySeal;

use super::{Pin, Secret};
use crate::{durable, error::StoreError, surroundings::Surroundings};

/// What trying one PIN costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinCost {
    /// Kibibytes of memory.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl PinCost {
    /// What handhelds use: 64 MiB, three passes; about a quarter of a second on a phone.
    pub const HANDHELD: Self = Self { memory_kib: 64 * 1024, passes: 3 };

    /// As little as Argon2 allows: for tests that are not about guessing PINs.
    pub const TEST: Self = Self { memory_kib: 8, passes: 1 };
}

/// The file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct KeyFile {
    pub(super) lock: Lock,
    pub(super) recovery: Option<RecoverySeal>,
    /// How this handheld is called: "Van 12". Not secret, and needed by whoever rings the office from before the door.
    pub(super) name: String,
}

/// How the key is wrapped.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Lock {
    /// By the keystore's secret alone.
    Keystore { nonce: [u8; 12], wrapped: Vec<u8> },
    /// By the keystore's secret and a PIN.
    Pin { cost: PinCost, salt: [u8; 16], nonce: [u8; 12], wrapped: Vec<u8> },
    /// Ten wrong PINs were tried.
    Destroyed,
    /// The landlord withdrew this handheld, which has handed over what it had.
    Withdrawn {
        /// Pictures that could not be handed over.
        pictures_left: u32,
    },
}

/// What the file begins with; its version follows.
const MAGIC: &[u8; 7] = b"DSTKEYS";

/// The first wrote the lock and a seal that was not bound to its device; the second binds it, and knows the name.
const VERSION: u8 = 2;

impl KeyFile {
    pub(super) fn wrap(
        root: &Secret,
        secret: &Secret,
        pin: Option<(&Pin, PinCost)>,
        surroundings: &Surroundings,
        (recovery, name): (Option<RecoverySeal>, String),
    ) -> Result<Self, StoreError> {
        let nonce: [u8; 12] = surroundings.random().map_err(StoreError::keystore)?;
        let seal = |key: &Secret, bound: &[u8]| {
            ChaCha20Poly1305::new(&(**key).into())
                .encrypt(&Nonce::from(nonce), Payload { msg: root.as_ref(), aad: bound })
                .map_err(|_| StoreError::Keystore(std::io::Error::other("the key could not be wrapped")))
        };
        let lock = match pin {
            None => Lock::Keystore { nonce, wrapped: seal(&keystore_key(secret), b"keystore")? },
            Some((pin, cost)) => {
                let salt: [u8; 16] = surroundings.random().map_err(StoreError::keystore)?;
                let key = pin_key(secret, pin, cost, &salt)?;
                Lock::Pin { cost, salt, nonce, wrapped: seal(&key, b"pin")? }
            }
        };
        Ok(Self { lock, recovery, name })
    }

    /// The key; none when the secrets are not the right ones.
    pub(super) fn unwrap(&self, secret: &Secret, pin: Option<&Pin>) -> Option<Secret> {
        let (key, nonce, wrapped, bound) = match (&self.lock, pin) {
            (Lock::Keystore { nonce, wrapped }, _) => (keystore_key(secret), nonce, wrapped, b"keystore".as_slice()),
            (Lock::Pin { cost, salt, nonce, wrapped }, Some(pin)) => {
                (pin_key(secret, pin, *cost, salt).ok()?, nonce, wrapped, b"pin".as_slice())
            }
            _ => return None,
        };
        let opened = ChaCha20Poly1305::new(&(*key).into())
            .decrypt(&Nonce::from(*nonce), Payload { msg: wrapped, aad: bound })
            .map(zeroize::Zeroizing::new)
            .ok()?;
        Some(Secret::new(<[u8; 32]>::try_from(opened.as_slice()).ok()?))
    }

    pub(super) fn load(path: &Path) -> Result<Self, StoreError> {
        let damaged = |detail: &str| StoreError::Damaged { path: path.to_owned(), detail: detail.to_owned() };
        let bytes = fs::read(path).map_err(|source| StoreError::io(path, source))?;
        let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| damaged("it does not begin as a file of keys"))?;
        let (version, rest) = rest.split_first().ok_or_else(|| damaged("it is cut short"))?;
        let (checksum, body) = rest.split_at_checked(32).ok_or_else(|| damaged("it is cut short"))?;
        if Sha256::digest(body).as_slice() != checksum {
            return Err(damaged("its checksum does not match"));
        }
        match *version {
            // It is sealed again, and named, as soon as it is open.
            1 => postcard::take_from_bytes(body).map(|(lock, _)| Self { lock, recovery: None, name: String::new() }),
            VERSION => postcard::from_bytes(body),
            newer => {
                let (path, found, known) = (path.to_owned(), u32::from(newer), u32::from(VERSION));
                return Err(StoreError::NewerSchema { path, found, known });
            }
        }
        .map_err(|_| damaged("it does not decode"))
    }

    pub(super) fn save(&self, path: &Path) -> Result<(), StoreError> {
        let io = |source| StoreError::io(path, source);
        let body = postcard::to_stdvec(self).map_err(|error| io(std::io::Error::other(error)))?;
        durable::write(path, &[MAGIC.as_slice(), &[VERSION], &Sha256::digest(&body), &body].concat()).map_err(io)
    }
}

fn keystore_key(secret: &Secret) -> Secret {
    super::derived(secret, "doorstep key wrap 1 keystore")
}

fn pin_key(secret: &Secret, pin: &Pin, cost: PinCost, salt: &[u8; 16]) -> Result<Secret, StoreError> {
    let failed = |detail: String| StoreError::Keystore(std::io::Error::other(detail));
    let params = Params::new(cost.memory_kib, cost.passes, 1, Some(32)).map_err(|error| failed(error.to_string()))?;
    let mut slow = Secret::default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(pin.as_bytes(), salt, slow.as_mut())
        .map_err(|error| failed(error.to_string()))?;
    let mut key = Secret::default();
    Hkdf::<Sha256>::new(Some(secret.as_ref()), slow.as_ref())
        .expand(b"doorstep key wrap 1 pin", key.as_mut())
        .map_err(|error| failed(error.to_string()))?;
    Ok(key)
}
