//! The routes: bytes and headers in, bytes and headers out.

use std::io::{self, Write};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use protocol::{
    VERSION, VERSION_HEADER,
    proof::{PROOF_HEADER, Proof},
    wire::{self, MAX_SENT, MEDIA_TYPE},
};
use serde::{Serialize, de::DeserializeOwned};
use tokio::{sync::mpsc, task::spawn_blocking, time::timeout};
use tokio_stream::wrappers::ReceiverStream;
use tower::ServiceExt;
use tower_http::{services::ServeFile, set_header::SetResponseHeaderLayer};

use crate::{
    attachments::{MAX_ATTACHMENT, Uploaded, hash_from_hex},
    db::{
        Caller,
        sqlite::{
            attachment::{self, Attachment},
            people,
        },
    },
    enrol, exchange, fill,
    hub::Hub,
    refused::Refused,
};

/// How many bytes of a file the hub has: the tus 1.0 name.
const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");

/// How many bytes a file has in all: the tus 1.0 name.
const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");

/// Bytes of a request to enrol, at most.
const MAX_ENROL: usize = 4 << 10;

/// The hub's routes.
pub fn router(hub: &Hub) -> Router {
    let version = HeaderValue::from(VERSION);
    Router::new()
        .route("/v1/health", get(health))
        .route("/v1/enrol", post(enrol))
        .route("/v1/exchange", post(exchange))
        .route("/v1/fill", post(fill))
        .route("/v1/attachments/{hash}", get(download).head(offset).put(put).patch(patch))
        .fallback(async || Refused::unknown("such page"))
        .method_not_allowed_fallback(async || Refused::unknown("such page for this method"))
        .layer(SetResponseHeaderLayer::overriding(HeaderName::from_static(VERSION_HEADER), version))
        .layer(SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .with_state(hub.clone())
}

/// Alive, and the database answers.
async fn health(State(hub): State<Hub>) -> Result<&'static str, Refused> {
    aside(move || hub.inner.db.read(|transaction| Ok(crate::db::sqlite::this::head(transaction)?)))
        .await
        .map(|_| "ok\n")
}

async fn enrol(State(hub): State<Hub>, request: Request) -> Result<Response, Refused> {
    let (_, body) = receive(&hub, request, MAX_ENROL).await?;
    let request = decode(&body)?;
    answer(&aside(move || enrol::enrol(&hub.inner, &request)).await?)
}

async fn exchange(State(hub): State<Hub>, request: Request) -> Result<Response, Refused> {
    let (parts, body) = receive(&hub, request, MAX_SENT).await?;
    let response = aside(move || {
        let request = |body: &[u8]| decode(body);
        match proven(&hub, &parts, &body)? {
            Asking::Welcome(caller) => Ok(exchange::exchange(&hub.inner, &caller, &request(&body)?)?),
            Asking::Revoked(caller) => {
                // What a withdrawn handheld still brings is set aside before it is turned away.
                let request: protocol::message::ExchangeRequest = request(&body)?;
                crate::intake::take(&hub.inner, caller.device, &request.batches)?;
                Err(Refused::revoked())
            }
        }
    });
    answer(&response.await?)
}

async fn fill(State(hub): State<Hub>, request: Request) -> Result<Response, Refused> {
    let (parts, body) = receive(&hub, request, MAX_SENT).await?;
    let (hub, filling) = aside(move || {
        let caller = proven(&hub, &parts, &body)?.welcome()?;
        let filling = fill::begin(&hub.inner, &caller, &decode(&body)?)?;
        Ok((hub, filling))
    })
    .await?;
    let (sender, receiver) = mpsc::channel(4);
    spawn_blocking(move || {
        if let Err(error) = fill::stream(&hub.inner, filling, Sending(&sender)) {
            // The body ends without its last frame, so the handheld knows that it was cut.
            tracing::debug!(%error, "a fill was cut");
            let _it_has_gone = sender.blocking_send(Err(io::Error::other(error.to_string())));
        }
    });
    let body = Body::from_stream(ReceiverStream::new(receiver));
    Ok(([(header::CONTENT_TYPE, MEDIA_TYPE)], body).into_response())
}

/// Writes into the body of an answer, and waits while nobody reads it.
struct Sending<'a>(&'a mpsc::Sender<io::Result<Bytes>>);

impl Write for Sending<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let sent = self.0.blocking_send(Ok(Bytes::copy_from_slice(bytes)));
        sent.map(|()| bytes.len()).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How much of a file the hub has: all of it when the length is there too.
async fn offset(State(hub): State<Hub>, Path(name): Path<String>, request: Request) -> Result<Response, Refused> {
    let (parts, body) = receive(&hub, request, 0).await?;
    let hash = hash_from_hex(&name).ok_or_else(|| Refused::unknown("such attachment"))?;
    aside(move || {
        let caller = proven(&hub, &parts, &body)?.welcome()?;
        if let Some(file) = hub.inner.db.read(|transaction| attachment::find(transaction, &hash))? {
            let mut headers = offset_headers(file.size);
            headers.insert(UPLOAD_LENGTH, HeaderValue::from(file.size));
            return Ok((StatusCode::OK, headers).into_response());
        }
        let offset = hub.inner.shelf.offset(&hash, caller.device).map_err(disk)?;
        Ok((StatusCode::OK, offset_headers(offset)).into_response())
    })
    .await
}

async fn put(State(hub): State<Hub>, Path(name): Path<String>, request: Request) -> Result<Response, Refused> {
    let hash = hash_from_hex(&name).ok_or_else(|| Refused::unknown("such attachment"))?;
    let (parts, body) = receive(&hub, request, MAX_ATTACHMENT).await?;
    aside(move || {
        let caller = proven(&hub, &parts, &body)?.welcome()?;
        let uploaded = hub.inner.shelf.put(&hash, caller.device, &body).map_err(disk)?;
        stored(&hub, &caller, hash, &uploaded)
    })
    .await
}

async fn patch(State(hub): State<Hub>, Path(name): Path<String>, request: Request) -> Result<Response, Refused> {
    let hash = hash_from_hex(&name).ok_or_else(|| Refused::unknown("such attachment"))?;
    let number = |headers: &HeaderMap, name: HeaderName| -> Result<u64, Refused> {
        let value = headers.get(&name).and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok());
        value.ok_or_else(|| Refused::malformed(format_args!("the header {name} is missing or is no number")))
    };
    let (at, length) = (number(request.headers(), UPLOAD_OFFSET)?, number(request.headers(), UPLOAD_LENGTH)?);
    if length > MAX_ATTACHMENT as u64 {
        return Err(Refused::too_large(MAX_ATTACHMENT));
    }
    let (parts, body) = receive(&hub, request, MAX_SENT).await?;
    if at.saturating_add(body.len() as u64) > length {
        return Err(Refused::malformed("the part goes beyond the length of the whole"));
    }
    aside(move || {
        let caller = proven(&hub, &parts, &body)?.welcome()?;
        let uploaded = hub.inner.shelf.add(&hash, caller.device, at, length, &body).map_err(disk)?;
        stored(&hub, &caller, hash, &uploaded)
    })
    .await
}

/// Answers an upload, and remembers a file that is whole.
fn stored(hub: &Hub, caller: &Caller, hash: [u8; 32], uploaded: &Uploaded) -> Result<Response, Refused> {
    match *uploaded {
        Uploaded::Whole { size, media_type } => {
            let file = Attachment { hash, size, media_type: media_type.to_owned() };
            let now = hub.inner.clock.now();
            hub.inner.db.write(|transaction| attachment::add(transaction, &file, caller.device, now))?;
            Ok((StatusCode::CREATED, offset_headers(size)).into_response())
        }
        Uploaded::Part(offset) => Ok((StatusCode::NO_CONTENT, offset_headers(offset)).into_response()),
        Uploaded::OffsetIs(offset) => {
            let message = format!("The hub has {offset} bytes of this file.");
            let refused = Refused::conflict(message, "Go on from there.");
            Ok((offset_headers(offset), refused).into_response())
        }
        Uploaded::NotWhatItWasNamed => {
            Err(Refused::conflict("The file arrived damaged, and nothing of it was kept.", "Send it again."))
        }
    }
}

async fn download(State(hub): State<Hub>, Path(name): Path<String>, request: Request) -> Result<Response, Refused> {
    let range = request.headers().get(header::RANGE).cloned();
    let hash = hash_from_hex(&name).ok_or_else(|| Refused::unknown("such attachment"))?;
    let (parts, body) = receive(&hub, request, 0).await?;
    let (path, media_type) = aside(move || {
        let caller = proven(&hub, &parts, &body)?.welcome()?;
        let found = hub.inner.db.read(|transaction| {
            let may = attachment::may_fetch(transaction, &caller, &hash)?;
            Ok::<_, Refused>((may, attachment::find(transaction, &hash)?))
        })?;
        match found {
            (true, Some(file)) => Ok((hub.inner.shelf.path(&hash), file.media_type)),
            (true, None) => Err(Refused::unknown("such attachment yet: the handheld that took it has not sent it")),
            (false, _) => Err(Refused::not_yours("this attachment")),
        }
    })
    .await?;
    let mut wanted = Request::new(Body::empty());
    if let Some(range) = range {
        wanted.headers_mut().insert(header::RANGE, range);
    }
    // Serving cannot fail: trouble with the file becomes a status.
    let served = ServeFile::new(path).oneshot(wanted).await.unwrap_or_else(|never| match never {});
    let mut response = served.map(Body::new);
    let media_type = HeaderValue::from_str(&media_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Ok(response)
}

fn offset_headers(offset: u64) -> HeaderMap {
    HeaderMap::from_iter([(UPLOAD_OFFSET, HeaderValue::from(offset))])
}

fn disk(error: io::Error) -> Refused {
    tracing::error!(%error, "an attachment could not be stored or read");
    Refused::unavailable(match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "The hub has no room to store anything.",
        _ => "The hub cannot use its attachments at the moment.",
    })
}

/// Reads a request whose version is ours and whose body is not larger than `cap` and comes in time.
async fn receive(hub: &Hub, request: Request, cap: usize) -> Result<(Parts, Bytes), Refused> {
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
enum Asking {
    Welcome(Caller),
    Revoked(Caller),
}

impl Asking {
    fn welcome(self) -> Result<Caller, Refused> {
        match self {
            Self::Welcome(caller) => Ok(caller),
            Self::Revoked(_) => Err(Refused::revoked()),
        }
    }
}

fn proof(parts: &Parts) -> Result<Proof, Refused> {
    let value = parts.headers.get(PROOF_HEADER).and_then(|value| value.to_str().ok());
    value.and_then(Proof::from_header).ok_or_else(|| Refused::unauthorised("The request is not signed by a handheld."))
}

/// Checks that a device's key made this request, and uses its number up.
fn proven(hub: &Hub, parts: &Parts, body: &[u8]) -> Result<Asking, Refused> {
    let proof = proof(parts)?;
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let known = hub.inner.db.read(|transaction| people::device(transaction, proof.device))?;
    let device = known.ok_or_else(|| Refused::unauthorised("The hub does not know this handheld."))?;
    if !proof.proves(method(&parts.method), path, body, &device.key) {
        return Err(Refused::unauthorised("The request is not signed with this handheld's key."));
    }
    if !hub.inner.rates.draw(proof.device, hub.inner.clock.now()) {
        return Err(Refused::too_many());
    }
    // Read again within the transaction: two copies of one request may race each other here.
    let device = hub.inner.db.write(|transaction| {
        let device = people::device(transaction, proof.device)?;
        let device = device.ok_or_else(|| Refused::unauthorised("The hub does not know this handheld."))?;
        let window = device.requests.admit(proof.counter).ok_or_else(Refused::replayed)?;
        people::set_requests(transaction, proof.device, window)?;
        Ok::<_, Refused>(device)
    })?;
    Ok(if device.revoked_at.is_some() { Asking::Revoked(device.caller()) } else { Asking::Welcome(device.caller()) })
}

fn method(method: &Method) -> &str {
    method.as_str()
}

fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refused> {
    wire::decode(body).map_err(|error| match error {
        wire::WireError::TooLarge => Refused::too_large(wire::MAX_BODY),
        other => Refused::malformed(other),
    })
}

fn answer<T: Serialize>(message: &T) -> Result<Response, Refused> {
    let body = wire::encode(message).map_err(|_| Refused::unavailable("The hub could not write its answer."))?;
    Ok(([(header::CONTENT_TYPE, MEDIA_TYPE)], body).into_response())
}

/// Runs work on the database on a thread of its own.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T, Refused> + Send + 'static) -> Result<T, Refused> {
    match spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => {
            tracing::error!(%error, "a request ended in a fault of the hub's own");
            Err(Refused::unavailable("The hub could not answer this request."))
        }
    }
}
