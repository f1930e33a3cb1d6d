//! Bank holidays of England and Wales: published lists where there are any, the rule where there are none.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// The first year with New Year's Day among them.
const NEW_YEAR_SINCE: i32 = 1974;
/// The first year with the early May bank holiday.
const EARLY_MAY_SINCE: i32 = 1978;

/// Days that were proclaimed for one year: the day, its title, and the day that it took the place of.
type OneOff = ((i32, u32, u32), &'static str, Option<(u32, u32)>);

const ONE_OFF: &[OneOff] = &[
    ((1973, 11, 14), "Royal wedding", None),
    ((1977, 6, 6), "Spring bank holiday", Some((5, 30))),
    ((1977, 6, 7), "Silver Jubilee bank holiday", None),
    ((1981, 7, 29), "Royal wedding", None),
    ((1995, 5, 8), "Early May bank holiday (VE day)", Some((5, 1))),
    ((1999, 12, 31), "Millennium bank holiday", None),
    ((2002, 6, 3), "Golden Jubilee bank holiday", None),
    ((2002, 6, 4), "Spring bank holiday", Some((5, 27))),
    ((2011, 4, 29), "Royal wedding", None),
    ((2012, 6, 4), "Spring bank holiday", Some((5, 28))),
    ((2012, 6, 5), "Diamond Jubilee bank holiday", None),
    ((2020, 5, 8), "Early May bank holiday (VE day)", Some((5, 4))),
    ((2022, 6, 2), "Spring bank holiday", Some((5, 30))),
    ((2022, 6, 3), "Platinum Jubilee bank holiday", None),
    ((2022, 9, 19), "State funeral of Queen Elizabeth II", None),
    ((2023, 5, 8), "Coronation of King Charles III", None),
];

/// The bank holidays of one year as GOV.UK publishes them. It stands instead of the rule for the whole year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedYear {
    /// The year.
    pub year: i32,
    /// Each day with its title, in order.
    pub days: Vec<(NaiveDate, String)>,
}

impl PublishedYear {
    /// Days that a whole year has at the least: a shorter list is a piece of one.
    pub const LEAST: usize = 8;
}

/// Which days are bank holidays in England and Wales.
///
/// A year that was published is taken as published. Any other is computed: the rule of the Banking and Financial
/// Dealings Act 1971 with the days that are proclaimed every year, from 1970, and those proclaimed once so far. When a
/// new one is proclaimed, the published list brings it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BankHolidays {
    published: BTreeMap<i32, BTreeMap<NaiveDate, String>>,
}

impl BankHolidays {
    /// Those of published years, and the rule for all others.
    pub fn published(years: impl IntoIterator<Item = PublishedYear>) -> Self {
        let published = years.into_iter().map(|year| (year.year, year.days.into_iter().collect())).collect();
        Self { published }
    }

    /// True for a bank holiday.
    #[must_use]
    pub fn includes(&self, day: NaiveDate) -> bool {
        match self.published.get(&day.year()) {
            Some(days) => days.contains_key(&day),
            None => ruled(day.year()).contains_key(&day),
        }
    }

    /// Those of a year, with their titles.
    #[must_use]
    pub fn of_year(&self, year: i32) -> BTreeMap<NaiveDate, String> {
        match self.published.get(&year) {
            Some(days) => days.clone(),
            None => ruled(year).into_iter().map(|(day, title)| (day, title.to_owned())).collect(),
        }
    }
}

/// The rule for a year.
fn ruled(year: i32) -> BTreeMap<NaiveDate, &'static str> {
    let mut days = BTreeMap::new();
    let mut add = |day: Option<NaiveDate>, title| day.map(|day| days.insert(day, title));
    let easter = easter_sunday(year);
    add(easter.and_then(|day| day.checked_sub_days(Days::new(2))), "Good Friday");
    add(easter.and_then(|day| day.succ_opt()), "Easter Monday");
    if year >= NEW_YEAR_SINCE {
        let weekday = on(year, 1, 1).map(|day| day.weekday());
        let moved = match weekday {
            Some(Weekday::Sat) => 3,
            Some(Weekday::Sun) => 2,
            _ => 1,
        };
        add(on(year, 1, moved), "New Year's Day");
    }
    if year >= EARLY_MAY_SINCE {
        add(first_monday(year, 5), "Early May bank holiday");
    }
    add(last_monday(year, 5), "Spring bank holiday");
    add(last_monday(year, 8), "Summer bank holiday");
    // Each of the two that falls on a weekend moves to the first weekday after both.
    let (christmas, boxing) = match on(year, 12, 25).map(|day| day.weekday()) {
        Some(Weekday::Fri) => (25, 28),
        Some(Weekday::Sat) => (27, 28),
        Some(Weekday::Sun) => (27, 26),
        _ => (25, 26),
    };
    add(on(year, 12, christmas), "Christmas Day");
    add(on(year, 12, boxing), "Boxing Day");
    for ((_, month, day), title, instead_of) in ONE_OFF.iter().filter(|((of, ..), ..)| *of == year) {
        if let Some(usual) = instead_of.and_then(|(month, day)| on(year, month, day)) {
            days.remove(&usual);
        }
        on(year, *month, *day).map(|day| days.insert(day, title));
    }
    days
}

fn on(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
}

fn first_monday(year: i32, month: u32) -> Option<NaiveDate> {
    NaiveDate::from_weekday_of_month_opt(year, month, Weekday::Mon, 1)
}

/// May and August have 31 days, so their last Monday is one of the last seven.
fn last_monday(year: i32, month: u32) -> Option<NaiveDate> {
    (25..=31).filter_map(|day| on(year, month, day)).find(|day| day.weekday() == Weekday::Mon)
}

/// The Gregorian computus as Oudin gives it (1940): the Sunday after the first full moon of spring, as the church reckons.
fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let century = year / 100;
    let golden = year % 19;
    let correction = (century - 17) / 25;
    let moon = (century - century / 4 - (century - correction) / 3 + 19 * golden + 15) % 30;
    let full = moon - (moon / 28) * (1 - (moon / 28) * (29 / (moon + 1)) * ((21 - golden) / 11));
    let weekday = (year + year / 4 + full + 2 - century + century / 4) % 7;
    let offset = full - weekday;
    let month = 3 + (offset + 40) / 44;
    let day = offset + 28 - 31 * (month / 4);
    on(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_that_fall_on_a_weekend_have_a_substitute() {
        let of =
            |year| BankHolidays::default().of_year(year).into_keys().map(|day| day.to_string()).collect::<Vec<_>>();
        assert_eq!(of(2021)[6..], ["2021-12-27", "2021-12-28"]);
        assert_eq!(of(2022)[0], "2022-01-03");
        assert_eq!(of(2022)[8..], ["2022-12-26", "2022-12-27"], "Boxing Day on the Monday, Christmas on the Tuesday");
        assert_eq!(of(2026)[6..], ["2026-12-25", "2026-12-28"]);
        assert_eq!(of(2023)[0], "2023-01-02");
    }

    #[test]
    fn a_day_proclaimed_once_joins_the_others_or_takes_the_place_of_one() {
        let holidays = BankHolidays::default();
        assert!(holidays.includes(day("2022-06-02")) && holidays.includes(day("2022-06-03")));
        assert!(!holidays.includes(day("2022-05-30")), "the spring bank holiday was moved");
        assert!(holidays.includes(day("2023-05-01")) && holidays.includes(day("2023-05-08")));
        assert!(!holidays.includes(day("1995-05-01")) && holidays.includes(day("1995-05-08")));
    }

    #[test]
    fn a_published_year_stands_instead_of_the_rule_and_leaves_other_years_alone() {
        let proclaimed = PublishedYear { year: 2031, days: vec![(day("2031-06-11"), "A wedding".into())] };
        let holidays = BankHolidays::published([proclaimed]);
        assert!(holidays.includes(day("2031-06-11")));
        assert!(!holidays.includes(day("2031-12-25")), "a year is whole or it is not published");
        assert!(holidays.includes(day("2032-12-27")));
    }
}
