//! A new version of the hub meets the database of an older one.

use std::{fs, path::PathBuf};

use hub::db::sqlite::Database;
use rusqlite::{Connection, params};
use tempfile::TempDir;

/// Every migration, oldest first.
fn steps() -> Vec<String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../migrations/hub-sqlite");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| fs::read_to_string(file).unwrap()).collect()
}

/// A database as the last version but one left it, with ten thousand records.
fn older() -> (TempDir, PathBuf, Connection) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("hub.db");
    let mut connection = Connection::open(&path).unwrap();
    let steps = steps();
    let filling = connection.transaction().unwrap();
    for (number, step) in (1..steps.len() as i64).zip(&steps) {
        filling.execute_batch(step).unwrap();
        filling.pragma_update(None, "user_version", number).unwrap();
    }
    for number in 0..10_000_u32 {
        let document = [[0; 12].as_slice(), &number.to_be_bytes()].concat();
        filling
            .prepare_cached("INSERT INTO record VALUES (?1, 1, 'calder-vale', ?2, zeroblob(32), zeroblob(16))")
            .unwrap()
            .execute(params![document, number.to_string()])
            .unwrap();
    }
    filling.commit().unwrap();
    (folder, path, connection)
}

fn layout_and_records(connection: &Connection) -> (i64, i64) {
    let layout = connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    (layout, connection.query_row("SELECT count(*) FROM record", [], |row| row.get(0)).unwrap())
}

fn copies(folder: &TempDir) -> Vec<PathBuf> {
    let files = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.to_string_lossy().contains("before-update")).collect()
}

#[test]
fn a_full_older_database_is_brought_up_to_date_with_a_copy_until_the_next_start() {
    let (folder, path, connection) = older();
    drop(connection);
    let newest = steps().len() as i64;
    drop(Database::open(&path, None).unwrap());
    assert_eq!(layout_and_records(&Connection::open(&path).unwrap()), (newest, 10_000));
    let copy = copies(&folder).remove(0);
    let kept = Connection::open(&copy).unwrap();
    assert_eq!(layout_and_records(&kept), (newest - 1, 10_000), "the way back");
    drop(kept);
    drop(Database::open(&path, None).unwrap());
    assert_eq!(copies(&folder), Vec::<PathBuf>::new(), "this version has started before");
}

#[test]
fn a_step_that_fails_leaves_the_older_database_as_it_was() {
    let (_folder, path, connection) = older();
    // What the last step makes, it cannot: it is there.
    connection.execute_batch(steps().last().unwrap()).unwrap();
    drop(connection);
    let refused = Database::open(&path, None).unwrap_err();
    assert!(refused.to_string().starts_with("the hub's database: "), "{refused}");
    assert_eq!(layout_and_records(&Connection::open(&path).unwrap()), (steps().len() as i64 - 1, 10_000));
}
