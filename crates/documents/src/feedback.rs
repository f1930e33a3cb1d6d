//! Feedback as documents: the customer's words once, and what became of them step by step.

use automerge::{AutomergeError, ObjType, transaction::Transactable};
use domain::{
    author::{Clocks, Written},
    feedback::{Feedback, FeedbackKind, FeedbackRecord, NewStep, ReplyBy, ServiceArea, Step, StepKind, Told},
    id::StepId,
    time::Timestamp,
};

use crate::{
    change::Change,
    document::{Document, DocumentError},
    job::{Fields, entries},
};

/// Writes feedback into a record that holds nothing yet.
///
/// # Errors
/// The record is not of feedback, or holds some.
pub fn write(document: &mut Document, feedback: &Feedback, clocks: &Clocks) -> Result<Vec<Change>, DocumentError> {
    let container = document.container("feedback")?;
    let id = document.id();
    if !document.is_new() {
        return Err(DocumentError::Foreign(id));
    }
    let told: Vec<String> = feedback.told.iter().map(Told::to_line).collect();
    let texts = [
        ("kind", feedback.kind.name().to_owned()),
        ("words", feedback.words.clone()),
        ("area", feedback.area.name().to_owned()),
        ("about", feedback.about.clone()),
        ("remedy", feedback.remedy.clone()),
        ("reply_by", feedback.reply_by.name().to_owned()),
        ("reply_to", feedback.reply_to.clone()),
        ("customer", feedback.customer.clone()),
        ("tenancy", feedback.tenancy.map(|tenancy| tenancy.to_string()).unwrap_or_default()),
        ("address", feedback.address.clone()),
        ("told", told.join("\n")),
    ];
    document
        .transact::<AutomergeError>(clocks.device, |transaction| {
            for (key, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
                transaction.put(&container, key, text)?;
            }
            for (key, flag) in [("unequal", feedback.unequal), ("kept_apart", feedback.kept_apart)] {
                if flag {
                    transaction.put(&container, key, true)?;
                }
            }
            transaction.put(&container, "received", clocks.best().milliseconds())?;
            Ok(())
        })
        .map_err(|source| DocumentError::automerge(id, source))
}

/// Adds a step.
///
/// # Errors
/// The record is not of feedback.
pub fn add_step(
    document: &mut Document,
    step: &NewStep,
    clocks: &Clocks,
    step_id: StepId,
) -> Result<Vec<Change>, DocumentError> {
    let (id, steps) = (document.id(), document.container("steps")?);
    document
        .transact::<AutomergeError>(clocks.device, |transaction| {
            let entry = transaction.put_object(&steps, step_id.to_string(), ObjType::Map)?;
            transaction.put(&entry, "kind", step.kind.name())?;
            for (key, text) in [("by", step.by.trim()), ("words", step.words.trim())] {
                if !text.is_empty() {
                    transaction.put(&entry, key, text)?;
                }
            }
            if let Some(offset) = clocks.hub_offset {
                transaction.put(&entry, "hub_offset", offset)?;
            }
            Ok(())
        })
        .map_err(|source| DocumentError::automerge(id, source))
}

/// Reads feedback.
///
/// # Errors
/// The record is not of feedback, or holds none yet.
pub fn read(document: &Document) -> Result<FeedbackRecord, DocumentError> {
    let fields = Fields::of(document, "feedback")?;
    let text = |key: &str| fields.text(key).unwrap_or_default();
    let incomplete = || DocumentError::Incomplete { document: document.id(), what: "feedback" };
    let kind = FeedbackKind::from_name(&text("kind")).ok_or_else(incomplete)?;
    let first = document.changes().iter().find(|change| !document.is_fixed(&change.hash)).map(|change| change.hash);
    let written = first.and_then(|hash| document.describe(&hash)).map(|summary| summary.written);
    let written = written.unwrap_or(Written { device: None, at: Timestamp::default() });
    let mut steps: Vec<Step> = entries(document, "steps")?
        .into_iter()
        .filter_map(|(key, entry)| {
            Some(Step {
                id: key.parse().ok()?,
                step: NewStep {
                    kind: StepKind::from_name(&entry.text("kind")?)?,
                    by: entry.text("by").unwrap_or_default(),
                    words: entry.text("words").unwrap_or_default(),
                },
                written: document.written(&entry.object),
                hub_offset: entry.integer("hub_offset"),
            })
        })
        .collect();
    steps.sort_by_key(|step| (step.at(), step.id));
    Ok(FeedbackRecord {
        id: document.id(),
        feedback: Feedback {
            kind,
            words: text("words"),
            area: ServiceArea::from_name(&text("area")).unwrap_or(ServiceArea::Other),
            about: text("about"),
            unequal: fields.flag("unequal"),
            kept_apart: fields.flag("kept_apart"),
            remedy: text("remedy"),
            reply_by: ReplyBy::from_name(&text("reply_by")).unwrap_or(ReplyBy::Letter),
            reply_to: text("reply_to"),
            customer: text("customer"),
            tenancy: text("tenancy").parse().ok(),
            address: text("address"),
            told: text("told").lines().filter_map(Told::from_line).collect(),
        },
        received: fields.integer("received").map_or(written.at, Timestamp::from_milliseconds),
        written,
        steps,
    })
}
