//! Homes, visits to them and what customers said, as rows of an officer's lists.

use chrono::NaiveDate;
use domain::{
    feedback::{FeedbackKind, FeedbackRecord, Told},
    id::DocumentId,
    place::Coordinates,
    scope::{Compartment, Scope},
    tenancy::Tenancy,
    time::Timestamp,
    visit::VisitTerms,
};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::job;
use crate::{error::StoreError, sql, store::Store, text};

/// One home in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenancyRow {
    /// The tenancy's record.
    pub document: DocumentId,
    /// The landlord's reference of the tenancy.
    pub reference: String,
    /// From the door outward, without the postcode.
    pub address_lines: Vec<String>,
    /// "E9 6PT"; may be empty.
    pub postcode: String,
    /// "Samira Haddad and Jon Haddad".
    pub names: String,
    /// Rent that is owed, in pence.
    pub arrears_pence: Option<i64>,
    /// When it was last checked who lives there: as the landlord says, or by a visit since.
    pub last_check: Option<NaiveDate>,
    /// The day for which a check is arranged.
    pub check_arranged: Option<NaiveDate>,
    /// Where it is.
    pub position: Option<Coordinates>,
    /// Complaints and comments from there that wait for an answer.
    pub waiting_for_answers: u32,
    /// Unique property reference number; may be empty.
    pub uprn: String,
    /// The people on the agreement, as it names them.
    pub people: Vec<String>,
    /// When it began; none where the landlord has not said.
    pub started: Option<NaiveDate>,
}

/// What one customer said, in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedbackRow {
    /// Its record.
    pub document: DocumentId,
    /// Whose home.
    pub tenancy: Option<DocumentId>,
    /// What kind.
    pub kind: FeedbackKind,
    /// Who spoke.
    pub customer: String,
    /// In their words.
    pub words: String,
    /// When.
    pub received: Timestamp,
    /// True while they wait for an answer.
    pub open: bool,
    /// Who answers for it; may be empty.
    pub responsible: String,
    /// Edits of it that wait to be sent.
    pub waiting: u32,
    /// They want it kept from the others in their home.
    pub kept_apart: bool,
    /// What they were told at once.
    pub told: Vec<Told>,
}

const HOMES: &str = "SELECT home.document, reference, address_lines, postcode, names, arrears_pence, last_check,
        (SELECT max(finished_on) FROM visit_row JOIN job_row USING (document)
            WHERE tenancy = home.document AND visit_row.kind = 'tenancy_check' AND status = 'completed'),
        (SELECT min(appointment_date) FROM visit_row JOIN job_row USING (document)
            WHERE tenancy = home.document AND visit_row.kind = 'tenancy_check' AND closed = 0),
        home.north, home.east,
        (SELECT count(*) FROM feedback_row WHERE tenancy = home.document AND open = 1),
        uprn, people, started
    FROM tenancy_row AS home JOIN record ON record.document = home.document AND record.leaving = 0";

const FEEDBACK: &str = "SELECT said.document, tenancy, said.kind, customer, words, received, open, responsible,
        (SELECT count(*) FROM chain_entry WHERE chain_entry.document = said.document AND state = 0), kept_apart, told
    FROM feedback_row AS said JOIN record ON record.document = said.document AND record.leaving = 0";

impl Store {
    /// True on a handheld that is given what a compartment holds.
    ///
    /// # Errors
    /// The database fails.
    pub fn holds(&self, compartment: Compartment) -> Result<bool, StoreError> {
        let ending = format!("%/{}", compartment.name());
        self.read(|connection| {
            Ok(connection.prepare_cached("SELECT 1 FROM scope_cursor WHERE scope LIKE ?1")?.exists([ending])?)
        })
    }

    /// True on a handheld that is given this scope.
    ///
    /// # Errors
    /// The database fails.
    pub fn holds_scope(&self, scope: &Scope) -> Result<bool, StoreError> {
        self.read(|connection| {
            let sql = "SELECT 1 FROM scope_cursor WHERE scope = ?1";
            Ok(connection.prepare_cached(sql)?.exists([scope.to_string()])?)
        })
    }

    /// Homes in the order of their addresses, in which every word that was typed begins a word of the address, the
    /// postcode, the tenancy's reference or a name; all of them when nothing was typed.
    ///
    /// # Errors
    /// The database fails.
    pub fn tenancies(&self, typed: &str, limit: u32) -> Result<Vec<TenancyRow>, StoreError> {
        let words = text::words(typed);
        let wanted: String = words.iter().map(|_| " AND words LIKE ?").collect();
        let sql = format!("{HOMES} WHERE 1 = 1{wanted} ORDER BY address_lines, reference LIMIT {limit}");
        // They hold letters and digits alone, so that none of them is a wildcard.
        let begins = words.iter().map(|word| format!("% {word}%"));
        self.read(|connection| {
            let mut statement = connection.prepare(&sql)?;
            let rows = statement.query_map(rusqlite::params_from_iter(begins), home)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// One home's row; none when it is not held.
    ///
    /// # Errors
    /// The database fails.
    pub fn tenancy_row(&self, tenancy: DocumentId) -> Result<Option<TenancyRow>, StoreError> {
        let sql = format!("{HOMES} WHERE home.document = ?1");
        self.read(|connection| Ok(connection.prepare_cached(&sql)?.query_row([tenancy.as_bytes()], home).optional()?))
    }

    /// When the other tenancies of the same home that are held began, as far as that is known.
    ///
    /// # Errors
    /// The database fails.
    pub fn other_tenancies_of(&self, home: &TenancyRow) -> Result<Vec<Option<NaiveDate>>, StoreError> {
        let sql = format!(
            "{HOMES} WHERE home.document <> ?1
             AND ((?2 <> '' AND uprn = ?2)
                 OR ((?2 = '' OR uprn = '') AND ?4 <> '' AND postcode = ?3 AND address_lines = ?4))"
        );
        let (id, lines) = (home.document.as_bytes(), home.address_lines.join("\n"));
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&sql)?;
            let rows = statement.query_map(params![id, home.uprn, home.postcode, lines], self::home)?;
            Ok(rows.map(|row| row.map(|row| row.started)).collect::<Result<_, _>>()?)
        })
    }

    /// True while a home is held.
    ///
    /// # Errors
    /// The database fails.
    pub fn holds_tenancy(&self, tenancy: DocumentId) -> Result<bool, StoreError> {
        Ok(self.tenancy_row(tenancy)?.is_some())
    }

    /// One row of what a customer said; none when it is not held.
    ///
    /// # Errors
    /// The database fails.
    pub fn feedback_row(&self, feedback: DocumentId) -> Result<Option<FeedbackRow>, StoreError> {
        let sql = format!("{FEEDBACK} WHERE said.document = ?1");
        self.read(|connection| {
            Ok(connection.prepare_cached(&sql)?.query_row([feedback.as_bytes()], said).optional()?)
        })
    }

    /// Homes that are held.
    ///
    /// # Errors
    /// The database fails.
    pub fn tenancies_held(&self) -> Result<u32, StoreError> {
        self.read(|connection| {
            let sql = "SELECT count(*) FROM tenancy_row JOIN record USING (document) WHERE leaving = 0";
            Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
        })
    }

    /// Visits to a home, by their rows among jobs, in no order.
    ///
    /// # Errors
    /// The database fails.
    pub fn visits_to(&self, tenancy: DocumentId) -> Result<Vec<DocumentId>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT document FROM visit_row JOIN record USING (document) WHERE tenancy = ?1 AND leaving = 0",
            )?;
            let rows = statement.query_map([tenancy.as_bytes()], |row| sql::id(row, 0, DocumentId::from_bytes))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// What was said in a home, or anywhere when none is named: the newest first.
    ///
    /// # Errors
    /// The database fails.
    pub fn feedback_of(&self, tenancy: Option<DocumentId>) -> Result<Vec<FeedbackRow>, StoreError> {
        let sql = format!("{FEEDBACK} WHERE ?1 IS NULL OR tenancy = ?1 ORDER BY received DESC, said.document");
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&sql)?;
            let rows = statement.query_map([tenancy.map(|tenancy| *tenancy.as_bytes())], said)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

fn home(row: &Row<'_>) -> rusqlite::Result<TenancyRow> {
    let lines: String = row.get(2)?;
    let day = |column| Ok::<_, rusqlite::Error>(row.get::<_, Option<String>>(column)?.and_then(|day| day.parse().ok()));
    Ok(TenancyRow {
        document: sql::id(row, 0, DocumentId::from_bytes)?,
        reference: row.get(1)?,
        address_lines: lines.lines().map(str::to_owned).collect(),
        postcode: row.get(3)?,
        names: row.get(4)?,
        arrears_pence: row.get(5)?,
        last_check: std::cmp::max(day(6)?, day(7)?),
        check_arranged: day(8)?,
        position: job::position(row, 9, 10)?,
        waiting_for_answers: row.get(11)?,
        uprn: row.get(12)?,
        people: row.get::<_, String>(13)?.lines().map(str::to_owned).collect(),
        started: day(14)?,
    })
}

fn said(row: &Row<'_>) -> rusqlite::Result<FeedbackRow> {
    Ok(FeedbackRow {
        document: sql::id(row, 0, DocumentId::from_bytes)?,
        tenancy: row.get::<_, Option<[u8; 16]>>(1)?.map(DocumentId::from_bytes),
        kind: FeedbackKind::from_name(&row.get::<_, String>(2)?).unwrap_or(FeedbackKind::Comment),
        customer: row.get(3)?,
        words: row.get(4)?,
        received: Timestamp::from_milliseconds(row.get(5)?),
        open: row.get(6)?,
        responsible: row.get(7)?,
        waiting: row.get(8)?,
        kept_apart: row.get(9)?,
        told: row.get::<_, String>(10)?.lines().filter_map(Told::from_line).collect(),
    })
}

/// Stores a home's row.
pub(super) fn store(transaction: &Transaction<'_>, document: DocumentId, tenancy: &Tenancy) -> Result<(), StoreError> {
    let (property, names) = (&tenancy.property, tenancy.names());
    let people: Vec<&str> = tenancy.tenants.iter().map(|tenant| tenant.name.as_str()).collect();
    // "E9 6PT" is typed as "E96PT", too.
    let joined: String = property.postcode.split_whitespace().collect();
    let found_by = [&property.one_line(), &property.postcode, &joined, &names, &tenancy.reference, &property.reference]
        .map(|part| part.split(|letter: char| !letter.is_alphanumeric()).collect::<Vec<_>>().join(" ").to_lowercase());
    transaction
        .prepare_cached(
            "INSERT INTO tenancy_row (document, reference, address_lines, postcode, names, arrears_pence, last_check, words,
                 north, east, uprn, people, started)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
             ON CONFLICT (document) DO UPDATE SET reference = ?2, address_lines = ?3, postcode = ?4, names = ?5,
                 arrears_pence = ?6, last_check = ?7, words = ?8, north = ?9, east = ?10, uprn = ?11, people = ?12,
                 started = ?13",
        )?
        .execute(params![
            document.as_bytes(),
            tenancy.reference,
            property.address_lines.join("\n"),
            property.postcode,
            names,
            tenancy.arrears_pence,
            tenancy.last_check.map(|day| day.to_string()),
            format!(" {}", found_by.join(" ")),
            tenancy.position.map(|at| at.steps().0),
            tenancy.position.map(|at| at.steps().1),
            property.uprn,
            people.join("\n"),
            tenancy.started.map(|day| day.to_string())
        ])?;
    Ok(())
}

/// Stores what a visit is for.
pub(super) fn store_visit(
    transaction: &Transaction<'_>,
    document: DocumentId,
    visit: &VisitTerms,
) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "INSERT INTO visit_row (document, kind, tenancy) VALUES (?1, ?2, ?3)
             ON CONFLICT (document) DO UPDATE SET kind = ?2, tenancy = ?3",
        )?
        .execute(params![document.as_bytes(), visit.kind.name(), visit.tenancy.map(|tenancy| *tenancy.as_bytes())])?;
    Ok(())
}

/// Stores a row of what a customer said.
pub(super) fn store_feedback(transaction: &Transaction<'_>, record: &FeedbackRecord) -> Result<(), StoreError> {
    let said = &record.feedback;
    let told: Vec<String> = said.told.iter().map(Told::to_line).collect();
    transaction
        .prepare_cached(
            "INSERT INTO feedback_row (document, tenancy, kind, customer, words, received, open, responsible, kept_apart, told)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT (document) DO UPDATE SET tenancy = ?2, kind = ?3, customer = ?4, words = ?5, received = ?6,
                 open = ?7, responsible = ?8, kept_apart = ?9, told = ?10",
        )?
        .execute(params![
            record.id.as_bytes(),
            said.tenancy.map(|tenancy| *tenancy.as_bytes()),
            said.kind.name(),
            said.customer,
            said.words,
            record.received.milliseconds(),
            record.is_open(),
            record.responsible().unwrap_or_default(),
            said.kept_apart,
            told.join("\n")
        ])?;
    Ok(())
}
