//! Feeds: which records are in which scope, and in what order there was news of them.

use domain::{
    id::{DocumentId, RecordKind},
    scope::Scope,
};
use protocol::{message::ScopeDigest, reconcile::RecordSum};
use rusqlite::{OptionalExtension, Transaction, params};

use super::{DbError, fixed, log, signed, this, unsigned};
use crate::db::Caller;

/// There is news of a record: its rows move to the end of their feeds.
pub(super) fn moved(transaction: &Transaction, document: DocumentId, position: u64, term: u128) -> Result<(), DbError> {
    for scope in scopes_of(transaction, document)? {
        transaction
            .prepare_cached("UPDATE feed SET position = ?3 WHERE scope = ?1 AND document = ?2")?
            .execute(params![scope, document.as_bytes(), signed(position)])?;
        add_to_digest(transaction, &scope, term, 0)?;
    }
    Ok(())
}

/// The scopes that a record is in, as text, in order.
///
/// # Errors
/// The database cannot be read.
pub fn scopes_of(transaction: &Transaction, document: DocumentId) -> Result<Vec<String>, DbError> {
    Ok(transaction
        .prepare_cached("SELECT scope FROM feed WHERE document = ?1 AND state = 1 ORDER BY scope")?
        .query_map([document.as_bytes()], |row| row.get(0))?
        .collect::<Result<_, _>>()?)
}

/// Puts a job into a scope, and with it whatever follows it to the door; again changes nothing.
///
/// # Errors
/// [`DbError::WrongCompartment`]: its kind has no place there. Or the database cannot be written.
pub fn enter(transaction: &Transaction, scope: &Scope, job: DocumentId) -> Result<(), DbError> {
    // Alerts first: nobody should hold the job without them.
    for companion in companions(transaction, job)? {
        enter_one(transaction, scope, companion)?;
    }
    enter_one(transaction, scope, job)
}

/// Takes a job out of a scope, and whatever follows no other job there.
///
/// # Errors
/// The database cannot be written.
pub fn leave(transaction: &Transaction, scope: &str, job: DocumentId) -> Result<(), DbError> {
    leave_one(transaction, scope, job)?;
    for companion in companions(transaction, job)? {
        if !is_needed(transaction, scope, companion)? {
            leave_one(transaction, scope, companion)?;
        }
    }
    Ok(())
}

/// Says that `companion` follows `job` into its scopes.
///
/// # Errors
/// The database cannot be written.
pub fn follow(transaction: &Transaction, job: DocumentId, companion: DocumentId) -> Result<(), DbError> {
    let sql = "INSERT INTO companion (job, document) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    transaction.execute(sql, params![job.as_bytes(), companion.as_bytes()])?;
    Ok(())
}

/// Says that `companion` follows `job` no more: it leaves the scopes in which no other job needs it.
///
/// # Errors
/// The database cannot be written.
pub fn unfollow(transaction: &Transaction, job: DocumentId, companion: DocumentId) -> Result<(), DbError> {
    let sql = "DELETE FROM companion WHERE job = ?1 AND document = ?2";
    transaction.execute(sql, params![job.as_bytes(), companion.as_bytes()])?;
    for scope in scopes_of(transaction, job)? {
        if !is_needed(transaction, &scope, companion)? {
            leave_one(transaction, &scope, companion)?;
        }
    }
    Ok(())
}

/// True while a job in this scope needs a companion.
fn is_needed(transaction: &Transaction, scope: &str, companion: DocumentId) -> Result<bool, DbError> {
    let sql = "SELECT 1 FROM companion JOIN feed ON feed.document = companion.job
        WHERE companion.document = ?1 AND feed.scope = ?2 AND feed.state = 1";
    Ok(transaction.prepare_cached(sql)?.exists(params![companion.as_bytes(), scope])?)
}

/// What follows a job into its scopes, in order.
///
/// # Errors
/// The database cannot be read.
pub fn companions(transaction: &Transaction, job: DocumentId) -> Result<Vec<DocumentId>, DbError> {
    let rows: Vec<Vec<u8>> = transaction
        .prepare_cached("SELECT document FROM companion WHERE job = ?1 ORDER BY document")?
        .query_map([job.as_bytes()], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    rows.iter().map(|row| Ok(DocumentId::from_bytes(fixed(row, "companion")?))).collect()
}

/// True when a record follows this job and no other.
///
/// # Errors
/// The database cannot be read.
pub fn follows_only(transaction: &Transaction, companion: DocumentId, job: DocumentId) -> Result<bool, DbError> {
    let other = "SELECT 1 FROM companion WHERE document = ?1 AND job <> ?2";
    Ok(!transaction.prepare_cached(other)?.exists(params![companion.as_bytes(), job.as_bytes()])?)
}

fn enter_one(transaction: &Transaction, scope: &Scope, document: DocumentId) -> Result<(), DbError> {
    let compartment = scope.compartment;
    let kind = log::record(transaction, document)?.ok_or(DbError::Damaged { what: "companion" })?.kind;
    if !compartment.holds(kind) {
        return Err(DbError::WrongCompartment { kind: kind.name(), compartment: compartment.name() });
    }
    let scope = scope.to_string();
    if scopes_of(transaction, document)?.contains(&scope) {
        return Ok(());
    }
    let position = signed(this::next_position(transaction)?);
    transaction.execute(
        "INSERT INTO feed (scope, document, position, entered, state) VALUES (?1, ?2, ?3, ?3, 1)
         ON CONFLICT DO UPDATE SET position = ?3, entered = ?3, state = 1",
        params![scope, document.as_bytes(), position],
    )?;
    transaction.execute(
        "INSERT INTO membership (document, scope, entered) VALUES (?1, ?2, ?3)",
        params![document.as_bytes(), scope, position],
    )?;
    add_to_digest(transaction, &scope, log::record_digest(transaction, document)?, 1)
}

fn leave_one(transaction: &Transaction, scope: &str, document: DocumentId) -> Result<(), DbError> {
    let position = signed(this::next_position(transaction)?);
    let left = transaction.execute(
        "UPDATE feed SET position = ?3, state = 0 WHERE scope = ?1 AND document = ?2 AND state = 1",
        params![scope, document.as_bytes(), position],
    )?;
    if left == 0 {
        return Ok(());
    }
    transaction.execute(
        "UPDATE membership SET departed = ?3 WHERE scope = ?1 AND document = ?2 AND departed IS NULL",
        params![scope, document.as_bytes(), position],
    )?;
    add_to_digest(transaction, scope, log::record_digest(transaction, document)?.wrapping_neg(), -1)
}

/// Adds to the sums of every scope that a record is in, without moving it.
pub(super) fn add_to_digests(transaction: &Transaction, document: DocumentId, term: u128) -> Result<(), DbError> {
    scopes_of(transaction, document)?.iter().try_for_each(|scope| add_to_digest(transaction, scope, term, 0))
}

/// The sums of the records in a scope, in the order of their ids; none when the caller may not hold the scope.
///
/// # Errors
/// The database cannot be read.
pub fn record_sums(
    transaction: &Transaction,
    caller: &Caller,
    scope: &Scope,
) -> Result<Option<Vec<RecordSum>>, DbError> {
    if !super::people::scopes(transaction, caller.person)?.contains(scope) {
        return Ok(None);
    }
    let sql = "SELECT document, digest FROM feed JOIN record USING (document)
        WHERE scope = ?1 AND state = 1 ORDER BY document";
    let rows: Vec<(Vec<u8>, Vec<u8>)> = transaction
        .prepare(sql)?
        .query_map([scope.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let sum = |(document, sum): (Vec<u8>, Vec<u8>)| {
        let document = DocumentId::from_bytes(fixed(&document, "feed")?);
        Ok(RecordSum { document, sum: fixed(&sum, "record digest")? })
    };
    rows.into_iter().map(sum).collect::<Result<_, DbError>>().map(Some)
}

fn add_to_digest(transaction: &Transaction, scope: &str, term: u128, records: i64) -> Result<(), DbError> {
    let sum = u128::from_be_bytes(digest_of(transaction, scope)?).wrapping_add(term);
    transaction
        .prepare_cached(
            "INSERT INTO feed_scope (scope, digest, records) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET digest = ?2, records = records + ?3",
        )?
        .execute(params![scope, sum.to_be_bytes(), records])?;
    Ok(())
}

fn digest_of(transaction: &Transaction, scope: &str) -> Result<ScopeDigest, DbError> {
    let sum: Option<Vec<u8>> = transaction
        .prepare_cached("SELECT digest FROM feed_scope WHERE scope = ?1")?
        .query_row([scope], |row| row.get(0))
        .optional()?;
    sum.map_or(Ok([0; 16]), |sum| fixed(&sum, "scope digest"))
}

/// A scope's digest at the head.
///
/// # Errors
/// The database cannot be read.
pub fn digest(transaction: &Transaction, scope: &Scope) -> Result<ScopeDigest, DbError> {
    digest_of(transaction, &scope.to_string())
}

/// The latest position at which there was news of a scope.
///
/// # Errors
/// The database cannot be read.
pub fn latest(transaction: &Transaction, scope: &Scope) -> Result<u64, DbError> {
    let sql = "SELECT ifnull(max(position), 0) FROM feed WHERE scope = ?1";
    Ok(transaction.prepare_cached(sql)?.query_row([scope.to_string()], |row| row.get(0)).map(unsigned)?)
}

/// A record of a fill, and where it stood in the feed when the list was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filling {
    /// The record.
    pub document: DocumentId,
    /// Its kind.
    pub kind: RecordKind,
    /// Its position in the feed.
    pub position: u64,
}

/// The records that a fill up to `head` still has to send, newest first: those below `after`, and those that have
/// moved past the head since, for nobody can tell any more whether they had been sent.
///
/// # Errors
/// The database cannot be read; gives none when the caller may not hold the scope.
pub fn filling(
    transaction: &Transaction,
    caller: &Caller,
    scope: &Scope,
    head: u64,
    after: Option<u64>,
) -> Result<Option<Vec<Filling>>, DbError> {
    if !super::people::scopes(transaction, caller.person)?.contains(scope) {
        return Ok(None);
    }
    // What entered after the head comes through the exchange, whole.
    let sql = "SELECT feed.document, record.kind, feed.position FROM feed JOIN record USING (document)
        WHERE scope = ?1 AND state = 1 AND entered <= ?2 AND (feed.position < ?3 OR feed.position > ?2)
        ORDER BY feed.position DESC";
    let after = after.map_or(i64::MAX, signed);
    let rows: Vec<(Vec<u8>, u8, i64)> = transaction
        .prepare(sql)?
        .query_map(params![scope.to_string(), signed(head), after], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<_, _>>()?;
    let rows = rows.into_iter().map(|(document, kind, position)| {
        Ok(Filling {
            document: DocumentId::from_bytes(fixed(&document, "feed")?),
            kind: RecordKind::from_number(kind).ok_or(DbError::Damaged { what: "record kind" })?,
            // A record that has moved is told of as just above the head, so that resuming after it skips nothing.
            position: unsigned(position).min(head.saturating_add(1)),
        })
    });
    rows.collect::<Result<_, DbError>>().map(Some)
}
