//! How it stands with working alone.

use crate::{
    api::{Failure, LoneWorkPage, LoneWorkShown, Tone},
    unlocked::Unlocked,
};

pub(crate) fn run(unlocked: &Unlocked) -> Result<LoneWorkPage, Failure> {
    Ok(LoneWorkPage {
        running: running(unlocked)?,
        control_number: unlocked.store.landlord()?.map(|landlord| landlord.control_number).unwrap_or_default(),
    })
}

/// The timer that runs.
pub(crate) fn running(unlocked: &Unlocked) -> Result<Option<LoneWorkShown>, Failure> {
    let now = unlocked.now();
    let Some(work) = unlocked.store.lone_work()? else { return Ok(None) };
    let (watched, left_ms) = (work.is_watched(), work.left_ms(now));
    let overdue = left_ms <= 0;
    let (words, tone) = match (watched, overdue, work.taken_by.as_str()) {
        (false, false, _) => ("Nobody is watching yet. It needs a signal".to_owned(), Tone::Warning),
        (false, true, _) => ("Your time is over, and nobody is watching: it needs a signal".to_owned(), Tone::Bad),
        (true, false, _) => {
            ("Your landlord counts the time, and is told if you do not check in".to_owned(), Tone::Good)
        }
        (true, true, "") => {
            ("You are overdue. Your landlord has been told. Check in if you are well".to_owned(), Tone::Bad)
        }
        (true, true, name) => (format!("You are overdue. {name} sees to it. Check in if you are well"), Tone::Bad),
    };
    Ok(Some(LoneWorkShown {
        place: work.place,
        watched,
        words,
        tone,
        minutes: work.minutes,
        left_seconds: left_ms.div_euclid(1_000),
        overdue,
        taken_by: work.taken_by,
    }))
}
