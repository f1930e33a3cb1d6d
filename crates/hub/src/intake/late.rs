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
            let kind = log::record(self.transaction, document)?.map(|record| record.kind);
            if let Some(kind) = kind.filter(|kind| kind.is_work()) {
                self.flag(document, kind, EventKind::AfterLeaving(device))?;
            }
        }
        Ok(())
    }

    fn flag(&mut self, document: DocumentId, record: RecordKind, kind: EventKind) -> Result<(), DbError> {
        let pen = self.hub.pen;
        let mut record = log::load(self.transaction, document, record, pen)?;
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
