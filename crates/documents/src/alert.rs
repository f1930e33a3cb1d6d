//! Alerts as documents: apart from jobs, so that one can be withheld and erased alone.

use automerge::{AutomergeError, ReadDoc, transaction::Transactable};
use domain::{
    alert::{Alert, AlertSubject},
    time::Timestamp,
};

use crate::{
    change::Change,
    document::{Document, DocumentError},
};

/// Writes an alert's words as the landlord gives them; gives no change when they stand so already.
///
/// # Errors
/// The record is not an alert's.
pub fn write(document: &mut Document, alert: &Alert, now: Timestamp) -> Result<Vec<Change>, DocumentError> {
    let container = document.container("alert")?;
    if read(document).is_ok_and(|held| held == *alert) {
        return Ok(Vec::new());
    }
    let id = document.id();
    document
        .transact::<AutomergeError>(now, |transaction| {
            transaction.put(&container, "subject", alert.subject.name())?;
            transaction.put(&container, "type_code", alert.type_code.as_str())?;
            transaction.put(&container, "comments", alert.comments.as_str())?;
            Ok(())
        })
        .map_err(|source| DocumentError::automerge(id, source))
}

/// Reads an alert.
///
/// # Errors
/// The record is not an alert's, or holds none yet.
pub fn read(document: &Document) -> Result<Alert, DocumentError> {
    let container = document.container("alert")?;
    let text = |key: &str| match document.inner.get(&container, key) {
        Ok(Some((value, _))) => value.as_str().map(str::to_owned),
        _ => None,
    };
    let subject = text("subject").as_deref().and_then(AlertSubject::from_name);
    Ok(Alert {
        id: document.id(),
        subject: subject.ok_or(DocumentError::Incomplete { document: document.id(), what: "subject" })?,
        type_code: text("type_code").unwrap_or_default(),
        comments: text("comments").unwrap_or_default(),
    })
}
