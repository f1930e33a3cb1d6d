//! How long a promise gives, and when that ends.

use std::{fmt, str::FromStr};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    definition::brief,
    time::{Timestamp, spoken_day},
};

/// What a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Unit {
    /// Elapsed seconds.
    Second,
    /// Elapsed minutes.
    Minute,
    /// Elapsed hours.
    Hour,
    /// Calendar days.
    Day,
    /// Monday to Friday without bank holidays.
    WorkingDay,
    /// Seven days.
    Week,
    /// Months of the calendar.
    Month,
    /// Years of the calendar.
    Year,
}

impl Unit {
    /// Every unit with its word, and how data files may write it too.
    const WORDS: [(Self, &'static str, &'static [&'static str]); 8] = [
        (Self::Second, "second", &[]),
        (Self::Minute, "minute", &[]),
        (Self::Hour, "hour", &["h"]),
        (Self::Day, "day", &[]),
        (Self::WorkingDay, "working day", &["WD"]),
        (Self::Week, "week", &[]),
        (Self::Month, "month", &[]),
        (Self::Year, "year", &[]),
    ];

    /// How long one is where it is elapsed time; none where it ends with a day.
    pub(super) const fn milliseconds(self) -> Option<i64> {
        match self {
            Self::Second => Some(1_000),
            Self::Minute => Some(60_000),
            Self::Hour => Some(3_600_000),
            Self::Day | Self::WorkingDay | Self::Week | Self::Month | Self::Year => None,
        }
    }
}

/// So many of a unit: "10 working days".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Limit {
    /// How many.
    pub count: u16,
    /// Of what.
    pub unit: Unit,
}

impl Limit {
    /// So many of a unit.
    #[must_use]
    pub const fn new(count: u16, unit: Unit) -> Self {
        Self { count, unit }
    }
}

/// A text that is no limit.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LimitError {
    /// It does not begin with a whole number.
    #[error("\"{0}\" does not begin with a whole number up to 65535")]
    Count(String),
    /// What is counted is not known.
    #[error("\"{0}\" is no unit of time")]
    Unit(String),
}

impl LimitError {
    /// What to write instead.
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        "write a whole number and a unit, such as 24 hours, 3 days, 10 WD (working days), 12 weeks, 2 months or 1 year"
    }
}

impl FromStr for Limit {
    type Err = LimitError;

    fn from_str(text: &str) -> Result<Self, LimitError> {
        let text = text.trim();
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (count, unit) = text.split_at_checked(digits).unwrap_or((text, ""));
        let count = count.parse().map_err(|_| LimitError::Count(brief(text)))?;
        let unit = unit.trim();
        let known = Unit::WORDS
            .iter()
            .find(|(_, word, others)| unit == *word || unit.strip_suffix('s') == Some(*word) || others.contains(&unit));
        known.map(|(unit, ..)| Self { count, unit: *unit }).ok_or_else(|| LimitError::Unit(brief(unit)))
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = Unit::WORDS.iter().find(|(unit, ..)| *unit == self.unit).map_or("", |(_, word, _)| word);
        write!(f, "{} {word}{}", self.count, if self.count == 1 { "" } else { "s" })
    }
}

/// When something falls due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Due {
    /// The last millisecond that is still in time.
    pub until: Timestamp,
    /// The day that this lies on in London.
    pub last_day: NaiveDate,
    /// True when the time of day matters; otherwise the whole of the last day is in time.
    pub exact: bool,
}

impl Due {
    /// Due at a moment.
    #[must_use]
    pub fn exactly(until: Timestamp) -> Self {
        Self { until, last_day: until.london_date(), exact: true }
    }

    /// Due with the end of a day in London.
    #[must_use]
    pub fn at_the_end_of(day: NaiveDate) -> Self {
        let next = day.succ_opt().map_or(Timestamp::from_milliseconds(i64::MAX), Timestamp::start_of);
        Self { until: next.plus_milliseconds(-1), last_day: day, exact: false }
    }

    /// True when `at` is too late.
    #[must_use]
    pub fn is_missed_at(&self, at: Timestamp) -> bool {
        at > self.until
    }

    /// As people say it after "by": "tomorrow", "Fri 27 Nov", "today 10:42".
    #[must_use]
    pub fn spoken(&self, now: Timestamp) -> String {
        if self.exact { self.until.spoken(now) } else { spoken_day(self.last_day, now.london_date(), false) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_read_as_people_write_it_and_said_in_full() {
        let said = |text: &str| text.parse::<Limit>().unwrap().to_string();
        assert_eq!(said("10 WD"), "10 working days");
        assert_eq!(said("1 working day"), "1 working day");
        assert_eq!(said("24 hours"), "24 hours");
        assert_eq!(said(" 24h "), "24 hours");
        assert_eq!(said("12 weeks"), "12 weeks");
        assert_eq!(said("1 year"), "1 year");
    }

    #[test]
    fn a_limit_that_cannot_be_read_says_which_part() {
        let error = |text: &str| text.parse::<Limit>().unwrap_err().to_string();
        assert_eq!(error("10 WDs"), "\"WDs\" is no unit of time");
        assert_eq!(error("10"), "\"\" is no unit of time");
        assert_eq!(error("ten days"), "\"ten days\" does not begin with a whole number up to 65535");
        assert_eq!(error("70000 days"), "\"70000 days\" does not begin with a whole number up to 65535");
        assert_eq!(error("-1 days"), "\"-1 days\" does not begin with a whole number up to 65535");
    }
}
