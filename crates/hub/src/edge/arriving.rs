//! The bytes of one upload, written as they arrive.

use axum::body::{Body, Bytes};
use base64::{Engine, engine::general_purpose::STANDARD};
use futures_util::StreamExt;
use sha1::Sha1;
use sha2::{Digest, Sha256};
use tokio::time::timeout;

use super::{receive::aside, ticket::Ticket, turns::Turn, uploads};
use crate::{
    attachments::{Part, Uploaded},
    hub::Hub,
    refused::Refused,
};

/// Bytes that are gathered before they are handed to the disk.
const GATHERED: usize = 256 << 10;

/// What the sender says of one request's bytes.
#[derive(Debug)]
pub(super) enum Checksum {
    Sha1(Box<Sha1>, Vec<u8>),
    Sha256(Box<Sha256>, Vec<u8>),
}

impl Checksum {
    /// "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0="
    pub(super) fn read(text: &str) -> Option<Self> {
        let (algorithm, value) = text.split_once(' ')?;
        let value = STANDARD.decode(value.trim()).ok()?;
        match algorithm {
            "sha1" => Some(Self::Sha1(Box::default(), value)),
            "sha256" => Some(Self::Sha256(Box::default(), value)),
            _ => None,
        }
    }

    fn add(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha1(hash, _) => hash.update(bytes),
            Self::Sha256(hash, _) => hash.update(bytes),
        }
    }

    fn holds(self) -> bool {
        match self {
            Self::Sha1(hash, said) => hash.finalize().as_slice() == said,
            Self::Sha256(hash, said) => hash.finalize().as_slice() == said,
        }
    }
}

/// How it ended.
#[derive(Debug)]
pub(super) enum Taken {
    /// The hub has this many bytes, and more are to come.
    Reached(u64),
    /// The bytes of this request are not what was said of them; none was kept.
    WrongChecksum,
    /// The hub has all of it.
    Finished(Uploaded),
}

/// Takes in a body. What came before a cut is kept, unless a checksum was to hold for all of it.
pub(super) async fn take(
    hub: &Hub,
    ticket: &Ticket,
    body: Body,
    mut checksum: Option<Checksum>,
    turn: &mut Turn,
) -> Result<Taken, Refused> {
    let (shelf, hash, device) = (hub.inner.shelf.clone(), ticket.hash, ticket.device);
    let mut part = aside(move || shelf.go_on(&hash, device).map_err(|error| Refused::disk(&error))).await?;
    let mut pieces = body.into_data_stream();
    let mut gathered: Vec<u8> = Vec::new();
    let mut fault = None;
    let mut whole_body = false;
    loop {
        let piece = tokio::select! {
            biased;
            () = turn.over() => break,
            piece = timeout(hub.inner.settings.stall_timeout, pieces.next()) => piece,
        };
        let piece: Bytes = match piece {
            Ok(Some(Ok(piece))) => piece,
            Ok(None) => {
                whole_body = true;
                break;
            }
            // Cut, or silent for too long: what came is kept.
            Ok(Some(Err(_))) | Err(_) => break,
        };
        let held = part.reached().saturating_add(gathered.len() as u64);
        if held.saturating_add(piece.len() as u64) > ticket.length {
            fault = Some(Refused::beyond(ticket.length));
            break;
        }
        if let Some(checksum) = &mut checksum {
            checksum.add(&piece);
        }
        gathered.extend_from_slice(&piece);
        if gathered.len() >= GATHERED {
            part = add(part, std::mem::take(&mut gathered)).await?;
        }
    }
    part = add(part, gathered).await?;
    let wrong = checksum.is_some_and(|checksum| !whole_body || !checksum.holds());
    let (hub, ticket) = (hub.clone(), ticket.clone());
    let taken = aside(move || finish(&hub, &ticket, part, wrong)).await?;
    fault.map_or(Ok(taken), Err)
}

async fn add(mut part: Part, bytes: Vec<u8>) -> Result<Part, Refused> {
    aside(move || {
        part.add(&bytes).map_err(|error| Refused::disk(&error))?;
        Ok(part)
    })
    .await
}

fn finish(hub: &Hub, ticket: &Ticket, mut part: Part, wrong: bool) -> Result<Taken, Refused> {
    let disk = |error| Refused::disk(&error);
    if wrong {
        part.take_back().map_err(disk)?;
        return Ok(Taken::WrongChecksum);
    }
    part.flush().map_err(disk)?;
    if part.reached() < ticket.length {
        return Ok(Taken::Reached(part.reached()));
    }
    drop(part);
    let uploaded = hub.inner.shelf.finish(&ticket.hash, ticket.device).map_err(disk)?;
    uploads::remember(hub, ticket, &uploaded)?;
    Ok(Taken::Finished(uploaded))
}
