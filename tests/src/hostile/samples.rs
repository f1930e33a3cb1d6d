//! A job as honest people make one, for targets to begin from.

use documents::{
    Actor, Change, Document, Pen,
    certificate::Certificate,
    job,
    seal::{Page, Seal},
};
use domain::{
    address::SiteProperty,
    author::{Clocks, DeviceEntry},
    id::{DeviceId, DocumentId, PersonId, RecordKind},
    job::{
        AccessInformation, AppointmentWindow, Contact, EventKind, JobEdit, NewId, NewItem, NewPhoto, PhotoStage,
        Priority, WorkOrder,
    },
    locale::Locale,
    sign_off::{Answer, SignOffOutcome, StrokePoint},
    time::Timestamp,
};
use ed25519_dalek::SigningKey;

/// The job's reference.
pub const REFERENCE: &str = "10000012";

/// 23 November 2026, 09:00 in London.
pub const MORNING: Timestamp = Timestamp::from_milliseconds(1_795_424_400_000);

/// The landlord's hub.
pub fn hub_key() -> SigningKey {
    SigningKey::from_bytes(&[99; 32])
}

/// Ada's handheld.
pub fn ada() -> (Pen, SigningKey) {
    let pen = Pen { actor: Actor::from_bytes([7; 16]), device: DeviceId::from_bytes([7; 16]) };
    (pen, SigningKey::from_bytes(&[7; 32]))
}

/// The hub's word on it.
pub fn certificate() -> Certificate {
    let (pen, key) = ada();
    let holder = DeviceEntry {
        device: pen.device,
        device_name: "Van 12".into(),
        person: PersonId::from_bytes([7; 16]),
        person_name: "Ada Byrne".into(),
    };
    Certificate::issue(&hub_key(), &holder, &key.verifying_key(), "Calder Vale Homes", MORNING)
}

/// Both clocks, in step.
pub fn clocks() -> Clocks {
    Clocks { device: MORNING, hub_offset: Some(0) }
}

/// A work order with this reference.
pub fn order(reference: &str) -> WorkOrder {
    WorkOrder {
        source: "calder-vale".into(),
        reference: reference.into(),
        description: "Basin tap drips and will not turn off".into(),
        location_of_repair: "Bathroom".into(),
        raised: Some(MORNING),
        priority: Priority { code: "2".into(), description: "2 [U] URGENT".into(), required_completion: None },
        trade: ("PL".into(), "Plumbing".into()),
        work_class: "0".into(),
        elements: Vec::new(),
        appointment: AppointmentWindow::from_scalar("2026-11-23|08:00|13:00|AM"),
        access: AccessInformation { description: "Use the side gate".into(), ..AccessInformation::default() },
        property: SiteProperty { postcode: "E9 6PT".into(), ..SiteProperty::default() },
        position: None,
        contacts: vec![Contact { name: "Jill Okafor".into(), numbers: vec!["07700 900123".into()] }],
        alerts: Vec::new(),
    }
}

/// The job as the landlord raised it.
pub fn raised() -> Document {
    let pen = Pen { actor: Actor::from_bytes([200; 16]), device: DeviceId::from_bytes([1; 16]) };
    let id = DocumentId::derived("calder-vale", RecordKind::Job, REFERENCE);
    let mut document = Document::create(id, RecordKind::Job, pen).unwrap();
    let dispatched = JobEdit::Record { kind: EventKind::Dispatched, reason: String::new() };
    for (number, edit) in [JobEdit::Raise(Box::new(order(REFERENCE))), dispatched].into_iter().enumerate() {
        job::edit(&mut document, &edit, &clocks(), NewId([u8::try_from(number).unwrap(); 16])).unwrap();
    }
    document
}

/// The same after a morning's work of Ada's, and her changes.
pub fn worked_on() -> (Document, Vec<Change>) {
    let mut document = raised().fork(ada().0);
    let started = JobEdit::Record { kind: EventKind::Started, reason: String::new() };
    let item = JobEdit::AddItem(NewItem {
        code: "PLP5R082".into(),
        description: "Renew washer to tap".into(),
        unit: "each".into(),
        quantity: 1.0,
        m3nhf: false,
    });
    let photo = JobEdit::AddPhoto(NewPhoto {
        hash: [1; 32],
        size: 900,
        preview_hash: [2; 32],
        preview_size: 60,
        media_type: "image/jpeg".into(),
        caption: "As left".into(),
        stage: PhotoStage::After,
        made_from: None,
    });
    let mut changes = Vec::new();
    for (number, edit) in (10..).zip([started, item, photo]) {
        changes.extend(job::edit(&mut document, &edit, &clocks(), NewId([number; 16])).unwrap());
    }
    for (number, text) in (20..).zip(["Washer renewed.", "Washer renewed; the isolating valve had seized."]) {
        let base = document.heads().iter().map(|head| *head.as_bytes()).collect();
        let note = JobEdit::EditNote { base, text: text.into() };
        changes.extend(job::edit(&mut document, &note, &clocks(), NewId([number; 16])).unwrap());
    }
    let sealed = JobEdit::SignOff { seal: seal(&document).to_bytes() };
    changes.extend(job::edit(&mut document, &sealed, &clocks(), NewId([30; 16])).unwrap());
    (document, changes)
}

/// The customer's sign-off of a job.
pub fn seal(document: &Document) -> Seal {
    let page = Page::draw(document, "Calder Vale Homes", Locale::ALL[0]).unwrap();
    let stroke = (0..12_u8).map(|at| StrokePoint { x: f32::from(at) * 9.0, y: 40.0, t: u32::from(at) * 16 }).collect();
    let answer = Answer {
        name: "Jill Okafor".into(),
        score: Some(5),
        strokes: vec![stroke],
        ..Answer::without_customer(SignOffOutcome::Signed)
    };
    let (pen, key) = ada();
    Seal::sign(page.answered(answer, pen.device, clocks(), None).unwrap(), &key, certificate()).unwrap()
}
