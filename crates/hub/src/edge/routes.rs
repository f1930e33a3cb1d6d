//! The routes: bytes and headers in, bytes and headers out.

use std::io::{self, Write};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
    routing::{get, head, post},
};
use protocol::{
    VERSION, VERSION_HEADER,
    message::{LackingRequest, LackingResponse, MAX_ATTACHMENTS_ASKED},
    wire::{MAX_SENT, MEDIA_TYPE},
};
use tokio::{sync::mpsc, task::spawn_blocking};
use tokio_stream::wrappers::ReceiverStream;
use tower_http::set_header::SetResponseHeaderLayer;

use super::{
    downloads::download,
    pokes::listen,
    receive::{Asking, answer, aside, decode, proven, receive},
    uploads::{create, offset, options, patch},
};
use crate::{db::sqlite::people, enrol, exchange, fill, hub::Hub, lone_worker, reconcile, refused::Refused, unlock};

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
        .route("/v1/reconcile", post(reconcile))
        .route("/v1/succeed", post(succeed))
        .route("/v1/readmit", post(readmit))
        .route("/v1/unlock", post(unlock))
        .route("/v1/watch", post(watch))
        .route("/v1/pokes", get(listen))
        .route("/v1/attachments/lacking", post(lacking))
        .route("/v1/attachments/{hash}", get(download))
        .route("/v1/uploads", post(create).options(options))
        .route("/v1/uploads/{address}", head(offset).patch(patch).options(options))
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
            Asking::Welcome(caller) => {
                let response = exchange::exchange(&hub.inner, &caller, &request(&body)?)?;
                hub.inner.pokes.given(caller.device, &response);
                if !response.verdicts.is_empty() {
                    hub.inner.pokes.look();
                }
                Ok(response)
            }
            Asking::Revoked(caller) => {
                // What a withdrawn handheld still brings is set aside before it is turned away.
                let request: protocol::message::ExchangeRequest = request(&body)?;
                crate::intake::take(&hub.inner, caller.device, &request.batches)?;
                let device = hub.inner.db.read(|transaction| people::device(transaction, caller.device))?;
                Err(device.map_or_else(Refused::revoked, |device| Refused::revoked_after(&device.tail)))
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

async fn reconcile(State(hub): State<Hub>, request: Request) -> Result<Response, Refused> {
    let (parts, body) = receive(&hub, request, MAX_SENT).await?;
    let response = aside(move || {
        let caller = proven(&hub, &parts, &body)?.welcome()?;
        let response = reconcile::answer(&hub.inner, &caller, &decode(&body)?)?;
        hub.inner.pokes.look();
        Ok(response)
    });
    answer(&response.await?)
}

async fn watch(State(hub): State<Hub>, request: Request) -> Result<Response, Refused> {
    let (parts, body) = receive(&hub, request, MAX_ENROL).await?;
    let response = aside(move || {
        let caller = proven(&hub, &parts, &body)?.welcome()?;
        lone_worker::hear(&hub.inner, &caller, &decode(&body)?)
    });
    answer(&response.await?)
}

async fn lacking(State(hub): State<Hub>, request: Request) -> Result<Response, Refused> {
    let (parts, body) = receive(&hub, request, MAX_SENT).await?;
    let response = aside(move || {
        proven(&hub, &parts, &body)?.welcome()?;
        let LackingRequest { hashes } = decode(&body)?;
        if hashes.len() > MAX_ATTACHMENTS_ASKED {
            return Err(Refused::malformed(format_args!("it names more than {MAX_ATTACHMENTS_ASKED} attachments")));
        }
        Ok(LackingResponse { lacking: hub.lacking(&hashes)? })
    });
    answer(&response.await?)
}

async fn succeed(State(hub): State<Hub>, request: Request) -> Result<Response, Refused> {
    let (parts, body) = receive(&hub, request, MAX_ENROL).await?;
    let response = aside(move || {
        let caller = proven(&hub, &parts, &body)?.welcome()?;
        enrol::succeed(&hub.inner, &caller, &decode(&body)?)
    });
    answer(&response.await?)
}

async fn readmit(State(hub): State<Hub>, request: Request) -> Result<Response, Refused> {
    let (_, body) = receive(&hub, request, MAX_ENROL).await?;
    let request = decode(&body)?;
    answer(&aside(move || enrol::readmit(&hub.inner, &request)).await?)
}

async fn unlock(State(hub): State<Hub>, request: Request) -> Result<Response, Refused> {
    let (_, body) = receive(&hub, request, MAX_ENROL).await?;
    let request = decode(&body)?;
    answer(&aside(move || unlock::unlock(&hub.inner, &request)).await?)
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
