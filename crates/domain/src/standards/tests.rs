//! Promises, told by people who made or were given them.

use std::fmt::Write as _;

use super::*;
use crate::{
    hazard::{Course, HazardFound, Outcome, Severity},
    working_time::Due,
};

fn pack(name: &str) -> Pack {
    let text = match name {
        "england-2026" => include_str!("../../../../packs/england-2026.json"),
        "salix-2009" => include_str!("../../../../packs/salix-2009.json"),
        "cosmopolitan-2009" => include_str!("../../../../packs/cosmopolitan-2009.json"),
        _ => include_str!("../../../../packs/rossendale-2005.json"),
    };
    Pack::read(text).unwrap()
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn last_day(standards: &Standards, name: RuleName, class: &str, from: &str) -> Option<String> {
    let promise = standards.promise(name, class, at(from), &WorkingCalendar::default())?;
    Some(format!("{} by {}", promise.pack.id, promise.due.last_day))
}

/// A course as lines: what is due when, whether that is projected, and when it was stopped.
fn told(clocks: &[Clock]) -> String {
    let mut lines = String::new();
    for clock in clocks {
        let Promise { rule, due, .. } = clock.promise;
        let about = if clock.projected { "at the latest" } else { "due" };
        let until =
            if due.exact { format!("{} {}", due.last_day, due.until.london_clock()) } else { due.last_day.to_string() };
        let stopped = clock.stopped.map(|at| format!(", done {}", at.london_date())).unwrap_or_default();
        writeln!(lines, "{:<28} {about} {until}{stopped}", rule.name.name()).unwrap();
    }
    lines
}

#[test]
fn a_complaint_is_due_by_the_landlords_own_pack() {
    let due = |name: &str, rule| last_day(&Standards::new([pack(name)]), rule, "", "2026-11-27T17:00:00");
    let (acknowledged, answered) = (RuleName::ComplaintAcknowledged, RuleName::ComplaintAnswered);
    assert_eq!(due("cosmopolitan-2009", acknowledged).unwrap(), "cosmopolitan-2009 by 2026-12-01");
    assert_eq!(due("cosmopolitan-2009", answered).unwrap(), "cosmopolitan-2009 by 2026-12-11");
    assert_eq!(due("salix-2009", acknowledged).unwrap(), "salix-2009 by 2026-11-30", "three days, over the weekend");
    assert_eq!(due("salix-2009", answered).unwrap(), "salix-2009 by 2026-12-11");
    assert_eq!(due("rossendale-2005", acknowledged).unwrap(), "rossendale-2005 by 2026-12-04");
    assert_eq!(due("rossendale-2005", answered).unwrap(), "rossendale-2005 by 2026-12-18");
}

#[test]
fn where_two_packs_promise_the_same_the_earlier_end_counts() {
    let both = Standards::new([pack("england-2026"), pack("cosmopolitan-2009")]);
    let due = last_day(&both, RuleName::ComplaintAcknowledged, "", "2026-11-27T17:00:00");
    assert_eq!(due.unwrap(), "cosmopolitan-2009 by 2026-12-01");
}

#[test]
fn before_a_rule_starts_it_promises_nothing() {
    let england = Standards::new([pack("england-2026")]);
    let due = |from| last_day(&england, RuleName::HazardMadeSafe, "", from);
    assert_eq!(due("2025-10-26T23:59:59"), None);
    assert_eq!(due("2025-10-27T00:00:00").unwrap(), "england-2026 by 2025-10-28");
}

#[test]
fn a_complaint_runs_through_both_stages_of_the_code() {
    let england = Standards::new([pack("england-2026")]);
    let calendar = WorkingCalendar::default();
    let mut happened = Happened::from([(Moment::Received, at("2026-12-18T16:00:00"))]);
    let clocks = |happened: &Happened, extended: &[RuleName]| {
        told(&england.clocks(RuleName::COMPLAINT, happened, extended, &calendar))
    };
    let on_receipt = clocks(&happened, &[]);
    happened.insert(Moment::Acknowledged, at("2026-12-21T09:00:00"));
    let acknowledged = clocks(&happened, &[]);
    let extended = clocks(&happened, &[RuleName::ComplaintAnswered]);
    happened.insert(Moment::Answered, at("2027-01-11T15:00:00"));
    happened.insert(Moment::Escalated, at("2027-01-20T10:00:00"));
    let escalated = clocks(&happened, &[RuleName::ComplaintAnswered]);
    insta::assert_snapshot!([on_receipt, acknowledged, extended, escalated].join("\n"));
}

#[test]
fn a_hazard_has_every_due_date_from_the_moment_that_dev_saw_it() {
    let england = Standards::new([pack("england-2026")]);
    let calendar = WorkingCalendar::default();
    let mut told_so = Vec::new();
    for severity in [Severity::Emergency, Severity::Significant] {
        let mut course = Course::new(severity, at("2026-12-22T14:10:00"));
        told_so.push(told(&course.clocks(&england, &calendar)));
        course.happened.insert(Moment::Investigated, at("2026-12-23T11:00:00"));
        course.happened.insert(Moment::SummaryGiven, at("2026-12-24T09:30:00"));
        told_so.push(told(&course.clocks(&england, &calendar)));
    }
    insta::assert_snapshot!(told_so.join("\n"));
}

#[test]
fn an_emergency_is_not_over_until_it_is_made_safe() {
    let england = Standards::new([pack("england-2026")]);
    let mut course = Course::new(Severity::Emergency, at("2026-03-28T12:00:00"));
    course.happened.insert(Moment::Investigated, at("2026-03-28T15:00:00"));
    let calendar = WorkingCalendar::default();
    let first = |course: &Course, now| {
        let clocks = course.clocks(&england, &calendar);
        (clocks[0].stopped.is_some(), clocks[0].is_missed(now))
    };
    assert_eq!(first(&course, at("2026-03-29T12:59:59")), (false, false), "the clocks went forward: 13:00 is 24 hours");
    assert_eq!(first(&course, at("2026-03-29T13:00:01")), (false, true));
    course.happened.insert(Moment::MadeSafe, at("2026-03-29T13:00:00"));
    assert_eq!(first(&course, at("2026-04-30T00:00:00")), (true, false));
}

#[test]
fn what_the_investigation_found_decides_which_clocks_run() {
    let england = Standards::new([pack("england-2026")]);
    let calendar = WorkingCalendar::default();
    let mut lines = Vec::new();
    for severity in [Severity::Emergency, Severity::Significant] {
        for (found, safety_work, further_work) in [
            (HazardFound::Nothing, false, false),
            (HazardFound::Significant, false, true),
            (HazardFound::Significant, true, false),
            (HazardFound::Emergency, true, true),
        ] {
            let mut course = Course::new(severity, at("2026-11-26T09:15:00"));
            course.outcome = Some(Outcome { found, safety_work, further_work });
            course.happened.insert(Moment::Investigated, at("2026-12-01T11:00:00"));
            lines.push(format!(
                "noticed {severity:?}, found {found:?}, safety work {safety_work}, further work {further_work}\n{}",
                told(&course.clocks(&england, &calendar))
            ));
            assert!(!course.is_over(), "the customer has no summary yet");
            for moment in [Moment::SummaryGiven, Moment::MadeSafe, Moment::FurtherWorkBegun, Moment::FurtherWorkStarted]
            {
                course.happened.insert(moment, at("2026-12-02T11:00:00"));
            }
            assert!(course.is_over() && course.next(&england, &calendar).is_none());
        }
    }
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn what_is_due_next_on_a_hazard_is_what_ends_first() {
    let england = Standards::new([pack("england-2026")]);
    let calendar = WorkingCalendar::default();
    let mut course = Course::new(Severity::Significant, at("2026-11-26T09:15:00"));
    let next = |course: &Course| course.next(&england, &calendar).map(|clock| clock.promise.rule.name);
    assert_eq!(next(&course), Some(RuleName::HazardInvestigated));
    course.happened.insert(Moment::Investigated, at("2026-12-01T11:00:00"));
    course.outcome = Some(Outcome { found: HazardFound::Significant, safety_work: true, further_work: false });
    assert_eq!(next(&course), Some(RuleName::HazardSummary));
    course.happened.insert(Moment::SummaryGiven, at("2026-12-02T11:00:00"));
    assert_eq!(next(&course), Some(RuleName::HazardSafetyWork));
    assert_eq!(Course::new(Severity::Emergency, at("2025-10-26T09:15:00")).next(&england, &calendar), None);
    assert_eq!(
        Course::new(Severity::Emergency, at("2026-11-26T09:15:00")).next(&Standards::default(), &calendar),
        None
    );
}

#[test]
fn the_legal_list_and_the_phases_change_on_their_day() {
    let england = pack("england-2026");
    assert_eq!(england.hazard_list(day("2026-06-22")).unwrap().count, 29);
    assert_eq!(england.hazard_list(day("2026-06-23")).unwrap().count, 21);
    assert_eq!(england.hazards_covered(day("2025-10-26")), [""; 0]);
    assert_eq!(england.hazards_covered(day("2026-11-29")), ["damp and mould growth"]);
    assert_eq!(england.hazards_covered(day("2026-11-30")).len(), 8);
}

#[test]
fn a_gas_check_up_to_two_months_early_keeps_its_date() {
    let england = pack("england-2026");
    let rule = england.rule(RuleName::GasCheck, "", day("2026-11-26")).unwrap();
    let Measure::Every(every) = rule.measure else { panic!("{rule:?}") };
    let next = |due: Option<&str>, done: &str| every.next(due.map(day), day(done)).to_string();
    assert_eq!(next(None, "2026-01-15"), "2027-01-15");
    assert_eq!(next(Some("2027-01-15"), "2026-11-15"), "2028-01-15", "two months early to the day");
    assert_eq!(next(Some("2027-01-15"), "2026-11-14"), "2027-11-14", "a day more, and it moves");
    assert_eq!(next(Some("2027-01-15"), "2027-01-15"), "2028-01-15");
    assert_eq!(next(Some("2027-01-15"), "2027-01-16"), "2028-01-16", "late");
    assert_eq!(next(Some("2028-02-29"), "2028-01-10"), "2029-02-28");
    assert_eq!(next(Some("2027-04-30"), "2027-02-28"), "2028-04-30", "February has no 30th");
}

#[test]
fn compensation_begins_when_the_second_contractor_is_late_and_ends_at_fifty_pounds() {
    let england = pack("england-2026");
    let rule = england.rule(RuleName::RightToRepairCompensation, "", day("2026-11-26")).unwrap();
    let Measure::Compensation(compensation) = rule.measure else { panic!("{rule:?}") };
    let owed = |at_text: &str| compensation.owed_pence(Due::at_the_end_of(day("2026-11-27")), at(at_text));
    assert_eq!(owed("2026-11-27T23:59:59"), 0);
    assert_eq!(owed("2026-11-28T00:00:00"), 1_200);
    assert_eq!(owed("2026-12-07T12:00:00"), 3_000);
    assert_eq!(owed("2026-12-17T12:00:00"), 5_000);
    assert_eq!(owed("2027-12-17T12:00:00"), 5_000);
}

#[test]
fn a_share_is_met_exactly_at_its_edge() {
    assert!(ShareTarget::AtLeast(80.0).is_met(8, 10) && !ShareTarget::AtLeast(80.0).is_met(79, 100));
    assert!(ShareTarget::AtMost(5.0).is_met(5, 100) && !ShareTarget::AtMost(5.0).is_met(6, 100));
    assert!(!ShareTarget::Under(2.0).is_met(2, 100) && ShareTarget::Under(2.0).is_met(1, 100));
    for target in [ShareTarget::AtLeast(80.0), ShareTarget::AtMost(5.0), ShareTarget::Under(2.0)] {
        assert!(target.is_met(0, 0), "nothing happened, so nothing was missed");
    }
}

#[test]
fn windows_are_offered_on_their_days() {
    let england = Standards::new([pack("england-2026")]);
    let names = |on: &str| -> Vec<String> {
        england.slots(day(on), &WorkingCalendar::default()).iter().map(AppointmentWindow::window).collect()
    };
    assert_eq!(names("2026-11-27")[0], "AM 08:00 to 12:30");
    assert_eq!(names("2026-11-28"), ["Saturday 08:00 to 12:30"]);
    assert_eq!(names("2026-12-28"), [""; 0], "a bank holiday");
}

#[test]
fn a_pack_with_mistakes_is_refused_with_every_mistake_by_place_and_remedy() {
    let text = r#"{
        "pack": "Calder Vale", "landlord": "Calder Vale Homes", "starts": "2026-01-01", "source": "Our leaflet",
        "slots": [{"name": "AM", "days": ["Mon", "Teu"], "from": "12:30", "until": "08:00"}],
        "rules": [
            {"rule": "complaint_acknowleged", "words": "We say that we have it", "within": "2 WD", "from": "received"},
            {"rule": "complaint_answered", "words": "We answer", "within": "10 fortnights", "from": "recieved"},
            {"rule": "letter_answered", "words": "We answer letters", "wihtin": "5 WD", "from": "received"},
            {"rule": "target", "class": "first contact", "words": "At once", "share_of_cases": true, "share": {"at_least": 800}},
            {"rule": "promise", "class": "badge", "words": "Badges", "always": false},
            {"rule": "gas_check", "words": "Gas", "every": "12 months", "within": "3 days", "from": "raised"},
            {"rule": "call_returned", "words": "We ring", "within": "2 hours", "from": "received", "starts": "2026-02-01", "ends": "2026-01-01"},
            {"rule": "call_returned", "words": "We ring", "within": "4 hours", "from": "received", "starts": "2026-02-01"}
        ]
    }"#;
    let faults = Pack::read(text).unwrap_err();
    insta::assert_snapshot!(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
}
