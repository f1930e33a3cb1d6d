//! What a van carries.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One thing on one van.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VanItem {
    /// Names the van.
    pub van: String,
    /// Names the item on it.
    pub item: String,
    /// "Van 12".
    pub van_name: String,
    /// "15 mm copper pipe".
    pub name: String,
    /// "m"; empty for pieces.
    pub unit: String,
    /// What is left, in that unit; nought when nothing is.
    pub left: f64,
    /// "12 m left", "None left", "None left: the list is 1 short".
    pub words: String,
    /// True when it wants filling up.
    pub low: bool,
    /// "Counted 22 November 07:10".
    pub counted: String,
}
