//! The outbox: entries of the chain that the hub is not known to have.
//!
//! An entry enters it in the transaction that saves its change, and nothing takes it out but the hub's word: a verdict,
//! or the change itself coming back in a feed. `Accepted` and `Duplicate` end it. What the hub holds back or sets aside
//! is durably there, is not sent again, and stays listed for its owner with the reason. `Retry` changes nothing.

use documents::{Actor, ChangeHash};
use domain::{
    access::RecordPart,
    id::{DeviceId, DocumentId, RecordKind},
    time::Timestamp,
};
use protocol::{
    chain::{Entry, EntryDigest, Link},
    message::{EntryVerdict, MAX_UNSETTLED, Unsettled, Verdict},
};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::{
    chain::{self, EntryState},
    error::StoreError,
    identity, leaving, record, sql,
    store::Store,
};

/// Consecutive entries to sign and send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The number of the first.
    pub first: u64,
    /// The digest of the entry before the first.
    pub previous: EntryDigest,
    /// In order; at least one.
    pub entries: Vec<Entry>,
}

/// How many things are not yet safely with the landlord.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Edits to be sent.
    pub waiting: u32,
    /// Edits that the hub holds until others arrive.
    pub held: u32,
    /// Edits that the hub set aside.
    pub quarantined: u32,
    /// Edits of records that were erased at the hub.
    pub superseded: u32,
    /// Attachments to be sent.
    pub attachments_waiting: u32,
    /// Things from the hub that do not hold together, kept here.
    pub set_aside: u32,
}

/// Where a listed edit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutboxState {
    /// To be sent.
    Waiting,
    /// At the hub, which waits for an earlier edit.
    Held,
    /// At the hub, set aside for a person.
    Quarantined,
    /// At the hub; its record was erased and has a successor.
    Superseded,
}

/// One edit that is not yet in the hub's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxItem {
    /// Its number in the chain: stable.
    pub n: u64,
    /// The record.
    pub document: DocumentId,
    /// Its kind.
    pub kind: RecordKind,
    /// The job's reference, while the job is on this phone.
    pub reference: Option<String>,
    /// What it writes.
    pub parts: Vec<RecordPart>,
    /// When, by this device's clock.
    pub written: Timestamp,
    /// Where it stands.
    pub state: OutboxState,
    /// [`protocol::message::QuarantineReason::code`]; empty unless it was set aside.
    pub reason: String,
}

impl Store {
    /// The oldest unsent entries that follow each other without a gap: at most so many, and at most so many bytes of
    /// changes unless the first alone has more. None when nothing waits.
    ///
    /// # Errors
    /// The database fails.
    pub fn next_batch(&self, max_entries: usize, max_bytes: usize) -> Result<Option<Outgoing>, StoreError> {
        self.read(|connection| next_batch(connection, max_entries, max_bytes))
    }

    /// Every edit that is not yet in the hub's log, oldest first.
    ///
    /// # Errors
    /// The database fails.
    pub fn outbox_items(&self) -> Result<Vec<OutboxItem>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT n, entry.document, entry.kind, job_row.reference, parts, written_at, state, reason
                 FROM chain_entry AS entry LEFT JOIN job_row ON job_row.document = entry.document
                 WHERE state <> 1 AND entry.document IS NOT NULL ORDER BY n",
            )?;
            let mut rows = statement.query([])?;
            let mut items = Vec::new();
            while let Some(row) = rows.next()? {
                items.push(OutboxItem {
                    n: sql::unsigned(row.get(0)?),
                    document: sql::id(row, 1, DocumentId::from_bytes)?,
                    kind: record::kind_of(row.get(2)?)?,
                    reference: row.get(3)?,
                    parts: chain::parts_from_text(&row.get::<_, String>(4)?),
                    written: Timestamp::from_milliseconds(row.get(5)?),
                    state: match row.get::<_, u8>(6)? {
                        2 => OutboxState::Held,
                        3 => OutboxState::Quarantined,
                        4 => OutboxState::Superseded,
                        _ => OutboxState::Waiting,
                    },
                    reason: row.get(7)?,
                });
            }
            Ok(items)
        })
    }

    /// How many things are not yet safely with the landlord.
    ///
    /// # Errors
    /// The database fails.
    pub fn counts(&self) -> Result<Counts, StoreError> {
        self.read(|connection| {
            let counts = connection
                .prepare_cached(
                    "SELECT count(*) FILTER (WHERE state = 0), count(*) FILTER (WHERE state = 2),
                            count(*) FILTER (WHERE state = 3), count(*) FILTER (WHERE state = 4),
                            (SELECT count(*) FROM attachment WHERE state = 0), (SELECT count(*) FROM set_aside)
                     FROM chain_entry WHERE state <> 1 AND document IS NOT NULL",
                )?
                .query_row([], |row| {
                    Ok(Counts {
                        waiting: row.get(0)?,
                        held: row.get(1)?,
                        quarantined: row.get(2)?,
                        superseded: row.get(3)?,
                        attachments_waiting: row.get(4)?,
                        set_aside: row.get(5)?,
                    })
                })?;
            Ok(counts)
        })
    }

    /// Takes the hub's word on entries that were sent. Those of other devices are passed over.
    ///
    /// # Errors
    /// The disk fails; then all of them stand as before, and are sent again.
    pub fn verdicts(&self, verdicts: &[EntryVerdict]) -> Result<(), StoreError> {
        let departed = self.write(|transaction, _| {
            take(transaction, verdicts)?;
            leaving::delete_acknowledged(transaction)
        })?;
        self.forget(&departed);
        Ok(())
    }
}

/// Takes verdicts within a transaction.
pub(crate) fn take(transaction: &Transaction<'_>, verdicts: &[EntryVerdict]) -> Result<(), StoreError> {
    let device = identity::device(transaction)?;
    for verdict in verdicts.iter().filter(|verdict| verdict.device == device) {
        let (state, reason) = match verdict.verdict {
            Verdict::Accepted | Verdict::Duplicate => {
                accepted(transaction, verdict.n)?;
                continue;
            }
            Verdict::Held => (EntryState::Held, ""),
            Verdict::Quarantined(reason) => (EntryState::Quarantined, reason.code()),
            Verdict::Superseded => (EntryState::Superseded, ""),
            Verdict::Retry => continue,
        };
        // A feed may have shown it committed already: that word is newer.
        transaction
            .prepare_cached("UPDATE chain_entry SET state = ?2, reason = ?3 WHERE n = ?1 AND state <> 1")?
            .execute(params![sql::signed(verdict.n), state as u8, reason])?;
    }
    Ok(())
}

fn accepted(transaction: &Transaction<'_>, n: u64) -> Result<(), StoreError> {
    let change = transaction
        .prepare_cached("UPDATE chain_entry SET state = ?2, reason = '' WHERE n = ?1 RETURNING document, change")?
        .query_row(params![sql::signed(n), EntryState::Committed as u8], |row| {
            Ok((row.get::<_, Option<[u8; 16]>>(0)?, row.get::<_, Option<[u8; 32]>>(1)?))
        })
        .optional()?;
    if let Some((Some(document), Some(hash))) = change {
        record::commit(transaction, DocumentId::from_bytes(document), &ChangeHash::from_bytes(hash))?;
    }
    Ok(())
}

/// True for a change that this handheld wrote and that the hub is not known to have.
pub(crate) fn is_unsent(connection: &Connection, document: DocumentId, hash: &ChangeHash) -> Result<bool, StoreError> {
    let unsent = connection
        .prepare_cached("SELECT 1 FROM chain_entry WHERE document = ?1 AND change = ?2 AND state <> 1")?
        .exists([document.as_bytes().as_slice(), hash.as_bytes()])?;
    Ok(unsent)
}

/// Entries whose end is not known: held, or set aside for a person. The oldest first.
pub(crate) fn unsettled(connection: &Connection) -> Result<Vec<Unsettled>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT n, state = 2 FROM chain_entry
         WHERE state IN (2, 3) AND state <> 1 AND reason NOT IN ('revoked', 'discarded', 'chain_forked')
         ORDER BY n LIMIT ?1",
    )?;
    let limit = i64::try_from(MAX_UNSETTLED).unwrap_or(i64::MAX);
    let unsettled = statement
        .query_map([limit], |row| Ok(Unsettled { n: sql::unsigned(row.get(0)?), held: row.get(1)? }))?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(unsettled)
}

/// True while anything waits to be sent.
pub(crate) fn waits(connection: &Connection) -> Result<bool, StoreError> {
    let waits = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM chain_entry WHERE state = 0 AND state <> 1)")?
        .query_row([], |row| row.get(0))?;
    Ok(waits)
}

fn next_batch(connection: &Connection, max_entries: usize, max_bytes: usize) -> Result<Option<Outgoing>, StoreError> {
    // "state <> 1" besides "state = 0": so SQLite sees that the outbox's index serves.
    let mut statement = connection.prepare_cached(
        "SELECT n, position_seen, entry.actor, entry.document, entry.kind,
                coalesce(nullif(change.bytes, x''), awaiting.bytes), inherited_from, bytes_digest
         FROM chain_entry AS entry
         LEFT JOIN record_change AS change ON change.document = entry.document AND change.hash = entry.change
         LEFT JOIN awaiting_change AS awaiting ON awaiting.document = entry.document AND awaiting.hash = entry.change
         WHERE state = 0 AND state <> 1 ORDER BY n LIMIT ?1",
    )?;
    let mut rows = statement.query([i64::try_from(max_entries.max(1)).unwrap_or(i64::MAX)])?;
    let mut outgoing: Option<Outgoing> = None;
    let mut bytes_taken = 0_usize;
    while let Some(row) = rows.next()? {
        let n = sql::unsigned(row.get(0)?);
        let link = match row.get::<_, Option<[u8; 16]>>(2)? {
            Some(actor) => {
                let actor = Actor::from_bytes(actor);
                match row.get::<_, Option<[u8; 16]>>(6)? {
                    Some(from) => Link::ActorInherited { actor, from: DeviceId::from_bytes(from) },
                    None => Link::ActorOpened(actor),
                }
            }
            None => {
                let (document, kind) = (sql::id(row, 3, DocumentId::from_bytes)?, record::kind_of(row.get(4)?)?);
                match (row.get::<_, Option<Vec<u8>>>(5)?, row.get::<_, Option<[u8; 32]>>(7)?) {
                    (Some(bytes), _) => {
                        bytes_taken = bytes_taken.saturating_add(bytes.len());
                        Link::ChangeWritten { document, kind, bytes }
                    }
                    // Its record has left with all that the hub had acknowledged, and the hub has lost that since.
                    (None, Some(bytes_digest)) => Link::ChangeLeft { document, kind, bytes_digest },
                    (None, None) => {
                        return Err(sql::damaged(&format!("edit {n} waits to be sent, and its bytes are missing")));
                    }
                }
            }
        };
        let entry = Entry { position_seen: sql::unsigned(row.get(1)?), link };
        match &mut outgoing {
            None => {
                let previous = chain::digest_before(connection, n)?;
                outgoing = Some(Outgoing { first: n, previous, entries: vec![entry] });
            }
            Some(outgoing) => {
                let next = outgoing.first.saturating_add(outgoing.entries.len() as u64);
                if n != next || bytes_taken > max_bytes {
                    break;
                }
                outgoing.entries.push(entry);
            }
        }
    }
    Ok(outgoing)
}
