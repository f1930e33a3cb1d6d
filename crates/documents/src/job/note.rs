//! The note: one text that everybody edits at once.
//!
//! A person edits the text they were shown, while others' words may have arrived since. So only what *they* changed is
//! applied: the difference between what they were shown and what they left, each piece moved to where its surroundings
//! stand now. The difference is taken by whole words: by letters, a new word would borrow letters of an old one, and
//! lose them when somebody else takes the old one out. Words that stand once on both sides are matched first, so that
//! a shifted sentence is not read as every word changed between the same full stops.

use std::collections::HashMap;

use automerge::{ObjId, ReadDoc, transaction::Transactable};
use domain::author::Clocks;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{EditError, MAX_NOTE, check_length};
use crate::{
    change::{Change, ChangeHash},
    document::Document,
};

/// One piece to replace, in characters of the text as it stands now.
pub(crate) struct Splice {
    pub(crate) at: usize,
    pub(crate) delete: isize,
    pub(crate) insert: String,
}

/// What turned one text into another, moved to where its surroundings stand in a third.
pub(crate) fn moved(before: &str, after: &str, now: &str) -> Vec<Splice> {
    let (shown, stands) = (words(before), words(now));
    let length = |words: &[&str]| words.iter().map(|word| word.chars().count()).sum::<usize>();
    let mut places = vec![None; before.chars().count()];
    for piece in capture_diff_slices(Algorithm::Patience, &shown, &stands) {
        let DiffOp::Equal { old_index, new_index, len } = piece else { continue };
        let from = length(shown.get(..old_index).unwrap_or_default());
        let to = length(stands.get(..new_index).unwrap_or_default());
        let run = length(shown.get(old_index..old_index + len).unwrap_or_default());
        for (offset, place) in places.iter_mut().skip(from).take(run).enumerate() {
            *place = Some(to + offset);
        }
    }
    splices(&places, before, after)
}

pub(super) fn edit(
    document: &mut Document,
    base: &[[u8; 32]],
    text: &str,
    clocks: &Clocks,
) -> Result<Vec<Change>, EditError> {
    check_length("note", text, MAX_NOTE)?;
    let base: Vec<ChangeHash> = base.iter().copied().map(ChangeHash::from_bytes).collect();
    if base.is_empty() || !document.missing(&base).is_empty() {
        return Err(EditError::UnknownBase);
    }
    let base: Vec<automerge::ChangeHash> = base.iter().map(|hash| hash.to_automerge()).collect();
    let note = document.container("note")?;
    let touched = document.container("note_touched")?;
    let shown = document.inner.text_at(&note, &base)?;
    let splices = splices(&places(document, &note, &base), &shown, text);
    // Whoever has read what several wrote at once, and leaves it so, settles that by saying it.
    if splices.is_empty() && document.inner.get_all(&touched, "at")?.len() < 2 {
        return Ok(Vec::new());
    }
    document.transact(clocks.device, |transaction| {
        // From the end, so that earlier positions stay true.
        for splice in splices.iter().rev() {
            transaction.splice_text(&note, splice.at, splice.delete, &splice.insert)?;
        }
        // The same value again would write nothing, and nobody would see that this was written beside another's words.
        let now = clocks.device.milliseconds();
        let stands = transaction.get(&touched, "at")?.is_some_and(|(value, _)| value.as_i64() == Some(now));
        transaction.put(&touched, "at", if stands { now.saturating_add(1) } else { now })?;
        Ok(())
    })
}

fn splices(places: &[Option<usize>], shown: &str, left: &str) -> Vec<Splice> {
    let (shown, left) = (words(shown), words(left));
    // Where each word begins, in characters; and where the last one ends.
    let begins: Vec<usize> = std::iter::once(0)
        .chain(shown.iter().scan(0, |at, word| {
            *at += word.chars().count();
            Some(*at)
        }))
        .collect();
    let begin = |word: usize| begins.get(word).copied().unwrap_or(places.len());
    let mut splices = Vec::new();
    for piece in capture_diff_slices(Algorithm::Patience, &shown, &left) {
        let (old, new) = match piece {
            DiffOp::Equal { .. } => continue,
            DiffOp::Delete { old_index, old_len, .. } => (old_index..old_index + old_len, 0..0),
            DiffOp::Insert { old_index, new_index, new_len } => (old_index..old_index, new_index..new_index + new_len),
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                (old_index..old_index + old_len, new_index..new_index + new_len)
            }
        };
        let (from, to) = (begin(old.start), begin(old.end));
        let with = left.get(new).unwrap_or_default().concat();
        // Words that others put between the first and last character of a deleted piece stay: each character is
        // looked up by itself and neighbours are joined again.
        let at = after(places, from);
        let mut run = Splice { at, delete: 0, insert: with };
        let mut expected = at;
        for here in places.iter().take(to).skip(from).copied().flatten() {
            if here != expected {
                splices.push(run);
                run = Splice { at: here, delete: 0, insert: String::new() };
            }
            run.delete += 1;
            expected = here + 1;
        }
        splices.push(run);
    }
    splices.retain(|splice| splice.delete > 0 || !splice.insert.is_empty());
    splices.sort_by_key(|splice| splice.at);
    splices
}

/// Runs of letters and digits; every other character by itself.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = rest.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(rest.len());
        let (word, after) = rest.split_at(length.max(first.len_utf8()));
        words.push(word);
        rest = after;
    }
    words
}

/// Where each character of the text as shown is now; none for those that somebody deleted.
///
/// Automerge's cursors would say so too, but in 0.12 one on a deleted end of a text trips an assertion.
fn places(document: &Document, note: &ObjId, base: &[automerge::ChangeHash]) -> Vec<Option<usize>> {
    let now: HashMap<ObjId, usize> =
        document.inner.list_range(note, ..).map(|character| (character.id(), character.index)).collect();
    let shown = document.inner.list_range_at(note, .., base);
    shown.map(|character| now.get(&character.id()).copied()).collect()
}

/// Where position `at` of the text as shown is now: after the last character before it that is still there, so that
/// two people who append both follow what they saw.
fn after(places: &[Option<usize>], at: usize) -> usize {
    places.iter().take(at).rev().find_map(|place| *place).map_or(0, |place| place + 1)
}
