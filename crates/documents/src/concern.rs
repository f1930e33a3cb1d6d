//! A worry about somebody, as a document of its own: written once, read by safeguarding leads alone.

use automerge::{AutomergeError, ReadDoc, transaction::Transactable};
use domain::{
    author::Clocks,
    concern::{Concern, ConcernAbout},
};

use crate::{
    change::Change,
    document::{Document, DocumentError},
};

/// Writes a worry into a record that holds nothing yet.
///
/// # Errors
/// The record is not a concern's, or holds one.
pub fn write(document: &mut Document, concern: &Concern, clocks: &Clocks) -> Result<Vec<Change>, DocumentError> {
    let container = document.container("concern")?;
    let id = document.id();
    if !document.is_new() {
        return Err(DocumentError::Foreign(id));
    }
    document
        .transact::<AutomergeError>(clocks.device, |transaction| {
            transaction.put(&container, "about", concern.about.name())?;
            transaction.put(&container, "words", concern.words.as_str())?;
            transaction.put(&container, "address", concern.address.as_str())?;
            transaction.put(&container, "in_danger", concern.in_danger)?;
            if let Some(offset) = clocks.hub_offset {
                transaction.put(&container, "hub_offset", offset)?;
            }
            Ok(())
        })
        .map_err(|source| DocumentError::automerge(id, source))
}

/// Reads a worry.
///
/// # Errors
/// The record is not a concern's, or holds none yet.
pub fn read(document: &Document) -> Result<Concern, DocumentError> {
    let container = document.container("concern")?;
    let value = |key: &str| document.inner.get(&container, key).ok().flatten().map(|(value, _)| value);
    let text = |key: &str| value(key).and_then(|value| value.as_str().map(str::to_owned));
    let about = text("about").as_deref().and_then(ConcernAbout::from_name);
    Ok(Concern {
        about: about.ok_or(DocumentError::Incomplete { document: document.id(), what: "subject" })?,
        words: text("words").unwrap_or_default(),
        address: text("address").unwrap_or_default(),
        in_danger: value("in_danger").and_then(|value| value.as_bool()).unwrap_or(false),
    })
}
