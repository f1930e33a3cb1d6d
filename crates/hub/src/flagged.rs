//! Work that counts, and that a person should know something about.

use domain::{job::EventKind, time::Timestamp};

use crate::{
    db::{
        DbError,
        sqlite::{
            asked,
            doubt::{self, Doubtful},
            log, people,
        },
    },
    hub::{Hub, HubError},
};

/// What one handheld wrote to one record under a flag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flagged {
    /// The job's reference, or that of whatever else the record is.
    pub reference: String,
    /// Who wrote it.
    pub person: String,
    /// On which handheld.
    pub device: String,
    /// Its stable code: `after_leaving`.
    pub flag: String,
    /// What a person should know.
    pub words: &'static str,
    /// How many changes.
    pub changes: u64,
    /// When the first came, by the hub's clock.
    pub received_at: Timestamp,
}

impl Hub {
    /// All work that was accepted and flagged, oldest first.
    ///
    /// # Errors
    /// The database failed.
    pub fn flagged(&self) -> Result<Vec<Flagged>, HubError> {
        Ok(self.inner.db.read(|transaction| {
            let rows = log::flagged(transaction)?;
            rows.into_iter()
                .map(|row| {
                    let device = people::device(transaction, row.device)?.ok_or(DbError::Damaged { what: "device" })?;
                    Ok(Flagged {
                        reference: row.reference,
                        person: device.entry.person_name,
                        device: device.entry.device_name,
                        words: words(&row.flag),
                        flag: row.flag,
                        changes: row.changes,
                        received_at: row.received_at,
                    })
                })
                .collect::<Result<Vec<_>, DbError>>()
        })?)
    }
}

/// What somebody at the door asks of the planner, or tells them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// The job's reference.
    pub reference: String,
    /// Who asks.
    pub person: String,
    /// On which handheld.
    pub device: String,
    /// Its stable code: `handed_back`.
    pub code: &'static str,
    /// What, in words: "asks for Dev Patel to take it: van is full".
    pub words: String,
    /// When the hub learnt of it.
    pub received_at: Timestamp,
}

impl Hub {
    /// What people at the door ask of the planner and nobody has acted on, oldest first.
    ///
    /// # Errors
    /// The database failed.
    pub fn asked(&self) -> Result<Vec<Asking>, HubError> {
        Ok(self.inner.db.read(|transaction| {
            let mut asking = Vec::new();
            for row in asked::all(transaction)? {
                let device = match row.device {
                    Some(device) => people::device(transaction, device)?,
                    None => None,
                };
                let somebody = || ("somebody".to_owned(), "an unknown handheld".to_owned());
                let (person, device) = device.map_or_else(somebody, |d| (d.entry.person_name, d.entry.device_name));
                let (code, words) = match row.kind {
                    EventKind::HandedBack => ("handed_back", "cannot take it".to_owned()),
                    EventKind::RunningLate(at) => {
                        ("running_late", format!("is running late, about {}", at.london_clock()))
                    }
                    EventKind::SwapAsked(colleague) => {
                        let colleague = people::name(transaction, colleague)?;
                        ("swap_asked", format!("asks for {} to take it", colleague.as_deref().unwrap_or("a colleague")))
                    }
                    _ => continue,
                };
                let words = if row.reason.is_empty() { words } else { format!("{words}: {}", row.reason) };
                asking.push(Asking {
                    reference: row.reference,
                    person,
                    device,
                    code,
                    words,
                    received_at: row.received_at,
                });
            }
            Ok::<_, DbError>(asking)
        })?)
    }
}

impl Hub {
    /// What does not add up in work that counts all the same, oldest first.
    ///
    /// # Errors
    /// The database failed.
    pub fn doubts(&self) -> Result<Vec<Doubtful>, HubError> {
        Ok(self.inner.db.read(doubt::all)?)
    }
}

fn words(flag: &str) -> &'static str {
    match flag {
        "after_leaving" => {
            "worked on it after it was given to somebody else, before the handheld knew; the work is kept, so check \
             that nothing was done twice"
        }
        "made_at_door" => "booked at a door; nobody has planned it yet, unless you have given it to somebody since",
        "recovered" => {
            "given back by a handheld after the hub had lost it, so that nobody's signature vouches for it; check it with \
             whoever wrote it, here or at the door"
        }
        "came_late" => {
            "set aside because what it stands on did not come, and let in when that came at last; check that nothing was \
             done twice"
        }
        "released" => "let in by a person after it had been set aside",
        _ => "flagged by another version of the hub; the work is kept",
    }
}
