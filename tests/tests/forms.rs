//! Safety records at the door: asked from the landlord's form, kept without a signal, merged answer by answer.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a story that cannot be told has failed")]

use std::{path::Path, sync::Arc};

use app::api::{
    FormAnswerState, FormAnswered, FormPage, FormPaper, FormQuestion, FormReply, FormSaid, FormSection, RecordForms,
    Request, Session, StrokePoint,
};
use base64::Engine;
use domain::{
    form::{FormEdit, FormRef, Reader, Told},
    job::NewId,
};
use hub::import::{Format, Options};
use tests::{Handheld, PIN, Town, jpeg};

const JOB: &str = "20000417";
const GAS: &str = "gas-safety-record";
const RISK: &str = "point-of-work-risk-assessment";

async fn town_with_forms() -> (Town, Handheld, Handheld) {
    let town = Town::new().await;
    let forms = Path::new(env!("CARGO_MANIFEST_DIR")).join("../forms");
    let options = Options { team: "PLUMBING-NORTH".into(), ..Options::default() };
    for form in [GAS, RISK, "smoke-co-alarm-check", "tenancy-check"] {
        town.hub().import(Format::Form, &forms.join(format!("{form}.json")), &options).unwrap();
    }
    let pack = forms.join("../packs/england-2026.json");
    town.hub().import(Format::StandardsPack, &pack, &options).unwrap();
    let order = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/work-order.json");
    town.hub().import(Format::HackneyWorkOrders, &order, &options).unwrap();
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    let dev = town.handheld("Dev Patel", "Van 7").await;
    (town, ada, dev)
}

/// Somebody in front of one form.
struct Filling<'a> {
    who: &'a Handheld,
    record: String,
    form: String,
}

impl<'a> Filling<'a> {
    async fn begin(who: &'a Handheld, form: &str) -> Self {
        let record = who.job(JOB).await.row.id;
        let begin = Request::BeginForm { record: record.clone(), form: form.to_owned() };
        let page: FormPage = who.get(begin).await;
        Self { who, record, form: page.id }
    }

    /// The same form on another's phone, once it is there.
    async fn of(&self, who: &'a Handheld) -> Self {
        let forms = Request::RecordForms { record: self.record.clone() };
        who.until(forms, |forms: &RecordForms| forms.begun.iter().any(|row| row.id == self.form)).await;
        Self { who, record: self.record.clone(), form: self.form.clone() }
    }

    async fn page(&self) -> FormPage {
        self.who.get(Request::Form { record: self.record.clone(), form: self.form.clone() }).await
    }

    async fn question(&self, name: &str) -> FormQuestion {
        let page = self.page().await;
        let found = find(&page, name);
        assert!(found.is_some(), "{name} is not asked; there are {:?}", names(&page));
        found.unwrap()
    }

    /// Says something to the last question of that name.
    async fn says(&self, name: &str, said: FormSaid) -> FormAnswered {
        let field = self.question(name).await.field;
        self.who
            .get(Request::AnswerForm {
                record: self.record.clone(),
                form: self.form.clone(),
                replies: vec![FormReply { field, said }],
            })
            .await
    }

    async fn gives(&self, name: &str, text: &str) {
        let answered = self.says(name, FormSaid::Given { text: text.to_owned() }).await;
        assert_eq!(answered.problems, [], "{name}");
    }

    async fn adds(&self, repeat: &str) -> FormPage {
        let (record, form) = (self.record.clone(), self.form.clone());
        self.who.get(Request::AddFormInstance { record, form, repeat: repeat.to_owned() }).await
    }

    async fn finishes(&self) -> FormAnswered {
        self.who.get(Request::FinishForm { record: self.record.clone(), form: self.form.clone() }).await
    }
}

fn names(page: &FormPage) -> Vec<String> {
    page.questions.iter().map(|question| question.field.rsplit('/').next().unwrap().to_owned()).collect()
}

fn find(page: &FormPage, name: &str) -> Option<FormQuestion> {
    page.questions.iter().rfind(|question| question.field.rsplit('/').next() == Some(name)).cloned()
}

fn section<'a>(page: &'a FormPage, title: &str) -> &'a FormSection {
    page.sections.iter().find(|section| section.title == title).unwrap()
}

/// As it stands on paper; the day of the check is today's.
fn line(told: &Told) -> String {
    match told {
        Told::Heading(words) => format!("# {words}"),
        Told::Warning(words) => format!("! {words}"),
        Told::Answered { field: Some(field), label, .. } if field.name == "checked_on" => label.clone(),
        Told::Answered { field: None, label, .. } => label.clone(),
        Told::Answered { label, words, .. } => format!("{label}: {words}"),
        Told::Signed { label, strokes, .. } => format!("{label}: {} strokes", strokes.len()),
    }
}

fn signature() -> FormSaid {
    let point = |x, y| StrokePoint { x, y, t: 0 };
    FormSaid::Drawn { strokes: vec![vec![point(20.0, 40.0), point(90.0, 30.0), point(140.0, 60.0)]] }
}

/// A boiler that passed everything.
async fn boiler(filling: &Filling<'_>) {
    filling.adds("appliances").await;
    for (name, said) in [
        ("appliance", "combi"),
        ("location", "Kitchen"),
        ("make_and_model", "Worcester 4000"),
        ("landlords", "yes"),
        ("inspected", "yes"),
        ("flue_type", "room_sealed"),
        ("safety_device", "pass"),
        ("ventilation", "not_applicable"),
        ("flue_condition", "pass"),
        ("flue_test", "not_applicable"),
        ("serviced", "yes"),
        ("safe", "yes"),
    ] {
        filling.gives(name, said).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gas_record_is_filled_in_without_a_signal_and_says_when_the_next_check_falls_due() {
    let (mut town, ada, dev) = town_with_forms().await;
    let job = ada.job(JOB).await.row.id;
    dev.job(JOB).await;
    let offered: RecordForms = ada.get(Request::RecordForms { record: job.clone() }).await;
    let titles: Vec<&str> = offered.offered.iter().map(|offer| offer.title.as_str()).collect();
    assert_eq!(
        titles,
        ["Before you start: is it safe?", "Gas safety record", "Smoke and carbon monoxide alarm check"],
        "a tenancy check is not a job's"
    );
    town.stop_hub().await;

    let gas = Filling::begin(&ada, GAS).await;
    let name = gas.question("engineer_name").await;
    assert_eq!(
        name.proposed.as_ref().map(|proposed| (proposed.words.as_str(), proposed.held)),
        Some(("Ada Byrne", true))
    );
    assert_eq!(name.answer, None, "what is held is no answer until somebody says so");
    assert_eq!(gas.says("engineer_name", FormSaid::StillRight).await.problems, []);
    let wrong = gas.says("licence_number", FormSaid::Given { text: "12345".into() }).await;
    assert_eq!(wrong.problems[0].words, "A licence number has seven digits.");
    assert_eq!(gas.question("licence_number").await.answer, None, "and nothing of it was saved");
    gas.gives("licence_number", "1234567").await;
    let today = gas.question("checked_on").await.proposed.unwrap();
    assert!(!today.held);
    gas.gives("checked_on", &today.text).await;
    gas.gives("tightness", "pass").await;
    gas.gives("emergency_control", "yes").await;
    gas.gives("bonding", "pass").await;

    let early = gas.finishes().await;
    assert!(early.problems.iter().any(|problem| problem.words.contains("there should be 1")), "{:?}", early.problems);
    assert!(!early.page.finished);
    boiler(&gas).await;
    let page = gas.page().await;
    assert_eq!(section(&page, "Combination boiler, Kitchen").state, "12 of 18 answered");
    gas.gives("co_alarm", "works").await;
    gas.gives("co_alarm_placed", "yes").await;
    let scribble = gas.says("engineer_signature", FormSaid::Drawn { strokes: vec![vec![]] }).await;
    assert_eq!(scribble.problems[0].words, "Sign in the box.");
    assert_eq!(gas.says("engineer_signature", signature()).await.problems, []);
    let done = gas.finishes().await;
    assert_eq!(done.problems, []);
    assert!(done.page.finished && done.page.state.starts_with("Filled in by Ada Byrne"), "{}", done.page.state);
    let due: Vec<&str> = done.page.due.iter().map(|due| due.words.as_str()).collect();
    assert_eq!(due, ["Next gas safety check", "The tenant has the record"]);
    let drawn = find(&done.page, "engineer_signature").unwrap().answer.unwrap();
    assert_eq!((drawn.words.as_str(), drawn.strokes[0].len()), ("Signed", 3));

    // The customer is given it.
    let paper: FormPaper = ada.get(Request::FormPaper { record: job.clone(), form: done.page.id.clone() }).await;
    let pdf = base64::engine::general_purpose::STANDARD.decode(&paper.base64).unwrap();
    assert!(paper.filename.starts_with("gas-safety-record-") && paper.filename.ends_with(".pdf"));
    assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 5_000, "{} bytes", pdf.len());
    if let Some(folder) = std::env::var_os("KEEP_PAPERS") {
        std::fs::write(Path::new(&folder).join(&paper.filename), &pdf).unwrap();
    }

    // The phone dies, and the signal returns: Dev's phone shows the same.
    let ada = ada.restart().await;
    town.start_hub().await;
    ada.in_step().await;
    dev.in_step().await;
    let listed = Request::RecordForms { record: job.clone() };
    dev.until(listed, |list: &RecordForms| list.begun.first().is_some_and(|row| row.state == done.page.state)).await;
    let theirs = Filling { who: &dev, record: job, form: done.page.id.clone() }.page().await;
    assert_eq!(theirs.state, done.page.state);

    // The office reads the same, and prints the very paper.
    let records = town.hub().forms(Some(GAS)).unwrap();
    assert_eq!((records.len(), records[0].record.as_str()), (1, JOB));
    assert_eq!(records[0].finished.as_ref().map(|(by, _)| by.as_str()), Some("Ada Byrne"));
    assert_eq!(records[0].due[0].words, "Next gas safety check");
    let told = town.hub().form(&records[0].reference, Reader::Customer).unwrap().told;
    let lines: Vec<String> = told.told.iter().map(line).collect();
    for wanted in ["# Combination boiler, Kitchen", "# Also", "# What falls due", "Next gas safety check"] {
        assert!(lines.iter().any(|line| line == wanted), "{wanted}: {lines:#?}");
    }
    assert!(lines.iter().any(|line| line.ends_with(": 1 strokes")), "{lines:#?}");
    let printed = town.hub().form_pdf(&records[0].reference, Reader::Customer).unwrap();
    assert_eq!(printed, pdf, "to the byte");

    // The licence number is not typed twice.
    let again = Filling::begin(&ada, GAS).await;
    let licence = again.question("licence_number").await.proposed.unwrap();
    assert_eq!((licence.text.as_str(), licence.held), ("1234567", true));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_fill_in_one_check_in_a_cellar_both_keep_theirs_and_choose_where_they_differ() {
    let (mut town, ada, dev) = town_with_forms().await;
    let hers = Filling::begin(&ada, "smoke-co-alarm-check").await;
    dev.job(JOB).await;
    ada.in_step().await;
    dev.in_step().await;
    let his = hers.of(&dev).await;
    assert_eq!(his.page().await.title, "Smoke and carbon monoxide alarm check");
    town.stop_hub().await;
    for (who, place, storeys) in [(&hers, "hall", "2"), (&his, "landing", "3")] {
        who.adds("alarms").await;
        who.gives("where", place).await;
        who.gives("storeys", storeys).await;
    }
    hers.gives("burning_appliance", "yes").await;
    assert_eq!(his.says("hearing", FormSaid::Unknown).await.problems, []);
    town.start_hub().await;
    ada.in_step().await;
    dev.in_step().await;
    // Who was in step first hears of the other's when the hub says that there is news.
    let whole = |page: &FormPage| {
        let alarms = names(page).iter().filter(|name| *name == "where").count();
        alarms == 2
            && find(page, "burning_appliance").is_some_and(|found| found.answer.is_some())
            && find(page, "hearing").is_some_and(|found| found.answer.is_some())
    };
    let form = |filling: &Filling<'_>| Request::Form { record: filling.record.clone(), form: filling.form.clone() };
    let page: FormPage = ada.until(form(&hers), whole).await;
    let same: FormPage = dev.until(form(&his), whole).await;
    for one in [&page, &same] {
        assert_eq!(find(one, "burning_appliance").unwrap().answer.unwrap().words, "Yes");
        assert_eq!(find(one, "hearing").unwrap().answer.unwrap().state, FormAnswerState::Unknown);
    }
    let storeys = find(&page, "storeys").unwrap();
    let mut sides: Vec<(String, String)> =
        storeys.competing.iter().map(|side| (side.by.clone(), side.words.clone())).collect();
    sides.sort();
    assert_eq!(sides, [("Ada Byrne".into(), "2".into()), ("Dev Patel".into(), "3".into())]);
    let refused = hers.finishes().await;
    assert!(refused.problems.iter().any(|problem| problem.words.starts_with("There are two answers")));
    let side = storeys.competing.iter().find(|side| side.words == "3").unwrap();
    assert_eq!(hers.says("storeys", FormSaid::Side { key: side.key.clone() }).await.problems, []);
    ada.in_step().await;
    dev.in_step().await;
    let asked = Request::Form { record: his.record.clone(), form: his.form.clone() };
    dev.until(asked, |page: &FormPage| {
        let settled = find(page, "storeys").unwrap();
        settled.competing.is_empty() && settled.answer.unwrap().words == "3"
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_this_phone_does_not_have_is_said_in_words_and_what_was_recorded_is_kept() {
    let (_town, ada, _dev) = town_with_forms().await;
    let record = ada.job(JOB).await.row.id;
    let missing = ada.refused(Request::BeginForm { record: record.clone(), form: "boiler-service".into() }).await;
    assert_eq!(missing.code, "form_missing");
    assert_eq!(missing.remedy, "Connect to the landlord's hub to get the form.");

    // A colleague's newer phone wrote to a version that has not come here.
    let folder = ada.close().await;
    let keystore = Arc::new(store::FileKeystore::new(folder.join("keystore")));
    let handheld = store::Handheld::new(store::Place::new(&folder), keystore);
    let opened = store::Store::open(&handheld, Some(&PIN.parse().unwrap())).unwrap();
    let later = FormEdit::Begin(FormRef { form: GAS.into(), version: 2 });
    let (clocks, id) = (opened.clocks().unwrap(), NewId([7; 16]));
    opened
        .edit::<store::StoreError>(record.parse().unwrap(), |document| {
            Ok(documents::form::edit(document, &later, &clocks, id).unwrap().into())
        })
        .unwrap();
    opened.close().unwrap();
    let ada = Handheld::open(folder);
    ada.get::<Session>(Request::Unlock { pin: PIN.to_owned() }).await;
    let list: RecordForms = ada.get(Request::RecordForms { record: record.clone() }).await;
    assert_eq!(list.begun[0].state, "Cannot be shown on this phone yet");
    let page: FormPage = ada.get(Request::Form { record: record.clone(), form: list.begun[0].id.clone() }).await;
    let failure = page.failure.unwrap();
    assert_eq!(failure.code, "form_version_missing");
    assert_eq!(
        failure.message,
        "This phone does not have version 2 of the form \"gas-safety-record\", only 1. What was recorded is kept."
    );
    let finish = Request::FinishForm { record, form: page.id };
    assert_eq!(ada.refused(finish).await.code, "form_version_missing", "and nobody finishes what they cannot see");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_is_an_answer_and_stays_with_the_jobs_photos() {
    let (_town, ada, _dev) = town_with_forms().await;
    let gas = Filling::begin(&ada, GAS).await;
    gas.adds("appliances").await;
    let field = gas.question("photos").await.field;
    let jpeg = jpeg(640, 480, 3);
    let add = Request::AddFormPhoto { record: gas.record.clone(), form: gas.form.clone(), field: field.clone() };
    ada.ask_with(add, jpeg).await.unwrap();
    let asked = Request::Form { record: gas.record.clone(), form: gas.form.clone() };
    let page = ada
        .until(asked, |page: &FormPage| {
            find(page, "photos").and_then(|question| question.answer).is_some_and(|answer| answer.photos.len() == 1)
        })
        .await;
    let answer = find(&page, "photos").unwrap().answer.unwrap();
    assert_eq!(answer.words, "1 photo");
    assert_eq!(answer.photos[0].caption, "Gas safety record: Photos");
    assert_eq!(ada.job(JOB).await.photos.len(), 1);
    gas.gives("photos", "").await;
    assert_eq!(gas.question("photos").await.answer, None);
    assert_eq!(ada.job(JOB).await.photos.len(), 1, "taken off the answer, and still the job's");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_diagnosis_finds_codes_in_the_landlords_own_schedule() {
    let (town, ada, _dev) = town_with_forms().await;
    let options = Options { team: "PLUMBING-NORTH".into(), ..Options::default() };
    let form = Path::new(env!("CARGO_MANIFEST_DIR")).join("../forms/repairs-diagnosis.json");
    town.hub().import(Format::Form, &form, &options).unwrap();
    let codes = town.path().join("codes.csv");
    std::fs::write(
        &codes,
        "code,description,unit,trade\nPL1,Renew basin tap,each,Plumbing\nPL2,Repair basin tap,each,Plumbing\n\
         PL3,Renew bath tap,each,Plumbing\nEL1,Renew basin tap sensor,each,Electrical\n",
    )
    .unwrap();
    town.hub().import(Format::CsvSor, &codes, &options).unwrap();
    ada.in_step().await;
    let offered = Request::RecordForms { record: ada.job(JOB).await.row.id };
    ada.until(offered, |list: &RecordForms| list.offered.iter().any(|offer| offer.form == "repairs-diagnosis")).await;
    let diagnosis = Filling::begin(&ada, "repairs-diagnosis").await;
    for (name, said) in [("trade", "Plumbing"), ("fixture", "basin_tap"), ("work", "overhaul")] {
        diagnosis.gives(name, said).await;
    }
    let codes = |page: FormPage| page.suggestions.into_iter().map(|row| row.code).collect::<Vec<_>>();
    assert_eq!(codes(diagnosis.page().await), ["PL1", "PL2"], "no code overhauls it, so all for the tap are there");
    diagnosis.gives("work", "renew").await;
    assert_eq!(codes(diagnosis.page().await), ["PL1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn unsafe_stopped_ends_the_visit_on_the_phone_at_once_and_reaches_the_office() {
    let (mut town, ada, dev) = town_with_forms().await;
    dev.job(JOB).await;
    town.stop_hub().await;
    let filling = Filling::begin(&ada, RISK).await;
    for (name, said) in [
        ("present", "height"),
        ("height_safe", "no"),
        ("decision", "stopped"),
        ("stopped_why", "A tower for the gable"),
    ] {
        filling.gives(name, said).await;
    }
    assert_eq!(ada.job(JOB).await.row.status.code, "dispatched", "nobody has said that it is filled in");
    let warned = filling.page().await.warnings;
    assert!(warned.iter().any(|words| words.contains("this visit ends as not safe")), "{warned:?}");
    let answered = filling.finishes().await;
    assert!(answered.page.warnings.iter().any(|words| words.starts_with("This visit is stopped")));
    let page = ada.job(JOB).await;
    assert_eq!(page.row.status.code, "incomplete");
    assert_eq!(page.row.status_reason, "It is not safe to carry on. A tower for the gable");
    assert!(!page.actions.contains(&app::api::EventKind::Started), "work does not start on it");

    let ada = ada.restart().await;
    assert_eq!(ada.job(JOB).await.row.status.code, "incomplete");
    town.start_hub().await;
    ada.in_step().await;
    dev.in_step().await;
    assert_eq!(dev.job(JOB).await.row.status.code, "incomplete");
    let told = town.hub().come_again().unwrap();
    assert_eq!(
        (told.len(), told[0].code.as_str(), told[0].people.as_str()),
        (1, "stopped_unsafe", "Ada Byrne (Van 12)")
    );
}
