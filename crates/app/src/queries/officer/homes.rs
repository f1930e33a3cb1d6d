//! The homes of an officer's patches, found by what was typed.

use domain::standards::RuleName;

use crate::{
    api::{Failure, Homes},
    unlocked::Unlocked,
    views::officer,
};

/// Homes that are shown: more are found by typing.
const SHOWN: u32 = 60;

pub(crate) fn run(unlocked: &Unlocked, text: &str) -> Result<Homes, Failure> {
    let (now, standards) = (unlocked.now(), unlocked.store.standards()?.standards);
    let found = unlocked.store.tenancies(text, SHOWN.saturating_add(1))?;
    let more = found.len() > usize::try_from(SHOWN).unwrap_or(usize::MAX);
    let shown = found.iter().take(usize::try_from(SHOWN).unwrap_or(usize::MAX));
    let feedback = unlocked.store.feedback_of(None)?;
    Ok(Homes {
        homes: shown.map(|row| officer::home(row, &standards, now.london_date())).collect(),
        more,
        held: unlocked.store.tenancies_held()?,
        checks: standards.rules(RuleName::TenancyCheck, "", now.london_date()).next().is_some(),
        open_feedback: feedback.iter().filter(|row| row.open).map(|row| officer::feedback_row(row, now)).collect(),
    })
}
