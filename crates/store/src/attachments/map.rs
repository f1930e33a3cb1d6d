//! The map of the landlord's area: fetched in pieces, kept encrypted, and read from anywhere without holding it in memory.
//!
//! A map that takes another's place is fetched beside it, so that a phone waiting for Wi-Fi goes on showing the older one.

use std::{collections::BTreeSet, fs, path::PathBuf};

use domain::map_area::MapArea;
use rusqlite::params;

use super::{
    map_file::{self, Chunked, Fault},
    room::NEARLY_FULL,
};
use crate::{durable, error::StoreError, store::Store};

/// Pieces begin and end at multiples of this, but for the last one's end.
pub const MAP_PIECE: u64 = super::file::CHUNK as u64;

/// Bytes of a map that are read at once, at most: the largest directory of an archive is smaller.
pub const MAX_MAP_READ: u64 = 1 << 20;

/// How long a map that the hub did not have, or gave otherwise than it is named, is not asked for: in milliseconds.
const ASK_AGAIN_MS: i64 = 3_600_000;

/// A piece of a map to fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapPiece {
    /// SHA-256 of the whole.
    pub hash: [u8; 32],
    /// Bytes of the whole.
    pub size: u64,
    /// Where the piece begins: how much is here.
    pub from: u64,
}

/// What is here of the landlord's map.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MapState {
    /// The map that can be shown: the landlord's, or the one before while that is coming.
    pub shown: Option<MapArea>,
    /// The one that is to come.
    pub coming: Option<MapComing>,
}

/// A map that is to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MapComing {
    /// Bytes.
    pub size: u64,
    /// Bytes that are here.
    pub have: u64,
    /// Megabytes that are free, when that is too little for it.
    pub too_little_room_mb: Option<u64>,
}

struct Row {
    hash: [u8; 32],
    area: Option<MapArea>,
    whole: bool,
    wait_until: i64,
}

impl Store {
    /// What is here of the landlord's map.
    ///
    /// # Errors
    /// The database fails.
    pub fn map(&self) -> Result<MapState, StoreError> {
        let Some((hash, area)) = self.supplied_map()? else { return Ok(MapState::default()) };
        let rows = self.map_rows()?;
        if rows.iter().any(|row| row.hash == hash && row.whole) {
            return Ok(MapState { shown: Some(area), coming: None });
        }
        let have = self.map_reached(&hash, area.size);
        let coming = MapComing {
            size: area.size,
            have,
            too_little_room_mb: self.too_little_room(area.size.saturating_sub(have)),
        };
        let shown = rows.into_iter().find(|row| row.whole).and_then(|row| row.area);
        Ok(MapState { shown, coming: Some(coming) })
    }

    /// The piece of the landlord's map to fetch next; none when all is here, when there is no room for it, or when it was
    /// asked for in vain a while ago. Maps that the landlord supplies no more go.
    ///
    /// # Errors
    /// The database fails.
    pub fn next_map_piece(&self) -> Result<Option<MapPiece>, StoreError> {
        let supplied = self.supplied_map()?;
        let rows = self.map_rows()?;
        let Some((hash, area)) = supplied else {
            self.let_maps_go(rows.iter().map(|row| row.hash))?;
            return Ok(None);
        };
        let row = rows.iter().find(|row| row.hash == hash);
        if row.is_some_and(|row| row.whole) {
            self.let_maps_go(rows.iter().map(|row| row.hash).filter(|held| *held != hash))?;
            return Ok(None);
        }
        // One that was to come and never did; one that is whole is shown until this is.
        self.let_maps_go(rows.iter().filter(|row| row.hash != hash && !row.whole).map(|row| row.hash))?;
        let now = self.now().milliseconds();
        // A clock that was set back must not put it off for years.
        if row.is_some_and(|row| now < row.wait_until && row.wait_until <= now.saturating_add(ASK_AGAIN_MS)) {
            return Ok(None);
        }
        let from = self.map_reached(&hash, area.size);
        if self.too_little_room(area.size.saturating_sub(from)).is_some() {
            return Ok(None);
        }
        Ok(Some(MapPiece { hash, size: area.size, from }))
    }

    /// Keeps a piece that was fetched, and makes it the map once it is whole: true then. A piece that is not the next one
    /// changes nothing.
    ///
    /// # Errors
    /// The disk fails; what was there stays.
    pub fn keep_map_piece(&self, piece: &MapPiece, bytes: &[u8]) -> Result<bool, StoreError> {
        let _alone = self.map_writing.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let Some((_, area)) = self.supplied_map()?.filter(|(hash, _)| *hash == piece.hash) else { return Ok(false) };
        let (path, key) = (self.coming_path(&piece.hash), self.attachment_key(&piece.hash));
        let failed = |fault| self.map_fault(path.clone(), fault);
        self.note_map(&piece.hash, &area, false, 0)?;
        let io = |source| StoreError::io(&path, source);
        durable::make_folder(&self.handheld.place.attachments()).map_err(io)?;
        let prefix = self.handheld.surroundings.random().map_err(io)?;
        let mut file = Chunked::go_on(&path, &key, area.size, prefix).map_err(failed)?;
        if file.reached().map_err(failed)? != piece.from {
            return Ok(false);
        }
        file.add(bytes).map_err(failed)?;
        if file.reached().map_err(failed)? < area.size {
            return Ok(false);
        }
        if file.digest().ok() != Some(piece.hash) {
            tracing::warn!("the map came otherwise than it is named: it is fetched again later");
            map_file::remove(&path);
            self.map_not_at_the_hub(&piece.hash)?;
            return Ok(false);
        }
        let whole = self.attachment_path(&piece.hash);
        fs::rename(&path, &whole).map_err(io)?;
        durable::flush_folder(&self.handheld.place.attachments()).map_err(io)?;
        self.note_map(&piece.hash, &area, true, 0)?;
        tracing::info!(bytes = area.size, "the landlord's map is here");
        Ok(true)
    }

    /// The hub does not have the map, or gave it otherwise than it is named: it is asked for again in an hour.
    ///
    /// # Errors
    /// The disk fails.
    pub fn map_not_at_the_hub(&self, hash: &[u8; 32]) -> Result<(), StoreError> {
        let Some((_, area)) = self.supplied_map()?.filter(|(supplied, _)| supplied == hash) else { return Ok(()) };
        let until = self.now().plus_milliseconds(ASK_AGAIN_MS).milliseconds();
        self.note_map(hash, &area, false, until)
    }

    /// So many bytes of a map that is whole, from a place on: [`MAX_MAP_READ`] at most, fewer where it ends.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAttachment`] when it is not here; [`StoreError::Damaged`] when its file does not hold together,
    /// which is then fetched again.
    pub fn map_bytes(&self, hash: &[u8; 32], from: u64, length: u64) -> Result<Vec<u8>, StoreError> {
        let lost = || StoreError::NoSuchAttachment { hash: super::hex(hash) };
        if !self.map_rows()?.iter().any(|row| row.hash == *hash && row.whole) {
            return Err(lost());
        }
        let path = self.attachment_path(hash);
        let read = Chunked::open(&path, &self.attachment_key(hash))
            .and_then(|mut file| file.read(from, length.min(MAX_MAP_READ)));
        let fault = match read {
            Ok(bytes) => return Ok(bytes),
            Err(Fault::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => lost(),
            Err(Fault::Io(error)) => return Err(StoreError::io(&path, error)),
            Err(fault) => self.map_fault(path, fault),
        };
        self.let_maps_go([*hash])?;
        Err(fault)
    }

    /// Where files of maps are, for whoever sweeps others away.
    pub(super) fn map_paths(&self) -> Result<BTreeSet<PathBuf>, StoreError> {
        let rows = self.map_rows()?;
        Ok(rows.iter().flat_map(|row| [self.attachment_path(&row.hash), self.coming_path(&row.hash)]).collect())
    }

    /// What the landlord supplies, with its hash.
    fn supplied_map(&self) -> Result<Option<([u8; 32], MapArea)>, StoreError> {
        let area = MapArea::of(&self.landlord_settings()?);
        Ok(area.and_then(|area| Some((area.digest()?, area))))
    }

    fn map_rows(&self) -> Result<Vec<Row>, StoreError> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT hash, area, whole, wait_until FROM map_file ORDER BY hash")?;
            let rows = statement.query_map([], |row| {
                let area: String = row.get(1)?;
                Ok(Row { hash: row.get(0)?, area: MapArea::read(&area), whole: row.get(2)?, wait_until: row.get(3)? })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    fn note_map(&self, hash: &[u8; 32], area: &MapArea, whole: bool, wait_until: i64) -> Result<(), StoreError> {
        let area = area.setting().value;
        self.write(|transaction, _| {
            transaction
                .prepare_cached(
                    "INSERT INTO map_file (hash, area, whole, wait_until) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (hash) DO UPDATE SET area = ?2, whole = ?3, wait_until = ?4",
                )?
                .execute(params![hash, area, whole, wait_until])?;
            Ok(())
        })
    }

    /// The rows first: a file without one is swept away, a row without its file would be damage.
    fn let_maps_go(&self, hashes: impl IntoIterator<Item = [u8; 32]>) -> Result<(), StoreError> {
        let hashes: Vec<_> = hashes.into_iter().collect();
        if hashes.is_empty() {
            return Ok(());
        }
        let _alone = self.map_writing.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        self.write(|transaction, _| {
            let mut forget = transaction.prepare_cached("DELETE FROM map_file WHERE hash = ?1")?;
            hashes.iter().try_for_each(|hash| forget.execute([hash]).map(drop))?;
            Ok(())
        })?;
        for hash in &hashes {
            map_file::remove(&self.attachment_path(hash));
            map_file::remove(&self.coming_path(hash));
        }
        Ok(())
    }

    /// Bytes of a map under way that are here.
    fn map_reached(&self, hash: &[u8; 32], size: u64) -> u64 {
        fs::metadata(self.coming_path(hash)).map_or(0, |file| map_file::reached(file.len(), size))
    }

    /// Megabytes that are free, when so many bytes more would leave this phone nearly full.
    fn too_little_room(&self, more: u64) -> Option<u64> {
        let free = self.free()?;
        (free < more.saturating_add(NEARLY_FULL)).then_some(free / 1_000_000)
    }

    fn coming_path(&self, hash: &[u8; 32]) -> PathBuf {
        self.attachment_path(hash).with_extension("coming")
    }

    fn map_fault(&self, path: PathBuf, fault: Fault) -> StoreError {
        match fault {
            Fault::Io(error) => StoreError::io(&path, error),
            Fault::Damaged(detail) => StoreError::Damaged { path, detail: detail.to_owned() },
        }
    }
}
