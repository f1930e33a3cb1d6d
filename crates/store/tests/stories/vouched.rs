//! What the hub need not spell out, and what it signs by the frame.

use documents::{ChangeHash, gate};
use domain::{id::DocumentId, job::EventKind};
use ed25519_dalek::SigningKey;
use protocol::{
    fill::{FilledRecord, SignedRecords},
    message::{ExchangeResponse, OwnChanges, Receipt, ReferencePage, ScopePage},
};
use store::{Outgoing, StoreError};

use crate::common::{EPOCH, Hub, MORNING, Phone, page, record, repairs};

fn nothing_new() -> ExchangeResponse {
    ExchangeResponse {
        epoch: EPOCH,
        hub_time: MORNING,
        position: 20,
        receipt: Receipt { position: 0, chain: 0, opening: [0; 8], mark: [0; 16] },
        verdicts: vec![],
        scopes: vec![repairs()],
        pages: vec![],
        gone: vec![],
        reference: ReferencePage::default(),
        more: false,
    }
}

#[test]
fn what_this_phone_wrote_is_named_by_the_hub_and_moves_the_cursor() {
    let (_phone, store) = Phone::enrolled();
    let mut hub = Hub::new();
    let job = hub.job("10000012");
    store.ingest(&page(vec![hub.entered(&job)], 10)).unwrap();
    record(&store, job.id(), EventKind::Accepted).unwrap();
    record(&store, job.id(), EventKind::Started).unwrap();
    let sent = store.next_batch(10, 1 << 20).unwrap().unwrap();
    let named = own(&sent);
    let answer = |own| ScopePage { own, digest: None, ..page(vec![], 20) };
    // Named wrongly, or in a number that this phone has not reached, nothing of the page is taken.
    let mut forked = named.clone();
    forked[0].2 = ChangeHash::from_bytes([7; 32]);
    let mut ahead = named.clone();
    ahead.push((99, job.id(), named[0].2));
    for own in [forked, ahead] {
        let mut response = nothing_new();
        response.pages = vec![answer(OwnChanges::name(&own))];
        let answered = store.answered(&response, MORNING).unwrap();
        assert!(answered.unheld);
        assert_eq!(store.cursors().unwrap()[0].position, 10);
        assert_eq!(store.counts().unwrap().waiting, 2, "what the hub does not name truly still waits");
    }
    let mut response = nothing_new();
    let theirs = store.load(job.id()).unwrap();
    response.pages = vec![answer(OwnChanges::name(&named))];
    let answered = store.answered(&response, MORNING).unwrap();
    assert!(!answered.unheld);
    assert_eq!(store.cursors().unwrap()[0].position, 20);
    assert_eq!(store.counts().unwrap().waiting, 0, "the hub has it, so nothing waits");
    assert_eq!(store.load(job.id()).unwrap().heads(), theirs.heads());
}

/// What a batch's changes are called.
fn own(sent: &Outgoing) -> Vec<(u64, DocumentId, ChangeHash)> {
    let numbered = (sent.first..).zip(&sent.entries);
    let changes = numbered.filter_map(|(n, entry)| {
        let (document, _, bytes) = entry.link.change()?;
        Some((n, document, gate::measure(bytes, &gate::Limits::DEFAULT).unwrap().hash))
    });
    changes.collect()
}

#[test]
fn a_frame_that_the_hub_did_not_sign_is_refused_whole() {
    let (_phone, store) = Phone::enrolled();
    let mut hub = Hub::new();
    let job = hub.job("10000012");
    store.begin_fill(&repairs(), EPOCH, 90).unwrap();
    let changes = job.changes().into_iter().map(|change| change.bytes).collect();
    let record = FilledRecord { document: job.id(), kind: job.kind(), position: 80, changes };
    let somebody = SigningKey::from_bytes(&[3; 32]);
    let forged = SignedRecords::sign(&[record], &somebody).unwrap();
    let refused = store.ingest_records(&repairs(), &forged).unwrap_err();
    assert!(matches!(refused, StoreError::NotVouchedFor), "{refused}");
    assert!(store.open_jobs().unwrap().is_empty());
    assert_eq!(store.fill_resume(&repairs()).unwrap(), None);
}
