//! Ringing a customer without showing who rings, or without showing the number that is rung.
//!
//! A landlord says what phones are to dial. With `{number}` it is the customer's own number, usually behind a code that
//! keeps the caller's back ("141" in the United Kingdom). With `{reference}` it is the landlord's own switchboard, which
//! finds by the job whom to put through; then no screen shows the number.

/// What phones dial, checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallThrough<'a> {
    pattern: &'a str,
}

/// Letters of what is dialled, at most.
const MAX_LENGTH: usize = 60;

const NUMBER: &str = "{number}";
const REFERENCE: &str = "{reference}";

impl<'a> CallThrough<'a> {
    /// Reads what the landlord set; none when it names neither a number nor a reference, or both, or a phone cannot dial
    /// the rest.
    #[must_use]
    pub fn read(pattern: &'a str) -> Option<Self> {
        let places = pattern.matches(NUMBER).count() + pattern.matches(REFERENCE).count();
        let rest = pattern.replace(NUMBER, "").replace(REFERENCE, "");
        let dialled = rest.chars().all(|letter| letter.is_ascii_digit() || "+#*,; ()-".contains(letter));
        let through_nothing = pattern.contains(REFERENCE) && !rest.contains(|letter: char| letter.is_ascii_digit());
        (places == 1 && dialled && !through_nothing && pattern.len() <= MAX_LENGTH).then_some(Self { pattern })
    }

    /// True when the landlord's switchboard puts through, so that the number need not be seen.
    #[must_use]
    pub fn hides_the_number(self) -> bool {
        self.pattern.contains(REFERENCE)
    }

    /// What to dial. Of a reference, its digits: a phone has no letters to send.
    #[must_use]
    pub fn dialled(self, number: &str, reference: &str) -> String {
        let digits: String = reference.chars().filter(char::is_ascii_digit).collect();
        let whole = self.pattern.replace(NUMBER, number).replace(REFERENCE, &digits);
        whole.chars().filter(|letter| letter.is_ascii_digit() || "+#*,;".contains(*letter)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_before_the_number_keeps_the_callers_back() {
        let through = CallThrough::read("141{number}").unwrap();
        assert_eq!(through.dialled("07700 900123", "WO-12"), "14107700900123");
        assert!(!through.hides_the_number());
    }

    #[test]
    fn a_switchboard_is_told_the_digits_of_the_job_and_no_number() {
        let through = CallThrough::read("020 7946 0190,,{reference}#").unwrap();
        assert_eq!(through.dialled("07700 900123", "CV261127-03"), "02079460190,,26112703#");
        assert!(through.hides_the_number());
    }

    #[test]
    fn what_no_phone_can_dial_is_none() {
        for pattern in ["", "141", "{number}{reference}", "{reference}", "ring {number}", "{number}{number}", "{name}"]
        {
            assert_eq!(CallThrough::read(pattern), None, "{pattern}");
        }
        assert_eq!(CallThrough::read(&format!("{}{{number}}", "1".repeat(60))), None);
    }
}
