//! Stories of one job on several handhelds that do not hear each other.

mod common;

use common::{Handheld, hub_ada_and_dev, leaking_tap, new_item};
use documents::{Document, job, job::EditError};
use domain::{
    id::{EventId, ItemId},
    job::{CompetingField, EventKind, JobEdit, JobStatus},
};

fn record(kind: EventKind) -> JobEdit {
    JobEdit::Record { kind, reason: String::new() }
}

#[test]
fn a_raised_job_reads_back_as_it_was_ordered() {
    let (_, ada, _) = hub_ada_and_dev();
    let read = ada.job();
    assert_eq!(read.order, leaking_tap());
    assert!(read.items[0].ordered);
    assert_eq!(read.items[0].added.device, Some(common::pen(10).device));
    assert!(read.competitions.is_empty());
}

#[test]
fn a_job_is_raised_once() {
    let (mut hub, ..) = hub_ada_and_dev();
    assert!(matches!(hub.try_edit(JobEdit::Raise(Box::new(leaking_tap()))), Err(EditError::AlreadyRaised(_))));
}

#[test]
fn what_two_people_write_in_the_same_note_is_all_kept() {
    let (_, mut ada, mut dev) = hub_ada_and_dev();
    ada.type_note("Tap washer worn.");
    dev.hear(&ada);
    ada.type_note("Tap washer worn. Replaced it, isolation valve is stiff.");
    dev.type_note("Kitchen. Tap washer worn. Neighbour below saw a stain.");
    ada.hear(&dev);
    dev.hear(&ada);
    assert_eq!(ada.job().note.text, dev.job().note.text);
    let text = ada.job().note.text;
    for words in
        ["Kitchen. ", "Tap washer worn.", " Replaced it, isolation valve is stiff.", " Neighbour below saw a stain."]
    {
        assert!(text.contains(words), "{words:?} is lost from {text:?}");
    }
}

#[test]
fn a_note_that_says_what_nobody_wrote_stands_beside_what_each_wrote_until_somebody_has_read_it() {
    let (_, mut ada, mut dev) = hub_ada_and_dev();
    ada.type_note("Gas is on. Use 15 mm pipe.");
    dev.hear(&ada);
    ada.type_note("Gas is on. Use 22 mm pipe.");
    dev.type_note("Gas is off. Use 28 mm pipe.");
    ada.hear(&dev);
    dev.hear(&ada);
    let merged = ada.job().note.text;
    assert!(merged.contains("off") && !["22 mm", "28 mm"].iter().any(|one| merged.contains(&format!(" {one}"))));
    let [competition] = &ada.job().competitions[..] else { panic!("{:?}", ada.job().competitions) };
    assert_eq!(competition.field, CompetingField::Note);
    assert_eq!(competition, &dev.job().competitions[0]);
    let mut sides: Vec<_> = competition.sides.iter().map(|side| (side.written.device, side.value.as_str())).collect();
    sides.sort_unstable();
    let mut wrote =
        [(Some(ada.device()), "Gas is on. Use 22 mm pipe."), (Some(dev.device()), "Gas is off. Use 28 mm pipe.")];
    wrote.sort_unstable();
    assert_eq!(sides, wrote);
    // Whoever edits it afterwards has read it; so has whoever says that it is right as it is.
    let base = dev.version();
    assert_eq!(dev.edit(JobEdit::EditNote { base, text: merged }).len(), 1);
    assert!(dev.job().competitions.is_empty());
    ada.type_note("Gas is off. Use 28 mm pipe.");
    assert!(ada.job().competitions.is_empty());
}

#[test]
fn words_in_different_sentences_do_not_compete() {
    let (_, mut ada, mut dev) = hub_ada_and_dev();
    ada.type_note("Gas is on. Use 15 mm pipe.");
    dev.hear(&ada);
    ada.type_note("Gas is on. Use 22 mm pipe.");
    dev.type_note("Gas is off. Use 15 mm pipe.");
    ada.hear(&dev);
    assert_eq!(ada.job().note.text, "Gas is off. Use 22 mm pipe.");
    assert!(ada.job().competitions.is_empty());
}

#[test]
fn a_note_saved_from_an_older_view_undoes_nothing_that_arrived_since() {
    let (_, mut ada, mut dev) = hub_ada_and_dev();
    ada.type_note("One. Two. Three.");
    dev.hear(&ada);
    let shown = dev.version();
    ada.type_note("One. Two and a half. Three.");
    dev.hear(&ada);
    // Dev's screen still shows the first text while Ada's words have arrived beneath it.
    dev.edit(JobEdit::EditNote { base: shown, text: "Two. Three. Four.".into() });
    assert_eq!(dev.job().note.text, "Two and a half. Three. Four.");
    assert_eq!(dev.job().note.last.unwrap().device, Some(dev.device()));
}

#[test]
fn words_typed_inside_a_passage_that_another_deletes_survive() {
    let (_, mut ada, mut dev) = hub_ada_and_dev();
    ada.type_note("Please ring the bell twice.");
    dev.hear(&ada);
    let shown = dev.version();
    ada.type_note("Please ring the loud bell twice.");
    dev.hear(&ada);
    dev.edit(JobEdit::EditNote { base: shown, text: String::new() });
    assert!(dev.job().note.text.contains("loud"), "{:?}", dev.job().note.text);
}

#[test]
fn quantities_set_without_sight_of_each_other_compete_and_a_choice_settles_them() {
    let (_, mut ada, mut dev) = hub_ada_and_dev();
    let item = ada.job().items[0].id;
    ada.edit(JobEdit::ChangeQuantity { item, quantity: 2.0 });
    dev.edit(JobEdit::ChangeQuantity { item, quantity: 3.5 });
    ada.hear(&dev);
    dev.hear(&ada);
    let competition = ada.job().competitions[0].clone();
    assert_eq!(competition, dev.job().competitions[0]);
    assert_eq!(competition.field, CompetingField::Quantity(item));
    let mut sides: Vec<_> = competition.sides.iter().map(|side| (side.value.as_str(), side.written.device)).collect();
    sides.sort_unstable();
    assert_eq!(sides, [("2", Some(ada.device())), ("3.5", Some(dev.device()))]);
    // Choosing the value that happens to be shown is still a choice.
    let shown = ada.job().items[0].quantity;
    assert_eq!(ada.edit(JobEdit::ChangeQuantity { item, quantity: shown }).len(), 1);
    assert!(ada.job().competitions.is_empty());
    dev.hear(&ada);
    assert!(dev.job().competitions.is_empty());
    assert_eq!(ada.document.changes().len(), 4, "both quantities stay in the history");
}

#[test]
fn the_same_quantity_set_by_both_is_no_competition() {
    let (_, mut ada, mut dev) = hub_ada_and_dev();
    let item = ada.job().items[0].id;
    ada.edit(JobEdit::ChangeQuantity { item, quantity: 2.0 });
    dev.edit(JobEdit::ChangeQuantity { item, quantity: 2.0 });
    ada.hear(&dev);
    assert!(ada.job().competitions.is_empty());
}

#[test]
fn a_visit_is_recorded_in_causal_order_with_both_clocks() {
    let (_, mut ada, _) = hub_ada_and_dev();
    for kind in [EventKind::Accepted, EventKind::Started, EventKind::Completed] {
        ada.now -= 3_600_000; // Her clock keeps jumping back.
        ada.edit(record(kind));
    }
    let read = ada.job();
    let kinds: Vec<_> = read.events.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [EventKind::Accepted, EventKind::Started, EventKind::Completed]);
    assert_eq!(read.status().status, JobStatus::Completed);
    let last = read.events.last().unwrap();
    assert_eq!(last.best_time().milliseconds(), last.written.at.milliseconds() + 250);
    assert_eq!(last.written.device, Some(ada.device()));
}

#[test]
fn an_edit_that_cannot_be_made_says_why_and_leaves_the_record_alone() {
    let (_, mut ada, _) = hub_ada_and_dev();
    let before = ada.document.heads();
    let missing = ItemId::from_bytes([9; 16]);
    assert!(matches!(
        ada.try_edit(JobEdit::ChangeQuantity { item: missing, quantity: 1.0 }),
        Err(EditError::NoSuchItem(_))
    ));
    for quantity in [-1.0, 10_000.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(ada.try_edit(JobEdit::AddItem(new_item("X", quantity))), Err(EditError::Quantity(_))));
    }
    assert!(matches!(ada.try_edit(record(EventKind::NoAccess)), Err(EditError::ReasonMissing)));
    let rung = record(EventKind::Rung(EventId::from_bytes([9; 16])));
    assert!(matches!(ada.try_edit(rung), Err(EditError::NoSuchHazard(_))), "about no danger that is here");
    let long = "a".repeat(job::MAX_NOTE + 1);
    let base = ada.version();
    assert!(matches!(ada.try_edit(JobEdit::EditNote { base, text: long }), Err(EditError::TooLong { .. })));
    assert!(matches!(
        ada.try_edit(JobEdit::EditNote { base: vec![[1; 32]], text: "x".into() }),
        Err(EditError::UnknownBase)
    ));
    assert_eq!(ada.document.heads(), before);
}

#[test]
fn saving_what_stands_already_makes_no_change() {
    let (_, mut ada, _) = hub_ada_and_dev();
    ada.type_note("Done.");
    assert!(ada.type_note("Done.").is_empty());
    let item = ada.job().items[0].id;
    assert!(ada.edit(JobEdit::ChangeQuantity { item, quantity: 1.0 }).is_empty());
}

#[test]
fn a_record_is_rebuilt_equal_from_its_snapshot_and_the_changes_since() {
    let (_, mut ada, _) = hub_ada_and_dev();
    ada.type_note("First.");
    let snapshot = ada.document.snapshot();
    let heads = ada.document.heads();
    ada.type_note("First. Second.");
    let since = ada.document.changes_since(&heads);
    assert_eq!(since.len(), 1);
    let rebuilt = Document::assemble(
        ada.document.id(),
        ada.document.kind(),
        common::pen(13),
        Some(&documents::Snapshot::from_frame(&snapshot.to_frame()).unwrap()),
        &since,
    )
    .unwrap();
    assert_eq!(job::read(&rebuilt).unwrap(), ada.job());
    let replayed =
        Document::assemble(ada.document.id(), ada.document.kind(), common::pen(14), None, &ada.document.changes());
    assert_eq!(job::read(&replayed.unwrap()).unwrap(), ada.job());
}

#[test]
fn a_part_of_the_history_reads_as_it_was_then() {
    let (_, mut ada, _) = hub_ada_and_dev();
    ada.type_note("Before.");
    let then = ada.document.heads();
    ada.type_note("Before. After.");
    assert_eq!(job::read_at(&ada.document, &then).unwrap().note.text, "Before.");
}

#[test]
fn every_change_tells_who_wrote_which_part() {
    use domain::access::RecordPart;
    let (_, mut ada, _) = hub_ada_and_dev();
    let parts = |handheld: &Handheld, change: &[documents::Change]| {
        let summary = handheld.document.describe(&change[0].hash).unwrap();
        assert!(!summary.outside);
        (summary.written.device, summary.parts)
    };
    let raised = ada.document.changes();
    assert_eq!(parts(&ada, &raised), (Some(common::pen(10).device), vec![RecordPart::JobOrder, RecordPart::JobItems]));
    let noted = ada.type_note("Hello.");
    assert_eq!(parts(&ada, &noted), (Some(ada.device()), vec![RecordPart::JobNote]));
    let started = ada.edit(record(EventKind::Started));
    assert_eq!(parts(&ada, &started), (Some(ada.device()), vec![RecordPart::JobEvents]));
}
