//! What the hub itself writes into jobs when work comes late: that somebody worked on one after it had left them, which
//! whoever holds it now should know; and that one is open for a visit that was booked before the last one's end was known.

use documents::{Document, job};
use domain::{
    id::{DocumentId, RecordKind},
    job::{EventKind, GoingAgain, JobEdit},
};
use rusqlite::Transaction;

use super::Intake;
use crate::{
    db::{
        DbError,
        sqlite::{chain, log, matter},
    },
    hub::{HubError, Inner},
    plan::ANOTHER_VISIT,
};

impl Inner {
    /// Opens a job again whose last visit left the work undone while the office, without having heard of that, moved its
    /// appointment to a later day: it would be on nobody's list on that day.
    pub(super) fn open_for_what_is_booked(
        &self,
        transaction: &Transaction,
        document: &mut Document,
    ) -> Result<(), DbError> {
        // One of which the order has not come yet has no visit either.
        let Ok(read) = job::read(document) else { return Ok(()) };
        if GoingAgain::to(&read) != GoingAgain::Reopens {
            return Ok(());
        }
        let ended = read.status().by.and_then(|by| read.events.iter().find(|event| event.id == by));
        let (Some(ended), Some(booked)) = (ended, &read.order.appointment) else { return Ok(()) };
        let is_to_come = ended.best_time().london_date() < booked.date;
        if !is_to_come || !job::crossed_with_appointment(document, ended.id) {
            return Ok(());
        }
        chain::open_actor(transaction, self.pen.actor, self.pen.device)?;
        match self.reopen(transaction, document, ANOTHER_VISIT) {
            Err(HubError::Database(error)) => return Err(error),
            Err(error) => {
                tracing::warn!(%error, document = %document.id(), "a job could not be opened for its next visit");
                return Ok(());
            }
            Ok(()) => {}
        }
        matter::note(transaction, &job::read(document)?, self.clock.now())?;
        matter::booked(transaction, document.id(), self.clock.now())
    }
}

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
