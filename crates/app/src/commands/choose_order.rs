//! The order of the day's jobs is chosen.

use store::Settings;

use crate::{
    api::{Failure, Today},
    queries,
    unlocked::Unlocked,
};

pub(crate) fn run(unlocked: &Unlocked, shortest_drive: bool) -> Result<Today, Failure> {
    let settings = unlocked.store.settings()?;
    unlocked.store.choose_settings(Settings { shortest_drive, ..settings })?;
    queries::today::run(unlocked)
}
