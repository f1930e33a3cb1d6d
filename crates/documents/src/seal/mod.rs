//! Seals: what a signature pins, so that anyone can check it with no hub and no network.
//!
//! A [`Page`] is drawn from a record at one version and shown to the customer. Their answer makes it a [`SealBody`],
//! which the device's key signs: the signature covers those very bytes, kept as they are, so that no question of how to
//! encode them again ever arises. The [`Seal`] goes into the record as a sign-off, with the certificate that says whose
//! key it is. [`examine`] holds a seal against a record, part by part, and lists what people wrote outside it. A
//! [`SealFile`] carries a seal and its record out of the house.

mod answered;
mod body;
mod carrier;
mod examine;
mod file;
mod first_version;
mod uncovered;

pub use body::{Page, SealBody};
pub use examine::{Finding, Part, SealReport, examine};
pub use file::{MAX_CHANGES, MAX_FILE, SealFile, SealFileError};
pub use uncovered::{NotCovered, Sight, Subject};

use domain::{
    job::NewRecording,
    sign_off::{Answer, Grounds},
};
use ed25519_dalek::{Signature, Signer, SigningKey};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use thiserror::Error;

use crate::certificate::{Certificate, CertificateError};

/// Keeps a signature over a sign-off from ever being one over something else.
const CONTEXT: &[u8] = b"doorstep sign-off 1";

/// Bytes of a seal, at most: the longest signature takes a quarter of it, and a change that holds it passes the gate.
pub const MAX_SEAL: usize = 900 << 10;

/// A sealed sign-off.
#[derive(Debug, Clone, PartialEq)]
pub struct Seal {
    sealed: Sealed,
    body: SealBody,
}

/// A seal as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Sealed {
    /// [`SealBody`] in postcard, exactly as signed; its version says whether [`Grounds`] and a [`NewRecording`] follow it.
    body: Vec<u8>,
    /// The device's, 64 bytes, by the algorithm that the certificate names.
    signature: Vec<u8>,
    certificate: Certificate,
}

/// A seal that cannot be made or read, or whose signature does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SealError {
    /// The bytes are no seal, or were cut or altered.
    #[error("the sign-off is damaged: its bytes do not decode; get a fresh copy of it from the landlord")]
    Damaged,
    /// It was sealed by a later version.
    #[error("the sign-off was sealed by a later version of Doorstep (format {0}); update Doorstep to read it")]
    NewerVersion(u8),
    /// It is larger than any sign-off may be.
    #[error("the sign-off is larger than {MAX_SEAL} bytes; clear the signature and draw it again, more simply")]
    TooLarge,
    /// The key in hand is not the one that the certificate is for.
    #[error("this device's certificate is for another key; enrol the device again")]
    WrongKey,
    /// The certificate does not hold.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The device's key did not sign this sign-off.
    #[error("the sign-off was altered after it was signed, or another device's key signed it; do not rely on it")]
    Signature,
}

impl Seal {
    /// Signs a sign-off with the key of the device that took it.
    ///
    /// # Errors
    /// [`SealError::WrongKey`] when the certificate is not for this key and device; [`SealError::TooLarge`].
    pub fn sign(body: SealBody, key: &SigningKey, certificate: Certificate) -> Result<Self, SealError> {
        if certificate.public_key != key.verifying_key().to_bytes() || certificate.device != body.device {
            return Err(SealError::WrongKey);
        }
        let bytes = match (&body.grounds, &body.answer.spoken) {
            (None, None) => encode(&body)?,
            (Some(grounds), None) => encode(&(&body, grounds))?,
            (None, Some(spoken)) => encode(&(&body, spoken))?,
            (Some(grounds), Some(spoken)) => encode(&(&body, grounds, spoken))?,
        };
        let signature = key.sign(&signed_text(&bytes)).to_bytes().to_vec();
        let seal = Self { sealed: Sealed { body: bytes, signature, certificate }, body };
        if seal.to_bytes().len() > MAX_SEAL { Err(SealError::TooLarge) } else { Ok(seal) }
    }

    /// As it is stored in the record.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        // Plain fields always encode.
        encode(&self.sealed).unwrap_or_default()
    }

    /// Reads a stored seal. Whether it holds is [`Self::verify`]'s to say.
    ///
    /// # Errors
    /// The bytes are not exactly a seal of a version that this build knows.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SealError> {
        if bytes.len() > MAX_SEAL {
            return Err(SealError::TooLarge);
        }
        let sealed: Sealed = decode(bytes)?;
        let bytes = &sealed.body;
        let with = |(body, grounds, spoken): (SealBody, Option<Grounds>, Option<NewRecording>)| SealBody {
            grounds,
            answer: Answer { spoken, ..body.answer },
            ..body
        };
        let body = match bytes.first() {
            Some(&SealBody::VERSION) => decode(bytes)?,
            Some(&SealBody::VISIT_VERSION) => decode(bytes).map(|(body, grounds)| with((body, Some(grounds), None)))?,
            Some(&SealBody::SPOKEN_VERSION) => decode(bytes).map(|(body, spoken)| with((body, None, Some(spoken))))?,
            Some(&SealBody::SPOKEN_VISIT_VERSION) => {
                decode(bytes).map(|(body, grounds, spoken)| with((body, Some(grounds), Some(spoken))))?
            }
            Some(&first_version::VERSION) => decode::<first_version::FirstBody>(bytes)?.into(),
            Some(&newer) if newer > SealBody::SPOKEN_VISIT_VERSION => return Err(SealError::NewerVersion(newer)),
            _ => return Err(SealError::Damaged),
        };
        Ok(Self { sealed, body })
    }

    /// What was signed.
    #[must_use]
    pub const fn body(&self) -> &SealBody {
        &self.body
    }

    /// Whose key signed it.
    #[must_use]
    pub const fn certificate(&self) -> &Certificate {
        &self.sealed.certificate
    }

    /// Checks that the certificate holds, and that its device's key signed this very sign-off.
    ///
    /// It does not say that the certificate's hub is the landlord's: that is [`Certificate::is_issued_by`]. Nor does it
    /// look at any record: that is [`examine`].
    ///
    /// # Errors
    /// The first of the two that does not hold.
    pub fn verify(&self) -> Result<(), SealError> {
        let Sealed { body, signature, certificate } = &self.sealed;
        let key = certificate.verify()?;
        let signature = Signature::from_slice(signature).map_err(|_| SealError::Signature)?;
        let signed = key.verify_strict(&signed_text(body), &signature).is_ok();
        if signed && self.body.device == certificate.device { Ok(()) } else { Err(SealError::Signature) }
    }
}

fn signed_text(body: &[u8]) -> Vec<u8> {
    [CONTEXT, body].concat()
}

fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>, SealError> {
    postcard::to_stdvec(value).map_err(|_| SealError::Damaged)
}

/// Decodes bytes that are exactly the encoding of a value: nothing after it, and no other spelling of it.
fn decode<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Result<T, SealError> {
    let value = postcard::from_bytes(bytes).map_err(|_| SealError::Damaged)?;
    if encode(&value)? == bytes { Ok(value) } else { Err(SealError::Damaged) }
}
