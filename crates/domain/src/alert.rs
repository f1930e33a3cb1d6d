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
    /// Where somebody at a door raised it; none for what came from the landlord's own system.
    pub raised: Option<RaisedAt>,
}

/// The door at which an alert was raised, and by which it is found at the other doors of that home.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RaisedAt {
    /// The job, visit or tenancy from which it was raised.
    pub record: DocumentId,
    /// The landlord's reference of the home; may be empty.
    pub property: String,
    /// The home's address from the door outward, without the postcode.
    pub address_lines: Vec<String>,
    /// "E9 6PT"; may be empty.
    pub postcode: String,
}

/// HACT's `PersonAlertTypeCode`s with which an alert can be raised at a door, those about going in first.
pub const PERSON_TYPES: [&str; 14] =
    ["10", "1", "20", "20-10", "20-20", "20-30", "20-40", "20-50", "20-60", "20-70", "30", "40", "50", "60"];

/// The `LocationAlertTypeCode` with which an alert can be raised at a door: the instruction says what it is.
pub const LOCATION_TYPES: [&str; 1] = ["1"];

/// True when an alert about `subject` can be raised with this code.
#[must_use]
pub fn may_be_raised(subject: AlertSubject, type_code: &str) -> bool {
    match subject {
        AlertSubject::Person => PERSON_TYPES.contains(&type_code),
        AlertSubject::Location => LOCATION_TYPES.contains(&type_code),
        AlertSubject::Asbestos => false,
    }
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
    /// Somebody looked into it, and it does not stand.
    Declined,
}

impl Confirmation {
    /// As one value in the record: "", "reported", "2026-08-01".
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Unstated => String::new(),
            Self::Reported => "reported".to_owned(),
            Self::On(day) => day.to_string(),
            Self::Declined => "declined".to_owned(),
        }
    }

    /// Reads [`Self::name`]; what it does not know is not confirmed.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        match name {
            "" => Self::Unstated,
            "declined" => Self::Declined,
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
    /// Nothing at all: it was declined.
    Nothing,
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
    /// holds. So it is with whatever somebody raised at a door, of any type. Everything else is shown as the landlord
    /// wrote it.
    #[must_use]
    pub fn showing(&self, today: NaiveDate) -> Showing {
        if self.confirmation == Confirmation::Declined {
            return Showing::Nothing;
        }
        if !self.is_caution() && self.raised.is_none() {
            return Showing::Instruction(None);
        }
        let lapsed = self.review.is_some_and(|review| review < today);
        match self.confirmation {
            _ if lapsed => Showing::RingFirst,
            Confirmation::Unstated if self.raised.is_none() => Showing::Instruction(None),
            Confirmation::Unstated | Confirmation::Reported => Showing::RingFirst,
            Confirmation::On(day) => Showing::Instruction(Some(day)),
            Confirmation::Declined => Showing::Nothing,
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
            raised: None,
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

    #[test]
    fn what_was_raised_at_a_door_holds_only_while_it_is_confirmed_whatever_it_is_about() {
        let (today, record) = (day("2026-11-22"), DocumentId::from_bytes([2; 16]));
        let raised = RaisedAt { record, property: String::new(), address_lines: Vec::new(), postcode: String::new() };
        let deaf = |confirmation, review| Alert {
            type_code: "20-10".into(),
            raised: Some(raised.clone()),
            ..caution(confirmation, review)
        };
        assert_eq!(deaf("reported", None).showing(today), Showing::RingFirst);
        assert_eq!(deaf("", None).showing(today), Showing::RingFirst, "nobody says that it is confirmed");
        let shown = Showing::Instruction(Some(day("2026-11-01")));
        assert_eq!(deaf("2026-11-01", Some("2026-11-22")).showing(today), shown);
        assert_eq!(deaf("2026-11-01", Some("2026-11-21")).showing(today), Showing::RingFirst, "it has lapsed");
        assert_eq!(deaf("declined", None).showing(today), Showing::Nothing);
        assert_eq!(caution("declined", None).showing(today), Showing::Nothing);
    }

    #[test]
    fn nobody_raises_a_register_of_asbestos_or_a_code_that_says_nothing() {
        assert!(may_be_raised(AlertSubject::Person, "20-10") && may_be_raised(AlertSubject::Location, "1"));
        for (subject, code) in
            [(AlertSubject::Person, "0"), (AlertSubject::Location, "10"), (AlertSubject::Asbestos, "1")]
        {
            assert!(!may_be_raised(subject, code), "{code}");
        }
    }
}
