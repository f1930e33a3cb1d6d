//! What the office decides about a job, as the person last saw it: what differs now, the office changed since.
//!
//! A job's row says how it stands. Beside it lies how it stood when it came, or when the person last said that they had
//! read of a change; nothing is counted and no message is kept, so a change that was taken back again is none.

use domain::{
    id::DocumentId,
    job::{AppointmentWindow, Job},
    time::Timestamp,
};
use rusqlite::{OptionalExtension, Transaction, params};

use crate::{error::StoreError, sql, store::Store};

/// What the office decides about a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// When the customer expects somebody.
    pub appointment: Option<AppointmentWindow>,
    /// In the landlord's words.
    pub priority: String,
    /// When it must be done by.
    pub required_completion: Option<Timestamp>,
    /// It is withdrawn.
    pub cancelled: bool,
    /// What is to be done.
    pub description: String,
    /// "1 Teasel Row, ZZ1 4QC".
    pub address: String,
}

/// One thing that the office changed since the person last saw the job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfficeChange {
    /// The appointment moved, was made or was taken off.
    Appointment {
        /// As the person last saw it.
        from: Option<AppointmentWindow>,
        /// As it is.
        to: Option<AppointmentWindow>,
    },
    /// It is more or less urgent.
    Priority {
        /// As the person last saw it.
        from: String,
        /// As it is.
        to: String,
    },
    /// It must be done by another time, or by none.
    RequiredCompletion(Option<Timestamp>),
    /// It was withdrawn.
    Cancelled,
    /// It is not withdrawn any more.
    TakenUpAgain,
    /// It is at another address.
    Address {
        /// As the person last saw it.
        from: String,
        /// As it is.
        to: String,
    },
    /// Something else is to be done: as the person last saw it.
    Description(String),
}

/// Why a job left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parting {
    /// It was given to somebody else.
    GivenAway,
    /// It was erased.
    Erased,
}

/// A job that left this handheld while it was open, not long after it was closed, or while something waited to be sent of
/// it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenAway {
    /// The job.
    pub document: DocumentId,
    /// The landlord's reference of it.
    pub reference: String,
    /// When this handheld learnt of it.
    pub at: Timestamp,
    /// This handheld had recorded something on it.
    pub worked_on: bool,
    /// Why it left.
    pub parting: Parting,
    /// It had been closed before it went.
    pub closed: bool,
}

impl Store {
    /// What the office changed since the person last saw the job; `job` as its record reads now.
    ///
    /// # Errors
    /// The database fails.
    pub fn office_changes(&self, job: &Job) -> Result<Vec<OfficeChange>, StoreError> {
        let now = decided(job);
        let seen = self.read(|connection| seen(connection, job.id))?;
        Ok(seen.map(|seen| differences(seen, now)).unwrap_or_default())
    }

    /// Jobs of those given in which the office changed something since the person last saw them.
    ///
    /// # Errors
    /// The database fails.
    pub fn changed_by_office(&self, jobs: &[DocumentId]) -> Result<Vec<DocumentId>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT 1 FROM job_seen AS seen JOIN job_row AS job USING (document)
                 WHERE document = ?1 AND (
                     seen.appointment <> coalesce(appointment_date || '|' || appointment_earliest || '|'
                         || appointment_latest || '|' || appointment_name, '')
                     OR seen.priority <> job.priority OR seen.required_completion IS NOT job.required_completion
                     OR seen.cancelled <> job.withdrawn OR seen.description <> job.description
                     OR seen.address <> replace(job.address_lines, char(10), ', ') || ', ' || job.postcode)",
            )?;
            let mut changed = Vec::new();
            for job in jobs {
                if statement.exists([job.as_bytes()])? {
                    changed.push(*job);
                }
            }
            Ok(changed)
        })
    }

    /// The person has read what the office changed in this job.
    ///
    /// # Errors
    /// The disk fails; then everything is as before.
    pub fn see_office_changes(&self, job: &Job) -> Result<(), StoreError> {
        self.write(|transaction, _| put(transaction, job, "REPLACE"))
    }

    /// Jobs that were given to somebody else or erased and of which the person has not read so, the newest first.
    ///
    /// # Errors
    /// The database fails.
    pub fn given_away(&self) -> Result<Vec<GivenAway>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT document, reference, left_at, worked_on, erased, closed FROM given_away
                 ORDER BY left_at DESC, reference",
            )?;
            let rows = statement.query_map([], |row| {
                Ok(GivenAway {
                    document: sql::id(row, 0, DocumentId::from_bytes)?,
                    reference: row.get(1)?,
                    at: Timestamp::from_milliseconds(row.get(2)?),
                    worked_on: row.get(3)?,
                    parting: if row.get(4)? { Parting::Erased } else { Parting::GivenAway },
                    closed: row.get(5)?,
                })
            })?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        })
    }

    /// The person has read which jobs were given away.
    ///
    /// # Errors
    /// The disk fails; then everything is as before.
    pub fn see_given_away(&self) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            transaction.prepare_cached("DELETE FROM given_away")?.execute([])?;
            Ok(())
        })
    }
}

/// How the office has decided as the record reads.
fn decided(job: &Job) -> Decided {
    let order = &job.order;
    Decided {
        appointment: order.appointment.clone(),
        priority: order.priority.description.clone(),
        required_completion: order.priority.required_completion,
        cancelled: job.is_withdrawn(),
        description: order.description.clone(),
        // As the database puts the row's columns together.
        address: format!("{}, {}", order.property.address_lines.join(", "), order.property.postcode),
    }
}

fn differences(seen: Decided, now: Decided) -> Vec<OfficeChange> {
    let mut changes = Vec::new();
    match (seen.cancelled, now.cancelled) {
        (false, true) => changes.push(OfficeChange::Cancelled),
        (true, false) => changes.push(OfficeChange::TakenUpAgain),
        _ => {}
    }
    if seen.address != now.address {
        changes.push(OfficeChange::Address { from: seen.address, to: now.address });
    }
    if seen.description != now.description {
        changes.push(OfficeChange::Description(seen.description));
    }
    if seen.appointment != now.appointment {
        changes.push(OfficeChange::Appointment { from: seen.appointment, to: now.appointment });
    }
    if seen.priority != now.priority {
        changes.push(OfficeChange::Priority { from: seen.priority, to: now.priority });
    }
    if seen.required_completion != now.required_completion {
        changes.push(OfficeChange::RequiredCompletion(now.required_completion));
    }
    changes
}

fn seen(connection: &rusqlite::Connection, job: DocumentId) -> Result<Option<Decided>, StoreError> {
    let row = connection
        .prepare_cached(
            "SELECT appointment, priority, required_completion, cancelled, description, address
             FROM job_seen WHERE document = ?1",
        )?
        .query_row([job.as_bytes()], |row| {
            Ok(Decided {
                appointment: AppointmentWindow::from_scalar(&row.get::<_, String>(0)?),
                priority: row.get(1)?,
                required_completion: row.get::<_, Option<i64>>(2)?.map(Timestamp::from_milliseconds),
                cancelled: row.get(3)?,
                description: row.get(4)?,
                address: row.get(5)?,
            })
        })
        .optional()?;
    Ok(row)
}

/// A job that comes is seen as it comes; one that is here stays as it was last seen.
pub(super) fn begin(transaction: &Transaction<'_>, job: &Job) -> Result<(), StoreError> {
    put(transaction, job, "IGNORE")?;
    // It is back, or somebody who had it open has recorded something on it, which is sent before it goes for good.
    let gone = "EXISTS (SELECT 1 FROM record WHERE record.document = given_away.document AND leaving = 1)";
    for sql in [
        format!("DELETE FROM given_away WHERE document = ?1 AND NOT {gone}"),
        format!("UPDATE given_away SET worked_on = 1 WHERE document = ?1 AND {gone}"),
    ] {
        transaction.prepare_cached(&sql)?.execute([job.id.as_bytes()])?;
    }
    Ok(())
}

fn put(transaction: &Transaction<'_>, job: &Job, otherwise: &str) -> Result<(), StoreError> {
    let now = decided(job);
    transaction
        .prepare_cached(&format!(
            "INSERT OR {otherwise} INTO job_seen
                 (document, appointment, priority, required_completion, cancelled, description, address)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
        ))?
        .execute(params![
            job.id.as_bytes(),
            now.appointment.map(|window| window.to_scalar()).unwrap_or_default(),
            now.priority,
            now.required_completion.map(Timestamp::milliseconds),
            now.cancelled,
            now.description,
            now.address
        ])?;
    Ok(())
}

/// A closed job of which the person thinks as theirs: afterwards it goes because it is old, and nobody is told.
const RECENT_DAYS: u64 = 7;

/// A job has left this handheld, and is to be told of while it is open; one that was given to somebody else also when it
/// was closed not long ago, one that was erased also when something of it waits to be sent. Its reference alone is kept for
/// that.
pub(crate) fn part_with(
    transaction: &Transaction<'_>,
    document: DocumentId,
    parting: Parting,
    now: Timestamp,
) -> Result<(), StoreError> {
    let today = now.london_date();
    let since = today.checked_sub_days(chrono::Days::new(RECENT_DAYS)).unwrap_or(today);
    transaction
        .prepare_cached(
            "INSERT OR IGNORE INTO given_away (document, reference, left_at, worked_on, erased, closed)
             SELECT document, reference, ?2, EXISTS (SELECT 1 FROM own_event WHERE own_event.document = ?1), ?3, closed
             FROM job_row JOIN record USING (document) WHERE document = ?1 AND leaving = 1 AND (closed = 0
                 OR (NOT ?3 AND finished_on >= ?4) OR (?3
                 AND EXISTS (SELECT 1 FROM chain_entry WHERE chain_entry.document = ?1 AND state = 0 AND state <> 1)))",
        )?
        .execute(params![document.as_bytes(), now.milliseconds(), parting == Parting::Erased, since.to_string()])?;
    Ok(())
}
