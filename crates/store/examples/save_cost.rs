//! Prints what one saved edit costs and where: `cargo run --release -p store --example save_cost -- FOLDER`.
//!
//! FOLDER should lie in memory, so that what is computed shows and not the disk.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    reason = "a measurement, run by hand"
)]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use documents::{Actor, Document, Pen, certificate::Certificate, job};
use domain::{
    address::SiteProperty,
    author::{Clocks, DeviceEntry},
    id::{DeviceId, DocumentId, EventId, PersonId, RecordKind},
    job::{AccessInformation, Contact, EventKind, Job, JobEdit, NewId, NewItem, Priority, WorkElement, WorkOrder},
    scope::Scope,
    time::Timestamp,
};
use ed25519_dalek::SigningKey;
use protocol::fill::{FilledRecord, SignedRecords};
use store::{Edit, FileKeystore, Handheld, Place, Store, StoreError};

const NOW: Timestamp = Timestamp::from_milliseconds(1_795_338_000_000);

/// Jobs, and edits of each.
const JOBS: usize = 200;
const EDITS: usize = 25;

fn main() {
    let folder = std::path::PathBuf::from(std::env::args().nth(1).unwrap());
    let store =
        Store::create(&Handheld::new(Place::new(&folder), Arc::new(FileKeystore::new(folder.join("keys"))))).unwrap();
    let (key, hub) = (SigningKey::from_bytes(&[7; 32]), SigningKey::from_bytes(&[99; 32]));
    let device = DeviceId::from_bytes([7; 16]);
    let holder = DeviceEntry {
        device,
        device_name: "Van 12".into(),
        person: PersonId::from_bytes([7; 16]),
        person_name: "Ada Byrne".into(),
    };
    let certificate = Certificate::issue(&hub, &holder, &key.verifying_key(), "Calder Vale Homes", NOW);
    store.enrol("https://hub.example.org", "Calder Vale Homes", &certificate, &key, [5; 16]).unwrap();
    let scope = Scope::team_repairs("PLUMBING-NORTH");
    store.begin_fill(&scope, [5; 16], 9).unwrap();
    let jobs: Vec<Document> = (0..JOBS).map(raised).collect();
    let records: Vec<FilledRecord> = jobs
        .iter()
        .map(|job| FilledRecord {
            document: job.id(),
            kind: job.kind(),
            position: 1,
            changes: job.changes().into_iter().map(|change| change.bytes).collect(),
        })
        .collect();
    let began = Instant::now();
    store.ingest_records(&scope, &SignedRecords::sign(&records, &hub).unwrap()).unwrap();
    println!("fill: {:.2?} a record", began.elapsed() / JOBS as u32);

    let (mut reading, mut saving) = (Vec::new(), Vec::new());
    for step in 0..EDITS {
        for job in &jobs {
            let began = Instant::now();
            let shown = store.load(job.id()).unwrap();
            let read = job::read(&shown).unwrap();
            reading.push(began.elapsed());
            let edit = next(&shown, &read, step);
            let began = Instant::now();
            store.edit::<StoreError>(job.id(), |document| Ok(Edit::from(made(document, &edit, step)))).unwrap();
            saving.push(began.elapsed());
        }
    }
    println!("load and read: {:.1?}; save: {:.1?} (medians)", median(reading), median(saving));

    let (mut clone, mut edited, mut describe, mut heads) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for job in &jobs {
        let mut document = store.load(job.id()).unwrap();
        let read = job::read(&document).unwrap();
        let began = Instant::now();
        drop(document.clone());
        clone.push(began.elapsed());
        let began = Instant::now();
        let edit = next(&document, &read, 3);
        let changes = made(&mut document, &edit, 3);
        edited.push(began.elapsed());
        let began = Instant::now();
        document.describe(&changes.first().unwrap().hash).unwrap();
        describe.push(began.elapsed());
        let began = Instant::now();
        drop(document.heads());
        heads.push(began.elapsed());
    }
    println!(
        "of it: clone {:.1?}, edit {:.1?}, describe {:.1?}, heads {:.1?}",
        median(clone),
        median(edited),
        median(describe),
        median(heads)
    );
}

fn raised(number: usize) -> Document {
    let reference = format!("{}", 10_000_000 + number);
    let id = DocumentId::derived("calder-vale", RecordKind::Job, &reference);
    let pen = Pen { actor: Actor::from_bytes([200; 16]), device: DeviceId::from_bytes([1; 16]) };
    let mut document = Document::create(id, RecordKind::Job, pen).unwrap();
    let order = WorkOrder {
        source: "calder-vale".into(),
        reference,
        description: "Basin tap drips and will not turn off, and the waste is slow".into(),
        location_of_repair: "Bathroom".into(),
        raised: Some(NOW),
        priority: Priority { code: "4".into(), description: "5 [N] NORMAL".into(), required_completion: Some(NOW) },
        trade: ("PL".into(), "Plumbing".into()),
        work_class: "0".into(),
        elements: vec![WorkElement {
            reference: "1".into(),
            trade: ("PL".into(), "Plumbing".into()),
            items: vec![item(1)],
        }],
        appointment: None,
        access: AccessInformation::default(),
        property: SiteProperty {
            reference: "00012345".into(),
            uprn: "100021065786".into(),
            address_lines: vec!["16 Pinder House".into(), "Weir Street".into()],
            postcode: "CV9 6PT".into(),
        },
        position: None,
        contacts: vec![Contact { name: "Jill Marsh".into(), numbers: vec!["07700 900999".into()] }],
        alerts: Vec::new(),
    };
    made(&mut document, &JobEdit::Raise(Box::new(order)), number);
    document
}

fn made(document: &mut Document, edit: &JobEdit, step: usize) -> Vec<documents::Change> {
    let clocks = Clocks { device: NOW, hub_offset: Some(250) };
    let mut random = *document.id().as_bytes();
    random[0] = step as u8;
    job::edit(document, edit, &clocks, NewId(*EventId::new(NOW, random).as_bytes())).unwrap()
}

fn item(number: usize) -> NewItem {
    NewItem {
        code: format!("TAP{number:02}"),
        description: "Renew washer and reseat".into(),
        unit: "each".into(),
        quantity: 1.0,
        m3nhf: false,
    }
}

fn next(document: &Document, read: &Job, step: usize) -> JobEdit {
    match step % 5 {
        0 => JobEdit::Record { kind: EventKind::Started, reason: String::new() },
        1 => JobEdit::ChangeQuantity { item: read.items.first().unwrap().id, quantity: step as f64 + 2.0 },
        2 => JobEdit::Record { kind: EventKind::Paused, reason: "Waiting for the merchant to open".into() },
        3 => {
            let base = document.heads().iter().map(|head| *head.as_bytes()).collect();
            JobEdit::EditNote {
                base,
                text: format!("{}Washer worn, valve stiff, isolated at {step}. ", read.note.text),
            }
        }
        _ => JobEdit::AddItem(item(step)),
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
