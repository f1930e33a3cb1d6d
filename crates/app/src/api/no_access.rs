//! Visits at which nobody let them in.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the no-access page needs to know, and what was recorded before.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NoAccess {
    /// Why this job stays open whoever is in, and what to do instead; none when it may be closed.
    pub stays_open: Option<String>,
    /// What to do because it is not the first time; none when it is.
    pub again: Option<String>,
    /// Other appointments that can be offered, soonest first: "Tue 1 Dec, 08:00 to 12:30 (AM)".
    pub offers: Vec<String>,
    /// Earlier visits, oldest first.
    pub attempts: Vec<Attempt>,
}

/// One visit at which nobody let them in: its evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    /// Stable within the job.
    pub id: String,
    /// "Nobody answered".
    pub happened: String,
    /// "Ada Byrne, today 10:42".
    pub by: String,
    /// True when a calling card was left and photographed.
    pub card_left: bool,
    /// [`super::Photo::hash`] of its photo, once the job shows it.
    pub card: Option<String>,
    /// Why no card was left; may be empty.
    pub no_card_because: String,
    /// "Knocked 10:40", in the order in which they tried.
    pub contacts: Vec<String>,
    /// The next appointment that was offered; may be empty.
    pub offered: String,
    /// What is missing as evidence, in words; empty when nothing is.
    pub lacking: Vec<String>,
}

/// A way to reach a customer from their door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ContactMethod {
    /// Knocked, or rang the bell.
    Knocked,
    /// Rang their telephone.
    Telephoned,
    /// Sent a text.
    Texted,
    /// Sent an e-mail.
    Emailed,
    /// Asked a neighbour or a caretaker whether they were about.
    AskedNearby,
    /// The office tried for them.
    Office,
}

/// One try to reach the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ContactMade {
    /// How.
    pub method: ContactMethod,
    /// When, in milliseconds since 1970 UTC by this phone's clock.
    #[ts(type = "number")]
    pub at: i64,
}
