//! The job screen, part by part.

use std::collections::BTreeMap;

use documents::{ChangeHash, Document};
use domain::{
    alert::AlertSubject,
    id::EventId,
    job::{EventKind, FlagReason, Item, Job, JobEvent, JobStatus, StatusFold},
    setting::SettingName,
};

use store::{JobRow, TakenPhoto};

use super::{
    competition, event, more_work, no_access, office, people::People, photo, sign_off::Examined, status, visit, work,
};
use crate::{
    api::{Access, Failure, Flag, Item as ItemShown, JobPage, Note, TimelineEntry},
    unlocked::Unlocked,
};

/// Everything on the screen; `row` is what lists hold of the job, and `taken` are its photos that are still made ready.
pub(crate) fn page(
    unlocked: &Unlocked,
    document: &Document,
    job: &Job,
    row: &JobRow,
    taken: Vec<TakenPhoto>,
) -> Result<JobPage, Failure> {
    let now = unlocked.now();
    let people = unlocked.people()?;
    let examined = Examined::of(job, document);
    let fold = job.status();
    let order = &job.order;
    let held = unlocked.store.alerts_of(job.id)?;
    let device = unlocked.store.enrolment()?.map(|enrolment| enrolment.certificate.device);
    let settings = unlocked.store.landlord_settings()?;
    let (registers, warnings): (Vec<_>, Vec<_>) =
        held.iter().partition(|alert| alert.subject == AlertSubject::Asbestos);
    let alerts = warnings.iter().filter_map(|alert| super::alert::shown(alert, now.london_date())).collect();
    let asbestos = super::asbestos::shown(&registers, &order.location_of_repair, now.london_date());
    let earlier = visit::earlier(unlocked, row, &job.earlier)?;
    let reminders = visit::reminders(job, &held, &earlier, settings.text(SettingName::InterpreterNumber));
    let shown = super::row::all(unlocked, std::slice::from_ref(row))?;
    let keysafe = order.access.keysafe.clone();
    Ok(JobPage {
        row: shown.into_iter().next().ok_or_else(crate::error::job_unknown)?,
        description: order.description.clone(),
        location: order.location_of_repair.clone(),
        address: order.property.address_lines.clone(),
        uprn: order.property.uprn.clone(),
        access: Access {
            description: order.access.description.clone(),
            keysafe_location: keysafe.as_ref().map(|keysafe| keysafe.location.clone()).unwrap_or_default(),
            keysafe_code: keysafe.map(|keysafe| keysafe.code).unwrap_or_default(),
            parking: order.access.parking.clone(),
            entry_code: order.access.entry_code.clone(),
            stopcock: order.access.stopcock.clone(),
            isolation: order.access.isolation.clone(),
        },
        alerts: super::alert::by_gravity(alerts),
        asbestos,
        contacts: super::contact::shown(&order.contacts, &order.reference, settings.call_through()),
        items: items(job, &people, examined.as_ref()),
        note: Note {
            text: job.note.text.clone(),
            version: version(document),
            last_edited: job.note.last.as_ref().map(|written| people.by(written)).unwrap_or_default(),
            not_covered: examined.as_ref().is_some_and(Examined::note_outside),
        },
        photos: photo::shown(&unlocked.store, job, &people, examined.as_ref())?,
        recordings: super::recording::shown(&unlocked.store, job, &people)?,
        taken: photo::taken(taken, job),
        timeline: timeline(job, &people),
        competitions: competition::shown(job, &people),
        flags: flags(job, &people),
        no_access: no_access::shown(unlocked, job, &people)?,
        work: work::shown(unlocked, job, &people, &settings)?,
        hazards: more_work::hazards(unlocked, job, &people)?,
        booked: job.booked.as_ref().map(|terms| more_work::booked(unlocked, terms)).transpose()?,
        visit: job.visit.as_ref().map(|terms| super::officer::visit(unlocked, terms)).transpose()?,
        follow_ons: more_work::follow_ons(unlocked, job, &people)?,
        actions: status::actions(fold.status, settings.is_on(SettingName::Pauses)),
        can_sign_off: can_sign_off(fold.status, examined.as_ref()),
        sign_off: examined.map(|examined| examined.shown(job, device, &people)),
        undo: visit::undo(unlocked, job)?,
        locate: visit::locate(unlocked, job)?,
        late: visit::late(fold.status, now),
        can_swap: visit::is_before_the_door(fold.status),
        changes: office::words(&unlocked.store.office_changes(job)?, was_worked_on(job), now),
        last_visit: visit::last_visit(job, &earlier, now),
        earlier,
        reminders,
        control_number: unlocked.store.landlord()?.map(|landlord| landlord.control_number).unwrap_or_default(),
    })
}

/// True once somebody has begun, or was at a door that nobody opened.
fn was_worked_on(job: &Job) -> bool {
    let begun = |kind| matches!(kind, EventKind::Started | EventKind::Paused | EventKind::Unanswered);
    job.standing()
        .iter()
        .any(|event| begun(event.kind) || (event.kind.is_outcome() && event.kind != EventKind::Cancelled))
}

/// A sign-off may be taken once work has begun and the job is not closed otherwise: for the first time, or again when
/// work was done outside the one there is.
pub(crate) fn can_sign_off(status: JobStatus, examined: Option<&Examined>) -> bool {
    let worked_on = matches!(status, JobStatus::Started | JobStatus::Paused | JobStatus::Completed);
    worked_on && examined.is_none_or(Examined::work_outside)
}

/// Which version of the record a screen was shown: its heads in hex.
fn version(document: &Document) -> String {
    document.heads().iter().map(ToString::to_string).collect()
}

/// The heads that a version names; none for a text that is no version.
pub(crate) fn heads(version: &str) -> Option<Vec<[u8; 32]>> {
    if version.is_empty() || !version.len().is_multiple_of(64) || !version.is_ascii() {
        return None;
    }
    let hashes = version.as_bytes().chunks(64).map(|digits| photo::from_hex(std::str::from_utf8(digits).ok()?));
    hashes.map(|hash| hash.map(|hash| *ChangeHash::from_bytes(hash).as_bytes())).collect()
}

/// Ordered first, then as they were added.
fn items(job: &Job, people: &People, examined: Option<&Examined>) -> Vec<ItemShown> {
    let outside = examined.map(Examined::items_outside).unwrap_or_default();
    let mut items: Vec<&Item> = job.items.iter().collect();
    items.sort_by_key(|item| (!item.ordered, item.id));
    items
        .into_iter()
        .map(|item| {
            let untouched = item.ordered && item.quantity_written == item.added;
            ItemShown {
                id: item.id.to_string(),
                code: item.code.clone(),
                description: item.description.clone(),
                quantity: item.quantity,
                unit: item.unit.clone(),
                ordered: item.ordered,
                by: if untouched { String::new() } else { people.by(&item.quantity_written) },
                withdrawn: item.is_withdrawn(),
                not_covered: outside.contains(&item.id),
            }
        })
        .collect()
}

fn timeline(job: &Job, people: &People) -> Vec<TimelineEntry> {
    let StatusFold { flags, undone, .. } = job.status();
    let odd: BTreeMap<EventId, FlagReason> = flags.into_iter().map(|flag| (flag.event, flag.reason)).collect();
    // What was taken back says so itself, and what kept a position belongs to the step whose it is.
    let told = |held: &&JobEvent| match held.kind {
        EventKind::Located(_) => false,
        EventKind::Undone(taken) => !undone.contains(&taken),
        _ => true,
    };
    job.events
        .iter()
        .filter(told)
        .map(|held| TimelineEntry {
            id: held.id.to_string(),
            words: event::in_full(held.kind, people),
            reason: held.reason.clone(),
            by: people.name(&held.written),
            at: people.time(held.best_time()),
            device: people.device(&held.written),
            flag: odd.get(&held.id).map(|reason| event::flag_in_short(*reason).to_owned()),
            undone: undone.contains(&held.id),
            located: job.fix_of(held).is_some(),
        })
        .collect()
}

/// Each kind of oddness once, however many events have it.
fn flags(job: &Job, people: &People) -> Vec<Flag> {
    let mut flags: Vec<Flag> = Vec::new();
    for odd in job.status().flags {
        if flags.iter().all(|held| held.code != odd.reason.code()) {
            flags.push(Flag { code: odd.reason.code().to_owned(), words: event::flag_in_full(odd.reason).to_owned() });
        }
    }
    flags.extend(job.events.iter().filter_map(|held| match held.kind {
        EventKind::AfterLeaving(device) => Some(event::after_leaving(&people.holder(device))),
        _ => None,
    }));
    if job.was_taken_back_under_sign_off() {
        flags.push(event::taken_back_under_sign_off());
    }
    for doubt in job.doubts() {
        if flags.iter().all(|held| held.code != doubt.code()) {
            flags.push(event::doubt(&doubt));
        }
    }
    flags.extend(competition::flag(job));
    flags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_reads_back_as_heads_and_nothing_else_does() {
        let version = "ab".repeat(32) + &"07".repeat(32);
        assert_eq!(heads(&version), Some(vec![[0xab; 32], [7; 32]]));
        for text in ["", "ab", &"zz".repeat(32), &"é".repeat(32)] {
            assert_eq!(heads(text), None, "{text}");
        }
    }
}
