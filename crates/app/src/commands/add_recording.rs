//! Somebody speaks a note.

use documents::job;
use domain::{
    id::{DocumentId, RecordingId},
    job::{JobEdit, NewRecording},
};
use store::{Edit, Kept};

use crate::{
    api::{Failure, JobPage},
    error::failure,
    queries,
    unlocked::Unlocked,
};

/// Bytes of a voice note, at most: 20 MB, an hour of speech.
const MAX_BYTES: usize = 20_000_000;

/// The sound is on disk before the record that names it is saved.
pub(crate) fn run(unlocked: &Unlocked, id: &str, milliseconds: u32, bytes: Option<&[u8]>) -> Result<JobPage, Failure> {
    let id: DocumentId = id.parse()?;
    keep(unlocked, id, milliseconds, bytes)?;
    queries::job::page(unlocked, id)
}

/// Takes a voice note into a job; gives its name there.
pub(crate) fn keep(
    unlocked: &Unlocked,
    id: DocumentId,
    milliseconds: u32,
    bytes: Option<&[u8]>,
) -> Result<RecordingId, Failure> {
    let (recording, kept) = take(unlocked, milliseconds, bytes.unwrap_or_default())?;
    let edit = JobEdit::AddRecording(recording);
    let (clocks, new_id) = (unlocked.store.clocks()?, unlocked.new_id()?);
    unlocked.store.edit::<Failure>(id, |document| {
        let changes = job::edit(document, &edit, &clocks, new_id)?;
        Ok(Edit { changes, attachments: vec![kept], ..Edit::default() })
    })?;
    Ok(new_id.into())
}

/// Puts a sound on the disk; gives what a record says of it.
pub(crate) fn take(unlocked: &Unlocked, milliseconds: u32, bytes: &[u8]) -> Result<(NewRecording, Kept), Failure> {
    if bytes.len() > MAX_BYTES {
        let words = "This voice note is larger than 20 MB";
        return Err(failure("recording_too_large", words, "Record it again in several parts"));
    }
    let media_type = media_type(bytes).ok_or_else(|| {
        failure("recording_format", "This is no voice note that Doorstep can keep", "Record it again, or type a note")
    })?;
    let kept = unlocked.store.keep(bytes, media_type)?;
    let recording = NewRecording { hash: kept.hash, size: kept.size, media_type: media_type.to_owned(), milliseconds };
    Ok((recording, kept))
}

/// What a web view records into, by its first bytes; none for anything else.
fn media_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x1A, 0x45, 0xDF, 0xA3, ..] => Some("audio/webm"),
        [b'O', b'g', b'g', b'S', ..] => Some("audio/ogg"),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Some("audio/mp4"),
        _ => None,
    }
}
