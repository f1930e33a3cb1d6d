//! The day's list.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The screen an operative opens in the van.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Today {
    /// The day in words: "Sunday 22 November".
    pub day: String,
    /// In order of appointment; work without one by required completion.
    pub jobs: Vec<JobRow>,
    /// Jobs of other days that are held and not finished.
    pub later: Vec<JobRow>,
    /// Finished today.
    pub done: Vec<JobRow>,
    /// Jobs held in all.
    pub held: u32,
    /// The state of sending.
    pub sending: super::Sending,
}

/// One job in a list: everything is read from rows, never from a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JobRow {
    /// The job's id.
    pub id: String,
    /// The landlord's reference: "10000012".
    pub reference: String,
    /// What is wrong, cut to 120 characters.
    pub description: String,
    /// "16 Pitcairn House, St Thomass Square".
    pub address: String,
    /// "E9 6PT"; may be empty.
    pub postcode: String,
    /// "Plumbing".
    pub trade: String,
    /// `5 [N] NORMAL`, as the landlord words it.
    pub priority: String,
    /// True for the landlord's most urgent priorities (HACT code 1 and 2).
    pub urgent: bool,
    /// "AM 08:00 to 13:00"; none without an appointment.
    pub window: Option<String>,
    /// "Today", "Tomorrow", "Fri 27 Nov"; none without an appointment.
    pub appointment_day: Option<String>,
    /// "by Fri 27 Nov 17:00".
    pub required_by: Option<String>,
    /// True when the required completion time has passed and the work is not finished.
    pub overdue: bool,
    /// The status shown.
    pub status: StatusShown,
    /// Alerts that matter at this door.
    pub alerts: u32,
    /// True when competing edits or flags wait for a person.
    pub needs_attention: bool,
    /// Edits of this job that the landlord does not have yet.
    pub waiting: u32,
}

/// A job's status as a word and a tone for its tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StatusShown {
    /// Stable: `dispatched`, `started`, `completed`.
    pub code: String,
    /// "Started".
    pub words: String,
    /// How loudly to show it.
    pub tone: Tone,
}

/// How a tag or message looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Nothing to do.
    Quiet,
    /// Under way.
    Active,
    /// Finished.
    Good,
    /// Look at this.
    Warning,
    /// Act now.
    Bad,
}
