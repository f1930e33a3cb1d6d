//! Photos as the camera gave them, until they are made ready.
//!
//! Scaling a large photo takes longer than a person at a door should wait. So its bytes are kept as they came, with a
//! row that says where they belong, and that is what "saved" means; it is scaled afterwards, and the same transaction
//! that records it takes the row away. What cannot be scaled keeps its row and its bytes, with the reason.

use documents::Document;
use domain::{
    author::Clocks,
    id::{DocumentId, PhotoId},
    job::PhotoStage,
    time::Timestamp,
};
use rusqlite::{OptionalExtension, Row, Transaction, params};
use sha2::{Digest, Sha256};

use crate::{commit::Edit, error::StoreError, sql, store::Store};

/// A photo as the camera gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenPhoto {
    /// What it is called in the record.
    pub photo: PhotoId,
    /// The job.
    pub document: DocumentId,
    /// SHA-256 of the camera's bytes.
    pub hash: [u8; 32],
    /// When in the work.
    pub stage: PhotoStage,
    /// What it shows; may be empty.
    pub caption: String,
    /// When it was taken.
    pub clocks: Clocks,
    /// Why no picture can be made of it, as a stable code; empty while it waits.
    pub fault: String,
}

const COLUMNS: &str = "photo, document, hash, stage, caption, taken_at, hub_offset, fault";

fn from_row(row: &Row<'_>) -> rusqlite::Result<TakenPhoto> {
    let stage: String = row.get(3)?;
    Ok(TakenPhoto {
        photo: sql::id(row, 0, PhotoId::from_bytes)?,
        document: sql::id(row, 1, DocumentId::from_bytes)?,
        hash: row.get(2)?,
        stage: PhotoStage::from_name(&stage).unwrap_or(PhotoStage::During),
        caption: row.get(4)?,
        clocks: Clocks { device: Timestamp::from_milliseconds(row.get(5)?), hub_offset: row.get(6)? },
        fault: row.get(7)?,
    })
}

impl Store {
    /// Keeps what the camera gave, on disk when this returns.
    ///
    /// # Errors
    /// [`StoreError::NoRoomForPhotos`] while there is still room for notes; [`StoreError::Full`], or the disk fails. Then
    /// nothing was kept.
    pub fn take_photo(
        &self,
        photo: PhotoId,
        document: DocumentId,
        stage: PhotoStage,
        caption: &str,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        self.room_for_a_photo()?;
        let hash: [u8; 32] = Sha256::digest(bytes).into();
        let clocks = self.clocks()?;
        self.write_file(&hash, bytes)?;
        self.write(|transaction, _| {
            transaction
                .prepare_cached(&format!(
                    "INSERT INTO taken_photo ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, '')"
                ))?
                .execute(params![
                    photo.as_bytes(),
                    document.as_bytes(),
                    hash,
                    stage.name(),
                    caption,
                    clocks.device.milliseconds(),
                    clocks.hub_offset
                ])?;
            Ok(())
        })
    }

    /// Photos of a job that are not recorded yet, oldest first.
    ///
    /// # Errors
    /// The database fails.
    pub fn taken_photos(&self, document: DocumentId) -> Result<Vec<TakenPhoto>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM taken_photo WHERE document = ?1 ORDER BY taken_at, photo"
            ))?;
            let rows = statement.query_map([document.as_bytes()], from_row)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// How many photos wait to be made ready, in all jobs.
    ///
    /// # Errors
    /// The database fails.
    pub fn taken_photos_waiting(&self) -> Result<u32, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT count(*) FROM taken_photo WHERE fault = ''")?;
            Ok(statement.query_row([], |row| row.get(0))?)
        })
    }

    /// The oldest photo that waits to be made ready.
    ///
    /// # Errors
    /// The database fails.
    pub fn next_taken_photo(&self) -> Result<Option<TakenPhoto>, StoreError> {
        self.read(|connection| {
            let next = connection
                .prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM taken_photo WHERE fault = '' ORDER BY taken_at, photo LIMIT 1"
                ))?
                .query_row([], from_row)
                .optional()?;
            Ok(next)
        })
    }

    /// Records a photo that was made ready: `edit` adds it to its job, and the camera's bytes go. Nothing is in between.
    ///
    /// # Errors
    /// As [`Self::edit`]. Then it still waits.
    pub fn record_taken_photo<E: From<StoreError>>(
        &self,
        taken: &TakenPhoto,
        edit: impl FnOnce(&mut Document) -> Result<Edit, E>,
    ) -> Result<Document, E> {
        let mut unneeded = None;
        let document = self.edit_and(taken.document, edit, |transaction| {
            unneeded = remove(transaction, taken.photo)?;
            Ok(())
        })?;
        self.remove_files(unneeded.as_slice());
        Ok(document)
    }

    /// No picture can be made of this photo, for the reason with this code. Its bytes stay.
    ///
    /// # Errors
    /// The disk fails.
    pub fn taken_photo_is_unfit(&self, photo: PhotoId, fault: &str) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            transaction
                .prepare_cached("UPDATE taken_photo SET fault = ?2 WHERE photo = ?1")?
                .execute(params![photo.as_bytes(), fault])?;
            Ok(())
        })
    }

    /// Lets a photo go of which no picture can be made; one that waits stays. True when it went.
    ///
    /// # Errors
    /// The disk fails.
    pub fn drop_taken_photo(&self, photo: PhotoId) -> Result<bool, StoreError> {
        let (held, unneeded) = self.write(|transaction, _| {
            let held = transaction
                .prepare_cached("SELECT 1 FROM taken_photo WHERE photo = ?1 AND fault <> ''")?
                .exists([photo.as_bytes()])?;
            Ok((held, if held { remove(transaction, photo)? } else { None }))
        })?;
        self.remove_files(unneeded.as_slice());
        Ok(held)
    }
}

/// Takes a row away; gives the file that nothing names any more.
fn remove(transaction: &Transaction<'_>, photo: PhotoId) -> Result<Option<[u8; 32]>, StoreError> {
    let hash: Option<[u8; 32]> = transaction
        .prepare_cached("DELETE FROM taken_photo WHERE photo = ?1 RETURNING hash")?
        .query_row([photo.as_bytes()], |row| row.get(0))
        .optional()?;
    let Some(hash) = hash else { return Ok(None) };
    // The same picture may have been taken in twice, or be an attachment already.
    let named = transaction
        .prepare_cached("SELECT 1 FROM taken_photo WHERE hash = ?1 UNION ALL SELECT 1 FROM attachment WHERE hash = ?1")?
        .exists([hash])?;
    Ok((!named).then_some(hash))
}
