//! The people, the landlord and the handheld that the stories are about.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU8, Ordering},
    },
};

use documents::{
    Actor, Change, Document, Pen,
    certificate::Certificate,
    job,
    seal::{Page, Seal},
};
use domain::{
    address::SiteProperty,
    alert::{Alert, AlertSubject},
    author::{Clocks, DeviceEntry},
    id::{DeviceId, DocumentId, PersonId, RecordKind},
    job::{
        AccessInformation, AppointmentWindow, Contact, EventKind, JobEdit, NewId, NewItem, Priority, WorkElement,
        WorkOrder,
    },
    locale::Locale,
    scope::Scope,
    sign_off::{Answer, SignOffOutcome, StrokePoint},
    time::Timestamp,
};
use ed25519_dalek::SigningKey;
use protocol::{
    fill::{FilledRecord, SignedRecords},
    message::{FeedEntry, News, ScopePage, SignedSnapshot},
};
use store::{Clock, Edit, FileKeystore, Handheld, PinCost, Place, Store, StoreError, Surroundings};
use tempfile::TempDir;

pub const EPOCH: [u8; 16] = [5; 16];

/// 22 November 2026, 09:00 in London.
pub const MORNING: Timestamp = Timestamp::from_milliseconds(1_795_338_000_000);

/// A clock that the story moves.
pub struct StoryClock(AtomicI64);

impl StoryClock {
    pub fn pass(&self, milliseconds: i64) {
        self.0.fetch_add(milliseconds, Ordering::SeqCst);
    }
}

impl Clock for StoryClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_milliseconds(self.0.load(Ordering::SeqCst))
    }
}

/// One phone: its folder, and what it takes from outside.
pub struct Phone {
    pub folder: TempDir,
    pub handheld: Handheld,
    pub clock: Arc<StoryClock>,
}

impl Phone {
    pub fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let clock = Arc::new(StoryClock(AtomicI64::new(MORNING.milliseconds())));
        let handheld = Handheld {
            surroundings: Surroundings { clock: clock.clone(), ..Surroundings::system() },
            ..handheld(folder.path())
        };
        Self { folder, handheld, clock }
    }

    /// Made and enrolled.
    pub fn enrolled() -> (Self, Store) {
        let phone = Self::new();
        let store = Store::create(&phone.handheld).unwrap();
        enrol(&store, 7);
        (phone, store)
    }

    /// Enrolled, and filled with these of the landlord's jobs.
    pub fn with_jobs(count: usize) -> (Self, Store, Vec<DocumentId>) {
        let (phone, store) = Self::enrolled();
        let mut hub = Hub::new();
        let jobs: Vec<Document> = (0..count).map(|n| hub.job(&format!("{}", 10_000_012 + n))).collect();
        let entries = jobs.iter().map(|job| hub.entered(job)).collect();
        store.ingest(&page(entries, 100)).unwrap();
        (phone, store, jobs.iter().map(Document::id).collect())
    }

    pub fn open(&self) -> Result<Store, StoreError> {
        Store::open(&self.handheld, None)
    }
}

/// A handheld in this folder, whose PINs cost nothing to try.
pub fn handheld(folder: &Path) -> Handheld {
    let keystore = Arc::new(FileKeystore::new(folder.join("keystore")));
    Handheld { pin_cost: PinCost::TEST, ..Handheld::new(Place::new(folder.join("ada")), keystore) }
}

/// Enrols Ada's van with Calder Vale Homes.
pub fn enrol(store: &Store, device: u8) {
    let key = SigningKey::from_bytes(&[device; 32]);
    store.enrol("https://hub.example.org", "Calder Vale Homes", &certificate(device), &key, EPOCH).unwrap();
}

pub fn certificate(device: u8) -> Certificate {
    let key = SigningKey::from_bytes(&[device; 32]);
    let holder = DeviceEntry {
        device: DeviceId::from_bytes([device; 16]),
        device_name: "Van 12".into(),
        person: PersonId::from_bytes([device; 16]),
        person_name: "Ada Byrne".into(),
    };
    Certificate::issue(&hub_key(), &holder, &key.verifying_key(), "Calder Vale Homes", MORNING)
}

pub fn hub_key() -> SigningKey {
    SigningKey::from_bytes(&[99; 32])
}

pub fn repairs() -> Scope {
    Scope::team_repairs("PLUMBING-NORTH")
}

pub fn page(entries: Vec<FeedEntry>, position: u64) -> ScopePage {
    ScopePage { scope: repairs(), entries, own: None, position, digest: None }
}

pub fn clocks() -> Clocks {
    Clocks { device: MORNING, hub_offset: Some(0) }
}

/// A new id each time.
pub fn new_id() -> NewId {
    static NEXT: AtomicU8 = AtomicU8::new(1);
    NewId([NEXT.fetch_add(1, Ordering::SeqCst); 16])
}

/// The landlord's hub, as far as a handheld can tell.
pub struct Hub {
    pen: Pen,
}

impl Hub {
    pub fn new() -> Self {
        Self { pen: Pen { actor: Actor::from_bytes([200; 16]), device: DeviceId::from_bytes([1; 16]) } }
    }

    /// A job that the landlord raised.
    pub fn job(&mut self, reference: &str) -> Document {
        self.raised(work_order(reference))
    }

    /// A job with this order.
    pub fn raised(&mut self, order: WorkOrder) -> Document {
        let reference = order.reference.clone();
        let id = DocumentId::derived("calder-vale", RecordKind::Job, &reference);
        let mut document = Document::create(id, RecordKind::Job, self.pen).unwrap();
        let edits =
            [JobEdit::Raise(Box::new(order)), JobEdit::Record { kind: EventKind::Dispatched, reason: String::new() }];
        for edit in edits {
            job::edit(&mut document, &edit, &clocks(), event_id(&reference)).unwrap();
        }
        document
    }

    pub fn alert(&mut self) -> Document {
        let id = alert_id();
        let mut document = Document::create(id, RecordKind::Alert, self.pen).unwrap();
        let alert = Alert {
            id,
            subject: AlertSubject::Person,
            type_code: "20-10".into(),
            comments: "Go in pairs; ring the office from the van".into(),
            confirmation: domain::alert::Confirmation::default(),
            review: None,
            raised: None,
        };
        documents::alert::write(&mut document, &alert, MORNING).unwrap();
        document
    }

    /// All of a record, as it enters a scope.
    pub fn entered(&self, document: &Document) -> FeedEntry {
        let news = News::Entered(SignedSnapshot::sign(document.snapshot().to_frame(), &hub_key()));
        FeedEntry { document: document.id(), kind: document.kind(), news }
    }

    /// These records, in one frame of a fill, each with its feed position.
    pub fn filled(&self, records: &[(&Document, u64)]) -> SignedRecords {
        let records: Vec<FilledRecord> = records
            .iter()
            .map(|(document, position)| FilledRecord {
                document: document.id(),
                kind: document.kind(),
                position: *position,
                changes: document.changes().into_iter().map(|change| change.bytes).collect(),
            })
            .collect();
        SignedRecords::sign(&records, &hub_key()).unwrap()
    }

    /// These changes of a record.
    pub fn changed(&self, document: &Document, changes: &[Change]) -> FeedEntry {
        let news = News::Changed(changes.iter().map(|change| change.bytes.clone()).collect());
        FeedEntry { document: document.id(), kind: document.kind(), news }
    }

    pub fn left(&self, document: DocumentId) -> FeedEntry {
        FeedEntry { document, kind: RecordKind::Job, news: News::Left }
    }
}

/// Dev's own phone, as another writer.
pub fn dev() -> Pen {
    Pen { actor: Actor::from_bytes([201; 16]), device: DeviceId::from_bytes([8; 16]) }
}

pub fn alert_id() -> DocumentId {
    DocumentId::derived("calder-vale", RecordKind::Alert, "A1")
}

fn event_id(reference: &str) -> NewId {
    NewId(*DocumentId::derived("event", RecordKind::Job, reference).as_bytes())
}

pub fn work_order(reference: &str) -> WorkOrder {
    WorkOrder {
        source: "calder-vale".into(),
        reference: reference.into(),
        description: "Basin tap drips and will not turn off".into(),
        location_of_repair: "Bathroom".into(),
        raised: Some(MORNING),
        priority: Priority {
            code: "2".into(),
            description: "2 [U] URGENT".into(),
            required_completion: Timestamp::parse("2026-11-27T17:00:00Z"),
        },
        trade: ("PL".into(), "Plumbing".into()),
        work_class: "0".into(),
        elements: vec![WorkElement {
            reference: "1".into(),
            trade: ("PL".into(), "Plumbing".into()),
            items: vec![NewItem {
                code: "PLP5R082".into(),
                description: "Renew washer to tap".into(),
                unit: "each".into(),
                quantity: 1.0,
                m3nhf: false,
            }],
        }],
        appointment: AppointmentWindow::from_scalar("2026-11-22|08:00|13:00|AM"),
        access: AccessInformation { description: "Use the side gate".into(), ..AccessInformation::default() },
        property: SiteProperty {
            reference: "00012345".into(),
            uprn: "100021045716".into(),
            address_lines: vec!["16 Larkspur House".into(), "Heron Street".into()],
            postcode: "E9 6PT".into(),
        },
        position: None,
        contacts: vec![Contact { name: "Jill Okafor".into(), numbers: vec!["07700 900123".into()] }],
        alerts: vec![alert_id()],
    }
}

/// What Jill Okafor signed when she was shown a job as it is.
pub fn sealed(job: &Document) -> Vec<u8> {
    let answer = Answer {
        name: "Jill Okafor".into(),
        score: Some(5),
        strokes: vec![vec![StrokePoint { x: 1.0, y: 1.0, t: 0 }, StrokePoint { x: 90.0, y: 40.0, t: 200 }]],
        ..Answer::without_customer(SignOffOutcome::Signed)
    };
    let page = Page::draw(job, "Calder Vale Homes", Locale::English).unwrap();
    let body = page.answered(answer, certificate(7).device, clocks(), None).unwrap();
    Seal::sign(body, &SigningKey::from_bytes(&[7; 32]), certificate(7)).unwrap().to_bytes()
}

/// Types a note and saves it.
pub fn type_note(store: &Store, job: DocumentId, text: &str) -> Result<(), StoreError> {
    edit(store, job, |document| JobEdit::EditNote {
        base: document.heads().iter().map(|head| *head.as_bytes()).collect(),
        text: text.to_owned(),
    })
}

/// Records an event and saves it.
pub fn record(store: &Store, job: DocumentId, kind: EventKind) -> Result<(), StoreError> {
    edit(store, job, |_| JobEdit::Record { kind, reason: String::new() })
}

/// Makes one edit and saves it.
pub fn edit(store: &Store, job: DocumentId, edit: impl FnOnce(&Document) -> JobEdit) -> Result<(), StoreError> {
    let clocks = store.clocks()?;
    store
        .edit(job, |document| {
            let edit = edit(document);
            Ok::<_, StoreError>(Edit::from(job::edit(document, &edit, &clocks, new_id()).unwrap()))
        })
        .map(drop)
}

pub fn note(store: &Store, job: DocumentId) -> String {
    job::read(&store.load(job).unwrap()).unwrap().note.text
}
