//! Two sides find out what differs, however much or little that is, and a hub that lies is given up.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn record(id: u128, sum: u8) -> RecordSum {
    RecordSum { document: DocumentId::from_bytes(id.to_be_bytes()), sum: [sum; 16] }
}

fn sorted(records: &BTreeMap<u128, u8>) -> Vec<RecordSum> {
    records.iter().map(|(id, sum)| record(*id, *sum)).collect()
}

/// Asks until everything is known; gives what differs, how many questions that took, and bytes both ways.
fn reconciled(ours: Vec<RecordSum>, theirs: &[RecordSum]) -> (BTreeSet<DocumentId>, u32, usize) {
    let mut reconciliation = Reconciliation::of(ours);
    let (mut questions, mut bytes) = (0, 0);
    while let Some(asked) = reconciliation.question() {
        let answers = compare(theirs, &asked);
        questions += 1;
        bytes += crate::wire::encode(&asked).unwrap().len() + crate::wire::encode(&answers).unwrap().len();
        reconciliation.answered(&answers).unwrap();
    }
    (reconciliation.differing().clone(), questions, bytes)
}

fn many(count: u128) -> BTreeMap<u128, u8> {
    (0..count).map(|n| (u128::from_be_bytes(Sha256::digest(n.to_be_bytes())[..16].try_into().unwrap()), 1)).collect()
}

#[test]
fn one_record_of_ten_thousand_is_found_in_three_questions_and_two_kilobytes() {
    let hub = many(10_000);
    let mut handheld = hub.clone();
    let changed = *handheld.keys().nth(6_321).unwrap();
    handheld.insert(changed, 2);
    let (differing, questions, bytes) = reconciled(sorted(&handheld), &sorted(&hub));
    assert_eq!(differing, BTreeSet::from([DocumentId::from_bytes(changed.to_be_bytes())]));
    println!("{questions} questions, {bytes} bytes");
    assert!(questions <= 3 && bytes <= 3_000, "{questions} questions, {bytes} bytes");
}

#[test]
fn two_sides_that_are_the_same_know_it_after_one_question() {
    let both = sorted(&many(10_000));
    assert_eq!(reconciled(both.clone(), &both).1, 1);
}

#[test]
fn a_handheld_that_has_everything_and_a_hub_that_has_nothing_know_it_after_one_question() {
    let (differing, questions, _) = reconciled(sorted(&many(1_000)), &[]);
    assert_eq!((differing.len(), questions), (1_000, 1));
}

#[test]
fn answers_that_do_not_fit_are_given_up() {
    let begun = || Reconciliation::of(sorted(&many(200)));
    let sum = |from: u128, until: Option<u128>| StretchSum {
        stretch: Stretch {
            from: DocumentId::from_bytes(from.to_be_bytes()),
            until: until.map(|until| DocumentId::from_bytes(until.to_be_bytes())),
        },
        records: 9,
        fingerprint: [9; 16],
    };
    for answers in [
        vec![],
        vec![Compared::Same, Compared::Same],
        // One part that is all of it again; a gap; a part that goes nowhere.
        vec![Compared::Parts(vec![sum(0, None)])],
        vec![Compared::Parts(vec![sum(0, Some(5)), sum(6, None)])],
        vec![Compared::Parts(vec![sum(0, Some(5)), sum(5, Some(5)), sum(5, None)])],
        vec![Compared::Parts(vec![sum(0, Some(5)), sum(5, Some(9))])],
        vec![Compared::Records(vec![record(9, 1), record(8, 1)])],
    ] {
        assert_eq!(begun().answered(&answers), Err(Astray), "{answers:?}");
    }
    // A hub that halves for ever.
    let mut reconciliation = begun();
    let endless = (0..10_000).find(|_| {
        let asked = reconciliation.question().unwrap();
        let answers: Vec<Compared> = asked
            .iter()
            .map(|asked| {
                let from = u128::from_be_bytes(*asked.stretch.from.as_bytes());
                let until = asked.stretch.until.map(|until| u128::from_be_bytes(*until.as_bytes()));
                Compared::Parts(vec![sum(from, Some(from + 1)), sum(from + 1, until)])
            })
            .collect();
        reconciliation.answered(&answers).is_err()
    });
    assert!(endless.is_some());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// What is found to differ is what differs, whatever the two sides hold.
    #[test]
    fn what_differs_is_found_and_nothing_else(
        both in prop::collection::btree_map(any::<u128>(), 0_u8..2, 0..900),
        ours in prop::collection::btree_map(any::<u128>(), 0_u8..2, 0..200),
        theirs in prop::collection::btree_map(any::<u128>(), 0_u8..2, 0..200),
        changed in prop::collection::vec(any::<prop::sample::Index>(), 0..20),
    ) {
        let mut handheld = both.clone();
        let mut hub = both.clone();
        handheld.extend(ours);
        hub.extend(theirs);
        let ids: Vec<u128> = both.keys().copied().collect();
        for index in changed {
            if !ids.is_empty() {
                handheld.insert(*index.get(&ids), 7);
            }
        }
        let expected: BTreeSet<DocumentId> = handheld
            .keys()
            .chain(hub.keys())
            .filter(|id| handheld.get(id) != hub.get(id))
            .map(|id| DocumentId::from_bytes(id.to_be_bytes()))
            .collect();
        let (differing, questions, _) = reconciled(sorted(&handheld), &sorted(&hub));
        prop_assert_eq!(differing, expected);
        prop_assert!(questions <= 6, "{questions} questions");
    }
}
