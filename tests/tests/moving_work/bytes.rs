//! What the bytes of a closed handheld hold, once decrypted: every page of the database, its log, and its photos.

use std::{fs, path::Path, sync::Arc};

use store::{FileKeystore, Handheld, Pin, PinCost, Place, Store};
use tests::PIN;

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
        let keystore = Arc::new(FileKeystore::new(folder.join("keystore")));
        let handheld = Handheld { pin_cost: PinCost::TEST, ..Handheld::new(Place::new(folder.to_owned()), keystore) };
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
