//! A landlord brings the forms it has: JSON of our own, and workbooks as ODK and KoboToolbox have them.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use domain::{
    form::{Answers, Field, Filling, Form, FormRef, Held, Reply, Value},
    id::InstanceId,
    reference::{Collection, ReferenceRow},
    time::Timestamp,
};
use hub::{
    db::sqlite::landlord,
    import::{Format, Options, Report},
};

use crate::house::{House, fixture};

/// A fixture as a file of the house's own, under a name.
fn copy(house: &House, from: &str, to: &str) -> PathBuf {
    let path = house.folder.path().join(to);
    fs::copy(fixture(&format!("forms/{from}")), &path).unwrap();
    path
}

/// Imports a file as what it is; where the story's folder lies is nobody's business.
fn import(house: &House, path: &Path) -> Report {
    let mut report = house.hub.import(Format::of(path).unwrap(), path, &Options::default()).unwrap();
    let folder = format!("{}/", house.folder.path().display());
    for fault in &mut report.faults {
        *fault = fault.replace(&folder, "");
    }
    report
}

fn held(house: &House, form: &str, version: u64) -> Option<Form> {
    let key = FormRef { form: form.into(), version }.to_string();
    match house.hub.database().read(|t| landlord::row(t, Collection::Forms, &key)).unwrap() {
        Some(ReferenceRow::Form(version)) => Some(Form::read(&version.json).unwrap()),
        _ => None,
    }
}

#[test]
fn a_workbook_becomes_a_form_that_a_handheld_can_ask() {
    let house = House::new();
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    ada.exchange(&house);
    let path = copy(&house, "home-visit.xlsx", "home-visit.xlsx");
    let report = import(&house, &path);
    assert_eq!((report.added, report.left_out), (1, 0), "{:?}", report.faults);
    assert_eq!(import(&house, &path).unchanged, 1);
    insta::assert_snapshot!("what_was_passed_over", report.notes.join("\n"));
    let rows = ada.ask(&house, Vec::new()).reference.rows;
    let [ReferenceRow::Form(version)] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!(
        (version.id.to_string().as_str(), version.title.as_str()),
        ("home-visit version 2026111501", "Home visit")
    );
    insta::assert_snapshot!("the_form_of_a_workbook", version.json);
}

#[test]
fn a_workbooks_conditions_calculations_and_languages_work_at_the_door() {
    let house = House::new();
    import(&house, &copy(&house, "home-visit.xlsx", "home-visit.xlsx"));
    let form = held(&house, "home-visit", 2_026_111_501).unwrap();
    let (mut answers, nothing) = (Answers::default(), Held::new());
    let now = Timestamp::parse("2026-11-26T10:42:00").unwrap();
    answers.set(Field::plain("county"), Reply::given(Value::Text("lancashire".into())));
    answers.set(Field::plain("people"), Reply::given(Value::Number(2.0)));
    for (n, name, age) in [(1, "Nia", 34.0), (2, "Owen", 9.0)] {
        let person = [InstanceId::from_bytes([n; 16])];
        answers.add_instance(Field::plain("person"), person[0]);
        answers.set(Field::within(&person, "name"), Reply::given(Value::Text(name.into())));
        answers.set(Field::within(&person, "age"), Reply::given(Value::Number(age)));
    }
    let filling = Filling::new(&form, &answers, &nothing, now);
    let owen = InstanceId::from_bytes([2; 16]);
    assert_eq!(filling.words(&Field::within(&[owen], "age"), "cy"), "Faint yw oed Owen?");
    assert_eq!(filling.words(&Field::plain("children_note"), "en"), "There are 1 children.");
    let towns: Vec<_> = filling.choices(&Field::plain("town")).iter().map(|choice| choice.name.clone()).collect();
    assert_eq!(towns, ["rawtenstall", "bacup"]);
    let wrong = |name: &str, value: Value| filling.check(&Field::plain(name), &Reply::given(value), "en");
    assert_eq!(wrong("storeys", Value::Number(7.0))[0].words, "Between 1 and 6 storeys.");
    assert_eq!(wrong("postcode", Value::Text("BB4 7AA".into())), []);
    assert_eq!(wrong("postcode", Value::Text("BB4".into()))[0].words, "Write it like this: M1 1AE");
    assert_eq!(wrong("warmth", Value::Number(2.5)), []);
    assert_eq!(wrong("warmth", Value::Number(5.5)).len(), 1);
    let built = filling.questions().into_iter().find(|ask| ask.field.name == "built").unwrap();
    assert_eq!(built.proposed.unwrap().value, Value::Date("1970-01-01".parse().unwrap()));
    answers.set(Field::plain("people"), Reply::given(Value::Number(3.0)));
    let filling = Filling::new(&form, &answers, &nothing, now);
    let missing = filling.problems("en").into_iter().find(|problem| problem.field.name == "person").unwrap();
    assert_eq!(missing.words, "Person: there should be 3 and there are 2. Add the others.");
}

#[test]
fn what_a_workbook_gets_wrong_is_said_by_sheet_row_and_column() {
    let house = House::new();
    let report = import(&house, &copy(&house, "mistakes.xlsx", "mistakes.xlsx"));
    assert_eq!((report.added, report.left_out), (0, 1));
    insta::assert_snapshot!("mistakes_of_a_workbook", report.faults.join("\n"));
    let report = import(&house, &copy(&house, "circle.xlsx", "circle.xlsx"));
    assert_eq!(report.left_out, 1);
    insta::assert_snapshot!("a_circle_in_a_workbook", report.faults.join("\n"));
}

#[test]
fn a_workbook_without_a_number_is_counted_up_when_it_changes() {
    let house = House::new();
    assert_eq!(import(&house, &copy(&house, "alarms.xlsx", "alarms.xlsx")).added, 1);
    assert_eq!(import(&house, &copy(&house, "alarms.xlsx", "alarms.xlsx")).unchanged, 1);
    assert_eq!(import(&house, &copy(&house, "alarms-changed.xlsx", "alarms.xlsx")).added, 1);
    let question = |version| held(&house, "alarms", version).unwrap().items()[0].words.own().to_owned();
    assert_eq!(question(1), "How many storeys?", "answers were given to it");
    assert_eq!(question(2), "How many storeys are there?");
    assert!(held(&house, "alarms", 3).is_none());
}

#[test]
fn a_version_that_is_out_stays_as_it_is() {
    let house = House::new();
    let json = include_str!("../../../../forms/smoke-co-alarm-check.json");
    let path = house.folder.path().join("alarms.json");
    fs::write(&path, json).unwrap();
    assert_eq!(import(&house, &path).added, 1);
    fs::write(&path, json.replace("\"Hall\"", "\"Hallway\"")).unwrap();
    let report = import(&house, &path);
    assert_eq!((report.changed, report.left_out), (0, 1));
    assert!(
        report.faults[0].contains("version 1 of \"smoke-co-alarm-check\" was imported before"),
        "{:?}",
        report.faults
    );
    assert!(report.faults[0].contains("such as 2"), "{:?}", report.faults);
}

#[test]
fn what_is_no_workbook_or_would_burst_is_refused_in_words() {
    let house = House::new();
    let path = house.folder.path().join("form.xlsx");
    let refused = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        let report = import(&house, &path);
        assert_eq!((report.added, report.left_out), (0, 1));
        report.faults[0].clone()
    };
    assert!(refused(b"type,name,label\ntext,a,A\n").contains("not a workbook of the .xlsx kind"));
    let mut bomb = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    bomb.start_file("xl/sharedStrings.xml", options).unwrap();
    for _ in 0..70 {
        bomb.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    let bomb = bomb.finish().unwrap().into_inner();
    assert!(bomb.len() < 1 << 20, "{} bytes", bomb.len());
    assert!(refused(&bomb).contains("unpacked it is larger than"));
    // A cell in the farthest corner makes a sheet of 17 thousand million; one long text may stand in every cell.
    let shared = format!("<sst><si><t>{}</t></si></sst>", "a".repeat(30_000));
    let cells = "<c t=\"s\"><v>0</v></c>".repeat(900);
    let endless = "<worksheet><sheetData><row><c r=\"AAAAAAAAAAAA1\"><v>1</v></c></row></sheetData></worksheet>";
    assert!(refused(&workbook(endless, "<sst/>")).contains("not a workbook of the .xlsx kind"));
    let far = "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    let row = |cells: &str| format!("<worksheet><sheetData><row r=\"1\">{cells}</row>{far}</sheetData></worksheet>");
    assert!(
        refused(&workbook(&row("<c r=\"A1\"><v>1</v></c>"), &shared)).contains("row 1048576: it has more than 1000")
    );
    assert!(refused(&workbook(&row(&cells), &shared)).contains("row 1: up to here the sheet has more than"));
}

#[test]
fn a_workbook_whose_sheet_says_by_rows_alone_how_far_it_reaches_is_read() {
    let house = House::new();
    let path = house.folder.path().join("pets.xlsx");
    let row = |cells: [&str; 3]| {
        let cell = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
        format!("<row>{}</row>", cells.map(cell).concat())
    };
    let rows = [row(["type", "name", "label"]), row(["integer", "pets", "How many pets?"])].concat();
    let sheet = format!("<worksheet><dimension ref=\"1:2\"/><sheetData>{rows}</sheetData></worksheet>");
    fs::write(&path, workbook(&sheet, "<sst/>")).unwrap();
    assert_eq!(import(&house, &path).added, 1);
}

/// A workbook with this survey and these shared texts.
fn workbook(survey: &str, shared: &str) -> Vec<u8> {
    let from = include_bytes!("../fixtures/forms/home-visit.xlsx");
    let mut from = zip::ZipArchive::new(std::io::Cursor::new(from)).unwrap();
    let mut made = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let parts = [("xl/worksheets/sheet1.xml", survey), ("xl/sharedStrings.xml", shared)];
    for at in 0..from.len() {
        let part = from.by_index_raw(at).unwrap();
        if !parts.iter().any(|(name, _)| part.name().unwrap() == *name) {
            made.raw_copy_file(part).unwrap();
        }
    }
    for (name, text) in parts {
        made.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        made.write_all(text.as_bytes()).unwrap();
    }
    made.finish().unwrap().into_inner()
}
