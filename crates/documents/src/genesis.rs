//! The fixed changes of a kind: the same bytes on every device, for ever.
//!
//! If two handhelds each created the map of events, one map would hide the other's events. So every container comes
//! from a change that nobody writes for themselves. The first, the *genesis*, depends on nothing; everybody has it, and
//! it is never sent. A later version adds containers by a further *layer* on top of it, and none of these bytes ever
//! change.
//!
//! A layer joins a record when somebody first writes what needs it. The hub puts it into its log from its own build and
//! sends it as any other change, so that a handheld of an older version, which does not know what its containers are
//! for, still merges and shows everything else. Handhelds never send one.

use std::{
    collections::BTreeMap,
    sync::{PoisonError, RwLock},
};

use automerge::{
    ActorId, Automerge, AutomergeError, ObjType, ROOT, ReadDoc,
    transaction::{CommitOptions, Transactable},
};
use domain::{access::RecordPart, id::RecordKind};

use crate::change::{Actor, Change, ChangeHash};

/// A container of a document: name, type, and the part of the record whose rule of access covers it.
pub(crate) type Container = (&'static str, ObjType, RecordPart);

/// What each fixed change of a kind makes, the genesis first. Only ever add to the end.
pub(crate) const fn layers(kind: RecordKind) -> &'static [&'static [Container]] {
    use RecordPart::{
        Alert, AlertDecisions, AlertReport, AsbCase, AsbDiary, AsbReport, Concern, DiversityProfile, Feedback,
        FeedbackSteps, Incident, JobAppointment, JobAttempts, JobDecisions, JobEvents, JobFollowOns, JobForms,
        JobHazardSteps, JobHazards, JobItems, JobLabour, JobMaterials, JobNote, JobOrder, JobPhotos, JobRecordings,
        JobSignOffs, JobVariations, Tenancy, VanCounts, VanStock, VanTaken,
    };
    match kind {
        // A visit is kept as a job is, so that whatever reads, merges and seals one does so with the other.
        RecordKind::Job | RecordKind::Visit => &[
            &[
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
            &[
                ("attempts", ObjType::Map, JobAttempts),
                ("captions", ObjType::Map, JobPhotos),
                ("decisions", ObjType::Map, JobDecisions),
                ("follow_ons", ObjType::Map, JobFollowOns),
                ("forms", ObjType::Map, JobForms),
                ("hazards", ObjType::Map, JobHazards),
                ("labour", ObjType::Map, JobLabour),
                ("materials", ObjType::Map, JobMaterials),
                ("recordings", ObjType::Map, JobRecordings),
                ("redactions", ObjType::Map, JobPhotos),
                ("variations", ObjType::Map, JobVariations),
            ],
            &[("hazard_steps", ObjType::Map, JobHazardSteps)],
        ],
        RecordKind::Alert => &[&[("alert", ObjType::Map, Alert)]],
        RecordKind::Concern => &[&[("concern", ObjType::Map, Concern)]],
        RecordKind::Tenancy => &[&[("tenancy", ObjType::Map, Tenancy), ("tenants", ObjType::Map, Tenancy)]],
        RecordKind::Feedback => &[&[("feedback", ObjType::Map, Feedback), ("steps", ObjType::Map, FeedbackSteps)]],
        RecordKind::DiversityProfile => {
            &[&[("profile", ObjType::Map, DiversityProfile), ("replies", ObjType::Map, DiversityProfile)]]
        }
        RecordKind::VanStock => &[
            &[("shelf", ObjType::Map, VanStock), ("taken", ObjType::Map, VanTaken), ("van", ObjType::Map, VanStock)],
            &[("counts", ObjType::Map, VanCounts)],
        ],
        RecordKind::AlertReport => {
            &[&[("decisions", ObjType::Map, AlertDecisions), ("report", ObjType::Map, AlertReport)]]
        }
        RecordKind::Incident => &[&[("incident", ObjType::Map, Incident)]],
        RecordKind::AsbReport => &[&[
            ("actions", ObjType::Map, AsbCase),
            ("contact", ObjType::Map, AsbCase),
            ("diary", ObjType::Map, AsbDiary),
            ("report", ObjType::Map, AsbReport),
            ("risk", ObjType::Map, AsbCase),
            ("turns", ObjType::Map, AsbCase),
        ]],
    }
}

/// Every container of a kind.
pub(crate) fn containers(kind: RecordKind) -> impl Iterator<Item = &'static Container> {
    layers(kind).iter().copied().flatten()
}

/// The part of the record that a container belongs to.
pub(crate) fn part_of(kind: RecordKind, container: &str) -> Option<RecordPart> {
    containers(kind).find(|(name, ..)| *name == container).map(|(_, _, part)| *part)
}

/// Which fixed change makes a container: 0 for the genesis.
pub(crate) fn layer_of(kind: RecordKind, container: &str) -> Option<usize> {
    layers(kind).iter().position(|layer| layer.iter().any(|(name, ..)| *name == container))
}

/// Whom Automerge takes to have written a kind's fixed changes: nobody's device.
pub(crate) const fn fixed_actor(kind: RecordKind) -> Actor {
    Actor::from_bytes([kind as u8; 16])
}

/// A new document that holds the genesis change and nothing else.
///
/// # Errors
/// Never in practice: the same constant operations each time.
pub(crate) fn genesis(kind: RecordKind) -> Result<Automerge, AutomergeError> {
    Ok(fixed(kind)?.genesis)
}

/// The hash of the genesis change.
pub(crate) fn genesis_hash(kind: RecordKind) -> Option<automerge::ChangeHash> {
    fixed(kind).ok().and_then(|fixed| fixed.genesis.get_heads().first().copied())
}

/// The layers of a kind in order, without the genesis.
///
/// # Errors
/// Never in practice: the same constant operations each time.
pub(crate) fn fixed_changes(kind: RecordKind) -> Result<Vec<Change>, AutomergeError> {
    Ok(fixed(kind)?.layers)
}

/// The layer of this version with this hash, and those that it stands on, in order; none when it is no layer.
#[must_use]
pub fn layers_up_to(kind: RecordKind, hash: &ChangeHash) -> Vec<Change> {
    let layers = fixed_changes(kind).unwrap_or_default();
    match layers.iter().position(|layer| layer.hash == *hash) {
        Some(last) => layers.into_iter().take(last + 1).collect(),
        None => Vec::new(),
    }
}

/// The layers of a kind in order, with one more on top that this version does not know.
///
/// # Errors
/// Never in practice: the same constant operations each time.
pub(crate) fn layers_with(kind: RecordKind, more: &[Container]) -> Result<Vec<Change>, AutomergeError> {
    let all: Vec<&[Container]> = layers(kind).iter().copied().chain([more]).collect();
    Ok(make(kind, &all)?.layers)
}

#[derive(Clone)]
struct Fixed {
    genesis: Automerge,
    layers: Vec<Change>,
}

fn fixed(kind: RecordKind) -> Result<Fixed, AutomergeError> {
    static MADE: RwLock<BTreeMap<RecordKind, Fixed>> = RwLock::new(BTreeMap::new());
    if let Some(made) = MADE.read().unwrap_or_else(PoisonError::into_inner).get(&kind) {
        return Ok(made.clone());
    }
    let made = make(kind, layers(kind))?;
    MADE.write().unwrap_or_else(PoisonError::into_inner).insert(kind, made.clone());
    Ok(made)
}

fn make(kind: RecordKind, layers: &[&[Container]]) -> Result<Fixed, AutomergeError> {
    let mut document = Automerge::new();
    document.set_actor(ActorId::from(fixed_actor(kind).as_bytes().as_slice()));
    let mut genesis = None;
    let mut made = Vec::new();
    for layer in layers {
        let mut transaction = document.transaction();
        for (name, object, _) in *layer {
            transaction.put_object(ROOT, *name, *object)?;
        }
        let (hash, _) = transaction.commit_with(CommitOptions::default().with_time(0));
        if genesis.is_none() {
            genesis = Some(document.clone());
        } else {
            let change = hash.and_then(|hash| document.get_change_by_hash(&hash));
            made.extend(change.iter().map(Change::from_automerge));
        }
    }
    Ok(Fixed { genesis: genesis.unwrap_or_else(Automerge::new), layers: made })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::hex;

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

    #[test]
    fn the_bytes_of_later_layers_never_change() {
        let frozen: Vec<String> = RecordKind::ALL
            .into_iter()
            .flat_map(|kind| fixed_changes(kind).unwrap().into_iter().map(move |layer| (kind, layer)))
            .map(|(kind, layer)| format!("{} {}\n{}", kind.name(), layer.hash, hex(&layer.bytes)))
            .collect();
        insta::assert_snapshot!(frozen.join("\n"));
    }

    #[test]
    fn no_container_is_made_twice() {
        for kind in RecordKind::ALL {
            let mut names: Vec<_> = containers(kind).map(|(name, ..)| *name).collect();
            names.sort_unstable();
            let all = names.len();
            names.dedup();
            assert_eq!(names.len(), all, "{}", kind.name());
        }
    }
}
