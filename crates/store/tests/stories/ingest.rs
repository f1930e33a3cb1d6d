//! What the hub sends joins what Ada holds.

use documents::{Document, job};
use domain::{
    id::{DocumentId, RecordKind},
    job::{EventKind, JobEdit},
    time::Timestamp,
};
use protocol::message::{Cursor, ExchangeResponse, FeedEntry, News, Receipt, ReferencePage, SignedSnapshot};
use sha2::{Digest, Sha256};

use crate::common::{EPOCH, Hub, Phone, clocks, dev, new_id, note, page, record, repairs, type_note};

/// Dev's edits of a job that he holds, too.
fn by_dev(job: &Document, edits: &[JobEdit]) -> (Document, Vec<documents::Change>) {
    let mut devs = job.fork(dev());
    let mut changes = Vec::new();
    for edit in edits {
        changes.extend(job::edit(&mut devs, edit, &clocks(), new_id()).unwrap());
    }
    (devs, changes)
}

/// A hub's word that nobody looks into here.
const RECEIPT: Receipt = Receipt { position: 0, chain: 0, opening: [0; 8], mark: [0; 16] };

fn event(kind: EventKind) -> JobEdit {
    JobEdit::Record { kind, reason: String::new() }
}

#[test]
fn a_page_joins_once_however_often_it_comes() {
    let (_phone, store) = Phone::enrolled();
    let mut hub = Hub::new();
    let held = hub.job("10000012");
    let (_, changes) = by_dev(&held, &[event(EventKind::Accepted), event(EventKind::Started)]);
    let pages = [page(vec![hub.entered(&held)], 10), page(vec![hub.changed(&held, &changes)], 12)];
    for page in &pages {
        assert_eq!(store.ingest(page).unwrap().touched.len(), 1);
    }
    let before = (store.open_jobs().unwrap(), store.load(held.id()).unwrap().heads(), store.cursors().unwrap());
    let digest = store.scope_digest(&repairs()).unwrap();
    for page in &pages {
        assert!(store.ingest(page).unwrap().touched.is_empty());
    }
    assert_eq!((store.open_jobs().unwrap(), store.load(held.id()).unwrap().heads(), store.cursors().unwrap()), before);
    assert_eq!(store.scope_digest(&repairs()).unwrap(), digest);
    assert_eq!(before.2, [Cursor { scope: repairs(), position: 12, digest: Some(digest) }]);
    assert_eq!(before.0[0].status.name(), "started");
}

#[test]
fn a_whole_record_merges_into_what_ada_has_not_sent_yet() {
    let (_phone, store) = Phone::enrolled();
    let mut hub = Hub::new();
    let held = hub.job("10000012");
    store.ingest(&page(vec![hub.entered(&held)], 10)).unwrap();
    type_note(&store, held.id(), "Ada: washer renewed. ").unwrap();
    let base = held.heads().iter().map(|head| *head.as_bytes()).collect();
    let (devs, _) = by_dev(&held, &[JobEdit::EditNote { base, text: "Dev: key is next door. ".into() }]);
    store.ingest(&page(vec![hub.entered(&devs)], 11)).unwrap();
    let text = note(&store, held.id());
    assert!(text.contains("Ada: washer renewed.") && text.contains("Dev: key is next door."), "{text}");
    assert_eq!(store.counts().unwrap().waiting, 1, "hers still waits to be sent");
    assert_eq!(store.job_row(held.id()).unwrap().unwrap().waiting, 1);
}

#[test]
fn an_edit_saved_from_an_older_copy_keeps_what_arrived_meanwhile_in_record_and_rows() {
    let (_phone, store) = Phone::enrolled();
    let mut hub = Hub::new();
    let held = hub.job("10000012");
    store.ingest(&page(vec![hub.entered(&held)], 10)).unwrap();
    let mut open_on_screen = store.load(held.id()).unwrap();
    let (_, changes) = by_dev(&held, &[event(EventKind::Accepted), event(EventKind::Started)]);
    store.ingest(&page(vec![hub.changed(&held, &changes)], 12)).unwrap();
    let base = open_on_screen.heads().iter().map(|head| *head.as_bytes()).collect();
    let typed = JobEdit::EditNote { base, text: "Typed before Dev's news came".into() };
    let changes = job::edit(&mut open_on_screen, &typed, &clocks(), new_id()).unwrap();
    store.commit(&open_on_screen, &changes).unwrap();
    assert_eq!(note(&store, held.id()), "Typed before Dev's news came");
    assert_eq!(store.job_row(held.id()).unwrap().unwrap().status.name(), "started");
    store.rebuild_read_models().unwrap();
    assert_eq!(store.job_row(held.id()).unwrap().unwrap().status.name(), "started");
}

#[test]
fn changes_that_come_before_those_they_stand_on_wait_for_them() {
    let (_phone, store) = Phone::enrolled();
    let mut hub = Hub::new();
    let held = hub.job("10000012");
    let edits = [event(EventKind::Accepted), event(EventKind::Travelling), event(EventKind::Started)];
    let (_, changes) = by_dev(&held, &edits);
    store.ingest(&page(vec![hub.entered(&held)], 10)).unwrap();
    store.ingest(&page(vec![hub.changed(&held, &changes[2..])], 11)).unwrap();
    assert_eq!(store.open_jobs().unwrap()[0].status.name(), "dispatched");
    store.ingest(&page(vec![hub.changed(&held, &changes[1..2])], 12)).unwrap();
    assert_eq!(store.open_jobs().unwrap()[0].status.name(), "dispatched");
    assert_eq!(store.ingest(&page(vec![hub.changed(&held, &changes[..1])], 13)).unwrap().touched.len(), 1);
    assert_eq!(store.open_jobs().unwrap()[0].status.name(), "started");
    assert!(store.set_aside().unwrap().is_empty());
}

#[test]
fn what_does_not_hold_together_is_set_aside_with_its_bytes_and_stops_nothing_else() {
    let (_phone, store) = Phone::enrolled();
    let mut hub = Hub::new();
    let [first, second, third] = ["10000012", "10000013", "10000014"].map(|reference| hub.job(reference));
    let (_, changes) = by_dev(&first, &[event(EventKind::Accepted)]);
    let mut flipped = changes[0].clone();
    flipped.bytes[20] ^= 1;
    let mut unsigned = hub.entered(&second);
    let News::Entered(snapshot) = &mut unsigned.news else { unreachable!() };
    *snapshot = SignedSnapshot { signature: vec![0; 64], ..snapshot.clone() };
    let nonsense = FeedEntry {
        document: DocumentId::from_bytes([77; 16]),
        kind: RecordKind::Job,
        news: News::Entered(SignedSnapshot::sign(b"nonsense".to_vec(), &crate::common::hub_key())),
    };
    let bad = page(
        vec![
            hub.entered(&first),
            hub.changed(&first, &[flipped.clone(), changes[0].clone()]),
            unsigned,
            nonsense,
            hub.entered(&third),
        ],
        20,
    );
    let done = store.ingest(&bad).unwrap();
    assert_eq!(done.set_aside, 3);
    let aside = store.set_aside().unwrap();
    assert_eq!(aside.len(), 3);
    assert!(aside.iter().any(|aside| aside.bytes == flipped.bytes && !aside.whole && !aside.fault.is_empty()));
    let held: Vec<_> =
        store.open_jobs().unwrap().iter().map(|row| (row.reference.clone(), row.status.name())).collect();
    assert_eq!(held, [("10000012".into(), "accepted"), ("10000014".into(), "dispatched")]);
    assert_eq!(store.cursors().unwrap()[0].position, 20);
    assert_eq!(store.ingest(&bad).unwrap().set_aside, 0, "it is listed once");
    assert_eq!(store.counts().unwrap().set_aside, 3);
}

#[test]
fn the_digest_sums_what_the_hub_has_and_not_what_waits() {
    let (_phone, store) = Phone::enrolled();
    let mut hub = Hub::new();
    let jobs = ["10000012", "10000013"].map(|reference| hub.job(reference));
    store.ingest(&page(jobs.iter().map(|job| hub.entered(job)).collect(), 10)).unwrap();
    let sum = |documents: &[&Document]| {
        let marks = documents.iter().flat_map(|document| {
            document.changes().into_iter().map(|change| {
                let digest = Sha256::digest([document.id().as_bytes().as_slice(), change.hash.as_bytes()].concat());
                u128::from_be_bytes(digest[..16].try_into().unwrap())
            })
        });
        marks.fold(0_u128, u128::wrapping_add).to_be_bytes()
    };
    assert_eq!(store.scope_digest(&repairs()).unwrap(), sum(&[&jobs[0], &jobs[1]]));
    record(&store, jobs[0].id(), EventKind::Accepted).unwrap();
    assert_eq!(store.scope_digest(&repairs()).unwrap(), sum(&[&jobs[0], &jobs[1]]));
    let with_hers = store.load(jobs[0].id()).unwrap();
    let her_change = with_hers.changes_since(&jobs[0].heads());
    store.ingest(&page(vec![hub.changed(&with_hers, &her_change)], 11)).unwrap();
    assert_eq!(store.scope_digest(&repairs()).unwrap(), sum(&[&with_hers, &jobs[1]]));
    assert_eq!(store.counts().unwrap().waiting, 0, "the feed showed that the hub has it");
}

#[test]
fn an_answer_is_applied_whole_with_clocks_scopes_and_drift() {
    let (phone, store) = Phone::enrolled();
    let mut hub = Hub::new();
    let held = hub.job("10000012");
    store.ingest(&page(vec![hub.entered(&held)], 10)).unwrap();
    let other = domain::scope::Scope::team_repairs("GAS-NORTH");
    let mut response = ExchangeResponse {
        epoch: EPOCH,
        hub_time: Timestamp::from_milliseconds(crate::common::MORNING.milliseconds() + 5_000),
        position: 40,
        receipt: RECEIPT,
        verdicts: vec![],
        scopes: vec![repairs(), other.clone()],
        pages: vec![],
        gone: vec![],
        reference: ReferencePage::default(),
        more: false,
    };
    let sent = crate::common::MORNING;
    phone.clock.pass(2_000);
    let answered = store.answered(&response, sent).unwrap();
    assert_eq!(answered.fill, std::slice::from_ref(&other));
    assert!(answered.drifted.is_empty() && !answered.more_to_send && !answered.new_epoch);
    let contact = store.contact().unwrap();
    assert_eq!((contact.hub_offset, contact.position_seen), (Some(4_000), 40));
    response.pages = vec![protocol::message::ScopePage { digest: Some([1; 16]), ..page(vec![], 40) }];
    assert_eq!(store.answered(&response, sent).unwrap().drifted, [repairs()]);
}

#[test]
fn work_is_dated_by_what_was_read_of_every_scope_and_not_by_what_the_hub_has() {
    let (_phone, store) = Phone::enrolled();
    let mut hub = Hub::new();
    let gas = domain::scope::Scope::team_repairs("GAS-NORTH");
    let [held, coming] = ["10000012", "10000013"].map(|reference| hub.job(reference));
    store.ingest(&page(vec![hub.entered(&held)], 10)).unwrap();
    let seen = || store.contact().unwrap().position_seen;
    assert_eq!(seen(), 10);
    // An answer that is cut: in what is still to come, the job may leave.
    let cut = ExchangeResponse {
        epoch: EPOCH,
        hub_time: crate::common::MORNING,
        position: 40,
        receipt: RECEIPT,
        verdicts: vec![],
        scopes: vec![repairs(), gas.clone()],
        pages: vec![page(vec![], 20)],
        gone: vec![],
        reference: ReferencePage::default(),
        more: true,
    };
    store.answered(&cut, crate::common::MORNING).unwrap();
    assert_eq!(seen(), 20, "the log up to 40 was not read");
    // A stream of another scope that is far ahead, and is cut: its records may leave after it began.
    store.begin_fill(&gas, EPOCH, 50).unwrap();
    store.ingest_records(&gas, &hub.filled(&[(&coming, 45)])).unwrap();
    record(&store, held.id(), EventKind::Accepted).unwrap();
    let whole = ExchangeResponse { position: 60, pages: vec![], more: false, ..cut };
    store.answered(&whole, crate::common::MORNING).unwrap();
    assert_eq!(seen(), 50);
    let outgoing = store.next_batch(10, 1 << 20).unwrap().unwrap();
    assert!(outgoing.entries.iter().all(|entry| entry.position_seen == 20), "{outgoing:?}");
    store.end_fill(&gas, None).unwrap();
    store.answered(&whole, crate::common::MORNING).unwrap();
    assert_eq!(seen(), 60);
}

#[test]
fn a_scope_that_is_withdrawn_while_its_stream_is_cut_leaves_nothing_behind() {
    let (_phone, store) = Phone::enrolled();
    let mut hub = Hub::new();
    let gas = domain::scope::Scope::team_repairs("GAS-NORTH");
    let job = hub.job("10000012");
    store.begin_fill(&gas, EPOCH, 50).unwrap();
    store.ingest_records(&gas, &hub.filled(&[(&job, 45)])).unwrap();
    let answer = ExchangeResponse {
        epoch: EPOCH,
        hub_time: crate::common::MORNING,
        position: 60,
        receipt: RECEIPT,
        verdicts: vec![],
        scopes: vec![repairs()],
        pages: vec![],
        gone: vec![],
        reference: ReferencePage::default(),
        more: false,
    };
    assert!(store.answered(&answer, crate::common::MORNING).unwrap().ingested.touched.contains(&job.id()));
    assert!(store.load(job.id()).is_err());
    assert_eq!(store.fill_resume(&gas).unwrap(), None);
}

#[test]
fn a_hub_restored_from_a_backup_is_given_everything_again_and_nothing_is_thrown_away() {
    let (_phone, store) = Phone::enrolled();
    let mut hub = Hub::new();
    let held = hub.job("10000012");
    store.ingest(&page(vec![hub.entered(&held)], 10)).unwrap();
    record(&store, held.id(), EventKind::Accepted).unwrap();
    let outgoing = store.next_batch(100, 1 << 20).unwrap().unwrap();
    let accepted = |n| protocol::message::EntryVerdict {
        device: store.pen().unwrap().device,
        n,
        verdict: protocol::message::Verdict::Accepted,
    };
    store.verdicts(&[accepted(1), accepted(2)]).unwrap();
    assert_eq!(store.next_batch(100, 1 << 20).unwrap(), None);
    let response = ExchangeResponse {
        epoch: [6; 16],
        hub_time: crate::common::MORNING,
        position: 3,
        receipt: RECEIPT,
        verdicts: vec![],
        scopes: vec![repairs()],
        pages: vec![],
        gone: vec![],
        reference: ReferencePage::default(),
        more: false,
    };
    let before = held.changes().len();
    let answered = store.answered(&response, crate::common::MORNING).unwrap();
    assert!(answered.new_epoch && answered.more_to_send);
    assert_eq!((answered.fill, answered.reconcile), (vec![], vec![repairs()]));
    assert!(store.cursors().unwrap().is_empty(), "nothing is followed before it is reconciled");
    assert_eq!(store.next_batch(100, 1 << 20).unwrap(), Some(outgoing), "the hub has nothing of her chain");
    assert_eq!(store.open_jobs().unwrap()[0].status.name(), "accepted");
    let others = "SELECT count(*) FROM record_change WHERE committed = 1";
    let still: u32 = store.inspect(|connection| connection.query_row(others, [], |row| row.get(0))).unwrap();
    assert_eq!(still, u32::try_from(before).unwrap(), "of others' work it is found out first what the hub has");
    assert_eq!(store.contact().unwrap().position_seen, 10, "the position seen never decreases");
}

#[test]
fn a_hub_restored_from_a_backup_is_offered_every_picture_that_is_here_again() {
    let (_phone, store, jobs) = Phone::with_jobs(1);
    let [photo, preview] = [200, 40].map(|length| store.keep(&vec![7; length], "image/jpeg").unwrap());
    crate::attachments::add_photo(&store, jobs[0], &photo, &preview);
    for kept in [&photo, &preview] {
        store.uploaded(&kept.hash).unwrap();
    }
    assert_eq!(store.next_upload().unwrap(), None);
    let again = |epoch| ExchangeResponse {
        epoch,
        hub_time: crate::common::MORNING,
        position: 3,
        receipt: RECEIPT,
        verdicts: vec![],
        scopes: vec![repairs()],
        pages: vec![],
        gone: vec![],
        reference: ReferencePage::default(),
        more: false,
    };
    store.answered(&again(EPOCH), crate::common::MORNING).unwrap();
    assert_eq!(store.next_upload().unwrap(), None, "the hub that has them is not asked again");
    store.answered(&again([6; 16]), crate::common::MORNING).unwrap();
    assert_eq!(store.next_upload().unwrap().map(|upload| (upload.hash, upload.offset)), Some((preview.hash, 0)));
    assert_eq!(store.counts().unwrap().attachments_waiting, 2);
}

#[test]
fn a_fill_that_was_cut_goes_on_and_ends_with_the_cursor_at_its_head() {
    let (_phone, store) = Phone::enrolled();
    let mut hub = Hub::new();
    let jobs: Vec<Document> = (0..4).map(|n| hub.job(&format!("1000001{n}"))).collect();
    assert_eq!(store.fill_resume(&repairs()).unwrap(), None);
    store.begin_fill(&repairs(), EPOCH, 90).unwrap();
    store.ingest_records(&repairs(), &hub.filled(&[(&jobs[3], 80), (&jobs[2], 70)])).unwrap();
    assert_eq!(store.open_jobs().unwrap().len(), 2, "the first jobs are usable before the stream has ended");
    assert!(store.cursors().unwrap().is_empty());
    let resume = store.fill_resume(&repairs()).unwrap().unwrap();
    assert_eq!((resume.head, resume.after), (90, 70));
    store.begin_fill(&repairs(), EPOCH, 90).unwrap();
    assert_eq!(store.fill_resume(&repairs()).unwrap(), Some(resume), "going on forgets nothing");
    store.ingest_records(&repairs(), &hub.filled(&[(&jobs[1], 60)])).unwrap();
    store.ingest_records(&repairs(), &hub.filled(&[(&jobs[0], 50)])).unwrap();
    let digest = store.scope_digest(&repairs()).unwrap();
    assert!(store.end_fill(&repairs(), Some(digest)).unwrap());
    assert_eq!(store.cursors().unwrap(), [Cursor { scope: repairs(), position: 90, digest: Some(digest) }]);
    assert_eq!(store.fill_resume(&repairs()).unwrap(), None);
    // Filled again, it loses what the hub no longer names, but nothing that waits to be sent.
    record(&store, jobs[0].id(), EventKind::Accepted).unwrap();
    store.begin_fill(&repairs(), [6; 16], 95).unwrap();
    store.ingest_records(&repairs(), &hub.filled(&[(&jobs[3], 92)])).unwrap();
    assert!(!store.end_fill(&repairs(), Some([3; 16])).unwrap());
    assert_eq!(store.open_jobs().unwrap().len(), 1);
    assert!(store.load(jobs[1].id()).is_err());
    assert!(store.load(jobs[0].id()).is_ok());
    assert_eq!(store.counts().unwrap().waiting, 1);
}
