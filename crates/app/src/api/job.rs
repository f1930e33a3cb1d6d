//! One job with everything a person at the door needs.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Booked, EarlierJob, FollowOn, HazardNoticed, JobRow, LateChoice, NoAccess, Photo, Recording, Reminder, StatusShown,
    TakenPhoto, Tone, Undo, VisitShown, WorkDone,
};

/// The job screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JobPage {
    /// What the list shows of it.
    pub row: JobRow,
    /// What is wrong, in full.
    pub description: String,
    /// "Bathroom".
    pub location: String,
    /// Address lines, without the postcode.
    pub address: Vec<String>,
    /// Unique property reference number; may be empty.
    pub uprn: String,
    /// How to get in.
    pub access: Access,
    /// Alerts, the gravest first.
    pub alerts: Vec<Alert>,
    /// The asbestos register of the home: rooms of this work first, and what is there before what is not. Empty when the
    /// landlord has given none.
    pub asbestos: Vec<AsbestosEntry>,
    /// Who to ring.
    pub contacts: Vec<Contact>,
    /// Schedule-of-rates items, ordered and added.
    pub items: Vec<Item>,
    /// The job's one note, which everybody edits.
    pub note: Note,
    /// Photos, oldest first.
    pub photos: Vec<Photo>,
    /// Photos that are saved on this phone and are still being made ready, oldest first.
    pub taken: Vec<TakenPhoto>,
    /// Voice notes, oldest first.
    pub recordings: Vec<Recording>,
    /// What happened, oldest first.
    pub timeline: Vec<TimelineEntry>,
    /// Edits that compete and wait for a choice.
    pub competitions: Vec<Competition>,
    /// Things a person should know: an impossible order of events after a merge, work outside its rules.
    pub flags: Vec<Flag>,
    /// Visits at which nobody let them in.
    pub no_access: NoAccess,
    /// Time, materials, and work beyond the order.
    pub work: WorkDone,
    /// Hazards that were noticed, oldest first.
    pub hazards: Vec<HazardNoticed>,
    /// How it was booked, for a job that was booked at a door.
    pub booked: Option<Booked>,
    /// What it is for, when it is an officer's visit.
    pub visit: Option<VisitShown>,
    /// Jobs that were booked from this one.
    pub follow_ons: Vec<FollowOn>,
    /// What can be done next, the main one first.
    pub actions: Vec<EventKind>,
    /// The sign-off, once there is one.
    pub sign_off: Option<SignOffShown>,
    /// True when a sign-off may be taken now.
    pub can_sign_off: bool,
    /// What was recorded a moment ago and can be taken back.
    pub undo: Option<Undo>,
    /// The step with which this phone's position is wanted: pass it back with `keep_position`. None when the person keeps
    /// no positions, or it is kept already.
    pub locate: Option<String>,
    /// The times that somebody who is late can name; none once they are there.
    pub late: Vec<LateChoice>,
    /// True when a colleague may be asked to take it.
    pub can_swap: bool,
    /// What the office changed since the person last saw the job, in words.
    pub changes: Vec<String>,
    /// Other jobs at this home, those that are open and the newest first.
    pub earlier: Vec<EarlierJob>,
    /// How the last visit here ended, in words; empty when nothing is known of one.
    pub last_visit: String,
    /// What to take along or to mind that no alert says.
    pub reminders: Vec<Reminder>,
    /// The number that staff ring for help; may be empty.
    pub control_number: String,
}

/// How to get in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Access {
    /// In words; may be empty.
    pub description: String,
    /// Where the key safe is; may be empty.
    pub keysafe_location: String,
    /// Its code; may be empty. Shown only when asked for.
    pub keysafe_code: String,
    /// Where to park; may be empty.
    pub parking: String,
    /// The code of an outer door; may be empty. Shown only when asked for.
    pub entry_code: String,
    /// Where the water is turned off; may be empty.
    pub stopcock: String,
    /// Where gas, electricity and heating are turned off; may be empty.
    pub isolation: String,
}

/// What the asbestos register says of one thing in one room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AsbestosEntry {
    /// "Kitchen".
    pub room: String,
    /// True when the order says that the work is in that room.
    pub here: bool,
    /// "Textured coating, ceiling".
    pub what: String,
    /// "Asbestos", "Presumed asbestos", "None found", "Taken out".
    pub state: String,
    /// How loudly to show it.
    pub tone: Tone,
    /// What to do; may be empty.
    pub instruction: String,
    /// "Surveyed 4 March 2019"; may be empty.
    pub surveyed: String,
}

/// Something to know before knocking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Alert {
    /// True for a person's alert, false for the place's.
    pub about_person: bool,
    /// HACT's type in words: "No lone visits".
    pub title: String,
    /// What to do; may be empty.
    pub instruction: String,
    /// "Confirmed 3 months ago"; may be empty.
    pub age: String,
    /// True when the office is to be rung before anything else.
    pub ring_first: bool,
    /// How loudly to show it.
    pub tone: Tone,
}

/// Somebody to ring.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    /// Full name.
    pub name: String,
    /// Ways to ring them.
    pub calls: Vec<Call>,
    /// "They do not see your number", "No number held"; may be empty.
    pub words: String,
}

/// One way to ring somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Call {
    /// What the phone dials: digits and `+`, `#`, `*`, `,`, `;`.
    pub dial: String,
    /// "Call 07700 900123"; "Call Wilf Sutcliffe" where the number is not to be seen.
    pub words: String,
}

/// One schedule-of-rates item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// Stable within the job.
    pub id: String,
    /// "PLP5R082".
    pub code: String,
    /// "Re-enamel any size bath".
    pub description: String,
    /// In `unit`.
    pub quantity: f64,
    /// "each", "m", "hour".
    pub unit: String,
    /// True when the landlord ordered it; false when it was added at the door.
    pub ordered: bool,
    /// Who added or last changed it, and when: "Ada Byrne, today 10:42". Empty for untouched orders.
    pub by: String,
    /// True when taken off again: shown struck through.
    pub withdrawn: bool,
    /// True when a signature exists and does not cover this item as it stands.
    pub not_covered: bool,
}

/// A code found by search.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CodeRow {
    /// "PLP5R082".
    pub code: String,
    /// "Re-enamel any size bath".
    pub description: String,
    /// "each".
    pub unit: String,
    /// Trade in words; may be empty.
    pub trade: String,
    /// Standard minutes; none where the landlord gives none.
    pub standard_minutes: Option<u32>,
    /// True when the person keeps it among their favourites.
    pub favourite: bool,
}

/// The job's note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Note {
    /// The text, merged from everybody.
    pub text: String,
    /// Pass it back with `edit_note`.
    pub version: String,
    /// "Ada Byrne, today 10:42"; empty when nobody wrote yet.
    pub last_edited: String,
    /// True when a signature exists and words were written outside it.
    pub not_covered: bool,
}

/// A line of the job's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TimelineEntry {
    /// The event's id.
    pub id: String,
    /// "Work started".
    pub words: String,
    /// The reason given, if any.
    pub reason: String,
    /// "Ada Byrne".
    pub by: String,
    /// "today 10:42".
    pub at: String,
    /// "Van 12".
    pub device: String,
    /// "Happened at the same time as another event", if anything is odd.
    pub flag: Option<String>,
    /// True when it was taken back: shown struck through.
    pub undone: bool,
    /// True when the phone's position was kept with it.
    pub located: bool,
}

/// What can happen to a job at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// The operative takes it.
    Accepted,
    /// On the way.
    Travelling,
    /// At the door.
    Arrived,
    /// Work begins.
    Started,
    /// Work rests.
    Paused,
    /// Work is done.
    Completed,
    /// Nobody in.
    NoAccess,
    /// Only children in: nobody goes in, and nothing is written about them.
    NoAdultPresent,
    /// Stopped before it was done, with a reason.
    Incomplete,
    /// Work goes on after it was closed.
    Reopened,
    /// They cannot take it: back to the planner, with a reason.
    HandedBack,
}

/// Edits that compete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Competition {
    /// Pass it back with `settle`.
    pub field: String,
    /// "Quantity of PLP5R082".
    pub label: String,
    /// At least two.
    pub sides: Vec<Side>,
}

/// One of the competing edits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Side {
    /// Pass it back with `settle`.
    pub key: String,
    /// The value in words.
    pub words: String,
    /// "Ada Byrne".
    pub by: String,
    /// "today 10:42".
    pub at: String,
    /// "Van 12".
    pub device: String,
}

/// Something a person should know about this job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Flag {
    /// Stable: `completed_twice`.
    pub code: String,
    /// One or two sentences.
    pub words: String,
}

/// The sign-off as the job screen shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SignOffShown {
    /// "Signed by Jill Smith, today 11:20", or why not.
    pub words: String,
    /// What the customer said is not right: "Work done (1 of 2): never happened".
    pub disputed: Vec<String>,
    /// How the customer wants a copy: "by text to 07700 900123"; empty when they want none.
    pub copy: String,
    /// True when the seal verifies against the record held here.
    pub verified: bool,
    /// What was written outside the seal: "Ada Byrne added DES5R006, today 11:40". Empty when all is covered.
    pub not_covered: Vec<String>,
    /// The status tag.
    pub status: StatusShown,
    /// True when the sign-off may be saved here as a file. What the customer thought of the work is in it, and that is
    /// not for whoever did the work.
    pub has_file: bool,
}
