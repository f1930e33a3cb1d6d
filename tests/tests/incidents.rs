//! What happens to staff: reported in two taps without a signal, read by those who are named, and by nobody else.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a story that cannot be told has failed")]

use std::path::Path;

use app::api::{IncidentKind, IncidentSaved, IncidentShown, JobRow, Request, SentReport, Today};
use hub::import::{Format, Options};
use tests::{Handheld, TEAM, Town, bytes::Bytes};

/// A word that stands nowhere but in what was reported.
const STORY: &str = "SPATAT";

async fn town() -> Town {
    let town = Town::new().await;
    let order = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/work-order.json");
    let options = Options { team: TEAM.into(), ..Options::default() };
    town.hub().import(Format::HackneyWorkOrders, &order, &options).unwrap();
    town
}

async fn incidents(of: &Handheld, number: usize) -> Vec<IncidentShown> {
    of.until(Request::Incidents, |held: &Vec<IncidentShown>| held.len() == number).await
}

#[tokio::test(flavor = "multi_thread")]
async fn ada_reports_an_assault_in_a_cellar_and_joan_reads_it_and_nobody_else_does() {
    let mut town = town().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    let dev = town.handheld("Dev Patel", "Van 7").await;
    let noor = town.officer("Noor Aziz", "Tablet 3", "E9-NORTH").await;
    let joan = town.officer("Joan Ellis", "Tablet 9", "E9-SOUTH").await;
    town.hub().name_incident_reader("Joan Ellis", true).unwrap();
    let record = ada.job("20000417").await.row.id;
    joan.in_step().await;

    town.stop_hub().await;
    let report = |record, kind, words: &str, place: &str, hurt| Request::ReportIncident {
        record,
        kind,
        words: words.to_owned(),
        place: place.to_owned(),
        hurt,
    };
    let too_long = report(None, IncidentKind::Threat, &"x".repeat(9_000), "", false);
    assert_eq!(ada.refused(too_long).await.code, "too_long");
    let assault = report(Some(record), IncidentKind::Assault, &format!("I was {STORY}."), "not said", true);
    ada.get::<IncidentSaved>(assault).await;
    // On its own, and without a word.
    ada.get::<IncidentSaved>(report(None, IncidentKind::NearMiss, "", "Car park", false)).await;
    let ada = ada.restart().await;
    let waiting = "Saved on this phone, waiting to send";
    let sent: Vec<SentReport> = ada.get(Request::SentReports).await;
    assert_eq!(sent.len(), 2);
    assert!(sent.iter().all(|one| one.what == "Incident" && one.state == waiting), "{sent:?}");
    assert_eq!(ada.outbox().await.len(), 2);
    let own: Vec<IncidentShown> = ada.get(Request::Incidents).await;
    assert!(own.is_empty(), "the writer has no list of them");

    town.start_hub().await;
    ada.in_step().await;
    let sent: Vec<SentReport> = ada.get(Request::SentReports).await;
    assert!(sent.iter().all(|one| one.state == "The landlord has it"), "{sent:?}");
    joan.in_step().await;
    let held = incidents(&joan, 2).await;
    let assault = held.iter().find(|one| one.what == "Assault").unwrap();
    assert!(assault.hurt && assault.words.contains(STORY) && assault.by.starts_with("Ada Byrne"));
    assert!(assault.place.starts_with("8 Sluice Court"), "{assault:?}");
    let near = held.iter().find(|one| one.what == "Near miss").unwrap();
    assert_eq!((near.place.as_str(), near.words.as_str(), near.hurt), ("Car park", "", false));
    let today: Today = joan.get(Request::Today).await;
    assert_eq!((today.incidents, today.alerts_to_decide), (Some(2), None), "she decides on no alert by this");
    let listed = town.hub().incidents().unwrap();
    assert_eq!((listed.len(), listed[0].person.as_str()), (2, "Ada Byrne"));

    for other in [&dev, &noor] {
        other.in_step().await;
        let today: Today = other.get(Request::Today).await;
        assert_eq!(today.incidents, None);
    }
    let rows: Vec<JobRow> = dev.get(Request::SearchJobs { text: "20000417".into() }).await;
    assert!(rows[0].alert_marks.is_empty(), "an incident is no alert");
    assert!(Bytes::of(&joan.close().await).have(STORY));
    for handheld in [ada, dev, noor] {
        assert!(!Bytes::of(&handheld.close().await).have(STORY));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operative_is_not_named_as_a_reader_and_who_was_named_may_be_no_longer() {
    let town = town().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    let joan = town.officer("Joan Ellis", "Tablet 9", "E9-SOUTH").await;
    let refused = town.hub().name_incident_reader("Ada Byrne", true).unwrap_err();
    assert!(refused.to_string().contains("repairs operative"), "{refused}");
    town.hub().name_incident_reader("Joan Ellis", true).unwrap();
    let report = Request::ReportIncident {
        record: None,
        kind: IncidentKind::Threat,
        words: STORY.into(),
        place: String::new(),
        hurt: false,
    };
    ada.get::<IncidentSaved>(report).await;
    ada.in_step().await;
    joan.in_step().await;
    incidents(&joan, 1).await;
    town.hub().name_incident_reader("Joan Ellis", false).unwrap();
    joan.in_step().await;
    incidents(&joan, 0).await;
    let today: Today = joan.get(Request::Today).await;
    assert_eq!(today.incidents, None);
    joan.in_step().await;
    assert!(!Bytes::of(&joan.close().await).have(STORY));
}
