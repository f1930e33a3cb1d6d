//! Working time: when a promise falls due.
//!
//! A promise says "10 working days", "3 days", "24 hours". The rules at the edges, the same for every landlord:
//!
//! - **Day 0 does not count.** The day on which something happens, in London, is day 0; the day after is the first that
//!   can count. Received at 23:59 is received that day; received at 00:00 is received the next.
//! - **Days** are calendar days. The promise is kept until the last millisecond of the last day.
//! - **Working days** are Monday to Friday without the bank holidays of England and Wales. Only they are counted, so what
//!   arrives on a Friday, a Saturday or a Sunday with one working day to go is due on Monday. Whether day 0 is itself a
//!   working day makes no difference.
//! - **Hours, minutes and seconds** are elapsed time, exact to the millisecond, through nights, weekends and both clock
//!   changes: 24 hours from noon before the clocks go forward end at one o'clock.
//! - **Weeks** are seven days. **Months and years** end on the same date of the month, or on the last day of a month
//!   that has no such date: a year from 29 February ends on 28 February.
//! - **Notice** of some days before a day must be given by the end of the day that lies so many days before it.
//!
//! Everything here is judged in London time, wherever the handheld believes it is.

mod bank_holidays;
mod limit;
mod opening;

pub use bank_holidays::{BankHolidays, PublishedYear};
pub use limit::{Due, Limit, LimitError, Unit};
pub use opening::{AppointmentSlot, Opening, OpeningHours};

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use crate::time::Timestamp;

/// Days that count, and what falls due on them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkingCalendar {
    /// The bank holidays that it goes by.
    pub bank_holidays: BankHolidays,
}

impl WorkingCalendar {
    /// A calendar that goes by these bank holidays.
    #[must_use]
    pub const fn new(bank_holidays: BankHolidays) -> Self {
        Self { bank_holidays }
    }

    /// True for Monday to Friday, but for a bank holiday.
    #[must_use]
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !self.bank_holidays.includes(day)
    }

    /// The last of so many working days after `day`, which is itself day 0; `day` for none.
    #[must_use]
    pub fn working_days_after(&self, day: NaiveDate, count: u16) -> NaiveDate {
        let mut working = day.iter_days().skip(1).filter(|day| self.is_working_day(*day));
        count.checked_sub(1).map_or(day, |before| working.nth(before.into()).unwrap_or(NaiveDate::MAX))
    }

    /// Working days after `from`, up to and with `to`; none when `to` is not later.
    #[must_use]
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> usize {
        from.iter_days().skip(1).take_while(|day| *day <= to).filter(|day| self.is_working_day(*day)).count()
    }

    /// When something falls due that happened at `from`.
    #[must_use]
    pub fn due(&self, limit: Limit, from: Timestamp) -> Due {
        match limit.unit.milliseconds() {
            Some(each) => Due::exactly(from.plus_milliseconds(each.saturating_mul(limit.count.into()))),
            None => Due::at_the_end_of(self.last_day(limit, from.london_date())),
        }
    }

    /// The last moment to give so much notice of something that happens at `of`.
    #[must_use]
    pub fn notice(&self, limit: Limit, of: Timestamp) -> Due {
        if let Some(each) = limit.unit.milliseconds() {
            return Due::exactly(of.plus_milliseconds(each.saturating_mul(limit.count.into()).saturating_neg()));
        }
        let (day, count) = (of.london_date(), u32::from(limit.count));
        let back = |days: u32| day.checked_sub_days(Days::new(days.into())).unwrap_or(NaiveDate::MIN);
        Due::at_the_end_of(match limit.unit {
            Unit::WorkingDay => {
                let days = std::iter::successors(day.pred_opt(), NaiveDate::pred_opt);
                let mut working = days.filter(|day| self.is_working_day(*day));
                limit.count.checked_sub(1).map_or(day, |n| working.nth(n.into()).unwrap_or(NaiveDate::MIN))
            }
            Unit::Week => back(count.saturating_mul(7)),
            Unit::Month => day.checked_sub_months(Months::new(count)).unwrap_or(NaiveDate::MIN),
            Unit::Year => day.checked_sub_months(Months::new(count.saturating_mul(12))).unwrap_or(NaiveDate::MIN),
            Unit::Day | Unit::Hour | Unit::Minute | Unit::Second => back(count),
        })
    }

    /// The last day of a limit whose day 0 is `day`. Hours and less end on the day itself, for they count from a moment.
    #[must_use]
    pub fn last_day(&self, limit: Limit, day: NaiveDate) -> NaiveDate {
        let count = u32::from(limit.count);
        let on = |days: u32| day.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX);
        let months = |months: u32| day.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX);
        match limit.unit {
            Unit::Second | Unit::Minute | Unit::Hour => day,
            Unit::Day => on(count),
            Unit::WorkingDay => self.working_days_after(day, limit.count),
            Unit::Week => on(count.saturating_mul(7)),
            Unit::Month => months(count),
            Unit::Year => months(count.saturating_mul(12)),
        }
    }
}

#[cfg(test)]
mod tests;
