//! Forms at the door: what is asked, what is wrong, what follows.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::{
    id::InstanceId,
    standards::{Pack, Standards},
    time::Timestamp,
    working_time::WorkingCalendar,
};

const GAS: &str = include_str!("../../../../forms/gas-safety-record.json");

const DIAGNOSIS: &str = include_str!("../../../../forms/repairs-diagnosis.json");

const RISK: &str = include_str!("../../../../forms/point-of-work-risk-assessment.json");

/// Every form that comes with the project.
const FORMS: [&str; 10] = [
    include_str!("../../../../forms/affordability.json"),
    include_str!("../../../../forms/asbestos-stop.json"),
    include_str!("../../../../forms/diversity-profile.json"),
    include_str!("../../../../forms/electrical-remedial-note.json"),
    GAS,
    RISK,
    include_str!("../../../../forms/smoke-co-alarm-check.json"),
    include_str!("../../../../forms/tenancy-check.json"),
    include_str!("../../../../forms/unsafe-gas-situation.json"),
    DIAGNOSIS,
];

fn now() -> Timestamp {
    Timestamp::parse("2026-11-26T10:42:00").unwrap()
}

fn form(text: &str) -> Form {
    Form::read(text).unwrap_or_else(|faults| panic!("{}", faults.iter().map(|f| format!("{f}\n")).collect::<String>()))
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn day(text: &str) -> Value {
    Value::Date(text.parse().unwrap())
}

fn instance(n: u8) -> InstanceId {
    InstanceId::from_bytes([n; 16])
}

/// Answers as somebody gives them, with the form's own check on each.
struct Visit {
    form: Form,
    answers: Answers,
    held: Held,
}

impl Visit {
    fn of(json: &str) -> Self {
        Self { form: form(json), answers: Answers::default(), held: Held::new() }
    }

    fn filling(&self) -> Filling<'_> {
        Filling::new(&self.form, &self.answers, &self.held, now())
    }

    fn say(&mut self, name: &str, value: Value) {
        self.say_in(&[], name, value);
    }

    fn say_in(&mut self, instances: &[InstanceId], name: &str, value: Value) {
        let (field, reply) = (Field::within(instances, name), Reply::given(value));
        let wrong = self.filling().check(&field, &reply, "en");
        assert_eq!(wrong, [], "{field}");
        self.answers.set(field, reply);
    }

    fn asked(&self) -> Vec<String> {
        self.filling().questions().iter().map(|ask| ask.field.name.clone()).collect()
    }

    fn problems(&self) -> Vec<(String, ProblemKind, String)> {
        let problems = self.filling().problems("en");
        problems.into_iter().map(|problem| (problem.field.to_string(), problem.kind, problem.words)).collect()
    }
}

#[test]
fn every_form_that_comes_with_the_project_is_whole() {
    for json in FORMS {
        let form = form(json);
        assert!(form.items().len() > 5, "{}", form.id);
        let filling = (Answers::default(), Held::new());
        let filling = Filling::new(&form, &filling.0, &filling.1, now());
        assert!(filling.next(None).is_some(), "{}", form.id);
    }
}

#[test]
fn a_diagnosis_offers_the_trades_own_fixtures_and_says_what_to_look_for_in_the_schedule() {
    let mut visit = Visit::of(DIAGNOSIS);
    assert_eq!(visit.filling().suggestions(), []);
    visit.say("trade", text("Heating"));
    let fixtures: Vec<&str> =
        visit.filling().choices(&Field::plain("fixture")).iter().map(|choice| choice.name.as_str()).collect();
    assert!(fixtures.contains(&"circulating_pump") && !fixtures.contains(&"basin_tap"), "{fixtures:?}");
    visit.say("fixture", text("circulating_pump"));
    visit.say("work", text("renew"));
    let wanted = ("circulating pump renew".to_owned(), Some("Heating".to_owned()));
    assert_eq!(visit.filling().suggestions(), [wanted]);
}

#[test]
fn a_gas_record_asks_about_a_defect_only_where_there_is_one_and_dates_the_next_check() {
    let mut visit = Visit::of(GAS);
    visit.held.insert("home.gas_check_due".into(), day("2027-01-15"));
    visit.say("checked_on", day("2026-11-20"));
    let boiler = [instance(1)];
    visit.answers.add_instance(Field::plain("appliances"), boiler[0]);
    assert!(!visit.asked().contains(&"flue_type".to_owned()), "nothing is checked before it is inspected");
    assert!(!visit.asked().contains(&"not_inspected_why".to_owned()), "and no reason is wanted before the answer");
    visit.say_in(&boiler, "inspected", Value::Truth(true));
    visit.say_in(&boiler, "co_ppm", Value::Number(25.0));
    visit.say_in(&boiler, "co2_percent", Value::Number(8.5));
    visit.say_in(&boiler, "flue_type", text("open"));
    assert_eq!(visit.filling().value(&Field::within(&boiler, "co_ratio")), Value::Number(0.0003));
    assert!(!visit.asked().contains(&"classification".to_owned()));
    visit.say_in(&boiler, "safe", Value::Truth(false));
    assert!(visit.asked().contains(&"classification".to_owned()));
    visit.say_in(&boiler, "classification", text("at_risk"));
    let no_notice = Reply::given(Value::Truth(false));
    let wrong = visit.filling().check(&Field::within(&boiler, "warning_notice"), &no_notice, "en");
    assert_eq!(wrong[0].words, "Something dangerous or at risk needs a warning notice.");
    assert_eq!(visit.filling().value(&Field::plain("defects")), Value::Number(1.0));
    let filling = visit.filling();
    assert_eq!(filling.words(&Field::plain("unsafe_note"), "en").split(". ").next(), Some("Defects found: 1"));

    let proposed =
        filling.questions().into_iter().find(|ask| ask.field.name == "was_due_on").unwrap().proposed.unwrap();
    assert_eq!(proposed, Proposed { value: day("2027-01-15"), is_held: true });
    visit.say("was_due_on", proposed.value);
    let england = Pack::read(include_str!("../../../../packs/england-2026.json")).unwrap();
    let (standards, calendar) = (Standards::new([england]), WorkingCalendar::default());
    let due: Vec<_> =
        visit.filling().due(&standards, &calendar).iter().map(|due| (due.name, due.due.last_day)).collect();
    let on = |text: &str| text.parse().unwrap();
    assert_eq!(
        due,
        [("next_check", on("2028-01-15")), ("record_to_tenant", on("2026-12-18"))],
        "early, so the date is kept"
    );
}

#[test]
fn work_does_not_start_while_something_is_unsafe() {
    let mut visit = Visit::of(FORMS[5]);
    visit.say("present", Value::Choices(vec!["height".into(), "electricity".into()]));
    visit.say("height_safe", Value::Truth(true));
    visit.say("electric_safe", Value::Truth(false));
    let decide = |visit: &Visit, decision: &str| {
        visit.filling().check(&Field::plain("decision"), &Reply::given(text(decision)), "en").len()
    };
    assert_eq!((decide(&visit, "safe"), decide(&visit, "stopped")), (1, 0));
    visit.say("electric_safe", Value::Truth(true));
    assert_eq!(decide(&visit, "safe"), 0);
    let both = Reply::given(Value::Choices(vec!["none".into(), "height".into()]));
    assert_eq!(visit.filling().check(&Field::plain("present"), &both, "en")[0].kind, ProblemKind::Constraint);
}

#[test]
fn alarms_are_counted_over_storeys() {
    let mut visit = Visit::of(FORMS[6]);
    visit.say("checked_on", day("2026-11-26"));
    visit.say("storeys", Value::Number(2.0));
    visit.say("burning_appliance", Value::Truth(false));
    for (n, works) in [(1, true), (2, false)] {
        visit.answers.add_instance(Field::plain("alarms"), instance(n));
        visit.say_in(&[instance(n)], "alarm", text("smoke"));
        visit.say_in(&[instance(n)], "sounds", Value::Truth(works));
    }
    let safe = |visit: &Visit| visit.filling().value(&Field::plain("safe")).to_text();
    visit.say_in(&[instance(2)], "done", text("left"));
    assert_eq!(safe(&visit), "no");
    assert!(visit.filling().shown().iter().any(|shown| shown.field.name == "too_few"));
    visit.say_in(&[instance(2)], "done", text("replaced"));
    assert_eq!(safe(&visit), "yes");
}

#[test]
fn money_is_reckoned_and_declined_amounts_count_as_none() {
    let mut visit = Visit::of(FORMS[0]);
    for (name, pounds) in [("wages", 1_210.5), ("rent", 480.0), ("food", 300.25), ("debts", 500.0)] {
        visit.say(name, Value::Number(pounds));
    }
    visit.answers.set(Field::plain("maintenance"), Reply::declined());
    assert_eq!(visit.filling().value(&Field::plain("left")), Value::Number(-69.75));
    assert_eq!(visit.filling().words(&Field::plain("short"), "en").split(" a ").next(), Some("£-69.75"));
    let progress = visit.filling().progress();
    assert_eq!((progress.answered, progress.declined), (4, 1));
    assert_eq!(visit.problems(), []);
}

/// A form about one thing, for the rules themselves.
fn small(items: &str) -> Result<Form, Vec<Fault>> {
    let choices = r#"{ "yes_no": [{ "choice": "yes", "words": "Yes" }, { "choice": "no", "words": "No" }] }"#;
    Form::read(&format!(
        r#"{{ "form": "small", "version": 1, "title": "Small", "choices": {choices}, "items": [{items}] }}"#
    ))
}

#[test]
fn declined_unknown_not_asked_and_unanswered_are_four_things() {
    let json = r#"{ "form": "f", "version": 1, "title": "F", "items": [
        { "question": "a", "kind": "text", "words": "A", "required": true, "may_decline": true, "may_be_unknown": true },
        { "question": "b", "kind": "text", "words": "B", "required": true },
        { "note": "sorry", "words": "Thank you all the same", "ask_if": "declined(${a})" }
    ] }"#;
    let mut visit = Visit::of(json);
    assert_eq!(visit.problems().len(), 2);
    for (reply, progress) in
        [(Reply::declined(), (0, 1, 0)), (Reply::unknown(), (0, 0, 1)), (Reply::given(text("x")), (1, 0, 0))]
    {
        visit.answers.set(Field::plain("a"), reply.clone());
        let now = visit.filling().progress();
        assert_eq!((now.answered, now.declined, now.unknown), progress);
        assert_eq!(visit.problems().len(), 1, "only b is left");
        let sorry = visit.filling().shown().iter().any(|shown| shown.field.name == "sorry");
        assert_eq!(sorry, reply == Reply::declined());
    }
    let not_asked = Reply { answer: Answer::NotAsked, origin: Origin::Asked };
    visit.answers.set(Field::plain("b"), not_asked);
    assert_eq!((visit.problems(), visit.filling().progress().not_asked), (vec![], 1));
    let declined = visit.filling().check(&Field::plain("b"), &Reply::declined(), "en");
    assert_eq!(declined[0].kind, ProblemKind::MayNotDecline);
}

#[test]
fn an_answer_out_of_its_range_is_refused_in_plain_words() {
    let mut visit = Visit::of(
        r#"{ "form": "f", "version": 1, "title": "F", "items": [
        { "question": "pressure", "kind": "number", "words": "Pressure", "unit": "mbar", "least": 0, "most": 100, "decimals": 1 },
        { "question": "count", "kind": "number", "words": "How many" },
        { "question": "born", "kind": "date", "words": "Born", "latest": "today()" },
        { "question": "say", "kind": "text", "words": "Say", "most": 5 },
        { "question": "pick", "kind": "yes_no", "words": "Pick" }
    ] }"#,
    );
    let wrong = |visit: &Visit, name: &str, value: Value| {
        visit
            .filling()
            .check(&Field::plain(name), &Reply::given(value), "en")
            .first()
            .map(|problem| problem.words.clone())
    };
    let number = Value::Number;
    assert_eq!(wrong(&visit, "pressure", number(100.0)), None);
    assert_eq!(wrong(&visit, "pressure", number(100.1)).unwrap(), "The number must be 100 mbar or less.");
    assert_eq!(wrong(&visit, "pressure", number(-0.1)).unwrap(), "The number must be 0 mbar or more.");
    assert_eq!(
        wrong(&visit, "pressure", number(20.25)).unwrap(),
        "Enter a number with at most one digit after the point."
    );
    assert_eq!(wrong(&visit, "pressure", number(0.3)), None, "a tenth is no whole number of tenths to a machine");
    assert_eq!(wrong(&visit, "pressure", number(f64::NAN)).unwrap(), "Enter a number.");
    assert_eq!(wrong(&visit, "count", number(1.5)).unwrap(), "Enter a whole number.");
    assert_eq!(wrong(&visit, "born", day("2026-11-27")).unwrap(), "The date must be 26 November 2026 or earlier.");
    assert_eq!(wrong(&visit, "say", text("six letters")).unwrap(), "The answer must be 5 letters or fewer.");
    assert_eq!(wrong(&visit, "pick", text("yes")).unwrap(), "Choose yes or no.");
    assert_eq!(wrong(&visit, "nobody", number(1.0)).unwrap(), "This form has no question \"nobody\".");
    visit.answers.set(Field::plain("gone"), Reply::given(text("from version 2")));
    assert_eq!(visit.problems()[0].1, ProblemKind::UnknownField, "it is named, and it is still there");
    assert!(visit.answers.get(&Field::plain("gone")).is_some());
}

#[test]
fn an_answer_that_is_no_longer_asked_for_is_kept_and_says_nothing() {
    let mut visit = Visit::of(
        r#"{ "form": "f", "version": 1, "title": "F", "items": [
        { "question": "dog", "kind": "yes_no", "words": "Is there a dog?" },
        { "question": "name", "kind": "text", "words": "Its name?", "ask_if": "${dog} = 'yes'", "required": true },
        { "calculation": "greeting", "value": "concat('Hello ', ${name})" }
    ] }"#,
    );
    visit.say("dog", Value::Truth(true));
    assert_eq!(visit.problems().len(), 1);
    visit.say("name", text("Rex"));
    visit.say("dog", Value::Truth(false));
    let greeting = |visit: &Visit| visit.filling().value(&Field::plain("greeting")).to_text();
    assert_eq!((visit.problems(), greeting(&visit).as_str()), (vec![], "Hello "));
    visit.say("dog", Value::Truth(true));
    assert_eq!(greeting(&visit), "Hello Rex", "nothing has to be said twice");
}

#[test]
fn repeats_within_repeats_see_their_own_answers() {
    let mut visit = Visit::of(
        r#"{ "form": "f", "version": 1, "title": "F", "items": [
        { "repeat": "rooms", "words": "Rooms", "least": 1, "most": 2, "items": [
            { "question": "room", "kind": "text", "words": "Room?", "required": true },
            { "repeat": "windows", "words": "Windows of ${room}", "items": [
                { "question": "broken", "kind": "yes_no", "words": "Is window ${at} of ${room} broken?" },
                { "calculation": "at", "value": "position(..)" },
                { "calculation": "one", "value": "if(${broken} = 'yes', 1, 0)" }
            ] },
            { "calculation": "broken_here", "value": "sum(${one})" }
        ] },
        { "calculation": "broken_all", "value": "sum(${one})" },
        { "calculation": "windows_all", "value": "count(${windows})" }
    ] }"#,
    );
    assert_eq!(visit.problems()[0].2, "Rooms: there should be 1 and there are 0. Add the others.");
    let [hall, attic] = [instance(1), instance(2)];
    for (room, name, windows) in [(hall, "Hall", 2), (attic, "Attic", 3)] {
        visit.answers.add_instance(Field::plain("rooms"), room);
        visit.say_in(&[room], "room", text(name));
        for n in 0..windows {
            let window = instance(10 + n);
            visit.answers.add_instance(Field::within(&[room], "windows"), window);
            visit.say_in(&[room, window], "broken", Value::Truth(n > 0));
        }
    }
    let filling = visit.filling();
    let value = |field: Field| filling.value(&field).to_text();
    assert_eq!(value(Field::within(&[hall], "broken_here")), "1");
    assert_eq!(value(Field::within(&[attic], "broken_here")), "2");
    assert_eq!((value(Field::plain("broken_all")), value(Field::plain("windows_all"))), ("3".into(), "5".into()));
    let third = Field::within(&[attic, instance(12)], "broken");
    assert_eq!(filling.words(&third, "en"), "Is window 3 of Attic broken?");
    let order: Vec<String> = filling.questions().iter().map(|ask| filling.words(&ask.field, "en")).collect();
    assert_eq!(order[..3], ["Room?", "Is window 1 of Hall broken?", "Is window 2 of Hall broken?"]);
    assert_eq!(third.to_string().parse::<Field>(), Ok(third));
    visit.answers.remove_instance(&Field::plain("rooms"), attic);
    assert_eq!(visit.filling().value(&Field::plain("broken_all")).to_text(), "1");
    assert!(visit.answers.replies().all(|(field, _)| !field.instances.contains(&attic)));
}

#[test]
fn choices_are_offered_by_what_was_chosen_before() {
    let mut visit = Visit::of(
        r#"{ "form": "f", "version": 1, "title": "F",
        "choices": {
            "room": [{ "choice": "kitchen", "words": "Kitchen" }, { "choice": "bath", "words": "Bathroom" }],
            "thing": [
                { "choice": "sink", "words": "Sink", "columns": { "room": "kitchen" } },
                { "choice": "basin", "words": "Basin", "columns": { "room": "bath" } },
                { "choice": "tap", "words": "Tap", "columns": { "room": "kitchen" } }
            ]
        },
        "items": [
            { "question": "where", "kind": "choose_one", "choices": "room", "words": "Where?" },
            { "question": "what", "kind": "choose_one", "choices": "thing", "filter": "room = ${where}", "words": "What, in the ${where}?" }
        ] }"#,
    );
    let what = Field::plain("what");
    let offered =
        |visit: &Visit| visit.filling().choices(&what).iter().map(|choice| choice.name.clone()).collect::<Vec<_>>();
    assert_eq!(offered(&visit), [""; 0]);
    visit.say("where", text("kitchen"));
    assert_eq!(offered(&visit), ["sink", "tap"]);
    assert_eq!(visit.filling().words(&what, "en"), "What, in the Kitchen?");
    visit.say("what", text("tap"));
    visit.say("where", text("bath"));
    assert_eq!(visit.problems()[0].2, "\"tap\" is not one of the choices. Choose again.");
}

#[test]
fn what_is_held_is_proposed_and_is_no_answer_until_somebody_says_so() {
    let mut visit = Visit::of(
        r#"{ "form": "f", "version": 1, "title": "F", "items": [
        { "question": "telephone", "kind": "text", "words": "Telephone?", "prefill": "person.telephone", "default": "'none'", "required": true }
    ] }"#,
    );
    let proposed = |visit: &Visit| visit.filling().next_open().and_then(|ask| ask.proposed);
    assert_eq!(proposed(&visit), Some(Proposed { value: text("none"), is_held: false }));
    visit.held.insert("person.telephone".into(), text("01632 960123"));
    assert_eq!(proposed(&visit), Some(Proposed { value: text("01632 960123"), is_held: true }));
    assert_eq!(visit.problems().len(), 1);
    let still_right = Reply { answer: Answer::Given(text("01632 960123")), origin: Origin::StillRight };
    assert_eq!(Reply::from_scalar(&still_right.to_scalar()), Some(still_right.clone()));
    visit.answers.set(Field::plain("telephone"), still_right);
    assert_eq!((visit.problems(), proposed(&visit)), (vec![], None));
}

#[test]
fn conditions_that_go_round_in_a_circle_are_named_with_their_place() {
    let circles = [
        r#"{ "question": "a", "kind": "text", "words": "A", "ask_if": "${a} = 'x'" }"#,
        r#"{ "question": "a", "kind": "text", "words": "A", "ask_if": "${b} = 'x'" },
           { "question": "b", "kind": "text", "words": "B", "ask_if": "${c} > 1" },
           { "calculation": "c", "value": "string-length(${a})" }"#,
        r#"{ "group": "g", "ask_if": "${inside} = 'x'", "items": [{ "question": "inside", "kind": "text", "words": "I" }] }"#,
        r#"{ "repeat": "r", "count": "${n}", "items": [{ "question": "n", "kind": "number", "words": "N" }] }"#,
    ];
    let said: Vec<String> = circles.iter().map(|items| small(items).unwrap_err()[0].to_string()).collect();
    insta::assert_snapshot!(said.join("\n"));
    assert!(
        small(r#"{ "question": "a", "kind": "number", "words": "A", "must": [{ "hold": "${a} > 1" }] }"#).is_ok(),
        "a constraint may look at its own answer"
    );
}

#[test]
fn a_form_with_mistakes_is_refused_with_every_mistake_by_place_and_remedy() {
    let faults = small(
        r#"{ "question": "colour", "kind": "chose_one", "words": "Colour?" },
           { "question": "size", "kind": "choose_one", "words": "Size?", "choices": "yes_nq" },
           { "question": "size", "kind": "text", "words": "Again?" },
           { "question": "2nd", "kind": "text", "words": "Second?" },
           { "question": "odd", "kind": "text", "words": "Odd ${colur}?", "ask_if": "${sise} = yes" },
           { "question": "no", "kind": "number", "words": "No?", "least": 5, "most": 1, "requierd": true },
           { "question": "bad", "kind": "text", "words": "Bad?", "must": [{ "hold": "regex(., '[')", "otherwise": "No" }] },
           { "note": "quiet" },
           { "group": "g", "repeat": "r", "items": [] }"#,
    )
    .unwrap_err();
    insta::assert_snapshot!(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
}

#[test]
fn a_risk_assessment_that_stops_the_work_records_so_with_why_and_one_that_is_safe_records_nothing() {
    let mut visit = Visit::of(RISK);
    assert_eq!(visit.filling().records(), [], "nobody has decided yet");
    visit.say("present", Value::Choices(vec!["height".into()]));
    visit.say("height_safe", Value::Truth(false));
    visit.say("decision", text("stopped"));
    visit.say("stopped_why", text("A tower for the gable"));
    assert_eq!(visit.filling().records(), [(FormOutcome::StoppedUnsafe, "A tower for the gable".to_owned())]);
    visit.say("height_safe", Value::Truth(true));
    visit.say("decision", text("safe"));
    assert_eq!(visit.filling().records(), []);
}

#[test]
fn what_a_form_records_is_known_and_looks_at_what_it_asks() {
    let with = |records: &str| {
        let items = r#"[{ "question": "safe", "kind": "yes_no", "words": "Safe?" }]"#;
        Form::read(&format!(
            r#"{{ "form": "small", "version": 1, "title": "Small", "items": {items}, "records": [{records}] }}"#
        ))
    };
    let right = r#"{ "records": "stopped_unsafe", "because": "${safe}", "record_if": "${safe} = 'no'" }"#;
    assert_eq!(with(right).unwrap().records.len(), 1);
    for (wrong, said) in [
        (r#"{ "records": "stoped_unsafe", "because": "${safe}" }"#, "stopped_unsafe"),
        (r#"{ "records": "stopped_unsafe" }"#, "because"),
        (r#"{ "records": "stopped_unsafe", "because": "${saef}" }"#, "saef"),
        (r#"{ "records": "stopped_unsafe", "because": "${safe}", "record_if": "${sfae} = 'no'" }"#, "sfae"),
    ] {
        let faults = with(wrong).unwrap_err();
        assert!(faults.iter().any(|fault| fault.to_string().contains(said)), "{wrong}: {faults:?}");
    }
}

#[test]
fn a_version_that_the_phone_does_not_have_is_said_plainly() {
    let wanted = FormRef { form: "gas-safety-record".into(), version: 4 };
    assert_eq!(
        FormMissing::among(&wanted, &[2, 3]).to_string(),
        "This phone does not have version 4 of the form \"gas-safety-record\", only 2, 3. What was recorded is kept. \
         Connect to the landlord's hub to get it."
    );
    assert_eq!(FormMissing::among(&wanted, &[]).code(), "form_missing");
}

#[test]
fn a_chain_of_two_thousand_calculations_is_worked_out() {
    let first = r#"{ "calculation": "c0", "value": "1" }"#.to_owned();
    // Backwards, so that each looks at one further down.
    let chain = (1..2_000).rev().map(|n| format!(r#"{{ "calculation": "c{n}", "value": "${{c{}}} + 1" }}"#, n - 1));
    let form = small(&chain.chain([first]).collect::<Vec<_>>().join(",")).unwrap();
    let (answers, held) = (Answers::default(), Held::new());
    assert_eq!(Filling::new(&form, &answers, &held, now()).value(&Field::plain("c1999")), Value::Number(2_000.0));
}

/// Any reply to a question of a form, right or wrong.
fn any_reply() -> impl Strategy<Value = Reply> {
    prop_oneof![
        4 => prop::sample::select(vec!["yes", "no", "pass", "fail", "open", "combi", "at_risk", "works", "", "x y"])
            .prop_map(|word| Reply::given(Value::Text(word.into()))),
        3 => any::<bool>().prop_map(|truth| Reply::given(Value::Truth(truth))),
        2 => (-5.0..200.0_f64).prop_map(|number| Reply::given(Value::Number(number))),
        1 => Just(Reply::given(Value::Number(f64::NAN))),
        1 => Just(Reply::given(Value::Nothing)),
        1 => (0_u16..50_000).prop_map(|days| Reply::given(Value::Number(days.into()).to_day().map_or(Value::Nothing, Value::Date))),
        1 => Just(Reply::declined()),
        1 => Just(Reply::unknown()),
        1 => prop::collection::vec("[a-z_]{1,8}", 0..3).prop_map(|names| Reply::given(Value::Choices(names))),
    ]
}

/// A form that comes with the project, and any answers to it.
fn any_visit() -> impl Strategy<Value = (usize, Vec<(usize, u8, Reply)>)> {
    (0..FORMS.len(), prop::collection::vec((0_usize..90, 0_u8..3, any_reply()), 0..40))
}

fn answered(form: &Form, replies: &[(usize, u8, Reply)]) -> Answers {
    let mut answers = Answers::default();
    for (at, n, reply) in replies {
        let item = &form.items()[at % form.items().len()];
        let instances: Vec<InstanceId> = item.repeats.iter().map(|_| instance(*n)).collect();
        for (depth, repeat) in item.repeats.iter().enumerate() {
            answers.add_instance(Field::within(&instances[..depth], &form.items()[*repeat].name), instances[depth]);
        }
        answers.set(Field::within(&instances, &item.name), reply.clone());
    }
    answers
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn walking_from_question_to_question_meets_each_once_and_ends((which, replies) in any_visit()) {
        let form = form(FORMS[which]);
        let (answers, held) = (answered(&form, &replies), Held::new());
        let filling = Filling::new(&form, &answers, &held, now());
        let mut walked = Vec::new();
        let mut at = filling.next(None);
        while let Some(ask) = at {
            prop_assert!(walked.len() < 1_000);
            at = filling.next(Some(&ask.field));
            walked.push(ask.field);
        }
        let all: Vec<Field> = filling.questions().into_iter().map(|ask| ask.field).collect();
        prop_assert_eq!(walked, all);
    }

    #[test]
    fn answers_to_what_is_not_asked_change_nothing((which, replies) in any_visit(), other in any_reply()) {
        let form = form(FORMS[which]);
        let (answers, held) = (answered(&form, &replies), Held::new());
        let filling = Filling::new(&form, &answers, &held, now());
        let asked: Vec<Field> = filling.questions().into_iter().map(|ask| ask.field).collect();
        let mut changed = answers.clone();
        let there = answers.replies().map(|(field, _)| field).filter(|field| !asked.contains(field));
        for field in there.filter(|field| form.item(&field.name).is_some_and(|item| item.question().is_some())) {
            changed.set(field.clone(), other.clone());
        }
        let again = Filling::new(&form, &changed, &held, now());
        // Told as text, for a number that is none differs from itself.
        prop_assert_eq!(format!("{:?}", filling.shown()), format!("{:?}", again.shown()));
        prop_assert_eq!(filling.problems("en"), again.problems("en"));
    }

    #[test]
    fn what_is_checked_one_by_one_is_what_is_wrong_with_all((which, replies) in any_visit()) {
        let form = form(FORMS[which]);
        let (answers, held) = (answered(&form, &replies), Held::new());
        let filling = Filling::new(&form, &answers, &held, now());
        let found: BTreeMap<Field, usize> = filling.problems("en").into_iter()
            .filter(|problem| !matches!(problem.kind, ProblemKind::Missing | ProblemKind::Instances))
            .fold(BTreeMap::new(), |mut by, problem| { *by.entry(problem.field).or_default() += 1; by });
        for ask in filling.questions() {
            let alone = ask.reply.map_or(0, |reply| filling.check(&ask.field, reply, "en").len());
            prop_assert_eq!(found.get(&ask.field).copied().unwrap_or(0), alone);
        }
    }

    #[test]
    fn a_reply_reads_back_from_its_one_value(reply in any_reply()) {
        let again = Reply::from_scalar(&reply.to_scalar());
        if matches!(&reply.answer, Answer::Given(Value::Number(number)) if number.is_nan()) {
            prop_assert_eq!(again, None, "no number is never recorded");
        } else {
            prop_assert_eq!(again, Some(reply));
        }
    }
}
