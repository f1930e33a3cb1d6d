//! The visit: late, taken back, handed back, where it was, and what to know before the door.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{StatusShown, Tone};

/// What was recorded a moment ago and can be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Undo {
    /// Pass it back with `undo`.
    pub event: String,
    /// "Work started".
    pub words: String,
    /// For how many seconds more.
    pub seconds: u32,
}

/// One of the times that somebody who is late can name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LateChoice {
    /// From now; pass it back with `running_late`.
    pub minutes: u32,
    /// "In 15 minutes".
    pub words: String,
    /// "About 10:30".
    pub at: String,
}

/// Somebody whom the work can be given to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Colleague {
    /// Pass it back with `ask_swap`.
    pub person: String,
    /// "Dev Patel".
    pub name: String,
}

/// A point for a map.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MapPoint {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

/// Another job at the same home: held on this phone, or told by the landlord with this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EarlierJob {
    /// Its id; none for one that is not on this phone.
    pub id: Option<String>,
    /// The landlord's reference.
    pub reference: String,
    /// What was wrong, cut to 120 characters; of one that is not on this phone, what was done, which may be empty.
    pub description: String,
    /// "Plumbing".
    pub trade: String,
    /// "Mon 2 Nov": when it was closed, or is appointed; may be empty.
    pub when: String,
    /// How it stands.
    pub status: StatusShown,
    /// Why it was left, if it was; may be empty.
    pub reason: String,
    /// True when this job may be the same fault again.
    pub repeat: bool,
}

/// Something to take along or to mind that nobody's alert says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Reminder {
    /// Stable: `hearing_loop`.
    pub code: String,
    /// "Take the portable hearing loop".
    pub title: String,
    /// More about it; may be empty.
    pub words: String,
    /// How loudly to show it.
    pub tone: Tone,
    /// A number to ring about it; may be empty.
    pub number: String,
}
