//! The day as an operative lives it: late, one tap too many, a job that is not theirs to do, and the planner who sees it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a story that cannot be told has failed")]

use std::sync::Arc;

use app::api::{Colleague, ContactMade, ContactMethod, Day, DayEnd, EventKind, JobPage, KeptAboutMe, Request, Today};
use domain::job::AppointmentWindow;
use hub::import::{Format, Options};
use tests::{Handheld, Town, TurnedClock};

/// Three homes along one road, with what a person needs to know before each door. The appointments are today's.
fn jobs(town: &Town) -> std::path::PathBuf {
    let today = domain::time::Timestamp::from_milliseconds(
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis().try_into().unwrap(),
    )
    .london_date();
    let path = town.path().join("jobs.csv");
    let text = format!(
        "reference,description,trade,property_reference,appointment_date,appointment_from,appointment_to,\
         appointment_name,entry_code,stopcock,days_to_avoid,alert_type,alert_instruction,alert_confirmed,alert_review\n\
         30000001,Tap drips,Plumbing,P1,{today},00:00,23:59,All day,C1478,Under the stairs,Not on Fridays,10,Visit in pairs,2026-08-01,\n\
         30000002,Boiler serviced last year does not light,Gas,P3,{today},00:00,23:59,All day,,,,10,Visit in pairs,no,\n\
         30000003,Tap drips again,Plumbing,P2,{today},00:00,23:59,All day,,,,20-10,Face her when you speak,,\n"
    );
    std::fs::write(&path, text).unwrap();
    path
}

fn properties(town: &Town) -> std::path::PathBuf {
    let path = town.path().join("properties.csv");
    let text = "reference,uprn,address_line_1,postcode,easting,northing,latitude,longitude\n\
         P1,100099000001,1 Fulling Mill Lane,ZZ1 4QA,400000,425000,53.72000,-2.00000\n\
         P2,100099000002,2 Fulling Mill Lane,ZZ1 4QA,400000,425100,53.72100,-2.00000\n\
         P3,100099000003,9 Carding Close,ZZ3 8LT,404000,430000,53.77000,-1.94000\n";
    std::fs::write(&path, text).unwrap();
    path
}

async fn town_with_jobs() -> (Town, Handheld) {
    let town = Town::new().await;
    let options = Options { team: tests::TEAM.into(), ..Options::default() };
    for (format, file) in [(Format::CsvProperties, properties(&town)), (Format::CsvJobs, jobs(&town))] {
        let report = town.hub().import(format, &file, &options).unwrap();
        assert!(report.faults.is_empty() && report.added == 3, "{report:?}");
    }
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    ada.until(Request::Today, |today: &Today| today.jobs.len() == 3).await;
    (town, ada)
}

#[tokio::test(flavor = "multi_thread")]
async fn ada_is_late_takes_a_tap_back_and_hands_a_job_back_and_the_planner_reads_of_it() {
    let (town, ada) = town_with_jobs().await;
    let dev = town.handheld("Dev Patel", "Van 7").await;
    // Ada learns who Dev is.
    ada.in_step().await;
    ada.until(Request::Colleagues, |known: &Vec<Colleague>| !known.is_empty()).await;
    let first = ada.job("30000001").await.row.id;

    // Late: the list says so on both phones, and the planner's list as well.
    let late: JobPage = ada.get(Request::RunningLate { job: first.clone(), minutes: 30 }).await;
    assert!(late.row.late.as_deref().unwrap().starts_with("Running late, about "), "{:?}", late.row.late);
    assert_eq!(ada.refused(Request::RunningLate { job: first.clone(), minutes: 0 }).await.code, "late_minutes");

    // One tap too many, and back.
    let started: JobPage = ada.record("30000001", EventKind::Started).await;
    let undo = started.undo.unwrap();
    assert_eq!(undo.words, "Work started");
    assert_eq!(started.row.late, None, "who has started is there");
    let back: JobPage = ada.get(Request::Undo { job: first.clone(), event: undo.event.clone() }).await;
    assert_eq!(back.row.status.code, "dispatched");
    assert!(back.row.late.is_some(), "she is on her way again");
    let struck = back.timeline.iter().find(|entry| entry.id == undo.event).unwrap();
    assert!(struck.undone);
    assert_eq!(ada.refused(Request::Undo { job: first.clone(), event: undo.event }).await.code, "undo_late");

    // A colleague is asked for, and another job is not hers to do.
    let colleagues: Vec<Colleague> = ada.get(Request::Colleagues).await;
    assert_eq!(colleagues.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Dev Patel"]);
    let ask = |reason: &str| Request::AskSwap {
        job: first.clone(),
        colleague: colleagues[0].person.clone(),
        reason: reason.to_owned(),
    };
    assert_eq!(ada.refused(ask(" ")).await.code, "reason_missing");
    ada.get::<JobPage>(ask("My van is full")).await;
    let gas = ada.job("30000002").await.row.id;
    let handed = Request::RecordEvent {
        job: gas.clone(),
        kind: EventKind::HandedBack,
        reason: Some("No gas licence".to_owned()),
    };
    let handed: JobPage = ada.get(handed).await;
    assert_eq!(handed.row.status.words, "Handed back");
    let today: Today = ada.get(Request::Today).await;
    assert_eq!(today.jobs.last().unwrap().reference, "30000002", "what was handed back comes last");

    ada.in_step().await;
    let asked: Vec<String> = town.hub().asked().unwrap().into_iter().map(|one| one.words).collect();
    assert_eq!(asked.len(), 3, "{asked:?}");
    assert!(asked[0].starts_with("is running late, about "), "{asked:?}");
    assert!(asked.contains(&"asks for Dev Patel to take it: My van is full".to_owned()), "{asked:?}");
    assert!(asked.contains(&"cannot take it: No gas licence".to_owned()), "{asked:?}");
    dev.in_step().await;
    let job = Request::Job { job: first };
    dev.until(job, |page: &JobPage| page.row.late.is_some() && page.timeline.iter().any(|entry| entry.undone)).await;

    // The planner gives the second job to Dev: nothing is asked of it any more.
    town.hub().assign("30000002", None, &hub::plan::Assignee::Person("Dev Patel".into())).unwrap();
    let asked = town.hub().asked().unwrap();
    assert!(asked.iter().all(|one| one.reference != "30000002"), "{asked:?}");
    dev.in_step().await;
    dev.until(Request::Job { job: gas }, |page: &JobPage| page.row.status.code == "dispatched").await;
    let told: Today = ada.until(Request::Today, |today: &Today| !today.given_away.is_empty()).await;
    assert!(told.given_away[0].starts_with("The office gave job 30000002 to somebody else"), "{:?}", told.given_away);
    assert!(told.given_away[0].ends_with("What you recorded on it is kept and sent."), "{:?}", told.given_away);
    let read: Today = ada.get(Request::SeeGivenAway).await;
    assert!(read.given_away.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_matters_before_the_door_is_on_the_page_and_what_may_not_be_told_is_not() {
    let (_town, ada) = town_with_jobs().await;
    let first = ada.job("30000001").await;
    assert_eq!(first.access.entry_code, "C1478");
    assert_eq!(first.access.stopcock, "Under the stairs");
    assert!(first.row.place.is_some(), "the home's place came with the job");
    assert_eq!(first.reminders[0].words, "Not on Fridays");
    assert_eq!(first.alerts[0].instruction, "Visit in pairs");
    assert!(first.alerts[0].age.starts_with("Confirmed "), "{:?}", first.alerts[0]);

    let gas = ada.job("30000002").await;
    assert_eq!(gas.alerts[0].title, "Ring the office first");
    assert_eq!(gas.alerts[0].instruction, "", "nobody has confirmed it");
    assert_eq!(gas.control_number, "020 7946 0100");
    assert_eq!(gas.reminders[0].code, "hearing_loop");
    let everything = serde_json::to_string(&gas).unwrap();
    assert!(!everything.contains("in pairs"), "{everything}");

    let deaf = ada.job("30000003").await;
    assert_eq!(deaf.reminders[0].title, "Take the portable hearing loop");
    let today: Today = ada.get(Request::Today).await;
    let row = today.jobs.iter().find(|row| row.reference == "30000003").unwrap();
    assert_eq!(row.alert_marks[0].title, "Hard of hearing");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_ada_was_is_kept_with_her_taps_alone_and_she_sees_it_and_stops_it() {
    let (town, ada) = town_with_jobs().await;
    let today: Today = ada.get(Request::Today).await;
    assert!(today.jobs.iter().all(|row| row.distance.is_none()));
    let here = Request::Here { latitude: 53.7201, longitude: -2.0, accuracy: 8.4 };
    let today: Today = ada.get(here).await;
    assert!(today.drive.from_here && today.jobs.iter().all(|row| row.distance.is_some()));
    let nowhere = Request::Here { latitude: 91.0, longitude: 0.0, accuracy: 1.0 };
    assert_eq!(ada.refused(nowhere).await.code, "position");
    let kept: KeptAboutMe = ada.get(Request::KeptAboutMe).await;
    assert!(kept.positions_kept && kept.positions.is_empty(), "distances keep nothing");

    let arrived = ada.record("30000001", EventKind::Arrived).await;
    let (job, event) = (arrived.row.id.clone(), arrived.locate.unwrap());
    let keep = Request::KeepPosition { job: job.clone(), event, latitude: 53.72, longitude: -2.0, accuracy: 8.4 };
    let page: JobPage = ada.get(keep.clone()).await;
    assert!(page.timeline.last().unwrap().located);
    ada.get::<JobPage>(keep).await;
    let kept: KeptAboutMe = ada.get(Request::KeptAboutMe).await;
    assert_eq!(kept.positions.len(), 1, "once for each tap");
    assert_eq!(kept.positions[0].what, "Arrived");
    assert_eq!(kept.positions[0].place, "53.72000, -2.00000, right within 9 metres");

    ada.get::<KeptAboutMe>(Request::ChoosePositions { kept: false }).await;
    let started = ada.record("30000001", EventKind::Started).await;
    assert_eq!(started.locate, None, "the screen does not even ask the phone");
    let event = started.undo.unwrap().event;
    let keep = Request::KeepPosition { job, event, latitude: 53.72, longitude: -2.0, accuracy: 8.0 };
    ada.get::<JobPage>(keep).await;
    let kept: KeptAboutMe = ada.get(Request::KeptAboutMe).await;
    assert_eq!(kept.positions.len(), 1);
    ada.in_step().await;
    let told = serde_json::to_string(
        &town.hub().export("30000001", None, None).unwrap().iter().map(|m| &m.body).collect::<Vec<_>>(),
    )
    .unwrap();
    assert!(!told.contains("\"located\"") && !told.contains("53.72"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_day_is_driven_in_the_shorter_order_and_ends_with_nothing_to_press() {
    let (_town, ada) = town_with_jobs().await;
    let order = |today: &Today| today.jobs.iter().map(|row| row.reference.clone()).collect::<Vec<_>>();
    let today: Today = ada.get(Request::Today).await;
    assert_eq!(order(&today), ["30000001", "30000002", "30000003"]);
    assert!(today.drive.words.starts_with("About ") && today.drive.can_choose, "{:?}", today.drive);
    let today: Today = ada.get(Request::ChooseOrder { shortest: true }).await;
    assert_ne!(order(&today)[1], "30000002", "the far home is not between the two near ones");
    assert!(today.drive.compared.starts_with("By appointment it is about "), "{:?}", today.drive);
    let today: Today = ada.get(Request::ChooseOrder { shortest: false }).await;
    assert_eq!(order(&today), ["30000001", "30000002", "30000003"]);

    for (reference, last) in [("30000001", EventKind::Completed), ("30000002", EventKind::Completed)] {
        ada.record(reference, EventKind::Started).await;
        ada.record(reference, last).await;
    }
    ada.in_step().await;
    let day: DayEnd = ada.get(Request::DayEnd).await;
    assert_eq!((day.jobs_done, day.jobs_other, day.still_open), (2, 0, 1));
    assert_eq!(day.first_time_fix, "2 of 2");
    assert!(day.miles.starts_with("About ") && !day.from_until.is_empty(), "{day:?}");
    assert_eq!(day.unsent, "");
    assert_eq!(day.visits.len(), 2);
    // The third home is another; the second visit to the first is none.
    let again = ada.job("30000003").await;
    assert!(again.earlier.is_empty(), "{:?}", again.earlier);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_that_the_office_books_again_after_no_access_is_work_to_do_on_whoevers_phone() {
    let (town, ada) = town_with_jobs().await;
    let job = ada.job("30000001").await.row.id;
    let knocked = ContactMade { method: ContactMethod::Knocked, at: 1_795_338_000_000 };
    let no_access = Request::RecordNoAccess {
        job: job.clone(),
        happened: "Nobody answered".to_owned(),
        card: None,
        no_card_because: "No letter box".to_owned(),
        contacts: vec![knocked],
        offered: "Mon 30 Nov, morning".to_owned(),
    };
    ada.get::<JobPage>(no_access.clone()).await;
    let today: Today = ada.get(Request::Today).await;
    assert!(today.done.iter().any(|row| row.id == job) && !today.jobs.iter().any(|row| row.id == job));
    ada.in_step().await;

    // Booked for today, it is today's work.
    let window = |date: &str, scalar: &str| AppointmentWindow::from_scalar(&format!("{date}|{scalar}"));
    assert!(town.hub().appoint("30000001", None, window(&today.date, "13:00|17:00|PM")).unwrap());
    ada.in_step().await;
    let listed = |today: &Today| today.jobs.iter().any(|row| row.id == job);
    let today: Today = ada.until(Request::Today, listed).await;
    assert!(!today.done.iter().any(|row| row.id == job), "it is not done any more");
    let page: JobPage = ada.get(Request::Job { job: job.clone() }).await;
    assert_eq!(page.row.status.words, "Reopened");
    let reopened = page.timeline.iter().find(|entry| entry.words.starts_with("Reopened")).unwrap();
    assert_eq!(reopened.reason, "Another visit is booked");
    assert_eq!(page.actions[0], EventKind::Started, "what comes next is the work");
    assert!(page.flags.is_empty() && page.competitions.is_empty(), "{:?}", page.flags);
    assert!(page.changes.iter().any(|change| change.contains("PM 13:00 to 17:00")), "{:?}", page.changes);

    // Nobody is in again, and it is booked for tomorrow with Dev: his phone lists it there, and after a restart as well.
    ada.get::<JobPage>(no_access).await;
    ada.in_step().await;
    let dev = town.handheld("Dev Patel", "Van 7").await;
    let tomorrow = today.days.iter().find(|day| day.date > today.date).unwrap().date.clone();
    assert!(town.hub().appoint("30000001", None, window(&tomorrow, "08:00|12:00|AM")).unwrap());
    town.hub().assign("30000001", None, &hub::plan::Assignee::Person("Dev Patel".into())).unwrap();
    dev.in_step().await;
    let on_the_day = Request::Day { date: tomorrow };
    let listed = |day: &Day| day.jobs.iter().any(|row| row.id == job);
    dev.until(on_the_day.clone(), listed).await;
    let dev = dev.restart().await;
    let day: Day = dev.get(on_the_day).await;
    assert!(listed(&day));
    let today: Today = dev.get(Request::Today).await;
    assert!(!today.done.iter().any(|row| row.id == job), "{:?}", today.done);
    ada.until(Request::Today, |today: &Today| !today.given_away.is_empty()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_landlords_system_puts_right_is_told_at_the_door_until_it_is_read() {
    let (town, ada) = town_with_jobs().await;
    let path = jobs(&town);
    let text = std::fs::read_to_string(&path).unwrap();
    let right = text.replace("Tap drips,Plumbing,P1", "Bath tap runs,Plumbing,P2");
    std::fs::write(&path, right).unwrap();
    let options = Options { team: tests::TEAM.into(), ..Options::default() };
    let report = town.hub().import(Format::CsvJobs, &path, &options).unwrap();
    assert_eq!((report.changed, report.unchanged, report.left_out), (1, 2, 0), "{report:?}");
    ada.in_step().await;
    let job = ada.job("30000001").await.row.id;
    let read = Request::Job { job: job.clone() };
    let page = ada.until(read.clone(), |page: &JobPage| page.row.description == "Bath tap runs").await;
    assert!(page.row.address.starts_with("2 Fulling Mill Lane"), "{}", page.row.address);
    assert_eq!(
        page.changes,
        [
            "The office put the address right. It is 2 Fulling Mill Lane, ZZ1 4QA. It was 1 Fulling Mill Lane, ZZ1 4QA.",
            "The office changed what is to be done. It was \u{201c}Tap drips\u{201d}.",
        ]
    );
    let today: Today = ada.get(Request::Today).await;
    assert!(today.jobs.iter().any(|row| row.id == job && row.changed), "the list says so as well");
    let page: JobPage = ada.get(Request::SeeChanges { job: job.clone() }).await;
    assert!(page.changes.is_empty());
    let ada = ada.restart().await;
    let page: JobPage = ada.get(read).await;
    assert!(page.changes.is_empty() && !page.row.changed, "read once, it is read");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_recorded_kilometres_from_the_home_is_kept_and_said_in_words_and_the_office_reads_of_it() {
    let (town, ada) = town_with_jobs().await;
    let locate = async |kind, latitude: f64| -> JobPage {
        let page = ada.record("30000001", kind).await;
        let (job, event) = (page.row.id.clone(), page.locate.unwrap());
        ada.get(Request::KeepPosition { job, event, latitude, longitude: -2.0, accuracy: 12.0 }).await
    };
    let at_the_door = locate(EventKind::Arrived, 53.7204).await;
    assert!(at_the_door.flags.is_empty(), "{:?}", at_the_door.flags);
    let far = locate(EventKind::Started, 53.80).await;
    let flag = far.flags.iter().find(|flag| flag.code == "far_from_home").unwrap();
    assert!(flag.words.contains("about 5.5 miles from the home"), "{}", flag.words);
    assert_eq!(far.row.status.code, "started", "nothing is in the way");
    let done = ada.record("30000001", EventKind::Completed).await;
    assert_eq!(done.row.status.code, "completed");
    ada.in_step().await;
    let doubts = town.hub().doubts().unwrap();
    assert_eq!(doubts.len(), 1, "{doubts:?}");
    assert_eq!((doubts[0].reference.as_str(), doubts[0].code.as_str()), ("30000001", "far_from_home"));
    assert!(doubts[0].words.contains("5.5 miles"), "{}", doubts[0].words);
}

#[tokio::test(flavor = "multi_thread")]
async fn work_that_ends_before_it_starts_by_the_phones_clock_counts_and_is_said_in_words() {
    let mut town = Town::new().await;
    let options = Options { team: tests::TEAM.into(), ..Options::default() };
    town.hub().import(Format::CsvProperties, &properties(&town), &options).unwrap();
    town.hub().import(Format::CsvJobs, &jobs(&town), &options).unwrap();
    let clock = Arc::new(TurnedClock::default());
    let ada = town.handheld_by(&clock, "Ada Byrne", "Van 12").await;
    ada.job("30000001").await;
    let started = ada.record("30000001", EventKind::Started).await;
    assert!(started.flags.is_empty(), "{:?}", started.flags);
    ada.in_step().await;
    // Somebody sets the phone's clock while it is without a signal.
    town.stop_hub().await;
    clock.turn(-90);
    let done = ada.record("30000001", EventKind::Completed).await;
    assert_eq!(done.row.status.code, "completed");
    let flag = done.flags.iter().find(|flag| flag.code == "ended_before_start").unwrap();
    assert!(flag.words.contains("by the clock of the phone"), "{}", flag.words);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_three_hours_without_a_signal_windows_and_times_are_right() {
    let mut town = Town::new().await;
    // Nine in the morning, tomorrow, on the phone and at the landlord's.
    let now = domain::time::Timestamp::from_milliseconds(
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis().try_into().unwrap(),
    );
    let day = now.london_date().succ_opt().unwrap();
    let nine = domain::time::Timestamp::start_of(day).plus_milliseconds(9 * 3_600_000);
    let ahead = (nine.milliseconds() - now.milliseconds()) / 60_000 + 1;
    let clock = Arc::new(TurnedClock::default());
    town.wait(ahead);
    clock.turn(ahead);
    let file = town.path().join("jobs.csv");
    let rows = format!(
        "reference,description,trade,address_line_1,required_by,appointment_date,appointment_from,appointment_to,appointment_name\n\
         30000001,Tap drips,Plumbing,1 Fulling Mill Lane,{day} 11:00,{day},09:00,11:00,First call\n\
         30000002,Basin cracked,Plumbing,2 Fulling Mill Lane,{day} 17:00,{day},12:00,14:00,PM\n"
    );
    std::fs::write(&file, rows).unwrap();
    let options = Options { team: tests::TEAM.into(), ..Options::default() };
    let report = town.hub().import(Format::CsvJobs, &file, &options).unwrap();
    assert!(report.faults.is_empty() && report.added == 2, "{report:?}");
    let ada = town.handheld_by(&clock, "Ada Byrne", "Van 12").await;
    let today = ada.until(Request::Today, |today: &Today| today.jobs.len() == 2).await;
    assert!(today.jobs.iter().all(|row| !row.overdue), "{:?}", today.jobs);
    assert!(today.sending.last_exchange.unwrap().starts_with("today 09:0"));

    town.stop_hub().await;
    clock.turn(185);
    town.wait(185);
    let page = ada.record("30000002", EventKind::Started).await;
    assert!(page.timeline.last().unwrap().at.starts_with("today 12:"), "{}", page.timeline.last().unwrap().at);
    let today: Today = ada.get(Request::Today).await;
    let overdue: Vec<(&str, bool)> = today.jobs.iter().map(|row| (row.reference.as_str(), row.overdue)).collect();
    assert!(overdue.contains(&("30000001", true)) && overdue.contains(&("30000002", false)), "{overdue:?}");
    assert!(today.sending.last_exchange.unwrap().starts_with("today 09:0"), "the landlord was last heard of then");
    assert_eq!(today.sending.waiting, 1);

    town.start_hub().await;
    let sending = ada.in_step().await;
    assert!(sending.last_exchange.as_deref().unwrap().starts_with("today 12:"), "{:?}", sending.last_exchange);
    assert_eq!(sending.trouble, None, "both clocks have moved, so neither is wrong");
    assert!(ada.job("30000002").await.flags.is_empty());
    assert!(town.hub().doubts().unwrap().is_empty());
}
