//! Hazards: what was noticed at a door, and what the landlord's people found and did, which the landlord alone records.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a story that cannot be told has failed"
)]

mod common;
mod forge;

use automerge::{
    ObjId, ObjType, ROOT, ReadDoc,
    transaction::{Transactable, Transaction},
};
use common::{Handheld, NINE_O_CLOCK, hub_ada_and_dev, pen};
use documents::{
    Document,
    gate::{Admission, Fault, Signer},
    job::EditError,
};
use domain::{
    access::{RecordPart, Role},
    hazard::HazardFound,
    id::EventId,
    job::{HazardStepKind, Investigation, JobEdit, NewHazard, NewHazardStep},
    standards::Moment,
    time::Timestamp,
};
use forge::{accept, anybody, ask, landlord, operative, scribble};

const STEPS: Fault = Fault::NotAllowed(Some(RecordPart::JobHazardSteps));

fn mould() -> JobEdit {
    let seen = "Black mould on the bedroom wall".into();
    JobEdit::NoticeHazard(Box::new(NewHazard { seen, who: "A baby".into(), danger_now: false }))
}

fn step(hazard: EventId, hours: i64, kind: HazardStepKind) -> JobEdit {
    let at = Timestamp::from_milliseconds(NINE_O_CLOCK + hours * 3_600_000);
    JobEdit::StepOnHazard(Box::new(NewHazardStep { hazard, at, by: "Priya Shah".into(), kind }))
}

fn investigated() -> HazardStepKind {
    HazardStepKind::Investigated(Investigation {
        found: HazardFound::Significant,
        which: "damp and mould growth".into(),
        findings: "Cold bridge behind the wardrobe; the extractor is broken.".into(),
        safety_work: "Wash down with biocide".into(),
        further_work: "Insulate the reveal".into(),
        works_by: Some("2026-12-18".parse().unwrap()),
    })
}

/// Ada has noticed mould, and the landlord's hub knows of it.
fn noticed() -> (Handheld, Handheld, EventId) {
    let (mut hub, mut ada, _) = hub_ada_and_dev();
    ada.edit(mould());
    hub.hear(&ada);
    let hazard = hub.job().hazards[0].id;
    (hub, ada, hazard)
}

fn fault(document: &Document, bytes: &[u8], signer: &Signer) -> Fault {
    match ask(document, bytes, signer) {
        Admission::Refused(fault) => fault,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn every_step_reads_back_on_the_phone_of_whoever_noticed_it() {
    let (mut hub, mut ada, hazard) = noticed();
    hub.edit(step(hazard, 1, investigated()));
    hub.edit(step(hazard, 2, HazardStepKind::SummaryWritten("We found mould.".into())));
    let summary = hub.job().hazards[0].summary().unwrap().0;
    hub.edit(step(hazard, 3, HazardStepKind::SummaryGiven(summary, "By hand".into())));
    assert!(
        !hub.job().hazards[0].course().happened.contains_key(&Moment::SummaryGiven),
        "what nobody competent approved was not given"
    );
    hub.edit(step(hazard, 3, HazardStepKind::SummaryApproved(summary)));
    hub.edit(step(hazard, 4, HazardStepKind::MadeSafe("Washed down".into())));
    hub.edit(step(hazard, 5, HazardStepKind::FurtherWorkBegun("Ordered the boards".into())));
    hub.edit(step(hazard, 6, HazardStepKind::FurtherWorkStarted("First board is up".into())));
    ada.hear(&hub);
    let held = &ada.job().hazards[0];
    assert_eq!(held, &hub.job().hazards[0]);
    assert!(held.course().is_over());
    insta::assert_json_snapshot!(held.steps.iter().map(|step| &step.step).collect::<Vec<_>>());
}

#[test]
fn a_step_that_was_a_mistake_is_taken_back_and_its_clock_runs_again() {
    let (mut hub, _, hazard) = noticed();
    hub.edit(step(hazard, 1, investigated()));
    hub.edit(step(hazard, 2, HazardStepKind::MadeSafe("Wrong home".into())));
    let mistake = hub.job().hazards[0].steps[1].id;
    hub.edit(step(hazard, 3, HazardStepKind::TakenBack(mistake, "That was number 4".into())));
    let held = hub.job().hazards[0].clone();
    assert_eq!((held.steps.len(), held.standing().len()), (3, 1), "all of it stays in the record");
    assert!(!held.course().happened.contains_key(&Moment::MadeSafe));
    assert!(held.course().happened.contains_key(&Moment::Investigated));
}

#[test]
fn a_step_about_nothing_or_that_says_nothing_is_not_written() {
    let (mut hub, _, hazard) = noticed();
    let nowhere = EventId::from_bytes([9; 16]);
    let refused = |hub: &mut Handheld, edit| hub.try_edit(edit).unwrap_err();
    assert!(
        matches!(refused(&mut hub, step(nowhere, 1, investigated())), EditError::NoSuchHazard(id) if id == nowhere)
    );
    assert!(matches!(
        refused(&mut hub, step(hazard, 1, HazardStepKind::SummaryApproved(nowhere))),
        EditError::NoSuchHazard(_)
    ));
    assert!(matches!(
        refused(&mut hub, step(hazard, 1, HazardStepKind::MadeSafe("  ".into()))),
        EditError::ReasonMissing
    ));
    assert!(matches!(
        refused(&mut hub, step(hazard, 1, HazardStepKind::SummaryWritten("x".repeat(20_001)))),
        EditError::TooLong { .. }
    ));
    hub.edit(step(hazard, 1, investigated()));
    let no_summary = hub.job().hazards[0].steps[0].id;
    assert!(matches!(
        refused(&mut hub, step(hazard, 1, HazardStepKind::SummaryApproved(no_summary))),
        EditError::NoSuchHazard(_)
    ));
}

#[test]
fn nobody_at_a_door_says_what_was_found_and_nobody_rewrites_it() {
    let (mut hub, ada, hazard) = noticed();
    // Ada's phone has the layer, as from any step of the landlord's.
    hub.edit(step(hazard, 1, HazardStepKind::MadeSafe("Washed down".into())));
    let mut forged = Handheld::new(11);
    forged.hear(&hub);
    forged.document = hub.document.fork(pen(66));
    let lie = forged.edit(step(hazard, 2, HazardStepKind::FurtherWorkBegun("All well".into())));
    assert_eq!(fault(&hub.document, &lie[0].bytes, &operative(pen(66).device)), STEPS);
    let officer = Signer { device: pen(66).device, role: Some(Role::HousingOfficer) };
    assert_eq!(fault(&hub.document, &lie[0].bytes, &officer), STEPS);
    accept(&mut hub.document.fork(pen(10)), &lie[0].bytes, &landlord(pen(66).device));

    let container =
        |transaction: &Transaction<'_>| -> ObjId { transaction.get(ROOT, "hazard_steps").unwrap().unwrap().1 };
    let rewrites = scribble(&hub.document, pen(66), |transaction| {
        let steps = container(transaction);
        let key = transaction.keys(&steps).next().unwrap();
        let entry = transaction.get(&steps, key.as_str()).unwrap().unwrap().1;
        transaction.put(&entry, "at", 0_i64).unwrap();
    });
    let deletes = scribble(&hub.document, pen(66), |transaction| {
        let steps = container(transaction);
        let key = transaction.keys(&steps).next().unwrap();
        transaction.delete(&steps, key.as_str()).unwrap();
    });
    let nameless = scribble(&hub.document, pen(66), |transaction| {
        let steps = container(transaction);
        transaction.put_object(&steps, "last", ObjType::Map).unwrap();
    });
    for bytes in [&rewrites, &deletes, &nameless] {
        for signer in [landlord(pen(66).device), operative(pen(66).device), anybody(pen(66).device)] {
            assert_eq!(fault(&hub.document, bytes, &signer), STEPS);
        }
    }
    drop(ada);
}
