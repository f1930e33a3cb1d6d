//! What happened to a member of staff.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What an incident was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum IncidentKind {
    /// Insults and the like.
    Abuse,
    /// Somebody said or showed that they would do them harm.
    Threat,
    /// Somebody hurt them, or tried to.
    Assault,
    /// Nothing came of it, and something might have.
    NearMiss,
}

/// An incident was saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct IncidentSaved {
    /// The landlord's number, as dialled; may be empty.
    pub control_number: String,
}

/// An incident in the list of those who read them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct IncidentShown {
    /// Its record.
    pub id: String,
    /// By which people speak of it: "D-7QK3M2ZP".
    pub reference: String,
    /// "Threat".
    pub what: String,
    /// True when somebody was hurt.
    pub hurt: bool,
    /// Where, in one line; may be empty.
    pub place: String,
    /// In the writer's words; may be empty.
    pub words: String,
    /// "Ada Byrne, today 10:42".
    pub by: String,
}
