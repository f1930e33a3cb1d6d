//! Stories of a kind that grows: containers of later versions join records that began before them.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "in a story's helpers a panic is how it fails"
)]

mod common;
mod forge;

use automerge::{
    ActorId, Automerge, ObjType, ROOT, ReadDoc,
    transaction::{CommitOptions, Transactable},
};
use common::{Handheld, hub_ada_and_dev, job_id, leaking_tap, pen};
use documents::{
    Document,
    gate::{Admission, Fault, Signer},
    job, layers_up_to,
};
use domain::{
    access::{RecordPart, Role},
    id::{DocumentId, PhotoId, RecordKind},
    job::{BookedFor, Booking, BookingTerms, EventKind, JobEdit, NewHazard, OWN_SOURCE, reference_of},
};
use forge::{anybody, ask, landlord, operative, scribble};

fn child(number: u8) -> DocumentId {
    DocumentId::from_bytes([number; 16])
}

fn follow_on(number: u8) -> JobEdit {
    JobEdit::FollowOn { job: child(number), description: "Replaster behind the sink".into() }
}

/// A layer that the next version of Doorstep would bring, on top of all that this version knows.
fn layer_of_the_next_version(record: &Document) -> Vec<u8> {
    let mut inner = Automerge::load(&record.snapshot().saved).unwrap().with_actor(ActorId::from([1_u8; 16]));
    let fixed: Vec<_> = inner
        .get_changes(&[])
        .into_iter()
        .filter(|change| change.actor_id().to_bytes() == [1; 16])
        .map(|change| change.hash())
        .collect();
    inner = inner.fork_at(&fixed).unwrap().with_actor(ActorId::from([1_u8; 16]));
    let mut transaction = inner.transaction();
    transaction.put_object(ROOT, "weather", ObjType::Map).unwrap();
    let hash = transaction.commit_with(CommitOptions::default().with_time(0)).0.unwrap();
    inner.get_change_by_hash(&hash).unwrap().raw_bytes().to_vec()
}

#[test]
fn ada_and_dev_who_never_met_add_to_the_same_container_of_a_later_layer() {
    let (_, mut ada, mut dev) = hub_ada_and_dev();
    let made = ada.edit(follow_on(1));
    assert_eq!(made.len(), 2, "the layer joins once, with the first that needs it");
    assert!(ada.document.is_fixed(&made[0].hash) && !ada.document.is_fixed(&made[1].hash));
    assert_eq!(ada.edit(follow_on(1)), [], "named already");
    assert_eq!(ada.edit(follow_on(2)).len(), 1);
    dev.edit(follow_on(3));
    ada.hear(&dev);
    dev.hear(&ada);
    assert_eq!(ada.job(), dev.job());
    let named: Vec<DocumentId> = ada.job().follow_ons.iter().map(|follow_on| follow_on.job).collect();
    assert_eq!(named, [child(1), child(2), child(3)]);
    assert_eq!(ada.job().follow_ons[0].reference, reference_of(child(1)));
    assert_eq!(ada.job().follow_ons[2].written.device, Some(dev.device()));
}

#[test]
fn a_layer_is_nobodys_work() {
    let (_, mut ada, _) = hub_ada_and_dev();
    let made = ada.edit(follow_on(1));
    let summary = ada.document.describe(&made[0].hash).unwrap();
    assert!(summary.parts.is_empty() && !summary.outside && summary.written.device.is_none());
    assert_eq!(ada.document.describe(&made[1].hash).unwrap().parts, [RecordPart::JobFollowOns]);
}

#[test]
fn the_hub_puts_the_layer_in_from_its_own_build_and_handhelds_wait_for_it_to_come() {
    let (hub, mut ada, dev) = hub_ada_and_dev();
    let made = ada.edit(follow_on(1));
    let (layer, change) = (&made[0], &made[1]);
    assert_eq!(layers_up_to(RecordKind::Job, &layer.hash), std::slice::from_ref(layer));

    let Admission::Accepted(_, joined) = ask(&hub.document, &change.bytes, &operative(ada.device())) else {
        panic!("the hub knows the layer")
    };
    assert_eq!(joined, [layer.clone(), change.clone()]);

    let Admission::Held { missing } = ask(&dev.document, &change.bytes, &anybody(ada.device())) else {
        panic!("a handheld takes layers from the hub's log alone")
    };
    assert_eq!(missing, [layer.hash]);
    let Admission::Accepted(with_layer, _) = ask(&dev.document, &layer.bytes, &anybody(ada.device())) else {
        panic!("which is where this one comes from")
    };
    assert!(matches!(ask(&with_layer, &change.bytes, &anybody(ada.device())), Admission::Accepted(..)));
}

#[test]
fn nobody_pushes_a_layer_to_the_hub() {
    let (hub, mut ada, _) = hub_ada_and_dev();
    let layer = ada.edit(follow_on(1)).remove(0);
    for signer in [operative(ada.device()), landlord(pen(10).device)] {
        let answer = ask(&hub.document, &layer.bytes, &signer);
        assert!(matches!(answer, Admission::Refused(Fault::ActorNotOfDevice)), "{answer:?}");
    }
}

#[test]
fn a_handheld_of_an_older_version_keeps_what_it_has_no_words_for_and_shows_the_rest() {
    let (hub, mut ada, _) = hub_ada_and_dev();
    let layer = layer_of_the_next_version(&hub.document);
    let Admission::Accepted(old, _) = ask(&ada.document, &layer, &anybody(pen(10).device)) else {
        panic!("a layer does nothing but make containers")
    };
    // Somebody with the next version writes into it.
    let newer = scribble(&old, pen(12), |transaction| {
        let weather = transaction.get(ROOT, "weather").unwrap().unwrap().1;
        let entry = transaction.put_object(&weather, "01ARZ3NDEKTSV4RRFFQ69G5FAV", ObjType::Map).unwrap();
        transaction.put(&entry, "rain", true).unwrap();
    });
    let Admission::Accepted(old, _) = ask(&old, &newer, &anybody(pen(12).device)) else {
        panic!("it is kept though nobody here knows what it says")
    };
    assert_eq!(job::read(&old).unwrap(), ada.job());
    // And Ada's own work goes on on top of it.
    ada.document = old;
    ada.edit(JobEdit::Record { kind: EventKind::Started, reason: String::new() });
    assert_eq!(ada.job().events.len(), 1);
    // The hub is never older than its handhelds.
    let answer = ask(&hub.document, &newer, &operative(pen(12).device));
    assert!(matches!(answer, Admission::Held { .. }), "{answer:?}");
}

#[test]
fn a_layer_that_does_more_than_make_containers_is_kept_out() {
    let (hub, ..) = hub_ada_and_dev();
    let forged = |write: fn(&mut automerge::transaction::Transaction<'_>)| {
        let mut inner = Automerge::load(&hub.document.snapshot().saved).unwrap();
        let first = inner.get_changes(&[])[0].hash();
        inner = inner.fork_at(&[first]).unwrap().with_actor(ActorId::from([1_u8; 16]));
        let mut transaction = inner.transaction();
        write(&mut transaction);
        let hash = transaction.commit_with(CommitOptions::default().with_time(0)).0.unwrap();
        inner.get_change_by_hash(&hash).unwrap().raw_bytes().to_vec()
    };
    let attempts: [fn(&mut automerge::transaction::Transaction<'_>); 4] = [
        // Hides the events of everybody.
        |transaction| drop(transaction.put_object(ROOT, "events", ObjType::Map).unwrap()),
        |transaction| transaction.put(ROOT, "weather", "rain").unwrap(),
        |transaction| transaction.delete(ROOT, "note").unwrap(),
        |transaction| {
            let events = transaction.get(ROOT, "events").unwrap().unwrap().1;
            transaction.put_object(&events, "01ARZ3NDEKTSV4RRFFQ69G5FAV", ObjType::Map).unwrap();
        },
    ];
    for write in attempts {
        let answer = ask(&hub.document, &forged(write), &anybody(pen(10).device));
        assert!(matches!(answer, Admission::Refused(_)), "{answer:?}");
    }
}

#[test]
fn dev_books_a_job_at_the_door_once_and_what_was_ordered_stands() {
    let mut dev = Handheld::new(12);
    let terms = BookingTerms {
        purpose: BookedFor::Survey,
        photos: vec![PhotoId::from_bytes([4; 16]), PhotoId::from_bytes([2; 16])],
        follows: Some(child(9)),
        minutes: Some(90),
        operatives: 2,
        trades: "Plastering".into(),
        materials: "One bag of finish".into(),
        preferred: vec!["Tue 1 Dec AM".into(), "Wed 2 Dec school run".into()],
    };
    let mut order = leaking_tap();
    order.source = OWN_SOURCE.into();
    order.reference = reference_of(job_id());
    let booking = Booking { order, terms: terms.clone() };
    let change = dev.edit(JobEdit::Book(Box::new(booking))).remove(0);
    assert_eq!(dev.job().booked, Some(terms));

    let empty = Handheld::new(13).document;
    assert!(matches!(ask(&empty, &change.bytes, &operative(dev.device())), Admission::Accepted(..)));

    // Neither Dev nor anybody else at a door rewrites an order that is there.
    for (key, value) in [
        ("description", "Give him a new kitchen"),
        ("booked_for", "return"),
        ("booked_photos", ""),
        ("preferred", "Sun 29 Nov, midnight"),
    ] {
        let rewritten = scribble(&dev.document, pen(12), |transaction| {
            let order = transaction.get(ROOT, "order").unwrap().unwrap().1;
            transaction.put(&order, key, value).unwrap();
        });
        let answer = ask(&dev.document, &rewritten, &operative(dev.device()));
        assert!(
            matches!(answer, Admission::Refused(Fault::NotAllowed(Some(RecordPart::JobOrder)))),
            "{key}: {answer:?}"
        );
    }
}

#[test]
fn that_somebody_rang_is_said_of_a_danger_that_is_there_by_whoever_does_the_work() {
    let (_, _, mut dev) = hub_ada_and_dev();
    let seen = NewHazard { seen: "Bare wires at the cooker".into(), who: String::new(), danger_now: true };
    dev.edit(JobEdit::NoticeHazard(Box::new(seen)));
    let (hazard, status) = (dev.job().hazards[0].id, dev.job().status().status);
    assert_eq!(dev.job().to_be_rung_about().len(), 1);
    let by_an_officer = scribble(&dev.document, pen(13), |transaction| {
        let events = transaction.get(ROOT, "events").unwrap().unwrap().1;
        let event = transaction.put_object(&events, "01ARZ3NDEKTSV4RRFFQ69G5FAV", ObjType::Map).unwrap();
        transaction.put(&event, "kind", EventKind::Rung(hazard).name()).unwrap();
    });
    let officer = Signer { role: Some(Role::HousingOfficer), ..operative(pen(13).device) };
    let answer = ask(&dev.document, &by_an_officer, &officer);
    assert!(matches!(answer, Admission::Refused(Fault::NotAllowed(Some(RecordPart::JobEvents)))), "{answer:?}");

    dev.edit(JobEdit::Record { kind: EventKind::Rung(hazard), reason: String::new() });
    assert!(dev.job().to_be_rung_about().is_empty());
    assert_eq!(dev.job().status().status, status, "a call moves the work nowhere");
}
