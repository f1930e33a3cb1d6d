//! The note: one text that everybody edits at once.
//!
//! A person edits the text they were shown, while others' words may have arrived since. So only what *they* changed is
//! applied: the difference between what they were shown and what they left, each piece moved to where its surroundings
//! stand now.

use automerge::{Cursor, ObjId, ReadDoc, transaction::Transactable};
use domain::author::Clocks;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{EditError, MAX_NOTE, check_length};
use crate::{
    change::{Change, ChangeHash},
    document::Document,
};

/// One piece to replace, in characters of the text as it stands now.
struct Splice {
    at: usize,
    delete: isize,
    insert: String,
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
    let shown: Vec<char> = document.inner.text_at(&note, &base)?.chars().collect();
    let left: Vec<char> = text.chars().collect();
    let splices = splices(document, &note, &base, &shown, &left)?;
    if splices.is_empty() {
        return Ok(Vec::new());
    }
    document.transact(clocks.device, |transaction| {
        // From the end, so that earlier positions stay true.
        for splice in splices.iter().rev() {
            transaction.splice_text(&note, splice.at, splice.delete, &splice.insert)?;
        }
        transaction.put(&touched, "at", clocks.device.milliseconds())?;
        Ok(())
    })
}

fn splices(
    document: &Document,
    note: &ObjId,
    base: &[automerge::ChangeHash],
    shown: &[char],
    left: &[char],
) -> Result<Vec<Splice>, EditError> {
    let mut splices = Vec::new();
    for piece in capture_diff_slices(Algorithm::Myers, shown, left) {
        let (from, length, with) = match piece {
            DiffOp::Equal { .. } => continue,
            DiffOp::Delete { old_index, old_len, .. } => (old_index, old_len, String::new()),
            DiffOp::Insert { old_index, new_index, new_len } => (old_index, 0, slice(left, new_index, new_len)),
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                (old_index, old_len, slice(left, new_index, new_len))
            }
        };
        // Words that others put between the first and last character of a deleted piece stay: each character is
        // looked up by itself and neighbours are joined again.
        let at = now(document, note, base, from, shown.len())?;
        let mut run = Splice { at, delete: 0, insert: with };
        let mut expected = at;
        for offset in 0..length {
            let Some(here) = still_there(document, note, base, from + offset)? else { continue };
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
    Ok(splices)
}

fn slice(text: &[char], from: usize, length: usize) -> String {
    text.iter().skip(from).take(length).collect()
}

/// Where position `at` of the text as shown is now.
fn now(
    document: &Document,
    note: &ObjId,
    base: &[automerge::ChangeHash],
    at: usize,
    length: usize,
) -> Result<usize, EditError> {
    // After the character before it, so that two people who append both follow what they saw.
    match at.checked_sub(1).filter(|before| *before < length) {
        None => Ok(0),
        Some(before) => match still_there(document, note, base, before)? {
            Some(here) => Ok(here + 1),
            None => {
                let cursor: Cursor = document.inner.get_cursor(note, before, Some(base))?;
                Ok(document.inner.get_cursor_position(note, &cursor, None)?)
            }
        },
    }
}

/// Where character `at` of the text as shown is now; none when somebody deleted it.
fn still_there(
    document: &Document,
    note: &ObjId,
    base: &[automerge::ChangeHash],
    at: usize,
) -> Result<Option<usize>, EditError> {
    let cursor: Cursor = document.inner.get_cursor(note, at, Some(base))?;
    let here = document.inner.get_cursor_position(note, &cursor, None)?;
    // A cursor on a deleted character gives the place where it was: ask what stands there.
    let same =
        document.inner.get_cursor(note, here, None).is_ok_and(|standing| standing.to_bytes() == cursor.to_bytes());
    Ok(same.then_some(here))
}
