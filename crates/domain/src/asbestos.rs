//! The asbestos register of a home, room by room, as it goes to the door with every job there.
//!
//! It travels as an alert of its own kind, so that it reaches, leaves and is corrected on handhelds as alerts are.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What a survey says of one thing in one room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterEntry {
    /// "Kitchen".
    pub room: String,
    /// "Textured coating, ceiling".
    pub what: String,
    /// What was found.
    pub state: AsbestosState,
    /// What whoever works there has to do; may be empty.
    pub instruction: String,
    /// When it was surveyed; none when the landlord does not say.
    pub surveyed: Option<NaiveDate>,
}

/// What a survey found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AsbestosState {
    /// A sample was analysed.
    Confirmed,
    /// Nobody has analysed it: it counts as asbestos.
    Presumed,
    /// Analysed or seen to be none.
    NoneFound,
    /// It was there and has been taken out.
    Removed,
}

impl AsbestosState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Confirmed, Self::Presumed, Self::NoneFound, Self::Removed];

    /// Its stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Presumed => "presumed",
            Self::NoneFound => "none_found",
            Self::Removed => "removed",
        }
    }

    /// The state with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// True while it must not be disturbed.
    #[must_use]
    pub const fn is_there(self) -> bool {
        matches!(self, Self::Confirmed | Self::Presumed)
    }
}

impl RegisterEntry {
    /// True for the same thing in the same room: a later word on it takes the place of this one.
    #[must_use]
    pub fn is_about(&self, other: &Self) -> bool {
        self.room == other.room && self.what == other.what
    }

    /// True when the order says that the work is in this room.
    #[must_use]
    pub fn is_where(&self, location_of_repair: &str) -> bool {
        let (room, location) = (plain(&self.room), plain(location_of_repair));
        !room.is_empty() && format!(" {location} ").contains(&format!(" {room} "))
    }
}

/// A register as one text, an entry to a line; [`register`] reads it.
#[must_use]
pub fn register_text(entries: &[RegisterEntry]) -> String {
    let lines = entries.iter().map(|entry| {
        let surveyed = entry.surveyed.map(|day| day.to_string()).unwrap_or_default();
        let fields = [&entry.room, &entry.what, entry.state.name(), &entry.instruction, surveyed.as_str()];
        fields.map(|field| field.replace(['\t', '\n', '\r'], " ")).join("\t")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Reads a register. A line that says a state which this version does not know counts as asbestos.
#[must_use]
pub fn register(text: &str) -> Vec<RegisterEntry> {
    let entries = text.lines().filter_map(|line| {
        let mut fields = line.split('\t');
        Some(RegisterEntry {
            room: fields.next().filter(|room| !room.is_empty())?.to_owned(),
            what: fields.next()?.to_owned(),
            state: AsbestosState::from_name(fields.next()?).unwrap_or(AsbestosState::Presumed),
            instruction: fields.next().unwrap_or_default().to_owned(),
            surveyed: fields.next().and_then(|day| day.parse().ok()),
        })
    });
    entries.collect()
}

/// Small letters, and one space between words.
fn plain(text: &str) -> String {
    let lower = text.to_lowercase();
    lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(room: &str, state: AsbestosState) -> RegisterEntry {
        RegisterEntry {
            room: room.into(),
            what: "Textured coating, ceiling".into(),
            state,
            instruction: "Do not drill or sand".into(),
            surveyed: NaiveDate::from_ymd_opt(2019, 3, 4),
        }
    }

    #[test]
    fn a_register_reads_back_and_a_state_from_a_newer_version_counts_as_asbestos() {
        let entries = AsbestosState::ALL.map(|state| entry(state.name(), state));
        let text = register_text(&entries);
        assert_eq!(register(&text), entries);
        let newer = register(&text.replace("none_found", "encapsulated"));
        assert!(newer.iter().all(|entry| entry.state != AsbestosState::NoneFound));
        assert_eq!(register("\n\t\nKitchen only"), []);
    }

    #[test]
    fn a_room_is_the_jobs_when_the_order_names_it_whole() {
        let bath = entry("Bath room", AsbestosState::Confirmed);
        assert!(bath.is_where("Upstairs, bath-room ceiling") && !bath.is_where("Bathroom") && !bath.is_where(""));
        assert!(
            entry("Hall", AsbestosState::Presumed).is_where("hall")
                && !entry("Hall", AsbestosState::Presumed).is_where("Hallway")
        );
    }
}
