//! Brings the tables up to date: numbered steps, each run once, in order, never altered afterwards.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::DbError;

const STEPS: [&str; 5] = [
    include_str!("../../../../../migrations/hub-sqlite/001_people_and_devices.sql"),
    include_str!("../../../../../migrations/hub-sqlite/002_log_and_feeds.sql"),
    include_str!("../../../../../migrations/hub-sqlite/003_landlord.sql"),
    include_str!("../../../../../migrations/hub-sqlite/004_property_by_uprn.sql"),
    include_str!("../../../../../migrations/hub-sqlite/005_redacted_attachments.sql"),
];

/// Runs the steps that this database has not had. SQLite's `user_version` counts those it has.
pub(super) fn run(connection: &mut Connection, path: &Path) -> Result<(), DbError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    if done > known {
        return Err(DbError::Newer { path: path.to_owned(), found: done, known });
    }
    for (number, step) in (1_i64..).zip(STEPS).filter(|(number, _)| *number > done) {
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", number)?;
    }
    transaction.commit()?;
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
        assert_eq!(refused, "hub.db was made by a newer version (step 99, this one knows 5); install that version");
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
