//! Whole documents that the hub signed: they are merged into what is held, and never replace it.

use automerge::Automerge;

use super::{Fault, joining::loads_again};
use crate::contain::contained;
use crate::{change::Change, document::Document, frame::Snapshot};

/// The largest whole document, saved or as its changes: a hundred times the largest job.
pub const MAX_SNAPSHOT: usize = 16 << 20;

/// Merges a whole document into the one that is held, keeping every change of both; gives the changes that were new.
///
/// The caller has checked the hub's signature: the hub's gate let each change in, so they are not judged one by one
/// again. Damage and faults of the hub are still contained.
///
/// # Errors
/// It is another record's, too large, or does not load or merge; what is held is as it was.
pub fn merge_snapshot(document: &Document, snapshot: &Snapshot) -> Result<(Document, Vec<Change>), Fault> {
    if snapshot.document != document.id() || snapshot.kind != document.kind() {
        return Err(Fault::Malformed("a whole document of another record"));
    }
    if snapshot.saved.len() > MAX_SNAPSHOT {
        return Err(Fault::TooLarge);
    }
    let (inner, changes) = contained(|| merge(&document.inner, &snapshot.saved)).ok_or(Fault::DoesNotApply)??;
    let mut merged = document.clone();
    merged.inner = inner;
    Ok((merged, changes))
}

/// The same for a whole document that comes as its changes.
///
/// # Errors
/// As [`merge_snapshot`].
pub fn merge_changes(document: &Document, changes: &[Vec<u8>]) -> Result<(Document, Vec<Change>), Fault> {
    if changes.iter().map(Vec::len).sum::<usize>() > MAX_SNAPSHOT {
        return Err(Fault::TooLarge);
    }
    let arrived = changes
        .iter()
        .map(|bytes| automerge::Change::from_bytes(bytes.clone()).map_err(|_| Fault::Malformed("not a change")))
        .collect::<Result<Vec<_>, _>>();
    let (inner, changes) = contained(|| join(&document.inner, arrived?, &[])).ok_or(Fault::DoesNotApply)??;
    let mut merged = document.clone();
    merged.inner = inner;
    Ok((merged, changes))
}

fn merge(held: &Automerge, saved: &[u8]) -> Result<(Automerge, Vec<Change>), Fault> {
    let arrived = Automerge::load(saved).map_err(|_| Fault::Malformed("a whole document that does not load"))?;
    let genesis = held.get_changes(&[]).first().map(automerge::Change::hash);
    let has_genesis = genesis.is_some_and(|genesis| arrived.get_change_meta_by_hash(&genesis).is_some());
    if !has_genesis {
        return Err(Fault::Malformed("a whole document without the beginning of its kind"));
    }
    join(held, arrived.get_changes(&[]), &arrived.get_heads())
}

/// Adds changes to a copy of what is held; in the end it must have all of them, and `heads`.
fn join(
    held: &Automerge,
    arrived: Vec<automerge::Change>,
    heads: &[automerge::ChangeHash],
) -> Result<(Automerge, Vec<Change>), Fault> {
    let news: Vec<_> =
        arrived.into_iter().filter(|change| held.get_change_meta_by_hash(&change.hash()).is_none()).collect();
    let changes = news.iter().map(Change::from_automerge).collect();
    let mut merged = held.clone();
    let hashes: Vec<_> = news.iter().map(automerge::Change::hash).collect();
    merged.apply_changes(news).map_err(|_| Fault::DoesNotApply)?;
    let joined = hashes.iter().chain(heads).all(|hash| merged.get_change_meta_by_hash(hash).is_some());
    if !joined {
        return Err(Fault::DoesNotApply);
    }
    let mut heads = merged.get_heads();
    heads.sort_unstable();
    loads_again(&merged, &heads)?;
    Ok((merged, changes))
}
