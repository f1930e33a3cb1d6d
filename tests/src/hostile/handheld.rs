//! Answers that a handheld hears: from its hub, from a hub that was taken over, or from whoever stands between.

use std::{
    cell::RefCell,
    sync::{Arc, Mutex},
};

use documents::Document;
use domain::{id::RecordKind, reference::ReferenceRow, scope::Scope};
use futures_util::{
    future::{BoxFuture, FutureExt},
    stream::{self, StreamExt},
};
use protocol::{
    VERSION, VERSION_HEADER,
    enrolment::Invitation,
    fill::{FillFrame, FillRequest},
    message::{
        EntryVerdict, ExchangeRequest, ExchangeResponse, FeedEntry, News, ReferencePage, ScopePage, SignedSnapshot,
        Verdict,
    },
    wire,
};
use store::{FileKeystore, Handheld, PinCost, Place, Store};
use sync::{
    conversation::{Conversation, enrol},
    transport::{Request, Response, Transport, TransportError},
};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use super::{
    change::{contents, wrapped},
    in_memory,
    pieces::Pieces,
    samples,
};

/// Answers until the handheld is made anew, so that a long run does not slow down.
const ANSWERS: usize = 300;

/// Whoever answers, with what they say next.
#[derive(Default)]
struct Mouth {
    says: Mutex<Said>,
}

/// Status, headers, body.
type Said = (u16, Vec<(String, String)>, Vec<u8>);

impl Transport for Mouth {
    fn send<'a>(&'a self, _: &'a str, _: Request) -> BoxFuture<'a, Result<Response, TransportError>> {
        async move {
            let (status, headers, body) = self.says.lock().unwrap().clone();
            let pieces: Vec<_> = body.chunks(1 + body.len() / 3).map(|piece| Ok(piece.to_vec())).collect();
            Ok(Response { status, headers, body: stream::iter(pieces).boxed() })
        }
        .boxed()
    }
}

struct Pocket {
    store: Store,
    mouth: Arc<Mouth>,
    conversation: Conversation,
    runtime: Runtime,
    left: usize,
    _folder: TempDir,
}

thread_local! {
    static POCKET: RefCell<Option<Pocket>> = const { RefCell::new(None) };
}

impl Pocket {
    fn new() -> Self {
        let folder = in_memory();
        let keystore = Arc::new(FileKeystore::new(folder.path().join("keystore")));
        let place = Place::new(folder.path().join("ada"));
        let handheld = Handheld { pin_cost: PinCost::TEST, ..Handheld::new(place, keystore) };
        let store = Store::create(&handheld).unwrap();
        let (pen, key) = samples::ada();
        let (address, landlord) = ("https://hub.example.org", "Calder Vale Homes");
        store.enrol(address, landlord, &samples::certificate(), &key, [5; 16]).unwrap();
        store.ingest(&response().pages[0]).unwrap();
        let mouth = Arc::new(Mouth::default());
        let conversation = Conversation::new(mouth.clone(), address.into(), pen.device, key);
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        Self { store, mouth, conversation, runtime, left: ANSWERS, _folder: folder }
    }
}

/// An answer of any shape to each question that a handheld asks, and then what a message that reads does to its store.
pub fn answer(bytes: &[u8]) {
    POCKET.with_borrow_mut(|kept| {
        let mut pocket = kept.take().filter(|pocket| pocket.left > 0).unwrap_or_else(Pocket::new);
        pocket.left -= 1;
        let mut pieces = Pieces(bytes);
        let how = pieces.byte();
        if how & 1 == 0 {
            pocket.hear(how, pieces.0);
        } else {
            pocket.take_in(how, pieces.0);
        }
        *kept = Some(pocket);
    });
}

impl Pocket {
    /// Status, headers and body as anybody may send them.
    fn hear(&self, how: u8, bytes: &[u8]) {
        let status = [200, 201, 204, 409, 460, 403, 503, 302][usize::from(how >> 1) % 8];
        let stranger = how & 0x80 != 0;
        let body = if how & 0x40 == 0 { zstd::bulk::compress(bytes, 1).unwrap() } else { bytes.to_vec() };
        let offset = bytes.first().copied().unwrap_or(0).to_string();
        let mut headers = vec![
            ("location".to_owned(), format!("/v1/uploads/{offset}")),
            ("upload-offset".to_owned(), offset),
            ("tus-resumable".to_owned(), "1.0.0".to_owned()),
        ];
        if !stranger {
            headers.push((VERSION_HEADER.to_owned(), VERSION.to_string()));
            headers.push(("content-type".to_owned(), wire::MEDIA_TYPE.to_owned()));
        }
        *self.mouth.says.lock().unwrap() = (status, headers, body);
        let request = ExchangeRequest {
            epoch: None,
            device_time: samples::MORNING,
            batches: Vec::new(),
            cursors: Vec::new(),
            reference: 0,
            spell_out: false,
            receipt: None,
            unsettled: Vec::new(),
        };
        let invitation = Invitation { hub: "https://hub.example.org".into(), key_fingerprint: [3; 32], token: [4; 16] };
        let scope = Scope::team_repairs("PLUMBING-NORTH");
        self.runtime.block_on(async {
            let heard = self.conversation.exchange(1, &request).await;
            assert!(heard.is_err() || (!stranger && status == 200), "a stranger was taken for the hub");
            let _begun = self.conversation.begin_upload(2, &[1; 32], 11).await;
            let _appended = self.conversation.append_upload("/v1/uploads/a", 0, vec![1; 11]).await;
            let fetched = self.conversation.attachment(3, &[1; 32]).await;
            assert!(fetched.is_err() || !stranger || fetched.is_ok_and(|bytes| bytes.is_none()));
            if let Ok(mut frames) = self.conversation.fill(4, &FillRequest { scope, resume: None }).await {
                while let Ok(Some(_)) = frames.next().await {}
            }
            let joined = enrol(&*self.mouth, &invitation, &samples::ada().1).await;
            assert!(joined.is_err(), "somebody else's certificate was taken");
        });
    }

    /// A message, with whole records signed and changes sealed again: a hub that was taken over can do both.
    fn take_in(&self, how: u8, bytes: &[u8]) {
        let Ok(body) = zstd::bulk::compress(bytes, 1) else { return };
        let Ok(mut response) = wire::decode::<ExchangeResponse>(&body) else { return };
        for entry in response.pages.iter_mut().flat_map(|page| &mut page.entries) {
            match &mut entry.news {
                News::Changed(changes) => {
                    changes.iter_mut().for_each(|change| *change = wrapped(how >> 1, change));
                }
                // Automerge's own form is not made good again: a hub saves it itself.
                News::Entered(signed) if how & 0x80 != 0 => {
                    *signed = SignedSnapshot::sign(signed.frame.clone(), &samples::hub_key());
                }
                News::Entered(_) | News::Left | News::Erased => {}
            }
        }
        self.store.answered(&response, samples::MORNING).unwrap();
        for row in self.store.open_jobs().unwrap() {
            let _reads = documents::job::read(&self.store.load(row.document).unwrap());
        }
    }
}

/// An answer with one of everything.
pub fn response() -> ExchangeResponse {
    let (document, changes) = samples::worked_on();
    let hub = samples::hub_key();
    let entered = |document: &Document| FeedEntry {
        document: document.id(),
        kind: RecordKind::Job,
        news: News::Entered(SignedSnapshot::sign(document.snapshot().to_frame(), &hub)),
    };
    let changed = FeedEntry {
        news: News::Changed(changes.iter().map(|change| change.bytes.clone()).collect()),
        ..entered(&document)
    };
    let left = FeedEntry { document: domain::id::DocumentId::from_bytes([9; 16]), news: News::Left, ..changed.clone() };
    let scope = Scope::team_repairs("PLUMBING-NORTH");
    ExchangeResponse {
        epoch: [5; 16],
        hub_time: samples::MORNING,
        position: 9,
        receipt: protocol::message::Receipt { position: 9, chain: 1, opening: [0; 8], mark: [0; 16] },
        verdicts: vec![EntryVerdict { device: samples::ada().0.device, n: 1, verdict: Verdict::Accepted }],
        scopes: vec![scope.clone()],
        pages: vec![ScopePage {
            scope,
            entries: vec![entered(&samples::raised()), changed, left],
            position: 9,
            own: None,
            digest: Some([1; 16]),
        }],
        gone: Vec::new(),
        reference: ReferencePage { rows: vec![ReferenceRow::Device(samples::certificate().holder())], position: 2 },
        more: false,
    }
}

pub fn answer_seeds() -> Vec<Vec<u8>> {
    let plain = |body: Vec<u8>| wire::inflate(&body, wire::MAX_BODY).unwrap();
    let whole = plain(wire::encode(&response()).unwrap());
    let mut sealed = response();
    for entry in sealed.pages.iter_mut().flat_map(|page| &mut page.entries) {
        if let News::Changed(changes) = &mut entry.news {
            changes.iter_mut().for_each(|change| *change = contents(change).to_vec());
        }
    }
    let frame = plain(wire::encode(&FillFrame::Start { epoch: [5; 16], head: 9, records: 1 }).unwrap());
    let end = plain(wire::encode(&FillFrame::End { digest: None }).unwrap());
    let framed = |frame: &[u8]| [u32::try_from(frame.len()).unwrap().to_be_bytes().as_slice(), frame].concat();
    let sealed = plain(wire::encode(&sealed).unwrap());
    vec![
        [&[1], whole.as_slice()].concat(),
        [&[3], sealed.as_slice()].concat(),
        [&[0x87], sealed.as_slice()].concat(),
        [&[0], whole.as_slice()].concat(),
        [&[0], framed(&frame).as_slice(), framed(&end).as_slice()].concat(),
        [&[0x80], b"<html>Welcome to the cafe</html>".as_slice()].concat(),
        [&[6], br#"{"code":"replayed","message":"a","remedy":"b"}"#.as_slice()].concat(),
    ]
}
