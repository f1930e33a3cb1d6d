//! Forms: what is asked at a visit, as data.
//!
//! A form is a JSON file that a landlord writes or imports from an XLSForm; docs/forms.md describes it. It is versioned:
//! answers name the version they were given to, and each version stays as it was. [`Form::read`] finds every mistake in
//! it, and conditions that go round in a circle. [`Filling`] is a form with the answers so far: which questions are asked
//! now, what is wrong with an answer, what follows from it, and what is next.
//!
//! A question can be answered, declined, or answered with "do not know"; that it was not asked is a fourth thing, and
//! none of them stands for another.

mod answers;
mod expression;
mod filled;
mod filling;
mod order;
mod problem;
mod reading;
mod told;
mod value;
mod words;

pub use answers::{Answer, Answers, Field, Held, Origin, Reply};
pub use expression::{Expression, ExpressionError};
pub use filled::{FilledForm, Finished, FormEdit, Said, compete};
pub use filling::{Ask, Filling, FormDue, Progress, Proposed, Shown};
pub use problem::{Problem, ProblemKind};
pub use told::{About, FormTold, Reader, Told, value_words};
pub use value::{Ink, Value};
pub use words::Words;

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{definition::Fault, standards::RuleName};

/// The name by which a form asks whom it is filled in with.
pub const SPOKEN_WITH: &str = "spoken_with";

/// One version of a form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FormRef {
    /// "gas-safety-record".
    pub form: String,
    /// Counted up with each change of it.
    pub version: u64,
}

impl fmt::Display for FormRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} version {}", self.form, self.version)
    }
}

/// A form, read and found to be whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// Which.
    pub id: FormRef,
    /// What it is called.
    pub title: Words,
    /// The language that every word in it has.
    pub language: String,
    /// Everything in it in the order of the file; what is in a group follows it.
    items: Vec<Item>,
    /// Where an item's condition and calculation come after all that they look at.
    order: Vec<usize>,
    /// Lists of choices by name.
    choices: BTreeMap<String, Vec<Choice>>,
    /// What falls due when it is filled in.
    pub due: Vec<DueRule>,
    /// The kinds of record that it is filled in for, by name; empty for every kind.
    filled_for: Vec<String>,
    /// Codes of the landlord's schedule that its answers suggest.
    pub suggests: Vec<Suggestion>,
    /// What is recorded of the visit because of its answers, once somebody says that it is filled in.
    pub records: Vec<RecordRule>,
    /// True when its answers are read back to the customer, who signs for them.
    pub read_back: bool,
}

/// Something in a form.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its name, which no other item has.
    pub name: String,
    /// What is said; empty for a calculation.
    pub words: Words,
    /// Said smaller below it; may be empty.
    pub hint: Words,
    /// It is there only while this holds; none for always. What holds it applies too.
    pub ask_if: Option<Expression>,
    /// True when its answers, and those of all that it holds, are for staff: they are never on a page for the customer.
    for_staff: bool,
    /// What the customer is promised by an answer, to be followed by what was chosen: "We ask for help for you from". May be
    /// empty.
    pub promises: Words,
    /// What it is.
    pub kind: ItemKind,
    /// The group or repeat that holds it.
    parent: Option<usize>,
    /// The repeats around it, from the outside in.
    repeats: Vec<usize>,
}

/// What an item is.
#[derive(Debug, Clone, PartialEq)]
pub enum ItemKind {
    /// Something to answer.
    Question(Box<Question>),
    /// Something to read.
    Note,
    /// Something that follows from answers.
    Calculation(Expression),
    /// Items that belong together.
    Group {
        /// True when they are shown on one page.
        one_page: bool,
    },
    /// Items that are asked again for each of something.
    Repeat(Repeat),
}

/// How often a repeat is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Repeat {
    /// How many there have to be.
    pub least: u32,
    /// How many there may be.
    pub most: u32,
    /// How many there are, where an answer says so.
    pub count: Option<Expression>,
}

/// A question.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// What kind of answer it wants.
    pub kind: QuestionKind,
    /// It has to be answered while this holds.
    pub required: Option<Expression>,
    /// What is said where it is not; empty for the usual words.
    pub required_words: Words,
    /// What has to hold of an answer.
    pub constraints: Vec<Constraint>,
    /// What is proposed where nothing is held.
    pub default: Option<Expression>,
    /// The name of what is held already, to be shown with "still right?": "person.telephone".
    pub prefill: Option<String>,
    /// True when the person may decline; then "would rather not say" is offered.
    pub may_decline: bool,
    /// True when "do not know" is offered.
    pub may_be_unknown: bool,
    /// Why it is asked; empty where that is plain.
    pub why: Words,
    /// How it is best shown, where the form has a wish: XLSForm's words.
    pub appearance: String,
}

/// What kind of answer a question wants.
#[derive(Debug, Clone, PartialEq)]
pub enum QuestionKind {
    /// Words.
    Text {
        /// How many letters, at most.
        most: u32,
        /// True for more than a line.
        long: bool,
    },
    /// A number.
    Number {
        /// The least that it may be.
        least: Option<f64>,
        /// The most that it may be.
        most: Option<f64>,
        /// Digits after the point, at most; nought for whole numbers.
        decimals: u8,
        /// "°C", "£"; may be empty.
        unit: String,
    },
    /// A day.
    Date {
        /// The first that it may be.
        earliest: Option<Expression>,
        /// The last that it may be.
        latest: Option<Expression>,
    },
    /// A time of day.
    Time,
    /// A day with a time.
    Moment,
    /// Yes or no.
    YesNo,
    /// One of a list.
    ChooseOne(Choosing),
    /// Any of a list.
    ChooseMany(Choosing),
    /// Photos.
    Photo {
        /// How many, at most.
        most: u32,
    },
    /// A spoken answer, recorded.
    Audio,
    /// A signature.
    Signature,
    /// The digits of a barcode or QR code.
    Barcode,
    /// Where something is.
    Place,
}

/// Which choices are offered.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Choosing {
    /// The name of the list.
    pub list: String,
    /// A choice is offered while this holds of it; its columns are named without `${}`.
    pub filter: Option<Expression>,
}

/// A choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// What is recorded.
    pub name: String,
    /// What is said.
    pub words: Words,
    /// What else is known of it, for filters.
    pub columns: BTreeMap<String, String>,
}

/// What has to hold of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Constraint {
    /// With `.` for the answer.
    pub hold: Expression,
    /// What is said where it does not.
    pub otherwise: Words,
}

/// Something that falls due when a form is filled in, by a rule of the landlord's standards.
#[derive(Debug, Clone, PartialEq)]
pub struct DueRule {
    /// Its name.
    pub name: String,
    /// What falls due.
    pub words: Words,
    /// The rule.
    pub rule: RuleName,
    /// Its class; may be empty.
    pub class: String,
    /// What it is counted from: a day or a moment.
    pub from: Expression,
    /// The day that this one was itself due, where the rule keeps a date.
    pub previous: Option<Expression>,
    /// It falls due only while this holds.
    pub due_if: Option<Expression>,
    /// What its last day is held as, for the questions that say so in "prefill": "home.gas_check_due".
    pub becomes: Option<String>,
}

/// Codes of a schedule of rates that answers suggest. They are looked for by words, so that a form serves any schedule.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// The words to look for, the most telling first; "_" in them stands for a space.
    pub find: Expression,
    /// Only this trade's codes, in the schedule's words; an empty text for all.
    pub trade: Option<Expression>,
    /// They are suggested only while this holds.
    pub suggest_if: Option<Expression>,
}

/// What is recorded of the visit when a form is filled in: an answer such as "unsafe, stopped" must not stay in the form.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordRule {
    /// What.
    pub outcome: FormOutcome,
    /// Why, in the words of an answer.
    pub because: Expression,
    /// It is recorded only while this holds.
    pub record_if: Option<Expression>,
}

/// What a form can record of the visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormOutcome {
    /// The visit is stopped, for it is not safe.
    StoppedUnsafe,
}

impl FormOutcome {
    /// By name, as forms have it.
    const NAMES: &[(&'static str, Self)] = &[("stopped_unsafe", Self::StoppedUnsafe)];
}

impl Form {
    /// Reads a form from its JSON; docs/forms.md says what may stand in it.
    ///
    /// # Errors
    /// Everything that is wrong, each by place and with what to do.
    pub fn read(text: &str) -> Result<Self, Vec<Fault>> {
        reading::form(text)
    }

    /// Everything in it, in the order of the file.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The item of a name.
    #[must_use]
    pub fn item(&self, name: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.name == name)
    }

    /// The choices of a list; none of a list that there is not.
    #[must_use]
    pub fn choices(&self, list: &str) -> &[Choice] {
        self.choices.get(list).map_or(&[], Vec::as_slice)
    }

    /// True when it is meant for records of this kind, by [`crate::id::RecordKind::name`].
    #[must_use]
    pub fn is_for(&self, kind: &str) -> bool {
        self.filled_for.is_empty() || self.filled_for.iter().any(|named| named == kind)
    }

    /// The groups and repeats that hold an item, from the outside in.
    #[must_use]
    pub fn around(&self, item: &Item) -> Vec<&Item> {
        let mut around = Vec::new();
        let mut parent = item.parent;
        while let Some(holder) = parent.and_then(|index| self.items.get(index)) {
            around.push(holder);
            parent = holder.parent;
        }
        around.reverse();
        around
    }

    /// True when what is said to an item is for staff, and never on a page for the customer.
    #[must_use]
    pub fn is_for_staff(&self, item: &Item) -> bool {
        item.for_staff || self.around(item).iter().any(|holder| holder.for_staff)
    }

    /// The repeats that hold an item, from the outside in: one instance of each stands in its field.
    #[must_use]
    pub fn repeats_around(&self, item: &Item) -> Vec<&Item> {
        self.around(item).into_iter().filter(|holder| matches!(holder.kind, ItemKind::Repeat(_))).collect()
    }

    fn index(&self, name: &str) -> Option<usize> {
        self.items.iter().position(|item| item.name == name)
    }
}

/// True for what is held of the person who fills a form in, and not of the home or of whoever lives there: their licence
/// number, say.
#[must_use]
pub fn is_own(prefill: &str) -> bool {
    !prefill.starts_with("home.") && !prefill.starts_with("person.")
}

impl Item {
    /// The question that it is.
    #[must_use]
    pub fn question(&self) -> Option<&Question> {
        if let ItemKind::Question(question) = &self.kind { Some(question) } else { None }
    }
}

impl QuestionKind {
    /// A value as this kind of question takes it: a text that is a number as a number, names with spaces between as
    /// choices. One that cannot be taken so stays as it is.
    #[must_use]
    pub fn taking(&self, value: Value) -> Value {
        match self {
            Self::Number { .. } if matches!(value, Value::Text(_)) && !value.to_number().is_nan() => {
                Value::Number(value.to_number())
            }
            Self::Date { .. } => value.to_day().map_or(value, Value::Date),
            Self::ChooseMany(_) => Value::Choices(value.names().map(str::to_owned).collect()),
            Self::Text { .. } | Self::ChooseOne(_) | Self::Barcode => Value::Text(value.to_text()),
            Self::YesNo => match value.to_text().as_str() {
                "yes" | "true" => Value::Truth(true),
                "no" | "false" => Value::Truth(false),
                _ => value,
            },
            Self::Moment => match &value {
                Value::Text(text) => crate::time::Timestamp::parse(text).map_or(value, Value::Moment),
                _ => value,
            },
            Self::Time => match &value {
                Value::Text(text) => text.parse().map_or(value, Value::Time),
                _ => value,
            },
            _ => value,
        }
    }
}

impl Question {
    /// Which choices it offers; none for a question without.
    #[must_use]
    pub const fn choosing(&self) -> Option<&Choosing> {
        match &self.kind {
            QuestionKind::ChooseOne(choosing) | QuestionKind::ChooseMany(choosing) => Some(choosing),
            _ => None,
        }
    }
}

/// Why a form cannot be shown here.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FormMissing {
    /// The handheld has no version of it.
    #[error(
        "This phone does not have the form \"{0}\" yet. What was recorded is kept. Connect to the landlord's hub to get \
         the form."
    )]
    Form(String),
    /// The handheld has other versions of it.
    #[error(
        "This phone does not have version {wanted} of the form \"{form}\", only {held}. What was recorded is kept. \
         Connect to the landlord's hub to get it."
    )]
    Version {
        /// The form.
        form: String,
        /// The version that the answers were given to.
        wanted: u64,
        /// The versions held, in words.
        held: String,
    },
    /// The app is older than the form.
    #[error("This version of the app cannot show {0}. What was recorded is kept. Update the app, and open it again.")]
    Unreadable(FormRef),
}

impl FormMissing {
    /// Its stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Form(_) => "form_missing",
            Self::Version { .. } => "form_version_missing",
            Self::Unreadable(_) => "form_unreadable",
        }
    }

    /// A form or version that is not among those held.
    #[must_use]
    pub fn among(wanted: &FormRef, held: &[u64]) -> Self {
        if held.is_empty() {
            return Self::Form(wanted.form.clone());
        }
        let held = held.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
        Self::Version { form: wanted.form.clone(), wanted: wanted.version, held }
    }
}

#[cfg(test)]
mod tests;
