//! Follow-ons and hazards, in words.

use domain::{
    job::{BookedFor, BookingTerms, EventKind, Job},
    scope::Compartment,
};

use super::people::People;
use crate::{
    api::{Booked, Failure, FollowOn, HazardNoticed},
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

/// Hazards, oldest first. Whoever could be badly hurt within a day is rung about until somebody has.
pub(crate) fn hazards(unlocked: &Unlocked, job: &Job, people: &People) -> Result<Vec<HazardNoticed>, Failure> {
    let number = unlocked.store.landlord()?.map(|landlord| landlord.control_number).unwrap_or_default();
    // An officer writes no steps of a repair: the hub would set theirs aside.
    let can_say_rung = job.visit.is_some() || !unlocked.store.holds(Compartment::Tenancies)?;
    let (waiting, standing) = (job.to_be_rung_about(), job.standing());
    let mut noticed: Vec<_> = job.hazards.iter().collect();
    noticed.sort_by_key(|hazard| (hazard.written.at, hazard.id));
    let shown = noticed.into_iter().map(|held| {
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
        }
    });
    Ok(shown.collect())
}
