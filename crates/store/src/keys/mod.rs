//! The keys of a locked handheld.
//!
//! One random 32-byte key stands for everything at rest: the database's key and the attachments' are derived from it.
//! It is stored wrapped. What unwraps it is made from two secrets that live apart: one that the platform's keystore
//! keeps for this app, and the person's PIN under Argon2id. So a stolen disk without the keystore is worth nothing, and
//! a stolen phone needs the PIN; six digits alone would fall in hours. Before a PIN is chosen the keystore's secret
//! stands alone.
//!
//! Wrong PINs are counted in the keystore, which is harder to turn back than a file, and are counted *before* the PIN
//! is tried, so that ending the process does not save a try. After the tenth the wrapped key and the keystore's secret
//! are destroyed; the encrypted files stay.

mod attempts;
mod keystore;
mod pin;
mod wrapped;

pub use attempts::{MAX_TRIES, PinState};
pub use keystore::{FileKeystore, Keystore};
pub use pin::{Pin, PinRefusal};
pub use wrapped::PinCost;

use documents::certificate::Certificate;
use domain::time::Timestamp;
use hkdf::Hkdf;
use protocol::recovery::RecoverySeal;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{error::StoreError, place::Place, surroundings::Surroundings};
use attempts::Attempts;
use wrapped::{KeyFile, Lock};

/// 32 secret bytes, wiped from memory when dropped.
pub(crate) type Secret = Zeroizing<[u8; 32]>;

/// The door that a person stands at, before anything is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// There is no handheld here yet.
    Missing,
    /// No PIN has been chosen.
    WithoutPin,
    /// Locked by a PIN.
    Pin(PinState),
    /// Ten wrong PINs were tried.
    KeysDestroyed,
    /// The landlord withdrew this handheld: its keys are gone, and with them everything on it.
    Withdrawn {
        /// Pictures that could not be handed over before.
        pictures_left: u32,
    },
}

/// The wrapped keys of one handheld, and the keystore that helps to unwrap them.
pub(crate) struct Keys<'a> {
    place: &'a Place,
    keystore: &'a dyn Keystore,
    surroundings: &'a Surroundings,
}

impl<'a> Keys<'a> {
    pub(crate) fn new(place: &'a Place, keystore: &'a dyn Keystore, surroundings: &'a Surroundings) -> Self {
        Self { place, keystore, surroundings }
    }

    /// Makes a new key, wrapped by a new keystore secret alone.
    pub(crate) fn create(&self) -> Result<Secret, StoreError> {
        let io = |source| StoreError::io(self.place.keys(), source);
        let secret = Secret::new(self.surroundings.random().map_err(io)?);
        let root = Secret::new(self.surroundings.random().map_err(io)?);
        self.keystore.store(keystore::SECRET, secret.as_ref()).map_err(StoreError::keystore)?;
        Attempts::default().save(self.keystore)?;
        KeyFile::wrap(&root, &secret, None, self.surroundings, (None, String::new()))?.save(&self.place.keys())?;
        Ok(root)
    }

    /// Which door this is. A handheld that was being made when the power went, so that it has a key and nothing that
    /// the key opens, was never made.
    pub(crate) fn door(&self) -> Result<Door, StoreError> {
        if !self.place.keys().exists() {
            return match self.place.database().exists() {
                true => Err(self.missing("the file of its keys is missing")),
                false => Ok(Door::Missing),
            };
        }
        let file = KeyFile::load(&self.place.keys())?;
        Ok(match file.lock {
            Lock::Destroyed => Door::KeysDestroyed,
            // Joining a hub seals the key before anything else is written.
            Lock::Keystore { .. } if file.recovery.is_none() && !self.place.database().exists() => Door::Missing,
            Lock::Withdrawn { pictures_left } => Door::Withdrawn { pictures_left },
            Lock::Keystore { .. } => Door::WithoutPin,
            Lock::Pin { .. } => {
                let attempts = Attempts::load(self.keystore)?;
                if attempts.wrong >= MAX_TRIES { Door::KeysDestroyed } else { Door::Pin(attempts.state(self.now())) }
            }
        })
    }

    /// Unwraps the key. A wrong PIN is counted, and the tenth destroys the wrapped key.
    pub(crate) fn unwrap(&self, pin: Option<&Pin>) -> Result<Secret, StoreError> {
        let file = KeyFile::load(&self.place.keys())?;
        let secret = match file.lock {
            Lock::Destroyed => return Err(StoreError::KeysDestroyed),
            Lock::Withdrawn { .. } => return Err(StoreError::Withdrawn),
            Lock::Keystore { .. } => return file.unwrap(&self.secret()?, None).ok_or(StoreError::KeystoreEmptied),
            Lock::Pin { .. } => self.secret(),
        };
        let pin = pin.ok_or(StoreError::PinNeeded)?;
        let attempts = Attempts::load(self.keystore)?;
        if attempts.wrong >= MAX_TRIES {
            // The process was ended between the tenth try and this.
            self.destroy(&file)?;
            return Err(StoreError::KeysDestroyed);
        }
        if let Some(until) = attempts.state(self.now()).wait_until {
            return Err(StoreError::Waiting { until });
        }
        let counted = attempts.one_more(self.now());
        counted.save(self.keystore)?;
        if let Some(root) = file.unwrap(&secret?, Some(pin)) {
            Attempts::default().save(self.keystore)?;
            return Ok(root);
        }
        if counted.wrong >= MAX_TRIES {
            self.destroy(&file)?;
            return Err(StoreError::KeysDestroyed);
        }
        Err(StoreError::WrongPin { state: counted.state(self.now()) })
    }

    /// Wraps the key anew: under a first PIN, or under another.
    pub(crate) fn rewrap(&self, root: &Secret, pin: &Pin, cost: PinCost) -> Result<(), StoreError> {
        let KeyFile { recovery, name, .. } = KeyFile::load(&self.place.keys())?;
        let secret = self.secret()?;
        KeyFile::wrap(root, &secret, Some((pin, cost)), self.surroundings, (recovery, name))?
            .save(&self.place.keys())?;
        Attempts::default().save(self.keystore)
    }

    /// Keeps the key sealed to the landlord's hub as well, from now on.
    pub(crate) fn seal_for_recovery(&self, root: &Secret, certificate: &Certificate) -> Result<(), StoreError> {
        let mut file = KeyFile::load(&self.place.keys())?;
        let chance = Secret::new(self.surroundings.random().map_err(StoreError::keystore)?);
        let seal = RecoverySeal::seal(certificate.device, root, &certificate.hub_key, &chance);
        file.recovery =
            Some(seal.ok_or_else(|| StoreError::keystore(std::io::Error::other("the hub's key is no key")))?);
        file.name = certificate.device_name.clone();
        file.save(&self.place.keys())
    }

    /// How this handheld is called; empty before it joined a hub.
    pub(crate) fn name(&self) -> Result<String, StoreError> {
        Ok(KeyFile::load(&self.place.keys())?.name)
    }

    /// The key as it is sealed to the landlord's hub; none before this handheld joined one.
    pub(crate) fn recovery_seal(&self) -> Result<Option<RecoverySeal>, StoreError> {
        Ok(KeyFile::load(&self.place.keys())?.recovery)
    }

    /// Wraps a key that the hub recovered, by a new keystore secret and no PIN: the person chooses another.
    pub(crate) fn readmit(&self, root: &Secret) -> Result<(), StoreError> {
        let KeyFile { recovery, name, .. } = KeyFile::load(&self.place.keys())?;
        let secret = Secret::new(self.surroundings.random().map_err(StoreError::keystore)?);
        self.keystore.store(keystore::SECRET, secret.as_ref()).map_err(StoreError::keystore)?;
        KeyFile::wrap(root, &secret, None, self.surroundings, (recovery, name))?.save(&self.place.keys())?;
        Attempts::default().save(self.keystore)
    }

    /// Destroys the key for good: nothing on this handheld can be read any more, not even with the hub's help.
    pub(crate) fn wipe(&self, pictures_left: u32) -> Result<(), StoreError> {
        KeyFile { lock: Lock::Withdrawn { pictures_left }, recovery: None, name: self.name()? }
            .save(&self.place.keys())?;
        self.keystore.delete(keystore::SECRET).map_err(StoreError::keystore)?;
        self.keystore.delete(keystore::ATTEMPTS).map_err(StoreError::keystore)
    }

    fn destroy(&self, file: &KeyFile) -> Result<(), StoreError> {
        KeyFile { lock: Lock::Destroyed, ..file.clone() }.save(&self.place.keys())?;
        self.keystore.delete(keystore::SECRET).map_err(StoreError::keystore)
    }

    fn secret(&self) -> Result<Secret, StoreError> {
        let stored = self.keystore.load(keystore::SECRET).map_err(StoreError::keystore)?.map(Zeroizing::new);
        stored
            .as_ref()
            .and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok())
            .map(Secret::new)
            .ok_or(StoreError::KeystoreEmptied)
    }

    fn missing(&self, detail: &str) -> StoreError {
        StoreError::Damaged { path: self.place.keys(), detail: detail.to_owned() }
    }

    fn now(&self) -> Timestamp {
        self.surroundings.clock.now()
    }
}

/// A key for one purpose, from the key that stands for everything.
pub(crate) fn derived(root: &Secret, purpose: &str) -> Secret {
    let mut key = Secret::default();
    // 32 bytes are never too many for HKDF-SHA256.
    let _ = Hkdf::<Sha256>::new(None, root.as_ref()).expand(purpose.as_bytes(), key.as_mut());
    key
}
