//! What this phone keeps of where its person was.

use crate::{
    api::{Failure, KeptAboutMe, KeptPosition},
    unlocked::Unlocked,
    views::event,
};

pub(crate) fn run(unlocked: &Unlocked) -> Result<KeptAboutMe, Failure> {
    let now = unlocked.now();
    let kept = unlocked.store.kept_positions()?.into_iter().filter_map(|own| {
        let fix = own.fix?;
        let (north, east) = (fix.at.latitude(), fix.at.longitude());
        Some(KeptPosition {
            id: own.event.to_string(),
            job: own.job.to_string(),
            reference: own.reference,
            what: event::words(own.kind).to_owned(),
            at: own.at.spoken(now),
            place: format!("{north:.5}, {east:.5}, right within {} metres", fix.accuracy),
        })
    });
    Ok(KeptAboutMe { positions_kept: unlocked.store.settings()?.positions_kept, positions: kept.collect() })
}
