//! Records that begin on a handheld: jobs booked at a door, and worries about people.

use documents::{Document, concern};
use domain::{
    alert::{Alert, AlertSubject, Confirmation},
    author::Clocks,
    concern::{Concern, ConcernAbout},
    id::{DocumentId, RecordKind},
    job::{EventKind, JobEdit, reference_of},
    scope::Scope,
};
use hub::{
    db::sqlite::feed,
    plan::{Assignee, Raising},
};
use protocol::message::{QuarantineReason::NotInScope, Verdict};

use crate::house::{House, TEAM, job_id, order};

fn scopes(house: &House, id: DocumentId) -> Vec<String> {
    house.hub.database().read(|transaction| feed::scopes_of(transaction, id)).unwrap()
}

#[test]
fn a_follow_on_that_dev_booked_in_a_cellar_is_his_until_somebody_plans_it() {
    let house = House::new();
    let leak = house.raise("10000012");
    let mut dev = house.handheld("Dev Patel", "Van 7");
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    dev.exchange(&house);
    ada.exchange(&house);
    let plaster = dev.book(&house, order("ignored"));
    dev.edit(&house, leak, &JobEdit::FollowOn { job: plaster, description: "Replaster".into() });
    dev.note(&house, plaster, "Two coats.");
    assert!(dev.exchange(&house).iter().all(|verdict| *verdict == Verdict::Accepted));

    assert_eq!(scopes(&house, plaster), [Scope::person_repairs(dev.certificate.person).to_string()]);
    assert_eq!(house.job(plaster).note.text, "Two coats.");
    assert_eq!(house.job(leak).follow_ons[0].job, plaster);
    let flagged = house.hub.flagged().unwrap();
    assert_eq!((flagged.len(), flagged[0].flag.as_str()), (1, "made_at_door"));
    assert_eq!(flagged[0].reference, reference_of(plaster));

    // What Dev wrote comes back to him and, with the layer it stands on, to Ada; both digests hold.
    dev.exchange(&house);
    ada.exchange(&house);
    assert_eq!(ada.job(leak), dev.job(leak));
    assert!(!ada.documents.contains_key(&plaster), "it is not Ada's");
    let to_team = Assignee::Team(TEAM.into());
    assert!(house.hub.assign(&reference_of(plaster), None, &to_team).unwrap());
    ada.exchange(&house);
    dev.exchange(&house);
    assert_eq!(ada.job(plaster), dev.job(plaster));
    ada.record(&house, plaster, EventKind::Started);
    assert_eq!(ada.exchange(&house).pop(), Some(Verdict::Accepted));
}

#[test]
fn naming_an_alert_in_a_booking_gives_nobody_one_that_is_not_theirs() {
    let house = House::new();
    let alert = |name: &str| Alert {
        id: DocumentId::derived("calder-vale", RecordKind::Alert, name),
        subject: AlertSubject::Person,
        type_code: "10".into(),
        comments: "Visit in pairs.".into(),
        confirmation: Confirmation::default(),
        review: None,
    };
    let (devs, gasmens) = (alert("a home of Dev's"), alert("a home of the gas team's"));
    for (reference, alert, team) in [("1", &devs, TEAM), ("2", &gasmens, "GAS")] {
        let mut order = order(reference);
        order.alerts = vec![alert.id];
        house.hub.raise(&Raising { order, alerts: vec![alert.clone()], closed: None }, team).unwrap();
    }
    let mut dev = house.handheld("Dev Patel", "Van 7");
    dev.exchange(&house);
    let mut booked = order("ignored");
    booked.alerts = vec![devs.id, gasmens.id];
    let job = dev.book(&house, booked);
    dev.exchange(&house);
    dev.exchange(&house);
    assert!(dev.documents.contains_key(&job) && dev.documents.contains_key(&devs.id));
    assert!(!dev.documents.contains_key(&gasmens.id));
    // His own follows the job to whoever gets it.
    assert!(scopes(&house, devs.id).contains(&Scope::person_repairs(dev.certificate.person).to_string()));
}

#[test]
fn a_worry_goes_to_safeguarding_leads_and_to_nobody_else() {
    let house = House::new();
    house.raise("10000012");
    let mut dev = house.handheld("Dev Patel", "Van 7");
    dev.exchange(&house);
    let id = DocumentId::from_bytes([77; 16]);
    let worry = Concern {
        about: ConcernAbout::Child,
        words: "Alone since morning, asked me for food.".into(),
        address: "16 Pinder House".into(),
        in_danger: false,
    };
    let mut document = Document::create(id, RecordKind::Concern, dev.pen).unwrap();
    let clocks = Clocks { device: house.now(), hub_offset: None };
    let written = concern::write(&mut document, &worry, &clocks).unwrap().remove(0);
    dev.wrote_kind(id, RecordKind::Concern, written.bytes);
    assert_eq!(dev.exchange(&house).pop(), Some(Verdict::Accepted));
    assert_eq!(scopes(&house, id), [Scope::safeguarding().to_string()]);
    dev.exchange(&house);
    assert!(!dev.documents.contains_key(&id), "not even to its writer");
    let told = house.hub.concerns().unwrap();
    assert_eq!((told.len(), &told[0].concern, told[0].person.as_str()), (1, &worry, "Dev Patel"));
}

#[test]
fn an_alert_is_not_a_record_that_anybody_makes_at_a_door() {
    let house = House::new();
    house.raise("10000012");
    let mut dev = house.handheld("Dev Patel", "Van 7");
    dev.exchange(&house);
    let id = DocumentId::from_bytes([78; 16]);
    let mut document = Document::create(id, RecordKind::Alert, dev.pen).unwrap();
    let alert = Alert {
        id,
        subject: AlertSubject::Person,
        type_code: "10".into(),
        comments: "Bites.".into(),
        confirmation: Confirmation::default(),
        review: None,
    };
    let written = documents::alert::write(&mut document, &alert, house.now()).unwrap().remove(0);
    dev.wrote_kind(id, RecordKind::Alert, written.bytes);
    assert_eq!(dev.exchange(&house).pop(), Some(Verdict::Quarantined(NotInScope)));
    assert!(!dev.documents.contains_key(&job_id("none")));
}

#[test]
fn two_bookings_that_claim_one_reference_are_both_kept() {
    let house = House::new();
    house.raise("10000012");
    let mut dev = house.handheld("Dev Patel", "Van 7");
    dev.exchange(&house);
    let first = dev.book(&house, order("ignored"));
    dev.exchange(&house);
    // A handheld that was tampered with says that its booking is the first one.
    let second = DocumentId::from_bytes([79; 16]);
    let mut document = Document::create(second, RecordKind::Job, dev.pen).unwrap();
    let mut claimed = order(&reference_of(first));
    claimed.source = "calder-vale".into();
    let clocks = Clocks { device: house.now(), hub_offset: None };
    let raise = JobEdit::Raise(Box::new(claimed));
    let changes = documents::job::edit(&mut document, &raise, &clocks, domain::job::NewId([1; 16])).unwrap();
    dev.wrote(second, changes[0].bytes.clone());
    assert_eq!(dev.exchange(&house).pop(), Some(Verdict::Accepted));
    assert!(house.hub.assign(&reference_of(first), None, &Assignee::Team(TEAM.into())).unwrap());
    assert!(house.hub.assign(&second.to_string(), None, &Assignee::Team(TEAM.into())).unwrap());
}
