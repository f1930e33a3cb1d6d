//! `kill -9` of a hub and of two handhelds, at random moments of a busy hour: real processes over loopback.
//!
//! `KILL_TIMES=500 cargo test -p tests --test kill -- --nocapture` kills that often; `KILL_SEED` says which moments.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::print_stdout, reason = "it tells what it did")]

use std::{
    collections::BTreeMap,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use app::api::{OutboxItem, Request, Session};
use hub::{db::DbError, plan::Raising};
use sha2::{Digest, Sha256};
use tests::{
    Handheld, PIN,
    busy::{JOBS, Process, free_address, hub_in, play_role},
    dice::Dice,
    disk::{checks, in_memory},
    samples,
};

/// Kills in every test run.
const TIMES: usize = 20;

const TEAM: &str = "PLUMBING-NORTH";
const ROLE: &str = "a_process_of_the_town";

/// Does nothing by itself: the test below runs it as other processes.
#[test]
fn a_process_of_the_town() {
    let _played = play_role();
}

#[test]
fn nothing_that_was_acknowledged_is_lost_when_hub_and_handhelds_are_killed() {
    let times = std::env::var("KILL_TIMES").ok().map_or(TIMES, |times| times.parse().unwrap());
    let now = || u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap();
    let seed = std::env::var("KILL_SEED").ok().map_or_else(now, |seed| seed.parse().unwrap());
    println!("{times} kills at moments of seed {seed}");
    let mut dice = Dice::new(seed);
    let folder = in_memory();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let address = free_address();
    let (data, url) = (folder.path().join("hub"), format!("http://{address}"));

    // The morning: jobs are raised, Ada and Dev join.
    let hub = hub_in(&data);
    for number in 0..JOBS {
        let order = samples::order(&(10_000_012 + number).to_string());
        hub.raise(&Raising { order, alerts: Vec::new(), closed: None }, TEAM).unwrap();
    }
    let mut serving = Process::new("hub", data.clone(), address.clone());
    serving.start(ROLE, 0);
    serving.until_it_answers();
    let people = [("ada", "Ada Byrne"), ("dev", "Dev Patel")];
    for (name, person) in people {
        let invitation = hub.invite(person, name, &url, Some(TEAM)).unwrap().to_string();
        runtime.block_on(async {
            let handheld = Handheld::open(folder.path().join(name));
            handheld.enrol(&invitation).await;
            handheld.in_step().await;
            handheld.close().await;
        });
    }
    drop(hub);

    // The hour.
    let began = Instant::now();
    let mut handhelds = people.map(|(name, _)| Process::new(name, folder.path().join(name), address.clone()));
    handhelds.iter_mut().for_each(|handheld| handheld.start(ROLE, dice.roll()));
    for _ in 0..times {
        let (seed, moment) = (dice.roll(), Duration::from_millis(dice.roll() % 400));
        match dice.below(3) {
            0 => {
                serving.until_it_answers();
                std::thread::sleep(moment);
                serving.kill();
                std::thread::sleep(Duration::from_millis(dice.roll() % 200));
                serving.start(ROLE, 0);
            }
            which => {
                handhelds[which - 1].until_it_works(Duration::from_secs(8));
                std::thread::sleep(moment);
                handhelds[which - 1].kill();
                handhelds[which - 1].start(ROLE, seed);
            }
        }
    }
    handhelds.iter_mut().for_each(Process::kill);
    serving.kill();
    let hour = began.elapsed();

    // The evening: everything is opened, everybody sends.
    serving.start(ROLE, 0);
    serving.until_it_answers();
    let hub = hub_in(&data);
    let mut notes: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for (name, _) in people {
        runtime.block_on(async {
            let handheld = Handheld::open(folder.path().join(name));
            handheld.get::<Session>(Request::Unlock { pin: PIN.to_owned() }).await;
            handheld.in_step().await;
            let waiting: Vec<OutboxItem> = handheld.outbox().await;
            assert!(waiting.is_empty(), "{name} still lists {waiting:#?}");
            handheld.close().await;
        });
    }
    let mut wrong = Vec::new();
    checks::integrity(&hub, &mut wrong);
    let quarantined = hub.database().read(|transaction| {
        Ok::<_, DbError>(transaction.query_row("SELECT count(*) FROM quarantine", [], |row| row.get::<_, u32>(0))?)
    });
    assert_eq!(quarantined.unwrap(), 0, "an honest handheld's work was set aside");
    let mut records = BTreeMap::new();
    for number in 0..JOBS {
        let reference = (10_000_012 + number).to_string();
        let record = hub.record(&reference, None).unwrap();
        // A word stands in the change that brought it, whatever became of the note since.
        let ever: Vec<u8> = record.changes().into_iter().flat_map(|change| change.bytes).collect();
        notes.insert(reference.clone(), ever);
        records.insert(reference, documents::job::read(&record).unwrap());
    }
    let (mut words, mut photos) = (0, 0);
    for process in &handhelds {
        for (kind, what, job) in process.acknowledged() {
            if kind == "word" {
                words += 1;
                if !notes[&job].windows(what.len()).any(|bytes| bytes == what.as_bytes()) {
                    wrong.push(format!("the word {what} of job {job} was acknowledged and is lost"));
                }
            } else {
                photos += 1;
                let shown = records[&job].photos.iter().find(|photo| photo.id.to_string() == what);
                let name = shown.map(|photo| hub::attachments::hex(&photo.photo.hash));
                let whole = name.is_some_and(|name| {
                    let bytes = std::fs::read(data.join("attachments").join(&name[..2]).join(&name));
                    bytes.is_ok_and(|bytes| hub::attachments::hex(&Sha256::digest(bytes)) == name)
                });
                if !whole {
                    wrong.push(format!("the photo {what} of job {job} was acknowledged and is lost"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    println!(
        "{} kills of the hub, {} and {} of the handhelds in {:.1} s: {words} words and {photos} photos were \
         acknowledged, and all are at the hub",
        serving.kills - 1,
        handhelds[0].kills - 1,
        handhelds[1].kills - 1,
        hour.as_secs_f64(),
    );
    assert!(words > 0, "nothing was acknowledged");
    serving.kill();
}
