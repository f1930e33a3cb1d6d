//! Typed, signed requests to one hub, and its answers judged before anybody reads them.
//!
//! An answer counts as the hub's only when it carries the protocol's version header and the media type that was asked
//! for: a sign-in page of a public network has neither, whatever its status says.

use std::{sync::Arc, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use documents::certificate::{Certificate, Fingerprint};
use domain::id::DeviceId;
use ed25519_dalek::SigningKey;
use futures_util::StreamExt;
use protocol::{
    VERSION, VERSION_HEADER,
    enrolment::{EnrolRequest, EnrolResponse, FormerSelf, Invitation, ReadmissionRequest, SuccessionRequest},
    fill::{FillFrame, FillRequest},
    message::{ExchangeRequest, ExchangeResponse, LackingRequest, LackingResponse},
    proof::{PROOF_HEADER, Proof},
    reconcile::{ReconcileRequest, ReconcileResponse},
    recovery::{RecoverySeal, UnlockCode, UnlockRequest, UnlockResponse},
    refusal::Refusal,
    watch::{WatchRequest, WatchResponse},
    wire,
};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{
    SyncError,
    frames::FrameReader,
    pokes::PokeLines,
    transport::{Method, Pieces, Request, Response, Transport},
};

#[cfg(test)]
mod tests;

/// The media type of attachment bytes on their way up, as tus 1.0 names it.
const OFFSET_OCTETS: &str = "application/offset+octet-stream";

/// The status by which tus says that bytes are not what their checksum says.
const CHECKSUM_MISMATCH: u16 = 460;

/// The media type of a stream of pokes.
const EVENT_STREAM: &str = "text/event-stream";

/// How long a stream of pokes may be silent: the hub says every 15 seconds that it is there.
const SILENCE: Duration = Duration::from_secs(45);

/// How long a whole exchange may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// The largest attachment that is fetched, in bytes.
const MAX_ATTACHMENT: usize = 48 << 20;

/// The largest refusal that is read, in bytes.
const MAX_REFUSAL: usize = 16 << 10;

/// A device's side of the conversation with its hub. Each call takes a number that the device never uses twice.
#[derive(Clone)]
pub struct Conversation {
    transport: Arc<dyn Transport>,
    hub: String,
    device: DeviceId,
    key: SigningKey,
}

/// An upload that the hub has agreed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Where its bytes go: good for this upload alone, and for a day.
    pub address: String,
    /// Bytes that the hub has already.
    pub offset: u64,
}

/// What the hub said to a piece of an attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    /// It has this many bytes now.
    UpTo(u64),
    /// It has this many bytes, and the piece began elsewhere.
    Elsewhere(u64),
    /// The whole is not what its name says: the hub kept nothing, and it is sent again from the beginning.
    Damaged,
    /// The address is good no more: begin again, and go on from there.
    Expired,
}

/// Joins the hub that an invitation names.
///
/// # Errors
/// The hub cannot be reached, refuses, or is not the one that the invitation names.
pub async fn enrol(
    transport: &dyn Transport,
    invitation: &Invitation,
    key: &SigningKey,
) -> Result<EnrolResponse, SyncError> {
    let request = Request {
        method: Method::Post,
        path: "/v1/enrol".into(),
        headers: vec![version(), ("content-type", wire::MEDIA_TYPE.into())],
        body: wire::encode(&EnrolRequest::sign(invitation, key))?,
    };
    let answer: EnrolResponse =
        in_time(async { decoded(asked(transport, &invitation.hub, request).await?).await }).await?;
    welcomed(answer, key, &invitation.key_fingerprint)
}

/// Asks the hub that a code names to open a handheld's seal, whose PIN is lost. `reply` is a key for this one question.
///
/// # Errors
/// The hub cannot be reached, refuses, or its answer is for somebody else.
pub async fn unlock(
    transport: &dyn Transport,
    code: &UnlockCode,
    seal: RecoverySeal,
    reply: &SigningKey,
) -> Result<Zeroizing<[u8; 32]>, SyncError> {
    let UnlockCode(Invitation { hub, token, .. }) = code;
    let asks = UnlockRequest { token: *token, seal, reply_to: reply.verifying_key().to_bytes() };
    let request = Request {
        method: Method::Post,
        path: "/v1/unlock".into(),
        headers: vec![version(), ("content-type", wire::MEDIA_TYPE.into())],
        body: wire::encode(&asks)?,
    };
    let answer: UnlockResponse = in_time(async { decoded(asked(transport, hub, request).await?).await }).await?;
    answer.seal.open(reply).ok_or(SyncError::WrongHub)
}

/// A welcome that is from this hub and for this key.
fn welcomed(answer: EnrolResponse, key: &SigningKey, hub: &Fingerprint) -> Result<EnrolResponse, SyncError> {
    let ours = answer.certificate.public_key == key.verifying_key().to_bytes();
    if ours && answer.certificate.is_issued_by(hub) { Ok(answer) } else { Err(SyncError::WrongHub) }
}

impl Conversation {
    /// A conversation of `device`, whose key is `key`, with the hub at `hub` ("https://hub.example.org").
    #[must_use]
    pub fn new(transport: Arc<dyn Transport>, hub: String, device: DeviceId, key: SigningKey) -> Self {
        Self { transport, hub, device, key }
    }

    /// Pushes and pulls.
    ///
    /// # Errors
    /// The hub cannot be reached, refuses, or its answer cannot be read. Nothing may be taken as stored.
    pub async fn exchange(&self, number: u64, request: &ExchangeRequest) -> Result<ExchangeResponse, SyncError> {
        let request = self.signed(number, Method::Post, "/v1/exchange", wire::encode(request)?, wire::MEDIA_TYPE);
        in_time(async { decoded(asked(&*self.transport, &self.hub, request).await?).await }).await
    }

    /// Asks about a scope that differs.
    ///
    /// # Errors
    /// The hub cannot be reached or refuses.
    pub async fn reconcile(&self, number: u64, request: &ReconcileRequest) -> Result<ReconcileResponse, SyncError> {
        let request = self.signed(number, Method::Post, "/v1/reconcile", wire::encode(request)?, wire::MEDIA_TYPE);
        in_time(async { decoded(asked(&*self.transport, &self.hub, request).await?).await }).await
    }

    /// Asks to go on as another device, whose key is `successor`.
    ///
    /// # Errors
    /// The hub cannot be reached or refuses, or answers for another key than that.
    pub async fn succeed(
        &self,
        number: u64,
        successor: &SigningKey,
        hub_fingerprint: &Fingerprint,
    ) -> Result<EnrolResponse, SyncError> {
        let request = SuccessionRequest::sign(self.device, &self.key, successor, hub_fingerprint);
        let request = self.signed(number, Method::Post, "/v1/succeed", wire::encode(&request)?, wire::MEDIA_TYPE);
        let answer = in_time(async { decoded(asked(&*self.transport, &self.hub, request).await?).await }).await?;
        welcomed(answer, successor, hub_fingerprint)
    }

    /// Shows a certificate to a hub that does not know this device any more.
    ///
    /// # Errors
    /// The hub cannot be reached or refuses.
    pub async fn readmit(&self, certificate: Certificate, line: Vec<FormerSelf>) -> Result<EnrolResponse, SyncError> {
        let hub_fingerprint = certificate.hub_fingerprint();
        let request = Request {
            method: Method::Post,
            path: "/v1/readmit".into(),
            headers: vec![version(), ("content-type", wire::MEDIA_TYPE.into())],
            body: wire::encode(&ReadmissionRequest::sign(certificate, line, &self.key))?,
        };
        let answer = in_time(async { decoded(asked(&*self.transport, &self.hub, request).await?).await }).await?;
        welcomed(answer, &self.key, &hub_fingerprint)
    }

    /// Begins or goes on with a scope's stream.
    ///
    /// # Errors
    /// The hub cannot be reached or refuses.
    pub async fn fill(&self, number: u64, request: &FillRequest) -> Result<Frames, SyncError> {
        let request = self.signed(number, Method::Post, "/v1/fill", wire::encode(request)?, wire::MEDIA_TYPE);
        let answer = in_time(asked(&*self.transport, &self.hub, request)).await?;
        expect_type(&answer, wire::MEDIA_TYPE)?;
        Ok(Frames { pieces: answer.body, reader: FrameReader::new()? })
    }

    /// Begins to send an attachment of `length` bytes, or finds how far that has come.
    ///
    /// # Errors
    /// The hub cannot be reached or refuses.
    pub async fn begin_upload(&self, number: u64, hash: &[u8; 32], length: u64) -> Result<Upload, SyncError> {
        let mut request = self.signed(number, Method::Post, "/v1/uploads", Vec::new(), "");
        request.headers.push(tus());
        request.headers.push(("upload-length", length.to_string()));
        request.headers.push(("upload-metadata", format!("sha256 {}", STANDARD.encode(hex(hash)))));
        let answer = in_time(asked(&*self.transport, &self.hub, request)).await?;
        let address = answer.header("location").to_owned();
        let offset = answer.header("upload-offset").parse().map_err(|_| SyncError::NotTheHub)?;
        if address.starts_with("/v1/uploads/") { Ok(Upload { address, offset }) } else { Err(SyncError::NotTheHub) }
    }

    /// Appends a piece of an attachment. The address is proof enough.
    ///
    /// # Errors
    /// The hub cannot be reached or refuses.
    pub async fn append_upload(&self, address: &str, offset: u64, piece: Vec<u8>) -> Result<Appended, SyncError> {
        let octets = ("content-type", OFFSET_OCTETS.to_owned());
        let headers = vec![version(), tus(), octets, ("upload-offset", offset.to_string())];
        let request = Request { method: Method::Patch, path: address.to_owned(), headers, body: piece };
        let answer = in_time(sent(&*self.transport, &self.hub, request)).await?;
        let reached = || answer.header("upload-offset").parse().map_err(|_| SyncError::NotTheHub);
        match answer.status {
            409 => reached().map(Appended::Elsewhere),
            404 | 410 => Ok(Appended::Expired),
            CHECKSUM_MISMATCH => Ok(Appended::Damaged),
            200..=299 => reached().map(Appended::UpTo),
            _ => Err(refused(answer).await),
        }
    }

    /// Opens a stream on which the hub says when there is news.
    ///
    /// # Errors
    /// The hub cannot be reached or refuses.
    pub async fn pokes(&self, number: u64) -> Result<Pokes, SyncError> {
        let request = self.signed(number, Method::Get, "/v1/pokes", Vec::new(), "");
        let answer = in_time(asked(&*self.transport, &self.hub, request)).await?;
        expect_type(&answer, EVENT_STREAM)?;
        Ok(Pokes { pieces: answer.body, lines: PokeLines::default() })
    }

    /// Which of these attachments the hub lacks, though it has said before that it has them.
    ///
    /// # Errors
    /// The hub cannot be reached or refuses.
    pub async fn lacking(&self, number: u64, hashes: Vec<[u8; 32]>) -> Result<Vec<[u8; 32]>, SyncError> {
        let body = wire::encode(&LackingRequest { hashes })?;
        let request = self.signed(number, Method::Post, "/v1/attachments/lacking", body, wire::MEDIA_TYPE);
        let LackingResponse { lacking } =
            in_time(async { decoded(asked(&*self.transport, &self.hub, request).await?).await }).await?;
        Ok(lacking)
    }

    /// Says how it stands with somebody who works alone.
    ///
    /// # Errors
    /// The hub cannot be reached or refuses.
    pub async fn watch(&self, number: u64, said: &WatchRequest) -> Result<WatchResponse, SyncError> {
        let body = wire::encode(said)?;
        let request = self.signed(number, Method::Post, "/v1/watch", body, wire::MEDIA_TYPE);
        in_time(async { decoded(asked(&*self.transport, &self.hub, request).await?).await }).await
    }

    /// An attachment's bytes, checked against their name; none while the hub does not have them.
    ///
    /// # Errors
    /// The hub cannot be reached or refuses, or the bytes are damaged.
    pub async fn attachment(&self, number: u64, hash: &[u8; 32]) -> Result<Option<Vec<u8>>, SyncError> {
        let request = self.signed(number, Method::Get, &attachment(hash), Vec::new(), "");
        let answer = in_time(sent(&*self.transport, &self.hub, request)).await?;
        match answer.status {
            404 => Ok(None),
            200..=299 => {
                let bytes = collected(answer.body, MAX_ATTACHMENT).await?;
                let digest: [u8; 32] = Sha256::digest(&bytes).into();
                if digest == *hash { Ok(Some(bytes)) } else { Err(SyncError::AttachmentDamaged) }
            }
            _ => Err(refused(answer).await),
        }
    }

    /// A piece of the landlord's map from a byte on, `length` bytes at most; none while the hub does not have it, or has
    /// another by now. Only the whole can be checked against its name.
    ///
    /// # Errors
    /// The hub cannot be reached or refuses, or what came is no such piece.
    pub async fn map_piece(
        &self,
        number: u64,
        hash: &[u8; 32],
        from: u64,
        length: u64,
    ) -> Result<Option<Vec<u8>>, SyncError> {
        let mut request = self.signed(number, Method::Get, &attachment(hash), Vec::new(), "");
        request.headers.push(("range", format!("bytes={from}-{}", from.saturating_add(length).saturating_sub(1))));
        let answer = in_time(sent(&*self.transport, &self.hub, request)).await?;
        match answer.status {
            404 => Ok(None),
            206 if answer.header("content-range").starts_with(&format!("bytes {from}-")) => {
                let most = usize::try_from(length).unwrap_or(usize::MAX);
                collected(answer.body, most).await.map(Some)
            }
            // Whoever answers with the whole stands between this phone and its hub.
            200..=299 => Err(SyncError::NotTheHub),
            _ => Err(refused(answer).await),
        }
    }

    fn signed(&self, number: u64, method: Method, path: &str, body: Vec<u8>, media_type: &str) -> Request {
        let proof = Proof::sign(self.device, number, method.name(), path, &body, &self.key);
        let mut headers = vec![version(), (PROOF_HEADER, proof.to_header())];
        if !media_type.is_empty() {
            headers.push(("content-type", media_type.to_owned()));
        }
        Request { method, path: path.to_owned(), headers, body }
    }
}

/// A scope's stream.
pub struct Frames {
    pieces: Pieces,
    reader: FrameReader,
}

impl Frames {
    /// The next frame; none when the stream stops, which before [`FillFrame::End`] means that it was cut.
    ///
    /// # Errors
    /// The network broke or the bytes are damaged.
    pub async fn next(&mut self) -> Result<Option<FillFrame>, SyncError> {
        loop {
            if let Some(frame) = self.reader.next()? {
                return Ok(Some(frame));
            }
            match self.pieces.next().await {
                Some(Ok(piece)) => self.reader.push(&piece),
                Some(Err(error)) => return Err(SyncError::transport(&error, "")),
                None => return Ok(None),
            }
        }
    }
}

/// The hub's word, now and then, that there is news.
pub struct Pokes {
    pieces: Pieces,
    lines: PokeLines,
}

impl Pokes {
    /// Waits for the next poke; false when the stream has ended or fallen silent.
    pub async fn next(&mut self) -> bool {
        loop {
            if self.lines.poked() {
                return true;
            }
            match tokio::time::timeout(SILENCE, self.pieces.next()).await {
                Ok(Some(Ok(piece))) => self.lines.push(&piece),
                Ok(Some(Err(_)) | None) | Err(_) => return false,
            }
        }
    }
}

fn attachment(hash: &[u8; 32]) -> String {
    format!("/v1/attachments/{}", hex(hash))
}

fn hex(hash: &[u8; 32]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn version() -> (&'static str, String) {
    (VERSION_HEADER, VERSION.to_string())
}

/// Attachments go up by tus 1.0.
fn tus() -> (&'static str, String) {
    ("tus-resumable", "1.0.0".to_owned())
}

async fn in_time<T>(work: impl Future<Output = Result<T, SyncError>>) -> Result<T, SyncError> {
    tokio::time::timeout(PATIENCE, work).await.unwrap_or(Err(SyncError::Unreachable))
}

/// The answer to a request, if it is the hub's.
async fn sent(transport: &dyn Transport, hub: &str, request: Request) -> Result<Response, SyncError> {
    let answer = transport.send(hub, request).await.map_err(|error| SyncError::transport(&error, hub))?;
    if !answer.header(VERSION_HEADER).is_empty() {
        return Ok(answer);
    }
    // A proxy in front of a hub that is down answers in its place.
    Err(if matches!(answer.status, 502..=504) { SyncError::NotAnswering } else { SyncError::NotTheHub })
}

/// The answer to a request, if it is the hub's and no refusal.
async fn asked(transport: &dyn Transport, hub: &str, request: Request) -> Result<Response, SyncError> {
    let answer = sent(transport, hub, request).await?;
    if (200..300).contains(&answer.status) { Ok(answer) } else { Err(refused(answer).await) }
}

async fn refused(answer: Response) -> SyncError {
    let status = answer.status;
    let body = match collected(answer.body, MAX_REFUSAL).await {
        Ok(body) => body,
        Err(error) => return error,
    };
    let unread = || match status {
        500.. => SyncError::NotAnswering,
        _ => SyncError::NotTheHub,
    };
    serde_json::from_slice::<Refusal>(&body).map_or_else(|_| unread(), SyncError::Refused)
}

fn expect_type(answer: &Response, media_type: &str) -> Result<(), SyncError> {
    if answer.header("content-type") == media_type { Ok(()) } else { Err(SyncError::NotTheHub) }
}

/// The hub's messages come under 200 alone: under another status of success somebody stands in between.
async fn decoded<T: DeserializeOwned>(answer: Response) -> Result<T, SyncError> {
    if answer.status != 200 {
        return Err(SyncError::NotTheHub);
    }
    expect_type(&answer, wire::MEDIA_TYPE)?;
    let body = collected(answer.body, wire::MAX_SENT).await?;
    Ok(wire::decode(&body)?)
}

async fn collected(mut pieces: Pieces, cap: usize) -> Result<Vec<u8>, SyncError> {
    let mut body = Vec::new();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|error| SyncError::transport(&error, ""))?;
        if body.len().saturating_add(piece.len()) > cap {
            return Err(SyncError::Damaged(wire::WireError::TooLarge));
        }
        body.extend(piece);
    }
    Ok(body)
}
