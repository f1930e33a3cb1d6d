//! Ada Byrne and Dev Patel work on the same jobs, and the hub carries between them.

use std::collections::BTreeSet;

use domain::{id::RecordKind, job::EventKind, reference::ReferenceRow, scope::Scope};
use protocol::{
    fill::{FillFrame, FillResume},
    message::Verdict,
};

use crate::house::{Handheld, House, TEAM};

#[test]
fn two_notes_typed_without_a_signal_reach_each_other_across_a_restart() {
    let mut house = House::new();
    let job = house.raise("10000012");
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    let mut dev = house.handheld("Dev Patel", "Van 7");
    ada.exchange(&house);
    dev.exchange(&house);
    ada.note(&house, job, "Washer perished.");
    dev.note(&house, job, "Customer asks for a call first.");
    ada.record(&house, job, EventKind::Started);
    assert_eq!(ada.exchange(&house), [Verdict::Accepted, Verdict::Accepted]);
    house.restart();
    assert_eq!(dev.exchange(&house), [Verdict::Accepted]);
    ada.exchange(&house);
    let (at_ada, at_dev, at_hub) = (ada.job(job), dev.job(job), house.job(job));
    assert_eq!(at_ada, at_dev);
    assert_eq!(at_ada, at_hub);
    for words in ["Washer perished.", "Customer asks for a call first."] {
        assert!(at_hub.note.text.contains(words), "{}", at_hub.note.text);
    }
    assert_eq!(ada.documents[&job].heads(), dev.documents[&job].heads());
}

#[test]
fn an_answer_that_was_lost_does_no_harm() {
    let house = House::new();
    let job = house.raise("10000012");
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    ada.exchange(&house);
    ada.note(&house, job, "Washer perished.");
    let batch = ada.batch().unwrap();
    ada.ask(&house, vec![batch.clone()]);
    let again = ada.ask(&house, vec![batch]);
    assert_eq!(again.verdicts[0].verdict, Verdict::Duplicate);
    assert_eq!(house.job(job).note.text, "Washer perished.");
}

#[test]
fn six_hundred_changes_come_in_two_pages_and_leave_nothing_out() {
    let house = House::new();
    let jobs: Vec<_> = (0..12).map(|n| house.raise(&format!("100000{n:02}"))).collect();
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    let mut dev = house.handheld("Dev Patel", "Van 7");
    ada.exchange(&house);
    dev.exchange(&house);
    // In turns, so that every job has changes on both sides of the cut, and stands behind it in the feed.
    for n in 0..50 {
        for job in &jobs {
            ada.note(&house, *job, &format!("round {n}"));
        }
    }
    ada.exchange(&house);
    let trips = dev.spent.0;
    dev.exchange(&house);
    assert_eq!(dev.spent.0 - trips, 2);
    for job in jobs {
        assert_eq!(dev.job(job), ada.job(job));
    }
}

#[test]
fn a_cut_first_fill_goes_on_where_it_stopped_even_when_records_have_moved() {
    let house = House::new();
    let jobs: Vec<_> = (0..20).map(|n| house.raise(&format!("2000{n:04}"))).collect();
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    ada.exchange(&house);
    let scope = Scope::team_repairs(TEAM);
    let mut dev = house.handheld("Dev Patel", "Van 7");
    let frames = dev.clone().fill(&house, &scope, None);
    dev.counter += 1;
    let FillFrame::Start { epoch, head, records } = frames[0] else { panic!("{:?}", frames[0]) };
    assert_eq!(records, 20);
    // Dev's stream broke after the first job; meanwhile Ada writes to the oldest, which is still to come.
    let FillFrame::Records(signed) = &frames[1] else { panic!("{:?}", frames[1]) };
    dev.filled(&scope, signed);
    let first = signed.records().unwrap();
    assert_eq!(first.len(), 1, "the first job does not wait for the second");
    let after = first[0].position;
    ada.note(&house, jobs[0], "The oldest, written to while Dev's phone had no signal.");
    ada.exchange(&house);
    let rest = dev.fill(&house, &scope, Some(FillResume { epoch, head, after }));
    let FillFrame::Start { records, .. } = rest[0] else { panic!("{:?}", rest[0]) };
    assert_eq!(records, 19);
    dev.exchange(&house);
    for job in jobs {
        assert_eq!(dev.job(job), ada.job(job));
    }
}

#[test]
fn every_row_of_the_schedule_comes_once_in_pages_and_who_everybody_is_before_them() {
    let house = House::new();
    house.hub.make_demo().unwrap();
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    let page = |transaction: &rusqlite::Transaction| hub::db::sqlite::landlord::page(transaction, 0);
    let (first, more) = house.hub.database().read(page).unwrap();
    assert!(more);
    let ada_is_named =
        |row: &ReferenceRow| matches!(row, ReferenceRow::Device(entry) if entry.person_name == "Ada Byrne");
    assert!(first.rows.iter().take(3).any(ada_is_named));
    ada.exchange(&house);
    // The landlord, the hub and Ada's own device are rows as well, and come again in their turn; and so are the law,
    // ten forms and five settings.
    assert_eq!(ada.rows, 21_712 + 2 * 3 + 1 + 10 + 5);
    let rows = ada.rows;
    ada.exchange(&house);
    assert_eq!(ada.rows, rows);
    assert_eq!(ada.documents.len(), house_records(&house));
}

fn house_records(house: &House) -> usize {
    house.hub.make_demo().unwrap();
    let count = |transaction: &rusqlite::Transaction| {
        Ok::<_, hub::db::DbError>(transaction.query_row("SELECT count(*) FROM record", [], |row| row.get::<_, i64>(0))?)
    };
    usize::try_from(house.hub.database().read(count).unwrap()).unwrap()
}

#[test]
fn what_a_handheld_wrote_itself_comes_back_by_name_in_the_same_round_trip() {
    let house = House::new();
    let jobs: Vec<_> = (0..20).map(|n| house.raise(&format!("3000{n:04}"))).collect();
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    ada.exchange(&house);
    let before = ada.clone();
    for round in 0..30 {
        for job in &jobs {
            ada.note(&house, *job, &format!("round {round}"));
        }
    }
    let spent = ada.spent;
    ada.exchange(&house);
    let (trips, back) = (ada.spent.0 - spent.0, ada.spent.2 - spent.2);
    println!("600 edits of her own: {trips} round trips, {} bytes up, {back} bytes down", ada.spent.1 - spent.1);
    assert_eq!(trips, 1, "more than one answer's news, and all of it her own");
    assert!(back < 400, "{back} bytes");
    // Put back from a copy, her phone does not hold them: it asks for them in words.
    let mut copy = Handheld { counter: ada.counter, ..before };
    let named = copy.ask(&house, Vec::new());
    assert!(named.pages[0].entries.is_empty() && named.pages[0].own.is_some());
    copy.spell_out = true;
    copy.exchange(&house);
    for job in jobs {
        assert_eq!(copy.job(job), ada.job(job));
    }
}

#[test]
fn a_job_never_comes_without_its_alerts() {
    let house = House::new();
    house.hub.make_demo().unwrap();
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    let scope = Scope::team_repairs(TEAM);
    let mut held = BTreeSet::new();
    let mut alerts = 0;
    for frame in ada.fill(&house, &scope, None) {
        let FillFrame::Records(signed) = frame else { continue };
        let records = signed.records().unwrap();
        held.extend(records.iter().map(|record| record.document));
        for record in records.iter().filter(|record| record.kind == RecordKind::Job) {
            let named = ada.job(record.document).order.alerts;
            alerts += named.len();
            assert!(named.iter().all(|alert| held.contains(alert)), "{}", record.document);
        }
    }
    assert!(alerts > 0, "the demo has jobs with alerts");
}
