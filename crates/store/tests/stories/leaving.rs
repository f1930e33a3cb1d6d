//! Jobs that are taken back: pushed first, hidden at once, deleted when the hub has everything.

use documents::job;
use domain::job::{EventKind, JobEdit};
use protocol::message::{EntryVerdict, QuarantineReason, Verdict};
use store::{Store, StoreError};

use crate::common::{Hub, Phone, clocks, new_id, page, record, repairs, type_note};

fn verdict(store: &Store, n: u64, verdict: Verdict) -> EntryVerdict {
    EntryVerdict { device: store.pen().unwrap().device, n, verdict }
}

#[test]
fn a_job_without_unsent_work_goes_at_once() {
    let (_phone, store, jobs) = Phone::with_jobs(2);
    store.ingest(&page(vec![Hub::new().left(jobs[0])], 101)).unwrap();
    assert!(matches!(store.load(jobs[0]), Err(StoreError::NoSuchRecord(_))));
    assert_eq!(store.jobs_held().unwrap(), 1);
    assert!(store.search_jobs("10000012", 10).unwrap().is_empty());
}

#[test]
fn a_job_with_unsent_work_is_hidden_until_the_hub_has_it() {
    let (_phone, store, jobs) = Phone::with_jobs(2);
    type_note(&store, jobs[0], "Washer renewed").unwrap();
    store.ingest(&page(vec![Hub::new().left(jobs[0])], 101)).unwrap();
    assert_eq!(store.open_jobs().unwrap().len(), 1);
    assert!(store.search_jobs("10000012", 10).unwrap().is_empty());
    assert_eq!(store.outbox_items().unwrap()[0].reference.as_deref(), Some("10000012"));
    let outgoing = store.next_batch(10, 1 << 20).unwrap().unwrap();
    assert_eq!(outgoing.entries.len(), 2, "the actor, and her note");
    store.verdicts(&[verdict(&store, 1, Verdict::Accepted), verdict(&store, 2, Verdict::Retry)]).unwrap();
    assert!(store.load(jobs[0]).is_ok(), "the hub does not have it yet");
    store.verdicts(&[verdict(&store, 2, Verdict::Accepted)]).unwrap();
    assert!(matches!(store.load(jobs[0]), Err(StoreError::NoSuchRecord(_))));
    assert!(store.outbox_items().unwrap().is_empty());
}

#[test]
fn what_the_hub_set_aside_stays_listed_after_the_job_has_gone() {
    let (_phone, store, jobs) = Phone::with_jobs(1);
    type_note(&store, jobs[0], "Washer renewed").unwrap();
    store.ingest(&page(vec![Hub::new().left(jobs[0])], 101)).unwrap();
    let quarantined = Verdict::Quarantined(QuarantineReason::NotInScope);
    store.verdicts(&[verdict(&store, 1, Verdict::Accepted), verdict(&store, 2, quarantined)]).unwrap();
    assert!(store.load(jobs[0]).is_err());
    let items = store.outbox_items().unwrap();
    assert_eq!((items.len(), items[0].reason.as_str(), items[0].reference.as_deref()), (1, "not_in_scope", None));
}

#[test]
fn a_job_that_comes_back_before_it_was_deleted_is_shown_again() {
    let (_phone, store, jobs) = Phone::with_jobs(1);
    type_note(&store, jobs[0], "Washer renewed").unwrap();
    let mut hub = Hub::new();
    store.ingest(&page(vec![hub.left(jobs[0])], 101)).unwrap();
    let again = hub.job("10000012");
    store.ingest(&page(vec![hub.entered(&again)], 102)).unwrap();
    store.verdicts(&[verdict(&store, 1, Verdict::Accepted), verdict(&store, 2, Verdict::Accepted)]).unwrap();
    assert_eq!(store.open_jobs().unwrap().len(), 1);
    assert_eq!(crate::common::note(&store, jobs[0]), "Washer renewed");
}

#[test]
fn a_page_older_than_what_was_sent_of_a_job_that_has_gone_cannot_be_saved_under_the_same_number() {
    let (_phone, store, jobs) = Phone::with_jobs(1);
    let mut on_screen = store.load(jobs[0]).unwrap();
    type_note(&store, jobs[0], "Washer renewed").unwrap();
    store.ingest(&page(vec![Hub::new().left(jobs[0])], 101)).unwrap();
    store.verdicts(&[verdict(&store, 1, Verdict::Accepted), verdict(&store, 2, Verdict::Accepted)]).unwrap();
    assert!(store.load(jobs[0]).is_err(), "it has gone");
    let done = JobEdit::Record { kind: EventKind::Completed, reason: String::new() };
    let changes = job::edit(&mut on_screen, &done, &clocks(), new_id()).unwrap();
    // The hub has her note as this process's first change of the job.
    assert!(matches!(store.commit(&on_screen, &changes), Err(StoreError::Overtaken(_))));
    assert!(store.next_batch(10, 1 << 20).unwrap().is_none());
}

#[test]
fn work_on_a_job_that_was_open_on_screen_when_it_went_is_still_saved_and_sent() {
    let (_phone, store, jobs) = Phone::with_jobs(1);
    let mut on_screen = store.load(jobs[0]).unwrap();
    store.ingest(&page(vec![Hub::new().left(jobs[0])], 101)).unwrap();
    let done = JobEdit::Record { kind: EventKind::Completed, reason: String::new() };
    let changes = job::edit(&mut on_screen, &done, &clocks(), new_id()).unwrap();
    store.commit(&on_screen, &changes).unwrap();
    assert!(store.open_jobs().unwrap().is_empty(), "it is no longer hers to see");
    assert_eq!(store.next_batch(10, 1 << 20).unwrap().unwrap().entries.len(), 2);
    assert_eq!(store.load(jobs[0]).unwrap().heads(), on_screen.heads());
    store.verdicts(&[verdict(&store, 1, Verdict::Accepted), verdict(&store, 2, Verdict::Accepted)]).unwrap();
    assert!(store.load(jobs[0]).is_err());
}

#[test]
fn a_scope_that_is_withdrawn_takes_its_jobs_along_but_not_unsent_work() {
    let (_phone, store, jobs) = Phone::with_jobs(3);
    record(&store, jobs[1], EventKind::Accepted).unwrap();
    store.gone(&repairs()).unwrap();
    assert_eq!(store.jobs_held().unwrap(), 0);
    assert!(store.cursors().unwrap().is_empty());
    assert!(store.load(jobs[0]).is_err() && store.load(jobs[1]).is_ok());
    assert_eq!(store.counts().unwrap().waiting, 1);
}

#[test]
fn a_job_that_comes_back_without_what_was_written_to_it_is_not_written_to_under_the_same_number() {
    let (_phone, store, jobs) = Phone::with_jobs(1);
    type_note(&store, jobs[0], "Washer renewed").unwrap();
    let before = store.actor();
    let mut hub = Hub::new();
    store.ingest(&page(vec![hub.left(jobs[0])], 101)).unwrap();
    store.verdicts(&[verdict(&store, 1, Verdict::Accepted), verdict(&store, 2, Verdict::Accepted)]).unwrap();
    assert!(store.load(jobs[0]).is_err(), "it has gone");
    // The hub was put back to before her note, which a colleague may still have.
    let again = hub.job("10000012");
    store.ingest(&page(vec![hub.entered(&again)], 102)).unwrap();
    assert_ne!(store.actor(), before);
    type_note(&store, jobs[0], "Washer renewed once more").unwrap();
    let sent = store.next_batch(10, 1 << 20).unwrap().unwrap().entries;
    assert!(matches!(sent[0].link, protocol::chain::Link::ActorOpened(actor) if actor == store.actor()));
    // One that comes back whole is written to as before.
    let actor = store.actor();
    let another = hub.job("10000013");
    store.ingest(&page(vec![hub.entered(&another)], 103)).unwrap();
    assert_eq!(store.actor(), actor);
}
