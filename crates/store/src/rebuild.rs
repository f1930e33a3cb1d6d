//! Making a record again from the hub's, when the hub keeps something out that was written to it here.
//!
//! Everything that was written afterwards stands on that, and would be kept out as well for as long as this handheld has
//! the record. So the record becomes the hub's, with what stands on nothing that was kept out; what the person did since is
//! done once more upon it, by a new actor; and the branch that was kept out stays beside it as evidence with its very
//! bytes, and is still handed to the hub. What a signature covers is never done again (`documents::replay`).

use std::collections::BTreeSet;

use documents::{Actor, Change, ChangeHash, Document, Pen, Snapshot, gate, replay};
use domain::{id::DocumentId, scope::Scope};
use protocol::message::QuarantineReason;
use rusqlite::{Connection, Transaction, params};

use crate::{
    chain::{Chain, Written},
    error::StoreError,
    read, reconciliation, record, sql,
    store::{Session, Store},
};

impl Store {
    /// Records of a scope that are to be made again from the hub's.
    ///
    /// # Errors
    /// The database fails.
    pub fn to_rebuild(&self, scope: &Scope) -> Result<Vec<DocumentId>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT document FROM rebuild JOIN membership USING (document) WHERE scope = ?1 ORDER BY document",
            )?;
            let documents = statement.query_map([scope.to_string()], |row| sql::id(row, 0, DocumentId::from_bytes))?;
            Ok(documents.collect::<Result<Vec<_>, _>>()?)
        })
    }

    /// Makes a record again around the hub's; false when it is not one of those. The process writes as another actor
    /// afterwards.
    pub(crate) fn rebuild(
        &self,
        transaction: &Transaction<'_>,
        session: &mut Session,
        snapshot: &Snapshot,
    ) -> Result<bool, StoreError> {
        let (id, kind) = (snapshot.document, snapshot.kind);
        if !is_wanted(transaction, id)? {
            return Ok(false);
        }
        let now = self.handheld.surroundings.clock.now();
        let pen = self.pen_within(transaction)?;
        // One that does not load is made whole from the hub's copy by whoever takes that in.
        let Ok(Some(before)) = record::load(transaction, id, pen) else {
            transaction.prepare_cached("DELETE FROM rebuild WHERE document = ?1")?.execute([id.as_bytes()])?;
            return Ok(false);
        };
        let Ok((hubs, _)) = gate::merge_snapshot(&Document::create(id, kind, pen)?, snapshot) else {
            return Ok(false);
        };
        let branch = Branch::of(transaction, &before, &hubs)?;
        let actor = self.handheld.surroundings.random().map_err(StoreError::keystore)?;
        let pen = Pen { actor: Actor::from_bytes(actor), device: pen.device };
        let mut after = hubs.fork(pen);
        let kept: Vec<Change> = before
            .changes()
            .into_iter()
            .filter(|change| !branch.kept_out.contains(&change.hash) && !hubs.has(&change.hash))
            .collect();
        after.apply(&kept)?;
        let mut again = Vec::new();
        for hash in &branch.again {
            again.extend(replay::replay(&before, hash, &mut after)?.into_iter().map(|change| (*hash, change)));
        }
        let done: BTreeSet<ChangeHash> = again.iter().map(|(of, _)| *of).collect();
        keep(transaction, &before, &branch, &done)?;
        record::replace(transaction, id, hubs.changes().iter().chain(&kept))?;
        for change in hubs.changes() {
            record::commit(transaction, id, &change.hash)?;
        }
        let mut chain = Chain::open(transaction, session, pen.actor, now)?;
        for (of, change) in &again {
            record::add(transaction, id, change)?;
            let parts = after.describe(&change.hash).map(|summary| summary.parts).unwrap_or_default();
            let (hash, bytes) = (change.hash, change.bytes.as_slice());
            chain.write(&Written { document: id, kind, hash, bytes, parts: &parts, again_of: Some(*of) })?;
        }
        // While nobody else can write: whoever writes next does so as the actor that this record knows.
        self.set_actor(pen.actor);
        record::settle(transaction, &after)?;
        read::refresh(transaction, &after, pen.device, now)?;
        for sql in ["DELETE FROM rebuild WHERE document = ?1", "DELETE FROM refused_offer WHERE document = ?1"] {
            transaction.prepare_cached(sql)?.execute([id.as_bytes()])?;
        }
        tracing::warn!(document = %id, again = again.len(), "a record was made again from the hub's");
        Ok(true)
    }
}

/// What of a record the hub keeps out.
struct Branch {
    /// What it refused, and everything that stands on that.
    kept_out: BTreeSet<ChangeHash>,
    /// What of it this handheld wrote, that is to be done once more, in order.
    again: Vec<ChangeHash>,
}

impl Branch {
    fn of(transaction: &Transaction<'_>, before: &Document, hubs: &Document) -> Result<Self, StoreError> {
        let mut own = transaction.prepare_cached(
            "SELECT change, state, reason FROM chain_entry WHERE document = ?1
             UNION ALL SELECT change, state, reason FROM former_chain_entry WHERE document = ?1",
        )?;
        let mut rows = own.query([before.id().as_bytes()])?;
        let (mut set_aside, mut at_fault, mut ours) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        while let Some(row) = rows.next()? {
            let hash = ChangeHash::from_bytes(row.get(0)?);
            ours.insert(hash);
            if row.get::<_, u8>(1)? == 3 && !hubs.has(&hash) {
                set_aside.insert(hash);
                if !is_innocent(&row.get::<_, String>(2)?) {
                    at_fault.insert(hash);
                }
            }
        }
        let mut others = transaction.prepare_cached("SELECT hash FROM refused_offer WHERE document = ?1")?;
        for hash in others.query_map([before.id().as_bytes()], |row| row.get(0).map(ChangeHash::from_bytes))? {
            set_aside.insert(hash?);
        }
        set_aside.retain(|hash| !hubs.has(hash));
        let kept_out = replay::standing_on(before, &set_aside);
        let signed = replay::sealed(before);
        let again = before.changes().into_iter().map(|change| change.hash).filter(|hash| {
            kept_out.contains(hash) && ours.contains(hash) && !at_fault.contains(hash) && !signed.contains(hash)
        });
        let again = again.collect();
        Ok(Self { kept_out, again })
    }
}

/// True for what was set aside for what it stands on, and not for what it is.
fn is_innocent(reason: &str) -> bool {
    [QuarantineReason::DependsOnQuarantined, QuarantineReason::DependencyNeverCame]
        .iter()
        .any(|innocent| innocent.code() == reason)
}

fn keep(
    transaction: &Transaction<'_>,
    before: &Document,
    branch: &Branch,
    done: &BTreeSet<ChangeHash>,
) -> Result<(), StoreError> {
    for change in before.changes().iter().filter(|change| branch.kept_out.contains(&change.hash)) {
        transaction
            .prepare_cached("INSERT INTO evidence (document, hash, bytes) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
            .execute(params![before.id().as_bytes(), change.hash.as_bytes(), change.bytes])?;
    }
    for hash in done {
        for sql in [
            "UPDATE chain_entry SET done_again = 1 WHERE document = ?1 AND change = ?2",
            "UPDATE former_chain_entry SET done_again = 1 WHERE document = ?1 AND change = ?2",
        ] {
            transaction.prepare_cached(sql)?.execute([before.id().as_bytes().as_slice(), hash.as_bytes()])?;
        }
    }
    Ok(())
}

/// The hub keeps a change of this device out. Its record is to be made again, unless the change is evidence already, and
/// its scopes wait for the hub's copy.
pub(crate) fn kept_out(
    transaction: &Transaction<'_>,
    document: DocumentId,
    hash: &ChangeHash,
    reason: QuarantineReason,
) -> Result<(), StoreError> {
    if !stands_in_the_way(reason) {
        return Ok(());
    }
    let is_evidence = transaction
        .prepare_cached("SELECT 1 FROM evidence WHERE document = ?1 AND hash = ?2")?
        .exists([document.as_bytes().as_slice(), hash.as_bytes()])?;
    if is_evidence { Ok(()) } else { want(transaction, document) }
}

/// The hub will not take what others wrote. Its record is to be made again without it.
pub(crate) fn refused(
    transaction: &Transaction<'_>,
    document: DocumentId,
    hash: &ChangeHash,
) -> Result<(), StoreError> {
    let noted = transaction
        .prepare_cached(
            "INSERT INTO refused_offer (document, hash) SELECT document, ?2 FROM record WHERE document = ?1
             ON CONFLICT DO NOTHING",
        )?
        .execute([document.as_bytes().as_slice(), hash.as_bytes()])?;
    if noted > 0 { want(transaction, document) } else { Ok(()) }
}

/// A record is to be made again, and its scopes wait for the hub's copy.
pub(crate) fn want(transaction: &Transaction<'_>, document: DocumentId) -> Result<(), StoreError> {
    let wanted = transaction
        .prepare_cached(
            "INSERT INTO rebuild (document) SELECT document FROM record WHERE document = ?1 ON CONFLICT DO NOTHING",
        )?
        .execute([document.as_bytes()])?;
    if wanted > 0 { reconciliation::doubt_record(transaction, document) } else { Ok(()) }
}

/// True for what is kept out of a record that its writer goes on with: all that they write afterwards stands on it. A job
/// that is not theirs leaves, a withdrawn handheld hands over, a forked one goes on as another.
const fn stands_in_the_way(reason: QuarantineReason) -> bool {
    use QuarantineReason::{ChainForked, Discarded, NotInScope, Revoked, Superseded, Unsigned};
    !matches!(reason, NotInScope | Revoked | ChainForked | Discarded | Unsigned | Superseded)
}

fn is_wanted(connection: &Connection, document: DocumentId) -> Result<bool, StoreError> {
    let wanted = connection
        .prepare_cached("SELECT 1 FROM rebuild WHERE document = ?1")?
        .exists([document.as_bytes().as_slice()])?;
    Ok(wanted)
}
