//! Stories of forms in a record: two people fill one in without a signal, and both keep what they wrote.

#![allow(clippy::unwrap_used, reason = "a story that cannot be told has failed")]

mod common;

use common::{Handheld, hub_ada_and_dev};
use documents::{
    Change, ChangeHash, Document,
    form::{self, FormEditError},
    gate,
};
use domain::{
    author::Clocks,
    form::{Answers, Field, FilledForm, Form, FormEdit, FormRef, Reply, Value, compete},
    id::{FilledFormId, InstanceId},
    job::NewId,
    time::Timestamp,
};
use proptest::prelude::*;

const ALARMS: &str = include_str!("../../../forms/smoke-co-alarm-check.json");

fn alarms() -> Form {
    Form::read(ALARMS).unwrap()
}

fn try_fill(who: &mut Handheld, n: u8, edit: &FormEdit) -> Result<Vec<Change>, FormEditError> {
    who.now += 1_000;
    let clocks = Clocks { device: Timestamp::from_milliseconds(who.now), hub_offset: None };
    form::edit(&mut who.document, edit, &clocks, NewId([n; 16]))
}

fn fill(who: &mut Handheld, n: u8, edit: &FormEdit) -> Vec<Change> {
    try_fill(who, n, edit).unwrap()
}

fn begun(who: &mut Handheld, n: u8) -> FilledFormId {
    fill(who, n, &FormEdit::Begin(alarms().id));
    FilledFormId::from_bytes([n; 16])
}

fn say(filled: FilledFormId, field: &Field, value: Value) -> FormEdit {
    FormEdit::Answer { filled, replies: vec![(field.clone(), Some(Reply::given(value)))] }
}

fn only(document: &Document) -> FilledForm {
    let [only] = form::filled(document).unwrap().try_into().unwrap();
    only
}

fn answers(document: &Document) -> Answers {
    only(document).answers(&alarms())
}

fn storeys(number: f64) -> (Field, Value) {
    (Field::plain("storeys"), Value::Number(number))
}

#[test]
fn two_who_fill_in_one_form_without_a_signal_both_keep_theirs() {
    let (_, mut ada, mut dev) = hub_ada_and_dev();
    let form = begun(&mut ada, 1);
    dev.hear(&ada);
    let alarms = Field::plain("alarms");
    fill(&mut ada, 2, &FormEdit::AddInstance { filled: form, repeat: alarms.clone() });
    fill(&mut dev, 3, &FormEdit::AddInstance { filled: form, repeat: alarms.clone() });
    let [hall, loft] = [2, 3].map(|n| InstanceId::from_bytes([n; 16]));
    fill(&mut ada, 4, &say(form, &Field::within(&[hall], "where"), Value::Text("hall".into())));
    fill(&mut dev, 5, &say(form, &Field::within(&[loft], "where"), Value::Text("landing".into())));
    fill(&mut ada, 6, &say(form, &storeys(2.0).0, storeys(2.0).1));
    fill(&mut dev, 7, &say(form, &Field::plain("hearing"), Value::Truth(true)));
    ada.hear(&dev);
    dev.hear(&ada);
    assert_eq!(only(&ada.document), only(&dev.document));
    let merged = answers(&ada.document);
    assert_eq!(merged.instances(&alarms).collect::<Vec<_>>(), [hall, loft]);
    assert_eq!(merged.replies().count(), 4);
    assert_eq!(only(&ada.document).competing().count(), 0);
}

#[test]
fn two_answers_to_one_question_compete_until_somebody_chooses() {
    let (_, mut ada, mut dev) = hub_ada_and_dev();
    let form = begun(&mut ada, 1);
    dev.hear(&ada);
    let (field, two) = storeys(2.0);
    fill(&mut ada, 2, &say(form, &field, two.clone()));
    fill(&mut dev, 3, &say(form, &field, Value::Number(3.0)));
    ada.hear(&dev);
    let merged = only(&ada.document);
    let said = &merged.replies[&field];
    assert_eq!(said.len(), 2);
    assert!(compete(said));
    let devices: Vec<_> = said.iter().map(|one| one.written.device).collect();
    assert!(devices.contains(&Some(ada.device())) && devices.contains(&Some(dev.device())));
    fill(&mut ada, 4, &say(form, &field, two.clone()));
    assert_eq!(only(&ada.document).competing().count(), 0, "saying it again settles it");
    assert!(fill(&mut ada, 5, &say(form, &field, two)).is_empty(), "and once more writes nothing");
}

#[test]
fn an_instance_that_one_takes_away_while_the_other_answers_in_it_stays_with_that_answer() {
    let (_, mut ada, mut dev) = hub_ada_and_dev();
    let form = begun(&mut ada, 1);
    let alarms = Field::plain("alarms");
    fill(&mut ada, 2, &FormEdit::AddInstance { filled: form, repeat: alarms.clone() });
    let hall = InstanceId::from_bytes([2; 16]);
    fill(&mut ada, 3, &say(form, &Field::within(&[hall], "where"), Value::Text("hall".into())));
    dev.hear(&ada);
    fill(&mut ada, 4, &FormEdit::RemoveInstance { filled: form, repeat: alarms.clone(), instance: hall });
    assert_eq!(answers(&ada.document), Answers::default());
    fill(&mut dev, 5, &say(form, &Field::within(&[hall], "sounds"), Value::Truth(false)));
    ada.hear(&dev);
    let merged = answers(&ada.document);
    assert_eq!(merged.instances(&alarms).collect::<Vec<_>>(), [hall]);
    assert_eq!(merged.replies().map(|(field, _)| field.name.as_str()).collect::<Vec<_>>(), ["sounds"]);
}

#[test]
fn what_is_changed_after_somebody_said_that_a_form_is_filled_in_is_not_covered_by_it() {
    let (_, mut ada, mut dev) = hub_ada_and_dev();
    let form = begun(&mut ada, 1);
    fill(&mut ada, 2, &say(form, &storeys(2.0).0, storeys(2.0).1));
    dev.hear(&ada);
    fill(&mut ada, 3, &FormEdit::Finish(form));
    let finished = only(&ada.document).finished.unwrap();
    assert!(finished.covers_all && finished.written.device == Some(ada.device()));
    assert!(fill(&mut ada, 4, &FormEdit::Finish(form)).is_empty(), "twice is as good as once");
    // Dev had not seen the end.
    fill(&mut dev, 5, &say(form, &Field::plain("hearing"), Value::Truth(true)));
    ada.hear(&dev);
    assert!(!only(&ada.document).finished.unwrap().covers_all);
    fill(&mut ada, 6, &FormEdit::Finish(form));
    assert!(only(&ada.document).finished.unwrap().covers_all);
}

#[test]
fn declining_not_knowing_leaving_out_and_not_answering_are_four_things() {
    let (_, mut ada, _) = hub_ada_and_dev();
    let form = begun(&mut ada, 1);
    let field = Field::plain("hearing");
    let left_out = Reply { answer: domain::form::Answer::NotAsked, origin: domain::form::Origin::Asked };
    for (n, reply) in (2..).zip([Some(Reply::declined()), Some(Reply::unknown()), Some(left_out), None]) {
        fill(&mut ada, n, &FormEdit::Answer { filled: form, replies: vec![(field.clone(), reply.clone())] });
        assert_eq!(answers(&ada.document).get(&field), reply.as_ref());
    }
}

#[test]
fn a_form_that_nobody_began_and_an_answer_without_end_are_refused() {
    let (_, mut ada, _) = hub_ada_and_dev();
    let nobodys = FilledFormId::from_bytes([9; 16]);
    let (field, two) = storeys(2.0);
    let refused = try_fill(&mut ada, 2, &say(nobodys, &field, two)).unwrap_err();
    assert!(matches!(refused, FormEditError::NoSuchForm(id) if id == nobodys));
    let form = begun(&mut ada, 1);
    let endless = Value::Text("a".repeat(form::MAX_REPLY));
    let before = ada.document.heads();
    assert!(matches!(try_fill(&mut ada, 3, &say(form, &field, endless)), Err(FormEditError::TooLong)));
    assert_eq!(ada.document.heads(), before);
}

#[test]
fn the_hubs_gate_lets_every_edit_of_a_form_in() {
    let (mut hub, mut ada, _) = hub_ada_and_dev();
    let form = begun(&mut ada, 1);
    let alarms = Field::plain("alarms");
    let hall = InstanceId::from_bytes([2; 16]);
    for (n, edit) in (2..).zip([
        FormEdit::AddInstance { filled: form, repeat: alarms.clone() },
        say(form, &Field::within(&[hall], "where"), Value::Text("hall".into())),
        FormEdit::Finish(form),
        FormEdit::RemoveInstance { filled: form, repeat: alarms, instance: hall },
    ]) {
        fill(&mut ada, n, &edit);
    }
    let known: Vec<ChangeHash> = hub.document.changes().iter().map(|change| change.hash).collect();
    for change in ada.document.changes().into_iter().filter(|change| !known.contains(&change.hash)) {
        let envelope = gate::measure(&change.bytes, &gate::Limits::DEFAULT).unwrap();
        assert_eq!(envelope.hash, change.hash);
        hub.document.apply(&[change]).unwrap();
    }
    assert_eq!(only(&hub.document), only(&ada.document));
}

#[test]
fn how_a_form_stands_in_a_record_never_changes() {
    let (_, mut ada, _) = hub_ada_and_dev();
    let form = begun(&mut ada, 1);
    fill(&mut ada, 2, &FormEdit::AddInstance { filled: form, repeat: Field::plain("alarms") });
    let hall = InstanceId::from_bytes([2; 16]);
    fill(&mut ada, 3, &say(form, &Field::within(&[hall], "sounds"), Value::Truth(true)));
    fill(&mut ada, 4, &say(form, &storeys(2.5).0, storeys(2.5).1));
    fill(&mut ada, 5, &FormEdit::Finish(form));
    insta::assert_debug_snapshot!(only(&ada.document));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever three people answer, add, take away and finish, in whichever order they hear of one another.
    #[test]
    fn everybody_who_has_heard_everything_reads_the_same_forms(deeds in prop::collection::vec((0_usize..3, 0_u8..6, 0_u8..4), 1..40)) {
        let (hub, ada, dev) = hub_ada_and_dev();
        let mut people = [hub, ada, dev];
        let form = begun(&mut people[0], 1);
        for at in 1..3 {
            let (first, rest) = people.split_at_mut(1);
            rest[at - 1].hear(&first[0]);
        }
        let repeat = Field::plain("alarms");
        for (n, (who, deed, what)) in (10_u8..).zip(deeds) {
            let instances: Vec<InstanceId> = answers(&people[who].document).instances(&repeat).collect();
            let instance = instances.get(usize::from(what)).copied();
            let edit = match (deed, instance) {
                (0, _) => FormEdit::AddInstance { filled: form, repeat: repeat.clone() },
                (1, Some(instance)) => FormEdit::RemoveInstance { filled: form, repeat: repeat.clone(), instance },
                (2, Some(instance)) => say(form, &Field::within(&[instance], "sounds"), Value::Truth(what % 2 == 0)),
                (3, _) => FormEdit::Finish(form),
                (4, _) => {
                    let other = (who + 1) % 3;
                    let heard = people[other].document.changes();
                    people[who].document.apply(&heard).unwrap();
                    continue;
                }
                _ => say(form, &Field::plain("storeys"), Value::Number(f64::from(what))),
            };
            fill(&mut people[who], n, &edit);
        }
        let all: Vec<Vec<Change>> = people.iter().map(|person| person.document.changes()).collect();
        for person in &mut people {
            for changes in &all {
                person.document.apply(changes).unwrap();
            }
        }
        prop_assert_eq!(form::filled(&people[0].document).unwrap(), form::filled(&people[1].document).unwrap());
        prop_assert_eq!(form::filled(&people[1].document).unwrap(), form::filled(&people[2].document).unwrap());
    }
}

#[test]
fn a_version_of_a_form_is_named_by_its_own_name_and_number() {
    let (_, mut ada, _) = hub_ada_and_dev();
    fill(&mut ada, 1, &FormEdit::Begin(FormRef { form: "alarm check".into(), version: 12 }));
    assert_eq!(only(&ada.document).form, FormRef { form: "alarm check".into(), version: 12 });
}
