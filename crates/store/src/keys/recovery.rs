//! The key, sealed once to the landlord's hub, so that even a handheld whose keys were destroyed loses nothing.
//!
//! The hub's Ed25519 key, which every certificate carries, is turned into its X25519 form; an ephemeral key agrees on a
//! secret with it, which wraps the key. Only the holder of the hub's signing key can open the seal, and nothing on the
//! handheld can.

use chacha20poly1305::{
    ChaCha20Poly1305, KeyInit, Nonce,
    aead::{Aead, Payload},
};
use curve25519_dalek::MontgomeryPoint;
use ed25519_dalek::{SigningKey, VerifyingKey};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::Secret;
use crate::{error::StoreError, surroundings::Surroundings};

/// A handheld's key, sealed to its landlord's hub.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoverySeal {
    ephemeral: [u8; 32],
    wrapped: Vec<u8>,
}

impl RecoverySeal {
    pub(super) fn seal(root: &Secret, hub_key: &[u8; 32], surroundings: &Surroundings) -> Result<Self, StoreError> {
        let failed = |words: &'static str| StoreError::Keystore(std::io::Error::other(words));
        let hub = VerifyingKey::from_bytes(hub_key).map_err(|_| failed("the hub's key is not a key"))?.to_montgomery();
        let scalar = Zeroizing::new(surroundings.random::<32>().map_err(StoreError::keystore)?);
        let ephemeral = MontgomeryPoint::mul_base_clamped(*scalar).to_bytes();
        let key = agreed(&hub.mul_clamped(*scalar), &ephemeral, &hub.to_bytes());
        // The key is used once, so its nonce may be noughts.
        let wrapped = ChaCha20Poly1305::new(&(*key).into())
            .encrypt(&Nonce::default(), Payload { msg: root.as_ref(), aad: b"recovery" })
            .map_err(|_| failed("the key could not be sealed"))?;
        Ok(Self { ephemeral, wrapped })
    }

    /// The handheld's key, for whoever holds the hub's signing key; none for anybody else.
    #[must_use]
    pub fn open(&self, hub: &SigningKey) -> Option<Zeroizing<[u8; 32]>> {
        let scalar = Zeroizing::new(hub.to_scalar_bytes());
        let public = hub.verifying_key().to_montgomery().to_bytes();
        let key = agreed(&MontgomeryPoint(self.ephemeral).mul_clamped(*scalar), &self.ephemeral, &public);
        let opened = ChaCha20Poly1305::new(&(*key).into())
            .decrypt(&Nonce::default(), Payload { msg: &self.wrapped, aad: b"recovery" })
            .map(Zeroizing::new)
            .ok()?;
        Some(Zeroizing::new(<[u8; 32]>::try_from(opened.as_slice()).ok()?))
    }
}

fn agreed(point: &MontgomeryPoint, ephemeral: &[u8; 32], hub: &[u8; 32]) -> Secret {
    let shared = Zeroizing::new(point.to_bytes());
    let mut key = Secret::default();
    // 32 bytes are never too many for HKDF-SHA256.
    let _ = Hkdf::<Sha256>::new(Some(&[ephemeral.as_slice(), hub].concat()), shared.as_ref())
        .expand(b"doorstep recovery seal 1", key.as_mut());
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_hub_it_was_sealed_to_opens_it() {
        let (hub, other) = (SigningKey::from_bytes(&[1; 32]), SigningKey::from_bytes(&[2; 32]));
        let root = Secret::new([7; 32]);
        let seal = RecoverySeal::seal(&root, &hub.verifying_key().to_bytes(), &Surroundings::system()).unwrap();
        assert_eq!(seal.open(&hub), Some(root));
        assert_eq!(seal.open(&other), None);
        let mut altered = seal;
        altered.ephemeral[3] ^= 1;
        assert_eq!(altered.open(&hub), None);
    }
}
