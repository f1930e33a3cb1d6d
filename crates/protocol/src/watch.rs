//! Watching over somebody who works alone: what a handheld says of its timer, and what the hub answers.
//!
//! It is apart from the exchange, which may be long, and is no record: nobody merges it. Each thing that was said has a number;
//! the hub keeps the highest, so that what is said again, or comes late, changes nothing.

use domain::{id::TimerId, place::Fix};
use serde::{Deserialize, Serialize};

/// What a handheld says of a timer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WatchRequest {
    /// Which.
    pub timer: TimerId,
    /// The number of what is said, from 1.
    pub beat: u32,
    /// What.
    pub said: WatchSaid,
}

/// What can be said of a timer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum WatchSaid {
    /// It runs: it was started, or its person is well, or needs longer.
    Running {
        /// Milliseconds that are left as this is sent. A duration: the handheld's clock is not believed.
        left_ms: u64,
        /// Where its person is going.
        place: String,
        /// Where the handheld is, if its person keeps positions.
        at: Option<Fix>,
    },
    /// Its person is done and well.
    Finished,
}

/// What the hub knows of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WatchResponse {
    /// The highest number that it has heard.
    pub beat: u32,
    /// Milliseconds until it raises the alarm, by its own clock; below nought once it has. None when it watches no more.
    pub left_ms: Option<i64>,
    /// Who has seen that the person is overdue; empty while nobody has.
    pub taken_by: String,
}
