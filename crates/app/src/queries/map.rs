//! The landlord's map of the streets: what is here of it, and stretches of its archive.

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::map_area::MapArea;
use store::{MapComing, StoreError};

use crate::{
    api::{Failure, StreetArea, StreetBytes, StreetMap},
    error::failure,
    unlocked::Unlocked,
    views::photo::from_hex,
};

pub(crate) fn run(unlocked: &Unlocked) -> Result<StreetMap, Failure> {
    let state = unlocked.store.map()?;
    let for_wifi = unlocked.metered && unlocked.store.settings()?.photos_on_wifi_only;
    let words = match (&state.coming, &state.shown) {
        (Some(coming), older) => words(*coming, older.is_some(), for_wifi),
        (None, Some(_)) => String::new(),
        (None, None) => "Your landlord has supplied no street map.".to_owned(),
    };
    Ok(StreetMap { area: state.shown.map(area), words })
}

/// So many bytes from a place on.
pub(crate) fn bytes(unlocked: &Unlocked, area: &str, from: u32, length: u32) -> Result<StreetBytes, Failure> {
    let hash = from_hex(area).ok_or_else(not_here)?;
    match unlocked.store.map_bytes(&hash, from.into(), length.into()) {
        Ok(bytes) => Ok(StreetBytes { base64: STANDARD.encode(bytes) }),
        Err(StoreError::NoSuchAttachment { .. }) => Err(not_here()),
        Err(StoreError::Damaged { .. }) => Err(failure(
            "map_damaged",
            "The street map on this phone is damaged. Nothing else is",
            "It is fetched again with the next signal. The list says where the jobs are",
        )),
        Err(error) => Err(error.into()),
    }
}

fn not_here() -> Failure {
    failure(
        "map_not_here",
        "This street map is not on this phone any more",
        "Open the map again. The list says where the jobs are",
    )
}

fn area(area: MapArea) -> StreetArea {
    let MapArea { hash, size, bounds, max_zoom, attribution, .. } = area;
    StreetArea {
        id: hash,
        size: u32::try_from(size).unwrap_or(u32::MAX),
        west: bounds.west,
        south: bounds.south,
        east: bounds.east,
        north: bounds.north,
        max_zoom,
        attribution,
    }
}

fn words(coming: MapComing, older: bool, for_wifi: bool) -> String {
    let what = if older { "A newer street map" } else { "The street map" };
    let size = megabytes(coming.size);
    if let Some(free) = coming.too_little_room_mb {
        return format!(
            "{what} takes {size} MB, and this phone is nearly full: {free} MB are left. Delete videos or apps that you do \
             not need."
        );
    }
    if for_wifi {
        return format!("{what} ({size} MB) waits for Wi-Fi, as you chose for photos.");
    }
    let have = coming.have / 1_000_000;
    format!("{what} comes with the next signal: {have} of {size} MB are on this phone.")
}

/// Never nought: a small map takes room as well.
fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(1_000_000).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_that_is_not_here_says_why_and_what_to_do() {
        let coming = |have, room| MapComing { size: 12_300_000, have, too_little_room_mb: room };
        let said = [
            words(coming(0, None), false, false),
            words(coming(4_000_000, None), true, false),
            words(coming(4_000_000, None), false, true),
            words(coming(0, Some(310)), false, true),
        ];
        insta::assert_snapshot!(said.join("\n"), @r"
        The street map comes with the next signal: 0 of 13 MB are on this phone.
        A newer street map comes with the next signal: 4 of 13 MB are on this phone.
        The street map (13 MB) waits for Wi-Fi, as you chose for photos.
        The street map takes 13 MB, and this phone is nearly full: 310 MB are left. Delete videos or apps that you do not need.
        ");
    }
}
