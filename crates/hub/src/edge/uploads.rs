//! Attachments over HTTP: sent whole or in parts by the words of tus 1.0, and fetched.

use std::io;

use axum::{
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use protocol::wire::MAX_SENT;
use tower::ServiceExt;
use tower_http::services::ServeFile;

use super::receive::{aside, proven, receive};
use crate::{
    attachments::{MAX_ATTACHMENT, Uploaded, hash_from_hex},
    db::{
        Caller,
        sqlite::attachment::{self, Attachment},
    },
    hub::Hub,
    refused::Refused,
};

/// How many bytes of a file the hub has: the tus 1.0 name.
const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");

/// How many bytes a file has in all: the tus 1.0 name.
const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");

/// How much of a file the hub has: all of it when the length is there too.
pub(super) async fn offset(
    State(hub): State<Hub>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Refused> {
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

pub(super) async fn put(
    State(hub): State<Hub>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    let hash = hash_from_hex(&name).ok_or_else(|| Refused::unknown("such attachment"))?;
    let turn = hub.inner.uploads.acquire().await;
    let _turn = turn.map_err(|_| Refused::unavailable("The hub is stopping."))?;
    let (parts, body) = receive(&hub, request, MAX_ATTACHMENT).await?;
    let hub = hub.clone();
    aside(move || {
        let caller = proven(&hub, &parts, &body)?.welcome()?;
        let uploaded = hub.inner.shelf.put(&hash, caller.device, &body).map_err(disk)?;
        stored(&hub, &caller, hash, &uploaded)
    })
    .await
}

pub(super) async fn patch(
    State(hub): State<Hub>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Refused> {
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

pub(super) async fn download(
    State(hub): State<Hub>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Refused> {
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
