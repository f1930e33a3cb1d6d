//! What has reached the landlord and what has not.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Tone;

/// The state of sending, always on screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Sending {
    /// "All sent", "3 waiting to send", "Sending 3 …", "No signal. 3 saved on this phone",
    /// "No answer from the landlord. 3 saved on this phone".
    pub words: String,
    /// How loudly to show it.
    pub tone: Tone,
    /// Edits not yet with the landlord.
    pub waiting: u32,
    /// Photos not yet with the landlord.
    pub photos_waiting: u32,
    /// Edits the landlord holds until others arrive.
    pub held: u32,
    /// Edits set aside for a person to decide.
    pub quarantined: u32,
    /// "today 12:10"; none before the first exchange.
    pub last_exchange: Option<String>,
    /// What stands in the way, if anything.
    pub trouble: Option<super::Failure>,
    /// The landlord is being asked at this moment.
    pub trying: bool,
    /// The person chose that photos wait for Wi-Fi.
    pub photos_on_wifi_only: bool,
    /// Photos wait now, because of that choice.
    pub photos_wait_for_wifi: bool,
    /// Megabytes of photos kept on this phone that the landlord has as well.
    pub photos_kept_mb: u32,
    /// This phone is nearly full, or has room for notes alone: said before anything is refused.
    pub room: Option<super::Failure>,
    /// This phone goes on under another name, because it was put back from a backup or there are two of it.
    pub renamed: Option<super::Failure>,
}

/// One thing that is not yet safely with the landlord.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OutboxItem {
    /// Stable while listed.
    pub id: String,
    /// The job's id, to go there.
    pub job: Option<String>,
    /// "Note on job 10000012".
    pub what: String,
    /// "today 10:42".
    pub written: String,
    /// Where it stands.
    pub state: OutboxState,
    /// Why it is held or set aside, and what happens next; empty while it just waits.
    pub reason: String,
}

/// Where an unsent item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OutboxState {
    /// Saved on this phone; goes with the next signal.
    Waiting,
    /// With the landlord, which waits for an earlier edit.
    Held,
    /// With the landlord, set aside for a person to decide.
    Quarantined,
    /// With the landlord, where a person decided that it does not count.
    Decided,
    /// Nowhere: this phone's storage lost it before it was sent.
    Lost,
}
