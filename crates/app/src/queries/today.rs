//! The screen an operative opens in the van.

use crate::{
    api::{Failure, Today},
    queries::sending,
    unlocked::Unlocked,
    views::row,
};

pub(crate) fn run(unlocked: &Unlocked) -> Result<Today, Failure> {
    let now = unlocked.now();
    let today = now.london_date();
    let open = unlocked.store.open_jobs()?;
    // What was due before today and is still open is today's work, and so is what has no appointment.
    let (later, jobs): (Vec<_>, Vec<_>) =
        open.iter().partition(|job| job.appointment.as_ref().is_some_and(|window| window.date > today));
    Ok(Today {
        day: today.format("%A %-d %B").to_string(),
        jobs: jobs.into_iter().map(|job| row::shown(job, now)).collect(),
        later: later.into_iter().map(|job| row::shown(job, now)).collect(),
        done: unlocked.store.jobs_finished_on(today)?.iter().map(|job| row::shown(job, now)).collect(),
        held: unlocked.store.jobs_held()?,
        sending: sending::run(unlocked)?,
    })
}
