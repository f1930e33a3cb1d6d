//! What a signature does not cover: every change outside the version that was signed, in words.
//!
//! Who made a change is what the record says: the writer that Automerge keeps, let in by the hub's gate. The seal's
//! signature vouches for the version that was signed alone.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{PatchAction, Prop, ReadDoc, Value};
use domain::{
    access::RecordPart,
    author::Written,
    id::{EventId, ItemId, PhotoId, SignOffId},
    job::{AppointmentWindow, EventKind, Item, Job, MadeFrom},
    locale::as_written,
};

use super::{
    Seal,
    answered::Asked,
    carrier::{carriers, chooses_it_at_once},
};
use crate::{
    change::ChangeHash,
    document::{ChangeSummary, Document},
    job,
};

/// One thing that somebody did outside the version that was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotCovered {
    /// The change that did it.
    pub change: ChangeHash,
    /// Who and when, as the record says.
    pub written: Written,
    /// Where in the record; none for what only a later version knows.
    pub part: Option<RecordPart>,
    /// Which thing.
    pub subject: Subject,
    /// Whether they could have seen the sign-off.
    pub sight: Sight,
    /// What they did, to follow their name: "added DES5R006, 2 each".
    pub words: String,
}

/// Whether whoever wrote something had the sign-off in sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Written after it, on a device that held it.
    After,
    /// Written on a device that did not hold it yet, before or after.
    Unseen,
}

impl Sight {
    /// "made after it".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::After => "made after it",
            Self::Unseen => "made without seeing it",
        }
    }
}

/// Which thing was written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// An item.
    Item(ItemId),
    /// A photo.
    Photo(PhotoId),
    /// A photo that shows another with parts of it blacked out. The other was destroyed: the sign-off still says which
    /// picture it was, and nobody can look at it any more.
    Redaction(PhotoId),
    /// An event.
    Event(EventId),
    /// Another sign-off.
    SignOff(SignOffId),
    /// A part of the record as a whole.
    Whole,
}

/// Everything outside the version that was signed, but for the sign-off itself.
pub(super) fn not_covered(seal: &Seal, document: &Document) -> Vec<NotCovered> {
    let Ok(job) = job::read(document) else { return Vec::new() };
    let asked = Asked::of(seal, document);
    let carriers = carriers(seal, document);
    // Without the sign-off in the record, whoever held all that was signed counts as having seen it.
    let marks: BTreeSet<ChangeHash> = if carriers.is_empty() {
        seal.body().heads.iter().copied().collect()
    } else {
        carriers.keys().copied().collect()
    };
    let mut seen_by: BTreeMap<ChangeHash, BTreeSet<ChangeHash>> =
        marks.iter().map(|mark| (*mark, BTreeSet::from([*mark]))).collect();
    let mut found = Vec::new();
    for change in document.changes_since(&seal.body().heads) {
        let dependencies = dependencies(document, &change.hash);
        let seen: BTreeSet<ChangeHash> =
            dependencies.iter().filter_map(|hash| seen_by.get(hash)).flatten().copied().collect();
        let complete = if carriers.is_empty() { seen.len() == marks.len() } else { !seen.is_empty() };
        let sight = if complete { Sight::After } else { Sight::Unseen };
        seen_by.entry(change.hash).or_default().extend(seen);
        let carries = carriers.contains_key(&change.hash) || document.is_fixed(&change.hash);
        if carries || chooses_it_at_once(document, &change.hash, &dependencies, &carriers) {
            continue;
        }
        if let Some(summary) = document.describe(&change.hash) {
            found.extend(deeds(document, &job, &asked, &change.hash, &summary).into_iter().map(
                |(part, subject, words)| NotCovered {
                    change: change.hash,
                    written: summary.written,
                    part,
                    subject,
                    sight,
                    words,
                },
            ));
        }
    }
    found
}

pub(super) fn dependencies(document: &Document, change: &ChangeHash) -> Vec<ChangeHash> {
    let meta = document.inner.get_change_meta_by_hash(&change.to_automerge());
    meta.map(|meta| meta.deps.into_iter().map(Into::into).collect()).unwrap_or_default()
}

type Deed = (Option<RecordPart>, Subject, String);

/// What one change did to what its writer had in sight, in words; at least one deed for each part it wrote.
fn deeds(document: &Document, job: &Job, asked: &Asked, change: &ChangeHash, summary: &ChangeSummary) -> Vec<Deed> {
    let before: Vec<_> = dependencies(document, change).iter().map(|hash| hash.to_automerge()).collect();
    let mut deeds: Vec<Deed> = Vec::new();
    for patch in document.inner.diff(&before, &[change.to_automerge()]) {
        let path: Vec<&str> = patch.path.iter().filter_map(|(_, prop)| name(prop)).collect();
        let deed = match (path.as_slice(), &patch.action) {
            (["order"], PatchAction::PutMap { key, .. }) if key == "reference" => {
                return vec![(Some(RecordPart::JobOrder), Subject::Whole, "raised the job".to_owned())];
            }
            (["note"], _) => Some((RecordPart::JobNote, Subject::Whole, "edited the note".to_owned())),
            (["planning"], PatchAction::PutMap { value: (value, _), .. }) => {
                Some((RecordPart::JobAppointment, Subject::Whole, appointed(value)))
            }
            (["forms"], PatchAction::PutMap { key, value: (value, _), .. }) => {
                let old = document.inner.get_at(&patch.obj, key.as_str(), &before).ok().flatten();
                asked.answered(key, old.as_ref().and_then(|(old, _)| old.as_str()), value.as_str())
            }
            (["forms"], PatchAction::DeleteMap { key }) => {
                let old = document.inner.get_at(&patch.obj, key.as_str(), &before).ok().flatten();
                asked.answered(key, old.as_ref().and_then(|(old, _)| old.as_str()), None)
            }
            ([container], PatchAction::PutMap { key, .. }) => added(job, container, key),
            (["items", id], PatchAction::PutMap { key, value: (value, _), .. }) if key == "quantity" => {
                let item = job.items.iter().find(|item| item.id.to_string() == *id);
                let old = document.inner.get_at(&patch.obj, "quantity", &before).ok().flatten();
                item.map(|item| quantity(item, old.and_then(|(old, _)| old.as_f64()), value.as_f64()))
            }
            (["photos", id], PatchAction::PutMap { key, value: (value, _), .. }) if key == "caption" => {
                // One that the change took in tells of itself.
                let held = document.inner.get_at(&patch.obj, "hash", &before).ok().flatten().is_some();
                let photo = job.photos.iter().find(|photo| held && photo.id.to_string() == *id);
                photo.map(|photo| {
                    let words = format!("said of a photo: {}", value.as_str().unwrap_or_default());
                    (RecordPart::JobPhotos, Subject::Photo(photo.id), words)
                })
            }
            _ => None,
        };
        if let Some((part, subject, words)) = deed {
            let deed = (Some(part), subject, as_written(&words));
            if !deeds.contains(&deed) {
                deeds.push(deed);
            }
        }
    }
    // A visit to a closed door is an event and its evidence in one.
    let door = |(part, ..): &Deed| *part == Some(RecordPart::JobEvents);
    let closed_door = summary.parts.contains(&RecordPart::JobAttempts) && deeds.iter().any(door);
    let told = |part: &RecordPart| closed_door && *part == RecordPart::JobAttempts;
    for part in summary.parts.iter().filter(|part| !told(part)) {
        if !deeds.iter().any(|(done, ..)| *done == Some(*part)) {
            deeds.push((Some(*part), Subject::Whole, whole(*part).to_owned()));
        }
    }
    if summary.outside {
        let words = "wrote something that this version of Doorstep does not know";
        deeds.push((None, Subject::Whole, words.to_owned()));
    }
    deeds
}

fn name(prop: &Prop) -> Option<&str> {
    match prop {
        Prop::Map(key) => Some(key),
        Prop::Seq(_) => None,
    }
}

/// An entry that a change put into a container. An item tells of itself when its quantity is set.
fn added(job: &Job, container: &str, key: &str) -> Option<(RecordPart, Subject, String)> {
    match container {
        "events" => job.events.iter().find(|event| event.id.to_string() == key).map(|event| {
            let reason = if event.reason.is_empty() { String::new() } else { format!(": {}", event.reason) };
            let words = format!("recorded that {}{reason}", happened(event.kind));
            (RecordPart::JobEvents, Subject::Event(event.id), words)
        }),
        "photos" => job.photos.iter().find(|photo| photo.id.to_string() == key).map(|photo| {
            let caption = &photo.photo.caption;
            let caption = if caption.is_empty() { String::new() } else { format!(": {caption}") };
            let (subject, did) = match photo.photo.made_from {
                None => (Subject::Photo(photo.id), "added a photo"),
                Some(MadeFrom::Marks(_)) => (Subject::Photo(photo.id), "drew on a copy of a photo"),
                Some(MadeFrom::Redaction(_)) => (Subject::Redaction(photo.id), "redacted a photo"),
            };
            (RecordPart::JobPhotos, subject, format!("{did}{caption}"))
        }),
        "sign_offs" => job
            .sign_offs
            .iter()
            .find(|entry| entry.id.to_string() == key)
            .map(|entry| (RecordPart::JobSignOffs, Subject::SignOff(entry.id), "took another sign-off".to_owned())),
        _ => None,
    }
}

/// A quantity that a change set; `old` is none on an item that it added.
fn quantity(item: &Item, old: Option<f64>, new: Option<f64>) -> (RecordPart, Subject, String) {
    let Item { code, unit, .. } = item;
    let new = new.unwrap_or_default();
    let words = match old {
        None => format!("added {code}, {new} {unit}"),
        Some(_) if new <= 0.0 => format!("took off {code}"),
        Some(old) => format!("changed {code} from {old} to {new} {unit}"),
    };
    (RecordPart::JobItems, Subject::Item(item.id), words)
}

fn appointed(value: &Value<'_>) -> String {
    let window = value.as_str().filter(|window| !window.is_empty());
    match (window, window.and_then(AppointmentWindow::from_scalar)) {
        (None, _) => "took the appointment off".to_owned(),
        (_, Some(window)) => {
            format!("moved the appointment to {} {}", window.date.format("%d/%m/%Y"), window.window())
        }
        _ => "moved the appointment".to_owned(),
    }
}

const fn happened(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Planned => "the job was planned",
        EventKind::Dispatched => "the job was sent out",
        EventKind::Accepted => "they took the job",
        EventKind::Travelling => "they were on the way",
        EventKind::Arrived => "they were at the door",
        EventKind::Started => "work started",
        EventKind::Paused => "work paused",
        EventKind::Completed => "work was completed",
        EventKind::NoAccess => "nobody was in",
        EventKind::Unanswered => "nobody was in, and somebody has to come again",
        EventKind::NoAdultPresent => "no adult was in",
        EventKind::Incomplete => "work stopped unfinished",
        EventKind::Cancelled => "the job was cancelled",
        EventKind::Reopened => "the job was reopened",
        EventKind::Settled(_) => "one of two outcomes stands",
        EventKind::AfterLeaving(_) => "work came from somebody who had lost the job",
        EventKind::HandedBack => "they could not take the job",
        EventKind::SwapAsked(_) => "they asked for a colleague to take the job",
        EventKind::RunningLate(_) => "they were running late",
        EventKind::Undone(_) => "they took a step back",
        EventKind::Rung(_) => "they rang about a danger",
        EventKind::Located(_) => "their phone was at a place",
    }
}

/// Words for a part when nothing in it reads otherwise than before, or it cannot be told what.
const fn whole(part: RecordPart) -> &'static str {
    match part {
        RecordPart::JobOrder => "changed what was ordered",
        RecordPart::JobAppointment => "settled the appointment",
        RecordPart::JobEvents => "changed the history of the job",
        RecordPart::JobItems => "settled or rewrote an item",
        RecordPart::JobNote => "opened the note and left it as it was",
        RecordPart::JobPhotos => "changed a photo",
        RecordPart::JobSignOffs => "chose which sign-off stands",
        RecordPart::Alert => "changed an alert",
        RecordPart::JobAttempts => "recorded that nobody let them in",
        RecordPart::JobVariations => "recorded work beyond the order",
        RecordPart::JobDecisions => "decided on work beyond the order",
        RecordPart::JobFollowOns => "booked another job",
        RecordPart::JobForms => "filled in a form",
        RecordPart::JobHazards => "recorded a hazard",
        RecordPart::JobHazardSteps => "said what was found or done about a hazard",
        RecordPart::JobLabour => "recorded who worked how long",
        RecordPart::JobMaterials => "recorded materials",
        RecordPart::JobRecordings => "added a voice note",
        RecordPart::Concern => "recorded a worry about somebody",
        // No record that is sealed has these.
        RecordPart::Tenancy => "changed a tenancy",
        RecordPart::Feedback => "took down what somebody said",
        RecordPart::FeedbackSteps => "said what became of it",
        RecordPart::DiversityProfile => "took down what somebody said about themself",
        RecordPart::VanStock => "counted what a van carries",
        RecordPart::VanTaken => "took something out of a van",
        RecordPart::AlertReport => "raised an alert",
        RecordPart::AlertDecisions => "decided on an alert",
        RecordPart::Incident => "reported an incident",
        RecordPart::VanCounts => "counted what is in a van",
        RecordPart::AsbReport => "took down a report of anti-social behaviour",
        RecordPart::AsbDiary => "wrote in a diary of anti-social behaviour",
        RecordPart::AsbCase => "followed up a report of anti-social behaviour",
    }
}
