//! A job that is erased leaves the hub and every handheld, to the last byte, and comes back by nothing.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a story that cannot be told has failed")]

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use app::api::{EventKind, OutboxState, Request, Sending, Session, Today};
use hub::{
    backup,
    db::sqlite::quarantine,
    erase::Leaving,
    import::{Format, Options},
};
use store::{FileKeystore, Pin, PinCost, Place, Store};
use tests::{Handheld, PIN, Town};

const JOB: &str = "20000417";
const OTHER: &str = "20000418";
const TEAM: &str = "PLUMBING-NORTH";

fn import(town: &Town, reference: &str) {
    let file = town.path().join("order.json");
    fs::write(&file, include_str!("../fixtures/work-order.json").replace(JOB, reference)).unwrap();
    let options = Options { team: TEAM.into(), ..Options::default() };
    let report = town.hub().import(Format::HackneyWorkOrders, &file, &options).unwrap();
    assert!(report.faults.is_empty(), "{:?}", report.faults);
}

async fn unlocked(folder: &Path) -> Handheld {
    let handheld = Handheld::open(folder.to_owned());
    handheld.get::<Session>(Request::Unlock { pin: PIN.to_owned() }).await;
    handheld
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn have(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|at| at.eq_ignore_ascii_case(word.as_bytes()))
}

/// True when any file of the hub holds a word.
fn hub_has(town: &Town, word: &str) -> bool {
    files(&town.hub_folder()).iter().any(|file| have(&fs::read(file).unwrap(), word))
}

/// True when the bytes of a closed handheld hold a word, once decrypted; and how many pictures it has.
fn phone_has(folder: &Path, word: &str) -> (bool, usize) {
    let keystore = Arc::new(FileKeystore::new(folder.join("keystore")));
    let handheld =
        store::Handheld { pin_cost: PinCost::TEST, ..store::Handheld::new(Place::new(folder.to_owned()), keystore) };
    let store = Store::open(&handheld, Some(&PIN.parse::<Pin>().unwrap())).unwrap();
    let pages = store.pages().unwrap();
    store.close().unwrap();
    (have(&pages, word), files(&handheld.place.attachments()).len())
}

fn note_at_the_hub(town: &Town) -> Option<String> {
    town.hub().record(JOB, None).ok().map(|record| documents::job::read(&record).unwrap().note.text)
}

/// Ada and Dev hold a job with a note and a photo; Dev is in a cellar and has written on.
async fn story(town: &Town, ada: &Handheld, dev: Handheld) -> PathBuf {
    import(town, JOB);
    for kind in [EventKind::Accepted, EventKind::Arrived, EventKind::Started] {
        ada.record(JOB, kind).await;
    }
    ada.type_note(JOB, "Mrs Okafor says the marjoram pot fell").await;
    ada.take_photo(JOB, &tests::jpeg(640, 480, 3)).await;
    ada.in_step().await;
    dev.in_step().await;
    let page = dev.job(JOB).await;
    dev.until(Request::Job { job: page.row.id }, |page: &app::api::JobPage| page.note.text.contains("marjoram")).await;
    dev.close().await
}

async fn ada_and_dev(town: &Town) -> (Handheld, Handheld) {
    (town.handheld("Ada Byrne", "Van 12").await, town.handheld("Dev Patel", "Van 7").await)
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_an_erased_job_is_left_and_what_comes_late_is_kept_for_a_month() {
    let mut town = Town::new().await;
    let (ada, dev) = ada_and_dev(&town).await;
    let dev = story(&town, &ada, dev).await;
    let old = ada.job(JOB).await.row.id;
    // Dev has no signal and writes on: his words are for a job that will be gone.
    town.stop_hub().await;
    let dev = unlocked(&dev).await;
    dev.type_note(JOB, "Mrs Okafor says the marjoram pot fell, and the tarragon").await;
    dev.take_photo(JOB, &tests::jpeg(640, 480, 5)).await;
    let folder = dev.close().await;
    town.start_hub().await;
    assert!(hub_has(&town, "marjoram"), "the test looks where the words are");
    let refused = town.hub().erase(JOB, None, " ", Leaving::Accounts).unwrap_err().to_string();
    assert!(refused.contains("say why"), "{refused}");
    let successor = town.hub().erase(JOB, None, "asked for in a letter of 3 March", Leaving::Accounts).unwrap();
    assert!(successor.is_some());

    let now = documents::job::read(&town.hub().record(JOB, None).unwrap()).unwrap();
    assert_eq!(now.note.text, "");
    assert!(now.order.contacts.is_empty() && now.photos.is_empty() && now.sign_offs.is_empty());
    assert_eq!(now.status().status.name(), "started");
    for word in ["marjoram", "okafor", "jill marsh"] {
        assert!(!hub_has(&town, word), "the hub still has {word}");
    }
    assert!(files(&town.hub_folder().join("attachments")).is_empty(), "nor a picture of it");

    ada.in_step().await;
    let told: Today = ada.until(Request::Today, |today: &Today| !today.given_away.is_empty()).await;
    assert!(told.given_away[0].starts_with(&format!("The landlord erased job {JOB}")), "{:?}", told.given_away);
    assert_ne!(ada.job(JOB).await.row.id, old, "work that is open goes on under a record without history");
    assert_eq!(ada.job(JOB).await.note.text, "");
    let (has, pictures) = phone_has(&ada.close().await, "marjoram");
    assert_eq!((has, pictures), (false, 0), "in the bytes of Ada's phone");

    // Dev finds a signal: his work is handed over, his phone drops the job and says so.
    let dev = unlocked(&folder).await;
    dev.in_step().await;
    let listed = dev.outbox().await;
    assert_eq!(listed.len(), 2, "{listed:?}");
    assert!(listed.iter().all(|entry| entry.state == OutboxState::Quarantined), "{listed:?}");
    assert!(listed[0].reason.starts_with("The landlord has erased this job."), "{}", listed[0].reason);
    let kept = town.hub().database().read(quarantine::all).unwrap();
    let [(number, late), (_, photo)] = kept.as_slice() else { panic!("{kept:?}") };
    assert!(photo.delete_at.is_some());
    assert!(files(&town.hub_folder().join("attachments")).is_empty(), "the photo that came late was kept");
    assert!(late.delete_at.is_some() && !have(&late.bytes, "tarragon"));
    assert!(have(&town.hub().bytes_set_aside(*number).unwrap(), "tarragon"), "a person can still read it");
    assert!(town.hub().release(*number).unwrap_err().to_string().contains("was erased"));
    assert!(!hub_has(&town, "tarragon"), "and nobody who has but the files");
    let (has, _) = phone_has(&dev.close().await, "tarragon");
    assert!(!has, "in the bytes of Dev's phone");
    // The landlord's system sends it again.
    import(&town, JOB);
    assert_eq!(note_at_the_hub(&town).as_deref(), Some(""));
    // A month later.
    town.wait(31 * 24 * 60);
    town.hub().tidy();
    assert!(town.hub().database().read(quarantine::all).unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_and_a_handheld_from_before_bring_an_erased_job_back_to_nobody() {
    let mut town = Town::new().await;
    import(&town, OTHER);
    let (ada, dev) = ada_and_dev(&town).await;
    let empty = town.path().join("before the job");
    town.hub().back_up(&empty, &mut |_| {}).unwrap();
    let dev = story(&town, &ada, dev).await;
    let full = town.path().join("with the job");
    town.hub().back_up(&full, &mut |_| {}).unwrap();
    town.hub().erase(JOB, None, "retention", Leaving::Nothing).unwrap();
    assert!(town.hub().record(JOB, None).is_err(), "nothing took its place");
    // Only the hub knows of it so far: Ada's and Dev's phones hold all of it.
    for (backup, aside) in [(&full, "one"), (&empty, "two")] {
        town.stop_hub().await;
        let (restored, _) = backup::restore(hub::Config::new(town.hub_folder()), backup, aside).unwrap();
        drop(restored);
        fs::remove_dir_all(town.path().join(format!("hub.{aside}"))).unwrap();
        town.start_hub().await;
        assert!(town.hub().record(JOB, None).is_err(), "the backup brought it back");
        assert!(!hub_has(&town, "marjoram"));
        ada.get::<Sending>(Request::SendNow).await;
        ada.job(OTHER).await;
        ada.until(Request::Today, |today: &Today| today.held == 1).await;
        ada.in_step().await;
        assert!(town.hub().record(JOB, None).is_err(), "a handheld brought it back");
    }
    let dev = unlocked(&dev).await;
    dev.in_step().await;
    dev.until(Request::Today, |today: &Today| today.held == 1).await;
    assert!(town.hub().record(JOB, None).is_err());
    import(&town, JOB);
    assert!(town.hub().record(JOB, None).is_err(), "nor does an import");
    for phone in [ada, dev] {
        assert!(!phone_has(&phone.close().await, "marjoram").0);
    }
}
