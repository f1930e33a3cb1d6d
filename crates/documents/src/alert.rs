//! Alerts as documents: apart from jobs, so that one can be withheld and erased alone.

use automerge::{AutomergeError, ObjId, ReadDoc, transaction::Transactable};
use domain::{
    alert::{Alert, AlertSubject, Confirmation},
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
    let review = alert.review.map(|day| day.to_string()).unwrap_or_default();
    // Most alerts say neither; but what was said before must not go on standing.
    let stated = [("confirmed", alert.confirmation.name()), ("review", review)]
        .into_iter()
        .filter(|(key, value)| !value.is_empty() || text(document, &container, key).is_some());
    let stated: Vec<(&str, String)> = stated.collect();
    document
        .transact::<AutomergeError>(now, |transaction| {
            transaction.put(&container, "subject", alert.subject.name())?;
            transaction.put(&container, "type_code", alert.type_code.as_str())?;
            transaction.put(&container, "comments", alert.comments.as_str())?;
            for (key, value) in stated {
                transaction.put(&container, key, value)?;
            }
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
    let text = |key: &str| text(document, &container, key);
    let subject = text("subject").as_deref().and_then(AlertSubject::from_name);
    Ok(Alert {
        id: document.id(),
        subject: subject.ok_or(DocumentError::Incomplete { document: document.id(), what: "subject" })?,
        type_code: text("type_code").unwrap_or_default(),
        comments: text("comments").unwrap_or_default(),
        confirmation: Confirmation::from_name(&text("confirmed").unwrap_or_default()),
        review: text("review").and_then(|day| day.parse().ok()),
    })
}

fn text(document: &Document, container: &ObjId, key: &str) -> Option<String> {
    match document.inner.get(container, key) {
        Ok(Some((value, _))) => value.as_str().map(str::to_owned),
        _ => None,
    }
}
