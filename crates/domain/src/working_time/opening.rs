//! When a landlord is there: opening hours, and the windows that appointments are offered in.

use chrono::{Datelike, NaiveDate, NaiveTime, Weekday};
use serde::{Deserialize, Serialize};

use super::WorkingCalendar;
use crate::{job::AppointmentWindow, time::Timestamp};

/// Days looked ahead for the next opening: longer than any run of closed days.
const AHEAD: usize = 31;

/// Open on some days of the week, from a time until a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The days.
    pub days: Vec<Weekday>,
    /// The first minute that is open.
    pub from: NaiveTime,
    /// The first minute that is closed again; later than `from`.
    pub until: NaiveTime,
}

/// When something is open in the course of a week.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningHours {
    /// In no order; two that overlap are one.
    pub openings: Vec<Opening>,
    /// True when bank holidays are days like any other; otherwise it is closed on them.
    pub on_bank_holidays: bool,
}

impl OpeningHours {
    /// True when it is open at a moment.
    #[must_use]
    pub fn is_open(&self, at: Timestamp, calendar: &WorkingCalendar) -> bool {
        let (day, time) = (at.london_date(), at.london_time());
        self.of(day, calendar).any(|opening| opening.from <= time && time < opening.until)
    }

    /// The moment itself when it is open, otherwise the next at which it opens; none when it does not open at all.
    #[must_use]
    pub fn open_from(&self, at: Timestamp, calendar: &WorkingCalendar) -> Option<Timestamp> {
        if self.is_open(at, calendar) {
            return Some(at);
        }
        at.london_date()
            .iter_days()
            .take(AHEAD)
            .flat_map(|day| self.of(day, calendar).map(move |opening| Timestamp::in_london(day.and_time(opening.from))))
            .filter(|opens| *opens > at)
            .min()
    }

    fn of<'a>(&'a self, day: NaiveDate, calendar: &WorkingCalendar) -> impl Iterator<Item = &'a Opening> + use<'a> {
        let closed = !self.on_bank_holidays && calendar.bank_holidays.includes(day);
        let weekday = day.weekday();
        self.openings.iter().filter(move |opening| !closed && opening.days.contains(&weekday))
    }
}

/// A window that a landlord offers appointments in: "AM 08:00 to 12:30".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentSlot {
    /// "AM", "School run".
    pub name: String,
    /// When, and on which days.
    pub opening: Opening,
    /// True when it is offered on bank holidays too.
    pub on_bank_holidays: bool,
}

impl AppointmentSlot {
    /// The window on a day; none when it is not offered then.
    #[must_use]
    pub fn on(&self, day: NaiveDate, calendar: &WorkingCalendar) -> Option<AppointmentWindow> {
        let offered = self.opening.days.contains(&day.weekday())
            && (self.on_bank_holidays || !calendar.bank_holidays.includes(day));
        offered.then(|| AppointmentWindow {
            date: day,
            name: self.name.clone(),
            earliest: self.opening.from,
            latest: self.opening.until,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A repairs line: Monday to Thursday 08:00 to 18:00, Friday to 17:00, Saturday 09:00 to 12:00.
    fn repairs_line() -> OpeningHours {
        let opening = |days: &[Weekday], from, until| Opening {
            days: days.to_vec(),
            from: NaiveTime::parse_from_str(from, "%H:%M").unwrap(),
            until: NaiveTime::parse_from_str(until, "%H:%M").unwrap(),
        };
        OpeningHours {
            openings: vec![
                opening(&[Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu], "08:00", "18:00"),
                opening(&[Weekday::Fri], "08:00", "17:00"),
                opening(&[Weekday::Sat], "09:00", "12:00"),
            ],
            on_bank_holidays: false,
        }
    }

    fn opens(at: &str) -> String {
        let at = Timestamp::parse(at).unwrap();
        repairs_line().open_from(at, &WorkingCalendar::default()).unwrap().rfc3339()
    }

    #[test]
    fn a_line_that_is_closed_says_when_it_opens() {
        assert_eq!(opens("2026-11-26T09:00:00"), "2026-11-26T09:00:00.000Z", "it is open");
        assert_eq!(opens("2026-11-27T16:59:59"), "2026-11-27T16:59:59.000Z");
        assert_eq!(opens("2026-11-27T17:00:00"), "2026-11-28T09:00:00.000Z", "closed on the stroke, Saturday next");
        assert_eq!(opens("2026-11-28T12:00:00"), "2026-11-30T08:00:00.000Z", "nothing on Sunday");
        assert_eq!(opens("2026-04-02T18:00:00"), "2026-04-04T08:00:00.000Z", "Good Friday is closed, in summer time");
    }

    #[test]
    fn the_clock_change_moves_the_hour_and_not_the_door() {
        assert_eq!(opens("2026-03-28T13:00:00"), "2026-03-30T07:00:00.000Z", "Monday 08:00 is an hour earlier in UTC");
        assert_eq!(opens("2026-10-24T13:00:00"), "2026-10-26T08:00:00.000Z");
    }

    #[test]
    fn what_never_opens_is_never_open() {
        let never = OpeningHours::default();
        assert_eq!(never.open_from(Timestamp::default(), &WorkingCalendar::default()), None);
    }

    #[test]
    fn a_slot_is_offered_on_its_days() {
        let line = repairs_line();
        let saturday =
            AppointmentSlot { name: "Saturday".into(), opening: line.openings[2].clone(), on_bank_holidays: false };
        let on = |day: &str| saturday.on(day.parse().unwrap(), &WorkingCalendar::default());
        assert_eq!(on("2026-11-28").unwrap().window(), "Saturday 09:00 to 12:00");
        assert_eq!(on("2026-11-27"), None);
    }
}
