//! Alerts that somebody raised at a door: where they show, and who has the last word on them.
//!
//! An alert says nothing until a second person has confirmed it, and goes at once wherever it matters: to the record from
//! which it was raised, and to every job and tenancy of that home. What it rests on is a record of its own, in the scope of
//! those whom the landlord has named. What they decide there is written into the alert by the hub, so that a handheld at
//! a door is never shown anything that the decisions do not say.

use documents::{Document, alert, alert_report, job, tenancy};
use domain::{
    alert::Alert,
    alert_report::{self as rules, AlertReportRecord, NewAlertDecision},
    id::{DocumentId, PersonId, RecordKind},
    job::{JobEdit, OWN_SOURCE, reference_of},
    scope::{Compartment, Scope},
    time::Timestamp,
};
use rusqlite::Transaction;

use crate::{
    db::{
        DbError,
        sqlite::{
            at_property, chain, feed,
            log::{self, Record},
            people,
        },
    },
    hub::{Hub, HubError, Inner},
};

/// An alert that was raised, for those who decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertRaised {
    /// By which people speak of it: "D-7QK3M2ZP".
    pub reference: String,
    /// What it rests on, and what was decided.
    pub record: AlertReportRecord,
    /// Who raised it: "Ada Byrne".
    pub by: String,
    /// On which handheld: "Van 12".
    pub device: String,
    /// When it came, by the hub's clock.
    pub received_at: Timestamp,
    /// Who made each decision, in the order of the record's.
    pub deciders: Vec<String>,
}

impl Hub {
    /// Today, by the hub's clock.
    pub(crate) fn today(&self) -> chrono::NaiveDate {
        self.inner.clock.now().london_date()
    }

    /// Every alert that was raised at a door, oldest first. Who may ask is whoever may run the hub's own commands on its
    /// machine.
    ///
    /// # Errors
    /// The database failed.
    pub fn raised_alerts(&self) -> Result<Vec<AlertRaised>, HubError> {
        let inner = &self.inner;
        inner.db.read(|transaction| {
            let mut raised = Vec::new();
            for id in log::records_of_kind(transaction, RecordKind::AlertReport)? {
                let document = log::load(transaction, id, RecordKind::AlertReport, inner.pen)?;
                // Of one that was erased nothing is left but its name.
                if alert_report::read(&document).is_err() {
                    continue;
                }
                raised.push(inner.alert_raised(transaction, &document)?);
            }
            raised.sort_by_key(|one| (one.received_at, one.record.id));
            Ok(raised)
        })
    }

    /// Decides on an alert at the landlord's own machine. `decision` names who decides; it is not who raised it.
    ///
    /// # Errors
    /// There is no such alert, it cannot be so, whoever raised it would decide; or the database failed. Nothing changed.
    pub fn decide_alert(&self, reference: &str, decision: &NewAlertDecision) -> Result<(), HubError> {
        let inner = &self.inner;
        if decision.by.trim().is_empty() {
            return Err(HubError::Asked("say who decides: --by \"Joan Ellis\"".into()));
        }
        inner.db.write(|transaction| {
            let found = log::records_of_kind(transaction, RecordKind::AlertReport)?;
            let Some(id) = found.into_iter().find(|id| reference_of(*id) == reference) else {
                return Err(HubError::Asked(format!(
                    "nobody raised an alert \"{reference}\"; see: doorstep-hub alert list"
                )));
            };
            let mut document = log::load(transaction, id, RecordKind::AlertReport, inner.pen)?;
            let raised = inner.alert_raised(transaction, &document)?;
            if rules::is_same_name(&raised.by, &decision.by) {
                return Err(HubError::Asked(format!(
                    "{} raised this alert; somebody else has to decide on it",
                    raised.by
                )));
            }
            let today = inner.clock.now().london_date();
            decision
                .verdict
                .check(raised.record.report.subject, today)
                .map_err(|fault| HubError::Asked(format!("{fault}; see: doorstep-hub alert show")))?;
            chain::open_actor(transaction, inner.pen.actor, inner.pen.device)?;
            let changes = alert_report::decide(&mut document, decision, &inner.clocks(), inner.new_id()?.into())?;
            inner.log_own(transaction, id, &changes)?;
            inner.settle_alert(transaction, &document)
        })
    }

    /// Names somebody who decides on alerts, or takes that away. Their handheld is given what alerts rest on.
    ///
    /// # Errors
    /// Nobody is called so, they may not hold it by their role, or the database failed.
    pub fn name_decider(&self, person: &str, decides: bool) -> Result<(), HubError> {
        self.name_for_staff_safety(person, &Scope::alert_reports(), decides)
    }

    /// Gives a scope of staff safety to somebody by name, or takes it away.
    pub(crate) fn name_for_staff_safety(&self, person: &str, scope: &Scope, holds: bool) -> Result<(), HubError> {
        self.inner.db.write(|transaction| {
            let Some(known) = people::person_named(transaction, person.trim())? else {
                return Err(HubError::Asked(format!("nobody is called \"{}\" here; invite them first", person.trim())));
            };
            if !domain::access::may_hold(known.role, Compartment::StaffSafety) {
                return Err(HubError::Asked(format!(
                    "{} is a {} here, and no such handheld may hold what staff reported of danger to themselves; name \
                     a housing officer, or decide with this command",
                    known.name,
                    known.role.name().replace('_', " ")
                )));
            }
            if holds {
                people::give(transaction, known.person, scope)?;
            } else {
                people::withdraw(transaction, known.person, scope)?;
            }
            Ok(())
        })
    }
}

/// Whether somebody may decide on what is in this record: not whoever raised it, on any of their handhelds.
pub(crate) fn may_decide(
    transaction: &Transaction,
    report: DocumentId,
    person: PersonId,
    hub: &Inner,
) -> Result<bool, DbError> {
    let Some((device, _)) = log::begun_by(transaction, report, hub.this.device)? else { return Ok(true) };
    let raiser = people::device(transaction, device)?.map(|device| device.entry.person);
    Ok(raiser.is_some_and(|raiser| rules::may_decide(raiser, person)))
}

/// True for an alert that says where it was raised, and nothing else: all that somebody at a door may make.
pub(crate) fn is_unconfirmed(alert: &Alert) -> bool {
    use domain::alert::{AlertSubject, Confirmation};
    alert.confirmation == Confirmation::Reported
        && alert.subject != AlertSubject::Asbestos
        && alert.raised.is_some()
        && (alert.type_code.is_empty() && alert.comments.is_empty() && alert.review.is_none())
}

impl Inner {
    fn alert_raised(&self, transaction: &Transaction, document: &Document) -> Result<AlertRaised, HubError> {
        let record = alert_report::read(document)?;
        let begun = log::begun_by(transaction, document.id(), self.this.device)?;
        let raiser = match begun {
            Some((device, _)) => people::device(transaction, device)?,
            None => None,
        };
        let mut deciders = Vec::with_capacity(record.decisions.len());
        for decision in &record.decisions {
            let device =
                decision.written.device.map(|device| people::device(transaction, device)).transpose()?.flatten();
            deciders.push(match (decision.decision.by.as_str(), device) {
                ("", Some(device)) => device.entry.person_name,
                ("", None) => "somebody".to_owned(),
                (name, _) => name.to_owned(),
            });
        }
        let (by, device) = raiser
            .map_or_else(|| ("somebody".to_owned(), String::new()), |of| (of.entry.person_name, of.entry.device_name));
        Ok(AlertRaised {
            reference: reference_of(record.id),
            by,
            device,
            received_at: begun.map(|(_, at)| at).unwrap_or_default(),
            deciders,
            record,
        })
    }

    /// Writes into an alert what its report's decisions come to. An alert that never came is made.
    pub(crate) fn settle_alert(&self, transaction: &Transaction, report: &Document) -> Result<(), HubError> {
        let record = alert_report::read(report)?;
        let words = record.words();
        // The first report of an alert is its only one.
        if at_property::report_of(transaction, words.id)?.is_some_and(|first| first != record.id) {
            return Ok(());
        }
        let known = log::record(transaction, words.id)?;
        let mut document = match known {
            // Whatever the report says: nobody has a word in an alert that was not raised so.
            Some(known) if known.kind != RecordKind::Alert || known.source != OWN_SOURCE => return Ok(()),
            Some(_) => log::load(transaction, words.id, RecordKind::Alert, self.pen)?,
            None => {
                let (document, kind) = (words.id, RecordKind::Alert);
                let reference = words.id.to_string();
                let source = OWN_SOURCE.to_owned();
                log::add_record(transaction, &Record { document, kind, source, reference, raised_as: [0; 32] })?;
                Document::create(words.id, RecordKind::Alert, self.pen)?
            }
        };
        // Where it is was said when it was raised.
        let raised = alert::read(&document).ok().and_then(|held| held.raised).or(words.raised);
        let changes = alert::write(&mut document, &Alert { raised, ..words }, self.clock.now())?;
        if !changes.is_empty() {
            chain::open_actor(transaction, self.pen.actor, self.pen.device)?;
            self.log_own(transaction, document.id(), &changes)?;
        }
        self.attach_alert(transaction, &document, Some(record.id))
    }

    /// Takes an alert wherever it matters: into the record from which it was raised, and into the jobs and the tenancies of
    /// that home.
    pub(crate) fn attach_alert(
        &self,
        transaction: &Transaction,
        document: &Document,
        report: Option<DocumentId>,
    ) -> Result<(), HubError> {
        let id = document.id();
        let Some(raised) = alert::read(document)?.raised else { return Ok(()) };
        // The record that it was raised from says where that is; not whoever raised it.
        let property = self.property_of(transaction, raised.record)?;
        at_property::put_alert(transaction, &property, id, report)?;
        let mut doors = vec![raised.record];
        if !property.is_empty() {
            doors.extend(at_property::held(transaction, &property)?);
            doors.extend(at_property::tenancies(transaction, &property)?);
        }
        doors.sort_unstable();
        doors.dedup();
        for door in doors {
            self.warn_of(transaction, door, id, door == raised.record)?;
        }
        Ok(())
    }

    /// The landlord's reference of the home that a record is about; empty when there is none.
    fn property_of(&self, transaction: &Transaction, record: DocumentId) -> Result<String, HubError> {
        let Some(known) = log::record(transaction, record)? else { return Ok(String::new()) };
        let property = match known.kind {
            RecordKind::Job | RecordKind::Visit => {
                job::read(&log::load(transaction, record, known.kind, self.pen)?)?.order.property
            }
            RecordKind::Tenancy => tenancy::read(&log::load(transaction, record, known.kind, self.pen)?)?.property,
            _ => return Ok(String::new()),
        };
        Ok(property.reference)
    }

    /// An alert goes with a record from now on. A job that is closed is left alone, unless the alert was raised from it.
    fn warn_of(
        &self,
        transaction: &Transaction,
        door: DocumentId,
        id: DocumentId,
        raised_here: bool,
    ) -> Result<(), HubError> {
        let Some(known) = log::record(transaction, door)? else { return Ok(()) };
        if feed::companions(transaction, door)?.contains(&id) {
            return Ok(());
        }
        if known.kind == RecordKind::Job {
            let mut document = log::load(transaction, door, known.kind, self.pen)?;
            let read = job::read(&document)?;
            let open = !read.status().status.is_closed();
            if !open && !raised_here {
                return Ok(());
            }
            if open && !read.order.alerts.contains(&id) {
                chain::open_actor(transaction, self.pen.actor, self.pen.device)?;
                self.edit(transaction, &mut document, &JobEdit::Warn(id))?;
            }
        }
        feed::follow(transaction, door, id)?;
        for scope in feed::scopes_of(transaction, door)? {
            let scope = people::scope_from_text(&scope).ok_or(DbError::Damaged { what: "scope" })?;
            feed::enter(transaction, &scope, door)?;
        }
        Ok(())
    }
}
