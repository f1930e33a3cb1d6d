//! A job with a long history opens without that history being read.

use documents::{Actor, Pen, gate, job};
use domain::{
    author::Clocks,
    job::{EventKind, JobEdit, NewId},
    time::Timestamp,
};
use hub::db::{
    DbError,
    sqlite::{chain, log},
};

use crate::house::House;

/// Edits of a job that has gone back and forth for months.
const EDITS: u64 = 400;

#[test]
fn a_job_of_many_edits_opens_from_a_snapshot_and_a_damaged_one_is_passed_over() {
    let house = House::new();
    let id = house.raise("10000012");
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    ada.exchange(&house);
    let actor = Actor::from_bytes([7; 16]);
    let mut record = ada.documents[&id].fork(Pen { actor, device: ada.device });
    let write = |transaction: &rusqlite::Transaction| {
        chain::open_actor(transaction, actor, ada.device)?;
        for n in 1..=EDITS {
            let clocks = Clocks { device: house.now(), hub_offset: Some(0) };
            let base = record.heads().iter().map(|head| *head.as_bytes()).collect();
            let edit = JobEdit::EditNote { base, text: format!("Visit {n}: washer renewed, drips again") };
            for change in job::edit(&mut record, &edit, &clocks, NewId([1; 16])).unwrap() {
                let envelope = gate::measure(&change.bytes, &gate::Limits::DEFAULT).unwrap();
                let new = log::NewChange {
                    document: id,
                    change: &change,
                    actor,
                    sequence: envelope.sequence,
                    device: ada.device,
                    n: 0,
                    received_at: Timestamp::from_milliseconds(0),
                    position_seen: 0,
                    flag: "",
                };
                log::append(transaction, &new)?;
            }
        }
        Ok::<_, DbError>(())
    };
    house.hub.database().write(write).unwrap();
    let snapshots = || {
        let count = |transaction: &rusqlite::Transaction| {
            Ok::<_, DbError>(transaction.query_row("SELECT count(*) FROM snapshot", [], |row| row.get::<_, i64>(0))?)
        };
        house.hub.database().read(count).unwrap()
    };
    assert_eq!(snapshots(), 0);
    // Somebody works on it: now the hub keeps it as it is, and what comes after stands behind that.
    let mut dev = house.handheld("Dev Patel", "Van 7");
    dev.exchange(&house);
    dev.record(&house, id, EventKind::Accepted);
    dev.exchange(&house);
    assert_eq!(snapshots(), 1);
    dev.record(&house, id, EventKind::Started);
    dev.exchange(&house);
    let whole = house.job(id);
    assert_eq!(whole.note.text, format!("Visit {EDITS}: washer renewed, drips again"));
    assert_eq!(whole.events.last().unwrap().kind, EventKind::Started);
    let with = |sql: &str| {
        let done = |transaction: &rusqlite::Transaction| Ok::<_, DbError>(transaction.execute(sql, [])?);
        assert_eq!(house.hub.database().write(done).unwrap(), 1);
    };
    with("UPDATE snapshot SET frame = zeroblob(length(frame))");
    assert_eq!(house.job(id), whole, "made from the log");
    // Its history is not read: nobody misses a row of it.
    with("DELETE FROM snapshot");
    dev.note(&house, id, "Never again.");
    dev.exchange(&house);
    let whole = house.job(id);
    with("DELETE FROM change WHERE position = (SELECT max(position) - 100 FROM change)");
    assert_eq!(house.job(id), whole);
}
