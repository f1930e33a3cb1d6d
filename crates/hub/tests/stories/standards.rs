//! A landlord's promises come to the hub as a file, and go to every handheld as they stand.

use std::{
    fs,
    path::{Path, PathBuf},
};

use domain::reference::{Collection, ReferenceRow};
use hub::{
    db::sqlite::landlord,
    import::{Format, Options, Report},
};

use crate::house::House;

const COSMOPOLITAN: &str = include_str!("../../../../packs/cosmopolitan-2009.json");

/// The shape of GOV.UK's list, with a whole year and one that is only begun.
const BANK_HOLIDAYS: &str = r#"{
    "england-and-wales": { "division": "england-and-wales", "events": [
        { "title": "New Year’s Day", "date": "2031-01-01", "notes": "", "bunting": true },
        { "title": "Good Friday", "date": "2031-04-11", "notes": "", "bunting": false },
        { "title": "Easter Monday", "date": "2031-04-14", "notes": "", "bunting": true },
        { "title": "Early May bank holiday", "date": "2031-05-05", "notes": "", "bunting": true },
        { "title": "Spring bank holiday", "date": "2031-05-26", "notes": "", "bunting": true },
        { "title": "A new day, proclaimed once", "date": "2031-06-11", "notes": "", "bunting": true },
        { "title": "Summer bank holiday", "date": "2031-08-25", "notes": "", "bunting": true },
        { "title": "Christmas Day", "date": "2031-12-25", "notes": "", "bunting": true },
        { "title": "Boxing Day", "date": "2031-12-26", "notes": "", "bunting": true },
        { "title": "New Year’s Day", "date": "2032-01-01", "notes": "", "bunting": true }
    ] },
    "scotland": { "division": "scotland", "events": [
        { "title": "St Andrew’s Day", "date": "2031-12-01", "notes": "Substitute day", "bunting": true }
    ] }
}"#;

fn write(house: &House, name: &str, text: &str) -> PathBuf {
    let path = house.folder.path().join(name);
    fs::write(&path, text).unwrap();
    path
}

/// Imports a file as what it says it is.
fn import(house: &House, path: &Path) -> Report {
    house.hub.import(Format::of(path).unwrap(), path, &Options::default()).unwrap()
}

fn row(house: &House, collection: Collection, key: &str) -> Option<ReferenceRow> {
    house.hub.database().read(|t| landlord::row(t, collection, key)).unwrap()
}

#[test]
fn a_pack_is_stored_as_it_was_written_and_reaches_a_handheld() {
    let house = House::new();
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    ada.exchange(&house);
    let path = write(&house, "cosmopolitan.json", COSMOPOLITAN);
    let report = import(&house, &path);
    assert_eq!((report.added, report.left_out), (1, 0));
    assert_eq!(import(&house, &path).unchanged, 1);
    let Some(ReferenceRow::StandardsPack(pack)) = row(&house, Collection::Standards, "cosmopolitan-2009") else {
        panic!("the pack is not there");
    };
    assert_eq!(pack.json, COSMOPOLITAN);
    let sent = ada.ask(&house, Vec::new()).reference.rows;
    assert_eq!(sent, [ReferenceRow::StandardsPack(pack)]);
}

#[test]
fn a_pack_with_a_mistake_changes_nothing_and_every_mistake_is_named() {
    let house = House::new();
    import(&house, &write(&house, "pack.json", COSMOPOLITAN));
    let mistaken = COSMOPOLITAN
        .replace("\"2 WD\"", "\"2 DW\"")
        .replace("\"always\"", "\"alwayz\"")
        .replace("email_answered", "email_answred");
    let report = import(&house, &write(&house, "pack.json", &mistaken));
    assert_eq!((report.added, report.changed, report.left_out), (0, 0, 1));
    let said = report.faults.join("\n");
    assert!(said.contains("pack.json: at $.rules[0].within: \"DW\" is no unit of time"), "{said}");
    assert!(said.contains("write \"email_answered\", if that is meant"), "{said}");
    let Some(ReferenceRow::StandardsPack(held)) = row(&house, Collection::Standards, "cosmopolitan-2009") else {
        panic!("the pack is gone");
    };
    assert_eq!(held.json, COSMOPOLITAN);
}

#[test]
fn what_is_second_hand_in_a_pack_is_said() {
    let house = House::new();
    let report = import(&house, &write(&house, "law.json", include_str!("../../../../packs/england-2026.json")));
    assert_eq!(report.left_out, 0, "{:?}", report.faults);
    assert!(
        report.notes.iter().any(|note| note.starts_with("hazard_list from 2026-06-23 is second-hand")),
        "{report:?}"
    );
}

#[test]
fn a_year_of_bank_holidays_is_taken_when_it_is_whole() {
    let house = House::new();
    let report = import(&house, &write(&house, "bank-holidays.json", BANK_HOLIDAYS));
    assert_eq!((report.added, report.left_out), (1, 1));
    assert!(report.faults[0].contains("2032 has only 1 bank holidays"), "{:?}", report.faults);
    let Some(ReferenceRow::BankHolidays(year)) = row(&house, Collection::BankHolidays, "2031") else {
        panic!("the year is not there");
    };
    assert_eq!(year.days.len(), 9);
    assert_eq!(row(&house, Collection::BankHolidays, "2032"), None);
}

#[test]
fn rows_too_large_for_one_answer_come_in_several() {
    let house = House::new();
    let page = |cursor| house.hub.database().read(|t| landlord::page(t, cursor)).unwrap();
    let mut cursor = page(0).0.position;
    // Ten packs of 900,000 bytes: nine megabytes, where an answer holds four.
    for n in 0..10 {
        let large = COSMOPOLITAN
            .replace("cosmopolitan-2009", &format!("large-{n}"))
            .replace("Merseyside", &"Merseyside. ".repeat(75_000));
        let report = import(&house, &write(&house, "large.json", &large));
        assert_eq!(report.added, 1, "{:?}", report.faults);
    }
    let mut answers = Vec::new();
    loop {
        let (answer, more) = page(cursor);
        answers.push(answer.rows.len());
        cursor = answer.position;
        if !more {
            break;
        }
    }
    assert_eq!(answers, [4, 4, 2]);
}

#[test]
fn a_file_that_does_not_say_what_it_is_needs_to_be_told() {
    let house = House::new();
    let path = write(&house, "what.json", "{\"rules\": []}");
    let error = Format::of(&path).unwrap_err().to_string();
    assert!(error.contains("what.json") && error.contains("--format"), "{error}");
}
