//! Several changes ask to join one record: each is judged upon those before it, and all are tried together.
//!
//! Judging needs the record's whole past, decoded, and trying needs a save and a reload that verifies every hash. Done
//! for each change, both cost more the longer the record is; here the past is decoded once and grows with each change
//! that joins, and what has joined is saved and reloaded once, at the end. Automerge still takes the changes one at a
//! time, as a handheld does to whom they come one at a time.
//!
//! A change that only fails when it is tried makes the whole trial fail. Whoever asks then begins again and tries each
//! change as it joins ([`Joining::admit`]), which keeps out that change and no other.

use automerge::{Automerge, ReadDoc};
use domain::{access::may_write, id::DeviceId};

use super::{
    Fault, Limits, Signer,
    chunk::{Chunk, Header},
    contain::contained,
    operation::{self, Operation},
    past::Past,
    schema,
};
use crate::{
    change::{Actor, Change, ChangeHash},
    document::Document,
};

/// What the gate says of one change among several.
#[derive(Debug)]
pub enum Judgement {
    /// It joins: the change as it is to be stored.
    Joins(Change),
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

/// A record, and the changes that are joining it.
#[derive(Debug)]
pub struct Joining {
    /// As it was when everything in it had been tried.
    document: Document,
    /// The past of all that has joined; decoded when it is first needed.
    past: Option<Past>,
    /// Judged and not tried yet, in the order in which they joined.
    untried: Vec<Change>,
}

impl Joining {
    /// Nothing has joined yet.
    #[must_use]
    pub const fn of(document: Document) -> Self {
        Self { document, past: None, untried: Vec::new() }
    }

    /// True when a change is part of the record, or is joining it.
    #[must_use]
    pub fn has(&self, hash: &ChangeHash) -> bool {
        match &self.past {
            Some(past) => past.has(hash),
            None => self.document.has(hash),
        }
    }

    /// Those of `hashes` that are neither part of the record nor joining it.
    #[must_use]
    pub fn missing(&self, hashes: &[ChangeHash]) -> Vec<ChangeHash> {
        hashes.iter().copied().filter(|hash| !self.has(hash)).collect()
    }

    /// Who holds the pen of this actor, as the record and what joins it say.
    #[must_use]
    pub fn device_of(&self, actor: &Actor) -> Option<DeviceId> {
        match &self.past {
            Some(past) => past.device_of(actor),
            None => self.document.device_of(actor),
        }
    }

    /// Judges one change. One that joins has still to be tried.
    pub fn judge(&mut self, bytes: &[u8], signer: &Signer, limits: &Limits) -> Judgement {
        self.consider(bytes, signer, limits).unwrap_or_else(Judgement::Refused)
    }

    /// Judges one change and tries it at once, with whatever is untried: what does not pass has not joined.
    pub fn admit(&mut self, bytes: &[u8], signer: &Signer, limits: &Limits) -> Judgement {
        match self.judge(bytes, signer, limits) {
            Judgement::Joins(change) => match self.try_all() {
                Ok(()) => Judgement::Joins(change),
                Err(fault) => {
                    self.untried.retain(|joining| joining.hash != change.hash);
                    self.past = None;
                    Judgement::Refused(fault)
                }
            },
            other => other,
        }
    }

    /// Tries everything that has joined; gives the record with it.
    ///
    /// # Errors
    /// A copy did not take it, or did not load again. Nobody can tell here which change is at fault.
    pub fn settle(mut self) -> Result<Document, Fault> {
        self.try_all()?;
        Ok(self.document)
    }

    fn consider(&mut self, bytes: &[u8], signer: &Signer, limits: &Limits) -> Result<Judgement, Fault> {
        let chunk = Chunk::open(bytes, limits)?;
        let header = chunk.header(limits)?;
        let operations = operation::decode(&header, limits)?;
        if self.has(&chunk.hash) {
            return Ok(Judgement::Duplicate);
        }
        if header.author.is_some_and(|author| author != signer.device) {
            return Err(Fault::ActorNotOfDevice);
        }
        let missing = self.missing(&header.dependencies);
        if !missing.is_empty() {
            return Ok(Judgement::Held { missing });
        }
        let past = match &mut self.past {
            Some(past) => past,
            none => none.insert(Past::of(&self.document)?),
        };
        check(&self.document, past, &header, &operations, signer, limits)?;
        past.add(chunk.hash, &header, &operations)?;
        drop(operations);
        let change = Change { hash: chunk.hash, bytes: chunk.bytes };
        self.untried.push(change.clone());
        Ok(Judgement::Joins(change))
    }

    fn try_all(&mut self) -> Result<(), Fault> {
        if !self.untried.is_empty() {
            let tried = contained(|| try_on_copy(&self.document.inner, &self.untried));
            self.document.inner = tried.ok_or(Fault::DoesNotApply)??;
            self.untried.clear();
        }
        Ok(())
    }
}

/// All that can be told without applying it.
fn check(
    document: &Document,
    past: &Past,
    header: &Header<'_>,
    operations: &[Operation<'_>],
    signer: &Signer,
    limits: &Limits,
) -> Result<(), Fault> {
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
    let parts = schema::judge(document.kind(), past, &view, operations)?;
    let forbidden = signer.role.and_then(|role| parts.into_iter().find(|part| !may_write(role, *part)));
    forbidden.map_or(Ok(()), |part| Err(Fault::NotAllowed(Some(part))))
}

/// Applies changes to a copy, one at a time, and makes sure that what comes out is whole.
fn try_on_copy(original: &Automerge, changes: &[Change]) -> Result<Automerge, Fault> {
    let mut copy = original.clone();
    let mut expected = original.get_heads();
    for change in changes {
        let parsed = automerge::Change::from_bytes(change.bytes.clone()).map_err(|_| Fault::DoesNotApply)?;
        expected.retain(|head| !parsed.deps().contains(head));
        expected.push(change.hash.to_automerge());
        copy.apply_changes([parsed]).map_err(|_| Fault::DoesNotApply)?;
        expected.sort_unstable();
        is_whole(&copy, &expected)?;
    }
    loads_again(&copy, &expected)?;
    Ok(copy)
}

/// True to its heads, with nothing waiting.
fn is_whole(document: &Automerge, expected: &[automerge::ChangeHash]) -> Result<(), Fault> {
    let mut heads = document.get_heads();
    heads.sort_unstable();
    let whole = heads == expected && document.get_missing_deps(&[]).is_empty();
    if whole { Ok(()) } else { Err(Fault::DoesNotApply) }
}

/// Whole, before and after a reload that verifies every hash.
pub(super) fn loads_again(document: &Automerge, expected: &[automerge::ChangeHash]) -> Result<(), Fault> {
    let reloaded = Automerge::load(&document.save_nocompress()).map_err(|_| Fault::DoesNotApply)?;
    is_whole(document, expected)?;
    is_whole(&reloaded, expected)
}
