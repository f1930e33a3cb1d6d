//! Reconciling one scope with one handheld: what differs, the records whole, and what the hub lacks.
//!
//! Whoever offers a change cannot show its writer's signature, because chains are not handed on. So other people's work is
//! taken from a handheld only where the hub knows that it has lost something: for a while after its folder was put back
//! from a copy, and for records of which its log lacks changes. Even then each change passes the gate as its own author's,
//! under the author's role, and is flagged. Everything else that is offered is set aside with its bytes.

use documents::{
    Change, ChangeHash, Document,
    gate::{self, Limits},
    job,
};
use domain::{
    access::Role,
    id::{DeviceId, DocumentId, PersonId, RecordKind},
    job::{OWN_SOURCE, reference_of},
    scope::Scope,
};
use protocol::{
    message::{QuarantineReason, Verdict},
    reconcile::{
        Ask, Fetched, MAX_FETCHED, Offered, ReconcileRequest, ReconcileResponse, Standing, Taken, Told, compare,
    },
};
use rusqlite::Transaction;

use crate::{
    alerts,
    db::{
        Caller, DbError,
        sqlite::{
            chain, epoch, erased, feed, lacking,
            log::{self, NewChange, Record},
            page, people,
            quarantine::{self, SetAside},
            this,
        },
    },
    hub::Inner,
    intake,
    refused::Refused,
    tenancies, van_stock,
};

/// The flag of a change that another handheld gave back.
pub(crate) const RECOVERED: &str = "recovered";

/// Answers one question.
///
/// # Errors
/// The caller may not hold the scope, or the database failed.
pub(crate) fn answer(hub: &Inner, caller: &Caller, request: &ReconcileRequest) -> Result<ReconcileResponse, Refused> {
    if let Ask::Offer(offered) = &request.ask {
        return offer(hub, caller, request, offered);
    }
    hub.db.read(|transaction| {
        let (epoch, head) = (this::epoch(transaction)?, this::head(transaction)?);
        let told = if epoch == request.epoch {
            match &request.ask {
                Ask::Compare(stretches) => {
                    Told::Compared(compare(&mine(transaction, caller, &request.scope)?, stretches))
                }
                Ask::Fetch(documents) => Told::Fetched(fetch(hub, transaction, caller, &request.scope, documents)?),
                Ask::Offer(_) => Told::Taken(Vec::new()),
            }
        } else {
            Told::AnotherLog
        };
        Ok(ReconcileResponse { epoch, head, told })
    })
}

fn mine(
    transaction: &Transaction,
    caller: &Caller,
    scope: &Scope,
) -> Result<Vec<protocol::reconcile::RecordSum>, Refused> {
    feed::record_sums(transaction, caller, scope)?.ok_or_else(|| Refused::not_yours("these records"))
}

fn fetch(
    hub: &Inner,
    transaction: &Transaction,
    caller: &Caller,
    scope: &Scope,
    documents: &[DocumentId],
) -> Result<Vec<Fetched>, Refused> {
    let held: std::collections::BTreeSet<DocumentId> =
        mine(transaction, caller, scope)?.into_iter().map(|record| record.document).collect();
    let (mut fetched, mut bytes) = (Vec::new(), 0_usize);
    for document in documents.iter().take(MAX_FETCHED) {
        let standing = match log::record(transaction, *document)? {
            _ if erased::is_erased(transaction, *document)? => Standing::Erased,
            None => Standing::Unknown,
            Some(_) if !held.contains(document) => Standing::Elsewhere,
            Some(record) => match log::load(transaction, *document, record.kind, hub.pen) {
                Ok(whole) => {
                    let snapshot = hub.vouch().snapshot(&whole);
                    bytes = bytes.saturating_add(snapshot.frame.len());
                    Standing::Here(record.kind, snapshot)
                }
                // Whoever has all of it is asked for it.
                Err(DbError::Document(error)) => {
                    tracing::error!(%error, "a record does not rebuild: handhelds are asked for it");
                    Standing::Unknown
                }
                Err(error) => return Err(error.into()),
            },
        };
        fetched.push(Fetched { document: *document, standing });
        if bytes > page::MAX_BYTES {
            break;
        }
    }
    Ok(fetched)
}

fn offer(
    hub: &Inner,
    caller: &Caller,
    request: &ReconcileRequest,
    offered: &[Offered],
) -> Result<ReconcileResponse, Refused> {
    hub.db.write(|transaction| {
        let epoch = this::epoch(transaction)?;
        if epoch != request.epoch {
            return Ok(ReconcileResponse { epoch, head: this::head(transaction)?, told: Told::AnotherLog });
        }
        if !people::scopes(transaction, caller.person)?.contains(&request.scope) {
            return Err(Refused::not_yours("these records"));
        }
        let taking = Taking { hub, transaction, caller, scope: &request.scope };
        let mut taken = Vec::new();
        for record in offered {
            taken.extend(taking.record(record)?);
        }
        let mut touched = Vec::new();
        for record in offered {
            if log::record(transaction, record.document)?.is_some_and(|known| known.kind == record.kind) {
                touched.push((record.document, record.kind));
            }
        }
        intake::after_recovery(hub, transaction, caller.device, &touched)?;
        // What waited at the hub may have been what some of these stood on.
        let again: Vec<&Offered> = offered.iter().filter(|record| has_to_wait(record, &taken)).collect();
        for record in &again {
            taken.retain(|taken| taken.document != record.document);
            taken.extend(taking.record(record)?);
        }
        if !again.is_empty() {
            intake::after_recovery(hub, transaction, caller.device, &touched)?;
        }
        Ok(ReconcileResponse { epoch, head: this::head(transaction)?, told: Told::Taken(taken) })
    })
}

fn has_to_wait(offered: &Offered, taken: &[Taken]) -> bool {
    taken.iter().any(|taken| taken.document == offered.document && taken.verdict == Verdict::Retry)
}

/// Who wrote a change.
struct Author {
    device: DeviceId,
    person: PersonId,
    role: Role,
}

struct Taking<'a> {
    hub: &'a Inner,
    transaction: &'a Transaction<'a>,
    caller: &'a Caller,
    scope: &'a Scope,
}

impl Taking<'_> {
    fn record(&self, offered: &Offered) -> Result<Vec<Taken>, DbError> {
        let (transaction, id) = (self.transaction, offered.document);
        if erased::is_erased(transaction, id)? {
            let superseded = Some(QuarantineReason::Superseded);
            return offered.changes.iter().map(|bytes| self.aside(offered, bytes, superseded)).collect();
        }
        let known = log::record(transaction, id)?;
        let believed =
            lacking::is_lacking(transaction, id)? || epoch::is_recovering(transaction, self.hub.clock.now())?;
        let mut document = match &known {
            Some(record) if record.kind == offered.kind => {
                log::load_what_is_whole(transaction, id, offered.kind, self.hub.pen)?
            }
            Some(_) => return offered.changes.iter().map(|bytes| self.aside(offered, bytes, None)).collect(),
            None => Document::create(id, offered.kind, self.hub.pen)?,
        };
        let mut accepted = Vec::new();
        let mut taken = Vec::with_capacity(offered.changes.len());
        for bytes in &offered.changes {
            let Ok(envelope) = gate::measure(bytes, &Limits::DEFAULT) else {
                taken.push(self.aside(offered, bytes, Some(QuarantineReason::Malformed))?);
                continue;
            };
            let taken_as = |verdict| Taken { document: id, hash: envelope.hash, verdict };
            if known.is_some() && log::has(transaction, id, envelope.hash)? {
                taken.push(taken_as(Verdict::Duplicate));
                continue;
            }
            if Document::is_made_by_all(offered.kind, &envelope.hash) {
                let layer = Change { hash: envelope.hash, bytes: envelope.uncompressed };
                let joins = document.has(&layer.hash) || document.apply(std::slice::from_ref(&layer)).is_ok();
                if joins {
                    accepted.push((layer, None));
                }
                taken.push(taken_as(if joins { Verdict::Accepted } else { Verdict::Retry }));
                continue;
            }
            if !believed {
                taken.push(self.aside(offered, bytes, Some(QuarantineReason::Unsigned))?);
                continue;
            }
            let author = chain::author(transaction, envelope.actor)?
                .or(envelope.author)
                .or_else(|| document.device_of(&envelope.actor));
            let Some(author) = author.map(|author| self.author(author)).transpose()?.flatten() else {
                taken.push(taken_as(Verdict::Retry));
                continue;
            };
            let device = author.device;
            // What took an erased record's place was made again when the copy was put back; nothing is lost of the first.
            if device == self.hub.this.device && erased::is_successor(transaction, id)? {
                taken.push(taken_as(Verdict::Quarantined(QuarantineReason::Superseded)));
                continue;
            }
            if offered.kind == RecordKind::AlertReport
                && known.is_some()
                && !alerts::may_decide(transaction, id, author.person, self.hub)?
            {
                taken.push(self.aside(offered, bytes, Some(QuarantineReason::NotAllowed))?);
                continue;
            }
            let signer = gate::Signer { device, role: Some(author.role) };
            match gate::admit(&document, bytes, &signer, &Limits::DEFAULT) {
                gate::Admission::Accepted(with, changes) => {
                    document = with;
                    for change in changes {
                        let written = (change.hash == envelope.hash).then(|| (envelope.clone(), device));
                        accepted.push((change, written));
                    }
                    taken.push(taken_as(Verdict::Accepted));
                }
                gate::Admission::Duplicate => taken.push(taken_as(Verdict::Duplicate)),
                gate::Admission::Held { .. } => taken.push(taken_as(Verdict::Retry)),
                // It may have been another's to write, who may yet come.
                gate::Admission::Refused(_) if author.person == people::LOST => taken.push(taken_as(Verdict::Retry)),
                gate::Admission::Refused(fault) => {
                    taken.push(self.aside(offered, bytes, Some(intake::reason(fault)))?);
                }
            }
        }
        if accepted.is_empty() {
            return Ok(taken);
        }
        if known.is_none() && !self.place(&document)? {
            // Nothing of it says what it is: it waits until somebody has more of it.
            return Ok(taken.into_iter().map(|taken| Taken { verdict: Verdict::Retry, ..taken }).collect());
        }
        for (change, written) in accepted {
            let Some((envelope, device)) = written else {
                if !log::has(transaction, id, change.hash)? {
                    self.hub.log_layer(transaction, id, &change)?;
                    lacking::found(transaction, id, change.hash)?;
                }
                continue;
            };
            if people::device(transaction, device)?.is_none() {
                people::stand_in(transaction, device, &self.hub.key_of_nobody(device), self.hub.clock.now())?;
                tracing::warn!(%device, "what others hold of the work of a lost handheld is taken in");
            }
            chain::open_actor(transaction, envelope.actor, device)?;
            let new = NewChange {
                document: id,
                change: &change,
                actor: envelope.actor,
                sequence: envelope.sequence,
                device,
                n: 0,
                received_at: self.hub.clock.now(),
                position_seen: 0,
                flag: RECOVERED,
            };
            log::append(transaction, &new)?;
            lacking::found(transaction, id, change.hash)?;
        }
        if offered.kind.is_work() {
            self.follow(&document)?;
        }
        Ok(taken)
    }

    /// Whose change it is, and what they may write. A colleague who joined after the copy was made is not known: their own
    /// handheld brings its certificate, and is waited for; when it has had its time, what others hold of their work counts
    /// as far as whoever gives it back might have written it.
    fn author(&self, device: DeviceId) -> Result<Option<Author>, DbError> {
        let transaction = self.transaction;
        if let Some(known) = people::device_itself(transaction, device)? {
            return Ok(Some(Author { device, person: known.entry.person, role: known.role }));
        }
        if !epoch::has_waited(transaction, self.hub.clock.now())? {
            return Ok(None);
        }
        let giver = people::device(transaction, self.caller.device)?;
        Ok(giver.map(|giver| Author { device, person: people::LOST, role: giver.role }))
    }

    /// A record that the hub does not have is put where the handheld has it, under the reference that it bears itself: so
    /// that importing it again finds it. False when it bears none.
    fn place(&self, document: &Document) -> Result<bool, DbError> {
        let (kind, id) = (document.kind(), document.id());
        let (source, said) = match kind {
            RecordKind::Job | RecordKind::Visit => match job::read(document) {
                Ok(job) if !job.order.reference.is_empty() => (job.order.source, job.order.reference),
                _ => return Ok(false),
            },
            RecordKind::Tenancy => match documents::tenancy::read(document) {
                Ok(tenancy) => (tenancies::SOURCE.to_owned(), tenancy.reference),
                Err(_) => return Ok(false),
            },
            RecordKind::VanStock => match documents::van_stock::read(document) {
                Ok(stock) => (van_stock::SOURCE.to_owned(), stock.van),
                Err(_) => return Ok(false),
            },
            // Nobody gives back what no handheld keeps.
            RecordKind::DiversityProfile => return Ok(false),
            // One that was raised at a door is settled by what was decided on it.
            RecordKind::Alert if documents::alert::read(document).is_ok_and(|alert| alert.raised.is_some()) => {
                (OWN_SOURCE.to_owned(), id.to_string())
            }
            RecordKind::AlertReport | RecordKind::Incident | RecordKind::AsbReport => {
                (OWN_SOURCE.to_owned(), reference_of(id))
            }
            RecordKind::Alert | RecordKind::Concern | RecordKind::Feedback => (RECOVERED.to_owned(), id.to_string()),
        };
        let named = log::records_referred(self.transaction, kind, &said)?;
        let taken = named.iter().any(|record| record.source == source);
        let reference = if taken { id.to_string() } else { said };
        log::add_record(self.transaction, &Record { document: id, kind, source, reference, raised_as: [0; 32] })?;
        match kind {
            RecordKind::Job
            | RecordKind::Tenancy
            | RecordKind::Visit
            | RecordKind::Feedback
            | RecordKind::VanStock
            | RecordKind::AsbReport => {
                feed::enter(self.transaction, self.scope, id)?;
            }
            RecordKind::Concern => feed::enter(self.transaction, &Scope::safeguarding(), id)?,
            RecordKind::AlertReport => feed::enter(self.transaction, &Scope::alert_reports(), id)?,
            RecordKind::Incident => feed::enter(self.transaction, &Scope::incidents(), id)?,
            // An alert comes and goes with the jobs that name it.
            RecordKind::Alert | RecordKind::DiversityProfile => {}
        }
        Ok(true)
    }

    /// A job takes its alerts with it, as far as they are back.
    fn follow(&self, document: &Document) -> Result<(), DbError> {
        let Ok(job) = job::read(document) else { return Ok(()) };
        for alert in job.order.alerts {
            if log::record(self.transaction, alert)?.is_some() {
                feed::follow(self.transaction, document.id(), alert)?;
            }
        }
        for scope in people::scopes(self.transaction, self.caller.person)? {
            let held = feed::scopes_of(self.transaction, document.id())?;
            if held.contains(&scope.to_string()) {
                feed::enter(self.transaction, &scope, document.id())?;
            }
        }
        Ok(())
    }

    fn aside(&self, offered: &Offered, bytes: &[u8], reason: Option<QuarantineReason>) -> Result<Taken, DbError> {
        let reason = reason.unwrap_or(QuarantineReason::NotInScope);
        let hash = gate::measure(bytes, &Limits::DEFAULT).ok().map(|envelope| envelope.hash);
        let taken =
            |hash: ChangeHash| Taken { document: offered.document, hash, verdict: Verdict::Quarantined(reason) };
        // Nobody is asked twice: not by whoever else still has it.
        if let Some(hash) = hash
            && quarantine::stays_out(self.transaction, offered.document, hash)?
        {
            return Ok(taken(hash));
        }
        let aside = SetAside {
            reason,
            device: self.caller.device,
            n: 0,
            record: Some((offered.document, offered.kind)),
            hash,
            received_at: self.hub.clock.now(),
            sender: self.caller.device,
            bytes: bytes.to_vec(),
            delete_at: None,
        };
        self.hub.put_aside(self.transaction, aside)?;
        Ok(taken(hash.unwrap_or(ChangeHash::from_bytes([0; 32]))))
    }
}
