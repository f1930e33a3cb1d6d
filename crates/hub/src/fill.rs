//! The first fill: a scope as one stream, newest first.
//!
//! The list of records is fixed when the stream begins; each record is then read as it stands when its turn comes. So
//! a record that changes meanwhile is still in the stream, perhaps with the change, and the change comes again through
//! the exchange.
//!
//! No record is opened here: it is sent as its changes, which the gate let in one by one. The first frame holds one job
//! and what follows it to the door, so that it is on a screen before the rest is packed; those after hold as many
//! records as fit, since neighbours pack well together.

use std::{
    collections::HashMap,
    io::{self, Write},
};

use domain::{id::DocumentId, scope::Scope};
use protocol::{
    fill::{FillFrame, FillRequest, FilledRecord, SignedRecords},
    message::HubEpoch,
    wire,
};
use rusqlite::Transaction;

use crate::{
    db::{
        Caller, DbError,
        sqlite::{feed, log, this},
    },
    hub::Inner,
    refused::Refused,
};

/// Bytes of changes in one frame, about: the last record may go over. A cut stream loses at most one frame.
const FRAME_BYTES: usize = 128 << 10;

/// What a stream will hold: fixed at its beginning.
#[derive(Debug)]
pub(crate) struct Filling {
    epoch: HubEpoch,
    scope: Scope,
    head: u64,
    records: Vec<feed::Filling>,
}

/// Fixes what a stream will hold.
///
/// # Errors
/// The caller may not hold the scope, or the database failed.
pub(crate) fn begin(hub: &Inner, caller: &Caller, request: &FillRequest) -> Result<Filling, Refused> {
    hub.db.read(|transaction| {
        let epoch = this::epoch(transaction)?;
        let resume = request.resume.filter(|resume| resume.epoch == epoch);
        let head = match resume {
            Some(resume) => resume.head,
            None => this::head(transaction)?,
        };
        let after = resume.map(|resume| resume.after);
        let records = feed::filling(transaction, caller, &request.scope, head, after)?
            .ok_or_else(|| Refused::not_yours("these records"))?;
        Ok(Filling { epoch, scope: request.scope.clone(), head, records })
    })
}

/// Why a stream stopped.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FillError {
    /// The handheld went away.
    #[error("the connection closed: {0}")]
    Gone(#[from] io::Error),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
}

/// Writes the stream.
///
/// # Errors
/// The handheld went away, or the database failed; the handheld resumes after what it has.
pub(crate) fn stream(hub: &Inner, filling: Filling, out: impl Write) -> Result<(), FillError> {
    let mut frames = Frames { out: zstd::stream::write::Encoder::new(out, wire::LEVEL)? };
    let Filling { epoch, scope, head, records } = filling;
    frames.write(&FillFrame::Start { epoch, head, records: records.len() as u64 })?;
    let mut packing = Packing::of(records);
    loop {
        let records = hub.db.read(|transaction| packing.next(transaction))?;
        if records.is_empty() {
            break;
        }
        frames.write(&FillFrame::Records(SignedRecords::sign(&records, &hub.key).map_err(io::Error::other)?))?;
        frames.out.flush()?;
    }
    let digest = hub.db.read(|transaction| {
        let still = feed::latest(transaction, &scope)? <= head;
        Ok::<_, DbError>(if still { Some(feed::digest(transaction, &scope)?) } else { None })
    })?;
    frames.write(&FillFrame::End { digest })?;
    frames.out.finish()?.flush()?;
    Ok(())
}

/// Records still to be packed.
struct Packing {
    /// Newest first.
    left: std::vec::IntoIter<feed::Filling>,
    /// Those of them that have not gone along with a job.
    waiting: HashMap<DocumentId, feed::Filling>,
    /// True until a job is packed: it should be on the screen before the second.
    first: bool,
}

impl Packing {
    fn of(records: Vec<feed::Filling>) -> Self {
        let waiting = records.iter().map(|record| (record.document, *record)).collect();
        Self { left: records.into_iter(), waiting, first: true }
    }

    /// The records of the next frame; none when there are no more. What follows a job to the door comes right before
    /// it: nobody should hold the job without.
    fn next(&mut self, transaction: &Transaction) -> Result<Vec<FilledRecord>, DbError> {
        let mut records = Vec::new();
        let mut bytes = 0_usize;
        while bytes < FRAME_BYTES {
            let Some(record) = self.left.next() else { break };
            if !self.waiting.contains_key(&record.document) {
                continue;
            }
            let is_job = record.kind.is_work();
            let companions = if is_job { feed::companions(transaction, record.document)? } else { Vec::new() };
            for companion in companions {
                if let Some(companion) = self.waiting.get(&companion).copied() {
                    let along = feed::Filling { position: record.position, ..companion };
                    bytes = bytes.saturating_add(self.add(transaction, along, &mut records)?);
                }
            }
            bytes = bytes.saturating_add(self.add(transaction, record, &mut records)?);
            if is_job && std::mem::take(&mut self.first) {
                break;
            }
        }
        Ok(records)
    }

    fn add(
        &mut self,
        transaction: &Transaction,
        record: feed::Filling,
        records: &mut Vec<FilledRecord>,
    ) -> Result<usize, DbError> {
        let feed::Filling { document, kind, position } = record;
        let changes = log::changes(transaction, document, 0, u64::MAX)?;
        let changes: Vec<Vec<u8>> = changes.into_iter().map(|change| change.bytes).collect();
        let bytes = changes.iter().map(Vec::len).sum();
        self.waiting.remove(&document);
        records.push(FilledRecord { document, kind, position, changes });
        Ok(bytes)
    }
}

struct Frames<'a, W: Write> {
    out: zstd::stream::write::Encoder<'a, W>,
}

impl<W: Write> Frames<'_, W> {
    fn write(&mut self, frame: &FillFrame) -> io::Result<()> {
        let bytes = postcard::to_stdvec(frame).map_err(io::Error::other)?;
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        self.out.write_all(&length.to_be_bytes())?;
        self.out.write_all(&bytes)
    }
}
