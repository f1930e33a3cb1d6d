//! Joining: a single-use invitation, a device key, a certificate.

use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use documents::certificate::Certificate;
use domain::id::DeviceId;
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::message::HubEpoch;

/// How long an invitation is good for, in milliseconds: 15 minutes.
pub const INVITATION_LIFETIME_MS: i64 = 15 * 60 * 1000;

/// What an invitation begins with.
const ENROL: &str = "doorstep:enrol?";

/// What the landlord's QR code says: `doorstep:enrol?hub=…&key=…&token=…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The hub's address: "https://hub.example.org".
    pub hub: String,
    /// SHA-256 of the hub's public key: the answer's certificate must be signed by that key.
    pub key_fingerprint: [u8; 32],
    /// Single use, 128 random bits.
    pub token: [u8; 16],
}

/// A text that is not an invitation.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum InvitationError {
    /// It does not begin as one.
    #[error("this is not a Doorstep code: it should begin with doorstep:enrol?")]
    NotAnInvitation,
    /// It does not begin as a code that unlocks a handheld.
    #[error("this is not a code that unlocks a phone: it should begin with doorstep:unlock?")]
    NotAnUnlockCode,
    /// A part is missing or unreadable.
    #[error("the code's \"{0}\" part is missing or damaged")]
    Part(&'static str),
}

impl fmt::Display for Invitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(ENROL)?;
        self.write_parts(f)
    }
}

impl FromStr for Invitation {
    type Err = InvitationError;

    fn from_str(text: &str) -> Result<Self, InvitationError> {
        Self::read_parts(code_in(text, ENROL).ok_or(InvitationError::NotAnInvitation)?)
    }
}

/// What stands behind `begins` in a message that was pasted, whatever else somebody wrote round the code.
pub(crate) fn code_in<'t>(text: &'t str, begins: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(begins)?;
    let code = rest.split(char::is_whitespace).next()?;
    Some(code.trim_end_matches(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-' && letter != '_'))
}

impl Invitation {
    /// Everything behind the question mark.
    pub(crate) fn write_parts(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (key, token) = (URL_SAFE_NO_PAD.encode(self.key_fingerprint), URL_SAFE_NO_PAD.encode(self.token));
        write!(f, "hub={}&key={key}&token={token}", self.hub)
    }

    pub(crate) fn read_parts(query: &str) -> Result<Self, InvitationError> {
        let part = |name: &'static str| {
            query
                .split('&')
                .find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name).map(|(_, value)| value))
                .ok_or(InvitationError::Part(name))
        };
        let hub = part("hub")?;
        if !(hub.starts_with("https://") || hub.starts_with("http://")) {
            return Err(InvitationError::Part("hub"));
        }
        Ok(Self {
            hub: hub.trim_end_matches('/').to_owned(),
            key_fingerprint: decode(part("key")?).ok_or(InvitationError::Part("key"))?,
            token: decode(part("token")?).ok_or(InvitationError::Part("token"))?,
        })
    }
}

fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

/// The fingerprint of a hub's public key.
#[must_use]
pub fn fingerprint(key: &VerifyingKey) -> [u8; 32] {
    Sha256::digest(key.as_bytes()).into()
}

/// Asks to join. The token is the hub's challenge; the signature shows that the device holds the key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolRequest {
    /// From the invitation.
    pub token: [u8; 16],
    /// The device's Ed25519 public key.
    pub public_key: [u8; 32],
    /// Its signature over the token and the hub's key fingerprint, 64 bytes.
    pub signature: Vec<u8>,
}

impl EnrolRequest {
    /// Answers an invitation with a device key.
    #[must_use]
    pub fn sign(invitation: &Invitation, key: &SigningKey) -> Self {
        let text = Self::signed_text(&invitation.token, &invitation.key_fingerprint);
        Self {
            token: invitation.token,
            public_key: key.verifying_key().to_bytes(),
            signature: key.sign(&text).to_bytes().to_vec(),
        }
    }

    /// The device's key, when it signed this request for the hub with this fingerprint.
    #[must_use]
    pub fn verified_key(&self, hub_fingerprint: &[u8; 32]) -> Option<VerifyingKey> {
        let key = VerifyingKey::from_bytes(&self.public_key).ok()?;
        let signature = Signature::from_slice(&self.signature).ok()?;
        key.verify(&Self::signed_text(&self.token, hub_fingerprint), &signature).ok()?;
        Some(key)
    }

    fn signed_text(token: &[u8; 16], hub_fingerprint: &[u8; 32]) -> Vec<u8> {
        [b"doorstep enrol 1".as_slice(), token, hub_fingerprint].concat()
    }
}

/// The hub's welcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolResponse {
    /// The device's certificate, signed by the hub's key.
    pub certificate: Certificate,
    /// The log that cursors will speak of.
    pub epoch: HubEpoch,
    /// The landlord's name.
    pub landlord: String,
}

/// Asks to go on as another device: the sender's chain forked, because its database was put back from a copy or copied,
/// and the hub saw the other branch first. No invitation is needed: the old key hands over to the new one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuccessionRequest {
    /// The device that it was.
    pub predecessor: DeviceId,
    /// The new device's Ed25519 public key.
    pub public_key: [u8; 32],
    /// The old key's signature over the new key and the hub's key fingerprint, 64 bytes.
    pub handed_over: Vec<u8>,
    /// The new key's signature over the same, 64 bytes.
    pub taken_over: Vec<u8>,
}

impl SuccessionRequest {
    /// Hands over from one key to another.
    #[must_use]
    pub fn sign(predecessor: DeviceId, old: &SigningKey, new: &SigningKey, hub_fingerprint: &[u8; 32]) -> Self {
        let public_key = new.verifying_key().to_bytes();
        let text = Self::signed_text(predecessor, &public_key, hub_fingerprint);
        Self {
            predecessor,
            public_key,
            handed_over: old.sign(&text).to_bytes().to_vec(),
            taken_over: new.sign(&text).to_bytes().to_vec(),
        }
    }

    /// The new device's key, when both keys signed this hand-over for the hub with this fingerprint.
    #[must_use]
    pub fn verified_key(&self, old: &VerifyingKey, hub_fingerprint: &[u8; 32]) -> Option<VerifyingKey> {
        let new = VerifyingKey::from_bytes(&self.public_key).ok()?;
        let text = Self::signed_text(self.predecessor, &self.public_key, hub_fingerprint);
        old.verify(&text, &Signature::from_slice(&self.handed_over).ok()?).ok()?;
        new.verify(&text, &Signature::from_slice(&self.taken_over).ok()?).ok()?;
        Some(new)
    }

    fn signed_text(predecessor: DeviceId, public_key: &[u8; 32], hub_fingerprint: &[u8; 32]) -> Vec<u8> {
        [b"doorstep succession 1".as_slice(), predecessor.as_bytes(), public_key, hub_fingerprint].concat()
    }
}

/// A device that went on as another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerSelf {
    /// As the hub issued it.
    pub certificate: Certificate,
    /// To the next.
    pub hand_over: SuccessionRequest,
}

impl FormerSelf {
    /// The key that it handed over to, when the hub with this fingerprint issued the certificate and both keys signed.
    #[must_use]
    pub fn verified_heir(&self, hub_fingerprint: &[u8; 32]) -> Option<VerifyingKey> {
        if !self.certificate.is_issued_by(hub_fingerprint) || self.hand_over.predecessor != self.certificate.device {
            return None;
        }
        self.hand_over.verified_key(&self.certificate.verify().ok()?, hub_fingerprint)
    }
}

/// Devices that one handheld may have been before, at most.
pub const MAX_LINE: usize = 16;

/// Asks a hub that was put back from an older copy to know this device again. The certificate is the hub's own word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadmissionRequest {
    /// The devices that it was before, oldest first: each handed over to the next, and the last to this one. At most
    /// [`MAX_LINE`].
    pub line: Vec<FormerSelf>,
    /// As the hub issued it.
    pub certificate: Certificate,
    /// The device's signature over the certificate's, 64 bytes: whoever asks holds its key.
    pub signature: Vec<u8>,
}

impl ReadmissionRequest {
    /// Asks with a certificate.
    #[must_use]
    pub fn sign(certificate: Certificate, line: Vec<FormerSelf>, key: &SigningKey) -> Self {
        let signature = key.sign(&Self::signed_text(&certificate)).to_bytes().to_vec();
        Self { line, certificate, signature }
    }

    /// True when each device of the line handed over to the next, and the last to this one.
    #[must_use]
    pub fn line_holds(&self, hub_fingerprint: &[u8; 32]) -> bool {
        let heirs =
            self.line.iter().skip(1).map(|next| next.certificate.public_key).chain([self.certificate.public_key]);
        self.line.len() <= MAX_LINE
            && self
                .line
                .iter()
                .zip(heirs)
                .all(|(former, heir)| former.verified_heir(hub_fingerprint).is_some_and(|key| key.to_bytes() == heir))
    }

    /// The device's key, when the hub with this fingerprint issued the certificate and the device asks itself.
    #[must_use]
    pub fn verified_key(&self, hub_fingerprint: &[u8; 32]) -> Option<VerifyingKey> {
        if !self.certificate.is_issued_by(hub_fingerprint) {
            return None;
        }
        let key = self.certificate.verify().ok()?;
        let signature = Signature::from_slice(&self.signature).ok()?;
        key.verify(&Self::signed_text(&self.certificate), &signature).ok()?;
        Some(key)
    }

    fn signed_text(certificate: &Certificate) -> Vec<u8> {
        [b"doorstep readmission 1".as_slice(), &certificate.signature].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_reads_back_from_its_text() {
        let invitation = Invitation { hub: "http://127.0.0.1:8443".into(), key_fingerprint: [3; 32], token: [4; 16] };
        assert_eq!(invitation.to_string().parse(), Ok(invitation.clone()));
        let pasted = format!("Here is your code:\n{invitation}.\nThe office");
        assert_eq!(pasted.parse(), Ok(invitation));
    }

    #[test]
    fn a_damaged_invitation_says_which_part_is_damaged() {
        let read = |text: &str| text.parse::<Invitation>().unwrap_err();
        assert_eq!(read("https://example.org"), InvitationError::NotAnInvitation);
        assert_eq!(read("doorstep:enrol?key=a&token=b"), InvitationError::Part("hub"));
        assert_eq!(read("doorstep:enrol?hub=ftp://x&key=a&token=b"), InvitationError::Part("hub"));
        assert_eq!(read("doorstep:enrol?hub=https://x&key=a&token=b"), InvitationError::Part("key"));
    }

    #[test]
    fn a_hand_over_holds_between_these_two_keys_and_for_this_hub_alone() {
        let [old, new, other] = [1, 2, 3].map(|seed| SigningKey::from_bytes(&[seed; 32]));
        let device = DeviceId::from_bytes([7; 16]);
        let request = SuccessionRequest::sign(device, &old, &new, &[5; 32]);
        assert_eq!(request.verified_key(&old.verifying_key(), &[5; 32]), Some(new.verifying_key()));
        assert_eq!(request.verified_key(&other.verifying_key(), &[5; 32]), None);
        assert_eq!(request.verified_key(&old.verifying_key(), &[6; 32]), None);
        let stolen = SuccessionRequest { public_key: other.verifying_key().to_bytes(), ..request.clone() };
        assert_eq!(stolen.verified_key(&old.verifying_key(), &[5; 32]), None);
        let of_another = SuccessionRequest { predecessor: DeviceId::from_bytes([8; 16]), ..request };
        assert_eq!(of_another.verified_key(&old.verifying_key(), &[5; 32]), None);
    }

    #[test]
    fn a_certificate_readmits_its_own_device_to_its_own_hub_alone() {
        let [hub, key, other] = [1, 2, 3].map(|seed| SigningKey::from_bytes(&[seed; 32]));
        let holder = domain::author::DeviceEntry {
            device: DeviceId::from_bytes([7; 16]),
            device_name: "Van 12".into(),
            person: domain::id::PersonId::from_bytes([8; 16]),
            person_name: "Ada Byrne".into(),
        };
        let issued = domain::time::Timestamp::from_milliseconds(0);
        let certificate = Certificate::issue(&hub, &holder, &key.verifying_key(), "Calder Vale Homes", issued);
        let request = ReadmissionRequest::sign(certificate.clone(), Vec::new(), &key);
        let hubs = fingerprint(&hub.verifying_key());
        assert_eq!(request.verified_key(&hubs), Some(key.verifying_key()));
        assert_eq!(request.verified_key(&[9; 32]), None);
        assert_eq!(ReadmissionRequest::sign(certificate, Vec::new(), &other).verified_key(&hubs), None);
    }

    #[test]
    fn a_line_holds_only_as_the_keys_handed_it_over() {
        let [hub, first, second, third] = [1, 2, 3, 4].map(|seed| SigningKey::from_bytes(&[seed; 32]));
        let hubs = fingerprint(&hub.verifying_key());
        let issued = domain::time::Timestamp::from_milliseconds(0);
        let certified = |number: u8, key: &SigningKey| {
            let holder = domain::author::DeviceEntry {
                device: DeviceId::from_bytes([number; 16]),
                device_name: format!("Van 12 ({number})"),
                person: domain::id::PersonId::from_bytes([8; 16]),
                person_name: "Ada Byrne".into(),
            };
            Certificate::issue(&hub, &holder, &key.verifying_key(), "Calder Vale Homes", issued)
        };
        let former = |number: u8, old: &SigningKey, new: &SigningKey| FormerSelf {
            certificate: certified(number, old),
            hand_over: SuccessionRequest::sign(DeviceId::from_bytes([number; 16]), old, new, &hubs),
        };
        let asks = |line: Vec<FormerSelf>| ReadmissionRequest::sign(certified(3, &third), line, &third);
        assert!(asks(Vec::new()).line_holds(&hubs));
        let whole = vec![former(1, &first, &second), former(2, &second, &third)];
        assert!(asks(whole.clone()).line_holds(&hubs));
        assert!(!asks(whole[..1].to_vec()).line_holds(&hubs), "the first did not hand over to the third");
        assert!(!asks(vec![whole[1].clone(), whole[0].clone()]).line_holds(&hubs));
        assert!(!asks(vec![former(1, &second, &third)]).line_holds(&[9; 32]));
        let stolen = FormerSelf { certificate: certified(1, &first), ..former(1, &third, &third) };
        assert!(!asks(vec![stolen]).line_holds(&hubs), "the old key did not sign");
    }

    #[test]
    fn a_request_shows_its_key_to_the_hub_it_was_meant_for_alone() {
        let invitation = Invitation { hub: "https://hub.example.org".into(), key_fingerprint: [3; 32], token: [4; 16] };
        let key = SigningKey::from_bytes(&[5; 32]);
        let request = EnrolRequest::sign(&invitation, &key);
        assert_eq!(request.verified_key(&[3; 32]), Some(key.verifying_key()));
        assert_eq!(request.verified_key(&[9; 32]), None);
    }
}
