//! Tenancies: what the landlord's own system says of homes, handed to the officers of their patches.

use documents::Document;
use domain::{
    id::{DocumentId, PersonId, RecordKind},
    scope::{Compartment, Scope},
    tenancy::Tenancy,
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

/// The system that tenancies come from.
pub(crate) const SOURCE: &str = "tenancies";

impl Inner {
    /// Writes a tenancy and puts it into its patch, out of any other. It takes along what officers recorded of it.
    pub(crate) fn put_tenancy(
        &self,
        transaction: &Transaction,
        tenancy: &Tenancy,
        patch: &str,
    ) -> Result<Stored, HubError> {
        let id = DocumentId::derived(SOURCE, RecordKind::Tenancy, &tenancy.reference);
        let known = log::record(transaction, id)?.is_some();
        let mut document = if known {
            log::load(transaction, id, RecordKind::Tenancy, self.pen)?
        } else {
            let record = Record {
                document: id,
                kind: RecordKind::Tenancy,
                source: SOURCE.to_owned(),
                reference: tenancy.reference.clone(),
                raised_as: [0; 32],
            };
            log::add_record(transaction, &record)?;
            Document::create(id, RecordKind::Tenancy, self.pen)?
        };
        let changes = documents::tenancy::write(&mut document, tenancy, self.clock.now())?;
        if !changes.is_empty() {
            chain::open_actor(transaction, self.pen.actor, self.pen.device)?;
            self.log_own(transaction, id, &changes)?;
        }
        let property = &tenancy.property.reference;
        if !property.is_empty() {
            at_property::put_tenancy(transaction, property, id)?;
            for alert in at_property::alerts(transaction, property)? {
                if !feed::companions(transaction, id)?.contains(&alert) {
                    feed::follow(transaction, id, alert)?;
                    enter_again(transaction, id)?;
                }
            }
        }
        let moved = enter_patch(transaction, id, patch)?;
        Ok(match (known, changes.is_empty() && !moved) {
            (false, _) => Stored::New,
            (true, true) => Stored::Unchanged,
            (true, false) => Stored::Changed,
        })
    }
}

/// Puts what follows a tenancy where the tenancy is.
fn enter_again(transaction: &Transaction, tenancy: DocumentId) -> Result<(), DbError> {
    for scope in feed::scopes_of(transaction, tenancy)? {
        let scope = people::scope_from_text(&scope).ok_or(DbError::Damaged { what: "scope" })?;
        feed::enter(transaction, &scope, tenancy)?;
    }
    Ok(())
}

/// Puts a tenancy and what is about it into one patch alone; true when it was elsewhere.
fn enter_patch(transaction: &Transaction, tenancy: DocumentId, patch: &str) -> Result<bool, DbError> {
    let scope = Scope::patch(patch);
    let held = feed::scopes_of(transaction, tenancy)?;
    if held == [scope.to_string()] {
        return Ok(false);
    }
    let about = feed::companions(transaction, tenancy)?;
    for old in held.iter().filter(|old| **old != scope.to_string()) {
        for document in &about {
            feed::leave(transaction, old, *document)?;
        }
        feed::leave(transaction, old, tenancy)?;
    }
    feed::enter(transaction, &scope, tenancy)?;
    for document in about {
        // With what follows it in turn: a visit's alerts.
        feed::enter(transaction, &scope, document)?;
    }
    Ok(true)
}

/// Where what an officer recorded of a tenancy belongs: beside the tenancy, if it could be theirs; otherwise with them.
pub(crate) fn scopes_for(
    transaction: &Transaction,
    person: PersonId,
    tenancy: Option<DocumentId>,
    seen: u64,
) -> Result<Vec<Scope>, DbError> {
    let own = || vec![Scope::person_tenancies(person)];
    let Some(tenancy) = tenancy else { return Ok(own()) };
    if chain::could_hold(transaction, person, tenancy, seen)?.is_none() {
        return Ok(own());
    }
    let scopes = feed::scopes_of(transaction, tenancy)?;
    let scopes: Vec<Scope> = scopes.iter().filter_map(|text| people::scope_from_text(text)).collect();
    let scopes: Vec<Scope> = scopes.into_iter().filter(|scope| scope.compartment == Compartment::Tenancies).collect();
    Ok(if scopes.is_empty() { own() } else { scopes })
}
