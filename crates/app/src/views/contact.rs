//! Whom to ring about a job, and how the landlord wants them rung.

use domain::{call_through::CallThrough, job};

use crate::api::{Call, Contact};

/// Everybody on the order with this reference. A switchboard finds the customer by it, and puts through to the first.
pub(crate) fn shown(held: &[job::Contact], reference: &str, through: Option<CallThrough<'_>>) -> Vec<Contact> {
    let reached = held.iter().position(|contact| !contact.numbers.is_empty());
    let contacts = held.iter().enumerate().map(|(at, contact)| {
        let name = contact.name.clone();
        if contact.numbers.is_empty() {
            return Contact { name, calls: Vec::new(), words: "No number held".to_owned() };
        }
        let Some(through) = through else {
            let calls = contact.numbers.iter().map(|number| call(number, dialled(number)));
            return Contact { name, calls: calls.collect(), words: String::new() };
        };
        if !through.hides_the_number() {
            let calls = contact.numbers.iter().map(|number| call(number, through.dialled(number, "")));
            return Contact { name, calls: calls.collect(), words: "They do not see your number".to_owned() };
        }
        if reached != Some(at) {
            return Contact { name, calls: Vec::new(), words: "Ring the office to be put through".to_owned() };
        }
        let calls = vec![call(&contact.name, through.dialled("", reference))];
        Contact { name, calls, words: "Neither of you sees the other’s number".to_owned() }
    });
    contacts.collect()
}

fn call(whom: &str, dial: String) -> Call {
    Call { dial, words: format!("Call {whom}") }
}

fn dialled(number: &str) -> String {
    number.chars().filter(|letter| letter.is_ascii_digit() || "+#*".contains(*letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pattern: &str) -> Vec<Contact> {
        let of = |name: &str, number: &str| job::Contact { name: name.into(), numbers: vec![number.into()] };
        let held = [of("Wilf Sutcliffe", "07700 900123"), of("Joan Marsh", "01632 960 001")];
        shown(&held, "CV-12/7", CallThrough::read(pattern))
    }

    #[test]
    fn a_landlord_that_says_nothing_has_them_rung_as_they_are() {
        let shown = with("");
        assert_eq!(shown[0].calls, [Call { dial: "07700900123".into(), words: "Call 07700 900123".into() }]);
        assert_eq!(shown[0].words, "");
    }

    #[test]
    fn a_callers_own_number_is_kept_back() {
        let shown = with("141{number}");
        assert_eq!(shown[1].calls, [Call { dial: "14101632960001".into(), words: "Call 01632 960 001".into() }]);
        assert_eq!(shown[1].words, "They do not see your number");
    }

    #[test]
    fn through_a_switchboard_no_number_is_on_the_screen() {
        let shown = with("020 7946 0190,,{reference}#");
        assert_eq!(shown[0].calls, [Call { dial: "02079460190,,127#".into(), words: "Call Wilf Sutcliffe".into() }]);
        assert_eq!((shown[1].calls.len(), shown[1].words.as_str()), (0, "Ring the office to be put through"));
        assert!(!format!("{shown:?}").contains("900123"));
    }
}
