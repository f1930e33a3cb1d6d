//! Stories of damaged bytes: cut, flipped, and flipped by somebody who then makes the checksum hold again.
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

use common::{Handheld, hub_ada_and_dev, new_item, pen};
use documents::{
    Change, Document,
    gate::{Admission, Fault, Signer},
    job,
};
use domain::{
    id::RecordKind,
    job::{EventKind, JobEdit},
};
use forge::{anybody, ask, contents, operative, sealed};
use proptest::prelude::*;

/// A record; a change of Ada's that asks to join it; and one of Dev's that was made elsewhere.
struct Scene {
    document: Document,
    change: Change,
    ada: Signer,
    elsewhere: Change,
    dev: Signer,
}

/// About 500 bytes: a page is typed.
static PAGE: LazyLock<Scene> = LazyLock::new(|| {
    scene(|ada| {
        let words =
            "Tap washer worn, valve stiff. Both replaced; tested under pressure for ten minutes, no drip. ".repeat(3);
        ada.type_note(&format!("{words}Customer shown where the stop valve is, and how to turn it."))
    })
});

/// Words are put in and taken out.
static NOTE: LazyLock<Scene> = LazyLock::new(|| scene(|ada| ada.type_note("Washer worn, not the valve: replaced")));

static ITEM: LazyLock<Scene> = LazyLock::new(|| scene(|ada| ada.edit(JobEdit::AddItem(new_item("TAP02", 2.0)))));

static EVENT: LazyLock<Scene> = LazyLock::new(|| {
    scene(|ada| ada.edit(JobEdit::Record { kind: EventKind::NoAccess, reason: "Nobody in, card left".into() }))
});

fn scene(work: impl FnOnce(&mut Handheld) -> Vec<Change>) -> Scene {
    let (_, mut ada, mut dev) = hub_ada_and_dev();
    ada.type_note("Tap washer worn, valve stiff.");
    let document = ada.document.clone();
    let change = work(&mut ada).remove(0);
    let elsewhere = dev.edit(JobEdit::Record { kind: EventKind::Started, reason: String::new() }).remove(0);
    Scene { document, change, ada: operative(ada.device()), elsewhere, dev: operative(dev.device()) }
}

/// Asks, and when the answer is yes makes sure that the record is none the worse for it.
fn asked(scene: &Scene, bytes: &[u8]) -> Option<Document> {
    let before = scene.document.heads();
    let admission = ask(&scene.document, bytes, &anybody(scene.ada.device));
    assert_eq!(scene.document.heads(), before);
    let Admission::Accepted(document, stored) = admission else { return None };
    let changes: Vec<Change> = document.changes();
    assert!(changes.contains(&stored[0]));
    let reassembled = Document::assemble(document.id(), RecordKind::Job, pen(99), None, &changes).unwrap();
    let reloaded =
        Document::assemble(document.id(), RecordKind::Job, pen(99), Some(&document.snapshot()), &[]).unwrap();
    let read = job::read(&document).unwrap();
    for other in [reassembled, reloaded] {
        assert_eq!(other.heads(), document.heads());
        assert_eq!(job::read(&other).unwrap(), read);
    }
    assert!(matches!(ask(&document, &scene.elsewhere.bytes, &scene.dev), Admission::Accepted(..)));
    Some(document)
}

#[test]
fn cut_short_anywhere_it_is_no_change() {
    let scene = &*PAGE;
    assert!((400..700).contains(&scene.change.bytes.len()), "{} bytes", scene.change.bytes.len());
    for end in 0..scene.change.bytes.len() {
        let admission = ask(&scene.document, &scene.change.bytes[..end], &scene.ada);
        assert!(matches!(admission, Admission::Refused(Fault::Malformed(_))), "cut at {end}");
    }
}

#[test]
fn no_flipped_bit_passes() {
    let scene = &*PAGE;
    assert!(asked(scene, &scene.change.bytes).is_some());
    for byte in 0..scene.change.bytes.len() {
        for bit in 0..8 {
            let mut flipped = scene.change.bytes.clone();
            flipped[byte] ^= 1 << bit;
            assert!(
                matches!(ask(&scene.document, &flipped, &scene.ada), Admission::Refused(_)),
                "bit {bit} of byte {byte}"
            );
        }
    }
}

#[test]
fn with_any_bit_flipped_and_sealed_again_it_is_refused_or_harmless() {
    let mut accepted = 0;
    for scene in [&*NOTE, &*ITEM, &*EVENT] {
        let honest = contents(&scene.change.bytes);
        assert_eq!(sealed(honest), scene.change.bytes);
        for byte in 0..honest.len() {
            for bit in 0..8 {
                let mut flipped = honest.to_vec();
                flipped[byte] ^= 1 << bit;
                accepted += usize::from(asked(scene, &sealed(&flipped)).is_some());
            }
        }
    }
    assert!(accepted > 100, "letters of a text can be flipped into others: {accepted}");
}

#[test]
fn with_any_byte_left_out_or_doubled_and_sealed_again_it_is_refused_or_harmless() {
    for scene in [&*ITEM, &*EVENT] {
        let honest = contents(&scene.change.bytes);
        for byte in 0..honest.len() {
            let (before, after) = honest.split_at(byte);
            asked(scene, &sealed(&[before, &after[1..]].concat()));
            asked(scene, &sealed(&[before, &after[..1], after].concat()));
            for spelling in [0x00, 0x7f, 0x80, 0xff] {
                asked(scene, &sealed(&[before, &[spelling], &after[1..]].concat()));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 800, ..ProptestConfig::default() })]

    #[test]
    fn damaged_anyhow_and_sealed_again_it_is_refused_or_harmless(
        which in 0..3_usize,
        wounds in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..6),
    ) {
        let scene = [&*NOTE, &*ITEM, &*EVENT][which];
        let mut bytes = contents(&scene.change.bytes).to_vec();
        for (at, value, wound) in wounds {
            let at = at.index(bytes.len());
            match wound {
                0 => bytes[at] = value,
                1 => bytes[at] = bytes[at].wrapping_add(value % 5).wrapping_sub(2),
                2 => bytes.insert(at, value),
                _ => { bytes.remove(at); }
            }
        }
        asked(scene, &sealed(&bytes));
    }

    #[test]
    fn bytes_from_nowhere_are_no_change(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let scene = &*ITEM;
        prop_assert!(asked(scene, &bytes).is_none());
        prop_assert!(asked(scene, &sealed(&bytes)).is_none());
    }
}
