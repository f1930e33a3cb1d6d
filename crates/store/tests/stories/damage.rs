//! Files that something went wrong with: nothing is deleted, and the words say where they are.

use std::{fs, path::Path};

use store::{Store, StoreError};

use crate::common::{Hub, Phone, note, page, type_note};

fn flip(path: &Path, at: usize) {
    let mut bytes = fs::read(path).unwrap();
    for byte in bytes.iter_mut().skip(at).take(64) {
        *byte ^= 0xff;
    }
    fs::write(path, bytes).unwrap();
}

fn closed_phone() -> Phone {
    let (phone, store, jobs) = Phone::with_jobs(30);
    type_note(&store, jobs[0], "Washer renewed").unwrap();
    store.close().unwrap();
    phone
}

fn is_damage_that_names(error: &StoreError, path: &Path) {
    assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
    let words = error.to_string();
    assert!(words.contains(&path.display().to_string()) && words.contains("ring your landlord"), "{words}");
}

#[test]
fn a_database_with_a_damaged_beginning_is_named_and_left_as_it_is() {
    for at in [0, 20, 2_000] {
        let phone = closed_phone();
        let path = phone.handheld.place.database();
        flip(&path, at);
        let before = fs::read(&path).unwrap();
        is_damage_that_names(&phone.open().unwrap_err(), &path);
        assert!(matches!(Store::create(&phone.handheld), Err(StoreError::AlreadyExists { .. })));
        assert_eq!(fs::read(&path).unwrap(), before, "not a byte was written");
    }
}

#[test]
fn damage_in_the_middle_is_found_when_the_pages_are_read_and_left_as_it_is() {
    let phone = closed_phone();
    let path = phone.handheld.place.database();
    let whole = fs::read(&path).unwrap();
    let pages = whole.len() / 4096;
    let mut found_at_once = 0;
    for page in 1..pages {
        fs::write(&path, &whole).unwrap();
        flip(&path, page * 4096 + 100);
        let before = fs::read(&path).unwrap();
        match phone.open() {
            Err(error) => {
                is_damage_that_names(&error, &path);
                found_at_once += 1;
            }
            Ok(store) => {
                is_damage_that_names(&store.check().unwrap_err(), &path);
                // Whatever is asked of it, the answer is right or the word is damage.
                if let Err(error) = store.open_jobs() {
                    is_damage_that_names(&error, &path);
                }
            }
        }
        assert_eq!(fs::read(&path).unwrap(), before, "page {page}: not a byte was written");
    }
    assert!(found_at_once < pages);
}

#[test]
fn a_cut_empty_or_missing_database_is_never_replaced_by_a_new_one() {
    for length in [0, 10, 4_096, 40_960] {
        let phone = closed_phone();
        let path = phone.handheld.place.database();
        let cut: Vec<u8> = fs::read(&path).unwrap().into_iter().take(length).collect();
        fs::write(&path, &cut).unwrap();
        match phone.open() {
            Err(error) => is_damage_that_names(&error, &path),
            Ok(store) => is_damage_that_names(&store.check().unwrap_err(), &path),
        }
        assert_eq!(fs::read(&path).unwrap(), cut);
    }
    let phone = closed_phone();
    let path = phone.handheld.place.database();
    fs::rename(&path, path.with_extension("elsewhere")).unwrap();
    is_damage_that_names(&phone.open().unwrap_err(), &path);
    assert!(!path.exists());
}

#[test]
fn damaged_keys_are_named_and_left_as_they_are() {
    let phone = closed_phone();
    let path = phone.handheld.place.keys();
    let whole = fs::read(&path).unwrap();
    for at in [0, 9, 45] {
        fs::write(&path, &whole).unwrap();
        flip(&path, at);
        let before = fs::read(&path).unwrap();
        is_damage_that_names(&phone.open().unwrap_err(), &path);
        assert_eq!(fs::read(&path).unwrap(), before);
    }
    fs::remove_file(&path).unwrap();
    is_damage_that_names(&phone.open().unwrap_err(), &path);
}

#[test]
fn the_log_beside_the_database_may_be_torn_at_its_end_without_harm() {
    let (phone, store, jobs) = Phone::with_jobs(1);
    type_note(&store, jobs[0], "Washer renewed").unwrap();
    // As after a loss of power: not closed, and what was being written when it went is torn.
    drop(store);
    let log = phone.handheld.place.database().with_extension("db-wal");
    let mut bytes = fs::read(&log).unwrap();
    bytes.extend([0xab; 3_000]);
    fs::write(&log, bytes).unwrap();
    assert_eq!(note(&phone.open().unwrap(), jobs[0]), "Washer renewed");
}

#[test]
fn a_database_of_a_newer_app_is_refused_in_words_and_left_as_it_is() {
    let phone = closed_phone();
    let path = phone.handheld.place.database();
    let store = phone.open().unwrap();
    store.pretend_schema(1_000).unwrap();
    store.close().unwrap();
    let before = fs::read(&path).unwrap();
    let error = phone.open().unwrap_err();
    assert!(matches!(error, StoreError::NewerSchema { found: 1_000, .. }), "{error}");
    assert!(error.to_string().contains("newer version of this app"), "{error}");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_sound_database_is_called_so_again_after_its_index_of_words_has_changed() {
    let (_phone, store, _) = Phone::with_jobs(1);
    store.check().unwrap();
    let mut hub = Hub::new();
    let another = hub.job("20000001");
    store.ingest(&page(vec![hub.entered(&another)], 200)).unwrap();
    store.check().unwrap();
}
