//! The outbox: entries of the chain that the hub is not known to have.
//!
//! An entry enters it in the transaction that saves its change, and nothing takes it out but the hub's word: a verdict,
//! or the change itself coming back in a feed. `Accepted` and `Duplicate` end it. What the hub holds back or sets aside
//! is durably there, is not sent again, and stays listed for its owner with the reason, also when the handheld has gone on
//! as another device since. What was written again stands in the list in its first one's place. `Retry` changes nothing.

use std::collections::BTreeSet;

use documents::{Actor, ChangeHash};
use domain::{
    access::RecordPart,
    id::{DeviceId, DocumentId, RecordKind},
    time::Timestamp,
};
use protocol::{
    chain::{Entry, EntryDigest, Link},
    message::{EntryVerdict, MAX_UNSETTLED, QuarantineReason, SUPERSEDED_KEPT_MS, Unsettled, Verdict},
};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::{
    chain::{self, EntryState},
    error::StoreError,
    identity, leaving, rebuild, record, sql,
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
    /// Edits that this handheld's disk lost.
    pub lost: u32,
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
    /// At the hub for a while; its record was erased.
    Superseded,
    /// Nowhere: this handheld's disk lost it before it was sent.
    Lost,
}

/// One edit that is not yet in the hub's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxItem {
    /// The device that this handheld was when it wrote it; none when it still is.
    pub former: Option<DeviceId>,
    /// Its number in that device's chain: stable.
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
    /// [`QuarantineReason::code`]; empty unless it was set aside.
    pub reason: String,
    /// True when its record was made again from the hub's, with what its user had done since.
    pub rebuilt: bool,
}

/// Entries of both chains that are listed: all that have not ended, but those that were written again, and those whose
/// record was erased only while the hub keeps them. Its parameter is the time before which such are left out.
const LISTED: &str = "
    SELECT NULL AS former, n, document, kind, parts, written_at, state, reason FROM chain_entry
        WHERE state <> 1 AND document IS NOT NULL AND lost_at IS NULL AND ifnull(superseded_at, 9e18) > ?1 AND done_again = 0
    UNION ALL
    SELECT device, n, document, kind, parts, written_at, state, reason FROM former_chain_entry
        WHERE state > 1 AND document IS NOT NULL AND ifnull(superseded_at, 9e18) > ?1 AND done_again = 0
    UNION ALL
    SELECT NULL, n, document, kind, parts, written_at, 5, '' FROM chain_entry WHERE lost_at IS NOT NULL AND lost_at > ?1";

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
        let since = self.superseded_since();
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT n, listed.document, listed.kind, job_row.reference, parts, written_at, state, reason, former,
                     EXISTS (SELECT 1 FROM evidence WHERE evidence.document = listed.document)
                 FROM ({LISTED}) AS listed LEFT JOIN job_row ON job_row.document = listed.document
                 ORDER BY former IS NULL, former, n"
            ))?;
            let mut rows = statement.query([since])?;
            let mut items = Vec::new();
            while let Some(row) = rows.next()? {
                items.push(OutboxItem {
                    former: row.get::<_, Option<[u8; 16]>>(8)?.map(DeviceId::from_bytes),
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
                        5 => OutboxState::Lost,
                        _ => OutboxState::Waiting,
                    },
                    reason: row.get(7)?,
                    rebuilt: row.get(9)?,
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
        let since = self.superseded_since();
        self.read(|connection| {
            let counts = connection
                .prepare_cached(&format!(
                    "SELECT count(*) FILTER (WHERE state = 0), count(*) FILTER (WHERE state = 2),
                            count(*) FILTER (WHERE state = 3 AND reason <> 'discarded'), count(*) FILTER (WHERE state = 4),
                            count(*) FILTER (WHERE state = 5),
                            (SELECT count(*) FROM attachment WHERE state = 0), (SELECT count(*) FROM set_aside)
                     FROM ({LISTED})"
                ))?
                .query_row([since], |row| {
                    Ok(Counts {
                        waiting: row.get(0)?,
                        held: row.get(1)?,
                        quarantined: row.get(2)?,
                        superseded: row.get(3)?,
                        lost: row.get(4)?,
                        attachments_waiting: row.get(5)?,
                        set_aside: row.get(6)?,
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
        let now = self.handheld.surroundings.clock.now();
        let departed = self.write(|transaction, _| {
            take(transaction, verdicts, now)?;
            leaving::delete_acknowledged(transaction)
        })?;
        self.forget(&departed);
        Ok(())
    }

    /// Looks whether the disk has lost something that waits to be sent: its record is made again from the hub's, and its
    /// writer is told. Gives how many records had lost something.
    ///
    /// # Errors
    /// The disk fails.
    pub fn notice_lost(&self) -> Result<usize, StoreError> {
        let any = format!("SELECT EXISTS (SELECT 1 FROM chain_entry WHERE {JUST_LOST})");
        if !self
            .read(|connection| Ok(connection.prepare_cached(&any)?.query_row([], |row| row.get::<_, bool>(0))?))?
        {
            return Ok(0);
        }
        let now = self.handheld.surroundings.clock.now();
        let lost = self.write(|transaction, _| {
            let mut update = transaction
                .prepare(&format!("UPDATE chain_entry SET lost_at = ?1 WHERE {JUST_LOST} RETURNING document"))?;
            let lost = update
                .query_map([now.milliseconds()], |row| sql::id(row, 0, DocumentId::from_bytes))?
                .collect::<Result<BTreeSet<_>, _>>()?;
            lost.iter().try_for_each(|document| rebuild::want(transaction, *document))?;
            Ok(lost.len())
        })?;
        tracing::error!(records = lost, "this handheld has lost what waited to be sent");
        Ok(lost)
    }

    /// What was superseded before is kept by nobody any more.
    fn superseded_since(&self) -> i64 {
        self.handheld.surroundings.clock.now().plus_milliseconds(-SUPERSEDED_KEPT_MS).milliseconds()
    }
}

/// Takes verdicts within a transaction; those of devices that this handheld never was are passed over.
pub(crate) fn take(transaction: &Transaction<'_>, verdicts: &[EntryVerdict], now: Timestamp) -> Result<(), StoreError> {
    let own = identity::device(transaction)?;
    for EntryVerdict { device, n, verdict } in verdicts {
        let former = (*device != own).then_some(*device);
        let (state, reason) = match verdict {
            Verdict::Accepted | Verdict::Duplicate => (EntryState::Committed, ""),
            Verdict::Held => (EntryState::Held, ""),
            Verdict::Quarantined(QuarantineReason::Superseded) => (EntryState::Superseded, ""),
            Verdict::Quarantined(reason) => (EntryState::Quarantined, reason.code()),
            Verdict::Retry => continue,
        };
        let Some((document, hash)) = stands(transaction, (former, *n), (state, reason), now)? else { continue };
        match verdict {
            Verdict::Accepted | Verdict::Duplicate => record::commit(transaction, document, &hash)?,
            Verdict::Quarantined(reason) => rebuild::kept_out(transaction, document, &hash, *reason)?,
            Verdict::Held | Verdict::Retry => {}
        }
    }
    Ok(())
}

/// Notes where an entry stands; gives its change, if it is one and this is news. What a feed has shown committed already
/// stays so: that word is newer.
fn stands(
    transaction: &Transaction<'_>,
    (former, n): (Option<DeviceId>, u64),
    (state, reason): (EntryState, &str),
    now: Timestamp,
) -> Result<Option<(DocumentId, ChangeHash)>, StoreError> {
    // What somebody has decided on is told for a while, and is nobody's worry.
    let decided = state == EntryState::Superseded || reason == QuarantineReason::Discarded.code();
    let superseded_at = decided.then(|| now.milliseconds());
    let change = |row: &rusqlite::Row<'_>| {
        let document = row.get::<_, Option<[u8; 16]>>(0)?.map(DocumentId::from_bytes);
        Ok(document.zip(row.get::<_, Option<[u8; 32]>>(1)?.map(ChangeHash::from_bytes)))
    };
    let change = match former {
        None => transaction
            .prepare_cached(
                "UPDATE chain_entry SET state = ?2, reason = ?3, superseded_at = coalesce(superseded_at, ?4)
                 WHERE n = ?1 AND state <> 1 RETURNING document, change",
            )?
            .query_row(params![sql::signed(n), state as u8, reason, superseded_at], change),
        Some(device) => transaction
            .prepare_cached(
                "UPDATE former_chain_entry SET state = ?2, reason = ?3, superseded_at = coalesce(superseded_at, ?4)
                 WHERE device = ?5 AND n = ?1 AND state <> 1 RETURNING document, change",
            )?
            .query_row(params![sql::signed(n), state as u8, reason, superseded_at, device.as_bytes()], change),
    };
    Ok(change.optional()?.flatten())
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
        "SELECT NULL AS former, n, state = 2 FROM chain_entry
             WHERE state IN (2, 3, 4) AND state <> 1 AND reason NOT IN ('revoked', 'discarded', 'chain_forked')
             AND done_again = 0
         UNION ALL
         SELECT device, n, state = 2 FROM former_chain_entry
             WHERE state > 1 AND state IN (2, 3, 4) AND reason NOT IN ('revoked', 'discarded') AND done_again = 0
         ORDER BY former, n LIMIT ?1",
    )?;
    let limit = i64::try_from(MAX_UNSETTLED).unwrap_or(i64::MAX);
    let unsettled = statement
        .query_map([limit], |row| {
            let former = row.get::<_, Option<[u8; 16]>>(0)?.map(DeviceId::from_bytes);
            Ok(Unsettled { former, n: sql::unsigned(row.get(1)?), held: row.get(2)? })
        })?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(unsettled)
}

/// Entries that wait to be sent and whose changes this handheld's disk has lost, though their records are here.
const JUST_LOST: &str = "
    state = 0 AND state <> 1 AND lost_at IS NULL AND document IN (SELECT document FROM record)
        AND NOT EXISTS (SELECT 1 FROM record_change AS change
            WHERE change.document = chain_entry.document AND change.hash = chain_entry.change AND bytes <> x'')
        AND NOT EXISTS (SELECT 1 FROM awaiting_change AS change
            WHERE change.document = chain_entry.document AND change.hash = chain_entry.change)
        AND NOT EXISTS (SELECT 1 FROM evidence AS change
            WHERE change.document = chain_entry.document AND change.hash = chain_entry.change)";

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
                coalesce(nullif(change.bytes, x''), awaiting.bytes, evidence.bytes), inherited_from, bytes_digest, again_of
         FROM chain_entry AS entry
         LEFT JOIN record_change AS change ON change.document = entry.document AND change.hash = entry.change
         LEFT JOIN awaiting_change AS awaiting ON awaiting.document = entry.document AND awaiting.hash = entry.change
         LEFT JOIN evidence ON evidence.document = entry.document AND evidence.hash = entry.change
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
                        match row.get::<_, Option<[u8; 32]>>(8)?.map(ChangeHash::from_bytes) {
                            None => Link::ChangeWritten { document, kind, bytes },
                            Some(of) => Link::ChangeWrittenAgain { document, kind, bytes, of },
                        }
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
