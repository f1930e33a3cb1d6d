//! Reconciling a scope with the hub: what is held of it, what the hub has, and what the hub turns out to lack.
//!
//! A scope is doubted when the hub's log is another one than before, when the sums over it differ, or when a record of it
//! does not load. While it is doubted it has no cursor, so that nothing is passed over. `protocol::reconcile` finds the
//! records that differ; each comes whole and is merged, which shows what only this handheld has. Of that, what this handheld
//! wrote and has not sent goes by the chain as ever; all else is offered, whoever wrote it. Nothing is deleted here but what
//! the hub says belongs elsewhere, and that only after it was sent.

use std::collections::BTreeSet;

use documents::{ChangeHash, Snapshot};
use domain::{id::DocumentId, scope::Scope};
use protocol::{
    message::{FeedEntry, News, Verdict},
    reconcile::{Fetched, Offered, RecordSum, Standing, Taken},
};
use rusqlite::{Connection, Transaction, params};

use crate::{
    chain::EntryState,
    error::StoreError,
    identity,
    ingest::{Ingest, Ingested},
    leaving,
    read::Parting,
    rebuild, record, sql,
    store::Store,
};

impl Store {
    /// Doubts scopes: each is reconciled before it is followed further.
    ///
    /// # Errors
    /// The disk fails.
    pub fn doubt(&self, scopes: &[Scope]) -> Result<(), StoreError> {
        self.write(|transaction, _| {
            for scope in scopes {
                transaction
                    .prepare_cached("UPDATE scope_cursor SET stale = 1 WHERE scope = ?1")?
                    .execute([scope.to_string()])?;
            }
            Ok(())
        })
    }

    /// The sum of each record held of a scope, to be compared with the hub's.
    ///
    /// # Errors
    /// The database fails.
    pub fn record_sums(&self, scope: &Scope) -> Result<Vec<RecordSum>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT document, committed_sum FROM membership JOIN record USING (document)
                 WHERE scope = ?1 ORDER BY document",
            )?;
            let sums = statement.query_map([scope.to_string()], |row| {
                Ok(RecordSum { document: sql::id(row, 0, DocumentId::from_bytes)?, sum: row.get(1)? })
            })?;
            Ok(sums.collect::<Result<Vec<_>, _>>()?)
        })
    }

    /// Takes records that differ as the hub has them, and notes what the hub lacks.
    ///
    /// # Errors
    /// The disk fails; then none of them was taken.
    pub fn reconciled(&self, scope: &Scope, fetched: &[Fetched]) -> Result<Ingested, StoreError> {
        let key = scope.to_string();
        let before = self.actor();
        let taken = self.write(|transaction, session| {
            let mut ingest = Ingest::new(transaction, self)?;
            for Fetched { document, standing } in fetched {
                match standing {
                    Standing::Here(kind, signed) => {
                        // Before the merge: afterwards nobody can tell a damaged record's changes from the hub's.
                        let hubs = ingest.hashes_of(*document, *kind, signed);
                        if hubs.is_some()
                            && let Ok(snapshot) = Snapshot::from_frame(&signed.frame)
                            && self.rebuild(transaction, session, &snapshot)?
                        {
                            ingest = ingest.with_pen(self.pen_within(transaction)?);
                            ingest.done.touched.insert(*document);
                        }
                        let news = News::Entered(signed.clone());
                        ingest.entry(&key, &FeedEntry { document: *document, kind: *kind, news })?;
                        if let Some(hubs) = hubs {
                            hub_lacks_all_but(transaction, *document, &key, &hubs)?;
                        }
                    }
                    Standing::Elsewhere => {
                        // A hub that was put back may have put it where it was before: what it lacks of it goes back first.
                        offer(transaction, *document, &key)?;
                        leaving::leave(transaction, *document, &key)?;
                        ingest.done.touched.insert(*document);
                    }
                    Standing::Erased => ingest.left(*document, &key, Parting::Erased)?,
                    Standing::Unknown => hub_lacks_all_but(transaction, *document, &key, &BTreeSet::new())?,
                }
            }
            Ok((ingest.done, leaving::delete_acknowledged(transaction)?))
        });
        if taken.is_err() {
            self.set_actor(before);
        }
        let (done, departed) = taken?;
        self.forget(&departed);
        Ok(done)
    }

    /// A scope is reconciled as of a position of the hub's log: it is followed further from there. With the last one, what
    /// was in none of them goes: it left in news that never came.
    ///
    /// # Errors
    /// The disk fails; it is reconciled again.
    pub fn end_reconciliation(&self, scope: &Scope, head: u64) -> Result<(), StoreError> {
        let departed = self.write(|transaction, _| {
            transaction
                .prepare_cached("UPDATE scope_cursor SET position = ?2, stale = 0 WHERE scope = ?1")?
                .execute(params![scope.to_string(), sql::signed(head)])?;
            identity::saw_of_all_scopes(transaction)?;
            if stale(transaction)?.is_empty() {
                leaving::hide_homeless(transaction)?;
            }
            leaving::delete_acknowledged(transaction)
        })?;
        self.forget(&departed);
        Ok(())
    }

    /// The next changes of a scope that the hub lacks: of a few records, about so many bytes. None when there are none.
    ///
    /// # Errors
    /// The database fails.
    pub fn next_offer(&self, scope: &Scope, max_bytes: usize) -> Result<Vec<Offered>, StoreError> {
        let pen = self.pen()?;
        self.read(|connection| {
            let mut statement = connection
                .prepare_cached("SELECT DISTINCT document FROM offer WHERE scope = ?1 ORDER BY document LIMIT 64")?;
            let documents = statement
                .query_map([scope.to_string()], |row| sql::id(row, 0, DocumentId::from_bytes))?
                .collect::<Result<Vec<_>, _>>()?;
            let (mut offer, mut bytes) = (Vec::new(), 0_usize);
            for document in documents {
                // One that does not load has nothing to give; the hub's own comes first.
                let Ok(Some(held)) = record::load(connection, document, pen) else { continue };
                let wanted = offered_of(connection, document)?;
                let mut changes: Vec<Vec<u8>> = held
                    .changes()
                    .into_iter()
                    .filter(|change| wanted.contains(&change.hash))
                    .map(|change| change.bytes)
                    .collect();
                // The hub could not take them yet, and the record has been made again from the hub's meanwhile.
                let mut kept_out = connection.prepare_cached(
                    "SELECT bytes FROM evidence JOIN offer USING (document, hash) WHERE document = ?1
                        AND NOT EXISTS (SELECT 1 FROM record_change AS held
                            WHERE held.document = evidence.document AND held.hash = evidence.hash)
                     ORDER BY evidence.hash",
                )?;
                let rows = kept_out.query_map([document.as_bytes()], |row| row.get(0))?;
                changes.extend(rows.collect::<Result<Vec<_>, _>>()?);
                bytes = bytes.saturating_add(changes.iter().map(Vec::len).sum());
                offer.push(Offered { document, kind: held.kind(), changes });
                if bytes > max_bytes {
                    break;
                }
            }
            Ok(offer)
        })
    }

    /// Offers again what the hub could not take yet when it was offered: it did not know who had written it. That ends with
    /// a reconciliation; nothing else would begin another.
    ///
    /// # Errors
    /// The database fails.
    pub fn offer_again(&self) -> Result<(), StoreError> {
        let waits = self.read(|connection| Ok(connection.prepare_cached("SELECT 1 FROM offer")?.exists([])?))?;
        if waits {
            self.write(|transaction, _| {
                let doubt = "UPDATE scope_cursor SET stale = 1 WHERE scope IN (SELECT scope FROM offer)";
                transaction.prepare_cached(doubt)?.execute([])?;
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Takes the hub's word on what was offered. True when any of it changed anything.
    ///
    /// # Errors
    /// The disk fails; it is offered again.
    pub fn offered(&self, taken: &[Taken]) -> Result<bool, StoreError> {
        let (any, departed) = self.write(|transaction, _| {
            let mut any = false;
            for Taken { document, hash, verdict } in taken {
                match verdict {
                    Verdict::Retry => continue,
                    Verdict::Accepted | Verdict::Duplicate => record::commit(transaction, *document, hash)?,
                    Verdict::Quarantined(reason) => {
                        // Listed for whoever wrote it here; of others' work the hub's list speaks.
                        let own = transaction
                            .prepare_cached(
                                "UPDATE chain_entry SET state = ?3, reason = ?4 WHERE document = ?1 AND change = ?2",
                            )?
                            .execute(params![
                                document.as_bytes(),
                                hash.as_bytes(),
                                EntryState::Quarantined as u8,
                                reason.code()
                            ])?;
                        if own == 0 {
                            rebuild::refused(transaction, *document, hash)?;
                        }
                    }
                    Verdict::Held => {}
                }
                any = true;
                transaction
                    .prepare_cached("DELETE FROM offer WHERE document = ?1 AND hash = ?2")?
                    .execute(params![document.as_bytes(), hash.as_bytes()])?;
            }
            Ok((any, leaving::delete_acknowledged(transaction)?))
        })?;
        self.forget(&departed);
        Ok(any)
    }
}

/// Scopes that are doubted.
pub(crate) fn stale(connection: &Connection) -> Result<Vec<Scope>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT encoded FROM scope_cursor WHERE stale = 1 ORDER BY scope")?;
    let mut rows = statement.query([])?;
    let mut scopes = Vec::new();
    while let Some(row) = rows.next()? {
        scopes.push(sql::decode(&row.get::<_, Vec<u8>>(0)?, "a scope")?);
    }
    Ok(scopes)
}

/// Doubts one of these scopes that is held and not doubted yet, so that something can be offered through it.
pub(crate) fn doubt_another(transaction: &Transaction<'_>, among: &[Scope]) -> Result<Option<Scope>, StoreError> {
    let mut doubt = transaction.prepare_cached("UPDATE scope_cursor SET stale = 1 WHERE scope = ?1")?;
    for scope in among {
        if doubt.execute([scope.to_string()])? > 0 {
            return Ok(Some(scope.clone()));
        }
    }
    Ok(None)
}

/// Doubts every scope of a record.
pub(crate) fn doubt_record(transaction: &Transaction<'_>, document: DocumentId) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "UPDATE scope_cursor SET stale = 1
             WHERE scope IN (SELECT scope FROM membership WHERE membership.document = ?1)",
        )?
        .execute([document.as_bytes()])?;
    Ok(())
}

/// Offers all that is held of a scope, through another one.
pub(crate) fn offer_members(transaction: &Transaction<'_>, scope: &Scope, through: &Scope) -> Result<(), StoreError> {
    let mut select = transaction.prepare_cached("SELECT document FROM membership WHERE scope = ?1")?;
    let members = select
        .query_map([scope.to_string()], |row| sql::id(row, 0, DocumentId::from_bytes))?
        .collect::<Result<Vec<_>, _>>()?;
    members.into_iter().try_for_each(|document| offer(transaction, document, &through.to_string()))
}

/// What was to be offered through a scope that is no longer this person's goes through another one, if there is any: what
/// cannot be offered must not keep a record here.
pub(crate) fn offer_through_another(transaction: &Transaction<'_>, scope: &str) -> Result<(), StoreError> {
    if !transaction.prepare_cached("SELECT 1 FROM offer WHERE scope = ?1")?.exists([scope])? {
        return Ok(());
    }
    let other: Option<String> = transaction
        .prepare_cached("SELECT min(scope) FROM scope_cursor WHERE scope <> ?1")?
        .query_row([scope], |row| row.get(0))?;
    if let Some(other) = other {
        transaction.prepare_cached("UPDATE offer SET scope = ?2 WHERE scope = ?1")?.execute([scope, other.as_str()])?;
        transaction.prepare_cached("UPDATE scope_cursor SET stale = 1 WHERE scope = ?1")?.execute([other])?;
    } else {
        transaction.prepare_cached("DELETE FROM offer WHERE scope = ?1")?.execute([scope])?;
    }
    Ok(())
}

const OFFER: &str = "INSERT INTO offer (document, hash, scope)
    SELECT document, hash, ?2 FROM record_change WHERE document = ?1 AND NOT EXISTS (
        SELECT 1 FROM chain_entry WHERE chain_entry.document = record_change.document
            AND chain_entry.change = record_change.hash AND chain_entry.state <> 1)";

/// The hub has these changes of a record and no others: the rest is offered to it, unless it goes by the chain.
fn hub_lacks_all_but(
    transaction: &Transaction<'_>,
    document: DocumentId,
    scope: &str,
    hubs: &BTreeSet<ChangeHash>,
) -> Result<(), StoreError> {
    record::uncommit_all_but(transaction, document, hubs)?;
    transaction
        .prepare_cached(&format!("{OFFER} AND committed = 0 ON CONFLICT DO NOTHING"))?
        .execute(params![document.as_bytes(), scope])?;
    Ok(())
}

/// Nobody has said what the hub has of a record: all of it is offered, unless it goes by the chain.
fn offer(transaction: &Transaction<'_>, document: DocumentId, scope: &str) -> Result<(), StoreError> {
    transaction
        .prepare_cached(&format!("{OFFER} ON CONFLICT DO NOTHING"))?
        .execute(params![document.as_bytes(), scope])?;
    Ok(())
}

fn offered_of(connection: &Connection, document: DocumentId) -> Result<BTreeSet<ChangeHash>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT hash FROM offer WHERE document = ?1")?;
    let hashes = statement
        .query_map([document.as_bytes()], |row| row.get(0).map(ChangeHash::from_bytes))?
        .collect::<Result<_, _>>()?;
    Ok(hashes)
}
