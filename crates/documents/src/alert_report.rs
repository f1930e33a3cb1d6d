//! What an alert was raised on, as a document: written once, and what was decided on it entry by entry.

use automerge::{AutomergeError, ObjType, transaction::Transactable};
use domain::{
    alert::AlertSubject,
    alert_report::{AlertDecision, AlertReport, AlertReportRecord, AlertVerdict, NewAlertDecision, PersonTold},
    author::{Clocks, Written},
    id::StepId,
    time::Timestamp,
};

use crate::{
    alert::{raised_from, raised_texts},
    change::Change,
    document::{Document, DocumentError},
    job::{Fields, entries},
};

/// Writes a report into a record that holds nothing yet.
///
/// # Errors
/// The record is no report's, or holds one.
pub fn write(document: &mut Document, report: &AlertReport, clocks: &Clocks) -> Result<Vec<Change>, DocumentError> {
    let container = document.container("report")?;
    let id = document.id();
    if !document.is_new() {
        return Err(DocumentError::Foreign(id));
    }
    let (told, not_told) = match &report.told {
        PersonTold::Told => (true, ""),
        PersonTold::NotTold(why) => (false, why.trim()),
    };
    let texts = [
        ("alert", report.alert.to_string()),
        ("subject", report.subject.name().to_owned()),
        ("type_code", report.type_code.clone()),
        ("happened", report.happened.trim().to_owned()),
        ("happened_on", report.happened_on.to_string()),
        ("instruction", report.instruction.trim().to_owned()),
        ("decided_by", report.decided_by.trim().to_owned()),
        ("review", report.review.to_string()),
        ("not_told", not_told.to_owned()),
    ];
    document
        .transact::<AutomergeError>(clocks.device, |transaction| {
            let raised = raised_texts(&report.raised).into_iter();
            for (key, text) in texts.into_iter().chain(raised).filter(|(_, text)| !text.is_empty()) {
                transaction.put(&container, key, text)?;
            }
            transaction.put(&container, "told", told)?;
            if let Some(offset) = clocks.hub_offset {
                transaction.put(&container, "hub_offset", offset)?;
            }
            Ok(())
        })
        .map_err(|source| DocumentError::automerge(id, source))
}

/// Adds a decision, which follows every one that is here.
///
/// # Errors
/// The record is no report's.
pub fn decide(
    document: &mut Document,
    decision: &NewAlertDecision,
    clocks: &Clocks,
    decision_id: StepId,
) -> Result<Vec<Change>, DocumentError> {
    let (id, decisions) = (document.id(), document.container("decisions")?);
    let follows: Vec<String> = read(document)?.decisions.iter().map(|known| known.id.to_string()).collect();
    let (verdict, type_code, words, review) = match &decision.verdict {
        AlertVerdict::Confirmed { type_code, instruction, review } => {
            ("confirmed", type_code.as_str(), instruction.trim(), review.to_string())
        }
        AlertVerdict::Declined(reason) => ("declined", "", reason.trim(), String::new()),
    };
    let texts = [
        ("verdict", verdict.to_owned()),
        ("type_code", type_code.to_owned()),
        ("words", words.to_owned()),
        ("review", review),
        ("by", decision.by.trim().to_owned()),
        ("follows", follows.join("\n")),
    ];
    document
        .transact::<AutomergeError>(clocks.device, |transaction| {
            let entry = transaction.put_object(&decisions, decision_id.to_string(), ObjType::Map)?;
            for (key, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
                transaction.put(&entry, key, text)?;
            }
            if let Some(offset) = clocks.hub_offset {
                transaction.put(&entry, "hub_offset", offset)?;
            }
            Ok(())
        })
        .map_err(|source| DocumentError::automerge(id, source))
}

/// Reads a report and what was decided on it.
///
/// # Errors
/// The record is no report's, or holds none yet.
pub fn read(document: &Document) -> Result<AlertReportRecord, DocumentError> {
    let fields = Fields::of(document, "report")?;
    let text = |key: &str| fields.text(key).unwrap_or_default();
    let lacks = |what: &'static str| DocumentError::Incomplete { document: document.id(), what };
    let day = |key: &'static str| text(key).parse().map_err(|_| lacks(key));
    let first = document.changes().iter().find(|change| !document.is_fixed(&change.hash)).map(|change| change.hash);
    let written = first.and_then(|hash| document.describe(&hash)).map(|summary| summary.written);
    let report = AlertReport {
        alert: text("alert").parse().map_err(|_| lacks("alert"))?,
        raised: raised_from(|key| fields.text(key)).ok_or_else(|| lacks("record"))?,
        subject: AlertSubject::from_name(&text("subject")).ok_or_else(|| lacks("subject"))?,
        type_code: text("type_code"),
        happened: text("happened"),
        happened_on: day("happened_on")?,
        instruction: text("instruction"),
        decided_by: text("decided_by"),
        review: day("review")?,
        told: if fields.flag("told") { PersonTold::Told } else { PersonTold::NotTold(text("not_told")) },
    };
    let mut decisions: Vec<AlertDecision> = entries(document, "decisions")?
        .into_iter()
        .filter_map(|(key, entry)| {
            let words = entry.text("words").unwrap_or_default();
            let verdict = match entry.text("verdict")?.as_str() {
                "confirmed" => AlertVerdict::Confirmed {
                    type_code: entry.text("type_code").unwrap_or_default(),
                    instruction: words,
                    review: entry.text("review")?.parse().ok()?,
                },
                "declined" => AlertVerdict::Declined(words),
                _ => return None,
            };
            Some(AlertDecision {
                id: key.parse().ok()?,
                decision: NewAlertDecision { verdict, by: entry.text("by").unwrap_or_default() },
                follows: entry.text("follows").unwrap_or_default().lines().filter_map(|id| id.parse().ok()).collect(),
                written: document.written(&entry.object),
                hub_offset: entry.integer("hub_offset"),
            })
        })
        .collect();
    decisions.sort_by_key(|decision| (decision.at(), decision.id));
    Ok(AlertReportRecord {
        id: document.id(),
        report,
        written: written.unwrap_or(Written { device: None, at: Timestamp::default() }),
        decisions,
    })
}
