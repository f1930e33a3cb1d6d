//! Opening a handheld whose PIN is lost: its key is sealed to the landlord's hub, which opens the seal for whoever the
//! office gave a code.
//!
//! A seal names its handheld, so that a code opens the one that the office meant and no other. It is made to an Ed25519
//! key, such as the one that every certificate carries. The key is turned into its X25519 form; an ephemeral key agrees on
//! a secret with it, which wraps what is sealed. Only the holder of the signing key can open it. The hub's answer is sealed
//! the same way, to a key that the handheld makes for this one question, so that nothing between the two can read it.

use std::{fmt, str::FromStr};

use chacha20poly1305::{
    ChaCha20Poly1305, KeyInit, Nonce,
    aead::{Aead, Payload},
};
use curve25519_dalek::MontgomeryPoint;
use domain::id::DeviceId;
use ed25519_dalek::{SigningKey, VerifyingKey};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::enrolment::{Invitation, InvitationError, code_in};

/// A handheld's key, sealed to one holder of a signing key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoverySeal {
    /// The handheld. It is bound to what is sealed: under another's name it does not open.
    pub device: DeviceId,
    ephemeral: [u8; 32],
    wrapped: Vec<u8>,
}

impl RecoverySeal {
    /// Seals the key of a handheld to the holder of `reader`'s signing key. `chance` is 32 random bytes, used for this alone.
    /// None when `reader` is no key.
    #[must_use]
    pub fn seal(device: DeviceId, root: &[u8; 32], reader: &[u8; 32], chance: &Zeroizing<[u8; 32]>) -> Option<Self> {
        let reader = VerifyingKey::from_bytes(reader).ok()?.to_montgomery();
        let ephemeral = MontgomeryPoint::mul_base_clamped(**chance).to_bytes();
        let key = agreed(&reader.mul_clamped(**chance), &ephemeral, &reader.to_bytes());
        // The key is used once, so its nonce may be noughts.
        let wrapped = ChaCha20Poly1305::new(&(*key).into())
            .encrypt(&Nonce::default(), Payload { msg: root.as_ref(), aad: device.as_bytes() })
            .ok()?;
        Some(Self { device, ephemeral, wrapped })
    }

    /// The handheld's key, for whoever holds the signing key that it was sealed to; none for anybody else.
    #[must_use]
    pub fn open(&self, reader: &SigningKey) -> Option<Zeroizing<[u8; 32]>> {
        let scalar = Zeroizing::new(reader.to_scalar_bytes());
        let public = reader.verifying_key().to_montgomery().to_bytes();
        let key = agreed(&MontgomeryPoint(self.ephemeral).mul_clamped(*scalar), &self.ephemeral, &public);
        let opened = ChaCha20Poly1305::new(&(*key).into())
            .decrypt(&Nonce::default(), Payload { msg: &self.wrapped, aad: self.device.as_bytes() })
            .map(Zeroizing::new)
            .ok()?;
        Some(Zeroizing::new(<[u8; 32]>::try_from(opened.as_slice()).ok()?))
    }

    /// Tells one seal from another.
    #[must_use]
    pub fn ephemeral(&self) -> &[u8; 32] {
        &self.ephemeral
    }
}

fn agreed(point: &MontgomeryPoint, ephemeral: &[u8; 32], reader: &[u8; 32]) -> Zeroizing<[u8; 32]> {
    let shared = Zeroizing::new(point.to_bytes());
    let mut key = Zeroizing::new([0; 32]);
    // 32 bytes are never too many for HKDF-SHA256.
    let _ = Hkdf::<Sha256>::new(Some(&[ephemeral.as_slice(), reader].concat()), shared.as_ref())
        .expand(b"doorstep recovery seal 1", key.as_mut());
    key
}

/// What the office reads out of its hub for one locked handheld: `doorstep:unlock?hub=…&key=…&token=…`. Like an
/// invitation, and good for as long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnlockCode(pub Invitation);

/// What such a code begins with.
const UNLOCK: &str = "doorstep:unlock?";

impl fmt::Display for UnlockCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(UNLOCK)?;
        self.0.write_parts(f)
    }
}

impl FromStr for UnlockCode {
    type Err = InvitationError;

    fn from_str(text: &str) -> Result<Self, InvitationError> {
        let parts = code_in(text, UNLOCK).ok_or(InvitationError::NotAnUnlockCode)?;
        Invitation::read_parts(parts).map(Self)
    }
}

/// Asks the hub to open this handheld's seal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnlockRequest {
    /// From the code.
    pub token: [u8; 16],
    /// The handheld's key, sealed to the hub.
    pub seal: RecoverySeal,
    /// The Ed25519 public key that the answer is sealed to.
    pub reply_to: [u8; 32],
}

/// The handheld's key, sealed to the handheld.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnlockResponse {
    /// Sealed to [`UnlockRequest::reply_to`].
    pub seal: RecoverySeal,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_hub_it_was_sealed_to_opens_it_and_only_as_its_own_phones() {
        let (hub, other) = (SigningKey::from_bytes(&[1; 32]), SigningKey::from_bytes(&[2; 32]));
        let device = DeviceId::from_bytes([5; 16]);
        let chance = Zeroizing::new([3; 32]);
        let seal = RecoverySeal::seal(device, &[7; 32], &hub.verifying_key().to_bytes(), &chance).unwrap();
        assert_eq!(seal.open(&hub), Some(Zeroizing::new([7; 32])));
        assert_eq!(seal.open(&other), None);
        let mut altered = seal.clone();
        altered.ephemeral[3] ^= 1;
        assert_eq!(altered.open(&hub), None);
        let of_another = RecoverySeal { device: DeviceId::from_bytes([6; 16]), ..seal };
        assert_eq!(of_another.open(&hub), None, "no phone passes for another");
    }

    #[test]
    fn a_code_that_unlocks_is_not_one_that_joins() {
        let invitation = Invitation { hub: "https://hub.example.org".into(), key_fingerprint: [3; 32], token: [4; 16] };
        let code = UnlockCode(invitation.clone());
        assert_eq!(code.to_string().parse(), Ok(code.clone()));
        assert_eq!(code.to_string().parse::<Invitation>(), Err(InvitationError::NotAnInvitation));
        assert_eq!(invitation.to_string().parse::<UnlockCode>(), Err(InvitationError::NotAnUnlockCode));
    }
}
