//! The power goes while Ada saves.

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    ops::Range,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use domain::id::{DocumentId, RecordKind};
use store::Store;

use crate::common::{Phone, handheld, note, type_note};

const FOLDER: &str = "DOORSTEP_STORY_FOLDER";

fn job() -> DocumentId {
    DocumentId::derived("calder-vale", RecordKind::Job, "10000012")
}

/// Without end when the story below runs it as another process, to be killed; five lines when it is run for itself.
#[test]
fn ada_saves_line_after_line() {
    let Ok(folder) = std::env::var(FOLDER) else {
        let (_phone, store, _) = Phone::with_jobs(1);
        save_lines(&store, 0..5);
        assert_eq!(note(&store, job()).lines().count(), 5);
        return;
    };
    let store = Store::open(&handheld(Path::new(&folder)), None).unwrap();
    save_lines(&store, note(&store, job()).lines().count()..usize::MAX);
}

/// Says of each line when it was told that it is saved.
fn save_lines(store: &Store, lines: Range<usize>) {
    let mut text = note(store, job());
    for line in lines {
        text.push_str(&format!("line {line} is saved\n"));
        type_note(store, job(), &text).unwrap();
        println!("saved {line}");
    }
}

#[test]
fn every_line_that_was_acknowledged_before_the_kill_is_there_afterwards() {
    let (phone, store, jobs) = Phone::with_jobs(1);
    assert_eq!(jobs, [job()]);
    store.close().unwrap();
    let mut acknowledged = BTreeSet::new();
    let mut actors = BTreeSet::new();
    for round in 0..12_u64 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill::ada_saves_line_after_line", "--nocapture"])
            .env(FOLDER, phone.folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        // Killed between 300 and 560 ms after it began, at another moment of a save each time.
        let killer = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(300 + (round * 67) % 260));
            child.kill().unwrap();
            child.wait().unwrap();
        });
        for line in stdout.lines().map_while(Result::ok) {
            if let Some((_, number)) = line.split_once("saved ") {
                acknowledged.insert(number.parse::<usize>().unwrap());
            }
        }
        killer.join().unwrap();

        let store = phone.open().unwrap();
        let text = note(&store, job());
        for line in &acknowledged {
            assert!(text.contains(&format!("line {line} is saved\n")), "round {round}: line {line} was lost");
        }
        assert_eq!(usize::try_from(store.counts().unwrap().waiting).unwrap(), text.lines().count());
        let outgoing = store.next_batch(usize::MAX, usize::MAX).unwrap();
        for entry in outgoing.iter().flat_map(|outgoing| &outgoing.entries) {
            if let protocol::chain::Link::ActorOpened(actor) = &entry.link {
                actors.insert(*actor);
            }
        }
        store.check().unwrap();
        store.close().unwrap();
    }
    assert!(acknowledged.len() > 20, "only {} lines were saved in all", acknowledged.len());
    assert!(actors.len() > 5, "each process that saved has an actor of its own");
}
