//! Writing again what a person did on a version of a record that the hub did not take.
//!
//! When one change is kept out of the log, everything that its handheld writes afterwards stands on it and is kept out as
//! well. So the record is made again from the hub's, and what the person did since is done once more upon that. What a
//! signature covers is never done again: the signature pins the very changes that were signed.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{
    AutomergeError, ObjId, ObjType, Patch, PatchAction, ROOT, ReadDoc, Value,
    transaction::{Transactable, Transaction},
};
use domain::{access::RecordPart, id::RecordKind, time::Timestamp};

use crate::{
    change::{Change, ChangeHash},
    document::{Document, DocumentError},
    job,
    seal::Seal,
};

/// The changes of a record that a sign-off covers, and those that brought a sign-off.
#[must_use]
pub fn sealed(document: &Document) -> BTreeSet<ChangeHash> {
    let mut sealed = BTreeSet::new();
    if document.kind() != RecordKind::Job {
        return sealed;
    }
    let Ok(job) = job::read(document) else { return sealed };
    for entry in &job.sign_offs {
        let Ok(seal) = Seal::from_bytes(&entry.seal) else { continue };
        let Ok(signed) = document.at(&seal.body().heads) else { continue };
        sealed.extend(signed.changes().into_iter().map(|change| change.hash));
    }
    let signs = |hash: &ChangeHash| {
        document.describe(hash).is_some_and(|summary| summary.parts.contains(&RecordPart::JobSignOffs))
    };
    sealed.extend(document.changes().into_iter().map(|change| change.hash).filter(signs));
    sealed
}

/// The changes of a record that stand on one of these, and these themselves.
#[must_use]
pub fn standing_on(document: &Document, roots: &BTreeSet<ChangeHash>) -> BTreeSet<ChangeHash> {
    let mut standing = BTreeSet::new();
    // Each comes after those that it stands on.
    for change in document.inner.get_changes(&[]) {
        let hash = ChangeHash::from(change.hash());
        let stands = change.deps().iter().any(|on| standing.contains(&ChangeHash::from(*on)));
        if stands || roots.contains(&hash) {
            standing.insert(hash);
        }
    }
    standing
}

/// Does once more, upon `onto`, what one change did to the record that it was made on. None when nothing of it is left to
/// do.
///
/// # Errors
/// The record cannot be written.
pub fn replay(from: &Document, hash: &ChangeHash, onto: &mut Document) -> Result<Vec<Change>, DocumentError> {
    let Some(change) = from.inner.get_change_by_hash(&hash.to_automerge()) else { return Ok(Vec::new()) };
    // Seen from its own past, everything that it wrote shows.
    let patches = from.inner.diff(change.deps(), &[change.hash()]);
    let mut texts: BTreeMap<Vec<String>, (String, String)> = BTreeMap::new();
    for patch in patches.iter().filter(|patch| is_about_text(patch)) {
        let Some(path) = path_of(patch) else { continue };
        let text = |heads: &[automerge::ChangeHash]| from.inner.text_at(&patch.obj, heads).unwrap_or_default();
        texts.entry(path).or_insert_with(|| (text(change.deps()), text(&[change.hash()])));
    }
    let id = onto.id();
    let at = Timestamp::from_milliseconds(change.timestamp());
    onto.transact(at, |transaction| {
        for patch in &patches {
            put(transaction, patch)?;
        }
        for (path, (before, after)) in &texts {
            if let Some(text) = object_at(transaction, path) {
                let now = transaction.text(&text)?;
                for splice in job::note::moved(before, after, &now).iter().rev() {
                    transaction.splice_text(&text, splice.at, splice.delete, &splice.insert)?;
                }
            }
        }
        Ok::<_, AutomergeError>(())
    })
    .map_err(|source| DocumentError::automerge(id, source))
}

fn is_about_text(patch: &Patch) -> bool {
    matches!(patch.action, PatchAction::SpliceText { .. } | PatchAction::DeleteSeq { .. })
}

/// The names that lead from the root to the object that a patch is about; none when a list lies on the way, which no
/// record has.
fn path_of(patch: &Patch) -> Option<Vec<String>> {
    let names = patch.path.iter().map(|(_, prop)| match prop {
        automerge::Prop::Map(name) => Some(name.clone()),
        automerge::Prop::Seq(_) => None,
    });
    names.collect()
}

fn object_at(transaction: &Transaction<'_>, path: &[String]) -> Option<ObjId> {
    path.iter().try_fold(ROOT, |object, name| match transaction.get(&object, name.as_str()) {
        Ok(Some((Value::Object(_), inner))) => Some(inner),
        _ => None,
    })
}

/// What a patch says of a map. An entry that is not there upon this record, because what made it was kept out, takes
/// nothing.
fn put(transaction: &mut Transaction<'_>, patch: &Patch) -> Result<(), AutomergeError> {
    let Some(object) = path_of(patch).and_then(|path| object_at(transaction, &path)) else { return Ok(()) };
    match &patch.action {
        PatchAction::PutMap { key, value: (Value::Object(kind @ (ObjType::Map | ObjType::Text)), _), .. }
            if transaction.get(&object, key.as_str())?.is_none() =>
        {
            transaction.put_object(&object, key.as_str(), *kind)?;
        }
        PatchAction::PutMap { key, value: (Value::Scalar(value), _), .. } => {
            transaction.put(&object, key.as_str(), value.as_ref().clone())?;
        }
        PatchAction::DeleteMap { key } => transaction.delete(&object, key.as_str())?,
        _ => {}
    }
    Ok(())
}
