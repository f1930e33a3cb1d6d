//! Officers' visits, counted over a time: how many were arranged, made and kept, and which were cancelled late.

use chrono::NaiveDate;
use domain::{
    id::RecordKind,
    visit_count::{VisitCount, cancelled_late, counts_on},
};

use crate::{
    db::sqlite::log,
    feedback::standards,
    hub::{Hub, HubError},
};

/// The visits of some days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VisitsCounted {
    /// How many came to what.
    pub count: VisitCount,
    /// Those that were cancelled with less notice than is promised: by which people speak of each, and its home.
    pub cancelled_late: Vec<(String, String)>,
}

impl Hub {
    /// Counts the visits whose day is from `from` until `until`, both included. One without a day counts nowhere.
    ///
    /// # Errors
    /// The database failed.
    pub fn visits_counted(&self, from: NaiveDate, until: NaiveDate) -> Result<VisitsCounted, HubError> {
        self.inner.db.read(|transaction| {
            let (standards, calendar) = standards(transaction)?;
            let mut counted = VisitsCounted::default();
            for id in log::records_of_kind(transaction, RecordKind::Visit)? {
                let visit = documents::job::read(&log::load(transaction, id, RecordKind::Visit, self.inner.pen)?)?;
                if !counts_on(&visit).is_some_and(|day| from <= day && day <= until) {
                    continue;
                }
                counted.count.count(&visit, &standards, &calendar);
                if cancelled_late(&visit, &standards, &calendar) {
                    let home = visit.order.property.address_lines.join(", ");
                    counted.cancelled_late.push((visit.order.reference, home));
                }
            }
            counted.cancelled_late.sort();
            Ok(counted)
        })
    }
}
