//! What alerts rest on, for those who decide.

use domain::id::DocumentId;

use crate::{
    api::{AlertReportPage, AlertReportRow, Failure},
    error,
    unlocked::Unlocked,
    views::alert_report,
};

pub(crate) fn list(unlocked: &Unlocked) -> Result<Vec<AlertReportRow>, Failure> {
    let now = unlocked.now();
    let mut rows: Vec<_> = unlocked.store.alert_reports()?.iter().map(|row| alert_report::row(row, now)).collect();
    // Those on which somebody has to decide first, in the order in which they came.
    rows.sort_by_key(|row| !row.open);
    Ok(rows)
}

/// How many wait for somebody to decide.
pub(crate) fn to_decide(unlocked: &Unlocked) -> Result<u32, Failure> {
    let now = unlocked.now();
    let rows = unlocked.store.alert_reports()?;
    let open = rows.iter().filter(|row| alert_report::row(row, now).open).count();
    Ok(u32::try_from(open).unwrap_or(u32::MAX))
}

pub(crate) fn run(unlocked: &Unlocked, report: &str) -> Result<AlertReportPage, Failure> {
    page(unlocked, report.parse()?)
}

pub(crate) fn page(unlocked: &Unlocked, id: DocumentId) -> Result<AlertReportPage, Failure> {
    let rows = unlocked.store.alert_reports()?;
    let row = rows.iter().find(|row| row.document == id).ok_or_else(error::alert_report_unknown)?;
    let record = documents::alert_report::read(&unlocked.store.load(id)?)?;
    alert_report::page(unlocked, &record, row)
}
