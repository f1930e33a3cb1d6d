//! The shipping transport with a counter in front: requests, and the bytes of their bodies.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU16, AtomicU64, Ordering::Relaxed},
};

use futures_util::{FutureExt, StreamExt, future::BoxFuture};
use sync::{
    http::Http,
    transport::{Request, Response, Transport, TransportError},
};

use crate::Failed;

/// Carries requests to a port of this machine, whatever address the enrolment names: a folder that was copied meets its
/// hub at another port.
pub struct Carrier {
    http: Mutex<Arc<Http>>,
    port: AtomicU16,
    counted: Arc<Counted>,
}

#[derive(Default)]
struct Counted {
    requests: AtomicU64,
    up: AtomicU64,
    down: AtomicU64,
}

/// What was carried.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Carried {
    /// Requests: each is one round trip.
    pub requests: u64,
    /// Bytes of their bodies.
    pub up: u64,
    /// Bytes of the answers' bodies, as far as they were read.
    pub down: u64,
}

impl Carrier {
    /// A carrier to this port, without a connection yet.
    ///
    /// # Errors
    /// There is no HTTP client on this machine.
    pub fn new(port: u16) -> Result<Arc<Self>, Failed> {
        let http = Mutex::new(client()?);
        Ok(Arc::new(Self { http, port: AtomicU16::new(port), counted: Arc::default() }))
    }

    /// Goes to another port from now on.
    pub fn aim(&self, port: u16) {
        self.port.store(port, Relaxed);
    }

    /// Lets go of every connection, as in a tunnel: the next request makes one of its own.
    ///
    /// # Errors
    /// There is no HTTP client on this machine.
    pub fn hang_up(&self) -> Result<(), Failed> {
        *self.http.lock().unwrap_or_else(PoisonError::into_inner) = client()?;
        Ok(())
    }

    /// What was carried so far.
    #[must_use]
    pub fn carried(&self) -> Carried {
        let Counted { requests, up, down } = &*self.counted;
        Carried { requests: requests.load(Relaxed), up: up.load(Relaxed), down: down.load(Relaxed) }
    }
}

fn client() -> Result<Arc<Http>, Failed> {
    Ok(Arc::new(Http::new().map_err(|error| format!("no HTTP client: {error:?}"))?))
}

impl Transport for Carrier {
    fn send<'a>(&'a self, _hub: &'a str, request: Request) -> BoxFuture<'a, Result<Response, TransportError>> {
        async move {
            let hub = format!("http://127.0.0.1:{}", self.port.load(Relaxed));
            self.counted.requests.fetch_add(1, Relaxed);
            self.counted.up.fetch_add(request.body.len() as u64, Relaxed);
            let http = Arc::clone(&*self.http.lock().unwrap_or_else(PoisonError::into_inner));
            let mut answer = http.send(&hub, request).await?;
            let counted = Arc::clone(&self.counted);
            let count = move |piece: &Result<Vec<u8>, TransportError>| {
                let bytes = piece.as_ref().map_or(0, |piece| piece.len() as u64);
                counted.down.fetch_add(bytes, Relaxed);
            };
            answer.body = answer.body.inspect(count).boxed();
            Ok(answer)
        }
        .boxed()
    }
}
