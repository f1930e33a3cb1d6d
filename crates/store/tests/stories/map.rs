//! The landlord's map: it comes in pieces, waits where there is no room, and is read from anywhere.

use domain::{
    map_area::{Bounds, MapArea},
    reference::ReferenceRow,
    setting::Setting,
};
use protocol::message::ReferencePage;
use sha2::{Digest, Sha256};
use store::{MAP_PIECE, MapComing, MapPiece, MapState, NEARLY_FULL, Store, StoreError};

use crate::common::Phone;

const HOUR_MS: i64 = 3_600_000;

fn tiles(seed: u8) -> Vec<u8> {
    (0..200_003_u32).map(|n| seed.wrapping_add(u8::try_from(n % 241).unwrap())).collect()
}

fn area(bytes: &[u8]) -> MapArea {
    MapArea {
        hash: Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect(),
        size: bytes.len() as u64,
        bounds: Bounds { west: -2.1, south: 53.6, east: -1.9, north: 53.8 },
        min_zoom: 9,
        max_zoom: 13,
        attribution: "© The Sheddings Survey".into(),
    }
}

fn landlord_says(store: &Store, setting: Setting, position: u64) {
    store.apply_reference(&ReferencePage { rows: vec![ReferenceRow::Setting(setting)], position }).unwrap();
}

/// Fetches pieces until all is here, from a hub that has these bytes.
fn fetch(store: &Store, bytes: &[u8]) -> usize {
    let mut pieces = 0;
    while let Some(piece) = store.next_map_piece().unwrap() {
        let from = usize::try_from(piece.from).unwrap();
        let end = bytes.len().min(from + usize::try_from(MAP_PIECE).unwrap());
        store.keep_map_piece(&piece, &bytes[from..end]).unwrap();
        pieces += 1;
        assert!(pieces < 20, "it is fetched again and again");
    }
    pieces
}

fn files(phone: &Phone) -> usize {
    std::fs::read_dir(phone.handheld.place.attachments()).map_or(0, Iterator::count)
}

#[test]
fn a_map_comes_in_pieces_goes_on_after_a_restart_and_reads_from_anywhere() {
    let (phone, store) = Phone::enrolled();
    assert_eq!((store.map().unwrap(), store.next_map_piece().unwrap()), (MapState::default(), None));
    let bytes = tiles(1);
    let area = area(&bytes);
    landlord_says(&store, area.setting(), 1);
    let first = store.next_map_piece().unwrap().unwrap();
    assert_eq!(first, MapPiece { hash: area.digest().unwrap(), size: 200_003, from: 0 });
    let two = usize::try_from(2 * MAP_PIECE).unwrap();
    assert!(!store.keep_map_piece(&first, &bytes[..two]).unwrap());
    assert!(!store.keep_map_piece(&first, &bytes[..two]).unwrap(), "a piece that comes twice changes nothing");
    store.close().unwrap();

    let store = phone.open().unwrap();
    let coming = MapComing { size: 200_003, have: 2 * MAP_PIECE, too_little_room_mb: None };
    assert_eq!(store.map().unwrap(), MapState { shown: None, coming: Some(coming) });
    let refused = store.map_bytes(&first.hash, 0, 4).unwrap_err();
    assert!(matches!(refused, StoreError::NoSuchAttachment { .. }), "half a map is none");
    assert_eq!(fetch(&store, &bytes), 2);
    assert_eq!(store.map().unwrap(), MapState { shown: Some(area.clone()), coming: None });
    store.close().unwrap();

    let store = phone.open().unwrap();
    for (from, length) in [(0, 127), (65_530, 20), (150_000, 60_000), (200_000, 99), (200_003, 1), (9_000_000, 1)] {
        let end = bytes.len().min(from + length);
        let wanted = bytes.get(from..end).unwrap_or_default();
        assert_eq!(store.map_bytes(&first.hash, from as u64, length as u64).unwrap(), wanted, "{length} from {from}");
    }
    let kept = std::fs::read_dir(phone.handheld.place.attachments()).unwrap().next().unwrap().unwrap().path();
    let sealed = std::fs::read(kept).unwrap();
    assert!(!sealed.windows(32).any(|window| window == &bytes[..32]), "it is encrypted");

    landlord_says(&store, MapArea::none(), 2);
    assert_eq!(store.map().unwrap(), MapState::default());
    assert_eq!((store.next_map_piece().unwrap(), files(&phone)), (None, 0));
}

#[test]
fn a_newer_map_is_fetched_beside_the_older_which_is_shown_until_then() {
    let (phone, store) = Phone::enrolled();
    let (older, newer) = (tiles(1), tiles(2));
    landlord_says(&store, area(&older).setting(), 1);
    fetch(&store, &older);
    landlord_says(&store, area(&newer).setting(), 2);
    let piece = store.next_map_piece().unwrap().unwrap();
    store.keep_map_piece(&piece, &newer[..usize::try_from(MAP_PIECE).unwrap()]).unwrap();
    assert_eq!(store.map().unwrap().shown, Some(area(&older)));
    assert_eq!(store.map_bytes(&area(&older).digest().unwrap(), 0, 4).unwrap(), older[..4]);
    fetch(&store, &newer);
    assert_eq!(store.map().unwrap(), MapState { shown: Some(area(&newer)), coming: None });
    assert_eq!(files(&phone), 1, "the older one is gone");
}

#[test]
fn a_nearly_full_phone_leaves_the_map_until_there_is_room() {
    let (_phone, store) = Phone::enrolled();
    let bytes = tiles(1);
    landlord_says(&store, area(&bytes).setting(), 1);
    store.pretend_free(NEARLY_FULL + 200_002);
    assert_eq!(store.next_map_piece().unwrap(), None);
    assert_eq!(store.map().unwrap().coming.unwrap().too_little_room_mb, Some(500));
    store.pretend_free(NEARLY_FULL + 200_003);
    assert_eq!(fetch(&store, &bytes), 4);
}

#[test]
fn a_map_that_came_otherwise_than_it_is_named_is_thrown_away_and_asked_for_an_hour_later() {
    let (phone, store) = Phone::enrolled();
    let (bytes, mut other) = (tiles(1), tiles(1));
    other[70_000] ^= 1;
    landlord_says(&store, area(&bytes).setting(), 1);
    assert_eq!(fetch(&store, &other), 4);
    assert_eq!((store.map().unwrap().shown, files(&phone)), (None, 0));
    phone.clock.pass(HOUR_MS - 1);
    assert_eq!(store.next_map_piece().unwrap(), None);
    phone.clock.pass(1);
    assert_eq!(fetch(&store, &bytes), 4);
    assert!(store.map().unwrap().shown.is_some());
}

#[test]
fn a_clock_that_was_set_back_does_not_put_the_map_off() {
    let (phone, store) = Phone::enrolled();
    let bytes = tiles(1);
    landlord_says(&store, area(&bytes).setting(), 1);
    store.map_not_at_the_hub(&area(&bytes).digest().unwrap()).unwrap();
    assert_eq!(store.next_map_piece().unwrap(), None);
    phone.clock.pass(-5 * HOUR_MS);
    assert!(store.next_map_piece().unwrap().is_some());
}

#[test]
fn a_map_that_was_damaged_on_the_phone_is_fetched_again() {
    let (phone, store) = Phone::enrolled();
    let bytes = tiles(1);
    landlord_says(&store, area(&bytes).setting(), 1);
    fetch(&store, &bytes);
    let kept = std::fs::read_dir(phone.handheld.place.attachments()).unwrap().next().unwrap().unwrap().path();
    let mut sealed = std::fs::read(&kept).unwrap();
    sealed[100] ^= 1;
    std::fs::write(&kept, sealed).unwrap();
    let hash = area(&bytes).digest().unwrap();
    assert!(matches!(store.map_bytes(&hash, 0, 9).unwrap_err(), StoreError::Damaged { .. }));
    assert_eq!(store.map().unwrap().shown, None);
    assert_eq!(fetch(&store, &bytes), 4);
    assert_eq!(store.map_bytes(&hash, 0, 9).unwrap(), bytes[..9]);
}
