//! A landlord's tables as CSV: good rows land, bad ones are named and put aside to be mended, and stopping halfway or
//! importing again does no harm.

use std::{
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use domain::{
    id::{DocumentId, RecordKind},
    reference::{Collection, ReferenceRow},
};
use hub::{
    db::sqlite::{landlord, people},
    import::{Format, Options, Report},
};
use insta::{assert_debug_snapshot, assert_json_snapshot, assert_snapshot};

use crate::house::{House, TEAM, fixture};

fn options() -> Options {
    Options { team: TEAM.into(), ..Options::default() }
}

/// A copy in the house's own folder, so that rows left out do not land among the fixtures.
fn copy(house: &House, name: &str) -> PathBuf {
    write(house, name, fs::read(fixture(name)).unwrap())
}

fn write(house: &House, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = house.folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    path
}

/// Imports; where the story's folder lies is nobody's business.
fn import(house: &House, format: Format, path: &Path) -> Report {
    let mut report = house.hub.import(format, path, &options()).unwrap();
    let folder = format!("{}/", house.folder.path().display());
    for fault in &mut report.faults {
        *fault = fault.replace(&folder, "");
    }
    report
}

fn counts(report: &Report) -> (usize, usize, usize, usize) {
    (report.added, report.changed, report.unchanged, report.left_out)
}

fn properties_held(house: &House) -> u32 {
    let sql = "SELECT count(*) FROM reference WHERE collection = 4";
    house.hub.database().read(|t| Ok::<_, hub::db::DbError>(t.query_row(sql, [], |row| row.get(0))?)).unwrap()
}

fn job(house: &House, source: &str, reference: &str) -> domain::job::WorkOrder {
    house.job(DocumentId::derived(source, RecordKind::Job, reference)).order
}

#[test]
fn properties_come_in_with_their_uprn_and_coordinates_and_come_in_once() {
    let house = House::new();
    let file = copy(&house, "properties.csv");
    assert_eq!(counts(&import(&house, Format::CsvProperties, &file)), (3, 0, 0, 0));
    assert_eq!(counts(&import(&house, Format::CsvProperties, &file)), (0, 0, 3, 0));
    let row = |key: &str| {
        let row = house.hub.database().read(|t| landlord::row(t, Collection::Properties, key)).unwrap();
        row.map(|row| if let ReferenceRow::Property(property) = row { property } else { panic!("{row:?}") })
    };
    assert_json_snapshot!("properties", ["00070011", "00070012", "00070013"].map(row));
    let moved = fs::read_to_string(&file).unwrap().replace("3 Teasel Row", "3a Teasel Row");
    assert_eq!(counts(&import(&house, Format::CsvProperties, &write(&house, "moved.csv", moved))), (0, 1, 2, 0));
}

#[test]
fn no_handheld_receives_the_landlords_properties_but_its_next_codes_arrive_all_the_same() {
    let house = House::new();
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    ada.exchange(&house);
    let before = ada.rows;
    import(&house, Format::CsvProperties, &copy(&house, "properties.csv"));
    ada.exchange(&house);
    assert_eq!(ada.rows, before);
    let codes = write(&house, "codes.csv", "code,description\nCVH-101,Refix basin tap\n");
    assert_eq!(counts(&import(&house, Format::CsvSor, &codes)), (1, 0, 0, 0));
    ada.exchange(&house);
    assert_eq!(ada.rows, before + 1);
}

#[test]
fn a_bad_row_is_named_and_put_aside_and_once_mended_it_comes_in() {
    let house = House::new();
    let report = import(&house, Format::CsvProperties, &copy(&house, "properties-with-faults.csv"));
    assert_eq!(counts(&report), (2, 0, 1, 9));
    assert_debug_snapshot!("faults_of_properties", report.faults);
    let rejects = report.rejects.unwrap();
    assert_eq!(rejects, house.folder.path().join("properties-with-faults.rejects.csv"));
    let aside = fs::read_to_string(&rejects).unwrap();
    assert_snapshot!("rejected_properties", aside.trim_start_matches('\u{feff}'));
    let mended = aside
        .replace(",,100099990022", ",00070022,100099990022")
        .replace("1.00099990E+11", "100099990023")
        .replace("-1.89,53.72,4", "53.72,-1.89,4")
        .replace("407219,,53.72", "407219,425012,53.72")
        .replace("6 Teasel Row,Calderthwaite", "6 Teasel Row,ZZ1 4QC")
        .replace("7 Teasel Row,ZZ1 4QC,Calderthwaite", "7 Teasel Row,ZZ1 4QC")
        .replace(
            "100099990028,407219,425012,53.72,-1.89",
            "100099990028,407219,425012,53.72,-1.89,8 Teasel Row,ZZ1 4QC",
        )
        .replace("425012,east", "425012,53.72")
        // The row that says something else about 1 Teasel Row is the landlord's newest word, says whoever mends this.
        .replace(
            "\"row 10, column reference: row 2 has the same reference and says something else; that one stands\"",
            "",
        );
    fs::write(&rejects, mended).unwrap();
    let report = import(&house, Format::CsvProperties, &rejects);
    assert_eq!(counts(&report), (7, 1, 0, 1), "{:?}", report.faults);
    assert!(report.rejects.unwrap().ends_with("properties-with-faults.rejects.rejects.csv"));
}

#[test]
fn rows_left_out_a_second_time_do_not_overwrite_those_that_somebody_is_mending() {
    let house = House::new();
    let file = copy(&house, "properties-with-faults.csv");
    let first = import(&house, Format::CsvProperties, &file).rejects.unwrap();
    fs::write(&first, "half mended").unwrap();
    let second = import(&house, Format::CsvProperties, &file).rejects.unwrap();
    assert!(second.ends_with("properties-with-faults.rejects-2.csv"));
    assert_eq!(fs::read_to_string(first).unwrap(), "half mended");
    let elsewhere = |folder: PathBuf| Options { rejects: Some(folder), ..options() };
    let to = house.folder.path().join("aside");
    let failed = house.hub.import(Format::CsvProperties, &file, &elsewhere(to.clone())).unwrap_err().to_string();
    assert!(failed.contains("aside") && failed.contains("--rejects"), "{failed}");
    fs::create_dir(&to).unwrap();
    let report = house.hub.import(Format::CsvProperties, &file, &elsewhere(to.clone())).unwrap();
    assert_eq!(report.rejects, Some(to.join("properties-with-faults.rejects.csv")));
}

#[test]
fn a_row_that_another_contradicts_comes_in_only_when_somebody_says_that_it_is_the_right_one() {
    let house = House::new();
    let rows = "reference,address_line_1\n1,1 Teasel Row\n1,2 Teasel Row\n";
    let report = import(&house, Format::CsvProperties, &write(&house, "homes.csv", rows));
    assert_eq!(counts(&report), (1, 0, 0, 1));
    let rejects = report.rejects.unwrap();
    // Imported as it is, by itself, it would take the first row's place.
    let again = import(&house, Format::CsvProperties, &rejects);
    assert_eq!(counts(&again), (0, 0, 0, 1), "{again:?}");
    assert!(again.faults[0].contains("empty this field if this row is the right one"), "{:?}", again.faults);
    let written = fs::read_to_string(&rejects).unwrap();
    let (names, row) = written.split_once('\n').unwrap();
    let (reason, _) = row.split_once("\",").unwrap();
    let emptied = format!("{names}\n{}", row.replace(&format!("{reason}\""), ""));
    fs::write(&rejects, emptied).unwrap();
    assert_eq!(counts(&import(&house, Format::CsvProperties, &rejects)), (0, 1, 0, 0));
}

#[test]
fn a_home_that_nobody_knows_is_said_in_the_column_that_names_it() {
    let house = House::new();
    let homes = "reference,uprn,address_line_1\nA,100000000001,1 Teasel Row\nB,100000000001,2 Teasel Row\n";
    assert_eq!(counts(&import(&house, Format::CsvProperties, &write(&house, "homes.csv", homes))), (2, 0, 0, 0));
    let jobs = "reference,description,property_reference,uprn\n\
        1,Tap drips,C,\n2,Tap drips,,100000000002\n3,Tap drips,,100000000001\n4,Tap drips,A,100000000003\n";
    let report = import(&house, Format::CsvJobs, &write(&house, "work.csv", jobs));
    assert_debug_snapshot!("homes_that_nobody_knows", report.faults);
}

#[test]
fn a_row_that_swallowed_others_says_from_which_line_to_which() {
    let house = House::new();
    let mut rows = String::from("reference,address_line_1,town\n1,\"1 Teasel Row,Calderthwaite\n");
    (2..60).for_each(|number| rows.push_str(&format!("{number},{number} Teasel Row,Calderthwaite\n")));
    let report = import(&house, Format::CsvProperties, &write(&house, "homes.csv", rows));
    assert_eq!(counts(&report), (0, 0, 0, 1));
    assert_debug_snapshot!("swallowed_rows", report.faults);
}

#[test]
fn files_that_cannot_be_read_are_said_in_words_and_stop_no_other() {
    let house = House::new();
    let good = write(&house, "homes.csv", "reference,address_line_1\n1,1 Teasel Row\n");
    let said = std::process::Command::new(env!("CARGO_BIN_EXE_doorstep-hub"))
        .args(["import", "--format", "csv-properties", "--data"])
        .arg(&house.config.data)
        .args([house.folder.path().join("missing.csv"), house.folder.path().to_owned(), good])
        .output()
        .unwrap();
    let words = String::from_utf8(said.stderr).unwrap();
    assert!(!said.status.success());
    assert!(words.contains("missing.csv: there is no such file") && words.contains("it is a folder"), "{words}");
    assert!(words.contains("2 files could not be read; the rest is imported"), "{words}");
    assert_eq!(properties_held(&house), 1);
}

#[test]
fn staff_come_in_with_role_and_teams_and_nobody_becomes_the_hub() {
    let house = House::new();
    let file = copy(&house, "staff.csv");
    let report = import(&house, Format::CsvStaff, &file);
    assert_eq!(counts(&report), (3, 0, 0, 2));
    assert_debug_snapshot!("faults_of_staff", report.faults);
    assert_eq!(counts(&import(&house, Format::CsvStaff, &file)), (0, 0, 3, 2));
    let teams = |name: &str| {
        let scopes = house.hub.database().read(|t| {
            let person = people::person_named(t, name)?.unwrap();
            people::scopes(t, person.person)
        });
        let scopes = scopes.unwrap().iter().map(ToString::to_string).collect::<Vec<_>>();
        scopes.into_iter().filter(|scope| scope.starts_with("team:")).collect::<Vec<_>>()
    };
    assert_eq!(teams("Tomasz Zielinski"), ["team:GAS-SOUTH/repairs", "team:PLUMBING-NORTH/repairs"]);
    assert!(teams("Bronagh Keane").is_empty());
    // Somebody who joins a team keeps the one that they had.
    let joined = write(&house, "joined.csv", "name,role,team\nAda Byrne,Repairs operative,GAS-SOUTH\n");
    assert_eq!(counts(&import(&house, Format::CsvStaff, &joined)), (0, 1, 0, 0));
    assert_eq!(teams("Ada Byrne"), ["team:GAS-SOUTH/repairs", "team:PLUMBING-NORTH/repairs"]);
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    ada.exchange(&house);
}

#[test]
fn codes_come_in_and_a_column_of_prices_is_passed_over_when_somebody_says_so() {
    let house = House::new();
    let file = copy(&house, "rates.csv");
    let report = import(&house, Format::CsvSor, &file);
    assert_eq!(counts(&report), (0, 0, 0, 1));
    assert_debug_snapshot!("a_column_that_nobody_knows", report.faults);
    let without_prices = Options { columns: vec![("cost".into(), String::new())], ..options() };
    let report = house.hub.import(Format::CsvSor, &file, &without_prices).unwrap();
    assert_eq!(counts(&report), (3, 0, 0, 2), "{:?}", report.faults);
    let row = house.hub.database().read(|t| landlord::row(t, Collection::ScheduleOfRates, "CVH-103")).unwrap();
    assert_json_snapshot!("rate", row);
}

#[test]
fn jobs_take_their_home_and_the_words_of_their_codes_from_what_was_imported_before() {
    let house = House::new();
    import(&house, Format::CsvProperties, &copy(&house, "properties.csv"));
    let prices = Options { columns: vec![("cost".into(), String::new())], ..options() };
    house.hub.import(Format::CsvSor, &copy(&house, "rates.csv"), &prices).unwrap();
    let file = copy(&house, "jobs.csv");
    let report = import(&house, Format::CsvJobs, &file);
    assert_eq!(counts(&report), (3, 0, 0, 5));
    assert_debug_snapshot!("faults_of_jobs", report.faults);
    let orders = ["30000001", "30000002", "30000003"].map(|reference| job(&house, "csv", reference));
    assert_json_snapshot!("jobs", orders);
    assert_eq!(counts(&import(&house, Format::CsvJobs, &file)), (0, 0, 3, 5));
    let moved = fs::read_to_string(&file).unwrap().replace("2026-11-24,08:00,13:00,AM", "2026-11-25,12:00,17:00,PM");
    let report = import(&house, Format::CsvJobs, &write(&house, "moved.csv", moved));
    assert_eq!(counts(&report), (0, 1, 2, 5));
    assert_eq!(report.notes, ["job 30000001: its appointment was moved"]);
    let elsewhere = Options { source: Some("housemark".into()), ..options() };
    assert_eq!(house.hub.import(Format::CsvJobs, &file, &elsewhere).unwrap().added, 3, "another system's 30000001");
}

#[test]
fn what_is_wrong_with_the_columns_is_said_before_a_row_is_stored() {
    let house = House::new();
    let said = |name: &str, bytes: &[u8]| {
        let report = import(&house, Format::CsvProperties, &write(&house, name, bytes));
        assert_eq!((report.added, report.left_out, report.rejects), (0, 1, None), "{name}");
        report.faults[0].clone()
    };
    let faults = [
        said("empty.csv", b""),
        said("blank.csv", b"\r\n\r\n,,,\r\n"),
        said("missing.csv", b"reference,town\n1,Calderthwaite\n"),
        said("unknown.csv", b"reference,address_line_1,Rent\x1b[2J arrears\n1,2 Teasel Row,9\n"),
        said("twice.csv", b"reference,Property Ref,address\n1,1,2 Teasel Row\n"),
        said("semicolons.csv", b"reference;address\n1;2 Teasel Row\n"),
        said("workbook.csv", b"PK\x03\x04\x14\0\x06\0"),
        said("wide.csv", b"\xFF\xFEr\0e\0f\0"),
    ];
    assert_debug_snapshot!("faults_of_columns", faults);
    assert_eq!(properties_held(&house), 0);
}

#[test]
fn what_a_british_spreadsheet_saves_is_read_and_bytes_that_are_no_text_are_not() {
    let house = House::new();
    let rows = b"reference,address_line_1\r1,Caf\xE9 Zo\xEB\x92s\r2,\x81 Teasel Row\r";
    let report = import(&house, Format::CsvProperties, &write(&house, "old.csv", rows));
    assert_eq!(counts(&report), (1, 0, 0, 1));
    assert_debug_snapshot!("old_text", (&report.faults, &report.notes));
    let row = house.hub.database().read(|t| landlord::row(t, Collection::Properties, "1")).unwrap();
    let Some(ReferenceRow::Property(property)) = row else { panic!("{row:?}") };
    assert_eq!(property.site.address_lines, ["Café Zoë’s"]);
    // Bytes that nobody can read stay as they came, for whoever can.
    assert!(fs::read(report.rejects.unwrap()).unwrap().windows(5).any(|bytes| bytes == b"\x81 Tea"));
}

#[test]
fn a_quotation_mark_that_is_never_closed_swallows_no_row_in_silence() {
    let house = House::new();
    let few = "reference,description,address\n1,\"Tap drips,1 Teasel Row\n2,Door sticks,2 Teasel Row\n";
    let report = import(&house, Format::CsvJobs, &write(&house, "few.csv", few));
    assert_eq!(counts(&report), (0, 0, 0, 1));
    let last = "reference,address,description\n1,1 Teasel Row,\"Tap drips\n2,2 Teasel Row,Door sticks\n";
    let report = import(&house, Format::CsvJobs, &write(&house, "last.csv", last));
    assert_eq!(counts(&report), (0, 0, 0, 1));
    assert!(report.faults[0].contains("seems to hold rows of its own"), "{:?}", report.faults);
    let mut endless = String::from("reference,address\n1,1 Teasel Row\n2,\"2 Teasel Row\n");
    (0..60_000).for_each(|n| endless.push_str(&format!("{n},another home in another row\n")));
    let report = import(&house, Format::CsvProperties, &write(&house, "endless.csv", endless));
    assert_eq!(counts(&report), (1, 0, 0, 1));
    assert!(report.faults[0].contains("at row 3: it has more than 1048576 bytes"), "{:?}", report.faults);
}

#[test]
fn stopping_halfway_leaves_whole_rows_and_importing_again_goes_on() {
    let house = House::new();
    let file = write(&house, "homes.csv", homes(2_000));
    let mut told = Vec::new();
    let stopped = house.hub.import_watched(Format::CsvProperties, &file, &options(), &mut |progress| {
        told.push((progress.rows, progress.bytes <= progress.of_bytes));
        if told.len() == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    let stopped = stopped.unwrap();
    assert_eq!((stopped.stopped, stopped.added), (true, 1_000));
    assert_eq!(told, [(501, true), (1_001, true)]);
    assert_eq!(properties_held(&house), 1_000);
    assert!(stopped.to_string().contains("import the file again to go on"), "{stopped}");
    assert_eq!(counts(&import(&house, Format::CsvProperties, &file)), (1_000, 0, 1_000, 0));
}

#[test]
fn a_file_with_nothing_but_faults_can_be_stopped_and_says_a_hundred_of_them() {
    let house = House::new();
    let file = write(&house, "homes.csv", homes(2_000).replace("53.7213451", "north"));
    let mut looks = 0;
    let report = house.hub.import_watched(Format::CsvProperties, &file, &options(), &mut |_| {
        looks += 1;
        if looks == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    let report = report.unwrap();
    assert_eq!((report.stopped, report.left_out, report.faults.len()), (true, 1_000, 100));
    let aside = fs::read_to_string(report.rejects.unwrap()).unwrap();
    assert_eq!(aside.lines().count(), 1_001);
}

/// The import as somebody runs it, ended when it has stored something by `signal`.
#[cfg(unix)]
fn import_ended_by(house: &House, file: &Path, signal: &str) -> std::process::Output {
    let import = std::process::Command::new(env!("CARGO_BIN_EXE_doorstep-hub"))
        .args(["import", "--format", "csv-properties", "--data"])
        .arg(&house.config.data)
        .arg(file)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let before = properties_held(house);
    while properties_held(house) < before + 1_000 {
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    let sent = std::process::Command::new("kill").args([signal, &import.id().to_string()]).status().unwrap();
    assert!(sent.success());
    import.wait_with_output().unwrap()
}

#[cfg(unix)]
#[test]
fn an_import_that_is_stopped_or_killed_leaves_whole_batches_and_goes_on() {
    let house = House::new();
    let file = write(&house, "homes.csv", homes(20_000));
    let stopped = import_ended_by(&house, &file, "-INT");
    assert_eq!(stopped.status.code(), Some(1));
    let said = String::from_utf8(stopped.stderr).unwrap();
    assert!(said.contains("import the file again to go on"), "{said}");
    let killed = import_ended_by(&house, &file, "-KILL");
    assert_eq!(killed.status.code(), None);
    let held = properties_held(&house);
    assert!(held.is_multiple_of(500) && (2_000..20_000).contains(&held), "{held}");
    let held = held as usize;
    assert_eq!(counts(&import(&house, Format::CsvProperties, &file)), (20_000 - held, 0, held, 0));
}

#[test]
fn a_disk_that_fills_up_leaves_whole_batches() {
    let house = House::with(|config| config.settings.page_limit = Some(120));
    let file = write(&house, "homes.csv", homes(5_000));
    let error = house.hub.import(Format::CsvProperties, &file, &options()).unwrap_err().to_string();
    assert!(error.contains("full"), "{error}");
    let held = properties_held(&house);
    assert!(held > 0 && held < 5_000 && held.is_multiple_of(500), "{held}");
}

#[test]
fn van_stock_comes_in_for_its_people_and_each_row_that_is_wrong_says_how_to_mend_it() {
    let house = House::new();
    import(&house, Format::CsvStaff, &copy(&house, "staff.csv"));
    let file = copy(&house, "van-stock.csv");
    let report = import(&house, Format::CsvVanStock, &file);
    assert_eq!(counts(&report), (3, 0, 0, 9), "{:?}", report.faults);
    assert_debug_snapshot!("faults_of_van_stock", report.faults);
    assert_eq!(counts(&import(&house, Format::CsvVanStock, &file)), (0, 0, 3, 9));
    let vans = house.hub.van_stock().unwrap();
    let said = vans.iter().map(|van| (van.van.as_str(), van.holders.as_str(), van.items.len()));
    assert_eq!(said.collect::<Vec<_>>(), [("Van 12", "Ada Byrne; Bronagh Keane", 2), ("Van 7", "GAS-SOUTH", 1)]);
}

/// A landlord with so many homes.
fn homes(count: u32) -> String {
    let mut text = String::from("UPRN,X_COORDINATE,Y_COORDINATE,LATITUDE,LONGITUDE,reference,address,town,postcode\n");
    for n in 0..count {
        let (door, street) = (n % 180 + 1, n / 180);
        text.push_str(&format!(
            "{},{}.00,425012.50,53.7213451,-1.8921370,{n:08},\"{door}, Street {street}\",Calderthwaite,ZZ{} {}QA\n",
            100_099_000_000_u64 + u64::from(n),
            400_000 + n,
            street % 90 + 1,
            n % 10,
        ));
    }
    text
}

/// A schedule of so many codes.
fn schedule(count: u32) -> String {
    let mut text = String::from("code,description,unit,trade,standard_minutes\n");
    (0..count).for_each(|n| {
        text.push_str(&format!(
            "CVH-{n:05},\"Renew part {n}, any size, including making good\",EA,Plumbing,{}\n",
            n % 90
        ));
    });
    text
}

/// The size that an import is built for: 5,000 homes and 1,000 codes in the normal run; 100,000 and 21,712, a large
/// landlord's and the standard schedule's, with `DOORSTEP_FULL_SIZE=1`.
#[test]
fn a_large_landlords_tables_come_in_within_a_minute_and_again_without_change() {
    let full = std::env::var_os("DOORSTEP_FULL_SIZE").is_some();
    let (properties, codes) = if full { (100_000, 21_712) } else { (5_000, 1_000) };
    let house = House::new();
    for (format, name, text, rows) in [
        (Format::CsvProperties, "homes.csv", homes(properties), properties as usize),
        (Format::CsvSor, "codes.csv", schedule(codes), codes as usize),
    ] {
        let file = write(&house, name, text);
        let start = std::time::Instant::now();
        assert_eq!(counts(&import(&house, format, &file)), (rows, 0, 0, 0));
        let first = start.elapsed();
        assert_eq!(counts(&import(&house, format, &file)), (0, 0, rows, 0));
        println!("{name}: {rows} rows in {first:?}, again in {:?}", start.elapsed() - first);
        assert!(first.as_secs() < 60, "{name} took {first:?}");
    }
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    while ada.rows < codes as usize {
        let before = ada.rows;
        ada.exchange(&house);
        assert!(ada.rows > before, "stuck at {before} rows");
    }
}
