//! Values: what somebody answered, and what a condition works with.

use chrono::{NaiveDate, NaiveTime, Timelike};
use serde::{Deserialize, Serialize};

use crate::{sign_off::Place, time::Timestamp};

/// A value. Conditions take any for any, as the form language of ODK does: a date is a number of days, a choice its name,
/// several choices their names with spaces between.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub enum Value {
    /// None: not answered, not asked, or not relevant.
    #[default]
    Nothing,
    /// Words; of a choice, its name; of a barcode, its digits.
    Text(String),
    /// A number.
    Number(#[serde(with = "exact")] f64),
    /// Yes or no.
    Truth(bool),
    /// A day.
    Date(NaiveDate),
    /// A time of day.
    Time(NaiveTime),
    /// A moment.
    Moment(Timestamp),
    /// Names of choices, in the form's order.
    Choices(Vec<String>),
    /// Photos or sounds, each by its id in the record.
    Media(Vec<String>),
    /// A signature.
    Ink(Ink),
    /// Where something is.
    Place(Place),
}

/// Strokes of a finger in the order in which they were drawn: points from the box's upper left corner, in tenths of a CSS
/// pixel.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ink(pub Vec<Vec<(i32, i32)>>);

/// Numbers as text: JSON's are read back with a last digit that may differ, and a record must say what was answered.
mod exact {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(number)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
        let number = String::deserialize(deserializer)?.parse().ok().filter(|number: &f64| number.is_finite());
        number.ok_or_else(|| D::Error::custom("no number"))
    }
}

/// Milliseconds of a day.
const DAY_MS: f64 = 86_400_000.0;

impl Value {
    /// True for a value that says nothing.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        match self {
            Self::Nothing => true,
            Self::Text(text) => text.is_empty(),
            Self::Choices(names) | Self::Media(names) => names.is_empty(),
            Self::Ink(ink) => ink.0.is_empty(),
            _ => false,
        }
    }

    /// As text: "yes" and "no", "2026-11-22", "08:00", a number without needless digits.
    #[must_use]
    pub fn to_text(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(number) if number.is_nan() => "NaN".to_owned(),
            Self::Number(number) => number.to_string(),
            Self::Truth(truth) => if *truth { "yes" } else { "no" }.to_owned(),
            Self::Date(day) => day.to_string(),
            Self::Time(time) => time.format("%H:%M").to_string(),
            Self::Moment(at) => at.rfc3339(),
            Self::Choices(names) | Self::Media(names) => names.join(" "),
            Self::Ink(_) => "signed".to_owned(),
            Self::Place(place) => {
                let degrees = |e7: i32| f64::from(e7) / 1e7;
                format!("{} {}", degrees(place.latitude_e7), degrees(place.longitude_e7))
            }
        }
    }

    /// As a number; NaN where it is none. A day is days since 1970, a moment too, a time of day a part of a day.
    #[must_use]
    pub fn to_number(&self) -> f64 {
        match self {
            Self::Number(number) => *number,
            Self::Truth(truth) => f64::from(u8::from(*truth)),
            Self::Text(text) => {
                let text = text.trim();
                text.parse()
                    .ok()
                    .filter(|number: &f64| number.is_finite())
                    .unwrap_or_else(|| self.to_day().map_or(f64::NAN, |day| Self::Date(day).to_number()))
            }
            Self::Date(day) => {
                #[expect(clippy::cast_precision_loss, reason = "chrono's days fit an f64 exactly")]
                let days = day.signed_duration_since(NaiveDate::default()).num_days() as f64;
                days
            }
            Self::Time(time) => f64::from(time.num_seconds_from_midnight()) * 1000.0 / DAY_MS,
            #[expect(clippy::cast_precision_loss, reason = "milliseconds of any date that is written fit exactly")]
            Self::Moment(at) => at.milliseconds() as f64 / DAY_MS,
            Self::Nothing | Self::Choices(_) | Self::Media(_) | Self::Ink(_) | Self::Place(_) => f64::NAN,
        }
    }

    /// As yes or no: no for nothing, for nought, for no number and for "no".
    #[must_use]
    pub fn to_truth(&self) -> bool {
        match self {
            Self::Truth(truth) => *truth,
            Self::Number(number) => *number != 0.0 && !number.is_nan(),
            Self::Date(_) | Self::Time(_) | Self::Moment(_) | Self::Place(_) => true,
            _ => !self.is_nothing(),
        }
    }

    /// As a day in London.
    #[must_use]
    pub fn to_day(&self) -> Option<NaiveDate> {
        match self {
            Self::Date(day) => Some(*day),
            Self::Moment(at) => Some(at.london_date()),
            Self::Text(text) => text.trim().get(..10)?.parse().ok(),
            #[expect(clippy::cast_possible_truncation, reason = "beyond chrono's days it is none")]
            Self::Number(days) if days.is_finite() && days.abs() < 1e8 => {
                NaiveDate::default().checked_add_signed(chrono::TimeDelta::try_days(days.floor() as i64)?)
            }
            _ => None,
        }
    }

    /// The names that it selects: of one choice or of several.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let (one, several): (&str, &[String]) = match self {
            Self::Text(text) => (text, &[]),
            Self::Truth(truth) => (if *truth { "yes" } else { "no" }, &[]),
            Self::Choices(names) => ("", names),
            _ => ("", &[]),
        };
        one.split_whitespace().chain(several.iter().map(String::as_str))
    }

    /// True when two values say the same, compared as truths, numbers or texts, whichever either of them is.
    #[must_use]
    pub fn says_the_same_as(&self, other: &Self) -> bool {
        let either = |is: fn(&Self) -> bool| is(self) || is(other);
        let is_text = |value: &Self| matches!(value, Self::Text(_));
        // What was not answered is neither yes nor no.
        if either(|value| matches!(value, Self::Truth(_))) && either(Self::is_nothing) {
            return false;
        }
        if either(|value| matches!(value, Self::Truth(_))) && !either(is_text) {
            return self.to_truth() == other.to_truth();
        }
        if either(|value| matches!(value, Self::Number(_) | Self::Date(_) | Self::Moment(_))) {
            return (self.to_number() - other.to_number()).abs() == 0.0;
        }
        self.to_text() == other.to_text()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    #[test]
    fn values_are_compared_as_what_either_of_them_is() {
        assert!(Value::Number(5.0).says_the_same_as(&text("5")));
        assert!(!Value::Number(5.0).says_the_same_as(&Value::Nothing));
        assert!(Value::Nothing.says_the_same_as(&text("")));
        assert!(!Value::Nothing.says_the_same_as(&Value::Truth(false)));
        assert!(Value::Truth(true).says_the_same_as(&text("yes")) && Value::Truth(false).says_the_same_as(&text("no")));
        assert!(Value::Date("2026-11-22".parse().unwrap()).says_the_same_as(&text("2026-11-22")));
        assert!(text("07").says_the_same_as(&text("07")) && !text("07").says_the_same_as(&text("7")));
    }

    #[test]
    fn a_day_is_a_number_of_days_and_back() {
        let day = Value::Date("2026-11-22".parse().unwrap());
        assert_eq!(day.to_number(), 20_779.0);
        assert_eq!(Value::Number(20_779.9).to_day(), "2026-11-22".parse().ok());
        assert_eq!(Value::Number(f64::INFINITY).to_day(), None);
        assert_eq!(Value::Number(9.9e7).to_day(), None);
        assert!(Value::Nothing.to_number().is_nan());
    }
}
