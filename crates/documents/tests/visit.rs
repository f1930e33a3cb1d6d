//! Stories of one visit in its record: late, taken back, and where it was.

#![allow(clippy::unwrap_used, reason = "a story that cannot be told has failed")]

mod common;

use common::{Handheld, hub_ada_and_dev, leaking_tap};
use documents::job::EditError;
use domain::{
    id::EventId,
    job::{AccessInformation, EventKind, Job, JobEdit, JobStatus, Priority, UNDO_MS, WorkOrder},
    place::{Coordinates, Fix},
    time::Timestamp,
};

fn record(kind: EventKind) -> JobEdit {
    JobEdit::Record { kind, reason: String::new() }
}

fn last(job: &Job) -> EventId {
    job.events.last().unwrap().id
}

fn at_the_door() -> Fix {
    Fix { at: Coordinates::from_degrees(53.742_32, -1.998_77).unwrap(), accuracy: 12 }
}

#[test]
fn everything_that_an_order_says_of_getting_in_reads_back() {
    let mut hub = Handheld::new(10);
    let order = WorkOrder {
        position: Coordinates::from_degrees(53.742_32, -1.998_77),
        access: AccessInformation {
            entry_code: "C1478".into(),
            stopcock: "Under the stairs".into(),
            isolation: "Gas: meter box by the door".into(),
            days_to_avoid: "Not on Fridays".into(),
            ..AccessInformation::default()
        },
        ..leaking_tap()
    };
    hub.edit(JobEdit::Raise(Box::new(order.clone())));
    assert_eq!(hub.job().order, order);
}

#[test]
fn a_priority_is_set_whole_and_once() {
    let (mut hub, ..) = hub_ada_and_dev();
    let urgent = Priority { code: "1".into(), description: "1 [E] EMERGENCY".into(), required_completion: None };
    hub.edit(JobEdit::Prioritise(urgent.clone()));
    assert_eq!(hub.job().order.priority, urgent);
    let heads = hub.document.heads();
    hub.edit(JobEdit::Prioritise(urgent));
    assert_eq!(hub.document.heads(), heads, "it stood so already");
}

#[test]
fn where_ada_was_comes_after_her_tap_and_belongs_to_it() {
    let (mut hub, mut ada, _) = hub_ada_and_dev();
    ada.edit(record(EventKind::Arrived));
    let arrived = last(&ada.job());
    ada.edit(JobEdit::Locate { event: arrived, fix: at_the_door() });
    hub.hear(&ada);
    let job = hub.job();
    let event = job.events.iter().find(|event| event.id == arrived).unwrap();
    assert_eq!(job.fix_of(event), Some(at_the_door()));
    assert_eq!(job.status().status, JobStatus::Arrived);
    let nowhere = JobEdit::Locate { event: EventId::from_bytes([9; 16]), fix: at_the_door() };
    assert!(matches!(ada.try_edit(nowhere), Err(EditError::NoSuchEvent(_))));
}

#[test]
fn ada_takes_back_a_tap_within_the_minute_and_dev_sees_both() {
    let (_, mut ada, mut dev) = hub_ada_and_dev();
    ada.edit(record(EventKind::Started));
    ada.edit(record(EventKind::Completed));
    let job = ada.job();
    let completed = job.events.last().unwrap();
    let (device, at) = (completed.written.device.unwrap(), completed.written.at);
    assert_eq!(job.undoable(device, at).map(|event| event.id), Some(completed.id));
    assert_eq!(job.undoable(device, at.plus_milliseconds(UNDO_MS - 1)).map(|event| event.id), Some(completed.id));
    assert_eq!(job.undoable(device, at.plus_milliseconds(UNDO_MS)), None, "the minute is over");
    assert_eq!(job.undoable(device, at.plus_milliseconds(-1)), None, "the clock was set back");
    assert_eq!(job.undoable(common::pen(12).device, at), None, "it is not Dev's");

    let completed = completed.id;
    ada.edit(JobEdit::Locate { event: completed, fix: at_the_door() });
    assert!(ada.job().undoable(device, at).is_some(), "where it was is no step of its own");
    ada.edit(record(EventKind::Undone(completed)));
    dev.hear(&ada);
    let seen = dev.job();
    assert_eq!(seen.status().status, JobStatus::Started);
    assert!(seen.events.iter().any(|event| event.id == completed), "it stays in the log");
    assert!(seen.standing().iter().all(|event| event.id != completed));
}

#[test]
fn dev_reopens_what_ada_takes_back_at_the_same_time_and_both_end_alike() {
    let (_, mut ada, mut dev) = hub_ada_and_dev();
    ada.edit(record(EventKind::Started));
    ada.edit(record(EventKind::Completed));
    dev.hear(&ada);
    let completed = last(&ada.job());
    ada.edit(record(EventKind::Undone(completed)));
    dev.edit(record(EventKind::Reopened));
    ada.hear(&dev);
    dev.hear(&ada);
    assert_eq!(ada.job().status(), dev.job().status());
    assert!(!ada.job().status().status.is_closed());
}

#[test]
fn an_estimate_stands_until_somebody_is_there() {
    let (_, mut ada, _) = hub_ada_and_dev();
    let at = |minutes: i64| Timestamp::from_milliseconds(1_790_000_000_000 + minutes * 60_000);
    assert_eq!(ada.job().expected(), None);
    ada.edit(record(EventKind::RunningLate(at(15))));
    ada.edit(record(EventKind::RunningLate(at(30))));
    assert_eq!(ada.job().expected(), Some(at(30)));
    ada.edit(record(EventKind::Arrived));
    assert_eq!(ada.job().expected(), None);
}
