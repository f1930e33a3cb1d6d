//! Worries about people, for safeguarding leads.

use documents::concern;
use domain::{concern::Concern, id::RecordKind, time::Timestamp};

use crate::{
    db::{
        DbError,
        sqlite::{log, people},
    },
    hub::{Hub, HubError},
};

/// A worry that somebody wrote at a door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What they wrote.
    pub concern: Concern,
    /// Who.
    pub person: String,
    /// On which handheld.
    pub device: String,
    /// When it came, by the hub's clock.
    pub received_at: Timestamp,
}

impl Hub {
    /// Every worry, oldest first. Who may ask is whoever may run the hub's own commands on its machine.
    ///
    /// # Errors
    /// The database failed.
    pub fn concerns(&self) -> Result<Vec<Told>, HubError> {
        self.inner.db.read(|transaction| {
            let mut told = Vec::new();
            for first in log::firsts_of_kind(transaction, RecordKind::Concern)? {
                let document = log::load(transaction, first.document, RecordKind::Concern, self.inner.pen)?;
                let device = people::device(transaction, first.device)?.ok_or(DbError::Damaged { what: "device" })?;
                told.push(Told {
                    concern: concern::read(&document)?,
                    person: device.entry.person_name,
                    device: device.entry.device_name,
                    received_at: first.received_at,
                });
            }
            Ok(told)
        })
    }
}
