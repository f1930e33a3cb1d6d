//! What waits for a decision reaches the office: competing outcomes, work that two completed, values and sign-offs of which
//! nobody has said which stand.

use domain::{
    id::DocumentId,
    job::{EventKind, JobEdit},
};

use crate::house::{Handheld, House, typed};

/// Ada and Dev, both with these jobs.
fn story(references: &[&str]) -> (House, Handheld, Handheld, Vec<DocumentId>) {
    let house = House::new();
    let jobs = references.iter().map(|reference| house.raise(reference)).collect();
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    let mut dev = house.handheld("Dev Patel", "Van 7");
    ada.exchange(&house);
    dev.exchange(&house);
    (house, ada, dev, jobs)
}

fn record(handheld: &mut Handheld, house: &House, job: DocumentId, kind: EventKind) {
    handheld.edit(house, job, &JobEdit::Record { kind, reason: "Nobody answered".to_owned() });
}

/// Code and words of what waits, by reference.
fn waiting(house: &House) -> Vec<(String, String, String)> {
    let all = house.hub.undecided().unwrap();
    all.into_iter().map(|one| (one.reference, one.code, format!("{}: {}", one.people, one.words))).collect()
}

#[test]
fn two_outcomes_a_cancelled_job_that_was_done_and_work_that_two_completed_reach_the_office() {
    let (house, mut ada, mut dev, jobs) = story(&["CV261127-02", "CV261127-04", "CV261127-05"]);
    assert!(typed(&house, &["health"]).1.contains("all is well"));
    // Without a signal.
    record(&mut ada, &house, jobs[0], EventKind::Completed);
    record(&mut dev, &house, jobs[0], EventKind::NoAccess);
    record(&mut dev, &house, jobs[1], EventKind::Completed);
    house.hub.cancel("CV261127-04", None, "The tenant mended it").unwrap();
    record(&mut ada, &house, jobs[2], EventKind::Completed);
    record(&mut dev, &house, jobs[2], EventKind::Completed);
    ada.exchange(&house);
    dev.exchange(&house);

    let found = waiting(&house);
    let said = |reference: &str| {
        let of: Vec<_> = found.iter().filter(|one| one.0 == reference).collect();
        assert_eq!(of.len(), 1, "said once: {of:?}");
        (of[0].1.as_str(), of[0].2.as_str())
    };
    let (code, words) = said("CV261127-02");
    assert_eq!(code, "competing_outcomes");
    assert!(
        words.contains("Ada Byrne (Van 12), Dev Patel (Van 7)")
            || words.contains("Dev Patel (Van 7), Ada Byrne (Van 12)")
    );
    assert!(words.contains("no access (Dev Patel, \"Nobody answered\")"), "{words}");
    assert!(words.contains("Have one chosen on a handheld that holds it"), "{words}");
    assert_eq!(said("CV261127-04").0, "competing_outcomes");
    let (code, words) = said("CV261127-05");
    assert_eq!(code, "completed_twice");
    assert!(words.contains("check that the work is not claimed twice"), "{words}");

    let (_, health) = typed(&house, &["health"]);
    assert!(health.contains("3 jobs in which something waits for somebody"), "{health}");
    assert!(health.contains("CV261127-02, CV261127-04, CV261127-05; see: doorstep-hub flagged"), "{health}");
    let (_, flagged) = typed(&house, &["flagged"]);
    assert_eq!(flagged.lines().filter(|line| line.starts_with("CV261127-0")).count(), 3, "{flagged}");
    assert!(flagged.contains("doorstep-hub dismiss --reference"), "{flagged}");
}

#[test]
fn what_is_chosen_on_a_handheld_or_seen_to_in_the_office_waits_no_longer() {
    let (mut house, mut ada, mut dev, jobs) = story(&["10000012", "10000013"]);
    record(&mut ada, &house, jobs[0], EventKind::Completed);
    record(&mut dev, &house, jobs[0], EventKind::NoAccess);
    record(&mut ada, &house, jobs[1], EventKind::Completed);
    record(&mut dev, &house, jobs[1], EventKind::Completed);
    ada.exchange(&house);
    dev.exchange(&house);
    ada.exchange(&house);
    assert_eq!(waiting(&house).len(), 2);
    let completed = ada.job(jobs[0]).events.iter().find(|event| event.kind == EventKind::Completed).unwrap().id;
    ada.record(&house, jobs[0], EventKind::Settled(completed));
    assert!(ada.job(jobs[0]).undecided().is_empty(), "nor on the handheld that chose");
    ada.exchange(&house);
    assert_eq!(waiting(&house).iter().map(|one| one.0.as_str()).collect::<Vec<_>>(), ["10000013"]);

    assert!(typed(&house, &["dismiss", "--reference", "10000013", "--why", " "]).1.contains("say why"));
    let seen_to = || typed(&house, &["dismiss", "--reference", "10000013", "--why", "Claimed once"]).1;
    assert_eq!(seen_to(), "10000013: 1 seen to\n");
    assert_eq!(seen_to(), "nothing of 10000013 waits for anybody\n");
    assert!(typed(&house, &["health"]).1.contains("all is well"));
    // It stays so through news of the job and a restart; something else that is odd is listed.
    ada.note(&house, jobs[1], "Washer perished.");
    ada.exchange(&house);
    house.restart();
    assert_eq!(waiting(&house), []);
    record(&mut ada, &house, jobs[1], EventKind::Started);
    ada.exchange(&house);
    assert_eq!(waiting(&house)[0].1, "after_closing");
}

#[test]
fn a_quantity_that_two_set_reaches_the_office_and_is_gone_with_its_job() {
    let (house, mut ada, mut dev, jobs) = story(&["10000012"]);
    let tap = domain::job::NewItem {
        code: "CVH-204".into(),
        description: "Recut tap seat".into(),
        unit: "each".into(),
        quantity: 1.0,
        m3nhf: false,
    };
    ada.edit(&house, jobs[0], &JobEdit::AddItem(tap));
    ada.exchange(&house);
    dev.exchange(&house);
    let item = dev.job(jobs[0]).items[0].id;
    ada.edit(&house, jobs[0], &JobEdit::ChangeQuantity { item, quantity: 2.0 });
    dev.edit(&house, jobs[0], &JobEdit::ChangeQuantity { item, quantity: 3.0 });
    ada.exchange(&house);
    dev.exchange(&house);
    let found = waiting(&house);
    assert_eq!((found.len(), found[0].1.as_str()), (1, "competing_quantities"));
    assert!(found[0].2.contains("the quantity of CVH-204 was set in more than one way"), "{found:?}");
    assert!(found[0].2.contains("\"2\" (Ada Byrne)") && found[0].2.contains("\"3\" (Dev Patel)"), "{found:?}");
    house.hub.erase("10000012", None, "asked for", hub::erase::Leaving::Nothing).unwrap();
    assert_eq!(waiting(&house), []);
}

#[test]
fn a_hub_that_held_such_jobs_before_it_listed_them_lists_them_once_it_is_updated() {
    let (mut house, mut ada, mut dev, jobs) = story(&["10000012"]);
    record(&mut ada, &house, jobs[0], EventKind::Completed);
    record(&mut dev, &house, jobs[0], EventKind::NoAccess);
    ada.exchange(&house);
    dev.exchange(&house);
    let before = waiting(&house);
    // As the step that makes the list leaves it.
    let forget = "DELETE FROM matter; INSERT INTO unnoted SELECT document FROM record WHERE kind IN (1, 5)";
    house.hub.database().write(|transaction| Ok::<_, hub::db::DbError>(transaction.execute_batch(forget)?)).unwrap();
    house.restart();
    assert_eq!(waiting(&house), before);
    let left = house.hub.database().read(hub::db::sqlite::noted::is_behind).unwrap();
    assert!(!left, "it is made once");
}
