//! Time, materials and work beyond the order are recorded, or taken off again.

use domain::{
    id::{DocumentId, ItemId},
    job::{JobEdit, MOST_MINUTES, NewLabour, NewMaterial, NewVariation},
};

use super::{quantity, take_from_van};
use crate::{
    api::{Failure, JobPage, MaterialSource},
    error::failure,
    unlocked::Unlocked,
    views::work,
};

/// More is a mistyped number.
const MOST_POUNDS: f64 = 100_000.0;

pub(crate) fn material(
    unlocked: &Unlocked,
    job: &str,
    name: &str,
    entered: f64,
    unit: &str,
    source: MaterialSource,
) -> Result<JobPage, Failure> {
    let material = NewMaterial {
        name: named(name, "The material has no name", "Write what it is")?,
        unit: unit.trim().to_owned(),
        quantity: quantity(entered)?,
        source: work::source(source),
        on_van: None,
    };
    unlocked.edit(job, &JobEdit::AddMaterial(material))
}

pub(crate) fn labour(unlocked: &Unlocked, job: &str, labour: NewLabour) -> Result<JobPage, Failure> {
    if labour.minutes == 0 || labour.minutes.saturating_add(labour.travel_minutes) > MOST_MINUTES {
        return Err(failure(
            "minutes",
            "The time must be more than nothing and at most a day",
            "Enter hours and minutes again",
        ));
    }
    let person = named(&labour.person, "Nobody is named", "Choose whose time it is")?;
    if let Some(share) = labour.share {
        let (_, held) = unlocked.job(job.parse()?)?;
        let left = 100_u64.saturating_sub(held.shares());
        if u64::from(share) > left {
            return Err(failure(
                "share",
                format!("The shares of the job would come to more than 100%: {left}% is left, not {share}%"),
                "Enter a smaller share, or take off somebody’s time and enter it again",
            ));
        }
    }
    unlocked.edit(job, &JobEdit::AddLabour(NewLabour { person, ..labour }))
}

pub(crate) fn extra_work(
    unlocked: &Unlocked,
    job: &str,
    what: &str,
    pounds: f64,
    safe_to_wait: bool,
) -> Result<JobPage, Failure> {
    let what = named(what, "The extra work is not described", "Write what it is and why")?;
    let pence = pence(pounds).ok_or_else(|| {
        failure("cost", "The cost must be more than £0 and at most £100,000", "Enter a sum such as 85 or 85.50")
    })?;
    let authority_pence = unlocked.store.landlord_settings()?.authority_pence();
    unlocked.edit(job, &JobEdit::AddVariation(NewVariation { what, pence, safe_to_wait, authority_pence }))
}

/// What came off a van's list goes back onto it, while the van is still this user's.
pub(crate) fn withdraw(unlocked: &Unlocked, job: &str, entry: &str) -> Result<JobPage, Failure> {
    let (id, entry): (DocumentId, ItemId) = (job.parse()?, entry.parse()?);
    let (_, held) = unlocked.job(id)?;
    let material = held.materials.into_iter().find(|held| held.id == entry).map(|held| held.material);
    let van = material.and_then(|material| material.on_van).map(|on_van| on_van.van);
    match van {
        Some(van) if take_from_van::holds(unlocked, van)? => take_from_van::put_back(unlocked, id, van, entry),
        _ => unlocked.edit(job, &JobEdit::WithdrawWork(entry)),
    }
}

fn named(text: &str, message: &str, remedy: &str) -> Result<String, Failure> {
    let text = text.trim();
    if text.is_empty() { Err(failure("work_unnamed", message, remedy)) } else { Ok(text.to_owned()) }
}

/// Pounds in whole pence; none when they are out of range.
fn pence(pounds: f64) -> Option<u32> {
    if !pounds.is_finite() || pounds <= 0.0 || pounds > MOST_POUNDS {
        return None;
    }
    // Read as it was typed: hundredths of a number in binary are not whole.
    let typed = format!("{pounds:.2}").replace('.', "");
    typed.parse().ok().filter(|pence| *pence > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pounds_become_whole_pence_or_nothing() {
        for (pounds, whole) in [(85.0, 8_500), (0.1 + 0.2, 30), (19.99, 1_999), (99_999.99, 9_999_999)] {
            assert_eq!(pence(pounds), Some(whole), "{pounds}");
        }
        for pounds in [0.0, -3.0, 0.001, 100_000.5, f64::NAN] {
            assert_eq!(pence(pounds), None, "{pounds}");
        }
    }
}
