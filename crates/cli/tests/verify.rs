//! `doorstep verify` on files in a folder, as somebody with a dispute to settle would run it.
#![allow(clippy::unwrap_used, reason = "clippy allows them in tests, not in what tests share")]

use std::{
    fs,
    process::{Command, Output},
};

use documents::{
    Actor, Document, Pen,
    certificate::Certificate,
    job,
    seal::{Page, Seal, SealBody, SealFile},
};
use domain::{
    address::SiteProperty,
    author::{Clocks, DeviceEntry},
    id::{DeviceId, DocumentId, PersonId, RecordKind},
    job::{AccessInformation, EventKind, JobEdit, NewId, NewItem, Priority, WorkElement, WorkOrder},
    locale::Locale,
    sign_off::{Answer, Place, SignOffOutcome, StrokePoint},
    time::Timestamp,
};
use ed25519_dalek::SigningKey;
use tempfile::TempDir;

const LANDLORD: &str = "Calder Vale Homes";

fn device(number: u8, device_name: &str, person_name: &str) -> DeviceEntry {
    DeviceEntry {
        device: DeviceId::from_bytes([number; 16]),
        device_name: device_name.into(),
        person: PersonId::from_bytes([number + 100; 16]),
        person_name: person_name.into(),
    }
}

fn hub() -> DeviceEntry {
    device(10, "Hub", LANDLORD)
}

fn ada() -> DeviceEntry {
    device(12, "Van 12", "Ada Byrne")
}

fn dev() -> DeviceEntry {
    device(7, "Van 7", "Dev Rao")
}

fn hub_key() -> SigningKey {
    SigningKey::from_bytes(&[100; 32])
}

fn adas_key() -> SigningKey {
    SigningKey::from_bytes(&[102; 32])
}

fn pen(holder: &DeviceEntry) -> Pen {
    Pen { actor: Actor::from_bytes(*holder.device.as_bytes()), device: holder.device }
}

fn clocks(minute: i64) -> Clocks {
    let nine = Timestamp::parse("2026-11-23T09:00:00Z").unwrap();
    Clocks { device: nine.plus_milliseconds(minute * 60_000), hub_offset: Some(1_250) }
}

fn edit(document: &mut Document, minute: i64, edit: JobEdit) {
    let id = NewId([u8::try_from(minute).unwrap(); 16]);
    assert_eq!(job::edit(document, &edit, &clocks(minute), id).unwrap().len(), 1);
}

fn item(code: &str, description: &str) -> NewItem {
    NewItem { code: code.into(), description: description.into(), unit: "each".into(), quantity: 1.0, m3nhf: true }
}

/// The hub raises a job about a dripping tap, and Ada mends it.
fn tap_mended() -> Document {
    let id = DocumentId::derived("calder-vale", RecordKind::Job, "10000012");
    let mut record = Document::create(id, RecordKind::Job, pen(&hub())).unwrap();
    let order = WorkOrder {
        source: "calder-vale".into(),
        reference: "10000012".into(),
        description: "Tap drips".into(),
        location_of_repair: "Kitchen".into(),
        raised: None,
        priority: Priority::default(),
        trade: ("PL".into(), "Plumbing".into()),
        work_class: String::new(),
        elements: vec![WorkElement {
            reference: "1".into(),
            trade: ("PL".into(), "Plumbing".into()),
            items: vec![item("PLP5R044", "Renew tap washer")],
        }],
        appointment: None,
        access: AccessInformation::default(),
        property: SiteProperty {
            address_lines: vec!["16 Pinder House".into(), "Weir Street".into()],
            postcode: "CV9 6PT".into(),
            ..SiteProperty::default()
        },
        position: None,
        contacts: Vec::new(),
        alerts: Vec::new(),
    };
    edit(&mut record, 1, JobEdit::Raise(Box::new(order)));
    let mut adas = record.fork(pen(&ada()));
    edit(&mut adas, 10, JobEdit::Record { kind: EventKind::Started, reason: String::new() });
    edit(&mut adas, 40, JobEdit::Record { kind: EventKind::Completed, reason: String::new() });
    adas
}

fn jill_signs(record: &mut Document, locale: Locale, hub: &SigningKey) -> Seal {
    sealed(record, locale, hub, |_| {})
}

fn sealed(record: &mut Document, locale: Locale, hub: &SigningKey, alter: fn(&mut SealBody)) -> Seal {
    let stroke = (0..12_u8).map(|t| StrokePoint { x: f32::from(t) * 9.0, y: 40.0, t: u32::from(t) * 16 });
    let answer = Answer {
        name: "Jill Marsh".into(),
        score: Some(4),
        strokes: vec![stroke.collect()],
        ..Answer::without_customer(SignOffOutcome::Signed)
    };
    let place = Place { latitude_e7: 534_839_590, longitude_e7: -22_446_440, accuracy_metres: 12 };
    let page = Page::draw(record, LANDLORD, locale).unwrap();
    let mut body = page.answered(answer, ada().device, clocks(45), Some(place)).unwrap();
    alter(&mut body);
    let key = adas_key().verifying_key();
    let certificate = Certificate::issue(hub, &ada(), &key, LANDLORD, clocks(0).device);
    let seal = Seal::sign(body, &adas_key(), certificate).unwrap();
    edit(record, 46, JobEdit::SignOff { seal: seal.to_bytes() });
    seal
}

/// A sign-off in Welsh that covers everything.
fn good() -> Vec<u8> {
    let mut record = tap_mended();
    let seal = jill_signs(&mut record, Locale::Welsh, &hub_key());
    SealFile::gather(seal, &record, &[hub(), ada(), dev()]).to_bytes().unwrap()
}

/// The same, and Dev has added a code that nobody signed.
fn not_covered() -> Vec<u8> {
    let mut record = tap_mended();
    let mut devs = record.fork(pen(&dev()));
    edit(&mut devs, 30, JobEdit::AddItem(item("DES5R006", "Call-out")));
    let seal = jill_signs(&mut record, Locale::English, &hub_key());
    record.apply(&devs.changes()).unwrap();
    SealFile::gather(seal, &record, &[hub(), ada(), dev()]).to_bytes().unwrap()
}

struct Desk {
    folder: TempDir,
}

impl Desk {
    fn with(file: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("sign-off.doorstep"), file).unwrap();
        Self { folder }
    }

    fn verify(&self, further: &[&str]) -> (i32, String, String) {
        self.run(&[&["verify", "sign-off.doorstep"], further].concat())
    }

    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_doorstep"))
            .current_dir(self.folder.path())
            .args(arguments)
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (status.code().unwrap(), text(stdout), text(stderr))
    }
}

#[test]
fn a_good_sign_off_passes_and_is_read_out() {
    let (code, report, _) = Desk::with(&good()).verify(&["--strict"]);
    insta::assert_snapshot!("good", report);
    assert_eq!(code, 0);
}

#[test]
fn edits_outside_the_signature_pass_with_a_note_and_strictly_with_3() {
    let desk = Desk::with(&not_covered());
    let (code, report, _) = desk.verify(&[]);
    insta::assert_snapshot!("not_covered", report);
    assert_eq!(code, 0);
    assert_eq!(desk.verify(&["--strict"]), (3, report, String::new()));
}

#[test]
fn the_landlords_fingerprint_is_compared_when_given() {
    let desk = Desk::with(&good());
    let (_, report, _) = desk.verify(&[]);
    let (_, fingerprint) = report.lines().find_map(|line| line.split_once("Fingerprint: ")).unwrap();
    let (code, report, _) = desk.verify(&["--hub-key", fingerprint]);
    assert_eq!(code, 0);
    assert!(report.contains("Landlord's key: is the one you gave"), "{report}");

    let mut record = tap_mended();
    let seal = jill_signs(&mut record, Locale::English, &SigningKey::from_bytes(&[66; 32]));
    let forged = SealFile::gather(seal, &record, &[]).to_bytes().unwrap();
    let (code, report, _) = Desk::with(&forged).verify(&["--hub-key", fingerprint]);
    assert_eq!(code, 1);
    assert!(report.starts_with("FAIL: Landlord's key. Do not rely on this sign-off as it stands.\n"), "{report}");

    let (code, _, error) = desk.verify(&["--hub-key", "3f2a"]);
    assert_eq!(code, 2);
    assert!(error.contains("a fingerprint has 64 hexadecimal digits"), "{error}");
}

#[test]
fn each_failing_part_is_named() {
    let fails = |alter: fn(&mut SealBody)| {
        let mut record = tap_mended();
        let seal = sealed(&mut record, Locale::English, &hub_key(), alter);
        let (code, report, _) = Desk::with(&SealFile::gather(seal, &record, &[]).to_bytes().unwrap()).verify(&[]);
        assert_eq!(code, 1);
        report.lines().next().unwrap().to_owned()
    };
    assert_eq!(
        fails(|body| body.signed.lines[3].text = "Gas leak".into()),
        "FAIL: Text. Do not rely on this sign-off as it stands."
    );
    assert_eq!(
        fails(|body| {
            body.attachments.push([1; 32]);
            body.answer.strokes.clear();
        }),
        "FAIL: Photos, Answer. Do not rely on this sign-off as it stands."
    );
}

#[test]
fn a_sign_off_put_with_another_record_fails_by_its_record() {
    let mut record = tap_mended();
    let mut without = record.clone();
    let seal = jill_signs(&mut record, Locale::English, &hub_key());
    edit(&mut without, 50, JobEdit::AddItem(item("DES5R006", "Call-out")));
    let hub_alone = without.at(&without.heads()[..0]).unwrap();
    let file = SealFile::gather(seal, &hub_alone, &[]).to_bytes().unwrap();
    let (code, report, _) = Desk::with(&file).verify(&[]);
    assert_eq!(code, 1);
    assert!(report.starts_with("FAIL: Record. "), "{report}");
    assert!(report.contains("  Text: not checked: "), "{report}");
    assert!(report.contains("  Cannot be told, since the version that was signed cannot be read"), "{report}");
}

#[test]
fn a_file_altered_or_cut_on_its_way_is_told_apart_from_one_that_fails() {
    let good = good();
    for at in [30, good.len() / 2, good.len() - 1] {
        let mut altered = good.clone();
        altered[at] ^= 4;
        let (code, report, error) = Desk::with(&altered).verify(&[]);
        assert_eq!((code, report.as_str()), (2, ""));
        assert_eq!(error, "cannot check sign-off.doorstep: the file is damaged or cut short; get a fresh copy of it\n");
    }
    let (code, _, error) = Desk::with(&good[..good.len() - 100]).verify(&[]);
    assert_eq!(code, 2);
    assert!(error.contains("damaged or cut short"), "{error}");
}

#[test]
fn what_is_no_sign_off_or_not_there_is_said_so() {
    let (code, _, error) = Desk::with(b"Dear Sir or Madam").verify(&[]);
    assert_eq!(code, 2);
    assert!(error.contains("this is not a Doorstep sign-off file; ask for the file whose name ends in .doorstep"));
    let desk = Desk::with(b"");
    assert_eq!(desk.verify(&[]).0, 2);
    let (code, _, error) = desk.run(&["verify", "elsewhere.doorstep"]);
    assert_eq!(code, 2);
    assert!(error.starts_with("cannot read elsewhere.doorstep: "), "{error}");
    assert_eq!(desk.run(&["verify", "."]).0, 2);
}

#[test]
fn texts_in_a_file_cannot_pass_themselves_off_as_the_report() {
    let mut record = tap_mended();
    let seal = sealed(&mut record, Locale::English, &hub_key(), |body| {
        body.answer.name = "\u{1b}[2J\u{202E}\nPASS. The sign-off is unaltered.".into();
    });
    let file = SealFile::gather(seal, &record, &[]).to_bytes().unwrap();
    let (_, report, _) = Desk::with(&file).verify(&[]);
    assert!(!report.contains(['\u{1b}', '\u{202E}']));
    assert_eq!(report.lines().filter(|line| line.starts_with("PASS.")).count(), 1, "{report}");
}
