//! Who is told that there is news, at once.
//!
//! A handheld in the foreground keeps one stream of server-sent events open. An event says "poke" and nothing else: what
//! the news is, the handheld asks in an exchange, where it is judged what it may hold. The hub looks a few times a
//! second whether anything has moved, so that work brought in by another process (an import) is told of as well.
//!
//! A device has one stream, and the newest counts: the one before it may be a dead connection. Streams take at most
//! half of all connections; whoever gets none asks by the clock, as before.

use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    extract::{Request, State},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use domain::{
    id::{DeviceId, PersonId},
    scope::Scope,
};
use futures_util::StreamExt;
use protocol::message::ExchangeResponse;
use tokio::{
    sync::{Notify, mpsc},
    time::{sleep, timeout},
};
use tokio_stream::wrappers::ReceiverStream;

use super::receive::{aside, proven, receive};
use crate::{
    db::{
        Caller,
        sqlite::{
            attachment, feed, people,
            pulse::{self, Pulse},
        },
    },
    hub::Hub,
    refused::Refused,
};

/// How often the hub looks, unless it knows that something moved.
const LOOK: Duration = Duration::from_millis(250);

/// How often a stream says that it is alive; handhelds and the boxes between give up on silence.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Everybody who listens.
#[derive(Debug, Default)]
pub struct Pokes {
    listening: Mutex<Listening>,
    moved: Notify,
}

#[derive(Debug, Default)]
struct Listening {
    devices: HashMap<DeviceId, Listener>,
    /// Files that came in since the hub last looked.
    came: Vec<[u8; 32]>,
    /// True while a task looks for news.
    watched: bool,
    /// True once the hub stops: streams would keep it from ending.
    over: bool,
}

#[derive(Debug)]
struct Listener {
    person: PersonId,
    /// One place: a second poke before the first was read says nothing more.
    poke: mpsc::Sender<()>,
    scopes: Vec<Scope>,
    /// What this device has been given, or told to ask for.
    position: u64,
    reference: u64,
}

impl Pokes {
    /// Something may have moved: look now.
    pub(super) fn look(&self) {
        self.moved.notify_one();
    }

    /// A file is whole: those who may fetch it are told.
    pub(super) fn attachment_came(&self, hash: [u8; 32]) {
        let mut listening = self.lock();
        if !listening.devices.is_empty() {
            listening.came.push(hash);
        }
        drop(listening);
        self.look();
    }

    /// A device was given everything up to here, and need not be told of it.
    pub(super) fn given(&self, device: DeviceId, response: &ExchangeResponse) {
        if response.more {
            return;
        }
        if let Some(listener) = self.lock().devices.get_mut(&device) {
            listener.position = listener.position.max(response.position);
            listener.reference = listener.reference.max(response.reference.position);
        }
    }

    /// Ends every stream, for good.
    pub fn end(&self) {
        let mut listening = self.lock();
        listening.over = true;
        listening.devices.clear();
    }

    fn lock(&self) -> MutexGuard<'_, Listening> {
        self.listening.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a listener; gives its pokes, and whether somebody has to begin to look.
    fn join(&self, caller: &Caller, at: Pulse, places: usize) -> Result<(mpsc::Receiver<()>, bool), Refused> {
        let mut listening = self.lock();
        let full = listening.devices.len() >= places && !listening.devices.contains_key(&caller.device);
        if listening.over || full {
            return Err(Refused::unavailable("The hub has no place for another listener."));
        }
        let (poke, pokes) = mpsc::channel(1);
        // Whatever came between the last exchange and now: ask once.
        let _it_has_room = poke.try_send(());
        let listener = Listener {
            person: caller.person,
            poke,
            scopes: Vec::new(),
            position: at.position,
            reference: at.reference,
        };
        listening.devices.insert(caller.device, listener);
        let begin = !listening.watched;
        listening.watched = true;
        Ok((pokes, begin))
    }

    /// True when nobody listens any more, so that nobody has to look.
    fn deserted(&self) -> bool {
        let mut listening = self.lock();
        listening.devices.retain(|_, listener| !listener.poke.is_closed());
        if listening.devices.is_empty() {
            listening.watched = false;
            listening.came.clear();
        }
        listening.devices.is_empty()
    }
}

/// A stream of pokes.
pub(super) async fn listen(State(hub): State<Hub>, request: Request) -> Result<Response, Refused> {
    let (parts, body) = receive(&hub, request, 0).await?;
    let (hub, caller, at) = aside(move || {
        let caller = proven(&hub, &parts, &body)?.welcome()?;
        let at = hub.inner.db.read(pulse::read)?;
        Ok((hub, caller, at))
    })
    .await?;
    let places = hub.inner.settings.connections / 2;
    let (pokes, begin) = hub.inner.pokes.join(&caller, at, places)?;
    if begin {
        tokio::spawn(watch(hub, at));
    }
    let events = ReceiverStream::new(pokes).map(|()| Ok::<_, Infallible>(Event::default().event("poke").data("")));
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response())
}

/// Looks for news until nobody listens.
async fn watch(hub: Hub, mut seen: Pulse) {
    while !hub.inner.pokes.deserted() {
        let _moved_or_not = timeout(LOOK, hub.inner.pokes.moved.notified()).await;
        let working = hub.clone();
        match aside(move || look(&working, seen)).await {
            Ok(now) => seen = now,
            // It was logged; a database that is busy now will answer later.
            Err(_) => sleep(LOOK).await,
        }
    }
}

fn look(hub: &Hub, seen: Pulse) -> Result<Pulse, Refused> {
    let pokes = &hub.inner.pokes;
    hub.inner.db.read(|transaction| {
        let now = pulse::read(transaction)?;
        let came = std::mem::take(&mut pokes.lock().came);
        if now == seen && came.is_empty() {
            return Ok(now);
        }
        let devices: Vec<(DeviceId, PersonId)> =
            pokes.lock().devices.iter().map(|(device, listener)| (*device, listener.person)).collect();
        let mut latest: HashMap<Scope, u64> = HashMap::new();
        for (device, person) in devices {
            let caller = people::device(transaction, device)?.filter(|device| device.revoked_at.is_none());
            let Some(caller) = caller.map(|device| device.caller()) else {
                // A withdrawn handheld hears nothing more; what it is, the next exchange tells it.
                pokes.lock().devices.remove(&device);
                continue;
            };
            let scopes = people::scopes(transaction, person)?;
            let mut newest = 0;
            for scope in &scopes {
                let at = match latest.get(scope) {
                    Some(at) => *at,
                    None => feed::latest(transaction, scope)?,
                };
                latest.insert(scope.clone(), at);
                newest = newest.max(at);
            }
            let mut fetchable = false;
            for hash in &came {
                fetchable |= attachment::may_fetch(transaction, &caller, hash)?;
            }
            if let Some(listener) = pokes.lock().devices.get_mut(&device) {
                let first = listener.scopes.is_empty();
                let scopes_moved = !first && listener.scopes != scopes;
                let news = newest > listener.position || now.reference > listener.reference;
                if news || scopes_moved || fetchable {
                    // A place that is taken holds a poke that is yet to be read.
                    let _poked_already = listener.poke.try_send(());
                }
                listener.scopes = scopes;
                listener.position = listener.position.max(now.position);
                listener.reference = listener.reference.max(now.reference);
            }
        }
        Ok(now)
    })
}
