//! What the person chose for this handheld.

use rusqlite::params;

use crate::{error::StoreError, store::Store};

/// The choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Photos wait for a connection that costs nothing.
    pub photos_on_wifi_only: bool,
    /// Megabytes of photos that the landlord has and that stay on this phone as well.
    pub photos_kept_mb: u32,
    /// This phone's position is kept with what its person records, where the phone allows it.
    pub positions_kept: bool,
    /// The day's jobs stand in the order of the shortest drive, not of their appointments.
    pub shortest_drive: bool,
}

impl Store {
    /// The choices as they stand.
    ///
    /// # Errors
    /// The database fails.
    pub fn settings(&self) -> Result<Settings, StoreError> {
        self.read(|connection| {
            let settings = connection
                .prepare_cached(
                    "SELECT photos_on_wifi_only, photos_kept_mb, positions_kept, shortest_drive FROM setting",
                )?
                .query_row([], |row| {
                    Ok(Settings {
                        photos_on_wifi_only: row.get(0)?,
                        photos_kept_mb: row.get(1)?,
                        positions_kept: row.get(2)?,
                        shortest_drive: row.get(3)?,
                    })
                })?;
            Ok(settings)
        })
    }

    /// Chooses.
    ///
    /// # Errors
    /// The disk fails; then everything is as before.
    pub fn choose_settings(&self, settings: Settings) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            transaction
                .prepare_cached(
                    "UPDATE setting SET photos_on_wifi_only = ?1, photos_kept_mb = ?2, positions_kept = ?3,
                         shortest_drive = ?4",
                )?
                .execute(params![
                    settings.photos_on_wifi_only,
                    settings.photos_kept_mb,
                    settings.positions_kept,
                    settings.shortest_drive
                ])?;
            Ok(())
        })
    }
}
