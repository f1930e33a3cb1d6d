//! What happened to staff, for those whom the landlord has named.

use documents::incident;
use domain::{id::RecordKind, incident::Incident, job::reference_of, scope::Scope, time::Timestamp};

use crate::{
    db::sqlite::{log, people},
    hub::{Hub, HubError},
};

/// An incident that somebody reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentIn {
    /// By which people speak of it: "D-7QK3M2ZP".
    pub reference: String,
    /// What they wrote.
    pub incident: Incident,
    /// Who.
    pub person: String,
    /// On which handheld.
    pub device: String,
    /// When it came, by the hub's clock.
    pub received_at: Timestamp,
}

impl Hub {
    /// Every incident, oldest first. Who may ask is whoever may run the hub's own commands on its machine.
    ///
    /// # Errors
    /// The database failed.
    pub fn incidents(&self) -> Result<Vec<IncidentIn>, HubError> {
        let inner = &self.inner;
        inner.db.read(|transaction| {
            let mut reported = Vec::new();
            for id in log::records_of_kind(transaction, RecordKind::Incident)? {
                let document = log::load(transaction, id, RecordKind::Incident, inner.pen)?;
                let begun = log::begun_by(transaction, id, inner.this.device)?;
                let device = match begun {
                    Some((device, _)) => people::device(transaction, device)?,
                    None => None,
                };
                let (person, device) = device.map_or_else(
                    || ("somebody".to_owned(), String::new()),
                    |known| (known.entry.person_name, known.entry.device_name),
                );
                reported.push(IncidentIn {
                    reference: reference_of(id),
                    incident: incident::read(&document)?.0,
                    person,
                    device,
                    received_at: begun.map(|(_, at)| at).unwrap_or_default(),
                });
            }
            reported
                .sort_by(|one, other| (one.received_at, &one.reference).cmp(&(other.received_at, &other.reference)));
            Ok(reported)
        })
    }

    /// Names somebody whose handheld is given what happened to staff, or takes that away.
    ///
    /// # Errors
    /// Nobody is called so, they may not hold it by their role, or the database failed.
    pub fn name_incident_reader(&self, person: &str, reads: bool) -> Result<(), HubError> {
        self.name_for_staff_safety(person, &Scope::incidents(), reads)
    }
}
