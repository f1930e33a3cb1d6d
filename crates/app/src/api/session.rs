//! Who holds this handheld and whether it is open.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The handheld's state before any job is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Which screen to show.
    pub state: SessionState,
    /// The landlord's name, once enrolled.
    pub landlord: Option<String>,
    /// The person this handheld was enrolled for.
    pub person: Option<String>,
    /// The handheld's name: "Van 12".
    pub device: Option<String>,
    /// Wrong PINs left before the keys on this phone are destroyed; none while it is far away.
    pub tries_left: Option<u8>,
    /// Seconds until another PIN may be tried; nought when now.
    pub wait_seconds: u32,
    /// The job whose customer has the phone, when `state` is `with_customer`.
    pub customer_of: Option<String>,
    /// Who answers questions about themself, when `state` is `with_customer` and it is no job's customer.
    pub profile_of: Option<super::ProfileOf>,
    /// What the office can give that helps at this door.
    pub help: Option<DoorHelp>,
    /// What is wrong, when `state` is `damaged` or `revoked`.
    pub trouble: Option<super::Failure>,
    /// How far an older database has been brought up to date, while it is: with the first unlocking after an update of
    /// the app.
    pub updating: Option<Updating>,
}

/// What opens a door that the person cannot open alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DoorHelp {
    /// A code that unlocks this phone: [`super::Request::Recover`].
    UnlockCode,
    /// An invitation: this phone, damaged or withdrawn, joins again; what is damaged is put aside on it. [`super::Request::Enrol`].
    Invitation,
}

/// How far bringing the database up to date has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Updating {
    /// Records that are done.
    pub done: u32,
    /// Records in all.
    pub total: u32,
}

/// Which door the person stands at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SessionState {
    /// New: scan the landlord's code.
    NotEnrolled,
    /// Enrolled, and no PIN chosen yet.
    NeedsPin,
    /// Closed: give the PIN.
    Locked,
    /// Open.
    Unlocked,
    /// Open for one customer's page alone.
    WithCustomer,
    /// The database on this phone cannot be opened; nothing was deleted.
    Damaged,
    /// The landlord has withdrawn this handheld.
    Revoked,
}
