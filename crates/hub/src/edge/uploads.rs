//! Attachments on their way up: the tus 1.0 protocol with its extensions creation, checksum and expiration.
//!
//! `POST /v1/uploads` carries the handheld's proof, names the SHA-256 that the whole will have, and is answered with an
//! address ([`super::ticket`]) that anybody's tus client can send the bytes to. A body is written as it arrives: after
//! a cut at any byte the upload goes on from there. What is too large is refused by what is said of it, before any of
//! it is read.

use axum::{
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::DateTime;
use domain::time::Timestamp;

use super::{
    arriving::{self, Checksum, Taken},
    receive::{aside, may_hand_over, proven, receive},
    ticket::{LIFETIME_MS, Ticket},
};
use crate::{
    attachments::{MAX_ATTACHMENT, Uploaded, hash_from_hex},
    db::sqlite::attachment::{self, Attachment},
    hub::Hub,
    refused::Refused,
};

/// The version of tus that we speak.
const TUS: HeaderValue = HeaderValue::from_static("1.0.0");
const TUS_RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const TUS_VERSION: HeaderName = HeaderName::from_static("tus-version");
const TUS_EXTENSION: HeaderName = HeaderName::from_static("tus-extension");
const TUS_MAX_SIZE: HeaderName = HeaderName::from_static("tus-max-size");
const TUS_CHECKSUM_ALGORITHM: HeaderName = HeaderName::from_static("tus-checksum-algorithm");
const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");
const UPLOAD_METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const UPLOAD_CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
const UPLOAD_EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const OFFSET_OCTETS: &str = "application/offset+octet-stream";

/// The key in `Upload-Metadata` under which the SHA-256 of the whole stands, in hexadecimal.
const SHA256: &str = "sha256";

/// What this hub can do.
pub(super) async fn options() -> Response {
    let headers = HeaderMap::from_iter([
        (TUS_RESUMABLE, TUS),
        (TUS_VERSION, TUS),
        (TUS_EXTENSION, HeaderValue::from_static("creation,checksum,expiration")),
        (TUS_MAX_SIZE, HeaderValue::from(MAX_ATTACHMENT)),
        (TUS_CHECKSUM_ALGORITHM, HeaderValue::from_static("sha1,sha256")),
    ]);
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// Begins an upload, or finds where it stopped.
pub(super) async fn create(State(hub): State<Hub>, request: Request) -> Result<Response, Refused> {
    speaks_tus(request.headers())?;
    let length = length(request.headers())?;
    let hash = named(request.headers())?;
    let (parts, body) = receive(&hub, request, 0).await?;
    let ticket = {
        let hub = hub.clone();
        aside(move || {
            let caller = proven(&hub, &parts, &body)?.bringing(&hub)?;
            let expires = hub.inner.clock.now().plus_milliseconds(LIFETIME_MS);
            Ok(Ticket { hash, length, device: caller.device, expires })
        })
        .await?
    };
    let turn = hub.inner.turns.take((ticket.hash, ticket.device)).await;
    let (ticket, offset, address) = {
        let hub = hub.clone();
        aside(move || {
            let offset = reached(&hub, &ticket)?;
            let address = ticket.sign(&hub.inner.key);
            Ok((ticket, offset, address))
        })
        .await?
    };
    drop(turn);
    let mut headers = standing(&ticket, offset);
    let address = HeaderValue::try_from(format!("/v1/uploads/{address}"));
    headers.insert(header::LOCATION, address.map_err(|_| Refused::unavailable("The hub could not make an address."))?);
    Ok((StatusCode::CREATED, headers).into_response())
}

/// How much of a file the hub has. A connection that is still at it, because the hub has not heard that it was cut,
/// leaves first: afterwards nothing is added behind the handheld's back.
pub(super) async fn offset(
    State(hub): State<Hub>,
    Path(address): Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    speaks_tus(request.headers())?;
    let ticket = admitted(&hub, address).await?;
    let turn = hub.inner.turns.take((ticket.hash, ticket.device)).await;
    let (at, ticket) = aside(move || Ok((reached(&hub, &ticket)?, ticket))).await?;
    drop(turn);
    Ok((StatusCode::OK, standing(&ticket, at)).into_response())
}

/// Adds bytes.
pub(super) async fn patch(
    State(hub): State<Hub>,
    Path(address): Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    let (parts, body) = request.into_parts();
    speaks_tus(&parts.headers)?;
    if text(&parts.headers, &header::CONTENT_TYPE) != Some(OFFSET_OCTETS) {
        return Err(Refused::media_type(OFFSET_OCTETS));
    }
    let at = number(&parts.headers, &UPLOAD_OFFSET)?;
    let checksum = checksum(&parts)?;
    let ticket = admitted(&hub, address).await?;
    let said = text(&parts.headers, &header::CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    if said.is_some_and(|length| at.saturating_add(length) > ticket.length) {
        return Err(Refused::beyond(ticket.length));
    }
    // On a task of its own, so that what has arrived is kept when the connection takes this handler with it.
    let (working, mine) = (hub.clone(), ticket.clone());
    let taking = tokio::spawn(async move {
        let mut turn = working.inner.turns.take((mine.hash, mine.device)).await;
        let started = {
            let (hub, ticket) = (working.clone(), mine.clone());
            aside(move || reached(&hub, &ticket)).await?
        };
        if started != at {
            return Ok(Err(started));
        }
        if started == mine.length {
            return Ok(Ok(Taken::Reached(started)));
        }
        let taken = arriving::take(&working, &mine, body, checksum, &mut turn).await?;
        Ok::<_, Refused>(Ok(taken))
    });
    let taken = taking.await.unwrap_or_else(|error| {
        tracing::error!(%error, "an upload ended in a fault of the hub's own");
        Err(Refused::unavailable("The hub could not take in this file."))
    });
    match taken? {
        Err(offset) => {
            let refused = Refused::conflict(format!("The hub has {offset} bytes of this file."), "Go on from there.");
            Ok((standing(&ticket, offset), refused).into_response())
        }
        Ok(Taken::Reached(offset)) => Ok((StatusCode::NO_CONTENT, standing(&ticket, offset)).into_response()),
        Ok(Taken::WrongChecksum) => Err(Refused::checksum("A part of the file arrived damaged and was not kept.")),
        Ok(Taken::Finished(Uploaded::NotWhatItWasNamed)) => {
            Err(Refused::checksum("The file arrived damaged, and nothing of it was kept."))
        }
        Ok(Taken::Finished(Uploaded::Whole { size, .. })) => {
            Ok((StatusCode::NO_CONTENT, standing(&ticket, size)).into_response())
        }
    }
}

/// Remembers a file that is whole, and tells those who wait for it.
pub(super) fn remember(hub: &Hub, ticket: &Ticket, uploaded: &Uploaded) -> Result<(), Refused> {
    if let Uploaded::Whole { size, media_type } = *uploaded {
        let file = Attachment { hash: ticket.hash, size, media_type: media_type.to_owned() };
        let now = hub.inner.clock.now();
        if hub.inner.db.write(|transaction| attachment::add(transaction, &file, ticket.device, now))? {
            hub.inner.pokes.attachment_came(ticket.hash);
        } else if let Err(error) = hub.inner.destroy_redacted() {
            tracing::error!(%error, "a picture that was redacted is destroyed later");
        }
    }
    Ok(())
}

/// Bytes that the hub has. A part longer than what was announced belongs to another announcement, and goes. One that has
/// all its bytes is finished now: the hub was stopped before it could, and whoever hears that all is there sends no more.
fn reached(hub: &Hub, ticket: &Ticket) -> Result<u64, Refused> {
    let (whole, redacted) = hub.inner.db.read(|transaction| {
        let whole = attachment::find(transaction, &ticket.hash)?;
        Ok::<_, crate::db::DbError>((whole, attachment::is_redacted(transaction, &ticket.hash)?))
    })?;
    // Whoever brings it has nothing more to send: there is to be no such picture.
    if redacted {
        return Ok(ticket.length);
    }
    // A folder that was put back by hand may lack what its database names.
    let whole = whole.filter(|_| hub.inner.shelf.has(&ticket.hash));
    if let Some(file) = whole {
        let other = "The hub has this file, and it has another length.";
        return if file.size == ticket.length { Ok(file.size) } else { Err(Refused::checksum(other)) };
    }
    let shelf = &hub.inner.shelf;
    let offset = shelf.offset(&ticket.hash, ticket.device).map_err(|error| Refused::disk(&error))?;
    if offset < ticket.length {
        return Ok(offset);
    }
    if offset == ticket.length {
        let uploaded = shelf.finish(&ticket.hash, ticket.device).map_err(|error| Refused::disk(&error))?;
        remember(hub, ticket, &uploaded)?;
        return Ok(if matches!(uploaded, Uploaded::Whole { .. }) { offset } else { 0 });
    }
    shelf.drop_part(&ticket.hash, ticket.device).map_err(|error| Refused::disk(&error))?;
    Ok(0)
}

/// The upload behind an address, while it is good and its device is welcome.
async fn admitted(hub: &Hub, address: String) -> Result<Ticket, Refused> {
    let hub = hub.clone();
    aside(move || {
        let inner = &hub.inner;
        let ticket = Ticket::read(&address, &inner.key).ok_or_else(|| Refused::unknown("such upload"))?;
        if inner.clock.now() > ticket.expires {
            return Err(Refused::upload_expired());
        }
        if !may_hand_over(&hub, ticket.device)? {
            return Err(Refused::revoked());
        }
        if !inner.rates.draw(ticket.device, inner.clock.now()) {
            return Err(Refused::too_many());
        }
        Ok(ticket)
    })
    .await
}

fn standing(ticket: &Ticket, offset: u64) -> HeaderMap {
    let mut headers = HeaderMap::from_iter([
        (TUS_RESUMABLE, TUS),
        (UPLOAD_OFFSET, HeaderValue::from(offset)),
        (UPLOAD_LENGTH, HeaderValue::from(ticket.length)),
    ]);
    if let Some(expires) = http_date(ticket.expires) {
        headers.insert(UPLOAD_EXPIRES, expires);
    }
    headers
}

/// "Sun, 22 Nov 2026 12:10:00 GMT"
fn http_date(at: Timestamp) -> Option<HeaderValue> {
    let at = DateTime::from_timestamp_millis(at.milliseconds())?;
    HeaderValue::try_from(at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()).ok()
}

fn speaks_tus(headers: &HeaderMap) -> Result<(), Refused> {
    if headers.get(&TUS_RESUMABLE) == Some(&TUS) { Ok(()) } else { Err(Refused::tus_version()) }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Result<u64, Refused> {
    let value = text(headers, name).and_then(|text| text.parse().ok());
    value.ok_or_else(|| Refused::malformed(format_args!("the header {name} is missing or is no number")))
}

/// What is announced to be too large is refused here: not a byte of it is read.
fn length(headers: &HeaderMap) -> Result<u64, Refused> {
    match number(headers, &UPLOAD_LENGTH)? {
        0 => Err(Refused::malformed("an empty file has nothing to send")),
        length if length > MAX_ATTACHMENT as u64 => Err(Refused::too_large(MAX_ATTACHMENT)),
        length => Ok(length),
    }
}

/// The SHA-256 in `Upload-Metadata`: pairs of a key and a base64 value, parted by commas.
fn named(headers: &HeaderMap) -> Result<[u8; 32], Refused> {
    let pairs = text(headers, &UPLOAD_METADATA).unwrap_or_default().split(',');
    let value = pairs.filter_map(|pair| pair.trim().split_once(' ')).find(|(key, _)| *key == SHA256);
    let hash = value.and_then(|(_, value)| STANDARD.decode(value.trim()).ok()).and_then(|hex| {
        let hex = String::from_utf8(hex).ok()?;
        hash_from_hex(&hex)
    });
    hash.ok_or_else(|| Refused::malformed("the header upload-metadata names no sha256 of the whole in hexadecimal"))
}

fn checksum(parts: &Parts) -> Result<Option<Checksum>, Refused> {
    let Some(said) = parts.headers.get(&UPLOAD_CHECKSUM) else { return Ok(None) };
    let said = said.to_str().ok().and_then(Checksum::read);
    said.map(Some).ok_or_else(|| Refused::malformed("the header upload-checksum is no sha1 or sha256 in base64"))
}
