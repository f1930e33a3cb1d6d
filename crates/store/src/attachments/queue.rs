//! Which attachments are to be sent and fetched, and how far they are.

use domain::{id::DocumentId, job::Job, time::Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};
use sha2::{Digest, Sha256};

use super::{Kept, hex, redacted};
use crate::{error::StoreError, leaving, sql, store::Store};

/// Where an attachment's bytes are. Its number is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttachmentState {
    /// Made here, not at the hub yet.
    Waiting = 0,
    /// Made here, and at the hub.
    Sent = 1,
    /// Not here; it comes with the next signal.
    Coming = 2,
    /// Fetched from the hub.
    Present = 3,
    /// Not here, and the hub did not have it when it was asked: the phone that made it has not sent it.
    Elsewhere = 4,
    /// Put away to make room: the hub has it, and it is fetched when somebody looks at it. In the database it is one that
    /// comes, and is marked.
    PutAway = 5,
}

impl AttachmentState {
    fn from_number(number: u8) -> Option<Self> {
        [Self::Waiting, Self::Sent, Self::Coming, Self::Present, Self::Elsewhere]
            .into_iter()
            .find(|state| *state as u8 == number)
    }
}

/// An attachment to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// SHA-256 of its bytes.
    pub hash: [u8; 32],
    /// How many bytes.
    pub size: u64,
    /// "image/jpeg".
    pub media_type: String,
    /// Bytes that the hub has said it holds already.
    pub offset: u64,
}

/// An attachment to fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// SHA-256 of its bytes.
    pub hash: [u8; 32],
    /// How many bytes.
    pub size: u64,
    /// "image/jpeg".
    pub media_type: String,
}

impl Store {
    /// Where an attachment's bytes are; none for one that no record names.
    ///
    /// # Errors
    /// The database fails.
    pub fn attachment_state(&self, hash: &[u8; 32]) -> Result<Option<AttachmentState>, StoreError> {
        self.read(|connection| {
            let state = connection
                .prepare_cached("SELECT state, put_away FROM attachment WHERE hash = ?1")?
                .query_row([hash], |row| Ok((row.get(0)?, row.get::<_, bool>(1)?)))
                .optional()?;
            Ok(state.and_then(|(number, put_away)| match AttachmentState::from_number(number) {
                Some(AttachmentState::Coming) if put_away => Some(AttachmentState::PutAway),
                state => state,
            }))
        })
    }

    /// The smallest attachment that waits to be sent, so that previews, which are a twentieth of their pictures, go
    /// before all of those.
    ///
    /// # Errors
    /// The database fails.
    pub fn next_upload(&self) -> Result<Option<Upload>, StoreError> {
        self.read(|connection| {
            let upload = connection
                .prepare_cached(
                    "SELECT hash, size, media_type, uploaded FROM attachment WHERE state = 0 ORDER BY size, hash LIMIT 1",
                )?
                .query_row([], |row| {
                    Ok(Upload {
                        hash: row.get(0)?,
                        size: sql::unsigned(row.get(1)?),
                        media_type: row.get(2)?,
                        offset: sql::unsigned(row.get(3)?),
                    })
                })
                .optional()?;
            Ok(upload)
        })
    }

    /// Remembers how much of an upload the hub holds.
    ///
    /// # Errors
    /// The disk fails.
    pub fn upload_progress(&self, hash: &[u8; 32], offset: u64) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            transaction
                .prepare_cached("UPDATE attachment SET uploaded = min(size, ?2) WHERE hash = ?1 AND state = 0")?
                .execute(params![hash, sql::signed(offset)])?;
            Ok(())
        })
    }

    /// The hub has all of it, durably.
    ///
    /// # Errors
    /// The disk fails; it is then sent again.
    pub fn uploaded(&self, hash: &[u8; 32]) -> Result<(), StoreError> {
        let unneeded = self.write(|transaction, _| {
            transaction
                .prepare_cached("UPDATE attachment SET state = 1, uploaded = size WHERE hash = ?1 AND state = 0")?
                .execute([hash])?;
            leaving::unneeded_attachments(transaction)
        })?;
        self.remove_files(&unneeded);
        Ok(())
    }

    /// Attachments that are here, whole, and that the hub has as far as is known: newest first, so many at most.
    ///
    /// # Errors
    /// The database fails.
    pub fn at_the_hub(&self, most: usize) -> Result<Vec<[u8; 32]>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT hash FROM attachment WHERE state IN (1, 3) AND put_away = 0 ORDER BY touched_at DESC LIMIT ?1",
            )?;
            let hashes = statement.query_map([i64::try_from(most).unwrap_or(i64::MAX)], |row| row.get(0))?;
            Ok(hashes.collect::<Result<_, _>>()?)
        })
    }

    /// The hub turns out to lack these: they are sent again.
    ///
    /// # Errors
    /// The disk fails.
    pub fn lacking_at_the_hub(&self, hashes: &[[u8; 32]]) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            let mut again = transaction.prepare_cached(
                "UPDATE attachment SET state = 0, uploaded = 0 WHERE hash = ?1 AND state IN (1, 3) AND put_away = 0",
            )?;
            hashes.iter().try_for_each(|hash| again.execute([hash]).map(drop))?;
            Ok(())
        })
    }

    /// The smallest attachment to fetch; those that the hub lacked when it was asked are asked for again only when
    /// they were last asked for before `asked_before`, and after all others.
    ///
    /// # Errors
    /// The database fails.
    pub fn next_download(&self, asked_before: Timestamp) -> Result<Option<Wanted>, StoreError> {
        // What was asked for in the future was asked for by a clock that has been set back since.
        let now = self.now();
        self.read(|connection| {
            let wanted = connection
                .prepare_cached(
                    "SELECT hash, size, media_type FROM attachment
                     WHERE put_away = 0 AND (state = 2 OR (state = 4 AND (touched_at < ?1 OR touched_at > ?2)))
                     ORDER BY state, size, hash LIMIT 1",
                )?
                .query_row([asked_before.milliseconds(), now.milliseconds()], |row| {
                    Ok(Wanted { hash: row.get(0)?, size: sql::unsigned(row.get(1)?), media_type: row.get(2)? })
                })
                .optional()?;
            Ok(wanted)
        })
    }

    /// The hub does not have it: another phone still carries it.
    ///
    /// # Errors
    /// The disk fails.
    pub fn not_at_the_hub(&self, hash: &[u8; 32]) -> Result<(), StoreError> {
        let now = self.now();
        self.write(|transaction, _| {
            transaction
                .prepare_cached("UPDATE attachment SET state = 4, touched_at = ?2 WHERE hash = ?1 AND state IN (2, 4)")?
                .execute(params![hash, now.milliseconds()])?;
            Ok(())
        })
    }

    /// Keeps bytes that were fetched.
    ///
    /// # Errors
    /// [`StoreError::NotThatAttachment`] when they are not what was wanted; or the disk fails. Then nothing was kept.
    pub fn fetched(&self, hash: &[u8; 32], bytes: &[u8]) -> Result<(), StoreError> {
        if Sha256::digest(bytes).as_slice() != hash {
            return Err(StoreError::NotThatAttachment { hash: hex(hash) });
        }
        self.write_file(hash, bytes)?;
        let wanted = self.write(|transaction, _| {
            transaction
                .prepare_cached("UPDATE attachment SET state = 3 WHERE hash = ?1 AND state IN (2, 4)")?
                .execute([hash])?;
            Ok(transaction.prepare_cached("SELECT 1 FROM attachment WHERE hash = ?1")?.exists([hash])?)
        })?;
        // It was redacted while it was on its way.
        if !wanted {
            self.remove_files(&[*hash]);
        }
        Ok(())
    }

    /// A file that is damaged here and at the hub is fetched again; the damaged one stays until then. One that the hub
    /// does not have yet cannot be: false.
    ///
    /// # Errors
    /// The disk fails.
    pub fn fetch_again(&self, hash: &[u8; 32]) -> Result<bool, StoreError> {
        self.write(|transaction, _| {
            let moved = transaction
                .prepare_cached("UPDATE attachment SET state = 2 WHERE hash = ?1 AND state IN (1, 3)")?
                .execute([hash])?;
            Ok(moved > 0)
        })
    }
}

/// Puts an attachment whose bytes are here into the queue.
pub(crate) fn wait_to_be_sent(transaction: &Transaction<'_>, kept: &Kept, now: Timestamp) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "INSERT INTO attachment (hash, size, media_type, state, uploaded, touched_at) VALUES (?1, ?2, ?3, 0, 0, ?4)
             ON CONFLICT (hash) DO UPDATE SET state = 0, uploaded = 0, put_away = 0 WHERE state IN (2, 4)",
        )?
        .execute(params![kept.hash, sql::signed(kept.size), kept.media_type, now.milliseconds()])?;
    Ok(())
}

/// Notes which attachments a job names; those that are not here are to be fetched, and photos that somebody blacked out a
/// part of are to go.
pub(crate) fn name_attachments(
    transaction: &Transaction<'_>,
    document: DocumentId,
    job: &Job,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (seen, redacted) = redacted::parted(&job.photos);
    let spoken = job.recordings.iter().map(|held| &held.recording);
    let spoken = spoken.map(|recording| (recording.hash, recording.size, &recording.media_type));
    let named = seen.iter().map(|photo| &photo.photo).flat_map(|photo| {
        [(photo.hash, photo.size, &photo.media_type), (photo.preview_hash, photo.preview_size, &photo.media_type)]
    });
    name_files(transaction, document, named.chain(spoken), now)?;
    redacted::destroy(transaction, &redacted)
}

/// Says which files a record names: hash, bytes, media type.
pub(crate) fn name_files<'a>(
    transaction: &Transaction<'_>,
    document: DocumentId,
    files: impl Iterator<Item = ([u8; 32], u64, &'a String)>,
    now: Timestamp,
) -> Result<(), StoreError> {
    transaction.prepare_cached("DELETE FROM attachment_use WHERE document = ?1")?.execute([document.as_bytes()])?;
    for (hash, size, media_type) in files {
        transaction
            .prepare_cached(
                "INSERT INTO attachment (hash, size, media_type, state, uploaded, touched_at)
                 VALUES (?1, ?2, ?3, 2, 0, ?4) ON CONFLICT DO NOTHING",
            )?
            .execute(params![hash, sql::signed(size), media_type, now.milliseconds()])?;
        transaction
            .prepare_cached("INSERT INTO attachment_use (document, hash) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
            .execute(params![document.as_bytes(), hash])?;
    }
    Ok(())
}
