//! Reports of anti-social behaviour, as rows of an officer's lists.

use domain::{
    asb::{AsbKind, AsbRecord},
    id::DocumentId,
    time::Timestamp,
};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use crate::{error::StoreError, sql, store::Store};

/// One report in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsbRow {
    /// Its record.
    pub document: DocumentId,
    /// The home of whoever reports it.
    pub tenancy: Option<DocumentId>,
    /// What kind of behaviour.
    pub kind: AsbKind,
    /// Who reports it.
    pub customer: String,
    /// In their words.
    pub words: String,
    /// When.
    pub received: Timestamp,
    /// True until it is closed.
    pub open: bool,
    /// They want it kept from the others in their home.
    pub kept_apart: bool,
    /// What was answered last about risk is not to wait.
    pub at_once: bool,
    /// How many entries whoever closed it had not seen; none while it is open.
    pub unseen: u32,
    /// How many times something was written into the diary.
    pub diary_entries: u32,
    /// Edits of it that wait to be sent.
    pub waiting: u32,
}

const SELECT: &str =
    "SELECT report.document, tenancy, report.kind, customer, words, received, open, kept_apart, at_once,
        unseen, diary_entries,
        (SELECT count(*) FROM chain_entry WHERE chain_entry.document = report.document AND state = 0)
    FROM asb_row AS report JOIN record ON record.document = report.document AND record.leaving = 0";

impl Store {
    /// What the household of a tenancy reported: what is open or was written in since first, then the newest.
    ///
    /// # Errors
    /// The database fails.
    pub fn asb_of(&self, tenancy: DocumentId) -> Result<Vec<AsbRow>, StoreError> {
        let sql =
            format!("{SELECT} WHERE tenancy = ?1 ORDER BY open OR unseen > 0 DESC, received DESC, report.document");
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&sql)?;
            let rows = statement.query_map([tenancy.as_bytes()], from_row)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// One report's row; none when it is not held.
    ///
    /// # Errors
    /// The database fails.
    pub fn asb_row(&self, report: DocumentId) -> Result<Option<AsbRow>, StoreError> {
        let sql = format!("{SELECT} WHERE report.document = ?1");
        self.read(|connection| {
            Ok(connection.prepare_cached(&sql)?.query_row([report.as_bytes()], from_row).optional()?)
        })
    }
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<AsbRow> {
    Ok(AsbRow {
        document: sql::id(row, 0, DocumentId::from_bytes)?,
        tenancy: row.get::<_, Option<[u8; 16]>>(1)?.map(DocumentId::from_bytes),
        kind: AsbKind::from_name(&row.get::<_, String>(2)?).unwrap_or(AsbKind::Other),
        customer: row.get(3)?,
        words: row.get(4)?,
        received: Timestamp::from_milliseconds(row.get(5)?),
        open: row.get(6)?,
        kept_apart: row.get(7)?,
        at_once: row.get(8)?,
        unseen: row.get(9)?,
        diary_entries: row.get(10)?,
        waiting: row.get(11)?,
    })
}

/// Stores a report's row.
pub(super) fn store(transaction: &Transaction<'_>, record: &AsbRecord) -> Result<(), StoreError> {
    let report = &record.report;
    transaction
        .prepare_cached(
            "INSERT INTO asb_row (document, tenancy, kind, customer, words, received, open, kept_apart, at_once,
                 unseen, diary_entries)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
             ON CONFLICT (document) DO UPDATE SET tenancy = ?2, kind = ?3, customer = ?4, words = ?5, received = ?6,
                 open = ?7, kept_apart = ?8, at_once = ?9, unseen = ?10, diary_entries = ?11",
        )?
        .execute(params![
            record.id.as_bytes(),
            report.tenancy.map(|tenancy| *tenancy.as_bytes()),
            report.kind.name(),
            report.customer,
            report.words,
            record.received.milliseconds(),
            record.is_open(),
            report.kept_apart,
            record.is_at_once(),
            i64::try_from(record.unseen_by_closing()).unwrap_or(i64::MAX),
            i64::try_from(record.diary.len()).unwrap_or(i64::MAX)
        ])?;
    Ok(())
}
