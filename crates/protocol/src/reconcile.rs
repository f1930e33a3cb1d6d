//! Reconciliation: which records of a scope differ between a handheld and its hub, found by set difference.
//!
//! Both sides keep a sum over the changes of each record, so the set that is compared holds one item for each record
//! and not one for each change. The handheld names the sum over all of them; where it differs, the hub names the sums
//! over sixteen stretches of its own; and so on, until a stretch is small enough to be listed. Ten thousand records of
//! which one differs take three round trips and two kilobytes. [`compare`] is the hub's side, [`Reconciliation`] the
//! handheld's; neither does I/O.
//!
//! Records that differ are then fetched whole ([`Ask::Fetch`]) and merged, which shows what the hub lacks of them; that is
//! offered ([`Ask::Offer`]). Nothing is ever wiped, and neither side takes over the other's sum.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use documents::ChangeHash;
use domain::{
    id::{DocumentId, RecordKind},
    scope::Scope,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::message::{HubEpoch, ScopeDigest, SignedSnapshot, Verdict};

/// Parts that a stretch is cut into.
const PARTS: usize = 16;

/// Records that are listed rather than cut further.
const LISTED: usize = 64;

/// Stretches in one question, at most.
pub const MAX_STRETCHES: usize = 256;

/// Records that are fetched at a time, at most.
pub const MAX_FETCHED: usize = 64;

/// Bytes of changes in one offer, about: the last record may go over.
pub const MAX_OFFERED: usize = 1 << 20;

/// Questions after which a hub that always finds something else is given up. Sixteen to the fourth are 65,536 parts of 64
/// records; a scope that differs everywhere takes as many questions as it has parts over [`MAX_STRETCHES`].
const MAX_QUESTIONS: u32 = 4_096;

/// What a handheld asks about one scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReconcileRequest {
    /// The hub's log that is spoken of.
    pub epoch: HubEpoch,
    /// The scope; the handheld may hold it.
    pub scope: Scope,
    /// The question.
    pub ask: Ask,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ask {
    /// Do these stretches hold the same? At most [`MAX_STRETCHES`].
    Compare(Vec<StretchSum>),
    /// These records, whole: at most [`MAX_FETCHED`], and the hub may give fewer.
    Fetch(Vec<DocumentId>),
    /// Changes that the hub lacks.
    Offer(Vec<Offered>),
}

/// Changes of one record that a handheld holds and that its hub lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// The record.
    pub document: DocumentId,
    /// Its kind.
    pub kind: RecordKind,
    /// The change chunks, each after those it stands on.
    pub changes: Vec<Vec<u8>>,
}

/// What the hub answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReconcileResponse {
    /// The hub's log; when it is another than was asked about, the answer is [`Told::AnotherLog`].
    pub epoch: HubEpoch,
    /// The log's head as the answer was read.
    pub head: u64,
    /// The answer.
    pub told: Told,
}

/// The answer to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told {
    /// The hub's log has begun anew: ask in an exchange first.
    AnotherLog,
    /// One for each stretch that was asked about.
    Compared(Vec<Compared>),
    /// The first of the records that were asked for; at least one.
    Fetched(Vec<Fetched>),
    /// One for each change that was offered.
    Taken(Vec<Taken>),
}

/// A record as the hub has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetched {
    /// The record.
    pub document: DocumentId,
    /// How it stands.
    pub standing: Standing,
}

/// How a record stands at the hub.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// It is in the scope.
    Here(RecordKind, SignedSnapshot),
    /// The hub has it, and it is not in this scope.
    Elsewhere,
    /// It was erased.
    Erased,
    /// The hub does not have it, or not all of what it needs to read it.
    Unknown,
}

/// What became of one offered change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// The record.
    pub document: DocumentId,
    /// The change; noughts when the bytes are no change.
    pub hash: ChangeHash,
    /// What became of it.
    pub verdict: Verdict,
}

/// One record's sum over its changes: a term of its scope's digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RecordSum {
    /// The record.
    pub document: DocumentId,
    /// The sum.
    pub sum: ScopeDigest,
}

/// A stretch of records in the order of their ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// Its first id, whether there is such a record or not.
    pub from: DocumentId,
    /// The first id after it; none when it goes to the end.
    pub until: Option<DocumentId>,
}

impl Stretch {
    /// Every record there can be.
    pub const ALL: Self = Self { from: DocumentId::from_bytes([0; 16]), until: None };

    /// The records of a sorted list that lie in it.
    #[must_use]
    pub fn of<'a>(&self, records: &'a [RecordSum]) -> &'a [RecordSum] {
        let from = records.partition_point(|record| record.document < self.from);
        let until = self
            .until
            .map_or(records.len(), |until| records.partition_point(|record| record.document < until))
            .max(from);
        records.get(from..until).unwrap_or_default()
    }
}

/// A stretch and what stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StretchSum {
    /// The stretch.
    pub stretch: Stretch,
    /// How many records.
    pub records: u32,
    /// A sum over SHA-256(document || sum)\[..16\] of each, without carry beyond 128 bits.
    pub fingerprint: ScopeDigest,
}

impl StretchSum {
    /// What a sorted list holds in a stretch.
    #[must_use]
    pub fn of(stretch: Stretch, records: &[RecordSum]) -> Self {
        let within = stretch.of(records);
        let sum = within.iter().fold(0_u128, |sum, record| {
            let digest: [u8; 32] =
                Sha256::new().chain_update(record.document.as_bytes()).chain_update(record.sum).finalize().into();
            sum.wrapping_add(digest.first_chunk::<16>().map_or(0, |half| u128::from_be_bytes(*half)))
        });
        let count = u32::try_from(within.len()).unwrap_or(u32::MAX);
        Self { stretch, records: count, fingerprint: sum.to_be_bytes() }
    }
}

/// What the hub says of one stretch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Compared {
    /// Both hold the same.
    Same,
    /// It differs somewhere: the hub's sums over its parts, which cover it.
    Parts(Vec<StretchSum>),
    /// It differs: all that the hub holds in it, in order.
    Records(Vec<RecordSum>),
}

/// The hub's side: compares what was asked about with its own records, which are sorted.
#[must_use]
pub fn compare(records: &[RecordSum], asked: &[StretchSum]) -> Vec<Compared> {
    let of = |theirs: &StretchSum| {
        let stretch = theirs.stretch;
        if StretchSum::of(stretch, records) == *theirs {
            return Compared::Same;
        }
        let within = stretch.of(records);
        if within.len() <= LISTED {
            return Compared::Records(within.to_vec());
        }
        let mut edges: Vec<DocumentId> = within
            .chunks(within.len().div_ceil(PARTS))
            .filter_map(|part| part.first().map(|first| first.document))
            .collect();
        if let Some(first) = edges.first_mut() {
            *first = stretch.from;
        }
        let ends = edges.iter().skip(1).copied().map(Some).chain([stretch.until]);
        let parts = edges.iter().zip(ends).map(|(from, until)| StretchSum::of(Stretch { from: *from, until }, records));
        Compared::Parts(parts.collect())
    };
    asked.iter().take(MAX_STRETCHES).map(of).collect()
}

/// A hub's answers that lead nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the hub's answers about a scope do not fit what was asked")]
pub struct Astray;

/// The handheld's side: what is still to be asked, and what was found to differ.
#[derive(Debug, Clone)]
pub struct Reconciliation {
    records: Vec<RecordSum>,
    open: Vec<StretchSum>,
    differing: BTreeSet<DocumentId>,
    questions: u32,
}

impl Reconciliation {
    /// Begins with what the handheld holds.
    #[must_use]
    pub fn of(mut records: Vec<RecordSum>) -> Self {
        records.sort_unstable();
        let open = vec![StretchSum::of(Stretch::ALL, &records)];
        Self { records, open, differing: BTreeSet::new(), questions: 0 }
    }

    /// The next question; none when everything is known.
    #[must_use]
    pub fn question(&self) -> Option<Vec<StretchSum>> {
        let asked = self.open.get(..MAX_STRETCHES).unwrap_or(&self.open);
        (!asked.is_empty()).then(|| asked.to_vec())
    }

    /// Takes the answers to the last question, one for each stretch.
    ///
    /// # Errors
    /// They do not fit it, or there is no end of them.
    pub fn answered(&mut self, answers: &[Compared]) -> Result<(), Astray> {
        let asked: Vec<StretchSum> = self.question().unwrap_or_default();
        self.questions = self.questions.saturating_add(1);
        if answers.len() != asked.len() || self.questions > MAX_QUESTIONS {
            return Err(Astray);
        }
        self.open.drain(..asked.len());
        for (theirs, StretchSum { stretch, .. }) in answers.iter().zip(asked) {
            match theirs {
                Compared::Same => {}
                Compared::Records(records) => self.list(stretch, records)?,
                Compared::Parts(parts) => self.cut(stretch, parts)?,
            }
        }
        Ok(())
    }

    /// The records that differ, or that one side alone has.
    #[must_use]
    pub fn differing(&self) -> &BTreeSet<DocumentId> {
        &self.differing
    }

    fn list(&mut self, stretch: Stretch, theirs: &[RecordSum]) -> Result<(), Astray> {
        if stretch.of(theirs).len() != theirs.len() || !theirs.is_sorted() {
            return Err(Astray);
        }
        let ours: BTreeSet<&RecordSum> = stretch.of(&self.records).iter().collect();
        let theirs: BTreeSet<&RecordSum> = theirs.iter().collect();
        self.differing.extend(ours.symmetric_difference(&theirs).map(|record| record.document));
        Ok(())
    }

    fn cut(&mut self, stretch: Stretch, parts: &[StretchSum]) -> Result<(), Astray> {
        let mut next = Some(stretch.from);
        for part in parts {
            let goes_on = part.stretch.until.is_none_or(|until| until > part.stretch.from);
            if Some(part.stretch.from) != next || !goes_on {
                return Err(Astray);
            }
            next = part.stretch.until;
            let ours = StretchSum::of(part.stretch, &self.records);
            if ours != *part {
                self.open.push(ours);
            }
        }
        let covered = next == stretch.until && parts.len() > 1;
        if covered { Ok(()) } else { Err(Astray) }
    }
}
