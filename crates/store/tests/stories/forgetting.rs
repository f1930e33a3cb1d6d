//! What has left is nowhere in the bytes: neither in rows, nor in the index of words, nor in unused pages, nor in the
//! write-ahead log.

use std::collections::{BTreeMap, BTreeSet};

use documents::{Document, job};
use domain::{
    id::DocumentId,
    job::{JobEdit, NewPhoto, PhotoStage, WorkOrder},
};
use protocol::message::{EntryVerdict, Verdict};
use store::{Edit, Store};

use crate::common::{Hub, Phone, clocks, new_id, note, page, type_note, work_order};

/// Words that stand in one job alone, and long enough that jobs spill from page to page.
fn words(of: &str) -> String {
    (0..60).map(|n| format!("{of}quagga{n} ")).collect()
}

/// A job whose every text is its own.
fn own_job(hub: &mut Hub, reference: &str) -> Document {
    let mut order: WorkOrder = work_order(reference);
    order.description = words(reference);
    order.access.description = format!("{reference}quagga at the side gate");
    hub.raised(order)
}

/// The references of all jobs of which any page still has a word.
fn traces(store: &Store) -> BTreeSet<String> {
    let pages = store.pages().unwrap();
    let starts = (8..pages.len()).filter(|at| pages[*at] == b'q' && pages[*at..].starts_with(b"quagga"));
    starts.map(|at| String::from_utf8_lossy(&pages[at - 8..at]).into_owned()).collect()
}

fn marks(store: &Store, reference: &str) -> usize {
    usize::from(traces(store).contains(reference))
}

fn log_bytes(phone: &Phone) -> u64 {
    let mut log = phone.handheld.place.database().into_os_string();
    log.push("-wal");
    std::fs::metadata(log).map_or(0, |log| log.len())
}

fn references() -> Vec<String> {
    (0..60).map(|n| format!("{}", 30_000_000 + n)).collect()
}

#[test]
fn nothing_of_the_jobs_that_left_is_in_any_page_and_everything_of_those_that_stay_is() {
    let (phone, store) = Phone::enrolled();
    let mut hub = Hub::new();
    let references = references();
    let jobs: Vec<Document> = references.iter().map(|reference| own_job(&mut hub, reference)).collect();
    for (job, position) in jobs.iter().zip(100..) {
        store.ingest(&page(vec![hub.entered(job)], position)).unwrap();
    }
    let traces_before = traces(&store);
    assert!(references.iter().all(|reference| traces_before.contains(reference)), "the search finds what is there");
    let records = stored(&store);
    let before = store.pages().unwrap();
    assert!(records.iter().all(|(_, pieces)| pieces.iter().any(|piece| has(&before, piece))));
    let (leave, stay): (Vec<usize>, Vec<usize>) = (0..jobs.len()).partition(|n| n % 3 != 1);
    let left = leave.iter().map(|n| hub.left(jobs[*n].id())).collect();
    store.ingest(&page(left, 300)).unwrap();
    assert_eq!(log_bytes(&phone), log_of_the_note(), "the log still holds what was deleted");
    let after = store.pages().unwrap();
    for (document, pieces) in records {
        let stays = stay.iter().any(|n| jobs[*n].id() == document);
        let found = pieces.iter().filter(|piece| has(&after, piece)).count();
        assert_eq!(found > 0, stays, "{document}, as it is stored: {found} of {}", pieces.len());
    }
    let stay: BTreeSet<String> = stay.into_iter().map(|n| references[n].clone()).collect();
    let traces: BTreeSet<String> = traces(&store).into_iter().filter(|trace| references.contains(trace)).collect();
    assert_eq!(traces, stay);
    store.check().unwrap();
}

/// Pieces of every record as its snapshot is stored, where words do not show.
fn stored(store: &Store) -> Vec<(DocumentId, Vec<Vec<u8>>)> {
    let all: Vec<(DocumentId, Vec<Vec<u8>>)> = store
        .inspect(|reader| {
            let mut select = reader.prepare("SELECT document, snapshot FROM record")?;
            let rows = select.query_map([], |row| {
                let (document, snapshot): ([u8; 16], Vec<u8>) = (row.get(0)?, row.get(1)?);
                let pieces = snapshot.windows(32).step_by(8).map(<[u8]>::to_vec).collect();
                Ok((DocumentId::from_bytes(document), pieces))
            })?;
            rows.collect()
        })
        .unwrap();
    // What records of a kind have in common says nothing about any of them.
    let mut times: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
    for piece in all.iter().flat_map(|(_, pieces)| pieces) {
        *times.entry(piece.clone()).or_default() += 1;
    }
    let own = |pieces: Vec<Vec<u8>>| pieces.into_iter().filter(|piece| times[piece] == 1).take(3).collect();
    all.iter().map(|(document, pieces)| (*document, own(pieces.clone()))).collect()
}

fn has(pages: &[u8], piece: &[u8]) -> bool {
    let first = piece[0];
    (0..pages.len()).any(|at| pages[at] == first && pages[at..].starts_with(piece))
}

/// The note that nothing more is to be forgotten is the only thing in the log: one page and its headers.
const fn log_of_the_note() -> u64 {
    32 + 24 + 4096
}

#[test]
fn words_that_were_replaced_while_the_job_was_here_go_with_it_and_so_does_its_photo() {
    let (phone, store) = Phone::enrolled();
    let mut hub = Hub::new();
    let kept = own_job(&mut hub, "30000001");
    let job = own_job(&mut hub, "30000002");
    store.ingest(&page(vec![hub.entered(&kept), hub.entered(&job)], 100)).unwrap();
    for n in 0..30 {
        type_note(&store, job.id(), &format!("30000002quagga note {n} {}", "and on ".repeat(n * 20))).unwrap();
    }
    let hash = photograph(&store, job.id());
    let files = || std::fs::read_dir(phone.handheld.place.attachments()).map_or(0, Iterator::count);
    assert_eq!(files(), 1);
    store.ingest(&page(vec![hub.left(job.id())], 101)).unwrap();
    assert!(marks(&store, "30000002") > 0, "her words wait to be sent");
    acknowledge(&store);
    assert_eq!(marks(&store, "30000002"), 0);
    assert!(marks(&store, "30000001") > 0);
    assert_eq!(files(), 1, "the photo waits to be sent");
    store.uploaded(&hash).unwrap();
    assert_eq!(files(), 0);
}

#[test]
fn a_phone_that_was_switched_off_before_it_had_forgotten_does_so_when_it_is_opened() {
    let (phone, store) = Phone::enrolled();
    let mut hub = Hub::new();
    let job = own_job(&mut hub, "30000001");
    store.ingest(&page(vec![hub.entered(&job)], 100)).unwrap();
    // Somebody reads for as long as the phone is on, so that the log cannot be emptied.
    let other = Store::open(&phone.handheld, None).unwrap();
    other
        .inspect(|reader| {
            reader.query_row("SELECT count(*) FROM record", [], |_| Ok(()))?;
            store.ingest(&page(vec![hub.left(job.id())], 101)).unwrap();
            Ok(())
        })
        .unwrap();
    assert!(log_bytes(&phone) > log_of_the_note());
    drop((store, other));
    let store = phone.open().unwrap();
    assert_eq!(marks(&store, "30000001"), 0);
    assert_eq!(log_bytes(&phone), log_of_the_note());
}

#[test]
fn the_file_is_written_anew_when_a_job_has_left_and_gives_way_to_whoever_saves() {
    let (_phone, store) = Phone::enrolled();
    let mut hub = Hub::new();
    let kept = own_job(&mut hub, "30000001");
    store.ingest(&page(vec![hub.entered(&kept)], 100)).unwrap();
    let leaving: Vec<Document> = (2..30).map(|n| own_job(&mut hub, &format!("{}", 30_000_000 + n))).collect();
    let entered = leaving.iter().map(|job| hub.entered(job)).collect();
    store.ingest(&page(entered, 101)).unwrap();
    assert!(store.rewrite().unwrap());
    let due = "SELECT rewrite FROM forgetting";
    let due = || store.inspect(|connection| connection.query_row(due, [], |row| row.get::<_, bool>(0))).unwrap();
    assert!(!due());
    store.ingest(&page(leaving.iter().map(|job| hub.left(job.id())).collect(), 102)).unwrap();
    assert!(due());
    // A file that is written anew has no page to spare.
    let free = || {
        store.inspect(|connection| connection.pragma_query_value(None, "freelist_count", |row| row.get::<_, u32>(0)))
    };
    assert!(free().unwrap() > 0);
    assert!(store.rewrite().unwrap() && !due());
    assert_eq!(free().unwrap(), 0);
    assert!(store.check().is_ok() && marks(&store, "30000001") > 0);
    // Somebody saves while it runs: it ends, and stays due.
    let another = own_job(&mut hub, "30000099");
    store.ingest(&page(vec![hub.entered(&another)], 103)).unwrap();
    store.ingest(&page(vec![hub.left(another.id())], 104)).unwrap();
    std::thread::scope(|scope| {
        let saving = scope.spawn(|| {
            for n in 0..200 {
                type_note(&store, kept.id(), &format!("30000001quagga again {n}")).unwrap();
            }
        });
        while !saving.is_finished() {
            store.rewrite().unwrap();
        }
        saving.join().unwrap();
    });
    assert!(store.rewrite().unwrap() && store.check().is_ok());
    assert_eq!(note(&store, kept.id()), "30000001quagga again 199");
}

fn photograph(store: &Store, job: DocumentId) -> [u8; 32] {
    let kept = store.keep(b"a picture of a washer", "image/jpeg").unwrap();
    let photo = NewPhoto {
        hash: kept.hash,
        size: kept.size,
        preview_hash: kept.hash,
        preview_size: kept.size,
        media_type: kept.media_type.clone(),
        caption: "As left".into(),
        stage: PhotoStage::After,
        made_from: None,
    };
    let hash = kept.hash;
    let clocks = clocks();
    store
        .edit(job, |document| {
            let changes = job::edit(document, &JobEdit::AddPhoto(photo), &clocks, new_id()).unwrap();
            Ok::<_, store::StoreError>(Edit { changes, attachments: vec![kept], codes: Vec::new() })
        })
        .unwrap();
    hash
}

fn acknowledge(store: &Store) {
    let outgoing = store.next_batch(1_000, 1 << 24).unwrap().unwrap();
    let device = store.pen().unwrap().device;
    let numbers = outgoing.first..outgoing.first + outgoing.entries.len() as u64;
    let verdicts: Vec<_> = numbers.map(|n| EntryVerdict { device, n, verdict: Verdict::Accepted }).collect();
    store.verdicts(&verdicts).unwrap();
}
