//! What customers read, in each language, kept as snapshots: a snapshot that changes breaks sealed sign-offs.

mod visit;

use super::*;
use crate::{
    address::SiteProperty,
    author::Written,
    id::{DeviceId, DocumentId, EventId, ItemId, PhotoId},
    job::{AccessInformation, JobEvent, NewPhoto, Note, Photo, PhotoStage, Priority, WorkOrder},
};

fn written(at: &str) -> Written {
    Written { device: Some(DeviceId::from_bytes([7; 16])), at: Timestamp::parse(at).unwrap() }
}

fn item(id: u8, description: &str, code: &str, quantity: f64, ordered: bool) -> Item {
    let at = written("2026-11-22T10:50:00Z");
    Item {
        id: ItemId::from_bytes([id; 16]),
        element: String::new(),
        code: code.into(),
        description: description.into(),
        unit: "each".into(),
        m3nhf: true,
        quantity,
        ordered,
        added: at,
        quantity_written: at,
    }
}

fn event(id: u8, kind: EventKind, reason: &str, at: &str) -> JobEvent {
    JobEvent {
        id: EventId::from_bytes([id; 16]),
        kind,
        reason: reason.into(),
        written: written(at),
        hub_offset: Some(120_000),
        fix: None,
        follows: if id > 1 { vec![EventId::from_bytes([id - 1; 16])] } else { Vec::new() },
    }
}

/// A bath in Ancoats: ordered, one thing added, one taken off again, one photo, begun and finished.
fn bath() -> Job {
    let photo = NewPhoto {
        hash: [5; 32],
        size: 1000,
        preview_hash: [6; 32],
        preview_size: 100,
        media_type: "image/jpeg".into(),
        caption: String::new(),
        stage: PhotoStage::After,
        made_from: None,
    };
    Job {
        id: DocumentId::from_bytes([1; 16]),
        order: WorkOrder {
            source: "calder-vale".into(),
            reference: "10000012".into(),
            description: "Bath is chipped\r\nand the tap drips".into(),
            location_of_repair: "Bathroom".into(),
            raised: None,
            priority: Priority::default(),
            trade: ("PL".into(), "Plumbing".into()),
            work_class: String::new(),
            elements: Vec::new(),
            appointment: None,
            access: AccessInformation::default(),
            property: SiteProperty {
                address_lines: vec!["Flat 4".into(), "12 Mill Row".into()],
                postcode: "M4 6AA".into(),
                ..SiteProperty::default()
            },
            position: None,
            contacts: Vec::new(),
            alerts: Vec::new(),
        },
        events: vec![
            event(1, EventKind::Dispatched, "", "2026-11-22T08:00:00Z"),
            event(2, EventKind::Started, "", "2026-11-22T10:40:00Z"),
            event(3, EventKind::Completed, "", "2026-11-22T11:15:00Z"),
        ],
        items: vec![
            item(9, "Renew tap washer", "PLP5R044", 2.5, false),
            item(3, "Re-enamel any size bath", "PLP5R082", 1.0, true),
            item(4, "Renew bath panel", "PLP5R090", 0.0, true),
        ],
        note: Note { text: "Tenant was cross about the wait".into(), last: None },
        photos: vec![Photo { id: PhotoId::from_bytes([2; 16]), photo, written: written("2026-11-22T11:10:00Z") }],
        recordings: Vec::new(),
        sign_offs: Vec::new(),
        attempts: Vec::new(),
        labour: Vec::new(),
        materials: Vec::new(),
        variations: Vec::new(),
        hazards: Vec::new(),
        booked: None,
        visit: None,
        follow_ons: Vec::new(),
        earlier: Vec::new(),
        competitions: Vec::new(),
    }
}

fn page(job: &Job, locale: Locale) -> String {
    in_words(read_back(&Told::job(job), "Calder Vale Homes", locale, None))
}

fn in_words(page: ReadBack) -> String {
    let lines = page.lines.iter().map(|line| format!("{} | {}", line.label, line.text.escape_debug()));
    [page.title.clone()].into_iter().chain(lines).chain([page.declaration]).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_customer_reads_what_was_done_in_each_language() {
    for locale in Locale::ALL {
        insta::assert_snapshot!(format!("bath_2_{}", locale.code()), page(&bath(), locale));
    }
}

#[test]
fn a_page_of_the_first_version_reads_as_it_did() {
    for locale in [Locale::English, Locale::Welsh, Locale::Polish, Locale::Urdu] {
        let sealed =
            ReadBack { template_version: 1, ..read_back(&Told::job(&bath()), "Calder Vale Homes", locale, None) };
        let again = read_back_again(&sealed, &Told::job(&bath()), "Calder Vale Homes").unwrap();
        insta::assert_snapshot!(format!("bath_{}", locale.code()), in_words(again));
    }
    let never =
        ReadBack { template_version: 1, ..read_back(&Told::job(&bath()), "Calder Vale Homes", Locale::Arabic, None) };
    assert_eq!(read_back_again(&never, &Told::job(&bath()), "Calder Vale Homes"), None);
}

#[test]
fn a_landlords_own_words_take_the_place_of_ours_and_the_writers_words_stay() {
    let own = "photos = Nifer y lluniau";
    let page = in_words(read_back(&Told::job(&bath()), "Calder Vale Homes", Locale::Welsh, Some(own)));
    assert!(page.contains("Nifer y lluniau | 1") && !page.contains("Lluniau a dynnwyd"), "{page}");
    assert!(page.contains("Bath is chipped") && page.contains("Rhif y dasg"));
}

#[test]
fn the_note_and_what_was_taken_off_are_not_read_back() {
    let page = page(&bath(), Locale::English);
    assert!(!page.contains("cross about"));
    assert!(!page.contains("PLP5R090"));
    assert!(page.contains("PLP5R044"));
}

#[test]
fn unfinished_work_says_why_and_claims_no_work_done() {
    let mut job = bath();
    job.events[2] = event(3, EventKind::Incomplete, "Waiting for a part", "2026-11-22T11:15:00Z");
    let unfinished = page(&job, Locale::English);
    assert!(unfinished.contains("Why the work is not finished | Waiting for a part"));
    assert!(unfinished.contains("Work on this job (1 of 2) | "));
    assert!(!unfinished.contains("Work done"));

    job.events.push(event(4, EventKind::Reopened, "", "2026-11-22T11:20:00Z"));
    let reopened = page(&job, Locale::English);
    assert!(reopened.contains("Work done so far (1 of 2) | "));
    assert!(!reopened.contains("Waiting for a part") && !reopened.contains("Work ended"));
}

#[test]
fn an_empty_job_reads_back_as_little_as_it_holds() {
    let mut job = bath();
    (job.events, job.items, job.photos) = (Vec::new(), Vec::new(), Vec::new());
    job.order.location_of_repair.clear();
    job.order.property = SiteProperty::default();
    let labels: Vec<_> = read_back(&Told::job(&job), "", Locale::English, None)
        .lines
        .into_iter()
        .map(|line| (line.label, line.text))
        .collect();
    let expected = [
        ("Job number", "10000012"),
        ("What was reported", "Bath is chipped\nand the tap drips"),
        ("Photos taken", "0"),
    ];
    assert_eq!(labels, expected.map(|(label, text)| (label.to_owned(), text.to_owned())));
}

#[test]
fn a_page_is_rendered_again_word_for_word_or_not_at_all() {
    for locale in Locale::ALL {
        let page = read_back(&Told::job(&bath()), "Calder Vale Homes", locale, None);
        assert_eq!(read_back_again(&page, &Told::job(&bath()), "Calder Vale Homes").as_ref(), Some(&page));
        let newer = ReadBack { template_version: 9, ..page.clone() };
        assert_eq!(read_back_again(&newer, &Told::job(&bath()), "Calder Vale Homes"), None);
        let klingon = ReadBack { language: "tlh".into(), ..page };
        assert_eq!(read_back_again(&klingon, &Told::job(&bath()), "Calder Vale Homes"), None);
    }
}

#[test]
fn records_in_another_order_read_back_the_same() {
    let mut shuffled = bath();
    shuffled.events.reverse();
    shuffled.items.reverse();
    assert_eq!(page(&shuffled, Locale::Polish), page(&bath(), Locale::Polish));
}

#[test]
fn words_that_turn_the_reading_direction_are_read_back_without_it() {
    let mut job = bath();
    job.items[0].description = "Renew \u{202E}rehsaw".into();
    assert!(!page(&job, Locale::English).contains("202e"));
}
