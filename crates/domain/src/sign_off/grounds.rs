//! What a visit's page stands on besides the record of the visit: the questions that were asked, and what was promised in
//! other records. A seal keeps it, so that anybody can see years later that the page says what was recorded, without the
//! landlord's forms or a hub to ask.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{feedback::FeedbackKind, form::Form, id::DocumentId};

/// What a visit's page stands on besides its record. Its fields are sealed: never reorder them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Grounds {
    /// The forms whose answers are read back, as their JSON, each once.
    pub forms: Vec<String>,
    /// Times that suit the customer for repairs that were ordered on the visit.
    pub times: Vec<BookedTimes>,
    /// What the customer said of the service on the visit, and keeps from nobody in their home.
    pub said: Vec<SaidOfUs>,
    /// What they were promised, in the order in which it is to be kept.
    pub promises: Vec<Promise>,
}

/// Times that suit the customer for a repair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookedTimes {
    /// The record of the repair.
    pub job: DocumentId,
    /// "Tue 1 Dec AM", in the customer's own order.
    pub preferred: Vec<String>,
}

/// What a customer said of the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidOfUs {
    /// [`FeedbackKind::name`].
    pub kind: String,
    /// In their own words.
    pub words: String,
}

/// A promise: what, by when, and who keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// "We acknowledge a complaint".
    pub what: String,
    /// The last day that is in time.
    pub by: NaiveDate,
    /// A person or the landlord.
    pub who: String,
}

impl Grounds {
    /// The forms, read; none when one of them is written for a later version of Doorstep.
    #[must_use]
    pub fn read_forms(&self) -> Option<Vec<Form>> {
        self.forms.iter().map(|json| Form::read(json).ok().filter(|form| form.read_back)).collect()
    }
}

impl SaidOfUs {
    /// The kind; a comment for a kind that this version does not know.
    #[must_use]
    pub fn kind(&self) -> FeedbackKind {
        FeedbackKind::from_name(&self.kind).unwrap_or(FeedbackKind::Comment)
    }
}
