//! Photos on a job, and where their bytes are.

use domain::job::PhotoStage;
use store::{AttachmentState, Store};

use crate::api::{self, Failure, PhotoState};

/// The stage that a screen names.
pub(crate) const fn stage(asked: api::PhotoStage) -> PhotoStage {
    match asked {
        api::PhotoStage::Before => PhotoStage::Before,
        api::PhotoStage::During => PhotoStage::During,
        api::PhotoStage::After => PhotoStage::After,
    }
}

/// The stage as a screen names it.
pub(crate) const fn stage_shown(stage: PhotoStage) -> api::PhotoStage {
    match stage {
        PhotoStage::Before => api::PhotoStage::Before,
        PhotoStage::During => api::PhotoStage::During,
        PhotoStage::After => api::PhotoStage::After,
    }
}

/// Where a picture's bytes are.
pub(crate) fn state(store: &Store, hash: &[u8; 32]) -> Result<PhotoState, Failure> {
    Ok(match store.attachment_state(hash)? {
        Some(AttachmentState::Waiting) => PhotoState::Waiting,
        Some(AttachmentState::Sent | AttachmentState::Present) => PhotoState::Sent,
        Some(AttachmentState::Coming) | None => PhotoState::Coming,
        Some(AttachmentState::Elsewhere) => PhotoState::Elsewhere,
    })
}

/// A hash as the screens name it.
pub(crate) fn hex(hash: &[u8; 32]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The hash with this name.
pub(crate) fn from_hex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let mut hash = [0; 32];
    for (byte, digits) in hash.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_reads_back_from_its_name_and_nothing_else_does() {
        let hash = std::array::from_fn(|index| u8::try_from(index * 7).unwrap());
        assert_eq!(from_hex(&hex(&hash)), Some(hash));
        for text in ["", "zz", &"g".repeat(64), &"é".repeat(32), &"0".repeat(63)] {
            assert_eq!(from_hex(text), None, "{text}");
        }
    }
}
