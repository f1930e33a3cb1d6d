//! The landlord's promises on a handheld without a signal.

use domain::{
    reference::{ReferenceRow, StandardsPack},
    standards::RuleName,
    time::Timestamp,
    working_time::PublishedYear,
};
use protocol::message::ReferencePage;

use crate::common::Phone;

const COSMOPOLITAN: &str = include_str!("../../../../packs/cosmopolitan-2009.json");

fn pack(id: &str, json: &str) -> ReferenceRow {
    ReferenceRow::StandardsPack(StandardsPack { id: id.into(), json: json.into() })
}

#[test]
fn a_complaint_taken_on_the_sofa_says_at_once_by_when_it_will_be_answered() {
    let (_phone, store) = Phone::enrolled();
    store.apply_reference(&ReferencePage { rows: vec![pack("cosmopolitan-2009", COSMOPOLITAN)], position: 1 }).unwrap();
    let (held, calendar) = (store.standards().unwrap(), store.working_calendar().unwrap());
    let now = Timestamp::parse("2026-12-23T16:50:00").unwrap();
    let promise = held.standards.promise(RuleName::ComplaintAcknowledged, "", now, &calendar).unwrap();
    assert_eq!(
        promise.due.spoken(now),
        "Tue 29 Dec",
        "Christmas Eve and the Tuesday after it are the two working days"
    );
}

#[test]
fn a_pack_written_for_a_later_app_is_kept_for_it_and_named() {
    let (_phone, store) = Phone::enrolled();
    let later =
        COSMOPOLITAN.replace("cosmopolitan-2009", "later").replace("\"voicemail_returned\"", "\"hologram_returned\"");
    let rows = vec![pack("cosmopolitan-2009", COSMOPOLITAN), pack("later", &later)];
    store.apply_reference(&ReferencePage { rows, position: 2 }).unwrap();
    let held = store.standards().unwrap();
    assert_eq!(held.standards.packs().count(), 1);
    assert_eq!(held.unreadable.len(), 1);
    assert_eq!(held.unreadable[0].0, "later");
    assert!(held.unreadable[0].1[0].what.contains("hologram_returned"));
}

#[test]
fn a_bank_holiday_that_is_moved_does_not_stay_where_it_was() {
    let (_phone, store) = Phone::enrolled();
    let year = |day: &str| {
        ReferenceRow::BankHolidays(PublishedYear { year: 2031, days: vec![(day.parse().unwrap(), "A wedding".into())] })
    };
    for (position, day) in [(1, "2031-06-11"), (2, "2031-06-12")] {
        store.apply_reference(&ReferencePage { rows: vec![year(day)], position }).unwrap();
    }
    let calendar = store.working_calendar().unwrap();
    assert!(calendar.is_working_day("2031-06-11".parse().unwrap()));
    assert!(!calendar.is_working_day("2031-06-12".parse().unwrap()));
    assert!(!calendar.is_working_day("2032-12-27".parse().unwrap()), "the rule stands for other years");
}
