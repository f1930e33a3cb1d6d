//! What has reached the landlord and what has not, in words.

use std::collections::{BTreeMap, BTreeSet};

use domain::{access::RecordPart, id::DocumentId};
use store::{Counts, OutboxItem, OutboxState, Room, WaitingAttachment};
use sync::{SyncError, engine::Activity};

use crate::{
    api::{Failure, Sending, Tone},
    error::failure,
    unlocked::Unlocked,
};

pub(crate) fn run(unlocked: &Unlocked) -> Result<Sending, Failure> {
    let mut counts = unlocked.store.counts()?;
    let edits = counts.waiting;
    if counts.attachments_waiting > 0 {
        let files = unlocked.waiting_photos()?;
        counts.attachments_waiting = u32::try_from(files.len()).unwrap_or(u32::MAX);
        let told = told_by_files(&unlocked.store.outbox_items()?, &files).len();
        counts.waiting = counts.waiting.saturating_sub(u32::try_from(told).unwrap_or(u32::MAX));
    }
    counts.attachments_waiting = counts.attachments_waiting.saturating_add(unlocked.store.taken_photos_waiting()?);
    let contact = unlocked.store.contact()?;
    let last = contact.last_exchange;
    let settings = unlocked.store.settings()?;
    let for_wifi = unlocked.metered && settings.photos_on_wifi_only;
    let (words, tone) = words(&counts, unlocked.status.activity, unlocked.status.trouble.as_ref(), for_wifi);
    Ok(Sending {
        words,
        tone,
        waiting: edits,
        photos_waiting: counts.attachments_waiting,
        held: counts.held,
        quarantined: counts.quarantined.saturating_add(counts.superseded).saturating_add(counts.lost),
        last_exchange: last.map(|at| at.spoken(unlocked.now())),
        // Being without a signal is no trouble: that is what the app is for.
        trouble: unlocked
            .status
            .trouble
            .clone()
            .filter(|error| *error != SyncError::Unreachable)
            .map(Failure::from)
            .or_else(|| contact.hub_offset.and_then(wrong_clock)),
        photos_on_wifi_only: settings.photos_on_wifi_only,
        photos_wait_for_wifi: for_wifi && counts.attachments_waiting > 0,
        photos_kept_mb: settings.photos_kept_mb,
        trying: unlocked.status.activity != Activity::Resting,
        room: room(unlocked.store.room()),
        renamed: renamed(unlocked)?,
    })
}

/// Edits that do no more than name a picture or a recording which waits beside them, by their number: whoever took one
/// photo has one thing to send.
pub(super) fn told_by_files(items: &[OutboxItem], files: &[WaitingAttachment]) -> BTreeSet<u64> {
    let mut left: BTreeMap<DocumentId, usize> = BTreeMap::new();
    for document in files.iter().filter_map(|file| file.document) {
        let left = left.entry(document).or_default();
        *left = left.saturating_add(1);
    }
    let names_a_file = |item: &&OutboxItem| {
        let of_files = |part: &RecordPart| matches!(part, RecordPart::JobPhotos | RecordPart::JobRecordings);
        let here = item.state == OutboxState::Waiting && item.former.is_none();
        here && !item.parts.is_empty() && item.parts.iter().all(of_files)
    };
    let mut told = BTreeSet::new();
    for item in items.iter().filter(names_a_file) {
        if let Some(left) = left.get_mut(&item.document).filter(|left| **left > 0) {
            *left = left.saturating_sub(1);
            told.insert(item.n);
        }
    }
    told
}

/// The landlord's clock is so many milliseconds ahead of this phone's. Times are put right when they are shown, but days
/// and windows are this phone's.
fn wrong_clock(offset: i64) -> Option<Failure> {
    let minutes = offset.unsigned_abs() / 60_000;
    let (number, unit) = match minutes {
        0..10 => return None,
        10..120 => (minutes, "minutes"),
        120..2_880 => (minutes / 60, "hours"),
        _ => (minutes / 1_440, "days"),
    };
    let way = if offset > 0 { "behind" } else { "ahead of" };
    Some(failure(
        "wrong_clock",
        format!("This phone's clock is {number} {unit} {way} the landlord's, so the list may show another day"),
        "In the phone's settings, have it set date and time by itself, then open Doorstep again",
    ))
}

/// For a week after it happened: whoever did not do it themself has to know.
fn renamed(unlocked: &Unlocked) -> Result<Option<Failure>, Failure> {
    let Some(succession) = unlocked.store.succession()? else { return Ok(None) };
    let age = unlocked.now().milliseconds().saturating_sub(succession.at.milliseconds());
    if age > TOLD_FOR_MS {
        return Ok(None);
    }
    let now = unlocked.store.enrolment()?.map(|enrolment| enrolment.certificate.device_name).unwrap_or_default();
    Ok(Some(failure(
        "renamed",
        format!(
            "This phone was put back from a backup, or there is a copy of it. It goes on as {now}; before, it was {}. \
             Nothing is lost",
            succession.former_name
        ),
        "If you have not had it put back or changed, ring the office now: somebody may have a copy of it",
    )))
}

/// How long a phone that was renamed says so, in milliseconds.
const TOLD_FOR_MS: i64 = 7 * 24 * 3_600_000;

/// Megabytes below which not even a note is sure to be saved: the database's log wants room as well.
const FULL_MB: u64 = 2;

/// Said before anything is refused.
fn room(room: Room) -> Option<Failure> {
    let remedy = "Delete videos or apps that you do not need";
    match room {
        Room::Enough => None,
        Room::NearlyFull { free_mb } => {
            Some(failure("phone_nearly_full", format!("This phone is nearly full: {free_mb} MB are left"), remedy))
        }
        Room::NotesOnly { free_mb: 0..FULL_MB } => {
            Some(failure("phone_full", "This phone is full. Nothing more can be saved on it", remedy))
        }
        Room::NotesOnly { free_mb } => Some(failure(
            "no_room_for_photos",
            format!("This phone has {free_mb} MB left. Notes and signatures are still saved, photos are not"),
            remedy,
        )),
    }
}

/// One line that is always on screen.
fn words(counts: &Counts, activity: Activity, trouble: Option<&SyncError>, for_wifi: bool) -> (String, Tone) {
    let waiting = counts.waiting.saturating_add(counts.attachments_waiting);
    let aside = counts.quarantined.saturating_add(counts.superseded).saturating_add(counts.lost);
    match trouble {
        Some(SyncError::Unreachable) if waiting > 0 => {
            return (format!("No signal. {waiting} saved on this phone"), Tone::Warning);
        }
        Some(SyncError::Unreachable) => {
            return with_aside("No signal. All sent".to_owned(), Tone::Quiet, counts.held, aside);
        }
        Some(SyncError::NotAnswering) if waiting > 0 => {
            return (format!("No answer from the landlord. {waiting} saved on this phone"), Tone::Warning);
        }
        Some(SyncError::NotAnswering) => {
            return with_aside("No answer from the landlord. All sent".to_owned(), Tone::Quiet, counts.held, aside);
        }
        Some(SyncError::Busy) | None => {}
        Some(_) if waiting > 0 => return (format!("Not sending. {waiting} saved on this phone"), Tone::Bad),
        Some(_) => return ("No contact with the landlord".to_owned(), Tone::Bad),
    }
    if waiting == 0 {
        // The list is not whole yet: the first job does not wait for the last.
        let words = if activity == Activity::Filling { "All sent. Jobs are still arriving" } else { "All sent" };
        return with_aside(words.to_owned(), Tone::Good, counts.held, aside);
    }
    let photos = counts.attachments_waiting;
    if for_wifi && photos > 0 {
        let photos =
            if photos == 1 { "1 photo waits for Wi-Fi".to_owned() } else { format!("{photos} photos wait for Wi-Fi") };
        return match counts.waiting {
            0 => with_aside(photos, Tone::Quiet, counts.held, aside),
            edits => (format!("{edits} waiting to send. {photos}"), Tone::Warning),
        };
    }
    if activity == Activity::Resting {
        (format!("{waiting} waiting to send"), Tone::Warning)
    } else {
        (format!("Sending {waiting}…"), Tone::Active)
    }
}

/// What the landlord holds or has set aside is with the landlord; it is said, because somebody has to look.
fn with_aside(words: String, tone: Tone, held: u32, aside: u32) -> (String, Tone) {
    match (held, aside) {
        (0, 0) => (words, tone),
        (held, 0) => (format!("{words}. {held} held by the landlord"), Tone::Warning),
        (0, aside) => (format!("{words}. {aside} set aside for the landlord to look at"), Tone::Warning),
        (held, aside) => {
            (format!("{words}. {held} held, {aside} set aside for the landlord to look at"), Tone::Warning)
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{id::RecordKind, time::Timestamp};

    use super::*;

    fn of(waiting: u32, photos: u32, activity: Activity, trouble: Option<SyncError>) -> String {
        let counts = Counts { waiting, attachments_waiting: photos, ..Counts::default() };
        words(&counts, activity, trouble.as_ref(), false).0
    }

    #[test]
    fn one_photo_is_one_thing_to_send() {
        let (job, other) = (DocumentId::from_bytes([1; 16]), DocumentId::from_bytes([2; 16]));
        let item = |n, document, parts: &[RecordPart]| OutboxItem {
            former: None,
            n,
            document,
            kind: RecordKind::Job,
            reference: None,
            parts: parts.to_vec(),
            written: Timestamp::from_milliseconds(0),
            state: OutboxState::Waiting,
            reason: String::new(),
            rebuilt: false,
        };
        let file = WaitingAttachment {
            hash: [0; 32],
            document: Some(job),
            reference: None,
            added: Timestamp::default(),
            spoken: false,
        };
        let told = |items: &[OutboxItem]| told_by_files(items, std::slice::from_ref(&file));
        let photo = item(1, job, &[RecordPart::JobPhotos]);
        let note = item(2, job, &[RecordPart::JobNote]);
        let both = item(3, job, &[RecordPart::JobNote, RecordPart::JobPhotos]);
        let elsewhere = item(4, other, &[RecordPart::JobPhotos]);
        let captioned = item(5, job, &[RecordPart::JobPhotos]);
        assert_eq!(told(&[photo.clone(), note.clone()]), [1].into());
        assert_eq!(told(&[photo.clone(), captioned]), [1].into(), "of two edits and one file, one says more");
        assert_eq!(told(&[both, note, elsewhere]), BTreeSet::new());
        let held = OutboxItem { state: OutboxState::Held, ..photo };
        assert_eq!(told(&[held]), BTreeSet::new(), "that one is counted with the held");
    }

    #[test]
    fn a_clock_that_is_far_out_is_said_in_words() {
        let said = |offset| wrong_clock(offset).map(|failure| failure.message);
        assert_eq!(said(9 * 60_000), None);
        assert!(said(90 * 60_000).unwrap().starts_with("This phone's clock is 90 minutes behind the landlord's"));
        assert!(said(-400 * 86_400_000).unwrap().starts_with("This phone's clock is 400 days ahead of the landlord's"));
    }

    #[test]
    fn photos_that_wait_for_wifi_are_no_trouble_and_are_said() {
        let of = |waiting, photos| {
            let counts = Counts { waiting, attachments_waiting: photos, ..Counts::default() };
            words(&counts, Activity::Resting, None, true)
        };
        assert_eq!(of(0, 2), ("2 photos wait for Wi-Fi".to_owned(), Tone::Quiet));
        assert_eq!(of(3, 1), ("3 waiting to send. 1 photo waits for Wi-Fi".to_owned(), Tone::Warning));
        assert_eq!(of(0, 0), ("All sent".to_owned(), Tone::Good));
    }

    #[test]
    fn a_phone_that_fills_up_is_told_of_in_time() {
        assert_eq!(room(Room::Enough), None);
        let said = room(Room::NearlyFull { free_mb: 320 }).unwrap();
        assert_eq!(said.message, "This phone is nearly full: 320 MB are left.");
        assert_eq!(room(Room::NotesOnly { free_mb: 60 }).unwrap().code, "no_room_for_photos");
        assert!(room(Room::NotesOnly { free_mb: 1 }).unwrap().message.contains("Nothing more can be saved"));
    }

    #[test]
    fn the_line_says_what_ada_needs_to_know() {
        use Activity::{Exchanging, Filling, Resting};
        assert_eq!(of(0, 0, Resting, None), "All sent");
        assert_eq!(of(0, 0, Exchanging, None), "All sent");
        assert_eq!(of(2, 1, Resting, None), "3 waiting to send");
        assert_eq!(of(2, 1, Exchanging, None), "Sending 3…");
        assert_eq!(of(3, 0, Exchanging, Some(SyncError::Unreachable)), "No signal. 3 saved on this phone");
        assert_eq!(of(0, 0, Resting, Some(SyncError::Unreachable)), "No signal. All sent");
        assert_eq!(of(0, 0, Filling, None), "All sent. Jobs are still arriving");
        let silent = || Some(SyncError::NotAnswering);
        assert_eq!(of(3, 0, Resting, silent()), "No answer from the landlord. 3 saved on this phone");
        assert_eq!(of(0, 0, Resting, silent()), "No answer from the landlord. All sent");
        assert_eq!(of(3, 0, Resting, Some(SyncError::NotTheHub)), "Not sending. 3 saved on this phone");
    }

    #[test]
    fn what_is_held_or_set_aside_is_never_hidden_behind_all_sent() {
        let counts = Counts { held: 1, quarantined: 2, ..Counts::default() };
        let (said, tone) = words(&counts, Activity::Resting, None, false);
        assert_eq!(said, "All sent. 1 held, 2 set aside for the landlord to look at");
        assert_eq!(tone, Tone::Warning);
    }
}
