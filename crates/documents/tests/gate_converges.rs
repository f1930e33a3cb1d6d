//! Any interleaving of edits, exchanges, crashes and reloads on two to five handhelds ends with all of them holding the
//! same record, in which nothing that anybody recorded is lost.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "in a story's helpers a panic is how it fails"
)]

mod common;
mod forge;

use std::collections::{BTreeMap, BTreeSet};

use common::{NINE_O_CLOCK, job_id, leaking_tap, new_item};
use documents::{
    Actor, Change, ChangeHash, Document, Pen, Snapshot,
    gate::{Admission, Signer, merge_snapshot},
    job,
};
use domain::{
    author::Clocks,
    id::{DeviceId, RecordKind},
    job::{AppointmentWindow, EventKind, Job, JobEdit, NewId, NewPhoto, PhotoStage},
    time::Timestamp,
};
use forge::{ask, landlord, operative};
use proptest::{prelude::*, sample::Index};

/// What somebody, or chance, does next.
#[derive(Debug, Clone)]
enum Step {
    Edit(usize, Work),
    /// One hears what another has, in an order that `shuffle` decides, only the first `share` of four parts of it.
    Hear {
        to: usize,
        from: usize,
        shuffle: u64,
        share: usize,
    },
    /// One is sent another's whole document, as the hub would sign it.
    Enter {
        to: usize,
        from: usize,
    },
    /// The process dies: only what was stored is left, and the next process has another actor.
    Crash(usize),
    /// As after a clean-up: a whole document is stored, and nothing else.
    Reload(usize),
}

#[derive(Debug, Clone)]
enum Work {
    Append,
    Prepend,
    /// Into the note as it was some edits ago.
    FromAnOldView(Index),
    /// Everything that is there goes.
    ClearNote,
    Event(Index),
    Item,
    Quantity(Index, u8),
    Photo,
    SignOff,
    Choose(Index),
    /// The landlord's, from whichever device its system runs on.
    Appoint(u32),
}

fn work() -> impl Strategy<Value = Work> {
    prop_oneof![
        3 => Just(Work::Append),
        2 => Just(Work::Prepend),
        2 => any::<Index>().prop_map(Work::FromAnOldView),
        1 => Just(Work::ClearNote),
        3 => any::<Index>().prop_map(Work::Event),
        2 => Just(Work::Item),
        2 => (any::<Index>(), 0..9_u8).prop_map(|(item, quantity)| Work::Quantity(item, quantity)),
        1 => Just(Work::Photo),
        1 => Just(Work::SignOff),
        1 => any::<Index>().prop_map(Work::Choose),
        1 => (1..4_u32).prop_map(Work::Appoint),
    ]
}

fn steps() -> impl Strategy<Value = (usize, Vec<Step>)> {
    (2..=5_usize).prop_flat_map(|devices| {
        let one = 0..devices;
        let step = prop_oneof![
            6 => (one.clone(), work()).prop_map(|(device, work)| Step::Edit(device, work)),
            4 => (one.clone(), one.clone(), any::<u64>(), 1..=4_usize)
                .prop_map(|(to, from, shuffle, share)| Step::Hear { to, from, shuffle, share }),
            1 => (one.clone(), one.clone()).prop_map(|(to, from)| Step::Enter { to, from }),
            1 => one.clone().prop_map(Step::Crash),
            1 => one.prop_map(Step::Reload),
        ];
        (Just(devices), prop::collection::vec(step, 1..50))
    })
}

/// A handheld: what is in memory, and what is on disk.
struct Handheld {
    device: DeviceId,
    document: Document,
    disk: Disk,
    processes: u8,
    views: Vec<Vec<ChangeHash>>,
}

#[derive(Default)]
struct Disk {
    whole: Option<Snapshot>,
    changes: Vec<Change>,
}

impl Handheld {
    fn new(number: usize) -> Self {
        let number = u8::try_from(number + 1).unwrap();
        let device = DeviceId::from_bytes([number; 16]);
        let document = Document::create(job_id(), RecordKind::Job, pen(device, 0)).unwrap();
        Self { device, document, disk: Disk::default(), processes: 0, views: Vec::new() }
    }

    /// A new process opens what is on disk.
    fn open(&mut self) {
        self.processes += 1;
        let pen = pen(self.device, self.processes);
        let before = self.document.heads();
        self.document =
            Document::assemble(job_id(), RecordKind::Job, pen, self.disk.whole.as_ref(), &self.disk.changes).unwrap();
        assert_eq!(self.document.heads(), before, "what was saved is what was there");
    }

    fn job(&self) -> Job {
        job::read(&self.document).unwrap()
    }
}

/// Random actors do not sort as devices do.
fn pen(device: DeviceId, process: u8) -> Pen {
    let mut actor = *device.as_bytes();
    actor[0] = actor[0].wrapping_mul(97).wrapping_add(process.wrapping_mul(57));
    actor[1] = process;
    Pen { actor: Actor::from_bytes(actor), device }
}

/// Everybody, and everything that was recorded.
struct Fleet {
    handhelds: Vec<Handheld>,
    signers: BTreeMap<ChangeHash, Signer>,
    made: u64,
    words: BTreeSet<String>,
    events: BTreeSet<String>,
    items: BTreeSet<String>,
    photos: BTreeSet<String>,
    sign_offs: BTreeSet<String>,
}

impl Fleet {
    /// The hub raises the job, and everybody hears of it.
    fn new(devices: usize) -> Self {
        let mut fleet = Self {
            handhelds: (0..devices).map(Handheld::new).collect(),
            signers: BTreeMap::new(),
            made: 0,
            words: BTreeSet::new(),
            events: BTreeSet::new(),
            items: BTreeSet::new(),
            photos: BTreeSet::new(),
            sign_offs: BTreeSet::new(),
        };
        let mut hub = Handheld::new(200);
        let edit = JobEdit::Raise(Box::new(leaking_tap()));
        let changes = job::edit(&mut hub.document, &edit, &fleet.clocks(), fleet.new_id()).unwrap();
        fleet.signers.insert(changes[0].hash, landlord(hub.device));
        fleet.items.extend(hub.job().items.iter().map(|item| item.id.to_string()));
        for number in 0..devices {
            fleet.admit(number, changes.clone());
        }
        fleet
    }

    fn new_id(&mut self) -> NewId {
        self.made += 1;
        let mut id = [0; 16];
        // Ids come from clocks that disagree: they do not sort as they were made.
        id[0] = self.made.wrapping_mul(31).to_le_bytes()[0] & 0x7f;
        id[8..].copy_from_slice(&self.made.to_be_bytes());
        NewId(id)
    }

    fn clocks(&self) -> Clocks {
        Clocks { device: Timestamp::from_milliseconds(NINE_O_CLOCK + self.made as i64), hub_offset: Some(250) }
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Edit(device, work) => self.edit(device, work),
            Step::Hear { to, from, shuffle, share } => {
                let mut news = self.handhelds[from].document.changes();
                let count = news.len();
                news.truncate((count * share).div_ceil(4));
                let mut state = shuffle | 1;
                for place in (1..news.len()).rev() {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    news.swap(place, (state >> 33) as usize % (place + 1));
                }
                self.admit(to, news);
            }
            Step::Enter { to, from } => {
                let whole = self.handhelds[from].document.snapshot();
                let handheld = &mut self.handhelds[to];
                let held = handheld.document.changes();
                let (merged, news) = merge_snapshot(&handheld.document, &whole).unwrap();
                assert_eq!(merged.changes().len(), held.len() + news.len());
                handheld.document = merged;
                handheld.disk.changes.extend(news);
            }
            Step::Crash(device) => self.handhelds[device].open(),
            Step::Reload(device) => {
                let handheld = &mut self.handhelds[device];
                handheld.disk = Disk { whole: Some(handheld.document.snapshot()), changes: Vec::new() };
                handheld.open();
            }
        }
    }

    /// Offers changes to the gate until none of those that are held back can join.
    fn admit(&mut self, to: usize, mut offered: Vec<Change>) {
        let handheld = &mut self.handhelds[to];
        loop {
            let mut held = Vec::new();
            let count = offered.len();
            for change in offered {
                match ask(&handheld.document, &change.bytes, &self.signers[&change.hash]) {
                    Admission::Accepted(document, stored) => {
                        assert_eq!(stored, [change]);
                        handheld.document = document;
                        handheld.disk.changes.extend(stored);
                    }
                    Admission::Duplicate => {}
                    Admission::Held { missing } => {
                        assert!(!missing.is_empty());
                        held.push(change);
                    }
                    Admission::Refused(fault) => panic!("an honest change was refused: {fault:?}"),
                }
            }
            if held.is_empty() || held.len() == count {
                return;
            }
            offered = held;
        }
    }

    fn edit(&mut self, device: usize, work: Work) {
        let id = self.new_id();
        let clocks = self.clocks();
        let word = format!("word{:03}", self.made);
        let handheld = &self.handhelds[device];
        let job = handheld.job();
        let now: Vec<[u8; 32]> = handheld.document.heads().iter().map(|head| *head.as_bytes()).collect();
        let note = job.note.text.clone();
        let edit = match work {
            Work::Append => JobEdit::EditNote { base: now, text: format!("{note} {word}") },
            Work::Prepend => JobEdit::EditNote { base: now, text: format!("{word} {note}") },
            Work::FromAnOldView(view) => {
                if handheld.views.is_empty() {
                    return;
                }
                let heads = view.get(&handheld.views);
                let old = job::read_at(&handheld.document, heads).unwrap().note.text;
                let base = heads.iter().map(|head| *head.as_bytes()).collect();
                JobEdit::EditNote { base, text: format!("{old} {word}") }
            }
            Work::ClearNote => {
                self.words.retain(|word| !note.contains(word.as_str()));
                JobEdit::EditNote { base: now, text: String::new() }
            }
            Work::Event(kind) => {
                let kinds = [
                    EventKind::Accepted,
                    EventKind::Travelling,
                    EventKind::Started,
                    EventKind::Paused,
                    EventKind::Completed,
                    EventKind::NoAccess,
                    EventKind::Reopened,
                ];
                self.events.insert(domain::id::EventId::from(id).to_string());
                JobEdit::Record { kind: *kind.get(&kinds), reason: "Nobody in".into() }
            }
            Work::Item => {
                self.items.insert(domain::id::ItemId::from(id).to_string());
                JobEdit::AddItem(new_item(&word, 1.0))
            }
            Work::Quantity(item, quantity) => {
                JobEdit::ChangeQuantity { item: item.get(&job.items).id, quantity: f64::from(quantity) }
            }
            Work::Photo => {
                self.photos.insert(domain::id::PhotoId::from(id).to_string());
                JobEdit::AddPhoto(photo(&word))
            }
            Work::SignOff => {
                self.sign_offs.insert(domain::id::SignOffId::from(id).to_string());
                JobEdit::SignOff { seal: word.clone().into_bytes() }
            }
            Work::Choose(sign_off) => {
                if job.sign_offs.is_empty() {
                    return;
                }
                JobEdit::ChooseSignOff(sign_off.get(&job.sign_offs).id)
            }
            Work::Appoint(day) => JobEdit::Appoint(Some(morning(day))),
        };
        let by_landlord = matches!(edit, JobEdit::Appoint(_));
        if matches!(&edit, JobEdit::EditNote { text, .. } if text.contains(&word)) {
            self.words.insert(word);
        }
        let handheld = &mut self.handhelds[device];
        handheld.views.push(handheld.document.heads());
        let changes = job::edit(&mut handheld.document, &edit, &clocks, id).unwrap();
        for change in &changes {
            let signer = if by_landlord { landlord(handheld.device) } else { operative(handheld.device) };
            self.signers.insert(change.hash, signer);
        }
        handheld.disk.changes.extend(changes);
    }

    /// Everybody hears everybody, twice round.
    fn settle(&mut self) {
        for _ in 0..2 {
            for to in 0..self.handhelds.len() {
                for from in 0..self.handhelds.len() {
                    let news = self.handhelds[from].document.changes_since(&self.handhelds[to].document.heads());
                    self.admit(to, news);
                }
            }
        }
    }
}

fn morning(day: u32) -> AppointmentWindow {
    AppointmentWindow::from_scalar(&format!("2026-11-{day:02}|08:00|12:00|AM")).unwrap()
}

fn photo(caption: &str) -> NewPhoto {
    NewPhoto {
        hash: [1; 32],
        size: 200_000,
        preview_hash: [2; 32],
        preview_size: 9_000,
        media_type: "image/jpeg".into(),
        caption: caption.into(),
        stage: PhotoStage::After,
        made_from: None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn everybody_ends_with_the_same_record_and_nothing_is_lost((devices, steps) in steps()) {
        let mut fleet = Fleet::new(devices);
        for step in steps {
            fleet.step(step);
        }
        fleet.settle();
        for number in 0..devices {
            fleet.step(Step::Crash(number));
        }
        let first = &fleet.handhelds[0];
        let job = first.job();
        for other in &fleet.handhelds {
            prop_assert_eq!(other.document.heads(), first.document.heads());
            prop_assert_eq!(&other.job(), &job);
        }
        for word in &fleet.words {
            prop_assert!(job.note.text.contains(word), "{word} is lost from {:?}", job.note.text);
        }
        let of = |ids: Vec<String>| ids.into_iter().collect::<BTreeSet<_>>();
        prop_assert_eq!(&of(job.events.iter().map(|event| event.id.to_string()).collect()), &fleet.events);
        prop_assert_eq!(&of(job.items.iter().map(|item| item.id.to_string()).collect()), &fleet.items);
        prop_assert_eq!(&of(job.photos.iter().map(|photo| photo.id.to_string()).collect()), &fleet.photos);
        prop_assert_eq!(&of(job.sign_offs.iter().map(|entry| entry.id.to_string()).collect()), &fleet.sign_offs);
        prop_assert_eq!(job.sign_offs.iter().filter(|entry| entry.stands).count() <= 1, true);
    }
}
