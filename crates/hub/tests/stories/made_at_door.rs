//! Records that begin on a handheld: jobs booked at a door, and worries about people.

use documents::{Document, alert_report, concern};
use domain::{
    alert::{Alert, AlertSubject, Confirmation, RaisedAt},
    alert_report::{AlertReport, AlertVerdict, NewAlertDecision, PersonTold},
    author::Clocks,
    concern::{Concern, ConcernAbout},
    id::{DocumentId, RecordKind, StepId},
    job::{EventKind, JobEdit, WorkOrder, reference_of},
    scope::Scope,
};
use hub::{
    db::sqlite::feed,
    plan::{Assignee, Raising},
};
use protocol::message::{
    QuarantineReason::{DoesNotApply, NotAllowed, NotInScope},
    Verdict,
};

use crate::house::{House, TEAM, order};

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
        raised: None,
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

/// An alert about the home of a job, as its maker's app says it.
fn at_the_door(id: DocumentId, record: DocumentId) -> Alert {
    Alert {
        id,
        subject: AlertSubject::Person,
        type_code: String::new(),
        comments: String::new(),
        confirmation: Confirmation::Reported,
        review: None,
        raised: Some(RaisedAt { record, property: String::new(), address_lines: Vec::new(), postcode: String::new() }),
    }
}

fn report(alert: DocumentId, record: DocumentId) -> AlertReport {
    AlertReport {
        alert,
        raised: at_the_door(alert, record).raised.unwrap(),
        subject: AlertSubject::Person,
        type_code: "10".into(),
        happened: "Threw a kettle.".into(),
        happened_on: "2026-11-20".parse().unwrap(),
        instruction: "In pairs".into(),
        decided_by: "Dev Patel".into(),
        review: "2027-05-20".parse().unwrap(),
        told: PersonTold::Told,
    }
}

#[test]
fn an_alert_that_is_made_at_a_door_says_nothing_and_is_about_a_door_of_its_maker() {
    let house = House::new();
    let job = house.raise("10000012");
    let mut dev = house.handheld("Dev Patel", "Van 7");
    dev.exchange(&house);
    let mut made = 80;
    let mut make = |dev: &mut crate::house::Handheld, alert: &dyn Fn(DocumentId) -> Alert| {
        made += 1;
        let id = DocumentId::from_bytes([made; 16]);
        let mut document = Document::create(id, RecordKind::Alert, dev.pen).unwrap();
        let written = documents::alert::write(&mut document, &alert(id), house.now()).unwrap().remove(0);
        dev.wrote_kind(id, RecordKind::Alert, written.bytes);
        dev.exchange(&house).pop()
    };
    let kept_out = |reason| Some(Verdict::Quarantined(reason));
    let says = |id| Alert { type_code: "10".into(), comments: "Bites.".into(), ..at_the_door(id, job) };
    assert_eq!(make(&mut dev, &says), kept_out(DoesNotApply));
    let confirms = |id| Alert { confirmation: Confirmation::Unstated, ..at_the_door(id, job) };
    assert_eq!(make(&mut dev, &confirms), kept_out(DoesNotApply));
    let nowhere = |id| Alert { raised: None, ..at_the_door(id, job) };
    assert_eq!(make(&mut dev, &nowhere), kept_out(DoesNotApply));
    let elsewhere = |id| at_the_door(id, DocumentId::from_bytes([9; 16]));
    assert_eq!(make(&mut dev, &elsewhere), kept_out(NotInScope));
    assert_eq!(make(&mut dev, &|id| at_the_door(id, job)), Some(Verdict::Accepted));
    let id = DocumentId::from_bytes([85; 16]);
    assert_eq!(house.job(job).order.alerts, [id], "the job names it");
    assert_eq!(
        scopes(&house, id),
        [Scope::team_repairs(TEAM).to_string()],
        "it goes where the job is, and nowhere else"
    );
    // Whoever made it has no further word in it.
    let mut document = dev.documents[&id].clone();
    let confirmed = Alert { comments: "All is well".into(), ..at_the_door(id, job) };
    let written = documents::alert::write(&mut document, &confirmed, house.now()).unwrap().remove(0);
    dev.wrote_kind(id, RecordKind::Alert, written.bytes);
    assert_eq!(dev.exchange(&house).pop(), kept_out(NotAllowed));
}

#[test]
fn what_an_alert_rests_on_is_decided_by_somebody_else_whatever_an_app_was_made_to_write() {
    let house = House::new();
    let job = house.raise("10000012");
    let mut dev = house.handheld("Dev Patel", "Van 7");
    let clocks = Clocks { device: house.now(), hub_offset: None };
    dev.exchange(&house);
    let (alert, id) = (DocumentId::from_bytes([90; 16]), DocumentId::from_bytes([91; 16]));
    let declined = NewAlertDecision { verdict: AlertVerdict::Declined("Nothing".into()), by: String::new() };
    // Raised and decided in one breath.
    let mut both = Document::create(id, RecordKind::AlertReport, dev.pen).unwrap();
    let raised = alert_report::write(&mut both, &report(alert, job), &clocks).unwrap().remove(0);
    let decided = alert_report::decide(&mut both, &declined, &clocks, StepId::from_bytes([1; 16])).unwrap().remove(0);
    dev.wrote_kind(id, RecordKind::AlertReport, raised.bytes);
    assert_eq!(dev.exchange(&house).pop(), Some(Verdict::Accepted));
    assert_eq!(scopes(&house, id), [Scope::alert_reports().to_string()]);
    dev.wrote_kind(id, RecordKind::AlertReport, decided.bytes);
    assert!(matches!(dev.exchange(&house).pop(), Some(Verdict::Quarantined(_))));
    dev.exchange(&house);
    assert!(!dev.documents.contains_key(&id), "not even to its writer");
    // The alert itself never came: the hub made it, so that the door is warned all the same.
    assert_eq!(house.job(job).order.alerts, [alert]);
    let listed = house.hub.raised_alerts().unwrap();
    assert_eq!((listed.len(), listed[0].by.as_str(), listed[0].record.decisions.len()), (1, "Dev Patel", 0));
    // A second report of the same alert has no word in it.
    let confirmed = AlertVerdict::Confirmed {
        type_code: "10".into(),
        instruction: "In pairs".into(),
        review: house.now().london_date(),
    };
    let joans = NewAlertDecision { verdict: confirmed, by: "Joan Ellis".into() };
    house.hub.decide_alert(&listed[0].reference, &joans).unwrap();
    dev.exchange(&house);
    let other = DocumentId::from_bytes([92; 16]);
    let mut document = Document::create(other, RecordKind::AlertReport, dev.pen).unwrap();
    let raised = alert_report::write(&mut document, &report(alert, job), &clocks).unwrap().remove(0);
    dev.wrote_kind(other, RecordKind::AlertReport, raised.bytes);
    dev.exchange(&house);
    dev.exchange(&house);
    assert_eq!(documents::alert::read(&dev.documents[&alert]).unwrap().comments, "In pairs");
    // A job that is erased takes its alert with it, and what that rests on.
    house.hub.erase("10000012", None, "retention", hub::erase::Leaving::Nothing).unwrap();
    assert!(scopes(&house, alert).is_empty() && scopes(&house, id).is_empty());
    assert!(house.hub.raised_alerts().unwrap().iter().all(|one| one.record.id != id));
    assert_eq!(house.hub.recount().unwrap(), 0, "every sum still holds");
}

#[test]
fn what_was_raised_at_a_job_stays_with_it_when_the_landlords_system_puts_its_alerts_right() {
    let house = House::new();
    let job = house.raise("10000012");
    let mut dev = house.handheld("Dev Patel", "Van 7");
    dev.exchange(&house);
    let (alert, id) = (DocumentId::from_bytes([90; 16]), DocumentId::from_bytes([91; 16]));
    let mut document = Document::create(id, RecordKind::AlertReport, dev.pen).unwrap();
    let clocks = Clocks { device: house.now(), hub_offset: None };
    let raised = alert_report::write(&mut document, &report(alert, job), &clocks).unwrap().remove(0);
    dev.wrote_kind(id, RecordKind::AlertReport, raised.bytes);
    dev.exchange(&house);
    let own = Alert { id: DocumentId::from_bytes([93; 16]), raised: None, ..at_the_door(alert, job) };
    let says = |alerts: Vec<Alert>| {
        let order = WorkOrder { alerts: alerts.iter().map(|alert| alert.id).collect(), ..order("10000012") };
        house.hub.raise(&Raising { order, alerts, closed: None }, TEAM).unwrap();
        house.job(job).order.alerts
    };
    let mut both = says(vec![own.clone()]);
    both.sort();
    assert_eq!(both, [alert, own.id]);
    assert_eq!(says(Vec::new()), [alert], "the system takes off its own alone");
    dev.exchange(&house);
    assert!(dev.documents.contains_key(&alert) && !dev.documents.contains_key(&own.id));
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
