//! The day's list.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The screen an operative opens in the van.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Today {
    /// The day in words: "Sunday 22 November".
    pub day: String,
    /// The same as a date: "2026-11-22".
    pub date: String,
    /// Work under way first, then in the order chosen: of appointments, or of the shortest drive.
    pub jobs: Vec<JobRow>,
    /// Jobs to do beyond those: found by searching.
    pub more: u32,
    /// What the drive comes to.
    pub drive: Drive,
    /// The days that can be stepped to, with how many jobs each has.
    pub days: Vec<DayLink>,
    /// Jobs that the office gave to somebody else and of which the person has not read so, in words.
    pub given_away: Vec<String>,
    /// Jobs at which somebody could be badly hurt and nobody has said that they rang control.
    pub to_ring_about: Vec<RingAbout>,
    /// Finished today.
    pub done: Vec<JobRow>,
    /// Jobs held in all.
    pub held: u32,
    /// Homes held, on a housing officer's handheld; none on any other.
    pub homes: Option<u32>,
    /// Alerts on which somebody has to decide, on the handheld of those who do; none on any other.
    pub alerts_to_decide: Option<u32>,
    /// What happened to staff, on the handheld of those who read it; none on any other.
    pub incidents: Option<u32>,
    /// The timer of this phone's user, while they work alone.
    pub lone_work: Option<super::LoneWorkShown>,
    /// "My van: Van 12, 2 things want filling up"; empty on a handheld whose user works from no van.
    pub van: String,
    /// The state of sending.
    pub sending: super::Sending,
}

/// A job about which control is to be rung.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RingAbout {
    /// The job's id.
    pub job: String,
    /// Where: "16 Pitcairn House, St Thomass Square".
    pub address: String,
}

/// Another day's list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Day {
    /// "Friday 27 November".
    pub day: String,
    /// "2026-11-27".
    pub date: String,
    /// Open jobs with an appointment on that day, in order.
    pub jobs: Vec<JobRow>,
    /// What the drive comes to.
    pub drive: Drive,
    /// Closed on that day.
    pub done: Vec<JobRow>,
    /// The days that can be stepped to.
    pub days: Vec<DayLink>,
}

/// A day that can be stepped to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DayLink {
    /// "2026-11-27".
    pub date: String,
    /// "Today", "Tomorrow", "Fri 27 Nov".
    pub label: String,
    /// Jobs: open ones by their appointment, closed ones by when they were closed.
    pub jobs: u32,
    /// True for today.
    pub today: bool,
}

/// What a day's drive comes to, as estimated from where the homes are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Drive {
    /// The jobs stand in the order of the shortest drive, not of their appointments.
    pub shortest: bool,
    /// "About 14 miles in this order"; empty when fewer than two places are known.
    pub words: String,
    /// "The shortest drive is about 9 miles"; empty when the other order is no better or no other.
    pub compared: String,
    /// True when there is something to choose.
    pub can_choose: bool,
    /// "2 jobs have no place on the map"; empty when all have.
    pub unplaced: String,
    /// True when distances are from where this phone said that it is.
    pub from_here: bool,
}

/// An alert in a list: its title alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AlertMark {
    /// "Do not visit alone".
    pub title: String,
    /// How loudly to show it.
    pub tone: Tone,
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
    /// What the alerts are, the gravest first; those that have not arrived here are in `alerts` alone.
    pub alert_marks: Vec<AlertMark>,
    /// Where it is; none when the landlord has not said.
    pub place: Option<super::MapPoint>,
    /// "1.2 miles from here"; none while this phone has not said where it is.
    pub distance: Option<String>,
    /// "Running late, about 10:30"; none otherwise.
    pub late: Option<String>,
    /// Why work rests or was left; may be empty.
    pub status_reason: String,
    /// True when the office changed something since the person last saw it.
    pub changed: bool,
    /// True while somebody could be badly hurt within a day and nobody has said that they rang control.
    pub ring_control: bool,
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
