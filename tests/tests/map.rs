//! The landlord's map of the streets: taken in by the hub or refused in words, fetched in pieces, and read with no signal.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a story that cannot be told has failed")]

use std::{fs, path::Path};

use app::api::{Request, Sending, StreetArea, StreetBytes, StreetMap};
use base64::{Engine, engine::general_purpose::STANDARD};
use tests::{
    Handheld, Link, Signal, TEAM, Town,
    streets::{self, Archive, Section},
};

/// Sheddings with a tile that takes room, so that the archive comes in several pieces.
fn large() -> Archive {
    let mut town = streets::town();
    let mut seed = 7_u32;
    let noise = std::iter::repeat_with(|| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        seed.to_be_bytes()[0]
    });
    town.tiles.push((14, 8_100, 5_300, noise.take(700_000).collect()));
    town
}

fn supply(town: &Town, archive: &Archive) -> Vec<u8> {
    let (file, bytes) = (town.path().join("area.pmtiles"), archive.write());
    fs::write(&file, &bytes).unwrap();
    town.hub().take_map(&file, None).unwrap();
    bytes
}

async fn ada(town: &Town, hub: &str) -> Handheld {
    let ada = town.new_handheld("Van 12");
    ada.enrol(&town.hub().invite("Ada Byrne", "Van 12", hub, Some(TEAM)).unwrap().to_string()).await;
    ada
}

async fn mapped(handheld: &Handheld) -> StreetArea {
    handheld.get::<Sending>(Request::SendNow).await;
    handheld.until(Request::Map, |map: &StreetMap| map.area.is_some() && map.words.is_empty()).await.area.unwrap()
}

async fn stretch(handheld: &Handheld, area: &str, from: u32, length: u32) -> Vec<u8> {
    let bytes: StreetBytes = handheld.get(Request::MapBytes { area: area.to_owned(), from, length }).await;
    STANDARD.decode(bytes.base64).unwrap()
}

fn files(folder: &Path) -> usize {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    entries.map(|entry| entry.unwrap().path()).map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
}

#[test]
fn the_town_of_the_stories_is_as_it_was_drawn() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/sheddings.pmtiles");
    let drawn = streets::town().write();
    if std::env::var_os("WRITE_GOLDEN").is_some() {
        fs::write(&golden, &drawn).unwrap();
    }
    assert!(drawn.len() < 40_000, "{} bytes are many for a town that is nowhere", drawn.len());
    assert!(fs::read(&golden).unwrap_or_default() == drawn, "tests/golden/sheddings.pmtiles is another town");
}

#[tokio::test(flavor = "multi_thread")]
async fn ada_has_the_landlords_map_with_no_signal_until_the_landlord_takes_it_away() {
    let mut town = Town::new().await;
    let ada = ada(&town, &town.url()).await;
    let none: StreetMap = ada.get(Request::Map).await;
    assert_eq!((none.area, none.words.as_str()), (None, "Your landlord has supplied no street map."));

    let bytes = supply(&town, &large());
    let area = mapped(&ada).await;
    assert_eq!(area.attribution, streets::ATTRIBUTION, "without its markup");
    assert_eq!((area.size as usize, area.max_zoom), (bytes.len(), 14));
    town.stop_hub().await;
    let ada = ada.restart().await;
    for (from, length) in [(0, 16_384), (65_530, 20), (200_000, 500_000), (area.size - 5, 99)] {
        let end = bytes.len().min((from + length) as usize);
        assert_eq!(stretch(&ada, &area.id, from, length).await, bytes[from as usize..end], "{length} from {from}");
    }
    assert_eq!(stretch(&ada, &area.id, area.size, 1).await, Vec::<u8>::new());
    for area in ["", "../../etc/passwd", &"00".repeat(32)] {
        let refused = ada.refused(Request::MapBytes { area: area.to_owned(), from: 0, length: 9 }).await;
        assert_eq!(refused.code, "map_not_here");
    }

    town.start_hub().await;
    let copy = town.hub().back_up(&town.path().join("copy"), &mut |_| ()).unwrap();
    assert_eq!((copy.attachments, copy.missing), (1, 0), "a backup holds the map");
    assert!(town.hub().remove_map().unwrap());
    assert!(!town.hub().remove_map().unwrap(), "there is none any more");
    assert_eq!(files(&town.hub_folder().join("attachments")), 0);
    ada.get::<Sending>(Request::SendNow).await;
    ada.until(Request::Map, |map: &StreetMap| map.area.is_none() && map.words == none.words).await;
    ada.get::<Sending>(Request::SendNow).await;
    ada.in_step().await;
    assert_eq!(files(&town.path().join("Van 12/attachments")), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_map_goes_on_where_the_signal_was_cut() {
    let town = Town::new().await;
    let bytes = supply(&town, &large());
    let link = Link::to(&town.url(), 20_261_127).await;
    let ada = ada(&town, &link.url()).await;
    link.set(Signal::Cut { within: 150_000, times: 6 });
    let area = mapped(&ada).await;
    assert!(link.cuts() >= 3, "only {} cuts", link.cuts());
    let first = stretch(&ada, &area.id, 0, area.size).await;
    assert_eq!(first, bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_map_waits_for_wifi_when_photos_do_and_the_older_one_is_shown_until_then() {
    let town = Town::new().await;
    supply(&town, &streets::town());
    let ada = ada(&town, &town.url()).await;
    let older = mapped(&ada).await;
    ada.get::<Sending>(Request::ChoosePhotos { on_wifi_only: true, kept_mb: 500 }).await;
    ada.set_connection(true);
    supply(&town, &large());
    ada.get::<Sending>(Request::SendNow).await;
    let waits = "A newer street map (1 MB) waits for Wi-Fi, as you chose for photos.";
    let map = ada.until(Request::Map, |map: &StreetMap| map.words == waits).await;
    assert_eq!(map.area.unwrap(), older);
    ada.set_connection(false);
    let newer = mapped(&ada).await;
    assert_ne!(newer.id, older.id);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_handheld_could_use_is_refused_in_words_and_changes_nothing() {
    let town = Town::new().await;
    let (sound, file) = (streets::town().write(), town.path().join("area.pmtiles"));
    let with = |section: Section, bytes: &[u8]| {
        let mut spoilt = sound.clone();
        spoilt[section.at..section.at + bytes.len()].copy_from_slice(bytes);
        spoilt
    };
    let without = |metadata: &str| Archive { metadata: metadata.to_owned(), ..streets::town() }.write();
    let layers = r#""vector_layers":[{"id":"roads"}]"#;
    let cases = [
        ("a list of jobs", b"reference,description\n".to_vec()),
        ("nothing", Vec::new()),
        ("a header alone", sound[..100].to_vec()),
        ("an older version", with(Section::VERSION, &[2])),
        ("cut short", sound[..sound.len() - 1].to_vec()),
        ("a length that cannot be", with(Section::TILES_LENGTH, &[0xff; 8])),
        ("pictures", with(Section::TILE_TYPE, &[2])),
        ("tiles in brotli", with(Section::TILE_PACKING, &[3])),
        ("directories in zstd", with(Section::INNER_PACKING, &[4])),
        ("zooms the wrong way round", with(Section::MIN_ZOOM, &[14])),
        ("nowhere", with(Section::EAST, &(-30_000_000_i32).to_le_bytes())),
        ("a directory that does not unpack", with(Section { at: 127 }, &[0; 10])),
        ("no metadata", without("no JSON")),
        ("layers of something else", without(r#"{"vector_layers":[{"id":"soil"}]}"#)),
        ("nobody to thank", without(&format!("{{{layers}}}"))),
        ("an endless attribution", without(&format!(r#"{{{layers},"attribution":"{}"}}"#, "©".repeat(201)))),
    ];
    let mut told = String::new();
    for (what, bytes) in cases {
        fs::write(&file, bytes).unwrap();
        let error = town.hub().take_map(&file, None).unwrap_err().to_string();
        let error = error.replace(&format!("{}: ", file.display()), "");
        told.push_str(&format!("{what}: {error}\n"));
    }
    let large = fs::File::create(&file).unwrap();
    std::io::Write::write_all(&mut &large, &sound).unwrap();
    large.set_len(128_000_001).unwrap();
    let error = town.hub().take_map(&file, None).unwrap_err().to_string();
    told.push_str(&format!("too large: {}\n", error.replace(&format!("{}: ", file.display()), "")));
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/map-refusals.txt");
    if std::env::var_os("WRITE_GOLDEN").is_some() {
        fs::write(&golden, &told).unwrap();
    }
    assert_eq!(told, fs::read_to_string(&golden).unwrap_or_default(), "the words and {} differ", golden.display());
    assert_eq!(town.hub().map_area().unwrap(), None);
    assert_eq!(files(&town.hub_folder().join("attachments")), 0, "nothing is left over");

    fs::write(&file, without(&format!("{{{layers}}}"))).unwrap();
    let (area, new) = town.hub().take_map(&file, Some("© Ordnance <b>Survey</b>")).unwrap();
    assert_eq!((area.attribution.as_str(), new), ("© Ordnance Survey", true));
    let (_, new) = town.hub().take_map(&file, Some("© Ordnance Survey")).unwrap();
    assert!(!new, "the same again is nothing new");
}
