//! Service standards, and the bank holidays that they are reckoned by.

use std::{collections::BTreeMap, path::Path};

use chrono::{Datelike, NaiveDate};
use domain::{
    reference::{ReferenceRow, StandardsPack},
    standards::Pack,
    working_time::PublishedYear,
};

use super::{Fault, Report, at::At, text};
use crate::hub::{Hub, HubError};

/// Bytes of a pack, at most.
const MAX_PACK: u64 = 1 << 20;

impl Hub {
    /// Imports a pack: whole, or with a fault in it not at all.
    pub(super) fn import_pack(&self, file: &Path) -> Result<Report, HubError> {
        let mut report = Report::default();
        if let Some(json) = text(file, MAX_PACK, &mut report)? {
            self.put_pack(&json, &mut report)?;
        }
        Ok(report)
    }

    /// Stores a pack, or says what is wrong with it.
    pub(crate) fn put_pack(&self, json: &str, report: &mut Report) -> Result<(), HubError> {
        match Pack::read(json) {
            Ok(pack) => {
                let row = StandardsPack { id: pack.id, json: json.to_owned() };
                self.put_rows(&[ReferenceRow::StandardsPack(row)], report)?;
                for rule in pack.rules.iter().filter(|rule| rule.second_hand) {
                    let (name, starts) = (rule.name.name(), rule.starts);
                    report
                        .note(format!("{name} from {starts} is second-hand; look at the source before relying on it"));
                }
            }
            Err(faults) => report.whole_file(&faults),
        }
        Ok(())
    }
}

/// The years of a published list. A year that is only begun would hide the holidays that it does not name yet, so it is
/// left out, and the rule stands for it.
pub(super) fn bank_holidays(at: &At, report: &mut Report) -> Result<Vec<ReferenceRow>, Fault> {
    let events = at.need("england-and-wales")?.need("events")?;
    let mut years: BTreeMap<i32, BTreeMap<NaiveDate, String>> = BTreeMap::new();
    for event in events.items()? {
        let (day, title) = (event.need("date")?.day()?, event.need_text("title")?);
        years.entry(day.year()).or_default().insert(day, title);
    }
    let mut rows = Vec::with_capacity(years.len());
    for (year, days) in years {
        if days.len() < PublishedYear::LEAST {
            report.fault(&events.fault(
                format!("{year} has only {} bank holidays, so the list for it is not whole", days.len()),
                "import it again when the year is published; until then it is computed",
            ));
        } else {
            rows.push(ReferenceRow::BankHolidays(PublishedYear { year, days: days.into_iter().collect() }));
        }
    }
    Ok(rows)
}
