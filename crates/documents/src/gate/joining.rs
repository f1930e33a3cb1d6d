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
use domain::{
    access::{may_make, may_write},
    id::DeviceId,
};

use super::{
    Fault, Limits, Signer,
    chunk::{Chunk, Header},
    operation::{self, Operation},
    past::{Past, View},
    schema::{self, Unknown},
};
use crate::{
    change::{Actor, Change, ChangeHash},
    contain::contained,
    document::Document,
    genesis::{fixed_actor, layers_up_to},
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
    /// Layers that joined and that nobody has been told of.
    layers: Vec<Change>,
}

impl Joining {
    /// Nothing has joined yet.
    #[must_use]
    pub const fn of(document: Document) -> Self {
        Self { document, past: None, untried: Vec::new(), layers: Vec::new() }
    }

    /// The record as it was when everything in it had been tried.
    #[must_use]
    pub const fn tried(&self) -> &Document {
        &self.document
    }

    /// Layers of this version that joined since this was last asked, because something that joined stands on them: to
    /// be stored before it. There are none on a handheld, to which layers come from the hub's log.
    #[must_use]
    pub fn take_layers(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.layers)
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
                    self.untried.retain(|joining| joining.hash != change.hash && !self.layers.contains(joining));
                    self.layers.clear();
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
        let layers = self.layers_for(&missing, signer);
        if !missing.iter().all(|hash| layers.iter().any(|layer| layer.hash == *hash)) {
            return Ok(Judgement::Held { missing });
        }
        let past = match &mut self.past {
            Some(past) => past,
            none => none.insert(Past::of(&self.document)?),
        };
        for layer in layers {
            let chunk = Chunk::open(&layer.bytes, &Limits::OWN)?;
            let header = chunk.header(&Limits::OWN)?;
            past.add(layer.hash, &header, &operation::decode(&header, &Limits::OWN)?)?;
            self.untried.push(layer.clone());
            self.layers.push(layer);
        }
        if header.actor == fixed_actor(self.document.kind()) {
            check_layer(past, &header, &operations, signer, limits)?;
        } else {
            check(&self.document, past, &header, &operations, signer, limits)?;
        }
        past.add(chunk.hash, &header, &operations)?;
        drop(operations);
        let change = Change { hash: chunk.hash, bytes: chunk.bytes };
        self.untried.push(change.clone());
        Ok(Judgement::Joins(change))
    }

    /// Layers of this version that a change stands on and the record lacks. Only the hub adds any: what it adds is in
    /// its log, and comes to handhelds from there.
    fn layers_for(&self, missing: &[ChangeHash], signer: &Signer) -> Vec<Change> {
        let mut layers: Vec<Change> = Vec::new();
        for hash in missing.iter().filter(|_| signer.role.is_some()) {
            for layer in layers_up_to(self.document.kind(), hash) {
                if !self.has(&layer.hash) && !layers.contains(&layer) {
                    layers.push(layer);
                }
            }
        }
        layers
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
    let view = view(past, header, operations, limits)?;
    let unknown = if signer.role.is_some() { Unknown::Refused } else { Unknown::Kept };
    let parts = schema::judge(document.kind(), past, &view, operations, unknown)?;
    let Some(role) = signer.role else { return Ok(()) };
    // Whoever makes a record writes what it is about, once.
    let is_new = past.is_new(&fixed_actor(document.kind()));
    let makes = if is_new { may_make(role, document.kind()) } else { None }.unwrap_or_default();
    let forbidden = parts.into_iter().find(|part| !may_write(role, document.kind(), *part) && !makes.contains(part));
    forbidden.map_or(Ok(()), |part| Err(Fault::NotAllowed(Some(part))))
}

/// A layer of a later version: the hub puts those into its log from its own build, so a handheld takes them from there
/// as long as they do nothing but make containers. The hub takes none from anybody.
fn check_layer(
    past: &Past,
    header: &Header<'_>,
    operations: &[Operation<'_>],
    signer: &Signer,
    limits: &Limits,
) -> Result<(), Fault> {
    if signer.role.is_some() || header.author.is_some() {
        return Err(Fault::ActorNotOfDevice);
    }
    let expected = past.next_sequence(&header.actor);
    if header.sequence != expected {
        return Err(Fault::SequenceGap { expected, found: header.sequence });
    }
    view(past, header, operations, limits)?;
    schema::judge_layer(past, operations)
}

/// What the writer of a change had seen, if the change is numbered as one who had seen that would number it.
fn view<'p>(
    past: &'p Past,
    header: &Header<'_>,
    operations: &[Operation<'_>],
    limits: &Limits,
) -> Result<View<'p>, Fault> {
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
    Ok(view)
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
