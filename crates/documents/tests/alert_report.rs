//! What an alert rests on in its record: decisions are written once and merge, and nobody rewrites what was raised.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a story that cannot be told has failed"
)]

mod common;
mod forge;

use automerge::{
    ObjId, ObjType, ROOT, ReadDoc,
    transaction::{Transactable, Transaction},
};
use common::{NINE_O_CLOCK, pen};
use documents::{
    Change, Document, alert_report,
    gate::{Admission, Fault, Signer},
};
use domain::{
    access::{RecordPart, Role},
    alert::{AlertSubject, RaisedAt},
    alert_report::{AlertReport, AlertStanding, AlertVerdict, NewAlertDecision, PersonTold},
    author::Clocks,
    id::{DocumentId, RecordKind, StepId},
    time::Timestamp,
};
use forge::{accept, anybody, ask, landlord, operative, scribble};

const ADA: u8 = 1;
const JOAN: u8 = 2;
const NOOR: u8 = 3;
const MALLORY: u8 = 66;

fn clocks() -> Clocks {
    Clocks { device: Timestamp::from_milliseconds(NINE_O_CLOCK), hub_offset: Some(0) }
}

fn report() -> AlertReport {
    AlertReport {
        alert: DocumentId::from_bytes([1; 16]),
        raised: RaisedAt {
            record: DocumentId::from_bytes([2; 16]),
            property: "00012345".into(),
            address_lines: vec!["8 Sluice Court".into(), "Weir Road".into()],
            postcode: "ZZ1 4QA".into(),
        },
        subject: AlertSubject::Person,
        type_code: "10".into(),
        happened: "Threw a kettle.".into(),
        happened_on: "2026-11-20".parse().unwrap(),
        instruction: "In pairs".into(),
        decided_by: "Ada Byrne".into(),
        review: "2027-05-20".parse().unwrap(),
        told: PersonTold::NotTold("It would put his wife in danger".into()),
    }
}

/// The record as Ada raised it.
fn raised() -> Document {
    let mut document = Document::create(DocumentId::from_bytes([9; 16]), RecordKind::AlertReport, pen(ADA)).unwrap();
    alert_report::write(&mut document, &report(), &clocks()).unwrap();
    document
}

fn decides(document: &mut Document, verdict: AlertVerdict, id: u8) -> Vec<Change> {
    let decision = NewAlertDecision { verdict, by: String::new() };
    alert_report::decide(document, &decision, &clocks(), StepId::from_bytes([id; 16])).unwrap()
}

fn confirmed() -> AlertVerdict {
    AlertVerdict::Confirmed {
        type_code: "10".into(),
        instruction: "In pairs".into(),
        review: "2027-05-20".parse().unwrap(),
    }
}

fn officer(number: u8) -> Signer {
    Signer { device: pen(number).device, role: Some(Role::HousingOfficer) }
}

fn container(transaction: &Transaction<'_>, name: &str) -> ObjId {
    transaction.get(ROOT, name).unwrap().unwrap().1
}

fn fault(document: &Document, bytes: &[u8], signer: &Signer) -> Fault {
    match ask(document, bytes, signer) {
        Admission::Refused(fault) => fault,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn everything_that_was_raised_and_decided_reads_back() {
    let mut document = raised();
    decides(&mut document, confirmed(), 21);
    decides(&mut document, AlertVerdict::Declined("A mistake".into()), 22);
    let record = alert_report::read(&document).unwrap();
    assert_eq!((&record.report, record.written.device), (&report(), Some(pen(ADA).device)));
    assert_eq!(record.decisions.len(), 2);
    assert_eq!(record.decisions[1].follows, [StepId::from_bytes([21; 16])]);
    assert!(matches!(record.standing(), AlertStanding::Decided(last) if last.id == StepId::from_bytes([22; 16])));
}

#[test]
fn joan_and_noor_decide_apart_and_both_decisions_are_kept_on_both_sides() {
    let (mut joans, mut noors) = (raised().fork(pen(JOAN)), raised().fork(pen(NOOR)));
    let by_joan = decides(&mut joans, confirmed(), 21);
    let by_noor = decides(&mut noors, AlertVerdict::Declined("His brother".into()), 31);
    for _ in 0..2 {
        joans.apply(&by_noor).unwrap();
        noors.apply(&by_joan).unwrap();
    }
    let (joans, noors) = (alert_report::read(&joans).unwrap(), alert_report::read(&noors).unwrap());
    assert_eq!(joans, noors);
    assert!(matches!(joans.standing(), AlertStanding::Competing(both) if both.len() == 2));
}

#[test]
fn a_decision_is_written_once_by_those_who_may_and_what_was_raised_by_nobody_again() {
    let mut document = raised();
    let decided = decides(&mut document.fork(pen(JOAN)), confirmed(), 21);
    assert_eq!(
        fault(&document, &decided[0].bytes, &operative(pen(JOAN).device)),
        Fault::NotAllowed(Some(RecordPart::AlertDecisions))
    );
    accept(&mut document, &decided[0].bytes, &officer(JOAN));

    // Another's decision is not put in other words, taken away, or written under no id; not even with nobody's role.
    let rewrites = scribble(&document, pen(MALLORY), |transaction| {
        let decisions = container(transaction, "decisions");
        let key = transaction.keys(&decisions).next().unwrap();
        let entry = transaction.get(&decisions, key.as_str()).unwrap().unwrap().1;
        transaction.put(&entry, "words", "All is well").unwrap();
    });
    let deletes = scribble(&document, pen(MALLORY), |transaction| {
        let decisions = container(transaction, "decisions");
        let key = transaction.keys(&decisions).next().unwrap();
        transaction.delete(&decisions, key.as_str()).unwrap();
    });
    let nameless = scribble(&document, pen(MALLORY), |transaction| {
        let decisions = container(transaction, "decisions");
        transaction.put_object(&decisions, "last", ObjType::Map).unwrap();
    });
    for bytes in [&rewrites, &deletes, &nameless] {
        for signer in [officer(MALLORY), landlord(pen(MALLORY).device), anybody(pen(MALLORY).device)] {
            assert_eq!(fault(&document, bytes, &signer), Fault::NotAllowed(Some(RecordPart::AlertDecisions)));
        }
    }
    let changes_the_story = scribble(&document, pen(MALLORY), |transaction| {
        let report = container(transaction, "report");
        transaction.put(&report, "happened", "Nothing").unwrap();
    });
    for signer in [officer(MALLORY), operative(pen(MALLORY).device), landlord(pen(MALLORY).device)] {
        assert_eq!(fault(&document, &changes_the_story, &signer), Fault::NotAllowed(Some(RecordPart::AlertReport)));
    }
}
