//! Schedule-of-rates codes by letters of code or description.

use domain::reference::RateScheduleCode;

use crate::{
    api::{CodeRow, Failure},
    unlocked::Unlocked,
};

/// Codes that a search shows, at most.
const LIMIT: u32 = 30;

/// Codes that an answer suggests, at most.
const SUGGESTED: u32 = 5;

/// Characters of a search that are read.
const MAX_TEXT: usize = 200;

pub(crate) fn run(unlocked: &Unlocked, text: &str, trade: Option<&str>) -> Result<Vec<CodeRow>, Failure> {
    let text: String = text.chars().take(MAX_TEXT).collect();
    shown(unlocked, unlocked.store.search_codes(&text, trade, LIMIT)?)
}

/// Codes for words that a form puts together, the most telling first: where no code has all of them, as many as one has.
pub(crate) fn fitting(unlocked: &Unlocked, words: &str, trade: Option<&str>) -> Result<Vec<CodeRow>, Failure> {
    let mut words: Vec<&str> = words.split_whitespace().collect();
    while !words.is_empty() {
        let found = unlocked.store.search_codes(&words.join(" "), trade, SUGGESTED)?;
        if !found.is_empty() {
            return shown(unlocked, found);
        }
        words.pop();
    }
    Ok(Vec::new())
}

fn shown(unlocked: &Unlocked, codes: Vec<RateScheduleCode>) -> Result<Vec<CodeRow>, Failure> {
    let favourites = unlocked.store.favourite_codes()?;
    let row = |code: RateScheduleCode| CodeRow {
        favourite: favourites.contains(&code.code),
        code: code.code,
        description: code.description,
        unit: code.unit,
        trade: code.trade,
        standard_minutes: code.standard_minutes,
    };
    Ok(codes.into_iter().map(row).collect())
}
