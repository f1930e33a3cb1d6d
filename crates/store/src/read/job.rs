//! Jobs as rows of a list.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};
use domain::{
    id::DocumentId,
    job::{AppointmentWindow, JobStatus},
    place::Coordinates,
    time::Timestamp,
};
use rusqlite::{Connection, OptionalExtension, Params, Row};

use super::{TenancyRow, words};
use crate::{error::StoreError, sql, store::Store, text};

/// One job in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRow {
    /// The job.
    pub document: DocumentId,
    /// The landlord's reference: "10000012".
    pub reference: String,
    /// What is wrong, in full.
    pub description: String,
    /// From the door outward, without the postcode.
    pub address_lines: Vec<String>,
    /// "E9 6PT"; may be empty.
    pub postcode: String,
    /// "Plumbing".
    pub trade: String,
    /// `5 [N] NORMAL`, as the landlord words it.
    pub priority: String,
    /// True for the landlord's two most urgent priorities.
    pub urgent: bool,
    /// When the customer expects somebody.
    pub appointment: Option<AppointmentWindow>,
    /// When it must be done by.
    pub required_completion: Option<Timestamp>,
    /// The status shown.
    pub status: JobStatus,
    /// The London day it was closed on; none while it is open.
    pub finished_on: Option<NaiveDate>,
    /// Alerts that follow the work to the door.
    pub alert_count: u32,
    /// True when competing edits or odd events wait for a person.
    pub needs_attention: bool,
    /// Edits of this job that wait to be sent.
    pub waiting: u32,
    /// Where it is; none when the landlord has not said.
    pub position: Option<Coordinates>,
    /// Unique property reference number; may be empty.
    pub uprn: String,
    /// When somebody who is running late expects to be there.
    pub expected: Option<Timestamp>,
    /// Why work rests or was left; may be empty.
    pub status_reason: String,
    /// True when it is completed and no earlier visit ended otherwise.
    pub first_time_fix: bool,
    /// When it was raised; none where the landlord has not said.
    pub raised: Option<Timestamp>,
    /// When the newest danger was noticed about which nobody has said yet that they rang; none where there is none.
    pub danger_at: Option<Timestamp>,
}

const SELECT: &str = "SELECT job.document, reference, description, address_lines, postcode, trade, priority, urgent,
        appointment_date, appointment_earliest, appointment_latest, appointment_name,
        required_completion, status, finished_on, alert_count, needs_attention, coalesce(outbox.waiting, 0),
        north, east, uprn, expected_at, status_reason, first_time_fix, raised,
        danger_at
    FROM job_row AS job
    LEFT JOIN (SELECT document, count(*) AS waiting FROM chain_entry
               WHERE state = 0 AND state <> 1 AND document IS NOT NULL GROUP BY document) AS outbox
        ON outbox.document = job.document";

/// Appointments first, in order; then work without one, by when it must be done.
const ORDER: &str = "ORDER BY appointment_date IS NULL, appointment_date, appointment_earliest,
        required_completion IS NULL, required_completion, reference, job.document";

/// Rows of `job_row` whose records have not left: asked of the few that are leaving, since a record's own row lies behind
/// all that is stored of it.
const HELD: &str = "job.document NOT IN (SELECT document FROM record WHERE leaving = 1)";

/// Every job in the order of the list, and those alone that somebody is on the way to or at.
const IN_ORDER: &str = "job_row_order";
const UNDER_WAY: &str = "job_row_under_way";

/// The question for a stretch of those jobs for which `which` is true: found in an index, so that only the rows of the
/// stretch are read.
fn stretch(index: &str, which: &str, limit: &str) -> String {
    format!(
        "{SELECT} WHERE job.id IN (
             SELECT id FROM job_row AS job INDEXED BY {index} WHERE {which} AND {HELD}
             ORDER BY closed, appointment_date IS NULL, appointment_date, appointment_earliest,
                 required_completion IS NULL, required_completion, reference, document
             {limit})
         ORDER BY closed, {}",
        ORDER.trim_start_matches("ORDER BY ")
    )
}

impl Store {
    /// Every job that is held and open.
    ///
    /// # Errors
    /// The database fails.
    pub fn open_jobs(&self) -> Result<Vec<JobRow>, StoreError> {
        self.read(|connection| rows(connection, &format!("{SELECT} WHERE {HELD} AND closed = 0 {ORDER}"), []))
    }

    /// Jobs at which a danger was noticed after `since` and nobody has said yet that they rang control, whenever they are and
    /// however they stand.
    ///
    /// # Errors
    /// The database fails.
    pub fn jobs_to_ring_about(&self, since: Timestamp) -> Result<Vec<JobRow>, StoreError> {
        let sql = format!("{SELECT} WHERE danger_at > ?1 AND {HELD} {ORDER}");
        self.read(|connection| rows(connection, &sql, [since.milliseconds()]))
    }

    /// The first jobs to do on a day, about `limit` of each sort: those under way; open ones that were appointed for that
    /// day or before, in their order; and open ones without an appointment. The rest of a long list is found by searching.
    ///
    /// # Errors
    /// The database fails.
    pub fn jobs_to_do(&self, day: NaiveDate, limit: u32) -> Result<Vec<JobRow>, StoreError> {
        let day = day.to_string();
        let parts = [
            (
                UNDER_WAY,
                "closed = 0 AND status IN ('travelling', 'arrived', 'started')
                 AND (appointment_date IS NULL OR appointment_date <= ?1)",
            ),
            (IN_ORDER, "closed = 0 AND (appointment_date IS NULL) = 0 AND appointment_date <= ?1"),
            (IN_ORDER, "closed = 0 AND (appointment_date IS NULL) = 1 AND ?1 <> ''"),
        ];
        self.read(|connection| {
            let mut found: Vec<JobRow> = Vec::new();
            for (index, part) in parts {
                for row in rows(connection, &stretch(index, part, "LIMIT ?2"), (&day, limit))? {
                    if !found.iter().any(|known| known.document == row.document) {
                        found.push(row);
                    }
                }
            }
            Ok(found)
        })
    }

    /// How many jobs there are to do on a day: open, and appointed for it or before, or not appointed.
    ///
    /// # Errors
    /// The database fails.
    pub fn jobs_to_do_held(&self, day: NaiveDate) -> Result<u32, StoreError> {
        let sql = format!(
            "SELECT count(*) FROM job_row AS job
             WHERE closed = 0 AND (appointment_date IS NULL OR appointment_date <= ?1) AND {HELD}"
        );
        self.read(|connection| Ok(connection.prepare_cached(&sql)?.query_row([day.to_string()], |row| row.get(0))?))
    }

    /// Every job that is held and was closed on this London day.
    ///
    /// # Errors
    /// The database fails.
    pub fn jobs_finished_on(&self, day: NaiveDate) -> Result<Vec<JobRow>, StoreError> {
        let sql = format!("{SELECT} WHERE {HELD} AND finished_on = ?1 {ORDER}");
        self.read(|connection| rows(connection, &sql, [day.to_string()]))
    }

    /// Every job that is held, with an appointment on this day.
    ///
    /// # Errors
    /// The database fails.
    pub fn jobs_appointed_on(&self, day: NaiveDate) -> Result<Vec<JobRow>, StoreError> {
        let sql = format!("{SELECT} WHERE {HELD} AND appointment_date = ?1 {ORDER}");
        self.read(|connection| rows(connection, &sql, [day.to_string()]))
    }

    /// How many jobs each day has from `first` to `last`: open ones by their appointment, closed ones by the day that
    /// closed them.
    ///
    /// # Errors
    /// The database fails.
    pub fn jobs_by_day(&self, first: NaiveDate, last: NaiveDate) -> Result<BTreeMap<NaiveDate, u32>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT day, count(*) FROM (
                     SELECT appointment_date AS day FROM job_row AS job INDEXED BY {IN_ORDER}
                         WHERE closed = 0 AND (appointment_date IS NULL) = 0 AND appointment_date BETWEEN ?1 AND ?2
                             AND {HELD}
                     UNION ALL
                     SELECT finished_on FROM job_row AS job WHERE finished_on BETWEEN ?1 AND ?2 AND {HELD})
                 GROUP BY day"
            ))?;
            let counted = statement.query_map((first.to_string(), last.to_string()), |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, u32>(1)?))
            })?;
            let counted = counted.collect::<Result<Vec<_>, _>>()?;
            Ok(counted.into_iter().filter_map(|(day, jobs)| Some((day.parse().ok()?, jobs))).collect())
        })
    }

    /// Other jobs at the same home, the newest first: by UPRN where both have one, otherwise by the whole address.
    ///
    /// # Errors
    /// The database fails.
    pub fn jobs_at_home_of(&self, job: &JobRow, limit: u32) -> Result<Vec<JobRow>, StoreError> {
        let sql = format!(
            "{SELECT} WHERE {HELD} AND job.document <> ?1 AND job.id IN (
                 SELECT id FROM job_row WHERE ?2 <> '' AND uprn <> '' AND uprn = ?2
                 UNION ALL SELECT id FROM job_row
                     WHERE ?4 <> '' AND postcode = ?3 AND address_lines = ?4 AND (?2 = '' OR uprn = ''))
             ORDER BY finished_on IS NOT NULL, finished_on DESC, appointment_date DESC, reference DESC LIMIT ?5"
        );
        let lines = job.address_lines.join("\n");
        let id = job.document.as_bytes();
        self.read(|connection| rows(connection, &sql, (id, &job.uprn, &job.postcode, &lines, limit)))
    }

    /// Work that names a home and nobody: jobs there, by UPRN where both have one, otherwise by the whole address; and
    /// visits that name this tenancy. Whose jobs they are is [`domain::household::is_theirs`]'s to say.
    ///
    /// # Errors
    /// The database fails.
    pub fn work_at(&self, home: &TenancyRow) -> Result<Vec<JobRow>, StoreError> {
        let sql = format!(
            "{SELECT} WHERE {HELD} AND job.id IN (
                 SELECT id FROM visit_row JOIN job_row USING (document) WHERE tenancy = ?1
                 UNION SELECT id FROM job_row WHERE ?2 <> '' AND uprn <> '' AND uprn = ?2
                 UNION SELECT id FROM job_row
                     WHERE ?4 <> '' AND postcode = ?3 AND address_lines = ?4 AND (?2 = '' OR uprn = ''))
             AND NOT EXISTS (SELECT 1 FROM visit_row WHERE visit_row.document = job.document AND tenancy IS NOT ?1)"
        );
        let (id, lines) = (home.document.as_bytes(), home.address_lines.join("\n"));
        self.read(|connection| rows(connection, &sql, (id, &home.uprn, &home.postcode, &lines)))
    }

    /// One job's row; none when it is not held.
    ///
    /// # Errors
    /// The database fails.
    pub fn job_row(&self, job: DocumentId) -> Result<Option<JobRow>, StoreError> {
        let sql = format!("{SELECT} WHERE {HELD} AND job.document = ?1");
        self.read(|connection| Ok(connection.prepare_cached(&sql)?.query_row([job.as_bytes()], from_row).optional()?))
    }

    /// Jobs held in all, open and closed.
    ///
    /// # Errors
    /// The database fails.
    pub fn jobs_held(&self) -> Result<u32, StoreError> {
        self.read(|connection| {
            let sql = format!("SELECT count(*) FROM job_row AS job WHERE {HELD}");
            Ok(connection.prepare_cached(&sql)?.query_row([], |row| row.get(0))?)
        })
    }

    /// A stretch of the open jobs, in the order of [`Self::open_jobs`]: `limit` of them from the `offset`th, for a list
    /// that shows what a thumb has scrolled to. What comes before costs next to nothing.
    ///
    /// # Errors
    /// The database fails.
    pub fn open_jobs_from(&self, offset: u32, limit: u32) -> Result<Vec<JobRow>, StoreError> {
        let sql = stretch(IN_ORDER, "closed = 0", "LIMIT ?2 OFFSET ?1");
        self.read(|connection| rows(connection, &sql, (offset, limit)))
    }

    /// How many open jobs are held.
    ///
    /// # Errors
    /// The database fails.
    pub fn open_jobs_held(&self) -> Result<u32, StoreError> {
        let sql = format!("SELECT count(*) FROM job_row AS job WHERE closed = 0 AND {HELD}");
        self.read(|connection| Ok(connection.prepare_cached(&sql)?.query_row([], |row| row.get(0))?))
    }

    /// Jobs in which every word that was typed begins a word of the address, reference, postcode, description, a
    /// contact, or of the work: items, reasons and the note. The one whose reference was typed comes first, then those
    /// with the very numbers that were typed, then the others; of each, open ones first.
    /// Fewer than two characters find nothing.
    ///
    /// # Errors
    /// The database fails.
    pub fn search_jobs(&self, typed: &str, limit: u32) -> Result<Vec<JobRow>, StoreError> {
        let typed_words = text::words(typed);
        if typed.trim().chars().count() < 2 || typed_words.is_empty() {
            return Ok(Vec::new());
        }
        let named = format!("{SELECT} WHERE job.reference = ?1 COLLATE NOCASE AND {HELD}");
        let sql = stretch(IN_ORDER, &format!("id IN ({})", words::matching()), "LIMIT ?2");
        self.read(|connection| {
            let mut found = rows(connection, &named, [typed.trim()])?;
            for asked in text::numbers_whole(&typed_words).into_iter().chain([text::each_begins_a_word(&typed_words)]) {
                if found.len() >= usize::try_from(limit).unwrap_or(usize::MAX) {
                    break;
                }
                let others = rows(connection, &sql, (asked, limit))?;
                let is_new = |row: &JobRow| found.iter().all(|held| held.document != row.document);
                let others: Vec<JobRow> = others.into_iter().filter(is_new).collect();
                found.extend(others);
            }
            found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            Ok(found)
        })
    }
}

fn rows(connection: &Connection, sql: &str, params: impl Params) -> Result<Vec<JobRow>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params, from_row)?.collect::<Result<Vec<_>, _>>()?;
    Ok(rows)
}

/// Where something is, from its two columns.
pub(super) fn position(row: &Row<'_>, north: usize, east: usize) -> rusqlite::Result<Option<Coordinates>> {
    let steps = row.get::<_, Option<i64>>(north)?.zip(row.get::<_, Option<i64>>(east)?);
    Ok(steps.and_then(|(north, east)| Coordinates::from_steps(north, east)))
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<JobRow> {
    let day = |column| Ok::<_, rusqlite::Error>(row.get::<_, Option<String>>(column)?.and_then(|day| day.parse().ok()));
    let clock = |column| {
        let text: String = row.get(column)?;
        Ok::<_, rusqlite::Error>(NaiveTime::parse_from_str(&text, "%H:%M").unwrap_or_default())
    };
    let appointment: Option<NaiveDate> = day(8)?;
    let appointment = match appointment {
        None => None,
        Some(date) => Some(AppointmentWindow { date, name: row.get(11)?, earliest: clock(9)?, latest: clock(10)? }),
    };
    let lines: String = row.get(3)?;
    Ok(JobRow {
        document: sql::id(row, 0, DocumentId::from_bytes)?,
        reference: row.get(1)?,
        description: row.get(2)?,
        address_lines: lines.lines().map(str::to_owned).collect(),
        postcode: row.get(4)?,
        trade: row.get(5)?,
        priority: row.get(6)?,
        urgent: row.get(7)?,
        appointment,
        required_completion: row.get::<_, Option<i64>>(12)?.map(Timestamp::from_milliseconds),
        status: JobStatus::from_name(&row.get::<_, String>(13)?).unwrap_or_default(),
        finished_on: day(14)?,
        alert_count: row.get(15)?,
        needs_attention: row.get(16)?,
        waiting: row.get(17)?,
        position: position(row, 18, 19)?,
        uprn: row.get(20)?,
        expected: row.get::<_, Option<i64>>(21)?.map(Timestamp::from_milliseconds),
        status_reason: row.get(22)?,
        first_time_fix: row.get(23)?,
        raised: row.get::<_, Option<i64>>(24)?.map(Timestamp::from_milliseconds),
        danger_at: row.get::<_, Option<i64>>(25)?.map(Timestamp::from_milliseconds),
    })
}
