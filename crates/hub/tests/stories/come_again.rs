//! A visit that was stopped as not safe stands before the office until somebody is sent who can do it safely.

use domain::job::{EventKind, JobEdit, NOT_SAFE};
use hub::plan::Assignee;

use crate::house::{Handheld, House, typed};

fn ends(house: &House, dev: &mut Handheld, job: domain::id::DocumentId, reason: &str) {
    dev.edit(house, job, &JobEdit::Record { kind: EventKind::Incomplete, reason: reason.to_owned() });
    dev.exchange(house);
}

#[test]
fn what_was_not_safe_stands_before_the_office_until_somebody_is_sent() {
    let mut house = House::new();
    let job = house.raise("CV261129-03");
    let mut dev = house.handheld("Dev Patel", "Van 7");
    dev.exchange(&house);
    ends(&house, &mut dev, job, &format!("{NOT_SAFE}. A tower for the gable"));
    let told = typed(&house, &["flagged"]).1;
    assert!(told.starts_with("CV261129-03\t") && told.contains("\tstopped_unsafe\tDev Patel (Van 7)\t"), "{told}");
    assert!(told.contains("stopped on Mon 23 Nov 08:00 because it was not safe: A tower for the gable."), "{told}");
    let health = typed(&house, &["health"]).1;
    assert!(health.contains("1 job where somebody has to come again and nobody is sent: CV261129-03"), "{health}");
    house.restart();
    assert_eq!(house.hub.come_again().unwrap().len(), 1);
    house.hub.assign("CV261129-03", None, &Assignee::Person("Dev Patel".into())).unwrap();
    assert_eq!(house.hub.come_again().unwrap(), [], "sent again");
}

#[test]
fn a_visit_that_ended_otherwise_or_was_seen_to_is_not_listed() {
    let house = House::new();
    let job = house.raise("CV261129-03");
    let mut dev = house.handheld("Dev Patel", "Van 7");
    dev.exchange(&house);
    ends(&house, &mut dev, job, "Parts or materials are needed");
    assert_eq!(house.hub.come_again().unwrap(), []);
    dev.record(&house, job, EventKind::Reopened);
    ends(&house, &mut dev, job, NOT_SAFE);
    let words = house.hub.come_again().unwrap().remove(0).words;
    assert!(words.contains("because it was not safe. Once"), "{words}");
    assert_eq!(house.hub.dismiss("CV261129-03", None, "Scaffold is ordered").unwrap(), 1);
    assert_eq!(house.hub.come_again().unwrap(), []);
}
