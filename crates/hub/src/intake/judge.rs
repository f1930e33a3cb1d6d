//! Judging one change, and looking again at those that waited for it.

use std::collections::hash_map::Entry;

use documents::{
    Change,
    gate::{self, Envelope, Fault, Joining, Judgement, Limits, Signer},
};
use domain::{
    access::may_make,
    id::{DeviceId, DocumentId, RecordKind},
    time::Timestamp,
};
use protocol::message::QuarantineReason;

use super::Intake;
use crate::{
    alerts,
    db::{
        DbError,
        sqlite::{
            chain::{self, Authority, Outcome},
            epoch, erased,
            held::{self, Held},
            lacking,
            log::{self, NewChange},
            people::{self, Device},
            quarantine,
        },
    },
    reconcile::RECOVERED,
};

/// The flag of work that was done after it had left its writer, before they knew.
const AFTER_LEAVING: &str = "after_leaving";

impl Intake<'_> {
    /// Judges one change by its signer. Adds it to the log when nothing speaks against it.
    pub(super) fn judge(
        &mut self,
        signer: &Device,
        arrived: &Arrived,
        envelope: &Envelope,
    ) -> Result<Outcome, DbError> {
        let aside = |reason| Ok(Outcome::Quarantined(reason));
        let transaction = self.transaction;
        let device = signer.entry.device;
        if arrived.kind == RecordKind::DiversityProfile {
            return self.take_profile(signer, arrived, envelope);
        }
        if log::has(transaction, arrived.document, envelope.hash)? {
            return Ok(Outcome::Accepted);
        }
        if erased::had(transaction, envelope.hash)? {
            return aside(QuarantineReason::Superseded);
        }
        let Some(author) = chain::author_for(transaction, envelope.actor, device)? else {
            return aside(QuarantineReason::ActorNotOfDevice);
        };
        // They had seen a part of the log that is lost, and with it perhaps the record, or that it was given to them.
        let beyond = epoch::is_lost(transaction, arrived.seen)?;
        let flag = match log::record(transaction, arrived.document)? {
            Some(record) if record.kind != arrived.kind => return aside(QuarantineReason::NotInScope),
            Some(_) => match chain::could_hold(transaction, signer.entry.person, arrived.document, arrived.seen)? {
                Some(Authority::Now) => "",
                Some(Authority::Then) => AFTER_LEAVING,
                None if beyond => RECOVERED,
                None => return aside(QuarantineReason::NotInScope),
            },
            None if may_make(signer.role, arrived.kind).is_some() => {
                // One that stands on what is lost waits until somebody has given that back.
                return Ok(match self.make(signer, arrived, envelope)? {
                    Outcome::Quarantined(QuarantineReason::NotInScope) if self.may_be_lost(beyond)? => Outcome::Held,
                    made => made,
                });
            }
            None if self.may_be_lost(beyond)? => return Ok(Outcome::Held),
            None => return aside(QuarantineReason::NotInScope),
        };
        // On any of their handhelds, whatever its app was made to do.
        if arrived.kind == RecordKind::AlertReport
            && !alerts::may_decide(transaction, arrived.document, signer.entry.person, self.hub)?
        {
            return aside(QuarantineReason::NotAllowed);
        }
        let doubtful = self.doubtful.contains(&arrived.document);
        let Some(record) = self.whole(arrived.document, arrived.kind)? else { return Ok(Outcome::Held) };
        let missing = record.missing(&envelope.dependencies);
        if quarantine::has_any(transaction, arrived.document, &missing)? {
            return aside(QuarantineReason::DependsOnQuarantined);
        }
        let gate_signer = Signer { device: author, role: Some(signer.role) };
        let judgement = if doubtful {
            record.admit(arrived.bytes, &gate_signer, &Limits::DEFAULT)
        } else {
            record.judge(arrived.bytes, &gate_signer, &Limits::DEFAULT)
        };
        match judgement {
            Judgement::Joins(change) => {
                let layers = record.take_layers();
                self.log(&layers, &change, device, arrived, envelope, flag)?;
                if flag == AFTER_LEAVING {
                    self.late.insert((arrived.document, device));
                }
                Ok(Outcome::Accepted)
            }
            Judgement::Duplicate => Ok(Outcome::Accepted),
            Judgement::Held { .. } => Ok(Outcome::Held),
            Judgement::Refused(fault) => aside(reason(fault)),
        }
    }

    /// True when a record that nobody knows here may be one that this hub has lost: a copy of the handheld that made it goes
    /// on from there without having seen anything of the log.
    fn may_be_lost(&self, beyond: bool) -> Result<bool, DbError> {
        Ok(beyond || epoch::is_recovering(self.transaction, self.now)?)
    }

    /// Puts a change into the log, after the layers that it stands on.
    pub(super) fn log(
        &self,
        layers: &[Change],
        change: &Change,
        device: DeviceId,
        arrived: &Arrived,
        envelope: &Envelope,
        flag: &'static str,
    ) -> Result<(), DbError> {
        for layer in layers {
            self.hub.log_layer(self.transaction, arrived.document, layer)?;
        }
        let new = NewChange {
            document: arrived.document,
            change,
            actor: envelope.actor,
            sequence: envelope.sequence,
            device,
            n: arrived.n,
            received_at: arrived.received_at,
            position_seen: arrived.seen,
            flag,
        };
        log::append(self.transaction, &new)?;
        lacking::found(self.transaction, arrived.document, change.hash)?;
        quarantine::let_in(self.transaction, arrived.document, change.hash, self.now)
    }

    /// Judges again whatever waits on a record, until nothing more comes of it.
    pub(super) fn look_again(&mut self, document: DocumentId) -> Result<(), DbError> {
        loop {
            let mut moved = false;
            for waiting in held::of_record(self.transaction, document)? {
                let signer = people::device(self.transaction, waiting.device)?;
                let (Some(signer), Ok(envelope)) = (signer, gate::measure(&waiting.bytes, &Limits::DEFAULT)) else {
                    continue;
                };
                let arrived = Arrived {
                    n: waiting.n,
                    seen: waiting.position_seen,
                    document,
                    kind: waiting.kind,
                    received_at: waiting.received_at,
                    bytes: &waiting.bytes,
                };
                let outcome = self.judge(&signer, &arrived, &envelope)?;
                if outcome != Outcome::Held {
                    self.close(&waiting, outcome)?;
                    moved = true;
                }
            }
            if !moved {
                return Ok(());
            }
        }
    }

    /// A change waits no longer.
    pub(super) fn close(&self, waiting: &Held, outcome: Outcome) -> Result<(), DbError> {
        let done_again = held::is_done_again(self.transaction, waiting)?;
        held::release(self.transaction, waiting)?;
        chain::set_outcome(self.transaction, waiting.device, waiting.n, outcome)?;
        if let Outcome::Quarantined(reason) = outcome {
            self.hub.put_aside(self.transaction, waiting.set_aside(reason, waiting.device))?;
            if done_again {
                quarantine::written_again(self.transaction, waiting.document, waiting.hash, waiting.device, self.now)?;
            }
        }
        Ok(())
    }

    /// The record; none when it does not rebuild because the log has lost something of it. What comes for it waits then
    /// until somebody has given that back, and keeps nothing else waiting.
    pub(super) fn whole(&mut self, id: DocumentId, kind: RecordKind) -> Result<Option<&mut Joining>, DbError> {
        match self.records.entry(id) {
            Entry::Occupied(known) => Ok(Some(known.into_mut())),
            Entry::Vacant(unknown) => match log::load(self.transaction, id, kind, self.hub.pen) {
                Ok(document) => Ok(Some(unknown.insert(Joining::of(document)))),
                Err(DbError::Document(error)) => {
                    tracing::error!(%error, "a record does not rebuild: handhelds are asked for it");
                    lacking::note(self.transaction, id, self.now)?;
                    Ok(None)
                }
                Err(error) => Err(error),
            },
        }
    }
}

/// A change on its way to being judged.
pub(super) struct Arrived<'a> {
    pub n: u64,
    pub seen: u64,
    pub document: DocumentId,
    pub kind: RecordKind,
    pub received_at: Timestamp,
    pub bytes: &'a [u8],
}

/// The reason for quarantine that a fault amounts to.
pub(crate) const fn reason(fault: Fault) -> QuarantineReason {
    match fault {
        Fault::Malformed(_) | Fault::TooLarge => QuarantineReason::Malformed,
        Fault::ActorNotOfDevice => QuarantineReason::ActorNotOfDevice,
        Fault::SequenceGap { .. } => QuarantineReason::SequenceGap,
        Fault::OperationNumbers => QuarantineReason::OperationNumbers,
        Fault::DoesNotApply => QuarantineReason::DoesNotApply,
        Fault::NotAllowed(_) => QuarantineReason::NotAllowed,
    }
}
