//! Brings the tables up to date: numbered steps, each run once, in order, never altered afterwards.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, TransactionBehavior};

use super::DbError;

const STEPS: [&str; 23] = [
    include_str!("../../../../../migrations/hub-sqlite/001_people_and_devices.sql"),
    include_str!("../../../../../migrations/hub-sqlite/002_log_and_feeds.sql"),
    include_str!("../../../../../migrations/hub-sqlite/003_landlord.sql"),
    include_str!("../../../../../migrations/hub-sqlite/004_property_by_uprn.sql"),
    include_str!("../../../../../migrations/hub-sqlite/005_redacted_attachments.sql"),
    include_str!("../../../../../migrations/hub-sqlite/006_asked.sql"),
    include_str!("../../../../../migrations/hub-sqlite/007_extra_work.sql"),
    include_str!("../../../../../migrations/hub-sqlite/008_drift_and_disaster.sql"),
    include_str!("../../../../../migrations/hub-sqlite/009_officers.sql"),
    include_str!("../../../../../migrations/hub-sqlite/010_erasure.sql"),
    include_str!("../../../../../migrations/hub-sqlite/011_snapshots.sql"),
    include_str!("../../../../../migrations/hub-sqlite/012_openings.sql"),
    include_str!("../../../../../migrations/hub-sqlite/013_jobs_at_property.sql"),
    include_str!("../../../../../migrations/hub-sqlite/014_unlocking.sql"),
    include_str!("../../../../../migrations/hub-sqlite/015_done_again.sql"),
    include_str!("../../../../../migrations/hub-sqlite/016_matters.sql"),
    include_str!("../../../../../migrations/hub-sqlite/017_said.sql"),
    include_str!("../../../../../migrations/hub-sqlite/018_raised_alerts.sql"),
    include_str!("../../../../../migrations/hub-sqlite/019_lone_workers.sql"),
    include_str!("../../../../../migrations/hub-sqlite/020_map_file.sql"),
    include_str!("../../../../../migrations/hub-sqlite/021_doubts.sql"),
    include_str!("../../../../../migrations/hub-sqlite/022_hazards.sql"),
    include_str!("../../../../../migrations/hub-sqlite/023_forms.sql"),
];

/// Bytes that must be left over beside a copy of the database: its log while the steps run.
const SPARE: u64 = 64_000_000;

/// Runs the steps that this database has not had. SQLite's `user_version` counts those it has.
///
/// They run in one transaction, so that a machine that stops in between leaves the database as it was. Before it a copy
/// is made, for whoever wants to go back to the older version after all; it stays until the next start.
pub(super) fn run(connection: &mut Connection, path: &Path) -> Result<(), DbError> {
    let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    let done: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if done > known {
        return Err(DbError::Newer { path: path.to_owned(), found: done, known });
    }
    if done == known {
        return let_older_copies_go(path, known);
    }
    if done > 0 {
        keep_a_copy(connection, path, done)?;
    }
    // Read again within the transaction: another process may have done the same.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    for (number, step) in (1_i64..).zip(STEPS).filter(|(number, _)| *number > done) {
        if done > 0 {
            tracing::info!(step = number, of = known, "bringing the database up to date");
        }
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", number)?;
    }
    transaction.commit()?;
    Ok(())
}

fn copy_of(path: &Path, layout: i64) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".before-update-{layout:03}"));
    PathBuf::from(name)
}

fn keep_a_copy(connection: &Connection, path: &Path, layout: i64) -> Result<(), DbError> {
    let copy = copy_of(path, layout);
    if copy.exists() {
        return Ok(());
    }
    let io = |source| DbError::Copy { path: copy.clone(), source };
    let size = fs::metadata(path).map_err(io)?.len();
    let needed = size.saturating_add(SPARE);
    if let Some(free) = fs4::available_space(path.parent().unwrap_or(Path::new("."))).ok().filter(|free| *free < needed)
    {
        let (free_mb, needed_mb) = (free / 1_000_000, needed.div_ceil(1_000_000));
        return Err(DbError::NoRoomToUpdate { path: path.to_owned(), free_mb, needed_mb });
    }
    let mut unfinished = copy.as_os_str().to_owned();
    unfinished.push(".unfinished");
    let unfinished = PathBuf::from(unfinished);
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(io(error)),
        _ => {}
    }
    connection.execute("VACUUM INTO ?1", [unfinished.to_string_lossy()])?;
    fs::File::open(&unfinished)
        .and_then(|file| file.sync_all())
        .and_then(|()| fs::rename(&unfinished, &copy))
        .map_err(io)?;
    tracing::info!(copy = %copy.display(), "the database as it was is kept here until the next start");
    Ok(())
}

/// This version has started before: nobody goes back any more.
fn let_older_copies_go(path: &Path, known: i64) -> Result<(), DbError> {
    for copy in (1..known).map(|layout| copy_of(path, layout)).filter(|copy| copy.exists()) {
        fs::remove_file(&copy).map_err(|source| DbError::Copy { path: copy.clone(), source })?;
        tracing::info!(copy = %copy.display(), "the copy of the older database is no longer needed");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_twice_changes_nothing_and_a_newer_database_is_left_alone() {
        let mut connection = Connection::open_in_memory().unwrap();
        let path = Path::new("hub.db");
        run(&mut connection, path).unwrap();
        let tables = |connection: &Connection| -> String {
            let sql = "SELECT group_concat(sql, char(10)) FROM sqlite_schema";
            connection.query_row(sql, [], |row| row.get(0)).unwrap()
        };
        let before = tables(&connection);
        run(&mut connection, path).unwrap();
        assert_eq!(tables(&connection), before);
        connection.pragma_update(None, "user_version", 99).unwrap();
        let refused = run(&mut connection, path).unwrap_err().to_string();
        let known = STEPS.len();
        assert_eq!(
            refused,
            format!("hub.db was made by a newer version (step 99, this one knows {known}); install that version")
        );
    }

    #[test]
    fn every_table_is_strict() {
        let mut connection = Connection::open_in_memory().unwrap();
        run(&mut connection, Path::new("hub.db")).unwrap();
        let loose: Vec<String> = connection
            .prepare(
                "SELECT name FROM pragma_table_list WHERE NOT strict AND type = 'table' AND name NOT LIKE 'sqlite_%'",
            )
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert!(loose.is_empty(), "{loose:?}");
    }
}
