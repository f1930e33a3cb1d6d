//! Time, materials and work beyond the order, in words.

use domain::{
    job::{AtWork, Decision, Job, Labour, Material, MaterialSource, Variation},
    setting::{LandlordSettings, SettingName},
};

use super::people::People;
use crate::{
    api::{self, ExtraWork, Failure, SuggestedTime, TimeAsked, Tone, WorkDone, WorkEntry},
    unlocked::Unlocked,
};

pub(crate) fn shown(
    unlocked: &Unlocked,
    job: &Job,
    people: &People,
    settings: &LandlordSettings,
) -> Result<WorkDone, Failure> {
    let asks = TimeAsked {
        shares: settings.is_on(SettingName::Shares),
        travel: settings.is_on(SettingName::Travel),
        overtime: settings.is_on(SettingName::Overtime),
    };
    let certificate = unlocked.store.enrolment()?.map(|enrolment| enrolment.certificate);
    let at_work = certificate.as_ref().and_then(|certificate| job.at_work(certificate.device, unlocked.now()));
    let own = certificate.map(|certificate| certificate.person_name).unwrap_or_default();
    let recorded = job.labour.iter().filter(|held| held.labour.person == own).map(|held| held.labour.minutes).sum();
    let mut names: Vec<String> = people.entries().into_iter().map(|entry| entry.person_name).collect();
    names.sort_unstable();
    names.dedup();
    // The hub writes as a device, too, in the landlord's name.
    let landlord = unlocked.landlord()?;
    names.retain(|name| asks.shares && *name != own && *name != landlord && !name.is_empty());
    names.insert(0, own);
    let materials = |ordered: bool| {
        let held = job.materials.iter().filter(|held| (held.material.source == MaterialSource::ToOrder) == ordered);
        held.map(|held| material(held, people)).collect()
    };
    Ok(WorkDone {
        labour: job.labour.iter().map(|held| time(held, people)).collect(),
        materials: materials(false),
        to_order: materials(true),
        extra_work: job.variations.iter().map(|held| extra_work(held, people)).collect(),
        shares: shared_out(job.shares()),
        asks,
        people: names,
        suggested: at_work.and_then(|at_work| suggested(at_work, recorded)),
        authority: format!("£{}", settings.authority_pence() / 100),
    })
}

/// What somebody's own steps say of their time, less what they have recorded already.
fn suggested(at_work: AtWork, recorded: u32) -> Option<SuggestedTime> {
    let minutes = at_work.minutes.checked_sub(recorded).filter(|minutes| *minutes > 0)?;
    let mut words = format!("You started at {}", at_work.began.london_clock());
    match at_work.ended {
        Some(ended) => words.push_str(&format!(" and stopped at {}", ended.london_clock())),
        None => words.push_str(" and are still at work"),
    }
    if at_work.paused > 0 {
        words.push_str(&format!(", with {} of pauses", duration(at_work.paused)));
    }
    if recorded > 0 {
        words.push_str(&format!(". {} of it are recorded", duration(recorded)));
    }
    Some(SuggestedTime { minutes, words })
}

fn shared_out(percent: u64) -> String {
    match percent {
        0 => String::new(),
        100 => "The whole job is shared out".to_owned(),
        1..100 => format!("{percent}% of the job is shared out, {}% is left", 100 - percent),
        // Two people each said so without hearing of the other.
        _ => format!("The shares come to {percent}%. Take off somebody’s time and enter it again"),
    }
}

fn time(held: &Labour, people: &People) -> WorkEntry {
    let labour = &held.labour;
    let mut words = format!("{}, {}", labour.person, duration(labour.minutes));
    if labour.travel_minutes > 0 {
        words = format!("{words}, {} on the way", duration(labour.travel_minutes));
    }
    if let Some(share) = labour.share {
        words = format!("{words}, {share}% of the job");
    }
    if labour.overtime {
        words.push_str(", overtime");
    }
    let withdrawn = labour.minutes == 0;
    WorkEntry { id: held.id.to_string(), words, by: people.by(&held.written), withdrawn }
}

fn material(held: &Material, people: &People) -> WorkEntry {
    let material = &held.material;
    let from = match material.source {
        MaterialSource::Van => ", from the van",
        MaterialSource::Merchant => ", from a merchant",
        MaterialSource::ToOrder => "",
    };
    let unit = if material.unit.is_empty() { String::new() } else { format!(" {}", material.unit) };
    let withdrawn = material.quantity <= 0.0;
    let much = if withdrawn { String::new() } else { format!("{}{unit} ", material.quantity) };
    let words = format!("{much}{}{from}", material.name);
    WorkEntry { id: held.id.to_string(), words, by: people.by(&held.written), withdrawn }
}

fn extra_work(held: &Variation, people: &People) -> ExtraWork {
    let (state, tone) = match &held.decision {
        Some(Decision::Approved) => ("Approved".to_owned(), Tone::Good),
        Some(Decision::Declined(why)) => (format!("Declined: {why}"), Tone::Bad),
        None if !held.is_open() => ("Within what you may agree".to_owned(), Tone::Quiet),
        None if held.variation.safe_to_wait => {
            ("The office has to decide. Carry on with the rest of the job.".to_owned(), Tone::Warning)
        }
        None => ("The office has to decide. Make it safe, and ring control before you leave.".to_owned(), Tone::Bad),
    };
    let pence = held.variation.pence;
    ExtraWork {
        id: held.id.to_string(),
        what: held.variation.what.clone(),
        cost: format!("£{}.{:02}", pence / 100, pence % 100),
        state,
        tone,
        by: people.by(&held.written),
    }
}

/// "45 minutes", "1 hour 30 minutes".
fn duration(minutes: u32) -> String {
    let of = |number: u32, one: &str| match number {
        0 => None,
        1 => Some(format!("1 {one}")),
        several => Some(format!("{several} {one}s")),
    };
    let parts: Vec<String> = [of(minutes / 60, "hour"), of(minutes % 60, "minute")].into_iter().flatten().collect();
    if parts.is_empty() { "no time".to_owned() } else { parts.join(" ") }
}

/// The source that a screen names.
pub(crate) const fn source(asked: api::MaterialSource) -> MaterialSource {
    match asked {
        api::MaterialSource::Van => MaterialSource::Van,
        api::MaterialSource::Merchant => MaterialSource::Merchant,
        api::MaterialSource::ToOrder => MaterialSource::ToOrder,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_said_as_people_say_it() {
        for (minutes, words) in [(0, "no time"), (1, "1 minute"), (60, "1 hour"), (95, "1 hour 35 minutes")] {
            assert_eq!(duration(minutes), words);
        }
    }
}
