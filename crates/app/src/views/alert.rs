//! HACT's alert types in words, and how loudly to say them.
//!
//! Codes and meanings are those of the UK Housing Data Standards 3.5, `PersonAlertTypeCode`. Its rule holds here too:
//! what stands on a work order is what the visit needs, an instruction, never the story behind it. So a title says what
//! to do or expect, and only the landlord's own comment, if there is one, says more.

use chrono::NaiveDate;
use domain::{
    alert::{Alert, AlertSubject, LOCATION_TYPES, PERSON_TYPES, Showing},
    asbestos::register,
};

use crate::api::{self, Tone};

/// An alert as it is shown on `today`; none when nothing of it is.
pub(crate) fn shown(alert: &Alert, today: NaiveDate) -> Option<api::Alert> {
    let about_person = alert.subject == AlertSubject::Person;
    let since = match alert.showing(today) {
        Showing::Instruction(since) => since,
        Showing::Nothing => return None,
        Showing::RingFirst => {
            return Some(api::Alert {
                about_person,
                title: RING_FIRST.to_owned(),
                instruction: String::new(),
                age: String::new(),
                ring_first: true,
                tone: Tone::Bad,
            });
        }
    };
    let (title, tone) = match alert.subject {
        AlertSubject::Person => person(&alert.type_code),
        AlertSubject::Location => location(&alert.type_code, &alert.comments),
        AlertSubject::Asbestos => asbestos(&alert.comments),
    };
    Some(api::Alert {
        about_person,
        title: title.to_owned(),
        instruction: match alert.subject {
            AlertSubject::Asbestos => String::new(),
            _ => alert.comments.trim().to_owned(),
        },
        age: since.map(|since| age(since, today)).unwrap_or_default(),
        ring_first: title == UNKNOWN.0,
        tone,
    })
}

/// HACT's types with which an alert about somebody, or about the place, can be raised, in words.
pub(crate) fn types(subject: AlertSubject) -> Vec<api::AlertType> {
    let codes: &[&str] = match subject {
        AlertSubject::Person => &PERSON_TYPES,
        AlertSubject::Location | AlertSubject::Asbestos => &LOCATION_TYPES,
    };
    let words = |code: &str| match subject {
        AlertSubject::Person => person(code).0,
        AlertSubject::Location | AlertSubject::Asbestos => location(code, "").0,
    };
    codes.iter().map(|code| api::AlertType { code: (*code).to_owned(), words: words(code).to_owned() }).collect()
}

/// A caution that nobody has confirmed, or that should have been looked at again: it says nothing of what it is.
const RING_FIRST: &str = "Ring the office first";

/// "Confirmed 3 months ago".
fn age(since: NaiveDate, today: NaiveDate) -> String {
    let days = (today - since).num_days();
    let ago = |number: i64, one: &str| {
        let plural = if number == 1 { "" } else { "s" };
        format!("Confirmed {number} {one}{plural} ago")
    };
    match days {
        ..=0 => "Confirmed today".to_owned(),
        1..=30 => ago(days, "day"),
        31..=364 => ago(days / 30, "month"),
        _ => ago(days / 365, "year"),
    }
}

fn person(code: &str) -> (&'static str, Tone) {
    match code {
        "1" => ("Read before you knock", Tone::Warning),
        // 10-10 gives a reason as well; the person at the door needs the instruction alone.
        "10" | "10-10" => ("Do not visit alone", Tone::Bad),
        "20" => ("Has a disability or is vulnerable", Tone::Warning),
        "20-10" => ("Hard of hearing", Tone::Warning),
        "20-20" => ("Impaired vision", Tone::Warning),
        "20-30" => ("Unwell", Tone::Warning),
        "20-40" => ("Needs physical support", Tone::Warning),
        "20-50" => ("Uses a wheelchair", Tone::Warning),
        "20-60" => ("Older person", Tone::Quiet),
        "20-70" => ("Safeguarding: follow the instruction", Tone::Bad),
        "30" => ("Often misses appointments: ring first", Tone::Quiet),
        "40" => ("May need help with English", Tone::Warning),
        "50" => ("Asks for a man or a woman to visit", Tone::Warning),
        "60" => ("Somebody else makes some of their decisions", Tone::Warning),
        // 0 says "contact for details"; a code from a newer list says no more than that either.
        _ => UNKNOWN,
    }
}

/// Only the two general codes are spelled out: for the others the landlord's comment must say what it is, because a
/// wrong word about a building can harm whoever believes it.
fn location(code: &str, comments: &str) -> (&'static str, Tone) {
    match code {
        "1" => ("Read before you go in", Tone::Warning),
        "10" | "20" | "30" | "40" | "50" if !comments.trim().is_empty() => ("About this home", Tone::Bad),
        _ => UNKNOWN,
    }
}

/// In a list the register says whether there is any; on the job's page each room is told.
fn asbestos(comments: &str) -> (&'static str, Tone) {
    if register(comments).iter().any(|entry| entry.state.is_there()) {
        ("Asbestos in this home", Tone::Bad)
    } else {
        ("Asbestos register: none found", Tone::Quiet)
    }
}

const UNKNOWN: (&str, Tone) = ("Alert, ring the office", Tone::Bad);

/// The gravest first; what is as grave stays in order.
pub(crate) fn by_gravity(mut alerts: Vec<api::Alert>) -> Vec<api::Alert> {
    alerts.sort_by_key(|alert| match alert.tone {
        Tone::Bad => 0,
        Tone::Warning => 1,
        Tone::Active => 2,
        Tone::Good | Tone::Quiet => 3,
    });
    alerts
}

#[cfg(test)]
mod tests {
    use domain::{alert::Confirmation, id::DocumentId};

    use super::*;

    fn alert(subject: AlertSubject, type_code: &str, comments: &str) -> api::Alert {
        let id = DocumentId::from_bytes([1; 16]);
        let (type_code, comments) = (type_code.into(), comments.into());
        let (confirmation, review, raised) = (Confirmation::Unstated, None, None);
        let held = Alert { id, subject, type_code, comments, confirmation, review, raised };
        shown(&held, NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()).unwrap()
    }

    #[test]
    fn every_code_of_the_standard_has_words_and_a_newer_one_says_ring() {
        let codes = [
            "1", "10", "10-10", "20", "20-10", "20-20", "20-30", "20-40", "20-50", "20-60", "20-70", "30", "40", "50",
            "60",
        ];
        for code in codes {
            assert_ne!(alert(AlertSubject::Person, code, "").title, UNKNOWN.0, "{code}");
        }
        for code in ["0", "70", "", "constructor"] {
            assert_eq!(alert(AlertSubject::Person, code, "").title, UNKNOWN.0, "{code}");
        }
    }

    #[test]
    fn no_two_types_that_can_be_raised_read_alike() {
        for subject in [AlertSubject::Person, AlertSubject::Location] {
            let mut words: Vec<String> = types(subject).into_iter().map(|of| of.words).collect();
            let all = words.len();
            words.sort();
            words.dedup();
            assert_eq!(words.len(), all, "{words:?}");
            assert!(words.iter().all(|words| *words != UNKNOWN.0));
        }
    }

    #[test]
    fn an_alert_about_behaviour_shows_the_instruction_and_not_the_allegation() {
        let shown = alert(AlertSubject::Person, "10-10", "");
        assert_eq!(shown.title, "Do not visit alone");
        assert_eq!(shown.tone, Tone::Bad);
    }

    #[test]
    fn a_caution_tells_its_age_and_without_confirmation_nothing_at_all() {
        let caution = |confirmation: Confirmation| Alert {
            id: DocumentId::from_bytes([1; 16]),
            subject: AlertSubject::Person,
            type_code: "10-10".into(),
            comments: "Visit in pairs".into(),
            confirmation,
            review: None,
            raised: None,
        };
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let on = |day: &str| shown(&caution(Confirmation::On(day.parse().unwrap())), today).unwrap();
        assert_eq!(on("2026-11-22").age, "Confirmed today");
        assert_eq!(on("2026-11-21").age, "Confirmed 1 day ago");
        assert_eq!(on("2026-08-15").age, "Confirmed 3 months ago");
        assert_eq!(on("2024-11-01").age, "Confirmed 2 years ago");
        assert_eq!(on("2026-08-15").instruction, "Visit in pairs");
        let reported = shown(&caution(Confirmation::Reported), today).unwrap();
        assert_eq!((reported.title.as_str(), reported.instruction.as_str()), (RING_FIRST, ""));
        assert!(reported.ring_first);
        assert_eq!(shown(&caution(Confirmation::Declined), today), None);
    }

    #[test]
    fn a_place_without_an_explanation_says_ring_the_office() {
        assert_eq!(alert(AlertSubject::Location, "10", " ").title, UNKNOWN.0);
        let explained = alert(AlertSubject::Location, "10", "Asbestos in the airing cupboard ceiling. Do not drill.");
        assert_eq!(explained.title, "About this home");
        assert_eq!(explained.instruction, "Asbestos in the airing cupboard ceiling. Do not drill.");
    }

    #[test]
    fn the_gravest_come_first() {
        let alerts = ["20-60", "20-10", "10"].map(|code| alert(AlertSubject::Person, code, "")).to_vec();
        let titles: Vec<String> = by_gravity(alerts).into_iter().map(|alert| alert.title).collect();
        assert_eq!(titles, ["Do not visit alone", "Hard of hearing", "Older person"]);
    }
}
