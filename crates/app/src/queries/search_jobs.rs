//! Everything held, by address, reference, postcode, words or a contact's name.

use crate::{
    api::{Failure, JobRow},
    unlocked::Unlocked,
    views::row,
};

/// Jobs that a search shows, at most: beyond these, another letter finds faster than scrolling.
const LIMIT: u32 = 50;

/// Characters of a search that are read.
const MAX_TEXT: usize = 200;

pub(crate) fn run(unlocked: &Unlocked, text: &str) -> Result<Vec<JobRow>, Failure> {
    let text: String = text.chars().take(MAX_TEXT).collect();
    row::all(unlocked, &unlocked.store.search_jobs(&text, LIMIT)?)
}
