//! Files from landlords' own systems: CSV, HACT and Hackney JSON, forms and their workbooks, imported into a real hub.

use std::{
    cell::RefCell,
    fs,
    io::{Cursor, Read, Write},
    path::PathBuf,
};

use hub::{
    Config, Hub,
    import::{Format, Options},
};
use tempfile::TempDir;
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::in_memory;

/// A workbook as somebody's spreadsheet wrote it.
const HOME_VISIT: &[u8] = include_bytes!("../../../crates/hub/tests/fixtures/forms/home-visit.xlsx");

/// Imports until the hub is made anew, so that a long run does not slow down.
const IMPORTS: usize = 500;

struct Desk {
    folder: TempDir,
    hub: Hub,
    left: usize,
}

impl Desk {
    fn new() -> Self {
        let folder = in_memory();
        fs::create_dir(folder.path().join("rejects")).unwrap();
        let hub = Hub::open(Config::new(folder.path().join("hub"))).unwrap();
        Self { folder, hub, left: IMPORTS }
    }
}

thread_local! {
    static DESK: RefCell<Option<Desk>> = const { RefCell::new(None) };
}

fn import(format: Format, bytes: &[u8]) {
    DESK.with_borrow_mut(|kept| {
        let mut desk = kept.take().filter(|desk| desk.left > 0).unwrap_or_else(Desk::new);
        desk.left -= 1;
        let file = desk.folder.path().join("file");
        fs::write(&file, bytes).unwrap();
        let options = Options {
            team: "PLUMBING-NORTH".into(),
            source: Some("calder-vale".into()),
            rejects: Some(desk.folder.path().join("rejects")),
            ..Options::default()
        };
        if let Err(error) = desk.hub.import(format, &file, &options) {
            panic!("an import of {format:?} ended in a fault of the hub's own: {error}");
        }
        *kept = Some(desk);
    });
}

/// A table: the first byte says of what.
pub fn csv(bytes: &[u8]) {
    let Some((which, bytes)) = bytes.split_first() else { return };
    let formats = [Format::CsvProperties, Format::CsvStaff, Format::CsvJobs, Format::CsvSor];
    import(formats[usize::from(*which) % formats.len()], bytes);
}

/// A form: JSON, a workbook as it is, a sheet of text in one that is made around it, or a part of a workbook in the place of
/// another's: a zip hides what is in it from a fuzzer.
pub fn form(bytes: &[u8]) {
    let Some((how, bytes)) = bytes.split_first() else { return };
    match how % 5 {
        0 => import(Format::Form, bytes),
        1 => import(Format::XlsForm, bytes),
        2 => import(Format::XlsForm, &workbook("xl/worksheets/sheet1.xml", &sheet_of(bytes))),
        3 => import(Format::XlsForm, &workbook("xl/worksheets/sheet1.xml", bytes)),
        _ => import(Format::XlsForm, &workbook("xl/workbook.xml", bytes)),
    }
}

/// Lines of tab-separated cells as a sheet.
fn sheet_of(text: &[u8]) -> Vec<u8> {
    let mut xml = String::from("<worksheet><sheetData>");
    for line in String::from_utf8_lossy(text).lines() {
        xml.push_str("<row>");
        for cell in line.split('\t') {
            let cell = cell.replace('&', "&amp;").replace('<', "&lt;");
            xml.push_str(&format!("<c t=\"inlineStr\"><is><t>{cell}</t></is></c>"));
        }
        xml.push_str("</row>");
    }
    xml.push_str("</sheetData></worksheet>");
    xml.into_bytes()
}

/// The home visit's workbook with one part replaced.
fn workbook(replaced: &str, with: &[u8]) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(HOME_VISIT)).unwrap();
    let mut made = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let part = from.by_index_raw(at).unwrap();
        if part.name().unwrap() != replaced {
            made.raw_copy_file(part).unwrap();
        }
    }
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    made.start_file(replaced, stored).unwrap();
    made.write_all(with).unwrap();
    made.finish().unwrap().into_inner()
}

/// A part of the home visit's workbook.
fn part(name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    ZipArchive::new(Cursor::new(HOME_VISIT)).unwrap().by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

pub fn form_seeds() -> Vec<Vec<u8>> {
    let form = include_bytes!("../../../forms/gas-safety-record.json");
    let rows =
        "type\tname\tlabel\trelevant\ninteger\tage\tHow old?\t\ntext\twhy\tWhy?\t${age} > 17 and not(${age} = 30)";
    let far = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>\
               <row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData></worksheet>";
    vec![
        [&[0], form.as_slice()].concat(),
        [&[1], HOME_VISIT].concat(),
        [&[2], rows.as_bytes()].concat(),
        [&[3], part("xl/worksheets/sheet1.xml").as_slice()].concat(),
        [&[3], far.as_bytes()].concat(),
        [&[4], part("xl/workbook.xml").as_slice()].concat(),
    ]
}

/// A message: the first byte says which.
pub fn hact(bytes: &[u8]) {
    let Some((which, bytes)) = bytes.split_first() else { return };
    let formats = [
        Format::HactRaiseRepair,
        Format::HactScheduleRepair,
        Format::HackneyWorkOrders,
        Format::HackneyProperty,
        Format::HackneySor,
        Format::HackneyTrades,
        Format::HackneyPriorities,
    ];
    import(formats[usize::from(*which) % formats.len()], bytes);
}

fn fixtures(names: &[&str]) -> Vec<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../crates/hub/tests/fixtures");
    let read = |(which, name): (u8, &&str)| [&[which], fs::read(folder.join(name)).unwrap().as_slice()].concat();
    (0..).zip(names).map(read).collect()
}

pub fn csv_seeds() -> Vec<Vec<u8>> {
    fixtures(&["properties.csv", "staff.csv", "jobs.csv", "rates.csv", "properties-with-faults.csv"])
}

pub fn hact_seeds() -> Vec<Vec<u8>> {
    fixtures(&[
        "raise-repair.json",
        "schedule-repair.json",
        "work-order.json",
        "property.json",
        "sor-codes.json",
        "trades.json",
        "priorities.json",
    ])
}
