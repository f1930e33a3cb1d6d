//! Answers that are not what was asked for: each is recognised, and nothing in it is believed.

use std::sync::Mutex;

use documents::certificate::Certificate;
use domain::{author::DeviceEntry, id::PersonId, scope::Scope, time::Timestamp};
use futures_util::{FutureExt, future::BoxFuture, stream};
use protocol::refusal::code;

use super::*;
use crate::transport::TransportError;

/// A status, headers and a body.
type Prepared = (u16, Vec<(String, String)>, Vec<u8>);

/// Gives one prepared answer and keeps what it was asked.
struct Scripted {
    answer: Mutex<Option<Result<Prepared, TransportError>>>,
    asked: Mutex<Option<Request>>,
}

impl Scripted {
    fn new(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Arc<Self> {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Arc::new(Self { answer: Mutex::new(Some(Ok((status, headers, body.to_vec())))), asked: Mutex::default() })
    }

    fn failing(error: TransportError) -> Arc<Self> {
        Arc::new(Self { answer: Mutex::new(Some(Err(error))), asked: Mutex::default() })
    }
}

impl Transport for Scripted {
    fn send<'a>(&'a self, _: &'a str, request: Request) -> BoxFuture<'a, Result<Response, TransportError>> {
        *self.asked.lock().unwrap() = Some(request);
        let answer = self.answer.lock().unwrap().take().expect("asked once");
        async move {
            let (status, headers, body) = answer?;
            // In small pieces, as a network gives them.
            let pieces: Vec<_> = body.chunks(7).map(|piece| Ok(piece.to_vec())).collect();
            Ok(Response { status, headers, body: stream::iter(pieces).boxed() })
        }
        .boxed()
    }
}

const OURS: (&str, &str) = (VERSION_HEADER, "1");
const TYPED: (&str, &str) = ("content-type", wire::MEDIA_TYPE);

fn ada() -> (DeviceId, SigningKey) {
    (DeviceId::from_bytes([7; 16]), SigningKey::from_bytes(&[1; 32]))
}

fn conversation(transport: Arc<Scripted>) -> Conversation {
    let (device, key) = ada();
    Conversation::new(transport, "https://hub.example.org".into(), device, key)
}

fn nothing_new() -> ExchangeRequest {
    ExchangeRequest {
        epoch: None,
        device_time: Timestamp::default(),
        batches: vec![],
        cursors: vec![],
        reference: 0,
        spell_out: false,
        receipt: None,
        unsettled: vec![],
    }
}

async fn exchanged(transport: Arc<Scripted>) -> Result<ExchangeResponse, SyncError> {
    conversation(transport).exchange(4, &nothing_new()).await
}

fn refusal(code: &str) -> Vec<u8> {
    let refusal = Refusal {
        code: code.into(),
        message: "No.".into(),
        remedy: "Ring the office.".into(),
        counter: None,
        chain: None,
    };
    serde_json::to_vec(&refusal).unwrap()
}

#[tokio::test]
async fn a_request_carries_its_version_and_a_proof_of_its_very_bytes() {
    let hub = Scripted::failing(TransportError::Unreachable);
    assert_eq!(exchanged(Arc::clone(&hub)).await, Err(SyncError::Unreachable));
    let asked = hub.asked.lock().unwrap().take().unwrap();
    let header = |name: &str| asked.headers.iter().find(|(held, _)| *held == name).map(|(_, value)| value.as_str());
    assert_eq!(header(VERSION_HEADER), Some("1"));
    let proof = Proof::from_header(header(PROOF_HEADER).unwrap()).unwrap();
    assert_eq!(proof.counter, 4);
    assert!(proof.proves("POST", "/v1/exchange", &asked.body, &ada().1.verifying_key()));
}

#[tokio::test]
async fn a_cafes_sign_in_page_is_not_the_hub_whatever_its_status() {
    for status in [200, 302, 401, 511] {
        let page = Scripted::new(status, &[("content-type", "text/html")], b"<html>Welcome");
        assert_eq!(exchanged(page).await, Err(SyncError::NotTheHub), "{status}");
    }
    let typed_wrong = Scripted::new(200, &[OURS, ("content-type", "text/html")], b"<html>");
    assert_eq!(exchanged(typed_wrong).await, Err(SyncError::NotTheHub));
}

#[tokio::test]
async fn a_proxy_in_front_of_a_hub_that_is_down_means_later() {
    for status in [502, 503, 504] {
        let proxy = Scripted::new(status, &[("content-type", "text/html")], b"Bad gateway");
        assert_eq!(exchanged(proxy).await, Err(SyncError::NotAnswering), "{status}");
    }
}

#[tokio::test]
async fn a_refusal_keeps_its_code_its_words_and_its_remedy() {
    use protocol::session::FailureKind::{Passing, Stopped};
    for (status, code, kind) in [
        (426, code::VERSION, Stopped),
        (403, code::REVOKED, Stopped),
        (401, code::UNAUTHORISED, Stopped),
        (401, code::REPLAYED, Passing),
        (503, code::UNAVAILABLE, Passing),
    ] {
        let hub = Scripted::new(status, &[OURS, ("content-type", "application/json")], &refusal(code));
        let error = exchanged(hub).await.unwrap_err();
        assert_eq!((error.code(), error.remedy(), error.kind()), (code, "Ring the office.", kind));
        assert_eq!(error.is_revoked(), code == code::REVOKED);
    }
}

#[tokio::test]
async fn a_damaged_answer_is_named_and_nothing_of_it_is_taken() {
    let hub = Scripted::new(200, &[OURS, TYPED], b"not zstd at all");
    assert!(matches!(exchanged(hub).await, Err(SyncError::Damaged(_))));
}

#[tokio::test]
async fn an_attachment_whose_bytes_are_not_what_its_name_says_is_refused() {
    let hash: [u8; 32] = Sha256::digest(b"a photo").into();
    let honest = conversation(Scripted::new(200, &[OURS], b"a photo"));
    assert_eq!(honest.attachment(1, &hash).await, Ok(Some(b"a photo".to_vec())));
    let damaged = conversation(Scripted::new(200, &[OURS], b"another"));
    assert_eq!(damaged.attachment(1, &hash).await, Err(SyncError::AttachmentDamaged));
    let missing = conversation(Scripted::new(404, &[OURS], b""));
    assert_eq!(missing.attachment(1, &hash).await, Ok(None));
}

#[tokio::test]
async fn an_upload_goes_on_from_what_the_hub_has() {
    let (has_512, here) = (("upload-offset", "512"), ("location", "/v1/uploads/abc"));
    let hub = conversation(Scripted::new(201, &[OURS, has_512, here], b""));
    let begun = Upload { address: "/v1/uploads/abc".into(), offset: 512 };
    assert_eq!(hub.begin_upload(1, &[2; 32], 900).await, Ok(begun));
    let astray = conversation(Scripted::new(201, &[OURS, has_512, ("location", "http://10.0.0.1/")], b""));
    assert_eq!(astray.begin_upload(1, &[2; 32], 900).await, Err(SyncError::NotTheHub));
    for (status, said) in [
        (204, Appended::UpTo(512)),
        (409, Appended::Elsewhere(512)),
        (410, Appended::Expired),
        (460, Appended::Damaged),
    ] {
        let hub = conversation(Scripted::new(status, &[OURS, has_512], b""));
        assert_eq!(hub.append_upload("/v1/uploads/abc", 0, vec![1]).await, Ok(said));
    }
}

#[tokio::test]
async fn a_stream_of_pokes_counts_only_as_such_and_ends_when_it_is_cut() {
    let events = ("content-type", "text/event-stream");
    let hub = conversation(Scripted::new(200, &[OURS, events], b"event: poke\ndata: \n\n:\n\n"));
    let mut pokes = hub.pokes(1).await.unwrap();
    assert!(pokes.next().await);
    assert!(!pokes.next().await);
    let page = conversation(Scripted::new(200, &[OURS, ("content-type", "text/html")], b"Welcome"));
    assert_eq!(page.pokes(1).await.err(), Some(SyncError::NotTheHub));
}

#[tokio::test]
async fn a_stream_cut_in_the_middle_ends_without_its_end() {
    let frame = postcard::to_stdvec(&FillFrame::Start { epoch: [1; 16], head: 9, records: 2 }).unwrap();
    let plain = [u32::try_from(frame.len()).unwrap().to_be_bytes().as_slice(), &frame].concat();
    let hub = Scripted::new(200, &[OURS, TYPED], &zstd::bulk::compress(&plain, 3).unwrap());
    let request = FillRequest { scope: Scope::team_repairs("NORTH"), resume: None };
    let mut frames = conversation(hub).fill(1, &request).await.unwrap();
    assert!(matches!(frames.next().await, Ok(Some(FillFrame::Start { head: 9, .. }))));
    assert_eq!(frames.next().await, Ok(None));
}

#[tokio::test]
async fn a_hub_with_another_key_than_the_invitations_is_not_joined() {
    let (device, key) = ada();
    let honest = SigningKey::from_bytes(&[3; 32]);
    let holder = DeviceEntry {
        device,
        device_name: "Van 12".into(),
        person: PersonId::from_bytes([5; 16]),
        person_name: "Ada Byrne".into(),
    };
    let answer = |hub: &SigningKey, public: &SigningKey| {
        let certificate =
            Certificate::issue(hub, &holder, &public.verifying_key(), "Calder Vale Homes", Timestamp::default());
        let welcome = EnrolResponse { certificate, epoch: [1; 16], landlord: "Calder Vale Homes".into() };
        Scripted::new(200, &[OURS, TYPED], &wire::encode(&welcome).unwrap())
    };
    let invitation = Invitation {
        hub: "https://hub.example.org".into(),
        key_fingerprint: protocol::enrolment::fingerprint(&honest.verifying_key()),
        token: [4; 16],
    };
    assert!(enrol(&*answer(&honest, &key), &invitation, &key).await.is_ok());
    let other = SigningKey::from_bytes(&[9; 32]);
    assert_eq!(enrol(&*answer(&other, &key), &invitation, &key).await, Err(SyncError::WrongHub));
    assert_eq!(enrol(&*answer(&honest, &other), &invitation, &key).await, Err(SyncError::WrongHub));
}
