//! What waits to be sent, in a chain that its reader can check.

use documents::{Document, concern, job};
use domain::{
    concern::{Concern, ConcernAbout},
    id::{DeviceId, DocumentId, RecordKind},
    job::{EventKind, JobEdit},
};
use ed25519_dalek::SigningKey;
use protocol::{
    chain::{Batch, Link, NO_ENTRY},
    message::{EntryVerdict, QuarantineReason, Verdict},
};
use store::{OutboxItem, OutboxState, Store, StoreError};

use crate::common::{Phone, certificate, clocks, new_id, record, type_note};

fn verdicts(store: &Store, verdicts: &[(u64, Verdict)]) {
    let device = store.pen().unwrap().device;
    let verdicts: Vec<_> =
        verdicts.iter().map(|(n, verdict)| EntryVerdict { device, n: *n, verdict: verdict.clone() }).collect();
    store.verdicts(&verdicts).unwrap();
}

#[test]
fn the_chain_begins_with_the_actor_and_every_batch_continues_the_last() {
    let (phone, store, jobs) = Phone::with_jobs(2);
    assert_eq!(store.next_batch(100, 1 << 20).unwrap(), None, "reading opens no actor");
    record(&store, jobs[0], EventKind::Accepted).unwrap();
    type_note(&store, jobs[1], "Washer renewed").unwrap();
    store.close().unwrap();
    let store = phone.open().unwrap();
    record(&store, jobs[0], EventKind::Started).unwrap();

    let all = store.next_batch(100, 1 << 20).unwrap().unwrap();
    assert_eq!((all.first, all.previous, all.entries.len()), (1, NO_ENTRY, 5));
    let opened: Vec<_> = all.entries.iter().map(|entry| matches!(entry.link, Link::ActorOpened(_))).collect();
    assert_eq!(opened, [true, false, false, true, false]);
    assert!(all.entries.iter().all(|entry| entry.position_seen == 100));
    let Link::ActorOpened(second) = &all.entries[3].link else { unreachable!() };
    assert_eq!(*second, store.actor());
    let Link::ActorOpened(first) = &all.entries[0].link else { unreachable!() };
    assert_ne!(first, second, "two openings never write as one actor");

    let key = SigningKey::from_bytes(&[7; 32]);
    let device = store.pen().unwrap().device;
    let batch = Batch::sign(device, all.first, all.previous, all.entries.clone(), &key);
    let digests = batch.verify(&key.verifying_key()).unwrap();
    verdicts(&store, &[(1, Verdict::Accepted), (2, Verdict::Accepted)]);
    let rest = store.next_batch(2, 1 << 20).unwrap().unwrap();
    assert_eq!((rest.first, rest.previous), (3, digests[1].1));
    assert_eq!(rest.entries, all.entries[2..4]);
    assert_eq!(store.next_batch(100, 1).unwrap().unwrap().entries.len(), 1, "one too large edit goes alone");
}

#[test]
fn a_verdict_clears_or_explains_and_a_batch_never_leaps_over_a_gap() {
    let (_phone, store, jobs) = Phone::with_jobs(1);
    for kind in [EventKind::Accepted, EventKind::Travelling, EventKind::Arrived, EventKind::Started] {
        record(&store, jobs[0], kind).unwrap();
    }
    verdicts(
        &store,
        &[
            (1, Verdict::Duplicate),
            (2, Verdict::Accepted),
            (3, Verdict::Held),
            (4, Verdict::Retry),
            (5, Verdict::Quarantined(QuarantineReason::SequenceGap)),
        ],
    );
    let items = store.outbox_items().unwrap();
    let told: Vec<_> = items.iter().map(|item| (item.n, item.state, item.reason.as_str())).collect();
    assert_eq!(
        told,
        [(3, OutboxState::Held, ""), (4, OutboxState::Waiting, ""), (5, OutboxState::Quarantined, "sequence_gap")]
    );
    assert_eq!(items[0].parts, [domain::access::RecordPart::JobEvents]);
    let counts = store.counts().unwrap();
    assert_eq!((counts.waiting, counts.held, counts.quarantined), (1, 1, 1));
    record(&store, jobs[0], EventKind::Paused).unwrap();
    let outgoing = store.next_batch(100, 1 << 20).unwrap().unwrap();
    assert_eq!((outgoing.first, outgoing.entries.len()), (4, 1), "the sixth is not the fourth's neighbour");
    let other = EntryVerdict { device: domain::id::DeviceId::from_bytes([8; 16]), n: 4, verdict: Verdict::Accepted };
    store.verdicts(&[other]).unwrap();
    assert_eq!(store.counts().unwrap().waiting, 2, "another device's verdict is not ours");
    verdicts(&store, &[(3, Verdict::Accepted)]);
    assert_eq!(store.counts().unwrap().held, 0, "what was held was let in later");
}

#[test]
fn what_was_set_aside_stays_listed_when_the_handheld_goes_on_as_another_device() {
    let (_phone, store, jobs) = Phone::with_jobs(1);
    for kind in [EventKind::Accepted, EventKind::Travelling, EventKind::Started] {
        record(&store, jobs[0], kind).unwrap();
    }
    let aside = Verdict::Quarantined;
    verdicts(
        &store,
        &[
            (1, Verdict::Accepted),
            (2, aside(QuarantineReason::NotInScope)),
            (3, Verdict::Held),
            (4, aside(QuarantineReason::ChainForked)),
        ],
    );
    let (before, before_the_fork) = (store.outbox_items().unwrap(), store.actor());
    store.succeed(&certificate(8), &SigningKey::from_bytes(&[8; 32])).unwrap();
    let items = store.outbox_items().unwrap();
    let told = |item: &OutboxItem| (item.former, item.n, item.state, item.reason.clone());
    let before_it = Some(DeviceId::from_bytes([7; 16]));
    assert_eq!(
        items.iter().map(told).collect::<Vec<_>>(),
        [
            (before_it, 2, OutboxState::Quarantined, "not_in_scope".to_owned()),
            (before_it, 3, OutboxState::Held, String::new()),
            (None, 2, OutboxState::Waiting, String::new()),
        ],
        "what was set aside with the branch goes again, the rest is where it was"
    );
    // Its actor was opened before the fork, and is named all the same.
    let again = store.next_batch(10, 1 << 20).unwrap().unwrap();
    let from = DeviceId::from_bytes([7; 16]);
    assert_eq!(again.entries[0].link, Link::ActorInherited { actor: before_the_fork, from });
    assert!(matches!(again.entries[1].link, Link::ChangeWritten { .. }));
    assert_ne!(store.actor(), before_the_fork);
    assert_eq!(items[0].written, before[0].written);
    let counts = store.counts().unwrap();
    assert_eq!((counts.waiting, counts.held, counts.quarantined), (1, 1, 1));
}

#[test]
fn two_edits_of_one_loaded_copy_cannot_both_be_saved_and_the_second_is_told_so() {
    let (_phone, store, jobs) = Phone::with_jobs(1);
    let edit = |kind| {
        let mut document = store.load(jobs[0]).unwrap();
        let edit = JobEdit::Record { kind, reason: String::new() };
        let changes = job::edit(&mut document, &edit, &clocks(), new_id()).unwrap();
        (document, changes)
    };
    let (first, second) = (edit(EventKind::Accepted), edit(EventKind::Travelling));
    store.commit(&first.0, &first.1).unwrap();
    assert!(matches!(store.commit(&second.0, &second.1), Err(StoreError::Overtaken(_))));
    assert_eq!(store.counts().unwrap().waiting, 1);
    assert_eq!(store.open_jobs().unwrap()[0].status.name(), "accepted");
    assert!(store.commit(&first.0, &first.1).is_err(), "nor the same one twice");
}

#[test]
fn a_change_of_an_earlier_opening_is_refused() {
    let (phone, store, jobs) = Phone::with_jobs(1);
    let mut document = store.load(jobs[0]).unwrap();
    let edit = JobEdit::Record { kind: EventKind::Accepted, reason: String::new() };
    let changes = job::edit(&mut document, &edit, &clocks(), new_id()).unwrap();
    store.close().unwrap();
    let store = phone.open().unwrap();
    assert!(matches!(store.commit(&document, &changes), Err(StoreError::NotOurActor(_))));
    assert_eq!(store.counts().unwrap().waiting, 0);
}

#[test]
fn a_long_history_is_folded_and_keeps_its_bytes_until_they_are_sent() {
    let (phone, store, jobs) = Phone::with_jobs(1);
    for n in 0..120 {
        type_note(&store, jobs[0], &format!("Reading {n} taken")).unwrap();
    }
    let document = store.load(jobs[0]).unwrap();
    assert_eq!(store.next_batch(1_000, 1 << 20).unwrap().unwrap().entries.len(), 121);
    store.close().unwrap();
    let store = phone.open().unwrap();
    assert_eq!(store.load(jobs[0]).unwrap().heads(), document.heads());
    assert_eq!(crate::common::note(&store, jobs[0]), "Reading 119 taken");
    let row = store.job_row(jobs[0]).unwrap().unwrap();
    assert_eq!(row.waiting, 120);
}

#[test]
fn a_commit_waits_for_the_disk_and_references_are_checked() {
    let (_phone, store) = Phone::enrolled();
    fn shared_between_threads<T: Send + Sync>(_: &T) {}
    shared_between_threads(&store);
    store
        .write_settings(|setting| {
            assert_eq!(setting("synchronous"), "2");
            assert_eq!(setting("foreign_keys"), "1");
            assert_eq!(setting("journal_mode"), "wal");
        })
        .unwrap();
}

#[test]
fn request_numbers_are_never_given_twice() {
    let (phone, store) = Phone::enrolled();
    let mut given: Vec<u64> = (0..200).map(|_| store.next_counter().unwrap()).collect();
    drop(store);
    let store = phone.open().unwrap();
    given.extend((0..200).map(|_| store.next_counter().unwrap()));
    assert!(given.is_sorted_by(|a, b| a < b), "{given:?}");
    assert!(given[0] > 0);
}

#[test]
fn the_enrolment_reads_back_and_is_made_once() {
    let (phone, store) = Phone::enrolled();
    crate::common::enrol(&store, 7);
    let other = crate::common::certificate(9);
    let key = SigningKey::from_bytes(&[9; 32]);
    let again = store.enrol("https://other.example.org", "Other Homes", &other, &key, [0; 16]);
    assert!(matches!(again, Err(StoreError::AlreadyEnrolled { landlord }) if landlord == "Calder Vale Homes"));
    drop(store);
    let enrolment = phone.open().unwrap().enrolment().unwrap().unwrap();
    assert_eq!(enrolment.hub, "https://hub.example.org");
    assert_eq!(enrolment.certificate, crate::common::certificate(7));
    assert_eq!(enrolment.signing_key.to_bytes(), [7; 32]);
    let fresh = Phone::new();
    let store = Store::create(&fresh.handheld).unwrap();
    assert!(matches!(store.pen(), Err(StoreError::NotEnrolled)));
}

#[test]
fn a_worry_is_in_no_list_and_is_forgotten_once_the_hub_has_it() {
    let (_phone, store) = Phone::enrolled();
    let id = DocumentId::from_bytes([77; 16]);
    let mut document = Document::create(id, RecordKind::Concern, store.pen().unwrap()).unwrap();
    let worry = Concern {
        about: ConcernAbout::Adult,
        words: "Bruises, and would not say why.".into(),
        address: "16 Pinder House".into(),
        in_danger: false,
    };
    let changes = concern::write(&mut document, &worry, &clocks()).unwrap();
    store.hand_over(&document, &changes).unwrap();
    let outgoing = store.next_batch(100, 1 << 20).unwrap().unwrap();
    assert_eq!(outgoing.entries.len(), 2, "its actor, and the worry");
    assert!(matches!(&outgoing.entries[1].link, Link::ChangeWritten { kind: RecordKind::Concern, .. }));
    assert!(store.load(id).is_ok(), "kept until it is there");
    verdicts(&store, &[(1, Verdict::Accepted), (2, Verdict::Accepted)]);
    assert!(matches!(store.load(id), Err(StoreError::NoSuchRecord(_))));
}

#[test]
fn a_layer_is_kept_with_the_record_and_waits_in_no_outbox() {
    let (phone, store, jobs) = Phone::with_jobs(1);
    let booked = JobEdit::FollowOn { job: DocumentId::from_bytes([9; 16]), description: "Replaster".into() };
    let edited = store
        .edit::<StoreError>(jobs[0], |document| {
            let changes = job::edit(document, &booked, &clocks(), new_id()).unwrap();
            assert_eq!(changes.len(), 2, "a layer, and what stands on it");
            Ok(changes.into())
        })
        .unwrap();
    assert_eq!(store.counts().unwrap().waiting, 1);
    store.close().unwrap();
    let held = phone.open().unwrap().load(jobs[0]).unwrap();
    assert_eq!(held.heads(), edited.heads());
    assert_eq!(job::read(&held).unwrap().follow_ons.len(), 1);
}
