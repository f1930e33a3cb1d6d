//! What a van carries: counted by the stores, taken at doors without a signal, and right for everybody afterwards.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a story that cannot be told has failed")]

use std::path::Path;

use app::api::{JobPage, OutboxItem, Request, Today, VanItem, VanTaken};
use hub::import::{Format, Options, Report};
use tests::{Handheld, Town};

const JOB: &str = "20000417";

const FIRST_COUNT: &str = "\
van,operatives,item,description,unit,quantity,counted,minimum
Van 12,Ada Byrne;Dev Patel,CU15,15 mm copper pipe,m,10,2026-01-12 07:10,3
Van 12,Ada Byrne;Dev Patel,TRAP32,32 mm bottle trap,,1,2026-01-12 07:10,1
Van 7,Mo Okafor,WASH12,Half-inch tap washer,,40,2026-01-12 07:20,
";

async fn town() -> (Town, Handheld, Handheld) {
    let town = Town::new().await;
    let order = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/work-order.json");
    let options = Options { team: "PLUMBING-NORTH".into(), ..Options::default() };
    town.hub().import(Format::HackneyWorkOrders, &order, &options).unwrap();
    let ada = town.handheld("Ada Byrne", "Phone 1").await;
    let dev = town.handheld("Dev Patel", "Phone 2").await;
    town.hub().invite("Mo Okafor", "Phone 3", &town.url(), Some("PLUMBING-NORTH")).unwrap();
    let counted = counts(&town, FIRST_COUNT);
    assert_eq!((counted.added, counted.left_out), (3, 0), "{:?}", counted.faults);
    // The van comes to its people and the job to their team: either may be first.
    for handheld in [&ada, &dev] {
        until_left(handheld, "CU15", "10 m left").await;
        handheld.job(JOB).await;
    }
    (town, ada, dev)
}

fn counts(town: &Town, csv: &str) -> Report {
    let file = town.path().join("van-stock.csv");
    std::fs::write(&file, csv).unwrap();
    town.hub().import(Format::CsvVanStock, &file, &Options::default()).unwrap()
}

async fn van(of: &Handheld) -> Vec<VanItem> {
    of.get(Request::VanStock).await
}

/// "7.5 m left" of this item.
async fn left(of: &Handheld, item: &str) -> String {
    van(of).await.into_iter().find(|held| held.item == item).unwrap().words
}

async fn take(of: &Handheld, item: &str, quantity: f64) -> Request {
    let held = van(of).await.into_iter().find(|held| held.item == item).unwrap();
    let job = of.job(JOB).await.row.id;
    Request::TakeFromVan { job, van: held.van, item: held.item, quantity }
}

async fn until_left(of: &Handheld, item: &str, words: &str) {
    let seen = |held: &Vec<VanItem>| held.iter().any(|held| held.item == item && held.words == words);
    of.until(Request::VanStock, seen).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ada_and_dev_take_from_one_van_in_two_cellars_and_the_list_is_right_for_both_and_for_the_stores() {
    let (mut town, ada, dev) = town().await;
    let carried: Vec<(String, String)> = van(&ada).await.into_iter().map(|item| (item.name, item.words)).collect();
    let expected = [("15 mm copper pipe", "10 m left"), ("32 mm bottle trap", "1 left")];
    assert_eq!(carried, expected.map(|(name, words)| (name.to_owned(), words.to_owned())), "and nothing of Van 7");

    town.stop_hub().await;
    let page: JobPage = ada.get(take(&ada, "CU15", 2.5).await).await;
    assert_eq!(page.work.materials[0].words, "2.5 m 15 mm copper pipe, from the van");
    assert_eq!(left(&ada, "CU15").await, "7.5 m left", "at once");
    dev.get::<JobPage>(take(&dev, "CU15", 3.0).await).await;
    // Each takes the only trap that the list has.
    ada.get::<JobPage>(take(&ada, "TRAP32", 1.0).await).await;
    dev.get::<JobPage>(take(&dev, "TRAP32", 1.0).await).await;
    assert_eq!(left(&ada, "TRAP32").await, "None left");
    assert!(van(&ada).await.iter().any(|item| item.item == "TRAP32" && item.low));
    let waiting: Vec<OutboxItem> = ada.outbox().await;
    assert!(waiting.iter().any(|item| item.what == "Taken out of the van"), "{waiting:?}");
    let ada = ada.restart().await;
    assert_eq!(left(&ada, "CU15").await, "7.5 m left", "after the phone was restarted");

    town.start_hub().await;
    ada.in_step().await;
    dev.in_step().await;
    for handheld in [&ada, &dev] {
        until_left(handheld, "CU15", "4.5 m left").await;
        until_left(handheld, "TRAP32", "None left: the list is 1 short").await;
    }
    let stores = town.hub().van_stock().unwrap();
    let van_12 = stores.iter().find(|van| van.van == "Van 12").unwrap();
    let left: Vec<f64> = van_12.items.iter().map(|item| van_12.left(item)).collect();
    assert_eq!(left, [4.5, -1.0]);

    // What is taken off the job is on the van again, for both.
    let (id, entry) = {
        let page = ada.job(JOB).await;
        let of_pipe = page.work.materials.iter().find(|entry| entry.words.starts_with("2.5 m")).unwrap();
        (page.row.id.clone(), of_pipe.id.clone())
    };
    let page: JobPage = ada.get(Request::WithdrawWork { job: id, entry }).await;
    assert!(page.work.materials.iter().any(|entry| entry.withdrawn));
    until_left(&ada, "CU15", "7 m left").await;
    ada.in_step().await;
    until_left(&dev, "CU15", "7 m left").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_count_has_in_it_what_was_taken_before_and_importing_an_old_one_again_changes_nothing() {
    let (town, ada, _dev) = town().await;
    ada.get::<JobPage>(take(&ada, "CU15", 4.0).await).await;
    ada.in_step().await;
    let again = counts(&town, FIRST_COUNT);
    assert_eq!((again.added, again.changed, again.unchanged), (0, 0, 3));
    // Counted a moment ago: what Ada took is in it.
    let now = this_moment();
    let recount = format!(
        "van,operatives,item,description,unit,quantity,counted\nVan 12,Ada Byrne,CU15,15 mm copper pipe,m,12,{now}\n"
    );
    assert_eq!(counts(&town, &recount).changed, 1);
    until_left(&ada, "CU15", "12 m left").await;
    ada.get::<JobPage>(take(&ada, "CU15", 0.5).await).await;
    assert_eq!(left(&ada, "CU15").await, "11.5 m left");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_van_that_is_somebody_elses_now_leaves_the_phone_and_what_was_taken_stays_on_the_job() {
    let (town, ada, dev) = town().await;
    let page: JobPage = ada.get(take(&ada, "CU15", 2.0).await).await;
    ada.in_step().await;
    let late = take(&ada, "CU15", 1.0).await;
    let (job, entry) = (page.row.id, page.work.materials[0].id.clone());
    let now = this_moment();
    let moved = format!(
        "van,operatives,item,description,unit,quantity,counted\nVan 12,Dev Patel,CU15,15 mm copper pipe,m,8,{now}\n"
    );
    assert_eq!(counts(&town, &moved).changed, 1);
    ada.until(Request::VanStock, |carried: &Vec<VanItem>| carried.is_empty()).await;
    until_left(&dev, "CU15", "8 m left").await;
    assert_eq!(ada.refused(late).await.code, "van_unknown");
    let page: JobPage = ada.get(Request::WithdrawWork { job, entry }).await;
    assert!(page.work.materials[0].withdrawn, "a mistake on the job can still be put right");
}

#[tokio::test(flavor = "multi_thread")]
async fn impossible_quantities_are_refused_in_words_and_neither_job_nor_van_keeps_anything_of_them() {
    let (_town, ada, _dev) = town().await;
    for (quantity, code) in [(11.0, "van_short"), (0.0, "quantity"), (-1.0, "quantity"), (1.234, "quantity")] {
        let failure = ada.refused(take(&ada, "CU15", quantity).await).await;
        assert_eq!(failure.code, code);
        assert!(!failure.remedy.is_empty());
        if code == "van_short" {
            assert_eq!(failure.message, "The list of Van 12 has 10 m of 15 mm copper pipe, not 11 m.");
        }
    }
    let Request::TakeFromVan { job, van, .. } = take(&ada, "CU15", 1.0).await else { unreachable!() };
    let gone = Request::TakeFromVan { job, van, item: "CU22".to_owned(), quantity: 1.0 };
    assert_eq!(ada.refused(gone).await.code, "van_item_unknown");
    assert!(ada.job(JOB).await.work.materials.is_empty());
    assert_eq!(left(&ada, "CU15").await, "10 m left");
    assert!(ada.outbox().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ada_counts_without_a_signal_holds_for_dev_and_what_he_takes_afterwards_comes_off_it() {
    let (mut town, ada, dev) = town().await;
    town.stop_hub().await;
    dev.get::<JobPage>(take(&dev, "CU15", 4.0).await).await;
    a_moment().await;
    // The list had ten; Dev took four of them that Ada's phone has not heard of, and three are in the van.
    let carried: Vec<VanItem> = ada.get(count(&ada, "CU15", 3.0).await).await;
    let pipe = carried.iter().find(|held| held.item == "CU15").unwrap();
    assert_eq!((pipe.words.as_str(), pipe.low, pipe.other_count.as_str()), ("3 m left", true, ""));
    assert!(pipe.counted.starts_with("Counted by Ada Byrne, today "), "{}", pipe.counted);
    assert!(ada.outbox().await.iter().any(|item: &OutboxItem| item.what == "Counted in the van"));
    let ada = ada.restart().await;
    assert_eq!(left(&ada, "CU15").await, "3 m left", "after the phone was restarted");

    town.start_hub().await;
    ada.in_step().await;
    dev.in_step().await;
    for handheld in [&ada, &dev] {
        until_left(handheld, "CU15", "3 m left").await;
    }
    dev.get::<JobPage>(take(&dev, "CU15", 0.5).await).await;
    dev.in_step().await;
    until_left(&ada, "CU15", "2.5 m left").await;
    assert_eq!(dev.refused(take(&dev, "CU15", 2.6).await).await.code, "van_short");

    let taken: Vec<VanTaken> = ada.get(Request::VanTaken).await;
    let words: Vec<(&str, bool)> = taken.iter().map(|taken| (taken.what.as_str(), taken.job.is_some())).collect();
    assert_eq!(words, [("0.5 m 15 mm copper pipe", true), ("4 m 15 mm copper pipe", true)]);
    assert!(taken.iter().all(|taken| taken.by.starts_with("Dev Patel, today ")), "{taken:?}");
    assert_eq!(ada.get::<Today>(Request::Today).await.van, "My van: Van 12, 2 things want filling up");

    // What the stores counted before says nothing new, and what they count now does.
    assert_eq!(counts(&town, FIRST_COUNT).unchanged, 3);
    let stores = format!(
        "van,operatives,item,description,unit,quantity,counted\nVan 12,Ada Byrne;Dev Patel,CU15,15 mm copper pipe,m,12,{}\n",
        this_moment()
    );
    assert_eq!(counts(&town, &stores).changed, 1);
    until_left(&ada, "CU15", "12 m left").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_counts_that_differ_both_stand_in_words_until_somebody_counts_again() {
    let (mut town, ada, dev) = town().await;
    town.stop_hub().await;
    ada.get::<Vec<VanItem>>(count(&ada, "CU15", 3.0).await).await;
    a_moment().await;
    dev.get::<Vec<VanItem>>(count(&dev, "CU15", 5.0).await).await;
    town.start_hub().await;
    ada.in_step().await;
    dev.in_step().await;
    for handheld in [&ada, &dev] {
        until_left(handheld, "CU15", "5 m left").await;
        let pipe = van(handheld).await.into_iter().find(|held| held.item == "CU15").unwrap();
        assert!(pipe.counted.starts_with("Counted by Dev Patel, today "), "{}", pipe.counted);
        assert!(pipe.other_count.starts_with("By Ada Byrne’s count, today "), "{}", pipe.other_count);
        assert!(pipe.other_count.ends_with(", 3 m would be left. Count again to settle it."), "{}", pipe.other_count);
    }
    ada.get::<Vec<VanItem>>(count(&ada, "CU15", 4.0).await).await;
    ada.in_step().await;
    dev.until(Request::VanStock, |held: &Vec<VanItem>| {
        held.iter().any(|held| held.item == "CU15" && held.words == "4 m left" && held.other_count.is_empty())
    })
    .await;
    let stores = town.hub().van_stock().unwrap();
    let pipe = stores.iter().find(|van| van.van == "Van 12").unwrap();
    assert_eq!(pipe.counts.len(), 3, "all that was counted is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn impossible_counts_and_counts_of_a_van_that_is_gone_are_refused_in_words() {
    let (_town, ada, _dev) = town().await;
    for counted in [-1.0, 10_000.0, 1.234] {
        let failure = ada.refused(count(&ada, "CU15", counted).await).await;
        assert_eq!(failure.code, "quantity");
        assert!(!failure.remedy.is_empty());
    }
    let Request::CountVan { van, .. } = count(&ada, "CU15", 1.0).await else { unreachable!() };
    let unknown = Request::CountVan { van, item: "CU22".to_owned(), counted: 1.0 };
    assert_eq!(ada.refused(unknown).await.code, "van_item_unknown");
    let elsewhere = domain::id::DocumentId::from_bytes([9; 16]).to_string();
    let gone = Request::CountVan { van: elsewhere, item: "CU15".to_owned(), counted: 1.0 };
    assert_eq!(ada.refused(gone).await.code, "van_unknown");
    assert!(ada.outbox().await.is_empty());
    assert_eq!(left(&ada, "CU15").await, "10 m left");
}

/// Longer than two phones' ideas of the hub's clock are apart.
async fn a_moment() {
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
}

async fn count(of: &Handheld, item: &str, counted: f64) -> Request {
    let held = van(of).await.into_iter().find(|held| held.item == item).unwrap();
    Request::CountVan { van: held.van, item: held.item, counted }
}

/// This moment, as a stores system writes it.
fn this_moment() -> String {
    use hub::chance::{Clock, SystemClock};
    SystemClock.now().rfc3339()
}
