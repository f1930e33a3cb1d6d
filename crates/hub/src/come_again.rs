//! Visits of which they say themselves that somebody has to come again: stopped as not safe, made safe and to be finished,
//! referred to a surveyor. With all that a planner needs, until somebody is sent.

use documents::job;
use domain::{
    author::Written,
    job::{BookingTerms, ComeAgain, Job, JobEvent, NOT_SAFE},
};
use rusqlite::Transaction;

use crate::{
    db::{
        DbError,
        sqlite::{log, matter, people},
    },
    hub::{Hub, HubError},
    undecided::Waiting,
};

impl Hub {
    /// Visits after which somebody has to come again and to which nobody has been sent, the oldest first. Opens the records
    /// that it names, and those that they follow.
    ///
    /// # Errors
    /// The database failed.
    pub fn come_again(&self) -> Result<Vec<Waiting>, HubError> {
        let pen = self.inner.pen;
        Ok(self.inner.db.read(|transaction| {
            let mut waiting = Vec::new();
            for found in
                matter::all(transaction)?.into_iter().filter(|one| ComeAgain::CODES.contains(&one.code.as_str()))
            {
                let read = |document| {
                    let record = log::record(transaction, document).ok()??;
                    job::read(&log::load(transaction, document, record.kind, pen).ok()?).ok()
                };
                // Of a record of which the log has lost something it is said elsewhere.
                let Some(job) = read(found.document) else { continue };
                let Some(again) = job.come_again() else { continue };
                let follows = || job.booked.as_ref().and_then(|terms| terms.follows).and_then(read);
                let (written, words) = match again {
                    ComeAgain::Stopped(event) => (Some(event.written), stopped(&job, event)),
                    ComeAgain::Return => (None, comes_back(&job, follows().as_ref())),
                    ComeAgain::Survey => (None, survey(&job, follows().as_ref())),
                };
                let written = written.or_else(|| booker(&job, follows().as_ref()));
                waiting.push(Waiting {
                    reference: found.reference,
                    code: found.code,
                    people: written.map(|written| named(transaction, &written)).transpose()?.unwrap_or_default(),
                    words,
                    noticed_at: found.noticed_at,
                });
            }
            Ok::<_, DbError>(waiting)
        })?)
    }
}

/// Who booked it, as the job that it follows says.
fn booker(job: &Job, follows: Option<&Job>) -> Option<Written> {
    follows?.follow_ons.iter().find(|booked| booked.job == job.id).map(|booked| booked.written)
}

/// "Ada Byrne (Van 12)"; empty when the record does not say.
fn named(transaction: &Transaction, written: &Written) -> Result<String, DbError> {
    let device = written.device.map(|device| people::device(transaction, device)).transpose()?.flatten();
    Ok(device.map(|device| format!("{} ({})", device.entry.person_name, device.entry.device_name)).unwrap_or_default())
}

fn stopped(job: &Job, event: &JobEvent) -> String {
    let at = event.best_time();
    let why = event.reason.strip_prefix(NOT_SAFE).unwrap_or_default().trim_start_matches('.').trim();
    let why = if why.is_empty() { String::new() } else { format!(": {why}") };
    let (day, clock, reference) = (at.london_date().format("%a %-d %b"), at.london_clock(), &job.order.reference);
    format!(
        "stopped on {day} {clock} because it was not safe{why}. Once it can be done safely: doorstep-hub assign --reference \
         \"{reference}\" …"
    )
}

fn comes_back(job: &Job, follows: Option<&Job>) -> String {
    let reference = &job.order.reference;
    let terms = job.booked.clone().unwrap_or_default();
    let mut told = vec![job.order.trade.1.clone()];
    told.extend(terms.minutes.map(|minutes| format!("{minutes} minutes")));
    told.extend((terms.operatives > 1).then(|| format!("{} people", terms.operatives)));
    told.extend([terms.trades.clone(), terms.materials.clone()]);
    told.extend((!terms.preferred.is_empty()).then(|| format!("suits {}", terms.preferred.join(" or "))));
    told.retain(|words| !words.is_empty());
    let after = follows.map(|job| format!(" on {}", job.order.reference)).unwrap_or_default();
    format!(
        "made safe{after}; come back to: {} ({}). Book it with doorstep-hub appoint --reference \"{reference}\" --date … \
         --from … --to …, and give it to somebody: doorstep-hub assign --reference \"{reference}\" …",
        job.order.description,
        told.join("; ")
    )
}

fn survey(job: &Job, follows: Option<&Job>) -> String {
    let reference = &job.order.reference;
    let seen = job.booked.as_ref().zip(follows).map(|(terms, from)| photos(terms, from)).unwrap_or_default();
    format!(
        "a surveyor is to look at: {}{seen}. Give it to one: doorstep-hub assign --reference \"{reference}\" …",
        job.order.description
    )
}

/// "; photos on CV261129-03: \"Crack over the door\", one without words"; empty where none was named.
fn photos(terms: &BookingTerms, from: &Job) -> String {
    let held = terms.photos.iter().filter_map(|id| from.photos.iter().find(|photo| photo.id == *id));
    let named: Vec<String> = held
        .map(|photo| match photo.photo.caption.trim() {
            "" => "one without words".to_owned(),
            caption => format!("\"{caption}\""),
        })
        .collect();
    let on_the_way = terms.photos.len().saturating_sub(named.len());
    let mut all = named;
    if on_the_way > 0 {
        all.push(format!("{on_the_way} still to come"));
    }
    if all.is_empty() { String::new() } else { format!("; photos on {}: {}", from.order.reference, all.join(", ")) }
}
