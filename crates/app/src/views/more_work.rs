//! Follow-ons and hazards, in words.

use domain::{
    household::Standing,
    job::{self, BookedFor, BookingTerms, EventKind, HazardStepKind, Job},
    scope::Compartment,
    standards::Clock,
    time::{Timestamp, spoken_day},
};

use super::{people::People, promised::said_of};
use crate::{
    api::{Booked, Failure, FollowOn, HazardDue, HazardNoticed, StepShown},
    unlocked::Unlocked,
};

/// Jobs that were booked from this one.
pub(crate) fn follow_ons(unlocked: &Unlocked, job: &Job, people: &People) -> Result<Vec<FollowOn>, Failure> {
    job.follow_ons
        .iter()
        .map(|booked| {
            Ok(FollowOn {
                job: booked.job.to_string(),
                reference: booked.reference.clone(),
                description: booked.description.clone(),
                by: people.by(&booked.written),
                held: unlocked.store.job_row(booked.job)?.is_some(),
            })
        })
        .collect()
}

/// How this one was booked.
pub(crate) fn booked(unlocked: &Unlocked, terms: &BookingTerms) -> Result<Booked, Failure> {
    let follows = match terms.follows {
        Some(job) if unlocked.store.job_row(job)?.is_some() => Some(job.to_string()),
        _ => None,
    };
    let people = match terms.operatives {
        0 => String::new(),
        1 => "1 person".to_owned(),
        several => format!("{several} people"),
    };
    let time = terms.minutes.map(duration).unwrap_or_default();
    let both: Vec<&str> = [time.as_str(), people.as_str()].into_iter().filter(|words| !words.is_empty()).collect();
    let preferred = if terms.preferred.is_empty() {
        String::new()
    } else {
        format!("Suits the customer: {}", terms.preferred.join(", "))
    };
    let purpose = match terms.purpose {
        BookedFor::FollowOn => "",
        BookedFor::Return => "Comes back to what was made safe",
        BookedFor::Survey => "For a surveyor to look at",
    };
    let photos = match terms.photos.len() {
        0 => String::new(),
        1 => "1 photo on the job that it follows".to_owned(),
        several => format!("{several} photos on the job that it follows"),
    };
    let told = [purpose.to_owned(), photos, both.join(", "), terms.trades.clone(), terms.materials.clone(), preferred];
    Ok(Booked { follows, terms: told.into_iter().filter(|words| !words.is_empty()).collect() })
}

/// "About 45 minutes", "About 4 hours".
fn duration(minutes: u32) -> String {
    match minutes {
        60 => "About an hour".to_owned(),
        whole if whole.is_multiple_of(60) => format!("About {} hours", whole / 60),
        minutes => format!("About {minutes} minutes"),
    }
}

/// Hazards, oldest first, each with the law's dates and what was done. Whoever could be badly hurt within a day is rung about
/// until it is safe, or was found to be otherwise.
pub(crate) fn hazards(unlocked: &Unlocked, job: &Job, people: &People) -> Result<Vec<HazardNoticed>, Failure> {
    if job.hazards.is_empty() {
        return Ok(Vec::new());
    }
    let now = unlocked.now();
    let number = unlocked.store.landlord()?.map(|landlord| landlord.control_number).unwrap_or_default();
    // An officer writes no steps of a repair: the hub would set theirs aside.
    let can_say_rung = job.visit.is_some() || !unlocked.store.holds(Compartment::Tenancies)?;
    let (waiting, standing) = (job.to_be_rung_about(), job.standing());
    let (standards, calendar) = (unlocked.store.standards()?.standards, unlocked.store.working_calendar()?);
    let mut noticed: Vec<_> = job.hazards.iter().collect();
    noticed.sort_by_key(|hazard| (hazard.written.at, hazard.id));
    let shown = noticed.into_iter().map(|held| {
        let course = held.course();
        let rung = standing.iter().find(|event| event.kind == EventKind::Rung(held.id));
        let waits = waiting.iter().any(|waiting| waiting.id == held.id);
        HazardNoticed {
            id: held.id.to_string(),
            seen: held.hazard.seen.clone(),
            who: held.hazard.who.clone(),
            by: people.by(&held.written),
            ring_now: waits.then(|| number.clone()),
            rung: rung.map(|event| format!("Rang control: {}", people.by(&event.written))).unwrap_or_default(),
            can_say_rung: can_say_rung && waits,
            due: course.clocks(&standards, &calendar).iter().map(|clock| due(clock, now)).collect(),
            steps: held.standing().into_iter().map(|step| step_shown(step, now)).collect(),
            over: course.is_over(),
        }
    });
    Ok(shown.collect())
}

fn due(clock: &Clock<'_>, now: Timestamp) -> HazardDue {
    let due = clock.promise.due;
    let standing = match (clock.stopped, clock.is_missed(now)) {
        (Some(_), false) => Standing::Kept,
        (Some(_), true) => Standing::Late,
        (None, true) => Standing::Overdue,
        (None, false) => Standing::Due,
    };
    let (words, tone) = said_of(standing);
    let about = if clock.projected && standing.is_open() { "At the latest by" } else { "By" };
    HazardDue {
        what: clock.promise.rule.words.clone(),
        by: format!("{about} {}", due.spoken(now)),
        standing: words.to_owned(),
        tone,
        open: standing.is_open(),
    }
}

/// A step as somebody at the door reads it: the day, and the time of day where it was said.
fn step_shown(held: &job::HazardStep, now: Timestamp) -> StepShown {
    let step = &held.step;
    let words = match &step.kind {
        HazardStepKind::Investigated(found) => {
            let by = found.works_by.map(|day| spoken_day(day, now.london_date(), false)).unwrap_or_default();
            let parts = [
                ("", &found.which),
                ("", &found.findings),
                ("To make it safe: ", &found.safety_work),
                ("Further work: ", &found.further_work),
                ("All of it by ", &by),
            ];
            let said = parts.into_iter().filter(|(_, text)| !text.is_empty());
            said.map(|(label, text)| format!("{label}{text}")).collect::<Vec<_>>().join("\n")
        }
        HazardStepKind::SummaryApproved(_) => String::new(),
        HazardStepKind::SummaryWritten(words)
        | HazardStepKind::SummaryGiven(_, words)
        | HazardStepKind::MadeSafe(words)
        | HazardStepKind::FurtherWorkBegun(words)
        | HazardStepKind::FurtherWorkStarted(words)
        | HazardStepKind::TakenBack(_, words) => words.clone(),
    };
    StepShown { what: step.kind.words(), by: format!("{}, {}", step.by, step.at.spoken(now)), words }
}
