//! Stories of Mallory, whose handheld is enrolled and whose signature holds, and who writes changes by hand.
//!
//! Each ends at the gate with the right fault; the record that it asked to join is as it was.
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

use std::num::NonZeroU64;

use automerge::{
    ActorId, ObjId, ObjType, ROOT, ReadDoc, ScalarValue,
    legacy::{Key, OpType},
    marks::{ExpandMark, Mark},
    transaction::{Transactable, Transaction},
};
use common::{Handheld, hub_ada_and_dev, new_item, pen};
use documents::{
    Document,
    gate::{Admission, Fault, Limits, Signer, admit, measure},
};
use domain::{
    access::RecordPart,
    job::{EventKind, JobEdit},
};
use forge::{ByHand, accept, altered, anybody, ask, chunk, contents, deflated, landlord, operative, scribble, sealed};

const MALLORY: u8 = 66;
const LIMITS: Limits = Limits::DEFAULT;

/// A job with a day's work on it, as the hub holds it.
fn worked_on() -> (Handheld, Handheld) {
    let (mut hub, mut ada, _) = hub_ada_and_dev();
    ada.edit(JobEdit::Record { kind: EventKind::Started, reason: String::new() });
    ada.edit(JobEdit::AddItem(new_item("TAP02", 2.0)));
    ada.type_note("Tap washer worn.");
    ada.edit(JobEdit::SignOff { seal: vec![7; 64] });
    hub.hear(&ada);
    (hub, ada)
}

fn mallory() -> Signer {
    operative(pen(MALLORY).device)
}

fn container(transaction: &Transaction<'_>, name: &str) -> ObjId {
    transaction.get(ROOT, name).unwrap().unwrap().1
}

/// The first entry of a container, with its key.
fn entry(transaction: &Transaction<'_>, name: &str) -> (String, ObjId) {
    let container = container(transaction, name);
    let key = transaction.keys(&container).next().unwrap();
    let entry = transaction.get(&container, key.as_str()).unwrap().unwrap().1;
    (key, entry)
}

#[track_caller]
fn refused(document: &Document, bytes: &[u8], signer: &Signer) -> Fault {
    let before = document.snapshot();
    let fault = match ask(document, bytes, signer) {
        Admission::Refused(fault) => fault,
        other => panic!("not refused: {other:?}"),
    };
    assert_eq!(document.snapshot(), before);
    fault
}

/// Mallory writes with Automerge itself; the gate names the part that was not hers.
#[track_caller]
fn not_allowed(document: &Document, part: Option<RecordPart>, write: impl Fn(&mut Transaction<'_>)) {
    let bytes = scribble(document, pen(MALLORY), write);
    assert_eq!(refused(document, &bytes, &mallory()), Fault::NotAllowed(part));
    assert_eq!(
        refused(document, &bytes, &anybody(pen(MALLORY).device)),
        Fault::NotAllowed(part),
        "refused by structure, whatever the role"
    );
}

#[track_caller]
fn malformed(document: &Document, bytes: &[u8]) {
    assert!(matches!(refused(document, bytes, &mallory()), Fault::Malformed(_)));
}

#[test]
fn a_change_counts_for_the_device_that_signed_it_and_no_other() {
    let (hub, mut ada) = worked_on();
    let (_, _, dev) = hub_ada_and_dev();
    let mut first_of_a_new_actor = Handheld::new(21);
    first_of_a_new_actor.hear(&hub);
    let first = first_of_a_new_actor.type_note("Mine.").remove(0);
    let next = ada.type_note("Tap washer worn. More.").remove(0);
    for change in [&first, &next] {
        assert_eq!(refused(&hub.document, &change.bytes, &operative(dev.device())), Fault::ActorNotOfDevice);
    }
    let nobody = altered(&first.bytes, |change| change.extra_bytes.clear());
    assert_eq!(refused(&hub.document, &nobody, &mallory()), Fault::ActorNotOfDevice);
    let unknown = altered(&next.bytes, |change| change.actor_id = ActorId::from([0x77; 16]));
    assert_eq!(refused(&hub.document, &unknown, &operative(ada.device())), Fault::ActorNotOfDevice);
}

#[test]
fn an_actor_writes_its_changes_one_after_another() {
    let (hub, mut ada) = worked_on();
    let signer = operative(ada.device());
    let next = ada.type_note("Tap washer worn. More.").remove(0);
    let skips = altered(&next.bytes, |change| change.seq += 1);
    assert_eq!(refused(&hub.document, &skips, &signer), Fault::SequenceGap { expected: 5, found: 6 });
    let repeats = altered(&next.bytes, |change| change.seq -= 1);
    assert_eq!(refused(&hub.document, &repeats, &signer), Fault::SequenceGap { expected: 5, found: 4 });
    // It speaks of nothing that it claims not to have seen, so only its missing link tells.
    let event = ada.edit(JobEdit::Record { kind: EventKind::Paused, reason: String::new() }).remove(0);
    let mut document = hub.document.clone();
    accept(&mut document, &next.bytes, &signer);
    let blind = altered(&event.bytes, |change| {
        change.deps = hub.document.changes()[..1]
            .iter()
            .map(|raise| raise.hash.as_bytes().as_slice().try_into().unwrap())
            .collect();
    });
    accept(&mut document.clone(), &event.bytes, &signer);
    assert_eq!(refused(&document, &blind, &signer), Fault::DoesNotApply, "it does not stand on its own past");
}

#[test]
fn what_is_here_is_a_duplicate_and_what_runs_ahead_is_held() {
    let (mut hub, mut ada) = worked_on();
    let signer = operative(ada.device());
    let one = ada.type_note("One.").remove(0);
    let two = ada.type_note("One. Two.").remove(0);
    assert!(matches!(ask(&hub.document, &two.bytes, &signer), Admission::Held { missing } if missing == [one.hash]));
    accept(&mut hub.document, &one.bytes, &signer);
    accept(&mut hub.document, &two.bytes, &signer);
    assert!(matches!(ask(&hub.document, &one.bytes, &signer), Admission::Duplicate));
    assert_eq!(hub.document.heads(), ada.document.heads());
}

#[test]
fn operation_numbers_are_new_near_and_small() {
    let (hub, mut ada) = worked_on();
    let signer = operative(ada.device());
    let next = ada.edit(JobEdit::Record { kind: EventKind::Paused, reason: String::new() }).remove(0);
    let starting = |start: u64| altered(&next.bytes, |change| change.start_op = NonZeroU64::new(start).unwrap());
    let honest = automerge::Change::from_bytes(next.bytes.clone()).unwrap().start_op().get();
    for start in [1, honest - 1, honest + (1 << 20) + 1] {
        // A forged start moves every operation, and with them the entry that the event's values are put into.
        let bytes = altered(&starting(start), |change| {
            let made = automerge::legacy::OpId(start, change.actor_id.clone());
            for operation in &mut change.operations[1..] {
                operation.obj = automerge::legacy::ObjectId::Id(made.clone());
            }
        });
        assert_eq!(refused(&hub.document, &bytes, &signer), Fault::OperationNumbers, "from {start}");
    }
    let mut huge = ByHand::new(&hub.document, pen(MALLORY));
    for start in [0, 1 << 31, 1 << 32, u64::MAX] {
        huge.start_op = start;
        malformed(&hub.document, &huge.sealed());
    }
    huge.start_op = 10_000;
    huge.sequence = 1 << 33;
    malformed(&hub.document, &huge.sealed());
    huge.sequence = 1;
    huge.time = i64::MAX;
    malformed(&hub.document, &huge.sealed());
}

#[test]
fn a_record_takes_only_so_many_operations_in_all() {
    let (hub, mut ada) = worked_on();
    let signer = operative(ada.device());
    let next = ada.type_note("Tap washer worn. More.").remove(0);
    let held: u64 =
        hub.document.changes().iter().map(|change| measure(&change.bytes, &LIMITS).unwrap().operations).sum();
    let genesis = 11;
    let new = measure(&next.bytes, &LIMITS).unwrap().operations;
    let full = |room| Limits { max_record_operations: genesis + held + room, ..LIMITS };
    let tight = admit(&hub.document, &next.bytes, &signer, &full(new - 1));
    assert!(matches!(tight, Admission::Refused(Fault::TooLarge)));
    assert!(matches!(admit(&hub.document, &next.bytes, &signer, &full(new)), Admission::Accepted(..)));
}

#[test]
fn what_a_change_speaks_of_must_be_there_for_everybody_who_has_what_it_stands_on() {
    let (hub, mut ada) = worked_on();
    let signer = operative(ada.device());
    let mut dev = Handheld::new(12);
    dev.hear(&hub);
    ada.type_note("Tap washer worn, and loose.");
    let mut both = hub.document.clone();
    both.apply(&ada.document.changes()).unwrap();
    // Dev deletes Ada's newest words, and claims not to have seen them.
    dev.hear(&ada);
    let deletes = dev.type_note("Tap washer worn.").remove(0);
    let blind = altered(&deletes.bytes, |change| {
        change.deps = hub.document.heads().iter().map(|head| head.as_bytes().as_slice().try_into().unwrap()).collect();
        change.start_op = NonZeroU64::new(change.start_op.get() + 500).unwrap();
    });
    assert_eq!(refused(&both, &blind, &operative(dev.device())), Fault::DoesNotApply);

    let next = ada.edit(JobEdit::Record { kind: EventKind::Paused, reason: String::new() }).remove(0);
    accept(&mut both, &next.bytes, &signer);
    let next = ada.edit(JobEdit::AddItem(new_item("TAP03", 1.0))).remove(0);
    let nowhere = altered(&next.bytes, |change| {
        let nobody = automerge::legacy::OpId(3, ActorId::from([0x55; 16]));
        change.operations[0].obj = automerge::legacy::ObjectId::Id(nobody);
    });
    assert_eq!(refused(&both, &nowhere, &signer), Fault::DoesNotApply);
    let itself = altered(&next.bytes, |change| {
        let own = automerge::legacy::OpId(change.start_op.get(), change.actor_id.clone());
        change.operations[0].obj = automerge::legacy::ObjectId::Id(own);
    });
    assert_eq!(refused(&both, &itself, &signer), Fault::DoesNotApply);
    let replaces_another_place = altered(&next.bytes, |change| {
        let first = automerge::legacy::OpId(1, ActorId::from([1; 16]));
        change.operations[1].pred = vec![first].into();
    });
    assert_eq!(refused(&both, &replaces_another_place, &signer), Fault::DoesNotApply);
    accept(&mut both, &next.bytes, &signer);
}

#[test]
fn no_container_is_replaced_added_or_deleted() {
    let (hub, _) = worked_on();
    for name in ["events", "note", "order"] {
        not_allowed(&hub.document, None, |transaction| {
            transaction.put_object(ROOT, name, ObjType::Map).unwrap();
        });
        not_allowed(&hub.document, None, |transaction| transaction.put(ROOT, name, "gone").unwrap());
        not_allowed(&hub.document, None, |transaction| transaction.delete(ROOT, name).unwrap());
    }
    not_allowed(&hub.document, None, |transaction| transaction.put(ROOT, "gossip", "about next door").unwrap());
    not_allowed(&hub.document, None, |transaction| {
        let own = transaction.put_object(ROOT, "gossip", ObjType::Map).unwrap();
        transaction.put(&own, "about", "next door").unwrap();
    });
}

#[test]
fn entries_are_written_once_and_never_deleted_replaced_or_altered() {
    let (hub, _) = worked_on();
    let entries = [
        ("events", "kind", RecordPart::JobEvents),
        ("items", "code", RecordPart::JobItems),
        ("sign_offs", "seal", RecordPart::JobSignOffs),
    ];
    for (name, field, part) in entries {
        not_allowed(&hub.document, Some(part), |transaction| {
            let key = entry(transaction, name).0;
            transaction.delete(container(transaction, name), key).unwrap();
        });
        not_allowed(&hub.document, Some(part), |transaction| {
            let key = entry(transaction, name).0;
            transaction.put_object(container(transaction, name), key, ObjType::Map).unwrap();
        });
        not_allowed(&hub.document, Some(part), |transaction| {
            let key = entry(transaction, name).0;
            transaction.put(container(transaction, name), key, "gone").unwrap();
        });
        not_allowed(&hub.document, Some(part), |transaction| {
            transaction.put(entry(transaction, name).1, field, "another").unwrap();
        });
        not_allowed(&hub.document, Some(part), |transaction| {
            transaction.delete(entry(transaction, name).1, field).unwrap();
        });
        not_allowed(&hub.document, Some(part), |transaction| {
            transaction.put(entry(transaction, name).1, "new field", "another").unwrap();
        });
        not_allowed(&hub.document, Some(part), |transaction| {
            transaction.put_object(container(transaction, name), "not an id", ObjType::Map).unwrap();
        });
        not_allowed(&hub.document, Some(part), |transaction| {
            let other_spelling = entry(transaction, name).0.to_lowercase();
            transaction.put_object(container(transaction, name), other_spelling, ObjType::Map).unwrap();
        });
        not_allowed(&hub.document, Some(part), |transaction| {
            let fresh = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
            let entry = transaction.put_object(container(transaction, name), fresh, ObjType::Map).unwrap();
            transaction.put_object(&entry, "nested", ObjType::Map).unwrap();
        });
    }
    not_allowed(&hub.document, Some(RecordPart::JobItems), |transaction| {
        transaction.delete(entry(transaction, "items").1, "quantity").unwrap();
    });
}

#[test]
fn an_id_that_another_has_used_cannot_be_used_again_even_without_having_seen_it() {
    let (hub, _) = worked_on();
    let key = hub.job().events[0].id.to_string();
    // Mallory saw only the order; by Lamport order her entry would hide Ada's.
    let raised = hub.document.at(&[hub.document.changes()[0].hash]).unwrap();
    let bytes = scribble(&raised, pen(MALLORY), |transaction| {
        let events = container(transaction, "events");
        for _ in 0..200 {
            transaction.put(container(transaction, "note_touched"), "at", 1).unwrap();
        }
        let entry = transaction.put_object(&events, key.as_str(), ObjType::Map).unwrap();
        transaction.put(&entry, "kind", "cancelled").unwrap();
    });
    assert_eq!(refused(&hub.document, &bytes, &mallory()), Fault::NotAllowed(Some(RecordPart::JobEvents)));
}

#[test]
fn settling_competing_quantities_on_one_that_is_there_takes_the_others_away_but_never_the_last() {
    let (mut hub, mut ada) = worked_on();
    let item = ada.job().items[0].id;
    let mut others = [Handheld::new(31), Handheld::new(32)];
    for (other, quantity) in others.iter_mut().zip([5.0, 6.0]) {
        other.hear(&hub);
        other.edit(JobEdit::ChangeQuantity { item, quantity });
    }
    ada.edit(JobEdit::ChangeQuantity { item, quantity: 4.0 });
    for other in &others {
        ada.hear(other);
    }
    assert_eq!(ada.job().competitions[0].sides.len(), 3);
    hub.document.apply(&ada.document.changes()).unwrap();
    let shown = ada.job().items.iter().find(|entry| entry.id == item).unwrap().quantity;
    let settles = ada.edit(JobEdit::ChangeQuantity { item, quantity: shown }).remove(0);
    let expanded = automerge::Change::from_bytes(settles.bytes.clone()).unwrap().decode();
    assert!(expanded.operations.iter().all(|operation| operation.action == OpType::Delete), "{expanded:?}");
    let takes_all = scribble(&hub.document, pen(MALLORY), |transaction| {
        let item = transaction.get(container(transaction, "items"), item.to_string()).unwrap().unwrap().1;
        transaction.delete(&item, "quantity").unwrap();
    });
    assert_eq!(refused(&hub.document, &takes_all, &mallory()), Fault::NotAllowed(Some(RecordPart::JobItems)));
    accept(&mut hub.document, &settles.bytes, &operative(ada.device()));
    assert!(hub.job().competitions.is_empty());
}

#[test]
fn a_role_writes_its_own_parts_only_and_a_handheld_leaves_that_to_the_hub() {
    let (hub, _) = worked_on();
    let order = scribble(&hub.document, pen(MALLORY), |transaction| {
        transaction.put(container(transaction, "order"), "description", "A new bathroom").unwrap();
    });
    let claims_it_was_ordered = scribble(&hub.document, pen(MALLORY), |transaction| {
        let items = container(transaction, "items");
        let item = transaction.put_object(&items, "01ARZ3NDEKTSV4RRFFQ69G5FAV", ObjType::Map).unwrap();
        transaction.put(&item, "ordered", true).unwrap();
    });
    for bytes in [order, claims_it_was_ordered] {
        let fault = refused(&hub.document, &bytes, &mallory());
        assert_eq!(fault, Fault::NotAllowed(Some(RecordPart::JobOrder)));
        for signer in [anybody(pen(MALLORY).device), landlord(pen(MALLORY).device)] {
            assert!(matches!(ask(&hub.document, &bytes, &signer), Admission::Accepted(..)));
        }
    }
    let note = scribble(&hub.document, pen(MALLORY), |transaction| {
        transaction.splice_text(container(transaction, "note"), 0, 0, "The landlord was here").unwrap();
    });
    let fault = refused(&hub.document, &note, &landlord(pen(MALLORY).device));
    assert_eq!(fault, Fault::NotAllowed(Some(RecordPart::JobNote)));
}

#[test]
fn a_record_holds_maps_of_plain_values_and_one_text_of_characters() {
    let (hub, _) = worked_on();
    let planning = |value: ScalarValue| {
        scribble(&hub.document, pen(MALLORY), |transaction| {
            transaction.put(container(transaction, "planning"), "appointment", value).unwrap();
        })
    };
    for odd in [f64::NAN.into(), f64::INFINITY.into(), ScalarValue::counter(3), unknown_value()] {
        malformed(&hub.document, &planning(odd));
    }
    malformed(
        &hub.document,
        &scribble(&hub.document, pen(MALLORY), |transaction| {
            let note = container(transaction, "note");
            let mark = Mark::new("bold".to_owned(), true, 0, 3);
            transaction.mark(&note, mark, ExpandMark::Both).unwrap();
        }),
    );
    not_allowed(&hub.document, Some(RecordPart::JobNote), |transaction| {
        let note = container(transaction, "note");
        transaction.split_block(&note, 0).unwrap();
    });
    not_allowed(&hub.document, Some(RecordPart::JobNote), |transaction| {
        let note = container(transaction, "note");
        transaction.insert(&note, 0, "a whole page as one character").unwrap();
    });
    not_allowed(&hub.document, Some(RecordPart::JobNote), |transaction| {
        let note = container(transaction, "note");
        transaction.put(&note, 0, "x").unwrap();
    });
    not_allowed(&hub.document, Some(RecordPart::JobAppointment), |transaction| {
        let planning = container(transaction, "planning");
        transaction.put_object(&planning, "appointment", ObjType::List).unwrap();
    });
}

fn unknown_value() -> ScalarValue {
    ScalarValue::Unknown { type_code: 12, bytes: vec![1, 2, 3] }
}

#[test]
fn only_change_chunks_pass_and_nothing_follows_them() {
    let (hub, mut ada) = worked_on();
    let signer = operative(ada.device());
    let change = ada.type_note("Another page.").remove(0).bytes;
    malformed(&hub.document, &[]);
    malformed(&hub.document, &hub.document.snapshot().saved);
    malformed(&hub.document, &[change.as_slice(), &[0]].concat());
    malformed(&hub.document, &[change.as_slice(), &change].concat());
    for kind in [0, 3, 4, 255] {
        malformed(&hub.document, &chunk(kind, &forge::checksum(contents(&change)), contents(&change)));
    }
    let mut other_checksum = change.clone();
    other_checksum[4] ^= 1;
    malformed(&hub.document, &other_checksum);

    let mut document = hub.document.clone();
    match ask(&document, &deflated(&change), &signer) {
        Admission::Accepted(with, stored) => {
            assert_eq!(stored[0].bytes, change, "what is stored is the one uncompressed spelling");
            document = with;
        }
        other => panic!("a compressed change is a change: {other:?}"),
    }
    assert!(matches!(ask(&document, &change, &signer), Admission::Duplicate));
    let mut junk_after = deflated(&change);
    let start = contents(&junk_after).to_vec();
    junk_after = chunk(forge::COMPRESSED, &forge::checksum(contents(&change)), &[&start[..], &[0; 9]].concat());
    malformed(&hub.document, &junk_after);
    malformed(&hub.document, &chunk(forge::COMPRESSED, &forge::checksum(contents(&change)), b"not deflated"));
}

#[test]
fn headers_are_read_to_the_letter() {
    let (hub, _) = worked_on();
    let honest = ByHand::new(&hub.document, pen(MALLORY));
    assert_eq!(
        refused(&hub.document, &honest.sealed(), &mallory()),
        Fault::NotAllowed(None),
        "written by hand and well formed, it fails only for writing at the top"
    );
    let with = |alter: fn(&mut ByHand)| {
        let mut change = honest.clone();
        alter(&mut change);
        change.sealed()
    };
    malformed(&hub.document, &with(|change| change.actor = vec![9; 15]));
    malformed(&hub.document, &with(|change| change.actor = vec![9; 33]));
    malformed(&hub.document, &with(|change| change.sequence = 0));
    malformed(&hub.document, &with(|change| change.others = vec![vec![9; 4]]));
    malformed(&hub.document, &with(|change| change.others = vec![change.actor.clone()]));
    malformed(&hub.document, &with(|change| change.others = vec![vec![9; 16], vec![8; 16]]));
    malformed(&hub.document, &with(|change| change.dependencies.extend(change.dependencies.clone())));
    malformed(&hub.document, &with(|change| change.extra.push(0)));
    malformed(&hub.document, &with(|change| change.extra[1] = 15));
    malformed(&hub.document, &with(|change| change.sequence = 2));
    malformed(&hub.document, &with(|change| change.columns.clear()));
    malformed(&hub.document, &with(|change| change.columns.reverse()));
    malformed(&hub.document, &with(|change| change.columns.push((0x94, vec![1]))));
    malformed(&hub.document, &with(|change| change.columns.push((0x1_0000_0001, vec![1]))));
    malformed(&hub.document, &with(|change| change.columns[2].0 |= 8));
    for specification in [0x15, 0x34, 0x42, 0x56, 0x70] {
        malformed(&hub.document, &honest.clone().column(specification, Vec::new()).sealed());
    }
    for count in [1_u64 << 20, u64::MAX] {
        let dependencies = [forge::unsigned(count), contents(&honest.sealed())[1..].to_vec()].concat();
        assert_eq!(refused(&hub.document, &sealed(&dependencies), &mallory()), Fault::TooLarge);
    }
}

#[test]
fn an_action_that_no_record_has_is_refused_before_automerge_sees_it() {
    let (hub, mut ada) = worked_on();
    let change = ada.edit(JobEdit::AddItem(new_item("TAP03", 1.0))).remove(0);
    for action in [OpType::Increment(1), OpType::Make(ObjType::Table), OpType::MarkEnd(true)] {
        let bytes = altered(&change.bytes, |change| change.operations[1].action = action);
        assert!(matches!(refused(&hub.document, &bytes, &operative(ada.device())), Fault::Malformed(_)));
    }
    let honest = ByHand::new(&hub.document, pen(MALLORY));
    for action in [5, 6, 7, 8, u64::MAX] {
        let bytes = honest.clone().column(0x42, [forge::signed(1), forge::unsigned(action)].concat()).sealed();
        malformed(&hub.document, &bytes);
    }
    let inserts_into_a_map = altered(&change.bytes, |change| change.operations[1].insert = true);
    assert!(matches!(
        refused(&hub.document, &inserts_into_a_map, &operative(ada.device())),
        Fault::NotAllowed(Some(RecordPart::JobItems))
    ));
    let text_key_in_a_map = altered(&change.bytes, |change| change.operations[1].key = Key::head());
    assert!(matches!(
        refused(&hub.document, &text_key_in_a_map, &operative(ada.device())),
        Fault::NotAllowed(Some(RecordPart::JobItems))
    ));
}
