//! Raising an alert at a door, and the second person who decides on it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Alert, Tone};

/// What the screen needs to raise an alert at a home.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AlertForm {
    /// The home in one line.
    pub address: String,
    /// HACT's types of alerts about somebody who lives there.
    pub person_types: Vec<AlertType>,
    /// HACT's types of alerts about the place.
    pub place_types: Vec<AlertType>,
    /// Today: "2026-11-27".
    pub today: String,
    /// The day of review that is proposed: half a year from today.
    pub review: String,
    /// The furthest day of review.
    pub furthest_review: String,
    /// Whoever holds this phone: they decided, unless it was somebody else.
    pub person: String,
}

/// A type of alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AlertType {
    /// HACT's code: "20-10".
    pub code: String,
    /// "Hard of hearing".
    pub words: String,
}

/// What somebody raises an alert on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AlertSaid {
    /// About somebody who lives there; otherwise about the place.
    pub about_person: bool,
    /// [`AlertType::code`].
    pub type_code: String,
    /// What happened: one incident. It goes to those who decide, and is shown at no door.
    pub happened: String,
    /// The day on which it happened: "2026-11-26".
    pub happened_on: String,
    /// What whoever comes is to do, as it would stand at the door.
    pub instruction: String,
    /// Who decided that it should be raised.
    pub decided_by: String,
    /// The last day on which it is to hold, within a year.
    pub review: String,
    /// The person was told of it.
    pub told: bool,
    /// Why they were not; empty when they were.
    pub why_not_told: String,
}

/// An alert was raised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AlertRaised {
    /// The landlord's number, as dialled; may be empty.
    pub control_number: String,
}

/// An alert in the list of those who decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AlertReportRow {
    /// Its record.
    pub id: String,
    /// The home in one line.
    pub address: String,
    /// "About a person, raised today 10:42".
    pub about: String,
    /// "Waits for a second person".
    pub standing: String,
    /// How loudly to show it.
    pub tone: Tone,
    /// True while somebody has to decide.
    pub open: bool,
}

/// What an alert rests on, for those who decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AlertReportPage {
    /// What the list shows of it.
    pub row: AlertReportRow,
    /// By which people speak of it: "D-7QK3M2ZP".
    pub reference: String,
    /// What happened, in the words of whoever raised it.
    pub happened: String,
    /// "Thu 26 Nov".
    pub happened_on: String,
    /// Who decided that it should be raised.
    pub decided_by: String,
    /// "Yes", or "No: it would put his wife in danger".
    pub told: String,
    /// "Ada Byrne, today 10:42".
    pub raised_by: String,
    /// True for whoever raised it: somebody else decides.
    pub yours: bool,
    /// HACT's types that it can have.
    pub types: Vec<AlertType>,
    /// The type as it is proposed, or stands.
    pub type_code: String,
    /// The instruction as it is proposed, or stands.
    pub instruction: String,
    /// The last day as it is proposed, or half a year from today where that has gone by.
    pub review: String,
    /// The furthest day of review.
    pub furthest_review: String,
    /// Every decision, the latest first.
    pub decisions: Vec<AlertDecisionShown>,
    /// True when two decided differently without sight of each other.
    pub competing: bool,
    /// What a person at the door is shown; none when nothing is.
    pub at_the_door: Option<Alert>,
    /// Edits of it that wait to be sent.
    pub waiting: u32,
}

/// A decision on an alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AlertDecisionShown {
    /// Its identity.
    pub id: String,
    /// "Confirmed until Wed 26 May".
    pub what: String,
    /// The instruction, or why it was declined.
    pub words: String,
    /// "Joan Ellis, today 11:03".
    pub by: String,
    /// True for the one that stands, or for each that competes.
    pub stands: bool,
}

/// What somebody decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "verdict", rename_all = "snake_case", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum AlertVerdict {
    /// It stands, in these words, until this day.
    Confirmed {
        /// [`AlertType::code`].
        type_code: String,
        /// What to do at the door.
        instruction: String,
        /// The last day on which it holds.
        review: String,
    },
    /// It does not stand, or no longer.
    Declined {
        /// Why.
        reason: String,
    },
}

/// A report that was written on this phone and goes, or has gone, to those who may read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SentReport {
    /// Its record, which is not on this phone any more once it was sent.
    pub id: String,
    /// "Alert".
    pub what: String,
    /// Where, in one line; may be empty.
    pub place: String,
    /// "today 10:42".
    pub written: String,
    /// "The landlord has it".
    pub state: String,
    /// How loudly to show that.
    pub tone: Tone,
}
