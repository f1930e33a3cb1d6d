//! PINs, right and wrong.

use std::sync::Arc;

use store::{Door, FileKeystore, Handheld, Keystore, Pin, PinRefusal, PinState, Store, StoreError};

use crate::common::{Phone, hub_key, note, type_note};

fn pin(text: &str) -> Pin {
    text.parse().unwrap()
}

/// Enrolled, with a note, and locked by 402917.
fn locked() -> (Phone, domain::id::DocumentId) {
    let (phone, store, jobs) = Phone::with_jobs(1);
    type_note(&store, jobs[0], "Washer renewed").unwrap();
    store.choose_pin(&pin("402917")).unwrap();
    store.close().unwrap();
    (phone, jobs[0])
}

#[test]
fn a_phone_goes_from_new_to_open_to_locked() {
    let phone = Phone::new();
    assert_eq!(phone.handheld.door().unwrap(), Door::Missing);
    assert!(matches!(phone.open(), Err(StoreError::NoDatabase { .. })));
    let store = Store::create(&phone.handheld).unwrap();
    assert_eq!(phone.handheld.door().unwrap(), Door::WithoutPin);
    assert!(matches!(Store::create(&phone.handheld), Err(StoreError::AlreadyExists { .. })));
    let refused = store.choose_pin(&pin("123456")).unwrap_err();
    assert!(matches!(refused, StoreError::PinRefused(PinRefusal::CountsUpOrDown)));
    store.close().unwrap();
    phone.open().unwrap().choose_pin(&pin("402917")).unwrap();
    assert_eq!(phone.handheld.door().unwrap(), Door::Pin(PinState { tries_left: 10, wait_until: None }));
    assert!(matches!(phone.open(), Err(StoreError::PinNeeded)));
    Store::open(&phone.handheld, Some(&pin("402917"))).unwrap();
}

#[test]
fn wrong_pins_are_counted_across_restarts_wait_longer_and_the_right_one_forgives_them() {
    let (phone, job) = locked();
    for left in (5..10).rev() {
        let error = Store::open(&phone.handheld, Some(&pin("111222"))).unwrap_err();
        let StoreError::WrongPin { state } = error else { panic!("{error}") };
        assert_eq!(state.tries_left, left);
        assert_eq!(state.wait_until.is_some(), left == 5);
    }
    // Even the right one waits now: trying costs time, whatever is tried.
    let error = Store::open(&phone.handheld, Some(&pin("402917"))).unwrap_err();
    assert!(matches!(error, StoreError::Waiting { .. }));
    assert_eq!(error.to_string(), "too many wrong PINs. Try again after 09:00");
    phone.clock.pass(30_000);
    let store = Store::open(&phone.handheld, Some(&pin("402917"))).unwrap();
    assert_eq!(note(&store, job), "Washer renewed");
    assert_eq!(phone.handheld.door().unwrap(), Door::Pin(PinState { tries_left: 10, wait_until: None }));
}

#[test]
fn after_ten_wrong_pins_the_keys_are_gone_and_the_landlords_hub_can_bring_them_back() {
    let (phone, job) = locked();
    let mut last = None;
    for _ in 0..10 {
        phone.clock.pass(15 * 60_000);
        last = Some(Store::open(&phone.handheld, Some(&pin("111222"))).unwrap_err());
    }
    assert!(matches!(last, Some(StoreError::KeysDestroyed)));
    phone.clock.pass(24 * 60 * 60_000);
    let error = Store::open(&phone.handheld, Some(&pin("402917"))).unwrap_err();
    assert!(matches!(error, StoreError::KeysDestroyed));
    assert!(error.to_string().contains("ring your landlord"), "{error}");
    assert_eq!(phone.handheld.door().unwrap(), Door::KeysDestroyed);
    assert!(phone.handheld.place.database().exists());
    assert_eq!(phone.handheld.keystore.load("database-secret").unwrap(), None);

    let root = phone.handheld.recovery_seal().unwrap().unwrap().open(&hub_key()).unwrap();
    assert!(matches!(Store::recover(&phone.handheld, [0; 32]), Err(StoreError::Damaged { .. })));
    let store = Store::recover(&phone.handheld, *root).unwrap();
    assert_eq!(note(&store, job), "Washer renewed");
    assert_eq!(store.counts().unwrap().waiting, 1, "what was never sent is still there");
    store.choose_pin(&pin("771204")).unwrap();
    store.close().unwrap();
    Store::open(&phone.handheld, Some(&pin("771204"))).unwrap();
}

#[test]
fn a_pin_is_changed_only_with_the_old_one() {
    let (phone, job) = locked();
    let store = Store::open(&phone.handheld, Some(&pin("402917"))).unwrap();
    assert!(matches!(store.rekey_pin(&pin("111222"), &pin("771204")), Err(StoreError::WrongPin { .. })));
    assert!(matches!(store.rekey_pin(&pin("402917"), &pin("000000")), Err(StoreError::PinRefused(_))));
    store.try_pin(&pin("402917")).unwrap();
    store.rekey_pin(&pin("402917"), &pin("771204")).unwrap();
    store.close().unwrap();
    assert!(matches!(Store::open(&phone.handheld, Some(&pin("402917"))), Err(StoreError::WrongPin { .. })));
    assert_eq!(note(&Store::open(&phone.handheld, Some(&pin("771204"))).unwrap(), job), "Washer renewed");
}

#[test]
fn the_pin_is_worth_nothing_without_the_phones_keystore() {
    let (phone, _) = locked();
    let elsewhere = Arc::new(FileKeystore::new(phone.folder.path().join("thief")));
    elsewhere.store("database-secret", &[4; 32]).unwrap();
    let stolen = Handheld { keystore: elsewhere, ..phone.handheld.clone() };
    assert!(matches!(Store::open(&stolen, Some(&pin("402917"))), Err(StoreError::WrongPin { .. })));
    let empty = Arc::new(FileKeystore::new(phone.folder.path().join("empty")));
    let stolen = Handheld { keystore: empty, ..phone.handheld };
    assert!(matches!(Store::open(&stolen, Some(&pin("402917"))), Err(StoreError::KeystoreEmptied)));
}

#[test]
fn keys_that_an_older_version_wrote_open_and_are_sealed_and_named_again() {
    let (phone, job) = locked();
    let path = phone.handheld.place.keys();
    let written = std::fs::read(&path).unwrap();
    let of_version = |version: u8| {
        let mut bytes = written.clone();
        bytes[7] = version;
        std::fs::write(&path, bytes).unwrap();
    };
    // The first version's seal stood where this one's does, and was another; its lock was the same.
    of_version(1);
    assert!(matches!(phone.handheld.door().unwrap(), Door::Pin(_)));
    assert_eq!((phone.handheld.name().unwrap().as_str(), phone.handheld.recovery_seal().unwrap()), ("", None));
    let store = Store::open(&phone.handheld, Some(&pin("402917"))).unwrap();
    assert_eq!(note(&store, job), "Washer renewed");
    assert_eq!(phone.handheld.name().unwrap(), "Van 12");
    assert!(phone.handheld.recovery_seal().unwrap().unwrap().open(&hub_key()).is_some());
    drop(store);
    Store::open(&phone.handheld, Some(&pin("402917"))).unwrap();

    of_version(3);
    let error = phone.handheld.door().unwrap_err();
    assert!(matches!(error, StoreError::NewerSchema { found: 3, known: 2, .. }), "{error}");
}

#[cfg(unix)]
#[test]
fn secrets_are_readable_by_this_user_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (phone, _) = locked();
    let secret = phone.folder.path().join("keystore/database-secret.secret");
    for path in [secret, phone.handheld.place.keys()] {
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "{}", path.display());
    }
}
