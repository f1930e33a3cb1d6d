//! Fingerprints as people read them aloud, and as invitations carry them.

use std::str::FromStr;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use documents::certificate::Fingerprint;
use thiserror::Error;

/// The landlord's key fingerprint as somebody typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HubKey(pub Fingerprint);

/// A text that is no fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a fingerprint has 64 hexadecimal digits, in groups if you like; copy the whole of it from the landlord")]
pub struct NoFingerprint;

impl FromStr for HubKey {
    type Err = NoFingerprint;

    /// Hexadecimal with spaces, colons or hyphens between; or the `key` of an invitation (43 characters, base64url).
    fn from_str(text: &str) -> Result<Self, NoFingerprint> {
        if let Ok(bytes) = URL_SAFE_NO_PAD.decode(text.trim())
            && let Ok(fingerprint) = bytes.try_into()
        {
            return Ok(Self(fingerprint));
        }
        let digits: Vec<char> = text.chars().filter(|c| !(c.is_whitespace() || matches!(c, ':' | '-'))).collect();
        let byte = |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16).ok();
        if digits.len() != 64 || !digits.iter().all(char::is_ascii_hexdigit) {
            return Err(NoFingerprint);
        }
        let bytes: Option<Vec<u8>> = digits.chunks(2).map(byte).collect();
        bytes.and_then(|bytes| bytes.try_into().ok()).map(Self).ok_or(NoFingerprint)
    }
}

/// "3f2a 91bc …": sixteen groups of four.
pub fn spelled(fingerprint: &Fingerprint) -> String {
    let groups = fingerprint.chunks(2).map(|pair| pair.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    groups.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_reads_back_however_it_was_spelled() {
        let fingerprint: Fingerprint = std::array::from_fn(|index| u8::try_from(index * 7).unwrap());
        let hex = spelled(&fingerprint);
        assert_eq!(hex.split(' ').count(), 16);
        let base64 = URL_SAFE_NO_PAD.encode(fingerprint);
        for text in [hex.clone(), hex.replace(' ', ""), hex.to_uppercase().replace(' ', ":"), base64] {
            assert_eq!(text.parse(), Ok(HubKey(fingerprint)), "{text}");
        }
    }

    #[test]
    fn half_a_fingerprint_is_none() {
        for text in ["", "3f2a", &"a".repeat(63), &"a".repeat(65), &"g".repeat(64), &"é".repeat(64), &"a+".repeat(32)]
        {
            assert_eq!(text.parse::<HubKey>(), Err(NoFingerprint), "{text}");
        }
    }
}
