//! The network between handhelds and the hub, in one process: it carries real requests to the hub's real routes, and
//! loses, doubles, delays, cuts and forges them as the dice fall.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use axum::{Router, body::Body};
use ed25519_dalek::SigningKey;
use futures_util::{
    future::{BoxFuture, FutureExt},
    stream::{self, StreamExt},
};
use sync::transport::{Request, Response, Transport, TransportError};
use tokio::sync::{Notify, oneshot};
use tower::ServiceExt;

use super::{dice::Dice, planted::Planted};

/// Who answers on the hub's address, and what has not arrived yet.
#[derive(Default)]
pub struct Network {
    router: Mutex<Option<Router>>,
    /// Requests that their senders have given up and that are still under way.
    late: Mutex<Vec<Request>>,
    /// Faults so far, by kind: a simulation that makes none proves nothing.
    pub made: Faults,
}

/// How often each fault was made.
#[derive(Debug, Default)]
pub struct Faults {
    /// Requests carried.
    pub carried: AtomicUsize,
    /// Requests lost, answers lost, requests doubled, requests late, answers cut, answers held, strangers' answers.
    pub made: [AtomicUsize; 7],
    /// Answers of the hub by class: 2xx, 4xx, 5xx.
    pub answers: [AtomicUsize; 3],
}

impl Faults {
    fn count(&self, which: usize) {
        self.made[which].fetch_add(1, Ordering::Relaxed);
    }
}

/// What a hub answered, whole.
#[derive(Clone)]
pub struct Answer {
    /// HTTP's status.
    pub status: u16,
    /// Names in small letters.
    pub headers: Vec<(String, String)>,
    /// All of the body.
    pub body: Vec<u8>,
}

impl Network {
    /// The hub came up, or went down.
    pub fn answered_by(&self, router: Option<Router>) {
        *self.router.lock().unwrap() = router;
    }

    /// Carries a request to the hub and its whole answer back; none while the hub is down.
    pub async fn carry(&self, request: &Request) -> Option<Answer> {
        let router = self.router.lock().unwrap().clone()?;
        let mut asked = axum::http::Request::builder().method(request.method.name()).uri(&request.path);
        for (name, value) in &request.headers {
            asked = asked.header(*name, value);
        }
        let answer = router.oneshot(asked.body(Body::from(request.body.clone())).unwrap()).await.unwrap();
        let (parts, body) = answer.into_parts();
        let headers = parts.headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
        let (status, headers) = (parts.status.as_u16(), headers.collect());
        self.made.carried.fetch_add(1, Ordering::Relaxed);
        self.made.answers[match status {
            200..=299 => 0,
            500.. => 2,
            _ => 1,
        }]
        .fetch_add(1, Ordering::Relaxed);
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default().to_vec();
        Some(Answer { status, headers, body })
    }

    /// A request that was given up long ago arrives after all. Nobody hears the answer.
    pub async fn deliver_late(&self, dice: &mut Dice) {
        let request = {
            let mut late = self.late.lock().unwrap();
            if late.is_empty() {
                return;
            }
            let which = dice.below(late.len());
            late.swap_remove(which)
        };
        self.carry(&request).await;
    }
}

/// How the network treats one handheld for a while.
#[derive(Debug, Clone)]
pub struct Weather {
    dice: Dice,
    /// Faults in a hundred requests; nought for a clear sky.
    often: u64,
}

impl Weather {
    /// Nothing goes wrong.
    pub const fn clear() -> Self {
        Self { dice: Dice::new(0), often: 0 }
    }

    /// So many in a hundred requests go wrong.
    pub const fn foul(dice: Dice, often: u64) -> Self {
        Self { dice, often }
    }
}

/// One handheld's line to the hub.
pub struct Line {
    network: Arc<Network>,
    key: SigningKey,
    planted: Option<Planted>,
    weather: Mutex<Weather>,
    /// Lets an answer that is held back through.
    held: Mutex<Option<oneshot::Sender<()>>>,
    /// Rings when an answer is held back.
    pub holding: Notify,
}

enum Fault {
    RequestLost,
    AnswerLost,
    Doubled,
    Late,
    Cut(u64),
    Held,
    Stranger,
}

impl Line {
    /// A line of a handheld with this key.
    pub fn new(network: Arc<Network>, key: SigningKey, planted: Option<Planted>) -> Self {
        let weather = Mutex::new(Weather::clear());
        Self { network, key, planted, weather, held: Mutex::default(), holding: Notify::new() }
    }

    /// From now on the network treats this handheld so.
    pub fn set(&self, weather: Weather) {
        *self.weather.lock().unwrap() = weather;
    }

    /// True while an answer is held back.
    pub fn holds(&self) -> bool {
        self.held.lock().unwrap().is_some()
    }

    /// Lets the answer that is held back through.
    pub fn release(&self) {
        if let Some(held) = self.held.lock().unwrap().take() {
            let _nobody_waits_any_more = held.send(());
        }
    }

    fn fault(&self) -> Option<Fault> {
        let mut weather = self.weather.lock().unwrap();
        let often = weather.often;
        if often == 0 || !weather.dice.percent(often) {
            return None;
        }
        Some(match weather.dice.below(7) {
            0 => Fault::RequestLost,
            1 => Fault::AnswerLost,
            2 => Fault::Doubled,
            3 => Fault::Late,
            4 => Fault::Cut(weather.dice.roll()),
            5 => Fault::Held,
            _ => Fault::Stranger,
        })
    }

    fn chance(&self) -> u64 {
        self.weather.lock().unwrap().dice.roll()
    }

    /// The hub's answer, or what a planted fault makes of it.
    async fn ask(&self, request: &Request) -> Option<Answer> {
        match self.planted {
            Some(planted) => planted.ask(&self.network, &self.key, request, self.chance()).await,
            None => self.network.carry(request).await,
        }
    }
}

impl Transport for Line {
    fn send<'a>(&'a self, _: &'a str, request: Request) -> BoxFuture<'a, Result<Response, TransportError>> {
        async move {
            let fault = self.fault();
            let count = |which| self.network.made.count(which);
            let unreachable = TransportError::Unreachable;
            match fault {
                Some(Fault::RequestLost) => {
                    count(0);
                    return Err(unreachable);
                }
                Some(Fault::Late) => {
                    count(3);
                    self.network.late.lock().unwrap().push(request);
                    return Err(unreachable);
                }
                Some(Fault::Stranger) => {
                    count(6);
                    let page = b"<html>Welcome to the cafe</html>".to_vec();
                    let headers = vec![("content-type".to_owned(), "text/html".to_owned())];
                    return Ok(response(Answer { status: 200, headers, body: page }, None));
                }
                _ => {}
            }
            let mut answer = self.ask(&request).await.ok_or(TransportError::Unreachable)?;
            match fault {
                Some(Fault::AnswerLost) => {
                    count(1);
                    return Err(unreachable);
                }
                Some(Fault::Doubled) => {
                    count(2);
                    let again = self.ask(&request).await.ok_or(TransportError::Unreachable)?;
                    if self.chance().is_multiple_of(2) {
                        answer = again;
                    }
                }
                Some(Fault::Held) => {
                    count(5);
                    let (release, released) = oneshot::channel();
                    *self.held.lock().unwrap() = Some(release);
                    self.holding.notify_one();
                    let _released_or_hung_up = released.await;
                }
                Some(Fault::Cut(at)) if !answer.body.is_empty() => {
                    count(4);
                    return Ok(response(answer, Some(at)));
                }
                _ => {}
            }
            Ok(response(answer, None))
        }
        .boxed()
    }
}

/// An answer in pieces; cut at some byte when the network cuts it.
fn response(answer: Answer, cut: Option<u64>) -> Response {
    let Answer { status, headers, mut body } = answer;
    if let Some(at) = cut {
        body.truncate(usize::try_from(at % body.len() as u64).unwrap());
    }
    let mut pieces: Vec<_> = body.chunks(1 + body.len() / 3).map(|piece| Ok(piece.to_vec())).collect();
    if cut.is_some_and(|at| at % 3 != 0) {
        pieces.push(Err(TransportError::Unreachable));
    }
    Response { status, headers, body: stream::iter(pieces).boxed() }
}
