//! A handheld that its landlord withdraws: it hands over what it has, and then it is of no use to anybody.

use domain::job::EventKind;
use protocol::{
    chain::Link,
    message::{EntryVerdict, QuarantineReason, Verdict},
};
use store::{Door, HandOver, Store, StoreError, Stored};

use crate::{
    attachments::add_photo,
    common::{Phone, record, type_note},
};

#[test]
fn a_withdrawn_phone_hands_everything_over_and_then_nobody_can_open_it() {
    let (phone, store, jobs) = Phone::with_jobs(2);
    type_note(&store, jobs[0], "Washer renewed").unwrap();
    let photo = store.keep(&[7; 50_000], "image/jpeg").unwrap();
    let preview = store.keep(&[8; 900], "image/jpeg").unwrap();
    add_photo(&store, jobs[0], &photo, &preview);
    assert!(!store.is_withdrawn());
    assert!(!store.wipe(0).unwrap(), "nobody withdrew it");
    assert_eq!(store.withdrawn(None, None).unwrap(), HandOver { edits: true, attachments: 2 });
    assert_eq!(store.jobs_held().unwrap(), 0, "its lists are empty at once");
    assert!(!store.wipe(0).unwrap(), "edits still wait");
    // Switched off in between, it still knows, and still has what it must hand over.
    store.close().unwrap();
    let store = phone.open().unwrap();
    assert!(store.is_withdrawn());
    let rest = store.next_batch(10, 1 << 20).unwrap().unwrap();
    assert!(matches!(rest.entries[1].link, Link::ChangeWritten { .. }));
    assert_eq!(store.withdrawn(Some(1..=3), None).unwrap(), HandOver { edits: false, attachments: 2 });
    assert_eq!(store.attachment(&photo.hash).unwrap(), [7; 50_000]);
    store.uploaded(&preview.hash).unwrap();
    // The hub would not take the photo.
    assert!(store.wipe(1).unwrap());
    drop(store);
    assert_eq!(phone.handheld.door().unwrap(), Door::Withdrawn { pictures_left: 1 });
    assert!(matches!(phone.open(), Err(StoreError::Withdrawn)));
    assert_eq!(phone.handheld.recovery_seal().unwrap(), None, "not even the landlord's hub can bring its keys back");
}

#[test]
fn a_withdrawn_phone_can_join_again_as_a_new_one() {
    let (phone, store, jobs) = Phone::with_jobs(1);
    record(&store, jobs[0], EventKind::Accepted).unwrap();
    store.keep(&[7; 5_000], "image/jpeg").unwrap();
    store.withdrawn(Some(1..=2), None).unwrap();
    assert!(store.wipe(0).unwrap());
    drop(store);
    let store = Store::create(&phone.handheld).unwrap();
    assert!(store.enrolment().unwrap().is_none() && !store.is_withdrawn());
    assert_eq!(store.jobs_held().unwrap(), 0);
    assert!(!phone.handheld.place.attachments().exists());
}

#[test]
fn of_a_withdrawn_phone_of_which_there_were_two_nothing_stays_and_nobody_goes_on_from_it() {
    let (_phone, store, jobs) = Phone::with_jobs(1);
    record(&store, jobs[0], EventKind::Accepted).unwrap();
    let device = store.pen().unwrap().device;
    let forked = |n| EntryVerdict { device, n, verdict: Verdict::Quarantined(QuarantineReason::ChainForked) };
    store.verdicts(&[forked(1), forked(2)]).unwrap();
    assert!(store.is_forked().unwrap());
    assert_eq!(store.withdrawn(None, None).unwrap(), HandOver::default());
    assert!(!store.is_forked().unwrap());
    assert!(store.load(jobs[0]).is_err(), "the hub has set aside what was done to it here");
}

#[test]
fn a_withdrawn_phone_whose_copy_wrote_under_the_same_numbers_hands_over_what_it_believed_sent() {
    let sent = || {
        let (phone, store, jobs) = Phone::with_jobs(1);
        type_note(&store, jobs[0], "Washer renewed").unwrap();
        let device = store.pen().unwrap().device;
        let accepted = |n| EntryVerdict { device, n, verdict: Verdict::Accepted };
        store.verdicts(&[accepted(1), accepted(2)]).unwrap();
        (phone, store)
    };
    let (_phone, store) = sent();
    let last = "SELECT digest FROM chain_entry WHERE n = 2";
    let own: [u8; 32] = store.inspect(|connection| connection.query_row(last, [], |row| row.get(0))).unwrap();
    let stored = |digest| Some(Stored { n: 2, digest: Some(digest) });
    assert!(!store.withdrawn(None, stored(own)).unwrap().edits, "the hub has all of her chain");
    // One that was put back from a copy took in as many entries of the phone's own copy.
    let (_phone, store) = sent();
    assert!(store.withdrawn(None, stored([7; 32])).unwrap().edits);
    assert_eq!(store.next_batch(10, 1 << 20).unwrap().unwrap().entries.len(), 2);
    assert!(!store.withdrawn(Some(1..=2), stored([7; 32])).unwrap().edits, "handed over once");
}
