//! Working alone: nobody is watching until the hub says so, and it raises the alarm though the phone is dead.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a story that cannot be told has failed")]

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use app::{
    Clock,
    api::{LoneWorkPage, LoneWorkShown, Request, Today},
};
use domain::time::Timestamp;
use tests::{Handheld, Town};

/// A phone's clock that the story turns.
#[derive(Debug)]
struct PhoneClock(AtomicI64);

impl Clock for PhoneClock {
    fn now(&self) -> Timestamp {
        let real = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        let real = i64::try_from(real.as_millis()).unwrap();
        Timestamp::from_milliseconds(real.saturating_add(self.0.load(Ordering::Relaxed)))
    }
}

fn say(minutes: u32) -> Request {
    Request::SayLoneWork { minutes, place: "Pump house, Weir Road".into() }
}

async fn until(of: &Handheld, seen: impl Fn(&LoneWorkShown) -> bool) -> LoneWorkShown {
    let seen = |page: &LoneWorkPage| page.running.as_ref().is_some_and(&seen);
    of.until(Request::LoneWork, seen).await.running.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn ada_is_watched_once_the_hub_says_so_and_missed_though_her_phone_is_dead() {
    let mut town = Town::new().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    town.stop_hub().await;
    assert_eq!(ada.refused(say(3)).await.code, "lone_work_minutes");
    let nowhere = Request::SayLoneWork { minutes: 30, place: " ".into() };
    assert_eq!(ada.refused(nowhere).await.code, "lone_work_place");
    let begun: LoneWorkPage = ada.get(say(30)).await;
    let begun = begun.running.unwrap();
    assert!(!begun.watched && begun.words.starts_with("Nobody is watching yet"), "{begun:?}");
    let ada = ada.restart().await;
    let today: Today = ada.get(Request::Today).await;
    assert!(!today.lone_work.unwrap().watched, "it outlives the app, and still nobody is watching");

    town.start_hub().await;
    let watched = until(&ada, |work| work.watched).await;
    assert!((29 * 60..=30 * 60).contains(&watched.left_seconds), "{watched:?}");
    let listed = town.hub().lone_workers().unwrap();
    assert_eq!((listed.len(), listed[0].person.as_str()), (1, "Ada Byrne"));
    assert_eq!(listed[0].watched.place, "Pump house, Weir Road");
    assert_eq!(town.hub().escalate().unwrap(), 0);
    assert!(town.hub().take_lone_worker(&listed[0].reference, "Joan Ellis").is_err(), "she is not overdue");
    // She is well and needs longer: 20 minutes later she has the whole hour from when she said so.
    town.wait(20);
    ada.get::<LoneWorkPage>(say(60)).await;
    until(&ada, |work| work.watched && work.left_seconds > 59 * 60).await;

    // Her phone dies, the hub is stopped and started, and her hour is over.
    let folder = ada.close().await;
    town.restart_hub().await;
    town.wait(61);
    let listed = town.hub().lone_workers().unwrap();
    assert!(listed[0].left_ms < 0, "overdue, whether or not anybody has looked");
    // The hub that serves may have looked by itself already.
    town.hub().escalate().unwrap();
    assert_eq!(town.hub().escalate().unwrap(), 0, "the alarm is raised once");
    town.restart_hub().await;
    let listed = town.hub().lone_workers().unwrap();
    assert!(listed[0].watched.escalated_at.is_some(), "it outlives the hub's end");
    town.hub().take_lone_worker(&listed[0].reference, "Joan Ellis").unwrap();

    // Somebody charges it: it says who sees to her, she is well and done, and nobody watches any more.
    let ada = Handheld::open(folder);
    ada.get::<app::api::Session>(Request::Unlock { pin: tests::PIN.into() }).await;
    let overdue = until(&ada, |work| work.taken_by == "Joan Ellis").await;
    assert!(overdue.overdue && overdue.words.contains("Joan Ellis sees to it"), "{overdue:?}");
    let done: LoneWorkPage = ada.get(Request::FinishLoneWork).await;
    assert_eq!(done.running, None);
    let give_up = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while !town.hub().lone_workers().unwrap().is_empty() {
        assert!(std::time::Instant::now() < give_up, "the hub never heard of the end");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_whose_clock_is_wrong_is_watched_as_long_as_any_other() {
    let town = Town::new().await;
    // Seven hours slow while she begins; put right by the network a moment later.
    let clock = Arc::new(PhoneClock(AtomicI64::new(-7 * 3_600_000)));
    let ada = Handheld::open_by(clock.clone(), town.path().join("Van 12"));
    ada.enrol(&town.invitation("Ada Byrne", "Van 12")).await;
    ada.get::<LoneWorkPage>(say(30)).await;
    until(&ada, |work| work.watched).await;
    let left = town.hub().lone_workers().unwrap()[0].left_ms;
    assert!((29 * 60_000..=30 * 60_000).contains(&left), "{left}");
    clock.0.store(0, Ordering::Relaxed);
    // The hub goes on counting from its own clock: what was said is not said again.
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    let left = town.hub().lone_workers().unwrap()[0].left_ms;
    assert!((29 * 60_000..=30 * 60_000).contains(&left), "{left}");
    let reference = town.hub().lone_workers().unwrap()[0].reference.clone();
    town.hub().end_lone_work(&reference, "Joan Ellis").unwrap();
    assert!(town.hub().lone_workers().unwrap().is_empty());
}
