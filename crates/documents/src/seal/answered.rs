//! Answers that a signature does not cover, by the questions that the seal keeps.

use domain::{
    access::RecordPart,
    form::{Field, Form, FormRef, Reply},
    sign_off::{Grounds, answer_in_english},
};

use super::{Seal, uncovered::Subject};
use crate::{document::Document, form};

/// The questions of what was signed.
pub(super) struct Asked {
    forms: Vec<Form>,
    /// Which version of a form each was begun with, by its identity as it stands in keys.
    begun: Vec<(String, FormRef)>,
}

impl Asked {
    pub(super) fn of(seal: &Seal, document: &Document) -> Self {
        let forms = seal.body().grounds.as_ref().and_then(Grounds::read_forms).unwrap_or_default();
        let headings = if forms.is_empty() { Vec::new() } else { form::headings(document).unwrap_or_default() };
        Self { forms, begun: headings.into_iter().map(|held| (held.id.to_string(), held.form)).collect() }
    }

    /// What an answer was and is, in words; none for what was not read back in the first place, of which the record says no
    /// more here than that a form was filled in.
    pub(super) fn answered(
        &self,
        key: &str,
        old: Option<&str>,
        new: Option<&str>,
    ) -> Option<(RecordPart, Subject, String)> {
        let (filled, field) = key.split_once('/')?;
        let (_, id) = self.begun.iter().find(|(begun, _)| begun == filled)?;
        let form = self.forms.iter().find(|form| form.id == *id)?;
        let field: Field = field.parse().ok()?;
        let item = form.item(&field.name)?;
        let said = |scalar: Option<&str>| answer_in_english(form, item, &Reply::from_scalar(scalar?)?);
        let words = match (said(old), said(new)) {
            (Some((question, old)), Some((_, new))) => format!("changed “{question}” from “{old}” to “{new}”"),
            (None, Some((question, new))) => format!("answered “{question}”: {new}"),
            (Some((question, old)), None) => format!("took back the answer to “{question}”: {old}"),
            (None, None) => return None,
        };
        Some((RecordPart::JobForms, Subject::Whole, words))
    }
}
