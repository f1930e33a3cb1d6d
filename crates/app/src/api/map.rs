//! The map of the streets that the landlord supplies.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What there is of the landlord's map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StreetMap {
    /// The map, once all of it is on this phone.
    pub area: Option<StreetArea>,
    /// Why there is none, or none yet, or that another is coming: "The street map (12 MB) waits for Wi-Fi …"
    /// Empty when there is nothing to say.
    pub words: String,
}

/// A map that is on this phone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StreetArea {
    /// Names it in [`super::Request::MapBytes`].
    pub id: String,
    /// Bytes of the archive, which is PMTiles 3.
    pub size: u32,
    /// Least longitude, in degrees.
    pub west: f64,
    /// Least latitude.
    pub south: f64,
    /// Greatest longitude.
    pub east: f64,
    /// Greatest latitude.
    pub north: f64,
    /// The closest zoom that it has tiles for.
    pub max_zoom: u8,
    /// Whose data it is; shown wherever the map is.
    pub attribution: String,
}

/// A stretch of a map's archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StreetBytes {
    /// The bytes, base64; fewer than were asked for where the archive ends.
    pub base64: String,
}
