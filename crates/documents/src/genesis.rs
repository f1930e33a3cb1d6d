//! The first change of every document of a kind: the same bytes on every device, for ever.
//!
//! If two handhelds each created the map of events, one map would hide the other's events. So every container comes
//! from a change that depends on nothing and is never sent, because everybody has it. A later version may only add
//! containers, by a further fixed change on top of this one; these bytes never change.

use std::{
    collections::BTreeMap,
    sync::{PoisonError, RwLock},
};

use automerge::{
    ActorId, Automerge, AutomergeError, ObjType, ROOT,
    transaction::{CommitOptions, Transactable},
};
use domain::{access::RecordPart, id::RecordKind};

/// Containers of a document: name, type, and the part of the record whose rule of access covers it.
pub(crate) const fn containers(kind: RecordKind) -> &'static [(&'static str, ObjType, RecordPart)] {
    use RecordPart::{Alert, JobAppointment, JobEvents, JobItems, JobNote, JobOrder, JobPhotos, JobSignOffs};
    match kind {
        RecordKind::Job => &[
            ("choices", ObjType::Map, JobSignOffs),
            ("contacts", ObjType::Map, JobOrder),
            ("elements", ObjType::Map, JobOrder),
            ("events", ObjType::Map, JobEvents),
            ("items", ObjType::Map, JobItems),
            ("note", ObjType::Text, JobNote),
            ("note_touched", ObjType::Map, JobNote),
            ("order", ObjType::Map, JobOrder),
            ("photos", ObjType::Map, JobPhotos),
            ("planning", ObjType::Map, JobAppointment),
            ("sign_offs", ObjType::Map, JobSignOffs),
        ],
        RecordKind::Alert => &[("alert", ObjType::Map, Alert)],
    }
}

/// The part of the record that a container belongs to.
pub(crate) fn part_of(kind: RecordKind, container: &str) -> Option<RecordPart> {
    containers(kind).iter().find(|(name, ..)| *name == container).map(|(_, _, part)| *part)
}

/// A new document that holds the genesis change and nothing else.
///
/// # Errors
/// Never in practice: the same constant operations each time.
pub(crate) fn genesis(kind: RecordKind) -> Result<Automerge, AutomergeError> {
    static MADE: RwLock<BTreeMap<RecordKind, Automerge>> = RwLock::new(BTreeMap::new());
    if let Some(made) = MADE.read().unwrap_or_else(PoisonError::into_inner).get(&kind) {
        return Ok(made.clone());
    }
    let made = make(kind)?;
    MADE.write().unwrap_or_else(PoisonError::into_inner).insert(kind, made.clone());
    Ok(made)
}

/// The hash of the genesis change.
pub(crate) fn genesis_hash(kind: RecordKind) -> Option<automerge::ChangeHash> {
    genesis(kind).ok().and_then(|genesis| genesis.get_heads().first().copied())
}

fn make(kind: RecordKind) -> Result<Automerge, AutomergeError> {
    let mut document = Automerge::new();
    document.set_actor(ActorId::from([kind as u8; 16]));
    let mut transaction = document.transaction();
    for (name, object, _) in containers(kind) {
        transaction.put_object(ROOT, *name, *object)?;
    }
    transaction.commit_with(CommitOptions::default().with_time(0));
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::{ChangeHash, hex};

    #[test]
    fn the_genesis_bytes_never_change() {
        let frozen: Vec<String> = RecordKind::ALL
            .into_iter()
            .map(|kind| {
                let document = genesis(kind).unwrap();
                let changes = document.get_changes(&[]);
                assert_eq!(changes.len(), 1);
                let hash = ChangeHash::from(changes[0].hash());
                format!("{} {hash}\n{}", kind.name(), hex(changes[0].raw_bytes()))
            })
            .collect();
        insta::assert_snapshot!(frozen.join("\n"));
    }
}
