//! Files from landlords' systems: what is right comes in, what is wrong is named.

use domain::{alert::AlertSubject, job::EventKind};
use hub::import::{Format, Options, Report};
use insta::{assert_debug_snapshot, assert_json_snapshot};

use crate::house::{House, TEAM, beside, fixture, standard_raise_repair};

fn options() -> Options {
    Options { team: TEAM.into(), ..Options::default() }
}

fn import(house: &House, format: Format, name: &str) -> Report {
    let mut report = house.hub.import(format, &fixture(name), &options()).unwrap();
    // Where the checkout lies is nobody's business.
    for fault in &mut report.faults {
        *fault = fault.replace(&fixture("").display().to_string(), "");
    }
    report
}

#[test]
fn work_orders_take_their_property_trade_and_priority_from_what_was_imported_before() {
    let house = House::new();
    import(&house, Format::HackneyProperty, "property.json");
    import(&house, Format::HackneyTrades, "trades.json");
    import(&house, Format::HackneyPriorities, "priorities.json");
    let report = import(&house, Format::HackneyWorkOrders, "work-orders.json");
    assert_debug_snapshot!("work_orders_report", report);
    let id = domain::id::DocumentId::derived("hackney", domain::id::RecordKind::Job, "20000101");
    assert_json_snapshot!("work_order", house.job(id).order);
    let closed = domain::id::DocumentId::derived("hackney", domain::id::RecordKind::Job, "20000102");
    let events: Vec<EventKind> = house.job(closed).events.iter().map(|event| event.kind).collect();
    assert_eq!(events, [EventKind::Dispatched, EventKind::NoAccess]);
    let again = import(&house, Format::HackneyWorkOrders, "work-orders.json");
    assert_eq!((again.added, again.changed, again.unchanged), (0, 0, 2));
}

#[test]
fn one_work_order_by_itself_is_a_file_too() {
    let house = House::new();
    assert_eq!(import(&house, Format::HackneyWorkOrders, "work-order.json").added, 1);
}

#[test]
fn codes_of_the_schedule_reach_every_handheld_once() {
    let house = House::new();
    let report = import(&house, Format::HackneySor, "sor-codes.json");
    assert_debug_snapshot!("sor_codes_report", report);
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    ada.exchange(&house);
    assert_eq!(ada.rows, 2 + 3);
    assert_eq!(import(&house, Format::HackneySor, "sor-codes.json").unchanged, 2);
    ada.exchange(&house);
    assert_eq!(ada.rows, 2 + 3);
}

#[test]
fn a_hact_message_raises_a_job_with_its_alerts_and_raises_it_once() {
    let house = House::new();
    let report = import(&house, Format::HactRaiseRepair, "raise-repair.json");
    assert_eq!((report.added, report.faults.len()), (1, 0), "{report:?}");
    assert_eq!(import(&house, Format::HactRaiseRepair, "raise-repair.json").unchanged, 1);
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    ada.exchange(&house);
    let (alerts, jobs): (Vec<_>, Vec<_>) =
        ada.documents.values().partition(|document| document.kind() == domain::id::RecordKind::Alert);
    assert_json_snapshot!("raise_repair", documents::job::read(jobs[0]).unwrap().order);
    let mut said: Vec<_> = alerts.iter().map(|alert| documents::alert::read(alert).unwrap()).collect();
    said.sort_by_key(|alert| alert.type_code.clone());
    let said: Vec<_> = said.iter().map(|alert| (alert.subject, alert.type_code.as_str())).collect();
    assert_eq!(said, [(AlertSubject::Location, "1"), (AlertSubject::Person, "20-10")]);
}

#[test]
fn a_scheduled_repair_raises_its_job_at_the_home_that_its_uprn_names_and_raises_it_once() {
    let house = House::new();
    let properties = house.hub.import(Format::CsvProperties, &fixture("properties.csv"), &options()).unwrap();
    assert_eq!((properties.added, properties.left_out), (3, 0), "{properties:?}");
    let report = import(&house, Format::HactScheduleRepair, "schedule-repair.json");
    assert_eq!((report.added, report.faults.len()), (1, 0), "{report:?}");
    assert_eq!(import(&house, Format::HactScheduleRepair, "schedule-repair.json").unchanged, 1);
    let id = domain::id::DocumentId::derived("hact", domain::id::RecordKind::Job, "CVH-50021");
    assert_json_snapshot!("schedule_repair", house.job(id).order);
    // A hub that does not know the home sends somebody to its building.
    let elsewhere = House::new();
    import(&elsewhere, Format::HactScheduleRepair, "schedule-repair.json");
    assert_eq!(elsewhere.job(id).order.property.address_lines, ["Dyeworks Court", "Weir Street"]);
    assert_debug_snapshot!(
        "faults_of_schedule_repair",
        import(&house, Format::HactScheduleRepair, "schedule-repair-with-faults.json").faults
    );
}

#[test]
fn a_message_of_the_other_kind_is_told_apart_and_makes_no_second_job() {
    let house = House::new();
    import(&house, Format::HactScheduleRepair, "schedule-repair.json");
    let report = import(&house, Format::HactRaiseRepair, "schedule-repair.json");
    assert_eq!((report.added, report.left_out), (0, 1), "{report:?}");
    assert!(report.faults[0].contains("import it with --format hact-schedule-repair"), "{:?}", report.faults);
    let report = import(&house, Format::HactScheduleRepair, "raise-repair.json");
    assert_eq!((report.added, report.left_out), (0, 1), "{report:?}");
    assert!(report.faults[0].contains("import it with --format hact-raise-repair"), "{:?}", report.faults);
}

#[test]
fn each_fault_is_named_by_place_with_a_remedy_and_the_rest_comes_in() {
    let house = House::new();
    let bad = import(&house, Format::HackneyWorkOrders, "work-orders-with-faults.json");
    assert_eq!(bad.added, 1);
    assert_debug_snapshot!("faults_of_work_orders", bad.faults);
    assert_debug_snapshot!(
        "faults_of_raise_repair",
        import(&house, Format::HactRaiseRepair, "raise-repair-with-faults.json").faults
    );
    let torn = house.folder.path().join("torn.json");
    std::fs::write(&torn, "[{\"reference\": 1,").unwrap();
    let report = house.hub.import(Format::HackneyWorkOrders, &torn, &options()).unwrap();
    assert!(report.faults[0].contains("at line 1, column 17: the file ends in the middle"), "{:?}", report.faults);
    let missing = house.folder.path().join("missing.json");
    let error = house.hub.import(Format::HackneyWorkOrders, &missing, &options()).unwrap_err().to_string();
    assert!(error.contains("missing.json"), "{error}");
}

#[test]
fn a_message_that_does_not_fit_hacts_schema_is_refused_with_the_place() {
    let Some(schemas) = beside("hact") else { return };
    let house = House::new();
    let standard = standard_raise_repair(&house, &schemas);
    let options = Options { schemas: Some(schemas), ..options() };
    let good = house.hub.import(Format::HactRaiseRepair, &standard, &options).unwrap();
    assert_eq!((good.added, good.faults.len()), (1, 0), "{good:?}");
    let bad = house.hub.import(Format::HactRaiseRepair, &fixture("raise-repair-with-faults.json"), &options).unwrap();
    assert_eq!(bad.added, 0);
    assert!(bad.faults.iter().all(|fault| fault.len() < 600), "no list of codes is poured out: {:?}", bad.faults);
}

#[test]
fn a_scheduled_repair_fits_hacts_schema_and_one_that_does_not_is_refused() {
    let Some(schemas) = beside("hact") else { return };
    let house = House::new();
    let options = Options { schemas: Some(schemas), ..options() };
    let take = |name| house.hub.import(Format::HactScheduleRepair, &fixture(name), &options).unwrap();
    let good = take("schedule-repair.json");
    assert_eq!((good.added, good.faults.len()), (1, 0), "{good:?}");
    let bad = take("schedule-repair-with-faults.json");
    assert_eq!((bad.added, bad.faults.len()), (0, 4), "{bad:?}");
    assert!(bad.faults[0].contains("HACT's ScheduleRepair schema"), "{:?}", bad.faults);
}

#[test]
fn a_councils_own_files_come_in() {
    let Some(real) = beside("real/hackney") else { return };
    let house = House::new();
    let take = |format, name: &str| house.hub.import(format, &real.join(name), &options()).unwrap();
    for (format, name, added, faults) in [
        (Format::HackneyProperty, "property.json", 1, 0),
        (Format::HackneyTrades, "trades.json", 54, 0),
        (Format::HackneyPriorities, "priorities.json", 6, 0),
        (Format::HackneySor, "sor-codes.json", 10, 0),
        (Format::HackneyWorkOrders, "work-order.json", 1, 0),
        // It says twice of one job that it is completed, at another address and time.
        (Format::HackneyWorkOrders, "operative-work-orders.json", 3, 1),
    ] {
        let report = take(format, name);
        assert_eq!((report.added, report.faults.len()), (added, faults), "{name}: {report:?}");
        assert_eq!((take(format, name).added, take(format, name).changed), (0, 0), "{name} again");
    }
}
