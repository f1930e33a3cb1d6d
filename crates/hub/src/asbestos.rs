//! The asbestos register: kept by home, and with every job there, those that are out already among them.

use documents::{Document, alert, job};
use domain::{
    alert::{Alert, AlertSubject, Confirmation},
    asbestos::{RegisterEntry, register, register_text},
    id::{DocumentId, RecordKind},
    job::JobEdit,
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
    hub::{HubError, Inner},
    import::Stored,
};

/// The system that registers come from.
pub(crate) const SOURCE: &str = "asbestos";

/// Letters of a whole register: what a record's value holds with room to spare.
const MAX_REGISTER: usize = 60_000;

/// The record of a home's register.
pub(crate) fn register_id(property: &str) -> DocumentId {
    DocumentId::derived(SOURCE, RecordKind::Alert, property)
}

/// The register of a home, if the landlord has given one.
pub(crate) fn register_of(transaction: &Transaction, property: &str) -> Result<Option<DocumentId>, DbError> {
    if property.is_empty() {
        return Ok(None);
    }
    let id = register_id(property);
    Ok(log::record(transaction, id)?.map(|_| id))
}

impl Inner {
    /// Writes one entry of a home's register, in place of what it said of the same thing. None when the register would
    /// be longer than a record takes.
    pub(crate) fn put_register_entry(
        &self,
        transaction: &Transaction,
        property: &str,
        entry: &RegisterEntry,
    ) -> Result<Option<Stored>, HubError> {
        let id = register_id(property);
        let known = log::record(transaction, id)?.is_some();
        let mut document = if known {
            log::load(transaction, id, RecordKind::Alert, self.pen)?
        } else {
            Document::create(id, RecordKind::Alert, self.pen)?
        };
        let mut entries = alert::read(&document).map(|held| register(&held.comments)).unwrap_or_default();
        let stood = entries.iter().position(|held| held.is_about(entry));
        match stood.and_then(|at| entries.get_mut(at)) {
            Some(held) if held == entry => return Ok(Some(Stored::Unchanged)),
            Some(held) => *held = entry.clone(),
            None => entries.push(entry.clone()),
        }
        let comments = register_text(&entries);
        if comments.chars().count() > MAX_REGISTER {
            return Ok(None);
        }
        if !known {
            let record = Record {
                document: id,
                kind: RecordKind::Alert,
                source: SOURCE.to_owned(),
                reference: property.to_owned(),
                raised_as: [0; 32],
            };
            log::add_record(transaction, &record)?;
        }
        let confirmation = Confirmation::Unstated;
        let subject = AlertSubject::Asbestos;
        let said = Alert { id, subject, type_code: String::new(), comments, confirmation, review: None, raised: None };
        let changes = alert::write(&mut document, &said, self.clock.now())?;
        chain::open_actor(transaction, self.pen.actor, self.pen.device)?;
        self.log_own(transaction, id, &changes)?;
        if !known {
            for job in at_property::held(transaction, property)? {
                self.warn(transaction, job, id)?;
            }
        }
        Ok(Some(if stood.is_some() { Stored::Changed } else { Stored::New }))
    }

    /// Gives the register to a job that is out already.
    fn warn(&self, transaction: &Transaction, id: DocumentId, register: DocumentId) -> Result<(), HubError> {
        let mut document = log::load(transaction, id, RecordKind::Job, self.pen)?;
        if job::read(&document)?.status().status.is_closed() {
            return Ok(());
        }
        self.edit(transaction, &mut document, &JobEdit::Warn(register))?;
        feed::follow(transaction, id, register)?;
        for scope in feed::scopes_of(transaction, id)? {
            let scope = people::scope_from_text(&scope).ok_or(DbError::Damaged { what: "scope" })?;
            feed::enter(transaction, &scope, id)?;
        }
        Ok(())
    }
}
