//! The chain: everything this device ever wrote, each entry's digest over all before it (`protocol::chain`).
//!
//! The chain is read and written within the transaction that saves the change, so a process that ends in the middle
//! leaves neither, and two processes on one database take turns.
//!
//! An entry says which position of the hub's log its writer had seen, because the hub judges authority as of then. Here
//! that is the position up to which *every* scope has been read: a record may have left in a part that was not read yet,
//! and work on it must not be judged as if that had been known. Work on a record that arrived later than that is judged
//! no worse for it, since what is asked is whether an authority had ended, not whether it had begun.

use documents::{Actor, ChangeHash, Document};
use domain::{
    access::RecordPart,
    id::{DeviceId, DocumentId, RecordKind},
    time::Timestamp,
};
use protocol::chain::{Entry, EntryDigest, Link, NO_ENTRY, written_digest};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::{error::StoreError, identity, sql, store::Session};

/// Where an entry stands with the hub. Its number is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryState {
    Waiting = 0,
    Committed = 1,
    Held = 2,
    Quarantined = 3,
    Superseded = 4,
}

/// A change that is written to the chain.
pub(crate) struct Written<'a> {
    pub(crate) document: DocumentId,
    pub(crate) kind: RecordKind,
    pub(crate) hash: ChangeHash,
    pub(crate) bytes: &'a [u8],
    pub(crate) parts: &'a [RecordPart],
    /// The change of this device that it does once more.
    pub(crate) again_of: Option<ChangeHash>,
}

/// The end of the chain, to which entries are added.
pub(crate) struct Chain<'a> {
    transaction: &'a Transaction<'a>,
    device: DeviceId,
    n: u64,
    digest: EntryDigest,
    position_seen: u64,
    now: Timestamp,
}

impl<'a> Chain<'a> {
    /// The chain as it stands in this transaction. A process that has not written yet opens its actor first.
    pub(crate) fn open(
        transaction: &'a Transaction<'a>,
        session: &mut Session,
        actor: Actor,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let device = identity::device(transaction)?;
        let position_seen = identity::contact(transaction)?.position_seen;
        let mut chain = Self::at_end(transaction, device, position_seen, now)?;
        if session.opened != Some(actor) {
            chain.add(Link::ActorOpened(actor), None)?;
            session.opened = Some(actor);
        }
        Ok(chain)
    }

    /// The chain as it stands, without an actor of this process.
    pub(crate) fn at_end(
        transaction: &'a Transaction<'a>,
        device: DeviceId,
        position_seen: u64,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let (n, digest) = tail(transaction)?;
        Ok(Self { transaction, device, n, digest, position_seen, now })
    }

    /// Goes on with an actor of the device that this one was before, as of the position that was seen then.
    pub(crate) fn inherit(&mut self, actor: Actor, from: DeviceId, position_seen: u64) -> Result<(), StoreError> {
        self.position_seen = position_seen;
        self.add(Link::ActorInherited { actor, from }, None)
    }

    /// Adds a change as of a position that was seen when it was written, on the day that it was.
    pub(crate) fn write_again(
        &mut self,
        written: &Written<'_>,
        position_seen: u64,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        (self.position_seen, self.now) = (position_seen, at);
        self.write(written)
    }

    /// Adds a change.
    pub(crate) fn write(&mut self, written: &Written<'_>) -> Result<(), StoreError> {
        let (document, kind, bytes) = (written.document, written.kind, written.bytes.to_vec());
        let link = match written.again_of {
            None => Link::ChangeWritten { document, kind, bytes },
            Some(of) => Link::ChangeWrittenAgain { document, kind, bytes, of },
        };
        self.add(link, Some(written))
    }

    fn add(&mut self, link: Link, written: Option<&Written<'_>>) -> Result<(), StoreError> {
        let (actor, inherited_from) = match &link {
            Link::ActorOpened(actor) => (Some(*actor.as_bytes()), None),
            Link::ActorInherited { actor, from } => (Some(*actor.as_bytes()), Some(*from.as_bytes())),
            Link::ChangeWritten { .. } | Link::ChangeWrittenAgain { .. } | Link::ChangeLeft { .. } => (None, None),
        };
        let bytes_digest = written.map(|written| written_digest(written.bytes, written.again_of.as_ref()));
        let n = self.n + 1;
        let digest = Entry { position_seen: self.position_seen, link }.digest(self.device, n, &self.digest);
        self.transaction
            .prepare_cached(
                "INSERT INTO chain_entry
                     (n, position_seen, digest, actor, document, kind, change, parts, written_at, state, reason,
                      bytes_digest, inherited_from, again_of)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, '', ?11, ?12, ?13)",
            )?
            .execute(params![
                sql::signed(n),
                sql::signed(self.position_seen),
                digest,
                actor,
                written.map(|written| *written.document.as_bytes()),
                written.map(|written| written.kind as u8),
                written.map(|written| *written.hash.as_bytes()),
                written.map(|written| parts_to_text(written.parts)).unwrap_or_default(),
                self.now.milliseconds(),
                EntryState::Waiting as u8,
                bytes_digest,
                inherited_from,
                written.and_then(|written| written.again_of).map(|of| *of.as_bytes()),
            ])?;
        (self.n, self.digest) = (n, digest);
        Ok(())
    }
}

/// Says whether a copy of a record holds everything that this process has written to it. The rows that would show two
/// edits under one number have gone with a record that left; the chain stays.
///
/// # Errors
/// [`StoreError::Overtaken`] when it does not: its next change would have a number that was used before.
pub(crate) fn holds_all_written(connection: &Connection, actor: Actor, document: &Document) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT change FROM chain_entry WHERE document = ?1 AND n > (SELECT max(n) FROM chain_entry WHERE actor = ?2)",
    )?;
    let mut rows = statement.query(params![document.id().as_bytes(), actor.as_bytes()])?;
    while let Some(row) = rows.next()? {
        if !document.has(&ChangeHash::from_bytes(row.get(0)?)) {
            return Err(StoreError::Overtaken(document.id()));
        }
    }
    Ok(())
}

/// The last entry's number and digest; nought and noughts before the first.
fn tail(connection: &Connection) -> Result<(u64, EntryDigest), StoreError> {
    let tail = connection
        .prepare_cached("SELECT n, digest FROM chain_entry ORDER BY n DESC LIMIT 1")?
        .query_row([], |row| Ok((sql::unsigned(row.get(0)?), row.get(1)?)))
        .optional()?;
    Ok(tail.unwrap_or((0, NO_ENTRY)))
}

/// The digest of the entry before the `n`th.
pub(crate) fn digest_before(connection: &Connection, n: u64) -> Result<EntryDigest, StoreError> {
    let digest = connection
        .prepare_cached("SELECT digest FROM chain_entry WHERE n = ?1")?
        .query_row([sql::signed(n.saturating_sub(1))], |row| row.get(0))
        .optional()?;
    Ok(digest.unwrap_or(NO_ENTRY))
}

/// The parts of records by stored number: their places in this list. Only ever add to its end.
const PARTS: [RecordPart; 32] = [
    RecordPart::JobOrder,
    RecordPart::JobAppointment,
    RecordPart::JobEvents,
    RecordPart::JobItems,
    RecordPart::JobNote,
    RecordPart::JobPhotos,
    RecordPart::JobSignOffs,
    RecordPart::Alert,
    RecordPart::JobAttempts,
    RecordPart::JobVariations,
    RecordPart::JobDecisions,
    RecordPart::JobFollowOns,
    RecordPart::JobForms,
    RecordPart::JobHazards,
    RecordPart::JobLabour,
    RecordPart::JobMaterials,
    RecordPart::JobRecordings,
    RecordPart::Concern,
    RecordPart::Tenancy,
    RecordPart::Feedback,
    RecordPart::FeedbackSteps,
    RecordPart::DiversityProfile,
    RecordPart::VanStock,
    RecordPart::VanTaken,
    RecordPart::AlertReport,
    RecordPart::AlertDecisions,
    RecordPart::Incident,
    RecordPart::VanCounts,
    RecordPart::AsbReport,
    RecordPart::AsbDiary,
    RecordPart::AsbCase,
    RecordPart::JobHazardSteps,
];

fn parts_to_text(parts: &[RecordPart]) -> String {
    let numbers = parts.iter().filter_map(|part| PARTS.iter().position(|known| known == part));
    numbers.map(|number| number.to_string()).collect::<Vec<_>>().join(",")
}

/// Reads what [`Chain::write`] stored of the parts.
pub(crate) fn parts_from_text(text: &str) -> Vec<RecordPart> {
    text.split(',').filter_map(|number| PARTS.get(number.parse::<usize>().ok()?).copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_a_record_has_a_stored_number() {
        assert_eq!(parts_from_text(&parts_to_text(&RecordPart::ALL)), RecordPart::ALL);
        assert_eq!(parts_to_text(&[RecordPart::JobEvents, RecordPart::JobNote]), "2,4");
        assert_eq!(parts_from_text(""), []);
    }
}
