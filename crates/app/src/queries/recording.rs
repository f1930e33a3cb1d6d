//! A voice note's sound, while its bytes are on this phone; one that was put away to make room is asked back.

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::id::DocumentId;
use store::StoreError;

use crate::{
    api::{Failure, RecordingSound},
    error::failure,
    unlocked::Unlocked,
    views::photo::from_hex,
};

/// The sound, and true when it is to be fetched now.
pub(crate) fn run(unlocked: &Unlocked, hash: &str) -> Result<(RecordingSound, bool), Failure> {
    let unknown = || failure("recording_unknown", "There is no such voice note", "Go back to the job and choose again");
    let hash = from_hex(hash).ok_or_else(unknown)?;
    let record = unlocked.store.records_naming(&hash)?.into_iter().next().ok_or_else(unknown)?;
    let media_type = media_type(unlocked, record, &hash)?.ok_or_else(unknown)?;
    let (bytes, fetch) = match unlocked.store.attachment(&hash) {
        Ok(bytes) => (Some(bytes), false),
        Err(StoreError::NoSuchAttachment { .. }) => (None, unlocked.store.ask_back(&hash)?),
        // The landlord's copy replaces it, if there is one.
        Err(StoreError::Damaged { .. }) => (None, unlocked.store.fetch_again(&hash)?),
        Err(error) => return Err(error.into()),
    };
    Ok((RecordingSound { media_type, base64: bytes.map(|bytes| STANDARD.encode(bytes)) }, fetch))
}

/// What sort of sound it is: a voice note of a job, or an entry in the diary of a report. None when it is neither.
fn media_type(unlocked: &Unlocked, record: DocumentId, hash: &[u8; 32]) -> Result<Option<String>, Failure> {
    if unlocked.store.asb_row(record)?.is_some() {
        let report = documents::asb::read(&unlocked.store.load(record)?)?;
        let mut spoken = report.diary.into_iter().filter_map(|held| held.entry.spoken);
        return Ok(spoken.find(|spoken| spoken.hash == *hash).map(|spoken| spoken.media_type));
    }
    let (_, job) = unlocked.job(record)?;
    let held = job.recordings.into_iter().find(|held| held.recording.hash == *hash);
    Ok(held.map(|held| held.recording.media_type))
}
