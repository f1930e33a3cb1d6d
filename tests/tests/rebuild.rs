//! When the hub keeps an edit out, what its writer did since still counts: written again, once, without it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a story that cannot be told has failed")]

use std::{collections::BTreeMap, fs, path::Path, sync::Arc, time::Duration};

use app::api::{EventKind, JobPage, OutboxState, Request, Session};
use domain::{
    id::DocumentId,
    job::{Job, JobEdit, NewId, NewItem},
};
use hub::{
    db::sqlite::quarantine,
    import::{Format, Options},
};
use proptest::{
    collection::vec,
    prelude::{Just, Strategy, prop_oneof},
    strategy::ValueTree,
    test_runner::TestRunner,
};
use store::{Edit, FileKeystore, Pin, PinCost, Place, Store, StoreError};
use tests::{Handheld, PIN, Town};
use tokio::time::{Instant, sleep};

const JOB: &str = "20000417";
const TEAM: &str = "PLUMBING-NORTH";

/// Jobs that one run of the property has; each gets a chain of its own.
const JOBS: usize = 12;

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

/// The store of a handheld whose app is closed: what a fault in the app would write with.
fn opened(folder: &Path) -> Store {
    let keystore = Arc::new(FileKeystore::new(folder.join("keystore")));
    let handheld =
        store::Handheld { pin_cost: PinCost::TEST, ..store::Handheld::new(Place::new(folder.to_owned()), keystore) };
    Store::open(&handheld, Some(&PIN.parse::<Pin>().unwrap())).unwrap()
}

fn edit(store: &Store, job: DocumentId, id: u64, edit: impl FnOnce(&documents::Document) -> JobEdit) {
    let clocks = store.clocks().unwrap();
    let mut new_id = [7; 16];
    new_id[8..].copy_from_slice(&id.to_be_bytes());
    let made = store.edit(job, |document| {
        let edit = edit(document);
        let changes = documents::job::edit(document, &edit, &clocks, NewId(new_id)).unwrap();
        assert!(!changes.is_empty(), "{edit:?} wrote nothing");
        Ok::<_, StoreError>(Edit::from(changes))
    });
    made.unwrap();
}

/// One edit of a chain.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Step {
    /// A word at the end of the note.
    Word,
    /// A word at its beginning.
    WordBefore,
    /// An item.
    Item,
    /// The quantity of the last item that was added, if one was.
    Quantity,
    /// A step of the visit.
    Event,
    /// Somebody is behind.
    Hazard,
    /// What only the landlord may write.
    Forbidden,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => Just(Step::Word),
        1 => Just(Step::WordBefore),
        3 => Just(Step::Item),
        2 => Just(Step::Quantity),
        2 => Just(Step::Event),
        1 => Just(Step::Hazard),
    ]
}

/// What a chain of edits leaves, wherever it counts.
#[derive(Debug, Default, PartialEq)]
struct Left {
    words: Vec<String>,
    quantities: BTreeMap<String, f64>,
    events: usize,
    hazards: usize,
}

/// Does a chain, and says what must be found of it.
fn act(store: &Store, job: DocumentId, number: usize, steps: &[Step], left: &mut Left) {
    for (at, step) in steps.iter().enumerate() {
        let id = (number * 1_000 + at) as u64;
        let name = format!("w{number}x{at}");
        let base = |document: &documents::Document| document.heads().iter().map(|head| *head.as_bytes()).collect();
        let text = |document: &documents::Document| documents::job::read(document).unwrap().note.text;
        match step {
            Step::Word => {
                edit(store, job, id, |document| JobEdit::EditNote {
                    base: base(document),
                    text: format!("{} {name}", text(document)),
                });
                left.words.push(name);
            }
            Step::WordBefore => {
                edit(store, job, id, |document| JobEdit::EditNote {
                    base: base(document),
                    text: format!("{name} {}", text(document)),
                });
                left.words.insert(0, name);
            }
            Step::Item => {
                let (description, unit) = ("Renew tap".to_owned(), "each".to_owned());
                let item = NewItem { code: name.clone(), description, unit, quantity: 1.0, m3nhf: false };
                edit(store, job, id, |_| JobEdit::AddItem(item));
                left.quantities.insert(name, 1.0);
            }
            Step::Quantity => {
                let held = documents::job::read(&store.load(job).unwrap()).unwrap();
                let Some(item) = held.items.iter().rfind(|item| !item.ordered) else { continue };
                // Another in each chain of a job: the same again would be no edit.
                let quantity = (number % 3 * 10 + at + 2) as f64;
                edit(store, job, id, |_| JobEdit::ChangeQuantity { item: item.id, quantity });
                left.quantities.insert(item.code.clone(), quantity);
            }
            Step::Event => {
                let kind = domain::job::EventKind::RunningLate(domain::time::Timestamp::from_milliseconds(at as i64));
                edit(store, job, id, |_| JobEdit::Record { kind, reason: String::new() });
                left.events += 1;
            }
            Step::Hazard => {
                let hazard = domain::job::NewHazard { seen: name, danger_now: false, who: String::new() };
                edit(store, job, id, |_| JobEdit::NoticeHazard(Box::new(hazard)));
                left.hazards += 1;
            }
            Step::Forbidden => {
                edit(store, job, id, |_| {
                    JobEdit::Appoint(domain::job::AppointmentWindow::from_scalar("2031-01-02|08:00|13:00|AM"))
                });
            }
        }
    }
}

fn found(job: &Job) -> Left {
    Left {
        words: job.note.text.split_whitespace().map(str::to_owned).collect(),
        quantities: job
            .items
            .iter()
            .filter(|item| !item.ordered)
            .map(|item| (item.code.clone(), item.quantity))
            .collect(),
        events: job.events.iter().filter(|event| matches!(event.kind, domain::job::EventKind::RunningLate(_))).count(),
        hazards: job.hazards.len(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wherever_in_a_chain_the_hub_keeps_an_edit_out_all_others_end_there_once() {
    let town = Town::new().await;
    let references: Vec<String> = (0..JOBS).map(|number| format!("{}", 20_000_500 + number)).collect();
    references.iter().for_each(|reference| import(&town, reference));
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    let dev = town.handheld("Dev Patel", "Van 7").await;
    let mut jobs = Vec::new();
    for reference in &references {
        jobs.push(ada.job(reference).await.row.id.parse::<DocumentId>().unwrap());
    }
    let folder = ada.close().await;
    let mut runner = TestRunner::default();
    let chains: Vec<(Vec<Step>, Vec<Step>, Vec<Step>)> = (0..JOBS)
        .map(|_| {
            let before = vec(step(), 0..5).new_tree(&mut runner).unwrap().current();
            let mut chain = vec(step(), 1..9).new_tree(&mut runner).unwrap().current();
            let at = (0..=chain.len()).new_tree(&mut runner).unwrap().current();
            chain.insert(at, Step::Forbidden);
            let after = vec(step(), 0..4).new_tree(&mut runner).unwrap().current();
            (before, chain, after)
        })
        .collect();
    let mut expected: Vec<Left> = Vec::new();
    let store = opened(&folder);
    for (number, (job, (before, chain, _))) in jobs.iter().zip(&chains).enumerate() {
        let mut left = Left::default();
        act(&store, *job, number * 3, before, &mut left);
        act(&store, *job, number * 3 + 1, chain, &mut left);
        expected.push(left);
    }
    store.close().unwrap();
    let ada = unlocked(&folder).await;
    ada.in_step().await;
    // And she goes on, upon what was made again.
    let folder = ada.close().await;
    let store = opened(&folder);
    for (number, (job, (_, _, after))) in jobs.iter().zip(&chains).enumerate() {
        act(&store, *job, number * 3 + 2, after, &mut expected[number]);
    }
    store.close().unwrap();
    let ada = unlocked(&folder).await;
    ada.in_step().await;
    let give_up = Instant::now() + Duration::from_secs(30);
    for ((reference, chain), expected) in references.iter().zip(&chains).zip(&expected) {
        loop {
            let job = documents::job::read(&town.hub().record(reference, None).unwrap()).unwrap();
            let found = found(&job);
            if found == *expected {
                assert!(job.competitions.is_empty(), "{chain:?}: {:?}", job.competitions);
                break;
            }
            assert!(Instant::now() < give_up, "{chain:?}\nleft {expected:?}\nat the hub {found:?}");
            sleep(Duration::from_millis(50)).await;
        }
    }
    let aside = town.hub().database().read(quarantine::all).unwrap();
    let waiting = aside.iter().filter(|(_, aside)| aside.reason.code() == "depends_on_quarantined").count();
    assert_eq!((aside.len(), waiting), (JOBS, 0), "only what nobody but the landlord may write: {aside:?}");
    // Whoever lets those in gets nothing twice.
    for (number, _) in &aside {
        assert_eq!(town.hub().release(*number).unwrap(), 1);
    }
    ada.in_step().await;
    dev.in_step().await;
    for (reference, expected) in references.iter().zip(&expected) {
        let record = town.hub().record(reference, None).unwrap();
        let job = documents::job::read(&record).unwrap();
        assert_eq!(found(&job), *expected);
        assert_eq!(job.order.appointment.unwrap().date.to_string(), "2031-01-02");
        let id = record.id().to_string();
        for handheld in [&ada, &dev] {
            let words = expected.words.join(" ");
            let same = |page: &JobPage| page.note.text.split_whitespace().collect::<Vec<_>>().join(" ") == words;
            handheld.until(Request::Job { job: id.clone() }, same).await;
        }
    }
    assert!(ada.outbox().await.is_empty(), "{:?}", ada.outbox().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_over_what_is_kept_out_stays_as_it_was_signed_and_ada_is_told() {
    let town = Town::new().await;
    import(&town, JOB);
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    let job: DocumentId = ada.job(JOB).await.row.id.parse().unwrap();
    let folder = ada.close().await;
    let store = opened(&folder);
    edit(&store, job, 1, |_| JobEdit::Appoint(None));
    store.close().unwrap();
    // With no signal she works, and the customer signs.
    let cable = tests::Cable::new();
    cable.cut();
    let ada = Handheld::open_on(cable.clone(), folder);
    ada.get::<Session>(Request::Unlock { pin: PIN.to_owned() }).await;
    for kind in [EventKind::Accepted, EventKind::Arrived, EventKind::Started] {
        ada.record(JOB, kind).await;
    }
    ada.type_note(JOB, "New cartridge").await;
    ada.record(JOB, EventKind::Completed).await;
    ada.customer_signs(JOB, "Mrs Okafor", "en").await;
    ada.type_note(JOB, "New cartridge. Key left with the neighbour").await;
    cable.mend();
    ada.in_step().await;
    let note = || documents::job::read(&town.hub().record(JOB, None).unwrap()).unwrap().note.text;
    let give_up = Instant::now() + Duration::from_secs(30);
    while note().is_empty() {
        assert!(Instant::now() < give_up, "what came after the signature never came to the hub");
        sleep(Duration::from_millis(50)).await;
    }
    ada.in_step().await;
    let listed = ada.outbox().await;
    assert!(listed.iter().all(|item| item.state == OutboxState::Quarantined), "{listed:?}");
    let signature = listed.iter().find(|item| item.what.starts_with("Sign-off")).unwrap();
    assert!(signature.reason.contains("Nothing of it was changed"), "{}", signature.reason);
    let at_the_hub = documents::job::read(&town.hub().record(JOB, None).unwrap()).unwrap();
    assert_eq!(at_the_hub.note.text.trim_start_matches(". "), "Key left with the neighbour");
    assert!(at_the_hub.sign_offs.is_empty());
    // A person lets it in: the forbidden edit, what stands on it, and the signature over all that.
    let aside = town.hub().database().read(quarantine::all).unwrap();
    assert_eq!(town.hub().release(aside[0].0).unwrap(), aside.len());
    let at_the_hub = documents::job::read(&town.hub().record(JOB, None).unwrap()).unwrap();
    assert_eq!(at_the_hub.sign_offs.len(), 1);
    assert!(at_the_hub.note.text.contains("New cartridge"), "{}", at_the_hub.note.text);
    ada.in_step().await;
    ada.until(Request::Job { job: job.to_string() }, |page: &JobPage| page.sign_off.is_some()).await;
    assert!(ada.outbox().await.is_empty());
}
