//! Deciding on work beyond the order: what operatives recorded at doors above what they may agree to alone.

use documents::job;
use domain::{
    id::{ItemId, RecordKind},
    job::{Decision, JobEdit},
};

use crate::{
    db::sqlite::{
        chain,
        extra_work::{self, Waiting},
        log, people,
    },
    hub::{Hub, HubError},
};

/// One piece of work that waits, and who recorded it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecided {
    /// What waits.
    pub waiting: Waiting,
    /// Who recorded it: "Ada Byrne (Van 12)".
    pub by: String,
}

impl Hub {
    /// Everything that waits for a decision, the oldest first.
    ///
    /// # Errors
    /// The database failed.
    pub fn extra_work(&self) -> Result<Vec<Undecided>, HubError> {
        self.inner.db.read(|transaction| {
            let named = |waiting: Waiting| {
                let device = waiting.device.map(|device| people::device(transaction, device)).transpose()?.flatten();
                let by = device.map_or_else(
                    || "somebody".to_owned(),
                    |device| format!("{} ({})", device.entry.person_name, device.entry.device_name),
                );
                Ok(Undecided { waiting, by })
            };
            extra_work::all(transaction)?.into_iter().map(named).collect()
        })
    }

    /// Decides on one piece of work: whoever holds the job reads it there.
    ///
    /// # Errors
    /// It does not wait for a decision, or the database failed; nothing changed.
    pub fn decide_extra_work(&self, variation: ItemId, decision: &Decision) -> Result<(), HubError> {
        let inner = &self.inner;
        inner.db.write(|transaction| {
            let Some(id) = extra_work::job_of(transaction, variation)? else {
                return Err(HubError::Asked(format!(
                    "no extra work {variation} waits for a decision; `doorstep-hub extra-work` lists what does"
                )));
            };
            chain::open_actor(transaction, inner.pen.actor, inner.pen.device)?;
            let mut document = log::load(transaction, id, RecordKind::Job, inner.pen)?;
            inner.edit(transaction, &mut document, &JobEdit::Decide { variation, decision: decision.clone() })?;
            Ok(extra_work::note(transaction, &job::read(&document)?)?)
        })
    }
}
