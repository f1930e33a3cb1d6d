//! Taking in what handhelds wrote: every entry ends in the log, waiting, or set aside with its bytes.
//!
//! A batch is taken in within one transaction, so that its verdicts are on disk before anybody hears of them. Entries
//! are judged by the device that signed them, at the position which that device had seen: neither who carries a change
//! nor when it arrives matters. One bad change stops only itself and what stands on it.
//!
//! The changes of one record are judged one after the other and tried together at the end. When a record fails then,
//! everything is undone and begins again, with that record's changes tried one by one.

mod alerts;
mod judge;
mod late;
mod made;

use std::collections::{BTreeSet, HashMap};

use documents::{
    ChangeHash, Document,
    gate::{self, Joining, Limits},
    job,
};
use domain::{
    id::{DeviceId, DocumentId, RecordKind},
    job::Photo,
    time::Timestamp,
};
use protocol::{
    chain::{Batch, BatchError, Entry, EntryDigest, Link},
    message::{EntryVerdict, QuarantineReason, Verdict},
};
use rusqlite::Transaction;

use crate::{
    db::{
        DbError,
        sqlite::{
            attachment,
            chain::{self, Outcome, Tail},
            erased,
            held::{self, Held},
            log, noted,
            people::{self, Device},
            quarantine::{self, SetAside},
            snapshot,
        },
    },
    hub::Inner,
};
use judge::Arrived;
pub(crate) use judge::reason;

/// Takes in batches that `sender` brought; one verdict for each entry.
///
/// # Errors
/// The database failed. Batches before that are in; sent again, they are duplicates.
pub(crate) fn take(hub: &Inner, sender: DeviceId, batches: &[Batch]) -> Result<Vec<EntryVerdict>, DbError> {
    let mut verdicts = Vec::new();
    for batch in batches {
        verdicts.extend(hub.db.write(|transaction| judged(hub, transaction, sender, |intake| intake.batch(batch)))?);
    }
    let is_profile =
        |entry: &Entry| matches!(&entry.link, Link::ChangeWritten { kind: RecordKind::DiversityProfile, .. });
    if batches.iter().flat_map(|batch| &batch.entries).any(is_profile) {
        hub.db.forgetting_is_due();
        hub.db.forget()?;
    }
    // What was taken in stands, whatever becomes of this.
    if !batches.is_empty()
        && let Err(error) = hub.destroy_redacted()
    {
        tracing::error!(%error, "a picture that was redacted is destroyed later");
    }
    Ok(verdicts)
}

/// Looks again at whatever waited on records that handhelds gave back, within the transaction that took those in.
///
/// # Errors
/// The database failed.
pub(crate) fn after_recovery<'a>(
    hub: &'a Inner,
    transaction: &'a Transaction<'a>,
    sender: DeviceId,
    documents: &[(DocumentId, RecordKind)],
) -> Result<(), DbError> {
    judged(hub, transaction, sender, |intake| {
        for (id, kind) in documents {
            intake.look_again(*id)?;
            // Its photos are noted with it.
            intake.whole(*id, *kind)?;
        }
        Ok(())
    })
}

/// Sets aside what has waited too long; gives how many.
///
/// # Errors
/// The database failed.
pub(crate) fn sweep(hub: &Inner) -> Result<usize, DbError> {
    hub.db.forget()?;
    let now = hub.clock.now();
    if hub.db.read(|transaction| held::overdue(transaction, now))?.is_empty() {
        return Ok(0);
    }
    hub.db.write(|transaction| {
        judged(hub, transaction, hub.this.device, |intake| {
            let overdue = held::overdue(transaction, now)?;
            for late in &overdue {
                // It may have gone already, with one that it stood on.
                if held::of_record(transaction, late.document)?.contains(late) {
                    intake.close(late, Outcome::Quarantined(QuarantineReason::DependencyNeverCame))?;
                    intake.look_again(late.document)?;
                }
            }
            Ok(overdue.len())
        })
    })
}

/// Does `work`, and tries together whatever of it joined each record. Records that fail then are tried change by change
/// from the beginning, so that only the change at fault is kept out.
fn judged<'a, T>(
    hub: &'a Inner,
    transaction: &'a Transaction<'a>,
    sender: DeviceId,
    mut work: impl FnMut(&mut Intake<'a>) -> Result<T, DbError>,
) -> Result<T, DbError> {
    let mut doubtful = BTreeSet::new();
    loop {
        transaction.execute_batch("SAVEPOINT judging")?;
        let mut intake = Intake::new(hub, transaction, sender, doubtful.clone());
        let done = work(&mut intake)?;
        match intake.try_all() {
            Ok(records) => {
                let mut records = records;
                for record in &mut records {
                    if hub.let_in_what_came_late(transaction, record.id(), record.kind())? {
                        *record = log::load(transaction, record.id(), record.kind(), hub.pen)?;
                    }
                    if record.kind() == RecordKind::Job {
                        hub.open_for_what_is_booked(transaction, record)?;
                    }
                }
                note_jobs(transaction, &records, intake.now)?;
                note_reports(transaction, &records)?;
                records.iter().try_for_each(|record| snapshot::keep_when_long(transaction, record))?;
                intake.flag_late()?;
                alerts::settle(hub, transaction, &records)?;
                transaction.execute_batch("RELEASE judging")?;
                return Ok(done);
            }
            Err(failed) => {
                transaction.execute_batch("ROLLBACK TO judging; RELEASE judging")?;
                doubtful.extend(failed);
            }
        }
    }
}

struct Intake<'a> {
    hub: &'a Inner,
    transaction: &'a Transaction<'a>,
    sender: DeviceId,
    now: Timestamp,
    /// Records that this batch touches, with what was accepted of it so far.
    records: HashMap<DocumentId, Joining>,
    /// Those of which each change is tried by itself.
    doubtful: BTreeSet<DocumentId>,
    /// Whose work on which record was accepted though the record had left them.
    late: BTreeSet<(DocumentId, DeviceId)>,
}

impl<'a> Intake<'a> {
    fn new(hub: &'a Inner, transaction: &'a Transaction<'a>, sender: DeviceId, doubtful: BTreeSet<DocumentId>) -> Self {
        let (records, late) = (HashMap::new(), BTreeSet::new());
        Self { hub, transaction, sender, now: hub.clock.now(), records, doubtful, late }
    }

    /// Tries what has joined each record; gives the records with it, or names those that failed.
    fn try_all(&mut self) -> Result<Vec<Document>, BTreeSet<DocumentId>> {
        let mut whole = Vec::new();
        let mut failed = BTreeSet::new();
        for (id, joining) in std::mem::take(&mut self.records) {
            match joining.settle() {
                Ok(document) => whole.push(document),
                Err(fault) => {
                    tracing::info!(document = %id, %fault, "changes that came together are tried one by one");
                    failed.insert(id);
                }
            }
        }
        if failed.is_empty() { Ok(whole) } else { Err(failed) }
    }

    fn batch(&mut self, batch: &Batch) -> Result<Vec<EntryVerdict>, DbError> {
        let Some(signer) = people::device(self.transaction, batch.device)? else {
            return self.set_all_aside(batch, QuarantineReason::Unsigned);
        };
        let digests = match batch.verify(&signer.key) {
            Ok(digests) => digests,
            Err(BatchError::Empty) => return Ok(Vec::new()),
            Err(BatchError::Signature) => return self.set_all_aside(batch, QuarantineReason::Unsigned),
            Err(BatchError::PositionDecreases { .. }) => {
                return self.set_all_aside(batch, QuarantineReason::ChainForked);
            }
        };
        if signer.revoked_at.is_some() {
            return self.set_all_aside(batch, QuarantineReason::Revoked);
        }
        let mut verdicts = Vec::with_capacity(digests.len());
        let mut tail = signer.tail;
        let mut previous = batch.previous;
        let mut forked = false;
        for (entry, (n, digest)) in batch.entries.iter().zip(digests) {
            let verdict = match self.place(&signer, &tail, entry, n, &digest, &previous)? {
                Place::Known(Outcome::Accepted) if self.kept_only_its_place(entry)? => {
                    let outcome = self.entry(&signer, n, entry)?;
                    chain::set_outcome(self.transaction, batch.device, n, outcome)?;
                    self.after(&signer, n, entry, outcome)?
                }
                Place::Known(outcome) => outcome.verdict_again(),
                // What stands behind a fork belongs to the same branch.
                Place::Gap if !forked => Verdict::Retry,
                Place::Gap | Place::Forked => {
                    forked = true;
                    self.set_aside(batch.device, n, entry, hash_of(entry), QuarantineReason::ChainForked)?;
                    Verdict::Quarantined(QuarantineReason::ChainForked)
                }
                Place::Next => {
                    let outcome = self.entry(&signer, n, entry)?;
                    tail = Tail { n, digest, position: entry.position_seen };
                    chain::append(self.transaction, batch.device, &tail, outcome)?;
                    self.after(&signer, n, entry, outcome)?
                }
            };
            previous = digest;
            verdicts.push(EntryVerdict { device: batch.device, n, verdict });
        }
        if forked {
            chain::mark_forked(self.transaction, batch.device, self.now)?;
        }
        Ok(verdicts)
    }

    /// Where an entry stands against the chain as the hub has it.
    fn place(
        &self,
        signer: &Device,
        tail: &Tail,
        entry: &Entry,
        n: u64,
        digest: &EntryDigest,
        previous: &EntryDigest,
    ) -> Result<Place, DbError> {
        if n > tail.n {
            let next = n == tail.n.saturating_add(1);
            return Ok(match (next, *previous == tail.digest) {
                (false, _) => Place::Gap,
                // A database put back from a copy has also seen less of the log.
                (true, true) if entry.position_seen >= tail.position => Place::Next,
                (true, _) => Place::Forked,
            });
        }
        Ok(match chain::entry(self.transaction, signer.entry.device, n)? {
            Some((known, outcome)) if known == *digest => Place::Known(outcome),
            _ => Place::Forked,
        })
    }

    /// True for an entry that came as [`Link::ChangeLeft`] and comes again with its change: the handheld was put back to
    /// when it still had that.
    fn kept_only_its_place(&self, entry: &Entry) -> Result<bool, DbError> {
        let (Some((document, kind, _)), Some(hash)) = (entry.link.change(), hash_of(entry)) else { return Ok(false) };
        // Answers of a profile are not in the log, and what was erased is in it no more.
        Ok(kind != RecordKind::DiversityProfile
            && !log::has(self.transaction, document, hash)?
            && !erased::had(self.transaction, hash)?
            && !erased::is_erased(self.transaction, document)?)
    }

    /// What becomes of a new entry; whatever waits or is set aside is stored by [`Self::after`].
    fn entry(&mut self, signer: &Device, n: u64, entry: &Entry) -> Result<Outcome, DbError> {
        match &entry.link {
            Link::ActorOpened(actor) => {
                let own = chain::open_actor(self.transaction, *actor, signer.entry.device)?;
                Ok(if own { Outcome::Accepted } else { Outcome::Quarantined(QuarantineReason::ActorNotOfDevice) })
            }
            Link::ActorInherited { actor, from } => {
                let device = signer.entry.device;
                let own = people::descends(self.transaction, device, *from)?
                    && chain::open_actor(self.transaction, *actor, *from)?;
                if own {
                    quarantine::actor_let_in(self.transaction, actor.as_bytes(), self.now)?;
                }
                Ok(if own { Outcome::Accepted } else { Outcome::Quarantined(QuarantineReason::ActorNotOfDevice) })
            }
            // Somebody who still holds the record gives the change back; here it only keeps its place.
            Link::ChangeLeft { document, kind, bytes_digest } => {
                // Unless the hub has it after all: it was set aside with the branch of the device that this one was before, and
                // that this one went on from there is what the hub has lost.
                let aside = quarantine::of_a_branch(self.transaction, *document, bytes_digest)?;
                if let Some(aside) = aside
                    && people::descends(self.transaction, signer.entry.device, aside.device)?
                    && let Ok(envelope) = gate::measure(&aside.bytes, &Limits::DEFAULT)
                {
                    let (bytes, received_at) = (&aside.bytes, aside.received_at);
                    let arrived =
                        Arrived { n, seen: entry.position_seen, document: *document, kind: *kind, received_at, bytes };
                    // Where it cannot go in, it stays set aside.
                    let _went_in = self.judge(signer, &arrived, &envelope)?;
                }
                Ok(Outcome::Accepted)
            }
            Link::ChangeWritten { document, kind, bytes } | Link::ChangeWrittenAgain { document, kind, bytes, .. } => {
                if erased::is_erased(self.transaction, *document)? {
                    return Ok(Outcome::Quarantined(QuarantineReason::Superseded));
                }
                let envelope = match gate::measure(bytes, &Limits::DEFAULT) {
                    Ok(envelope) => envelope,
                    Err(fault) => return Ok(Outcome::Quarantined(reason(fault))),
                };
                let arrived = Arrived {
                    n,
                    seen: entry.position_seen,
                    document: *document,
                    kind: *kind,
                    received_at: self.now,
                    bytes,
                };
                self.judge(signer, &arrived, &envelope)
            }
        }
    }

    /// Stores what waits or is set aside, and looks again at what waited for this.
    fn after(&mut self, signer: &Device, n: u64, entry: &Entry, outcome: Outcome) -> Result<Verdict, DbError> {
        let Some((document, kind, bytes)) = entry.link.change() else {
            if let Outcome::Quarantined(reason) = outcome {
                self.set_aside(signer.entry.device, n, entry, None, reason)?;
            }
            return Ok(outcome.verdict());
        };
        let hash = hash_of(entry);
        match (outcome, hash) {
            (Outcome::Held, Some(hash)) => {
                let held = Held {
                    device: signer.entry.device,
                    n,
                    document,
                    kind,
                    hash,
                    position_seen: entry.position_seen,
                    received_at: self.now,
                    bytes: bytes.to_vec(),
                };
                held::keep(self.transaction, &held, self.now.plus_milliseconds(self.hub.settings.hold_ms))?;
            }
            (Outcome::Quarantined(reason), hash) => {
                self.set_aside(signer.entry.device, n, entry, hash, reason)?;
                self.look_again(document)?;
            }
            _ => self.look_again(document)?,
        }
        if let Link::ChangeWrittenAgain { of, .. } = &entry.link {
            for waiting in held::of_record(self.transaction, document)?.iter().filter(|waiting| waiting.hash == *of) {
                let device = signer.entry.device;
                if waiting.device == device || people::descends(self.transaction, device, waiting.device)? {
                    held::set_done_again(self.transaction, waiting)?;
                }
            }
            quarantine::written_again(self.transaction, document, *of, signer.entry.device, self.now)?;
        }
        Ok(outcome.verdict())
    }

    fn set_all_aside(&self, batch: &Batch, reason: QuarantineReason) -> Result<Vec<EntryVerdict>, DbError> {
        let mut verdicts = Vec::with_capacity(batch.entries.len());
        for (entry, (n, digest)) in batch.entries.iter().zip(batch.digests()) {
            if let Some((known, outcome)) = chain::entry(self.transaction, batch.device, n)?
                && known == digest
            {
                verdicts.push(EntryVerdict { device: batch.device, n, verdict: outcome.verdict_again() });
                continue;
            }
            // Of a batch that nobody signed, nobody knows whose changes it holds.
            let hash = hash_of(entry).filter(|_| reason != QuarantineReason::Unsigned);
            self.set_aside(batch.device, n, entry, hash, reason)?;
            verdicts.push(EntryVerdict { device: batch.device, n, verdict: Verdict::Quarantined(reason) });
        }
        Ok(verdicts)
    }

    fn set_aside(
        &self,
        device: DeviceId,
        n: u64,
        entry: &Entry,
        hash: Option<ChangeHash>,
        reason: QuarantineReason,
    ) -> Result<(), DbError> {
        let (record, bytes) = match &entry.link {
            Link::ActorOpened(actor) | Link::ActorInherited { actor, .. } => (None, actor.as_bytes().to_vec()),
            Link::ChangeLeft { document, kind, bytes_digest } => (Some((*document, *kind)), bytes_digest.to_vec()),
            Link::ChangeWritten { document, kind, bytes } | Link::ChangeWrittenAgain { document, kind, bytes, .. } => {
                (Some((*document, *kind)), bytes.clone())
            }
        };
        let (received_at, sender) = (self.now, self.sender);
        let aside = SetAside { reason, device, n, record, hash, received_at, sender, bytes, delete_at: None };
        self.hub.put_aside(self.transaction, aside)
    }
}

/// The hash of the change in an entry, if there is one.
fn hash_of(entry: &Entry) -> Option<ChangeHash> {
    let (_, _, bytes) = entry.link.change()?;
    gate::measure(bytes, &Limits::DEFAULT).ok().map(|envelope| envelope.hash)
}

/// Whoever holds a report of anti-social behaviour may fetch what was spoken into its diary.
fn note_reports(transaction: &Transaction, records: &[Document]) -> Result<(), DbError> {
    for document in records.iter().filter(|document| document.kind() == RecordKind::AsbReport) {
        let Ok(report) = documents::asb::read(document) else { continue };
        let spoken = report.diary.iter().filter_map(|held| held.entry.spoken.as_ref());
        let spoken: Vec<[u8; 32]> = spoken.map(|spoken| spoken.hash).collect();
        attachment::show(transaction, document.id(), &spoken)?;
    }
    Ok(())
}

/// Whoever holds a job may fetch the photos that it shows and the voice notes in it; photos that somebody blacked out a
/// part of are to go. And the planner sees what its people ask.
fn note_jobs(transaction: &Transaction, records: &[Document], now: Timestamp) -> Result<(), DbError> {
    for document in records.iter().filter(|document| document.kind().is_work()) {
        let Ok(job) = job::read(document) else { continue };
        let redacted = domain::job::redacted(&job.photos);
        let (gone, seen): (Vec<_>, Vec<_>) = job.photos.iter().partition(|photo| redacted.contains(&photo.id));
        let files = |photos: Vec<&Photo>| -> Vec<[u8; 32]> {
            photos.iter().flat_map(|photo| [photo.photo.hash, photo.photo.preview_hash]).collect()
        };
        let spoken = job.recordings.iter().map(|held| held.recording.hash);
        let spoken = spoken.chain(job.sign_offs.iter().filter_map(|entry| entry.spoken));
        let shown: Vec<[u8; 32]> = files(seen).into_iter().chain(spoken).collect();
        attachment::show(transaction, document.id(), &shown)?;
        attachment::redact(transaction, document.id(), &files(gone), now)?;
        noted::note(transaction, document, &job, now)?;
    }
    Ok(())
}

enum Place {
    Next,
    Known(Outcome),
    Gap,
    Forked,
}
