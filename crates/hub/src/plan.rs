//! Planning: the landlord's system raises work and moves it between groups and people.
//!
//! The hub writes as a device of its own, with an actor that is new each time a process opens it; its changes go
//! straight into the log, since nobody else holds its key.

mod deciding;
mod moving;
mod part;
mod raising;
mod reopening;

pub use moving::{Assignee, Group};
pub use part::Part;
pub use raising::{NotTaken, Raised, Raising};
pub use reopening::ClosedForGood;

use documents::{
    Change, Document,
    gate::{Envelope, Limits, measure},
    job,
};
use domain::{
    id::{DocumentId, RecordKind},
    job::JobEdit,
};
use rusqlite::Transaction;

use crate::{
    db::{
        DbError,
        sqlite::{
            chain,
            log::{self, NewChange, Record},
            people, this,
        },
    },
    hub::{Hub, HubError, Inner},
};

/// Why a job is open again, as its history says it.
pub(crate) const ANOTHER_VISIT: &str = "Another visit is booked";

/// The one job with this reference, or the visit when there is no such job.
pub(crate) fn work_referred(
    transaction: &Transaction,
    reference: &str,
    source: Option<&str>,
) -> Result<Record, HubError> {
    let visits = log::records_referred(transaction, RecordKind::Visit, reference)?;
    match visits.into_iter().find(|visit| source.is_none_or(|source| visit.source == source)) {
        Some(visit) if log::records_referred(transaction, RecordKind::Job, reference)?.is_empty() => Ok(visit),
        _ => job_referred(transaction, reference, source),
    }
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
