//! Records that handhelds make: a job booked at a door, a worry about somebody.
//!
//! The first change makes the record, if whoever wrote it may make one. A job goes to its writer, who keeps it until
//! somebody plans it; a worry goes to safeguarding leads, and its writer does not get it back.

use documents::{
    Document, concern,
    gate::{Envelope, Judgement, Limits, Signer},
    job,
};
use domain::{
    id::{DocumentId, RecordKind},
    job::OWN_SOURCE,
    scope::Scope,
};
use protocol::message::QuarantineReason;

use super::{
    Intake,
    judge::{Arrived, reason},
};
use crate::db::{
    DbError,
    sqlite::{
        chain::{self, Outcome},
        feed,
        log::{self, Record},
        people::Device,
    },
};

/// What a new record says of itself.
struct Beginning {
    scope: Scope,
    reference: String,
    alerts: Vec<DocumentId>,
}

impl Intake<'_> {
    /// Judges the first change of a record that nobody has heard of.
    pub(super) fn make(
        &mut self,
        signer: &Device,
        arrived: &Arrived<'_>,
        envelope: &Envelope,
    ) -> Result<Outcome, DbError> {
        let aside = |reason| Ok(Outcome::Quarantined(reason));
        let device = signer.entry.device;
        let author = chain::owner(self.transaction, envelope.actor)?.map_or(device, |owner| owner.author);
        let Some(record) = self.whole(arrived.document, arrived.kind)? else { return Ok(Outcome::Held) };
        // Tried at once: what the record says decides who gets it.
        let judgement =
            record.admit(arrived.bytes, &Signer { device: author, role: Some(signer.role) }, &Limits::DEFAULT);
        let layers = record.take_layers();
        let change = match judgement {
            Judgement::Joins(change) => change,
            Judgement::Duplicate => return Ok(Outcome::Accepted),
            // It stands on others, so it is not the first.
            Judgement::Held { .. } => return aside(QuarantineReason::NotInScope),
            Judgement::Refused(fault) => return aside(reason(fault)),
        };
        let Some(beginning) = Beginning::of(record.tried(), signer) else {
            self.records.remove(&arrived.document);
            return aside(QuarantineReason::DoesNotApply);
        };
        let added = Record {
            document: arrived.document,
            kind: arrived.kind,
            source: OWN_SOURCE.to_owned(),
            reference: self.free_reference(arrived, beginning.reference)?,
            raised_as: [0; 32],
        };
        log::add_record(self.transaction, &added)?;
        self.log(&layers, &change, device, arrived, envelope, "made_at_door")?;
        for alert in beginning.alerts {
            // Naming an alert gives nobody one that they could not hold.
            if chain::could_hold(self.transaction, signer.entry.person, alert, arrived.seen)?.is_some() {
                feed::follow(self.transaction, arrived.document, alert)?;
            }
        }
        feed::enter(self.transaction, &beginning.scope, arrived.document)?;
        Ok(Outcome::Accepted)
    }

    /// The reference that a record says it has, or its id where that is taken or missing.
    fn free_reference(&self, arrived: &Arrived<'_>, said: String) -> Result<String, DbError> {
        let named = log::records_referred(self.transaction, arrived.kind, &said)?;
        let taken = said.is_empty() || named.iter().any(|record| record.source == OWN_SOURCE);
        Ok(if taken { arrived.document.to_string() } else { said })
    }
}

impl Beginning {
    /// None when it does not say what its kind must.
    fn of(document: &Document, signer: &Device) -> Option<Self> {
        match document.kind() {
            RecordKind::Job => {
                let order = job::read(document).ok()?.order;
                let scope = Scope::person_repairs(signer.entry.person);
                Some(Self { scope, reference: order.reference, alerts: order.alerts })
            }
            RecordKind::Concern => {
                concern::read(document).ok()?;
                Some(Self { scope: Scope::safeguarding(), reference: String::new(), alerts: Vec::new() })
            }
            RecordKind::Alert => None,
        }
    }
}
