//! Chains: what each device wrote so far, as the hub took it in.

use documents::Actor;
use domain::{
    id::{DeviceId, DocumentId},
    time::Timestamp,
};
use protocol::{
    chain::EntryDigest,
    message::{QuarantineReason, Verdict},
};
use rusqlite::{OptionalExtension, Transaction, params};

use super::{DbError, fixed, people, signed};

/// The last entry of a device's chain that the hub took in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tail {
    /// Its number; nought before the first.
    pub n: u64,
    /// Its digest.
    pub digest: EntryDigest,
    /// What it had seen of the log.
    pub position: u64,
}

/// What became of an entry that was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is in the log, or opened an actor.
    Accepted,
    /// It waits for what it depends on.
    Held,
    /// It was set aside.
    Quarantined(QuarantineReason),
}

impl Outcome {
    /// The verdict when the entry is new.
    #[must_use]
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::Accepted => Verdict::Accepted,
            Self::Held => Verdict::Held,
            Self::Quarantined(reason) => Verdict::Quarantined(reason),
        }
    }

    /// The verdict when the entry is sent again.
    #[must_use]
    pub const fn verdict_again(self) -> Verdict {
        match self {
            Self::Accepted => Verdict::Duplicate,
            other => other.verdict(),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Held => "held",
            Self::Quarantined(reason) => reason.code(),
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        match name {
            "accepted" => Some(Self::Accepted),
            "held" => Some(Self::Held),
            code => reason_from_code(code).map(Self::Quarantined),
        }
    }
}

/// The reason with this code.
#[must_use]
pub fn reason_from_code(code: &str) -> Option<QuarantineReason> {
    use QuarantineReason as Reason;
    [
        Reason::Malformed,
        Reason::ActorNotOfDevice,
        Reason::SequenceGap,
        Reason::OperationNumbers,
        Reason::DoesNotApply,
        Reason::NotAllowed,
        Reason::NotInScope,
        Reason::DependsOnQuarantined,
        Reason::DependencyNeverCame,
        Reason::ChainForked,
        Reason::Unsigned,
        Reason::Revoked,
        Reason::Discarded,
        Reason::Superseded,
    ]
    .into_iter()
    .find(|reason| reason.code() == code)
}

/// The digest and outcome of an entry that was taken in.
///
/// # Errors
/// The database cannot be read.
pub fn entry(transaction: &Transaction, device: DeviceId, n: u64) -> Result<Option<(EntryDigest, Outcome)>, DbError> {
    let row = transaction
        .prepare_cached("SELECT digest, outcome FROM entry WHERE device = ?1 AND n = ?2")?
        .query_row(params![device.as_bytes(), signed(n)], |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, String>(1)?))
        })
        .optional()?;
    let Some((digest, outcome)) = row else { return Ok(None) };
    let outcome = Outcome::from_name(&outcome).ok_or(DbError::Damaged { what: "chain entry" })?;
    Ok(Some((fixed(&digest, "chain entry")?, outcome)))
}

/// Takes in the next entry of a chain.
///
/// # Errors
/// The database cannot be written.
pub fn append(transaction: &Transaction, device: DeviceId, tail: &Tail, outcome: Outcome) -> Result<(), DbError> {
    transaction
        .prepare_cached("INSERT INTO entry (device, n, digest, outcome) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![device.as_bytes(), signed(tail.n), tail.digest, outcome.name()])?;
    transaction
        .prepare_cached("UPDATE device SET chain_n = ?2, chain_digest = ?3, chain_position = ?4 WHERE device = ?1")?
        .execute(params![device.as_bytes(), signed(tail.n), tail.digest, signed(tail.position)])?;
    Ok(())
}

/// Says anew what became of an entry.
///
/// # Errors
/// The database cannot be written.
pub fn set_outcome(transaction: &Transaction, device: DeviceId, n: u64, outcome: Outcome) -> Result<(), DbError> {
    transaction.prepare_cached("UPDATE entry SET outcome = ?3 WHERE device = ?1 AND n = ?2")?.execute(params![
        device.as_bytes(),
        signed(n),
        outcome.name()
    ])?;
    Ok(())
}

/// Marks a device whose chain forked.
///
/// # Errors
/// The database cannot be written.
pub fn mark_forked(transaction: &Transaction, device: DeviceId, now: Timestamp) -> Result<(), DbError> {
    transaction.execute(
        "UPDATE device SET forked_at = ?2 WHERE device = ?1 AND forked_at IS NULL",
        params![device.as_bytes(), now.milliseconds()],
    )?;
    Ok(())
}

/// The author of what a device writes as an actor; none when it may not write as it.
///
/// Whoever goes on from the device that opened an actor may write as it, too: an app that was open when its phone was copied
/// writes on as the actor that both branches know. Two who write as one are told apart by its numbers, of which the gate
/// takes each once.
///
/// # Errors
/// The database cannot be read.
pub fn author_for(transaction: &Transaction, actor: Actor, writer: DeviceId) -> Result<Option<DeviceId>, DbError> {
    match author(transaction, actor)? {
        Some(author) if author == writer || people::descends(transaction, writer, author)? => Ok(Some(author)),
        _ => Ok(None),
    }
}

/// The device that opened an actor: what its changes name as their author. None for one that nobody opened.
///
/// # Errors
/// The database cannot be read.
pub fn author(transaction: &Transaction, actor: Actor) -> Result<Option<DeviceId>, DbError> {
    let row = transaction
        .prepare_cached("SELECT device FROM actor WHERE actor = ?1")?
        .query_row([actor.as_bytes()], |row| row.get::<_, Vec<u8>>(0))
        .optional()?;
    row.map(|device| Ok(DeviceId::from_bytes(fixed(&device, "actor")?))).transpose()
}

/// Registers an actor; false when it is another device's.
///
/// # Errors
/// The database cannot be written.
pub fn open_actor(transaction: &Transaction, actor: Actor, device: DeviceId) -> Result<bool, DbError> {
    transaction
        .prepare_cached("INSERT INTO actor (actor, device) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute(params![actor.as_bytes(), device.as_bytes()])?;
    Ok(author(transaction, actor)? == Some(device))
}

/// True when a person may, or might as far as their device knew, hold a record: the device had seen the log up to
/// `seen`, and nothing up to there had taken the record or the scope away again.
///
/// # Errors
/// The database cannot be read.
pub fn could_hold(
    transaction: &Transaction,
    person: domain::id::PersonId,
    document: DocumentId,
    seen: u64,
) -> Result<Option<Authority>, DbError> {
    // What was given and what was there must have overlapped, and the overlap must not have ended by what was seen.
    // It may have begun after: a first fill is used before it is whole, and its position is known only then.
    let sql = "SELECT max(m.departed IS NULL AND p.withdrawn IS NULL)
        FROM membership m JOIN person_scope p ON p.scope = m.scope
        WHERE m.document = ?1 AND p.person = ?2
          AND m.entered < ifnull(p.withdrawn, 9e18) AND p.given < ifnull(m.departed, 9e18)
          AND ifnull(m.departed, 9e18) > ?3 AND ifnull(p.withdrawn, 9e18) > ?3";
    let holds: Option<bool> = transaction
        .prepare_cached(sql)?
        .query_row(params![document.as_bytes(), person.as_bytes(), signed(seen)], |row| row.get(0))?;
    Ok(holds.map(|now| if now { Authority::Now } else { Authority::Then }))
}

/// Since when, or until when, a writer's authority held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authority {
    /// It still holds.
    Now,
    /// It held as far as the device had seen, and has ended since: the work counts, and is flagged.
    Then,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_reads_back_from_its_name() {
        for outcome in [
            Outcome::Accepted,
            Outcome::Held,
            Outcome::Quarantined(QuarantineReason::ChainForked),
            Outcome::Quarantined(QuarantineReason::Revoked),
            Outcome::Quarantined(QuarantineReason::Superseded),
        ] {
            assert_eq!(Outcome::from_name(outcome.name()), Some(outcome));
        }
        assert_eq!(Outcome::from_name("lost"), None);
    }
}
