//! A phone without room.

use domain::job::EventKind;
use store::StoreError;

use crate::common::{Hub, Phone, note, page, record, type_note};

#[test]
fn a_save_on_a_full_phone_is_refused_in_words_and_nothing_of_it_is_half_done() {
    let (phone, store, jobs) = Phone::with_jobs(3);
    type_note(&store, jobs[0], "Washer renewed").unwrap();
    store.limit_pages(1).unwrap();
    let (rows, counts) = (store.open_jobs().unwrap(), store.counts().unwrap());
    let long = "The isolating valve had seized. ".repeat(400);
    let mut saved = 0;
    let error = loop {
        match type_note(&store, jobs[1], &format!("{saved} {long}")) {
            Ok(()) => saved += 1,
            Err(error) => break error,
        }
        assert!(saved < 200, "it never filled up");
    };
    assert!(matches!(error, StoreError::Full), "{error}");
    assert!(error.to_string().starts_with("this phone is full. Nothing was changed."), "{error}");
    let expected = if saved == 0 { String::new() } else { format!("{} {long}", saved - 1) };
    assert_eq!(note(&store, jobs[1]), expected);
    assert_eq!(store.counts().unwrap().waiting, counts.waiting + saved);
    assert_eq!(store.open_jobs().unwrap().len(), rows.len());

    // An ingest is refused the same way, with its cursor.
    let mut hub = Hub::new();
    let many = (0..200).map(|n| hub.job(&format!("2000{n:04}"))).collect::<Vec<_>>();
    let entries = many.iter().map(|job| hub.entered(job)).collect();
    let cursors = store.cursors().unwrap();
    assert!(matches!(store.ingest(&page(entries, 500)), Err(StoreError::Full)));
    assert_eq!(store.cursors().unwrap(), cursors);
    assert_eq!(store.jobs_held().unwrap(), 3);

    // With room again, everything goes on.
    store.limit_pages(1_000_000).unwrap();
    type_note(&store, jobs[1], "Valve renewed").unwrap();
    record(&store, jobs[1], EventKind::Started).unwrap();
    store.check().unwrap();
    store.close().unwrap();
    let store = phone.open().unwrap();
    assert_eq!(note(&store, jobs[0]), "Washer renewed");
    assert_eq!(note(&store, jobs[1]), "Valve renewed");
}
