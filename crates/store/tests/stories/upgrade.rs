//! A new version of the app meets a handheld that an older one made.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

use domain::job::EventKind;
use store::{Handheld, Place, Store, StoreError, Upgrading};
use tempfile::TempDir;

use crate::common::{Phone, record, type_note};

/// The layout before the words of the work could be searched.
const OLDER: u32 = 9;

/// An older handheld that holds what `store` holds.
fn older(phone: &Phone, store: &Store) -> (TempDir, Handheld) {
    let folder = TempDir::new().unwrap();
    let place = Place::new(folder.path());
    fs::copy(phone.handheld.place.keys(), place.keys()).unwrap();
    store.copy_with_layout(&place, OLDER).unwrap();
    let handheld = Handheld { place, ..phone.handheld.clone() };
    (folder, handheld)
}

/// Files beside the database that only an update makes.
fn left_over(handheld: &Handheld) -> Vec<PathBuf> {
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    fs::read_dir(handheld.place.folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| name(path).contains("update") || name(path).contains("putting") || name(path).contains("unfin"))
        .collect()
}

fn filled(jobs: usize) -> (Phone, Store) {
    let (phone, store, held) = Phone::with_jobs(jobs);
    type_note(&store, held[0], "Isolating valve seized").unwrap();
    record(&store, held[1], EventKind::Accepted).unwrap();
    (phone, store)
}

/// What a person sees, and what waits to be sent.
fn seen(store: &Store) -> (Vec<store::JobRow>, store::Counts, usize) {
    (store.open_jobs().unwrap(), store.counts().unwrap(), store.search_jobs("seized", 50).unwrap().len())
}

#[test]
fn an_older_handheld_is_brought_up_to_date_and_tells_how_far_it_has_come() {
    let (phone, store) = filled(450);
    let (_folder, handheld) = older(&phone, &store);
    let mut told = Vec::new();
    let updated = Store::open_telling(&handheld, None, &mut |upgrading| told.push(upgrading)).unwrap();
    assert_eq!(seen(&updated), seen(&store));
    assert_eq!(seen(&updated).2, 1, "the words of the note are found as well now");
    assert!(told.iter().all(|upgrading| upgrading.total == 450), "{told:?}");
    let done: Vec<u32> = told.iter().map(|upgrading| upgrading.done).collect();
    assert_eq!(done, [0, 200, 400, 450, 450]);
    assert_eq!(left_over(&handheld), Vec::<PathBuf>::new(), "it was opened, so the copy is gone");
    updated.close().unwrap();
    let mut told = 0;
    Store::open_telling(&handheld, None, &mut |_| told += 1).unwrap();
    assert_eq!(told, 0, "the next time there is nothing to do");
}

#[test]
fn switched_off_at_any_moment_of_the_update_it_goes_on_where_it_was() {
    let (phone, store) = filled(450);
    let mut at = 0;
    loop {
        let (_folder, handheld) = older(&phone, &store);
        let mut left = at;
        let mut tell = |_: Upgrading| {
            assert!(left > 0, "switched off");
            left -= 1;
        };
        let cut = catch_unwind(AssertUnwindSafe(|| Store::open_telling(&handheld, None, &mut tell))).is_err();
        if !cut {
            break;
        }
        assert_eq!(left_over(&handheld).len(), 1, "the copy stays until the database has been opened");
        let updated = Store::open(&handheld, None).unwrap();
        assert_eq!(seen(&updated), seen(&store), "switched off at {at}");
        assert_eq!(left_over(&handheld), Vec::<PathBuf>::new());
        updated.check().unwrap();
        at += 1;
    }
    assert_eq!(at, 5, "once for each time that it tells");
}

#[test]
fn lists_and_searches_open_no_record() {
    let (phone, store) = filled(20);
    let before = seen(&store);
    let spoilt = store.spoil_records().unwrap();
    assert_eq!(spoilt, 20);
    store.close().unwrap();
    let store = phone.open().unwrap();
    assert_eq!(seen(&store), before);
    assert_eq!(store.open_jobs_from(5, 5).unwrap(), before.0[5..10]);
    assert_eq!(store.job_row(before.0[0].document).unwrap().as_ref(), Some(&before.0[0]));
    assert!(store.load(before.0[0].document).is_err(), "a record that was opened would not have loaded");
}

#[test]
fn an_update_that_fails_leaves_everything_as_it_was() {
    let (phone, store) = filled(3);
    store.mistake_kinds().unwrap();
    let (_folder, handheld) = older(&phone, &store);
    let before = fs::read(handheld.place.database()).unwrap();
    let refused = Store::open(&handheld, None).unwrap_err();
    assert!(matches!(refused, StoreError::NotUpdated { .. }), "{refused}");
    assert!(fs::read(handheld.place.database()).unwrap() == before, "to the byte");
    assert_eq!(left_over(&handheld), Vec::<PathBuf>::new());
}
