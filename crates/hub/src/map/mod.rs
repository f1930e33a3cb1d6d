//! The map of the landlord's area: one PMTiles archive that every handheld may fetch.
//!
//! The file lies among the attachments under its hash, and the row that names it goes to handhelds with the landlord's
//! settings. A file that is to go stands in a table until it is gone, whenever the power went.

mod archive;
mod directory;
mod draft;

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use domain::{
    map_area::{MAX_ATTRIBUTION, MapArea},
    reference::ReferenceRow,
};

pub use archive::MapFault;
use draft::Draft;

use crate::{
    attachments::hex,
    db::{
        DbError,
        sqlite::{landlord, map_file},
    },
    hub::{Hub, HubError},
};

/// What a map is sent as.
pub(crate) const MEDIA_TYPE: &str = "application/vnd.pmtiles";

/// How long a file that was taken in may lack its row before it goes, in milliseconds: an import that is under way ends
/// within minutes.
const TAKING_IN_MS: i64 = 3_600_000;

impl Hub {
    /// The map that handhelds fetch.
    ///
    /// # Errors
    /// The database failed.
    pub fn map_area(&self) -> Result<Option<MapArea>, HubError> {
        Ok(MapArea::of(&self.landlord_settings()?))
    }

    /// Takes in an archive in place of the one that is there; false when it is the same, with the same words.
    ///
    /// # Errors
    /// It is none that handhelds could use, and says why; or a file or the database failed. Then all is as before.
    pub fn take_map(&self, path: &Path, attribution: Option<&str>) -> Result<(MapArea, bool), HubError> {
        let io = |source| HubError::Io { path: path.to_owned(), source };
        let refused = |fault| match fault {
            MapFault::Io(source) => io(source),
            fault => HubError::Asked(format!("{}: {fault}", path.display())),
        };
        let mut file = File::open(path).map_err(io)?;
        let length = file.metadata().map_err(io)?.len();
        let said = archive::read(&mut file, length).map_err(refused)?;
        let attribution = attribution.map_or(said.attribution, archive::plain);
        if attribution.is_empty() {
            return Err(refused(MapFault::NoAttribution));
        }
        if attribution.chars().count() > MAX_ATTRIBUTION {
            return Err(refused(MapFault::LongAttribution));
        }
        let shelf = &self.inner.shelf;
        let on_shelf = |source| HubError::Io { path: self.inner.data.clone(), source };
        let draft = Draft::of(path, shelf).map_err(on_shelf)?;
        if draft.size != length {
            let path = path.display();
            return Err(HubError::Asked(format!(
                "{path} was written to while it was read; import it once it is whole"
            )));
        }
        let (hash, now) = (draft.hash, self.now());
        self.inner.db.write(|transaction| map_file::expect(transaction, &hash, now))?;
        draft.finish(shelf).map_err(on_shelf)?;
        let area = MapArea {
            hash: hex(&hash),
            size: length,
            bounds: said.bounds,
            min_zoom: said.min_zoom,
            max_zoom: said.max_zoom,
            attribution,
        };
        let row = ReferenceRow::Setting(area.setting());
        let (before, changed) = self.inner.db.write(|transaction| {
            Ok::<_, DbError>((map_file::choose(transaction, Some(&hash))?, landlord::put_row(transaction, &row)?))
        })?;
        self.remove_maps(before)?;
        Ok((area, changed))
    }

    /// Takes the map away from every handheld; false when there was none.
    ///
    /// # Errors
    /// A file or the database failed.
    pub fn remove_map(&self) -> Result<bool, HubError> {
        if self.map_area()?.is_none() {
            return Ok(false);
        }
        let before = self.inner.db.write(|transaction| {
            landlord::put_row(transaction, &ReferenceRow::Setting(MapArea::none()))?;
            map_file::choose(transaction, None)
        })?;
        self.remove_maps(before)?;
        Ok(true)
    }

    /// Removes files of maps that were replaced or never came to be.
    pub(crate) fn tidy_maps(&self) -> Result<(), HubError> {
        let limit = self.now().plus_milliseconds(-TAKING_IN_MS);
        let unused = self.inner.db.read(|transaction| map_file::unused(transaction, limit))?;
        self.remove_maps(unused)
    }

    fn remove_maps(&self, hashes: impl IntoIterator<Item = [u8; 32]>) -> Result<(), HubError> {
        let shelf = &self.inner.shelf;
        for hash in hashes {
            shelf.remove(&hash).map_err(|source| HubError::Io { path: shelf.path(&hash), source })?;
            self.inner.db.write(|transaction| map_file::forget(transaction, &hash))?;
        }
        Ok(())
    }
}

/// The file of the map, when that is what this hash names: every handheld of the landlord's may fetch it.
pub(crate) fn file(hub: &Hub, hash: &[u8; 32]) -> Result<Option<PathBuf>, DbError> {
    let current = hub.inner.db.read(map_file::current)?;
    Ok((current.as_ref() == Some(hash)).then(|| hub.inner.shelf.path(hash)))
}
