//! One answer of the hub, applied whole or not at all: verdicts, pages with their cursors, scopes that are gone,
//! reference rows, and both clocks.
//!
//! When the hub's log is another one (it was restored from an older backup), nothing is thrown away. What this device wrote
//! beyond what the hub still has of its chain waits to be sent again, and every scope is reconciled before it is followed
//! further: [`crate::reconciliation`].

use domain::{id::DocumentId, scope::Scope, time::Timestamp};
use protocol::message::{Cursor, ExchangeResponse, HubEpoch, ReferencePage, ScopeDigest, ScopePage, Unsettled};
use rusqlite::{Connection, Transaction, params};

use crate::{
    error::StoreError,
    fill, identity,
    ingest::{Ingest, Ingested},
    leaving, outbox, reconciliation, record, reference, sql,
    store::Store,
};

/// What an answer left to do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answered {
    /// What came in.
    pub ingested: Ingested,
    /// Scopes that this device may hold and has no cursor for.
    pub fill: Vec<Scope>,
    /// True when entries still wait to be sent.
    pub more_to_send: bool,
    /// True when reference rows came in.
    pub reference_changed: bool,
    /// Scopes whose records differ from the hub's though both are at the head: to be reconciled, never wiped.
    pub drifted: Vec<Scope>,
    /// Scopes that are reconciled before they are followed further.
    pub reconcile: Vec<Scope>,
    /// True when the hub's log is another one than before.
    pub new_epoch: bool,
    /// True when a page named changes of this device that it does not hold: it is to be asked for again, spelled out.
    pub unheld: bool,
}

impl Store {
    /// Applies an answer. `sent` is this device's clock when the request was sent.
    ///
    /// # Errors
    /// [`StoreError::Full`], [`StoreError::NotEnrolled`], or the disk fails; then nothing of it was applied.
    pub fn answered(&self, response: &ExchangeResponse, sent: Timestamp) -> Result<Answered, StoreError> {
        let now = self.handheld.surroundings.clock.now();
        let (answered, departed) = self.write(|transaction, _| {
            let mut answered = Answered::default();
            let known = identity::contact(transaction)?.epoch;
            answered.new_epoch = known.is_some_and(|known| known != response.epoch);
            if answered.new_epoch {
                begin_again(transaction, response.epoch, response.receipt.chain)?;
            }
            outbox::take(transaction, &response.verdicts, now)?;
            // Pages speak of cursors in the log that the request named.
            if !answered.new_epoch {
                let mut ingest = Ingest::new(transaction, self)?;
                let mut applied = Vec::with_capacity(response.pages.len());
                for page in &response.pages {
                    if ingest_page(transaction, &mut ingest, page)? {
                        applied.push(page);
                    } else {
                        answered.unheld = true;
                    }
                }
                answered.ingested = ingest.done;
                for scope in &response.gone {
                    answered.ingested.touched.extend(leaving::leave_scope(transaction, &scope.to_string(), now)?);
                }
                // A scope whose stream was cut has no cursor for the hub to answer.
                for scope in fill::cut_short(transaction)?.iter().filter(|scope| !response.scopes.contains(scope)) {
                    answered.ingested.touched.extend(leaving::leave_scope(transaction, &scope.to_string(), now)?);
                }
                answered.drifted = drifted(transaction, &applied)?;
                answered.reference_changed = reference::apply(transaction, &response.reference)?;
                // With more to come, a record may have left in a part of the log that was not read yet.
                if response.more || answered.unheld {
                    identity::saw_of_all_scopes(transaction)?;
                } else {
                    identity::saw(transaction, response.position)?;
                }
            }
            transaction
                .prepare_cached("UPDATE contact SET epoch = ?1, hub_offset = ?2, last_exchange = ?3, receipt = ?4")?
                .execute(params![
                    response.epoch,
                    offset(response.hub_time, sent, now),
                    now.milliseconds(),
                    sql::encode(&response.receipt)?
                ])?;
            let stale = reconciliation::stale(transaction)?;
            let (mut kept, lost): (Vec<_>, Vec<_>) =
                stale.into_iter().partition(|scope| response.scopes.contains(scope));
            for scope in lost {
                // A hub that was put back may have forgotten that it gave the scope, and what came in it.
                if kept.is_empty() {
                    kept.extend(reconciliation::doubt_another(transaction, &response.scopes)?);
                }
                if let Some(through) = kept.first() {
                    reconciliation::offer_members(transaction, &scope, through)?;
                }
                answered.ingested.touched.extend(leaving::leave_scope(transaction, &scope.to_string(), now)?);
            }
            let held = sum_scopes(transaction)?;
            answered.fill = response.scopes.iter().filter(|scope| !held.contains(scope)).cloned().collect();
            answered.reconcile = kept;
            let departed = leaving::delete_acknowledged(transaction)?;
            answered.more_to_send = outbox::waits(transaction)?;
            Ok((answered, departed))
        })?;
        self.forget(&departed);
        Ok(answered)
    }

    /// Applies one page of a scope, with its cursor; one that names changes of this device that it does not hold is
    /// passed over.
    ///
    /// # Errors
    /// As [`Self::answered`].
    pub fn ingest(&self, page: &ScopePage) -> Result<Ingested, StoreError> {
        let (done, departed) = self.write(|transaction, _| {
            let mut ingest = Ingest::new(transaction, self)?;
            ingest_page(transaction, &mut ingest, page)?;
            identity::saw_of_all_scopes(transaction)?;
            Ok((ingest.done, leaving::delete_acknowledged(transaction)?))
        })?;
        self.forget(&departed);
        Ok(done)
    }

    /// Lets go of a scope that this device may no longer hold: what was done in it is pushed first.
    ///
    /// # Errors
    /// The disk fails; then nothing changed.
    pub fn gone(&self, scope: &Scope) -> Result<(), StoreError> {
        let now = self.handheld.surroundings.clock.now();
        let departed = self.write(|transaction, _| {
            leaving::leave_scope(transaction, &scope.to_string(), now)?;
            leaving::delete_acknowledged(transaction)
        })?;
        self.forget(&departed);
        Ok(())
    }

    /// Applies reference rows, with their cursor. True when any came.
    ///
    /// # Errors
    /// The disk fails; then none was applied.
    pub fn apply_reference(&self, page: &ReferencePage) -> Result<bool, StoreError> {
        self.write(|transaction, _| reference::apply(transaction, page))
    }

    /// How far each scope is held, but for those that are being reconciled.
    ///
    /// # Errors
    /// The database fails.
    pub fn cursors(&self) -> Result<Vec<Cursor>, StoreError> {
        self.read(cursors)
    }

    /// Entries whose end is not known, for the hub to say when it is.
    ///
    /// # Errors
    /// The database fails.
    pub fn unsettled(&self) -> Result<Vec<Unsettled>, StoreError> {
        self.read(outbox::unsettled)
    }

    /// A sum over what is held of a scope and in the hub's log, to compare with the hub's when both are at the head.
    ///
    /// # Errors
    /// The database fails.
    pub fn scope_digest(&self, scope: &Scope) -> Result<ScopeDigest, StoreError> {
        self.read(|connection| scope_digest(connection, scope))
    }
}

/// False when the page was passed over.
fn ingest_page(transaction: &Transaction<'_>, ingest: &mut Ingest<'_>, page: &ScopePage) -> Result<bool, StoreError> {
    let scope = page.scope.to_string();
    if let Some(own) = &page.own
        && !ingest.own(own, &scope)?
    {
        tracing::warn!("the hub names edits of this phone that it does not hold");
        return Ok(false);
    }
    for entry in &page.entries {
        ingest.entry(&scope, entry)?;
    }
    set_cursor(transaction, &page.scope, page.position)?;
    Ok(true)
}

/// Sets how far a scope is held.
pub(crate) fn set_cursor(transaction: &Transaction<'_>, scope: &Scope, position: u64) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "INSERT INTO scope_cursor (scope, encoded, position) VALUES (?1, ?2, ?3)
             ON CONFLICT (scope) DO UPDATE SET position = max(position, excluded.position)",
        )?
        .execute(params![scope.to_string(), sql::encode(scope)?, sql::signed(position)])?;
    Ok(())
}

fn cursors(connection: &Connection) -> Result<Vec<Cursor>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT encoded, position, digest FROM scope_cursor WHERE stale = 0 ORDER BY scope")?;
    let mut rows = statement.query([])?;
    let mut cursors = Vec::new();
    while let Some(row) = rows.next()? {
        let scope = sql::decode(&row.get::<_, Vec<u8>>(0)?, "a scope")?;
        let digest = match row.get(2)? {
            Some(digest) => digest,
            None => scope_digest(connection, &scope)?,
        };
        cursors.push(Cursor { scope, position: sql::unsigned(row.get(1)?), digest: Some(digest) });
    }
    Ok(cursors)
}

/// Sums scopes whose sums have changed, so that the next request with nothing new need not; gives every scope that has a
/// cursor, stale or not.
fn sum_scopes(transaction: &Transaction<'_>) -> Result<Vec<Scope>, StoreError> {
    let mut statement =
        transaction.prepare_cached("SELECT encoded, digest IS NULL FROM scope_cursor ORDER BY scope")?;
    let mut rows = statement.query([])?;
    let mut scopes = Vec::new();
    while let Some(row) = rows.next()? {
        let scope: Scope = sql::decode(&row.get::<_, Vec<u8>>(0)?, "a scope")?;
        if row.get(1)? {
            let digest = scope_digest(transaction, &scope)?;
            transaction
                .prepare_cached("UPDATE scope_cursor SET digest = ?2 WHERE scope = ?1")?
                .execute(params![scope.to_string(), digest])?;
        }
        scopes.push(scope);
    }
    Ok(scopes)
}

/// The sum over a scope.
pub(crate) fn scope_digest(connection: &Connection, scope: &Scope) -> Result<ScopeDigest, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT committed_sum FROM membership
             JOIN record INDEXED BY record_sum ON record.document = membership.document WHERE scope = ?1",
    )?;
    let mut rows = statement.query([scope.to_string()])?;
    let mut sum = ScopeDigest::default();
    while let Some(row) = rows.next()? {
        sum = crate::record::add_to_sum(sum, &row.get(0)?);
    }
    Ok(sum)
}

fn drifted(connection: &Connection, pages: &[&ScopePage]) -> Result<Vec<Scope>, StoreError> {
    let mut drifted = Vec::new();
    for page in pages {
        if let Some(digest) = page.digest
            && scope_digest(connection, &page.scope)? != digest
        {
            drifted.push(page.scope.clone());
        }
    }
    Ok(drifted)
}

/// Half-way between sending and receiving is the best guess at when the hub looked at its clock. A device clock that
/// was turned back in between says nothing about the way there.
fn offset(hub: Timestamp, sent: Timestamp, now: Timestamp) -> i64 {
    let travelled = now.milliseconds().saturating_sub(sent.milliseconds()).max(0);
    hub.milliseconds().saturating_sub(now.milliseconds().saturating_sub(travelled / 2))
}

/// The hub's log is another one, which has so many entries of this device's chain.
fn begin_again(transaction: &Transaction<'_>, epoch: HubEpoch, chain: u64) -> Result<(), StoreError> {
    transaction.execute("UPDATE contact SET epoch = ?1, reference = 0, receipt = NULL", [epoch])?;
    // A stream that was cut begins again; its scope stays known, in case that the hub does not give it any more. The hub may
    // lack files as well, whoever took them: each that is here is offered again. What it has, it says at once.
    transaction.execute_batch(
        "UPDATE scope_fill SET after = NULL;
         UPDATE scope_cursor SET stale = 1;
         UPDATE attachment SET state = 0, uploaded = 0 WHERE state IN (1, 3);",
    )?;
    let lost = sql::signed(chain);
    let mut select = transaction.prepare_cached(
        "SELECT DISTINCT document FROM chain_entry WHERE n > ?1 AND document IS NOT NULL ORDER BY document",
    )?;
    let records =
        select.query_map([lost], |row| sql::id(row, 0, DocumentId::from_bytes))?.collect::<Result<Vec<_>, _>>()?;
    transaction.execute(
        "UPDATE record_change SET committed = 0 WHERE committed = 1 AND EXISTS (
             SELECT 1 FROM chain_entry WHERE chain_entry.document = record_change.document
                 AND chain_entry.change = record_change.hash AND n > ?1)",
        [lost],
    )?;
    transaction.execute("UPDATE chain_entry SET state = 0, reason = '' WHERE n > ?1", [lost])?;
    // What has left and still waits to be sent is in no scope that is reconciled, and may stand on what the hub has lost.
    transaction.execute(
        "INSERT INTO offer (document, hash, scope)
         SELECT document, hash, scope FROM record JOIN record_change USING (document)
             JOIN (SELECT min(scope) AS scope FROM scope_cursor HAVING scope IS NOT NULL)
         WHERE leaving = 1 AND committed = 1 ON CONFLICT DO NOTHING",
        [],
    )?;
    records.into_iter().try_for_each(|document| record::sum_again(transaction, document).map(drop))
}
