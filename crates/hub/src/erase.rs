//! Erasure: a record is replaced by one without history that says nothing about anybody, or by none.
//!
//! What an Automerge document once held stays in its history, so nothing can be taken out of it: the record goes whole.
//! Its successor says what was ordered and what was done, when and for which home, for the landlord's accounts; not who
//! asked, who to ring, how to get in, who worked, what was noted, photographed or signed. Alerts that followed the record
//! alone go with it.
//!
//! The old id and the hashes of its changes are remembered, here and outside every backup. What still comes for it is
//! superseded: set aside encrypted, shown to a person, and deleted after a month; photos and recordings that it names are
//! destroyed, and taken from nobody. The database overwrites deleted rows where they lay, and its write-ahead log is
//! emptied.

use chacha20poly1305::{
    ChaCha20Poly1305, KeyInit, Nonce,
    aead::{Aead, Payload},
};
use documents::{
    Document,
    gate::{self, Limits},
    job,
};
use domain::{
    author::Clocks,
    id::{DocumentId, RecordKind},
    job::{AccessInformation, Item, Job, JobEdit, NewId, NewItem, WorkOrder},
    time::Timestamp,
};
use hkdf::Hkdf;
use protocol::message::{QuarantineReason, SUPERSEDED_KEPT_MS};
use rusqlite::Transaction;
use sha2::{Digest, Sha256};

use crate::{
    asbestos,
    db::{
        DbError,
        sqlite::{
            at_property, attachment,
            chain::{self, Outcome},
            erased::{self, Erased},
            feed, held,
            log::{self, Record},
            people,
            quarantine::{self, SetAside},
        },
    },
    hub::{Hub, HubError, Inner},
    plan::job_referred,
    remembered::{self, Remembered},
};

/// What stands where words stood.
const ERASED: &str = "(erased)";

/// What stands where the description of a job stood that is still to be done.
const ASK_FIRST: &str = "What this job said was erased. Ring the office before you go.";

/// What takes an erased record's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    /// What was ordered and done.
    Accounts,
    /// Nothing.
    Nothing,
}

impl Hub {
    /// Erases a job. Gives the record that took its place, if one was wanted and the job could be read.
    ///
    /// # Errors
    /// There is no such job, no reason was given, or the disk fails; then nothing was erased.
    pub fn erase(
        &self,
        reference: &str,
        source: Option<&str>,
        why: &str,
        leaving: Leaving,
    ) -> Result<Option<DocumentId>, HubError> {
        let why = why.trim();
        if why.is_empty() {
            return Err(HubError::Asked("say why: --why \"the tenant asked, letter of 3 March\"".into()));
        }
        let inner = &self.inner;
        let at = inner.clock.now();
        let fresh = DocumentId::new(at, inner.random.sixteen().map_err(HubError::Random)?);
        let io = |source| HubError::Io { path: remembered::path(&inner.data), source };
        let successor = inner.db.write(|transaction| {
            let record = job_referred(transaction, reference, source)?;
            let wanted = (leaving == Leaving::Accounts).then_some(fresh);
            let erased = Erased { document: record.document, successor: wanted, at, why: why.to_owned() };
            let mut gone = inner.erase_alerts(transaction, &erased)?;
            let successor = inner.erase_and_succeed(transaction, &erased)?;
            gone.push(Erased { successor, ..erased });
            for erased in &gone {
                let hashes = erased::hashes(transaction, erased.document)?;
                // Before this is on disk: a backup that is put back must never bring the record back.
                remembered::add(&inner.data, &Remembered::erased(erased, &hashes)).map_err(io)?;
            }
            Ok::<_, HubError>(successor)
        })?;
        inner.destroy_redacted()?;
        inner.forget_erased()?;
        tracing::info!("a record was erased");
        Ok(successor)
    }

    /// The bytes of something that was set aside, exactly as they came.
    ///
    /// # Errors
    /// There is nothing under this number, or it was encrypted under another key of the hub's.
    pub fn bytes_set_aside(&self, number: u64) -> Result<Vec<u8>, HubError> {
        let found = self.inner.db.read(|transaction| quarantine::bytes(transaction, number))?;
        let Some((aside, digest)) = found else {
            return Err(HubError::Asked(format!(
                "nothing in quarantine has the number {number}; see: quarantine list"
            )));
        };
        if aside.delete_at.is_none() {
            return Ok(aside.bytes);
        }
        let opened = self.inner.cipher(&digest).decrypt(&Nonce::default(), Payload { msg: &aside.bytes, aad: &[] });
        opened.map_err(|_| HubError::Asked(format!("number {number} was kept under another key of this hub's")))
    }
}

impl Inner {
    /// Alerts that followed an erased job and follow no other.
    fn erase_alerts(&self, transaction: &Transaction, job: &Erased) -> Result<Vec<Erased>, DbError> {
        let mut gone = Vec::new();
        for alert in feed::companions(transaction, job.document)? {
            let record = log::record(transaction, alert)?;
            // What stands in a home's register is about the building and outlives everybody's job.
            let is_alert =
                record.is_some_and(|record| record.kind == RecordKind::Alert && record.source != asbestos::SOURCE);
            if is_alert && feed::follows_only(transaction, alert, job.document)? {
                let erased = Erased { document: alert, successor: None, ..job.clone() };
                let report = at_property::report_of(transaction, alert)?;
                self.erase_record(transaction, &erased)?;
                gone.push(erased);
                // What it rested on goes with it.
                if let Some(report) = report {
                    let erased = Erased { document: report, successor: None, ..job.clone() };
                    self.erase_record(transaction, &erased)?;
                    gone.push(erased);
                }
            }
        }
        Ok(gone)
    }

    /// Erases a record, and makes what takes its place. Gives that.
    pub(crate) fn erase_and_succeed(
        &self,
        transaction: &Transaction,
        erased: &Erased,
    ) -> Result<Option<DocumentId>, HubError> {
        let record = log::record(transaction, erased.document)?;
        let read = match &record {
            Some(record) if record.kind == RecordKind::Job && erased.successor.is_some() => {
                log::load_what_is_whole(transaction, record.document, record.kind, self.pen)
                    .ok()
                    .and_then(|document| job::read(&document).ok())
            }
            _ => None,
        };
        let scopes = feed::scopes_of(transaction, erased.document)?;
        let successor = erased.successor.filter(|_| read.is_some());
        self.erase_record(transaction, &Erased { successor, ..erased.clone() })?;
        let (Some(successor), Some(record), Some(job)) = (successor, record, read) else { return Ok(None) };
        self.succeed(transaction, successor, &record, &job)?;
        // Nobody at a door needs to see what is over.
        if !job.status().status.is_closed() {
            for scope in &scopes {
                let scope = people::scope_from_text(scope).ok_or(DbError::Damaged { what: "scope" })?;
                feed::enter(transaction, &scope, successor)?;
            }
        }
        Ok(Some(successor))
    }

    fn erase_record(&self, transaction: &Transaction, erased: &Erased) -> Result<(), DbError> {
        let document = erased.document;
        for scope in feed::scopes_of(transaction, document)? {
            feed::leave(transaction, &scope, document)?;
        }
        // Files that another record shows stay; of the others nobody can bring the bytes again.
        attachment::redact(transaction, document, &attachment::shown_by(transaction, document)?, erased.at)?;
        let waiting = held::of_record(transaction, document)?;
        erased::erase(transaction, erased)?;
        for held in waiting {
            held::release(transaction, &held)?;
            self.put_aside(transaction, held.set_aside(QuarantineReason::Superseded, held.device))?;
            chain::set_outcome(transaction, held.device, held.n, Outcome::Quarantined(QuarantineReason::Superseded))?;
        }
        for (number, aside) in quarantine::of_record(transaction, document)? {
            self.refuse_files(transaction, document, &aside.bytes)?;
            let waits = quarantine::settled(transaction, number)?.is_none();
            let (bytes, delete_at) = (self.encrypted(&aside.bytes), erased.at.plus_milliseconds(SUPERSEDED_KEPT_MS));
            quarantine::encrypt(transaction, number, &bytes, delete_at)?;
            if waits && aside.n > 0 {
                let outcome = Outcome::Quarantined(QuarantineReason::Superseded);
                chain::set_outcome(transaction, aside.device, aside.n, outcome)?;
            }
        }
        Ok(())
    }

    /// The record that takes an erased one's place. Its events and items keep their ids and their times, so that it is the
    /// same however often it is made.
    fn succeed(
        &self,
        transaction: &Transaction,
        successor: DocumentId,
        erased: &Record,
        job: &Job,
    ) -> Result<(), HubError> {
        chain::open_actor(transaction, self.pen.actor, self.pen.device)?;
        log::add_record(transaction, &Record { document: successor, ..erased.clone() })?;
        let mut document = Document::create(successor, RecordKind::Job, self.pen)?;
        let mut write = |edit: JobEdit, clocks: Clocks, id: NewId| -> Result<(), HubError> {
            let changes = job::edit(&mut document, &edit, &clocks, id)?;
            self.log_own(transaction, successor, &changes)
        };
        let now = self.clocks();
        let mut order = without_people(&job.order);
        if !job.status().status.is_closed() {
            order.description = ASK_FIRST.to_owned();
        }
        write(JobEdit::Raise(Box::new(order)), now, self.new_id()?)?;
        for event in job.standing().into_iter().filter(|event| !event.kind.is_remark()) {
            let reason = if event.reason.is_empty() { String::new() } else { ERASED.to_owned() };
            let clocks = Clocks { device: event.written.at, hub_offset: event.hub_offset };
            write(JobEdit::Record { kind: event.kind, reason }, clocks, NewId(*event.id.as_bytes()))?;
        }
        for item in job.items.iter().filter(|item| !item.ordered && !item.is_withdrawn()) {
            let clocks = Clocks { device: item.added.at, hub_offset: None };
            write(JobEdit::AddItem(anew(item)), clocks, NewId(*item.id.as_bytes()))?;
        }
        for held in job.materials.iter().filter(|held| held.material.quantity > 0.0) {
            let clocks = Clocks { device: held.written.at, hub_offset: None };
            write(JobEdit::AddMaterial(held.material.clone()), clocks, NewId(*held.id.as_bytes()))?;
        }
        // Ordered items have other ids in another record; what was done of each is said again.
        let mut ordered = job::read(&log::load(transaction, successor, RecordKind::Job, self.pen)?)?.items;
        for item in job.items.iter().filter(|item| item.ordered) {
            let same = |other: &Item| other.ordered && other.element == item.element && other.code == item.code;
            let Some(at) = ordered.iter().position(same) else { continue };
            let other = ordered.swap_remove(at);
            if item.quantity != other.quantity {
                let clocks = Clocks { device: item.quantity_written.at, hub_offset: None };
                write(JobEdit::ChangeQuantity { item: other.id, quantity: item.quantity }, clocks, self.new_id()?)?;
            }
        }
        Ok(())
    }

    /// Sets something aside. Of a record that was erased, encrypted and for a while.
    pub(crate) fn put_aside(&self, transaction: &Transaction, mut aside: SetAside) -> Result<(), DbError> {
        let digest = Sha256::digest(&aside.bytes).into();
        let of_erased = match (&aside.record, aside.hash) {
            (Some((document, _)), _) if erased::is_erased(transaction, *document)? => true,
            (_, Some(hash)) => erased::had(transaction, hash)?,
            _ => false,
        };
        if of_erased {
            if let (Some((document, _)), QuarantineReason::Superseded) = (&aside.record, aside.reason) {
                self.refuse_files(transaction, *document, &aside.bytes)?;
            }
            aside.bytes = self.encrypted(&aside.bytes);
            aside.delete_at = Some(self.clock.now().plus_milliseconds(SUPERSEDED_KEPT_MS));
        }
        quarantine::add(transaction, &aside, &digest)
    }

    /// Photos and recordings that a change says an erased record shows: those that came before it are destroyed, and the
    /// others are taken from nobody.
    fn refuse_files(&self, transaction: &Transaction, document: DocumentId, change: &[u8]) -> Result<(), DbError> {
        attachment::redact(transaction, document, &gate::digests(change, &Limits::DEFAULT), self.clock.now())
    }

    fn encrypted(&self, bytes: &[u8]) -> Vec<u8> {
        let digest: [u8; 32] = Sha256::digest(bytes).into();
        // Another key for each text, so that a nonce of noughts is used once. What fits into memory is never too long.
        self.cipher(&digest).encrypt(&Nonce::default(), Payload { msg: bytes, aad: &[] }).unwrap_or_default()
    }

    fn cipher(&self, digest: &[u8; 32]) -> ChaCha20Poly1305 {
        let mut key = [0; 32];
        // 32 bytes are never too many for HKDF-SHA256.
        let _ = Hkdf::<Sha256>::new(Some(digest), &self.key.to_bytes()).expand(b"doorstep superseded 1", &mut key);
        ChaCha20Poly1305::new(&key.into())
    }

    /// Empties the write-ahead log of what was erased. While somebody reads, it cannot; the next hour tries again.
    ///
    /// # Errors
    /// The database fails.
    pub(crate) fn forget_erased(&self) -> Result<(), DbError> {
        if !self.db.read(erased::is_due)? {
            return Ok(());
        }
        if self.db.merge_log()? {
            return self.db.write(erased::log_is_empty);
        }
        tracing::warn!("the write-ahead log still holds pages of what was erased: it is emptied later");
        Ok(())
    }

    /// Applies an erasure again, to a database that was put back from before it.
    pub(crate) fn erase_again(
        &self,
        transaction: &Transaction,
        erased: &Erased,
        hashes: &[documents::ChangeHash],
    ) -> Result<(), HubError> {
        if erased::is_erased(transaction, erased.document)? {
            return Ok(());
        }
        // The successor may be there already.
        let made = match erased.successor {
            Some(successor) => log::record(transaction, successor)?.is_some(),
            None => true,
        };
        if made {
            self.erase_record(transaction, erased)?;
        } else {
            self.erase_and_succeed(transaction, erased)?;
        }
        hashes.iter().try_for_each(|hash| Ok(erased::remember(transaction, erased.document, *hash)?))
    }

    /// Deletes what came for erased records and was kept long enough.
    ///
    /// # Errors
    /// The database fails.
    pub(crate) fn delete_overdue(&self) -> Result<(), DbError> {
        let now: Timestamp = self.clock.now();
        let deleted = self.db.write(|transaction| quarantine::delete_overdue(transaction, now))?;
        if deleted > 0 {
            tracing::info!(deleted, "what came for erased records was kept long enough");
        }
        Ok(())
    }
}

/// An order that says what, where and when, and nothing about anybody.
fn without_people(order: &WorkOrder) -> WorkOrder {
    WorkOrder {
        description: ERASED.to_owned(),
        location_of_repair: String::new(),
        access: AccessInformation::default(),
        contacts: Vec::new(),
        alerts: Vec::new(),
        ..order.clone()
    }
}

fn anew(item: &Item) -> NewItem {
    NewItem {
        code: item.code.clone(),
        description: item.description.clone(),
        unit: item.unit.clone(),
        quantity: item.quantity,
        m3nhf: item.m3nhf,
    }
}
