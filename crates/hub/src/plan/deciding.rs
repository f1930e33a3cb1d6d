//! What the office decides about a job that is out: when, how urgent, and whether at all.

use domain::job::{AppointmentWindow, EventKind, GoingAgain, JobEdit, Priority};

use super::{ANOTHER_VISIT, ClosedForGood, job_referred, work_referred};
use crate::{
    db::sqlite::{chain, log, matter, noted},
    hub::{Hub, HubError},
};

impl Hub {
    /// Moves a job's appointment, or takes it off; false when it stood so already. A job whose last visit left the work
    /// undone is work to do again.
    ///
    /// # Errors
    /// There is no such job, it is closed for good, or the database failed.
    pub fn appoint(
        &self,
        reference: &str,
        source: Option<&str>,
        window: Option<AppointmentWindow>,
    ) -> Result<bool, HubError> {
        self.decide(reference, source, &JobEdit::Appoint(window))
    }

    /// Makes a job more or less urgent; false when it stood so already.
    ///
    /// # Errors
    /// There is no such job, or the database failed.
    pub fn prioritise(&self, reference: &str, source: Option<&str>, priority: Priority) -> Result<bool, HubError> {
        self.decide(reference, source, &JobEdit::Prioritise(priority))
    }

    /// Withdraws a job or an officer's visit; false when it is withdrawn already. What was done at the door is kept, and the two are shown to
    /// compete.
    ///
    /// # Errors
    /// There is no such job, or no reason; or the database failed.
    pub fn cancel(&self, reference: &str, source: Option<&str>, reason: &str) -> Result<bool, HubError> {
        self.decide(reference, source, &JobEdit::Record { kind: EventKind::Cancelled, reason: reason.to_owned() })
    }

    fn decide(&self, reference: &str, source: Option<&str>, edit: &JobEdit) -> Result<bool, HubError> {
        let inner = &self.inner;
        inner.db.write(|transaction| {
            let cancels = matches!(edit, JobEdit::Record { kind: EventKind::Cancelled, .. });
            let referred = if cancels { work_referred } else { job_referred };
            let record = referred(transaction, reference, source)?;
            let mut document = log::load(transaction, record.document, record.kind, inner.pen)?;
            let held = documents::job::read(&document)?;
            if cancels && held.is_withdrawn() {
                return Ok(false);
            }
            chain::open_actor(transaction, inner.pen.actor, inner.pen.device)?;
            let before = document.heads();
            if let JobEdit::Appoint(Some(_)) = edit {
                let going = GoingAgain::to(&held);
                if let Some(why) = ClosedForGood::of(going, reference) {
                    return Err(HubError::Asked(why.to_string()));
                }
                if going == GoingAgain::Reopens {
                    inner.reopen(transaction, &mut document, ANOTHER_VISIT)?;
                }
            }
            inner.edit(transaction, &mut document, edit)?;
            noted::note(transaction, &document, &documents::job::read(&document)?, inner.clock.now())?;
            if let JobEdit::Appoint(Some(_)) = edit {
                matter::booked(transaction, record.document, inner.clock.now())?;
            }
            Ok(document.heads() != before)
        })
    }
}
