//! A hazard that somebody at the door noticed: facts, which start the landlord's clock. What it is in law is for a
//! competent investigator to say.

use serde::{Deserialize, Serialize};

use crate::{author::Written, id::EventId};

/// What somebody noticed, in answer to three plain questions.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NewHazard {
    /// "What did you see, and where?"
    pub seen: String,
    /// "Who lives with it?": a child, somebody older or ill, as far as it was said; may be empty.
    pub who: String,
    /// "Could somebody be badly hurt or made ill within a day?"
    pub danger_now: bool,
}

/// A hazard in the record. The landlord became aware of it when it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HazardNoticed {
    /// Its id.
    pub id: EventId,
    /// What was noticed.
    pub hazard: NewHazard,
    /// Who noticed it, and when by their device's clock.
    pub written: Written,
    /// Milliseconds that the hub's clock was ahead of the device's, as far as it knew.
    pub hub_offset: Option<i64>,
}
