//! Jobs that are booked at the door: made on a handheld, and there at once.

use serde::{Deserialize, Serialize};

use super::{BookedFor, WorkOrder};
use crate::{
    author::Written,
    id::{DocumentId, PhotoId},
};

/// The system that jobs booked at a door come from: Doorstep itself.
pub const OWN_SOURCE: &str = "doorstep";

/// A job booked at a door.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Booking {
    /// What is to be done, where, and for whom. Its source is [`OWN_SOURCE`], its reference [`reference_of`] its record.
    pub order: WorkOrder,
    /// How it was booked.
    pub terms: BookingTerms,
}

/// What whoever plans the job should know besides the order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct BookingTerms {
    /// What for.
    pub purpose: BookedFor,
    /// The job that it was booked from.
    pub follows: Option<DocumentId>,
    /// Photos of that job that show what it is about; they stay there.
    pub photos: Vec<PhotoId>,
    /// How long it should take, in minutes; none when nobody said.
    pub minutes: Option<u32>,
    /// How many operatives it wants; nought when nobody said.
    pub operatives: u32,
    /// Further trades that it wants besides the order's own, in words; may be empty.
    pub trades: String,
    /// What must be there before it can begin; may be empty.
    pub materials: String,
    /// Times that suit the customer, in their own order: "Tue 1 Dec AM".
    pub preferred: Vec<String>,
}

/// A job that was booked from this one, as this one's record names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowOn {
    /// Its record.
    pub job: DocumentId,
    /// Its reference.
    pub reference: String,
    /// What is to be done.
    pub description: String,
    /// Who booked it.
    pub written: Written,
}

/// The reference of a job booked at a door: the last eight letters of its record's id, as people read them out.
#[must_use]
pub fn reference_of(job: DocumentId) -> String {
    let id = job.to_string();
    let tail: String = id.chars().skip(id.chars().count().saturating_sub(8)).collect();
    format!("D-{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_can_be_read_out_and_differs_by_record() {
        let reference = reference_of(DocumentId::from_bytes([7; 16]));
        assert_eq!(reference.len(), 10);
        assert_ne!(reference, reference_of(DocumentId::from_bytes([8; 16])));
    }
}
