//! What a handheld and a hub do with their disks, one operation at a time: brought about in a folder, and looked for
//! afterwards. Tests end, fill and break the disk at each write point of each.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use documents::job;
use domain::{
    id::PhotoId,
    job::{JobEdit, NewId, NewPhoto, PhotoStage},
};
use hub::{
    Config, Hub,
    import::{Format, Options},
    plan::Raising,
};
use protocol::message::{EntryVerdict, Verdict};
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use store::{Door, Edit, FileKeystore, Handheld, Kept, Pin, PinCost, Place, Store, StoreError};

use super::checks;
use crate::hostile::{handheld::response, samples};

/// An operation on a folder.
pub struct Operation {
    /// What it is.
    pub name: &'static str,
    /// Makes the folder as it is before.
    pub prepare: fn(&Path),
    /// Opens what it needs and brings it about, as the app or the hub would when asked again, too.
    pub act: fn(&Path) -> Result<(), String>,
    /// Opens what is there: true when it was brought about. Whatever does not hold together is an error.
    pub look: fn(&Path) -> Result<bool, String>,
    /// True for a handheld, whose errors a person at the door reads.
    pub on_handheld: bool,
}

/// All of them.
pub const OPERATIONS: [Operation; 18] = [
    on_handheld("a handheld is made and joins", |_| {}, join, has_joined),
    on_handheld("a note is saved", prepare_phone, save_note, has_note),
    on_handheld("a page is taken in", prepare_empty_phone, take_page, has_page),
    on_handheld("a verdict is taken in", prepare_note, take_verdict, has_verdict),
    on_handheld("a photo is saved", prepare_phone, save_photo, has_photo),
    on_handheld("a photo is taken", prepare_phone, take_photo, has_taken),
    on_handheld("a photo is fetched", prepare_wanted, fetch_photo, has_fetched),
    on_handheld("a first PIN is chosen", prepare_phone, choose_pin, has_pin),
    on_handheld("a PIN is changed", prepare_pin, change_pin, has_changed_pin),
    on_handheld("a wrong PIN is counted", prepare_pin, guess_pin, has_counted),
    on_handheld("a key is recovered", prepare_destroyed, recover, has_recovered),
    on_handheld("a record leaves and is forgotten", prepare_page, let_go, has_let_go),
    on_handheld("an older database is migrated", prepare_old_phone, open_phone, has_migrated),
    on_hub("a hub is founded", |_| {}, |folder| open_hub(folder).map(drop), has_hub),
    on_hub("an older hub is migrated", prepare_old_hub, |folder| open_hub(folder).map(drop), has_hub),
    on_hub("a job is raised", prepare_hub, raise, has_raised),
    on_hub("a table is imported", prepare_hub, import, has_imported),
    on_hub("an attachment is finished", prepare_hub, shelve, has_shelved),
];

type Prepare = fn(&Path);
type Act = fn(&Path) -> Result<(), String>;
type Look = fn(&Path) -> Result<bool, String>;

const fn on_handheld(name: &'static str, prepare: Prepare, act: Act, look: Look) -> Operation {
    Operation { name, prepare, act, look, on_handheld: true }
}

const fn on_hub(name: &'static str, prepare: Prepare, act: Act, look: Look) -> Operation {
    Operation { name, prepare, act, look, on_handheld: false }
}

const WORD: &str = "The isolating valve had seized";
/// A layout that handhelds had once.
const OLD_LAYOUT: u32 = 7;
const OLD_PIN: &str = "246810";
const NEW_PIN: &str = "402917";
const WRONG_PIN: &str = "918273";

fn handheld(folder: &Path) -> Handheld {
    let keystore = Arc::new(FileKeystore::new(folder.join("keystore")));
    Handheld { pin_cost: PinCost::TEST, ..Handheld::new(Place::new(folder.join("ada")), keystore) }
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn pin(text: &str) -> Pin {
    text.parse().unwrap()
}

fn open(folder: &Path) -> Result<Store, String> {
    Store::open(&handheld(folder), None).map_err(said)
}

/// Opens it, and looks whether it holds together.
fn sound(folder: &Path) -> Result<Store, String> {
    let store = open(folder)?;
    whole(&store)?;
    Ok(store)
}

fn whole(store: &Store) -> Result<(), String> {
    let mut wrong = Vec::new();
    checks::sound(store, &mut wrong);
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) }
}

// A handheld is made and joins.

fn join(folder: &Path) -> Result<(), String> {
    let handheld = handheld(folder);
    let store = match handheld.door().map_err(said)? {
        Door::Missing => Store::create(&handheld).map_err(said)?,
        _ => Store::open(&handheld, None).map_err(said)?,
    };
    let (_, key) = samples::ada();
    let (hub, landlord) = ("https://hub.example.org", "Calder Vale Homes");
    store.enrol(hub, landlord, &samples::certificate(), &key, [5; 16]).map_err(said)
}

fn has_joined(folder: &Path) -> Result<bool, String> {
    match handheld(folder).door().map_err(said)? {
        Door::Missing => Ok(false),
        _ => Ok(sound(folder)?.enrolment().map_err(said)?.is_some()),
    }
}

// Notes, pages, verdicts.

fn prepare_empty_phone(folder: &Path) {
    join(folder).unwrap();
}

fn prepare_phone(folder: &Path) {
    join(folder).unwrap();
    let store = open(folder).unwrap();
    let mut page = response().pages.remove(0);
    page.entries.truncate(1);
    store.ingest(&page).unwrap();
    store.close().unwrap();
}

fn note_saved(store: &Store) -> Result<(), StoreError> {
    let clocks = store.clocks()?;
    store
        .edit(samples::raised().id(), |document| {
            let base = document.heads().iter().map(|head| *head.as_bytes()).collect();
            let edit = JobEdit::EditNote { base, text: WORD.into() };
            Ok::<_, StoreError>(Edit::from(job::edit(document, &edit, &clocks, NewId([1; 16])).unwrap()))
        })
        .map(drop)
}

fn save_note(folder: &Path) -> Result<(), String> {
    let store = open(folder)?;
    note_saved(&store).map_err(said)
}

fn has_note(folder: &Path) -> Result<bool, String> {
    let store = sound(folder)?;
    let read = job::read(&store.load(samples::raised().id()).map_err(said)?).map_err(said)?;
    let waits = store.counts().map_err(said)?.waiting > 0;
    match (read.note.text.as_str(), waits) {
        (WORD, true) => Ok(true),
        ("", false) => Ok(false),
        (text, waits) => Err(format!("the note says {text:?}, and it is {waits} that an edit waits")),
    }
}

fn take_page(folder: &Path) -> Result<(), String> {
    open(folder)?.ingest(&response().pages[0]).map(drop).map_err(said)
}

fn has_page(folder: &Path) -> Result<bool, String> {
    let store = sound(folder)?;
    let cursors = store.cursors().map_err(said)?;
    let jobs = store.open_jobs().map_err(said)?.len();
    match (cursors.as_slice(), jobs) {
        ([cursor], 1) if cursor.position == 9 => {
            let heads = store.load(samples::raised().id()).map_err(said)?.heads();
            if heads == samples::worked_on().0.heads() { Ok(true) } else { Err("half of a page is there".into()) }
        }
        ([], 0) => Ok(false),
        (cursors, jobs) => Err(format!("{jobs} jobs are there, and cursors {cursors:?}")),
    }
}

fn prepare_note(folder: &Path) {
    prepare_phone(folder);
    save_note(folder).unwrap();
}

fn take_verdict(folder: &Path) -> Result<(), String> {
    let store = open(folder)?;
    let device = samples::ada().0.device;
    let accepted = |n| EntryVerdict { device, n, verdict: Verdict::Accepted };
    let answer = protocol::message::ExchangeResponse {
        pages: Vec::new(),
        verdicts: vec![accepted(1), accepted(2)],
        ..response()
    };
    store.answered(&answer, samples::MORNING).map(drop).map_err(said)
}

fn has_verdict(folder: &Path) -> Result<bool, String> {
    let store = sound(folder)?;
    let read = job::read(&store.load(samples::raised().id()).map_err(said)?).map_err(said)?;
    if read.note.text != WORD {
        return Err("the note is gone".into());
    }
    Ok(store.counts().map_err(said)?.waiting == 0)
}

// Photos.

static PHOTO: [u8; 20_000] = [0xd8; 20_000];

fn photo_of(kept: &Kept) -> NewPhoto {
    NewPhoto {
        hash: kept.hash,
        size: kept.size,
        preview_hash: kept.hash,
        preview_size: kept.size,
        media_type: kept.media_type.clone(),
        caption: "As left".into(),
        stage: PhotoStage::After,
        made_from: None,
    }
}

fn save_photo(folder: &Path) -> Result<(), String> {
    let store = open(folder)?;
    let kept = store.keep(&PHOTO, "image/jpeg").map_err(said)?;
    let clocks = store.clocks().map_err(said)?;
    let saved = store.edit(samples::raised().id(), |document| {
        let changes = job::edit(document, &JobEdit::AddPhoto(photo_of(&kept)), &clocks, NewId([2; 16])).unwrap();
        Ok::<_, StoreError>(Edit { changes, attachments: vec![kept.clone()], codes: Vec::new() })
    });
    saved.map(drop).map_err(said)
}

fn has_photo(folder: &Path) -> Result<bool, String> {
    let store = sound(folder)?;
    let read = job::read(&store.load(samples::raised().id()).map_err(said)?).map_err(said)?;
    if read.photos.is_empty() {
        return Ok(false);
    }
    let kept = store.attachment(&Sha256::digest(PHOTO).into()).map_err(said)?;
    if kept == PHOTO { Ok(true) } else { Err("the photo is another one".into()) }
}

const TAKEN: PhotoId = PhotoId::from_bytes([4; 16]);

fn take_photo(folder: &Path) -> Result<(), String> {
    let store = open(folder)?;
    let job = samples::raised().id();
    if store.taken_photos(job).map_err(said)?.is_empty() {
        store.take_photo(TAKEN, job, PhotoStage::After, "As left", &PHOTO).map_err(said)?;
    }
    Ok(())
}

fn has_taken(folder: &Path) -> Result<bool, String> {
    let store = sound(folder)?;
    match store.taken_photos(samples::raised().id()).map_err(said)?.as_slice() {
        [] => Ok(false),
        [taken] if taken.photo == TAKEN => {
            let bytes = store.attachment(&taken.hash).map_err(said)?;
            if bytes == PHOTO { Ok(true) } else { Err("the photo is another one".into()) }
        }
        other => Err(format!("{} photos were taken", other.len())),
    }
}

fn prepare_wanted(folder: &Path) {
    prepare_empty_phone(folder);
    let mut document = samples::raised().fork(samples::ada().0);
    let kept = Kept { hash: Sha256::digest(PHOTO).into(), size: PHOTO.len() as u64, media_type: "image/jpeg".into() };
    job::edit(&mut document, &JobEdit::AddPhoto(photo_of(&kept)), &samples::clocks(), NewId([3; 16])).unwrap();
    let mut page = response().pages.remove(0);
    let frame = document.snapshot().to_frame();
    page.entries.truncate(1);
    page.entries[0].news =
        protocol::message::News::Entered(protocol::message::SignedSnapshot::sign(frame, &samples::hub_key()));
    open(folder).unwrap().ingest(&page).unwrap();
}

fn fetch_photo(folder: &Path) -> Result<(), String> {
    open(folder)?.fetched(&Sha256::digest(PHOTO).into(), &PHOTO).map_err(said)
}

fn has_fetched(folder: &Path) -> Result<bool, String> {
    let store = sound(folder)?;
    let hash = Sha256::digest(PHOTO).into();
    match store.attachment_state(&hash).map_err(said)? {
        Some(store::AttachmentState::Present) => {
            let bytes = store.attachment(&hash).map_err(said)?;
            if bytes == PHOTO { Ok(true) } else { Err("the photo is another one".into()) }
        }
        Some(store::AttachmentState::Coming) => Ok(false),
        other => Err(format!("the photo is {other:?}")),
    }
}

// PINs and keys.

fn prepare_pin(folder: &Path) {
    prepare_phone(folder);
    choose_pin(folder).unwrap();
}

fn choose_pin(folder: &Path) -> Result<(), String> {
    match handheld(folder).door().map_err(said)? {
        Door::Pin(_) => Ok(()),
        _ => open(folder)?.choose_pin(&pin(OLD_PIN)).map_err(said),
    }
}

fn opens_with(folder: &Path, text: &str) -> Result<bool, String> {
    match Store::open(&handheld(folder), Some(&pin(text))) {
        Ok(store) => whole(&store).map(|()| true),
        Err(StoreError::WrongPin { .. }) => Ok(false),
        Err(error) => Err(said(error)),
    }
}

fn has_pin(folder: &Path) -> Result<bool, String> {
    match handheld(folder).door().map_err(said)? {
        Door::WithoutPin => sound(folder).map(|_| false),
        Door::Pin(_) if opens_with(folder, OLD_PIN)? => Ok(true),
        door => Err(format!("the door is {door:?}")),
    }
}

fn change_pin(folder: &Path) -> Result<(), String> {
    if opens_with(folder, NEW_PIN)? {
        return Ok(());
    }
    let store = Store::open(&handheld(folder), Some(&pin(OLD_PIN))).map_err(said)?;
    store.rekey_pin(&pin(OLD_PIN), &pin(NEW_PIN)).map_err(said)
}

fn has_changed_pin(folder: &Path) -> Result<bool, String> {
    match (opens_with(folder, OLD_PIN)?, opens_with(folder, NEW_PIN)?) {
        (true, false) => Ok(false),
        (false, true) => Ok(true),
        (old, new) => Err(format!("the old PIN opens it: {old}; the new one: {new}")),
    }
}

fn guess_pin(folder: &Path) -> Result<(), String> {
    match Store::open(&handheld(folder), Some(&pin(WRONG_PIN))) {
        Err(StoreError::WrongPin { .. }) => Ok(()),
        Err(error) => Err(said(error)),
        Ok(_) => Err("a wrong PIN opens it".into()),
    }
}

fn has_counted(folder: &Path) -> Result<bool, String> {
    let Door::Pin(state) = handheld(folder).door().map_err(said)? else { return Err("it has no PIN".into()) };
    if !opens_with(folder, OLD_PIN)? {
        return Err("the right PIN does not open it".into());
    }
    Ok(state.tries_left < store::MAX_TRIES)
}

fn prepare_destroyed(folder: &Path) {
    prepare_pin(folder);
    // Ten wrong PINs, an hour apart.
    let clock = Arc::new(crate::fleet::dice::TrueTime::new());
    let mut later = handheld(folder);
    later.surroundings.clock = Arc::new(crate::fleet::dice::Watch::new(clock.clone()));
    for _ in 0..store::MAX_TRIES {
        clock.pass(3_600_000);
        assert!(Store::open(&later, Some(&pin(WRONG_PIN))).is_err());
    }
    assert_eq!(later.door().unwrap(), Door::KeysDestroyed);
}

fn recover(folder: &Path) -> Result<(), String> {
    let handheld = handheld(folder);
    let seal = handheld.recovery_seal().map_err(said)?.ok_or("there is no recovery seal")?;
    let root = seal.open(&samples::hub_key()).ok_or("the seal does not open")?;
    Store::recover(&handheld, *root).map(drop).map_err(said)
}

fn has_recovered(folder: &Path) -> Result<bool, String> {
    let handheld = handheld(folder);
    let seal = handheld.recovery_seal().map_err(said)?.ok_or("the recovery seal is gone")?;
    seal.open(&samples::hub_key()).ok_or("the recovery seal does not open any more")?;
    match handheld.door().map_err(said)? {
        Door::KeysDestroyed => Ok(false),
        Door::WithoutPin => sound(folder).map(|_| true),
        door => Err(format!("the door is {door:?}")),
    }
}

// A record leaves and is forgotten.

fn prepare_page(folder: &Path) {
    prepare_empty_phone(folder);
    take_page(folder).unwrap();
}

fn let_go(folder: &Path) -> Result<(), String> {
    let store = open(folder)?;
    store.gone(&response().pages[0].scope).map_err(said)
}

fn has_let_go(folder: &Path) -> Result<bool, String> {
    let store = sound(folder)?;
    let bytes = store.pages().map_err(said)?;
    let words = |text: &str| bytes.windows(text.len()).any(|at| at == text.as_bytes());
    match store.open_jobs().map_err(said)?.len() {
        1 => Ok(false),
        // What was under way when the disk failed is done when the handheld is opened again.
        0 if words("drips") => Err("the record left, and its words are still in the database".into()),
        0 => Ok(true),
        jobs => Err(format!("there are {jobs} jobs")),
    }
}

// Migrations.

fn prepare_old_phone(folder: &Path) {
    prepare_phone(folder);
    save_note(folder).unwrap();
    save_photo(folder).unwrap();
    let older = folder.join("older");
    fs::create_dir(&older).unwrap();
    let store = open(folder).unwrap();
    store.copy_with_layout(&Place::new(older.clone()), OLD_LAYOUT).unwrap();
    store.close().unwrap();
    let (made, place) = (Place::new(older.clone()).database(), handheld(folder).place.database());
    fs::rename(made, &place).unwrap();
    fs::remove_dir_all(older).unwrap();
}

fn open_phone(folder: &Path) -> Result<(), String> {
    open(folder).map(drop)
}

fn has_migrated(folder: &Path) -> Result<bool, String> {
    // Opening it is bringing it up to date.
    if has_note(folder)? && has_photo(folder)? { Ok(true) } else { Err("what was saved is gone".into()) }
}

fn prepare_old_hub(folder: &Path) {
    prepare_hub(folder);
    let data = folder.join("data");
    fs::remove_file(data.join("hub.db")).unwrap();
    let old = Connection::open(data.join("hub.db")).unwrap();
    let first = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations/hub-sqlite/001_people_and_devices.sql");
    old.execute_batch(&fs::read_to_string(first).unwrap()).unwrap();
    old.pragma_update(None, "user_version", 1).unwrap();
    old.close().unwrap();
}

// The hub.

fn open_hub(folder: &Path) -> Result<Hub, String> {
    Hub::open(Config::new(folder.join("data"))).map_err(said)
}

fn prepare_hub(folder: &Path) {
    let hub = open_hub(folder).unwrap();
    hub.name_landlord("Calder Vale Homes", "020 7946 0100").unwrap();
}

fn sound_hub(folder: &Path) -> Result<Hub, String> {
    let hub = open_hub(folder)?;
    let mut wrong = Vec::new();
    checks::integrity(&hub, &mut wrong);
    if wrong.is_empty() { Ok(hub) } else { Err(wrong.join("; ")) }
}

fn has_hub(folder: &Path) -> Result<bool, String> {
    // Opening it is founding it.
    let before = fs::read(folder.join("data/hub.key")).ok();
    sound_hub(folder)?;
    let after = fs::read(folder.join("data/hub.key")).ok();
    if before.is_some() && before != after { Err("the hub has another key than it had".into()) } else { Ok(true) }
}

fn raising() -> Raising {
    Raising { order: samples::order(samples::REFERENCE), alerts: Vec::new(), closed: None }
}

fn raise(folder: &Path) -> Result<(), String> {
    open_hub(folder)?.raise(&raising(), "PLUMBING-NORTH").map(drop).map_err(said)
}

fn has_raised(folder: &Path) -> Result<bool, String> {
    let hub = sound_hub(folder)?;
    match hub.record(samples::REFERENCE, None) {
        Ok(record) => job::read(&record).map(|_| true).map_err(said),
        Err(_) => Ok(false),
    }
}

fn table() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/hub/tests/fixtures/properties.csv")
}

fn import(folder: &Path) -> Result<(), String> {
    let report = open_hub(folder)?.import(Format::CsvProperties, &table(), &Options::default()).map_err(said)?;
    if report.faults.is_empty() { Ok(()) } else { Err(report.faults.join("; ")) }
}

fn has_imported(folder: &Path) -> Result<bool, String> {
    let hub = sound_hub(folder)?;
    let counted = hub.database().read(|transaction| {
        let count = transaction
            .query_row("SELECT count(*) FROM reference WHERE collection = 4", [], |row| row.get::<_, u32>(0))?;
        Ok::<_, hub::db::DbError>(count)
    });
    let rows = fs::read_to_string(table()).unwrap().lines().filter(|line| !line.is_empty()).count() - 1;
    match counted.map_err(said)? {
        0 => Ok(false),
        count if usize::try_from(count) == Ok(rows) => Ok(true),
        count => Err(format!("{count} of {rows} properties are there")),
    }
}

fn shelf(folder: &Path) -> Result<hub::attachments::Shelf, String> {
    hub::attachments::Shelf::open(&folder.join("data/attachments")).map_err(said)
}

fn shelve(folder: &Path) -> Result<(), String> {
    let (shelf, hash, device) = (shelf(folder)?, Sha256::digest(PHOTO).into(), samples::ada().0.device);
    if fs::metadata(shelf.path(&hash)).is_ok() {
        return Ok(());
    }
    let mut part = shelf.go_on(&hash, device).map_err(said)?;
    let from = usize::try_from(part.reached()).unwrap();
    part.add(&PHOTO[from..]).map_err(said)?;
    part.flush().map_err(said)?;
    drop(part);
    match shelf.finish(&hash, device).map_err(said)? {
        hub::attachments::Uploaded::Whole { .. } => Ok(()),
        other => Err(format!("{other:?}")),
    }
}

fn has_shelved(folder: &Path) -> Result<bool, String> {
    sound_hub(folder)?;
    let shelf = shelf(folder)?;
    match fs::read(shelf.path(&Sha256::digest(PHOTO).into())) {
        Ok(bytes) if bytes == PHOTO => Ok(true),
        Ok(_) => Err("the file bears the name of another".into()),
        Err(_) => Ok(false),
    }
}
