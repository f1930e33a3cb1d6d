//! The planner moves work, and alerts follow it to the door.

use domain::{
    alert::{Alert, AlertSubject},
    id::{DocumentId, RecordKind},
    job::AppointmentWindow,
};
use hub::plan::{Assignee, Raised, Raising};

use crate::house::{House, TEAM, job_id, order};

/// Two jobs at one home, with one alert between them.
fn with_alert(reference: &str) -> Raising {
    let alert = Alert {
        id: DocumentId::derived("calder-vale", RecordKind::Alert, "home-1"),
        subject: AlertSubject::Person,
        type_code: "10".into(),
        comments: "Visit in pairs.".into(),
    };
    let mut order = order(reference);
    order.alerts = vec![alert.id];
    Raising { order, alerts: vec![alert], closed: None }
}

#[test]
fn an_alert_stays_as_long_as_one_job_of_the_scope_needs_it() {
    let house = House::new();
    house.hub.raise(&with_alert("10000012"), TEAM).unwrap();
    house.hub.raise(&with_alert("10000013"), TEAM).unwrap();
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    let mut dev = house.handheld("Dev Patel", "Van 7");
    ada.exchange(&house);
    dev.exchange(&house);
    let alert = DocumentId::derived("calder-vale", RecordKind::Alert, "home-1");
    assert_eq!(documents::alert::read(&dev.documents[&alert]).unwrap().comments, "Visit in pairs.");
    assert_eq!(dev.documents.len(), 3, "two jobs and one alert");
    // Both jobs become Ada's own, one after the other.
    let to_ada = Assignee::Person("Ada Byrne".into());
    assert!(house.hub.assign("10000012", None, &to_ada).unwrap());
    dev.exchange(&house);
    assert!(dev.documents.contains_key(&alert), "the second job still needs it");
    assert!(house.hub.assign("10000013", None, &to_ada).unwrap());
    assert!(!house.hub.assign("10000013", None, &to_ada).unwrap(), "again changes nothing");
    dev.exchange(&house);
    assert!(dev.documents.is_empty());
    ada.exchange(&house);
    assert_eq!(ada.job(job_id("10000012")).order.alerts, [alert]);
}

#[test]
fn a_scope_that_is_withdrawn_is_gone_and_one_that_is_given_is_filled() {
    let house = House::new();
    house.raise("10000012");
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    ada.exchange(&house);
    assert_eq!(ada.cursors.len(), 2, "her own and her team's");
    let person = ada.certificate.person;
    let scope = domain::scope::Scope::team_repairs(TEAM);
    use hub::db::sqlite::people;
    house.hub.database().write(|transaction| people::withdraw(transaction, person, &scope)).unwrap();
    ada.exchange(&house);
    assert!(!ada.cursors.contains_key(&scope));
    house.hub.database().write(|transaction| people::give(transaction, person, &scope)).unwrap();
    ada.exchange(&house);
    assert!(ada.cursors.contains_key(&scope));
}

#[test]
fn an_order_raised_again_moves_its_appointment_and_nothing_that_people_have_read() {
    let house = House::new();
    let job = house.raise("10000012");
    let again = |change: &dyn Fn(&mut domain::job::WorkOrder)| {
        let mut order = order("10000012");
        change(&mut order);
        house.hub.raise(&Raising { order, alerts: Vec::new(), closed: None }, TEAM).unwrap()
    };
    assert_eq!(again(&|_| {}), Raised::Unchanged);
    let window = AppointmentWindow::from_scalar("2026-11-24|08:00|13:00|AM");
    assert_eq!(again(&|order| order.appointment = window.clone()), Raised::Moved);
    assert_eq!(house.job(job).order.appointment, window);
    let differs = Raised::Differs { parts: vec!["description"], moved: false };
    let reworded = |order: &mut domain::job::WorkOrder| {
        order.appointment = window.clone();
        order.description = "Bath tap drips".into();
    };
    assert_eq!(again(&reworded), differs);
    assert_eq!(house.job(job).order.description, "Kitchen tap drips");
}

#[test]
fn a_planner_who_mistypes_is_told_what_there_is() {
    let house = House::new();
    house.raise("10000012");
    house.invite("Ada Byrne", "Van 12");
    let assign = |reference: &str, to: Assignee| house.hub.assign(reference, None, &to).unwrap_err().to_string();
    let team = |code: &str| Assignee::Team(code.into());
    assert_eq!(assign("10000012", team("PLUMING")), "there is no team \"PLUMING\" here; the teams are: PLUMBING-NORTH");
    assert_eq!(assign("1", team(TEAM)), "there is no job \"1\" here; import it first");
    let nobody = assign("10000012", Assignee::Person("Ada Burn".into()));
    assert_eq!(nobody, "nobody here is called \"Ada Burn\"; invite them first. Known: Ada Byrne");
}
