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
    /// "Counted 22 November 07:10", "Counted by Ada Byrne, today 10:42".
    pub counted: String,
    /// "By Dev Patel’s count, today 10:40, 4 m would be left"; empty where no other count says otherwise.
    pub other_count: String,
}

/// Something that was taken out of a van today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VanTaken {
    /// "2.5 m 15 mm copper pipe".
    pub what: String,
    /// "Ada Byrne, today 10:42".
    pub by: String,
    /// "Van 12".
    pub van_name: String,
    /// The job that it was used on; none when this phone does not hold it.
    pub job: Option<String>,
    /// Where that is; "A job that is not on this phone".
    pub place: String,
}
