//! Reports of anti-social behaviour, for whoever works on them at the landlord's.

use documents::asb;
use domain::{asb::AsbRecord, id::RecordKind, job::reference_of};

use crate::{
    db::{
        DbError,
        sqlite::{log, people},
    },
    hub::{Hub, HubError},
};

/// A report that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsbIn {
    /// By which people speak of it: "D-7QK3M2ZP".
    pub reference: String,
    /// What was reported, and what followed.
    pub record: AsbRecord,
    /// Who took it down.
    pub person: String,
}

impl Hub {
    /// All reports, oldest first; when `open` is set only those that are open, or were written in unseen by whoever closed
    /// them.
    ///
    /// # Errors
    /// The database failed.
    pub fn asb_reports(&self, open: bool) -> Result<Vec<AsbIn>, HubError> {
        self.inner.db.read(|transaction| {
            let mut reports = Vec::new();
            for first in log::firsts_of_kind(transaction, RecordKind::AsbReport)? {
                let record =
                    asb::read(&log::load(transaction, first.document, RecordKind::AsbReport, self.inner.pen)?)?;
                if open && !record.is_open() && record.unseen_by_closing() == 0 {
                    continue;
                }
                let device = people::device(transaction, first.device)?.ok_or(DbError::Damaged { what: "device" })?;
                let reference = reference_of(first.document);
                reports.push(AsbIn { reference, record, person: device.entry.person_name });
            }
            Ok(reports)
        })
    }

    /// One report by its reference.
    ///
    /// # Errors
    /// There is none of this reference, or the database failed.
    pub fn asb_report(&self, reference: &str) -> Result<AsbIn, HubError> {
        let found = self.asb_reports(false)?.into_iter().find(|report| report.reference == reference);
        found.ok_or_else(|| {
            HubError::Asked(format!("there is no report \"{reference}\" here; see: doorstep-hub asb list"))
        })
    }
}
