//! Changes come out of a pack exactly as they went in, whatever they are, and take little room on the way.
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

use std::sync::LazyLock;

use common::{NINE_O_CLOCK, hub_ada_and_dev, leaking_tap, new_item, pen};
use documents::{
    Document,
    gate::{
        Fault,
        pack::{pack, unpack},
    },
    job,
};
use domain::{
    author::Clocks,
    id::{DocumentId, EventId, RecordKind},
    job::{EventKind, JobEdit, NewId, NewPhoto, PhotoStage},
    time::Timestamp,
};
use forge::{altered, deflated};
use proptest::{prelude::*, sample::Index};

const ROOM: usize = 16 << 20;

fn packed(changes: &[Vec<u8>]) -> Vec<u8> {
    pack(changes.iter().map(Vec::as_slice))
}

/// Every kind of edit by three people who hear each other now and then, and what nobody should send.
static CHANGES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let (mut hub, mut ada, mut dev) = hub_ada_and_dev();
    for turn in 0..3 {
        for (person, says) in [(&mut ada, "Washer worn"), (&mut dev, "Größe geprüft ✓")] {
            let item = person.job().items[0].id;
            person.edit(JobEdit::Record { kind: EventKind::Started, reason: String::new() });
            person.edit(JobEdit::Record { kind: EventKind::NoAccess, reason: "Nobody in".into() });
            person.type_note(&format!("{says}, turn {turn}. {}", person.job().note.text));
            person.type_note(&person.job().note.text.replace("turn", ""));
            person.edit(JobEdit::AddItem(new_item("TAP02", 2.5)));
            person.edit(JobEdit::ChangeQuantity { item, quantity: f64::from(turn) });
            person.edit(JobEdit::SignOff { seal: (0..200).collect() });
            person.edit(JobEdit::AddPhoto(NewPhoto {
                hash: [turn as u8; 32],
                size: 200_000,
                preview_hash: [2; 32],
                preview_size: 9_000,
                media_type: "image/jpeg".into(),
                caption: "After".into(),
                stage: PhotoStage::After,
                made_from: None,
            }));
        }
        ada.hear(&dev);
        if turn == 1 {
            dev.hear(&ada);
            hub.hear(&ada);
            hub.edit(JobEdit::Appoint(None));
            let appointed = domain::job::AppointmentWindow::from_scalar("2026-11-23|08:00|12:00|AM");
            hub.edit(JobEdit::Appoint(appointed));
        }
    }
    ada.hear(&hub);
    let honest: Vec<Vec<u8>> = ada.document.changes().into_iter().map(|change| change.bytes).collect();
    let hostile = honest.iter().flat_map(|bytes| {
        [
            deflated(bytes),
            altered(bytes, |change| change.message = Some("hello".into())),
            altered(bytes, |change| change.seq += 7),
            altered(bytes, |change| change.deps.clear()),
            bytes[..bytes.len() / 2].to_vec(),
            Vec::new(),
        ]
    });
    honest.iter().cloned().chain(hostile).collect()
});

/// Numbers that look random and are the same each time (splitmix64).
fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// A shift: 25 edits of each of 40 jobs by one person, job after job in turn; the changes, and what was done as JSON.
fn shift() -> (Vec<Vec<u8>>, Vec<u8>) {
    const WORDS: &str = "boiler pressure low valve checked radiator bled kitchen tap dripping washer replaced isolated \
        supply bath waste blocked cleared trap leak under sink traced joint remade tested sound gutter ladder needed \
        second person booked mould bedroom wall washed treated extractor fan noisy bearing worn new unit fitted";
    let words: Vec<&str> = WORDS.split(' ').collect();
    let mut state = 7;
    let mut say = |count: usize| -> String {
        (0..count).map(|_| words[random(&mut state) as usize % words.len()]).collect::<Vec<_>>().join(" ")
    };
    let mut jobs: Vec<Document> = (0..40)
        .map(|number| {
            let id = DocumentId::derived("calder-vale", RecordKind::Job, &format!("{number}"));
            let mut hub = Document::create(id, RecordKind::Job, pen(10)).unwrap();
            let raise = JobEdit::Raise(Box::new(leaking_tap()));
            let clocks = Clocks { device: Timestamp::from_milliseconds(NINE_O_CLOCK), hub_offset: None };
            let raised = job::edit(&mut hub, &raise, &clocks, NewId([0; 16])).unwrap();
            let mut held = Document::create(id, RecordKind::Job, pen(11)).unwrap();
            held.apply(&raised).unwrap();
            held
        })
        .collect();
    let (mut changes, mut done) = (Vec::new(), Vec::new());
    let (mut now, mut dice) = (NINE_O_CLOCK, 99);
    for step in 0..25 {
        for document in &mut jobs {
            now += 200 + (random(&mut dice) % 900) as i64;
            let time = Timestamp::from_milliseconds(now);
            let mut chance = [0; 16];
            chance[..8].copy_from_slice(&random(&mut dice).to_be_bytes());
            chance[8..].copy_from_slice(&random(&mut dice).to_be_bytes());
            let read = job::read(document).unwrap();
            let edit = match step % 5 {
                0 => JobEdit::Record { kind: EventKind::Started, reason: String::new() },
                1 => {
                    JobEdit::ChangeQuantity { item: read.items[0].id, quantity: (random(&mut dice) % 40) as f64 + 2.0 }
                }
                2 => JobEdit::Record { kind: EventKind::Paused, reason: say(5) },
                3 => {
                    let base = document.heads().iter().map(|head| *head.as_bytes()).collect();
                    JobEdit::EditNote { base, text: format!("{}{}. ", read.note.text, say(9)) }
                }
                _ => JobEdit::AddItem(new_item("TAP02", 1.0)),
            };
            let clocks = Clocks { device: time, hub_offset: Some(250) };
            let id = NewId(*EventId::new(time, chance).as_bytes());
            changes.extend(job::edit(document, &edit, &clocks, id).unwrap().into_iter().map(|change| change.bytes));
            let said = match edit {
                JobEdit::EditNote { text, .. } => {
                    let last = text.trim_end().trim_end_matches('.').rsplit(". ").next().unwrap_or_default().to_owned();
                    JobEdit::EditNote { base: Vec::new(), text: last }
                }
                other => other,
            };
            done.push((document.id(), time, said));
        }
    }
    (changes, serde_json::to_vec(&done).unwrap())
}

#[test]
fn everything_comes_back_to_the_letter() {
    let sent = &*CHANGES;
    let pack = packed(sent);
    assert_eq!(&unpack(&pack, ROOM).unwrap(), sent);
    let honest: Vec<Vec<u8>> = sent.iter().take(sent.len() / 7).cloned().collect();
    let plain: usize = honest.iter().map(Vec::len).sum();
    let pack = packed(&honest);
    println!("{} honest changes: {plain} bytes, packed {}", honest.len(), pack.len());
    assert!(pack.len() * 3 < plain * 2, "honest changes are taken apart: {} of {plain}", pack.len());
    assert_eq!(unpack(&packed(&[]), ROOM).unwrap(), Vec::<Vec<u8>>::new());
}

#[test]
fn a_shift_of_a_thousand_edits_takes_little_more_than_what_was_said() {
    let (changes, said) = shift();
    let zstd = |bytes: &[u8]| zstd::bulk::compress(bytes, 3).unwrap().len();
    let (floor, plain) = (zstd(&said), zstd(&changes.concat()));
    let pack = packed(&changes);
    assert_eq!(unpack(&pack, ROOM).unwrap(), changes);
    println!("as JSON {floor}, changes {plain}, packed {} (before zstd {})", zstd(&pack), pack.len());
    for level in [6, 9, 12, 19] {
        println!("level {level}: {}", zstd::bulk::compress(&pack, level).unwrap().len());
    }
    assert!(zstd(&pack) * 2 < plain);
}

#[test]
fn a_pack_makes_no_more_than_its_cap() {
    let pack = packed(&CHANGES);
    let whole: usize = CHANGES.iter().map(Vec::len).sum();
    assert!(unpack(&pack, whole).is_ok());
    assert_eq!(unpack(&pack, whole - 1), Err(Fault::TooLarge));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_of_them_in_any_order_come_back_to_the_letter(picks in prop::collection::vec(any::<Index>(), 0..40)) {
        let sent: Vec<Vec<u8>> = picks.iter().map(|pick| pick.get(&CHANGES).clone()).collect();
        prop_assert_eq!(unpack(&packed(&sent), ROOM).unwrap(), sent);
    }

    #[test]
    fn a_damaged_pack_is_refused_or_makes_no_more_than_its_cap(
        wounds in prop::collection::vec((any::<Index>(), any::<u8>(), 0..4_u8), 1..6),
    ) {
        let mut pack = packed(&CHANGES);
        for (at, value, wound) in wounds {
            let at = at.index(pack.len());
            match wound {
                0 => pack[at] = value,
                1 => pack[at] = pack[at].wrapping_add(value % 5).wrapping_sub(2),
                2 => pack.insert(at, value),
                _ => { pack.remove(at); }
            }
        }
        if let Ok(changes) = unpack(&pack, ROOM) {
            prop_assert!(changes.iter().map(Vec::len).sum::<usize>() <= ROOM);
        }
    }

    #[test]
    fn bytes_from_nowhere_make_nothing_much(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(changes) = unpack(&bytes, 1 << 16) {
            prop_assert!(changes.iter().map(Vec::len).sum::<usize>() <= 1 << 16);
        }
    }
}
