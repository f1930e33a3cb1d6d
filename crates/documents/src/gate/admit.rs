//! One change asks to join one record.

use domain::{access::Role, id::DeviceId};

use super::{
    Fault, Limits,
    joining::{Joining, Judgement},
};
use crate::{
    change::{Change, ChangeHash},
    document::Document,
};

/// Who answers for a change: the device that signed it, not whoever carried it here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signer {
    /// The device.
    pub device: DeviceId,
    /// What its person is to the landlord; none on a handheld, which checks structure only and leaves authority to
    /// the hub.
    pub role: Option<Role>,
}

/// What the gate says of a change.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "taken apart where it is received, never kept")]
pub enum Admission {
    /// The record with the change in it, and the change as it is to be stored, after any layers that it stands on.
    Accepted(Document, Vec<Change>),
    /// The record has it already.
    Duplicate,
    /// Changes that it stands on have not arrived.
    Held {
        /// Those.
        missing: Vec<ChangeHash>,
    },
    /// Kept out.
    Refused(Fault),
}

/// Lets one change join a copy of a record, or says why not. The record itself is not touched.
#[must_use]
pub fn admit(document: &Document, bytes: &[u8], signer: &Signer, limits: &Limits) -> Admission {
    let mut joining = Joining::of(document.clone());
    match joining.judge(bytes, signer, limits) {
        Judgement::Joins(change) => {
            let joined = joining.take_layers().into_iter().chain([change]).collect();
            match joining.settle() {
                Ok(with) => Admission::Accepted(with, joined),
                Err(fault) => Admission::Refused(fault),
            }
        }
        Judgement::Duplicate => Admission::Duplicate,
        Judgement::Held { missing } => Admission::Held { missing },
        Judgement::Refused(fault) => Admission::Refused(fault),
    }
}
