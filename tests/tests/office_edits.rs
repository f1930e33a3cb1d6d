//! The office changes jobs while two operatives work on them without a signal: every set of changes at every stage of the
//! work. Nothing is lost, and both are told in words.
//!
//! The table of what becomes of it is `tests/golden/office-edits.txt`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a story that cannot be told has failed")]

use std::fmt::Write;

use app::api::{EventKind, JobPage, Request, SignOffPage, Today};
use domain::{
    job::{AppointmentWindow, Priority},
    time::Timestamp,
};
use hub::{
    import::{Format, Options},
    plan::Assignee,
};
use tests::{Cable, Handheld, Town, signed_by};

/// What the office changes.
const EDITS: [&str; 4] = ["reprioritised", "moved", "cancelled", "reassigned"];

/// How far Ada is when the signal goes.
const STAGES: [&str; 3] = ["untouched", "started", "completed"];

fn reference(edits: usize, stage: usize) -> String {
    format!("4000{edits:02}{stage:02}")
}

fn day() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis();
    Timestamp::from_milliseconds(now.try_into().unwrap()).london_date().to_string()
}

fn window(scalar: &str) -> Option<AppointmentWindow> {
    AppointmentWindow::from_scalar(&format!("{}|{scalar}", day()))
}

fn import(town: &Town) {
    let mut text = "reference,description,priority_code,priority,address,appointment_date,appointment_from,\
                    appointment_to,appointment_name\n"
        .to_owned();
    for edits in 0..16 {
        for stage in 0..STAGES.len() {
            let reference = reference(edits, stage);
            writeln!(text, "{reference},Tap drips,4,4 [R] ROUTINE,{reference} Weir Street,{},08:00,13:00,AM", day())
                .unwrap();
        }
    }
    let path = town.path().join("jobs.csv");
    std::fs::write(&path, text).unwrap();
    let options = Options { team: tests::TEAM.into(), ..Options::default() };
    let report = town.hub().import(Format::CsvJobs, &path, &options).unwrap();
    assert!(report.faults.is_empty() && report.added == 48, "{report:?}");
}

fn office_changes(town: &Town, reference: &str, edits: usize) {
    let hub = town.hub();
    let urgent = Priority { code: "2".into(), description: "2 [U] URGENT".into(), required_completion: None };
    let changed = [
        edits & 1 != 0 && hub.prioritise(reference, None, urgent.clone()).unwrap(),
        edits & 2 != 0 && hub.appoint(reference, None, window("14:00|16:00|PM")).unwrap(),
        edits & 4 != 0 && hub.cancel(reference, None, "The tenant mended it").unwrap(),
        edits & 8 != 0 && hub.assign(reference, None, &Assignee::Person("Dev Patel".into())).unwrap(),
    ];
    for (bit, changed) in changed.into_iter().enumerate() {
        assert_eq!(changed, edits & (1 << bit) != 0);
    }
}

async fn on_a_cable(town: &Town, person: &str, device: &str) -> (Handheld, std::sync::Arc<Cable>) {
    let cable = Cable::new();
    let handheld = Handheld::open_on(std::sync::Arc::clone(&cable), town.path().join(device));
    handheld.enrol(&town.invitation(person, device)).await;
    handheld.in_step().await;
    handheld.until(Request::Today, |today: &Today| today.jobs.len() == 48).await;
    (handheld, cable)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_by_the_office_at_every_stage_ends_as_the_table_says() {
    let town = Town::new().await;
    import(&town);
    let (ada, adas_cable) = on_a_cable(&town, "Ada Byrne", "Van 12").await;
    let (dev, devs_cable) = on_a_cable(&town, "Dev Patel", "Van 7").await;
    ada.in_step().await;
    let today: Today = ada.get(Request::Today).await;
    let ids: std::collections::BTreeMap<String, String> =
        today.jobs.into_iter().map(|row| (row.reference, row.id)).collect();
    assert_eq!(ids.len(), 48);
    let record = |job: &str, kind| Request::RecordEvent { job: job.to_owned(), kind, reason: None };

    // The signal goes. Both work on every job that is begun, and the office changes them all.
    adas_cable.cut();
    devs_cable.cut();
    for (edits, stage) in (0..16).flat_map(|edits| (0..3).map(move |stage| (edits, stage))) {
        let reference = reference(edits, stage);
        let job = &ids[&reference];
        if stage > 0 {
            ada.get::<JobPage>(record(job, EventKind::Started)).await;
            let page: JobPage = dev.get(Request::Job { job: job.clone() }).await;
            let text = "Dev left a washer in the meter box.".to_owned();
            dev.get::<JobPage>(Request::EditNote { job: job.clone(), version: page.note.version, text }).await;
        }
        if stage > 1 {
            ada.get::<JobPage>(record(job, EventKind::Completed)).await;
        }
        office_changes(&town, &reference, edits);
    }
    adas_cable.mend();
    devs_cable.mend();
    for handheld in [&ada, &dev, &ada, &dev] {
        handheld.in_step().await;
    }

    let mut table = String::new();
    for (edits, stage) in (0..16).flat_map(|edits| (0..3).map(move |stage| (edits, stage))) {
        let reference = reference(edits, stage);
        let job = &ids[&reference];
        let named: Vec<&str> = (0..4).filter(|bit| edits & (1 << bit) != 0).map(|bit| EDITS[bit]).collect();
        let named = if named.is_empty() { "left alone".to_owned() } else { named.join(" + ") };
        writeln!(table, "{named}, Ada had {} it", if stage == 0 { "not touched" } else { STAGES[stage] }).unwrap();
        for (name, handheld, loses) in [("Ada", &ada, edits & 8 != 0), ("Dev", &dev, false)] {
            let record = town.hub().record(&reference, None).unwrap();
            let whole: String = record.heads().iter().map(ToString::to_string).collect();
            match once_in_step(handheld, job, &whole, loses).await {
                Ok(page) => {
                    assert!(!loses, "{reference} is still with {name}");
                    write_page(&mut table, name, &serde_json::from_value(page).unwrap(), stage);
                }
                Err(failure) => {
                    assert!(loses, "{reference} is gone from {name}: {failure:?}");
                    let today: Today = handheld.get(Request::Today).await;
                    let told = today.given_away.iter().find(|line| line.contains(&reference));
                    writeln!(table, "    {name} has it no more, and is told: {}", without_time(told, &reference))
                        .unwrap();
                }
            }
        }
        table.push('\n');
    }
    let golden = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/office-edits.txt");
    if std::env::var_os("WRITE_GOLDEN").is_some() {
        std::fs::write(&golden, &table).unwrap();
    }
    let agreed = std::fs::read_to_string(&golden).unwrap_or_default();
    assert_eq!(table, agreed, "what became of the jobs and tests/golden/office-edits.txt differ");

    // Read once, it is read: also after the phone was restarted.
    let moved = &ids[&reference(2, 0)];
    let read: JobPage = ada.get(Request::SeeChanges { job: moved.clone() }).await;
    assert_eq!(read.changes, Vec::<String>::new());
    let ada = ada.restart().await;
    let page: JobPage = ada.get(Request::Job { job: moved.clone() }).await;
    assert_eq!(page.changes, Vec::<String>::new());
    let other: JobPage = ada.get(Request::Job { job: ids[&reference(1, 0)].clone() }).await;
    assert_eq!(other.changes.len(), 1, "what was not read is still told");
}

/// What the handheld answers once it has the record as the hub has it, or has it no more.
async fn once_in_step(
    handheld: &Handheld,
    job: &str,
    whole: &str,
    loses: bool,
) -> Result<serde_json::Value, app::api::Failure> {
    for _ in 0..200 {
        let answer = handheld.ask(Request::Job { job: job.to_owned() }).await;
        let there = match &answer {
            Ok(page) => !loses && page["note"]["version"] == whole,
            Err(_) => loses,
        };
        if there {
            return answer;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    handheld.ask(Request::Job { job: job.to_owned() }).await
}

fn write_page(table: &mut String, name: &str, page: &JobPage, stage: usize) {
    let window = page.row.window.clone().unwrap_or_default();
    writeln!(table, "    {name} sees: {}, {window}, {}", page.row.status.words, page.row.priority).unwrap();
    for change in &page.changes {
        writeln!(table, "    {name} is told: {change}").unwrap();
    }
    assert_eq!(page.row.changed, !page.changes.is_empty(), "the list and the page agree");
    for competition in &page.competitions {
        let sides: Vec<&str> = competition.sides.iter().map(|side| side.words.as_str()).collect();
        writeln!(table, "    {name} is asked to choose: {}", sides.join(" / ")).unwrap();
    }
    for flag in &page.flags {
        writeln!(table, "    {name} reads: {}", flag.words).unwrap();
    }
    let did = |words: &str| page.timeline.iter().any(|entry| entry.words == words && entry.by == "Ada Byrne");
    assert!(stage == 0 || did("Work started"), "Ada's start is lost");
    assert!(stage < 2 || did("Work completed"), "Ada's completion is lost");
    assert!(stage == 0 || page.note.text.contains("washer in the meter box"), "Dev's words are lost");
}

/// The words without the time of day and the reference, which are another each time.
fn without_time(told: Option<&String>, reference: &str) -> String {
    let Some(told) = told else { return "nothing".to_owned() };
    let before = told.split_once(" (").map_or(told.as_str(), |(before, _)| before);
    let after = told.split_once(").").map_or("", |(_, after)| after);
    format!("{}.{after}", before.replace(reference, "…"))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ada_and_her_customer_do_on_a_page_that_was_open_when_its_job_left_is_saved_and_reaches_the_landlord() {
    let town = Town::new().await;
    import(&town);
    let dev = town.handheld("Dev Patel", "Van 7").await;
    dev.in_step().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    ada.in_step().await;
    let reference = reference(0, 0);
    ada.record(&reference, EventKind::Started).await;
    let page = ada.record(&reference, EventKind::Completed).await;
    ada.in_step().await;
    let job = page.row.id.clone();
    let shown: SignOffPage = ada.get(Request::SignOffPage { job: job.clone(), language: "en".to_owned() }).await;

    // While the customer reads, the office gives the job to Dev, and it leaves Ada's phone.
    town.hub().assign(&reference, None, &Assignee::Person("Dev Patel".into())).unwrap();
    let gone = loop {
        ada.in_step().await;
        match ada.ask(Request::Job { job: job.clone() }).await {
            Err(gone) => break gone,
            Ok(_) => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
        }
    };
    assert_eq!(gone.code, "job_gone");

    let answer = signed_by("Jill Marsh");
    let (language, digest) = ("en".to_owned(), shown.digest);
    let signed = ada.refused(Request::SignOff { job: job.clone(), digest, language, answer }).await;
    assert_eq!(signed.code, "job_left", "{signed:?}");
    assert!(signed.message.contains("What you did is saved"), "{}", signed.message);
    ada.in_step().await;
    let text = "Isolating valve seized, tell whoever comes next".to_owned();
    let noted =
        ada.refused(Request::EditNote { job: job.clone(), version: page.note.version, text: text.clone() }).await;
    assert_eq!(noted.code, "job_left", "{noted:?}");

    // Neither is lost: it is in the job, or with the planner, and Ada's phone says where.
    let at_the_hub = || {
        let record = town.hub().record(&reference, None).unwrap();
        let read = documents::job::read(&record).unwrap();
        let aside = town.hub().database().read(hub::db::sqlite::quarantine::all).unwrap();
        (read.sign_offs.len(), read.note.text.contains(&text), aside.len())
    };
    let aside = loop {
        ada.in_step().await;
        let (sign_offs, noted, aside) = at_the_hub();
        if (sign_offs == 1 && noted) || aside >= 2 {
            break aside;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    };
    let listed = ada.outbox().await;
    assert_eq!(listed.len(), aside, "each that was set aside is listed: {listed:?}");
    let gone = ada.refused(Request::Job { job }).await;
    assert_eq!(gone.code, "job_gone");
    assert!(gone.remedy.starts_with("What you did on it is saved and is sent to the landlord"), "{}", gone.remedy);
}
