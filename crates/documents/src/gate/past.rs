//! A document's past as the gate needs it: which operations there are, where each stands, and what each change saw.

use std::collections::{BTreeSet, HashMap};

use domain::id::DeviceId;

use super::{
    Fault, Limits,
    chunk::Header,
    operation::{self, Action, Key, Object, Operation, OperationId},
};
use crate::{
    change::{Actor, ChangeHash},
    document::Document,
};

/// Where an operation stands, by values that outlive the bytes it was read from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Place {
    /// Under a key of a map.
    Name(Object, String),
    /// At a character of a text.
    Character(Object, OperationId),
}

impl Place {
    /// Where this operation writes. One that inserts a character makes its own place.
    pub(super) fn of(operation: &Operation<'_>) -> Self {
        match operation.key {
            Key::Name(name) => Self::Name(operation.object, name.to_owned()),
            _ if operation.insert => Self::Character(operation.object, operation.id),
            Key::Start => Self::Character(operation.object, operation.id),
            Key::Character(character) => Self::Character(operation.object, character),
        }
    }
}

/// An operation that the document holds.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) place: Place,
    pub(super) action: Action,
    /// Which change brought it, by its place in the order of changes.
    pub(super) change: usize,
    /// The changes that replaced it.
    replaced_by: Vec<usize>,
}

#[derive(Debug)]
struct PastChange {
    greatest: u64,
    dependencies: Vec<usize>,
}

#[derive(Debug, Clone, Copy)]
struct PastActor {
    device: Option<DeviceId>,
    sequence: u64,
    change: usize,
}

/// Everything that a document holds, by name.
#[derive(Debug, Default)]
pub(super) struct Past {
    changes: Vec<PastChange>,
    places: HashMap<ChangeHash, usize>,
    operations: HashMap<OperationId, Held>,
    actors: HashMap<Actor, PastActor>,
    written: HashMap<Place, Vec<OperationId>>,
    greatest: u64,
}

impl Past {
    /// Reads a document's whole past.
    pub(super) fn of(document: &Document) -> Result<Self, Fault> {
        let mut past = Self::default();
        for change in document.inner.get_changes(&[]) {
            let header = Header::of_own(change.raw_bytes(), &Limits::OWN)?;
            let operations = operation::decode(&header, &Limits::OWN)?;
            past.add(change.hash().into(), &header, &operations)?;
        }
        Ok(past)
    }

    /// Adds a change that stands on what is here.
    pub(super) fn add(
        &mut self,
        hash: ChangeHash,
        header: &Header<'_>,
        operations: &[Operation<'_>],
    ) -> Result<(), Fault> {
        let change = self.changes.len();
        let dependencies = self.seen(&header.dependencies)?;
        let greatest = (header.start_op + operations.len() as u64).saturating_sub(1);
        self.changes.push(PastChange { greatest, dependencies });
        self.places.insert(hash, change);
        self.greatest = self.greatest.max(greatest);
        let device = self.actors.get(&header.actor).map_or(header.author, |actor| actor.device);
        self.actors.insert(header.actor, PastActor { device, sequence: header.sequence, change });
        for operation in operations {
            let place = Place::of(operation);
            for replaced in &operation.replaces {
                if let Some(held) = self.operations.get_mut(replaced) {
                    held.replaced_by.push(change);
                }
            }
            self.written.entry(place.clone()).or_default().push(operation.id);
            let held = Held { place, action: operation.action, change, replaced_by: Vec::new() };
            self.operations.insert(operation.id, held);
        }
        Ok(())
    }

    /// True while nobody has written anything.
    pub(super) fn is_new(&self, fixed: &Actor) -> bool {
        self.actors.keys().all(|actor| actor == fixed)
    }

    /// True when a change is in it.
    pub(super) fn has(&self, hash: &ChangeHash) -> bool {
        self.places.contains_key(hash)
    }

    fn seen(&self, dependencies: &[ChangeHash]) -> Result<Vec<usize>, Fault> {
        dependencies.iter().map(|hash| self.places.get(hash).copied().ok_or(Fault::DoesNotApply)).collect()
    }

    /// The device that an actor belongs to; none for an actor that has written nothing here.
    pub(super) fn device_of(&self, actor: &Actor) -> Option<DeviceId> {
        self.actors.get(actor).and_then(|actor| actor.device)
    }

    /// The sequence that an actor's next change has.
    pub(super) fn next_sequence(&self, actor: &Actor) -> u64 {
        self.actors.get(actor).map_or(0, |actor| actor.sequence) + 1
    }

    /// The greatest operation number in the document.
    pub(super) const fn greatest(&self) -> u64 {
        self.greatest
    }

    /// How many operations the document holds.
    pub(super) fn operations(&self) -> u64 {
        self.operations.len() as u64
    }

    /// True when any change, seen or not, wrote at this place.
    pub(super) fn is_written(&self, place: &Place) -> bool {
        self.written.contains_key(place)
    }

    /// What the writer of a change with these dependencies had seen.
    pub(super) fn view(&self, header: &Header<'_>) -> Result<View<'_>, Fault> {
        let mut seen = vec![false; self.changes.len()];
        let mut greatest = 0;
        let mut next = BTreeSet::from_iter(self.seen(&header.dependencies)?);
        while let Some(place) = next.pop_last() {
            let (Some(mark), Some(change)) = (seen.get_mut(place), self.changes.get(place)) else { continue };
            *mark = true;
            greatest = greatest.max(change.greatest);
            next.extend(&change.dependencies);
        }
        Ok(View { past: self, seen, greatest })
    }
}

/// A document's past as one writer saw it.
#[derive(Debug)]
pub(super) struct View<'p> {
    past: &'p Past,
    seen: Vec<bool>,
    greatest: u64,
}

impl<'p> View<'p> {
    /// The greatest operation number that they had seen.
    pub(super) const fn greatest(&self) -> u64 {
        self.greatest
    }

    /// An operation, if they had seen it.
    pub(super) fn operation(&self, id: &OperationId) -> Option<&'p Held> {
        self.past.operations.get(id).filter(|held| self.has(held.change))
    }

    /// The values that stood at a place as they saw it: more than one when they competed.
    pub(super) fn values(&self, place: &Place) -> impl Iterator<Item = &'p OperationId> {
        let written = self.past.written.get(place).map(Vec::as_slice).unwrap_or_default();
        written.iter().filter(|id| {
            self.operation(id).is_some_and(|held| {
                held.action != Action::Delete && !held.replaced_by.iter().any(|change| self.has(*change))
            })
        })
    }

    /// True when they had seen what this actor wrote before; also when it had written nothing.
    pub(super) fn has_own_past(&self, header: &Header<'_>) -> bool {
        self.past.actors.get(&header.actor).is_none_or(|actor| self.has(actor.change))
    }

    fn has(&self, change: usize) -> bool {
        self.seen.get(change).copied().unwrap_or(false)
    }
}
