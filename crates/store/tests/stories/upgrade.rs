//! A new version of the app meets a handheld that an older one made.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use domain::job::EventKind;
use store::{Handheld, Place, Store, StoreError, Upgrading};
use tempfile::TempDir;

use crate::common::{Phone, handheld as standing_in, record, type_note};

/// The layout before the words of the work could be searched.
const OLDER: u32 = 9;

/// An older handheld that holds what `store` holds.
fn older(phone: &Phone, store: &Store) -> (TempDir, Handheld) {
    let folder = TempDir::new().unwrap();
    let place = Place::new(folder.path().join("ada"));
    fs::create_dir(place.folder()).unwrap();
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
    let (phone, store) = filled(250);
    let (_folder, handheld) = older(&phone, &store);
    let mut told = Vec::new();
    let updated = Store::open_telling(&handheld, None, &mut |upgrading| told.push(upgrading)).unwrap();
    assert_eq!(seen(&updated), seen(&store));
    assert_eq!(seen(&updated).2, 1, "the words of the note are found as well now");
    assert!(told.iter().all(|upgrading| upgrading.total == 250), "{told:?}");
    let done: Vec<u32> = told.iter().map(|upgrading| upgrading.done).collect();
    assert_eq!(done, [0, 200, 250, 250]);
    assert_eq!(left_over(&handheld), Vec::<PathBuf>::new(), "it was opened, so the copy is gone");
    updated.close().unwrap();
    let mut told = 0;
    Store::open_telling(&handheld, None, &mut |_| told += 1).unwrap();
    assert_eq!(told, 0, "the next time there is nothing to do");
}

#[test]
fn switched_off_at_any_moment_of_the_update_it_goes_on_where_it_was() {
    let (phone, store) = filled(250);
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
    assert_eq!(at, 4, "once for each time that it tells");
}

/// The folder of a handheld that another process of these stories opens.
const FOLDER: &str = "DOORSTEP_UPGRADE_FOLDER";

/// Run by the story below as another process, to be killed.
#[test]
fn a_phone_is_opened_after_an_update() {
    if let Ok(folder) = std::env::var(FOLDER) {
        Store::open(&standing_in(Path::new(&folder)), None).unwrap().close().unwrap();
    }
}

#[test]
fn killed_again_and_again_during_the_update_nothing_is_lost() {
    let (phone, store) = filled(250);
    let (folder, _) = older(&phone, &store);
    let secrets = phone.folder.path().join("keystore");
    fs::create_dir_all(folder.path().join("keystore")).unwrap();
    for secret in fs::read_dir(secrets).unwrap().map(Result::unwrap) {
        fs::copy(secret.path(), folder.path().join("keystore").join(secret.file_name())).unwrap();
    }
    let handheld = standing_in(folder.path());
    let (mut kills, mut during) = (0_u64, 0);
    loop {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "upgrade::a_phone_is_opened_after_an_update"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // At another moment each time, and later each time, so that it comes to an end however slow the machine is.
        std::thread::sleep(Duration::from_millis(40 + kills * 23));
        let ended = child.try_wait().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        if let Some(ended) = ended {
            assert!(ended.success());
            break;
        }
        kills += 1;
        during += usize::from(!left_over(&handheld).is_empty());
    }
    println!("killed {kills} times, {during} of them with the update under way");
    assert!(during > 2, "{during} of {kills}");
    let updated = Store::open(&handheld, None).unwrap();
    assert_eq!(seen(&updated), seen(&store));
    assert_eq!(left_over(&handheld), Vec::<PathBuf>::new());
    updated.check().unwrap();
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
