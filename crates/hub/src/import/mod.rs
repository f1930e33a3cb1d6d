//! Imports: what landlords' own systems say, made into records and reference rows.
//!
//! A JSON file is read whole before anything is stored, a CSV file in batches of rows. Each record is stored by itself,
//! so one that is wrong stops only itself; what is wrong is said by file, place, and what to do. Identities derive from
//! the system and its reference, so importing a file again changes nothing.

mod at;
mod csv;
mod forms;
mod hackney;
mod hact;
mod known;
mod report;
mod standards;
mod xls_form;

use std::{
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use domain::reference::ReferenceRow;
use serde_json::Value;

use crate::{
    db::sqlite::{landlord, property},
    hub::{Hub, HubError},
    plan::{Raised, Raising},
};
use at::At;
use csv::Table;
pub use domain::definition::Fault;
use hact::Message;
pub(crate) use hact::SOURCE as HACT;
pub use report::Report;
pub(crate) use report::Stored;

/// Bytes of a JSON file, at most.
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
    /// HACT's ScheduleRepair message.
    HactScheduleRepair,
    /// Properties: reference, address and the columns of OS Open UPRN.
    CsvProperties,
    /// Staff: name, role and team.
    CsvStaff,
    /// Jobs: one work order to a row.
    CsvJobs,
    /// Tenancies: home, people on the agreement, patch and rent account.
    CsvTenancies,
    /// The asbestos register of homes, by room.
    CsvAsbestos,
    /// What vans carry, as it was counted.
    CsvVanStock,
    /// Schedule-of-rates codes.
    CsvSor,
    /// A pack of service standards: docs/standards.md says what stands in one.
    StandardsPack,
    /// A form: docs/forms.md says what stands in one.
    Form,
    /// A form as an XLSForm workbook of ODK's or KoboToolbox's kind.
    XlsForm,
    /// Bank holidays as GOV.UK publishes them, of which those of England and Wales are taken.
    BankHolidays,
    /// The customer's page in one language, put right: words-ar.ftl.
    Words,
}

impl Format {
    /// What a file is, by what is in it.
    ///
    /// # Errors
    /// It cannot be read, or it does not say.
    pub fn of(file: &Path) -> Result<Self, HubError> {
        if file
            .extension()
            .is_some_and(|extension| ["xlsx", "xlsm", "xls"].iter().any(|known| extension.eq_ignore_ascii_case(known)))
        {
            return Ok(Self::XlsForm);
        }
        let value = serde_json::from_slice::<Value>(without_mark(&whole(file, MAX_FILE)?)).unwrap_or_default();
        let has = |key| value.get(key).is_some();
        let known = [("pack", Self::StandardsPack), ("form", Self::Form), ("england-and-wales", Self::BankHolidays)];
        known.into_iter().find(|(key, _)| has(*key)).map(|(_, format)| format).ok_or_else(|| {
            HubError::Asked(format!("{} does not say what it is; name its shape with --format", file.display()))
        })
    }

    /// The table that such a file holds; none for JSON.
    const fn table(self) -> Option<Table> {
        match self {
            Self::CsvProperties => Some(Table::Properties),
            Self::CsvStaff => Some(Table::Staff),
            Self::CsvJobs => Some(Table::Jobs),
            Self::CsvTenancies => Some(Table::Tenancies),
            Self::CsvVanStock => Some(Table::VanStock),
            Self::CsvAsbestos => Some(Table::Asbestos),
            Self::CsvSor => Some(Table::Rates),
            _ => None,
        }
    }
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
    /// The system that CSV jobs come from, where two use the same reference.
    pub source: Option<String>,
    /// What a CSV file calls a column, and what it is called here; nothing for a column to be passed over.
    pub columns: Vec<(String, String)>,
    /// The folder for rows of CSV files that were left out; beside each file when none is named.
    pub rejects: Option<PathBuf>,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Rows read, the columns' names among them.
    pub rows: u32,
    /// Bytes read.
    pub bytes: u64,
    /// Bytes of the file.
    pub of_bytes: u64,
}

/// Records of a list between two words on how far it is.
const TOLD_EVERY: usize = 100;

/// Who is told how far an import is, and may stop it there: every row until then is stored or rejected, none after it.
pub type Watch<'a> = &'a mut dyn FnMut(Progress) -> ControlFlow<()>;

impl Hub {
    /// Imports one file.
    ///
    /// # Errors
    /// The file or the database cannot be used. What is wrong with single records is in the report.
    pub fn import(&self, format: Format, file: &Path, options: &Options) -> Result<Report, HubError> {
        self.import_watched(format, file, options, &mut |_| ControlFlow::Continue(()))
    }

    /// Imports one file, and tells `watch` how far it is: CSV after each batch of rows, JSON after each hundred records.
    ///
    /// # Errors
    /// The file or the database cannot be used. What is wrong with single records is in the report.
    pub fn import_watched(
        &self,
        format: Format,
        file: &Path,
        options: &Options,
        watch: Watch,
    ) -> Result<Report, HubError> {
        let mut report = match format.table() {
            Some(table) => csv::import(self, table, file, options, watch)?,
            None if format == Format::StandardsPack => self.import_pack(file)?,
            None if format == Format::Form => self.import_form(file)?,
            None if format == Format::XlsForm => self.import_xls_form(file)?,
            None if format == Format::Words => {
                let mut report = Report::default();
                self.import_words(file, &mut report)?;
                report
            }
            None => self.import_json(format, file, options, watch)?,
        };
        for fault in &mut report.faults {
            *fault = format!("{}: {fault}", file.display());
        }
        Ok(report)
    }

    fn import_json(&self, format: Format, file: &Path, options: &Options, watch: Watch) -> Result<Report, HubError> {
        let bytes = whole(file, MAX_FILE)?;
        let mut report = Report::default();
        match serde_json::from_slice::<Value>(without_mark(&bytes)) {
            Ok(value) => {
                let of_bytes = bytes.len() as u64;
                self.import_value(format, &value, options, &mut report, &mut |done, all| {
                    // Records are much of a size.
                    let bytes = of_bytes.saturating_mul(done as u64).checked_div(all as u64).unwrap_or(of_bytes);
                    watch(Progress { rows: u32::try_from(done).unwrap_or(u32::MAX), bytes, of_bytes })
                })?;
            }
            Err(error) => report.fault(&not_json(&error)),
        }
        Ok(report)
    }

    fn import_value(
        &self,
        format: Format,
        value: &Value,
        options: &Options,
        report: &mut Report,
        told: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Result<(), HubError> {
        let root = At::root(value);
        let mut each = |records: Result<Vec<At>, Fault>, import: &dyn Fn(&At, &mut Report) -> Result<(), Wrong>| {
            let records = match records {
                Ok(records) => records,
                Err(fault) => {
                    report.fault(&fault);
                    return Ok(());
                }
            };
            for (done, record) in records.iter().enumerate() {
                if done % TOLD_EVERY == 0 && told(done, records.len()).is_break() {
                    report.stopped = true;
                    return Ok(());
                }
                match import(record, report) {
                    Ok(()) => {}
                    Err(Wrong::Here(fault)) => report.fault(&fault),
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
                raised_at(at, &raising, raised, report)
            }),
            Format::HactRaiseRepair | Format::HactScheduleRepair => {
                let message = match format {
                    Format::HactScheduleRepair => Message::ScheduleRepair,
                    _ => Message::RaiseRepair,
                };
                let schema = options.schemas.as_deref().map(|folder| crate::export::schema(folder, message.name()));
                let schema = schema.transpose()?;
                each(one_or_list, &|at, report| {
                    hact::is_this(message, at)?;
                    if let Some(schema) = &schema {
                        hact::check(message, schema, at)?;
                    }
                    let mut told = hact::read(message, at, options.reference.as_deref(), report)?;
                    self.inner.db.read(|transaction| known::complete(transaction, &mut told.raising.order))?;
                    let raising = told.raising();
                    let raised = self.raise(&raising, &options.team)?;
                    raised_at(at, &raising, raised, report)
                })
            }
            Format::HackneyProperty => each(one_or_list, &|at, report| {
                let (site, contacts) = hackney::property(at)?;
                let db = &self.inner.db;
                report.count(db.write(|transaction| property::put_with_contacts(transaction, &site, &contacts))?);
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
            Format::BankHolidays => match standards::bank_holidays(&root, report) {
                Ok(rows) => self.put_rows(&rows, report),
                Err(fault) => {
                    report.fault(&fault);
                    Ok(())
                }
            },
            // No values of other people's: `import_watched` reads them.
            Format::CsvProperties
            | Format::CsvStaff
            | Format::CsvJobs
            | Format::CsvTenancies
            | Format::CsvVanStock
            | Format::CsvAsbestos
            | Format::CsvSor
            | Format::StandardsPack
            | Format::Form
            | Format::XlsForm
            | Format::Words => Ok(()),
            Format::HackneySor => {
                // Thousands of rows: one transaction for all that read well.
                let mut rows = Vec::new();
                for at in one_or_list.unwrap_or_default() {
                    match hackney::rate_schedule_code(&at) {
                        Ok(code) => rows.push(ReferenceRow::ScheduleOfRates(code)),
                        Err(fault) => report.fault(&fault),
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

/// Counts what became of a message; one of which nothing was taken is a fault of it, with its place.
fn raised_at(at: &At, raising: &Raising, raised: Raised, report: &mut Report) -> Result<(), Wrong> {
    if let Raised::NotTaken(not_taken) = raised {
        return Err(at.fault(not_taken.words(), not_taken.remedy).into());
    }
    report.raised(&raising.order.reference, raised);
    Ok(())
}

fn not_json(error: &serde_json::Error) -> Fault {
    let what = match error.classify() {
        serde_json::error::Category::Eof => "the file ends in the middle: it was cut short".to_owned(),
        _ => format!("this is not JSON ({error})"),
    };
    Fault {
        path: format!("line {}, column {}", error.line(), error.column()),
        what,
        remedy: "export the file again from the landlord's system".into(),
    }
}

/// Without the mark that some editors put before UTF-8.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

/// A file's bytes.
fn whole(file: &Path, most: u64) -> Result<Vec<u8>, HubError> {
    let io = |source| HubError::Io { path: file.to_owned(), source };
    if fs::metadata(file).map_err(io)?.len() > most {
        let file = file.display();
        return Err(HubError::Asked(format!("{file} is larger than {most} bytes; import it in parts")));
    }
    fs::read(file).map_err(io)
}

/// A file's text; none, and a fault, where it is no text.
fn text(file: &Path, most: u64, report: &mut Report) -> Result<Option<String>, HubError> {
    let text = String::from_utf8(whole(file, most)?).ok();
    if text.is_none() {
        report.fault(&Fault {
            path: "the file".into(),
            what: "it is not UTF-8 text".into(),
            remedy: "save it again as UTF-8".into(),
        });
    }
    Ok(text)
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
