//! Lives of the log: each begins when the folder was put back from an older copy.
//!
//! A life's first position lies above every position that an earlier life gave out, so that what a device says it had
//! seen can never mean two things.

use domain::{id::DeviceId, time::Timestamp};
use protocol::message::HubEpoch;
use rusqlite::{Row, Transaction, params};

use super::{DbError, fixed, signed, this, unsigned};

/// How long after a new life began handhelds are believed about what earlier lives held, in milliseconds: a phone may lie
/// in a drawer over the summer.
const RECOVERING_MS: i64 = 90 * 24 * 3_600_000;

/// Why a new life began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Somebody restored a backup by command.
    Restored,
    /// This handheld brought the hub's own word about more than the hub had.
    Noticed(DeviceId),
}

/// The beginning of a life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    /// Its name.
    pub epoch: HubEpoch,
    /// The position up to which the life before is known to be whole.
    pub kept: u64,
    /// Its first position.
    pub began: u64,
    /// When.
    pub began_at: Timestamp,
    /// Why.
    pub reason: Reason,
}

/// Begins a new life: what was kept goes up to `kept`, and positions as far as `given_out` were seen by somebody.
///
/// # Errors
/// The database cannot be written.
pub fn begin(
    transaction: &Transaction,
    epoch: HubEpoch,
    (kept, given_out): (u64, u64),
    reason: Reason,
    now: Timestamp,
) -> Result<Life, DbError> {
    // No log grows by a thousand a second for long, so that the clock is ahead of every earlier life, whoever saw it.
    let clock = u64::try_from(now.milliseconds()).unwrap_or(0);
    let began = this::head(transaction)?.max(given_out).saturating_add(1).max(clock);
    this::set_epoch(transaction, epoch, began)?;
    let (name, device) = match &reason {
        Reason::Restored => ("restored", &[] as &[u8]),
        Reason::Noticed(device) => ("noticed", device.as_bytes().as_slice()),
    };
    transaction.execute(
        "INSERT INTO epoch (epoch, kept, began, began_at, reason, device) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![epoch, signed(kept), signed(began), now.milliseconds(), name, device],
    )?;
    Ok(Life { epoch, kept, began, began_at: now, reason })
}

/// Of the life before the latest, only so much is known to be whole.
///
/// # Errors
/// The database cannot be written.
pub fn keeps_less(transaction: &Transaction, kept: u64) -> Result<(), DbError> {
    let sql = "UPDATE epoch SET kept = min(kept, ?1) WHERE began = (SELECT max(began) FROM epoch)";
    transaction.execute(sql, [signed(kept)])?;
    Ok(())
}

/// True for the log's name now, and for that of every life since the first.
///
/// # Errors
/// The database cannot be read.
pub fn is_known(transaction: &Transaction, epoch: HubEpoch) -> Result<bool, DbError> {
    let sql = "SELECT 1 FROM epoch WHERE epoch = ?1";
    Ok(this::epoch(transaction)? == epoch || transaction.prepare_cached(sql)?.exists([epoch])?)
}

/// True when whoever had seen the log up to here had seen something that this database has lost.
///
/// # Errors
/// The database cannot be read.
pub fn is_lost(transaction: &Transaction, position: u64) -> Result<bool, DbError> {
    let sql = "SELECT 1 FROM epoch WHERE kept < ?1 AND began > ?1";
    Ok(transaction.prepare_cached(sql)?.exists([signed(position)])?)
}

/// True while handhelds are believed about what earlier lives held.
///
/// # Errors
/// The database cannot be read.
pub fn is_recovering(transaction: &Transaction, now: Timestamp) -> Result<bool, DbError> {
    let sql = "SELECT 1 FROM epoch WHERE began_at > ?1";
    Ok(transaction.prepare_cached(sql)?.exists([now.plus_milliseconds(-RECOVERING_MS).milliseconds()])?)
}

/// How long a handheld that this hub has lost is waited for, in milliseconds: over a weekend.
const WAITED_FOR_MS: i64 = 3 * 24 * 3_600_000;

/// True when handhelds that this hub has lost have had their time to come back by themselves since it was put back last.
///
/// # Errors
/// The database cannot be read.
pub fn has_waited(transaction: &Transaction, now: Timestamp) -> Result<bool, DbError> {
    let latest: Option<i64> =
        transaction.prepare_cached("SELECT max(began_at) FROM epoch")?.query_row([], |row| row.get(0))?;
    let limit = now.plus_milliseconds(-WAITED_FOR_MS).milliseconds();
    Ok(latest.is_some_and(|began_at| began_at < limit))
}

/// Every life but the first, oldest first.
///
/// # Errors
/// The database cannot be read.
pub fn all(transaction: &Transaction) -> Result<Vec<Life>, DbError> {
    let sql = "SELECT epoch, kept, began, began_at, reason, device FROM epoch ORDER BY began";
    let rows: Vec<Result<Life, DbError>> =
        transaction.prepare(sql)?.query_map([], |row| Ok(life_from(row)))?.collect::<Result<_, _>>()?;
    rows.into_iter().collect()
}

fn life_from(row: &Row) -> Result<Life, DbError> {
    let reason = match row.get::<_, String>(4)?.as_str() {
        "restored" => Reason::Restored,
        _ => Reason::Noticed(DeviceId::from_bytes(fixed(&row.get::<_, Vec<u8>>(5)?, "epoch")?)),
    };
    Ok(Life {
        epoch: fixed(&row.get::<_, Vec<u8>>(0)?, "epoch")?,
        kept: unsigned(row.get(1)?),
        began: unsigned(row.get(2)?),
        began_at: Timestamp::from_milliseconds(row.get(3)?),
        reason,
    })
}
