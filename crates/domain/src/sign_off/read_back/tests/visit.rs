//! What Samira Haddad reads at the end of a tenancy health check, and what is not for her to read with the phone in hand.

use std::collections::{BTreeMap, BTreeSet};

use super::{bath, in_words, written};
use crate::{
    form::{Field, FilledForm, Form, Reply, Said, Value},
    id::{DocumentId, FilledFormId, InstanceId},
    job::{FollowOn, Job},
    locale::Locale,
    sign_off::{
        BookedTimes, Grounds, Promise, SaidOfUs, Told, answer_in_english, language_asked_for, read_back,
        read_back_again, spoken_with,
    },
};

const CHECK: &str = include_str!("../../../../../../forms/tenancy-check.json");
const KITCHEN: InstanceId = InstanceId::from_bytes([3; 16]);
const HALL: InstanceId = InstanceId::from_bytes([4; 16]);

fn form() -> Form {
    Form::read(CHECK).unwrap()
}

fn said(reply: Reply, at: &str) -> Said {
    Said { reply, written: written(at) }
}

fn text(text: &str) -> Reply {
    Reply::given(Value::Text(text.into()))
}

/// A check that was filled in with somebody, and what else was answered in it.
fn check(id: u8, person: &str, at: &str, more: &[(Field, Reply)]) -> FilledForm {
    let mut replies: BTreeMap<Field, Vec<Said>> = BTreeMap::new();
    replies.insert(Field::plain("spoken_with"), vec![said(text(person), at)]);
    for (field, reply) in more {
        replies.insert(field.clone(), vec![said(reply.clone(), at)]);
    }
    FilledForm {
        id: FilledFormId::from_bytes([id; 16]),
        form: form().id,
        begun: written("2026-11-22T10:41:00Z"),
        finished: None,
        replies,
        instances: BTreeSet::new(),
    }
}

fn samiras() -> FilledForm {
    let room = |instance: InstanceId, name: &str| Field::within(&[instance], name);
    let choices = |names: &[&str]| Reply::given(Value::Choices(names.iter().map(|name| (*name).into()).collect()));
    check(
        1,
        "Samira Haddad",
        "2026-11-22T10:50:00Z",
        &[
            (Field::plain("language"), text("Polish")),
            (Field::plain("bedrooms"), Reply::given(Value::Number(2.0))),
            (Field::plain("occupancy_concern"), Reply::given(Value::Truth(true))),
            (Field::plain("occupancy_what"), text("A second cot")),
            (Field::plain("safe_contact"), Reply::given(Value::Truth(false))),
            (Field::plain("safe_contact_how"), text("Through her sister")),
            (Field::plain("email"), Reply::declined()),
            (room(KITCHEN, "room"), text("kitchen")),
            (room(KITCHEN, "condition"), text("poor")),
            (room(KITCHEN, "condition_what"), text("The hob does not light")),
            (room(KITCHEN, "room_photos"), Reply::given(Value::Media(vec!["A".into(), "B".into()]))),
            (room(HALL, "room"), text("hall")),
            (room(HALL, "condition"), text("good")),
            (Field::plain("money_worries"), Reply::given(Value::Truth(true))),
            (Field::plain("referral"), choices(&["debt", "food"])),
            (Field::plain("services"), choices(&["none"])),
            (Field::plain("antisocial"), Reply::given(Value::Truth(true))),
            (Field::plain("antisocial_what"), text("Shouting from number 9")),
            // Nobody asks this any more, since the answer that it hung on is not there.
            (Field::plain("vulnerable_what"), text("Her heart")),
        ],
    )
}

fn visit() -> Job {
    let hob = FollowOn {
        job: DocumentId::from_bytes([8; 16]),
        reference: "D-7F3QK2ZP".into(),
        description: "Hob does not light".into(),
        written: written("2026-11-22T11:00:00Z"),
    };
    let mut job = Job { items: Vec::new(), photos: Vec::new(), follow_ons: vec![hob], ..bath() };
    (job.order.description, job.order.reference) = ("Tenancy health check".into(), "D-4M2".into());
    job
}

fn grounds() -> Grounds {
    Grounds {
        forms: vec![CHECK.into()],
        times: vec![BookedTimes { job: DocumentId::from_bytes([8; 16]), preferred: vec!["Tue 1 Dec AM".into()] }],
        said: vec![SaidOfUs { kind: "complaint".into(), words: "Nobody came, twice.".into() }],
        promises: vec![Promise {
            what: "We acknowledge a complaint".into(),
            by: "2026-11-29".parse().unwrap(),
            who: "Calder Vale Homes".into(),
        }],
    }
}

#[test]
fn samira_reads_what_she_said_and_what_follows_in_each_language_beside_english() {
    let (job, filled, grounds) = (visit(), [samiras()], grounds());
    let told = Told { job: &job, filled: &filled, grounds: Some(&grounds) };
    for locale in Locale::ALL {
        let page = read_back(&told, "Calder Vale Homes", locale, None);
        assert_eq!(read_back_again(&page, &told, "Calder Vale Homes").as_ref(), Some(&page), "{locale:?}");
        insta::assert_snapshot!(format!("visit_1_{}", locale.code()), in_words(page));
    }
}

#[test]
fn what_is_for_staff_never_stands_on_a_page_that_is_turned_round() {
    let (job, filled, grounds) = (visit(), [samiras()], grounds());
    let told = Told { job: &job, filled: &filled, grounds: Some(&grounds) };
    let page = in_words(read_back(&told, "Calder Vale Homes", Locale::English, None));
    for hidden in ["cot", "sister", "number 9", "hard for you", "safe to ring", "cross about", "heart"] {
        assert!(!page.contains(hidden), "{hidden}: {page}");
    }
    assert!(page.contains("You would rather not say"), "a decline is read back as one: {page}");
    let form = form();
    let of = |name: &str| answer_in_english(&form, form.item(name).unwrap(), &text("kitchen"));
    assert_eq!(of("room"), Some(("Which room?".into(), "Kitchen".into())));
    assert_eq!(of("antisocial_what"), None, "nor is it told where a seal is looked at");
}

#[test]
fn what_somebody_else_of_the_home_said_is_not_read_back_to_whoever_answered_last() {
    let jons =
        check(2, "Jon Haddad", "2026-11-22T10:45:00Z", &[(Field::plain("bedrooms"), text("I sleep in the car"))]);
    let (job, grounds, forms) = (visit(), grounds(), [form()]);
    let page = |filled: &[FilledForm]| {
        let told = Told { job: &job, filled, grounds: Some(&grounds) };
        in_words(read_back(&told, "Calder Vale Homes", Locale::English, None))
    };
    let both = [samiras(), jons.clone()];
    assert_eq!(spoken_with(&both, &forms).as_deref(), Some("Samira Haddad"));
    assert!(!page(&both).contains("in the car"));
    assert!(page(&[jons]).contains("in the car"));
    assert_eq!(language_asked_for(&both, &forms), Some(Locale::Polish));
}

#[test]
fn two_answers_that_nobody_has_chosen_between_are_both_read_back() {
    let mut filled = samiras();
    let three = Reply::given(Value::Number(3.0));
    filled.replies.get_mut(&Field::plain("bedrooms")).unwrap().push(said(three, "2026-11-22T10:52:00Z"));
    let (job, filled, grounds) = (visit(), [filled], grounds());
    let told = Told { job: &job, filled: &filled, grounds: Some(&grounds) };
    let page = in_words(read_back(&told, "Calder Vale Homes", Locale::English, None));
    assert!(page.contains("How many bedrooms are there? | 2 / 3"), "{page}");
}

#[test]
fn a_form_that_a_later_version_wrote_or_that_is_for_staff_alone_is_never_read_back() {
    let (job, filled) = (visit(), [samiras()]);
    for json in [CHECK.replace("\"read_back\": true,", ""), CHECK.replace("\"yes_no\"", "\"yes_no_perhaps\"")] {
        let grounds = Grounds { forms: vec![json], ..grounds() };
        let told = Told { job: &job, filled: &filled, grounds: Some(&grounds) };
        let page = read_back(&told, "Calder Vale Homes", Locale::English, None);
        assert!(!in_words(page.clone()).contains("Kitchen"));
        assert_eq!(read_back_again(&page, &told, "Calder Vale Homes"), None, "it cannot be told");
    }
}
