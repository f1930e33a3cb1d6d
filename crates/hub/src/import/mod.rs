//! Imports: what landlords' own systems say, made into records and reference rows.
//!
//! A file is read whole before anything is stored. Each record of it is then stored by itself, so one that is wrong
//! stops only itself; what is wrong is said by file, place, and what to do. Identities derive from the system and its
//! reference, so importing a file again changes nothing.

mod at;
mod hackney;
mod hact;

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use domain::reference::ReferenceRow;
use serde_json::Value;

use crate::{
    db::sqlite::landlord,
    hub::{Hub, HubError},
    plan::Raised,
};
use at::At;
pub(crate) use hact::SOURCE as HACT;

/// Bytes of a file, at most.
const MAX_FILE: u64 = 64 << 20;

/// The shapes that can be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Work orders of the London Borough of Hackney's repairs service: one, or a list.
    HackneyWorkOrders,
    /// A property with the people to ring there.
    HackneyProperty,
    /// Schedule-of-rates codes.
    HackneySor,
    /// Trades by code.
    HackneyTrades,
    /// Priorities with their days.
    HackneyPriorities,
    /// HACT's RaiseRepair message.
    HactRaiseRepair,
}

/// How to import.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The team that new work goes to.
    pub team: String,
    /// Where HACT's JSON Schemas lie, to check messages against.
    pub schemas: Option<PathBuf>,
    /// The work order's reference, for messages that carry none; otherwise one is derived from the content.
    pub reference: Option<String>,
}

/// What is wrong with one record, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where in the file: `$[2].priorityCode`.
    pub path: String,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at {}: {}. To put it right: {}.", self.path, self.what, self.remedy)
    }
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Records that are new.
    pub added: usize,
    /// Records that changed.
    pub changed: usize,
    /// Records that stood so already.
    pub unchanged: usize,
    /// What a person should know.
    pub notes: Vec<String>,
    /// What was left out, and why.
    pub faults: Vec<String>,
}

impl Report {
    fn count(&mut self, changed: bool) {
        if changed {
            self.added += 1;
        } else {
            self.unchanged += 1;
        }
    }

    fn raised(&mut self, reference: &str, raised: Raised) {
        match raised {
            Raised::New => self.added += 1,
            Raised::Unchanged => self.unchanged += 1,
            Raised::Moved => self.moved(reference),
            Raised::Differs { parts, moved } => {
                if moved {
                    self.moved(reference);
                } else {
                    self.unchanged += 1;
                }
                let parts = parts.join(", ");
                self.notes.push(format!("job {reference}: raised before with other {parts}; the first stand"));
            }
        }
    }
}

impl Report {
    fn moved(&mut self, reference: &str) {
        self.changed += 1;
        self.notes.push(format!("job {reference}: its appointment was moved"));
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { added, changed, unchanged, notes, faults } = self;
        write!(f, "{added} new, {changed} changed, {unchanged} unchanged, {} left out", faults.len())?;
        for note in notes {
            write!(f, "\n{note}")?;
        }
        Ok(())
    }
}

impl Hub {
    /// Imports one file.
    ///
    /// # Errors
    /// The file or the database cannot be used. What is wrong with single records is in the report.
    pub fn import(&self, format: Format, file: &Path, options: &Options) -> Result<Report, HubError> {
        let io = |source| HubError::Io { path: file.to_owned(), source };
        if fs::metadata(file).map_err(io)?.len() > MAX_FILE {
            let file = file.display();
            return Err(HubError::Asked(format!("{file} is larger than {MAX_FILE} bytes; import it in parts")));
        }
        let bytes = fs::read(file).map_err(io)?;
        let mut report = Report::default();
        match serde_json::from_slice::<Value>(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes)) {
            Ok(value) => self.import_value(format, &value, options, &mut report)?,
            Err(error) => report.faults.push(format!(
                "at line {}, column {}: this is not JSON ({error}). To put it right: export the file again from the \
                 landlord's system.",
                error.line(),
                error.column()
            )),
        }
        for fault in &mut report.faults {
            *fault = format!("{}: {fault}", file.display());
        }
        Ok(report)
    }

    fn import_value(
        &self,
        format: Format,
        value: &Value,
        options: &Options,
        report: &mut Report,
    ) -> Result<(), HubError> {
        let root = At::root(value);
        let mut each = |records: Result<Vec<At>, Fault>, import: &dyn Fn(&At, &mut Report) -> Result<(), Wrong>| {
            let records = match records {
                Ok(records) => records,
                Err(fault) => {
                    report.faults.push(fault.to_string());
                    return Ok(());
                }
            };
            for record in &records {
                match import(record, report) {
                    Ok(()) => {}
                    Err(Wrong::Here(fault)) => report.faults.push(fault.to_string()),
                    // A fault of the hub's, not of the record's: the next would meet it too.
                    Err(Wrong::Hub(error)) => return Err(error),
                }
            }
            Ok(())
        };
        let one_or_list = if root.is_list() { root.items() } else { Ok(vec![root.clone()]) };
        match format {
            Format::HackneyWorkOrders => each(one_or_list, &|at, report| {
                let raising = self.inner.db.read(|transaction| hackney::work_order(transaction, at))?;
                let raised = self.raise(&raising, &options.team)?;
                report.raised(&raising.order.reference, raised);
                Ok(())
            }),
            Format::HactRaiseRepair => {
                let schema = options.schemas.as_deref().map(|folder| crate::export::schema(folder, "RaiseRepair"));
                let schema = schema.transpose()?;
                each(one_or_list, &|at, report| {
                    if let Some(schema) = &schema {
                        hact::check(schema, at)?;
                    }
                    let mut raising = hact::raise_repair(at, options.reference.as_deref(), report)?;
                    self.inner.db.read(|transaction| hact::describe(transaction, &mut raising.order))?;
                    let raised = self.raise(&raising, &options.team)?;
                    report.raised(&raising.order.reference, raised);
                    Ok(())
                })
            }
            Format::HackneyProperty => each(one_or_list, &|at, report| {
                let (property, contacts) = hackney::property(at)?;
                let db = &self.inner.db;
                report.count(db.write(|transaction| landlord::put_property(transaction, &property, &contacts))?);
                Ok(())
            }),
            Format::HackneyTrades => each(root.need("Trades").and_then(|list| list.items()), &|at, report| {
                let (code, name) = (at.need_text("key")?, at.need_text("description")?);
                report.count(self.inner.db.write(|transaction| landlord::put_trade(transaction, &code, &name))?);
                Ok(())
            }),
            Format::HackneyPriorities => each(one_or_list, &|at, report| {
                let (words, code) = (at.need_text("description")?, at.need_text("priorityCode")?);
                let days = at.need("daysToComplete")?.count()?;
                let db = &self.inner.db;
                report.count(db.write(|transaction| landlord::put_priority(transaction, &words, &code, days))?);
                Ok(())
            }),
            Format::HackneySor => {
                // Thousands of rows: one transaction for all that read well.
                let mut rows = Vec::new();
                for at in one_or_list.unwrap_or_default() {
                    match hackney::rate_schedule_code(&at) {
                        Ok(code) => rows.push(ReferenceRow::ScheduleOfRates(code)),
                        Err(fault) => report.faults.push(fault.to_string()),
                    }
                }
                self.put_rows(&rows, report)
            }
        }
    }

    /// Stores reference rows, all or none.
    pub(crate) fn put_rows(&self, rows: &[ReferenceRow], report: &mut Report) -> Result<(), HubError> {
        self.inner.db.write(|transaction| {
            for row in rows {
                report.count(landlord::put_row(transaction, row)?);
            }
            Ok(())
        })
    }
}

/// Why a record was not imported.
enum Wrong {
    /// The record is wrong.
    Here(Fault),
    /// The hub is.
    Hub(HubError),
}

impl From<Fault> for Wrong {
    fn from(fault: Fault) -> Self {
        Self::Here(fault)
    }
}

impl From<HubError> for Wrong {
    fn from(error: HubError) -> Self {
        Self::Hub(error)
    }
}

impl From<crate::db::DbError> for Wrong {
    fn from(error: crate::db::DbError) -> Self {
        Self::Hub(error.into())
    }
}

impl From<rusqlite::Error> for Wrong {
    fn from(error: rusqlite::Error) -> Self {
        Self::Hub(error.into())
    }
}
