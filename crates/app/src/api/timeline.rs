//! One view of a home: everything that is held of its household, and what it was promised.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Alert, Tone};

/// Everything that this phone holds of the household that lives in a home now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HomeTimeline {
    /// The home's address in one line.
    pub address: String,
    /// Whom it can be shown for: the people on the agreement, and whoever else spoke here.
    pub people: Vec<String>,
    /// Whom it is shown for; none for the household.
    pub person: Option<String>,
    /// From when on, in words: "Nothing from before 4 May 2019, when this tenancy began."
    pub since: String,
    /// What to mind at the door, as alerts may be shown; the gravest first.
    pub alerts: Vec<Alert>,
    /// What was promised: what is still to be kept first, by its day.
    pub promised: Vec<Promised>,
    /// What customers said and what was done about it, the newest first.
    pub said: Vec<YouSaid>,
    /// What happened and what is to come, the newest first.
    pub entries: Vec<HomeEntry>,
}

/// What sort of entry it is, to choose by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HomeEntryKind {
    /// A repair.
    Repair,
    /// A visit of an officer.
    Visit,
    /// Somebody came and did not get in.
    NoAccess,
    /// A form was filled in.
    Form,
    /// What a customer said, and what became of it.
    Said,
    /// What they report of others, their diary, and what is done about it.
    Asb,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HomeEntry {
    /// By which the screen knows it again.
    pub key: String,
    /// What sort.
    pub kind: HomeEntryKind,
    /// The month it stands under: "November 2026"; "To come" for what lies ahead.
    pub month: String,
    /// "Complaint from Samira Haddad".
    pub title: String,
    /// What was wrong, said or done; may be empty.
    pub words: String,
    /// "Today 10:42", "Thu 3 Dec, 08:00 to 12:30".
    pub when: String,
    /// Who; empty where nobody can tell.
    pub by: String,
    /// How it stands; may be empty.
    pub state: String,
    /// Its tone.
    pub tone: Tone,
    /// What opens when it is tapped; none for what has no page on this phone.
    pub opens: Option<PageLink>,
}

/// A page of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "page", rename_all = "snake_case")]
pub enum PageLink {
    /// A job's or a visit's.
    Job {
        /// Its record.
        record: String,
    },
    /// A form's.
    Form {
        /// The record that it is filled in for.
        record: String,
        /// The form.
        form: String,
    },
    /// A report's.
    Asb {
        /// Its record.
        record: String,
    },
    /// That of what a customer said.
    Feedback {
        /// Its record.
        record: String,
    },
}

/// Something that was promised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Promised {
    /// What: "We acknowledge a complaint", "Tenancy health check".
    pub what: String,
    /// By when: "By Thu 3 Dec", "No day agreed yet".
    pub by: String,
    /// Who keeps it; empty where nobody can tell.
    pub who: String,
    /// "Overdue", "Kept"; empty while it is due.
    pub standing: String,
    /// Its tone.
    pub tone: Tone,
    /// True until it is kept.
    pub open: bool,
    /// Where it was promised; none where that has no page on this phone.
    pub opens: Option<PageLink>,
}

/// What a customer said, and what was done about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct YouSaid {
    /// Who spoke.
    pub customer: String,
    /// The beginning of it, in their words.
    pub said: String,
    /// When.
    pub when: String,
    /// What was done, oldest first; empty when nothing is known yet.
    pub did: Vec<String>,
    /// Its page.
    pub opens: PageLink,
}
