//! Every clock of every pack, from moments at the edges.

use std::{fmt::Write as _, fs, path::Path};

use domain::{standards::Pack, time::Timestamp, working_time::WorkingCalendar};

use crate::{asked, assert_same};

/// A night, a weekend, Easter, Christmas, both clock changes, a leap day.
const EDGES: [&str; 7] = [
    "2026-11-25T23:59:00",
    "2026-11-28T12:00:00",
    "2026-04-02T23:59:59",
    "2026-12-24T16:30:00",
    "2026-03-28T12:00:00",
    "2026-10-24T23:59:00",
    "2028-02-29T09:00:00",
];

/// The packs that come with the project, by file name.
fn packs() -> Vec<(String, Pack)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let pack = |path: std::path::PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let pack = Pack::read(&fs::read_to_string(&path).unwrap());
        (name, pack.unwrap_or_else(|faults| panic!("{}: {faults:#?}", path.display())))
    };
    files.into_iter().map(pack).collect()
}

#[test]
fn every_clock_of_every_pack_ends_when_the_other_says() {
    let calendar = WorkingCalendar::default();
    let mut lines = String::new();
    for (file, pack) in packs() {
        assert_eq!(file, pack.id);
        for rule in &pack.rules {
            let class = if rule.class.is_empty() { String::new() } else { format!("/{}", rule.class) };
            for edge in EDGES {
                let Some(due) = rule.due(Timestamp::parse(edge).unwrap(), &calendar) else { continue };
                if matches!(rule.measure, domain::standards::Measure::By(_)) {
                    continue;
                }
                let (day, time) = (due.until.london_date(), due.until.london_time().format("%H:%M:%S"));
                writeln!(lines, "{file} {}{class} from {edge}: {day} {time}", rule.name.name()).unwrap();
            }
        }
    }
    assert_same("clocks", &lines, include_str!("../golden/clocks.txt"));
    if let Some(theirs) = asked("clocks") {
        assert_same("clocks", &lines, &theirs);
    }
}

#[test]
fn the_packs_say_what_was_published() {
    for (file, pack) in packs() {
        insta::assert_debug_snapshot!(file, pack);
    }
}
