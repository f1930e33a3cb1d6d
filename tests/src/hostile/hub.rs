//! Requests to a real hub: from an enrolled handheld that was modified, and from anybody.

use std::cell::RefCell;

use axum::{Router, body::Body, http};
use base64::{Engine, engine::general_purpose::STANDARD};
use documents::Actor;
use domain::id::{DeviceId, RecordKind};
use ed25519_dalek::SigningKey;
use hub::{
    Config, Hub,
    plan::{Assignee, Raising},
};
use protocol::{
    VERSION, VERSION_HEADER,
    chain::{Batch, Entry, EntryDigest, Link, NO_ENTRY},
    enrolment::{EnrolRequest, EnrolResponse},
    message::{ExchangeRequest, ExchangeResponse, HubEpoch},
    proof::{PROOF_HEADER, Proof},
    wire,
};
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;

use super::{
    change::{contents, wrapped},
    in_memory,
    pieces::{Pieces, joined},
    samples,
};

/// Messages until the hub is made anew, so that a long run does not slow down.
const MESSAGES: usize = 300;

/// A hub with one job, and the handheld of somebody who means harm.
struct Den {
    router: Router,
    runtime: Runtime,
    device: DeviceId,
    key: SigningKey,
    epoch: HubEpoch,
    counter: u64,
    tail: (u64, EntryDigest),
    left: usize,
    _folder: TempDir,
}

thread_local! {
    static DEN: RefCell<Option<Den>> = const { RefCell::new(None) };
}

fn in_den(work: impl FnOnce(&mut Den)) {
    DEN.with_borrow_mut(|kept| {
        let mut den = kept.take().filter(|den| den.left > 0).unwrap_or_else(Den::new);
        den.left -= 1;
        work(&mut den);
        *kept = Some(den);
    });
}

impl Den {
    fn new() -> Self {
        let folder = in_memory();
        let mut config = Config::new(folder.path().join("hub"));
        config.settings.burst = u32::MAX;
        let hub = Hub::open(config).unwrap();
        let raising = Raising { order: samples::order(samples::REFERENCE), alerts: Vec::new(), closed: None };
        hub.raise(&raising, "PLUMBING-NORTH").unwrap();
        let invitation = hub.invite("Mallory Vane", "Van 0", "http://hub.example.org", Some("PLUMBING-NORTH")).unwrap();
        hub.assign(samples::REFERENCE, None, &Assignee::Person("Mallory Vane".into())).unwrap();
        let key = SigningKey::from_bytes(&[66; 32]);
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let mut den = Self {
            router: hub.router(),
            runtime,
            device: DeviceId::from_bytes([0; 16]),
            key: key.clone(),
            epoch: [0; 16],
            counter: 0,
            tail: (0, NO_ENTRY),
            left: MESSAGES,
            _folder: folder,
        };
        let enrol = wire::encode(&EnrolRequest::sign(&invitation, &key)).unwrap();
        let request = http::Request::post("/v1/enrol").header(VERSION_HEADER, VERSION).body(Body::from(enrol)).unwrap();
        let (status, body) = den.send(request, true);
        assert_eq!(status, 200);
        let welcome: EnrolResponse = wire::decode(&body).unwrap();
        (den.device, den.epoch) = (welcome.certificate.device, welcome.epoch);
        den
    }

    /// Sends a request. A fault of the hub's own is a fault.
    fn send(&self, request: http::Request<Body>, read: bool) -> (u16, Vec<u8>) {
        let asked = format!("{} {}", request.method(), request.uri());
        self.runtime.block_on(async {
            let answer = self.router.clone().oneshot(request).await.unwrap();
            let status = answer.status().as_u16();
            assert!(status < 500, "the hub answered {status} to {asked}");
            let body = if read {
                axum::body::to_bytes(answer.into_body(), wire::MAX_BODY).await.unwrap().to_vec()
            } else {
                Vec::new()
            };
            (status, body)
        })
    }

    fn proof(&mut self, method: &str, path: &str, body: &[u8]) -> String {
        self.counter += 1;
        Proof::sign(self.device, self.counter, method, path, body, &self.key).to_header()
    }

    fn post(&mut self, path: &str, body: Vec<u8>) -> (u16, Vec<u8>) {
        let proof = self.proof("POST", path, &body);
        let request = http::Request::post(path)
            .header(VERSION_HEADER, VERSION)
            .header(PROOF_HEADER, proof)
            .header("content-type", wire::MEDIA_TYPE);
        self.send(request.body(Body::from(body)).unwrap(), true)
    }

    /// The hub still answers.
    fn answers(&self) {
        let (status, body) = self.send(http::Request::get("/v1/health").body(Body::empty()).unwrap(), true);
        assert_eq!((status, body.as_slice()), (200, b"ok\n".as_slice()));
    }

    fn address(&mut self, file: &[u8]) -> Option<String> {
        let metadata = STANDARD.encode(hub::attachments::hex(&Sha256::digest(file)));
        let proof = self.proof("POST", "/v1/uploads", &[]);
        let request = http::Request::post("/v1/uploads")
            .header(VERSION_HEADER, VERSION)
            .header(PROOF_HEADER, proof)
            .header("tus-resumable", "1.0.0")
            .header("upload-length", file.len().max(1))
            .header("upload-metadata", format!("sha256 {metadata}"));
        let request = request.body(Body::empty()).unwrap();
        self.runtime.block_on(async {
            let answer = self.router.clone().oneshot(request).await.unwrap();
            answer.headers().get("location").and_then(|place| place.to_str().ok()).map(str::to_owned)
        })
    }
}

/// A push of whatever an enrolled handheld can sign: each piece of the input is an entry, and its first bytes say how
/// it is wrapped and of which record it claims to be.
pub fn exchange(bytes: &[u8]) {
    in_den(|den| {
        let mut pieces = Pieces(bytes);
        let how = pieces.byte();
        let mut entries = Vec::new();
        while let Some(piece) = pieces.piece() {
            let mut piece = Pieces(piece);
            let (wrap, of, seen) = (piece.byte(), piece.byte(), piece.byte());
            let job = samples::raised().id();
            let link = match of % 8 {
                0 => Link::ActorOpened(Actor::from_bytes(*piece.0.first_chunk::<16>().unwrap_or(&[7; 16]))),
                1 => Link::ChangeWritten {
                    document: domain::id::DocumentId::from_bytes([of; 16]),
                    kind: RecordKind::Alert,
                    bytes: wrapped(wrap, piece.0),
                },
                2 => Link::ChangeWrittenAgain {
                    document: job,
                    kind: RecordKind::Job,
                    bytes: wrapped(wrap, piece.0),
                    of: documents::ChangeHash::from_bytes([of; 32]),
                },
                _ => Link::ChangeWritten { document: job, kind: RecordKind::Job, bytes: wrapped(wrap, piece.0) },
            };
            entries.push(Entry { position_seen: u64::from(seen), link });
        }
        if entries.is_empty() {
            return;
        }
        let (n, digest) = den.tail;
        let mut batch = Batch::sign(den.device, n + 1, digest, entries, &den.key);
        let digests = batch.digests();
        if how & 1 != 0 {
            batch.previous[0] ^= how;
        }
        let asked = ExchangeRequest {
            epoch: (how & 2 == 0).then_some(den.epoch),
            device_time: samples::MORNING,
            batches: if how & 4 == 0 { vec![batch] } else { vec![batch.clone(), batch] },
            cursors: Vec::new(),
            reference: u64::from(how),
            spell_out: how & 8 != 0,
            receipt: None,
            unsettled: Vec::new(),
        };
        let (status, body) = den.post("/v1/exchange", wire::encode(&asked).unwrap());
        if status == 200 {
            let answer: ExchangeResponse = wire::decode(&body).unwrap();
            if how & 1 == 0 && !answer.verdicts.is_empty() {
                den.tail = *digests.last().unwrap();
            }
        }
        den.answers();
    });
}

pub fn exchange_seeds() -> Vec<Vec<u8>> {
    let (_, changes) = samples::worked_on();
    let opened = [&[0, 0, 3], samples::ada().0.actor.as_bytes().as_slice()].concat();
    let whole: Vec<Vec<u8>> = changes.iter().map(|change| [&[0, 2, 3], change.bytes.as_slice()].concat()).collect();
    let sealed: Vec<Vec<u8>> = changes.iter().map(|change| [&[1, 2, 3], contents(&change.bytes)].concat()).collect();
    let with = |how: u8, entries: &[Vec<u8>]| {
        let entries: Vec<&[u8]> = std::iter::once(opened.as_slice()).chain(entries.iter().map(Vec::as_slice)).collect();
        [&[how], joined(&entries).as_slice()].concat()
    };
    let mut seeds = vec![with(0, &whole), with(0, &sealed), with(5, &whole[..1])];
    seeds.extend(sealed.iter().map(|change| with(0, std::slice::from_ref(change))));
    seeds
}

/// A request of any shape: a method and a path, headers, a blank line, a body. `{proof}` stands for a proof of this very
/// request, `{address}` for where a file of these bytes may be sent.
pub fn request(bytes: &[u8]) {
    let end = bytes.windows(2).position(|pair| pair == b"\n\n").unwrap_or(bytes.len());
    let (head, body) = (&bytes[..end], bytes.get(end + 2..).unwrap_or_default());
    let Ok(head) = std::str::from_utf8(head) else { return };
    let mut lines = head.lines();
    let Some((method, path)) = lines.next().and_then(|line| line.split_once(' ')) else { return };
    in_den(|den| {
        let mut path = path.to_owned();
        if path.contains("{address}") {
            let Some(address) = den.address(body) else { return };
            path = path.replace("{address}", &address);
        }
        let mut request = http::Request::builder().method(method).uri(&path);
        for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
            let value = if value == "{proof}" { den.proof(method, &path, body) } else { value.to_owned() };
            request = request.header(name, value);
        }
        if let Ok(request) = request.body(Body::from(body.to_vec())) {
            // Streams have no end, so answers are not read here.
            den.send(request, false);
        }
        den.answers();
    });
}

pub fn request_seeds() -> Vec<Vec<u8>> {
    let file = b"\xff\xd8\xff a photo".as_slice();
    let metadata = STANDARD.encode(hub::attachments::hex(&Sha256::digest(file)));
    let version = format!("{VERSION_HEADER}: {VERSION}\n{PROOF_HEADER}: {{proof}}\n");
    let checksum = STANDARD.encode(Sha256::digest(file));
    let patch = "PATCH {address}\ntus-resumable: 1.0.0\ncontent-type: application/offset+octet-stream\n";
    let heads = [
        format!(
            "POST /v1/uploads\n{version}tus-resumable: 1.0.0\nupload-length: 11\nupload-metadata: sha256 {metadata}\n\n"
        ),
        format!("{patch}upload-offset: 0\nupload-checksum: sha256 {checksum}\n\n"),
        format!("{patch}upload-offset: 3\nupload-length: 11\n\n"),
        "HEAD {address}\ntus-resumable: 1.0.0\n\n".into(),
        "OPTIONS /v1/uploads\n\n".into(),
        format!("GET /v1/attachments/{}\n{version}\n", "ab".repeat(32)),
        format!("GET /v1/pokes\n{version}\n"),
        format!("POST /v1/fill\n{version}\n"),
        format!("POST /v1/exchange\n{version}content-length: 99999999999\n\n"),
        "POST /v1/enrol\ndoorstep-protocol: 2\n\n".into(),
    ];
    heads.into_iter().map(|head| [head.as_bytes(), file].concat()).collect()
}
