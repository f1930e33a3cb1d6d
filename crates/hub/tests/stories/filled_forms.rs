//! Forms that were filled in at doors reach the office: in a list with what falls due, to be read, printed and handed on.

use std::path::Path;

use documents::form;
use domain::{
    author::Clocks,
    form::{Field, FormEdit, FormRef, Reader, Reply, Value},
    id::{DocumentId, FilledFormId},
    job::NewId,
};
use hub::{
    chance::{Random, SystemRandom},
    forms::DueStanding,
    import::{Format, Options},
};

use crate::house::{Handheld, House, typed};

const GAS: &str = "gas-safety-record";

fn house() -> House {
    let house = House::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for (format, file) in [
        (Format::StandardsPack, "packs/england-2026.json"),
        (Format::Form, "forms/gas-safety-record.json"),
        (Format::Form, "forms/tenancy-check.json"),
    ] {
        assert!(house.hub.import(format, &root.join(file), &Options::default()).unwrap().faults.is_empty());
    }
    house
}

/// What somebody does to a form, as one entry of the chain; gives the id that it made.
fn does(who: &mut Handheld, house: &House, job: DocumentId, edit: &FormEdit) -> [u8; 16] {
    let clocks = Clocks { device: house.now(), hub_offset: Some(0) };
    let new_id = NewId(SystemRandom.sixteen().unwrap());
    for change in form::edit(who.documents.get_mut(&job).unwrap(), edit, &clocks, new_id).unwrap() {
        if !who.documents[&job].is_fixed(&change.hash) {
            who.wrote(job, change.bytes.clone());
        }
    }
    new_id.0
}

fn begins(who: &mut Handheld, house: &House, job: DocumentId, form: &str) -> FilledFormId {
    let version = if form == "tenancy-check" { 2 } else { 1 };
    let begin = FormEdit::Begin(FormRef { form: form.to_owned(), version });
    FilledFormId::from_bytes(does(who, house, job, &begin))
}

fn says(who: &mut Handheld, house: &House, job: DocumentId, filled: FilledFormId, said: &[(&str, Value)]) {
    let replies = said.iter().map(|(name, value)| (Field::plain(name), Some(Reply::given(value.clone())))).collect();
    does(who, house, job, &FormEdit::Answer { filled, replies });
}

/// Dev checks the gas at a home on a day.
fn checks_gas(who: &mut Handheld, house: &House, job: DocumentId, day: &str) -> FilledFormId {
    let filled = begins(who, house, job, GAS);
    let pass = || Value::Text("pass".into());
    says(
        who,
        house,
        job,
        filled,
        &[
            ("engineer_name", Value::Text("Dev Patel".into())),
            ("licence_number", Value::Text("1234567".into())),
            ("checked_on", Value::Date(day.parse().unwrap())),
            ("tightness", pass()),
            ("bonding", pass()),
        ],
    );
    does(who, house, job, &FormEdit::Finish(filled));
    who.exchange(house);
    filled
}

fn story() -> (House, Handheld, DocumentId) {
    let house = house();
    let job = house.raise("CV261129-03");
    let mut dev = house.handheld("Dev Patel", "Van 7");
    dev.exchange(&house);
    (house, dev, job)
}

#[test]
fn a_gas_record_stands_in_the_list_with_its_next_check_until_a_later_one_takes_its_place() {
    let (house, mut dev, job) = story();
    checks_gas(&mut dev, &house, job, "2025-11-30");
    let due = |which: usize| house.hub.forms(Some(GAS)).unwrap()[which].due.clone();
    assert_eq!(
        due(0).iter().map(|due| (due.words.as_str(), due.on.to_string(), due.standing)).collect::<Vec<_>>(),
        [
            ("Next gas safety check", "2026-11-30".to_owned(), DueStanding::Soon),
            ("The tenant has the record", "2025-12-28".to_owned(), DueStanding::Overdue),
        ]
    );
    house.wait_ms(8 * 86_400_000);
    assert_eq!(due(0)[0].standing, DueStanding::Overdue);
    checks_gas(&mut dev, &house, job, "2026-12-01");
    let standing = |which| due(which).iter().map(|due| due.standing).collect::<Vec<_>>();
    assert_eq!(standing(0), [DueStanding::Later, DueStanding::Soon]);
    assert_eq!(standing(1), [DueStanding::Done, DueStanding::Overdue], "each record is given by itself");
    let older = house.hub.forms(Some(GAS)).unwrap()[1].reference.clone();
    house.hub.give_form(&older, "2025-12-02".parse().unwrap(), "by post").unwrap();
    assert_eq!(standing(1), [DueStanding::Done, DueStanding::Done]);
}

#[test]
fn the_commands_list_show_print_and_export_it() {
    let (house, mut dev, job) = story();
    checks_gas(&mut dev, &house, job, "2025-11-20");
    let reference = house.hub.forms(None).unwrap()[0].reference.clone();
    let (_, list) = typed(&house, &["forms", "list", "--due"]);
    assert!(list.contains(": Gas safety record, job CV261129-03: filled in by Dev Patel on 23/11/2026"), "{list}");
    assert!(list.contains("Next gas safety check: OVERDUE since 20/11/2026"), "{list}");
    let (_, shown) = typed(&house, &["form", "show", "--reference", &reference]);
    assert!(shown.contains("  Gas tightness test: Pass") || shown.contains(": Pass"), "{shown}");
    assert!(shown.contains("1234567"), "{shown}");

    let out = house.folder.path().join("lgsr.pdf");
    let (done, told) = typed(&house, &["form", "pdf", "--reference", &reference, "--out", out.to_str().unwrap()]);
    assert!(done, "{told}");
    let pdf = std::fs::read(&out).unwrap();
    assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 5_000, "{} bytes", pdf.len());

    let given = ["form", "given", "--reference", &reference, "--on", "2025-11-27", "--how", "by post"];
    assert!(typed(&house, &given).0);
    assert!(typed(&house, &["form", "list"]).1.contains("given to the customer on 27/11/2025 by post"));
    let (_, csv) = typed(&house, &["form", "export"]);
    let rows: Vec<&str> = csv.lines().collect();
    assert!(rows[0].starts_with("reference,form,version,kind,record,"), "{csv}");
    assert!(rows.iter().any(|row| row.contains(",licence_number,") && row.ends_with(",1234567,")), "{csv}");
    let (_, json) = typed(&house, &["form", "export", "--format", "json"]);
    let all: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (&all[0]["form"], &all[0]["job"], &all[0]["givenOn"]),
        (&GAS.into(), &"CV261129-03".into(), &"2025-11-27".into())
    );
}

#[test]
fn what_is_for_staff_is_read_in_the_office_and_is_on_no_paper_for_the_customer() {
    let (house, mut dev, job) = story();
    let filled = begins(&mut dev, &house, job, "tenancy-check");
    says(
        &mut dev,
        &house,
        job,
        filled,
        &[
            ("spoken_with", Value::Text("Samira Haddad".into())),
            ("antisocial", Value::Truth(true)),
            ("antisocial_what", Value::Text("SHOUTSATNIGHT".into())),
        ],
    );
    dev.exchange(&house);
    let form = house.hub.forms(None).unwrap()[0].clone();
    assert_eq!((form.finished.clone(), form.by.as_str()), (None, "Dev Patel"));
    let told = |reader| format!("{:?}", house.hub.form(&form.reference, reader).unwrap().told);
    assert!(told(Reader::Staff).contains("SHOUTSATNIGHT"));
    assert!(told(Reader::Customer).contains("Samira Haddad"));
    assert!(!told(Reader::Customer).contains("SHOUTSATNIGHT") && !told(Reader::Customer).contains("hard for you"));
    assert!(typed(&house, &["form", "show", "--reference", &form.reference]).1.contains("[for staff]: SHOUTSATNIGHT"));
    // Nobody has said that it is filled in: it is no record yet.
    let given = ["form", "given", "--reference", &form.reference, "--on", "2026-11-23", "--how", "by hand"];
    let (done, told) = typed(&house, &given);
    assert!(!done && told.contains("nobody has said that"), "{told}");
    assert!(typed(&house, &["form", "list", "--unfinished"]).1.contains("NOT FINISHED, begun by Dev Patel"));
    assert_eq!(typed(&house, &["form", "export", "--format", "json"]).1, "[]\n");
}

#[test]
fn a_form_that_is_not_here_is_said_and_an_erased_job_leaves_none() {
    let (house, mut dev, job) = story();
    let (done, told) = typed(&house, &["form", "show", "--reference", "F-NOWHERE0"]);
    assert!(!done && told.contains("there is no form \"F-NOWHERE0\""), "{told}");
    let filled = begins(&mut dev, &house, job, "of-another-landlord");
    dev.exchange(&house);
    let listed = house.hub.forms(None).unwrap();
    assert_eq!((listed[0].title.as_str(), listed[0].due.len()), ("of another landlord", 0));
    let (done, told) = typed(&house, &["form", "show", "--reference", &filled.to_string()]);
    assert!(!done && told.contains("does not have of-another-landlord version 1; import it"), "{told}");
    house.hub.erase("CV261129-03", None, "asked for", hub::erase::Leaving::Nothing).unwrap();
    assert_eq!(house.hub.forms(None).unwrap(), []);
}

#[test]
fn a_hub_that_held_forms_before_it_listed_them_lists_them_once_it_is_updated() {
    let (mut house, mut dev, job) = story();
    checks_gas(&mut dev, &house, job, "2026-11-20");
    let before = house.hub.forms(None).unwrap();
    let forget = "DELETE FROM filled_form; INSERT INTO unnoted SELECT document FROM record WHERE kind IN (1, 5)";
    house.hub.database().write(|transaction| Ok::<_, hub::db::DbError>(transaction.execute_batch(forget)?)).unwrap();
    house.restart();
    assert_eq!(house.hub.forms(None).unwrap(), before);
}
