//! What the next version of Doorstep might bring, for tests in which it is at work beside this one.

use automerge::{AutomergeError, ObjType, transaction::Transactable};
use domain::{access::RecordPart, author::Clocks};

use crate::{
    change::Change,
    document::{Document, DocumentError},
    genesis::{Container, layers_with},
};

/// A container that no version has.
const NAME: &str = "weather";

/// Writes words into a container that only the next version knows, as its app would. Gives the layers that the record
/// did not hold, in order, and then what was written.
///
/// # Errors
/// Never in practice.
#[doc(hidden)]
pub fn write_as_the_next_version(
    document: &mut Document,
    words: &str,
    clocks: &Clocks,
) -> Result<Vec<Change>, DocumentError> {
    const LAYER: &[Container] = &[(NAME, ObjType::Map, RecordPart::JobNote)];
    let id = document.id();
    let failed = |source| DocumentError::automerge(id, source);
    let layers = layers_with(document.kind(), LAYER).map_err(failed)?;
    let mut changes: Vec<Change> = layers.into_iter().filter(|layer| !document.has(&layer.hash)).collect();
    document.apply(&changes)?;
    let container = document.container(NAME)?;
    let written = document.transact::<AutomergeError>(clocks.device, |transaction| {
        transaction.put(&container, "words", words)?;
        Ok(())
    });
    changes.extend(written.map_err(failed)?);
    Ok(changes)
}
