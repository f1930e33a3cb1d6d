//! What alerts rest on, as rows of the list of those who decide; and what this handheld's user has sent away.

use chrono::NaiveDate;
use domain::{
    alert::AlertSubject,
    alert_report::{AlertReportRecord, AlertStanding, AlertVerdict},
    id::{DocumentId, RecordKind},
    time::Timestamp,
};
use rusqlite::{Transaction, params};

use crate::{error::StoreError, record, sql, store::Store};

/// Days for which it is remembered that a report was sent.
const REMEMBERED_MS: i64 = 30 * 24 * 3_600_000;

/// One report in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertReportRow {
    /// Its record.
    pub document: DocumentId,
    /// About a person or the place.
    pub subject: AlertSubject,
    /// From the door outward, without the postcode.
    pub address_lines: Vec<String>,
    /// May be empty.
    pub postcode: String,
    /// How it stands.
    pub standing: ReportStanding,
    /// The last day on which it holds; none unless it is confirmed.
    pub review: Option<NaiveDate>,
    /// When it was raised, by the raiser's device.
    pub raised_at: Timestamp,
}

/// How an alert stands, in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportStanding {
    /// Nobody has decided.
    Waiting,
    /// It is confirmed.
    Confirmed,
    /// It was declined.
    Declined,
    /// Two decided differently without sight of each other.
    Competing,
}

impl ReportStanding {
    const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Confirmed => "confirmed",
            Self::Declined => "declined",
            Self::Competing => "competing",
        }
    }

    fn from_name(name: &str) -> Self {
        let all = [Self::Confirmed, Self::Declined, Self::Competing];
        all.into_iter().find(|standing| standing.name() == name).unwrap_or(Self::Waiting)
    }

    fn of(record: &AlertReportRecord) -> Self {
        match record.standing() {
            AlertStanding::Waiting => Self::Waiting,
            AlertStanding::Competing(_) => Self::Competing,
            AlertStanding::Decided(decided) => match decided.decision.verdict {
                AlertVerdict::Confirmed { .. } => Self::Confirmed,
                AlertVerdict::Declined(_) => Self::Declined,
            },
        }
    }
}

/// A report that was written here and has gone, or goes, to those who may read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentReport {
    /// Its record.
    pub document: DocumentId,
    /// What it is.
    pub kind: RecordKind,
    /// Where, in one line; may be empty.
    pub place: String,
    /// When it was written, by this device's clock.
    pub written: Timestamp,
    /// How it stands.
    pub state: SentState,
}

/// Whether a report has come to the landlord.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SentState {
    /// It waits for a signal.
    Waiting,
    /// The landlord has it.
    Sent,
    /// The landlord has it and set it aside.
    SetAside,
}

impl Store {
    /// What alerts rest on, the newest first: empty but on the handhelds of those who decide.
    ///
    /// # Errors
    /// The database fails.
    pub fn alert_reports(&self) -> Result<Vec<AlertReportRow>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT document, subject, address_lines, postcode, standing, review, raised_at
                 FROM alert_report_row JOIN record USING (document) WHERE leaving = 0
                 ORDER BY raised_at DESC, document",
            )?;
            let rows = statement.query_map([], |row| {
                Ok(AlertReportRow {
                    document: sql::id(row, 0, DocumentId::from_bytes)?,
                    subject: AlertSubject::from_name(&row.get::<_, String>(1)?).unwrap_or(AlertSubject::Location),
                    address_lines: row.get::<_, String>(2)?.lines().map(str::to_owned).collect(),
                    postcode: row.get(3)?,
                    standing: ReportStanding::from_name(&row.get::<_, String>(4)?),
                    review: row.get::<_, Option<String>>(5)?.and_then(|day| day.parse().ok()),
                    raised_at: Timestamp::from_milliseconds(row.get(6)?),
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Edits of a record that wait to be sent.
    ///
    /// # Errors
    /// The database fails.
    pub fn waiting_of(&self, document: DocumentId) -> Result<u32, StoreError> {
        let sql = "SELECT count(*) FROM chain_entry WHERE document = ?1 AND state = 0";
        self.read(|connection| {
            Ok(connection.prepare_cached(sql)?.query_row([document.as_bytes()], |row| row.get(0))?)
        })
    }

    /// What was reported from here in the last month, the newest first.
    ///
    /// # Errors
    /// The database fails.
    pub fn sent_reports(&self) -> Result<Vec<SentReport>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT document, kind, place, written_at,
                     EXISTS (SELECT 1 FROM chain_entry AS entry WHERE entry.document = sent.document AND state = 0),
                     EXISTS (SELECT 1 FROM chain_entry AS entry WHERE entry.document = sent.document AND state = 3)
                 FROM sent_report AS sent ORDER BY written_at DESC, document",
            )?;
            let mut rows = statement.query([])?;
            let mut sent = Vec::new();
            while let Some(row) = rows.next()? {
                sent.push(SentReport {
                    document: sql::id(row, 0, DocumentId::from_bytes)?,
                    kind: record::kind_of(row.get(1)?)?,
                    place: row.get(2)?,
                    written: Timestamp::from_milliseconds(row.get(3)?),
                    state: match (row.get(4)?, row.get(5)?) {
                        (true, _) => SentState::Waiting,
                        (false, true) => SentState::SetAside,
                        (false, false) => SentState::Sent,
                    },
                });
            }
            Ok(sent)
        })
    }
}

/// Stores a report's row.
pub(super) fn store(transaction: &Transaction<'_>, record: &AlertReportRecord) -> Result<(), StoreError> {
    let raised = &record.report.raised;
    transaction
        .prepare_cached(
            "INSERT INTO alert_report_row (document, subject, address_lines, postcode, standing, review, raised_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (document) DO UPDATE SET subject = ?2, address_lines = ?3, postcode = ?4, standing = ?5,
                 review = ?6, raised_at = ?7",
        )?
        .execute(params![
            record.id.as_bytes(),
            record.report.subject.name(),
            raised.address_lines.join("\n"),
            raised.postcode,
            ReportStanding::of(record).name(),
            record.words().review.map(|day| day.to_string()),
            record.written.at.milliseconds()
        ])?;
    Ok(())
}

/// Remembers that a report was written here, and forgets those of long ago.
pub(crate) fn remember(
    transaction: &Transaction<'_>,
    document: DocumentId,
    kind: RecordKind,
    place: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let now = now.milliseconds();
    transaction
        .prepare_cached("DELETE FROM sent_report WHERE written_at < ?1")?
        .execute([now.saturating_sub(REMEMBERED_MS)])?;
    transaction
        .prepare_cached("INSERT INTO sent_report (document, kind, place, written_at) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![document.as_bytes(), kind as u8, place, now])?;
    Ok(())
}
