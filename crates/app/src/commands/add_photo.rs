//! A photo is taken into the job.

use base64::{Engine, engine::general_purpose::STANDARD};
use documents::job;
use domain::{
    id::DocumentId,
    job::{JobEdit, NewPhoto},
};
use store::Edit;

use crate::{
    api::{Failure, JobPage, PhotoStage},
    photo::{self, MAX_BYTES, MEDIA_TYPE, PhotoError},
    queries,
    unlocked::Unlocked,
    views,
};

/// The picture and its preview are on disk before the record that names them is saved.
pub(crate) fn run(
    unlocked: &Unlocked,
    id: &str,
    stage: PhotoStage,
    base64: &str,
    caption: &str,
) -> Result<JobPage, Failure> {
    let id: DocumentId = id.parse()?;
    // Four letters carry three bytes: what is too long is refused before it is decoded.
    if base64.len() / 4 > MAX_BYTES / 3 + 1 {
        return Err(PhotoError::TooManyBytes.into());
    }
    let bytes = STANDARD.decode(base64).map_err(|_| PhotoError::Damaged)?;
    let prepared = photo::prepare(&bytes)?;
    let full = unlocked.store.keep(&prepared.full, MEDIA_TYPE)?;
    let preview = unlocked.store.keep(&prepared.preview, MEDIA_TYPE)?;
    let edit = JobEdit::AddPhoto(NewPhoto {
        hash: full.hash,
        size: full.size,
        preview_hash: preview.hash,
        preview_size: preview.size,
        media_type: MEDIA_TYPE.to_owned(),
        caption: caption.trim().to_owned(),
        stage: views::photo::stage(stage),
    });
    let (clocks, new_id) = (unlocked.store.clocks()?, unlocked.new_id()?);
    unlocked.store.edit::<Failure>(id, |document| {
        let changes = job::edit(document, &edit, &clocks, new_id)?;
        Ok(Edit { changes, attachments: vec![full, preview], ..Edit::default() })
    })?;
    queries::job::page(unlocked, id)
}
