//! One handheld's line to the hub: it loses, cuts, doubles, delays and holds back as the weather says.

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, Weak,
        atomic::{AtomicBool, Ordering},
    },
};

use ed25519_dalek::SigningKey;
use futures_util::{
    future::{BoxFuture, FutureExt},
    stream::{self, StreamExt},
};
use protocol::message::News;
use store::{Place, Store};
use sync::transport::{Request, Response, Transport, TransportError};
use tokio::sync::{Notify, oneshot};

use super::{
    crash::{LogEnd, remember},
    network::{Answer, Network},
    planted::{Planted, Reach, altered},
    weather::{Fault, Weather},
};

/// One handheld's line to the hub.
pub struct Line {
    network: Arc<Network>,
    key: SigningKey,
    planted: Option<Planted>,
    weather: Mutex<Weather>,
    /// True while nothing at all passes.
    apart: AtomicBool,
    held: Arc<Held>,
    /// The handheld's files as they were when it last asked the hub for anything.
    watched: Mutex<Option<Watched>>,
    /// The handheld's open store, for faults that are planted there.
    store: Mutex<Weak<Store>>,
}

/// A handheld's files at some moment.
pub struct Watched {
    place: Place,
    /// Where the log of its database ended.
    pub log: LogEnd,
    /// Its pictures.
    pub pictures: Vec<(PathBuf, Vec<u8>)>,
}

impl Watched {
    fn now(place: Place) -> Self {
        let (log, pictures) = (LogEnd::of(&place.database()), remember(&place.attachments()));
        Self { place, log, pictures }
    }
}

/// An answer, or the rest of one, that is held back.
#[derive(Default)]
struct Held {
    release: Mutex<Option<oneshot::Sender<()>>>,
    begins: Notify,
}

impl Held {
    async fn wait(&self) {
        let (release, released) = oneshot::channel();
        *self.release.lock().unwrap() = Some(release);
        self.begins.notify_one();
        let _released_or_hung_up = released.await;
    }
}

impl Line {
    /// A line of a handheld with this key.
    pub fn new(network: Arc<Network>, key: SigningKey, planted: Option<Planted>) -> Self {
        Self {
            network,
            key,
            planted,
            weather: Mutex::new(Weather::clear()),
            apart: AtomicBool::new(false),
            held: Arc::default(),
            watched: Mutex::default(),
            store: Mutex::default(),
        }
    }

    /// From now on the network treats this handheld so.
    pub fn set(&self, weather: Weather) {
        *self.weather.lock().unwrap() = weather;
    }

    /// From now on nothing passes, or does again.
    pub fn set_apart(&self, apart: bool) {
        self.apart.store(apart, Ordering::Relaxed);
    }

    /// The handheld's open store.
    pub fn serves(&self, store: &Arc<Store>) {
        *self.store.lock().unwrap() = Arc::downgrade(store);
    }

    /// True while an answer is held back.
    pub fn holds(&self) -> bool {
        self.held.release.lock().unwrap().is_some()
    }

    /// Returns when an answer is held back.
    pub async fn holding(&self) {
        self.held.begins.notified().await;
    }

    /// Lets the answer that is held back through.
    pub fn release(&self) {
        if let Some(held) = self.held.release.lock().unwrap().take() {
            let _nobody_waits_any_more = held.send(());
        }
    }

    /// Notes from now on how the handheld's files are when it asks the hub for anything.
    pub fn watch(&self, place: Place) {
        *self.watched.lock().unwrap() = Some(Watched::now(place));
    }

    /// How they last were.
    pub fn last_asked(&self) -> Option<Watched> {
        self.watched.lock().unwrap().take()
    }

    fn note_files(&self) {
        if let Some(watched) = self.watched.lock().unwrap().as_mut() {
            *watched = Watched::now(watched.place.clone());
        }
    }

    /// The hub's answer, or what a planted fault makes of it.
    async fn ask(&self, request: &Request) -> Option<Answer> {
        let Some(planted) = self.planted else { return self.network.carry(request).await };
        let store = self.store.lock().unwrap().upgrade();
        let chance = self.weather.lock().unwrap().chance();
        let reach = Reach { network: &self.network, key: &self.key, store: store.as_deref(), chance };
        planted.ask(reach, request).await
    }

    async fn carry(&self, request: Request) -> Result<Response, TransportError> {
        let unreachable = TransportError::Unreachable;
        self.note_files();
        if self.apart.load(Ordering::Relaxed) {
            self.network.tally().count("network: requests of handhelds that are cut off");
            return Err(unreachable);
        }
        let fault = self.weather.lock().unwrap().fault();
        if let Some(fault) = fault {
            self.network.tally().count(fault.name());
        }
        match fault {
            Some(Fault::RequestLost) => return Err(unreachable),
            Some(Fault::RequestLate) => {
                self.network.delay(request);
                return Err(unreachable);
            }
            Some(Fault::RequestCut) => {
                let mut cut = request;
                let chance = self.weather.lock().unwrap().chance();
                cut.body.truncate(usize::try_from(chance % (cut.body.len() as u64 + 1)).unwrap());
                self.network.carry(&cut).await;
                return Err(unreachable);
            }
            Some(Fault::Stranger) => {
                let page = b"<html>Welcome to the cafe</html>".to_vec();
                let headers = vec![("content-type".to_owned(), "text/html".to_owned())];
                return Ok(self.whole(Answer { status: 200, headers, body: page }));
            }
            Some(Fault::HubCrash) => {
                self.network.carry_into_a_crash(&request).await;
                return Err(unreachable);
            }
            _ => {}
        }
        let mut answer = self.ask(&request).await.ok_or(TransportError::Unreachable)?;
        let chance = self.weather.lock().unwrap().chance();
        match fault {
            Some(Fault::AnswerLost) => Err(unreachable),
            Some(Fault::Doubled) => {
                let again = self.ask(&request).await.ok_or(TransportError::Unreachable)?;
                if chance.is_multiple_of(2) {
                    answer = again;
                }
                Ok(self.whole(answer))
            }
            Some(Fault::NewsMissing) if request.path == "/v1/exchange" => Ok(self.whole(altered(answer, |response| {
                for page in &mut response.pages {
                    // Never that a record left: whatever somebody does to it since would rightly be dated after that.
                    page.entries.pop_if(|entry| entry.news != News::Left);
                }
            }))),
            Some(Fault::AnswerHeld) => {
                self.held.wait().await;
                Ok(self.whole(answer))
            }
            Some(Fault::AnswerStalls) => Ok(self.in_two(answer, chance, false)),
            Some(Fault::AnswerCut) => Ok(self.in_two(answer, chance, true)),
            _ => Ok(self.whole(answer)),
        }
    }

    fn whole(&self, answer: Answer) -> Response {
        self.in_two(answer, 0, false)
    }

    /// An answer whose body arrives up to some byte, and then stops: for good when it is `cut`, otherwise until it is
    /// released. At byte nought it is whole at once.
    fn in_two(&self, answer: Answer, at: u64, cut: bool) -> Response {
        let Answer { status, headers, body } = answer;
        let at = usize::try_from(at % (body.len() as u64 + 1)).unwrap();
        let (first, rest) = body.split_at(at);
        let pieces = |bytes: &[u8]| -> Vec<Result<Vec<u8>, TransportError>> {
            bytes.chunks(1 + body.len() / 3).map(|piece| Ok(piece.to_vec())).collect()
        };
        let (first, rest) = (pieces(first), pieces(rest));
        let body = match (cut, first.is_empty()) {
            // Not every cut is noticed as one: some look like the end.
            (true, _) if at % 3 == 0 => stream::iter(first).boxed(),
            (true, _) => stream::iter(first).chain(stream::iter([Err(TransportError::Unreachable)])).boxed(),
            (false, true) => stream::iter(rest).boxed(),
            (false, false) => {
                let held = Arc::clone(&self.held);
                let waiting = stream::once(async move { held.wait().await }).filter_map(|()| async { None });
                stream::iter(first).chain(waiting).chain(stream::iter(rest)).boxed()
            }
        };
        Response { status, headers, body }
    }
}

impl Transport for Line {
    fn send<'a>(&'a self, _: &'a str, request: Request) -> BoxFuture<'a, Result<Response, TransportError>> {
        self.carry(request).boxed()
    }
}
