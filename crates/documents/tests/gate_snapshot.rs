//! Stories of whole documents that the hub hands out: merged into what a handheld holds, never in its place.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "in a story's helpers a panic is how it fails"
)]

mod common;

use common::{Handheld, hub_ada_and_dev, job_id, new_item, pen};
use documents::{
    Document, Snapshot,
    gate::{Fault, MAX_SNAPSHOT, merge_snapshot},
};
use domain::{
    id::{DocumentId, RecordKind},
    job::{EventKind, JobEdit},
};

#[test]
fn work_that_was_not_sent_yet_survives_the_whole_document() {
    let (mut hub, mut ada, mut dev) = hub_ada_and_dev();
    dev.edit(JobEdit::Record { kind: EventKind::Accepted, reason: String::new() });
    dev.type_note("Neighbour has the key.");
    hub.hear(&dev);
    let mut pending = ada.type_note("Bring a long ladder.");
    pending.extend(ada.edit(JobEdit::AddItem(new_item("LAD01", 1.0))));

    let (merged, news) = merge_snapshot(&ada.document, &hub.document.snapshot()).unwrap();
    assert_eq!(news.len(), 2);
    assert!(news.iter().all(|change| hub.document.has(&change.hash)));
    assert_eq!(merged.changes_since(&hub.document.heads()), pending);
    ada.document = merged;
    let note = ada.job().note.text;
    assert!(note.contains("Bring a long ladder.") && note.contains("Neighbour has the key."), "{note}");
    // Her pen goes on where it was.
    ada.type_note("All of it done.");
    let (again, nothing) = merge_snapshot(&ada.document, &hub.document.snapshot()).unwrap();
    assert!(nothing.is_empty());
    assert_eq!(again.heads(), ada.document.heads());
}

#[test]
fn a_handheld_without_the_job_gets_all_of_it() {
    let (hub, ..) = hub_ada_and_dev();
    let new = Handheld::new(40);
    let (filled, news) = merge_snapshot(&new.document, &hub.document.snapshot()).unwrap();
    assert_eq!(filled.heads(), hub.document.heads());
    assert_eq!(news, hub.document.changes());
}

#[test]
fn a_whole_document_that_is_damaged_or_anothers_changes_nothing() {
    let (hub, ada, _) = hub_ada_and_dev();
    let whole = hub.document.snapshot();
    let refused = |snapshot: &Snapshot| {
        let before = ada.document.snapshot();
        let fault = merge_snapshot(&ada.document, snapshot).err();
        assert_eq!(ada.document.snapshot(), before);
        fault
    };
    let other_id = DocumentId::derived("calder-vale", RecordKind::Job, "10000013");
    assert!(matches!(refused(&Snapshot { document: other_id, ..whole.clone() }), Some(Fault::Malformed(_))));
    assert!(matches!(refused(&Snapshot { kind: RecordKind::Alert, ..whole.clone() }), Some(Fault::Malformed(_))));
    let alert = Document::create(job_id(), RecordKind::Alert, pen(40)).unwrap().snapshot();
    let mislabelled = Snapshot { kind: RecordKind::Job, ..alert };
    assert!(matches!(refused(&mislabelled), Some(Fault::Malformed(_))));
    assert_eq!(refused(&Snapshot { saved: vec![0; MAX_SNAPSHOT + 1], ..whole.clone() }), Some(Fault::TooLarge));
    for byte in 0..whole.saved.len() {
        let cut = Snapshot { saved: whole.saved[..byte].to_vec(), ..whole.clone() };
        assert!(refused(&cut).is_some(), "cut at {byte}");
        for bit in 0..8 {
            let mut flipped = whole.clone();
            flipped.saved[byte] ^= 1 << bit;
            assert!(refused(&flipped).is_some(), "bit {bit} of byte {byte}");
        }
    }
}

#[test]
fn an_actor_that_wrote_twice_under_one_number_does_not_merge() {
    let (hub, mut ada, _) = hub_ada_and_dev();
    // Ada's database was copied, and the copy wrote on with the same actor.
    let mut copy = Handheld::new(11);
    copy.hear(&hub);
    ada.type_note("Written here.");
    copy.type_note("Written on the copy.");
    let before = ada.document.snapshot();
    let fault = merge_snapshot(&ada.document, &copy.document.snapshot()).err();
    assert_eq!(fault, Some(Fault::DoesNotApply));
    assert_eq!(ada.document.snapshot(), before);
}
