//! Another day's list.

use chrono::NaiveDate;

use crate::{
    api::{Day, Failure},
    error::failure,
    unlocked::Unlocked,
    views::{drive, row},
};

pub(crate) fn run(unlocked: &Unlocked, date: &str) -> Result<Day, Failure> {
    let date: NaiveDate = date
        .parse()
        .map_err(|_| failure("day", "That is not a day", "Go back to Today and step to the day you want"))?;
    let mut jobs = unlocked.store.jobs_appointed_on(date)?;
    jobs.retain(|job| !job.status.is_closed());
    let (jobs, drive) = drive::ordered(unlocked, jobs, date)?;
    Ok(Day {
        day: date.format("%A %-d %B").to_string(),
        date: date.to_string(),
        jobs: row::all(unlocked, &jobs)?,
        drive,
        done: row::all(unlocked, &unlocked.store.jobs_finished_on(date)?)?,
        days: super::today::days(unlocked)?,
    })
}
