//! The schedule of rates, by what is typed.

use domain::{
    author::DeviceEntry,
    id::{DeviceId, PersonId},
    reference::{Landlord, RateScheduleCode, ReferenceRow},
};
use protocol::message::ReferencePage;
use store::{Saving, Store};

use crate::common::{Phone, clocks, new_id};

fn code(code: &str, description: &str, trade: &str) -> RateScheduleCode {
    RateScheduleCode {
        code: code.into(),
        description: description.into(),
        unit: "each".into(),
        trade: trade.into(),
        standard_minutes: Some(15),
        m3nhf: false,
    }
}

fn with_codes() -> (Phone, Store) {
    let (phone, store) = Phone::enrolled();
    let codes = [
        code("PLP5R082", "Re-enamel any size bath", "Plumbing"),
        code("PLP5R010", "Renew bath panel", "Plumbing"),
        code("20060020", "Bathroom plumbing repairs", "Plumbing"),
        code("BAT00001", "Fit fire door", "Carpentry"),
        code("DES5R006", "Urgent call out", "Specialist treatments"),
    ];
    let rows = codes.into_iter().map(ReferenceRow::ScheduleOfRates).collect();
    assert!(store.apply_reference(&ReferencePage { rows, position: 7 }).unwrap());
    (phone, store)
}

fn found(store: &Store, typed: &str) -> Vec<String> {
    store.search_codes(typed, None, 20).unwrap().into_iter().map(|code| code.code).collect()
}

#[test]
fn letters_of_a_code_come_before_words_and_words_before_the_middle_of_a_code() {
    let (_phone, store) = with_codes();
    let bat = found(&store, "bat");
    assert_eq!(bat[0], "BAT00001");
    assert_eq!(bat.len(), 4);
    assert_eq!(found(&store, "plp").len(), 2);
    assert_eq!(found(&store, "bath enam"), ["PLP5R082"]);
    assert_eq!(found(&store, "ENAMEL re any"), ["PLP5R082"]);
    assert_eq!(found(&store, "plp5r010"), ["PLP5R010"]);
    assert_eq!(found(&store, "r006"), ["DES5R006"]);
    assert_eq!(found(&store, "plp panel"), ["PLP5R010"]);
    assert_eq!(found(&store, "boiler"), Vec::<String>::new());
    assert_eq!(store.search_codes("bat", Some("Carpentry"), 20).unwrap().len(), 1);
    assert_eq!(store.search_codes("bat", None, 2).unwrap().len(), 2);
}

#[test]
fn with_nothing_typed_the_codes_last_used_are_offered() {
    let (phone, store) = with_codes();
    assert_eq!(found(&store, ""), Vec::<String>::new());
    let jobs = crate::common::Hub::new().job("10000012");
    store.ingest(&crate::common::page(vec![crate::common::Hub::new().entered(&jobs)], 9)).unwrap();
    for used in ["PLP5R082", "DES5R006", "PLP5R082"] {
        phone.clock.pass(1_000);
        let mut document = store.load(jobs.id()).unwrap();
        let item = domain::job::NewItem {
            code: used.into(),
            description: String::new(),
            unit: "each".into(),
            quantity: 1.0,
            m3nhf: false,
        };
        let edit = domain::job::JobEdit::AddItem(item);
        let changes = documents::job::edit(&mut document, &edit, &clocks(), new_id()).unwrap();
        let codes = [used.to_owned()];
        store.save(&Saving { document: &document, changes: &changes, attachments: &[], codes: &codes }).unwrap();
    }
    assert_eq!(found(&store, " "), ["PLP5R082", "DES5R006"]);
    assert_eq!(store.search_codes("", Some("Plumbing"), 5).unwrap().len(), 1);
}

#[test]
fn favourites_stand_before_everything_with_nothing_typed_until_they_are_none_any_more() {
    let (_phone, store) = with_codes();
    store.favour_code("DES5R006", true).unwrap();
    store.favour_code("DES5R006", true).unwrap();
    store.favour_code("GONE", true).unwrap();
    assert_eq!(found(&store, ""), ["DES5R006"], "a code that the landlord took away is not offered");
    assert!(store.favourite_codes().unwrap().contains("DES5R006"));
    store.favour_code("DES5R006", false).unwrap();
    assert_eq!(found(&store, ""), Vec::<String>::new());
}

#[test]
fn a_code_that_the_landlord_rewords_is_found_by_its_new_words_alone() {
    let (_phone, store) = with_codes();
    let reworded = code("PLP5R082", "Renew glaze of tub", "Plumbing");
    let rows = vec![ReferenceRow::ScheduleOfRates(reworded.clone())];
    store.apply_reference(&ReferencePage { rows, position: 8 }).unwrap();
    assert_eq!(found(&store, "glaze tub"), ["PLP5R082"]);
    assert_eq!(found(&store, "enamel"), Vec::<String>::new());
    assert_eq!(store.code("PLP5R082").unwrap(), Some(reworded));
    assert_eq!(store.code("NONE").unwrap(), None);
    assert_eq!((store.codes_held().unwrap(), store.contact().unwrap().reference), (5, 8));
}

#[test]
fn devices_and_the_landlord_are_replaced_as_they_come() {
    let (_phone, store) = Phone::enrolled();
    assert_eq!(store.landlord().unwrap(), None);
    let entry = |name: &str| DeviceEntry {
        device: DeviceId::from_bytes([8; 16]),
        device_name: name.into(),
        person: PersonId::from_bytes([3; 16]),
        person_name: "Dev Rao".into(),
    };
    let landlord = Landlord { name: "Calder Vale Homes".into(), control_number: "020 7946 0123".into() };
    for (position, name) in [(1, "Van 3"), (2, "Van 4")] {
        let rows = vec![ReferenceRow::Device(entry(name)), ReferenceRow::Landlord(landlord.clone())];
        store.apply_reference(&ReferencePage { rows, position }).unwrap();
    }
    assert_eq!(store.devices().unwrap(), [entry("Van 4")]);
    assert_eq!(store.landlord().unwrap(), Some(landlord));
    assert!(!store.apply_reference(&ReferencePage::default()).unwrap());
}

/// Ratios are the bench's business; this only fails when search is out of all proportion.
#[test]
fn a_schedule_of_21_712_codes_answers_while_it_is_being_typed() {
    let (_phone, store) = Phone::enrolled();
    let doing = ["Renew", "Refix", "Overhaul", "Supply and fix", "Remove", "Ease and adjust"];
    let what = ["washer to tap", "bath panel", "gutter bracket", "door lock", "roof tile", "air brick", "wall tiling"];
    let how = ["any size", "up to 1 m", "over 2 m", "in plastic", "in cast iron", "including making good"];
    let trades = ["Plumbing", "Carpentry", "Roofing", "Glazing"];
    let rows = (0..21_712_usize)
        .map(|n| {
            let description = format!("{} {} {}", doing[n % 6], what[n / 6 % 7], how[n / 42 % 6]);
            let letters: String =
                [n / 26 % 26, n % 26].map(|l| char::from(b'A' + u8::try_from(l).unwrap())).iter().collect();
            ReferenceRow::ScheduleOfRates(code(&format!("{letters}{n:06}"), &description, trades[n % 4]))
        })
        .collect();
    store.apply_reference(&ReferencePage { rows, position: 1 }).unwrap();
    assert_eq!(store.codes_held().unwrap(), 21_712);
    let mut slowest = std::time::Duration::ZERO;
    for typed in
        ["r", "re", "ren", "renew", "renew bath any", "a", "ab", "ab0", "0012", "tile", "zzz", "renew renew re"]
    {
        let mut best = std::time::Duration::MAX;
        for _ in 0..3 {
            let begun = std::time::Instant::now();
            let found = store.search_codes(typed, None, 50).unwrap();
            best = best.min(begun.elapsed());
            assert!(found.len() <= 50);
        }
        println!("{typed:?}: {best:?}");
        slowest = slowest.max(best);
    }
    assert!(slowest.as_millis() < 250, "{slowest:?}");
}
