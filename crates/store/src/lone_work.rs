//! The timer of somebody who works alone: kept here until the hub has heard of its end.

use domain::{
    id::TimerId,
    lone_work::left_ms,
    place::{Coordinates, Fix},
    time::Timestamp,
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::{error::StoreError, sql, store::Store};

/// A timer.
#[derive(Debug, Clone, PartialEq)]
pub struct LoneWork {
    /// Which.
    pub timer: TimerId,
    /// Where its person is going.
    pub place: String,
    /// How long, from when it was said last.
    pub minutes: u32,
    /// When the latest thing was said, by this device's clock.
    pub said_at: Timestamp,
    /// The number of what was said last.
    pub beat: u32,
    /// The highest number that the hub has heard.
    pub heard: u32,
    /// When the hub raises the alarm, by this device's clock; none before it has said so.
    pub due_at: Option<Timestamp>,
    /// Who has seen that they are overdue; empty while nobody has.
    pub taken_by: String,
    /// Its person is done.
    pub finished: bool,
    /// Where they were when they said it.
    pub at: Option<Fix>,
}

impl LoneWork {
    /// True once the hub has heard all that was said of this timer: before that nobody is watching.
    #[must_use]
    pub fn is_watched(&self) -> bool {
        self.heard >= self.beat
    }

    /// Milliseconds that are left: as the hub said, or as this handheld counts before it has.
    #[must_use]
    pub fn left_ms(&self, now: Timestamp) -> i64 {
        match self.due_at {
            Some(due) if self.is_watched() => due.milliseconds().saturating_sub(now.milliseconds()),
            _ => left_ms(self.minutes, self.said_at, now),
        }
    }
}

const LONE_WORK: &str = "SELECT timer, place, minutes, said_at, beat, heard, due_at, taken_by, finished, latitude,
    longitude, accuracy FROM lone_work";

impl Store {
    /// The timer that runs.
    ///
    /// # Errors
    /// The database fails.
    pub fn lone_work(&self) -> Result<Option<LoneWork>, StoreError> {
        self.read(running)
    }

    /// Starts a timer, or says of the one that runs that its person is well and needs so long from now.
    ///
    /// # Errors
    /// The disk fails; then everything is as before.
    pub fn say_lone_work(
        &self,
        timer: TimerId,
        place: &str,
        minutes: u32,
        at: Option<Fix>,
    ) -> Result<LoneWork, StoreError> {
        let now = self.handheld.surroundings.clock.now();
        self.write(|transaction, _| {
            let said = match running(transaction)? {
                Some(held) => LoneWork { minutes, said_at: now, beat: held.beat.saturating_add(1), at, ..held },
                None => LoneWork {
                    timer,
                    place: place.to_owned(),
                    minutes,
                    said_at: now,
                    beat: 1,
                    heard: 0,
                    due_at: None,
                    taken_by: String::new(),
                    finished: false,
                    at,
                },
            };
            put(transaction, &said)?;
            Ok(said)
        })
    }

    /// Its person is done and well. It stays until the hub has heard so.
    ///
    /// # Errors
    /// The disk fails; then everything is as before.
    pub fn finish_lone_work(&self) -> Result<(), StoreError> {
        let now = self.handheld.surroundings.clock.now();
        self.write(|transaction, _| {
            let Some(held) = running(transaction)? else { return Ok(()) };
            let beat = held.beat.saturating_add(1);
            put(transaction, &LoneWork { said_at: now, beat, finished: true, at: None, ..held })
        })
    }

    /// What the hub is to be told, or asked: everything that it has not heard, and the timer that runs. The oldest first.
    ///
    /// # Errors
    /// The database fails.
    pub fn lone_work_to_say(&self) -> Result<Vec<LoneWork>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!("{LONE_WORK} ORDER BY finished DESC, timer"))?;
            let rows = statement.query_map([], lone_work)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// What the hub answered to what was said of a timer: it has heard up to `beat`.
    ///
    /// # Errors
    /// The disk fails; then it is said again.
    pub fn lone_work_heard(
        &self,
        timer: TimerId,
        beat: u32,
        left_ms: Option<i64>,
        taken_by: &str,
    ) -> Result<(), StoreError> {
        let now = self.handheld.surroundings.clock.now();
        self.write(|transaction, _| {
            transaction
                .prepare_cached(
                    "UPDATE lone_work SET heard = max(heard, ?2), due_at = coalesce(?3, due_at), taken_by = ?4
                     WHERE timer = ?1",
                )?
                .execute(params![
                    timer.as_bytes(),
                    beat,
                    left_ms.map(|left| now.plus_milliseconds(left).milliseconds()),
                    taken_by
                ])?;
            // The office may have ended it as well.
            transaction
                .prepare_cached("DELETE FROM lone_work WHERE timer = ?1 AND heard >= beat AND (finished = 1 OR ?2)")?
                .execute(params![timer.as_bytes(), left_ms.is_none()])?;
            Ok(())
        })
    }
}

fn running(connection: &Connection) -> Result<Option<LoneWork>, StoreError> {
    let sql = format!("{LONE_WORK} WHERE finished = 0");
    Ok(connection.prepare_cached(&sql)?.query_row([], lone_work).optional()?)
}

fn put(connection: &Connection, work: &LoneWork) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO lone_work (timer, place, minutes, said_at, beat, heard, due_at, taken_by, finished, latitude,
                 longitude, accuracy)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
             ON CONFLICT (timer) DO UPDATE SET minutes = ?3, said_at = ?4, beat = ?5, finished = ?9, latitude = ?10,
                 longitude = ?11, accuracy = ?12",
        )?
        .execute(params![
            work.timer.as_bytes(),
            work.place,
            work.minutes,
            work.said_at.milliseconds(),
            work.beat,
            work.heard,
            work.due_at.map(Timestamp::milliseconds),
            work.taken_by,
            work.finished,
            work.at.map(|fix| fix.at.latitude()),
            work.at.map(|fix| fix.at.longitude()),
            work.at.map(|fix| fix.accuracy)
        ])?;
    Ok(())
}

fn lone_work(row: &Row<'_>) -> rusqlite::Result<LoneWork> {
    let (latitude, longitude): (Option<f64>, Option<f64>) = (row.get(9)?, row.get(10)?);
    let at = latitude.zip(longitude).and_then(|(north, east)| Coordinates::from_degrees(north, east));
    Ok(LoneWork {
        timer: sql::id(row, 0, TimerId::from_bytes)?,
        place: row.get(1)?,
        minutes: row.get(2)?,
        said_at: Timestamp::from_milliseconds(row.get(3)?),
        beat: row.get(4)?,
        heard: row.get(5)?,
        due_at: row.get::<_, Option<i64>>(6)?.map(Timestamp::from_milliseconds),
        taken_by: row.get(7)?,
        finished: row.get(8)?,
        at: at.zip(row.get::<_, Option<u32>>(11)?).map(|(at, accuracy)| Fix { at, accuracy }),
    })
}
