//! Alerts that staff raise at doors: what shows there at once, who confirms it, and what nobody at a door ever holds.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a story that cannot be told has failed")]

use std::path::Path;

use app::api::{
    Alert, AlertForm, AlertRaised, AlertReportPage, AlertReportRow, AlertSaid, AlertVerdict, HomePage, Homes, JobPage,
    JobRow, Request, SentReport, Today,
};
use domain::alert_report::{AlertVerdict as Verdict, NewAlertDecision};
use hub::import::{Format, Options};
use tests::{Handheld, TEAM, Town, bytes::Bytes};

const PROPERTIES: &str = "reference,address_line_1,address_line_2,postcode\n\
    00012345,8 Sluice Court,Weir Road,ZZ1 4QA\n00012346,9 Sluice Court,Weir Road,ZZ1 4QA\n";

/// A word that stands nowhere but in what happened.
const STORY: &str = "KETTLETHROWN";

fn import(town: &Town, format: Format, name: &str, text: &str) {
    let file = town.path().join(name);
    std::fs::write(&file, text).unwrap();
    let options = Options { team: TEAM.into(), ..Options::default() };
    let report = town.hub().import(format, &file, &options).unwrap();
    assert!(report.faults.is_empty(), "{report:?}");
}

/// A job at a home.
fn raise(town: &Town, reference: &str, property: &str) {
    let text = format!("reference,description,trade,property_reference\n{reference},Tap drips,Plumbing,{property}\n");
    import(town, Format::CsvJobs, &format!("job-{reference}.csv"), &text);
}

/// A town with two homes of one patch, and a job at the first.
async fn town() -> Town {
    let town = Town::new().await;
    import(&town, Format::CsvProperties, "properties.csv", PROPERTIES);
    let tenancies = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/tenancies.csv");
    let report = town.hub().import(Format::CsvTenancies, &tenancies, &Options::default()).unwrap();
    assert!(report.faults.is_empty(), "{report:?}");
    raise(&town, "41", "00012345");
    town
}

async fn job(of: &Handheld, reference: &str) -> JobRow {
    let find = Request::SearchJobs { text: reference.to_owned() };
    let rows: Vec<JobRow> = of.until(find, |rows: &Vec<JobRow>| !rows.is_empty()).await;
    rows[0].clone()
}

/// A job's page once its alerts are as awaited.
async fn alerts(of: &Handheld, reference: &str, seen: impl Fn(&[Alert]) -> bool) -> Vec<Alert> {
    let id = job(of, reference).await.id;
    of.until(Request::Job { job: id }, |page: &JobPage| seen(&page.alerts)).await.alerts
}

/// The page of the first home once its alerts are as awaited.
async fn home(officer: &Handheld, seen: impl Fn(&[Alert]) -> bool) -> HomePage {
    let typed = Request::Homes { text: "8 sluice".to_owned() };
    let homes: Homes = officer.until(typed, |homes: &Homes| !homes.homes.is_empty()).await;
    let home = Request::Home { home: homes.homes[0].id.clone() };
    officer.until(home, |page: &HomePage| seen(&page.alerts)).await
}

async fn said(of: &Handheld, record: &str) -> AlertSaid {
    let form: AlertForm = of.get(Request::AlertForm { record: record.to_owned() }).await;
    AlertSaid {
        about_person: true,
        type_code: "10".into(),
        happened: format!("He shouted, and {STORY} at me in the kitchen."),
        happened_on: form.today,
        instruction: "Two people, by appointment".into(),
        decided_by: form.person,
        review: form.review,
        told: false,
        why_not_told: "It would put his wife in danger".into(),
    }
}

/// Ada raises one from job 41.
async fn raises(ada: &Handheld) {
    let record = job(ada, "41").await.id;
    let said = said(ada, &record).await;
    ada.get::<AlertRaised>(Request::RaiseAlert { record, said }).await;
}

/// The only report that is held, once it stands so.
async fn report(of: &Handheld, standing: &str) -> AlertReportPage {
    let stands = |rows: &Vec<AlertReportRow>| rows.len() == 1 && rows[0].standing.starts_with(standing);
    let rows: Vec<AlertReportRow> = of.until(Request::AlertReports, stands).await;
    of.get(Request::AlertReport { report: rows[0].id.clone() }).await
}

fn confirms(page: &AlertReportPage, instruction: &str) -> Request {
    Request::DecideAlert {
        report: page.row.id.clone(),
        verdict: AlertVerdict::Confirmed {
            type_code: page.type_code.clone(),
            instruction: instruction.to_owned(),
            review: page.review.clone(),
        },
    }
}

fn is_ring_first(alerts: &[Alert]) -> bool {
    matches!(alerts, [one] if one.ring_first && one.title == "Ring the office first" && one.instruction.is_empty())
}

#[tokio::test(flavor = "multi_thread")]
async fn ada_raises_one_and_every_door_of_that_home_says_ring_first_until_joan_confirms_it() {
    let mut town = town().await;
    let (ada, dev) = (town.handheld("Ada Byrne", "Van 12").await, town.handheld("Dev Patel", "Van 7").await);
    let noor = town.officer("Noor Aziz", "Tablet 3", "E9-NORTH").await;
    let joan = town.officer("Joan Ellis", "Tablet 9", "E9-SOUTH").await;
    town.hub().name_decider("Joan Ellis", true).unwrap();
    let record = job(&ada, "41").await.id;
    job(&dev, "41").await;

    // In a cellar: what lacks something is refused in words, and what is saved shows at once and outlives the app.
    town.stop_hub().await;
    let whole = said(&ada, &record).await;
    let ask = |said| Request::RaiseAlert { record: record.clone(), said };
    let wrong = [
        ("alert_happened", AlertSaid { happened: " ".into(), ..whole.clone() }),
        ("alert_words", AlertSaid { instruction: String::new(), ..whole.clone() }),
        ("alert_review", AlertSaid { review: "2099-01-01".into(), ..whole.clone() }),
        ("alert_told", AlertSaid { why_not_told: String::new(), ..whole.clone() }),
        ("alert_type", AlertSaid { type_code: "999".into(), ..whole.clone() }),
    ];
    for (code, said) in wrong {
        assert_eq!(ada.refused(ask(said)).await.code, code);
    }
    assert!(alerts(&ada, "41", |_| true).await.is_empty(), "nothing was saved");
    ada.get::<AlertRaised>(ask(whole)).await;
    assert!(is_ring_first(&alerts(&ada, "41", |_| true).await));
    let ada = ada.restart().await;
    assert!(is_ring_first(&alerts(&ada, "41", |_| true).await));
    let sent: Vec<SentReport> = ada.get(Request::SentReports).await;
    assert_eq!((sent[0].what.as_str(), sent[0].state.as_str()), ("Alert", "Saved on this phone, waiting to send"));
    assert_eq!(ada.outbox().await.len(), 2);

    // With a signal it is at everybody's door: a colleague's, the officer's, and a job that comes later.
    town.start_hub().await;
    ada.in_step().await;
    let sent: Vec<SentReport> = ada.get(Request::SentReports).await;
    assert_eq!(sent[0].state, "The landlord has it");
    dev.in_step().await;
    alerts(&dev, "41", is_ring_first).await;
    raise(&town, "42", "00012345");
    raise(&town, "43", "00012346");
    dev.in_step().await;
    assert!(is_ring_first(&alerts(&dev, "42", |alerts| !alerts.is_empty()).await));
    assert!(alerts(&dev, "43", |_| true).await.is_empty(), "another home");
    noor.in_step().await;
    home(&noor, is_ring_first).await;
    let today: Today = noor.get(Request::Today).await;
    assert_eq!(today.alerts_to_decide, None, "Noor does not decide");
    let reports: Vec<AlertReportRow> = noor.get(Request::AlertReports).await;
    assert!(reports.is_empty());

    // Joan reads what happened, puts the instruction otherwise without a signal, and every door has it afterwards.
    joan.in_step().await;
    let page = report(&joan, "Waits").await;
    assert!(page.happened.contains(STORY) && page.told.starts_with("No: ") && !page.yours);
    joan.until(Request::Today, |today: &Today| today.alerts_to_decide == Some(1)).await;
    town.stop_hub().await;
    let decided: AlertReportPage = joan.get(confirms(&page, "Ring from the van. Two people.")).await;
    assert_eq!((decided.waiting, decided.row.open), (1, false));
    let joan = joan.restart().await;
    town.start_hub().await;
    joan.in_step().await;
    for (who, reference) in [(&ada, "41"), (&dev, "41"), (&dev, "42")] {
        who.in_step().await;
        let shown = alerts(who, reference, |alerts| alerts.iter().any(|alert| !alert.ring_first)).await;
        assert_eq!(shown.len(), 1);
        assert_eq!((shown[0].title.as_str(), shown[0].age.as_str()), ("Do not visit alone", "Confirmed today"));
        assert_eq!(shown[0].instruction, "Ring from the van. Two people.");
    }

    noor.in_step().await;
    home(&noor, |alerts| alerts.iter().any(|alert| !alert.ring_first)).await;

    // The allegation is with Joan and the hub, and on no other handheld: not even on hers who wrote it.
    assert!(Bytes::of(&joan.close().await).have(STORY));
    for handheld in [ada, dev, noor] {
        let bytes = Bytes::of(&handheld.close().await);
        assert!(!bytes.have(STORY) && !bytes.have("put his wife in danger"));
        assert!(bytes.have("Ring from the van."));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_decides_on_their_own_neither_on_a_handheld_nor_at_the_hub() {
    let town = town().await;
    let noor = town.officer("Noor Aziz", "Tablet 3", "E9-NORTH").await;
    town.hub().name_decider("Noor Aziz", true).unwrap();
    assert!(town.hub().name_decider("Ada Nobody", true).is_err());
    let record = home(&noor, <[Alert]>::is_empty).await.row.id;
    let said = said(&noor, &record).await;
    noor.get::<AlertRaised>(Request::RaiseAlert { record, said }).await;
    assert!(is_ring_first(&home(&noor, |_| true).await.alerts), "at once");
    noor.in_step().await;
    noor.in_step().await;
    // She may read it, as she decides on others'.
    let page = report(&noor, "Waits").await;
    assert!(page.yours);
    assert_eq!(noor.refused(confirms(&page, "Ring first")).await.code, "alert_yours");
    let verdict = Verdict::Declined("It was nothing".into());
    let own = NewAlertDecision { verdict: verdict.clone(), by: "noor  AZIZ".into() };
    let refused = town.hub().decide_alert(&page.reference, &own).unwrap_err();
    assert!(refused.to_string().contains("somebody else has to decide"), "{refused}");
    // Somebody else at the office declines it, and nothing is shown any more.
    let joans = NewAlertDecision { verdict, by: "Joan Ellis".into() };
    town.hub().decide_alert(&page.reference, &joans).unwrap();
    noor.in_step().await;
    let page = report(&noor, "Declined").await;
    assert_eq!((page.decisions[0].by.split(',').next().unwrap(), page.at_the_door), ("Joan Ellis", None));
    home(&noor, <[Alert]>::is_empty).await;
    // An operative cannot be given what alerts rest on.
    let _ada = town.handheld("Ada Byrne", "Van 12").await;
    let refused = town.hub().name_decider("Ada Byrne", true).unwrap_err();
    assert!(refused.to_string().contains("repairs operative"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_decide_apart_are_both_seen_the_door_says_ring_first_and_a_third_word_settles_it() {
    let mut town = town().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    let noor = town.officer("Noor Aziz", "Tablet 3", "E9-NORTH").await;
    let joan = town.officer("Joan Ellis", "Tablet 9", "E9-SOUTH").await;
    for decider in ["Noor Aziz", "Joan Ellis"] {
        town.hub().name_decider(decider, true).unwrap();
    }
    raises(&ada).await;
    ada.in_step().await;
    for officer in [&noor, &joan] {
        officer.in_step().await;
        report(officer, "Waits").await;
    }
    town.stop_hub().await;
    let page = report(&joan, "Waits").await;
    joan.get::<AlertReportPage>(confirms(&page, "In pairs")).await;
    let decline = AlertVerdict::Declined { reason: "It was his brother".into() };
    let declined: AlertReportPage =
        noor.get(Request::DecideAlert { report: page.row.id.clone(), verdict: decline }).await;
    assert_eq!(declined.at_the_door, None);
    town.start_hub().await;
    for _ in 0..2 {
        joan.in_step().await;
        noor.in_step().await;
    }
    for officer in [&joan, &noor] {
        let page = report(officer, "Two decided differently").await;
        assert!(page.competing && page.decisions.len() == 2 && page.decisions.iter().all(|one| one.stands));
        assert!(page.at_the_door.unwrap().ring_first);
    }
    ada.in_step().await;
    assert!(is_ring_first(&alerts(&ada, "41", |_| true).await));
    // Joan has seen both now.
    let page = report(&joan, "Two decided differently").await;
    joan.get::<AlertReportPage>(confirms(&page, "Ask for the brother")).await;
    joan.in_step().await;
    ada.in_step().await;
    let shown = alerts(&ada, "41", |alerts| alerts.iter().any(|alert| !alert.ring_first)).await;
    assert_eq!(shown[0].instruction, "Ask for the brother");
    noor.in_step().await;
    assert_eq!(report(&noor, "Confirmed until").await.decisions.len(), 3, "all three are kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_no_longer_decides_holds_no_allegation_any_more() {
    let town = town().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    let joan = town.officer("Joan Ellis", "Tablet 9", "E9-SOUTH").await;
    town.hub().name_decider("Joan Ellis", true).unwrap();
    raises(&ada).await;
    ada.in_step().await;
    joan.in_step().await;
    report(&joan, "Waits").await;
    town.hub().name_decider("Joan Ellis", false).unwrap();
    joan.in_step().await;
    joan.until(Request::AlertReports, |rows: &Vec<AlertReportRow>| rows.is_empty()).await;
    joan.in_step().await;
    assert!(!Bytes::of(&joan.close().await).have(STORY));
}
