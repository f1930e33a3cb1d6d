//! Saying in the record itself that somebody worked on it after it had left them: whoever holds it now should know.

use documents::job;
use domain::{
    id::{DocumentId, RecordKind},
    job::{EventKind, JobEdit},
};

use super::Intake;
use crate::{
    db::{
        DbError,
        sqlite::{chain, log},
    },
    hub::HubError,
};

impl Intake<'_> {
    /// Writes what is to be known into every job that was worked on late, once for each device.
    pub(super) fn flag_late(&mut self) -> Result<(), DbError> {
        for (document, device) in std::mem::take(&mut self.late) {
            let is_job = log::record(self.transaction, document)?.is_some_and(|record| record.kind == RecordKind::Job);
            if is_job {
                self.flag(document, EventKind::AfterLeaving(device))?;
            }
        }
        Ok(())
    }

    fn flag(&mut self, document: DocumentId, kind: EventKind) -> Result<(), DbError> {
        let pen = self.hub.pen;
        let mut record = log::load(self.transaction, document, RecordKind::Job, pen)?;
        if job::read(&record)?.events.iter().any(|event| event.kind == kind) {
            return Ok(());
        }
        chain::open_actor(self.transaction, pen.actor, pen.device)?;
        let edit = JobEdit::Record { kind, reason: String::new() };
        match self.hub.edit(self.transaction, &mut record, &edit) {
            Err(HubError::Database(error)) => return Err(error),
            // The log says it too. Work is never kept out for want of a remark upon it.
            Err(error) => tracing::warn!(%error, %document, "a job could not be flagged"),
            Ok(()) => {}
        }
        Ok(())
    }
}
