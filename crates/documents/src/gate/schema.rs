//! What may be written where: every operation is followed to the container that it writes to.
//!
//! Looking at what a merge *shows* is not enough: an operation that is hidden today may win tomorrow. So the
//! operations themselves are judged. Entries of the event log, items, photos and sign-offs are written once, by the
//! change that makes them, and never again; a container is never replaced. This holds for every writer; which parts a
//! role may write is [`domain::access`]'s to say.

use std::collections::{BTreeSet, HashMap, HashSet};

use domain::{
    access::RecordPart,
    id::{EventId, RecordKind},
};

use super::{
    Fault,
    operation::{Action, Key, Object, Operation, OperationId, Value},
    past::{Held, Past, Place, View},
};
use crate::genesis::containers;

/// How a container is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Values under keys, set again as often as wanted.
    Values,
    /// Entries of values, both set again as often as wanted.
    Entries,
    /// Entries under an id each, written once; only these of their values may be set again.
    WrittenOnce(&'static [&'static str]),
    /// One text.
    Text,
}

/// Where an operation's object stands.
enum Level {
    Container(&'static str),
    Entry(&'static str, OperationId),
    /// In a container that a later version's layer made, or in an entry of one.
    Unknown {
        in_entry: bool,
        text: bool,
    },
}

/// What becomes of writing into containers that this version does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unknown {
    /// The hub knows every container that it let into the log.
    Refused,
    /// A handheld may be older than what it is sent.
    Kept,
}

fn shape(kind: RecordKind, container: &str) -> Option<Shape> {
    let kind = if kind.is_work() { RecordKind::Job } else { kind };
    match (kind, container) {
        (
            RecordKind::Job,
            "attempts" | "events" | "follow_ons" | "hazard_steps" | "hazards" | "recordings" | "redactions"
            | "sign_offs" | "variations",
        ) => Some(Shape::WrittenOnce(&[])),
        (RecordKind::Job, "photos") => Some(Shape::WrittenOnce(&["caption"])),
        (RecordKind::Job, "items" | "materials") => Some(Shape::WrittenOnce(&["quantity"])),
        (RecordKind::Job, "labour") => Some(Shape::WrittenOnce(&["minutes"])),
        (RecordKind::Job, "contacts" | "elements") => Some(Shape::Entries),
        (RecordKind::Job, "captions" | "choices" | "decisions" | "forms" | "note_touched" | "order" | "planning") => {
            Some(Shape::Values)
        }
        (RecordKind::Job, "note") => Some(Shape::Text),
        (RecordKind::Alert, "alert")
        | (RecordKind::Concern, "concern")
        | (RecordKind::Tenancy, "tenancy")
        | (RecordKind::Feedback, "feedback")
        | (RecordKind::AlertReport, "report")
        | (RecordKind::Incident, "incident")
        | (RecordKind::DiversityProfile, "profile" | "replies")
        | (RecordKind::VanStock, "van")
        | (RecordKind::AsbReport, "report") => Some(Shape::Values),
        (RecordKind::Tenancy, "tenants") | (RecordKind::VanStock, "shelf") => Some(Shape::Entries),
        (RecordKind::VanStock, "taken") => Some(Shape::WrittenOnce(&["quantity"])),
        (RecordKind::AsbReport, "actions") => Some(Shape::WrittenOnce(&["done"])),
        (RecordKind::Feedback, "steps")
        | (RecordKind::AlertReport, "decisions")
        | (RecordKind::VanStock, "counts")
        | (RecordKind::AsbReport, "contact" | "diary" | "risk" | "turns") => Some(Shape::WrittenOnce(&[])),
        _ => None,
    }
}

/// Values of an item that only the landlord's order gives it.
const ORDERED: [&str; 2] = ["element", "ordered"];

/// Judges every operation of a change; gives the parts of the record that it writes.
pub(super) fn judge(
    kind: RecordKind,
    past: &Past,
    view: &View<'_>,
    operations: &[Operation<'_>],
    unknown: Unknown,
) -> Result<BTreeSet<RecordPart>, Fault> {
    let mut judge = Judge {
        kind,
        past,
        view,
        unknown,
        own: HashMap::new(),
        own_places: HashSet::new(),
        own_replaced: HashSet::new(),
        parts: BTreeSet::new(),
    };
    for operation in operations {
        judge.operation(operation)?;
    }
    Ok(judge.parts)
}

/// Judges a layer: it makes containers under names that are not used yet, and nothing else.
pub(super) fn judge_layer(past: &Past, operations: &[Operation<'_>]) -> Result<(), Fault> {
    let mut places = HashSet::new();
    for operation in operations {
        let place = Place::of(operation);
        let makes = matches!(operation.action, Action::MakeMap | Action::MakeText)
            && operation.object == Object::Root
            && is_named(operation)
            && operation.replaces.is_empty();
        if !makes || past.is_written(&place) || !places.insert(place) {
            return Err(Fault::NotAllowed(None));
        }
    }
    Ok(())
}

struct Judge<'p> {
    kind: RecordKind,
    past: &'p Past,
    view: &'p View<'p>,
    unknown: Unknown,
    /// The change's own operations so far.
    own: HashMap<OperationId, (Place, Action)>,
    own_places: HashSet<Place>,
    own_replaced: HashSet<OperationId>,
    parts: BTreeSet<RecordPart>,
}

impl Judge<'_> {
    fn operation(&mut self, operation: &Operation<'_>) -> Result<(), Fault> {
        let place = Place::of(operation);
        self.references(operation, &place)?;
        match self.level(operation.object)? {
            Level::Container(name) => {
                let part = self.in_container(name, operation, &place)?;
                self.parts.insert(part);
            }
            Level::Entry(name, entry) => {
                let part = self.in_entry(name, entry, operation, &place)?;
                self.parts.insert(part);
            }
            Level::Unknown { in_entry, text } => in_unknown(operation, in_entry, text)?,
        }
        self.own_replaced.extend(&operation.replaces);
        if operation.action != Action::Delete {
            self.own_places.insert(place.clone());
            self.own.insert(operation.id, (place, operation.action));
        }
        Ok(())
    }

    /// Whatever an operation speaks of must have been seen by its writer, and must stand where it is said to stand:
    /// elsewhere it might be applied before what it needs, and that is where Automerge panics.
    fn references(&self, operation: &Operation<'_>, place: &Place) -> Result<(), Fault> {
        if let Key::Character(character) = operation.key {
            let (held, action) = self.held(&character)?;
            let inserted = *held == Place::Character(operation.object, character);
            if !inserted || action == Action::Delete {
                return Err(Fault::DoesNotApply);
            }
        }
        for replaced in &operation.replaces {
            let (held, action) = self.held(replaced)?;
            if held != place || action == Action::Delete {
                return Err(Fault::DoesNotApply);
            }
        }
        // What is inserted replaces nothing, and what is taken away was something.
        let replaces = !operation.replaces.is_empty();
        let sound = if operation.insert { !replaces } else { replaces || operation.action != Action::Delete };
        if sound { Ok(()) } else { Err(Fault::DoesNotApply) }
    }

    fn level(&self, object: Object) -> Result<Level, Fault> {
        let Object::Made(id) = object else { return Err(Fault::NotAllowed(None)) };
        let (place, action) = self.held(&id)?;
        if !matches!(action, Action::MakeMap | Action::MakeText) {
            return Err(Fault::DoesNotApply);
        }
        match place {
            Place::Name(Object::Root, name) => {
                let container = containers(self.kind).find(|(known, ..)| known == name);
                match (container, self.unknown) {
                    (Some((name, ..)), _) => Ok(Level::Container(name)),
                    // Only a layer can have made it: nobody else writes there.
                    (None, Unknown::Kept) => Ok(Level::Unknown { in_entry: false, text: action == Action::MakeText }),
                    (None, Unknown::Refused) => Err(Fault::NotAllowed(None)),
                }
            }
            Place::Name(parent, _) => match self.level(*parent)? {
                Level::Container(name) => Ok(Level::Entry(name, id)),
                Level::Entry(name, _) => Err(self.refuse(name)),
                Level::Unknown { in_entry: false, text: false } => Ok(Level::Unknown { in_entry: true, text: false }),
                Level::Unknown { .. } => Err(Fault::NotAllowed(None)),
            },
            Place::Character(..) => Err(Fault::DoesNotApply),
        }
    }

    fn in_container(&self, name: &str, operation: &Operation<'_>, place: &Place) -> Result<RecordPart, Fault> {
        let part = self.part(name)?;
        let allowed = match shape(self.kind, name).ok_or(Fault::NotAllowed(Some(part)))? {
            Shape::Values => is_value(operation),
            Shape::Entries => matches!(operation.action, Action::MakeMap | Action::Delete) && is_named(operation),
            Shape::WrittenOnce(_) => {
                operation.action == Action::MakeMap
                    && matches!(operation.key, Key::Name(name) if is_id(name))
                    && !self.past.is_written(place)
                    && !self.own_places.contains(place)
            }
            Shape::Text => is_character(operation),
        };
        if allowed { Ok(part) } else { Err(Fault::NotAllowed(Some(part))) }
    }

    fn in_entry(
        &self,
        name: &str,
        entry: OperationId,
        operation: &Operation<'_>,
        place: &Place,
    ) -> Result<RecordPart, Fault> {
        let part = self.part(name)?;
        let Key::Name(key) = operation.key else { return Err(Fault::NotAllowed(Some(part))) };
        let allowed = is_value(operation)
            && match shape(self.kind, name) {
                Some(Shape::Entries) => true,
                Some(Shape::WrittenOnce(again)) => {
                    let fresh = self.own.contains_key(&entry) && !self.own_places.contains(place);
                    let again = again.contains(&key);
                    match operation.action {
                        Action::Set => fresh || again,
                        _ => again && self.leaves_a_value(operation, place),
                    }
                }
                _ => false,
            };
        if !allowed {
            return Err(Fault::NotAllowed(Some(part)));
        }
        let orders = self.kind.is_work() && name == "items" && ORDERED.contains(&key);
        Ok(if orders { RecordPart::JobOrder } else { part })
    }

    /// True when values compete and this takes some of them away: how Automerge settles on one that is there already.
    fn leaves_a_value(&self, operation: &Operation<'_>, place: &Place) -> bool {
        let gone = |value| operation.replaces.contains(value) || self.own_replaced.contains(value);
        self.view.values(place).any(|value| !gone(value))
    }

    /// An operation that the writer had seen, or had just written.
    fn held(&self, id: &OperationId) -> Result<(&Place, Action), Fault> {
        let own = self.own.get(id).map(|(place, action)| (place, *action));
        let seen = || self.view.operation(id).map(|Held { place, action, .. }| (place, *action));
        own.or_else(seen).ok_or(Fault::DoesNotApply)
    }

    fn part(&self, container: &str) -> Result<RecordPart, Fault> {
        crate::genesis::part_of(self.kind, container).ok_or(Fault::NotAllowed(None))
    }

    fn refuse(&self, container: &str) -> Fault {
        Fault::NotAllowed(crate::genesis::part_of(self.kind, container))
    }
}

/// What may stand in a container of a later version: values, entries of values, or characters.
fn in_unknown(operation: &Operation<'_>, in_entry: bool, text: bool) -> Result<(), Fault> {
    let allowed = match (text, in_entry) {
        (true, _) => is_character(operation),
        (false, true) => is_value(operation),
        (false, false) => is_value(operation) || (operation.action == Action::MakeMap && is_named(operation)),
    };
    if allowed { Ok(()) } else { Err(Fault::NotAllowed(None)) }
}

const fn is_named(operation: &Operation<'_>) -> bool {
    matches!(operation.key, Key::Name(_)) && !operation.insert
}

/// Sets or takes away a plain value under a key.
const fn is_value(operation: &Operation<'_>) -> bool {
    matches!(operation.action, Action::Set | Action::Delete) && is_named(operation)
}

/// Inserts one character, or takes one away.
fn is_character(operation: &Operation<'_>) -> bool {
    match (operation.action, operation.insert, operation.key) {
        (Action::Set, true, Key::Start | Key::Character(_)) => {
            matches!(operation.value, Value::Text(text) if text.chars().count() == 1)
        }
        (Action::Delete, false, Key::Character(_)) => true,
        _ => false,
    }
}

/// True for the one spelling of an id; another would name the same entry twice.
fn is_id(name: &str) -> bool {
    name.parse::<EventId>().is_ok_and(|id| id.to_string() == name)
}

#[cfg(test)]
mod tests {
    use automerge::ObjType;

    use super::*;

    #[test]
    fn every_container_of_every_kind_has_a_shape() {
        for kind in RecordKind::ALL {
            for (name, object, _) in containers(kind) {
                let text = shape(kind, name).unwrap() == Shape::Text;
                assert_eq!(text, *object == ObjType::Text, "{name}");
            }
        }
    }
}
