//! A record that is made again from the hub's, because the hub keeps something out that was written to it here.

use documents::{ChangeHash, Document, gate, job};
use domain::{
    access::Role,
    id::DocumentId,
    job::{EventKind, JobEdit, NewItem},
};
use protocol::{
    chain::{Entry, Link},
    message::{EntryVerdict, QuarantineReason, SignedSnapshot, Verdict},
    reconcile::{Fetched, Standing},
};
use store::{OutboxState, Store};

use crate::common::{Hub, Phone, edit, hub_key, note, page, record, repairs, sealed, type_note};

fn verdict(store: &Store, n: u64, verdict: Verdict) -> EntryVerdict {
    EntryVerdict { device: store.pen().unwrap().device, n, verdict }
}

fn fetched(document: &Document) -> Fetched {
    let signed = SignedSnapshot::sign(document.snapshot().to_frame(), &hub_key());
    Fetched { document: document.id(), standing: Standing::Here(document.kind(), signed) }
}

/// Ada's phone wrote what only the landlord may, worked on, and hears that it is kept out.
fn story() -> (Phone, Store, Document, DocumentId) {
    let (phone, store) = Phone::enrolled();
    let mut hub = Hub::new();
    let held = hub.job("10000012");
    store.ingest(&page(vec![hub.entered(&held)], 10)).unwrap();
    let id = held.id();
    type_note(&store, id, "Before").unwrap();
    edit(&store, id, |_| JobEdit::Appoint(None)).unwrap();
    type_note(&store, id, "Before. After it").unwrap();
    record(&store, id, EventKind::Accepted).unwrap();
    // The hub took the note, and nothing from there on.
    let hubs = store.load(id).unwrap();
    let first = hubs.changes_since(&held.heads())[0].clone();
    let mut at_the_hub = held.clone();
    at_the_hub.apply(std::slice::from_ref(&first)).unwrap();
    let kept_out = Verdict::Quarantined(QuarantineReason::NotAllowed);
    let stands_on_it = Verdict::Quarantined(QuarantineReason::DependsOnQuarantined);
    store
        .verdicts(&[
            verdict(&store, 1, Verdict::Accepted),
            verdict(&store, 2, Verdict::Accepted),
            verdict(&store, 3, kept_out),
            verdict(&store, 4, stands_on_it.clone()),
            verdict(&store, 5, stands_on_it),
        ])
        .unwrap();
    (phone, store, at_the_hub, id)
}

#[test]
fn what_ada_did_since_is_done_once_more_upon_the_hubs_record() {
    let (phone, store, hubs, id) = story();
    // She goes on meanwhile.
    edit(&store, id, |_| {
        JobEdit::AddItem(NewItem {
            code: "PLP5R082".into(),
            description: "Renew washer to tap".into(),
            unit: "each".into(),
            quantity: 2.0,
            m3nhf: false,
        })
    })
    .unwrap();
    assert!(store.cursors().unwrap().is_empty(), "its scope waits for the hub's copy");
    assert_eq!(store.to_rebuild(&repairs()).unwrap(), [id]);
    let before = store.load(id).unwrap();
    let actor = store.actor();
    store.reconciled(&repairs(), &[fetched(&hubs)]).unwrap();
    store.end_reconciliation(&repairs(), 30).unwrap();
    assert!(store.to_rebuild(&repairs()).unwrap().is_empty());
    assert_ne!(store.actor(), actor, "what is done again is done by a new actor");

    let job = job::read(&store.load(id).unwrap()).unwrap();
    assert_eq!(job.note.text, "Before. After it");
    assert!(job.events.iter().any(|event| event.kind == EventKind::Accepted));
    assert_eq!(job.items.iter().filter(|item| item.element.is_empty()).count(), 1);
    assert!(job.order.appointment.is_some(), "what the landlord may alone is the landlord's");
    assert_eq!(store.job_row(id).unwrap().unwrap().status.name(), "accepted");

    // Every change of it passes the hub's gate, and none of the branch that was kept out is in it.
    let outgoing = store.next_batch(100, 1 << 20).unwrap().unwrap();
    let device = store.pen().unwrap().device;
    let signer = gate::Signer { device, role: Some(Role::RepairsOperative) };
    let mut joined = hubs.clone();
    let mut again = 0;
    for entry in &outgoing.entries {
        let Some((_, _, bytes)) = entry.link.change() else { continue };
        if let gate::Admission::Accepted(with, _) = gate::admit(&joined, bytes, &signer, &gate::Limits::DEFAULT) {
            joined = with;
            again += 1;
        }
    }
    assert_eq!(again, 3, "the words, the step and the item");
    assert_eq!(joined.heads(), store.load(id).unwrap().heads());
    // The item was written on the branch that is kept out, and is still handed over with its very bytes.
    let items = before.changes().last().unwrap().bytes.clone();
    let handed_over = |entry: &Entry| matches!(&entry.link, Link::ChangeWritten { bytes, .. } if *bytes == items);
    assert!(outgoing.entries.iter().any(handed_over));
    // The hub hears which of them does what once more: the note, the step and the item, in their order.
    let own = before.changes();
    let written_again: Vec<ChangeHash> = own[own.len() - 3..].iter().map(|change| change.hash).collect();
    let said: Vec<ChangeHash> = outgoing
        .entries
        .iter()
        .filter_map(|entry| match entry.link {
            Link::ChangeWrittenAgain { of, .. } => Some(of),
            _ => None,
        })
        .collect();
    assert_eq!(said, written_again);
    // What was kept out stays listed; what was done again waits to be sent in its first one's place.
    let listed: Vec<_> =
        store.outbox_items().unwrap().into_iter().map(|item| (item.state, item.reason, item.rebuilt)).collect();
    let waiting = (OutboxState::Waiting, String::new(), true);
    let refused = (OutboxState::Quarantined, "not_allowed".to_owned(), true);
    assert_eq!(listed, [refused, waiting.clone(), waiting.clone(), waiting]);
    let counts = store.counts().unwrap();
    assert_eq!((counts.quarantined, counts.waiting), (1, 3));
    // Opened again, all of it is there; told once more that the item is kept out, nothing begins anew.
    store.close().unwrap();
    let store = phone.open().unwrap();
    assert_eq!(note(&store, id), "Before. After it");
    let n = outgoing.first;
    store.verdicts(&[verdict(&store, n, Verdict::Quarantined(QuarantineReason::DependsOnQuarantined))]).unwrap();
    assert!(store.to_rebuild(&repairs()).unwrap().is_empty());
    store.rebuild_read_models().unwrap();
    assert_eq!(store.job_row(id).unwrap().unwrap().status.name(), "accepted");
}

#[test]
fn others_work_that_came_meanwhile_is_kept_and_words_find_their_place_in_it() {
    let (_phone, store, hubs, id) = story();
    let mut devs = hubs.fork(crate::common::dev());
    let base = devs.heads().iter().map(|head| *head.as_bytes()).collect();
    let typed = JobEdit::EditNote { base, text: "Dev was here. Before".into() };
    job::edit(&mut devs, &typed, &crate::common::clocks(), crate::common::new_id()).unwrap();
    store.reconciled(&repairs(), &[fetched(&devs)]).unwrap();
    assert_eq!(note(&store, id), "Dev was here. Before. After it");
}

#[test]
fn what_the_customer_signed_is_never_written_again_and_what_came_after_it_is() {
    let (_phone, store, hubs, id) = story();
    let signed = store.load(id).unwrap();
    let seal = sealed(&signed);
    edit(&store, id, |_| JobEdit::SignOff { seal }).unwrap();
    type_note(&store, id, "Before. After it. And after the signature").unwrap();
    store.reconciled(&repairs(), &[fetched(&hubs)]).unwrap();
    let job = job::read(&store.load(id).unwrap()).unwrap();
    assert!(job.sign_offs.is_empty(), "the signature stays with what it covers");
    assert!(job.events.iter().all(|event| event.kind != EventKind::Accepted), "which is evidence");
    assert_eq!(job.note.text, "Before. And after the signature");
    let bytes: i64 = store
        .inspect(|connection| connection.query_row("SELECT count(*) FROM evidence", [], |row| row.get(0)))
        .unwrap();
    assert_eq!(bytes, 5, "what was refused, what stood on it, and the signature, with their very bytes");
    let listed: Vec<_> = store.outbox_items().unwrap().into_iter().map(|item| item.state).collect();
    let waiting = listed.iter().filter(|state| **state == OutboxState::Waiting).count();
    assert_eq!((listed.len(), waiting), (5, 2), "the signature is still to be handed over, and the words after it");
}
