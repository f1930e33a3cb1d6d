//! Forms that are filled in for a record: for a job, or for whatever else has them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{CodeRow, Failure, Photo, Recording, Side, StrokePoint, TakenPhoto, Tone};

/// The forms of one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecordForms {
    /// The record's kind: "job".
    pub kind: String,
    /// What they are filled in for: "Job 10000012 · 16 Pinder House".
    pub caption: String,
    /// Those that were begun, the oldest first.
    pub begun: Vec<FormRow>,
    /// Those that can be filled in, by title.
    pub offered: Vec<FormOffer>,
}

/// A form that was begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FormRow {
    /// Stable within the record.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// "3 of 12 answered".
    pub state: String,
    /// How loudly to show it.
    pub tone: Tone,
    /// "Ada Byrne, today 10:42".
    pub by: String,
}

/// A form that can be filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FormOffer {
    /// Pass it back with `begin_form`.
    pub form: String,
    /// What it is called.
    pub title: String,
}

/// One form as it is filled in so far.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FormPage {
    /// Stable within the record.
    pub id: String,
    /// The record that it is filled in for.
    pub record: String,
    /// The record's kind: "job".
    pub kind: String,
    /// What it is called.
    pub title: String,
    /// What it is filled in for: "16 Pinder House".
    pub caption: String,
    /// Why it cannot be shown here: then nothing else is.
    pub failure: Option<Failure>,
    /// "3 of 12 answered"; "Filled in by Ada Byrne, today 10:42".
    pub state: String,
    /// How loudly to show it.
    pub tone: Tone,
    /// True when somebody said that it is filled in as it stands.
    pub finished: bool,
    /// Said before the first question.
    pub intro: Vec<String>,
    /// Said because of what was answered.
    pub warnings: Vec<String>,
    /// Its parts in order; an instance of a repeat is a part too.
    pub sections: Vec<FormSection>,
    /// Every question that is asked now, in order.
    pub questions: Vec<FormQuestion>,
    /// What falls due because of the answers.
    pub due: Vec<FormDue>,
    /// Codes of the landlord's schedule that fit the answers, the best first.
    pub suggestions: Vec<CodeRow>,
    /// The part that was added by this request.
    pub added: Option<String>,
}

/// A part of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FormSection {
    /// Stable within the form.
    pub id: String,
    /// "Engineer"; of an instance what tells it from others: "Boiler, Kitchen".
    pub title: String,
    /// "Not started".
    pub state: String,
    /// How loudly to show it.
    pub tone: Tone,
    /// The part that holds it; none at the top.
    pub within: Option<String>,
    /// What to pass back with `remove_form_instance`, for an instance of a repeat.
    pub instance: Option<FormInstance>,
    /// What is in it, in order.
    pub entries: Vec<FormEntry>,
}

/// An instance of a repeat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FormInstance {
    /// The repeat.
    pub repeat: String,
    /// Which of it.
    pub instance: String,
}

/// Something in a part of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "what", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum FormEntry {
    /// A question, by its field.
    Question {
        /// [`super::FormQuestion::field`].
        field: String,
    },
    /// Words over what follows.
    Heading {
        /// The words.
        words: String,
    },
    /// Something that follows from the answers.
    Figure {
        /// What it is.
        words: String,
        /// How much.
        value: String,
    },
    /// Something of which there may be several.
    Repeat {
        /// Pass it back with `add_form_instance`.
        repeat: String,
        /// What they are: "Appliances and flues".
        title: String,
        /// [`super::FormSection::id`] of each.
        instances: Vec<String>,
        /// True when there may be more.
        can_add: bool,
        /// What is wrong with their number; may be empty.
        problem: String,
    },
}

/// A question that is asked now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FormQuestion {
    /// Pass it back with an answer.
    pub field: String,
    /// [`FormSection::id`] of the part that it is in.
    pub section: String,
    /// Questions with the same are shown on one page: the field of the first.
    pub page: String,
    /// What is asked.
    pub words: String,
    /// Said smaller below it; may be empty.
    pub hint: String,
    /// Why it is asked; may be empty.
    pub why: String,
    /// What is said before it.
    pub notes: Vec<String>,
    /// What kind of answer it wants.
    pub kind: FormQuestionKind,
    /// "kW"; may be empty.
    pub unit: String,
    /// Letters or photos, at most; none where that says nothing.
    pub most: Option<u32>,
    /// What is offered.
    pub choices: Vec<FormChoice>,
    /// True when the form is not filled in without it.
    pub required: bool,
    /// True when "would rather not say" is offered.
    pub may_decline: bool,
    /// True when "do not know" is offered.
    pub may_be_unknown: bool,
    /// What was said.
    pub answer: Option<FormAnswer>,
    /// What is proposed where nothing was said.
    pub proposed: Option<FormProposal>,
    /// Answers that compete: pass the one that stands back with its key.
    pub competing: Vec<Side>,
    /// What is wrong with the answer as it stands; may be empty.
    pub problem: String,
}

/// What kind of answer a question wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FormQuestionKind {
    /// A line of words.
    Text,
    /// More than a line.
    LongText,
    /// A number.
    Number,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// A day with a time.
    Moment,
    /// Yes or no.
    YesNo,
    /// One of the choices.
    ChooseOne,
    /// Any of the choices.
    ChooseMany,
    /// Photos.
    Photo,
    /// A spoken answer.
    Audio,
    /// A signature.
    Signature,
    /// The digits of a barcode or QR code.
    Barcode,
    /// Where something is.
    Place,
}

/// A choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FormChoice {
    /// What is recorded.
    pub name: String,
    /// What is said.
    pub words: String,
}

/// What was said to a question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FormAnswer {
    /// Which of the things that can be said.
    pub state: FormAnswerState,
    /// In words.
    pub words: String,
    /// As `given` takes it, to be changed.
    pub text: String,
    /// True when something held was still right.
    pub still_right: bool,
    /// "Ada Byrne, today 10:42".
    pub by: String,
    /// Its photos.
    pub photos: Vec<Photo>,
    /// Its photos that are still being made ready.
    pub taken: Vec<TakenPhoto>,
    /// Its voice notes.
    pub sounds: Vec<Recording>,
    /// Its signature.
    pub strokes: Vec<Vec<StrokePoint>>,
}

/// The things that can be said to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FormAnswerState {
    /// This.
    Given,
    /// They would rather not say.
    Declined,
    /// They do not know.
    Unknown,
    /// It was left out on purpose.
    NotAsked,
}

/// What is proposed as an answer, and is none until somebody says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FormProposal {
    /// In words.
    pub words: String,
    /// As `given` takes it.
    pub text: String,
    /// True when it is held already, and the question is "still right?".
    pub held: bool,
}

/// Something that falls due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FormDue {
    /// What.
    pub words: String,
    /// "15 January 2028".
    pub on: String,
}

/// A form as a paper for the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FormPaper {
    /// "gas-safety-record-2026-11-26.pdf".
    pub filename: String,
    /// The bytes of a PDF, base64.
    pub base64: String,
}

/// One question and what was said to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FormReply {
    /// [`FormQuestion::field`].
    pub field: String,
    /// What was said.
    pub said: FormSaid,
}

/// What is said to a question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "how", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum FormSaid {
    /// Words, a number, "2026-11-26", "10:42", "2026-11-26T10:42" in London, "yes" or "no", or names of choices, photos or
    /// voice notes with spaces between. Empty to take the answer back.
    Given {
        /// As typed or chosen.
        text: String,
    },
    /// A signature.
    Drawn {
        /// Strokes in the order in which they were drawn.
        strokes: Vec<Vec<StrokePoint>>,
    },
    /// This phone's place.
    Here {
        /// Degrees north.
        latitude: f64,
        /// Degrees east.
        longitude: f64,
        /// Right within so many metres.
        accuracy: f64,
    },
    /// What is held is still right.
    StillRight,
    /// They would rather not say.
    Declined,
    /// They do not know.
    Unknown,
    /// It is left out on purpose.
    NotAsked,
    /// One of the answers that compete.
    Side {
        /// [`Side::key`].
        key: String,
    },
}

/// A form after answers or after its end was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FormAnswered {
    /// The form as it then is.
    pub page: FormPage,
    /// What is wrong. If anything is, nothing was saved.
    pub problems: Vec<FormProblem>,
}

/// Something that is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FormProblem {
    /// [`FormQuestion::field`], or the repeat.
    pub field: String,
    /// The part that it is in; none when it is in no part that is shown.
    pub section: Option<String>,
    /// What to say.
    pub words: String,
}
