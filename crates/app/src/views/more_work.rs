//! Follow-ons and hazards, in words.

use domain::job::{BookingTerms, Job};

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
    let told = [both.join(", "), terms.trades.clone(), terms.materials.clone(), preferred];
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
    let mut noticed: Vec<_> = job.hazards.iter().collect();
    noticed.sort_by_key(|hazard| (hazard.written.at, hazard.id));
    let shown = noticed.into_iter().map(|held| HazardNoticed {
        id: held.id.to_string(),
        seen: held.hazard.seen.clone(),
        who: held.hazard.who.clone(),
        by: people.by(&held.written),
        ring_now: held.hazard.danger_now.then(|| number.clone()),
    });
    Ok(shown.collect())
}
