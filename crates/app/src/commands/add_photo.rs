//! A photo is taken into the job.

use domain::id::{DocumentId, PhotoId};

use crate::{
    api::{Failure, JobPage, PhotoStage},
    error,
    photo::{self, PhotoError},
    queries,
    unlocked::Unlocked,
    views,
};

/// The camera's bytes are on disk when this returns; [`crate::preparing`] makes a picture of them.
pub(crate) fn run(
    unlocked: &Unlocked,
    id: &str,
    stage: PhotoStage,
    caption: &str,
    bytes: Option<&[u8]>,
) -> Result<JobPage, Failure> {
    let id: DocumentId = id.parse()?;
    take(unlocked, id, stage, caption, bytes)?;
    queries::job::page(unlocked, id)
}

/// Takes a photo into a record; gives its name there.
pub(crate) fn take(
    unlocked: &Unlocked,
    id: DocumentId,
    stage: PhotoStage,
    caption: &str,
    bytes: Option<&[u8]>,
) -> Result<PhotoId, Failure> {
    let bytes = bytes.ok_or(PhotoError::Missing)?;
    photo::check(bytes)?;
    let caption = super::caption(caption)?;
    unlocked.store.job_row(id)?.ok_or_else(error::job_unknown)?;
    let photo = PhotoId::from(unlocked.new_id()?);
    unlocked.store.take_photo(photo, id, views::photo::stage(stage), caption, bytes)?;
    Ok(photo)
}
