//! Prints what an ordinary change, and the worst that the gate lets in, cost it: `cargo run --release -p documents --example gate_cost`.
//!
//! Each asks to join a job. The numbers bound what one signed change can cost a hub.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a measurement, run by hand"
)]

use std::{fs, time::Instant};

use automerge::{
    Author, Automerge, ROOT, ReadDoc, ScalarValue,
    legacy::{Key, OpType},
    transaction::{CommitOptions, Transactable, Transaction},
};
use documents::{
    Actor, Document, Pen,
    gate::{Admission, Joining, Judgement, Limits, Signer, admit, measure},
};
use domain::id::{DeviceId, DocumentId, RecordKind};

const DEVICE: DeviceId = DeviceId::from_bytes([3; 16]);

type Write = Box<dyn Fn(&mut Transaction<'_>)>;

fn main() {
    let pen = Pen { actor: Actor::from_bytes([9; 16]), device: DEVICE };
    let id = DocumentId::derived("calder-vale", RecordKind::Job, "1");
    let document = Document::create(id, RecordKind::Job, pen).unwrap();
    let note = |transaction: &Transaction<'_>| transaction.get(ROOT, "note").unwrap().unwrap().1;
    let made: Vec<(&str, Write)> = vec![
        (
            "100,000 letters typed in a row",
            Box::new(move |transaction| {
                let note = note(transaction);
                transaction.splice_text(note, 0, 0, &"letters ".repeat(12_500)).unwrap();
            }),
        ),
        (
            "50,000 letters, all deleted again",
            Box::new(move |transaction| {
                let note = note(transaction);
                transaction.splice_text(&note, 0, 0, &"letters ".repeat(6_250)).unwrap();
                transaction.splice_text(&note, 0, 50_000, "").unwrap();
            }),
        ),
        (
            "20,000 letters, each at the beginning",
            Box::new(move |transaction| {
                let note = note(transaction);
                for _ in 0..20_000 {
                    transaction.splice_text(&note, 0, 0, "x").unwrap();
                }
            }),
        ),
        (
            "10,000 events of three values",
            Box::new(|transaction| {
                let events = transaction.get(ROOT, "events").unwrap().unwrap().1;
                for number in 0..10_000_u128 {
                    let id = domain::id::EventId::from_bytes(number.to_be_bytes()).to_string();
                    let entry = transaction.put_object(&events, id, automerge::ObjType::Map).unwrap();
                    transaction.put(&entry, "kind", "started").unwrap();
                    transaction.put(&entry, "hub_offset", 250).unwrap();
                }
            }),
        ),
        (
            "a value of a megabyte",
            Box::new(|transaction| {
                let planning = transaction.get(ROOT, "planning").unwrap().unwrap().1;
                let value = ScalarValue::Bytes(vec![7; (1 << 20) - 300]);
                transaction.put(planning, "appointment", value).unwrap();
            }),
        ),
    ];
    for (name, write) in made {
        print(name, &document, &change(&document, pen, write));
    }
    let mut worked_on = document.clone();
    for _ in 0..40 {
        let pen = Pen { actor: Actor::from_bytes([worked_on.changes().len() as u8 + 50; 16]), device: DEVICE };
        let bytes = change(&worked_on, pen, Box::new(sentence));
        let signer = Signer { device: DEVICE, role: None };
        match admit(&worked_on, &bytes, &signer, &Limits::DEFAULT) {
            Admission::Accepted(with, _) => worked_on = with,
            other => panic!("{other:?}"),
        }
    }
    print("a sentence, on 40 changes of 40 actors", &worked_on, &change(&worked_on, pen, Box::new(sentence)));
    shift(&worked_on, pen);
    // What no transaction makes: operations that leave out what they replace, so that all of them compete.
    let one = change(
        &document,
        pen,
        Box::new(|transaction| {
            let planning = transaction.get(ROOT, "planning").unwrap().unwrap().1;
            transaction.put(planning, "appointment", 1).unwrap();
        }),
    );
    for (name, count) in [("10,000 values that compete", 10_000), ("100,000 values that compete", 100_000)] {
        print(
            name,
            &document,
            &altered(&one, |operations| {
                let first = operations[0].clone();
                operations.resize(count, first);
            }),
        );
    }
    let letter = change(
        &document,
        pen,
        Box::new(move |transaction| {
            let note = note(transaction);
            transaction.splice_text(note, 0, 0, "x").unwrap();
        }),
    );
    print(
        "100,000 letters, each at the beginning",
        &document,
        &altered(&letter, |operations| {
            let first = operations[0].clone();
            operations.resize(100_000, first);
            assert!(matches!(operations[0].key, Key::Seq(_)) && matches!(operations[0].action, OpType::Put(_)));
        }),
    );
}

/// A shift's 25 sentences, one by one and together.
fn shift(document: &Document, pen: Pen) {
    let signer = Signer { device: DEVICE, role: None };
    let mut one_by_one = document.clone();
    let mut sentences = Vec::new();
    for number in 0..25 {
        let pen = Pen { actor: Actor::from_bytes([100 + number; 16]), ..pen };
        let bytes = change(&one_by_one, pen, Box::new(sentence));
        match admit(&one_by_one, &bytes, &signer, &Limits::DEFAULT) {
            Admission::Accepted(with, _) => one_by_one = with,
            other => panic!("{other:?}"),
        }
        sentences.push(bytes);
    }
    let (mut apart, mut together) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        let started = Instant::now();
        let mut record = document.clone();
        for bytes in &sentences {
            let Admission::Accepted(with, _) = admit(&record, bytes, &signer, &Limits::DEFAULT) else { panic!() };
            record = with;
        }
        apart.push(started.elapsed());
        let started = Instant::now();
        let mut joining = Joining::of(document.clone());
        for bytes in &sentences {
            assert!(matches!(joining.judge(bytes, &signer, &Limits::DEFAULT), Judgement::Joins(_)));
        }
        assert_eq!(joining.settle().unwrap().heads(), record.heads());
        together.push(started.elapsed());
    }
    let (apart, together) = (apart.into_iter().min().unwrap(), together.into_iter().min().unwrap());
    println!("25 sentences on those: {apart:.1?} one by one, {together:.1?} together, each at best of five");
}

fn sentence(transaction: &mut Transaction<'_>) {
    let note = transaction.get(ROOT, "note").unwrap().unwrap().1;
    transaction.splice_text(note, 0, 0, "Washer worn, valve stiff. ").unwrap();
}

fn altered(change: &[u8], alter: impl FnOnce(&mut Vec<automerge::legacy::Op>)) -> Vec<u8> {
    let mut expanded = automerge::Change::from_bytes(change.to_vec()).unwrap().decode();
    alter(&mut expanded.operations);
    automerge::Change::from(expanded).raw_bytes().to_vec()
}

fn change(document: &Document, pen: Pen, write: Write) -> Vec<u8> {
    let author = Author::from(pen.device.as_bytes().to_vec());
    let saved = document.snapshot().saved;
    let mut inner = Automerge::load(&saved).unwrap().with_author(Some(author)).with_actor(pen.actor.as_bytes().into());
    let mut transaction = inner.transaction();
    write(&mut transaction);
    let hash = transaction.commit_with(CommitOptions::default().with_time(0)).0.unwrap();
    inner.get_change_by_hash(&hash).unwrap().raw_bytes().to_vec()
}

fn print(name: &str, document: &Document, bytes: &[u8]) {
    let started = Instant::now();
    let measured = measure(bytes, &Limits::DEFAULT);
    let measuring = started.elapsed();
    let signer = Signer { device: DEVICE, role: None };
    let mut admitting = Vec::new();
    let mut admissions = Vec::new();
    for _ in 0..5 {
        let started = Instant::now();
        admissions.push(admit(document, bytes, &signer, &Limits::DEFAULT));
        admitting.push(started.elapsed());
    }
    let (admission, admitting) = (admissions.remove(0), admitting.into_iter().min().unwrap());
    let outcome = match (measured, admission) {
        (Ok(envelope), Admission::Accepted(..)) => format!("{} operations accepted", envelope.operations),
        (_, Admission::Refused(fault)) => format!("{fault}"),
        (_, other) => format!("{other:?}"),
    };
    let peak = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = peak.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default().to_owned();
    println!(
        "{name}: {} bytes, measure {measuring:.1?}, admit {admitting:.1?} at best of five, {outcome}; {peak}",
        bytes.len()
    );
}
