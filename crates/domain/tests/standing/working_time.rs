//! Every day from 1970 to 2100, and every clock change among them. The bank holidays are written down whole, the rest as
//! digests.

use std::{collections::BTreeMap, fmt::Write as _};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use domain::{
    time::Timestamp,
    working_time::{Limit, WorkingCalendar},
};
use sha2::{Digest, Sha256};

use crate::{asked, assert_same};

const LIMITS: [&str; 10] = [
    "1 working day",
    "3 working days",
    "5 working days",
    "10 working days",
    "20 working days",
    "3 days",
    "12 weeks",
    "24 hours",
    "2 months",
    "1 year",
];

fn days() -> impl Iterator<Item = NaiveDate> {
    let ymd = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    ymd(1970, 1, 1).iter_days().take_while(move |day| *day <= ymd(2100, 12, 31))
}

fn bank_holidays(calendar: &WorkingCalendar) -> String {
    (1970..=2100).flat_map(|year| calendar.bank_holidays.of_year(year).into_keys()).fold(
        String::new(),
        |mut lines, day| {
            writeln!(lines, "{day}").unwrap();
            lines
        },
    )
}

fn each_day(calendar: &WorkingCalendar) -> String {
    let mut lines = String::new();
    for day in days() {
        let word = if calendar.is_working_day(day) { "works" } else { "rests" };
        writeln!(lines, "{day} {word} {}", Timestamp::start_of(day).milliseconds()).unwrap();
    }
    lines
}

fn deadlines(calendar: &WorkingCalendar) -> String {
    let limits = LIMITS.map(|text| (text, text.parse::<Limit>().unwrap()));
    let clocks = [(0, 0, 0), (12, 0, 0), (23, 59, 59)].map(|(h, m, s)| NaiveTime::from_hms_opt(h, m, s).unwrap());
    let mut lines = String::new();
    // The other knows no year after the last, in which limits from its end would end.
    let last = NaiveDate::from_ymd_opt(2100, 11, 1).unwrap();
    for day in days().take_while(|day| *day < last).step_by(30) {
        for clock in clocks {
            let from = Timestamp::in_london(NaiveDateTime::new(day, clock));
            for (name, limit) in limits {
                let until = calendar.due(limit, from).until.milliseconds();
                writeln!(lines, "{} {name} {until}", from.milliseconds()).unwrap();
            }
        }
    }
    lines
}

/// Hours at which the offset of London differs from that of the hour before, found by looking at every hour.
fn changes(calendar: &WorkingCalendar) -> String {
    let offset = |at: DateTime<Utc>| {
        let at = Timestamp::from_milliseconds(at.timestamp_millis());
        at.london_date().and_time(at.london_time())
            - DateTime::from_timestamp_millis(at.milliseconds()).unwrap().naive_utc()
    };
    let [first, last] =
        ["1970-01-01T00:00:00Z", "2100-12-31T23:00:00Z"].map(|text| text.parse::<DateTime<Utc>>().unwrap());
    let mut lines = String::new();
    let (mut at, mut before) = (first, offset(first - TimeDelta::hours(1)));
    while at <= last {
        let now = offset(at);
        if now != before {
            let from = Timestamp::from_milliseconds((at - TimeDelta::hours(12)).timestamp_millis());
            let [hours, day] =
                ["24 hours", "1 day"].map(|limit| calendar.due(limit.parse().unwrap(), from).until.milliseconds());
            writeln!(lines, "{} {hours} {day}", at.timestamp_millis()).unwrap();
        }
        (at, before) = (at + TimeDelta::hours(1), now);
    }
    lines
}

fn assert_as_written_down(what: &str, ours: &str) {
    let golden: BTreeMap<&str, &str> = include_str!("../golden/working-time.sha256")
        .lines()
        .filter_map(|line| line.split_once("  "))
        .map(|(digest, what)| (what, digest))
        .collect();
    if let Some(theirs) = asked(what) {
        assert_same(what, ours, &theirs);
    }
    let digest = Sha256::digest(ours).iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    assert_eq!(golden.get(what), Some(&digest.as_str()), "{what} is no longer what both implementations said");
}

#[test]
fn bank_holidays_are_those_that_other_people_list() {
    let ours = bank_holidays(&WorkingCalendar::default());
    assert_same("bank holidays", &ours, include_str!("../golden/bank-holidays.txt"));
    if let Some(theirs) = asked("bank-holidays") {
        assert_same("bank holidays", &ours, &theirs);
    }
}

#[test]
fn every_day_works_or_rests_and_begins_when_the_other_says() {
    assert_as_written_down("days", &each_day(&WorkingCalendar::default()));
}

#[test]
fn every_limit_ends_when_the_other_says() {
    assert_as_written_down("deadlines", &deadlines(&WorkingCalendar::default()));
}

#[test]
fn hours_and_days_across_every_clock_change_end_when_the_other_says() {
    assert_as_written_down("changes", &changes(&WorkingCalendar::default()));
}
