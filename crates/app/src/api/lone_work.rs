//! Working alone.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Tone;

/// The timer of somebody who works alone, or that there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LoneWorkPage {
    /// The timer that runs.
    pub running: Option<LoneWorkShown>,
    /// The landlord's number, as dialled; may be empty.
    pub control_number: String,
}

/// A timer that runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LoneWorkShown {
    /// Where its person is going.
    pub place: String,
    /// True once the hub has acknowledged this very timer, with all that was said of it.
    pub watched: bool,
    /// "Nobody is watching yet", or what happens if they do not check in.
    pub words: String,
    /// How loudly to show that.
    pub tone: Tone,
    /// Minutes that were set last.
    pub minutes: u32,
    /// Seconds that are left; below nought once they are overdue.
    pub left_seconds: i64,
    /// True once they are overdue.
    pub overdue: bool,
    /// Who has seen that; may be empty.
    pub taken_by: String,
}
