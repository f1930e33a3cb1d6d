//! What the landlord ordered: HACT's work order.

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::{address::SiteProperty, id::DocumentId, job::NewItem, place::Coordinates, time::Timestamp};

/// A work order as the landlord's system raised it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorkOrder {
    /// Which system raised it: "hackney", "calder-vale".
    pub source: String,
    /// Its reference there: "10000012".
    pub reference: String,
    /// What is wrong.
    pub description: String,
    /// Where in the home; may be empty.
    pub location_of_repair: String,
    /// When it was raised, or reported by the customer if that is known.
    pub raised: Option<Timestamp>,
    /// How soon.
    pub priority: Priority,
    /// Trade code and words: ("PL", "Plumbing").
    pub trade: Trade,
    /// HACT work class code where given ("0" repair, "20" void, "30" communal …); may be empty.
    pub work_class: String,
    /// Parts of the work and the items ordered for each.
    pub elements: Vec<WorkElement>,
    /// When the customer expects somebody.
    pub appointment: Option<AppointmentWindow>,
    /// How to get in.
    pub access: AccessInformation,
    /// Where.
    pub property: SiteProperty,
    /// Where that is on the globe; none when the landlord has not said.
    pub position: Option<Coordinates>,
    /// Who to ring.
    pub contacts: Vec<Contact>,
    /// Records of the alerts that follow this work to the door.
    pub alerts: Vec<DocumentId>,
}

impl WorkOrder {
    /// True for work on gas: by the trade's own words, since landlords' codes for it differ.
    #[must_use]
    pub fn is_gas(&self) -> bool {
        let words =
            |text: &str| text.to_lowercase().split(|letter: char| !letter.is_alphanumeric()).any(|w| w == "gas");
        words(&self.trade.1) || self.elements.iter().any(|element| words(&element.trade.1))
    }
}

/// A trade by code and name.
pub type Trade = (String, String);

/// How urgent the landlord says it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Priority {
    /// HACT's `WorkPriorityCode` "1" (most urgent) to "5", or the landlord's own number.
    pub code: String,
    /// In the landlord's words: `5 [N] NORMAL`.
    pub description: String,
    /// When it must be done by.
    pub required_completion: Option<Timestamp>,
}

impl Priority {
    /// True for the two most urgent of HACT's codes.
    #[must_use]
    pub fn is_urgent(&self) -> bool {
        matches!(self.code.as_str(), "1" | "2")
    }
}

/// A part of the work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorkElement {
    /// The landlord's reference of the element; may be empty.
    pub reference: String,
    /// Its trade.
    pub trade: Trade,
    /// What was ordered.
    pub items: Vec<NewItem>,
}

/// HACT's refined appointment window, in London time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentWindow {
    /// The day.
    pub date: NaiveDate,
    /// "AM", "School run"; may be empty.
    pub name: String,
    /// Earliest arrival.
    pub earliest: NaiveTime,
    /// Latest arrival.
    pub latest: NaiveTime,
}

impl AppointmentWindow {
    /// "AM 08:00 to 13:00".
    #[must_use]
    pub fn window(&self) -> String {
        let times = format!("{} to {}", self.earliest.format("%H:%M"), self.latest.format("%H:%M"));
        if self.name.is_empty() { times } else { format!("{} {times}", self.name) }
    }

    /// As one value in the record, so that a whole window competes with a whole window:
    /// `2026-11-22|08:00|13:00|AM`.
    #[must_use]
    pub fn to_scalar(&self) -> String {
        format!("{}|{}|{}|{}", self.date, self.earliest.format("%H:%M"), self.latest.format("%H:%M"), self.name)
    }

    /// Reads [`Self::to_scalar`]; none for anything else.
    #[must_use]
    pub fn from_scalar(text: &str) -> Option<Self> {
        let mut parts = text.splitn(4, '|');
        let clock = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").ok();
        Some(Self {
            date: parts.next()?.parse().ok()?,
            earliest: clock(parts.next()?)?,
            latest: clock(parts.next()?)?,
            name: parts.next()?.to_owned(),
        })
    }
}

/// How to get in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AccessInformation {
    /// In words.
    pub description: String,
    /// The key safe, if there is one.
    pub keysafe: Option<Keysafe>,
    /// Where to park.
    pub parking: String,
    /// The code of an outer door; may be empty.
    pub entry_code: String,
    /// Where the water is turned off; may be empty.
    pub stopcock: String,
    /// Where gas, electricity and heating are turned off; may be empty.
    pub isolation: String,
    /// Days on which nobody should come, in words and with no reason given; may be empty.
    pub days_to_avoid: String,
}

/// A key safe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keysafe {
    /// Where it is.
    pub location: String,
    /// Its code.
    pub code: String,
}

/// Somebody to ring.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Full name.
    pub name: String,
    /// Telephone numbers as dialled.
    pub numbers: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_reads_back_from_its_one_value_even_with_a_bar_in_its_name() {
        let window = AppointmentWindow {
            date: NaiveDate::from_ymd_opt(2026, 11, 22).unwrap(),
            name: "AM | ring first".into(),
            earliest: NaiveTime::from_hms_opt(8, 0, 0).unwrap(),
            latest: NaiveTime::from_hms_opt(13, 0, 0).unwrap(),
        };
        assert_eq!(AppointmentWindow::from_scalar(&window.to_scalar()), Some(window.clone()));
        assert_eq!(window.window(), "AM | ring first 08:00 to 13:00");
        assert_eq!(AppointmentWindow::from_scalar("tomorrow"), None);
    }
}
