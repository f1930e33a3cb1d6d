//! The house in which the stories are told: a hub on a folder of its own, a clock that a story moves, and handhelds.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    process::{Command, Output},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode},
};
use documents::{Actor, Change, ChangeHash, Document, Pen, Snapshot, gate, job};
use domain::{
    author::Clocks,
    id::{DeviceId, DocumentId, RecordKind},
    job::{Booking, BookingTerms, EventKind, Job, JobEdit, NewId, OWN_SOURCE, reference_of},
    scope::Scope,
    time::Timestamp,
};
use ed25519_dalek::{SigningKey, VerifyingKey};
use hub::{
    Config, Hub,
    chance::{Clock, Random, SystemRandom},
    db::sqlite::{log, quarantine},
    plan::Raising,
};
use protocol::{
    VERSION, VERSION_HEADER,
    chain::{Batch, Entry, EntryDigest, Link, NO_ENTRY},
    enrolment::{EnrolRequest, EnrolResponse, Invitation},
    fill::{FillFrame, FillRequest, FillResume, SignedRecords},
    message::{
        Cursor, ExchangeRequest, ExchangeResponse, HubEpoch, News, OwnChanges, Receipt, SignedSnapshot, Verdict,
    },
    proof::{PROOF_HEADER, Proof},
    refusal::Refusal,
    wire,
};
use tokio::runtime::Runtime;
use tower::ServiceExt;

pub const TEAM: &str = "PLUMBING-NORTH";

/// A clock that a story moves.
#[derive(Debug)]
pub struct Watch(AtomicI64);

impl Clock for Watch {
    fn now(&self) -> Timestamp {
        Timestamp::from_milliseconds(self.0.load(Ordering::Relaxed))
    }
}

pub struct House {
    pub folder: tempfile::TempDir,
    pub hub: Hub,
    pub config: Config,
    clock: Arc<Watch>,
    runtime: Runtime,
}

/// An answer as it came.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn refusal(&self) -> Refusal {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("{}: {}", self.status, String::from_utf8_lossy(&self.body)))
    }
}

impl House {
    pub fn new() -> Self {
        Self::with(|_| {})
    }

    pub fn with(adjust: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let start = Timestamp::parse("2026-11-23T08:00:00Z").unwrap();
        let clock = Arc::new(Watch(AtomicI64::new(start.milliseconds())));
        let mut config = Config::new(folder.path().join("hub"));
        config.clock = clock.clone();
        config.settings.burst = 1_000_000;
        adjust(&mut config);
        let hub = Hub::open(config.clone()).unwrap();
        hub.name_landlord("Calder Vale Homes", "020 7946 0120").unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { folder, hub, config, clock, runtime }
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn wait_ms(&self, milliseconds: i64) {
        self.clock.0.fetch_add(milliseconds, Ordering::Relaxed);
    }

    /// The hub's process ends and another begins.
    pub fn restart(&mut self) {
        self.hub = Hub::open(self.config.clone()).unwrap();
    }

    pub fn send(&self, request: Request<Body>) -> Answer {
        self.runtime.block_on(async {
            let response = self.hub.router().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
            Answer { status: parts.status, headers: parts.headers, body }
        })
    }

    pub fn invite(&self, person: &str, device: &str) -> Invitation {
        self.hub.invite(person, device, "http://127.0.0.1:8443", None).unwrap()
    }

    pub fn enrol_with(&self, invitation: &Invitation, key: &SigningKey) -> Answer {
        let body = wire::encode(&EnrolRequest::sign(invitation, key)).unwrap();
        let request = Request::post("/v1/enrol").header(VERSION_HEADER, VERSION).body(Body::from(body)).unwrap();
        self.send(request)
    }

    /// A handheld, enrolled and open.
    pub fn handheld(&self, person: &str, device: &str) -> Handheld {
        let key = SigningKey::from_bytes(
            &[SystemRandom.sixteen().unwrap(), SystemRandom.sixteen().unwrap()].concat().try_into().unwrap(),
        );
        let answer = self.enrol_with(&self.invite(person, device), &key);
        assert_eq!(answer.status, StatusCode::OK);
        let response: EnrolResponse = wire::decode(&answer.body).unwrap();
        assert!(response.certificate.is_issued_by(&self.hub.fingerprint()));
        Handheld::new(response, key)
    }

    pub fn raise(&self, reference: &str) -> DocumentId {
        let raising = Raising { order: order(reference), alerts: Vec::new(), closed: None };
        self.hub.raise(&raising, TEAM).unwrap();
        job_id(reference)
    }

    pub fn set_aside(&self) -> Vec<quarantine::SetAside> {
        let all = self.hub.database().read(quarantine::all).unwrap();
        all.into_iter().map(|(_, aside)| aside).collect()
    }

    /// The hub's own reading of a job.
    pub fn job(&self, id: DocumentId) -> Job {
        let pen = Pen { actor: Actor::from_bytes([0; 16]), device: DeviceId::from_bytes([0; 16]) };
        let loaded = self.hub.database().read(|transaction| log::load(transaction, id, RecordKind::Job, pen));
        job::read(&loaded.unwrap()).unwrap()
    }
}

pub fn job_id(reference: &str) -> DocumentId {
    DocumentId::derived("calder-vale", RecordKind::Job, reference)
}

pub fn order(reference: &str) -> domain::job::WorkOrder {
    domain::job::WorkOrder {
        source: "calder-vale".into(),
        reference: reference.into(),
        description: "Kitchen tap drips".into(),
        location_of_repair: "Kitchen".into(),
        raised: None,
        priority: domain::job::Priority::default(),
        trade: ("PL".into(), "Plumbing".into()),
        work_class: "0".into(),
        elements: Vec::new(),
        appointment: None,
        access: domain::job::AccessInformation::default(),
        property: domain::address::SiteProperty::default(),
        position: None,
        contacts: Vec::new(),
        alerts: Vec::new(),
    }
}

/// A handheld that speaks the protocol.
#[derive(Clone)]
pub struct Handheld {
    pub device: DeviceId,
    pub key: SigningKey,
    pub hub_key: VerifyingKey,
    pub certificate: documents::certificate::Certificate,
    pub counter: u64,
    pub epoch: HubEpoch,
    pub pen: Pen,
    pub tail: (u64, EntryDigest),
    pub pending: Vec<Entry>,
    pub cursors: BTreeMap<Scope, u64>,
    pub reference: u64,
    pub rows: usize,
    pub position_seen: u64,
    /// Its sums over the scopes, where a story makes it say them.
    pub digests: BTreeMap<Scope, [u8; 16]>,
    pub receipt: Option<Receipt>,
    pub documents: BTreeMap<DocumentId, Document>,
    /// Which record is held for the sake of which scope.
    pub memberships: BTreeSet<(DocumentId, Scope)>,
    /// Every change that was sent, by its number in the chain.
    pub sent: BTreeMap<u64, (DocumentId, ChangeHash)>,
    /// Whether the hub is to spell out what this handheld wrote itself.
    pub spell_out: bool,
    /// Round trips, and bytes of bodies out and back.
    pub spent: (usize, usize, usize),
}

impl Handheld {
    fn new(enrolled: EnrolResponse, key: SigningKey) -> Self {
        let device = enrolled.certificate.device;
        let hub_key = VerifyingKey::from_bytes(&enrolled.certificate.hub_key).unwrap();
        let mut handheld = Self {
            device,
            key,
            hub_key,
            certificate: enrolled.certificate,
            counter: 0,
            epoch: enrolled.epoch,
            pen: Pen { actor: Actor::from_bytes([0; 16]), device },
            tail: (0, NO_ENTRY),
            pending: Vec::new(),
            cursors: BTreeMap::new(),
            reference: 0,
            rows: 0,
            position_seen: 0,
            digests: BTreeMap::new(),
            receipt: None,
            documents: BTreeMap::new(),
            memberships: BTreeSet::new(),
            sent: BTreeMap::new(),
            spell_out: false,
            spent: (0, 0, 0),
        };
        handheld.open();
        handheld
    }

    /// A process opens the database.
    pub fn open(&mut self) {
        let actor = Actor::from_bytes(SystemRandom.sixteen().unwrap());
        self.pen.actor = actor;
        self.documents = self.documents.iter().map(|(id, document)| (*id, document.fork(self.pen))).collect();
        self.pending.push(Entry { position_seen: self.position_seen, link: Link::ActorOpened(actor) });
    }

    pub fn proven(&mut self, method: &str, path: &str, body: &[u8]) -> axum::http::request::Builder {
        self.counter += 1;
        let proof = Proof::sign(self.device, self.counter, method, path, body, &self.key);
        Request::builder()
            .method(method)
            .uri(path)
            .header(VERSION_HEADER, VERSION)
            .header(PROOF_HEADER, proof.to_header())
    }

    pub fn post(&mut self, house: &House, path: &str, body: Vec<u8>) -> Answer {
        let request = self.proven("POST", path, &body);
        let sent = body.len();
        let answer = house.send(request.body(Body::from(body)).unwrap());
        let (trips, out, back) = self.spent;
        self.spent = (trips + 1, out + sent, back + answer.body.len());
        answer
    }

    pub fn request(&self, batches: Vec<Batch>) -> ExchangeRequest {
        ExchangeRequest {
            epoch: Some(self.epoch),
            device_time: Timestamp::from_milliseconds(1_795_420_800_000),
            batches,
            cursors: self
                .cursors
                .iter()
                .map(|(scope, position)| Cursor {
                    scope: scope.clone(),
                    position: *position,
                    digest: self.digests.get(scope).copied(),
                })
                .collect(),
            reference: self.reference,
            spell_out: self.spell_out,
            receipt: self.receipt,
            unsettled: Vec::new(),
        }
    }

    pub fn batch(&self) -> Option<Batch> {
        let (n, digest) = self.tail;
        (!self.pending.is_empty()).then(|| Batch::sign(self.device, n + 1, digest, self.pending.clone(), &self.key))
    }

    pub fn ask(&mut self, house: &House, batches: Vec<Batch>) -> ExchangeResponse {
        let body = wire::encode(&self.request(batches)).unwrap();
        let answer = self.post(house, "/v1/exchange", body);
        assert_eq!(answer.status, StatusCode::OK, "{}", String::from_utf8_lossy(&answer.body));
        wire::decode(&answer.body).unwrap()
    }

    /// One exchange: everything that waits goes, what comes is merged. Gives the verdicts.
    pub fn exchange(&mut self, house: &House) -> Vec<Verdict> {
        let batch = self.batch();
        for (n, entry) in batch.iter().flat_map(|batch| (batch.first..).zip(&batch.entries)) {
            if let Link::ChangeWritten { document, bytes, .. } = &entry.link
                && let Ok(envelope) = gate::measure(bytes, &gate::Limits::DEFAULT)
            {
                self.sent.insert(n, (*document, envelope.hash));
            }
        }
        let response = self.ask(house, batch.clone().into_iter().collect());
        if let Some(batch) = batch {
            let digests = batch.digests();
            let kept = response.verdicts.iter().take_while(|verdict| verdict.verdict != Verdict::Retry).count();
            if let Some(last) = kept.checked_sub(1) {
                self.tail = digests[last];
                self.pending.drain(..kept);
            }
        }
        let mut again = false;
        for page in &response.pages {
            if let Some(own) = &page.own {
                let named: Vec<_> =
                    own.numbers().map_while(|n| self.sent.get(&n).map(|sent| (n, sent.0, sent.1))).collect();
                // Put back from a copy, it does not hold what the hub names, and asks for it spelled out.
                if named.len() < own.numbers().count() || OwnChanges::digest(&named) != own.digest {
                    again = true;
                    continue;
                }
                assert!(named.iter().all(|(_, document, hash)| self.documents[document].has(hash)));
            }
            for entry in &page.entries {
                match &entry.news {
                    News::Entered(snapshot) => {
                        self.memberships.insert((entry.document, page.scope.clone()));
                        self.merge(snapshot);
                    }
                    News::Changed(changes) => self.apply(entry.document, changes),
                    News::Left | News::Erased => {
                        self.leave(|document, scope| *document == entry.document && *scope == page.scope)
                    }
                }
            }
            self.cursors.insert(page.scope.clone(), page.position);
            if let Some(digest) = page.digest {
                assert_eq!(digest, self.digest(house, &page.scope), "both count the same changes");
            }
        }
        for scope in &response.gone {
            self.cursors.remove(scope);
            self.leave(|_, left| left == scope);
        }
        self.rows += response.reference.rows.len();
        self.reference = response.reference.position;
        self.receipt = Some(response.receipt);
        self.spell_out = again;
        let more = response.more || again;
        if !more {
            self.position_seen = response.position;
        }
        let scopes: Vec<Scope> =
            response.scopes.iter().filter(|scope| !self.cursors.contains_key(*scope)).cloned().collect();
        for scope in scopes {
            self.fill(house, &scope, None);
        }
        let mut verdicts: Vec<Verdict> = response.verdicts.into_iter().map(|verdict| verdict.verdict).collect();
        if more {
            verdicts.extend(self.exchange(house));
        }
        verdicts
    }

    /// A stream, taken whole; gives its frames.
    pub fn fill(&mut self, house: &House, scope: &Scope, resume: Option<FillResume>) -> Vec<FillFrame> {
        let body = wire::encode(&FillRequest { scope: scope.clone(), resume }).unwrap();
        let answer = self.post(house, "/v1/fill", body);
        assert_eq!(answer.status, StatusCode::OK, "{}", String::from_utf8_lossy(&answer.body));
        let frames = frames(&answer.body);
        let mut head = 0;
        for frame in &frames {
            match frame {
                FillFrame::Start { head: at, .. } => head = *at,
                FillFrame::Records(signed) => self.filled(scope, signed),
                FillFrame::End { .. } => {
                    self.cursors.insert(scope.clone(), head);
                }
            }
        }
        frames
    }

    pub fn filled(&mut self, scope: &Scope, signed: &SignedRecords) {
        assert!(signed.is_signed_by(&self.hub_key));
        for record in signed.records().unwrap() {
            self.memberships.insert((record.document, scope.clone()));
            let held = self.documents.remove(&record.document);
            let held = held.unwrap_or_else(|| Document::create(record.document, record.kind, self.pen).unwrap());
            let (merged, _) = gate::merge_changes(&held, &record.changes).unwrap();
            self.documents.insert(record.document, merged);
        }
    }

    /// Ends memberships, and drops what no scope holds any more.
    fn leave(&mut self, ends: impl Fn(&DocumentId, &Scope) -> bool) {
        self.memberships.retain(|(document, scope)| !ends(document, scope));
        let held: BTreeSet<DocumentId> = self.memberships.iter().map(|(document, _)| *document).collect();
        self.documents.retain(|document, _| held.contains(document));
    }

    pub fn merge(&mut self, signed: &SignedSnapshot) {
        assert!(signed.is_signed_by(&self.hub_key));
        let snapshot = Snapshot::from_frame(&signed.frame).unwrap();
        let held = self.documents.remove(&snapshot.document);
        let held = held.unwrap_or_else(|| Document::create(snapshot.document, snapshot.kind, self.pen).unwrap());
        let (merged, _) = gate::merge_snapshot(&held, &snapshot).unwrap();
        self.documents.insert(snapshot.document, merged);
    }

    fn apply(&mut self, id: DocumentId, changes: &[Vec<u8>]) {
        let document = self.documents.get_mut(&id).unwrap();
        let parsed: Vec<Change> = changes
            .iter()
            .map(|bytes| {
                let envelope = gate::measure(bytes, &gate::Limits::DEFAULT).unwrap();
                Change { hash: envelope.hash, bytes: envelope.uncompressed }
            })
            .filter(|change| !document.has(&change.hash))
            .collect();
        document.apply(&parsed).unwrap();
    }

    /// The sum over what this handheld holds of a scope, without what waits here.
    fn digest(&self, house: &House, scope: &Scope) -> [u8; 16] {
        let mut sum = 0_u128;
        for (id, _) in self.memberships.iter().filter(|(_, held_for)| held_for == scope) {
            for change in self.documents[id].changes() {
                let known = house.hub.database().read(|transaction| log::has(transaction, *id, change.hash)).unwrap();
                sum = sum.wrapping_add(if known { log::digest_term(*id, change.hash) } else { 0 });
            }
        }
        sum.to_be_bytes()
    }

    /// An edit, as one entry of the chain; gives its changes.
    pub fn edit(&mut self, house: &House, id: DocumentId, edit: &JobEdit) -> Vec<Change> {
        let clocks = Clocks { device: house.now(), hub_offset: Some(0) };
        let new_id = NewId(SystemRandom.sixteen().unwrap());
        let changes = job::edit(self.documents.get_mut(&id).unwrap(), edit, &clocks, new_id).unwrap();
        for change in &changes {
            if !self.documents[&id].is_fixed(&change.hash) {
                self.wrote(id, change.bytes.clone());
            }
        }
        changes
    }

    /// A job is booked at the door; gives its record.
    pub fn book(&mut self, house: &House, order: domain::job::WorkOrder) -> DocumentId {
        let id = DocumentId::from_bytes(SystemRandom.sixteen().unwrap());
        self.documents.insert(id, Document::create(id, RecordKind::Job, self.pen).unwrap());
        let order = domain::job::WorkOrder { source: OWN_SOURCE.into(), reference: reference_of(id), ..order };
        self.edit(house, id, &JobEdit::Book(Box::new(Booking { order, terms: BookingTerms::default() })));
        id
    }

    /// Puts bytes into the chain, whatever they are.
    pub fn wrote(&mut self, document: DocumentId, bytes: Vec<u8>) {
        self.wrote_kind(document, RecordKind::Job, bytes);
    }

    /// The same, of another kind of record.
    pub fn wrote_kind(&mut self, document: DocumentId, kind: RecordKind, bytes: Vec<u8>) {
        let link = Link::ChangeWritten { document, kind, bytes };
        self.pending.push(Entry { position_seen: self.position_seen, link });
    }

    pub fn note(&mut self, house: &House, id: DocumentId, text: &str) {
        let base = self.documents[&id].heads().iter().map(|head| *head.as_bytes()).collect();
        self.edit(house, id, &JobEdit::EditNote { base, text: text.into() });
    }

    pub fn record(&mut self, house: &House, id: DocumentId, kind: EventKind) -> Vec<Change> {
        self.edit(house, id, &JobEdit::Record { kind, reason: String::new() })
    }

    pub fn job(&self, id: DocumentId) -> Job {
        job::read(&self.documents[&id]).unwrap()
    }
}

pub fn frames(body: &[u8]) -> Vec<FillFrame> {
    let plain = wire::inflate(body, 1 << 30).unwrap();
    let mut rest = plain.as_slice();
    let mut frames = Vec::new();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let (frame, after) = after.split_at(u32::from_be_bytes(*length) as usize);
        frames.push(postcard::from_bytes(frame).unwrap());
        rest = after;
    }
    frames
}

/// A folder beside the repository that only some machines have; says loudly when it is not there.
pub fn beside(folder: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(folder);
    if path.is_dir() {
        return Some(path);
    }
    println!("SKIPPED: {} is not there, so nothing was checked against it", path.display());
    None
}

/// The RaiseRepair fixture with a code that HACT's schema knows in place of the invented one, which the fixture keeps
/// because the schedule that it would come from is licensed.
pub fn standard_raise_repair(house: &House, schemas: &std::path::Path) -> PathBuf {
    let schema = std::fs::read(schemas.join("RaiseRepair.schema.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_slice(&schema).unwrap();
    let code = schema.pointer("/definitions/M3NHFScheduleOfRatesCodeC0/enum/0").unwrap().as_str().unwrap();
    let message = std::fs::read_to_string(fixture("raise-repair.json")).unwrap().replace("Responsive-999999", code);
    let path = house.folder.path().join("standard-raise-repair.json");
    std::fs::write(&path, message).unwrap();
    path
}

/// What whoever types a command reads, and whether it was done.
pub fn typed(house: &House, words: &[&str]) -> (bool, String) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_doorstep-hub"))
        .args(words)
        .arg("--data")
        .arg(&house.config.data)
        .output()
        .unwrap();
    (status.success(), String::from_utf8([stdout, stderr].concat()).unwrap())
}

pub fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}
