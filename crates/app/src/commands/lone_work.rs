//! Somebody works alone: they begin, say that all is well, need longer, and are done.

use domain::{id::TimerId, lone_work};

use crate::{
    api::{Failure, LoneWorkPage},
    queries,
    unlocked::Unlocked,
};

pub(crate) fn say(unlocked: &Unlocked, minutes: u32, place: &str) -> Result<LoneWorkPage, Failure> {
    let running = unlocked.store.lone_work()?;
    let place = running.map_or_else(|| place.trim().to_owned(), |running| running.place);
    lone_work::check(minutes, &place)?;
    // Where this phone is goes along while it is watched, and only where its person keeps positions.
    let at = unlocked.here.filter(|_| unlocked.store.settings().is_ok_and(|settings| settings.positions_kept));
    let timer = TimerId::from_bytes(unlocked.new_id()?.0);
    unlocked.store.say_lone_work(timer, &place, minutes, at)?;
    queries::lone_work::run(unlocked)
}

pub(crate) fn finish(unlocked: &Unlocked) -> Result<LoneWorkPage, Failure> {
    unlocked.store.finish_lone_work()?;
    queries::lone_work::run(unlocked)
}
