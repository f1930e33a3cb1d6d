//! Records that handhelds make: a job booked at a door, a worry about somebody, an alert and what it rests on,
//! an incident.
//!
//! The first change makes the record, if whoever wrote it may make one. A job goes to its writer, who keeps it until
//! somebody plans it; a worry goes to safeguarding leads, and its writer does not get it back. A visit, or what a customer
//! said or reports, goes beside the tenancy that it is about. A diversity profile becomes no record: the last one of each
//! person is kept, and nothing of those before.

use documents::{
    Document, alert, alert_report, asb, concern, feedback,
    gate::{Admission, Envelope, Judgement, Limits, Signer, admit},
    incident, job, profile,
};
use domain::{
    access::may_make,
    id::{DocumentId, RecordKind},
    job::{OWN_SOURCE, reference_of},
    scope::Scope,
};
use protocol::message::QuarantineReason;

use super::{
    Intake,
    judge::{Arrived, reason},
};
use crate::{
    db::{
        DbError,
        sqlite::{
            at_property,
            chain::{self, Outcome},
            feed,
            log::{self, Record},
            people::Device,
            profile as profiles,
        },
    },
    tenancies,
};

/// What a new record says of itself.
struct Beginning {
    place: Place,
    reference: String,
    alerts: Vec<DocumentId>,
    /// The record that its writer must be able to hold for this to be theirs to say; none when there is none.
    from: Option<DocumentId>,
    /// The landlord's reference of the home of a job; empty otherwise.
    property: String,
}

/// Where a new record goes.
enum Place {
    /// Into one scope.
    In(Scope),
    /// Beside the tenancy that it names.
    Beside(Option<DocumentId>),
    /// With the record from which it was raised, once that can be written to.
    WithItsDoor,
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
        let author = chain::author(self.transaction, envelope.actor)?.unwrap_or(device);
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
        if let Some(from) = beginning.from
            && chain::could_hold(self.transaction, signer.entry.person, from, arrived.seen)?.is_none()
        {
            self.records.remove(&arrived.document);
            return aside(QuarantineReason::NotInScope);
        }
        let added = Record {
            document: arrived.document,
            kind: arrived.kind,
            source: OWN_SOURCE.to_owned(),
            reference: self.free_reference(arrived, beginning.reference)?,
            raised_as: [0; 32],
        };
        log::add_record(self.transaction, &added)?;
        self.log(&layers, &change, device, arrived, envelope, "made_at_door")?;
        if !beginning.property.is_empty() {
            at_property::put(self.transaction, &beginning.property, arrived.document)?;
        }
        for alert in beginning.alerts {
            // Naming an alert gives nobody one that they could not hold.
            if chain::could_hold(self.transaction, signer.entry.person, alert, arrived.seen)?.is_some() {
                feed::follow(self.transaction, arrived.document, alert)?;
            }
        }
        let scopes = match beginning.place {
            Place::In(scope) => vec![scope],
            Place::Beside(tenancy) => {
                let person = signer.entry.person;
                if let Some(tenancy) = tenancy
                    && chain::could_hold(self.transaction, person, tenancy, arrived.seen)?.is_some()
                {
                    // When the tenancy moves to another patch, this goes along.
                    feed::follow(self.transaction, tenancy, arrived.document)?;
                }
                tenancies::scopes_for(self.transaction, person, tenancy, arrived.seen)?
            }
            Place::WithItsDoor => {
                // Whoever raised it has it from the record it was raised from. Should that have left them, so does this.
                let own = Scope::person_repairs(signer.entry.person);
                feed::enter(self.transaction, &own, arrived.document)?;
                feed::leave(self.transaction, &own.to_string(), arrived.document)?;
                Vec::new()
            }
        };
        for scope in scopes {
            feed::enter(self.transaction, &scope, arrived.document)?;
        }
        Ok(Outcome::Accepted)
    }

    /// Takes what somebody said about themself, in place of what they said before. It never enters the log: what is
    /// replaced leaves no history. The chain remembers that it came.
    pub(super) fn take_profile(
        &mut self,
        signer: &Device,
        arrived: &Arrived<'_>,
        envelope: &Envelope,
    ) -> Result<Outcome, DbError> {
        let aside = |reason| Ok(Outcome::Quarantined(reason));
        if may_make(signer.role, arrived.kind).is_none() {
            return aside(QuarantineReason::NotAllowed);
        }
        let Some(author) = chain::author_for(self.transaction, envelope.actor, signer.entry.device)? else {
            return aside(QuarantineReason::ActorNotOfDevice);
        };
        let record = Document::create(arrived.document, arrived.kind, self.hub.pen)?;
        let by = Signer { device: author, role: Some(signer.role) };
        let record = match admit(&record, arrived.bytes, &by, &Limits::DEFAULT) {
            Admission::Accepted(record, _) => record,
            Admission::Refused(fault) => return aside(reason(fault)),
            // It stands on others: a profile is one change.
            Admission::Held { .. } | Admission::Duplicate => return aside(QuarantineReason::NotInScope),
        };
        let Ok((profile, given)) = profile::read(&record) else { return aside(QuarantineReason::DoesNotApply) };
        if chain::could_hold(self.transaction, signer.entry.person, profile.tenancy, arrived.seen)?.is_none() {
            return aside(QuarantineReason::NotInScope);
        }
        profiles::put(self.transaction, &profile, given)?;
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
    /// None when it does not say what its kind must, or says what nobody at a door may.
    fn of(document: &Document, signer: &Device) -> Option<Self> {
        let (alerts, from, property) = (Vec::new(), None, String::new());
        Some(match document.kind() {
            RecordKind::Job => {
                let order = job::read(document).ok()?.order;
                let place = Place::In(Scope::person_repairs(signer.entry.person));
                let property = order.property.reference;
                Self { place, reference: order.reference, alerts: order.alerts, from, property }
            }
            RecordKind::Visit => {
                let visit = job::read(document).ok()?;
                let place = Place::Beside(visit.visit?.tenancy);
                Self { place, reference: visit.order.reference, alerts: visit.order.alerts, from, property }
            }
            RecordKind::Feedback => {
                let place = Place::Beside(feedback::read(document).ok()?.feedback.tenancy);
                Self { place, reference: reference_of(document.id()), alerts, from, property }
            }
            RecordKind::AsbReport => {
                let place = Place::Beside(asb::read(document).ok()?.report.tenancy);
                Self { place, reference: reference_of(document.id()), alerts, from, property }
            }
            RecordKind::Concern => {
                concern::read(document).ok()?;
                let place = Place::In(Scope::safeguarding());
                Self { place, reference: String::new(), alerts, from, property }
            }
            RecordKind::Incident => {
                incident::read(document).ok()?;
                let place = Place::In(Scope::incidents());
                Self { place, reference: reference_of(document.id()), alerts, from, property }
            }
            RecordKind::Alert => {
                let alert = alert::read(document).ok().filter(crate::alerts::is_unconfirmed)?;
                let from = alert.raised.map(|raised| raised.record);
                Self { place: Place::WithItsDoor, reference: String::new(), alerts, from, property }
            }
            RecordKind::AlertReport => {
                let record = alert_report::read(document).ok()?;
                // Nobody decides in the change that raises it.
                let from = record.decisions.is_empty().then_some(record.report.raised.record);
                let place = Place::In(Scope::alert_reports());
                Self { place, reference: reference_of(document.id()), alerts, from: Some(from?), property }
            }
            RecordKind::Tenancy | RecordKind::DiversityProfile | RecordKind::VanStock => return None,
        })
    }
}
