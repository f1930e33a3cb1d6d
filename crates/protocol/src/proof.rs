//! Proof that a device's key made a request, once.
//!
//! No clock is involved, since clocks on handhelds may be wrong: each request carries a number that the device never
//! uses twice, and the hub keeps a sliding window of 64 numbers (as RFC 4303 section 3.4.3 does for packets), so that
//! requests may overtake each other and a copy of one is refused.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::id::DeviceId;
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The header that carries a proof.
pub const PROOF_HEADER: &str = "doorstep-proof";

/// A proof, as it travels: unpadded base64url of postcard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// Who asks.
    pub device: DeviceId,
    /// Never used twice by this device.
    pub counter: u64,
    signature: Vec<u8>,
}

impl Proof {
    /// Proves a request with this method, path (with its query) and body.
    #[must_use]
    pub fn sign(device: DeviceId, counter: u64, method: &str, path: &str, body: &[u8], key: &SigningKey) -> Self {
        let text = signed_text(device, counter, method, path, body);
        Self { device, counter, signature: key.sign(&text).to_bytes().to_vec() }
    }

    /// True when `key` signed this very request.
    #[must_use]
    pub fn proves(&self, method: &str, path: &str, body: &[u8], key: &VerifyingKey) -> bool {
        let text = signed_text(self.device, self.counter, method, path, body);
        Signature::from_slice(&self.signature).is_ok_and(|signature| key.verify(&text, &signature).is_ok())
    }

    /// The header's value.
    #[must_use]
    pub fn to_header(&self) -> String {
        URL_SAFE_NO_PAD.encode(postcard::to_stdvec(self).unwrap_or_default())
    }

    /// Reads a header's value.
    #[must_use]
    pub fn from_header(value: &str) -> Option<Self> {
        postcard::from_bytes(&URL_SAFE_NO_PAD.decode(value).ok()?).ok()
    }
}

fn signed_text(device: DeviceId, counter: u64, method: &str, path: &str, body: &[u8]) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(b"doorstep request 1");
    hash.update(device.as_bytes());
    hash.update(counter.to_be_bytes());
    for part in [method.as_bytes(), path.as_bytes(), body] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().to_vec()
}

/// The numbers that a hub has seen from one device: the highest, and which of the 63 before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReplayWindow {
    /// The highest number seen.
    pub top: u64,
    /// Bit `i` is set when `top - i` was seen.
    pub seen: u64,
}

impl ReplayWindow {
    /// The window with `counter` in it; none when it was seen before or is too old to tell.
    #[must_use]
    pub fn admit(self, counter: u64) -> Option<Self> {
        if counter > self.top {
            let shift = counter - self.top;
            let seen = if shift < 64 { self.seen << shift } else { 0 };
            return Some(Self { top: counter, seen: seen | 1 });
        }
        let bit = 1_u64.checked_shl(u32::try_from(self.top - counter).ok()?)?;
        (counter > 0 && self.seen & bit == 0).then_some(Self { top: self.top, seen: self.seen | bit })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_holds_for_its_own_request_alone() {
        let (device, key) = (DeviceId::from_bytes([1; 16]), SigningKey::from_bytes(&[2; 32]));
        let proof = Proof::sign(device, 5, "POST", "/v1/exchange", b"body", &key);
        let read = Proof::from_header(&proof.to_header()).unwrap();
        assert!(read.proves("POST", "/v1/exchange", b"body", &key.verifying_key()));
        assert!(!read.proves("POST", "/v1/exchange", b"other", &key.verifying_key()));
        assert!(!read.proves("POST", "/v1/fill", b"body", &key.verifying_key()));
        assert!(!Proof { counter: 6, ..read }.proves("POST", "/v1/exchange", b"body", &key.verifying_key()));
    }

    #[test]
    fn each_number_passes_once_even_when_requests_overtake_each_other() {
        let mut window = ReplayWindow::default();
        for counter in [1, 3, 2, 70, 10] {
            window = window.admit(counter).unwrap();
        }
        for counter in [0, 1, 2, 3, 70, 10, 6] {
            assert_eq!(window.admit(counter), None, "{counter}");
        }
        assert!(window.admit(7).is_some());
        assert!(window.admit(u64::MAX).is_some());
    }
}
