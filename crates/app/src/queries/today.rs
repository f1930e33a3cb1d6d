//! The screen an operative opens in the van.

use std::collections::BTreeMap;

use domain::{
    scope::{Compartment, Scope},
    time::spoken_day,
};
use store::Parting;

use crate::{
    api::{DayLink, Failure, RingAbout, Today},
    queries::{alert_reports, lone_work, sending, van_stock},
    unlocked::Unlocked,
    views::{drive, row},
};

/// Jobs in each part of the list, at most: more than anybody does in a day, few enough for a screen.
const LONGEST: u32 = 60;

/// Days that can be stepped back to.
const BACK: u64 = 7;

/// Days ahead that can be stepped to, whether or not they have jobs.
const AHEAD: u64 = 7;

/// Days ahead that are looked through for jobs.
const FAR_AHEAD: u64 = 90;

pub(crate) fn run(unlocked: &Unlocked) -> Result<Today, Failure> {
    let today = unlocked.now().london_date();
    // What was due before today and is still open is today's work, and so is what has no appointment.
    let jobs = unlocked.store.jobs_to_do(today, LONGEST)?;
    let listed = u32::try_from(jobs.len()).unwrap_or(u32::MAX);
    let (jobs, drive) = drive::ordered(unlocked, jobs, today)?;
    Ok(Today {
        day: today.format("%A %-d %B").to_string(),
        date: today.to_string(),
        jobs: row::all(unlocked, &jobs)?,
        more: unlocked.store.jobs_to_do_held(today)?.saturating_sub(listed),
        drive,
        to_ring_about: unlocked
            .store
            .jobs_to_ring_about(row::ring_since(unlocked.now()))?
            .into_iter()
            .map(|row| RingAbout { job: row.document.to_string(), address: row.address_lines.join(", ") })
            .collect(),
        done: row::all(unlocked, &unlocked.store.jobs_finished_on(today)?)?,
        days: days(unlocked)?,
        given_away: given_away(unlocked)?,
        held: unlocked.store.jobs_held()?,
        homes: if unlocked.store.holds(Compartment::Tenancies)? {
            Some(unlocked.store.tenancies_held()?)
        } else {
            None
        },
        alerts_to_decide: if unlocked.store.holds_scope(&Scope::alert_reports())? {
            Some(alert_reports::to_decide(unlocked)?)
        } else {
            None
        },
        incidents: if unlocked.store.holds_scope(&Scope::incidents())? {
            Some(u32::try_from(unlocked.store.incidents()?.len()).unwrap_or(u32::MAX))
        } else {
            None
        },
        lone_work: lone_work::running(unlocked)?,
        van: van_stock::in_a_line(&unlocked.store.vans_held()?),
        sending: sending::run(unlocked)?,
    })
}

/// The week gone by, the week ahead, and whatever later day has a job.
pub(super) fn days(unlocked: &Unlocked) -> Result<Vec<DayLink>, Failure> {
    let today = unlocked.now().london_date();
    let day = |days: u64| today.checked_add_days(chrono::Days::new(days));
    let first = today.checked_sub_days(chrono::Days::new(BACK)).unwrap_or(today);
    let last = day(FAR_AHEAD).unwrap_or(today);
    let mut days: BTreeMap<_, u32> =
        first.iter_days().take_while(|at| Some(*at) <= day(AHEAD)).map(|at| (at, 0)).collect();
    days.extend(unlocked.store.jobs_by_day(first, last)?);
    let link = |(at, jobs): (chrono::NaiveDate, u32)| DayLink {
        date: at.to_string(),
        label: spoken_day(at, today, true),
        jobs,
        today: at == today,
    };
    Ok(days.into_iter().map(link).collect())
}

/// "The office gave job 10000012 to somebody else, or took it back (today 10:42)."
fn given_away(unlocked: &Unlocked) -> Result<Vec<String>, Failure> {
    let now = unlocked.now();
    let words = unlocked.store.given_away()?.into_iter().map(|gone| {
        let (reference, at) = (gone.reference, gone.at.spoken(now));
        match (gone.parting, gone.worked_on) {
            (Parting::Erased, true) => {
                format!("The landlord erased job {reference} ({at}). What you recorded on it was sent first.")
            }
            (Parting::Erased, false) => format!("The landlord erased job {reference} ({at})."),
            (Parting::GivenAway, worked_on) => {
                let kept = if worked_on { " What you recorded on it is kept and sent." } else { "" };
                let closed = if gone.closed { ", which was closed," } else { "" };
                format!("The office gave job {reference}{closed} to somebody else, or took it back ({at}).{kept}")
            }
        }
    });
    Ok(words.collect())
}
