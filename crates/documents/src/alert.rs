//! Alerts as documents: apart from jobs, so that one can be withheld and erased alone.

use automerge::{AutomergeError, ObjId, ReadDoc, transaction::Transactable};
use domain::{
    alert::{Alert, AlertSubject, Confirmation, RaisedAt},
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
    let raised = alert.raised.as_ref().map(raised_texts).into_iter().flatten();
    // Most alerts say none of these; but what was said before must not go on standing.
    let stated = [("confirmed", alert.confirmation.name()), ("review", review)]
        .into_iter()
        .chain(raised)
        .filter(|(key, value)| text(document, &container, key).map_or(!value.is_empty(), |held| held != *value));
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
        raised: raised_from(text),
    })
}

/// Where an alert was raised, as values of a record.
pub(crate) fn raised_texts(raised: &RaisedAt) -> [(&'static str, String); 4] {
    [
        ("record", raised.record.to_string()),
        ("property", raised.property.clone()),
        ("address", raised.address_lines.join("\n")),
        ("postcode", raised.postcode.clone()),
    ]
}

/// Reads [`raised_texts`]; none where nobody at a door raised it.
pub(crate) fn raised_from(text: impl Fn(&str) -> Option<String>) -> Option<RaisedAt> {
    Some(RaisedAt {
        record: text("record")?.parse().ok()?,
        property: text("property").unwrap_or_default(),
        address_lines: text("address").unwrap_or_default().lines().map(str::to_owned).collect(),
        postcode: text("postcode").unwrap_or_default(),
    })
}

fn text(document: &Document, container: &ObjId, key: &str) -> Option<String> {
    match document.inner.get(container, key) {
        Ok(Some((value, _))) => value.as_str().map(str::to_owned),
        _ => None,
    }
}
