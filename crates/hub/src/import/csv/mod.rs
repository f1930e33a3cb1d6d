//! CSV: a landlord's tables, row by row.
//!
//! A file is streamed, so its size costs no memory but a few bytes per row, by which a second row with the same key is
//! known. Rows are stored in batches, each in one transaction: stopping, or a failing machine, leaves whole rows only,
//! and importing the file again goes on where it ended, since what stands so already is not stored again. A row that
//! is wrong stops only itself; it is said by row and column, and put into a file of its own to be mended ([`rejects`]).

mod asbestos;
mod columns;
mod jobs;
mod properties;
mod rates;
mod rejects;
mod row;
mod source;
mod staff;
mod table;
mod tenancies;
mod van_stock;

use std::{
    collections::HashMap,
    fs::File,
    hash::{BuildHasher, Hash, Hasher, RandomState},
    io::{self, Read},
    mem,
    path::Path,
};

use csv::{ByteRecord, Reader, ReaderBuilder};
use domain::definition::brief;

use super::{Fault, Options, Progress, Report, Watch};
use crate::hub::{Hub, HubError};
use columns::Columns;
use rejects::{CONTRADICTED, REASON, Rejects};
use row::Row;
use source::{MAX_ROW, Source};
pub(super) use table::Table;
use table::{Entry, Outcome};

/// Rows whose keys are remembered, at most: beyond it this is no landlord's table.
const MAX_ROWS: u32 = 10_000_000;

/// Imports one file; `watch` is told how far it is after each batch, and may stop it there.
pub(super) fn import(
    hub: &Hub,
    table: Table,
    path: &Path,
    options: &Options,
    watch: Watch,
) -> Result<Report, HubError> {
    let io = |source| HubError::Io { path: path.to_owned(), source };
    let file = File::open(path).map_err(io)?;
    let bytes = file.metadata().map_err(io)?.len();
    let mut report = Report::default();
    match Source::open(file, path).map_err(io)? {
        Err(fault) => report.fault(&fault),
        Ok(source) => {
            let reader =
                ReaderBuilder::new().has_headers(false).flexible(true).buffer_capacity(64 << 10).from_reader(source);
            let rows = Rows { reader, read: 0 };
            Import {
                hub,
                table,
                path,
                options,
                columns: Columns::default(),
                seen: HashMap::new(),
                hash: RandomState::new(),
                rejects: Rejects::new(path, options.rejects.as_deref()),
                batch: Vec::new(),
                old_rows: 0,
                report: &mut report,
            }
            .run(rows, bytes, watch)?;
        }
    }
    Ok(report)
}

/// The rows of a file, numbered as a spreadsheet numbers them: the columns' names are row 1.
struct Rows<R> {
    reader: Reader<Source<R>>,
    read: u32,
}

impl<R: Read> Rows<R> {
    /// The next row that is not blank, with its place in words; none at the end.
    fn next(&mut self, record: &mut ByteRecord) -> Result<Result<Option<String>, Fault>, io::Error> {
        loop {
            self.reader.get_mut().allow_a_row();
            let place = format!("row {}", self.read.saturating_add(1));
            match self.reader.read_byte_record(record) {
                Ok(false) => return Ok(Ok(None)),
                Ok(true) => {}
                Err(error) => match error.into_kind() {
                    csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
                        return Ok(Err(Fault {
                            path: place,
                            what: format!(
                                "it has more than {MAX_ROW} bytes, so a quotation mark in it is probably never closed; \
                                 nothing from here on was read"
                            ),
                            remedy: "close it and import the file again; what came before it stands".into(),
                        }));
                    }
                    csv::ErrorKind::Io(error) => return Err(error),
                    other => return Err(io::Error::other(format!("{other:?}"))),
                },
            }
            self.read = self.read.saturating_add(1);
            if self.read > MAX_ROWS {
                return Ok(Err(Fault {
                    path: place,
                    what: format!("the file has more than {MAX_ROWS} rows; nothing from here on was read"),
                    remedy: "import it in parts".into(),
                }));
            }
            if record.iter().all(|field| field.trim_ascii().is_empty()) {
                continue;
            }
            // Editors count lines, spreadsheets rows: they part at blank lines and at line breaks within quotation
            // marks. Lines that end in a carriage return alone are not counted.
            let line = record.position().map_or(0, csv::Position::line);
            let last = self.reader.position().line().saturating_sub(1);
            let row = u64::from(self.read);
            return Ok(Ok(Some(if last > line {
                format!("{place} (lines {line} to {last})")
            } else if line <= row {
                place
            } else {
                format!("{place} (line {line})")
            })));
        }
    }
}

/// Line breaks that a row may have before somebody has to be told that it runs over many lines.
const MANY_LINES: usize = 5;

fn breaks(record: &ByteRecord) -> usize {
    record.as_slice().iter().filter(|byte| **byte == b'\n').count()
}

/// A row that reads well, on its way into the database.
struct Pending {
    place: String,
    record: ByteRecord,
    entry: Entry,
}

/// One file's import.
struct Import<'a> {
    hub: &'a Hub,
    table: Table,
    path: &'a Path,
    options: &'a Options,
    columns: Columns,
    /// By the hash of a row's key: where it stood first, and the hash of the whole row.
    seen: HashMap<u64, (u32, u64)>,
    hash: RandomState,
    rejects: Rejects<'a>,
    batch: Vec<Pending>,
    /// Rows that were Windows-1252.
    old_rows: usize,
    report: &'a mut Report,
}

impl Import<'_> {
    fn run<R: Read>(mut self, mut rows: Rows<R>, bytes: u64, watch: Watch) -> Result<(), HubError> {
        let io = |source| HubError::Io { path: self.path.to_owned(), source };
        let mut record = ByteRecord::new();
        let header = match rows.next(&mut record).map_err(io)? {
            Ok(Some(_)) => self.header(&record),
            Ok(None) => Err(Fault {
                path: "row 1".into(),
                what: "the file is empty".into(),
                remedy: "export it again from the landlord's system, with the columns' names in the first row".into(),
            }),
            Err(fault) => Err(fault),
        };
        match header {
            Ok(columns) => self.columns = columns,
            Err(fault) => {
                self.report.fault(&fault);
                return Ok(());
            }
        }
        for since_stored in (1..=self.table.batch()).cycle() {
            let place = match rows.next(&mut record).map_err(io)? {
                Ok(Some(place)) => place,
                Ok(None) => break,
                Err(fault) => {
                    self.report.fault(&fault);
                    break;
                }
            };
            match self.read(&record, &place, rows.read) {
                Ok(entry) => self.batch.push(Pending { place, record: record.clone(), entry }),
                Err(mut fault) => {
                    if breaks(&record) > MANY_LINES {
                        let hint = " (it runs over many lines, which were not read: a quotation mark in it is probably not \
                                    closed)";
                        fault.what.push_str(hint);
                    }
                    self.reject(&record, &fault)?;
                }
            }
            // Counted by rows read: a file with nothing but faults can be stopped too.
            if since_stored == self.table.batch() {
                self.store()?;
                let done = rows.reader.position().byte();
                if watch(Progress { rows: rows.read, bytes: done, of_bytes: bytes }).is_break() {
                    self.report.stopped = true;
                    break;
                }
            }
        }
        self.store()?;
        if self.old_rows > 0 {
            let note = format!("rows read as Windows-1252, not as UTF-8: {}; look at their accents", self.old_rows);
            self.report.note(note);
        }
        self.report.rejects = self.rejects.path();
        Ok(())
    }

    fn header(&self, record: &ByteRecord) -> Result<Columns, Fault> {
        let mut names = Vec::with_capacity(record.len());
        for (number, field) in record.iter().enumerate() {
            let Some((name, _)) = source::text(field) else {
                return Err(Fault {
                    path: format!("row 1, column {}", number + 1),
                    what: "its name is not text".into(),
                    remedy: "save the file as \"CSV UTF-8 (comma delimited)\"".into(),
                });
            };
            names.push(name.trim().to_owned());
        }
        Columns::find(names, self.table.columns(), &self.options.columns)
    }

    fn read(&mut self, record: &ByteRecord, place: &str, number: u32) -> Result<Entry, Fault> {
        let (row, old) = Row::read(&self.columns, record, place)?;
        if self.columns.reason.is_some_and(|place| row.field(place).contains(CONTRADICTED)) {
            return Err(row.fault(
                REASON,
                format!("another row has the same {} {CONTRADICTED}", self.table.key()),
                "empty this field if this row is the right one; otherwise take the row out",
            ));
        }
        let entry = self.table.read(&row, self.options)?;
        self.old_rows += usize::from(old);
        let (key, content) = (self.hash.hash_one(entry.key()), self.content(record));
        let (first, before) = *self.seen.entry(key).or_insert((number, content));
        if first != number && before != content {
            // Storing both would change the record each time that the file is imported.
            let what = format!("row {first} has the same {} {CONTRADICTED}", self.table.key());
            return Err(row.fault(self.table.key(), what, "keep one of the two"));
        }
        Ok(entry)
    }

    /// The hash of a row: of its fields apart, or "1", "2 Teasel Row" and "12", " Teasel Row" would be one.
    fn content(&self, record: &ByteRecord) -> u64 {
        let mut hasher = self.hash.build_hasher();
        record.iter().for_each(|field| field.hash(&mut hasher));
        hasher.finish()
    }

    fn reject(&mut self, record: &ByteRecord, fault: &Fault) -> Result<(), HubError> {
        self.report.fault(fault);
        self.rejects.add(&self.columns.header, record, fault).map_err(|source| self.rejects_failed(source))
    }

    fn store(&mut self) -> Result<(), HubError> {
        let batch = mem::take(&mut self.batch);
        let outcomes = table::store(self.hub, &batch)?;
        for (pending, outcome) in batch.iter().zip(outcomes) {
            match outcome {
                Outcome::Stored(stored) => self.report.stored(stored),
                Outcome::Raised(raised) => self.report.raised(pending.entry.key(), raised),
                Outcome::Wrong(fault) => self.reject(&pending.record, &fault)?,
            }
        }
        self.rejects.flush().map_err(|source| self.rejects_failed(source))
    }

    fn rejects_failed(&self, source: io::Error) -> HubError {
        let file = self.path.display();
        HubError::Asked(format!(
            "the rows of {file} that are wrong cannot be put aside: {source}. Name a folder for them with --rejects, and \
             import the file again"
        ))
    }
}
