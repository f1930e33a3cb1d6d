//! Damp, mould or a danger: the law's dates stand on the phone without a signal, and what the office found comes back to it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a story that cannot be told has failed")]

use std::path::Path;

use app::api::{HazardNoticed, JobPage, Request, Tone};
use domain::{
    hazard::HazardFound,
    job::{HazardStepKind, Investigation},
};
use hub::import::{Format, Options};
use tests::{Handheld, Town};

const JOB: &str = "20000417";

async fn town_with_two() -> (Town, Handheld, Handheld) {
    let town = Town::new().await;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let options = Options { team: "PLUMBING-NORTH".into(), ..Options::default() };
    for (format, file) in
        [(Format::StandardsPack, "../packs/england-2026.json"), (Format::HackneyWorkOrders, "fixtures/work-order.json")]
    {
        town.hub().import(format, &root.join(file), &options).unwrap();
    }
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    let dev = town.handheld("Dev Patel", "Van 7").await;
    (town, ada, dev)
}

async fn notices(handheld: &Handheld, danger_now: bool) -> HazardNoticed {
    let job = handheld.job(JOB).await.row.id;
    let seen = "Black mould on the bedroom wall".to_owned();
    let page: JobPage = handheld.get(Request::NoticeHazard { job, seen, who: "A baby".to_owned(), danger_now }).await;
    page.hazards.into_iter().next_back().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_laws_dates_stand_on_adas_phone_without_a_signal_and_after_it_died() {
    let (mut town, ada, _) = town_with_two().await;
    ada.job(JOB).await;
    town.stop_hub().await;
    let noticed = notices(&ada, false).await;
    let what: Vec<&str> = noticed.due.iter().map(|due| due.what.as_str()).collect();
    assert_eq!(
        what,
        [
            "A significant hazard is investigated",
            "The customer has a written summary of the investigation",
            "The work that makes the home safe is done",
            "Steps are taken to begin the further work",
            "The further work is physically started",
        ]
    );
    assert!(noticed.due[0].by.starts_with("By ") && noticed.due[1].by.starts_with("At the latest by "));
    assert!(noticed.due.iter().all(|due| due.open && due.standing == "To do"));
    let danger = notices(&ada, true).await;
    assert!(danger.due[0].by.starts_with("By tomorrow "), "24 hours, to the minute: {}", danger.due[0].by);
    let before = ada.job(JOB).await.hazards;
    let ada = ada.restart().await;
    assert_eq!(ada.job(JOB).await.hazards, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_office_found_comes_back_to_everybody_who_holds_the_job() {
    let (town, ada, dev) = town_with_two().await;
    notices(&ada, true).await;
    ada.in_step().await;
    let hub = town.hub();
    let told = hub.hazards(true).unwrap();
    assert_eq!((told.len(), told[0].job.as_str(), told[0].by.as_str()), (1, JOB, "Ada Byrne (Van 12)"));
    let reference = told[0].reference.clone();
    hub.name_investigator("Priya Shah", true).unwrap();
    let step = |kind: HazardStepKind| hub.step_on_hazard(&reference, None, "Priya Shah", |_| Ok(kind)).unwrap();
    step(HazardStepKind::Investigated(Investigation {
        found: HazardFound::Significant,
        which: "damp and mould growth".to_owned(),
        findings: "The extractor is broken.".to_owned(),
        safety_work: "Wash down with biocide".to_owned(),
        further_work: String::new(),
        works_by: None,
    }));
    step(HazardStepKind::SummaryWritten("We found mould. To complain, ring us.".to_owned()));
    let summary = hub.hazard(&reference).unwrap().noticed.summary().unwrap().0;
    step(HazardStepKind::SummaryApproved(summary));

    for handheld in [&ada, &dev] {
        let job = handheld.job(JOB).await.row.id;
        let read = |page: &JobPage| page.hazards.first().is_some_and(|hazard| hazard.steps.len() == 3);
        let page: JobPage = handheld.until(Request::Job { job }, read).await;
        let hazard = &page.hazards[0];
        assert_eq!(hazard.ring_now, None, "it is no emergency after all");
        assert_eq!(hazard.steps[0].what, "Investigated: a significant hazard");
        assert!(hazard.steps[0].by.starts_with("Priya Shah, today "), "{}", hazard.steps[0].by);
        assert_eq!(
            hazard.steps[0].words,
            "damp and mould growth\nThe extractor is broken.\nTo make it safe: Wash down with biocide"
        );
        assert_eq!(hazard.steps[1].words, "We found mould. To complain, ring us.");
        let due: Vec<_> = hazard.due.iter().map(|due| (due.standing.as_str(), due.tone, due.open)).collect();
        let to_do = ("To do", Tone::Quiet, true);
        assert_eq!(due, [("Done", Tone::Good, false), to_do, to_do], "nothing further is needed");
        assert!(!hazard.over);
    }

    step(HazardStepKind::SummaryGiven(summary, "by hand".to_owned()));
    step(HazardStepKind::MadeSafe("Washed down".to_owned()));
    assert_eq!(hub.hazards(true).unwrap(), []);
    let job = ada.job(JOB).await.row.id;
    let over = |page: &JobPage| page.hazards.first().is_some_and(|hazard| hazard.over);
    let page: JobPage = ada.until(Request::Job { job }, over).await;
    assert!(page.hazards[0].due.iter().all(|due| due.standing == "Done"));
}
