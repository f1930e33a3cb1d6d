//! What the work took: time, materials, and work beyond the order that somebody decides on.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a story that cannot be told has failed")]

use std::path::Path;

use app::api::{EventKind, JobPage, MaterialSource, Request};
use domain::{job::Decision, setting::SettingName};
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

fn pipe(job: &str, quantity: f64) -> Request {
    Request::AddMaterial {
        job: job.to_owned(),
        material: "15 mm copper pipe".to_owned(),
        quantity,
        unit: "m".to_owned(),
        source: MaterialSource::Van,
    }
}

fn time(job: &str, person: &str, minutes: u32) -> Request {
    Request::AddLabour {
        job: job.to_owned(),
        person: person.to_owned(),
        minutes,
        travel_minutes: 0,
        overtime: false,
        share: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_operatives_in_one_cellar_record_their_shares_and_nothing_is_counted_over() {
    let (mut town, ada, dev) = town_with_two().await;
    let job = ada.job(JOB).await.row.id;
    dev.job(JOB).await;
    town.stop_hub().await;
    ada.get::<JobPage>(pipe(&job, 2.0)).await;
    ada.get::<JobPage>(time(&job, "Ada Byrne", 90)).await;
    dev.get::<JobPage>(pipe(&job, 3.0)).await;
    dev.get::<JobPage>(time(&job, "Dev Patel", 45)).await;
    town.start_hub().await;
    ada.in_step().await;
    dev.in_step().await;
    ada.in_step().await;
    for handheld in [&ada, &dev] {
        let both = |page: &JobPage| page.work.labour.len() == 2 && page.work.materials.len() == 2;
        handheld.until(Request::Job { job: job.clone() }, both).await;
    }
    let (adas, devs) = (ada.job(JOB).await.work, dev.job(JOB).await.work);
    assert_eq!((&adas.labour, &adas.materials), (&devs.labour, &devs.materials));
    let words: Vec<&str> = adas.materials.iter().map(|entry| entry.words.as_str()).collect();
    assert_eq!(words.len(), 2);
    assert!(words.contains(&"2 m 15 mm copper pipe, from the van"), "{words:?}");
    assert!(adas.labour.iter().any(|entry| entry.words == "Ada Byrne, 1 hour 30 minutes"));

    // Both take the same one off, without a signal: it is off, and nothing competes.
    town.stop_hub().await;
    let off = Request::WithdrawWork { job: job.clone(), entry: adas.materials[0].id.clone() };
    ada.get::<JobPage>(off.clone()).await;
    dev.get::<JobPage>(off).await;
    town.start_hub().await;
    ada.in_step().await;
    dev.in_step().await;
    ada.in_step().await;
    let page = ada.job(JOB).await;
    assert!(page.work.materials[0].withdrawn && page.competitions.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn extra_work_above_the_authority_waits_for_the_office_and_comes_back_with_its_word() {
    let (town, ada, _) = town_with_two().await;
    let job = ada.job(JOB).await.row.id;
    let extra = |what: &str, pounds, safe_to_wait| Request::AddExtraWork {
        job: job.clone(),
        what: what.to_owned(),
        pounds,
        safe_to_wait,
    };
    let small: JobPage = ada.get(extra("Renew the trap, split", 85.5, true)).await;
    assert_eq!(small.work.extra_work[0].state, "Within what you may agree");
    assert_eq!(small.work.extra_work[0].cost, "£85.50");
    let page: JobPage = ada.get(extra("Lay a new rising main", 1_200.0, false)).await;
    let waits = page.work.extra_work.iter().find(|extra| extra.cost == "£1200.00").unwrap();
    assert!(waits.state.contains("ring control"), "{}", waits.state);
    ada.in_step().await;

    let undecided = town.hub().extra_work().unwrap();
    assert_eq!(undecided.len(), 1, "nobody is asked about the trap");
    assert_eq!((undecided[0].waiting.pence, undecided[0].by.as_str()), (120_000, "Ada Byrne (Van 12)"));
    let id = undecided[0].waiting.variation;
    town.hub().decide_extra_work(id, &Decision::Declined("Planned works in spring".into())).unwrap();
    assert!(town.hub().extra_work().unwrap().is_empty());
    assert!(town.hub().decide_extra_work(id, &Decision::Approved).is_err(), "it waits no longer");
    let read = ada
        .until(Request::Job { job: job.clone() }, |page: &JobPage| {
            page.work.extra_work.iter().any(|extra| extra.state == "Declined: Planned works in spring")
        })
        .await;
    assert_eq!(read.work.extra_work.len(), 2);

    // The landlord trusts less: what was agreed stays agreed, and what comes now is asked about.
    town.hub().set(SettingName::AuthorityLimit, "80").unwrap();
    ada.until(Request::Job { job: job.clone() }, |page: &JobPage| page.work.authority == "£80").await;
    let page: JobPage = ada.get(extra("Renew the waste, split too", 85.5, true)).await;
    let states: Vec<(&str, &str)> =
        page.work.extra_work.iter().map(|extra| (extra.what.as_str(), extra.state.as_str())).collect();
    assert!(states.contains(&("Renew the trap, split", "Within what you may agree")), "{states:?}");
    let waits = ("Renew the waste, split too", "The office has to decide. Carry on with the rest of the job.");
    assert!(states.contains(&waits), "{states:?}");
    ada.in_step().await;
    let undecided = town.hub().extra_work().unwrap();
    assert_eq!(undecided.iter().map(|one| one.waiting.pence).collect::<Vec<_>>(), [8_550]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_steps_of_adas_visit_say_how_long_she_was_at_work_until_she_records_it() {
    let (_town, ada, dev) = town_with_two().await;
    assert_eq!(ada.job(JOB).await.work.suggested, None);
    ada.record(JOB, EventKind::Started).await;
    let page = ada.record(JOB, EventKind::Completed).await;
    let suggested = page.work.suggested.unwrap();
    assert!(suggested.words.starts_with("You started at ") && suggested.words.contains(" and stopped at "));
    assert_eq!(suggested.minutes, 1, "a minute is the least");
    ada.in_step().await;
    dev.in_step().await;
    assert_eq!(dev.job(JOB).await.work.suggested, None, "Dev was not there");
    let page: JobPage = ada.get(time(&page.row.id, "Ada Byrne", 1)).await;
    assert_eq!(page.work.suggested, None, "it is recorded");
}

#[tokio::test(flavor = "multi_thread")]
async fn impossible_numbers_are_named_and_nothing_of_them_is_kept() {
    let (_town, ada, _) = town_with_two().await;
    let job = ada.job(JOB).await.row.id;
    for (request, code) in [
        (pipe(&job, -1.0), "quantity"),
        (pipe(&job, f64::INFINITY), "quantity"),
        (time(&job, "Ada Byrne", 0), "minutes"),
        (time(&job, "Ada Byrne", 1_441), "minutes"),
        (time(&job, "  ", 30), "work_unnamed"),
        (Request::WithdrawWork { job: job.clone(), entry: "01ARZ3NDEKTSV4RRFFQ69G5FAV".to_owned() }, "item_unknown"),
    ] {
        let failure = ada.refused(request).await;
        assert_eq!(failure.code, code);
        assert!(!failure.remedy.is_empty());
    }
    let work = ada.job(JOB).await.work;
    assert!(work.labour.is_empty() && work.materials.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn shares_that_come_to_more_than_the_whole_are_kept_and_flagged_at_the_hub_until_one_is_put_right() {
    let (mut town, ada, dev) = town_with_two().await;
    let job = ada.job(JOB).await.row.id;
    dev.job(JOB).await;
    let share = |person: &str| Request::AddLabour {
        job: job.clone(),
        person: person.to_owned(),
        minutes: 60,
        travel_minutes: 0,
        overtime: false,
        share: Some(60),
    };
    // Neither phone has heard of the other's, so neither can say a word.
    town.stop_hub().await;
    ada.get::<JobPage>(share("Ada Byrne")).await;
    dev.get::<JobPage>(share("Dev Patel")).await;
    assert_eq!(ada.refused(share("Mo Okafor")).await.code, "share");
    town.start_hub().await;
    ada.in_step().await;
    dev.in_step().await;
    let doubts = town.hub().doubts().unwrap();
    assert_eq!(doubts.len(), 1, "{doubts:?}");
    assert_eq!((doubts[0].reference.as_str(), doubts[0].code.as_str()), (JOB, "shares_over"));
    assert!(doubts[0].words.contains("120%"), "{}", doubts[0].words);
    assert_eq!(dev.outbox().await.len(), 0, "the hub has both");
    let flagged = |page: &JobPage| page.flags.iter().any(|flag| flag.code == "shares_over");
    let page = ada.until(Request::Job { job: job.clone() }, flagged).await;
    assert_eq!(page.work.labour.len(), 2, "all that was recorded is kept");

    let of_ada = page.work.labour.iter().find(|entry| entry.words.starts_with("Ada Byrne")).unwrap().id.clone();
    let page: JobPage = ada.get(Request::WithdrawWork { job: job.clone(), entry: of_ada }).await;
    assert!(!flagged(&page));
    ada.in_step().await;
    assert!(town.hub().doubts().unwrap().is_empty(), "it was put right");
}
