//! The asbestos register of a home, against the rooms of the work.

use chrono::NaiveDate;
use domain::{
    alert::Alert,
    asbestos::{AsbestosState, RegisterEntry, register},
    time::spoken_day,
};

use crate::api::{AsbestosEntry, Tone};

/// Entries of the rooms that the order names first, and what is there before what is not.
pub(crate) fn shown(registers: &[&Alert], location_of_repair: &str, today: NaiveDate) -> Vec<AsbestosEntry> {
    let entries = registers.iter().flat_map(|held| register(&held.comments));
    let mut entries: Vec<(bool, RegisterEntry)> =
        entries.map(|entry| (entry.is_where(location_of_repair), entry)).collect();
    entries.sort_by_key(|(here, entry)| (!here, !entry.state.is_there()));
    entries.into_iter().map(|(here, entry)| one(here, entry, today)).collect()
}

fn one(here: bool, entry: RegisterEntry, today: NaiveDate) -> AsbestosEntry {
    let (state, tone) = match entry.state {
        AsbestosState::Confirmed => ("Asbestos", Tone::Bad),
        AsbestosState::Presumed => ("Presumed asbestos", Tone::Bad),
        AsbestosState::NoneFound => ("None found", Tone::Good),
        AsbestosState::Removed => ("Taken out", Tone::Quiet),
    };
    AsbestosEntry {
        room: entry.room,
        here,
        what: entry.what,
        state: state.to_owned(),
        tone,
        instruction: entry.instruction,
        surveyed: entry.surveyed.map(|day| format!("Surveyed {}", spoken_day(day, today, false))).unwrap_or_default(),
    }
}
