//! Certificates: the hub's word on whose key a device key is.
//!
//! A hub signs one at each enrolment, and every sign-off carries the one of the device that took it. So whoever holds
//! the landlord's key fingerprint can check a sign-off with no hub, no list and no network.

use domain::{
    author::DeviceEntry,
    id::{DeviceId, PersonId},
    time::Timestamp,
};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// Keeps a signature over a certificate from ever being one over something else.
const CONTEXT: &[u8] = b"doorstep certificate 1";

/// SHA-256 of a public key: what people and QR codes compare.
pub type Fingerprint = [u8; 32];

/// How a key signs. Its number is stored and sent: never reuse one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Algorithm {
    /// RFC 8032, pure, checked strictly: small-order keys are refused.
    Ed25519,
}

impl Algorithm {
    /// Its name as people look it up.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ed25519 => "Ed25519",
        }
    }
}

/// Says that `public_key` is the key of one device, enrolled for one person. Its signature covers every other field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// The device.
    pub device: DeviceId,
    /// "Van 12".
    pub device_name: String,
    /// The person it was enrolled for.
    pub person: PersonId,
    /// "Ada Byrne", as enrolled.
    pub person_name: String,
    /// The landlord's name, as enrolled.
    pub landlord: String,
    /// How both keys sign.
    pub algorithm: Algorithm,
    /// The device's public key.
    pub public_key: [u8; 32],
    /// When, by the hub's clock.
    pub issued: Timestamp,
    /// The public key of the hub that issued it. Anyone can make a hub key: compare its fingerprint.
    pub hub_key: [u8; 32],
    /// The hub's signature, 64 bytes.
    pub signature: Vec<u8>,
}

/// What is wrong with a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CertificateError {
    /// The hub's key is no key.
    #[error("the hub's key in the certificate is not a valid Ed25519 key; ask the landlord for a fresh copy")]
    HubKey,
    /// The device's key is no key.
    #[error("the device's key in the certificate is not a valid Ed25519 key; ask the landlord for a fresh copy")]
    DeviceKey,
    /// The hub's key did not sign these words.
    #[error(
        "the certificate was altered, or the hub named in it did not issue it; do not rely on who it says this is, and \
         ask the landlord for a fresh copy"
    )]
    Signature,
}

/// What the hub signs: every field but the signature, in the order of [`Certificate`].
#[derive(Serialize)]
struct Statement<'a> {
    device: DeviceId,
    device_name: &'a str,
    person: PersonId,
    person_name: &'a str,
    landlord: &'a str,
    algorithm: Algorithm,
    public_key: &'a [u8; 32],
    issued: Timestamp,
    hub_key: &'a [u8; 32],
}

impl Certificate {
    /// Signs a certificate for a device that has shown that it holds `public_key`.
    #[must_use]
    pub fn issue(
        hub: &SigningKey,
        holder: &DeviceEntry,
        public_key: &VerifyingKey,
        landlord: &str,
        issued: Timestamp,
    ) -> Self {
        let mut certificate = Self {
            device: holder.device,
            device_name: holder.device_name.clone(),
            person: holder.person,
            person_name: holder.person_name.clone(),
            landlord: landlord.to_owned(),
            algorithm: Algorithm::Ed25519,
            public_key: public_key.to_bytes(),
            issued,
            hub_key: hub.verifying_key().to_bytes(),
            signature: Vec::new(),
        };
        certificate.signature = hub.sign(&certificate.signed_text()).to_bytes().to_vec();
        certificate
    }

    /// Checks that the hub named in it issued it, word for word; gives the device's key.
    ///
    /// It does not say that this hub is the landlord's: that is [`Self::is_issued_by`].
    ///
    /// # Errors
    /// The first part that does not hold.
    pub fn verify(&self) -> Result<VerifyingKey, CertificateError> {
        let hub = key(&self.hub_key).ok_or(CertificateError::HubKey)?;
        let signature = Signature::from_slice(&self.signature).map_err(|_| CertificateError::Signature)?;
        hub.verify_strict(&self.signed_text(), &signature).map_err(|_| CertificateError::Signature)?;
        key(&self.public_key).ok_or(CertificateError::DeviceKey)
    }

    /// True when the hub with this key fingerprint issued it, word for word.
    #[must_use]
    pub fn is_issued_by(&self, hub: &Fingerprint) -> bool {
        self.verify().is_ok() && self.hub_fingerprint() == *hub
    }

    /// The fingerprint of the hub key named in it.
    #[must_use]
    pub fn hub_fingerprint(&self) -> Fingerprint {
        Sha256::digest(self.hub_key).into()
    }

    /// The device and its person, as a row of the landlord's reference data has them.
    #[must_use]
    pub fn holder(&self) -> DeviceEntry {
        DeviceEntry {
            device: self.device,
            device_name: self.device_name.clone(),
            person: self.person,
            person_name: self.person_name.clone(),
        }
    }

    fn signed_text(&self) -> Vec<u8> {
        let Self {
            device,
            device_name,
            person,
            person_name,
            landlord,
            algorithm,
            public_key,
            issued,
            hub_key,
            signature: _,
        } = self;
        let statement = Statement {
            device: *device,
            device_name,
            person: *person,
            person_name,
            landlord,
            algorithm: *algorithm,
            public_key,
            issued: *issued,
            hub_key,
        };
        // Encoding plain fields into a growing vector does not fail.
        [CONTEXT, &postcard::to_stdvec(&statement).unwrap_or_default()].concat()
    }
}

/// The public key with these bytes; none when they are no key, or one under which anything verifies.
fn key(bytes: &[u8; 32]) -> Option<VerifyingKey> {
    VerifyingKey::from_bytes(bytes).ok().filter(|key| !key.is_weak())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hub() -> SigningKey {
        SigningKey::from_bytes(&[11; 32])
    }

    fn adas_van() -> Certificate {
        let holder = DeviceEntry {
            device: DeviceId::from_bytes([7; 16]),
            device_name: "Van 12".into(),
            person: PersonId::from_bytes([8; 16]),
            person_name: "Ada Byrne".into(),
        };
        let key = SigningKey::from_bytes(&[1; 32]).verifying_key();
        let issued = Timestamp::parse("2026-11-22T07:40:00Z").unwrap();
        Certificate::issue(&hub(), &holder, &key, "Calder Vale Homes", issued)
    }

    #[test]
    fn a_certificate_gives_the_devices_key_and_names_its_hub() {
        let certificate = adas_van();
        assert_eq!(certificate.verify(), Ok(SigningKey::from_bytes(&[1; 32]).verifying_key()));
        assert!(certificate.is_issued_by(&Sha256::digest(hub().verifying_key().as_bytes()).into()));
        assert!(!certificate.is_issued_by(&[0; 32]));
        assert_eq!(certificate.holder().person_name, "Ada Byrne");
    }

    #[test]
    fn nothing_in_a_certificate_can_be_altered_unseen() {
        let altered: [fn(&mut Certificate); 8] = [
            |certificate| certificate.device = DeviceId::from_bytes([9; 16]),
            |certificate| certificate.device_name = "Van 13".into(),
            |certificate| certificate.person = PersonId::from_bytes([9; 16]),
            |certificate| certificate.person_name = "Bea Ashworth".into(),
            |certificate| certificate.landlord = "Other Homes".into(),
            |certificate| certificate.public_key = SigningKey::from_bytes(&[2; 32]).verifying_key().to_bytes(),
            |certificate| certificate.issued = Timestamp::from_milliseconds(0),
            |certificate| certificate.signature.truncate(63),
        ];
        for alter in altered {
            let mut certificate = adas_van();
            alter(&mut certificate);
            assert_eq!(certificate.verify(), Err(CertificateError::Signature));
        }
    }

    #[test]
    fn another_hubs_certificate_verifies_but_is_not_the_landlords() {
        let mut forged = adas_van();
        let stranger = SigningKey::from_bytes(&[12; 32]);
        forged.hub_key = stranger.verifying_key().to_bytes();
        assert_eq!(forged.verify(), Err(CertificateError::Signature));
        forged.signature = stranger.sign(&forged.signed_text()).to_bytes().to_vec();
        assert!(forged.verify().is_ok());
        assert!(!forged.is_issued_by(&adas_van().hub_fingerprint()));
    }

    #[test]
    fn keys_under_which_anything_verifies_are_refused() {
        // The identity point: a signature of noughts verifies under it without strictness.
        let mut weak = [0; 32];
        weak[0] = 1;
        let mut certificate = adas_van();
        certificate.hub_key = weak;
        assert_eq!(certificate.verify(), Err(CertificateError::HubKey));
        let mut certificate = adas_van();
        certificate.public_key = weak;
        certificate.signature = hub().sign(&certificate.signed_text()).to_bytes().to_vec();
        assert_eq!(certificate.verify(), Err(CertificateError::DeviceKey));
    }

    #[test]
    fn its_stored_form_does_not_change() {
        insta::assert_snapshot!(crate::change::hex(&postcard::to_stdvec(&adas_van()).unwrap()));
    }
}
