//! Complaints, compliments and comments: what was said, what is promised, and what became of it.

use documents::feedback;
use domain::{
    feedback::{FeedbackRecord, NewStep, StepKind},
    id::{DocumentId, RecordKind},
    job::reference_of,
    reference::{Collection, ReferenceRow},
    standards::{Pack, Standards},
    time::Timestamp,
    working_time::{BankHolidays, WorkingCalendar},
};
use rusqlite::Transaction;

use crate::{
    db::{
        DbError,
        sqlite::{chain, landlord, log, people},
    },
    hub::{Hub, HubError},
};

/// Feedback that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedbackIn {
    /// By which people speak of it: "D-7QK3M2ZP".
    pub reference: String,
    /// What was said, and what became of it.
    pub record: FeedbackRecord,
    /// Who took it down.
    pub person: String,
    /// The promises: each in words, with the day, and how it stands.
    pub promises: Vec<String>,
    /// True when one of them was missed, or is past its end and not kept.
    pub late: bool,
}

impl Hub {
    /// All feedback, oldest first; of a person's only what is open when `open` is set.
    ///
    /// # Errors
    /// The database failed.
    pub fn feedback(&self, open: bool) -> Result<Vec<FeedbackIn>, HubError> {
        let now = self.inner.clock.now();
        self.inner.db.read(|transaction| {
            let (standards, calendar) = standards(transaction)?;
            let mut told = Vec::new();
            for first in log::firsts_of_kind(transaction, RecordKind::Feedback)? {
                let document = log::load(transaction, first.document, RecordKind::Feedback, self.inner.pen)?;
                let record = feedback::read(&document)?;
                if open && !record.is_open() {
                    continue;
                }
                let device = people::device(transaction, first.device)?.ok_or(DbError::Damaged { what: "device" })?;
                let clocks = record.clocks(&standards, &calendar);
                told.push(FeedbackIn {
                    reference: reference_of(first.document),
                    person: device.entry.person_name,
                    late: clocks.iter().any(|clock| clock.is_missed(now)),
                    promises: clocks.iter().map(|clock| promise(clock, now)).collect(),
                    record,
                });
            }
            Ok(told)
        })
    }

    /// Says what became of feedback.
    ///
    /// # Errors
    /// There is none of this reference, it makes no sense for it, or the database failed.
    pub fn add_feedback_step(&self, reference: &str, step: &NewStep) -> Result<(), HubError> {
        if step.kind == StepKind::Acknowledged && step.by.trim().is_empty() {
            return Err(HubError::Asked(
                "the customer is told who answers for it; name them with --by \"Joan Ellis\"".into(),
            ));
        }
        let inner = &self.inner;
        inner.db.write(|transaction| {
            let found = log::firsts_of_kind(transaction, RecordKind::Feedback)?;
            let document: Option<DocumentId> =
                found.iter().map(|first| first.document).find(|id| reference_of(*id) == reference);
            let Some(document) = document else {
                return Err(HubError::Asked(format!(
                    "there is no feedback \"{reference}\" here; see: doorstep-hub feedback list"
                )));
            };
            let mut record = log::load(transaction, document, RecordKind::Feedback, inner.pen)?;
            chain::open_actor(transaction, inner.pen.actor, inner.pen.device)?;
            let changes = feedback::add_step(&mut record, step, &inner.clocks(), inner.new_id()?.into())?;
            inner.log_own(transaction, document, &changes)
        })
    }
}

/// The landlord's standards, and the days that count.
pub(crate) fn standards(transaction: &Transaction) -> Result<(Standards, WorkingCalendar), DbError> {
    let packs = landlord::rows_of(transaction, Collection::Standards)?.into_iter().filter_map(|row| match row {
        // A pack that this version cannot read was refused when it was imported.
        ReferenceRow::StandardsPack(pack) => Pack::read(&pack.json).ok(),
        _ => None,
    });
    let years = landlord::rows_of(transaction, Collection::BankHolidays)?.into_iter().filter_map(|row| match row {
        ReferenceRow::BankHolidays(year) => Some(year),
        _ => None,
    });
    Ok((Standards::new(packs), WorkingCalendar::new(BankHolidays::published(years))))
}

fn promise(clock: &domain::standards::Clock<'_>, now: Timestamp) -> String {
    let (words, due) = (&clock.promise.rule.words, clock.promise.due);
    let day = due.last_day.format("%d/%m/%Y");
    let standing = match (clock.stopped, clock.is_missed(now)) {
        (Some(_), false) => "kept",
        (Some(_), true) => "done late",
        (None, true) => "LATE",
        (None, false) if clock.projected => "at the latest",
        (None, false) => "due",
    };
    format!("{words}: {standing}, {day} ({})", clock.promise.pack.id)
}
