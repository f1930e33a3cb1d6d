//! Photos on a job, and where their bytes are.

use domain::{
    id::PhotoId,
    job::{Job, MadeFrom, PhotoStage, redacted},
};
use store::{AttachmentState, Store, TakenPhoto};

use super::{people::People, sign_off::Examined};
use crate::{
    api::{self, Failure, PhotoMadeFrom, PhotoState},
    error,
    photo::PhotoError,
};

/// The photos of a job, oldest first; those that were redacted say by whom.
pub(crate) fn shown(
    store: &Store,
    job: &Job,
    people: &People,
    examined: Option<&Examined>,
) -> Result<Vec<api::Photo>, Failure> {
    let outside = examined.map(Examined::photos_outside).unwrap_or_default();
    let gone = redacted(&job.photos);
    let mut photos: Vec<_> = job.photos.iter().collect();
    photos.sort_by_key(|photo| (photo.written.at, photo.id));
    photos
        .into_iter()
        .map(|held| {
            Ok(api::Photo {
                id: held.id.to_string(),
                hash: hex(&held.photo.hash),
                stage: stage_shown(held.photo.stage),
                caption: held.photo.caption.clone(),
                by: people.by(&held.written),
                state: state(store, &held.photo.hash)?,
                not_covered: outside.contains(&held.id),
                made_from: held.photo.made_from.map(|made| match made {
                    MadeFrom::Redaction(_) => PhotoMadeFrom::Redaction,
                    MadeFrom::Marks(_) => PhotoMadeFrom::Marks,
                }),
                redacted: if gone.contains(&held.id) { redacted_by(job, held.id, people) } else { String::new() },
            })
        })
        .collect()
}

/// Who blacked out a part of a photo; of one that shows the same as another, without a name.
fn redacted_by(job: &Job, photo: PhotoId, people: &People) -> String {
    let by = job.photos.iter().find(|held| held.photo.made_from == Some(MadeFrom::Redaction(photo)));
    by.map_or_else(|| "Redacted".to_owned(), |by| format!("Redacted by {}", people.by(&by.written)))
}

/// Photos that are being made ready, but for those that the job shows already. They are read before it: a photo that is
/// recorded in between is in both, and never in neither.
pub(crate) fn taken(taken: Vec<TakenPhoto>, job: &Job) -> Vec<api::TakenPhoto> {
    let failure = |fault: &str| match fault {
        "" => None,
        fault if fault == error::job_unknown().code => Some(error::job_unknown()),
        fault => Some(PhotoError::from_code(fault).into()),
    };
    taken
        .into_iter()
        .filter(|taken| job.photos.iter().all(|held| held.id != taken.photo))
        .map(|taken| api::TakenPhoto {
            id: taken.photo.to_string(),
            stage: stage_shown(taken.stage),
            failure: failure(&taken.fault),
            caption: taken.caption,
        })
        .collect()
}

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
        Some(AttachmentState::PutAway) => PhotoState::PutAway,
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
