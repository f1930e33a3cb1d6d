//! Who works alone, in rows that outlive the hub's end.

use domain::{
    id::{DeviceId, PersonId, TimerId},
    place::{Coordinates, Fix},
    time::Timestamp,
};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::{DbError, fixed};

/// One timer.
#[derive(Debug, Clone, PartialEq)]
pub struct Watched {
    /// Which.
    pub timer: TimerId,
    /// Whose.
    pub person: PersonId,
    /// On which handheld.
    pub device: DeviceId,
    /// Where they said that they were going.
    pub place: String,
    /// The highest number of what was heard.
    pub beat: u32,
    /// When it was heard of first.
    pub started_at: Timestamp,
    /// When it was heard of last.
    pub heard_at: Timestamp,
    /// When the alarm is raised.
    pub due_at: Timestamp,
    /// When it ended; none while somebody is watched.
    pub ended_at: Option<Timestamp>,
    /// When the alarm was raised.
    pub escalated_at: Option<Timestamp>,
    /// Who has seen to it; empty while nobody has.
    pub taken_by: String,
    /// Where they were when it was heard of last.
    pub at: Option<Fix>,
}

const WATCHED: &str = "SELECT timer, person, device, place, beat, started_at, heard_at, due_at, ended_at, escalated_at,
    taken_by, latitude, longitude, accuracy FROM lone_worker";

/// The timer with this id.
///
/// # Errors
/// The database cannot be read.
pub fn find(transaction: &Transaction, timer: TimerId) -> Result<Option<Watched>, DbError> {
    let sql = format!("{WATCHED} WHERE timer = ?1");
    transaction.prepare_cached(&sql)?.query_row([timer.as_bytes()], |row| Ok(watched(row))).optional()?.transpose()
}

/// Everybody who is watched, the first to be due first.
///
/// # Errors
/// The database cannot be read.
pub fn running(transaction: &Transaction) -> Result<Vec<Watched>, DbError> {
    let sql = format!("{WATCHED} WHERE ended_at IS NULL ORDER BY due_at, timer");
    let rows: Vec<Result<Watched, DbError>> =
        transaction.prepare(&sql)?.query_map([], |row| Ok(watched(row)))?.collect::<Result<_, _>>()?;
    rows.into_iter().collect()
}

/// Stores a timer in place of what was known of it.
///
/// # Errors
/// The database cannot be written.
pub fn put(transaction: &Transaction, watched: &Watched) -> Result<(), DbError> {
    let at = watched.at;
    transaction
        .prepare_cached(
            "INSERT INTO lone_worker (timer, person, device, place, beat, started_at, heard_at, due_at, ended_at,
                 escalated_at, taken_by, latitude, longitude, accuracy)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
             ON CONFLICT DO UPDATE SET place = ?4, beat = ?5, heard_at = ?7, due_at = ?8, ended_at = ?9,
                 escalated_at = ?10, taken_by = ?11, latitude = ?12, longitude = ?13, accuracy = ?14",
        )?
        .execute(params![
            watched.timer.as_bytes(),
            watched.person.as_bytes(),
            watched.device.as_bytes(),
            watched.place,
            watched.beat,
            watched.started_at.milliseconds(),
            watched.heard_at.milliseconds(),
            watched.due_at.milliseconds(),
            watched.ended_at.map(Timestamp::milliseconds),
            watched.escalated_at.map(Timestamp::milliseconds),
            watched.taken_by,
            at.map(|fix| fix.at.latitude()),
            at.map(|fix| fix.at.longitude()),
            at.map(|fix| fix.accuracy)
        ])?;
    Ok(())
}

fn watched(row: &Row) -> Result<Watched, DbError> {
    let bytes = |column: usize| row.get::<_, Vec<u8>>(column);
    let time = |column: usize| row.get(column).map(Timestamp::from_milliseconds);
    let perhaps = |column: usize| row.get::<_, Option<i64>>(column).map(|at| at.map(Timestamp::from_milliseconds));
    let (latitude, longitude): (Option<f64>, Option<f64>) = (row.get(11)?, row.get(12)?);
    let at = latitude.zip(longitude).and_then(|(north, east)| Coordinates::from_degrees(north, east));
    Ok(Watched {
        timer: TimerId::from_bytes(fixed(&bytes(0)?, "timer")?),
        person: PersonId::from_bytes(fixed(&bytes(1)?, "timer")?),
        device: DeviceId::from_bytes(fixed(&bytes(2)?, "timer")?),
        place: row.get(3)?,
        beat: row.get(4)?,
        started_at: time(5)?,
        heard_at: time(6)?,
        due_at: time(7)?,
        ended_at: perhaps(8)?,
        escalated_at: perhaps(9)?,
        taken_by: row.get(10)?,
        at: at.zip(row.get::<_, Option<u32>>(13)?).map(|(at, accuracy)| Fix { at, accuracy }),
    })
}
