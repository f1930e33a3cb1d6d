//! Going on as another device: this handheld was put back from a copy, or there are two of it, and the hub saw the other
//! branch of its chain first.
//!
//! What the hub has not taken of this branch is put into the chain of the new device with its very bytes, so that no
//! signature loses what it signed: the actors are named as inherited, the changes keep their author. An app that was open
//! when its phone was copied has gone on as an actor from before the fork, so each change's actor is named, whether or not
//! it was opened on this branch. The former chain stays as evidence. From then on this process writes as a new actor.

use std::collections::{BTreeMap, BTreeSet};

use documents::{Actor, ChangeHash, certificate::Certificate, gate};
use domain::{
    id::{DeviceId, DocumentId, RecordKind},
    time::Timestamp,
};
use ed25519_dalek::SigningKey;
use protocol::enrolment::{FormerSelf, SuccessionRequest};
use rusqlite::{OptionalExtension, Row, Transaction, params};
use zeroize::Zeroizing;

use crate::{
    chain::{self, Chain, Written},
    error::StoreError,
    identity, record, sql,
    store::Store,
};

/// That this handheld went on as another device, for its user to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succession {
    /// How it was called: "Van 12".
    pub former_name: String,
    /// When, by this device's clock.
    pub at: Timestamp,
}

impl Store {
    /// True when the hub has set aside what this handheld wrote because its chain forked.
    ///
    /// # Errors
    /// The database fails.
    pub fn is_forked(&self) -> Result<bool, StoreError> {
        self.read(|connection| {
            let sql =
                "SELECT EXISTS (SELECT 1 FROM chain_entry WHERE state = 3 AND state <> 1 AND reason = 'chain_forked')";
            Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
        })
    }

    /// The key of the device that this one is to go on as: the same until it has, however often the answer is lost.
    ///
    /// # Errors
    /// The disk fails, or there are no random numbers.
    pub fn successor_key(&self) -> Result<SigningKey, StoreError> {
        let random = self.handheld.surroundings.random::<32>().map_err(StoreError::keystore)?;
        let fresh = Zeroizing::new(random);
        self.write(|transaction, _| {
            transaction.execute("UPDATE succession SET seed = ?1 WHERE seed IS NULL", [fresh.as_ref()])?;
            let seed = Zeroizing::new(transaction.query_row("SELECT seed FROM succession", [], |row| row.get(0))?);
            Ok(SigningKey::from_bytes(&seed))
        })
    }

    /// Goes on as the device that the hub has given this certificate. Asked again with it, nothing changes.
    ///
    /// # Errors
    /// [`StoreError::NotEnrolled`], or the disk fails; then it is still the device that it was.
    pub fn succeed(&self, certificate: &Certificate, key: &SigningKey) -> Result<(), StoreError> {
        let actor = Actor::from_bytes(self.handheld.surroundings.random().map_err(StoreError::keystore)?);
        let now = self.handheld.surroundings.clock.now();
        let seed = Zeroizing::new(key.to_bytes());
        let before = self.actor();
        let done = self.write(|transaction, session| {
            let former = identity::enrolment(transaction)?.ok_or(StoreError::NotEnrolled)?;
            if former.device == certificate.device {
                return Ok(());
            }
            let (left, opened) = (left_over(transaction)?, openers(transaction, former.device)?);
            transaction.execute(
                "INSERT INTO former_chain_entry
                     (device, n, position_seen, digest, actor, document, kind, change, written_at, state, reason, parts,
                      superseded_at, done_again)
                 SELECT ?1, n, position_seen, digest, actor, document, kind, change, written_at,
                     -- What goes on in the new chain is told of there.
                     iif(state = 0 OR (state = 3 AND reason = 'chain_forked'), 1, state), reason, parts, superseded_at,
                     done_again
                 FROM chain_entry",
                [former.device.as_bytes()],
            )?;
            transaction.execute("DELETE FROM chain_entry", [])?;
            transaction.execute(
                "UPDATE enrolment SET device = ?1, certificate = ?2, signing_seed = ?3",
                params![certificate.device.as_bytes(), sql::encode(certificate)?, seed.as_ref()],
            )?;
            transaction.execute("UPDATE contact SET receipt = NULL", [])?;
            let hub = former.certificate.hub_fingerprint();
            let hand_over = SuccessionRequest::sign(former.device, &former.signing_key, key, &hub);
            transaction.execute(
                "INSERT INTO former_self (certificate, hand_over) VALUES (?1, ?2)",
                params![sql::encode(&former.certificate)?, sql::encode(&hand_over)?],
            )?;
            transaction.execute(
                "UPDATE succession SET seed = NULL, former_name = ?1, succeeded_at = ?2",
                params![former.certificate.device_name, now.milliseconds()],
            )?;
            let mut going_on = GoingOn {
                transaction,
                chain: Chain::at_end(transaction, certificate.device, 0, now)?,
                opened,
                inherited: BTreeSet::new(),
            };
            for entry in &left {
                going_on.write_again(entry)?;
            }
            session.counters = 0..0;
            // While nobody else can write: whoever writes next does so as another actor of another device.
            self.set_actor(actor);
            Ok(())
        });
        if done.is_err() {
            self.set_actor(before);
        } else if let Err(error) = self.seal_for_recovery(certificate) {
            // The seal of the device that it was opens it as well, for as long as the hub knows the line.
            tracing::warn!(%error, "the keys are sealed under the former name");
        }
        done
    }

    /// The devices that this handheld was before, oldest first.
    ///
    /// # Errors
    /// The database fails.
    pub fn line(&self) -> Result<Vec<FormerSelf>, StoreError> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT certificate, hand_over FROM former_self ORDER BY number")?;
            let mut rows = statement.query([])?;
            let mut line = Vec::new();
            while let Some(row) = rows.next()? {
                line.push(FormerSelf {
                    certificate: sql::decode(&row.get::<_, Vec<u8>>(0)?, "a certificate")?,
                    hand_over: sql::decode(&row.get::<_, Vec<u8>>(1)?, "a hand-over")?,
                });
            }
            Ok(line)
        })
    }

    /// That this handheld went on as another device; none when it never did.
    ///
    /// # Errors
    /// The database fails.
    pub fn succession(&self) -> Result<Option<Succession>, StoreError> {
        self.read(|connection| {
            let told = connection
                .query_row(
                    "SELECT former_name, succeeded_at FROM succession WHERE succeeded_at IS NOT NULL",
                    [],
                    |row| Ok(Succession { former_name: row.get(0)?, at: Timestamp::from_milliseconds(row.get(1)?) }),
                )
                .optional()?;
            Ok(told)
        })
    }
}

/// An entry of this branch that the hub has not taken.
struct Left {
    position_seen: u64,
    what: Option<What>,
    parts: String,
    written_at: Timestamp,
    again_of: Option<ChangeHash>,
}

enum What {
    Actor(Actor),
    Change(DocumentId, RecordKind, ChangeHash),
}

impl Left {
    fn of(row: &Row<'_>) -> Result<Self, StoreError> {
        let actor = row.get::<_, Option<[u8; 16]>>(1)?.map(Actor::from_bytes);
        let what = match (actor, row.get::<_, Option<[u8; 16]>>(2)?) {
            (Some(actor), _) => Some(What::Actor(actor)),
            (None, Some(document)) => Some(What::Change(
                DocumentId::from_bytes(document),
                record::kind_of(row.get(3)?)?,
                ChangeHash::from_bytes(row.get(4)?),
            )),
            (None, None) => None,
        };
        Ok(Self {
            position_seen: sql::unsigned(row.get(0)?),
            what,
            parts: row.get(5)?,
            written_at: Timestamp::from_milliseconds(row.get(6)?),
            again_of: row.get::<_, Option<[u8; 32]>>(7)?.map(ChangeHash::from_bytes),
        })
    }
}

/// The chain of the device that this one has become, while it takes over what is left.
struct GoingOn<'a> {
    transaction: &'a Transaction<'a>,
    chain: Chain<'a>,
    /// Which device opened each actor.
    opened: BTreeMap<Actor, DeviceId>,
    inherited: BTreeSet<Actor>,
}

impl GoingOn<'_> {
    fn write_again(&mut self, left: &Left) -> Result<(), StoreError> {
        let (document, kind, hash) = match left.what {
            Some(What::Actor(actor)) => return self.inherit(actor, left.position_seen),
            Some(What::Change(document, kind, hash)) => (document, kind, hash),
            None => return Ok(()),
        };
        let bytes: Option<Vec<u8>> = self
            .transaction
            .prepare_cached(
                "SELECT bytes FROM record_change WHERE document = ?1 AND hash = ?2 AND bytes <> x''
                 UNION ALL SELECT bytes FROM awaiting_change WHERE document = ?1 AND hash = ?2
                 UNION ALL SELECT bytes FROM evidence WHERE document = ?1 AND hash = ?2",
            )?
            .query_row(params![document.as_bytes(), hash.as_bytes()], |row| row.get(0))
            .optional()?;
        // Its record has left, which it does only once the hub has the bytes, if only among what was set aside.
        let Some(bytes) = bytes else { return Ok(()) };
        let envelope = gate::measure(&bytes, &gate::Limits::DEFAULT)
            .map_err(|fault| StoreError::Malformed { document, detail: fault.to_string() })?;
        self.inherit(envelope.actor, left.position_seen)?;
        let parts = chain::parts_from_text(&left.parts);
        let written = Written { document, kind, hash, bytes: &bytes, parts: &parts, again_of: left.again_of };
        self.chain.write_again(&written, left.position_seen, left.written_at)
    }

    fn inherit(&mut self, actor: Actor, position_seen: u64) -> Result<(), StoreError> {
        match self.opened.get(&actor) {
            Some(opener) if self.inherited.insert(actor) => self.chain.inherit(actor, *opener, position_seen),
            _ => Ok(()),
        }
    }
}

/// Which device opened each actor that this handheld has written as.
fn openers(transaction: &Transaction<'_>, device: DeviceId) -> Result<BTreeMap<Actor, DeviceId>, StoreError> {
    let mut statement =
        transaction.prepare_cached("SELECT actor, inherited_from FROM chain_entry WHERE actor IS NOT NULL")?;
    let opened = statement
        .query_map([], |row| {
            let opener = row.get::<_, Option<[u8; 16]>>(1)?.map_or(device, DeviceId::from_bytes);
            Ok((Actor::from_bytes(row.get(0)?), opener))
        })?
        .collect::<Result<_, _>>()?;
    Ok(opened)
}

fn left_over(transaction: &Transaction<'_>) -> Result<Vec<Left>, StoreError> {
    let mut statement = transaction.prepare_cached(
        "SELECT position_seen, actor, document, kind, change, parts, written_at, again_of FROM chain_entry
         WHERE state <> 1 AND (state = 0 OR (state = 3 AND reason = 'chain_forked')) ORDER BY n",
    )?;
    let mut rows = statement.query([])?;
    let mut left = Vec::new();
    while let Some(row) = rows.next()? {
        left.push(Left::of(row)?);
    }
    Ok(left)
}
