//! Anti-social behaviour: what somebody reports, their diary, how much they are at risk, what is done, and how they hear.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Detail, PhotoState, Tone};

/// What kind of behaviour it is, as the customer means it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AsbKind {
    /// Music, shouting, machines, dogs.
    Noise,
    /// Somebody is followed, insulted, threatened or made afraid.
    Harassment,
    /// Somebody is picked on for who they are.
    HateIncident,
    /// Violence, or that it is feared.
    Violence,
    /// Drugs are taken or sold.
    Drugs,
    /// Groups who gather, drink or shout outside.
    Gathering,
    /// Things are broken, set alight or painted on.
    Damage,
    /// Rubbish that is left or thrown.
    Rubbish,
    /// Animals that are not looked after or kept in.
    Animals,
    /// Cars and motorcycles.
    Vehicles,
    /// Anything else.
    Other,
}

/// An answer to a question about risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AsbRiskAnswer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// They cannot tell.
    Unsure,
    /// They would rather not say.
    RatherNotSay,
}

/// What a customer reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AsbSaid {
    /// What kind.
    pub kind: AsbKind,
    /// What happens, in their own words.
    pub words: String,
    /// Since when; may be empty.
    pub since: String,
    /// Where; may be empty.
    pub place: String,
    /// Who is affected, and how; may be empty.
    pub affected: String,
    /// Who does it; may be empty.
    pub about: String,
    /// Who reports it.
    pub customer: String,
    /// They want it kept from the others in their home.
    pub kept_apart: bool,
}

/// Something that happened, for the diary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AsbHappened {
    /// The day: "2026-11-25".
    pub day: String,
    /// The time in London: "23:00".
    pub time: String,
    /// What happened, in their words; may be empty where it is spoken.
    pub words: String,
    /// How it affected them; may be empty.
    pub affected: String,
}

/// One report in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AsbRow {
    /// Its id, for `asb`.
    pub id: String,
    /// "Noise".
    pub kind: String,
    /// Who reports it.
    pub customer: String,
    /// The beginning of it, in their words.
    pub words: String,
    /// "Today 10:42".
    pub received: String,
    /// "Open, 3 diary entries".
    pub standing: String,
    /// True until it is closed.
    pub open: bool,
    /// Something was written that whoever closed it had not seen.
    pub unseen: bool,
    /// What was answered last about risk is not to wait.
    pub at_once: bool,
    /// Edits of it that wait to be sent.
    pub waiting: u32,
}

/// A report, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AsbPage {
    /// What the list shows of it.
    pub row: AsbRow,
    /// By which people speak of it.
    pub reference: String,
    /// Where they live; may be empty.
    pub address: String,
    /// The home's id, while it is on this phone.
    pub home: Option<String>,
    /// What happens, whole and in their words.
    pub words: String,
    /// Label and text: since when, where, who is affected, who does it.
    pub details: Vec<Detail>,
    /// They want it kept from the others in their home.
    pub kept_apart: bool,
    /// "Noor Aziz, today 10:42".
    pub by: String,
    /// The diary, the newest first.
    pub diary: Vec<AsbDiaryShown>,
    /// What is asked about risk, with what was answered last.
    pub risk: Vec<AsbRiskShown>,
    /// "Asked last by Noor Aziz, today 10:42; 2 times in all"; empty before the first time.
    pub risk_asked: String,
    /// What is to be done, what is open first.
    pub actions: Vec<AsbActionShown>,
    /// How they want to hear; none before that was agreed, several where two agreed it without hearing of each other.
    pub contact: Vec<AsbContactShown>,
    /// What was agreed before that, the newest first.
    pub contact_before: Vec<AsbContactShown>,
    /// When it was closed or opened again, oldest first.
    pub turns: Vec<Detail>,
    /// "2 entries were written that whoever closed it had not seen"; empty otherwise.
    pub unseen: String,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AsbDiaryShown {
    /// Stable within the report.
    pub id: String,
    /// When it happened: "Yesterday 23:00".
    pub happened: String,
    /// In their words; may be empty.
    pub words: String,
    /// How it affected them; may be empty.
    pub affected: String,
    /// "Noor Aziz, today 10:42".
    pub by: String,
    /// The same in their own voice.
    pub spoken: Option<AsbSpoken>,
}

/// An entry in the customer's own voice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AsbSpoken {
    /// SHA-256 of its bytes, hex: also its name for `recording`.
    pub hash: String,
    /// "0:42".
    pub length: String,
    /// Where its bytes are.
    pub state: PhotoState,
}

/// A question about risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AsbRiskShown {
    /// By which its answer is known.
    pub name: String,
    /// As it is asked.
    pub words: String,
    /// What was answered last; none where nobody answered. A yes goes before what others heard at the same time.
    pub answer: Option<AsbRiskAnswer>,
    /// That in words, with whoever asked where two heard different things; may be empty.
    pub answered: String,
}

/// Answers by the question's name.
pub type AsbRiskAnswers = BTreeMap<String, AsbRiskAnswer>;

/// Something that is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AsbActionShown {
    /// For `finish_asb_action`.
    pub id: String,
    /// What.
    pub what: String,
    /// Who does it.
    pub who: String,
    /// "By Thu 3 Dec"; "No day agreed".
    pub by: String,
    /// "To do", "Overdue", "Done".
    pub standing: String,
    /// Its tone.
    pub tone: Tone,
    /// True until it is done.
    pub open: bool,
    /// What was done, by whom and when; one line for each who said so.
    pub done: Vec<String>,
}

/// How a customer wants to hear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AsbContactShown {
    /// "Telephone, every Friday".
    pub words: String,
    /// When they must not be reached; may be empty.
    pub not_when: String,
    /// "Noor Aziz, today 10:42".
    pub by: String,
}
