//! Work orders from the landlord's own system: raised once, and put right when the system says something of them anew.
//!
//! What it says is held against what it said last, part by part, and not against the record: what the office moved since, or
//! people at doors changed, stands until the system says something new of that very part.

use documents::{Document, alert, job};
use domain::{
    alert::Alert,
    id::{DocumentId, RecordKind},
    job::{EventKind, GoingAgain, Job, JobEdit, OWN_SOURCE, WorkOrder},
    scope::Scope,
};
use rusqlite::Transaction;
use sha2::{Digest, Sha256};

use super::{ANOTHER_VISIT, ClosedForGood, Part};
use crate::{
    asbestos,
    db::{
        DbError,
        sqlite::{
            at_property, chain, erased, feed,
            log::{self, Record},
            matter, noted, people,
            said::{self, Said},
        },
    },
    hub::{Hub, HubError, Inner},
};

/// A work order on its way in.
#[derive(Debug, Clone, PartialEq)]
pub struct Raising {
    /// The order; its alerts are filled in from `alerts`.
    pub order: WorkOrder,
    /// What to know before knocking.
    pub alerts: Vec<Alert>,
    /// How the landlord's system has closed it already, and why.
    pub closed: Option<(EventKind, String)>,
}

/// What became of a work order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Raised {
    /// It is new.
    New,
    /// Nothing is said of it that was not said before.
    Unchanged,
    /// What was said anew of it stands in its record now.
    Changed {
        /// Which parts.
        parts: Vec<Part>,
        /// True when its last visit had left the work undone, which is to be done again.
        reopened: bool,
        /// What was not taken of it.
        not_taken: Option<NotTaken>,
    },
    /// Nothing of what was said anew can be taken.
    NotTaken(NotTaken),
    /// The same is said again of which nothing could be taken before, nor can be now.
    StillNotTaken(NotTaken),
}

/// Parts of a work order that cannot be taken over, and what to do about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotTaken {
    /// Which.
    pub parts: Vec<Part>,
    /// Why: "job 10000012 is completed".
    pub what: String,
    /// What to do.
    pub remedy: String,
}

impl NotTaken {
    fn closed(parts: Vec<Part>, closed: ClosedForGood) -> Self {
        Self { parts, what: closed.what, remedy: format!("{}, and import this again", closed.remedy) }
    }

    fn elements(reference: &str) -> Self {
        Self {
            parts: vec![Part::Elements],
            what: format!("people may have recorded work against the items of job {reference}"),
            remedy: "have items added or taken off on the job itself, at the door, or raise another job for the rest"
                .into(),
        }
    }

    /// Why, and what stays as it was: "job 10000012 is completed; not changed: description".
    #[must_use]
    pub fn words(&self) -> String {
        let parts: Vec<&str> = self.parts.iter().map(|part| part.words()).collect();
        format!("{}; not changed: {}", self.what, parts.join(", "))
    }
}

impl Hub {
    /// Raises a work order and hands it to a team. Raised before, it makes no twin: what is said of it anew is taken over,
    /// unless the job is closed for good.
    ///
    /// # Errors
    /// The database failed; nothing of it remains.
    pub fn raise(&self, raising: &Raising, team: &str) -> Result<Raised, HubError> {
        let inner = &self.inner;
        let order = &raising.order;
        let id = DocumentId::derived(&order.source, RecordKind::Job, &order.reference);
        let raised_as: [u8; 32] =
            Sha256::digest(postcard::to_stdvec(&(order, &raising.alerts)).unwrap_or_default()).into();
        inner.db.write(|transaction| {
            // What was erased is not brought back by importing it again.
            if erased::is_erased(transaction, id)? {
                return Ok(Raised::Unchanged);
            }
            if let Some(known) = log::record(transaction, id)? {
                let before = said::find(transaction, id)?;
                let same = known.raised_as == raised_as;
                if same && !before.as_ref().is_some_and(|said| said.not_taken) {
                    return Ok(Raised::Unchanged);
                }
                let raised = inner.raise_again(transaction, id, raising, before.as_ref())?;
                log::set_raised_as(transaction, id, &raised_as)?;
                return Ok(match raised {
                    Raised::NotTaken(not_taken) if same => Raised::StillNotTaken(not_taken),
                    other => other,
                });
            }
            chain::open_actor(transaction, inner.pen.actor, inner.pen.device)?;
            inner.write_alerts(transaction, raising)?;
            let record = Record {
                document: id,
                kind: RecordKind::Job,
                source: order.source.clone(),
                reference: order.reference.clone(),
                raised_as,
            };
            log::add_record(transaction, &record)?;
            said::put(transaction, id, &Said { parts: Part::digests(raising), not_taken: false })?;
            let mut document = Document::create(id, RecordKind::Job, inner.pen)?;
            let mut order = order.clone();
            let home = order.property.reference.clone();
            let brought = brought_along(transaction, &home)?;
            order.alerts.extend(&brought);
            inner.edit(transaction, &mut document, &JobEdit::Raise(Box::new(order)))?;
            inner.tell_earlier_work(transaction, &mut document, &home)?;
            if !home.is_empty() {
                at_property::put(transaction, &home, id)?;
            }
            let dispatched = JobEdit::Record { kind: EventKind::Dispatched, reason: String::new() };
            inner.edit(transaction, &mut document, &dispatched)?;
            if let Some((kind, reason)) = &raising.closed {
                let closed = JobEdit::Record { kind: *kind, reason: reason.clone() };
                inner.edit(transaction, &mut document, &closed)?;
            }
            for alert in raising.alerts.iter().map(|alert| alert.id).chain(brought) {
                feed::follow(transaction, id, alert)?;
            }
            people::add_team(transaction, team)?;
            feed::enter(transaction, &Scope::team_repairs(team), id)?;
            Ok(Raised::New)
        })
    }
}

impl Inner {
    /// Takes over what is said anew of an order.
    fn raise_again(
        &self,
        transaction: &Transaction,
        id: DocumentId,
        raising: &Raising,
        before: Option<&Said>,
    ) -> Result<Raised, HubError> {
        let order = &raising.order;
        let mut document = log::load(transaction, id, RecordKind::Job, self.pen)?;
        let job = job::read(&document)?;
        let now = Part::digests(raising);
        let said_anew = |part: &Part| match before {
            Some(before) => part.among(&before.parts) != part.among(&now),
            None => differs(*part, &job.order, order),
        };
        let (unalterable, mut parts): (Vec<Part>, Vec<Part>) =
            Part::ALL.into_iter().filter(said_anew).partition(|part| *part == Part::Elements);
        let going = GoingAgain::to(&job);
        if let Some(closed) = ClosedForGood::of(going, &order.reference) {
            parts.extend(unalterable);
            if parts.is_empty() {
                said::put(transaction, id, &Said { parts: now, not_taken: false })?;
                return Ok(Raised::Unchanged);
            }
            // What it said before stays what was taken: opened again, the job takes this.
            let parts_taken = before.map_or_else(|| stood(raising, &job), |before| before.parts.clone());
            said::put(transaction, id, &Said { parts: parts_taken, not_taken: true })?;
            return Ok(Raised::NotTaken(NotTaken::closed(parts, closed)));
        }
        let not_taken = (!unalterable.is_empty()).then(|| NotTaken::elements(&order.reference));
        said::put(transaction, id, &Said { parts: taken(before, now, &unalterable), not_taken: not_taken.is_some() })?;
        if parts.is_empty() {
            return Ok(not_taken.map_or(Raised::Unchanged, Raised::NotTaken));
        }
        chain::open_actor(transaction, self.pen.actor, self.pen.device)?;
        let books =
            (parts.contains(&Part::Appointment) && order.appointment.is_some()) || parts.contains(&Part::Priority);
        let reopened = going == GoingAgain::Reopens && books;
        if reopened {
            self.reopen(transaction, &mut document, ANOTHER_VISIT)?;
        }
        let mut corrected = job.order.clone();
        parts.iter().for_each(|part| part.put(&mut corrected, order));
        self.follow_its_alerts(transaction, id, &job.order, &mut corrected, raising)?;
        let home = corrected.property.reference.clone();
        self.edit(transaction, &mut document, &JobEdit::Correct(Box::new(corrected)))?;
        if home != job.order.property.reference {
            self.tell_earlier_work(transaction, &mut document, &home)?;
        }
        if parts.contains(&Part::Appointment) {
            self.edit(transaction, &mut document, &JobEdit::Appoint(order.appointment.clone()))?;
        }
        noted::note(transaction, &document, &job::read(&document)?, self.clock.now())?;
        if parts.contains(&Part::Appointment) && order.appointment.is_some() {
            matter::booked(transaction, id, self.clock.now())?;
        }
        Ok(Raised::Changed { parts, reopened, not_taken })
    }

    /// Has the right alerts follow a job whose order is put right: those of the order, and what its home brings along. They
    /// go before the job, so that nobody holds it without them.
    fn follow_its_alerts(
        &self,
        transaction: &Transaction,
        id: DocumentId,
        held: &WorkOrder,
        corrected: &mut WorkOrder,
        raising: &Raising,
    ) -> Result<(), HubError> {
        self.write_alerts(transaction, raising)?;
        let (left, home) = (&held.property.reference, &corrected.property.reference);
        if left != home {
            at_property::take_off(transaction, left, id)?;
            if !home.is_empty() {
                at_property::put(transaction, home, id)?;
            }
        }
        let stays = left == home;
        let (mut of_home, mut brought) = (brought_along(transaction, left)?, brought_along(transaction, home)?);
        of_home.push(asbestos::register_id(left));
        // What was raised at this very job is no word of the order's, and stays with it while the home is the same.
        for alert in held.alerts.iter().filter(|alert| stays && !of_home.contains(alert)) {
            if log::record(transaction, *alert)?.is_some_and(|record| record.source == OWN_SOURCE) {
                brought.push(*alert);
            }
        }
        corrected.alerts.retain(|alert| !of_home.contains(alert) && !brought.contains(alert));
        corrected.alerts.extend(brought);
        for gone in held.alerts.iter().filter(|alert| !corrected.alerts.contains(alert)) {
            feed::unfollow(transaction, id, *gone)?;
        }
        for new in corrected.alerts.iter().filter(|alert| !held.alerts.contains(alert)) {
            feed::follow(transaction, id, *new)?;
            for scope in feed::scopes_of(transaction, id)? {
                let scope = people::scope_from_text(&scope).ok_or(DbError::Damaged { what: "scope" })?;
                feed::enter(transaction, &scope, id)?;
            }
        }
        Ok(())
    }

    fn write_alerts(&self, transaction: &Transaction, raising: &Raising) -> Result<(), HubError> {
        for (number, alert) in raising.alerts.iter().enumerate() {
            let reference = format!("{}/{}/{number}", raising.order.reference, alert.subject.name());
            self.write_alert(transaction, alert, &raising.order.source, &reference)?;
        }
        Ok(())
    }

    /// Writes an alert, or what is said of it anew. One that was erased stays so.
    fn write_alert(
        &self,
        transaction: &Transaction,
        alert: &Alert,
        source: &str,
        reference: &str,
    ) -> Result<(), HubError> {
        if erased::is_erased(transaction, alert.id)? {
            return Ok(());
        }
        let mut document = if log::record(transaction, alert.id)?.is_some() {
            log::load(transaction, alert.id, RecordKind::Alert, self.pen)?
        } else {
            let record = Record {
                document: alert.id,
                kind: RecordKind::Alert,
                source: source.to_owned(),
                reference: reference.to_owned(),
                raised_as: Sha256::digest(postcard::to_stdvec(alert).unwrap_or_default()).into(),
            };
            log::add_record(transaction, &record)?;
            Document::create(alert.id, RecordKind::Alert, self.pen)?
        };
        let changes = alert::write(&mut document, alert, self.clock.now())?;
        self.log_own(transaction, alert.id, &changes)
    }
}

/// Whether a part differs from what the record holds, for an order of which nobody kept what was said before. What it does
/// not name then is not taken off, and its items cannot be told from what people made of them.
fn differs(part: Part, held: &WorkOrder, order: &WorkOrder) -> bool {
    match part {
        Part::Elements => false,
        Part::Appointment => order.appointment.is_some() && held.appointment != order.appointment,
        Part::Property => held.property != order.property,
        Part::Alerts => order.alerts.iter().any(|alert| !held.alerts.contains(alert)),
        other => {
            let mut with = held.clone();
            other.put(&mut with, order);
            with != *held
        }
    }
}

/// What counts as taken: all that is said now, but for these parts, of which it is what was said before.
fn taken(before: Option<&Said>, mut now: Vec<u8>, but: &[Part]) -> Vec<u8> {
    for part in but {
        let Some(held) = before.and_then(|before| part.among(&before.parts)) else { continue };
        if let Some(place) = part.place(&mut now) {
            place.copy_from_slice(held);
        }
    }
    now
}

/// What the record holds, as if it had been said so, for an order of which nobody kept what was said before.
fn stood(raising: &Raising, job: &Job) -> Vec<u8> {
    let mut order = raising.order.clone();
    Part::ALL.into_iter().for_each(|part| part.put(&mut order, &job.order));
    order.appointment.clone_from(&job.order.appointment);
    let register = asbestos::register_id(&job.order.property.reference);
    order.alerts.retain(|alert| *alert != register);
    Part::digests(&Raising { order, ..raising.clone() })
}

/// What a home brings along to every job there: its register, and what was raised at its doors.
fn brought_along(transaction: &Transaction, property: &str) -> Result<Vec<DocumentId>, DbError> {
    let mut brought = at_property::alerts(transaction, property)?;
    brought.extend(asbestos::register_of(transaction, property)?);
    Ok(brought)
}
