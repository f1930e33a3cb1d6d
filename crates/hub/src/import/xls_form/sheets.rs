//! The sheets of a workbook, as text with places.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read, Write},
    path::Path,
};

use calamine::{DataRef, Reader, Xlsx, open_workbook_from_rs};
use documents::contain::contained;
use domain::definition::{Fault, brief};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

/// Bytes that a workbook's parts may have when they are unpacked, together.
const MAX_UNPACKED: u64 = 64 << 20;
/// Parts of a workbook, at most.
const MAX_PARTS: usize = 2_000;
/// Letters of a cell, at most: as many as Excel's.
const MAX_CELL: usize = 32_767;
/// Bytes of all cells of a sheet, at most: many cells may share one long text.
const MAX_TEXT: usize = 16 << 20;
/// Columns of a sheet, at most. A sheet is kept by the cells that it has, since two in far corners make it no larger.
const MAX_COLUMNS: u32 = 1_000;

/// A sheet with the columns' names in its first row.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub name: String,
    pub columns: Vec<String>,
    pub rows: Vec<Row>,
}

/// A row, as a spreadsheet numbers it.
#[derive(Debug)]
pub(super) struct Row {
    pub number: u32,
    cells: Vec<String>,
}

impl Row {
    /// The text under a column; empty where there is none.
    pub(super) fn get<'a>(&'a self, sheet: &Sheet, column: &str) -> &'a str {
        let at = sheet.columns.iter().position(|name| name == column);
        at.and_then(|at| self.cells.get(at)).map_or("", String::as_str)
    }

    /// Each column with its text, where there is any.
    pub(super) fn cells<'a>(&'a self, sheet: &'a Sheet) -> impl Iterator<Item = (&'a str, &'a str)> {
        let named = sheet.columns.iter().map(String::as_str).zip(self.cells.iter().map(String::as_str));
        named.filter(|(column, cell)| !column.is_empty() && !cell.is_empty())
    }
}

/// The sheets of a form: survey, choices, settings.
#[derive(Debug, Default)]
pub(super) struct Workbook {
    pub survey: Sheet,
    pub choices: Sheet,
    pub settings: Sheet,
    /// The names of others.
    pub others: Vec<String>,
}

fn fault(path: &str, what: impl Into<String>, remedy: &str) -> Fault {
    Fault { path: path.into(), what: what.into(), remedy: remedy.into() }
}

/// Reads a workbook.
pub(super) fn read(bytes: &[u8], path: &Path) -> Result<Workbook, Fault> {
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xls")) {
        return Err(fault("the file", "it is a workbook of Excel before 2007", "save it as .xlsx"));
    }
    if !may_be_unpacked(bytes).map_err(|_| not_a_workbook())? {
        let what = format!("unpacked it is larger than {MAX_UNPACKED} bytes");
        return Err(fault("the file", what, "take out pictures and other sheets"));
    }
    // The reader panics on some, such as columns of twelve letters.
    contained(|| sheets(bytes)).unwrap_or_else(|| Err(not_a_workbook()))
}

fn not_a_workbook() -> Fault {
    fault("the file", "it is not a workbook of the .xlsx kind", "save it as .xlsx and import that")
}

fn sheets(bytes: &[u8]) -> Result<Workbook, Fault> {
    let bytes = without_extents(bytes).map_err(|_| not_a_workbook())?;
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).map_err(|_| not_a_workbook())?;
    let mut found = Workbook::default();
    for name in book.sheet_names() {
        let slot = match name.trim().to_lowercase().as_str() {
            "survey" => &mut found.survey,
            "choices" | "columns" => &mut found.choices,
            "settings" => &mut found.settings,
            _ => {
                found.others.push(brief(&name));
                continue;
            }
        };
        let rows = rows(&mut book, &name)?;
        *slot = sheet(&name, rows)?;
    }
    if found.survey.columns.is_empty() {
        return Err(fault(
            "the file",
            "it has no sheet named \"survey\"",
            "name the sheet with the questions \"survey\"",
        ));
    }
    Ok(found)
}

/// True when the parts are few enough and small enough. They are unpacked for it: what a file says of its size may be
/// untrue.
fn may_be_unpacked(bytes: &[u8]) -> Result<bool, zip::result::ZipError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    if archive.len() > MAX_PARTS {
        return Ok(false);
    }
    let mut left = MAX_UNPACKED;
    let mut buffer = vec![0; 1 << 16];
    for part in 0..archive.len() {
        let mut part = archive.by_index(part)?;
        loop {
            let read = part.read(&mut buffer)?;
            if read == 0 {
                break;
            }
            let Some(rest) = left.checked_sub(read as u64) else { return Ok(false) };
            left = rest;
        }
    }
    Ok(true)
}

/// The workbook without what its sheets say of how far they reach. It is of no use here, and LibreOffice has written it in
/// a way ("1:3") that the reader gives up at.
fn without_extents(bytes: &[u8]) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut from = ZipArchive::new(Cursor::new(bytes))?;
    let mut made = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut part = from.by_index(at)?;
        let name = part.name()?.into_owned();
        if !name.starts_with("xl/worksheets/") || !name.ends_with(".xml") {
            drop(part);
            made.raw_copy_file(from.by_index_raw(at)?)?;
            continue;
        }
        let mut xml = Vec::new();
        part.read_to_end(&mut xml)?;
        made.start_file(name, SimpleFileOptions::default())?;
        made.write_all(&without_element(xml, b"<dimension "))?;
    }
    Ok(made.finish()?.into_inner())
}

/// XML without the first element that begins so and holds nothing.
fn without_element(mut xml: Vec<u8>, begins: &[u8]) -> Vec<u8> {
    let start = xml.windows(begins.len()).position(|window| window == begins);
    let end = start.and_then(|start| {
        let close = xml.get(start..)?.iter().position(|byte| *byte == b'>')?;
        Some(start.saturating_add(close).saturating_add(1))
    });
    if let (Some(start), Some(end)) = (start, end)
        && xml.get(start..end).is_some_and(|element| element.ends_with(b"/>"))
    {
        xml.drain(start..end);
    }
    xml
}

/// The rows of a sheet that have any text, by number from 1, each as far as its last cell.
fn rows(book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str) -> Result<BTreeMap<u32, Vec<String>>, Fault> {
    let place = format!("sheet {}", brief(name));
    let unreadable = || fault(&place, "it cannot be read", "open the file in a spreadsheet and save it again");
    let mut reader = book.worksheet_cells_reader(name).map_err(|_| unreadable())?;
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    let mut size = 0_usize;
    while let Some(cell) = reader.next_cell().map_err(|_| unreadable())? {
        let (row, column) = cell.get_position();
        let text = text(cell.get_value());
        if text.is_empty() {
            continue;
        }
        let place = format!("sheet {}, row {}", brief(name), row.saturating_add(1));
        if column >= MAX_COLUMNS {
            return Err(fault(&place, format!("it has more than {MAX_COLUMNS} columns"), "take out what is far right"));
        }
        if text.chars().nth(MAX_CELL).is_some() {
            let place = format!("{place}, column {}", column.saturating_add(1));
            return Err(fault(&place, format!("it has more than {MAX_CELL} letters"), "shorten it"));
        }
        size = size.saturating_add(text.len());
        if size > MAX_TEXT {
            return Err(fault(
                &place,
                format!("up to here the sheet has more than {MAX_TEXT} bytes of text"),
                "shorten it",
            ));
        }
        let cells = rows.entry(row.saturating_add(1)).or_default();
        let column = column as usize;
        if cells.len() <= column {
            cells.resize(column.saturating_add(1), String::new());
        }
        if let Some(cell) = cells.get_mut(column) {
            *cell = text;
        }
    }
    Ok(rows)
}

fn sheet(name: &str, rows: BTreeMap<u32, Vec<String>>) -> Result<Sheet, Fault> {
    let mut rows = rows.into_iter();
    let mut sheet = Sheet { name: name.trim().to_owned(), ..Sheet::default() };
    if let Some((number, cells)) = rows.next() {
        sheet.columns = cells.iter().map(|cell| column(cell)).collect();
        let before = |at: usize, column: &String| sheet.columns.iter().take(at).any(|before| before == column);
        let twice = sheet.columns.iter().enumerate().find(|(at, column)| !column.is_empty() && before(*at, column));
        if let Some((_, column)) = twice {
            let path = format!("sheet {}, row {number}", sheet.name);
            let what = format!("the column \"{}\" is there twice", brief(column));
            return Err(fault(&path, what, "take one of them out"));
        }
    }
    sheet.rows = rows.map(|(number, cells)| Row { number, cells }).collect();
    Ok(sheet)
}

/// A column's name: without needless spaces, small letters before its language, and one way of writing what XLSForm has
/// been written in over the years.
fn column(written: &str) -> String {
    let (name, language) = match written.split_once("::") {
        Some((name, language)) => (name.trim(), Some(language.trim())),
        None => match written.split_once(':') {
            // The first XLSForms put one colon: "label:English".
            Some((name, language)) if !name.contains(' ') && name != "jr" => (name.trim(), Some(language.trim())),
            _ => (written.trim(), None),
        },
    };
    let name = name.to_lowercase().replace(' ', "_");
    let name = match name.as_str() {
        "list" | "list_name" => "list_name",
        "value" => "name",
        "relevance" | "skip_logic" => "relevant",
        "caption" => "label",
        "calculate" => "calculation",
        "constraint_msg" | "constraint-message" => "constraint_message",
        "repeat" | "count" | "repeat_count" | "jr:count" => "repeat_count",
        "read_only" => "readonly",
        other => other,
    };
    language.map_or_else(|| name.to_owned(), |language| format!("{name}::{language}"))
}

/// A cell as text. A number that is whole is written so: 1, not 1.0.
fn text(cell: &DataRef<'_>) -> String {
    let text = match cell {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Bool(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(at) => day(at),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    };
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{a0}' || c == '\u{feff}').to_owned()
}

/// A date that a spreadsheet made of what was typed, as a date again.
fn day(at: &calamine::ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
    if (hour, minute, second) == (0, 0, 0) {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
    }
}
