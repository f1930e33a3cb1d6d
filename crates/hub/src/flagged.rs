//! Work that counts, and that a person should know something about.

use domain::time::Timestamp;

use crate::{
    db::{
        DbError,
        sqlite::{log, people},
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

fn words(flag: &str) -> &'static str {
    match flag {
        "after_leaving" => {
            "worked on it after it was given to somebody else, before the handheld knew; the work is kept, so check \
             that nothing was done twice"
        }
        "made_at_door" => "booked at a door; nobody has planned it yet, unless you have given it to somebody since",
        "recovered" => {
            "given back by a handheld after the hub had lost it, so that nobody's signature vouches for it; check it with \
             whoever did the work"
        }
        "released" => "let in by a person after it had been set aside",
        _ => "flagged by another version of the hub; the work is kept",
    }
}
