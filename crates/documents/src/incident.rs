//! An incident as a document of its own: written once, read by those whom the landlord has named.

use automerge::{AutomergeError, transaction::Transactable};
use domain::{
    author::{Clocks, Written},
    incident::{Incident, IncidentKind},
    time::Timestamp,
};

use crate::{
    change::Change,
    document::{Document, DocumentError},
    job::Fields,
};

/// Writes an incident into a record that holds nothing yet.
///
/// # Errors
/// The record is no incident's, or holds one.
pub fn write(document: &mut Document, incident: &Incident, clocks: &Clocks) -> Result<Vec<Change>, DocumentError> {
    let container = document.container("incident")?;
    let id = document.id();
    if !document.is_new() {
        return Err(DocumentError::Foreign(id));
    }
    document
        .transact::<AutomergeError>(clocks.device, |transaction| {
            transaction.put(&container, "kind", incident.kind.name())?;
            transaction.put(&container, "words", incident.words.trim())?;
            transaction.put(&container, "place", incident.place.trim())?;
            transaction.put(&container, "hurt", incident.hurt)?;
            if let Some(offset) = clocks.hub_offset {
                transaction.put(&container, "hub_offset", offset)?;
            }
            Ok(())
        })
        .map_err(|source| DocumentError::automerge(id, source))
}

/// Reads an incident, and who wrote it when.
///
/// # Errors
/// The record is no incident's, or holds none yet.
pub fn read(document: &Document) -> Result<(Incident, Written), DocumentError> {
    let fields = Fields::of(document, "incident")?;
    let text = |key: &str| fields.text(key).unwrap_or_default();
    let kind = IncidentKind::from_name(&text("kind"));
    let first = document.changes().iter().find(|change| !document.is_fixed(&change.hash)).map(|change| change.hash);
    let written = first.and_then(|hash| document.describe(&hash)).map(|summary| summary.written);
    let incident = Incident {
        kind: kind.ok_or(DocumentError::Incomplete { document: document.id(), what: "kind" })?,
        words: text("words"),
        place: text("place"),
        hurt: fields.flag("hurt"),
    };
    Ok((incident, written.unwrap_or(Written { device: None, at: Timestamp::default() })))
}
