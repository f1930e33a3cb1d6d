//! Where one upload goes: an address that only this hub can have made.
//!
//! A handheld proves who it is once, when it begins an upload; what it gets is an address that holds the upload itself
//! under the hub's signature. Whoever has the address may send that one file and nothing else, so that any tus client
//! can, and no piece of a photo costs a proof. Nothing is stored for it, and a restart forgets nothing.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{id::DeviceId, time::Timestamp};
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier};
use serde::{Deserialize, Serialize};

/// How long an address is good for, in milliseconds. A handheld asks for another when it needs one; what has arrived
/// stays.
pub(super) const LIFETIME_MS: i64 = 24 * 3_600_000;

/// One upload of one device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ticket {
    /// SHA-256 that the whole has to have.
    pub hash: [u8; 32],
    /// Bytes of the whole.
    pub length: u64,
    /// Who began it.
    pub device: DeviceId,
    /// When the address is good no more, by the hub's clock.
    pub expires: Timestamp,
}

impl Ticket {
    /// The last part of the address.
    pub(super) fn sign(&self, key: &SigningKey) -> String {
        let signature = key.sign(&self.text()).to_bytes().to_vec();
        URL_SAFE_NO_PAD.encode(postcard::to_stdvec(&(self, signature)).unwrap_or_default())
    }

    /// Reads it back; none when this hub did not make it.
    pub(super) fn read(text: &str, key: &SigningKey) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let ((ticket, signature), []) = postcard::take_from_bytes::<(Self, Vec<u8>)>(&bytes).ok()? else {
            return None;
        };
        let signature = Signature::from_slice(&signature).ok()?;
        key.verifying_key().verify(&ticket.text(), &signature).is_ok().then_some(ticket)
    }

    fn text(&self) -> Vec<u8> {
        let mut text = b"doorstep upload 1".to_vec();
        text.extend(postcard::to_stdvec(self).unwrap_or_default());
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_good_at_the_hub_that_made_it_and_for_that_file_alone() {
        let (ours, theirs) = (SigningKey::from_bytes(&[1; 32]), SigningKey::from_bytes(&[2; 32]));
        let device = DeviceId::from_bytes([3; 16]);
        let ticket = Ticket { hash: [4; 32], length: 9, device, expires: Timestamp::from_milliseconds(5) };
        let address = ticket.sign(&ours);
        assert_eq!(Ticket::read(&address, &ours), Some(ticket.clone()));
        assert_eq!(Ticket::read(&address, &theirs), None);
        let other = Ticket { length: 10, ..ticket }.sign(&theirs);
        assert_eq!(Ticket::read(&other, &ours), None);
        assert_eq!(Ticket::read("", &ours), None);
    }
}
