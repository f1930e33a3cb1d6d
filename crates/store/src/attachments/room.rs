//! Room: how much is left on this phone, and which pictures are put away to keep some.
//!
//! A note is a few hundred bytes and a photo a few hundred thousand. So photos are refused while there is still room
//! for weeks of notes, and that is said before it comes to it. What the hub has may be put away; what it has not, never.

use rusqlite::params;

use super::hex;
use crate::{error::StoreError, sql, store::Store};

const MB: u64 = 1_000_000;

/// Bytes that must be free before a photo is taken in: the database, its log and its temporary files live on the rest.
pub const KEPT_FOR_NOTES: u64 = 100 * MB;

/// Bytes that are free when a person is told that the phone is nearly full.
pub const NEARLY_FULL: u64 = 500 * MB;

/// Pictures up to this size are never put away, in bytes: they are previews, and cost next to nothing.
const SMALL: u64 = 64_000;

/// How much room there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// Nobody needs to think of it.
    Enough,
    /// It is time to make some.
    NearlyFull {
        /// Megabytes that are free.
        free_mb: u64,
    },
    /// There is room for notes, codes and signatures, and no longer for photos.
    NotesOnly {
        /// Megabytes that are free.
        free_mb: u64,
    },
}

impl Room {
    /// What so many free bytes mean.
    #[must_use]
    pub const fn with(free: u64) -> Self {
        let free_mb = free / MB;
        if free < KEPT_FOR_NOTES {
            Self::NotesOnly { free_mb }
        } else if free < NEARLY_FULL {
            Self::NearlyFull { free_mb }
        } else {
            Self::Enough
        }
    }
}

impl Store {
    /// How much room there is on this phone. A phone that does not say is taken to have enough: a full disk is met, and
    /// said, when something is saved.
    #[must_use]
    pub fn room(&self) -> Room {
        self.free().map_or(Room::Enough, Room::with)
    }

    /// Bytes that are free; none when the phone does not say.
    pub(super) fn free(&self) -> Option<u64> {
        self.pretended_free().or_else(|| fs4::available_space(self.handheld.place.folder()).ok())
    }

    /// Refuses a photo while there is room for notes alone.
    pub(super) fn room_for_a_photo(&self) -> Result<(), StoreError> {
        match self.room() {
            Room::NotesOnly { free_mb } => Err(StoreError::NoRoomForPhotos { free_mb }),
            _ => Ok(()),
        }
    }

    /// Puts away the oldest pictures that the hub has, until no more than what was chosen is kept here. They are
    /// fetched again when somebody looks at them. Gives how many were put away.
    ///
    /// # Errors
    /// The database fails; then nothing was put away.
    pub fn put_pictures_away(&self) -> Result<usize, StoreError> {
        let keep = u64::from(self.settings()?.photos_kept_mb).saturating_mul(MB);
        let held: Vec<([u8; 32], u64)> = self.read(|connection| {
            // Only what is at the hub: sent from here, or fetched from there.
            let mut statement = connection.prepare_cached(
                "SELECT hash, size FROM attachment WHERE state IN (1, 3) ORDER BY touched_at DESC, hash",
            )?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, sql::unsigned(row.get(1)?))))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })?;
        let mut kept = 0_u64;
        let mut away = Vec::new();
        for (hash, size) in held {
            kept = kept.saturating_add(size);
            if kept > keep && size > SMALL {
                kept = kept.saturating_sub(size);
                away.push(hash);
            }
        }
        if away.is_empty() {
            return Ok(0);
        }
        // The row first: a file without a row that wants it is swept away, a row without its file would be damage.
        self.write(|transaction, _| {
            let mut put_away = transaction
                .prepare_cached("UPDATE attachment SET state = 2, put_away = 1 WHERE hash = ?1 AND state IN (1, 3)")?;
            for hash in &away {
                put_away.execute([hash])?;
            }
            Ok(())
        })?;
        self.remove_files(&away);
        tracing::info!(pictures = away.len(), "pictures that the hub has were put away to make room");
        Ok(away.len())
    }

    /// Somebody looks at a picture that was put away: it is to be fetched. True when it was.
    ///
    /// # Errors
    /// The disk fails.
    pub fn ask_back(&self, hash: &[u8; 32]) -> Result<bool, StoreError> {
        let now = self.now();
        self.write(|transaction, _| {
            let asked = transaction
                .prepare_cached("UPDATE attachment SET put_away = 0, touched_at = ?2 WHERE hash = ?1 AND put_away = 1")?
                .execute(params![hash, now.milliseconds()])?;
            tracing::debug!(hash = hex(hash), asked, "a picture that was put away is wanted");
            Ok(asked > 0)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_before_it_comes_to_it() {
        assert_eq!(Room::with(NEARLY_FULL), Room::Enough);
        assert_eq!(Room::with(NEARLY_FULL - 1), Room::NearlyFull { free_mb: 499 });
        assert_eq!(Room::with(KEPT_FOR_NOTES), Room::NearlyFull { free_mb: 100 });
        assert_eq!(Room::with(KEPT_FOR_NOTES - 1), Room::NotesOnly { free_mb: 99 });
    }
}
