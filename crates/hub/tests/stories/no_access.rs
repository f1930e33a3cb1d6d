//! What was tried and offered at a closed door reaches whoever books the next visit, and the landlord's own system.

use domain::{
    id::DocumentId,
    job::{AppointmentWindow, ContactAttempt, ContactMethod, EventKind, JobEdit, NewAttempt, NewPhoto, PhotoStage},
};
use hub::plan::Assignee;

use crate::house::{Handheld, House, TEAM, beside, typed};

/// Dev at a closed door, with a photo of his card.
fn closed_door(house: &House, dev: &mut Handheld, job: DocumentId, stays_open: bool) {
    let photo = NewPhoto {
        hash: [0xAB; 32],
        size: 81_000,
        preview_hash: [0xCD; 32],
        preview_size: 4_000,
        media_type: "image/jpeg".into(),
        caption: "Calling card".into(),
        stage: PhotoStage::During,
        made_from: None,
    };
    dev.edit(house, job, &JobEdit::AddPhoto(photo));
    let card = dev.job(job).photos.last().unwrap().id;
    let contact = |method, minutes: i64| ContactAttempt { method, at: house.now().plus_milliseconds(minutes * 60_000) };
    let attempt = Box::new(NewAttempt {
        happened: "Nobody answered".into(),
        card: Some(card),
        no_card_because: String::new(),
        contacts: vec![contact(ContactMethod::Knocked, -5), contact(ContactMethod::Telephoned, -2)],
        offered: "Thu 26 Nov, morning".into(),
    });
    dev.edit(house, job, &JobEdit::NoAccess { stays_open, attempt });
    dev.exchange(house);
}

fn window(scalar: &str) -> Option<AppointmentWindow> {
    AppointmentWindow::from_scalar(scalar)
}

/// Ada does not matter here: Dev with one job, at a closed door.
fn story(stays_open: bool) -> (House, Handheld, DocumentId) {
    let house = House::new();
    let job = house.raise("CV261129-03");
    let mut dev = house.handheld("Dev Patel", "Van 7");
    dev.exchange(&house);
    closed_door(&house, &mut dev, job, stays_open);
    (house, dev, job)
}

#[test]
fn what_was_offered_stands_before_the_planner_until_it_is_booked() {
    for stays_open in [false, true] {
        let (mut house, mut dev, job) = story(stays_open);
        let line = || typed(&house, &["flagged"]).1;
        let told = line();
        assert!(told.starts_with("CV261129-03\t") && told.contains("\tno_access\tDev Patel (Van 7)\t"), "{told}");
        assert!(told.contains("nobody let them in on Mon 23 Nov 08:00 (Nobody answered)"), "{told}");
        assert!(told.contains("knocked 07:55, telephoned 07:58; a card was left and photographed"), "{told}");
        assert!(told.contains("offered Thu 26 Nov, morning: book it with doorstep-hub appoint"), "{told}");
        assert!(told.contains("--reference \"CV261129-03\" --date 2026-11-26 --from"), "{told}");
        let (_, health) = typed(&house, &["health"]);
        assert!(health.contains("1 job where nobody let us in and no other visit is booked: CV261129-03"), "{health}");

        house.hub.appoint("CV261129-03", None, window("2026-11-26|08:00|12:00|AM")).unwrap();
        assert_eq!(typed(&house, &["flagged"]).1, "nothing is flagged\n");
        assert!(typed(&house, &["health"]).1.contains("all is well"));
        // Nor does it come back with what is written next, or with a restart.
        dev.exchange(&house);
        dev.note(&house, job, "Bring a long ladder.");
        dev.exchange(&house);
        house.restart();
        assert_eq!(house.hub.unanswered().unwrap(), []);
        // Another closed door is another matter.
        closed_door(&house, &mut dev, job, stays_open);
        assert_eq!(house.hub.unanswered().unwrap().len(), 1);
    }
}

#[test]
fn it_stands_no_longer_once_somebody_is_sent_goes_by_themselves_or_it_is_seen_to() {
    let (house, ..) = story(true);
    house.hub.assign("CV261129-03", None, &Assignee::Person("Dev Patel".into())).unwrap();
    assert_eq!(house.hub.unanswered().unwrap(), [], "sent there by name");

    let (house, mut dev, job) = story(true);
    dev.record(&house, job, EventKind::Travelling);
    dev.exchange(&house);
    assert_eq!(house.hub.unanswered().unwrap(), [], "on the way again");

    let (house, ..) = story(false);
    house.hub.cancel("CV261129-03", None, "The tenant has moved").unwrap();
    assert_eq!(house.hub.unanswered().unwrap(), [], "withdrawn");

    let (house, mut dev, job) = story(false);
    assert_eq!(house.hub.dismiss("CV261129-03", None, "The tenant rang").unwrap(), 1);
    dev.note(&house, job, "Card put through.");
    dev.exchange(&house);
    assert_eq!(house.hub.unanswered().unwrap(), [], "seen to");
    assert!(house.hub.assign("CV261129-03", None, &Assignee::Team(TEAM.into())).unwrap());
}

#[test]
fn a_door_without_card_calls_or_offer_says_so() {
    let house = House::new();
    let job = house.raise("CV261129-03");
    let mut dev = house.handheld("Dev Patel", "Van 7");
    dev.exchange(&house);
    let attempt = NewAttempt { happened: "Dog in the garden".into(), ..NewAttempt::default() };
    dev.edit(&house, job, &JobEdit::NoAccess { stays_open: false, attempt: Box::new(attempt) });
    dev.exchange(&house);
    let words = &house.hub.unanswered().unwrap()[0].words;
    assert!(words.contains("(Dog in the garden); nobody was rung; no card was left"), "{words}");
    assert!(words.contains("no other appointment was offered: book one with doorstep-hub appoint"), "{words}");
    assert!(words.contains("--date … "), "{words}");
}

#[test]
fn the_landlords_system_is_told_what_was_tried_left_and_offered() {
    for stays_open in [false, true] {
        let (house, ..) = story(stays_open);
        let schemas = beside("hact");
        let messages = house.hub.export("CV261129-03", None, schemas.as_deref()).unwrap();
        let update = &messages[1].body;
        let comments = update["Comments"].as_str().unwrap();
        assert!(comments.contains("Nobody answered"), "{comments}");
        assert!(comments.contains("Tried: knocked 07:55, telephoned 07:58"), "{comments}");
        assert!(comments.contains("Card: a card was left and photographed"), "{comments}");
        assert!(comments.contains("Offered: Thu 26 Nov, morning"), "{comments}");
        let attempted = &update["CustomerCommunicationChannelAttempted"]["Value"];
        assert_eq!(attempted.as_str(), Some("knocked 07:55, telephoned 07:58"));
        assert_eq!(update["Evidence"][0]["Title"].as_str(), Some("Calling card"));
    }
}

#[test]
fn where_only_children_were_in_somebody_rebooks_and_nothing_is_told_of_them() {
    for stays_open in [false, true] {
        let house = House::new();
        let job = house.raise("CV261129-03");
        let mut dev = house.handheld("Dev Patel", "Van 7");
        dev.exchange(&house);
        let rang = ContactAttempt { method: ContactMethod::Telephoned, at: house.now() };
        let attempt = NewAttempt::no_adult(vec![rang], "Thu 26 Nov, afternoon".into());
        dev.edit(&house, job, &JobEdit::NoAccess { stays_open, attempt: Box::new(attempt) });
        assert_eq!(dev.job(job).status().status.is_closed(), !stays_open);
        dev.exchange(&house);
        let told = typed(&house, &["flagged"]).1;
        assert!(
            told.contains("\tno_access\tDev Patel (Van 7)\tno adult was in on Mon 23 Nov 08:00; telephoned"),
            "{told}"
        );
        assert!(told.contains("; offered Thu 26 Nov, afternoon: book it with"), "{told}");
        assert!(!told.contains("card"), "{told}");
        house.hub.assign("CV261129-03", None, &Assignee::Person("Dev Patel".into())).unwrap();
        assert_eq!(house.hub.unanswered().unwrap(), [], "sent there by name");
    }
}

#[test]
fn who_takes_back_that_no_adult_was_in_leaves_nothing_to_rebook() {
    let house = House::new();
    let job = house.raise("CV261129-03");
    let mut dev = house.handheld("Dev Patel", "Van 7");
    dev.exchange(&house);
    let attempt = NewAttempt::no_adult(Vec::new(), String::new());
    dev.edit(&house, job, &JobEdit::NoAccess { stays_open: false, attempt: Box::new(attempt) });
    let event = dev.job(job).attempts[0].id;
    dev.record(&house, job, EventKind::Undone(event));
    dev.exchange(&house);
    assert_eq!(house.hub.unanswered().unwrap(), []);
}
