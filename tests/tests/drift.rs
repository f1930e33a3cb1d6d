//! Disasters: a hub put back from an older copy, a handheld of which there are two, a disk that lost something without a
//! word. Nothing that anybody saved is lost, and everybody is told in words.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a story that cannot be told has failed")]

use std::{fs, path::Path, sync::Arc, time::Duration};

use app::api::{EventKind, JobPage, OutboxState, Request, Sending, Session, SessionState};
use hub::{
    backup,
    db::{DbError, sqlite::epoch::Reason},
    import::{Format, Options},
    plan::Group,
};
use protocol::message::QuarantineReason;
use store::{FileKeystore, Pin, PinCost, Place, Store};
use tests::{Handheld, Link, PIN, Signal, Town, TurnedClock, jpeg};
use tokio::time::{Instant, sleep};

const JOB: &str = "20000417";
const LATER: &str = "20000418";
const TEAM: &str = "PLUMBING-NORTH";

fn import(town: &Town, reference: &str) {
    let file = town.path().join("order.json");
    fs::write(&file, include_str!("../fixtures/work-order.json").replace(JOB, reference)).unwrap();
    let options = Options { team: TEAM.into(), ..Options::default() };
    let report = town.hub().import(Format::HackneyWorkOrders, &file, &options).unwrap();
    assert!(report.faults.is_empty(), "{:?}", report.faults);
}

async fn town_with_a_job() -> Town {
    let town = Town::new().await;
    import(&town, JOB);
    town
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy(&source, &target);
        } else {
            fs::copy(&source, &target).unwrap();
        }
    }
}

fn put_back(from: &Path, to: &Path) {
    fs::remove_dir_all(to).unwrap();
    copy(from, to);
}

fn hubs_note(town: &Town, reference: &str) -> String {
    let record = town.hub().record(reference, None);
    record.map(|record| documents::job::read(&record).unwrap().note.text).unwrap_or_default()
}

/// Until the hub's record of a job has every one of these words in its note.
async fn at_the_hub(town: &Town, reference: &str, words: &[&str]) {
    let give_up = Instant::now() + Duration::from_secs(30);
    loop {
        let text = hubs_note(town, reference);
        if words.iter().all(|word| text.contains(word)) {
            return;
        }
        assert!(Instant::now() < give_up, "{words:?} never came to the hub's {reference}: {text:?}");
        sleep(Duration::from_millis(50)).await;
    }
}

async fn shows(handheld: &Handheld, reference: &str, words: &[&str]) {
    let job = handheld.job(reference).await.row.id;
    let all = |page: &JobPage| words.iter().all(|word| page.note.text.contains(word));
    handheld.until(Request::Job { job }, all).await;
}

async fn unlocked(folder: &Path) -> Handheld {
    let handheld = Handheld::open(folder.to_owned());
    handheld.get::<Session>(Request::Unlock { pin: PIN.to_owned() }).await;
    handheld
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_was_put_back_without_a_word_notices_and_is_given_everything_again() {
    let mut town = town_with_a_job().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    let dev = town.handheld("Dev Patel", "Van 7").await;
    ada.job(JOB).await;
    dev.job(JOB).await;
    town.stop_hub().await;
    let before = town.path().join("the folder on Monday");
    copy(&town.hub_folder(), &before);
    town.start_hub().await;
    // A day's work: notes of both, a job that was raised since, and work on that.
    ada.type_note(JOB, "Isolated at the stopcock").await;
    ada.in_step().await;
    shows(&dev, JOB, &["stopcock"]).await;
    dev.type_note(JOB, "Isolated at the stopcock. Cartridge on order").await;
    import(&town, LATER);
    dev.in_step().await;
    dev.job(LATER).await;
    dev.record(LATER, EventKind::Accepted).await;
    dev.type_note(LATER, "Raised on Tuesday").await;
    dev.in_step().await;
    at_the_hub(&town, LATER, &["Tuesday"]).await;
    ada.in_step().await;
    ada.job(LATER).await;
    shows(&ada, LATER, &["Tuesday"]).await;
    shows(&ada, JOB, &["Cartridge"]).await;
    town.stop_hub().await;
    put_back(&before, &town.hub_folder());
    town.start_hub().await;
    assert!(town.hub().record(LATER, None).is_err(), "the hub has lost the job");
    // Ada comes first, and has all of it.
    ada.get::<Sending>(Request::SendNow).await;
    at_the_hub(&town, JOB, &["stopcock", "Cartridge"]).await;
    at_the_hub(&town, LATER, &["Tuesday"]).await;
    let lives = town.hub().lives().unwrap();
    assert!(matches!(lives.as_slice(), [life] if matches!(life.reason, Reason::Noticed(_))), "{lives:?}");
    assert!(
        town.hub().flagged().unwrap().iter().any(|flagged| flagged.flag == "recovered" && flagged.reference == LATER)
    );
    // Dev's own words came from Ada's handheld; his own finds them there, and both agree.
    dev.in_step().await;
    ada.in_step().await;
    for handheld in [&ada, &dev] {
        shows(handheld, JOB, &["stopcock", "Cartridge"]).await;
        shows(handheld, LATER, &["Tuesday"]).await;
    }
    let quarantined = town.hub().database().read(hub::db::sqlite::quarantine::all).unwrap();
    assert!(quarantined.is_empty(), "{quarantined:?}");
    // The landlord's system sends the same job again: it makes no twin.
    import(&town, LATER);
    assert!(town.hub().record(LATER, None).is_ok(), "there is one job of that reference");
    dev.type_note(LATER, "Raised on Tuesday. Done on Wednesday").await;
    dev.in_step().await;
    shows(&ada, LATER, &["Wednesday"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_is_put_back_by_command_loses_nothing_that_a_handheld_has() {
    let mut town = town_with_a_job().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    ada.type_note(JOB, "Before the backup").await;
    let photo = ada.take_photo(JOB, &tests::jpeg(640, 480, 3)).await;
    ada.in_step().await;
    let backup = town.path().join("backup");
    let mut told = 0;
    let copied = town.hub().back_up(&backup, &mut |_| told += 1).unwrap();
    assert_eq!((copied.attachments, copied.missing), (2, 0), "the picture and its preview");
    assert!(told > 0, "somebody who waits is told how far it is");
    assert!(town.hub().back_up(&backup, &mut |_| {}).is_err(), "a backup is never written over another");
    // After it: more work, and a handheld that the backup does not know.
    let dev = town.handheld("Dev Patel", "Van 7").await;
    dev.job(JOB).await;
    dev.type_note(JOB, "Before the backup. After it").await;
    dev.in_step().await;
    shows(&ada, JOB, &["After it"]).await;
    let eves = Link::to(&town.url(), 20_261_126).await;
    let eve = town.new_handheld("Van 3");
    eve.enrol(&town.hub().invite("Eve Mori", "Van 3", &eves.url(), Some(TEAM)).unwrap().to_string()).await;
    eve.job(JOB).await;
    // She is in a cellar when her handheld is withdrawn, and hears of it from the hub that was put back.
    eves.set(Signal::None);
    eve.type_note(JOB, "Before the backup. After it. From a cellar").await;
    town.hub().revoke("Van 3").unwrap();
    town.stop_hub().await;
    let config = hub::Config::new(town.hub_folder());
    let (restored, aside) = backup::restore(config, &backup, "monday").unwrap();
    assert!(aside.unwrap().join("hub.db").exists(), "what was there is put aside, not deleted");
    assert!(matches!(restored.lives().unwrap()[0].reason, Reason::Restored));
    drop(restored);
    town.start_hub().await;
    dev.get::<Sending>(Request::SendNow).await;
    at_the_hub(&town, JOB, &["Before the backup", "After it"]).await;
    let sending = dev.until(Request::Sending, |sending: &Sending| sending.trouble.is_none()).await;
    assert_eq!(sending.quarantined, 0);
    ada.in_step().await;
    shows(&ada, JOB, &["After it"]).await;
    let size = app::api::PhotoSize::Full;
    let image: app::api::PhotoImage = ada.get(Request::Photo { hash: photo.hash, size }).await;
    assert!(image.base64.is_some());
    // A handheld that the backup does not know, and that was withdrawn after it, does not come back with it.
    eves.set(Signal::Good);
    // Answered unless she has heard of it by herself.
    let _answered = eve.ask(Request::SendNow).await;
    eve.until(Request::Session, |door: &Session| door.state == SessionState::Revoked).await;
    let give_up = Instant::now() + Duration::from_secs(20);
    let set_aside = loop {
        let set_aside = town.hub().database().read(hub::db::sqlite::quarantine::all).unwrap();
        if !set_aside.is_empty() || Instant::now() > give_up {
            break set_aside;
        }
        sleep(Duration::from_millis(50)).await;
    };
    assert!(
        !set_aside.is_empty() && set_aside.iter().all(|(_, held)| held.reason == QuarantineReason::Revoked),
        "{set_aside:?}"
    );
    assert!(!hubs_note(&town, JOB).contains("cellar"), "what a withdrawn handheld wrote is for a person to look at");
}

/// Puts the hub back from a backup, and starts it.
async fn restore(town: &mut Town, backup: &Path, named: &str) {
    town.stop_hub().await;
    let (restored, _) = backup::restore(hub::Config::new(town.hub_folder()), backup, named).unwrap();
    drop(restored);
    town.start_hub().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_joined_after_the_backup_is_let_in_again_each_time_that_this_is_put_back() {
    let mut town = town_with_a_job().await;
    let backup = town.path().join("backup");
    town.hub().back_up(&backup, &mut |_| {}).unwrap();
    let cara = town.handheld("Cara Lind", "Van 9").await;
    cara.type_note(JOB, "After the backup").await;
    cara.in_step().await;
    for named in ["monday", "tuesday"] {
        restore(&mut town, &backup, named).await;
        // Her app is open all the time, and may have brought it by now.
        cara.get::<Sending>(Request::SendNow).await;
        at_the_hub(&town, JOB, &["After the backup"]).await;
        let sending = cara.until(Request::Sending, |sending: &Sending| sending.trouble.is_none()).await;
        assert_eq!((sending.waiting, sending.quarantined), (0, 0), "{sending:?}");
        // The planner says again what team she is in: until then her phone lets go of what it has handed over.
        town.hub().join("Cara Lind", &Group::Team(TEAM.into()), None).unwrap();
        cara.get::<Sending>(Request::SendNow).await;
        shows(&cara, JOB, &["After the backup"]).await;
        cara.in_step().await;
    }
}

/// Ada writes after Cara, whose handheld joined after the backup that is put back then, and does not come. Gives its folder.
async fn caras_phone_is_gone(town: &mut Town, ada: &Handheld) -> std::path::PathBuf {
    ada.job(JOB).await;
    let backup = town.path().join("backup");
    town.hub().back_up(&backup, &mut |_| {}).unwrap();
    let cara = town.handheld("Cara Lind", "Van 9").await;
    cara.type_note(JOB, "Cara was here.").await;
    cara.in_step().await;
    shows(ada, JOB, &["Cara was here"]).await;
    ada.type_note(JOB, "Cara was here. So was Ada.").await;
    ada.in_step().await;
    let caras = cara.close().await;
    restore(town, &backup, "monday").await;
    let held = |sending: &Sending| sending.waiting == 0 && sending.held > 0;
    ada.get::<Sending>(Request::SendNow).await;
    ada.until(Request::Sending, held).await;
    caras
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_on_a_phone_of_before_comes_in_though_its_owner_was_invited_anew() {
    let mut town = town_with_a_job().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    let caras = caras_phone_is_gone(&mut town, &ada).await;
    // The office thinks that her phone is lost with the rest.
    let anew = town.handheld("Cara Lind", "Van 9b").await;
    anew.job(JOB).await;
    let _cara = unlocked(&caras).await;
    at_the_hub(&town, JOB, &["Cara was here", "So was Ada"]).await;
    ada.until(Request::Sending, |sending: &Sending| sending.held == 0).await;
    shows(&anew, JOB, &["So was Ada"]).await;
    let people = town.hub().database().read(hub::db::sqlite::people::devices).unwrap();
    let names: Vec<&str> = people.iter().map(|device| device.entry.person_name.as_str()).collect();
    assert!(names.contains(&"Cara Lind") && names.contains(&"Cara Lind (2)"), "{names:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_on_a_phone_that_is_lost_for_good_comes_in_once_that_was_waited_for() {
    let mut town = town_with_a_job().await;
    let clock = Arc::new(TurnedClock::default());
    let ada = town.handheld_by(&clock, "Ada Byrne", "Van 12").await;
    let caras = caras_phone_is_gone(&mut town, &ada).await;
    assert!(!hubs_note(&town, JOB).contains("Cara"), "her own phone may still bring it, signed");
    // Her phone fell off a scaffold. Four days later:
    town.wait(4 * 24 * 60);
    clock.turn(4 * 24 * 60);
    ada.get::<Sending>(Request::SendNow).await;
    at_the_hub(&town, JOB, &["Cara was here", "So was Ada"]).await;
    ada.until(Request::Sending, |sending: &Sending| sending.held == 0).await;
    let known = || -> Vec<String> {
        let people = town.hub().database().read(hub::db::sqlite::people::devices).unwrap();
        people.into_iter().map(|device| device.entry.person_name).collect()
    };
    assert!(known().contains(&"Somebody on a phone that this hub has lost".to_owned()), "{:?}", known());
    // Somebody finds it after all: nothing is there twice, and the hub knows who wrote.
    let cara = unlocked(&caras).await;
    cara.get::<Sending>(Request::SendNow).await;
    let give_up = Instant::now() + Duration::from_secs(30);
    while !known().contains(&"Cara Lind".to_owned()) && Instant::now() < give_up {
        sleep(Duration::from_millis(50)).await;
    }
    assert!(known().contains(&"Cara Lind".to_owned()), "{:?}", known());
    assert!(!known().contains(&"Somebody on a phone that this hub has lost".to_owned()), "{:?}", known());
    cara.until(Request::Sending, |sending: &Sending| sending.waiting == 0).await;
    assert_eq!(hubs_note(&town, JOB).matches("Cara was here").count(), 1);
    assert!(town.hub().database().read(hub::db::sqlite::quarantine::all).unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_was_erased_after_the_backup_stays_erased_and_raises_no_alarm() {
    let mut town = town_with_a_job().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    ada.type_note(JOB, "Mrs Ovey is deaf").await;
    ada.in_step().await;
    let backup = town.path().join("backup");
    town.hub().back_up(&backup, &mut |_| {}).unwrap();
    town.hub().erase(JOB, None, "she asked for it", hub::erase::Leaving::Accounts).unwrap();
    let asks = async || {
        let give_up = Instant::now() + Duration::from_secs(20);
        while !ada.job(JOB).await.description.starts_with("What this job said was erased. Ring the office") {
            assert!(Instant::now() < give_up, "{:?}", ada.job(JOB).await.description);
            ada.in_step().await;
            sleep(Duration::from_millis(50)).await;
        }
    };
    asks().await;
    town.stop_hub().await;
    let (restored, _) = backup::restore(hub::Config::new(town.hub_folder()), &backup, "monday").unwrap();
    drop(restored);
    town.start_hub().await;
    for _ in 0..3 {
        ada.in_step().await;
    }
    let lives = town.hub().lives().unwrap();
    assert!(matches!(lives.as_slice(), [life] if life.reason == Reason::Restored), "{lives:?}");
    assert_eq!(town.hub().database().read(hub::db::sqlite::quarantine::all).unwrap(), vec![]);
    asks().await;
    // She goes on with what took its place.
    ada.type_note(JOB, "Rang the office").await;
    ada.in_step().await;
    at_the_hub(&town, JOB, &["Rang the office"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_hubs_disk_lost_without_a_word_comes_back_from_whoever_has_it() {
    let town = town_with_a_job().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    ada.record(JOB, EventKind::Accepted).await;
    ada.type_note(JOB, "Isolated at the stopcock").await;
    ada.record(JOB, EventKind::Started).await;
    ada.in_step().await;
    let whole = town.hub().record(JOB, None).unwrap().heads();
    // One in the middle, on which others stand.
    let lose = |transaction: &rusqlite::Transaction| {
        let sql = "DELETE FROM change WHERE position = (SELECT max(position) - 1 FROM change)";
        Ok::<_, DbError>(transaction.execute(sql, [])?)
    };
    assert_eq!(town.hub().database().write(lose).unwrap(), 1);
    assert!(town.hub().record(JOB, None).is_err(), "the record does not rebuild");
    assert_eq!(town.hub().recount().unwrap(), 1);
    ada.in_step().await;
    let give_up = Instant::now() + Duration::from_secs(20);
    while town.hub().record(JOB, None).map(|record| record.heads()).ok() != Some(whole.clone()) {
        assert!(Instant::now() < give_up, "it never came back");
        sleep(Duration::from_millis(50)).await;
        ada.get::<Sending>(Request::SendNow).await;
    }
    assert_eq!(town.hub().recount().unwrap(), 0, "and nothing is missing any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_that_the_hubs_disk_lost_is_sent_again_by_whoever_has_it() {
    let town = town_with_a_job().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    ada.take_photo(JOB, &jpeg(640, 480, 7)).await;
    ada.in_step().await;
    let files = || -> Vec<_> {
        let shelves = fs::read_dir(town.hub_folder().join("attachments")).unwrap();
        let shelves = shelves.map(|shelf| shelf.unwrap().path()).filter(|shelf| !shelf.ends_with("parts"));
        shelves.flat_map(|shelf| fs::read_dir(shelf).unwrap().map(|file| file.unwrap().path())).collect()
    };
    let there = files();
    assert!(there.len() >= 2, "the picture and its preview: {there:?}");
    for file in &there {
        fs::remove_file(file).unwrap();
    }
    // The next time that the app is opened, or a day later, the hub is asked what it still has.
    let ada = ada.restart().await;
    let give_up = Instant::now() + Duration::from_secs(20);
    while files().len() < there.len() {
        assert!(Instant::now() < give_up, "it never came back");
        sleep(Duration::from_millis(50)).await;
        ada.get::<Sending>(Request::SendNow).await;
    }
    ada.in_step().await;
}

/// The store of a handheld whose app is closed.
fn opened(folder: &Path) -> Store {
    let keystore = Arc::new(FileKeystore::new(folder.join("keystore")));
    let place = Place::new(folder.to_owned());
    let handheld = store::Handheld { pin_cost: PinCost::TEST, ..store::Handheld::new(place, keystore) };
    Store::open(&handheld, Some(&PIN.parse::<Pin>().unwrap())).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_handhelds_disk_lost_without_a_word_comes_back_from_the_hub() {
    let town = town_with_a_job().await;
    import(&town, LATER);
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    for words in ["One", "One. Two", "One. Two. Three", "One. Two. Three. Four"] {
        ada.type_note(JOB, words).await;
    }
    ada.job(LATER).await;
    ada.in_step().await;
    let folder = ada.close().await;
    let store = opened(&folder);
    let lose = "DELETE FROM record_change WHERE ordinal = (SELECT max(ordinal) - 2 FROM record_change
        WHERE document = (SELECT document FROM chain_entry WHERE document IS NOT NULL LIMIT 1))";
    assert_eq!(store.spoil(lose).unwrap(), 1);
    store.close().unwrap();
    let ada = unlocked(&folder).await;
    let job = ada.jobs().await.into_iter().find(|row| row.reference == JOB).unwrap().id;
    ada.job(LATER).await;
    let give_up = Instant::now() + Duration::from_secs(30);
    while ada.ask(Request::Job { job: job.clone() }).await.is_err() {
        assert!(Instant::now() < give_up, "the job never opened again");
        ada.get::<Sending>(Request::SendNow).await;
        sleep(Duration::from_millis(200)).await;
    }
    shows(&ada, JOB, &["One", "Two", "Three", "Four"]).await;
    ada.type_note(JOB, "One. Two. Three. Four. Five").await;
    ada.in_step().await;
    at_the_hub(&town, JOB, &["Five"]).await;
    assert!(ada.outbox().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_handhelds_disk_lost_before_it_was_sent_is_told_and_keeps_nothing_else_back() {
    let mut town = town_with_a_job().await;
    import(&town, LATER);
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    ada.type_note(JOB, "One").await;
    ada.job(LATER).await;
    ada.in_step().await;
    town.stop_hub().await;
    ada.type_note(JOB, "One. Two").await;
    ada.type_note(LATER, "Other").await;
    let folder = ada.close().await;
    let store = opened(&folder);
    let lose = "DELETE FROM record_change WHERE (document, hash) IN (
        SELECT document, change FROM chain_entry WHERE state = 0 AND document IS NOT NULL ORDER BY n LIMIT 1)";
    assert_eq!(store.spoil(lose).unwrap(), 1);
    store.close().unwrap();
    town.start_hub().await;
    let ada = unlocked(&folder).await;
    let told = |listed: &Vec<app::api::OutboxItem>| listed.iter().any(|item| item.state == OutboxState::Lost);
    ada.get::<Sending>(Request::SendNow).await;
    let listed = ada.until(Request::Outbox, told).await;
    let lost = listed.iter().find(|item| item.state == OutboxState::Lost).unwrap();
    assert_eq!(lost.what, format!("Note on job {JOB}"));
    assert!(lost.reason.contains("Record it again"), "{}", lost.reason);
    ada.in_step().await;
    at_the_hub(&town, LATER, &["Other"]).await;
    let job = ada.jobs().await.into_iter().find(|row| row.reference == JOB).unwrap().id;
    let give_up = Instant::now() + Duration::from_secs(30);
    while ada.ask(Request::Job { job: job.clone() }).await.is_err() {
        assert!(Instant::now() < give_up, "the job never opened again");
        ada.get::<Sending>(Request::SendNow).await;
        sleep(Duration::from_millis(200)).await;
    }
    // She records it again, and goes on.
    ada.type_note(JOB, "One. Two, again").await;
    ada.in_step().await;
    at_the_hub(&town, JOB, &["One", "Two, again"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_handheld_that_was_copied_both_go_on_and_both_ones_work_counts() {
    let town = town_with_a_job().await;
    let link = Link::to(&town.url(), 20_261_127).await;
    let ada = town.new_handheld("Van 12");
    ada.enrol(&town.hub().invite("Ada Byrne", "Van 12", &link.url(), Some(TEAM)).unwrap().to_string()).await;
    ada.type_note(JOB, "First visit").await;
    ada.in_step().await;
    let folder = ada.close().await;
    let copied = town.path().join("copy of Van 12");
    copy(&folder, &copied);
    // The copy works in a cellar: what it writes, it writes without having heard of the other.
    link.set(Signal::None);
    let other = unlocked(&copied).await;
    for kind in [EventKind::Accepted, EventKind::Arrived, EventKind::Started] {
        other.record(JOB, kind).await;
    }
    other.type_note(JOB, "First visit. On the copy").await;
    other.record(JOB, EventKind::Completed).await;
    other.customer_signs(JOB, "Mrs Okafor", "en").await;
    let copied = other.close().await;
    link.set(Signal::Good);
    let ada = unlocked(&folder).await;
    ada.record(JOB, EventKind::Accepted).await;
    ada.type_note(JOB, "First visit. On the phone in her hand").await;
    ada.in_step().await;
    at_the_hub(&town, JOB, &["phone in her hand"]).await;
    let other = unlocked(&copied).await;
    other.in_step().await;
    at_the_hub(&town, JOB, &["phone in her hand", "On the copy"]).await;
    let door: Session = other.get(Request::Session).await;
    assert_eq!(door.device.as_deref(), Some("Van 12 (2)"));
    // Both go on, and hear of each other; what the customer signed is still what was signed.
    for (handheld, words) in [(&other, "Again on the copy"), (&ada, "Again in her hand")] {
        shows(handheld, JOB, &["phone in her hand", "On the copy"]).await;
        let text = handheld.job(JOB).await.note.text;
        handheld.type_note(JOB, &format!("{text}. {words}")).await;
        handheld.in_step().await;
        at_the_hub(&town, JOB, &[words]).await;
    }
    ada.in_step().await;
    let page = ada.job(JOB).await;
    assert!(page.sign_off.is_some(), "{page:?}");
    let aside = town.hub().database().read(hub::db::sqlite::quarantine::all).unwrap();
    assert!(aside.is_empty(), "everything that was set aside came in by the successor: {aside:?}");
    assert_eq!(other.get::<Sending>(Request::Sending).await.quarantined, 0);
    // Whoever has the copy has no more than Ada had: withdrawing hers withdraws it.
    town.hub().revoke("Van 12").unwrap();
    for handheld in [&ada, &other] {
        let _refused = handheld.ask(Request::SendNow).await;
        handheld.until(Request::Session, |door: &Session| door.state == SessionState::Revoked).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handheld_that_was_put_back_from_a_copy_goes_on_as_another_and_keeps_what_it_writes() {
    let town = town_with_a_job().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    ada.job(JOB).await;
    let folder = ada.close().await;
    let copied = town.path().join("backup of Van 12");
    copy(&folder, &copied);
    let ada = unlocked(&folder).await;
    for visit in 0..3 {
        ada.type_note(JOB, &format!("Visit {visit}")).await;
        ada.in_step().await;
    }
    // More requests than the copy's next numbers reach: the hub would take each of them for an old one.
    for _ in 0..150 {
        ada.get::<Sending>(Request::SendNow).await;
        ada.in_step().await;
    }
    let folder = ada.close().await;
    put_back(&copied, &folder);
    let ada = unlocked(&folder).await;
    ada.type_note(JOB, "After it was put back").await;
    ada.in_step().await;
    at_the_hub(&town, JOB, &["Visit 2", "After it was put back"]).await;
    shows(&ada, JOB, &["Visit 2", "After it was put back"]).await;
    assert!(ada.outbox().await.is_empty());
}
