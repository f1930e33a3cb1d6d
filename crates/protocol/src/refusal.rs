//! Why a hub refused a whole request, in words: the JSON body of every answer that is not a success.

use serde::{Deserialize, Serialize};

use crate::chain::EntryDigest;

/// A refusal. Nothing of the request was stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// One of [`code`], stable.
    pub code: String,
    /// One sentence: what happened.
    pub message: String,
    /// One sentence: what to do now.
    pub remedy: String,
    /// With [`code::REPLAYED`]: the highest number that the hub has seen from this device. A handheld that was put back
    /// from a copy goes on behind it. With [`code::REVOKED`]: how many entries of its chain the hub took in while the
    /// device was welcome. A hub that was put back from a copy has lost the rest, which the device brings once more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counter: Option<u64>,
    /// With [`code::REVOKED`]: the digest of the last of those entries. Where the device has another, the hub took in what a
    /// copy of it wrote, and of its own branch perhaps nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chain: Option<Box<EntryDigest>>,
}

/// The codes that a handheld acts upon.
pub mod code {
    /// The invitation was made more than 15 minutes ago.
    pub const TOKEN_EXPIRED: &str = "token_expired";
    /// The invitation was used before.
    pub const TOKEN_USED: &str = "token_used";
    /// The hub made no such invitation.
    pub const TOKEN_UNKNOWN: &str = "token_unknown";
    /// The hub and the app speak different versions.
    pub const VERSION: &str = "version_mismatch";
    /// The device is unknown here, or its proof does not hold.
    pub const UNAUTHORISED: &str = "unauthorised";
    /// The request's number was used before.
    pub const REPLAYED: &str = "replayed";
    /// The landlord withdrew this device.
    pub const REVOKED: &str = "revoked";
    /// The body is larger than the hub reads.
    pub const TOO_LARGE: &str = "too_large";
    /// The body does not decode.
    pub const MALFORMED: &str = "malformed";
    /// The hub cannot store anything now.
    pub const UNAVAILABLE: &str = "unavailable";
}
