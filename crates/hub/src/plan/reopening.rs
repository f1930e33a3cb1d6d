//! Work that is to be done again: a visit that left it undone is reopened by booking another, what is closed for good by
//! somebody who says why.

use std::fmt;

use documents::{Document, job};
use domain::{
    id::RecordKind,
    job::{EventKind, GoingAgain, JobEdit, JobStatus},
};
use rusqlite::Transaction;

use super::job_referred;
use crate::{
    db::sqlite::{chain, log, noted},
    hub::{Hub, HubError, Inner},
};

impl Hub {
    /// Opens a job again that was completed, cancelled or left undone; false when it is open already.
    ///
    /// # Errors
    /// There is no such job, or no reason; or the database failed.
    pub fn reopen(&self, reference: &str, source: Option<&str>, why: &str) -> Result<bool, HubError> {
        if why.trim().is_empty() {
            return Err(HubError::Asked("say why: --why \"the new tap leaks\"".into()));
        }
        let inner = &self.inner;
        inner.db.write(|transaction| {
            let record = job_referred(transaction, reference, source)?;
            let mut document = log::load(transaction, record.document, RecordKind::Job, inner.pen)?;
            if GoingAgain::to(&job::read(&document)?) == GoingAgain::Open {
                return Ok(false);
            }
            chain::open_actor(transaction, inner.pen.actor, inner.pen.device)?;
            inner.reopen(transaction, &mut document, why)?;
            noted::note(transaction, &document, &job::read(&document)?, inner.clock.now())?;
            Ok(true)
        })
    }
}

impl Inner {
    /// Records that work goes on, as the hub itself, whose actor must have been opened.
    pub(crate) fn reopen(&self, transaction: &Transaction, document: &mut Document, why: &str) -> Result<(), HubError> {
        let reopened = JobEdit::Record { kind: EventKind::Reopened, reason: why.trim().to_owned() };
        self.edit(transaction, document, &reopened)
    }
}

/// Why nobody is sent to a job, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedForGood {
    /// How it stands: "job 10000012 is completed".
    pub what: String,
    /// What to do, with the command.
    pub remedy: String,
}

impl ClosedForGood {
    /// None for a job to which somebody can go.
    #[must_use]
    pub fn of(going: GoingAgain, reference: &str) -> Option<Self> {
        let reopen = format!("doorstep-hub reopen --reference \"{reference}\" --why \"…\"");
        match going {
            GoingAgain::Open | GoingAgain::Reopens => None,
            GoingAgain::Closed(status) => Some(Self {
                what: format!("job {reference} is {}", in_words(status)),
                remedy: format!("if there is more to do, reopen it first: {reopen}"),
            }),
            GoingAgain::Competes => Some(Self {
                what: format!("how the visit to job {reference} ended was told in more than one way"),
                remedy: format!("have one chosen on a handheld that holds it, or reopen it: {reopen}"),
            }),
        }
    }
}

impl fmt::Display for ClosedForGood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.what, self.remedy)
    }
}

const fn in_words(status: JobStatus) -> &'static str {
    match status {
        JobStatus::Completed => "completed",
        JobStatus::Cancelled => "cancelled",
        _ => "closed",
    }
}
