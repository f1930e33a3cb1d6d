//! A photo's picture, while its bytes are on this phone; one that was put away to make room is asked back.

use base64::{Engine, engine::general_purpose::STANDARD};
use store::StoreError;

use crate::{
    api::{Failure, PhotoImage, PhotoSize},
    error::failure,
    photo::MEDIA_TYPE,
    unlocked::Unlocked,
    views::photo::from_hex,
};

/// The picture, and true when it is to be fetched now.
pub(crate) fn run(unlocked: &Unlocked, hash: &str, size: PhotoSize) -> Result<(PhotoImage, bool), Failure> {
    let full = from_hex(hash)
        .ok_or_else(|| failure("photo_unknown", "There is no such photo", "Go back to the job and choose again"))?;
    let wanted = match size {
        PhotoSize::Full => full,
        // Without one of its own, the picture is its own preview.
        PhotoSize::Preview => preview(unlocked, &full)?.unwrap_or(full),
    };
    let (bytes, fetch) = match unlocked.store.attachment(&wanted) {
        Ok(bytes) => (Some(bytes), false),
        Err(StoreError::NoSuchAttachment { .. }) => (None, unlocked.store.ask_back(&wanted)?),
        Err(StoreError::Damaged { .. }) => {
            // The landlord's copy replaces it, if there is one.
            (None, unlocked.store.fetch_again(&wanted)?)
        }
        Err(error) => return Err(error.into()),
    };
    let image = PhotoImage { media_type: MEDIA_TYPE.to_owned(), base64: bytes.map(|bytes| STANDARD.encode(bytes)) };
    Ok((image, fetch))
}

fn preview(unlocked: &Unlocked, full: &[u8; 32]) -> Result<Option<[u8; 32]>, Failure> {
    for record in unlocked.store.records_naming(full)? {
        let (_, job) = unlocked.job(record)?;
        if let Some(held) = job.photos.iter().find(|held| held.photo.hash == *full) {
            return Ok(Some(held.photo.preview_hash));
        }
    }
    Ok(None)
}
