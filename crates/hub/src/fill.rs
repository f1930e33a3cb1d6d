//! The first fill: a scope as one stream, newest first.
//!
//! The list of records is fixed when the stream begins; each record is then read as it stands when its turn comes. So
//! a record that changes meanwhile is still in the stream, perhaps with the change, and the change comes again through
//! the exchange.

use std::io::{self, Write};

use domain::scope::Scope;
use protocol::{
    fill::{FillFrame, FillRequest},
    message::{FeedEntry, News},
};

use crate::{
    db::{
        Caller, DbError,
        sqlite::{feed, log, this},
    },
    hub::Inner,
    refused::Refused,
};

/// Bytes of frames after which the stream is flushed, so that a handheld can go on with what has arrived.
const FLUSH_BYTES: usize = 64 << 10;

/// What a stream will hold: fixed at its beginning.
#[derive(Debug)]
pub(crate) struct Filling {
    scope: Scope,
    head: u64,
    records: Vec<feed::Filling>,
}

/// Fixes what a stream will hold.
///
/// # Errors
/// The caller may not hold the scope, or the database failed.
pub(crate) fn begin(hub: &Inner, caller: &Caller, request: &FillRequest) -> Result<Filling, Refused> {
    let resume = request.resume.filter(|resume| resume.epoch == hub.this.epoch);
    hub.db.read(|transaction| {
        let head = match resume {
            Some(resume) => resume.head,
            None => this::head(transaction)?,
        };
        let after = resume.map(|resume| resume.after);
        let records = feed::filling(transaction, caller, &request.scope, head, after)?
            .ok_or_else(|| Refused::not_yours("these records"))?;
        Ok(Filling { scope: request.scope.clone(), head, records })
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
    let mut frames = Frames { out: zstd::stream::write::Encoder::new(out, 3)?, unflushed: 0 };
    let Filling { scope, head, records } = filling;
    frames.write(&FillFrame::Start { epoch: hub.this.epoch, head, records: records.len() as u64 })?;
    let vouch = hub.vouch();
    for (index, record) in records.into_iter().enumerate() {
        let document = hub.db.read(|transaction| log::load(transaction, record.document, record.kind, vouch.pen))?;
        let news = News::Entered(vouch.snapshot(&document));
        let entry = FeedEntry { document: record.document, kind: record.kind, news };
        frames.write(&FillFrame::Record { entry, position: record.position })?;
        // The first job should be on the screen before the second is packed.
        if index == 0 || frames.unflushed > FLUSH_BYTES {
            frames.flush()?;
        }
    }
    let digest = hub.db.read(|transaction| {
        let still = feed::latest(transaction, &scope)? <= head;
        Ok::<_, DbError>(if still { Some(feed::digest(transaction, &scope)?) } else { None })
    })?;
    frames.write(&FillFrame::End { digest })?;
    frames.out.finish()?.flush()?;
    Ok(())
}

struct Frames<'a, W: Write> {
    out: zstd::stream::write::Encoder<'a, W>,
    unflushed: usize,
}

impl<W: Write> Frames<'_, W> {
    fn write(&mut self, frame: &FillFrame) -> io::Result<()> {
        let bytes = postcard::to_stdvec(frame).map_err(io::Error::other)?;
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        self.out.write_all(&length.to_be_bytes())?;
        self.out.write_all(&bytes)?;
        self.unflushed = self.unflushed.saturating_add(bytes.len());
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.unflushed = 0;
        self.out.flush()
    }
}
