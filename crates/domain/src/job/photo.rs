//! Pictures made from other pictures, and which pictures may still be seen.
//!
//! A picture in a record is never altered: blacking a part of it out, or drawing on it, makes another picture that
//! names the first. So two people who do it at once both keep what they made.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Photo;
use crate::id::PhotoId;

/// What a picture was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MadeFrom {
    /// Parts of that photo were blacked out. It is destroyed everywhere, and so is whatever shows the same.
    Redaction(PhotoId),
    /// Something was drawn on that photo, which stays.
    Marks(PhotoId),
}

/// Photos of a job whose bytes nobody may hold any more, because somebody blacked out a part of them: each such photo,
/// the photo that it was drawn on, whatever was drawn on it, and the same picture taken in twice.
#[must_use]
pub fn redacted(photos: &[Photo]) -> BTreeSet<PhotoId> {
    let mut alike: BTreeMap<PhotoId, Vec<PhotoId>> = BTreeMap::new();
    let mut same: BTreeMap<[u8; 32], PhotoId> = BTreeMap::new();
    let mut join = |one: PhotoId, other: PhotoId| {
        alike.entry(one).or_default().push(other);
        alike.entry(other).or_default().push(one);
    };
    for Photo { id, photo, .. } in photos {
        if let Some(MadeFrom::Marks(on)) = photo.made_from {
            join(*id, on);
        }
        if let Some(twin) = same.insert(photo.hash, *id) {
            join(*id, twin);
        }
    }
    let blacked_out = photos.iter().filter_map(|held| match held.photo.made_from {
        Some(MadeFrom::Redaction(of)) => Some(of),
        _ => None,
    });
    let mut waiting: Vec<PhotoId> = blacked_out.collect();
    let mut redacted = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if redacted.insert(id) {
            waiting.extend(alike.get(&id).into_iter().flatten());
        }
    }
    redacted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::{NewPhoto, PhotoStage};

    fn photo(id: u8, hash: u8, made_from: Option<MadeFrom>) -> Photo {
        Photo {
            id: named(id),
            photo: NewPhoto {
                hash: [hash; 32],
                size: 9,
                preview_hash: [hash; 32],
                preview_size: 1,
                media_type: "image/jpeg".into(),
                caption: String::new(),
                stage: PhotoStage::Before,
                made_from,
            },
            written: crate::author::Written { device: None, at: crate::time::Timestamp::default() },
        }
    }

    const fn named(id: u8) -> PhotoId {
        PhotoId::from_bytes([id; 16])
    }

    fn redacted(photos: &[Photo]) -> Vec<u8> {
        super::redacted(photos).into_iter().map(|id| id.as_bytes()[0]).collect()
    }

    #[test]
    fn a_redacted_photo_takes_everything_with_it_that_shows_the_same() {
        // Ada drew on Dev's photo, Dev took it in twice, and then a face in what Ada made is blacked out.
        let photos = vec![
            photo(1, 10, None),
            photo(2, 11, Some(MadeFrom::Marks(named(1)))),
            photo(3, 10, None),
            photo(4, 12, Some(MadeFrom::Redaction(named(2)))),
            photo(5, 13, Some(MadeFrom::Marks(named(4)))),
            photo(6, 14, None),
        ];
        assert_eq!(redacted(&photos), [1, 2, 3]);
    }

    #[test]
    fn what_two_people_blacked_out_at_once_both_stays_and_the_original_does_not() {
        let photos = vec![
            photo(1, 10, None),
            photo(2, 11, Some(MadeFrom::Redaction(named(1)))),
            photo(3, 12, Some(MadeFrom::Redaction(named(1)))),
        ];
        assert_eq!(redacted(&photos), [1]);
    }

    #[test]
    fn a_redaction_of_a_redaction_leaves_the_last() {
        let photos = vec![
            photo(1, 10, None),
            photo(2, 11, Some(MadeFrom::Redaction(named(1)))),
            photo(3, 12, Some(MadeFrom::Redaction(named(2)))),
        ];
        assert_eq!(redacted(&photos), [1, 2]);
    }
}
