//! What the work took besides the schedule of rates.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Tone;

/// Time, materials, and work beyond the order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WorkDone {
    /// Time that people worked.
    pub labour: Vec<WorkEntry>,
    /// Materials that were used.
    pub materials: Vec<WorkEntry>,
    /// Materials that somebody has to order.
    pub to_order: Vec<WorkEntry>,
    /// Work beyond the order.
    pub extra_work: Vec<ExtraWork>,
    /// How the job is shared, when it is: "60% of the job is shared out, 40% is left"; may be empty.
    pub shares: String,
    /// What the landlord asks for of somebody's time.
    pub asks: TimeAsked,
    /// Colleagues whose time can be recorded, the person here first; that person alone where the landlord asks for no
    /// shares.
    pub people: Vec<String>,
    /// How long the steps of the visit say that the person here was at work, less what is recorded of it.
    pub suggested: Option<SuggestedTime>,
    /// What may be agreed at the door without asking: "£250".
    pub authority: String,
}

/// Time that can be recorded as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SuggestedTime {
    /// Minutes, more than nought.
    pub minutes: u32,
    /// "You started at 10:05 and stopped at 11:20".
    pub words: String,
}

/// What the landlord asks for of somebody's time, besides how long they worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TimeAsked {
    /// Colleagues' time, and everybody's share.
    pub shares: bool,
    /// The time on the way.
    pub travel: bool,
    /// Whether it was overtime.
    pub overtime: bool,
}

/// A material, or somebody's time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WorkEntry {
    /// Stable within the job.
    pub id: String,
    /// "2 m 15 mm copper pipe, from the van"; "Ada Byrne, 1 hour 30 minutes, overtime".
    pub words: String,
    /// "Ada Byrne, today 10:42".
    pub by: String,
    /// True when taken off again: shown struck through.
    pub withdrawn: bool,
}

/// Work beyond the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExtraWork {
    /// Stable within the job.
    pub id: String,
    /// What, and why.
    pub what: String,
    /// "£420.00".
    pub cost: String,
    /// "Within what you may agree", "The office has to decide", "Approved", "Declined: planned works in spring".
    pub state: String,
    /// How loudly to show the state.
    pub tone: Tone,
    /// "Ada Byrne, today 10:42".
    pub by: String,
}

/// Where a material comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MaterialSource {
    /// The operative's own van.
    Van,
    /// A merchant, on the day.
    Merchant,
    /// Not here yet: somebody has to order it.
    ToOrder,
}
