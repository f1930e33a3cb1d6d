//! Time: what a clock said, and how it is read aloud in Britain.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Europe::London;
use serde::{Deserialize, Serialize};

/// The last year whose clock changes chrono-tz lists; from the next on the rule of 1996 is applied here.
const LISTED_UNTIL: i32 = 2099;

/// How far the clock is ahead in summer.
const SUMMER: TimeDelta = TimeDelta::hours(1);

/// Milliseconds since 1970-01-01 UTC, as some clock said. Clocks on handhelds may be wrong: order is never taken from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From milliseconds since 1970 UTC.
    #[must_use]
    pub const fn from_milliseconds(milliseconds: i64) -> Self {
        Self(milliseconds)
    }

    /// Milliseconds since 1970 UTC.
    #[must_use]
    pub const fn milliseconds(self) -> i64 {
        self.0
    }

    /// The same, nought for times before 1970 (a handheld whose battery died).
    #[must_use]
    pub fn unsigned_milliseconds(self) -> u64 {
        u64::try_from(self.0).unwrap_or(0)
    }

    /// This time moved by so many milliseconds, staying within range.
    #[must_use]
    pub const fn plus_milliseconds(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// Reads RFC 3339 ("2021-01-23T18:30:00Z"); a time without an offset is taken as London time, as landlords'
    /// systems write it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(exact) = DateTime::parse_from_rfc3339(text) {
            return Some(Self(exact.timestamp_millis()));
        }
        chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok().map(Self::in_london)
    }

    /// The moment when a clock in London shows this. The hour that is repeated in October is taken as its first run; the
    /// one skipped in March, an hour later.
    #[must_use]
    pub fn in_london(local: NaiveDateTime) -> Self {
        if local.year() > LISTED_UNTIL {
            let summer = local.checked_sub_signed(SUMMER).filter(|utc| is_summer(*utc));
            return Self(summer.unwrap_or(local).and_utc().timestamp_millis());
        }
        let later = || local.checked_add_signed(SUMMER).unwrap_or(local);
        London
            .from_local_datetime(&local)
            .earliest()
            .or_else(|| London.from_local_datetime(&later()).earliest())
            .map_or_else(|| Self(local.and_utc().timestamp_millis()), |time| Self(time.timestamp_millis()))
    }

    /// The first moment of a day in London.
    #[must_use]
    pub fn start_of(day: NaiveDate) -> Self {
        Self::in_london(day.and_time(NaiveTime::MIN))
    }

    /// RFC 3339 in UTC with milliseconds: "2026-11-22T10:42:00.000Z".
    #[must_use]
    pub fn rfc3339(self) -> String {
        self.utc().to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
    }

    /// The day in London.
    #[must_use]
    pub fn london_date(self) -> NaiveDate {
        self.london().date()
    }

    /// What a clock in London shows.
    #[must_use]
    pub fn london_time(self) -> NaiveTime {
        self.london().time()
    }

    /// "10:42" in London.
    #[must_use]
    pub fn london_clock(self) -> String {
        self.london().format("%H:%M").to_string()
    }

    /// "today 10:42", "yesterday 10:42", "Fri 27 Nov 10:42", with the year when it is another.
    #[must_use]
    pub fn spoken(self, now: Self) -> String {
        format!("{} {}", spoken_day(self.london_date(), now.london_date(), false), self.london_clock())
    }

    fn london(self) -> NaiveDateTime {
        let utc = self.utc();
        if utc.year() <= LISTED_UNTIL {
            return utc.with_timezone(&London).naive_local();
        }
        let utc = utc.naive_utc();
        if is_summer(utc) { utc.checked_add_signed(SUMMER).unwrap_or(utc) } else { utc }
    }

    fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }
}

/// True from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October.
fn is_summer(utc: NaiveDateTime) -> bool {
    let change = |month| {
        (25..=31)
            .filter_map(|day| NaiveDate::from_ymd_opt(utc.year(), month, day))
            .find(|day| day.weekday() == Weekday::Sun)
            .and_then(|day| day.and_hms_opt(1, 0, 0))
    };
    change(3).is_some_and(|forward| forward <= utc) && change(10).is_some_and(|back| utc < back)
}

/// A day as people say it, seen from `today`: "Today", "Tomorrow", "Yesterday", "Fri 27 Nov", "Fri 27 Nov 2026".
/// With `capital` false the first three are in small letters, for the middle of a sentence.
#[must_use]
pub fn spoken_day(day: NaiveDate, today: NaiveDate, capital: bool) -> String {
    let word = match day.signed_duration_since(today).num_days() {
        0 => "Today",
        1 => "Tomorrow",
        -1 => "Yesterday",
        _ if day.year() == today.year() => return day.format("%a %-d %b").to_string(),
        _ => return day.format("%a %-d %b %Y").to_string(),
    };
    if capital { word.to_owned() } else { word.to_lowercase() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_landlords_time_without_an_offset_is_london_time() {
        let summer = Timestamp::parse("2021-06-11T13:49:15.878796").unwrap();
        assert_eq!(summer.rfc3339(), "2021-06-11T12:49:15.878Z");
        let winter = Timestamp::parse("2021-01-23T18:30:00.00000").unwrap();
        assert_eq!(winter.rfc3339(), "2021-01-23T18:30:00.000Z");
        assert_eq!(Timestamp::parse("yesterday"), None);
    }

    #[test]
    fn the_hour_that_clocks_skip_or_repeat_still_has_a_time() {
        assert_eq!(Timestamp::parse("2026-03-29T01:30:00").unwrap().rfc3339(), "2026-03-29T01:30:00.000Z");
        assert_eq!(Timestamp::parse("2026-10-25T01:30:00").unwrap().rfc3339(), "2026-10-25T00:30:00.000Z");
    }

    #[test]
    fn the_day_on_which_clocks_go_back_has_twenty_five_hours() {
        let day = NaiveDate::from_ymd_opt(2026, 10, 25).unwrap();
        let (from, until) = (Timestamp::start_of(day), Timestamp::start_of(day.succ_opt().unwrap()));
        assert_eq!(from.rfc3339(), "2026-10-24T23:00:00.000Z");
        assert_eq!((until.milliseconds() - from.milliseconds()) / 3_600_000, 25);
    }

    #[test]
    fn times_are_spoken_as_seen_from_today() {
        let now = Timestamp::parse("2026-11-22T09:00:00Z").unwrap();
        let spoken = |text: &str| Timestamp::parse(text).unwrap().spoken(now);
        assert_eq!(spoken("2026-11-22T10:42:00Z"), "today 10:42");
        assert_eq!(spoken("2026-11-21T10:42:00Z"), "yesterday 10:42");
        assert_eq!(spoken("2026-11-27T17:00:00Z"), "Fri 27 Nov 17:00");
        assert_eq!(spoken("2021-06-11T12:49:15Z"), "Fri 11 Jun 2021 13:49");
    }
}
