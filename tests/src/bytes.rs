//! What the bytes of a closed handheld hold, once decrypted: every page of the database, its log, and its photos.

use std::{fs, path::Path, sync::Arc};

use crate::PIN;
use store::{Door, FileKeystore, Handheld, Pin, PinCost, Place, Store, StoreError};

fn handheld(folder: &Path) -> Handheld {
    let keystore = Arc::new(FileKeystore::new(folder.join("keystore")));
    Handheld { pin_cost: PinCost::TEST, ..Handheld::new(Place::new(folder.to_owned()), keystore) }
}

/// True once the keys of a withdrawn handheld are gone.
pub fn is_wiped(folder: &Path) -> bool {
    matches!(handheld(folder).door(), Ok(Door::Withdrawn { .. }))
}

/// Neither with the PIN nor with the hub's help.
pub fn nobody_can_open(folder: &Path) {
    let handheld = handheld(folder);
    assert!(matches!(Store::open(&handheld, Some(&PIN.parse::<Pin>().unwrap())), Err(StoreError::Withdrawn)));
    assert_eq!(handheld.recovery_seal().unwrap(), None);
    assert_eq!(handheld.keystore.load("database-secret").unwrap(), None);
    let database = fs::read(handheld.place.database()).unwrap();
    assert!(!database.starts_with(b"SQLite format 3"), "what is left is encrypted");
}

/// What was found.
pub struct Bytes {
    pages: Vec<u8>,
    /// Files of photos.
    pub photos: usize,
    /// Colleagues' devices that it knows by name.
    pub directory: usize,
}

impl Bytes {
    /// Reads a handheld whose app is closed.
    pub fn of(folder: &Path) -> Self {
        let log =
            folder.read_dir().unwrap().flatten().find(|entry| entry.file_name().to_string_lossy().ends_with("-wal"));
        assert!(log.is_none_or(|log| log.metadata().unwrap().len() == 0), "the log still holds pages");
        let handheld = handheld(folder);
        let photos = fs::read_dir(handheld.place.attachments()).map_or(0, Iterator::count);
        let store = Store::open(&handheld, Some(&PIN.parse::<Pin>().unwrap())).unwrap();
        let directory = store.devices().unwrap().len();
        let pages = store.pages().unwrap();
        store.close().unwrap();
        Self { pages, photos, directory }
    }

    /// True when any page, used or not, has this word.
    pub fn have(&self, word: &str) -> bool {
        let word = word.as_bytes();
        (0..self.pages.len()).any(|at| self.pages[at] == word[0] && self.pages[at..].starts_with(word))
    }
}
