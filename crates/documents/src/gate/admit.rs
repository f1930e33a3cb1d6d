//! One change asks to join one record.

use automerge::{Automerge, ReadDoc};
use domain::{
    access::{Role, may_write},
    id::DeviceId,
};

use super::{
    Fault, Limits,
    chunk::{Chunk, Header},
    contain::contained,
    operation::{self, Operation},
    past::Past,
    schema,
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
    /// The record with the change in it, and the change as it is to be stored.
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
    match consider(document, bytes, signer, limits) {
        Ok(admission) => admission,
        Err(fault) => Admission::Refused(fault),
    }
}

fn consider(document: &Document, bytes: &[u8], signer: &Signer, limits: &Limits) -> Result<Admission, Fault> {
    let chunk = Chunk::open(bytes, limits)?;
    let header = chunk.header(limits)?;
    let operations = operation::decode(&header, limits)?;
    if document.has(&chunk.hash) {
        return Ok(Admission::Duplicate);
    }
    if header.author.is_some_and(|author| author != signer.device) {
        return Err(Fault::ActorNotOfDevice);
    }
    let missing = document.missing(&header.dependencies);
    if !missing.is_empty() {
        return Ok(Admission::Held { missing });
    }
    check(document, &header, &operations, signer, limits)?;
    drop(operations);
    let change = Change { hash: chunk.hash, bytes: chunk.bytes };
    let inner = contained(|| try_on_copy(&document.inner, &change)).ok_or(Fault::DoesNotApply)??;
    let mut admitted = document.clone();
    admitted.inner = inner;
    Ok(Admission::Accepted(admitted, vec![change]))
}

/// All that can be told without applying it.
fn check(
    document: &Document,
    header: &Header<'_>,
    operations: &[Operation<'_>],
    signer: &Signer,
    limits: &Limits,
) -> Result<(), Fault> {
    let past = Past::of(document)?;
    if past.device_of(&header.actor).or(header.author) != Some(signer.device) {
        return Err(Fault::ActorNotOfDevice);
    }
    let expected = past.next_sequence(&header.actor);
    if header.sequence != expected {
        return Err(Fault::SequenceGap { expected, found: header.sequence });
    }
    let view = past.view(header)?;
    if !view.has_own_past(header) {
        return Err(Fault::DoesNotApply);
    }
    if header.start_op <= view.greatest() || header.start_op > past.greatest() + limits.max_leap {
        return Err(Fault::OperationNumbers);
    }
    if past.operations() + operations.len() as u64 > limits.max_record_operations {
        return Err(Fault::TooLarge);
    }
    let parts = schema::judge(document.kind(), &past, &view, operations)?;
    let forbidden = signer.role.and_then(|role| parts.into_iter().find(|part| !may_write(role, *part)));
    forbidden.map_or(Ok(()), |part| Err(Fault::NotAllowed(Some(part))))
}

/// Applies a change to a copy, and makes sure that what comes out is whole.
fn try_on_copy(original: &Automerge, change: &Change) -> Result<Automerge, Fault> {
    let parsed = automerge::Change::from_bytes(change.bytes.clone()).map_err(|_| Fault::DoesNotApply)?;
    let mut copy = original.clone();
    let mut expected = original.get_heads();
    expected.retain(|head| !parsed.deps().contains(head));
    expected.push(change.hash.to_automerge());
    expected.sort_unstable();
    copy.apply_changes([parsed]).map_err(|_| Fault::DoesNotApply)?;
    loads_again(&copy, &expected)?;
    Ok(copy)
}

/// True to its heads, with nothing waiting, before and after a reload that verifies every hash.
pub(super) fn loads_again(document: &Automerge, expected: &[automerge::ChangeHash]) -> Result<(), Fault> {
    let whole = |document: &Automerge| {
        let mut heads = document.get_heads();
        heads.sort_unstable();
        heads == expected && document.get_missing_deps(&[]).is_empty()
    };
    let reloaded = Automerge::load(&document.save_nocompress()).map_err(|_| Fault::DoesNotApply)?;
    if whole(document) && whole(&reloaded) { Ok(()) } else { Err(Fault::DoesNotApply) }
}
