//! One's own day, and what is kept about oneself.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A person's own day, as this phone recorded it. There is nothing to hand in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DayEnd {
    /// "Sunday 22 November".
    pub day: String,
    /// "7 hours 25 minutes"; empty when nothing was recorded.
    pub hours: String,
    /// "08:05 to 15:30"; empty when nothing was recorded.
    pub from_until: String,
    /// "About 14 miles"; empty when no two places are known.
    pub miles: String,
    /// Jobs completed.
    pub jobs_done: u32,
    /// Jobs that ended in another way.
    pub jobs_other: u32,
    /// "3 of 4": of the jobs completed, how many took one visit; empty when none was completed.
    pub first_time_fix: String,
    /// Jobs of today that are still open.
    pub still_open: u32,
    /// What is not with the landlord yet, in a sentence; empty when everything is.
    pub unsent: String,
    /// Why it is not, and what happens next; may be empty.
    pub unsent_why: String,
    /// Each visit, in order.
    pub visits: Vec<DayVisit>,
    /// An officer's visits of today, counted; none where there was none.
    pub counted: Option<VisitsCounted>,
}

/// How many visits came to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VisitsCounted {
    /// A window was agreed.
    pub arranged: u32,
    /// Somebody was at the door.
    pub made: u32,
    /// Of those arranged: on that day, and not after the window.
    pub kept: u32,
    /// Nobody was in.
    pub not_in: u32,
    /// The landlord cancelled it.
    pub cancelled: u32,
    /// Of those: with less notice than is promised.
    pub cancelled_late: u32,
}

/// One visit of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DayVisit {
    /// The job's id.
    pub job: String,
    /// Its address.
    pub address: String,
    /// The landlord's reference.
    pub reference: String,
    /// "09:10 to 10:05".
    pub from_until: String,
    /// "Completed".
    pub outcome: String,
}

/// What this phone keeps of where its person was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeptAboutMe {
    /// The person chose that positions are kept.
    pub positions_kept: bool,
    /// Every position on this phone, the newest first.
    pub positions: Vec<KeptPosition>,
}

/// One position that is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeptPosition {
    /// The event's id.
    pub id: String,
    /// The job's id.
    pub job: String,
    /// The landlord's reference.
    pub reference: String,
    /// "Arrived".
    pub what: String,
    /// "today 10:42".
    pub at: String,
    /// "53.74232, -1.99877, right within 12 metres".
    pub place: String,
}
