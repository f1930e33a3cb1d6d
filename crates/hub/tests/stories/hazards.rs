//! What operatives noticed at doors reaches the office with the law's dates, and what the office found and did stops its clocks.

use std::path::Path;

use domain::{
    id::DocumentId,
    job::{JobEdit, NewHazard},
};
use hub::import::{Format, Options};

use crate::house::{Handheld, House, typed};

const HOUR: i64 = 3_600_000;

/// Dev has noticed something at the door of CV261129-03 on Mon 23 Nov 2026 at 08:00, and the hub knows the law.
fn story(danger_now: bool) -> (House, Handheld, DocumentId, String) {
    let house = House::new();
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/england-2026.json");
    house.hub.import(Format::StandardsPack, &pack, &Options::default()).unwrap();
    let job = house.raise("CV261129-03");
    let mut dev = house.handheld("Dev Patel", "Van 7");
    dev.exchange(&house);
    notice(&house, &mut dev, job, "Bare wires at the cooker", danger_now);
    let reference = house.hub.hazards(true).unwrap()[0].reference.clone();
    (house, dev, job, reference)
}

fn notice(house: &House, dev: &mut Handheld, job: DocumentId, seen: &str, danger_now: bool) {
    let hazard = NewHazard { seen: seen.into(), who: "A baby".into(), danger_now };
    dev.edit(house, job, &JobEdit::NoticeHazard(Box::new(hazard)));
    dev.exchange(house);
}

/// What is typed about one hazard, by Priya Shah.
fn step(house: &House, reference: &str, words: &[&str]) -> (bool, String) {
    let [command, rest @ ..] = words else { panic!("no command") };
    let mut all = vec!["hazard", command, "--reference", reference, "--by", "Priya Shah"];
    all.extend(rest);
    typed(house, &all)
}

#[test]
fn the_list_says_who_noticed_what_when_and_what_is_due_next_with_the_overdue_first() {
    let (house, mut dev, job, _) = story(false);
    house.wait_ms(HOUR);
    notice(&house, &mut dev, job, "Ceiling hangs over the stairs", true);
    let told = house.hub.hazards(true).unwrap();
    assert_eq!(told.len(), 2);
    assert_eq!(
        (told[0].seen.as_str(), told[0].danger_now, told[0].overdue),
        ("Ceiling hangs over the stairs", true, false)
    );
    assert_eq!(told[0].next.as_deref(), Some("An emergency hazard is investigated and made safe by 24/11/2026 09:00"));
    assert_eq!((told[1].job.as_str(), told[1].by.as_str()), ("CV261129-03", "Dev Patel (Van 7)"));
    assert_eq!(told[1].next.as_deref(), Some("A significant hazard is investigated by 07/12/2026"));
    assert!(told[1].promises[1].contains("at the latest 10/12/2026"), "{:?}", told[1].promises);

    house.wait_ms(25 * HOUR);
    let told = house.hub.hazards(true).unwrap();
    assert!(told[0].overdue && !told[1].overdue);
    assert_eq!(
        told[0].next.as_deref(),
        Some(
            "OVERDUE since 24/11/2026 09:00: An emergency hazard is investigated and made safe; offer suitable alternative \
             accommodation until it is safe"
        )
    );
}

#[test]
fn what_is_overdue_by_law_stands_in_the_health_of_the_hub() {
    let (house, ..) = story(true);
    let (_, health) = typed(&house, &["health"]);
    // The machine's clock is past the day of the story.
    assert!(health.contains("1 hazard is overdue by law: H-"), "{health}");
    assert!(health.contains("see: doorstep-hub hazard list"), "{health}");
    let (_, list) = typed(&house, &["hazards", "list"]);
    assert!(list.contains("job CV261129-03") && list.contains("DANGER NOW; not investigated"), "{list}");
    assert!(list.contains("Bare wires at the cooker (A baby)"), "{list}");
    assert!(list.contains("noticed by Dev Patel (Van 7), the landlord aware since 23/11/2026 08:00"), "{list}");
    assert!(list.contains("OVERDUE since 24/11/2026 08:00"), "{list}");
}

#[test]
fn a_hazard_goes_from_the_door_to_the_summary_in_the_customers_hand_and_the_phone_reads_it_all() {
    let (mut house, mut dev, job, reference) = story(false);
    let found = [
        "investigated",
        "--found",
        "significant",
        "--hazard",
        "electrical hazards",
        "--findings",
        "Live ends in reach",
        "--safety-work",
        "Make the ends safe",
        "--further-work",
        "Rewire the kitchen",
        "--works-by",
        "2026-12-18",
        "--at",
        "2026-11-23T10:00:00",
    ];
    let (done, told) = step(&house, &reference, &found);
    assert!(!done && told.contains("Priya Shah is not named as a competent investigator"), "{told}");
    assert!(typed(&house, &["hazard", "investigator", "--name", "Priya Shah"]).0);
    assert_eq!(typed(&house, &["hazard", "investigator"]).1, "Priya Shah\n");

    let (done, told) = step(&house, &reference, &["summary", "--text", "We found live ends."]);
    assert!(!done && told.contains("the investigation has not ended"), "{told}");
    let (done, told) = step(&house, &reference, &found);
    assert!(done, "{told}");
    let summary = ["summary", "--text", "We found live ends. To complain, ring us.", "--at", "2026-11-24T12:00:00"];
    let (done, told) = step(&house, &reference, &summary);
    assert!(done && told.contains("check that it says: what was found; which hazard"), "{told}");
    let given = ["given", "--how", "by hand", "--at", "2026-11-24T15:00:00"];
    let (done, told) = step(&house, &reference, &given);
    assert!(!done && told.contains("no competent investigator has approved"), "{told}");
    assert!(step(&house, &reference, &["approve", "--at", "2026-11-24T13:00:00"]).0);
    assert!(step(&house, &reference, &given).0);
    assert!(step(&house, &reference, &["made-safe", "--what", "Ends capped", "--at", "2026-11-23T11:00:00"]).0);
    assert!(step(&house, &reference, &["work-begun", "--what", "Electrician booked", "--at", "2026-11-25T09:00:00"]).0);
    house.restart();
    let open = house.hub.hazard(&reference).unwrap().report;
    assert!(!open.over && open.promises[0].contains("done 23/11/2026 10:00, due 07/12/2026"), "{:?}", open.promises);
    assert_eq!(open.next.as_deref(), Some("The further work is physically started by 15/02/2027"));
    assert!(step(&house, &reference, &["work-started", "--what", "First fix", "--at", "2026-11-26T09:00:00"]).0);
    assert_eq!(house.hub.hazards(true).unwrap(), []);
    assert!(typed(&house, &["health"]).1.contains("all is well"));
    let (_, list) = typed(&house, &["hazard", "list", "--all"]);
    assert!(list.contains("a significant hazard") && list.contains("Nothing is left to do."), "{list}");
    let (_, shown) = typed(&house, &["hazard", "show", "--reference", &reference]);
    insta::assert_snapshot!(shown.replace(&reference, "H-"));

    dev.exchange(&house);
    let held = dev.job(job).hazards[0].clone();
    assert!(held.course().is_over());
    assert_eq!(held.summary().unwrap().1, "We found live ends. To complain, ring us.");
}

#[test]
fn what_was_recorded_by_mistake_is_taken_back_and_the_clock_runs_again() {
    let (house, _, _, reference) = story(true);
    assert!(step(&house, &reference, &["made-safe", "--what", "Wrong home", "--at", "2026-11-23T11:00:00"]).0);
    assert!(!house.hub.hazard(&reference).unwrap().report.danger_now);
    assert!(step(&house, &reference, &["take-back", "--why", "That was number 4"]).0);
    assert!(house.hub.hazard(&reference).unwrap().report.danger_now);
    let (done, told) = step(&house, &reference, &["take-back", "--why", "Again"]);
    assert!(!done && told.contains("nothing was recorded about it"), "{told}");
}

#[test]
fn what_makes_no_sense_is_refused_with_what_to_do() {
    let (house, _, _, reference) = story(false);
    house.hub.name_investigator("Priya Shah", true).unwrap();
    let refused = |words: &[&str]| {
        let (done, told) = step(&house, &reference, words);
        assert!(!done, "{told}");
        told
    };
    assert!(refused(&["made-safe", "--what", "x", "--at", "2026-11-23T07:59:59"]).contains("before anybody noticed"));
    assert!(refused(&["made-safe", "--what", "x", "--at", "2099-01-01T00:00:00"]).contains("has not come yet"));
    assert!(refused(&["made-safe", "--what", "  "]).contains("needs a reason"));
    assert!(refused(&["work-begun", "--what", "x"]).contains("names no further work"));
    assert!(refused(&["approve"]).contains("no summary was written"));
    let found = |more: &[&str]| {
        let mut words = vec!["investigated", "--findings", "Dry"];
        words.extend(more);
        refused(&words)
    };
    assert!(found(&["--found", "nothing", "--safety-work", "Paint"]).contains("no hazard was found"));
    assert!(found(&["--found", "emergency", "--safety-work", "Paint"]).contains("say which hazard it is"));
    assert!(found(&["--found", "emergency", "--hazard", "fire"]).contains("say which work is needed"));
    let (_, told) = typed(&house, &["hazard", "show", "--reference", "H-NOWHERE0"]);
    assert!(told.contains("there is no hazard \"H-NOWHERE0\""), "{told}");
}

#[test]
fn without_a_pack_no_date_is_invented() {
    let house = House::new();
    let job = house.raise("CV261129-03");
    let mut dev = house.handheld("Dev Patel", "Van 7");
    dev.exchange(&house);
    notice(&house, &mut dev, job, "Black mould", false);
    let told = house.hub.hazards(true).unwrap();
    assert_eq!((told.len(), told[0].next.clone(), told[0].overdue), (1, None, false));
    assert!(typed(&house, &["hazard", "list"]).1.contains("No standards pack says by when"));
}

#[test]
fn an_erased_job_leaves_no_hazard_in_the_list() {
    let (house, ..) = story(false);
    house.hub.erase("CV261129-03", None, "asked for", hub::erase::Leaving::Nothing).unwrap();
    assert_eq!(house.hub.hazards(false).unwrap(), []);
}

#[test]
fn a_hub_that_held_hazards_before_it_listed_them_lists_them_once_it_is_updated() {
    let (mut house, ..) = story(true);
    let before = house.hub.hazards(true).unwrap();
    let forget = "DELETE FROM hazard; INSERT INTO unnoted SELECT document FROM record WHERE kind IN (1, 5)";
    house.hub.database().write(|transaction| Ok::<_, hub::db::DbError>(transaction.execute_batch(forget)?)).unwrap();
    house.restart();
    assert_eq!(house.hub.hazards(true).unwrap(), before);
}
