//! What does not add up in work that counts all the same.

use std::collections::BTreeMap;

use domain::{
    job::{Doubt, Job},
    time::Timestamp,
};
use rusqlite::{Transaction, params};

use super::DbError;

/// One kind of doubt about one job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubtful {
    /// The job's reference.
    pub reference: String,
    /// [`Doubt::code`].
    pub code: String,
    /// What, for the office.
    pub words: String,
    /// When the hub learnt of it.
    pub noticed_at: Timestamp,
}

/// Makes a job's rows again. What was put right goes; what stands keeps the time when it was noticed.
///
/// # Errors
/// The database cannot be written.
pub fn note(transaction: &Transaction, job: &Job, now: Timestamp) -> Result<(), DbError> {
    let mut noted: BTreeMap<&str, String> = BTreeMap::new();
    let doubts = job.doubts();
    for doubt in &doubts {
        noted.entry(doubt.code()).or_insert_with(|| words(doubt));
    }
    let held: Vec<String> = transaction
        .prepare_cached("SELECT code FROM doubt WHERE document = ?1")?
        .query_map([job.id.as_bytes()], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for code in held.iter().filter(|code| !noted.contains_key(code.as_str())) {
        let delete = "DELETE FROM doubt WHERE document = ?1 AND code = ?2";
        transaction.prepare_cached(delete)?.execute(params![job.id.as_bytes(), code])?;
    }
    for (code, words) in noted {
        transaction
            .prepare_cached(
                "INSERT INTO doubt (document, code, words, noticed_at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (document, code) DO UPDATE SET words = excluded.words",
            )?
            .execute(params![job.id.as_bytes(), code, words, now.milliseconds()])?;
    }
    Ok(())
}

/// All that is doubtful, oldest first.
///
/// # Errors
/// The database cannot be read.
pub fn all(transaction: &Transaction) -> Result<Vec<Doubtful>, DbError> {
    let sql = "SELECT reference, code, words, noticed_at FROM doubt JOIN record USING (document)
        ORDER BY noticed_at, reference, code";
    let mut statement = transaction.prepare(sql)?;
    let rows = statement.query_map([], |row| {
        let noticed_at = Timestamp::from_milliseconds(row.get(3)?);
        Ok(Doubtful { reference: row.get(0)?, code: row.get(1)?, words: row.get(2)?, noticed_at })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Without names: whoever works on it stands in the record.
fn words(doubt: &Doubt) -> String {
    match doubt {
        Doubt::Shares { percent } => {
            format!("the shares of those who worked on it come to {percent}%; ask them, and have one put right")
        }
        Doubt::LongDay { minutes, .. } => {
            format!("somebody’s time on it comes to {} hours, longer than a day; ask them", minutes / 60)
        }
        Doubt::EndedBeforeStart { .. } => {
            "it ended before it was started, by the clock of the phone; its times are no measure".to_owned()
        }
        Doubt::FarFromHome { miles, .. } => {
            format!("a step at the door was recorded about {miles:.1} miles from the home; ask whoever recorded it")
        }
    }
}
