//! How photos are sent and kept is chosen.

use store::Settings;

use crate::{
    api::{Failure, Sending},
    error::failure,
    queries,
    unlocked::Unlocked,
};

/// Fewer would fetch a morning's pictures again at every look.
const FEWEST_MB: u32 = 20;

/// More than any phone that this runs on has to give.
const MOST_MB: u32 = 20_000;

pub(crate) fn run(unlocked: &Unlocked, on_wifi_only: bool, kept_mb: u32) -> Result<Sending, Failure> {
    if !(FEWEST_MB..=MOST_MB).contains(&kept_mb) {
        return Err(failure(
            "photos_kept",
            "The space for photos is not between 20 and 20,000 MB",
            "Choose another number",
        ));
    }
    let settings = unlocked.store.settings()?;
    let chosen = Settings { photos_on_wifi_only: on_wifi_only, photos_kept_mb: kept_mb, ..settings };
    unlocked.store.choose_settings(chosen)?;
    unlocked.store.put_pictures_away()?;
    queries::sending::run(unlocked)
}
