//! Changes that are judged together get the verdicts that they would have got one by one, whatever is among them.
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

use automerge::{ObjType, ROOT, ReadDoc, transaction::Transactable};
use common::{Handheld, hub_ada_and_dev, new_item, pen};
use documents::{
    Document,
    gate::{Admission, Fault, Joining, Judgement, Limits, Signer, admit, measure},
};
use domain::job::{EventKind, JobEdit};
use forge::{altered, anybody, contents, deflated, operative, scribble, sealed};
use proptest::{prelude::*, sample::Index};

const LIMITS: Limits = Limits::DEFAULT;
const MALLORY: u8 = 66;

/// A change on its way to the gate.
#[derive(Clone)]
struct Arrival {
    what: &'static str,
    bytes: Vec<u8>,
    signer: Signer,
}

/// What the gate says, without the bytes.
#[derive(Debug, Clone, PartialEq)]
enum Said {
    Joins([u8; 32]),
    Duplicate,
    Held(usize),
    Refused(String),
}

fn said(judgement: Judgement) -> Said {
    match judgement {
        Judgement::Joins(change) => Said::Joins(*change.hash.as_bytes()),
        Judgement::Duplicate => Said::Duplicate,
        Judgement::Held { missing } => Said::Held(missing.len()),
        Judgement::Refused(fault) => Said::Refused(fault.to_string()),
    }
}

/// One by one, each on the record as the last one left it.
fn one_by_one(record: &Document, arrivals: &[Arrival]) -> (Vec<Said>, Document) {
    let mut record = record.clone();
    let said = arrivals.iter().map(|arrival| match admit(&record, &arrival.bytes, &arrival.signer, &LIMITS) {
        Admission::Accepted(with, changes) => {
            record = with;
            Said::Joins(*changes[0].hash.as_bytes())
        }
        Admission::Duplicate => Said::Duplicate,
        Admission::Held { missing } => Said::Held(missing.len()),
        Admission::Refused(fault) => Said::Refused(fault.to_string()),
    });
    (said.collect(), record)
}

/// As the hub and a handheld ask: together, and when that fails one by one upon one past. True when it failed.
fn together(record: &Document, arrivals: &[Arrival]) -> (Vec<Said>, Document, bool) {
    let ask = |joining: &mut Joining, each: fn(&mut Joining, &[u8], &Signer, &Limits) -> Judgement| {
        arrivals.iter().map(|arrival| said(each(joining, &arrival.bytes, &arrival.signer, &LIMITS))).collect()
    };
    let mut joining = Joining::of(record.clone());
    let said = ask(&mut joining, Joining::judge);
    if let Ok(record) = joining.settle() {
        return (said, record, false);
    }
    let mut joining = Joining::of(record.clone());
    let said = ask(&mut joining, Joining::admit);
    (said, joining.settle().unwrap(), true)
}

/// A morning's work on one job by two people, in the order in which it was made.
fn honest() -> (Document, Vec<Arrival>) {
    let (hub, mut ada, mut dev) = hub_ada_and_dev();
    let item = hub.job().items[0].id;
    let mut made = Vec::new();
    for turn in 0..4 {
        let mut work = Vec::new();
        work.extend(ada.edit(JobEdit::Record { kind: EventKind::Started, reason: String::new() }));
        work.extend(ada.type_note(&format!("Washer worn, turn {turn}.")));
        work.extend(ada.edit(JobEdit::AddItem(new_item("TAP02", 2.0))));
        work.extend(ada.edit(JobEdit::ChangeQuantity { item, quantity: f64::from(turn) + 2.0 }));
        let ada_is = operative(ada.device());
        made.extend(work.into_iter().map(|change| Arrival { what: "Ada's", bytes: change.bytes, signer: ada_is }));
        let mut work = dev.edit(JobEdit::ChangeQuantity { item, quantity: f64::from(turn) + 7.0 });
        work.extend(dev.type_note(&format!("Valve stiff, turn {turn}.")));
        let dev_is = operative(dev.device());
        made.extend(work.into_iter().map(|change| Arrival { what: "Dev's", bytes: change.bytes, signer: dev_is }));
        if turn % 2 == 0 {
            dev.hear(&ada);
        } else {
            ada.hear(&dev);
        }
    }
    (hub.document, made)
}

/// Everything that can arrive: the honest work, and what Mallory makes of it and beside it.
struct Post {
    record: Document,
    honest: Vec<Arrival>,
    hostile: Vec<Arrival>,
}

static POST: LazyLock<Post> = LazyLock::new(|| {
    let (record, honest) = honest();
    let mut hostile = Vec::new();
    for change in &honest {
        let bytes = &change.bytes;
        let mut add = |what, bytes| hostile.push(Arrival { what, bytes, signer: change.signer });
        add("deflated", deflated(bytes));
        add("skipping a number", altered(bytes, |change| change.seq += 1));
        add("repeating a number", altered(bytes, |change| change.seq = change.seq.saturating_sub(1).max(1)));
        add("standing on nothing", altered(bytes, |change| change.deps.clear()));
        add("without its first operation", altered(bytes, |change| drop(change.operations.remove(0))));
        add("far ahead", altered(bytes, |change| change.start_op = change.start_op.checked_add(1 << 21).unwrap()));
        add("cut", bytes[..bytes.len() - 3].to_vec());
        hostile.push(Arrival { what: "signed by another", bytes: bytes.clone(), signer: anybody(pen(MALLORY).device) });
    }
    let mallory = operative(pen(MALLORY).device);
    let by_mallory: [(&str, Vec<u8>); 3] = [
        (
            "replacing a container",
            scribble(&record, pen(MALLORY), |transaction| {
                transaction.put_object(ROOT, "events", ObjType::Map).unwrap();
            }),
        ),
        (
            "giving an order",
            scribble(&record, pen(MALLORY + 1), |transaction| {
                let order = transaction.get(ROOT, "order").unwrap().unwrap().1;
                transaction.put(order, "description", "A new bathroom").unwrap();
            }),
        ),
        (
            "a note of hers",
            scribble(&record, pen(MALLORY + 2), |transaction| {
                let note = transaction.get(ROOT, "note").unwrap().unwrap().1;
                transaction.splice_text(note, 0, 0, "Mallory was here").unwrap();
            }),
        ),
    ];
    for ((what, bytes), number) in by_mallory.into_iter().zip(MALLORY..) {
        hostile.push(Arrival { what, bytes, signer: operative(pen(number).device) });
    }
    for (bytes, next) in &*FAIL_WHEN_TRIED {
        hostile.push(Arrival { what: "failing when tried", bytes: bytes.clone(), signer: mallory });
        hostile.push(Arrival { what: "standing on one that fails when tried", bytes: next.clone(), signer: mallory });
    }
    Post { record, honest, hostile }
});

/// Changes that every check lets pass and that fail when they are tried, each with one that stands on it: an item of
/// Mallory's that names actors of whom it says nothing. Automerge leaves them out when it writes the change down again,
/// and the change would have another hash.
static FAIL_WHEN_TRIED: LazyLock<Vec<(Vec<u8>, Vec<u8>)>> = LazyLock::new(|| {
    let (hub, ..) = hub_ada_and_dev();
    let mut mallory = Handheld::new(MALLORY);
    mallory.hear(&hub);
    let item = mallory.edit(JobEdit::AddItem(new_item("TAP09", 1.0))).remove(0).bytes;
    let next = mallory.edit(JobEdit::Record { kind: EventKind::Paused, reason: String::new() }).remove(0).bytes;
    let honest = contents(&item);
    // The one other actor that it names is the one that made every container.
    let known = [[1, 16].as_slice(), &[1; 16]].concat();
    let at = honest.windows(known.len()).position(|window| window == known).unwrap();
    let (before, after) = (&honest[..at], &honest[at + known.len()..]);
    let naming = |number: u8| {
        let unneeded = [[16].as_slice(), &[number; 16]].concat();
        let bytes = sealed(&[before, &[2], &known[1..], &unneeded, after].concat());
        let hash = measure(&bytes, &LIMITS).unwrap().hash;
        let next = altered(&next, |change| change.deps = vec![hash.as_bytes().as_slice().try_into().unwrap()]);
        (bytes, next)
    };
    (200..203).map(naming).collect()
});

#[test]
fn some_changes_pass_every_check_and_fail_when_they_are_tried() {
    let signer = operative(pen(MALLORY).device);
    for (bytes, _) in &*FAIL_WHEN_TRIED {
        let mut joining = Joining::of(POST.record.clone());
        assert!(matches!(joining.judge(bytes, &signer, &LIMITS), Judgement::Joins(_)));
        assert_eq!(joining.settle().unwrap_err(), Fault::DoesNotApply);
    }
}

#[test]
fn one_that_fails_when_tried_keeps_out_itself_and_what_stands_on_it() {
    let post = &*POST;
    let (bad, next) = &FAIL_WHEN_TRIED[0];
    let mallory = operative(pen(MALLORY).device);
    let mut arrivals = post.honest.clone();
    arrivals.insert(3, Arrival { what: "bad", bytes: bad.clone(), signer: mallory });
    arrivals.insert(5, Arrival { what: "upon it", bytes: next.clone(), signer: mallory });
    let (said, record, failed) = together(&post.record, &arrivals);
    assert!(failed);
    assert!(matches!(said[3], Said::Refused(_)) && said[5] == Said::Held(1), "{said:?}");
    let joined = said.iter().filter(|said| matches!(said, Said::Joins(_))).count();
    assert_eq!(joined, post.honest.len());
    let mut all = post.record.clone();
    for change in &post.honest {
        forge::accept(&mut all, &change.bytes, &change.signer);
    }
    assert_eq!(record.heads(), all.heads());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, ..ProptestConfig::default() })]

    #[test]
    fn together_and_one_by_one_end_the_same(
        picks in prop::collection::vec((any::<Index>(), any::<Index>(), 0..10_u8), 1..40),
        in_order in 0..4_u8,
    ) {
        let post = &*POST;
        let mut arrivals: Vec<Arrival> = Vec::new();
        let mut honest = post.honest.iter();
        for (mine, hers, kind) in picks {
            match (kind, in_order) {
                // Mostly as it was made; without that everything would wait for everything.
                (0..=6, 1..) => arrivals.extend(honest.next().cloned()),
                (0..=6, _) | (7, _) => arrivals.push(mine.get(&post.honest).clone()),
                _ => arrivals.push(hers.get(&post.hostile).clone()),
            }
        }
        let (expected, one) = one_by_one(&post.record, &arrivals);
        let (found, other, _) = together(&post.record, &arrivals);
        let named = |said: &[Said]| -> Vec<String> {
            arrivals.iter().zip(said).map(|(arrival, said)| format!("{}: {said:?}", arrival.what)).collect()
        };
        prop_assert_eq!(named(&found), named(&expected));
        prop_assert_eq!(one.heads(), other.heads());
        prop_assert_eq!(one.snapshot(), other.snapshot());
    }
}
