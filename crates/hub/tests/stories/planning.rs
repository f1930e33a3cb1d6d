//! The planner moves work, and alerts follow it to the door.

use domain::{
    alert::{Alert, AlertSubject},
    id::{DocumentId, RecordKind},
    job::EventKind,
    scope::Scope,
};
use hub::{
    db::sqlite::people,
    plan::{Assignee, Group, Raising},
};

use crate::house::{House, TEAM, job_id, order};

/// Two jobs at one home, with one alert between them.
fn with_alert(reference: &str) -> Raising {
    let alert = Alert {
        id: DocumentId::derived("calder-vale", RecordKind::Alert, "home-1"),
        subject: AlertSubject::Person,
        type_code: "10".into(),
        comments: "Visit in pairs.".into(),
        confirmation: domain::alert::Confirmation::default(),
        review: None,
        raised: None,
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
fn a_job_that_is_taken_back_and_given_again_comes_whole_with_what_was_done_meanwhile() {
    let house = House::new();
    house.hub.raise(&with_alert("10000012"), TEAM).unwrap();
    let (job, alert) = (job_id("10000012"), DocumentId::derived("calder-vale", RecordKind::Alert, "home-1"));
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    let mut dev = house.handheld("Dev Patel", "Van 7");
    ada.exchange(&house);
    assert!(house.hub.take_back("10000012", None).unwrap());
    assert!(!house.hub.take_back("10000012", None).unwrap(), "again changes nothing");
    ada.exchange(&house);
    assert!(ada.documents.is_empty(), "neither the job nor its alert");
    house.hub.assign("10000012", None, &Assignee::Person("Dev Patel".into())).unwrap();
    dev.exchange(&house);
    dev.note(&house, job, "Washer perished.");
    dev.exchange(&house);
    house.hub.assign("10000012", None, &Assignee::Team(TEAM.into())).unwrap();
    ada.exchange(&house);
    assert_eq!(ada.job(job).note.text, "Washer perished.");
    assert!(ada.documents.contains_key(&alert));
    // Hers again, her work is hers, however long she had been without it.
    ada.note(&house, job, "Washer perished. Renewed.");
    assert_eq!(ada.exchange(&house), [protocol::message::Verdict::Accepted]);
    assert!(house.hub.flagged().unwrap().is_empty());
}

#[test]
fn somebody_who_moves_to_another_team_leaves_its_work_and_finds_it_whole_when_they_come_back() {
    let house = House::new();
    house.raise("10000012");
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    ada.exchange(&house);
    let (north, east) = (Group::Team(TEAM.into()), Group::Team("GAS-EAST".into()));
    assert!(house.hub.join("Ada Byrne", &east, Some(&north)).unwrap());
    ada.exchange(&house);
    assert!(ada.documents.is_empty() && ada.cursors.contains_key(&Scope::team_repairs("GAS-EAST")));
    house.raise("10000013");
    assert!(house.hub.join("Ada Byrne", &north, None).unwrap());
    assert!(!house.hub.join("Ada Byrne", &north, None).unwrap(), "again changes nothing");
    ada.exchange(&house);
    assert_eq!(ada.documents.len(), 2, "the scope was filled from its beginning");
}

#[test]
fn a_patch_is_the_same_for_whoever_is_invited_to_it_joins_it_or_leaves_it() {
    let house = House::new();
    let address = "https://hub.example.org";
    let officer = Some(domain::access::Role::HousingOfficer);
    house.hub.invite_as("Olive Marsh", "Tablet 1", address, Some("E9-NORTH"), officer).unwrap();
    house.hub.invite_as("Peter Ash", "Tablet 2", address, None, officer).unwrap();
    let scopes = |name: &str| {
        house.hub.database().read(|transaction| {
            let person = people::person_named(transaction, name)?.unwrap().person;
            let mut held: Vec<String> = people::scopes(transaction, person)?.iter().map(ToString::to_string).collect();
            held.retain(|scope| !scope.starts_with("person:"));
            Ok::<_, hub::db::DbError>(held)
        })
    };
    let whole = ["patch:E9-NORTH/repairs".to_owned(), "patch:E9-NORTH/tenancies".to_owned()];
    assert_eq!(scopes("Olive Marsh").unwrap(), whole);
    let patch = Group::Patch("E9-NORTH".into());
    assert!(house.hub.join("Peter Ash", &patch, None).unwrap());
    assert_eq!(scopes("Peter Ash").unwrap(), whole);
    assert!(!house.hub.join("Peter Ash", &patch, None).unwrap(), "they are in it already");
    house.hub.leave("Olive Marsh", &patch).unwrap();
    assert_eq!(scopes("Olive Marsh").unwrap(), Vec::<String>::new());
    // A job that is given to the patch reaches whoever is in it.
    house.raise("10000012");
    house.hub.assign("10000012", None, &Assignee::Patch("E9-NORTH".into())).unwrap();
    // An operative sees its repairs alone.
    house.hub.invite("Ada Byrne", "Van 12", address, None).unwrap();
    house.hub.join("Ada Byrne", &patch, None).unwrap();
    assert_eq!(scopes("Ada Byrne").unwrap(), ["patch:E9-NORTH/repairs", "team:PLUMBING-NORTH/repairs"]);
}

#[test]
fn a_patch_and_a_site_have_work_as_soon_as_somebody_is_in_them() {
    let house = House::new();
    house.raise("10000012");
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    let mut dev = house.handheld("Dev Patel", "Van 7");
    let (patch, site) = (Assignee::Patch("E9-NORTH".into()), Assignee::Site("PRECINCT-4".into()));
    let nobody = house.hub.assign("10000012", None, &patch).unwrap_err().to_string();
    assert_eq!(nobody, "nobody is in patch E9-NORTH; let somebody join it first");
    house.hub.join("Ada Byrne", &Group::Patch("E9-NORTH".into()), None).unwrap();
    house.hub.join("Dev Patel", &Group::Site("PRECINCT-4".into()), None).unwrap();
    house.hub.assign("10000012", None, &patch).unwrap();
    ada.exchange(&house);
    dev.exchange(&house);
    assert_eq!((ada.documents.len(), dev.documents.len()), (1, 0));
    house.hub.assign("10000012", None, &site).unwrap();
    ada.exchange(&house);
    dev.exchange(&house);
    assert_eq!((ada.documents.len(), dev.documents.len()), (0, 1));
    let elsewhere = house.hub.leave("Ada Byrne", &Group::Site("PRECINCT-4".into())).unwrap_err().to_string();
    assert_eq!(elsewhere, "Ada Byrne is not in site PRECINCT-4, but in patch E9-NORTH, team PLUMBING-NORTH");
}

#[test]
fn work_by_somebody_who_had_just_lost_the_job_counts_is_listed_and_is_said_in_the_job() {
    let house = House::new();
    let job = house.raise("10000012");
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    let mut dev = house.handheld("Dev Patel", "Van 7");
    ada.exchange(&house);
    dev.exchange(&house);
    dev.record(&house, job, EventKind::Started);
    dev.note(&house, job, "Washer perished.");
    house.hub.assign("10000012", None, &Assignee::Person("Ada Byrne".into())).unwrap();
    dev.exchange(&house);
    let flagged = house.hub.flagged().unwrap();
    assert_eq!(flagged.len(), 1, "{flagged:?}");
    assert_eq!(
        (flagged[0].person.as_str(), flagged[0].changes, flagged[0].reference.as_str()),
        ("Dev Patel", 2, "10000012")
    );
    ada.exchange(&house);
    let late = |job: &domain::job::Job| {
        job.events.iter().filter(|event| event.kind == EventKind::AfterLeaving(dev.device)).count()
    };
    assert_eq!(late(&ada.job(job)), 1, "said once, however much there was");
    assert_eq!(ada.job(job).status().status, domain::job::JobStatus::Started);
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
