//! One's own day, from what this phone recorded: there is nothing to hand in.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::{
    id::DocumentId,
    place::Coordinates,
    route::road_miles,
    scope::Compartment,
    time::Timestamp,
    visit_count::{VisitCount, counts_on},
};
use store::OwnEvent;

use crate::{
    api::{DayEnd, DayVisit, Failure, VisitsCounted},
    queries::{outbox, sending},
    unlocked::Unlocked,
    views::{event, status},
};

pub(crate) fn run(unlocked: &Unlocked) -> Result<DayEnd, Failure> {
    let today = unlocked.now().london_date();
    let (from, until) = (Timestamp::start_of(today), Timestamp::start_of(today.succ_opt().unwrap_or(today)));
    let events = unlocked.store.own_events(from, until)?;
    let sending = sending::run(unlocked)?;
    let outbox = outbox::run(unlocked)?;
    let done = unlocked.store.jobs_finished_on(today)?;
    let own: Vec<_> = done.iter().filter(|job| events.iter().any(|event| closes(event, job.document))).collect();
    let completed: Vec<_> = own.iter().filter(|job| job.status == domain::job::JobStatus::Completed).collect();
    let at_once = completed.iter().filter(|job| job.first_time_fix).count();
    let span = events.first().zip(events.last()).map(|(first, last)| (first.at, last.at));
    Ok(DayEnd {
        day: today.format("%A %-d %B").to_string(),
        hours: span.map(|(first, last)| hours(first, last)).unwrap_or_default(),
        from_until: span.map(|(first, last)| from_until(first, last)).unwrap_or_default(),
        miles: miles(unlocked, &events)?,
        jobs_done: count(completed.len()),
        jobs_other: count(own.len().saturating_sub(completed.len())),
        first_time_fix: if completed.is_empty() { String::new() } else { format!("{at_once} of {}", completed.len()) },
        still_open: unlocked.store.jobs_to_do_held(today)?,
        unsent: if outbox.is_empty() { String::new() } else { sending.words.clone() },
        unsent_why: match (&sending.trouble, outbox.iter().find(|item| !item.reason.is_empty())) {
            _ if outbox.is_empty() => String::new(),
            (Some(trouble), _) => format!("{} {}", trouble.message, trouble.remedy),
            (None, Some(item)) => item.reason.clone(),
            (None, None) if sending.photos_wait_for_wifi => "Photos wait for Wi-Fi, as you chose.".to_owned(),
            (None, None) => "It goes by itself with the next signal.".to_owned(),
        },
        visits: visits(unlocked, &events)?,
        counted: counted(unlocked, today, &events)?,
    })
}

/// An officer's visits of today: those of the patch that were arranged for it, and those that this phone was at without.
/// A day has few, and nobody scrolls through this page: their records are read.
fn counted(unlocked: &Unlocked, today: NaiveDate, events: &[OwnEvent]) -> Result<Option<VisitsCounted>, Failure> {
    if !unlocked.store.holds(Compartment::Tenancies)? {
        return Ok(None);
    }
    let (standards, calendar) = (unlocked.store.standards()?.standards, unlocked.store.working_calendar()?);
    let appointed = unlocked.store.jobs_appointed_on(today)?.into_iter().map(|row| row.document);
    let records: BTreeSet<DocumentId> = appointed.chain(events.iter().map(|event| event.job)).collect();
    let mut count = VisitCount::default();
    for id in records {
        let visit = documents::job::read(&unlocked.store.load(id)?)?;
        if visit.visit.is_some() && counts_on(&visit) == Some(today) {
            count.count(&visit, &standards, &calendar);
        }
    }
    let VisitCount { arranged, made, kept, not_in, cancelled, cancelled_late } = count;
    let counted = VisitsCounted { arranged, made, kept, not_in, cancelled, cancelled_late };
    Ok((!count.is_empty()).then_some(counted))
}

fn closes(event: &OwnEvent, job: DocumentId) -> bool {
    event.job == job && event.kind.is_outcome()
}

/// Road miles between the places where something was recorded, in order: where the phone was, where that was kept, and
/// otherwise where the home is.
fn miles(unlocked: &Unlocked, events: &[OwnEvent]) -> Result<String, Failure> {
    let mut places: Vec<Coordinates> = Vec::new();
    for event in events.iter().filter(|event| event.kind.is_at_the_door()) {
        let home = unlocked.store.job_row(event.job)?.and_then(|job| job.position);
        places.extend(home.or(event.fix.map(|fix| fix.at)));
    }
    let miles: f64 =
        places.windows(2).filter_map(|pair| pair.first().zip(pair.last())).map(|(a, b)| road_miles(*a, *b)).sum();
    places.dedup();
    Ok(if places.len() < 2 { String::new() } else { format!("About {}", crate::views::drive::spoken_miles(miles)) })
}

fn visits(unlocked: &Unlocked, events: &[OwnEvent]) -> Result<Vec<DayVisit>, Failure> {
    let mut visited: Vec<DocumentId> = Vec::new();
    for event in events.iter().filter(|event| event.kind.is_at_the_door()) {
        if !visited.contains(&event.job) {
            visited.push(event.job);
        }
    }
    let mut visits = Vec::with_capacity(visited.len());
    for id in visited {
        let Some(job) = unlocked.store.job_row(id)? else { continue };
        let mut own = events.iter().filter(|event| event.job == id);
        let (first, last) = (own.clone().next(), own.next_back());
        visits.push(DayVisit {
            job: id.to_string(),
            address: job.address_lines.join(", "),
            reference: job.reference.clone(),
            from_until: first.map(|first| from_until(first.at, last.unwrap_or(first).at)).unwrap_or_default(),
            outcome: match last {
                Some(last) if last.kind.is_outcome() => event::words(last.kind).to_owned(),
                _ => status::words(job.status).to_owned(),
            },
        });
    }
    Ok(visits)
}

/// "7 hours 25 minutes".
fn hours(first: Timestamp, last: Timestamp) -> String {
    let minutes = (last.milliseconds() - first.milliseconds()).max(0) / 60_000;
    let unit = |number: i64, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    match (minutes / 60, minutes % 60) {
        (0, minutes) => unit(minutes, "minute"),
        (hours, 0) => unit(hours, "hour"),
        (hours, minutes) => format!("{} {}", unit(hours, "hour"), unit(minutes, "minute")),
    }
}

fn from_until(first: Timestamp, last: Timestamp) -> String {
    let (first, last) = (first.london_clock(), last.london_clock());
    if first == last { first } else { format!("{first} to {last}") }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
