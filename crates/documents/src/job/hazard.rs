//! Hazards: what somebody noticed, and what the landlord's people found and did, step by step.

use automerge::{AutomergeError, ObjType, transaction::Transactable};
use domain::{
    author::Clocks,
    hazard::HazardFound,
    id::EventId,
    job::{HazardNoticed, HazardStep, HazardStepKind, Investigation, NewHazard, NewHazardStep},
    time::Timestamp,
};

use super::{EditError, MAX_NOTE, MAX_SHORT_TEXT, check_length, read};
use crate::{
    change::Change,
    document::{Document, DocumentError},
};

pub(super) fn notice(
    document: &mut Document,
    hazard: &NewHazard,
    clocks: &Clocks,
    id: EventId,
) -> Result<Vec<Change>, EditError> {
    if hazard.seen.trim().is_empty() {
        return Err(EditError::ReasonMissing);
    }
    for (what, text) in [("description", &hazard.seen), ("answer", &hazard.who)] {
        check_length(what, text, MAX_SHORT_TEXT)?;
    }
    let mut changes = document.open_container("hazards")?;
    let hazards = document.container("hazards")?;
    changes.extend(document.transact::<EditError>(clocks.device, |transaction| {
        let entry = transaction.put_object(&hazards, id.to_string(), ObjType::Map)?;
        transaction.put(&entry, "seen", hazard.seen.trim())?;
        transaction.put(&entry, "danger_now", hazard.danger_now)?;
        if !hazard.who.trim().is_empty() {
            transaction.put(&entry, "who", hazard.who.trim())?;
        }
        if let Some(offset) = clocks.hub_offset {
            transaction.put(&entry, "hub_offset", offset)?;
        }
        Ok(())
    })?);
    Ok(changes)
}

/// A step is an entry of its own, written once: what was recorded by mistake is taken back by another.
pub(super) fn step(
    document: &mut Document,
    step: &NewHazardStep,
    clocks: &Clocks,
    id: EventId,
) -> Result<Vec<Change>, EditError> {
    let hazards = noticed(document)?;
    let hazard = hazards.iter().find(|held| held.id == step.hazard).ok_or(EditError::NoSuchHazard(step.hazard))?;
    let about = Flat::of(&step.kind);
    let is_known = |of: EventId| match step.kind {
        HazardStepKind::TakenBack(..) => hazard.standing().iter().any(|held| held.id == of),
        _ => hazard
            .standing()
            .iter()
            .any(|held| held.id == of && matches!(held.step.kind, HazardStepKind::SummaryWritten(_))),
    };
    if let Some(of) = about.of.filter(|of| !is_known(*of)) {
        return Err(EditError::NoSuchHazard(of));
    }
    // An approval says all by its name.
    let wants_words = !matches!(step.kind, HazardStepKind::SummaryApproved(_));
    if step.by.trim().is_empty() || (wants_words && about.words.trim().is_empty()) {
        return Err(EditError::ReasonMissing);
    }
    check_length("name", &step.by, MAX_SHORT_TEXT)?;
    for (what, text) in about.texts() {
        check_length(what, text, MAX_NOTE)?;
    }
    let mut changes = document.open_container("hazard_steps")?;
    let steps = document.container("hazard_steps")?;
    changes.extend(document.transact::<EditError>(clocks.device, |transaction| {
        let entry = transaction.put_object(&steps, id.to_string(), ObjType::Map)?;
        transaction.put(&entry, "hazard", step.hazard.to_string())?;
        transaction.put(&entry, "kind", step.kind.name())?;
        transaction.put(&entry, "at", step.at.milliseconds())?;
        transaction.put(&entry, "by", step.by.trim())?;
        about.put(transaction, &entry)?;
        Ok(())
    })?);
    Ok(changes)
}

/// A step's values as they lie in its entry.
#[derive(Default)]
struct Flat<'s> {
    of: Option<EventId>,
    words: &'s str,
    investigation: Option<&'s Investigation>,
}

impl<'s> Flat<'s> {
    fn of(kind: &'s HazardStepKind) -> Self {
        match kind {
            HazardStepKind::Investigated(found) => {
                Self { words: &found.findings, investigation: Some(found), of: None }
            }
            HazardStepKind::SummaryApproved(of) => Self { of: Some(*of), ..Self::default() },
            HazardStepKind::SummaryGiven(of, words) | HazardStepKind::TakenBack(of, words) => {
                Self { of: Some(*of), words, ..Self::default() }
            }
            HazardStepKind::SummaryWritten(words)
            | HazardStepKind::MadeSafe(words)
            | HazardStepKind::FurtherWorkBegun(words)
            | HazardStepKind::FurtherWorkStarted(words) => Self { words, ..Self::default() },
        }
    }

    fn texts(&self) -> Vec<(&'static str, &'s str)> {
        let mut texts = vec![("text", self.words)];
        if let Some(found) = self.investigation {
            texts.extend([
                ("name of the hazard", found.which.as_str()),
                ("work", found.safety_work.as_str()),
                ("work", found.further_work.as_str()),
            ]);
        }
        texts
    }

    fn put(&self, transaction: &mut impl Transactable, entry: &automerge::ObjId) -> Result<(), AutomergeError> {
        if let Some(of) = self.of {
            transaction.put(entry, "of", of.to_string())?;
        }
        if !self.words.trim().is_empty() {
            transaction.put(entry, "words", self.words.trim())?;
        }
        let Some(found) = self.investigation else { return Ok(()) };
        transaction.put(entry, "found", found.found.name())?;
        for (key, text) in
            [("which", &found.which), ("safety_work", &found.safety_work), ("further_work", &found.further_work)]
        {
            if !text.trim().is_empty() {
                transaction.put(entry, key, text.trim())?;
            }
        }
        if let Some(day) = found.works_by {
            transaction.put(entry, "works_by", day.to_string())?;
        }
        Ok(())
    }
}

pub(super) fn noticed(document: &Document) -> Result<Vec<HazardNoticed>, DocumentError> {
    let steps = steps(document)?;
    let noticed = read::entries(document, "hazards")?.into_iter().filter_map(|(key, fields)| {
        let id = key.parse().ok()?;
        Some(HazardNoticed {
            id,
            hazard: NewHazard {
                seen: fields.text("seen").unwrap_or_default(),
                who: fields.text("who").unwrap_or_default(),
                danger_now: fields.flag("danger_now"),
            },
            written: document.written(&fields.object),
            hub_offset: fields.integer("hub_offset"),
            steps: steps.iter().filter(|step| step.step.hazard == id).cloned().collect(),
        })
    });
    Ok(noticed.collect())
}

fn steps(document: &Document) -> Result<Vec<HazardStep>, DocumentError> {
    let recorded = read::entries(document, "hazard_steps")?.into_iter().filter_map(|(key, fields)| {
        Some(HazardStep {
            id: key.parse().ok()?,
            step: NewHazardStep {
                hazard: fields.text("hazard")?.parse().ok()?,
                at: Timestamp::from_milliseconds(fields.integer("at")?),
                by: fields.text("by").unwrap_or_default(),
                kind: kind(&fields)?,
            },
            written: document.written(&fields.object),
        })
    });
    let mut steps: Vec<HazardStep> = recorded.collect();
    steps.sort_by_key(|step| (step.written.at, step.id));
    Ok(steps)
}

fn kind(fields: &read::Fields<'_>) -> Option<HazardStepKind> {
    let text = |key: &str| fields.text(key).unwrap_or_default();
    let of = || fields.text("of").and_then(|of| of.parse().ok());
    Some(match fields.text("kind")?.as_str() {
        "investigated" => HazardStepKind::Investigated(Investigation {
            found: HazardFound::from_name(&text("found"))?,
            which: text("which"),
            findings: text("words"),
            safety_work: text("safety_work"),
            further_work: text("further_work"),
            works_by: text("works_by").parse().ok(),
        }),
        "summary_written" => HazardStepKind::SummaryWritten(text("words")),
        "summary_approved" => HazardStepKind::SummaryApproved(of()?),
        "summary_given" => HazardStepKind::SummaryGiven(of()?, text("words")),
        "made_safe" => HazardStepKind::MadeSafe(text("words")),
        "further_work_begun" => HazardStepKind::FurtherWorkBegun(text("words")),
        "further_work_started" => HazardStepKind::FurtherWorkStarted(text("words")),
        "taken_back" => HazardStepKind::TakenBack(of()?, text("words")),
        _ => return None,
    })
}
