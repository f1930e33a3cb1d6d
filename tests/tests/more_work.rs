//! What comes of a visit besides the repair: evidence of one that came to nothing, more work, a danger, a worry.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a story that cannot be told has failed")]

use std::path::Path;

use app::api::{
    BookingPurpose, ConcernAbout, ConcernSaved, ContactMade, ContactMethod, EventKind, JobPage, Request, Sending, Today,
};
use domain::job::reference_of;
use hub::import::{Format, Options};
use tests::{Handheld, Town};

const JOB: &str = "20000417";

async fn town_with_two() -> (Town, Handheld, Handheld) {
    let town = Town::new().await;
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/work-order.json");
    let options = Options { team: "PLUMBING-NORTH".into(), ..Options::default() };
    town.hub().import(Format::HackneyWorkOrders, &fixture, &options).unwrap();
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    let dev = town.handheld("Dev Patel", "Van 7").await;
    (town, ada, dev)
}

fn nobody_in(job: &str, card: Option<String>) -> Request {
    let contact = |method| ContactMade { method, at: 1_795_420_800_000 };
    Request::RecordNoAccess {
        job: job.to_owned(),
        happened: "Nobody answered".to_owned(),
        card,
        no_card_because: String::new(),
        contacts: vec![contact(ContactMethod::Knocked), contact(ContactMethod::Telephoned)],
        offered: "Tue 1 Dec, morning".to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_found_nobody_in_without_a_signal_leave_two_sets_of_evidence() {
    let (mut town, ada, dev) = town_with_two().await;
    let job = ada.job(JOB).await.row.id;
    dev.job(JOB).await;
    town.stop_hub().await;
    let card = ada.take_photo(JOB, &tests::jpeg(800, 600, 3)).await.id;
    let adas: JobPage = ada.get(nobody_in(&job, Some(card.clone()))).await;
    assert_eq!(adas.row.status.code, "no_access");
    let devs: JobPage = dev.get(nobody_in(&job, None)).await;
    assert_eq!(devs.no_access.attempts[0].lacking, ["No photo of a calling card, and no reason why not"]);
    assert_eq!(dev.refused(nobody_in(&job, Some(card))).await.code, "card_unknown", "Ada's photo is not here");

    town.start_hub().await;
    ada.in_step().await;
    dev.in_step().await;
    ada.in_step().await;
    let (adas, devs) = (ada.job(JOB).await, dev.job(JOB).await);
    assert_eq!(adas.no_access.attempts.len(), 2);
    assert_eq!(adas.no_access, devs.no_access);
    assert!(adas.no_access.again.unwrap().contains("2 visits"));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_screen_closes_a_danger_because_nobody_was_in() {
    let (_town, ada, _) = town_with_two().await;
    let job = ada.job(JOB).await.row.id;
    let notice = |seen: &str| Request::NoticeHazard {
        job: job.clone(),
        seen: seen.to_owned(),
        who: "A baby".to_owned(),
        danger_now: true,
    };
    assert_eq!(ada.refused(notice("  ")).await.code, "reason_missing");
    let page: JobPage = ada.get(notice("Bare wires at the cooker")).await;
    assert!(page.hazards[0].ring_now.is_some());
    let page: JobPage = ada.get(nobody_in(&job, None)).await;
    assert_eq!(page.row.status.code, "dispatched", "somebody has to come again");
    let page = ada.record(JOB, EventKind::NoAdultPresent).await;
    assert_eq!(page.row.status.code, "dispatched", "with children in, too");
    let last = page.timeline.last().unwrap();
    assert_eq!(
        (last.words.as_str(), last.reason.as_str()),
        ("No access, and somebody has to come again", "No adult was in")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn with_only_children_in_a_danger_stays_open_and_is_rebooked_and_a_tap_is_closed() {
    let (mut town, ada, dev) = town_with_two().await;
    let job = ada.job(JOB).await.row.id;
    dev.job(JOB).await;
    town.stop_hub().await;
    let no_adult = |offered: &str| Request::RecordNoAdult {
        job: job.clone(),
        contacts: vec![ContactMade { method: ContactMethod::Telephoned, at: 1_795_420_800_000 }],
        offered: offered.to_owned(),
    };
    // Ada had begun when their mother went out; Dev, who has not heard of the mould, comes to the same door.
    ada.record(JOB, EventKind::Started).await;
    let mould = Request::NoticeHazard {
        job: job.clone(),
        seen: "Black mould on the wall".to_owned(),
        who: String::new(),
        danger_now: false,
    };
    ada.get::<JobPage>(mould).await;
    let page = ada.job(JOB).await;
    assert!(page.actions.contains(&EventKind::NoAdultPresent));
    assert!(page.no_access.stays_open.unwrap().contains("mould"));
    let page: JobPage = ada.get(no_adult("Tue 1 Dec, morning")).await;
    assert_eq!(page.row.status.code, "started", "work that has begun goes on");
    let page: JobPage = dev.get(no_adult("")).await;
    assert_eq!(page.row.status.code, "no_access", "a tap can wait");
    assert_eq!(page.no_access.attempts[0].happened, "No adult was in");
    assert_eq!(page.no_access.attempts[0].card, None);

    let ada = ada.restart().await;
    town.start_hub().await;
    for phone in [&ada, &dev, &ada] {
        phone.in_step().await;
    }
    assert_eq!(ada.job(JOB).await.no_access.attempts.len(), 2);
    let told: Vec<String> = town.hub().unanswered().unwrap().into_iter().map(|waiting| waiting.words).collect();
    assert!(told.iter().any(|words| words.starts_with("no adult was in") && words.contains("Tue 1 Dec")), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follow_on_booked_in_a_cellar_is_there_at_once_and_comes_to_whoever_gets_it() {
    let (mut town, ada, dev) = town_with_two().await;
    let job = ada.job(JOB).await.row.id;
    town.stop_hub().await;
    let book = |description: &str, operatives| Request::BookFollowOn {
        job: job.clone(),
        description: description.to_owned(),
        trade: "Plastering".to_owned(),
        further_trades: String::new(),
        emergency: false,
        operatives,
        minutes: Some(240),
        materials: "One bag of finish".to_owned(),
        purpose: BookingPurpose::FollowOn,
        made_safe: String::new(),
        photos: Vec::new(),
        preferred: vec!["Tue 1 Dec, morning".to_owned()],
    };
    assert_eq!(ada.refused(book("", 1)).await.code, "booking_empty");
    assert_eq!(ada.refused(book("Replaster", 12)).await.code, "booking_people");
    let page: JobPage = ada.get(book("Replaster the hall", 2)).await;
    let booked = page.follow_ons[0].clone();
    assert!(booked.held);
    let child = ada.job(&booked.reference).await;
    assert_eq!((child.row.trade.as_str(), child.address.clone()), ("Plastering", page.address.clone()));
    assert_eq!(child.booked.as_ref().unwrap().follows.as_deref(), Some(job.as_str()));
    assert_eq!(booked.reference, reference_of(booked.job.parse().unwrap()));
    ada.type_note(&booked.reference, "Two coats.").await;

    town.start_hub().await;
    ada.in_step().await;
    let team = hub::plan::Assignee::Person("Dev Patel".to_owned());
    assert!(town.hub().assign(&booked.reference, None, &team).unwrap());
    dev.in_step().await;
    assert_eq!(dev.job(&booked.reference).await.note.text, "Two coats.");
    assert_eq!(dev.job(JOB).await.follow_ons[0].reference, booked.reference);
}

fn booking(job: &str, purpose: BookingPurpose, made_safe: &str, description: &str) -> Request {
    Request::BookFollowOn {
        job: job.to_owned(),
        purpose,
        made_safe: made_safe.to_owned(),
        description: description.to_owned(),
        trade: String::new(),
        further_trades: String::new(),
        emergency: false,
        operatives: 1,
        minutes: Some(120),
        materials: String::new(),
        preferred: vec!["Tue 1 Dec, 08:00 to 12:30 (AM)".to_owned()],
        photos: Vec::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn made_safe_ends_the_visit_and_the_return_stands_before_the_office_until_somebody_is_sent() {
    let (mut town, ada, dev) = town_with_two().await;
    let job = ada.job(JOB).await.row.id;
    dev.job(JOB).await;
    town.stop_hub().await;
    let back = |made_safe: &str| booking(&job, BookingPurpose::Return, made_safe, "Renew the handset");
    assert_eq!(ada.refused(back(" ")).await.code, "made_safe_empty");
    ada.record(JOB, EventKind::Started).await;
    let page: JobPage = ada.get(back("Buzzer isolated, lock on the latch")).await;
    assert_eq!(page.row.status.code, "incomplete");
    assert_eq!(page.row.status_reason, "Made safe. Buzzer isolated, lock on the latch");
    assert_eq!(page.follow_ons[0].description, "Come back: Renew the handset");
    let reference = page.follow_ons[0].reference.clone();
    assert_eq!(ada.refused(back("Again")).await.code, "visit_closed", "one visit ends once");
    // Dev, without a signal at the same door, ends it too: both returns are kept.
    let devs: JobPage = dev.get(back("Battery out")).await;
    assert_eq!(devs.row.status.code, "incomplete");

    let ada = ada.restart().await;
    assert_eq!(ada.job(&reference).await.row.trade, page.row.trade);
    town.start_hub().await;
    for phone in [&ada, &dev, &ada] {
        phone.in_step().await;
    }
    assert_eq!(ada.job(JOB).await.follow_ons.len(), 2);
    let told = town.hub().come_again().unwrap();
    assert_eq!(told.len(), 2, "{told:?}");
    let adas = told.iter().find(|waiting| waiting.reference == reference).unwrap();
    assert_eq!((adas.code.as_str(), adas.people.as_str()), ("return_wanted", "Ada Byrne (Van 12)"));
    assert!(adas.words.starts_with(&format!("made safe on {JOB}; come back to: Renew the handset")), "{}", adas.words);
    assert!(adas.words.contains("120 minutes; suits Tue 1 Dec, 08:00 to 12:30 (AM)"), "{}", adas.words);
    town.hub().assign(&reference, None, &hub::plan::Assignee::Person("Dev Patel".to_owned())).unwrap();
    assert_eq!(town.hub().come_again().unwrap().len(), 1, "Dev's is still to be planned");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_surveyor_is_told_what_to_look_at_and_which_photos_show_it() {
    let (mut town, ada, dev) = town_with_two().await;
    let job = ada.job(JOB).await.row.id;
    town.stop_hub().await;
    let crack = ada.take_photo(JOB, &tests::jpeg(800, 600, 3)).await.id;
    let refer =
        |photos: Vec<String>| match booking(&job, BookingPurpose::Survey, "", "Crack over the door, is it moving?") {
            Request::BookFollowOn { job, purpose, made_safe, description, preferred, .. } => Request::BookFollowOn {
                job,
                purpose,
                made_safe,
                description,
                trade: "Plastering".to_owned(),
                further_trades: String::new(),
                emergency: false,
                operatives: 1,
                minutes: None,
                materials: String::new(),
                preferred,
                photos,
            },
            other => other,
        };
    let nowhere = ulid_of_nothing();
    assert_eq!(ada.refused(refer(vec![nowhere])).await.code, "photo_gone");
    let page: JobPage = ada.get(refer(vec![crack.clone()])).await;
    assert_eq!(page.row.status.code, "dispatched", "the visit itself goes on");
    let booked = page.follow_ons[0].clone();
    assert_eq!(booked.description, "For a surveyor: Crack over the door, is it moving?");
    let child = ada.job(&booked.reference).await;
    assert_eq!(child.row.trade, "Surveyor");
    let terms = child.booked.unwrap().terms;
    assert!(terms.contains(&"1 photo on the job that it follows".to_owned()), "{terms:?}");

    town.start_hub().await;
    ada.in_step().await;
    dev.in_step().await;
    let told = town.hub().come_again().unwrap();
    assert_eq!((told.len(), told[0].code.as_str()), (1, "survey_wanted"));
    let words = &told[0].words;
    assert!(words.starts_with("a surveyor is to look at: Crack over the door, is it moving?; photos on"), "{words}");
    town.hub().assign(&booked.reference, None, &hub::plan::Assignee::Person("Dev Patel".to_owned())).unwrap();
    assert_eq!(town.hub().come_again().unwrap(), []);
}

fn ulid_of_nothing() -> String {
    domain::id::PhotoId::from_bytes([9; 16]).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_danger_is_said_in_every_list_until_somebody_says_that_they_rang() {
    let (mut town, ada, dev) = town_with_two().await;
    let job = ada.job(JOB).await.row.id;
    dev.job(JOB).await;
    town.stop_hub().await;
    let danger = Request::NoticeHazard {
        job: job.clone(),
        seen: "Bare wires at the door entry panel".to_owned(),
        who: String::new(),
        danger_now: true,
    };
    let page: JobPage = ada.get(danger).await;
    assert!(page.row.ring_control && page.hazards[0].can_say_rung);
    let today: Today = ada.get(Request::Today).await;
    assert_eq!(today.to_ring_about.len(), 1);
    assert_eq!(today.to_ring_about[0].job, job);
    let ada = ada.restart().await;
    let today: Today = ada.get(Request::Today).await;
    assert_eq!(today.to_ring_about.len(), 1, "a restart ends nothing");
    let hazard = page.hazards[0].id.clone();
    let rang = |hazard: &str| Request::RungAbout { job: job.clone(), hazard: hazard.to_owned() };
    ada.refused(rang(&ulid_of_nothing())).await;
    let page: JobPage = ada.get(rang(&hazard)).await;
    assert_eq!((page.row.ring_control, page.row.status.code.as_str()), (false, "dispatched"));
    assert_eq!(page.hazards[0].ring_now, None);
    assert!(page.hazards[0].rung.starts_with("Rang control: Ada Byrne, today"), "{}", page.hazards[0].rung);
    let today: Today = ada.get(Request::Today).await;
    assert_eq!(today.to_ring_about, []);

    town.start_hub().await;
    ada.in_step().await;
    dev.in_step().await;
    let devs = dev.job(JOB).await;
    assert!(devs.hazards[0].rung.starts_with("Rang control: Ada Byrne"));
    assert!(!devs.row.ring_control, "nor does Dev ring again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worry_leaves_the_phone_that_wrote_it_and_is_in_no_list() {
    let (town, ada, dev) = town_with_two().await;
    let job = ada.job(JOB).await;
    let saved: ConcernSaved = ada
        .get(Request::RecordConcern {
            job: Some(job.row.id.clone()),
            about: ConcernAbout::Child,
            words: "Alone since morning.".to_owned(),
            in_danger: false,
        })
        .await;
    assert!(!saved.duty_number.is_empty());
    assert_eq!(ada.job(JOB).await.timeline, job.timeline, "nothing of it is on the job");
    ada.in_step().await;
    dev.in_step().await;
    let told = town.hub().concerns().unwrap();
    assert_eq!((told.len(), told[0].concern.words.as_str()), (1, "Alone since morning."));
    assert_eq!(told[0].concern.address, job.address.join(", "));
    let sending: Sending = ada.get(Request::Sending).await;
    assert_eq!(sending.waiting, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_into_a_form_is_there_after_the_phone_died() {
    let (_town, ada, _) = town_with_two().await;
    let keep = |text: &str| Request::KeepDraft { key: "hazard/1/seen".to_owned(), text: text.to_owned() };
    ada.get::<()>(keep("Black mould")).await;
    let ada = ada.restart().await;
    let kept: std::collections::BTreeMap<String, String> = ada.get(Request::Drafts).await;
    assert_eq!(kept["hazard/1/seen"], "Black mould");
    ada.get::<()>(keep("")).await;
    let kept: std::collections::BTreeMap<String, String> = ada.get(Request::Drafts).await;
    assert!(kept.is_empty());
}
