//! Planning: the landlord's system raises work and moves it between groups and people.
//!
//! The hub writes as a device of its own, with an actor that is new each time a process opens it; its changes go
//! straight into the log, since nobody else holds its key.

mod deciding;
mod moving;

pub use moving::{Assignee, Group};

use documents::{
    Change, Document,
    gate::{Envelope, Limits, measure},
    job,
};
use domain::{
    alert::Alert,
    id::{DocumentId, RecordKind},
    job::{EventKind, JobEdit, WorkOrder},
    scope::Scope,
};
use rusqlite::Transaction;
use sha2::{Digest, Sha256};

use crate::{
    asbestos,
    db::{
        DbError,
        sqlite::{
            at_property, chain, erased, feed,
            log::{self, NewChange, Record},
            people, this,
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
    /// It stood so already.
    Unchanged,
    /// Its appointment moved.
    Moved,
    /// It was raised before with other words, which stand.
    Differs {
        /// What differs.
        parts: Vec<&'static str>,
        /// True when its appointment moved all the same.
        moved: bool,
    },
}

impl Hub {
    /// Raises a work order and hands it to a team; raised before, it makes no twin.
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
                if known.raised_as == raised_as {
                    return Ok(Raised::Unchanged);
                }
                return self.raise_again(transaction, id, order, &raised_as);
            }
            chain::open_actor(transaction, inner.pen.actor, inner.pen.device)?;
            for (number, alert) in raising.alerts.iter().enumerate() {
                let reference = format!("{}/{}/{number}", order.reference, alert.subject.name());
                inner.write_alert(transaction, alert, &order.source, &reference)?;
            }
            let record = Record {
                document: id,
                kind: RecordKind::Job,
                source: order.source.clone(),
                reference: order.reference.clone(),
                raised_as,
            };
            log::add_record(transaction, &record)?;
            let mut document = Document::create(id, RecordKind::Job, inner.pen)?;
            let mut order = order.clone();
            let home = order.property.reference.clone();
            let brought = brought_along(transaction, &home)?;
            order.alerts.extend(&brought);
            inner.edit(transaction, &mut document, &JobEdit::Raise(Box::new(order)))?;
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

    /// Only the appointment of an order may move; what people have been reading at the door does not change under them.
    fn raise_again(
        &self,
        transaction: &Transaction,
        id: DocumentId,
        order: &WorkOrder,
        raised_as: &[u8; 32],
    ) -> Result<Raised, HubError> {
        let inner = &self.inner;
        let mut document = log::load(transaction, id, RecordKind::Job, inner.pen)?;
        let mut held = job::read(&document)?.order;
        // What the home brings along is no word of the order's.
        let mut brought = brought_along(transaction, &held.property.reference)?;
        // An alert may have been raised from this job, whose home has no reference.
        brought.extend(feed::companions(transaction, id)?);
        held.alerts.retain(|alert| !brought.contains(alert) || order.alerts.contains(alert));
        let differs: Vec<&'static str> = [
            ("description", held.description != order.description),
            ("location of the repair", held.location_of_repair != order.location_of_repair),
            ("priority", held.priority != order.priority),
            ("trade", held.trade != order.trade),
            ("work elements", held.elements != order.elements),
            ("access information", held.access != order.access),
            ("property", held.property != order.property),
            ("contacts", held.contacts != order.contacts),
            ("alerts", held.alerts != order.alerts),
        ]
        .into_iter()
        .filter_map(|(part, differs)| differs.then_some(part))
        .collect();
        // Another home under the same reference is another job by mistake: its appointment is not this one's.
        let moves = held.appointment != order.appointment && held.property == order.property;
        if moves {
            chain::open_actor(transaction, inner.pen.actor, inner.pen.device)?;
            inner.edit(transaction, &mut document, &JobEdit::Appoint(order.appointment.clone()))?;
        }
        if differs.is_empty() {
            log::set_raised_as(transaction, id, raised_as)?;
        }
        Ok(match (differs.is_empty(), moves) {
            (false, moved) => Raised::Differs { parts: differs, moved },
            (true, true) => Raised::Moved,
            (true, false) => Raised::Unchanged,
        })
    }
}

/// What a home brings along to every job there: its register, and what was raised at its doors.
fn brought_along(transaction: &Transaction, property: &str) -> Result<Vec<DocumentId>, DbError> {
    let mut brought = at_property::alerts(transaction, property)?;
    brought.extend(asbestos::register_of(transaction, property)?);
    Ok(brought)
}

/// The one job with this reference.
pub(crate) fn job_referred(
    transaction: &Transaction,
    reference: &str,
    source: Option<&str>,
) -> Result<Record, HubError> {
    let mut found = log::records_referred(transaction, RecordKind::Job, reference)?;
    found.retain(|record| source.is_none_or(|source| record.source == source));
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(HubError::Asked(format!("there is no job \"{reference}\" here; import it first"))),
        several => {
            let sources: Vec<&str> = several.iter().map(|record| record.source.as_str()).collect();
            let sources = sources.join(", ");
            Err(HubError::Asked(format!(
                "job \"{reference}\" came from more than one system ({sources}); add --source with one of them"
            )))
        }
    }
}

impl Inner {
    /// Writes one edit as the hub itself, whose actor must have been opened.
    pub(crate) fn edit(
        &self,
        transaction: &Transaction,
        document: &mut Document,
        edit: &JobEdit,
    ) -> Result<(), HubError> {
        let changes = job::edit(document, edit, &self.clocks(), self.new_id()?)?;
        self.log_own(transaction, document.id(), &changes)
    }

    fn write_alert(
        &self,
        transaction: &Transaction,
        alert: &Alert,
        source: &str,
        reference: &str,
    ) -> Result<(), HubError> {
        if log::record(transaction, alert.id)?.is_some() {
            return Ok(());
        }
        let raised_as = Sha256::digest(postcard::to_stdvec(alert).unwrap_or_default()).into();
        let record = Record {
            document: alert.id,
            kind: RecordKind::Alert,
            source: source.to_owned(),
            reference: reference.to_owned(),
            raised_as,
        };
        log::add_record(transaction, &record)?;
        let mut document = Document::create(alert.id, RecordKind::Alert, self.pen)?;
        let changes = documents::alert::write(&mut document, alert, self.clock.now())?;
        self.log_own(transaction, alert.id, &changes)
    }

    pub(crate) fn log_own(
        &self,
        transaction: &Transaction,
        document: DocumentId,
        changes: &[Change],
    ) -> Result<(), HubError> {
        for change in changes {
            let envelope = measure(&change.bytes, &Limits::DEFAULT)
                .map_err(|fault| HubError::Asked(format!("the work order is too large for a record: {fault}")))?;
            self.log_as_own(transaction, document, change, &envelope)?;
        }
        Ok(())
    }

    /// Puts a layer of the hub's own build into the log.
    pub(crate) fn log_layer(
        &self,
        transaction: &Transaction,
        document: DocumentId,
        layer: &Change,
    ) -> Result<(), DbError> {
        match measure(&layer.bytes, &Limits::DEFAULT) {
            Ok(envelope) => self.log_as_own(transaction, document, layer, &envelope),
            // What stands on it would not load either.
            Err(_) => Err(DbError::Damaged { what: "layer" }),
        }
    }

    fn log_as_own(
        &self,
        transaction: &Transaction,
        document: DocumentId,
        change: &Change,
        envelope: &Envelope,
    ) -> Result<(), DbError> {
        chain::open_actor(transaction, envelope.actor, self.pen.device)?;
        let new = NewChange {
            document,
            change,
            actor: envelope.actor,
            sequence: envelope.sequence,
            device: self.pen.device,
            n: 0,
            received_at: self.clock.now(),
            position_seen: this::head(transaction)?,
            flag: "",
        };
        log::append(transaction, &new)?;
        Ok(())
    }
}

/// The record behind a job's reference, rebuilt.
pub(crate) fn load_job(hub: &Hub, reference: &str, source: Option<&str>) -> Result<Document, HubError> {
    hub.inner.db.read(|transaction| {
        let record = job_referred(transaction, reference, source)?;
        Ok::<_, HubError>(log::load(transaction, record.document, RecordKind::Job, hub.inner.pen)?)
    })
}

/// The same, or the visit of this reference when there is no such job.
pub(crate) fn load_work(hub: &Hub, reference: &str, source: Option<&str>) -> Result<Document, HubError> {
    let visits = hub.inner.db.read(|transaction| log::records_referred(transaction, RecordKind::Visit, reference))?;
    match visits.as_slice() {
        [visit] if source.is_none_or(|source| visit.source == source) => hub.inner.db.read(|transaction| {
            Ok::<_, HubError>(log::load(transaction, visit.document, RecordKind::Visit, hub.inner.pen)?)
        }),
        _ => load_job(hub, reference, source),
    }
}

/// Names of everybody's devices, for exports.
pub(crate) fn directory(hub: &Hub) -> Result<Vec<domain::author::DeviceEntry>, DbError> {
    let landlord = hub.inner.db.read(crate::db::sqlite::landlord::landlord)?;
    let own = hub.inner.this.device;
    let devices = hub.inner.db.read(people::devices)?;
    Ok(devices
        .into_iter()
        .map(|device| device.entry)
        .map(|mut entry| {
            if let (true, Some(landlord)) = (entry.device == own, &landlord) {
                entry.person_name.clone_from(&landlord.name);
            }
            entry
        })
        .collect())
}
