//! Units in words, and as the codes of HACT's list.
//!
//! The list (`UNECEUnitOfMeasurementCodeC0`) holds the two-letter codes of UNECE Recommendation 20 only; units without
//! one go without a code.

const UNITS: [(&str, &str); 4] = [("each", "EA"), ("m", "LM"), ("pair", "PR"), ("roll", "RO")];

/// The code of a unit, if HACT's list has one.
pub(super) fn unit_code(words: &str) -> Option<&'static str> {
    UNITS.into_iter().find(|(unit, _)| *unit == words).map(|(_, code)| code)
}

/// The words of a code; "each" for none, the code itself for one that has no words here.
pub(crate) fn unit_words(code: &str) -> String {
    if code.is_empty() {
        return "each".into();
    }
    UNITS.into_iter().find(|(_, known)| *known == code).map_or(code, |(unit, _)| unit).to_owned()
}
