//! Work that comes of work: follow-ons, hazards, and worries about people.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{StepShown, Tone};

/// A job that was booked from this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FollowOn {
    /// Its id, for `job`.
    pub job: String,
    /// "D-7QK3M2ZP".
    pub reference: String,
    /// What is to be done.
    pub description: String,
    /// "Ada Byrne, today 10:42".
    pub by: String,
    /// True while it is on this phone and can be opened.
    pub held: bool,
}

/// What a job is booked for at a door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BookingPurpose {
    /// Further work, or a repair that an officer orders.
    FollowOn,
    /// Finishing what was made safe, which ends this visit.
    Return,
    /// A surveyor is to look at something.
    Survey,
}

/// How a job was booked at a door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Booked {
    /// The id of the job that it was booked from, while that is on this phone.
    pub follows: Option<String>,
    /// "About 90 minutes, 2 people", "Plastering", "One bag of finish", "Suits the customer: Tue 1 Dec AM".
    pub terms: Vec<String>,
}

/// A hazard that was noticed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HazardNoticed {
    /// Stable within the job.
    pub id: String,
    /// What was seen.
    pub seen: String,
    /// Who lives with it; may be empty.
    pub who: String,
    /// "Ada Byrne, today 10:42".
    pub by: String,
    /// The number to ring now, when somebody could be badly hurt within a day and nobody has said that they rang.
    pub ring_now: Option<String>,
    /// "Rang control: Ada Byrne, today 10:45"; empty while nobody has.
    pub rung: String,
    /// True when it can be said here that they rang.
    pub can_say_rung: bool,
    /// What the law wants because of it, in order; empty when this phone holds no standards that say so.
    pub due: Vec<HazardDue>,
    /// What the landlord's people found and did, oldest first.
    pub steps: Vec<StepShown>,
    /// True once nothing is left to do.
    pub over: bool,
}

/// One thing that the law wants because of a hazard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HazardDue {
    /// "A significant hazard is investigated".
    pub what: String,
    /// "By Fri 11 Dec", "At the latest by Wed 16 Dec".
    pub by: String,
    /// "To do", "Overdue", "Done", "Done late".
    pub standing: String,
    /// How it looks.
    pub tone: Tone,
    /// True while it is still to be done.
    pub open: bool,
}

/// Whom a worry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConcernAbout {
    /// A child or a young person.
    Child,
    /// An adult who may need care or protection.
    Adult,
    /// Somebody who may be hurt or controlled by another.
    Abuse,
}

/// What is said once a worry is saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConcernSaved {
    /// The number of whoever is on duty at the landlord; may be empty.
    pub duty_number: String,
}
