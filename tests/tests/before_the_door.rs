//! What an operative knows before a door is opened: the rooms with asbestos, the language, and whether they were here
//! before; and what their landlord asks them to record.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a story that cannot be told has failed")]

use std::path::PathBuf;

use app::api::{EventKind, JobPage, Request};
use domain::setting::SettingName;
use hub::{
    import::{Format, Options, Report},
    plan::Group,
};
use tests::{Handheld, TEAM, Town};

const PROPERTIES: &str = "reference,uprn,address_line_1,postcode\n\
    P1,100099000001,1 Fulling Mill Lane,ZZ1 4QA\nP2,100099000002,2 Fulling Mill Lane,ZZ1 4QA\n";

const REGISTER: &str = "property_reference,room,material,state,instruction,surveyed\n\
    P1,Kitchen,Textured coating on the ceiling,Strongly presumed,Do not drill or sand,04/03/2019\n\
    P1,Bathroom,Floor tiles,No asbestos,,04/03/2019\n\
    P1,Hall cupboard,Insulating board,Confirmed,Do not open the riser,04/03/2019\n\
    P2,Kitchen,Sink pad,Removed,,2021-05-06\n";

fn import(town: &Town, format: Format, name: &str, text: &str) -> Report {
    let file: PathBuf = town.path().join(name);
    std::fs::write(&file, text).unwrap();
    let options = Options { team: TEAM.into(), ..Options::default() };
    let report = town.hub().import(format, &file, &options).unwrap();
    assert!(report.faults.is_empty(), "{report:?}");
    report
}

/// A job at a home, for today.
fn raise(town: &Town, reference: &str, property: &str, wrong: &str, trade: &str, place: &str, language: &str) {
    let text = format!(
        "reference,description,trade,location_of_repair,property_reference,language\n\
         {reference},{wrong},{trade},{place},{property},{language}\n"
    );
    import(town, Format::CsvJobs, &format!("job-{reference}.csv"), &text);
}

async fn town() -> (Town, Handheld) {
    let town = Town::new().await;
    import(&town, Format::CsvProperties, "properties.csv", PROPERTIES);
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    (town, ada)
}

/// A job whose page is at some point as awaited; jobs without an appointment are found by their reference.
async fn page(of: &Handheld, reference: &str, seen: impl Fn(&JobPage) -> bool) -> JobPage {
    let find = Request::SearchJobs { text: reference.to_owned() };
    let rows: Vec<app::api::JobRow> = of.until(find, |rows: &Vec<app::api::JobRow>| !rows.is_empty()).await;
    of.until(Request::Job { job: rows[0].id.clone() }, seen).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_comes_with_a_job_reaches_one_that_is_out_and_is_put_right_on_the_phone() {
    let (town, ada) = town().await;
    raise(&town, "41", "P1", "Tap drips", "Plumbing", "Kitchen sink", "");
    let before = page(&ada, "41", |_| true).await;
    assert!(before.asbestos.is_empty() && before.alerts.is_empty());

    // The register comes while the job is out, and is there beside it.
    assert_eq!(import(&town, Format::CsvAsbestos, "register.csv", REGISTER).added, 4);
    let marked = |page: &JobPage| page.row.alert_marks.iter().any(|mark| mark.title == "Asbestos in this home");
    // The list says so too.
    let told = page(&ada, "41", |page| page.asbestos.len() == 3 && marked(page)).await;
    let rooms: Vec<(&str, bool, &str)> =
        told.asbestos.iter().map(|entry| (entry.room.as_str(), entry.here, entry.state.as_str())).collect();
    assert_eq!(
        rooms,
        [
            ("Kitchen", true, "Presumed asbestos"),
            ("Hall cupboard", false, "Asbestos"),
            ("Bathroom", false, "None found")
        ]
    );
    assert_eq!(told.asbestos[0].instruction, "Do not drill or sand");
    assert!(told.asbestos[0].surveyed.contains("2019"), "{}", told.asbestos[0].surveyed);
    assert!(told.alerts.is_empty(), "it is told once on the page");

    // A later job has it from the start, and at another home there is another register.
    raise(&town, "42", "P1", "Door sticks", "Carpentry", "Hall cupboard", "");
    raise(&town, "43", "P2", "Tap drips", "Plumbing", "Kitchen", "");
    let later = page(&ada, "42", |page| page.asbestos.len() == 3).await;
    assert_eq!((later.asbestos[0].room.as_str(), later.asbestos[0].here), ("Hall cupboard", true));
    let elsewhere = page(&ada, "43", |page| page.asbestos.len() == 1).await;
    assert_eq!(elsewhere.row.alert_marks[0].title, "Asbestos register: none found");
    assert_eq!(import(&town, Format::CsvAsbestos, "register.csv", REGISTER).unchanged, 4);

    // A sample was analysed: every job there hears of it.
    let analysed = "property_reference,room,material,state\nP1,Kitchen,Textured coating on the ceiling,none found\n";
    assert_eq!(import(&town, Format::CsvAsbestos, "analysed.csv", analysed).changed, 1);
    for job in ["41", "42"] {
        page(&ada, job, |page| {
            page.asbestos.iter().all(|entry| entry.room != "Kitchen" || entry.state == "None found")
        })
        .await;
    }

    // Importing the jobs again finds nothing that differs, and erasing one leaves the register with the other.
    raise(&town, "42", "P1", "Door sticks", "Carpentry", "Hall cupboard", "");
    town.hub().erase("41", None, "Wrong person", hub::erase::Leaving::Nothing).unwrap();
    ada.in_step().await;
    assert_eq!(page(&ada, "42", |_| true).await.asbestos.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn ada_reads_which_language_is_spoken_and_has_the_interpreters_number_once_the_landlord_gives_one() {
    let (town, ada) = town().await;
    raise(&town, "51", "P1", "Tap drips", "Plumbing", "", "Urdu");
    raise(&town, "52", "P2", "Tap drips", "Plumbing", "", "English");
    let told = page(&ada, "51", |page| !page.alerts.is_empty()).await;
    assert_eq!(
        (told.alerts[0].title.as_str(), told.alerts[0].instruction.as_str()),
        ("May need help with English", "Speaks Urdu")
    );
    assert!(told.reminders.iter().all(|reminder| reminder.code != "interpreter"), "nobody to ring is no button");
    assert!(town.hub().set(SettingName::InterpreterNumber, "020 7946 0188").unwrap());
    let ring = |page: &JobPage| page.reminders.iter().find(|reminder| reminder.code == "interpreter").cloned();
    let told = page(&ada, "51", |page| ring(page).is_some()).await;
    assert_eq!(ring(&told).unwrap().number, "020 7946 0188");
    assert!(page(&ada, "52", |_| true).await.reminders.iter().all(|reminder| reminder.code != "interpreter"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_landlords_switchboard_puts_ada_through_and_no_screen_of_hers_shows_the_number() {
    let town = Town::new().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    let fixture = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/work-order.json");
    let options = Options { team: TEAM.into(), ..Options::default() };
    town.hub().import(Format::HackneyWorkOrders, &fixture, &options).unwrap();
    let calls = |page: &JobPage| -> Vec<String> {
        page.contacts.iter().flat_map(|contact| &contact.calls).map(|call| call.dial.clone()).collect()
    };
    let plain = page(&ada, "20000417", |page| !page.contacts.is_empty()).await;
    let number = calls(&plain)[0].clone();
    for (set, dialled) in
        [("141{number}", format!("141{number}")), ("020 7946 0190,,{reference}#", "02079460190,,20000417#".into())]
    {
        assert!(town.hub().set(SettingName::CallThrough, set).unwrap());
        page(&ada, "20000417", |page| calls(page)[0] == dialled).await;
    }
    let through = page(&ada, "20000417", |_| true).await;
    assert!(!format!("{through:?}").replace(' ', "").contains(&number), "{through:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tap_that_drips_again_is_said_to_be_perhaps_a_repeat_and_another_trades_work_is_not() {
    let (town, ada) = town().await;
    raise(&town, "61", "P1", "Tap drips", "Plumbing", "Kitchen", "");
    let job = page(&ada, "61", |_| true).await.row.id;
    for kind in [EventKind::Started, EventKind::Completed] {
        ada.get::<JobPage>(Request::RecordEvent { job: job.clone(), kind, reason: None }).await;
    }
    ada.in_step().await;
    raise(&town, "62", "P1", "Tap drips again", "Plumbing", "Kitchen", "");
    raise(&town, "63", "P1", "Door sticks", "Carpentry", "Hall", "");
    raise(&town, "64", "P2", "Tap drips", "Plumbing", "Kitchen", "");
    let again = page(&ada, "62", |page| !page.earlier.is_empty()).await;
    let first = again.earlier.iter().find(|earlier| earlier.reference == "61").unwrap();
    assert!(first.repeat);
    let reminder = again.reminders.iter().find(|reminder| reminder.code == "repeat").unwrap();
    assert_eq!(reminder.words, "Today: Tap drips. Look for why it came back");
    assert!(again.last_visit.starts_with("Completed"), "{}", again.last_visit);
    for other in ["63", "64"] {
        let page = page(&ada, other, |_| true).await;
        assert!(page.earlier.iter().all(|earlier| !earlier.repeat), "{other}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_team_did_at_a_home_is_told_with_the_next_job_there_and_none_of_anybodys_words() {
    let (town, ada) = town().await;
    let text = "reference,description,trade,location_of_repair,property_reference,language\n\
        81,Mrs Okafor smells gas by the marjoram,Gas,Kitchen,P1,\n";
    let file = town.path().join("gas.csv");
    std::fs::write(&file, text).unwrap();
    town.hub().import(Format::CsvJobs, &file, &Options { team: "GAS-SOUTH".into(), ..Options::default() }).unwrap();
    let gus = town.new_handheld("Van 20");
    gus.enrol(&town.hub().invite("Gus Green", "Van 20", &town.url(), Some("GAS-SOUTH")).unwrap().to_string()).await;
    let job = page(&gus, "81", |_| true).await.row.id;
    for kind in [EventKind::Started, EventKind::Completed] {
        gus.get::<JobPage>(Request::RecordEvent { job: job.clone(), kind, reason: None }).await;
    }
    gus.in_step().await;
    raise(&town, "82", "P1", "No hot water", "Gas", "Kitchen", "");
    raise(&town, "83", "P1", "Tap drips", "Plumbing", "Kitchen", "");
    raise(&town, "84", "P2", "Tap drips", "Plumbing", "Kitchen", "");
    let again = page(&ada, "82", |page| page.earlier.iter().any(|earlier| earlier.reference == "81")).await;
    let told = again.earlier.iter().find(|earlier| earlier.reference == "81").unwrap();
    assert_eq!((told.id.as_deref(), told.repeat, told.status.code.as_str()), (None, true, "completed"));
    assert!(!format!("{again:?}").contains("marjoram"), "{again:?}");
    assert!(again.last_visit.starts_with("Completed, "), "{}", again.last_visit);
    let reminder = again.reminders.iter().find(|reminder| reminder.code == "repeat").unwrap();
    assert_eq!(reminder.words, "Today: Gas. Look for why it came back");
    let plumbing = page(&ada, "83", |page| page.earlier.len() == 2).await;
    assert!(plumbing.earlier.iter().all(|earlier| !earlier.repeat));
    assert!(page(&ada, "84", |_| true).await.earlier.is_empty(), "another home");
    // Whoever holds both sees it once, with its words.
    town.hub().join("Ada Byrne", &Group::Team("GAS-SOUTH".into()), None).unwrap();
    let both =
        page(&ada, "82", |page| page.earlier.iter().any(|earlier| earlier.reference == "81" && earlier.id.is_some()));
    assert_eq!(both.await.earlier.iter().filter(|earlier| earlier.reference == "81").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn pauses_shares_travel_and_overtime_are_asked_for_where_the_landlord_switches_them_on() {
    let (mut town, ada) = town().await;
    let dev = town.handheld("Dev Patel", "Van 7").await;
    raise(&town, "71", "P1", "Tap drips", "Plumbing", "", "");
    let job = page(&ada, "71", |_| true).await.row.id;
    dev.until(Request::SearchJobs { text: "71".into() }, |rows: &Vec<app::api::JobRow>| !rows.is_empty()).await;
    let started: JobPage =
        ada.get(Request::RecordEvent { job: job.clone(), kind: EventKind::Started, reason: None }).await;
    assert!(!started.actions.contains(&EventKind::Paused), "{:?}", started.actions);
    assert_eq!(started.work.people, ["Ada Byrne"]);
    let asks = started.work.asks;
    assert!(!asks.shares && !asks.travel && !asks.overtime);

    for switch in [SettingName::Pauses, SettingName::Shares, SettingName::Travel, SettingName::Overtime] {
        assert!(town.hub().set(switch, "on").unwrap());
        assert!(!town.hub().set(switch, "on").unwrap(), "it stood so");
    }
    let all = |page: &JobPage| {
        let asks = page.work.asks;
        asks.shares && asks.travel && asks.overtime && page.actions.contains(&EventKind::Paused)
    };
    let asked = page(&ada, "71", all).await;
    assert!(asked.work.people.contains(&"Dev Patel".to_owned()), "{:?}", asked.work.people);
    page(&dev, "71", all).await;

    let time = |person: &str, share| Request::AddLabour {
        job: job.clone(),
        person: person.to_owned(),
        minutes: 90,
        travel_minutes: 20,
        overtime: true,
        share,
    };
    town.stop_hub().await;
    let shared: JobPage = ada.get(time("Ada Byrne", Some(60))).await;
    assert_eq!(
        shared.work.labour[0].words,
        "Ada Byrne, 1 hour 30 minutes, 20 minutes on the way, 60% of the job, overtime"
    );
    assert_eq!(shared.work.shares, "60% of the job is shared out, 40% is left");
    for wrong in [Some(41), Some(0), Some(101)] {
        assert_eq!(ada.refused(time("Dev Patel", wrong)).await.code, "share", "{wrong:?}");
    }
    // Dev, who has not heard of it, says that half of it is his: both stand, and both are told.
    dev.get::<JobPage>(time("Dev Patel", Some(50))).await;
    town.start_hub().await;
    dev.in_step().await;
    ada.in_step().await;
    let both = page(&ada, "71", |page| page.work.labour.len() == 2).await;
    assert_eq!(both.work.shares, "The shares come to 110%. Take off somebody’s time and enter it again");
    let entry = both.work.labour.iter().find(|entry| entry.words.contains("50%")).unwrap().id.clone();
    let off: JobPage = ada.get(Request::WithdrawWork { job: job.clone(), entry }).await;
    assert_eq!(off.work.shares, "60% of the job is shared out, 40% is left");
}
