//! A failure as the screens show it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Something that could not be done: what, in words, and what to do about it. Nothing was lost or half done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// Stable, for tests and support calls: `pin_wrong`, `token_expired`.
    pub code: String,
    /// One sentence: what happened.
    pub message: String,
    /// One sentence: what to do now.
    pub remedy: String,
}
