//! What two people do to one job without sight of each other and one of them, or the office, has to decide on: it is asked
//! for, in words, until somebody has, and no longer.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a story that cannot be told has failed"
)]

use std::{fs, sync::Arc};

use app::api::{
    ContactMade, ContactMethod, Day, EventKind, JobPage, OutboxState, Request, Sending, SignOffAnswer, SignOffOutcome,
    SignOffPage, Today,
};
use domain::job::AppointmentWindow;
use hub::{
    erase::Leaving,
    import::{Format, Options},
};
use tests::{Cable, Handheld, TEAM, Town, signed_by};

const JOB: &str = "20000417";

async fn on_a_cable(town: &Town, person: &str, device: &str) -> (Handheld, Arc<Cable>) {
    let cable = Cable::new();
    let handheld = Handheld::open_on(Arc::clone(&cable), town.path().join(device));
    handheld.enrol(&town.invitation(person, device)).await;
    handheld.job(JOB).await;
    (handheld, cable)
}

struct Pair {
    town: Town,
    ada: Handheld,
    adas: Arc<Cable>,
    dev: Handheld,
    devs: Arc<Cable>,
}

impl Pair {
    /// Ada and Dev hold one job, which Ada has started.
    async fn at_work() -> Self {
        let town = Town::new().await;
        let file = town.path().join("order.json");
        fs::write(&file, include_str!("../fixtures/work-order.json")).unwrap();
        let options = Options { team: TEAM.into(), ..Options::default() };
        let report = town.hub().import(Format::HackneyWorkOrders, &file, &options).unwrap();
        assert!(report.faults.is_empty(), "{:?}", report.faults);
        let (ada, adas) = on_a_cable(&town, "Ada Byrne", "Van 12").await;
        let (dev, devs) = on_a_cable(&town, "Dev Patel", "Van 7").await;
        ada.record(JOB, EventKind::Started).await;
        let pair = Self { town, ada, adas, dev, devs };
        pair.meet().await;
        pair
    }

    fn part(&self) {
        self.adas.cut();
        self.devs.cut();
    }

    /// Both send and take in until they hold the same.
    async fn meet(&self) {
        self.adas.mend();
        self.devs.mend();
        for _ in 0..200 {
            self.ada.in_step().await;
            self.dev.in_step().await;
            if self.ada.job(JOB).await.note.version == self.dev.job(JOB).await.note.version {
                return;
            }
        }
        panic!("the two never came to hold the same");
    }

    async fn pages(&self) -> [JobPage; 2] {
        [self.ada.job(JOB).await, self.dev.job(JOB).await]
    }
}

/// Says of the only thing that is asked for on a page that the side with these words, or by this person, is right.
async fn choose(handheld: &Handheld, words: &str) -> JobPage {
    let page = handheld.job(JOB).await;
    let [asked] = page.competitions.as_slice() else { panic!("{:?}", page.competitions) };
    let side = asked
        .sides
        .iter()
        .find(|side| side.words.contains(words) || side.by == words)
        .unwrap_or_else(|| panic!("{asked:?}"));
    handheld.get(Request::Settle { job: page.row.id, field: asked.field.clone(), side: side.key.clone() }).await
}

async fn without_a_customer(handheld: &Handheld, outcome: SignOffOutcome) -> JobPage {
    let job = handheld.job(JOB).await.row.id;
    let shown: SignOffPage = handheld.get(Request::SignOffPage { job: job.clone(), language: "en".to_owned() }).await;
    let answer = SignOffAnswer { outcome, strokes: Vec::new(), ..signed_by("") };
    handheld.get(Request::SignOff { job, digest: shown.digest, language: "en".to_owned(), answer }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_both_completed_asks_once_whether_it_stands() {
    let pair = Pair::at_work().await;
    pair.part();
    pair.ada.record(JOB, EventKind::Completed).await;
    pair.dev.record(JOB, EventKind::Completed).await;
    pair.meet().await;
    for page in pair.pages().await {
        assert!(page.row.needs_attention && page.flags.iter().any(|flag| flag.code == "completed_twice"), "{page:?}");
    }
    choose(&pair.dev, "Work completed").await;
    pair.meet().await;
    for page in pair.pages().await {
        assert_eq!((page.row.needs_attention, page.flags.len(), page.competitions.len()), (false, 0, 0), "{page:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_recorded_after_the_end_is_asked_about_until_it_stands_or_work_goes_on() {
    let pair = Pair::at_work().await;
    pair.part();
    pair.ada.record(JOB, EventKind::Completed).await;
    let job = pair.dev.job(JOB).await.row.id;
    let reason = Some("The stopcock is seized".to_owned());
    pair.dev.get::<JobPage>(Request::RecordEvent { job, kind: EventKind::HandedBack, reason }).await;
    pair.meet().await;
    assert!(pair.pages().await.iter().all(|page| page.row.needs_attention));
    // Work goes on, and ends: nothing is asked any more.
    pair.ada.record(JOB, EventKind::Reopened).await;
    pair.ada.record(JOB, EventKind::Completed).await;
    pair.meet().await;
    for page in pair.pages().await {
        assert_eq!((page.row.needs_attention, page.flags.len(), page.competitions.len()), (false, 0, 0), "{page:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ada_takes_back_while_dev_closes_it_is_said_on_both_phones() {
    let pair = Pair::at_work().await;
    pair.ada.record(JOB, EventKind::Completed).await;
    pair.meet().await;
    pair.part();
    let job = pair.ada.job(JOB).await.row.id;
    let page = pair.ada.job(JOB).await;
    let event = page.undo.expect("within the minute").event;
    pair.ada.get::<JobPage>(Request::Undo { job, event }).await;
    without_a_customer(&pair.dev, SignOffOutcome::CustomerAbsent).await;
    pair.meet().await;
    for page in pair.pages().await {
        assert_eq!(page.row.status.words, "Started");
        assert!(page.row.needs_attention, "{page:?}");
        assert!(page.flags.iter().any(|flag| flag.code == "taken_back_under_sign_off"), "{:?}", page.flags);
    }
    pair.ada.record(JOB, EventKind::Completed).await;
    pair.meet().await;
    assert!(pair.pages().await.iter().all(|page| !page.row.needs_attention && page.flags.is_empty()));

    // It was closed and opened again before: that says nothing of what is taken back now.
    pair.ada.record(JOB, EventKind::Reopened).await;
    pair.ada.record(JOB, EventKind::Started).await;
    pair.ada.record(JOB, EventKind::Completed).await;
    pair.meet().await;
    pair.part();
    let page = pair.ada.job(JOB).await;
    let (job, event) = (page.row.id, page.undo.expect("within the minute").event);
    pair.ada.get::<JobPage>(Request::Undo { job, event }).await;
    without_a_customer(&pair.dev, SignOffOutcome::CustomerAbsent).await;
    pair.meet().await;
    for page in pair.pages().await {
        assert!(page.flags.iter().any(|flag| flag.code == "taken_back_under_sign_off"), "{:?}", page.flags);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_choose_different_sign_offs_are_asked_once_more() {
    let pair = Pair::at_work().await;
    pair.ada.record(JOB, EventKind::Completed).await;
    pair.meet().await;
    pair.part();
    pair.ada.customer_signs(JOB, "Jill Marsh", "en").await;
    without_a_customer(&pair.dev, SignOffOutcome::CustomerAbsent).await;
    pair.meet().await;
    pair.part();
    choose(&pair.ada, "Jill Marsh").await;
    choose(&pair.dev, "Dev Patel").await;
    pair.meet().await;
    for page in pair.pages().await {
        assert!(page.row.needs_attention, "each chose another: {:?}", page.competitions);
    }
    choose(&pair.ada, "Jill Marsh").await;
    pair.meet().await;
    for page in pair.pages().await {
        assert!(!page.row.needs_attention && page.competitions.is_empty(), "{page:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_office_has_decided_on_is_told_and_is_nobodys_worry_any_more() {
    let pair = Pair::at_work().await;
    pair.part();
    pair.ada.type_note(JOB, "The marjoram pot fell").await;
    pair.town.hub().erase(JOB, None, "asked for in a letter of 3 March", Leaving::Accounts).unwrap();
    pair.adas.mend();
    let late = pair.ada.until(Request::Sending, |sending: &Sending| sending.quarantined == 1).await;
    assert!(late.words.ends_with("1 set aside for the landlord to look at"), "{}", late.words);
    let aside = pair.town.hub().database().read(hub::db::sqlite::quarantine::all).unwrap();
    pair.town.hub().discard(aside[0].0, "It is in the new record").unwrap();
    pair.ada.get::<Sending>(Request::SendNow).await;
    let told = pair.ada.until(Request::Sending, |sending: &Sending| sending.quarantined == 0).await;
    assert_eq!(told.words, "All sent");
    let listed = pair.ada.outbox().await;
    assert_eq!((listed.len(), listed[0].state), (1, OutboxState::Decided), "{listed:?}");
    assert!(listed[0].reason.starts_with("Somebody at the landlord looked at it"), "{}", listed[0].reason);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_that_the_office_moves_while_ada_finds_nobody_in_is_work_on_its_day() {
    let pair = Pair::at_work().await;
    let today: Today = pair.ada.get(Request::Today).await;
    let tomorrow = today.days.iter().find(|day| day.date > today.date).unwrap().date.clone();
    let no_access = Request::RecordNoAccess {
        job: pair.ada.job(JOB).await.row.id,
        happened: "Nobody answered".to_owned(),
        card: None,
        no_card_because: "No letter box".to_owned(),
        contacts: vec![ContactMade { method: ContactMethod::Knocked, at: 1_795_338_000_000 }],
        offered: "Mon 30 Nov, morning".to_owned(),
    };
    let moved = |hours: &str| AppointmentWindow::from_scalar(&format!("{tomorrow}|{hours}"));
    pair.part();
    pair.ada.get::<JobPage>(no_access.clone()).await;
    assert!(pair.town.hub().appoint(JOB, None, moved("08:00|12:00|AM")).unwrap());
    pair.meet().await;
    for handheld in [&pair.ada, &pair.dev] {
        let day: Day = handheld.get(Request::Day { date: tomorrow.clone() }).await;
        assert!(day.jobs.iter().any(|row| row.reference == JOB), "on nobody's list: {:?}", handheld.job(JOB).await);
        assert_eq!(handheld.job(JOB).await.row.status.words, "Reopened");
    }
    assert!(pair.town.hub().unanswered().unwrap().is_empty(), "another visit is booked");

    // She comes a day early, and knows it: that visit has ended, and the office says what comes of it.
    pair.ada.get::<JobPage>(no_access).await;
    pair.meet().await;
    assert_eq!(pair.dev.job(JOB).await.row.status.code, "no_access");
    assert_eq!(pair.town.hub().unanswered().unwrap().len(), 1);
}
