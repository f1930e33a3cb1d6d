//! The changes that put a seal into its record, and those that say at once that it is the one that stands: what they did is
//! the signing itself.

use std::collections::BTreeMap;

use automerge::{ObjId, PatchAction, Prop, ReadDoc, Value};

use super::{Seal, uncovered::dependencies};
use crate::{change::ChangeHash, document::Document};

/// True for a change that directly follows this seal and says that it is the one that stands: who signed again saw what came
/// since the sign-off before, and nothing else.
pub(super) fn chooses_it_at_once(
    document: &Document,
    change: &ChangeHash,
    dependencies: &[ChangeHash],
    carriers: &BTreeMap<ChangeHash, String>,
) -> bool {
    let [carrier] = dependencies else { return false };
    let Some(id) = carriers.get(carrier) else { return false };
    let chooses = |path: &[(ObjId, Prop)], action: &PatchAction| match (path, action) {
        ([(_, Prop::Map(container))], PatchAction::PutMap { key, value: (value, _), .. }) => {
            container == "choices" && key == "sign_off" && value.as_str() == Some(id.as_str())
        }
        _ => false,
    };
    let patches = document.inner.diff(&[carrier.to_automerge()], &[change.to_automerge()]);
    !patches.is_empty() && patches.iter().all(|patch| chooses(&patch.path, &patch.action))
}

/// Changes that put this very seal into the record and did nothing else, each with the sign-off's id.
pub(super) fn carriers(seal: &Seal, document: &Document) -> BTreeMap<ChangeHash, String> {
    let Ok(container) = document.container("sign_offs") else { return BTreeMap::new() };
    let bytes = seal.to_bytes();
    let keys = document.inner.keys(&container);
    let carrier = |key: String| {
        let (_, entry) = document.inner.get(&container, key.as_str()).ok()??;
        let (value, operation) = document.inner.get(&entry, "seal").ok()??;
        let Value::Scalar(value) = value else { return None };
        let held = value.as_bytes().is_some_and(|held| held == bytes);
        let change = document.inner.hash_for_opid(&operation)?;
        (held && only_carries(document, change.into(), &key)).then(|| (change.into(), key))
    };
    keys.filter_map(carrier).collect()
}

fn only_carries(document: &Document, change: ChangeHash, key: &str) -> bool {
    let before: Vec<_> = dependencies(document, &change).iter().map(|hash| hash.to_automerge()).collect();
    let names = |(_, prop): &(ObjId, Prop), name: &str| matches!(prop, Prop::Map(key) if key == name);
    document.inner.diff(&before, &[change.to_automerge()]).iter().all(|patch| match patch.path.as_slice() {
        [container] => {
            names(container, "sign_offs") && matches!(&patch.action, PatchAction::PutMap { key: put, .. } if put == key)
        }
        [container, entry] => names(container, "sign_offs") && names(entry, key),
        _ => false,
    })
}
