//! Schedule-of-rates codes by letters of code or description.

use crate::{
    api::{CodeRow, Failure},
    unlocked::Unlocked,
};

/// Codes that a search shows, at most.
const LIMIT: u32 = 30;

/// Characters of a search that are read.
const MAX_TEXT: usize = 200;

pub(crate) fn run(unlocked: &Unlocked, text: &str, trade: Option<&str>) -> Result<Vec<CodeRow>, Failure> {
    let text: String = text.chars().take(MAX_TEXT).collect();
    let codes = unlocked.store.search_codes(&text, trade, LIMIT)?;
    Ok(codes
        .into_iter()
        .map(|code| CodeRow {
            code: code.code,
            description: code.description,
            unit: code.unit,
            trade: code.trade,
            standard_minutes: code.standard_minutes,
        })
        .collect())
}
