//! The gate: what comes from elsewhere is hostile until it has been parsed, bounded, tried on a copy and reloaded.
//!
//! [`measure`] reads a change's bytes without Automerge: magic, checksum, header, and every row of every column, all
//! counted before they are made. [`admit`] then asks, in this order: is it here already; are the changes that it
//! stands on here; does its actor belong to the device that signed it; is it the actor's very next change; are its
//! operation numbers new; does everything it speaks of exist, in what its writer had seen; does it write where its
//! writer may; and does a copy of the record take it, save, load again with Automerge's verification and show the same
//! heads. Only such a copy is handed back. The document that was asked about is never touched.
//!
//! Changes that come together are judged one after the other and tried together: [`Joining`].
//!
//! The bytes that are handed back are the uncompressed form in its one spelling, whatever form arrived.
//!
//! # What Automerge 0.12 accepts and this gate refuses
//!
//! - An author in any change but an actor's first: `apply_changes` panics.
//! - A change that does not stand on its actor's previous one: it applies here and panics where it arrives first.
//! - References to operations outside what the change stands on: likewise.
//! - Operation numbers used before, and numbers beyond 32 bits.
//! - Runs of billions of rows, and compressed chunks of any inflated size.
//! - Spellings that Automerge would write down otherwise after a reload: the change would change its hash.
//! - Marks, counters, tables and lists, which no record has; values of unknown kinds and numbers that are not finite.
//! - An entry under an id that is used already, made without sight of the first: one of the two would be hidden.
//!
//! # What it cannot tell
//!
//! - A change may leave out of `replaces` a value that its writer had seen: both values then compete, and both are
//!   shown. Nothing is hidden by it.
//! - An event may claim to follow events that its writer had not seen, or none: the fold flags what is impossible.
//! - Within a part that its role may write, a change may say anything: that an item costs nothing, that an appointment
//!   is at midnight. Reading treats every value as a claim.
//! - A change's time is whatever its device's clock said.
//! - A device may use up operation numbers 2^20 at a time, or fill the record up to its limit; then it takes no more.
//!   Each such change bears the device's signature.
//! - Held changes are not judged until what they stand on is here: whoever keeps them bounds how many.

mod admit;
mod chunk;
mod column;
mod joining;
mod operation;
pub mod pack;
mod past;
mod reader;
mod schema;
mod snapshot;

pub use admit::{Admission, Signer, admit};
pub use joining::{Joining, Judgement};
pub use snapshot::{MAX_SNAPSHOT, merge_changes, merge_snapshot};

use domain::{access::RecordPart, id::DeviceId, time::Timestamp};
use thiserror::Error;

use crate::change::{Actor, ChangeHash};
use chunk::Chunk;

/// How large a change may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Of the inflated change, in bytes.
    pub max_bytes: u64,
    /// Operations, and as many again that they replace.
    pub max_operations: u64,
    /// Changes that it stands on.
    pub max_dependencies: u64,
    /// Other actors that it speaks of.
    pub max_actors: u64,
    /// How far its first operation number may run ahead of the record's greatest.
    pub max_leap: u64,
    /// Operations of the record with the change in it: each further change costs in proportion to them.
    pub max_record_operations: u64,
}

impl Limits {
    /// What both hub and handheld use. A note of eight pages is 20,000 operations; typing it anew is 40,000.
    pub const DEFAULT: Self = Self {
        max_bytes: 1 << 20,
        max_operations: 100_000,
        max_dependencies: 4_096,
        max_actors: 4_096,
        max_leap: 1 << 20,
        max_record_operations: 400_000,
    };

    /// For changes that Automerge itself wrote down from a document that is held already.
    const OWN: Self = Self {
        max_bytes: GREATEST,
        max_operations: GREATEST,
        max_dependencies: GREATEST,
        max_actors: GREATEST,
        max_leap: GREATEST,
        max_record_operations: GREATEST,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// What a change says of itself, measured but not believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Its hash.
    pub hash: ChangeHash,
    /// Who wrote it.
    pub actor: Actor,
    /// Its number among the actor's changes of this record, from 1.
    pub sequence: u64,
    /// The number of its first operation.
    pub start_op: u64,
    /// How many operations it has.
    pub operations: u64,
    /// The changes that it stands on.
    pub dependencies: Vec<ChangeHash>,
    /// The device that the actor belongs to: only in the actor's first change.
    pub author: Option<DeviceId>,
    /// What the device's clock said.
    pub time: Timestamp,
    /// The change in its uncompressed form, as it is to be stored.
    pub uncompressed: Vec<u8>,
}

/// Why a change is kept out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Fault {
    /// The bytes are not a change of ours.
    #[error("this is not a change that Doorstep makes: {0}")]
    Malformed(&'static str),
    /// It is larger than any change may be, or inflates or decodes to more than that.
    #[error("the change is larger than any edit makes")]
    TooLarge,
    /// The actor belongs to another device than the one that signed, or to none.
    #[error("the change was not written by the device that signed it")]
    ActorNotOfDevice,
    /// It is not the actor's next change.
    #[error("the change is number {found} of its writer, and number {expected} is next")]
    SequenceGap {
        /// The next of this actor in this record.
        expected: u64,
        /// What the change says.
        found: u64,
    },
    /// Operation numbers were used before, or run too far ahead.
    #[error("the change counts its operations wrongly")]
    OperationNumbers,
    /// It speaks of what is not there, or a copy of the record did not take it or did not load again.
    #[error("the change does not apply to this record")]
    DoesNotApply,
    /// It writes what its writer may not write; no part when it writes outside every known part.
    #[error("the change writes where its writer may not")]
    NotAllowed(Option<RecordPart>),
}

/// Reads a change's bytes without believing any of them, and without Automerge.
///
/// # Errors
/// [`Fault::Malformed`] or [`Fault::TooLarge`].
pub fn measure(bytes: &[u8], limits: &Limits) -> Result<Envelope, Fault> {
    let chunk = Chunk::open(bytes, limits)?;
    let header = chunk.header(limits)?;
    let operations = operation::decode(&header, limits)?.len() as u64;
    Ok(Envelope {
        hash: chunk.hash,
        actor: header.actor,
        sequence: header.sequence,
        start_op: header.start_op,
        operations,
        dependencies: header.dependencies,
        author: header.author,
        time: header.time,
        uncompressed: chunk.bytes,
    })
}

/// The digests that a change writes down, among them those of every file that it says its record shows; none of what is
/// no change. They are found without the record, which may be gone.
#[must_use]
pub fn digests(bytes: &[u8], limits: &Limits) -> Vec<[u8; 32]> {
    let read = || {
        let chunk = Chunk::open(bytes, limits).ok()?;
        let operations = operation::decode(&chunk.header(limits).ok()?, limits).ok()?;
        let written = operations.iter().filter(|operation| operation.encoded.kind & 15 == operation::BYTES);
        Some(written.filter_map(|operation| operation.encoded.bytes.try_into().ok()).collect())
    };
    read().unwrap_or_default()
}

/// The greatest number that a change may hold as a sequence, an operation's number or a count: Automerge keeps them in
/// 32 bits, and adds to them.
const GREATEST: u64 = (1 << 31) - 1;

const NUMBER_TOO_GREAT: Fault = Fault::Malformed("a number greater than any edit makes");

const fn small(number: u64) -> Result<u64, Fault> {
    if number > GREATEST { Err(NUMBER_TOO_GREAT) } else { Ok(number) }
}
