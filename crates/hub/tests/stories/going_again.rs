//! Work that is to be done again: a visit that left it undone and that the office books once more, and jobs that are closed
//! for good.

use domain::{
    id::{DocumentId, RecordKind},
    job::{AppointmentWindow, EventKind, JobEdit, JobStatus},
};
use hub::{
    import::{Format, Options, Report},
    plan::Assignee,
};

use crate::house::{Handheld, House, TEAM, fixture, typed};

fn window(day: &str) -> Option<AppointmentWindow> {
    AppointmentWindow::from_scalar(&format!("{day}|08:00|12:00|AM"))
}

fn ends(handheld: &mut Handheld, house: &House, job: DocumentId, kind: EventKind) {
    let reason = "Nobody answered".to_owned();
    handheld.edit(house, job, &JobEdit::Record { kind, reason });
    handheld.exchange(house);
}

#[test]
fn a_visit_that_left_the_work_undone_is_open_again_once_another_is_booked() {
    let house = House::new();
    let mut dev = house.handheld("Dev Patel", "Van 7");
    for (reference, kind) in [
        ("10000012", EventKind::NoAccess),
        ("10000013", EventKind::Incomplete),
        ("10000014", EventKind::NoAdultPresent),
    ] {
        let job = house.raise(reference);
        dev.exchange(&house);
        ends(&mut dev, &house, job, kind);
        assert!(house.job(job).status().status.is_left_undone(), "{kind:?}");
        assert!(house.hub.appoint(reference, None, window("2026-11-28")).unwrap());
        assert!(!house.hub.appoint(reference, None, window("2026-11-28")).unwrap(), "again changes nothing");
        dev.exchange(&house);
        let held = dev.job(job);
        assert_eq!(held.status().status, JobStatus::Reopened, "{kind:?}");
        assert!(held.status().flags.is_empty(), "nothing about it is odd");
        assert_eq!(held.order.appointment, window("2026-11-28"));
        assert_eq!(held.events.last().unwrap().reason, "Another visit is booked");
    }
}

#[test]
fn given_to_the_same_team_or_to_somebody_else_it_is_work_to_do_again() {
    let house = House::new();
    let job = house.raise("10000012");
    let mut dev = house.handheld("Dev Patel", "Van 7");
    dev.exchange(&house);
    ends(&mut dev, &house, job, EventKind::NoAccess);
    let team = Assignee::Team(TEAM.into());
    assert!(house.hub.assign("10000012", None, &team).unwrap());
    assert!(!house.hub.assign("10000012", None, &team).unwrap(), "it is open, and theirs");
    assert_eq!(house.job(job).status().status, JobStatus::Reopened);
    dev.exchange(&house);
    ends(&mut dev, &house, job, EventKind::NoAccess);
    assert!(house.hub.take_back("10000012", None).unwrap());
    house.invite("Ada Byrne", "Van 12");
    assert!(house.hub.assign("10000012", None, &Assignee::Person("Ada Byrne".into())).unwrap());
    assert_eq!(house.job(job).status().status, JobStatus::Reopened);
}

#[test]
fn what_is_closed_for_good_is_opened_by_a_command_of_its_own() {
    let house = House::new();
    let mut dev = house.handheld("Dev Patel", "Van 7");
    let done = house.raise("10000012");
    let withdrawn = house.raise("10000013");
    dev.exchange(&house);
    ends(&mut dev, &house, done, EventKind::Completed);
    house.hub.cancel("10000013", None, "The tenant mended it").unwrap();
    let appoint = |reference| {
        let when = ["--date", "2026-11-28", "--from", "08:00", "--to", "12:00"];
        typed(&house, &[&["appoint", "--reference", reference], when.as_slice()].concat())
    };
    for (reference, how) in [("10000012", "completed"), ("10000013", "cancelled")] {
        let (done, words) = appoint(reference);
        assert!(!done);
        assert!(
            words.contains(&format!("job {reference} is {how}; if there is more to do, reopen it first: ")),
            "{words}"
        );
        assert!(words.contains(&format!("doorstep-hub reopen --reference \"{reference}\" --why")), "{words}");
        // Given to somebody it can be looked at, and whoever gives it is told that this is all.
        let (done, words) = typed(&house, &["assign", "--reference", reference, "--team", TEAM]);
        assert!(done && words.contains("was already with") && words.contains("doorstep-hub reopen"), "{words}");
    }
    assert_eq!(house.job(done).order.appointment, None, "nothing was moved");
    let (_, unsaid) = typed(&house, &["reopen", "--reference", "10000012", "--why", " "]);
    assert!(unsaid.contains("say why"), "{unsaid}");
    for reference in ["10000012", "10000013"] {
        let reopen = || typed(&house, &["reopen", "--reference", reference, "--why", "The new tap leaks"]).1;
        assert_eq!(reopen(), format!("{reference} is open\n"));
        assert_eq!(reopen(), format!("{reference} is open already\n"));
        assert!(appoint(reference).0);
    }
    dev.exchange(&house);
    for job in [done, withdrawn] {
        let held = dev.job(job);
        assert_eq!(held.status().status, JobStatus::Reopened);
        assert!(!held.is_withdrawn());
        assert_eq!(held.events.last().unwrap().reason, "The new tap leaks");
    }
}

#[test]
fn how_a_visit_ended_is_chosen_before_another_is_booked() {
    let house = House::new();
    let job = house.raise("10000012");
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    let mut dev = house.handheld("Dev Patel", "Van 7");
    ada.exchange(&house);
    dev.exchange(&house);
    ends(&mut dev, &house, job, EventKind::NoAccess);
    ends(&mut ada, &house, job, EventKind::Completed);
    let refused = house.hub.appoint("10000012", None, window("2026-11-28")).unwrap_err().to_string();
    assert!(refused.contains("told in more than one way; have one chosen on a handheld"), "{refused}");
    dev.exchange(&house);
    let no_access = dev.job(job).events.iter().find(|event| event.kind == EventKind::NoAccess).unwrap().id;
    dev.record(&house, job, EventKind::Settled(no_access));
    dev.exchange(&house);
    assert!(house.hub.appoint("10000012", None, window("2026-11-28")).unwrap());
    assert_eq!(house.job(job).status().status, JobStatus::Reopened);
}

fn import(house: &House, rows: &str) -> Report {
    let path = house.folder.path().join("jobs.csv");
    let header = "reference,description,address,appointment_date,appointment_from,appointment_to\n";
    std::fs::write(&path, format!("{header}{rows}")).unwrap();
    let options = Options { team: TEAM.into(), ..Options::default() };
    house.hub.import(Format::CsvJobs, &path, &options).unwrap()
}

#[test]
fn a_table_that_books_it_again_opens_it_again_and_says_what_is_closed_for_good() {
    let house = House::new();
    let row = |reference: &str, day: &str| format!("{reference},Tap drips,1 Teasel Row,{day},08:00,12:00\n");
    import(&house, &[row("K-1", "2026-11-23"), row("K-2", "2026-11-23")].concat());
    let id = |reference| DocumentId::derived("csv", RecordKind::Job, reference);
    let mut dev = house.handheld("Dev Patel", "Van 7");
    dev.exchange(&house);
    ends(&mut dev, &house, id("K-1"), EventKind::NoAccess);
    ends(&mut dev, &house, id("K-2"), EventKind::Completed);
    let report = import(&house, &[row("K-1", "2026-11-30"), row("K-2", "2026-11-30")].concat());
    assert_eq!((report.changed, report.left_out), (1, 1), "{report:?}");
    assert_eq!(report.notes, ["job K-1: its appointment was moved; it is work to do again"]);
    assert!(report.faults[0].contains("job K-2 is completed") && report.faults[0].contains("doorstep-hub reopen"));
    assert!(std::fs::read_to_string(report.rejects.unwrap()).unwrap().contains("K-2"));
    assert_eq!(house.job(id("K-1")).status().status, JobStatus::Reopened);
    // Once somebody has said that there is more to do, the same row is taken.
    house.hub.reopen("K-2", None, "The new tap leaks").unwrap();
    let report = import(&house, &row("K-2", "2026-11-30"));
    assert_eq!((report.changed, report.left_out), (1, 0), "{report:?}");
}

#[test]
fn a_repair_that_is_scheduled_anew_after_no_access_is_work_to_do_again() {
    let house = House::new();
    let text = std::fs::read_to_string(fixture("schedule-repair.json")).unwrap();
    let take = |text: &str| {
        let path = house.folder.path().join("schedule-repair.json");
        std::fs::write(&path, text).unwrap();
        let options = Options { team: TEAM.into(), ..Options::default() };
        house.hub.import(Format::HactScheduleRepair, &path, &options).unwrap()
    };
    assert_eq!(take(&text).added, 1);
    let job = DocumentId::derived("hact", RecordKind::Job, "CVH-50021");
    let mut dev = house.handheld("Dev Patel", "Van 7");
    dev.exchange(&house);
    ends(&mut dev, &house, job, EventKind::NoAccess);
    let report = take(&text.replace("2026-11-27T17:00:00Z", "2026-12-04T17:00:00Z"));
    assert_eq!(report.notes, ["job CVH-50021: priority put right; it is work to do again"]);
    dev.exchange(&house);
    assert_eq!(dev.job(job).status().status, JobStatus::Reopened);
}
