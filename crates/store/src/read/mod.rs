//! What lists and searches show: rows, never documents.

mod alert;
pub(crate) mod alert_report;
mod asb;
mod derive;
mod incident;
mod job;
mod own_event;
mod rebuild;
mod seen;
mod tenancy;
mod timeline;
mod van_stock;
pub(crate) mod words;

pub use alert::AlertRow;
pub use alert_report::{AlertReportRow, ReportStanding, SentReport, SentState};
pub use asb::AsbRow;
pub use incident::IncidentRow;
pub use job::JobRow;
pub use own_event::OwnEvent;
pub(crate) use seen::part_with;
pub use seen::{GivenAway, OfficeChange, Parting};
pub use tenancy::{FeedbackRow, TenancyRow};
pub use timeline::{Happening, HappeningKind};
pub use van_stock::{OtherCount, VanItemRow, VanTakenRow, VansHeld};

use documents::{
    Document, DocumentError, alert as alerts, alert_report as alert_reports, asb as reports, feedback,
    incident as incidents, job as jobs, tenancy as tenancies, van_stock as vans,
};
use domain::{
    id::{DeviceId, RecordKind},
    time::Timestamp,
};
use rusqlite::{Transaction, params};

use crate::{attachments, error::StoreError};
use derive::JobColumns;

/// Makes a record's rows again, from the record alone.
/// Rows of what `device` itself recorded are made beside them.
pub(crate) fn refresh(
    transaction: &Transaction<'_>,
    document: &Document,
    device: DeviceId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let id = document.id();
    match document.kind() {
        RecordKind::Job | RecordKind::Visit => match jobs::read(document) {
            Ok(read) => {
                JobColumns::of(&read).store(transaction, id)?;
                if let Some(visit) = &read.visit {
                    tenancy::store_visit(transaction, id, visit)?;
                }
                own_event::store(transaction, &read, device)?;
                seen::begin(transaction, &read)?;
                timeline::store_work(transaction, document, &read)?;
                transaction.prepare_cached("DELETE FROM job_alert WHERE document = ?1")?.execute([id.as_bytes()])?;
                for alert in &read.order.alerts {
                    transaction
                        .prepare_cached(
                            "INSERT INTO job_alert (document, alert) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                        )?
                        .execute([id.as_bytes(), alert.as_bytes()])?;
                }
                attachments::queue::name_attachments(transaction, id, &read, now)
            }
            Err(error) => unreadable(&error),
        },
        // It is in no list.
        RecordKind::Concern | RecordKind::DiversityProfile => Ok(()),
        RecordKind::Tenancy => match tenancies::read(document) {
            Ok(read) => tenancy::store(transaction, id, &read),
            Err(error) => unreadable(&error),
        },
        RecordKind::Feedback => match feedback::read(document) {
            Ok(read) => {
                tenancy::store_feedback(transaction, &read)?;
                timeline::store_feedback(transaction, &read)
            }
            Err(error) => unreadable(&error),
        },
        RecordKind::AsbReport => match reports::read(document) {
            Ok(read) => {
                asb::store(transaction, &read)?;
                timeline::store_asb(transaction, &read)?;
                let spoken = read.diary.iter().filter_map(|held| held.entry.spoken.as_ref());
                let files = spoken.map(|spoken| (spoken.hash, spoken.size, &spoken.media_type));
                attachments::queue::name_files(transaction, id, files, now)
            }
            Err(error) => unreadable(&error),
        },
        RecordKind::VanStock => match vans::read(document) {
            Ok(read) => van_stock::store(transaction, &read),
            Err(error) => unreadable(&error),
        },
        RecordKind::Incident => match incidents::read(document) {
            Ok(read) => incident::store(transaction, id, &read),
            Err(error) => unreadable(&error),
        },
        RecordKind::AlertReport => match alert_reports::read(document) {
            Ok(read) => alert_report::store(transaction, &read),
            Err(error) => unreadable(&error),
        },
        RecordKind::Alert => match alerts::read(document) {
            Ok(read) => alert::store(transaction, &read),
            Err(error) => unreadable(&error),
        },
    }
}

/// A record that nobody has raised yet has no rows. One that does not read keeps the rows it had, and stands in the way
/// of no other.
#[allow(clippy::unnecessary_wraps, reason = "it ends the branches above")]
fn unreadable(error: &DocumentError) -> Result<(), StoreError> {
    if !matches!(error, DocumentError::Incomplete { .. }) {
        tracing::warn!(%error, "a record does not read");
    }
    Ok(())
}

/// Deletes every row that [`refresh`] makes.
fn clear(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    let tables = [
        "job_row",
        "job_alert",
        "alert_row",
        "alert_report_row",
        "incident_row",
        "attachment_use",
        "own_event",
        "tenancy_row",
        "visit_row",
        "feedback_row",
        "van_item_row",
        "happening",
        "van_taken_row",
        "asb_row",
    ];
    for table in tables {
        transaction.execute(&format!("DELETE FROM {table}"), params![])?;
    }
    Ok(())
}
