//! What a form's screen shows of the record that the form is filled in for.
//!
//! The one place that tells kinds of record apart: whatever has forms besides a job is taken up here.

use std::collections::BTreeMap;

use documents::{Document, form, job};
use domain::{
    form::{Field, Filling, FormRef, Held, SPOKEN_WITH, Value, is_own},
    id::RecordKind,
    job::MadeFrom,
};
use store::{JobRow, TakenPhoto};

use crate::{
    api::{self, Failure},
    error,
    unlocked::Unlocked,
    views::{people::People, photo, recording},
};

/// The name of the calculation that says "yes" once that person's identity was seen.
const IDENTITY_SEEN: &str = "identity_seen";

/// Other jobs at the home that are looked at for what is held.
const EARLIER: u32 = 6;

/// A record that has forms.
pub(crate) struct FormRecord {
    pub(crate) kind: RecordKind,
    /// What the form is filled in for, in words.
    pub(crate) caption: String,
    /// The home's address, a line each.
    pub(crate) home: Vec<String>,
    photos: Vec<api::Photo>,
    taken: Vec<api::TakenPhoto>,
    sounds: Vec<api::Recording>,
    /// Photos of which parts were blacked out, each by the one that stands for it.
    replaced: BTreeMap<String, String>,
}

/// A record's kind, for what is refused.
fn has_no_forms(kind: RecordKind) -> Failure {
    error::internal(&format!("a {} has no forms", kind.name()))
}

impl FormRecord {
    /// `taken` are its photos that are still made ready, read before the record.
    pub(crate) fn of(
        unlocked: &Unlocked,
        document: &Document,
        people: &People,
        taken: Vec<TakenPhoto>,
    ) -> Result<Self, Failure> {
        match document.kind() {
            kind if kind.is_work() => {
                let job = job::read(document)?;
                let replaced = job.photos.iter().filter_map(|held| match held.photo.made_from {
                    Some(MadeFrom::Redaction(of)) => Some((of.to_string(), held.id.to_string())),
                    _ => None,
                });
                let first = job.order.property.address_lines.first().cloned().unwrap_or_default();
                Ok(Self {
                    kind,
                    caption: format!(
                        "{} {} · {first}",
                        if job.visit.is_some() { "Visit" } else { "Job" },
                        job.order.reference
                    ),
                    home: [
                        job.order.property.address_lines.as_slice(),
                        std::slice::from_ref(&job.order.property.postcode),
                    ]
                    .concat(),
                    photos: photo::shown(&unlocked.store, &job, people, None)?,
                    taken: photo::taken(taken, &job),
                    sounds: recording::shown(&unlocked.store, &job, people)?,
                    replaced: replaced.collect(),
                })
            }
            kind => Err(has_no_forms(kind)),
        }
    }

    /// The photos of an answer, and those that are still being made ready.
    pub(crate) fn photos(&self, ids: &[String]) -> (Vec<api::Photo>, Vec<api::TakenPhoto>) {
        let now = |id: &String| self.replaced.get(id).unwrap_or(id).clone();
        let ids: Vec<String> = ids.iter().map(now).collect();
        let photos = ids.iter().filter_map(|id| self.photos.iter().find(|photo| photo.id == *id)).cloned().collect();
        let taken = ids.iter().filter_map(|id| self.taken.iter().find(|taken| taken.id == *id)).cloned().collect();
        (photos, taken)
    }

    /// The voice notes of an answer.
    pub(crate) fn sounds(&self, ids: &[String]) -> Vec<api::Recording> {
        ids.iter().filter_map(|id| self.sounds.iter().find(|sound| sound.id == *id)).cloned().collect()
    }
}

/// Whether the record is still this handheld's to write in; the failure says that it is not.
pub(crate) fn here(unlocked: &Unlocked, document: &Document) -> Result<(), Failure> {
    match document.kind() {
        kind if kind.is_work() => unlocked.store.job_row(document.id())?.map(drop).ok_or_else(error::job_unknown),
        kind => Err(has_no_forms(kind)),
    }
}

/// What is held already, by the names that forms use in "prefill".
pub(crate) fn held(unlocked: &Unlocked, document: &Document, form: &domain::form::Form) -> Result<Held, Failure> {
    let prefills: Vec<&str> = form.items().iter().filter_map(|item| item.question()?.prefill.as_deref()).collect();
    let mut held = Held::new();
    if prefills.iter().any(|name| !is_own(name))
        && document.kind().is_work()
        && let Some(row) = unlocked.store.job_row(document.id())?
    {
        held = at_home(unlocked, &row)?;
        if document.kind() == RecordKind::Visit {
            // Whoever answered then need not be whoever answers now.
            held.retain(|name, _| !name.starts_with("person."));
            held.extend(of_tenancy(unlocked, document, form)?);
        }
    }
    if prefills.iter().any(|name| is_own(name)) {
        let own = unlocked.store.own_answers()?;
        let name = unlocked.store.enrolment()?.map(|enrolment| enrolment.certificate.person_name);
        for prefill in prefills.into_iter().filter(|name| is_own(name)) {
            let before = own.get(prefill).cloned();
            // Whoever fills it in is whom this handheld was handed to.
            let named = || prefill.ends_with(".name").then(|| name.clone().map(Value::Text)).flatten();
            if let Some(value) = before.or_else(named) {
                held.insert(prefill.to_owned(), value);
            }
        }
    }
    Ok(held)
}

/// What the landlord holds of the home, and of the person who is spoken with: that only once the form's own rule says that
/// their identity was seen, so that nothing is shown to somebody who only says who they are.
fn of_tenancy(unlocked: &Unlocked, document: &Document, form: &domain::form::Form) -> Result<Held, Failure> {
    let Some(tenancy) = job::read(document)?.visit.and_then(|visit| visit.tenancy) else { return Ok(Held::new()) };
    if !unlocked.store.holds_tenancy(tenancy)? {
        return Ok(Held::new());
    }
    let tenancy = documents::tenancy::read(&unlocked.store.load(tenancy)?)?;
    let filled = form::filled(document)?;
    let (answers, nothing) = (
        filled.iter().find(|filled| filled.form == form.id).map(|filled| filled.answers(form)).unwrap_or_default(),
        Held::new(),
    );
    let filling = Filling::new(form, &answers, &nothing, unlocked.now());
    let said = |name: &str| filling.value(&Field::plain(name)).to_text();
    let person = (said(IDENTITY_SEEN) == "yes").then(|| said(SPOKEN_WITH));
    Ok(tenancy.held(person.as_deref()))
}

/// What forms that were filled in at this home before say of it, as far as they are on this phone: the newest stands.
fn at_home(unlocked: &Unlocked, row: &JobRow) -> Result<Held, Failure> {
    let (mut held, mut forms) = (Held::new(), BTreeMap::<FormRef, Option<domain::form::Form>>::new());
    let mut filled = Vec::new();
    for other in unlocked.store.jobs_at_home_of(row, EARLIER)? {
        // A record that does not read keeps what it says to itself.
        let Ok((document, _)) = unlocked.job(other.document) else { continue };
        filled.extend(form::filled(&document)?.into_iter().filter(|one| one.finished.is_some()));
    }
    filled.sort_by_key(|one| one.finished.map(|finished| finished.written.at));
    let (standards, calendar) = (unlocked.store.standards()?.standards, unlocked.store.working_calendar()?);
    for one in filled {
        if !forms.contains_key(&one.form) {
            forms.insert(one.form.clone(), unlocked.store.form(&one.form)?.ok());
        }
        let Some(Some(form)) = forms.get(&one.form) else { continue };
        let (answers, nothing) = (one.answers(form), Held::new());
        let filling = Filling::new(form, &answers, &nothing, unlocked.now());
        for ask in filling.questions() {
            if let (Some(prefill), Some(reply)) = (&ask.question.prefill, ask.reply)
                && !is_own(prefill)
                && !reply.value().is_nothing()
            {
                held.insert(prefill.clone(), reply.value());
            }
        }
        for due in filling.due(&standards, &calendar) {
            if let Some(becomes) = due.becomes {
                held.insert(becomes.to_owned(), Value::Date(due.due.last_day));
            }
        }
    }
    Ok(held)
}
