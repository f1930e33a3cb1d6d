//! Pictures that somebody blacked out a part of: their bytes go, even those that the hub never had.
//!
//! This is the one thing recorded on a phone that may be lost, and only because a person said so. The transaction that
//! records it notes which files have to go, so that a phone that is switched off in between removes them when it is
//! next opened.

use domain::job::{self, Photo};
use rusqlite::Transaction;

use crate::{error::StoreError, store::Store};

/// A job's photos that may be seen, and those that are to be destroyed.
pub(super) fn parted(photos: &[Photo]) -> (Vec<&Photo>, Vec<&Photo>) {
    let redacted = job::redacted(photos);
    photos.iter().partition(|photo| !redacted.contains(&photo.id))
}

/// Takes pictures out of the queue and notes that their files have to go. Call once the job's uses of attachments stand:
/// what another picture or job still shows stays.
pub(super) fn destroy(transaction: &Transaction<'_>, photos: &[&Photo]) -> Result<(), StoreError> {
    for hash in photos.iter().flat_map(|photo| [photo.photo.hash, photo.photo.preview_hash]) {
        let gone = transaction
            .prepare_cached(
                "DELETE FROM attachment WHERE hash = ?1
                 AND NOT EXISTS (SELECT 1 FROM attachment_use WHERE attachment_use.hash = ?1)",
            )?
            .execute([hash])?;
        transaction
            .prepare_cached(
                "INSERT INTO redacted_attachment (hash, due) VALUES (?1, 1)
                 ON CONFLICT (hash) DO UPDATE SET due = 1 WHERE ?2",
            )?
            .execute((hash, gone > 0))?;
    }
    Ok(())
}

impl Store {
    /// Removes the files of pictures that somebody blacked out a part of. One that cannot be removed now stays noted.
    pub fn destroy_redacted(&self) {
        if let Err(error) = self.try_to_destroy() {
            tracing::warn!(%error, "a picture that was redacted is removed later");
        }
    }

    fn try_to_destroy(&self) -> Result<(), StoreError> {
        let due: Vec<[u8; 32]> = self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT hash FROM redacted_attachment AS redacted WHERE due = 1
                 AND NOT EXISTS (SELECT 1 FROM attachment WHERE attachment.hash = redacted.hash)
                 AND NOT EXISTS (SELECT 1 FROM taken_photo WHERE taken_photo.hash = redacted.hash)",
            )?;
            let hashes = statement.query_map([], |row| row.get(0))?;
            Ok(hashes.collect::<Result<_, _>>()?)
        })?;
        if due.is_empty() {
            return Ok(());
        }
        self.remove_files(&due);
        let left: Vec<&[u8; 32]> = due.iter().filter(|hash| !self.has_file(hash)).collect();
        self.write(|transaction, _| {
            let mut gone = transaction.prepare_cached("UPDATE redacted_attachment SET due = 0 WHERE hash = ?1")?;
            for hash in left {
                gone.execute([hash])?;
            }
            Ok(())
        })?;
        tracing::info!(pictures = due.len(), "pictures that were redacted were destroyed");
        Ok(())
    }
}
