//! A picture is made from a photo: parts of it blacked out, or something drawn on it.

use documents::job;
use domain::{
    id::{DocumentId, PhotoId},
    job::{JobEdit, MadeFrom, NewPhoto, redacted},
};
use store::Edit;

use crate::{
    api::{self, Failure, JobPage},
    error::failure,
    photo::{self, MEDIA_TYPE, Mark, Patch, PhotoError, Prepared, Shape},
    queries,
    unlocked::Unlocked,
};

/// Blacks out parts. The picture as it was is gone from this phone when this returns.
pub(crate) fn redact(
    unlocked: &Unlocked,
    id: &str,
    photo: &str,
    patches: &[api::PhotoPatch],
) -> Result<JobPage, Failure> {
    let patches: Vec<Patch> = patches
        .iter()
        .map(|&api::PhotoPatch { left, top, width, height }| Patch { left, top, width, height })
        .collect();
    alter(unlocked, id, photo, MadeFrom::Redaction, |kept| photo::redact(kept, &patches))
}

/// Draws on a copy.
pub(crate) fn mark(unlocked: &Unlocked, id: &str, photo: &str, marks: &[api::PhotoMark]) -> Result<JobPage, Failure> {
    let marks: Vec<Mark> = marks
        .iter()
        .map(|&api::PhotoMark { shape, points: [x1, y1, x2, y2] }| Mark {
            shape: match shape {
                api::PhotoMarkShape::Arrow => Shape::Arrow,
                api::PhotoMarkShape::Circle => Shape::Circle,
            },
            from: (x1, y1),
            to: (x2, y2),
        })
        .collect();
    alter(unlocked, id, photo, MadeFrom::Marks, |kept| photo::mark(kept, &marks))
}

fn alter(
    unlocked: &Unlocked,
    id: &str,
    photo: &str,
    made_from: fn(PhotoId) -> MadeFrom,
    alter: impl FnOnce(&[u8]) -> Result<Prepared, PhotoError>,
) -> Result<JobPage, Failure> {
    let (id, photo): (DocumentId, PhotoId) = (id.parse()?, photo.parse()?);
    let (_, job) = unlocked.job(id)?;
    let held = job.photos.iter().find(|held| held.id == photo).ok_or_else(unknown)?;
    if redacted(&job.photos).contains(&photo) {
        return Err(gone());
    }
    let kept = unlocked.store.attachment(&held.photo.hash)?;
    let made = alter(&kept)?;
    let photo = NewPhoto { made_from: Some(made_from(photo)), ..held.photo.clone() };
    save(unlocked, id, photo, &made)?;
    unlocked.store.destroy_redacted();
    queries::job::page(unlocked, id)
}

/// The picture and its preview are on disk before the record that names them is saved. `photo` is what they were made
/// from.
fn save(unlocked: &Unlocked, id: DocumentId, photo: NewPhoto, made: &Prepared) -> Result<(), Failure> {
    let store = &unlocked.store;
    let (full, preview) = (store.keep(&made.full, MEDIA_TYPE)?, store.keep(&made.preview, MEDIA_TYPE)?);
    // What was covered was black before, pixel for pixel: both would go.
    if full.hash == photo.hash {
        return Err(PhotoError::NothingCovered.into());
    }
    let edit = JobEdit::AddPhoto(NewPhoto {
        hash: full.hash,
        size: full.size,
        preview_hash: preview.hash,
        preview_size: preview.size,
        ..photo
    });
    let (clocks, new_id) = (store.clocks()?, unlocked.new_id()?);
    store.edit::<Failure>(id, |document| {
        let changes = job::edit(document, &edit, &clocks, new_id)?;
        Ok(Edit { changes, attachments: vec![full, preview], ..Edit::default() })
    })?;
    Ok(())
}

fn unknown() -> Failure {
    failure("photo_unknown", "There is no such photo", "Go back to the job and choose again")
}

fn gone() -> Failure {
    failure(
        "photo_redacted",
        "This picture was redacted and is not on this phone any more",
        "Go back to the job: another picture stands for it",
    )
}
