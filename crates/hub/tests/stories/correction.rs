//! A landlord's system says something of a job anew: what it says is held against what it said last, and reaches the doors.

use std::fs;

use domain::{
    alert::{Alert, AlertSubject, Confirmation},
    id::{DocumentId, RecordKind},
    job::{AppointmentWindow, EventKind, Job, JobEdit, NewItem, Priority, WorkElement, WorkOrder},
};
use hub::{
    import::{Format, Options, Report},
    plan::{Part, Raised, Raising},
};

use crate::house::{House, TEAM, fixture, job_id, order};

const HEADER: &str = "reference,description,priority_code,priority,required_by,address,property_reference,contact_name,\
    contact_number,access,appointment_date,appointment_from,appointment_to,items,alert_type,alert_instruction\n";

/// A row of the landlord's table as it was sent first.
const FIRST: &str = "K-1,Tap drips,4,4 [R] ROUTINE,2026-12-04,1 Teasel Row,,Jill Marsh,07700 900123,Ring twice,2026-11-24,\
    09:00,12:00,CVH-101,,\n";

fn options() -> Options {
    Options { team: TEAM.into(), ..Options::default() }
}

fn import(house: &House, rows: &str) -> Report {
    let path = house.folder.path().join("jobs.csv");
    fs::write(&path, format!("{HEADER}{rows}")).unwrap();
    house.hub.import(Format::CsvJobs, &path, &options()).unwrap()
}

fn counts(report: &Report) -> (usize, usize, usize, usize) {
    (report.added, report.changed, report.unchanged, report.left_out)
}

fn id() -> DocumentId {
    DocumentId::derived("csv", RecordKind::Job, "K-1")
}

fn raise(house: &House, order: WorkOrder, alerts: Vec<Alert>) -> Raised {
    house.hub.raise(&Raising { order, alerts, closed: None }, TEAM).unwrap()
}

fn changed(part: Part) -> Raised {
    Raised::Changed { parts: vec![part], reopened: false, not_taken: None }
}

#[test]
fn whatever_the_system_puts_right_is_put_right_on_every_handheld_and_counted_as_changed() {
    let house = House::new();
    import(&house, FIRST);
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    ada.exchange(&house);
    for (before, after, part) in [
        ("Tap drips", "Bath tap runs", "description put right"),
        ("1 Teasel Row", "11 Teasel Row", "address put right"),
        ("07700 900123", "07700 900321", "contacts put right"),
        ("Ring twice", "Ring three times", "access information put right"),
        ("4,4 [R] ROUTINE", "2,2 [U] URGENT", "priority put right"),
        ("2026-12-04", "2026-11-30", "priority put right"),
        ("09:00,12:00", "13:00,17:00", "its appointment was moved"),
    ] {
        let report = import(&house, &FIRST.replace(before, after));
        assert_eq!(counts(&report), (0, 1, 0, 0), "{after}: {report:?}");
        assert_eq!(report.notes, [format!("job K-1: {part}")]);
        assert_eq!(counts(&import(&house, &FIRST.replace(before, after))), (0, 0, 1, 0), "{after}, again");
        ada.exchange(&house);
        let there = serde_json::to_string(&ada.job(id()).order).unwrap();
        let word = after.split(',').next_back().unwrap();
        assert!(there.contains(word) || part.contains("priority") || part.contains("appointment"), "{word}: {there}");
        assert_eq!(ada.job(id()).order, house.job(id()).order);
        // And back: it is what was said last that counts.
        assert_eq!(counts(&import(&house, FIRST)), (0, 1, 0, 0), "{before}, back");
    }
    assert_eq!(house.job(id()).order.contacts[0].numbers, ["07700 900123"]);
    assert_eq!(house.job(id()).order.reference, "K-1");
}

#[test]
fn an_appointment_that_is_moved_with_another_number_and_moved_back_is_moved_back() {
    let house = House::new();
    import(&house, FIRST);
    let second = FIRST.replace("09:00,12:00", "13:00,17:00").replace("07700 900123", "07700 900321");
    let report = import(&house, &second);
    assert_eq!(report.notes, ["job K-1: contacts put right; its appointment was moved"]);
    let window = || house.job(id()).order.appointment.unwrap().window();
    assert_eq!(window(), "13:00 to 17:00");
    assert_eq!(counts(&import(&house, FIRST)), (0, 1, 0, 0));
    assert_eq!(window(), "09:00 to 12:00");
    assert_eq!(house.job(id()).order.contacts[0].numbers, ["07700 900123"]);
}

#[test]
fn what_the_office_decided_stands_until_the_system_says_something_new_of_it() {
    let house = House::new();
    import(&house, FIRST);
    let moved = AppointmentWindow::from_scalar("2026-11-26|08:00|10:00|Early");
    house.hub.appoint("K-1", None, moved.clone()).unwrap();
    let urgent = Priority { code: "1".into(), description: "1 [E] EMERGENCY".into(), required_completion: None };
    house.hub.prioritise("K-1", None, urgent.clone()).unwrap();
    let report = import(&house, &FIRST.replace("07700 900123", "07700 900321"));
    assert_eq!(report.notes, ["job K-1: contacts put right"]);
    let held = house.job(id()).order;
    assert_eq!((held.appointment, held.priority), (moved, urgent));
    import(&house, &FIRST.replace("2026-11-24", "2026-11-25"));
    assert_eq!(house.job(id()).order.appointment.unwrap().date.to_string(), "2026-11-25");
}

#[test]
fn a_job_that_is_done_is_not_put_right_and_the_row_says_so_until_it_is_reopened() {
    let house = House::new();
    import(&house, FIRST);
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    ada.exchange(&house);
    ada.record(&house, id(), EventKind::Completed);
    ada.exchange(&house);
    assert_eq!(counts(&import(&house, FIRST)), (0, 0, 1, 0), "nothing new is said");
    let row = FIRST.replace("Tap drips", "Bath tap runs");
    let report = import(&house, &row);
    assert_eq!(counts(&report), (0, 0, 0, 1));
    let fault = &report.faults[0];
    assert!(fault.contains("row 2: job K-1 is completed; not changed: description"), "{fault}");
    assert!(
        fault.contains("doorstep-hub reopen --reference \"K-1\"") && fault.contains("import this again"),
        "{fault}"
    );
    assert!(fs::read_to_string(report.rejects.unwrap()).unwrap().contains("Bath tap runs"));
    // A table that comes every night says it once more, and leaves no row out for it.
    let again = import(&house, &row);
    assert_eq!(counts(&again), (0, 0, 1, 0));
    assert!(again.notes[0].starts_with("as before: job K-1 is completed"), "{:?}", again.notes);
    assert_eq!(house.job(id()).order.description, "Tap drips");
    house.hub.reopen("K-1", None, "The new tap leaks").unwrap();
    assert_eq!(counts(&import(&house, &row)), (0, 1, 0, 0));
    assert_eq!(house.job(id()).order.description, "Bath tap runs");
}

#[test]
fn a_number_that_was_wrong_is_put_right_after_no_access_and_opens_nothing_by_itself() {
    let house = House::new();
    import(&house, FIRST);
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    ada.exchange(&house);
    ada.edit(&house, id(), &JobEdit::Record { kind: EventKind::NoAccess, reason: "Nobody answered".into() });
    ada.exchange(&house);
    let number = FIRST.replace("07700 900123", "07700 900321");
    assert_eq!(counts(&import(&house, &number)), (0, 1, 0, 0));
    assert!(house.job(id()).status().status.is_left_undone());
    let report = import(&house, &number.replace("2026-12-04", "2026-12-11"));
    assert_eq!(report.notes, ["job K-1: priority put right; it is work to do again"]);
    assert!(!house.job(id()).status().status.is_closed());
}

#[test]
fn items_that_people_may_have_worked_on_are_not_changed_under_them() {
    let house = House::new();
    import(&house, FIRST);
    let report = import(&house, &FIRST.replace("CVH-101", "CVH-102"));
    assert_eq!(counts(&report), (0, 0, 0, 1));
    assert!(report.faults[0].contains("not changed: work items"), "{:?}", report.faults);
    let report = import(&house, &FIRST.replace("CVH-101", "CVH-102").replace("Ring twice", "Ring once"));
    assert_eq!(counts(&report), (0, 1, 0, 0));
    assert!(report.notes[1].contains("raise another job for the rest"), "{:?}", report.notes);
    let held = house.job(id());
    assert_eq!((held.items[0].code.as_str(), held.order.access.description.as_str()), ("CVH-101", "Ring once"));
    // What people made of the items is no word of the system's.
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    ada.exchange(&house);
    ada.edit(&house, id(), &JobEdit::ChangeQuantity { item: held.items[0].id, quantity: 3.0 });
    ada.exchange(&house);
    assert_eq!(counts(&import(&house, &FIRST.replace("Ring twice", "Ring thrice"))), (0, 1, 0, 0));
}

#[test]
fn an_alert_that_comes_later_changes_or_is_taken_off_does_so_at_the_door() {
    let house = House::new();
    let alert = |comments: &str| Alert {
        id: DocumentId::derived("calder-vale", RecordKind::Alert, "10000012/person/0"),
        subject: AlertSubject::Person,
        type_code: "10".into(),
        comments: comments.into(),
        confirmation: Confirmation::default(),
        review: None,
        raised: None,
    };
    let with = || WorkOrder { alerts: vec![alert("").id], ..order("10000012") };
    raise(&house, order("10000012"), Vec::new());
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    ada.exchange(&house);
    let there = |ada: &crate::house::Handheld| {
        ada.documents.get(&alert("").id).map(|held| documents::alert::read(held).unwrap().comments)
    };
    for comments in ["Visit in pairs.", "Ring the office first."] {
        assert_eq!(raise(&house, with(), vec![alert(comments)]), changed(Part::Alerts));
        ada.exchange(&house);
        assert_eq!(ada.job(job_id("10000012")).order.alerts, [alert("").id]);
        assert_eq!(there(&ada).as_deref(), Some(comments));
    }
    assert_eq!(raise(&house, order("10000012"), Vec::new()), changed(Part::Alerts));
    ada.exchange(&house);
    assert_eq!((ada.job(job_id("10000012")).order.alerts.len(), there(&ada)), (0, None));
}

#[test]
fn a_job_at_the_wrong_home_goes_to_the_right_one_with_what_is_known_there() {
    let house = House::new();
    let homes = "reference,address_line_1,postcode\nP1,1 Teasel Row,ZZ1 4QC\nP2,2 Teasel Row,ZZ1 4QC\n";
    let register = "property_reference,room,material,state\nP2,Kitchen,Floor tiles,presumed\n";
    for (name, format, text) in
        [("homes.csv", Format::CsvProperties, homes), ("register.csv", Format::CsvAsbestos, register)]
    {
        let path = house.folder.path().join(name);
        fs::write(&path, text).unwrap();
        let report = house.hub.import(format, &path, &options()).unwrap();
        assert!(report.faults.is_empty(), "{report:?}");
    }
    let at = |home: &str| FIRST.replace("1 Teasel Row,,", &format!(",{home},"));
    assert_eq!(counts(&import(&house, &at("P1"))), (1, 0, 0, 0));
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    ada.exchange(&house);
    assert_eq!(ada.documents.len(), 1);
    assert_eq!(import(&house, &at("P2")).notes, ["job K-1: address put right"]);
    ada.exchange(&house);
    assert_eq!(ada.job(id()).order.property.address_lines, ["2 Teasel Row"]);
    assert_eq!(ada.documents.len(), 2, "with the register of that home");
    import(&house, &at("P1"));
    ada.exchange(&house);
    assert_eq!((ada.documents.len(), ada.job(id()).order.alerts.len()), (1, 0));
}

#[test]
fn a_scheduled_repair_that_is_sent_again_with_other_words_puts_the_job_right() {
    let house = House::new();
    let text = fs::read_to_string(fixture("schedule-repair.json")).unwrap();
    let take = |text: &str| {
        let path = house.folder.path().join("schedule-repair.json");
        fs::write(&path, text).unwrap();
        house.hub.import(Format::HactScheduleRepair, &path, &options()).unwrap()
    };
    assert_eq!(take(&text).added, 1);
    // Booked by the office: the message knows of no appointment, and takes none off.
    let booked = AppointmentWindow::from_scalar("2026-11-26|08:00|10:00|AM");
    house.hub.appoint("CVH-50021", None, booked.clone()).unwrap();
    let report = take(&text.replace("07700 900321", "07700 900654").replace("Weir Street", "Mill Street"));
    assert_eq!(counts(&report), (0, 1, 0, 0), "{report:?}");
    assert_eq!(report.notes, ["job CVH-50021: address, contacts put right"]);
    let job: Job = house.job(DocumentId::derived("hact", RecordKind::Job, "CVH-50021"));
    assert_eq!(job.order.contacts[0].numbers, ["07700 900654"]);
    assert_eq!(job.order.appointment, booked);
    house.hub.cancel("CVH-50021", None, "Sold").unwrap();
    let report = take(&text.replace("07700 900321", "07700 900777"));
    assert_eq!(report.left_out, 1, "{report:?}");
    assert!(report.faults[0].contains("job CVH-50021 is cancelled"), "{:?}", report.faults);
}

#[test]
fn an_order_from_before_anybody_kept_what_was_said_is_held_against_its_record() {
    let house = House::new();
    let tap = NewItem {
        code: "CVH-101".into(),
        description: "Refix tap".into(),
        unit: "each".into(),
        quantity: 1.0,
        m3nhf: false,
    };
    let mut first = order("10000012");
    first.elements = vec![WorkElement { reference: "1".into(), trade: first.trade.clone(), items: vec![tap] }];
    first.appointment = AppointmentWindow::from_scalar("2026-11-24|08:00|13:00|AM");
    raise(&house, first.clone(), Vec::new());
    let forget = "DELETE FROM said";
    house.hub.database().write(|transaction| Ok::<_, hub::db::DbError>(transaction.execute_batch(forget)?)).unwrap();
    let reworded = WorkOrder { description: "Bath tap runs".into(), appointment: None, ..first.clone() };
    assert_eq!(raise(&house, reworded.clone(), Vec::new()), changed(Part::Description));
    assert_eq!(house.job(job_id("10000012")).order.appointment, first.appointment, "it names none, and takes none off");
    assert_eq!(raise(&house, reworded.clone(), Vec::new()), Raised::Unchanged);
    let moved =
        WorkOrder { appointment: AppointmentWindow::from_scalar("2026-11-25|08:00|13:00|AM"), ..reworded.clone() };
    assert_eq!(raise(&house, moved, Vec::new()), changed(Part::Appointment));
    assert_eq!(raise(&house, reworded, Vec::new()), changed(Part::Appointment), "now it was said, and is taken off");
    assert_eq!(house.job(job_id("10000012")).order.appointment, None);
}

#[test]
fn what_was_signed_shows_that_the_order_was_put_right_since() {
    let house = House::new();
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    let job = house.raise("10000012");
    ada.exchange(&house);
    let page = documents::seal::Page::draw(&ada.documents[&job], "Calder Vale Homes", domain::locale::Locale::English)
        .unwrap();
    let clocks = domain::author::Clocks { device: house.now(), hub_offset: Some(0) };
    let answer = domain::sign_off::Answer::without_customer(domain::sign_off::SignOffOutcome::Void);
    let body = page.answered(answer, ada.device, clocks, None).unwrap();
    let seal = documents::seal::Seal::sign(body, &ada.key, ada.certificate.clone()).unwrap();
    ada.edit(&house, job, &JobEdit::SignOff { seal: seal.to_bytes() });
    ada.exchange(&house);
    raise(&house, WorkOrder { description: "Bath tap runs".into(), ..order("10000012") }, Vec::new());
    let file = documents::seal::SealFile::from_bytes(&house.hub.sealed("10000012", None).unwrap()).unwrap();
    let since = file.examine().not_covered;
    assert!(since.iter().any(|deed| deed.words == "changed what was ordered"), "{since:?}");
}
