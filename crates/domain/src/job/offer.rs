//! Times that can be offered to a customer for another visit: the landlord's own slots, and never on a bank holiday.
//!
//! One place for whoever offers: at a door that nobody opened, with a follow-on, on an officer's visit. What was offered is
//! kept in words that the office can read out, and from which its list knows the day and the hours again.

use chrono::{Datelike, NaiveDate, NaiveTime, Weekday};

use super::AppointmentWindow;
use crate::{standards::Standards, working_time::WorkingCalendar};

/// Days on which another visit can be offered at a door.
const DAYS_OFFERED: usize = 3;

/// Days ahead that are looked through for them: a Christmas week has few.
const DAYS_AHEAD: usize = 14;

/// Days ahead in which the day of an offer is looked for.
const DAYS_KNOWN_AGAIN: usize = 62;

/// The windows of one day: of the landlord's own slots, or a morning and an afternoon of a working day where it has none.
#[must_use]
pub fn windows_on(day: NaiveDate, standards: &Standards, calendar: &WorkingCalendar) -> Vec<AppointmentWindow> {
    if standards.has_slots() {
        return standards.slots(day, calendar);
    }
    // Somebody who is at work and has no slots of their landlord's offers what people mean by a day.
    if !calendar.is_working_day(day) || matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
        return Vec::new();
    }
    let clock = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
    let window = |name: &str, earliest, latest| AppointmentWindow {
        date: day,
        name: name.to_owned(),
        earliest: clock(earliest),
        latest: clock(latest),
    };
    vec![window("morning", 9, 12), window("afternoon", 13, 17)]
}

/// What is offered at a door on `today`: the windows of the next three days that have any, and of the next Saturday where the
/// landlord works on one.
#[must_use]
pub fn offers(today: NaiveDate, standards: &Standards, calendar: &WorkingCalendar) -> Vec<AppointmentWindow> {
    let days: Vec<(NaiveDate, Vec<AppointmentWindow>)> = today
        .iter_days()
        .skip(1)
        .take(DAYS_AHEAD)
        .map(|day| (day, windows_on(day, standards, calendar)))
        .filter(|(_, windows)| !windows.is_empty())
        .collect();
    let saturday = days.iter().skip(DAYS_OFFERED).find(|(day, _)| day.weekday() == Weekday::Sat);
    let has_saturday = days.iter().take(DAYS_OFFERED).any(|(day, _)| day.weekday() == Weekday::Sat);
    let saturday = saturday.filter(|_| !has_saturday);
    days.iter().take(DAYS_OFFERED).chain(saturday).flat_map(|(_, windows)| windows.clone()).collect()
}

/// How an offer is kept: "Mon 30 Nov, 08:00 to 12:30 (AM)". The hours come first: a narrow screen may cut what follows.
#[must_use]
pub fn in_words(window: &AppointmentWindow) -> String {
    let hours = format!("{} to {}", window.earliest.format("%H:%M"), window.latest.format("%H:%M"));
    let name = if window.name.is_empty() { String::new() } else { format!(" ({})", window.name) };
    format!("{}, {hours}{name}", named(window.date))
}

/// The day of an offer that was made on `made`, one of [`offers`] or of a day like it within two months: 30 November of "Mon
/// 30 Nov, morning". None where the offer is in other words.
#[must_use]
pub fn offered_day(made: NaiveDate, offer: &str) -> Option<NaiveDate> {
    let (day, _) = offer.split_once(',')?;
    made.iter_days().take(DAYS_KNOWN_AGAIN).find(|at| named(*at) == day.trim())
}

/// The hours of an offer: 08:00 and 12:30 of "Mon 30 Nov, 08:00 to 12:30 (AM)". None where it names none.
#[must_use]
pub fn offered_hours(offer: &str) -> Option<(NaiveTime, NaiveTime)> {
    let (_, said) = offer.split_once(',')?;
    let (from, rest) = said.split_once(" to ")?;
    let clock = |text: &str| NaiveTime::parse_from_str(text.trim(), "%H:%M").ok();
    Some((clock(from)?, clock(rest.split(' ').next()?)?))
}

/// "Mon 30 Nov".
fn named(day: NaiveDate) -> String {
    day.format("%a %-d %b").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standards::Pack;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn england() -> Standards {
        Standards::new([Pack::read(include_str!("../../../../packs/england-2026.json")).unwrap()])
    }

    fn said(today: &str, standards: &Standards) -> Vec<String> {
        offers(day(today), standards, &WorkingCalendar::default()).iter().map(in_words).collect()
    }

    #[test]
    fn on_a_wednesday_the_landlords_slots_are_offered_with_the_evening_and_the_saturday() {
        let offered = said("2026-11-25", &england());
        assert_eq!(offered.first().map(String::as_str), Some("Thu 26 Nov, 08:00 to 12:30 (AM)"));
        for slot in ["School run", "Evening", "Sat 28 Nov, 08:00 to 12:30 (Saturday)"] {
            assert!(offered.iter().any(|words| words.contains(slot)), "{slot}: {offered:?}");
        }
        // On a Monday the Saturday lies beyond the three days, and is offered all the same.
        assert_eq!(said("2026-11-23", &england()).last().unwrap(), "Sat 28 Nov, 08:00 to 12:30 (Saturday)");
    }

    #[test]
    fn a_landlord_without_slots_offers_halves_of_working_days() {
        let offered = said("2026-11-27", &Standards::default());
        assert_eq!(offered.first().map(String::as_str), Some("Mon 30 Nov, 09:00 to 12:00 (morning)"));
        assert_eq!(offered.last().map(String::as_str), Some("Wed 2 Dec, 13:00 to 17:00 (afternoon)"));
    }

    #[test]
    fn nothing_is_offered_on_a_bank_holiday_with_slots_or_without() {
        for standards in [england(), Standards::default()] {
            let offered = said("2026-12-24", &standards);
            for holiday in ["Fri 25 Dec", "Mon 28 Dec"] {
                assert!(offered.iter().all(|words| !words.starts_with(holiday)), "{holiday}: {offered:?}");
            }
            assert!(offered.iter().any(|words| words.starts_with("Tue 29 Dec")), "{offered:?}");
        }
    }

    #[test]
    fn the_day_and_the_hours_of_an_offer_are_known_again_over_the_turn_of_the_year_and_other_words_are_none() {
        let friday = day("2026-11-27");
        for window in offers(friday, &england(), &WorkingCalendar::default()) {
            let offer = in_words(&window);
            assert_eq!(offered_day(friday, &offer), Some(window.date), "{offer}");
            assert_eq!(offered_hours(&offer), Some((window.earliest, window.latest)), "{offer}");
        }
        assert_eq!(offered_day(friday, "Mon 30 Nov, morning"), Some(day("2026-11-30")));
        assert_eq!(offered_day(friday, "Mon 4 Jan, afternoon"), Some(day("2027-01-04")));
        for words in ["", "next week", "Mon 31 Nov, morning", "Monday, morning"] {
            assert_eq!(offered_day(friday, words), None, "{words}");
        }
        for words in ["", "Mon 30 Nov, morning", "Mon 30 Nov, from nine to ten"] {
            assert_eq!(offered_hours(words), None, "{words}");
        }
    }
}
