//! Whether positions are kept from now on is chosen.

use store::Settings;

use crate::{
    api::{Failure, KeptAboutMe},
    queries,
    unlocked::Unlocked,
};

pub(crate) fn run(unlocked: &Unlocked, positions_kept: bool) -> Result<KeptAboutMe, Failure> {
    let settings = unlocked.store.settings()?;
    unlocked.store.choose_settings(Settings { positions_kept, ..settings })?;
    queries::kept_about_me::run(unlocked)
}
