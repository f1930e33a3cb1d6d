//! A diversity profile as a document of one change: written once, on its way to the hub, and read there alone.

use automerge::{AutomergeError, transaction::Transactable};
use domain::{
    author::Clocks,
    form::{FormRef, Reply},
    profile::DiversityProfile,
    time::Timestamp,
};

use crate::{
    change::Change,
    document::{Document, DocumentError},
    job::Fields,
};

/// Writes a profile into a record that holds nothing yet.
///
/// # Errors
/// The record is not a profile's, or holds one.
pub fn write(
    document: &mut Document,
    profile: &DiversityProfile,
    clocks: &Clocks,
) -> Result<Vec<Change>, DocumentError> {
    let (container, replies) = (document.container("profile")?, document.container("replies")?);
    let id = document.id();
    if !document.is_new() {
        return Err(DocumentError::Foreign(id));
    }
    document
        .transact::<AutomergeError>(clocks.device, |transaction| {
            transaction.put(&container, "tenancy", profile.tenancy.to_string())?;
            transaction.put(&container, "person", profile.person.as_str())?;
            transaction.put(&container, "form", profile.form.form.as_str())?;
            transaction.put(&container, "version", profile.form.version)?;
            transaction.put(&container, "given", clocks.best().milliseconds())?;
            for (question, reply) in &profile.replies {
                transaction.put(&replies, question.as_str(), reply.to_scalar())?;
            }
            Ok(())
        })
        .map_err(|source| DocumentError::automerge(id, source))
}

/// Reads a profile, and when it was given.
///
/// # Errors
/// The record is not a profile's, or says neither where nor who.
pub fn read(document: &Document) -> Result<(DiversityProfile, Timestamp), DocumentError> {
    let fields = Fields::of(document, "profile")?;
    let incomplete = |what| DocumentError::Incomplete { document: document.id(), what };
    let text = |key: &str| fields.text(key).unwrap_or_default();
    let replies = Fields::of(document, "replies")?;
    let reply = |question: String| Some((question.clone(), Reply::from_scalar(&replies.text(&question)?)?));
    let profile = DiversityProfile {
        tenancy: text("tenancy").parse().map_err(|_| incomplete("tenancy"))?,
        person: fields.text("person").filter(|name| !name.trim().is_empty()).ok_or_else(|| incomplete("person"))?,
        form: FormRef { form: text("form"), version: fields.unsigned("version").unwrap_or_default() },
        replies: replies.keys().into_iter().filter_map(reply).collect(),
    };
    Ok((profile, fields.integer("given").map(Timestamp::from_milliseconds).unwrap_or_default()))
}
