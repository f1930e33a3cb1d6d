//! What a landlord's system puts right of an order, in its record.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a story that cannot be told has failed")]

mod common;

use common::{Handheld, hub_ada_and_dev, leaking_tap};
use documents::gate::{Admission, Limits, Signer, admit};
use domain::{
    access::Role,
    job::{AccessInformation, Contact, JobEdit, Keysafe, Priority, WorkOrder},
    place::Coordinates,
};

/// The order with everything in it put right that can be.
fn put_right() -> WorkOrder {
    let mut order = leaking_tap();
    order.description = "Bath tap drips".into();
    order.location_of_repair = String::new();
    order.raised = None;
    order.priority = Priority { code: "1".into(), description: "1 [E] EMERGENCY".into(), required_completion: None };
    order.trade = ("GA".into(), "Gas".into());
    order.access = AccessInformation {
        description: "Ring twice".into(),
        keysafe: Some(Keysafe { location: "By the door".into(), code: "4471".into() }),
        ..AccessInformation::default()
    };
    order.property.address_lines = vec!["17 Pinder House".into(), "Weir Street".into()];
    order.position = Coordinates::from_degrees(53.742_32, -1.998_77);
    order.contacts = vec![
        Contact { name: "Jill Marsh".into(), numbers: vec!["07700 900321".into(), "01632 960001".into()] },
        Contact { name: "Sam Marsh".into(), numbers: Vec::new() },
    ];
    order
}

#[test]
fn what_is_put_right_reads_back_whole_and_put_back_it_is_as_before() {
    let (mut hub, ..) = hub_ada_and_dev();
    hub.edit(JobEdit::Correct(Box::new(put_right())));
    assert_eq!(hub.job().order, put_right());
    let heads = hub.document.heads();
    assert!(hub.edit(JobEdit::Correct(Box::new(put_right()))).is_empty());
    assert_eq!(hub.document.heads(), heads, "it stood so already");
    hub.edit(JobEdit::Correct(Box::new(leaking_tap())));
    assert_eq!(hub.job().order, leaking_tap());
}

#[test]
fn the_name_of_a_job_its_parts_and_its_appointment_are_not_touched() {
    let (mut hub, ..) = hub_ada_and_dev();
    let another = WorkOrder {
        source: "elsewhere".into(),
        reference: "10000099".into(),
        elements: Vec::new(),
        appointment: domain::job::AppointmentWindow::from_scalar("2026-11-24|08:00|13:00|AM"),
        ..leaking_tap()
    };
    assert!(hub.edit(JobEdit::Correct(Box::new(another))).is_empty());
    assert_eq!(hub.job().order, leaking_tap());
}

#[test]
fn it_is_the_landlords_to_put_right_and_nobody_elses() {
    let (mut hub, mut ada, _) = hub_ada_and_dev();
    let before = ada.document.clone();
    let by = |person: &Handheld, role| Signer { device: person.device(), role: Some(role) };
    let put = hub.edit(JobEdit::Correct(Box::new(put_right()))).remove(0);
    let landlord = by(&hub, Role::LandlordSystem);
    let Admission::Accepted(after, _) = admit(&before, &put.bytes, &landlord, &Limits::DEFAULT) else {
        panic!("it does not pass the gate");
    };
    assert_eq!(documents::job::read(&after).unwrap().order, put_right());
    // A contact is taken off again.
    let fewer = hub.edit(JobEdit::Correct(Box::new(leaking_tap()))).remove(0);
    assert!(matches!(admit(&after, &fewer.bytes, &landlord, &Limits::DEFAULT), Admission::Accepted(..)));
    let forged = ada.edit(JobEdit::Correct(Box::new(put_right()))).remove(0);
    for role in [Role::RepairsOperative, Role::HousingOfficer] {
        let refused = admit(&before, &forged.bytes, &by(&ada, role), &Limits::DEFAULT);
        assert!(matches!(refused, Admission::Refused(_)), "{role:?}");
    }
}
