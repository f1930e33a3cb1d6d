//! What every request goes through: its version, its size, its time, and the proof of who asks.

use axum::{
    body::Bytes,
    extract::Request,
    http::{header, request::Parts},
    response::{IntoResponse, Response},
};
use domain::id::DeviceId;
use protocol::{
    VERSION, VERSION_HEADER,
    proof::{PROOF_HEADER, Proof},
    wire::{self, MAX_SENT, MEDIA_TYPE},
};
use serde::{Serialize, de::DeserializeOwned};
use tokio::{task::spawn_blocking, time::timeout};

use crate::{
    db::{
        Caller,
        sqlite::{attachment, people},
    },
    hub::Hub,
    refused::Refused,
};

/// Reads a request whose version is ours and whose body is not larger than `cap` and comes in time.
pub(super) async fn receive(hub: &Hub, request: Request, cap: usize) -> Result<(Parts, Bytes), Refused> {
    let (parts, body) = request.into_parts();
    let version = parts.headers.get(VERSION_HEADER).and_then(|version| version.to_str().ok());
    if version != Some(VERSION.to_string().as_str()) {
        return Err(Refused::version(version));
    }
    let said = parts.headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if said.and_then(|length| length.parse::<usize>().ok()).is_some_and(|length| length > cap) {
        return Err(Refused::too_large(cap));
    }
    // Whoever is about to send much says first who they are, so that strangers cannot fill the memory.
    if cap > MAX_SENT {
        let (hub, device) = (hub.clone(), proof(&parts)?.device);
        aside(move || match hub.inner.db.read(|transaction| people::device(transaction, device))? {
            Some(device) if device.revoked_at.is_none() => Ok(()),
            _ => Err(Refused::unauthorised("The hub does not know this handheld.")),
        })
        .await?;
    }
    let reading = axum::body::to_bytes(body, cap);
    match timeout(hub.inner.settings.body_timeout, reading).await {
        Ok(Ok(body)) => Ok((parts, body)),
        // Whatever else ends a body early ends the connection too, so that nobody reads this answer.
        Ok(Err(_)) => Err(Refused::too_large(cap)),
        Err(_) => Err(Refused::too_slow()),
    }
}

/// Who asks, when the proof holds.
pub(super) enum Asking {
    Welcome(Caller),
    Revoked(Caller),
}

impl Asking {
    pub(super) fn welcome(self) -> Result<Caller, Refused> {
        match self {
            Self::Welcome(caller) => Ok(caller),
            Self::Revoked(_) => Err(Refused::revoked()),
        }
    }

    /// Whoever asks may bring something: a withdrawn handheld hands over its photos for a while, as it does its edits.
    pub(super) fn bringing(self, hub: &Hub) -> Result<Caller, Refused> {
        match self {
            Self::Welcome(caller) => Ok(caller),
            Self::Revoked(caller) if may_hand_over(hub, caller.device)? => Ok(caller),
            Self::Revoked(_) => Err(Refused::revoked()),
        }
    }
}

/// How long a withdrawn handheld's photos are taken, in milliseconds: a phone may lie in a drawer over a long holiday.
const HANDED_OVER_FOR_MS: i64 = 30 * 24 * 3_600_000;

/// Files that are taken from a handheld that is withdrawn, at most: whoever has it now may have its key as well.
const HANDED_OVER_AT_MOST: u64 = 500;

/// True while a device may bring files.
pub(super) fn may_hand_over(hub: &Hub, device: DeviceId) -> Result<bool, Refused> {
    let now = hub.inner.clock.now();
    hub.inner.db.read(|transaction| {
        let Some(device) = people::device(transaction, device)? else { return Ok(false) };
        let Some(revoked_at) = device.revoked_at else { return Ok(true) };
        Ok(now < revoked_at.plus_milliseconds(HANDED_OVER_FOR_MS)
            && attachment::brought_since(transaction, device.entry.device, revoked_at)? < HANDED_OVER_AT_MOST)
    })
}

fn proof(parts: &Parts) -> Result<Proof, Refused> {
    let value = parts.headers.get(PROOF_HEADER).and_then(|value| value.to_str().ok());
    value.and_then(Proof::from_header).ok_or_else(|| Refused::unauthorised("The request is not signed by a handheld."))
}

/// Checks that a device's key made this request, and uses its number up.
pub(super) fn proven(hub: &Hub, parts: &Parts, body: &[u8]) -> Result<Asking, Refused> {
    let proof = proof(parts)?;
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let known = hub.inner.db.read(|transaction| people::device(transaction, proof.device))?;
    let device = known.ok_or_else(|| Refused::unauthorised("The hub does not know this handheld."))?;
    if !proof.proves(parts.method.as_str(), path, body, &device.key) {
        return Err(Refused::unauthorised("The request is not signed with this handheld's key."));
    }
    if !hub.inner.rates.draw(proof.device, hub.inner.clock.now()) {
        return Err(Refused::too_many());
    }
    // Read again within the transaction: two copies of one request may race each other here.
    let device = hub.inner.db.write(|transaction| {
        let device = people::device(transaction, proof.device)?;
        let device = device.ok_or_else(|| Refused::unauthorised("The hub does not know this handheld."))?;
        let window = device.requests.admit(proof.counter);
        let window = window.ok_or_else(|| Refused::replayed(device.requests.top))?;
        people::set_requests(transaction, proof.device, window)?;
        Ok::<_, Refused>(device)
    })?;
    Ok(if device.revoked_at.is_some() { Asking::Revoked(device.caller()) } else { Asking::Welcome(device.caller()) })
}

pub(super) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refused> {
    wire::decode(body).map_err(|error| match error {
        wire::WireError::TooLarge => Refused::too_large(wire::MAX_BODY),
        other => Refused::malformed(other),
    })
}

pub(super) fn answer<T: Serialize>(message: &T) -> Result<Response, Refused> {
    let body = wire::encode(message).map_err(|_| Refused::unavailable("The hub could not write its answer."))?;
    Ok(([(header::CONTENT_TYPE, MEDIA_TYPE)], body).into_response())
}

/// Runs work on the database on a thread of its own.
pub(super) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Refused> + Send + 'static,
) -> Result<T, Refused> {
    match spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => {
            tracing::error!(%error, "a request ended in a fault of the hub's own");
            Err(Refused::unavailable("The hub could not answer this request."))
        }
    }
}
