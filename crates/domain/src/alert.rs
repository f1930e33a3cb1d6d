//! Alerts: what to know before knocking. HACT's person and location alert types, in words and by gravity.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::id::DocumentId;

/// An alert as its own record says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// Its record.
    pub id: DocumentId,
    /// About a person or the place.
    pub subject: AlertSubject,
    /// HACT's `PersonAlertTypeCode` or `LocationAlertTypeCode`: "20-10".
    pub type_code: String,
    /// What to do, as the landlord wrote it; may be empty. An instruction, never an allegation.
    pub comments: String,
    /// Whether the landlord has confirmed it.
    pub confirmation: Confirmation,
    /// The last day on which it holds unless somebody looks at it again; none when none is set.
    pub review: Option<NaiveDate>,
}

/// Whether an alert was confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Confirmation {
    /// The landlord's system does not say: it keeps only alerts that hold.
    #[default]
    Unstated,
    /// Somebody reported it, and nobody has confirmed it yet.
    Reported,
    /// Confirmed on this day.
    On(NaiveDate),
}

impl Confirmation {
    /// As one value in the record: "", "reported", "2026-08-01".
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Unstated => String::new(),
            Self::Reported => "reported".to_owned(),
            Self::On(day) => day.to_string(),
        }
    }

    /// Reads [`Self::name`]; what it does not know is not confirmed.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        match name {
            "" => Self::Unstated,
            day => day.parse().map_or(Self::Reported, Self::On),
        }
    }
}

/// What of an alert a person at the door is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Showing {
    /// The instruction, and since when it is confirmed where that is known.
    Instruction(Option<NaiveDate>),
    /// "Ring the office first", and nothing else.
    RingFirst,
}

impl Alert {
    /// True for a warning about how somebody behaves: HACT's "no lone visits" and what stands under it.
    #[must_use]
    pub fn is_caution(&self) -> bool {
        self.subject == AlertSubject::Person && (self.type_code == "10" || self.type_code.starts_with("10-"))
    }

    /// True for somebody who may need help with English: HACT's code 40.
    #[must_use]
    pub fn wants_interpreter(&self) -> bool {
        self.subject == AlertSubject::Person && self.type_code == "40"
    }

    /// What of it is shown on `today`.
    ///
    /// A caution about a person may not be believed for ever, nor before somebody has looked into it: without a
    /// confirmation, or after its day of review, it says only that the office knows more. On that day itself it still
    /// holds. Everything else is shown as the landlord wrote it.
    #[must_use]
    pub fn showing(&self, today: NaiveDate) -> Showing {
        if !self.is_caution() {
            return Showing::Instruction(None);
        }
        let lapsed = self.review.is_some_and(|review| review < today);
        match self.confirmation {
            _ if lapsed => Showing::RingFirst,
            Confirmation::Reported => Showing::RingFirst,
            Confirmation::Unstated => Showing::Instruction(None),
            Confirmation::On(day) => Showing::Instruction(Some(day)),
        }
    }
}

/// What an alert is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AlertSubject {
    /// Somebody at the address.
    Person,
    /// The place.
    Location,
    /// The asbestos register of the place: its words are [`crate::asbestos::register_text`].
    Asbestos,
}

impl AlertSubject {
    /// Its stable name, as stored in the record.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Location => "location",
            Self::Asbestos => "asbestos",
        }
    }

    /// The subject with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Person, Self::Location, Self::Asbestos].into_iter().find(|subject| subject.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn caution(confirmation: &str, review: Option<&str>) -> Alert {
        Alert {
            id: DocumentId::from_bytes([1; 16]),
            subject: AlertSubject::Person,
            type_code: "10-10".into(),
            comments: "Visit in pairs".into(),
            confirmation: Confirmation::from_name(confirmation),
            review: review.map(day),
        }
    }

    #[test]
    fn a_confirmed_caution_shows_its_instruction_until_its_day_of_review_is_over() {
        let alert = caution("2026-05-01", Some("2026-11-22"));
        let shown = Showing::Instruction(Some(day("2026-05-01")));
        assert_eq!(alert.showing(day("2026-11-21")), shown);
        assert_eq!(alert.showing(day("2026-11-22")), shown, "the day itself");
        assert_eq!(alert.showing(day("2026-11-23")), Showing::RingFirst, "the day after");
        assert_eq!(caution("2026-05-01", None).showing(day("2031-01-01")), shown, "without a day of review");
    }

    #[test]
    fn a_caution_that_nobody_confirmed_says_only_to_ring_and_one_from_a_system_that_cannot_say_holds() {
        let today = day("2026-11-22");
        assert_eq!(caution("reported", None).showing(today), Showing::RingFirst);
        assert_eq!(caution("perhaps", None).showing(today), Showing::RingFirst, "a word from a newer version");
        assert_eq!(caution("", None).showing(today), Showing::Instruction(None));
        assert_eq!(caution("", Some("2026-11-21")).showing(today), Showing::RingFirst);
    }

    #[test]
    fn only_cautions_about_people_lapse() {
        let today = day("2026-11-22");
        let lapsed = caution("reported", Some("2020-01-01"));
        for type_code in ["20-10", "1", "100", "40"] {
            let alert = Alert { type_code: type_code.into(), ..lapsed.clone() };
            assert_eq!(alert.showing(today), Showing::Instruction(None), "{type_code}");
        }
        let place = Alert { subject: AlertSubject::Location, ..lapsed };
        assert_eq!(place.showing(today), Showing::Instruction(None));
    }
}
