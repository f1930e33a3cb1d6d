//! Lists and searches: rows, which can always be made again.

use std::collections::BTreeMap;

use domain::{
    id::ItemId,
    job::{EventKind, JobEdit},
};
use rusqlite::{Connection, types::Value};
use store::Store;

use crate::common::{Hub, Phone, alert_id, edit, page, record, type_note};

/// Every derived row, to the value.
fn derived(store: &Store) -> BTreeMap<&'static str, Vec<Vec<Value>>> {
    store
        .inspect(|connection: &Connection| {
            let tables = ["job_row", "job_words", "job_alert", "alert_row", "attachment_use", "attachment"];
            let mut found = BTreeMap::new();
            for table in tables {
                let columns = match table {
                    // Numbers within the index, which making the rows again gives out anew.
                    "job_row" => {
                        "document, reference, description, address_lines, postcode, trade, priority, urgent,
                         appointment_date, appointment_earliest, appointment_latest, appointment_name,
                         required_completion, status, closed, finished_on, alert_count, needs_attention"
                    }
                    "job_words" => {
                        "(SELECT document FROM job_row WHERE id = job_words.rowid), reference, address, postcode,
                         description, contacts, work"
                    }
                    _ => "*",
                };
                let mut statement = connection.prepare(&format!("SELECT {columns} FROM {table} ORDER BY 1, 2"))?;
                let count = statement.column_count();
                let rows = statement
                    .query_map([], |row| (0..count).map(|column| row.get::<_, Value>(column)).collect())?
                    .collect::<Result<Vec<Vec<Value>>, _>>()?;
                found.insert(table, rows);
            }
            Ok(found)
        })
        .unwrap()
}

/// A morning's work on several jobs.
fn morning() -> (Phone, Store, Vec<domain::id::DocumentId>) {
    let (phone, store, jobs) = Phone::with_jobs(4);
    let mut hub = Hub::new();
    let alert = hub.alert();
    store.ingest(&page(vec![hub.entered(&alert)], 101)).unwrap();
    for kind in [EventKind::Accepted, EventKind::Started, EventKind::Completed] {
        record(&store, jobs[0], kind).unwrap();
    }
    type_note(&store, jobs[1], "Isolating valve seized").unwrap();
    let item = documents::job::read(&store.load(jobs[1]).unwrap()).unwrap().items[0].id;
    change_quantity(&store, jobs[1], item, 3.0);
    let photo = store.keep(b"a picture", "image/jpeg").unwrap();
    let preview = store.keep(b"small", "image/jpeg").unwrap();
    crate::attachments::add_photo(&store, jobs[2], &photo, &preview);
    (phone, store, jobs)
}

fn change_quantity(store: &Store, job: domain::id::DocumentId, item: ItemId, quantity: f64) {
    edit(store, job, |_| JobEdit::ChangeQuantity { item, quantity }).unwrap();
}

#[test]
fn rows_made_again_equal_the_rows_that_were_kept() {
    let (_phone, store, _) = morning();
    let kept = derived(&store);
    assert_eq!(kept["job_row"].len(), 4);
    assert_eq!(kept["attachment_use"].len(), 2);
    store.rebuild_read_models().unwrap();
    assert_eq!(derived(&store), kept);
}

#[test]
fn a_row_says_what_the_list_shows() {
    let (_phone, store, jobs) = morning();
    let open = store.open_jobs().unwrap();
    assert_eq!(open.len(), 3);
    let row = store.job_row(jobs[1]).unwrap().unwrap();
    assert_eq!(row.reference, "10000013");
    assert_eq!(row.address_lines, ["16 Larkspur House", "Heron Street"]);
    assert_eq!((row.postcode.as_str(), row.trade.as_str()), ("E9 6PT", "Plumbing"));
    assert_eq!((row.priority.as_str(), row.urgent), ("2 [U] URGENT", true));
    assert_eq!(row.appointment.unwrap().window(), "AM 08:00 to 13:00");
    assert_eq!(row.required_completion.unwrap().rfc3339(), "2026-11-27T17:00:00.000Z");
    assert_eq!((row.status.name(), row.alert_count, row.needs_attention, row.waiting), ("dispatched", 1, false, 2));
    let day = crate::common::MORNING.london_date();
    let finished = store.jobs_finished_on(day).unwrap();
    assert_eq!(finished.len(), 1);
    assert_eq!((finished[0].document, finished[0].finished_on), (jobs[0], Some(day)));
    assert_eq!(store.jobs_held().unwrap(), 4);
    let alerts = store.alerts_of(jobs[1]).unwrap();
    assert_eq!((alerts.len(), alerts[0].id, alerts[0].type_code.as_str()), (1, alert_id(), "20-10"));
}

#[test]
fn an_impossible_order_of_events_asks_for_attention() {
    let (_phone, store, jobs) = Phone::with_jobs(1);
    record(&store, jobs[0], EventKind::Completed).unwrap();
    assert!(!store.job_row(jobs[0]).unwrap().unwrap().needs_attention);
    record(&store, jobs[0], EventKind::Started).unwrap();
    assert!(store.job_row(jobs[0]).unwrap().unwrap().needs_attention);
}

#[test]
fn jobs_are_found_by_any_words_of_theirs_as_far_as_they_were_typed() {
    let (_phone, store, _) = morning();
    let found = |text: &str| store.search_jobs(text, 50).unwrap().len();
    assert_eq!(found("10000013"), 1);
    for text in ["lark", "HERON st", "e9 6pt", "E96PT", "drips basin", "okaf", "07700900123", "16 lark tap"] {
        assert_eq!(found(text), 4, "{text}");
    }
    for text in ["", "x", " ", "larkspur rose", "\"", "* OR *", "arkspur"] {
        assert_eq!(found(text), 0, "{text}");
    }
    assert_eq!((found("seized"), found("isolat lark")), (1, 1), "the note's words count as well");
    assert_eq!(store.search_jobs("lark", 2).unwrap().len(), 2);
    assert_eq!(store.search_jobs("lark", 50).unwrap()[3].status.name(), "completed", "open ones come first");
}

#[test]
fn a_stretch_of_the_list_is_that_part_of_the_whole() {
    let (_phone, store, _) = Phone::with_jobs(30);
    let whole = store.open_jobs().unwrap();
    assert_eq!(store.open_jobs_held().unwrap(), 30);
    for (offset, limit) in [(0, 10), (10, 10), (25, 10), (30, 10), (3, 1)] {
        let (from, to) = ((offset as usize).min(30), ((offset + limit) as usize).min(30));
        assert_eq!(store.open_jobs_from(offset, limit).unwrap(), whole[from..to], "{limit} from {offset}");
    }
}

#[test]
fn what_a_busy_hour_added_to_the_index_of_words_is_merged_at_rest_and_found_as_before() {
    let (_phone, store, jobs) = Phone::with_jobs(1);
    for minute in 0..66 {
        type_note(&store, jobs[0], &format!("Minute {minute}: stopcock seized. ")).unwrap();
    }
    let segments = || {
        // A page's number begins with that of its segment; the first ten are the index's own.
        let sql =
            (0..8).map(|part| format!("SELECT DISTINCT {part}, id >> 37 FROM job_words_{part}_data WHERE id > 10"));
        let sql = format!("SELECT count(*) FROM ({})", sql.collect::<Vec<_>>().join(" UNION "));
        store.inspect(|connection: &Connection| connection.query_row(&sql, [], |row| row.get::<_, u32>(0))).unwrap()
    };
    let (before, found) = (segments(), store.search_jobs("stopcock 65", 10).unwrap());
    assert_eq!(found.len(), 1);
    store.rest().unwrap();
    assert!(segments() < before, "{} of {before} segments are left", segments());
    assert_eq!(store.search_jobs("stopcock 65", 10).unwrap(), found);
    store.check().unwrap();
}
