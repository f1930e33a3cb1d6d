//! Files from landlords' own systems: CSV, HACT and Hackney JSON, imported into a real hub.

use std::{cell::RefCell, fs, path::PathBuf};

use hub::{
    Config, Hub,
    import::{Format, Options},
};
use tempfile::TempDir;

use super::in_memory;

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
