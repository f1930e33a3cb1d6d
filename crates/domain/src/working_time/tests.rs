//! The edges of every unit, told as dates; then laws that hold for any.

use proptest::prelude::*;

use super::*;

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn due(limit: &str, from: &str) -> String {
    let due = WorkingCalendar::default().due(limit.parse().unwrap(), at(from));
    due.until.rfc3339()
}

/// The last day in London of a limit.
fn last_day(limit: &str, from: &str) -> String {
    WorkingCalendar::default().due(limit.parse().unwrap(), at(from)).last_day.to_string()
}

#[test]
fn the_day_of_receipt_does_not_count_even_by_a_second() {
    assert_eq!(last_day("1 WD", "2026-11-25T00:00:00"), "2026-11-26");
    assert_eq!(last_day("1 WD", "2026-11-25T23:59:59"), "2026-11-26");
    assert_eq!(last_day("1 WD", "2026-11-26T00:00:00"), "2026-11-27");
    assert_eq!(last_day("3 days", "2026-11-25T23:59:59"), "2026-11-28");
    assert_eq!(last_day("0 days", "2026-11-25T23:59:59"), "2026-11-25", "none means by the end of the day itself");
    assert_eq!(last_day("0 WD", "2026-11-28T12:00:00"), "2026-11-28");
}

#[test]
fn what_arrives_over_a_weekend_is_due_as_if_it_had_come_on_the_friday() {
    for from in ["2026-11-27T09:00:00", "2026-11-28T09:00:00", "2026-11-29T23:59:00"] {
        assert_eq!(last_day("1 WD", from), "2026-11-30");
        assert_eq!(last_day("10 WD", from), "2026-12-11");
    }
}

#[test]
fn bank_holidays_are_passed_over() {
    assert_eq!(last_day("1 WD", "2026-04-02T15:00:00"), "2026-04-07", "from Maundy Thursday over Easter");
    assert_eq!(last_day("3 WD", "2026-12-24T15:00:00"), "2026-12-31", "Christmas Friday, Boxing Day on the Monday");
    assert_eq!(last_day("10 WD", "2026-12-24T15:00:00"), "2027-01-12");
    assert_eq!(last_day("5 WD", "2022-09-16T12:00:00"), "2022-09-26", "over the state funeral");
}

#[test]
fn a_day_ends_at_midnight_in_london_on_both_sides_of_a_clock_change() {
    assert_eq!(due("1 day", "2026-03-28T12:00:00"), "2026-03-29T22:59:59.999Z", "a day of 23 hours");
    assert_eq!(due("1 day", "2026-10-24T12:00:00"), "2026-10-25T23:59:59.999Z", "a day of 25 hours");
    assert_eq!(due("1 day", "2026-07-01T23:30:00Z"), "2026-07-03T22:59:59.999Z", "half past midnight in London");
    assert_eq!(due("5 WD", "2026-10-23T17:00:00"), "2026-10-30T23:59:59.999Z");
}

#[test]
fn hours_are_elapsed_through_nights_weekends_and_clock_changes() {
    assert_eq!(due("24 hours", "2026-11-28T23:59:00"), "2026-11-29T23:59:00.000Z");
    assert_eq!(due("24 hours", "2026-03-28T12:00:00"), "2026-03-29T12:00:00.000Z", "13:00 on a clock in London");
    assert_eq!(due("24 hours", "2026-10-24T12:00:00"), "2026-10-25T11:00:00.000Z", "11:00 on a clock in London");
    assert_eq!(due("2 hours", "2026-10-25T00:30:00Z"), "2026-10-25T02:30:00.000Z");
    assert_eq!(due("30 seconds", "2026-12-31T23:59:45Z"), "2027-01-01T00:00:15.000Z");
}

#[test]
fn months_and_years_keep_the_date_or_take_the_last_of_the_month() {
    assert_eq!(last_day("1 month", "2026-01-31T10:00:00"), "2026-02-28");
    assert_eq!(last_day("1 year", "2028-02-29T10:00:00"), "2029-02-28");
    assert_eq!(last_day("5 years", "2026-06-30T10:00:00"), "2031-06-30");
    assert_eq!(last_day("12 weeks", "2026-11-30T10:00:00"), "2027-02-22");
}

#[test]
fn a_promise_is_kept_until_its_last_millisecond() {
    let calendar = WorkingCalendar::default();
    let due = calendar.due("1 WD".parse().unwrap(), at("2026-11-27T09:00:00"));
    assert!(!due.is_missed_at(at("2026-11-30T23:59:59.999")));
    assert!(due.is_missed_at(at("2026-12-01T00:00:00")));
    assert_eq!(due.spoken(at("2026-11-27T09:00:00")), "Mon 30 Nov");
    let due = calendar.due("24 hours".parse().unwrap(), at("2026-11-27T09:00:00"));
    assert_eq!(due.spoken(at("2026-11-27T09:00:00")), "tomorrow 09:00");
}

#[test]
fn notice_is_given_by_the_end_of_an_earlier_day() {
    let notice =
        |limit: &str, of: &str| WorkingCalendar::default().notice(limit.parse().unwrap(), at(of)).until.rfc3339();
    assert_eq!(notice("1 day", "2026-11-27T10:00:00"), "2026-11-26T23:59:59.999Z");
    assert_eq!(notice("1 day", "2026-03-30T00:00:00"), "2026-03-29T22:59:59.999Z");
    assert_eq!(notice("2 WD", "2026-11-30T10:00:00"), "2026-11-26T23:59:59.999Z");
    assert_eq!(notice("24 hours", "2026-03-29T12:00:00"), "2026-03-28T11:00:00.000Z");
    assert_eq!(notice("2 months", "2026-04-30T12:00:00"), "2026-02-28T23:59:59.999Z");
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0..47_847_u64).prop_map(|after| NaiveDate::from_ymd_opt(1970, 1, 1).unwrap() + Days::new(after))
}

proptest! {
    #[test]
    fn counting_on_and_then_on_again_is_counting_on_by_both(day in any_day(), a in 0_u16..60, b in 0_u16..60) {
        let calendar = WorkingCalendar::default();
        let there = calendar.working_days_after(calendar.working_days_after(day, a), b);
        prop_assert_eq!(there, calendar.working_days_after(day, a + b));
        prop_assert_eq!(calendar.working_days_between(day, there), usize::from(a + b));
    }

    #[test]
    fn a_later_receipt_is_never_due_earlier(
        first in 0_i64..4_133_980_799_000, later in 0_i64..900_000_000, count in 1_u16..40, unit in 0_usize..4,
    ) {
        let unit = [Unit::Hour, Unit::Day, Unit::WorkingDay, Unit::Month][unit];
        let calendar = WorkingCalendar::default();
        let of = |ms| calendar.due(Limit::new(count, unit), Timestamp::from_milliseconds(ms));
        prop_assert!(of(first) <= of(first + later));
        prop_assert!(of(first).until > Timestamp::from_milliseconds(first));
    }
}
