//! Nothing new costs one round trip and a few bytes, however many records there are.

use documents::{Actor, Change, ChangeHash};
use domain::{
    id::{DocumentId, RecordKind},
    scope::Scope,
};
use hub::db::{
    DbError,
    sqlite::{chain, feed, log, this},
};

use crate::house::{House, TEAM};

/// Bytes of body each way that an exchange with nothing new may cost.
const BUDGET: usize = 300;

/// Puts records into the team's feed: their bytes are never opened here, so any will do.
fn stock(house: &House, records: u32) {
    let actor = Actor::from_bytes([1; 16]);
    house
        .hub
        .database()
        .write(|transaction| {
            let device = this::read(transaction)?.unwrap().device;
            chain::open_actor(transaction, actor, device)?;
            for n in 0..records {
                let reference = format!("{n:08}");
                let document = DocumentId::derived("stock", RecordKind::Job, &reference);
                let record = log::Record {
                    document,
                    kind: RecordKind::Job,
                    source: "stock".into(),
                    reference,
                    raised_as: [0; 32],
                };
                log::add_record(transaction, &record)?;
                let change = Change { hash: ChangeHash::from_bytes([2; 32]), bytes: vec![0; 500] };
                let new = log::NewChange {
                    document,
                    change: &change,
                    actor,
                    sequence: 1,
                    device,
                    n: 0,
                    received_at: house.now(),
                    position_seen: 0,
                    flag: "",
                };
                log::append(transaction, &new)?;
                feed::enter(transaction, &Scope::team_repairs(TEAM), document)?;
            }
            Ok::<_, DbError>(())
        })
        .unwrap();
}

/// Round trips and bytes out and back of one exchange with nothing new.
fn idle(records: u32) -> (usize, usize, usize) {
    let house = House::new();
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    ada.exchange(&house);
    stock(&house, records);
    // As if she had taken the fill: her cursors stand at the head.
    let head = house.hub.database().read(this::head).unwrap();
    ada.cursors.values_mut().for_each(|cursor| *cursor = head);
    // And says what she holds, as handhelds do.
    for scope in ada.cursors.keys() {
        let sum = house.hub.database().read(|transaction| feed::digest(transaction, scope)).unwrap();
        ada.digests.insert(scope.clone(), sum);
    }
    ada.spent = (0, 0, 0);
    ada.exchange(&house);
    ada.spent
}

#[test]
fn nothing_new_costs_the_same_at_a_hundred_records_and_at_ten_thousand() {
    let (few, many) = (idle(100), idle(10_000));
    println!("nothing new, (round trips, bytes out, bytes back): {few:?} at 100 records, {many:?} at 10,000");
    for (trips, out, back) in [few, many] {
        assert_eq!(trips, 1);
        assert!(out <= BUDGET && back <= BUDGET, "{out} out, {back} back");
    }
    // Positions are written in as many bytes as they need: three for ten thousand records, two for a hundred.
    assert!(many.1.abs_diff(few.1) <= 8 && many.2.abs_diff(few.2) <= 8, "{few:?}, {many:?}");
}
