//! The one function that says what a list shows of a job.

use chrono::NaiveDate;
use domain::{
    id::DocumentId,
    job::{Job, JobStatus},
    place::Coordinates,
    time::Timestamp,
};
use rusqlite::{Transaction, params};

use super::words::Words;
use crate::error::StoreError;

/// The columns of `job_row`, and the words of `job_words`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct JobColumns {
    reference: String,
    description: String,
    address_lines: String,
    postcode: String,
    trade: String,
    priority: String,
    urgent: bool,
    appointment_date: Option<NaiveDate>,
    appointment_earliest: String,
    appointment_latest: String,
    appointment_name: String,
    required_completion: Option<Timestamp>,
    status: &'static str,
    closed: bool,
    finished_on: Option<NaiveDate>,
    alert_count: usize,
    needs_attention: bool,
    position: Option<(i32, i32)>,
    uprn: String,
    expected: Option<Timestamp>,
    status_reason: String,
    first_time_fix: bool,
    withdrawn: bool,
    danger_at: Option<Timestamp>,
    raised: Option<Timestamp>,
    words: Words,
}

impl JobColumns {
    /// What lists show of a job: of its record alone, so that making the rows again gives the same.
    pub(super) fn of(job: &Job) -> Self {
        let order = &job.order;
        let fold = job.status();
        let clock = |time: chrono::NaiveTime| time.format("%H:%M").to_string();
        let window = order.appointment.as_ref();
        let standing = job.standing();
        // The event that closed it: the last outcome in causal order.
        let closed_by = standing.iter().rfind(|event| event.kind.is_outcome());
        let outcomes = standing.iter().filter(|event| event.kind.is_outcome()).count();
        // Of two outcomes that compete one is shown, and the other's reason would belie it.
        let led_here = standing.iter().find(|event| Some(event.id) == fold.by);
        Self {
            reference: order.reference.clone(),
            description: order.description.clone(),
            address_lines: order.property.address_lines.join("\n"),
            postcode: order.property.postcode.clone(),
            trade: order.trade.1.clone(),
            priority: order.priority.description.clone(),
            urgent: order.priority.is_urgent(),
            appointment_date: window.map(|window| window.date),
            appointment_earliest: window.map(|window| clock(window.earliest)).unwrap_or_default(),
            appointment_latest: window.map(|window| clock(window.latest)).unwrap_or_default(),
            appointment_name: window.map(|window| window.name.clone()).unwrap_or_default(),
            required_completion: order.priority.required_completion,
            status: fold.status.name(),
            closed: fold.status.is_closed(),
            finished_on: closed_by.filter(|_| fold.status.is_closed()).map(|event| event.best_time().london_date()),
            alert_count: order.alerts.len(),
            needs_attention: job.needs_decision(),
            position: order.position.map(Coordinates::steps),
            uprn: order.property.uprn.clone(),
            expected: job.expected(),
            status_reason: led_here.map(|event| event.reason.clone()).unwrap_or_default(),
            first_time_fix: fold.status == JobStatus::Completed && outcomes == 1,
            withdrawn: job.is_withdrawn(),
            danger_at: job.to_be_rung_about().iter().map(|hazard| hazard.written.at).max(),
            raised: order.raised,
            words: Words::of(job),
        }
    }

    pub(super) fn store(&self, transaction: &Transaction<'_>, document: DocumentId) -> Result<(), StoreError> {
        let row: i64 = transaction
            .prepare_cached(
                "INSERT INTO job_row (document, reference, description, address_lines, postcode, trade, priority, urgent,
                     appointment_date, appointment_earliest, appointment_latest, appointment_name,
                     required_completion, status, closed, finished_on, alert_count, needs_attention,
                     north, east, uprn, expected_at, status_reason, first_time_fix, withdrawn, raised,
                     danger_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
                     ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27)
                 ON CONFLICT (document) DO UPDATE SET
                     reference = excluded.reference, description = excluded.description,
                     address_lines = excluded.address_lines, postcode = excluded.postcode, trade = excluded.trade,
                     priority = excluded.priority, urgent = excluded.urgent,
                     appointment_date = excluded.appointment_date,
                     appointment_earliest = excluded.appointment_earliest,
                     appointment_latest = excluded.appointment_latest, appointment_name = excluded.appointment_name,
                     required_completion = excluded.required_completion, status = excluded.status,
                     closed = excluded.closed, finished_on = excluded.finished_on,
                     alert_count = excluded.alert_count, needs_attention = excluded.needs_attention,
                     north = excluded.north, east = excluded.east, uprn = excluded.uprn,
                     expected_at = excluded.expected_at, status_reason = excluded.status_reason,
                     first_time_fix = excluded.first_time_fix, withdrawn = excluded.withdrawn,
                     raised = excluded.raised, danger_at = excluded.danger_at
                 RETURNING id",
            )?
            .query_row(
                params![
                    document.as_bytes(),
                    self.reference,
                    self.description,
                    self.address_lines,
                    self.postcode,
                    self.trade,
                    self.priority,
                    self.urgent,
                    self.appointment_date.map(|date| date.to_string()),
                    self.appointment_earliest,
                    self.appointment_latest,
                    self.appointment_name,
                    self.required_completion.map(Timestamp::milliseconds),
                    self.status,
                    self.closed,
                    self.finished_on.map(|date| date.to_string()),
                    i64::try_from(self.alert_count).unwrap_or(i64::MAX),
                    self.needs_attention,
                    self.position.map(|(north, _)| north),
                    self.position.map(|(_, east)| east),
                    self.uprn,
                    self.expected.map(Timestamp::milliseconds),
                    self.status_reason,
                    self.first_time_fix,
                    self.withdrawn,
                    self.raised.map(Timestamp::milliseconds),
                    self.danger_at.map(Timestamp::milliseconds)
                ],
                |row| row.get(0),
            )?;
        self.words.store(transaction, row)
    }
}
