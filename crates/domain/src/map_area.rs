//! The map of the landlord's area: one archive of tiles that every handheld may hold, and where it reaches.
//!
//! It travels as a setting with a name of its own, so that a handheld that is older than maps passes it over and has it
//! once it is brought up to date.

use serde::{Deserialize, Serialize};

use crate::setting::{LandlordSettings, Setting};

/// The setting's name.
const NAME: &str = "map-area";

/// Bytes of an archive, at most. Every handheld fetches it, and a phone with little room has a few hundred megabytes to
/// spare: a larger area is cut smaller, or left without its closest zoom.
pub const MAX_SIZE: u64 = 128_000_000;

/// Characters of an attribution, at most.
pub const MAX_ATTRIBUTION: usize = 200;

/// An archive of map tiles, as PMTiles 3.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MapArea {
    /// SHA-256 of its bytes, in lower-case hexadecimal.
    pub hash: String,
    /// Bytes.
    pub size: u64,
    /// Where it reaches.
    pub bounds: Bounds,
    /// The farthest zoom that it has tiles for.
    pub min_zoom: u8,
    /// The closest.
    pub max_zoom: u8,
    /// Whose data it is, as it is to be shown beside the map: "© OpenStreetMap contributors".
    pub attribution: String,
}

/// A rectangle on the globe, in degrees of longitude and latitude.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bounds {
    /// Least longitude.
    pub west: f64,
    /// Least latitude.
    pub south: f64,
    /// Greatest longitude.
    pub east: f64,
    /// Greatest latitude.
    pub north: f64,
}

impl Bounds {
    /// True when it is a rectangle on the globe with something in it.
    #[must_use]
    pub fn hold(&self) -> bool {
        let Self { west, south, east, north } = *self;
        west >= -180.0 && east <= 180.0 && west < east && south >= -90.0 && north <= 90.0 && south < north
    }
}

impl MapArea {
    /// As it travels.
    #[must_use]
    pub fn setting(&self) -> Setting {
        Setting { name: NAME.to_owned(), value: serde_json::to_string(self).unwrap_or_default() }
    }

    /// What says that there is no map any more.
    #[must_use]
    pub fn none() -> Setting {
        Setting { name: NAME.to_owned(), value: String::new() }
    }

    /// The map that the landlord supplies; none also when it is one that this version cannot read.
    #[must_use]
    pub fn of(settings: &LandlordSettings) -> Option<Self> {
        Self::read(settings.named(NAME))
    }

    /// Reads what [`Self::setting`] wrote.
    #[must_use]
    pub fn read(value: &str) -> Option<Self> {
        let area: Self = serde_json::from_str(value).ok()?;
        let sound = area.digest().is_some()
            && (1..=MAX_SIZE).contains(&area.size)
            && area.bounds.hold()
            && area.min_zoom <= area.max_zoom;
        sound.then_some(area)
    }

    /// [`Self::hash`] as bytes.
    #[must_use]
    pub fn digest(&self) -> Option<[u8; 32]> {
        let text = self.hash.as_bytes();
        if text.len() != 64 || !text.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return None;
        }
        let mut digest = [0; 32];
        for (byte, pair) in digest.iter_mut().zip(text.chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(digest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setting::SettingName;

    fn haverthwaite() -> MapArea {
        MapArea {
            hash: "0f".repeat(32),
            size: 31_000_000,
            bounds: Bounds { west: -2.2, south: 53.6, east: -1.8, north: 53.9 },
            min_zoom: 8,
            max_zoom: 14,
            attribution: "© OpenStreetMap contributors".into(),
        }
    }

    #[test]
    fn an_area_travels_among_the_settings_and_is_none_once_it_was_removed() {
        let switch = SettingName::Pauses.set("on").unwrap();
        let set = LandlordSettings::new([switch.clone(), haverthwaite().setting()]);
        assert_eq!(MapArea::of(&set), Some(haverthwaite()));
        assert!(set.is_on(SettingName::Pauses));
        let removed = LandlordSettings::new([haverthwaite().setting(), MapArea::none()]);
        assert_eq!(MapArea::of(&removed), None);
        assert_eq!(MapArea::of(&LandlordSettings::default()), None);
        insta::assert_snapshot!(haverthwaite().setting().value);
    }

    #[test]
    fn an_area_that_cannot_be_is_none() {
        let with = |change: fn(&mut MapArea)| {
            let mut area = haverthwaite();
            change(&mut area);
            MapArea::read(&area.setting().value)
        };
        assert!(with(|_| ()).is_some());
        assert_eq!(with(|area| area.hash = "../../etc/passwd".into()), None);
        assert_eq!(with(|area| area.size = 0), None);
        assert_eq!(with(|area| area.size = MAX_SIZE + 1), None);
        assert_eq!(with(|area| area.bounds.east = -3.0), None);
        assert_eq!(with(|area| area.bounds.north = 91.0), None);
        assert_eq!(with(|area| area.min_zoom = 15), None);
        assert_eq!(MapArea::read("on"), None);
    }
}
