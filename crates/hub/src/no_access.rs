//! Visits at which nobody let anybody in, for whoever books the next: what was tried, what was left, what was offered.

use documents::job;
use domain::{
    id::RecordKind,
    job::{
        Attempt, ContactAttempt, ContactMethod, Job,
        offer::{offered_day, offered_hours},
    },
};

use crate::{
    db::{
        DbError,
        sqlite::{log, matter, people},
    },
    hub::{Hub, HubError},
    undecided::Waiting,
};

impl Hub {
    /// Visits at which nobody let anybody in and after which nobody has booked another, the oldest first. Opens the records
    /// that it names, and no other.
    ///
    /// # Errors
    /// The database failed.
    pub fn unanswered(&self) -> Result<Vec<Waiting>, HubError> {
        let pen = self.inner.pen;
        Ok(self.inner.db.read(|transaction| {
            let mut waiting = Vec::new();
            for found in matter::all(transaction)?.into_iter().filter(|found| found.code == matter::NO_ACCESS) {
                let whole = log::load(transaction, found.document, found.kind, pen).ok();
                let job = whole.and_then(|whole| job::read(&whole).ok());
                let attempt = job.as_ref().and_then(|job| {
                    Some((job, job.attempts.iter().find(|attempt| attempt.id.as_bytes().as_slice() == found.subject)?))
                });
                // The log has lost something of it; that is said elsewhere.
                let Some((job, attempt)) = attempt else { continue };
                let device = attempt.written.device.map(|device| people::device(transaction, device)).transpose()?;
                let people = device.flatten().map(|device| {
                    let entry = device.entry;
                    format!("{} ({})", entry.person_name, entry.device_name)
                });
                waiting.push(Waiting {
                    reference: found.reference,
                    code: found.code,
                    people: people.unwrap_or_default(),
                    words: words(job, attempt, found.kind),
                    noticed_at: found.noticed_at,
                });
            }
            Ok::<_, DbError>(waiting)
        })?)
    }
}

/// All that a planner needs: "nobody let them in on Fri 27 Nov 14:02 (Nobody answered); knocked 13:58, …".
fn words(job: &Job, attempt: &Attempt, kind: RecordKind) -> String {
    let offset = offset(job, attempt);
    let at = attempt.written.at.plus_milliseconds(offset);
    let day = at.london_date();
    let said = &attempt.attempt;
    let when = format!("{} {}", day.format("%a %-d %b"), at.london_clock());
    let tried = tried(job, attempt).unwrap_or_else(|| "nobody was rung".to_owned());
    let words = if said.is_no_adult() {
        // No card is left with a child, and there is no more to tell.
        format!("no adult was in on {when}; {tried}")
    } else {
        let happened = if said.happened.is_empty() { String::new() } else { format!(" ({})", said.happened) };
        format!("nobody let them in on {when}{happened}; {tried}; {}", card(attempt))
    };
    if kind == RecordKind::Visit {
        let offered = said.offered.trim();
        let offer =
            if offered.is_empty() { "no other visit was offered".to_owned() } else { format!("offered {offered}") };
        return format!("{words}; {offer}: have the officer arrange it");
    }
    let reference = &job.order.reference;
    let (offer, date) = match said.offered.trim() {
        "" => ("no other appointment was offered: book one with".to_owned(), None),
        offered => (format!("offered {offered}: book it with"), offered_day(day, offered)),
    };
    let date = date.map_or_else(|| "…".to_owned(), |date| date.to_string());
    let hours = offered_hours(said.offered.trim());
    let (from, to) = hours.map_or_else(
        || ("…".to_owned(), "…".to_owned()),
        |(from, to)| (from.format("%H:%M").to_string(), to.format("%H:%M").to_string()),
    );
    let appoint = format!("doorstep-hub appoint --reference \"{reference}\" --date {date} --from {from} --to {to}");
    format!("{words}; {offer} {appoint}")
}

/// How far the hub's clock was ahead of the handheld's, in milliseconds.
fn offset(job: &Job, attempt: &Attempt) -> i64 {
    job.events.iter().find(|event| event.id == attempt.id).and_then(|event| event.hub_offset).unwrap_or_default()
}

/// "knocked 13:58, telephoned 14:01"; none when nothing was tried.
pub(crate) fn tried(job: &Job, attempt: &Attempt) -> Option<String> {
    let offset = offset(job, attempt);
    let tried = |contact: &ContactAttempt| {
        let at = contact.at.plus_milliseconds(offset);
        // On another day than the visit itself, the day matters.
        let same = at.london_date() == attempt.written.at.plus_milliseconds(offset).london_date();
        let day = if same { String::new() } else { format!("{} ", at.london_date().format("%a %-d %b")) };
        format!("{} {day}{}", done(contact.method), at.london_clock())
    };
    let all: Vec<String> = attempt.attempt.contacts.iter().map(tried).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

/// What became of the calling card.
pub(crate) fn card(attempt: &Attempt) -> String {
    let said = &attempt.attempt;
    if said.is_no_adult() {
        return "no card was left, for no adult was in".to_owned();
    }
    match (said.card, said.no_card_because.trim()) {
        (Some(_), _) => "a card was left and photographed".to_owned(),
        (None, "") => "no card was left".to_owned(),
        (None, why) => format!("no card was photographed: {why}"),
    }
}

const fn done(method: ContactMethod) -> &'static str {
    match method {
        ContactMethod::Knocked => "knocked",
        ContactMethod::Telephoned => "telephoned",
        ContactMethod::Texted => "texted",
        ContactMethod::Emailed => "e-mailed",
        ContactMethod::AskedNearby => "asked nearby",
        ContactMethod::Office => "the office tried",
    }
}
