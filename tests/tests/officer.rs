//! A housing officer's day: homes of her patch, a complaint, what somebody says of themself, a repair ordered from the sofa;
//! and what of it an operative's handheld must never hold.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a story that cannot be told has failed")]

use std::{collections::BTreeMap, fs, path::Path};

use app::api::{
    DayEnd, EventKind, FeedbackKind, FeedbackPage, FeedbackSaid, FormAnswered, FormPage, FormQuestion, FormReply,
    FormSaid, HomePage, Homes, JobPage, ProfilePage, ProfileReplies, ProfileReply, RecordForms, ReplyBy, Request,
    ServiceArea, Session, SessionState, Today, VisitKind, VisitWish,
};
use documents::seal::SealFile;
use domain::feedback::{NewStep, StepKind};
use hub::{
    import::{Format, Options},
    plan::Assignee,
};
use tests::{Handheld, PIN, TEAM, Town, bytes::Bytes};

const JOB: &str = "20000417";

fn fixture(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

/// A town with tenancies, a repair at one of the homes, standards and the questions about people.
async fn town() -> Town {
    let town = Town::new().await;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let options = Options { team: TEAM.into(), ..Options::default() };
    for (format, file) in [
        (Format::CsvTenancies, fixture("tenancies.csv")),
        (Format::HackneyWorkOrders, fixture("work-order.json")),
        (Format::StandardsPack, root.join("packs/england-2026.json")),
        (Format::StandardsPack, root.join("packs/cosmopolitan-2009.json")),
        (Format::Form, root.join("forms/diversity-profile.json")),
    ] {
        let report = town.hub().import(format, &file, &options).unwrap();
        assert!(report.faults.is_empty(), "{report:?}");
    }
    town
}

async fn home(officer: &Handheld, typed: &str) -> HomePage {
    let homes: Homes =
        officer.until(Request::Homes { text: typed.to_owned() }, |homes: &Homes| !homes.homes.is_empty()).await;
    officer.get(Request::Home { home: homes.homes[0].id.clone() }).await
}

fn complaint(words: &str) -> FeedbackSaid {
    FeedbackSaid {
        kind: FeedbackKind::Complaint,
        words: words.to_owned(),
        area: ServiceArea::Repairs,
        about: "The man who came on Monday".to_owned(),
        unequal: true,
        kept_apart: false,
        remedy: "Say sorry, and come when you say".to_owned(),
        customer: "Samira Haddad".to_owned(),
        reply_by: ReplyBy::Letter,
        reply_to: String::new(),
    }
}

fn replies(said: &[(&str, &str)], declined: &[&str]) -> ProfileReplies {
    let said = said
        .iter()
        .map(|(name, value)| ((*name).to_owned(), ProfileReply { declined: false, value: (*value).to_owned() }));
    let declined =
        declined.iter().map(|name| ((*name).to_owned(), ProfileReply { declined: true, value: String::new() }));
    said.chain(declined).collect()
}

/// Every byte of the hub's database, its log of the last writes included.
fn hub_bytes(town: &Town) -> Vec<u8> {
    let files = ["hub.db", "hub.db-wal"].map(|name| town.hub_folder().join(name));
    files.iter().filter(|file| file.exists()).flat_map(|file| fs::read(file).unwrap()).collect()
}

fn have(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operatives_handheld_holds_no_diversity_answer_no_arrears_and_no_complaint() {
    let mut town = town().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    ada.job(JOB).await;
    let noor = town.officer("Noor Aziz", "Tablet 3", "E9-NORTH").await;
    let sofa = home(&noor, "sluice haddad").await;
    assert_eq!((sofa.rent.as_str(), sofa.rent_owed), ("£412.37 of rent is owed", true));

    // In a cellar flat without a signal: a visit about the rent, words in it, a complaint, a profile, a repair.
    town.stop_hub().await;
    let visit = Request::ArrangeVisit {
        home: sofa.row.id.clone(),
        kind: VisitKind::RentArrears,
        slot: None,
        wishes: vec![VisitWish::Interpreter],
    };
    let visit: JobPage = noor.get(visit).await;
    let (id, version) = (visit.row.id.clone(), visit.note.version.clone());
    noor.get::<JobPage>(Request::RecordEvent { job: id.clone(), kind: EventKind::Started, reason: None }).await;
    let note = "Owes since the WAGESTOPPED in May.".to_owned();
    noor.get::<JobPage>(Request::EditNote { job: id.clone(), version, text: note }).await;
    let said = complaint("He was RUDEASCAN be to my mother.");
    let taken: FeedbackPage = noor.get(Request::RecordFeedback { home: sofa.row.id.clone(), said }).await;
    assert_eq!(taken.promises.len(), 2, "{taken:?}");
    let about_me = replies(&[("gender", "own_words"), ("gender_words", "TWOSPIRITED")], &["faith", "sexuality"]);
    let person = "Samira Haddad".to_owned();
    let save = |replies| Request::SaveProfile { home: sofa.row.id.clone(), person: person.clone(), replies };
    noor.get::<()>(save(about_me)).await;
    let booked: JobPage = noor
        .get(Request::BookFollowOn {
            job: id.clone(),
            description: "The HOBWONT light".to_owned(),
            trade: "Gas".to_owned(),
            further_trades: String::new(),
            emergency: false,
            operatives: 1,
            minutes: None,
            materials: String::new(),
            purpose: app::api::BookingPurpose::FollowOn,
            made_safe: String::new(),
            photos: Vec::new(),
            preferred: vec!["Tue 1 Dec AM".to_owned()],
        })
        .await;
    let repair = booked.follow_ons[0].reference.clone();
    town.start_hub().await;
    noor.in_step().await;
    noor.in_step().await;

    // The office gives the repair to Ada's team, who does it at that very home.
    assert!(town.hub().assign(&repair, None, &Assignee::Team(TEAM.into())).unwrap());
    let hob = ada.job(&repair).await;
    assert_eq!(hob.description, "The HOBWONT light");
    assert_eq!((hob.visit, hob.row.trade.as_str()), (None, "Gas"));
    ada.record(&repair, EventKind::Started).await;
    ada.in_step().await;

    // What came to the hub is in its log to the letter, so that it can be looked for elsewhere.
    let at_hub = hub_bytes(&town);
    for word in ["WAGESTOPPED", "RUDEASCAN", "TWOSPIRITED", "HOBWONT", "T-004711"] {
        assert!(have(&at_hub, word), "{word}");
    }
    let adas = Bytes::of(&ada.close().await);
    assert!(adas.have("HOBWONT") && adas.have("8 Sluice Court"), "she has the repair");
    for word in [
        "WAGESTOPPED",
        "RUDEASCAN",
        "TWOSPIRITED",
        "T-004711",
        "rent_arrears",
        "Talk about the rent",
        "41237",
        "arrears_pence\u{0}",
        "Leila",
        "interpreter",
    ] {
        assert!(!adas.have(word), "an operative's handheld holds {word:?}");
    }
    // The officer's own holds what is hers to follow up, and nothing of what somebody said of themself.
    let noors = Bytes::of(&noor.close().await);
    assert!(noors.have("WAGESTOPPED") && noors.have("RUDEASCAN") && noors.have("T-004711"));
    assert!(!noors.have("TWOSPIRITED"), "a profile is written and not kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gives_an_operative_what_an_operative_may_not_hold() {
    let town = town().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    // A planner who mistakes a patch for a team gives Ada a team of that name, with no home in it.
    town.hub().invite("Ada Byrne", "Spare", &town.url(), Some("E9-NORTH")).unwrap();
    ada.in_step().await;
    let homes: Homes = ada.get(Request::Homes { text: String::new() }).await;
    assert_eq!(homes.held, 0);
    let today: Today = ada.get(Request::Today).await;
    assert_eq!(today.homes, None);
    // Nor may she be made an officer by a second invitation.
    let officer = Some(domain::access::Role::HousingOfficer);
    let refused = town.hub().invite_as("Ada Byrne", "Spare", &town.url(), None, officer).unwrap_err();
    assert!(refused.to_string().contains("is a repairs operative here"), "{refused}");
    // What she writes of a home that is not hers stays out, whatever her app was made to do.
    let said = Request::RecordFeedback { home: "01ARZ3NDEKTSV4RRFFQ69G5FAV".to_owned(), said: complaint("Rude") };
    assert_eq!(ada.refused(said).await.code, "home_unknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn samira_complains_on_her_sofa_and_sees_by_when_she_hears_and_noor_sees_what_becomes_of_it() {
    let mut town = town().await;
    let noor = town.officer("Noor Aziz", "Tablet 3", "E9-NORTH").await;
    let sofa = home(&noor, "haddad").await;
    assert_eq!(sofa.tenants[1].safe_contact, "Ring his sister first; never write to the home");
    town.stop_hub().await;
    let record = |said| Request::RecordFeedback { home: sofa.row.id.clone(), said };
    assert_eq!(noor.refused(record(complaint("  "))).await.code, "feedback_empty");
    let taken: FeedbackPage = noor.get(record(complaint("Nobody came, twice."))).await;
    let promised: Vec<&str> = taken.promises.iter().map(|promise| promise.words.as_str()).collect();
    // Cosmopolitan's two working days end before the Code's five, and so does its answer.
    assert_eq!(promised, ["We acknowledge a complaint", "We tell you what we found"]);
    assert_eq!(taken.hears_from, "Calder Vale Homes");
    assert!(taken.unequal && taken.row.waiting == 1 && taken.row.open);
    let thanks = FeedbackSaid { kind: FeedbackKind::Compliment, ..complaint("Dev was kind.") };
    let thanked: FeedbackPage = noor.get(record(thanks)).await;
    assert!(thanked.promises.is_empty() && !thanked.row.open);

    // Everything outlives the app's end without a signal.
    let noor = noor.restart().await;
    let homes: Homes = noor.get(Request::Homes { text: String::new() }).await;
    assert_eq!((homes.held, homes.open_feedback.len()), (2, 1));
    town.start_hub().await;
    noor.in_step().await;
    let listed = town.hub().feedback(true).unwrap();
    assert_eq!((listed.len(), listed[0].reference.as_str()), (1, taken.reference.as_str()));
    assert_eq!((listed[0].person.as_str(), listed[0].late), ("Noor Aziz", false));

    // The office names who answers, and answers; Samira is not content.
    let step = |kind, by: &str| NewStep { kind, by: by.into(), words: "We came to the wrong block.".into() };
    let nobody = town.hub().add_feedback_step(&taken.reference, &step(StepKind::Acknowledged, "")).unwrap_err();
    assert!(nobody.to_string().contains("--by"), "{nobody}");
    town.hub().add_feedback_step(&taken.reference, &step(StepKind::Acknowledged, "Joan Ellis")).unwrap();
    let asked = Request::Feedback { feedback: taken.row.id.clone() };
    noor.in_step().await;
    let page: FeedbackPage = noor.until(asked.clone(), |page: &FeedbackPage| page.steps.len() == 1).await;
    assert_eq!((page.hears_from.as_str(), page.can_take_further), ("Joan Ellis", false));
    assert_eq!(page.promises[0].standing, "Kept");
    let further = Request::TakeFurther { feedback: taken.row.id.clone(), words: "It was not the wrong block.".into() };
    assert_eq!(noor.refused(further.clone()).await.code, "feedback_not_answered");
    town.hub().add_feedback_step(&taken.reference, &step(StepKind::Answered, "Joan Ellis")).unwrap();
    noor.in_step().await;
    noor.until(asked, |page: &FeedbackPage| page.can_take_further).await;
    let page: FeedbackPage = noor.get(further).await;
    assert!(!page.can_take_further && page.row.open);
    assert_eq!(page.promises.len(), 4, "the second stage has its own days: {:?}", page.promises);
    noor.in_step().await;
    assert!(town.hub().feedback(true).unwrap()[0].record.is_open());
}

/// Somebody before one form of one visit.
struct Check<'a> {
    who: &'a Handheld,
    record: String,
    form: String,
}

impl Check<'_> {
    async fn page(&self) -> FormPage {
        self.who.get(Request::Form { record: self.record.clone(), form: self.form.clone() }).await
    }

    async fn question(&self, name: &str) -> FormQuestion {
        let page = self.page().await;
        let found = page.questions.iter().rfind(|asked| asked.field.rsplit('/').next() == Some(name)).cloned();
        assert!(found.is_some(), "{name} is not asked");
        found.unwrap()
    }

    async fn says(&self, name: &str, said: FormSaid) {
        let field = self.question(name).await.field;
        let (record, form) = (self.record.clone(), self.form.clone());
        let answer = Request::AnswerForm { record, form, replies: vec![FormReply { field, said }] };
        let answered: FormAnswered = self.who.get(answer).await;
        assert_eq!(answered.problems, [], "{name}");
    }

    async fn gives(&self, name: &str, text: &str) {
        self.says(name, FormSaid::Given { text: text.to_owned() }).await;
    }

    async fn adds(&self, repeat: &str) {
        let (record, form) = (self.record.clone(), self.form.clone());
        self.who.get::<FormPage>(Request::AddFormInstance { record, form, repeat: repeat.to_owned() }).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_officers_fill_one_check_without_a_signal_both_keep_theirs_and_samira_signs() {
    let mut town = town().await;
    let form = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("forms/tenancy-check.json");
    town.hub().import(Format::Form, &form, &Options::default()).unwrap();
    let noor = town.officer("Noor Aziz", "Tablet 3", "E9-NORTH").await;
    let omar = town.officer("Omar Reid", "Tablet 4", "E9-NORTH").await;
    let sofa = home(&noor, "haddad").await;
    let slot = sofa.slots[0].value.clone();
    let arrange = Request::ArrangeVisit {
        home: sofa.row.id.clone(),
        kind: VisitKind::TenancyCheck,
        slot: Some(slot),
        wishes: vec![VisitWish::SameSexOfficer],
    };
    let visit: JobPage = noor.get(arrange).await;
    assert_eq!(visit.visit.as_ref().unwrap().wishes, ["An officer of their own sex"]);
    assert!(visit.contacts[1].calls.is_empty(), "Jon is not to be rung");
    let (record, reference) = (visit.row.id.clone(), visit.row.reference.clone());
    let offered: RecordForms = noor.get(Request::RecordForms { record: record.clone() }).await;
    assert_eq!(offered.offered.len(), 1, "{offered:?}");
    let begin = Request::BeginForm { record: record.clone(), form: "tenancy-check".to_owned() };
    let begun: FormPage = noor.get(begin).await;
    noor.in_step().await;
    omar.in_step().await;
    let noors = Check { who: &noor, record: record.clone(), form: begun.id.clone() };
    let omars = Check { who: &omar, record: record.clone(), form: begun.id };
    let job = Request::Job { job: record.clone() };
    assert!(omar.job(&reference).await.visit.is_some());

    town.stop_hub().await;
    noor.get::<JobPage>(Request::RecordEvent { job: record.clone(), kind: EventKind::Started, reason: None }).await;
    noors.gives("spoken_with", "samira haddad").await;
    assert_eq!(noors.question("telephone").await.proposed, None, "nothing is shown before identity is seen");
    for (document, photo) in [("passport", "yes"), ("bill", "no")] {
        noors.adds("documents").await;
        noors.gives("document", document).await;
        noors.gives("has_photo", photo).await;
    }
    let held = noors.question("telephone").await.proposed.unwrap();
    assert_eq!((held.text.as_str(), held.held), ("020 7946 0811", true), "still right?");
    noors.says("telephone", FormSaid::StillRight).await;
    noors.adds("members").await;
    noors.gives("member_name", "Samira Haddad").await;
    noors.gives("bedrooms", "2").await;
    omars.adds("members").await;
    omars.gives("member_name", "Jon Haddad").await;
    omars.gives("bedrooms", "3").await;

    town.start_hub().await;
    noor.in_step().await;
    omar.in_step().await;
    noor.in_step().await;
    for check in [&noors, &omars] {
        // Both members are kept, and both answers to the one question are shown.
        let names = |page: &FormPage| -> Vec<String> {
            let members = page.questions.iter().filter(|asked| asked.field.ends_with("/member_name"));
            members.map(|asked| asked.answer.as_ref().unwrap().words.clone()).collect()
        };
        let form = Request::Form { record: check.record.clone(), form: check.form.clone() };
        let merged = check.who.until(form, |page: &FormPage| names(page).len() == 2).await;
        assert!(names(&merged).contains(&"Jon Haddad".to_owned()));
        let bedrooms = check.question("bedrooms").await;
        assert_eq!(bedrooms.competing.len(), 2, "{bedrooms:?}");
    }
    noors.gives("bedrooms", "2").await;
    assert!(noors.question("bedrooms").await.competing.is_empty());

    // Samira reads what the visit was and signs; what is sealed is checked away from everybody.
    let page: JobPage =
        noor.get(Request::RecordEvent { job: record.clone(), kind: EventKind::Completed, reason: None }).await;
    assert!(page.can_sign_off);
    noor.customer_signs(&reference, "Samira Haddad", "en").await;
    noor.in_step().await;
    let file = SealFile::from_bytes(&town.hub().sealed(&reference, None).unwrap()).unwrap();
    let report = file.examine();
    assert!(report.passes(), "{report:?}");
    omar.in_step().await;
    omar.until(job, |page: &JobPage| page.sign_off.is_some()).await;
    let home: HomePage = omar.get(Request::Home { home: sofa.row.id }).await;
    assert_eq!(home.visits.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_says_of_themself_is_theirs_to_replace_and_to_take_back() {
    let town = town().await;
    let noor = town.officer("Noor Aziz", "Tablet 3", "E9-NORTH").await;
    let sofa = home(&noor, "haddad").await;
    let (id, person) = (sofa.row.id.clone(), "Samira Haddad".to_owned());

    // The phone is turned round: nothing else is answered until the PIN.
    let handed: Session = noor.get(Request::HandOverProfile { home: id.clone(), person: person.clone() }).await;
    assert_eq!(handed.state, SessionState::WithCustomer);
    for request in [Request::Today, Request::Home { home: id.clone() }, Request::Homes { text: String::new() }] {
        assert_eq!(noor.refused(request).await.code, "with_customer");
    }
    let page = |replies| Request::ProfilePage { home: id.clone(), person: person.clone(), replies };
    let asked: ProfilePage = noor.get(page(BTreeMap::new())).await;
    let names: Vec<&str> = asked.questions.iter().map(|question| question.name.as_str()).collect();
    assert_eq!(names, ["gender", "born_on", "disability", "ethnicity", "faith", "sexuality"]);
    assert!(asked.questions.iter().all(|question| question.may_decline && !question.why.is_empty()));
    let own = replies(&[("gender", "own_words"), ("born_on", "2999-01-01")], &[]);
    let asked: ProfilePage = noor.get(page(own.clone())).await;
    assert_eq!(asked.questions[1].name, "gender_words", "asked because of the answer before");
    assert!(asked.questions[2].problem.contains("or earlier"), "{:?}", asked.questions[2]);
    let save = |replies| Request::SaveProfile { home: id.clone(), person: person.clone(), replies };
    assert_eq!(noor.refused(save(own)).await.code, "profile_answer");
    let other = Request::SaveProfile { home: id.clone(), person: "Jon Haddad".to_owned(), replies: BTreeMap::new() };
    assert_eq!(noor.refused(other).await.code, "with_customer", "nobody answers for another");
    noor.get::<()>(save(replies(&[("gender", "own_words"), ("gender_words", "TWOSPIRITED")], &["faith"]))).await;
    let locked: Session = noor.get(Request::Session).await;
    assert_eq!(locked.state, SessionState::Locked, "the phone comes back locked");

    noor.get::<Session>(Request::Unlock { pin: PIN.to_owned() }).await;
    noor.in_step().await;
    let strand = |town: &Town, name: &str| {
        let all = town.hub().profile_completeness().unwrap();
        let count = all.into_iter().find(|strand| strand.strand == name).unwrap().count;
        (count.held, count.declined, count.missing)
    };
    // Four people are on agreements: Samira, Jon, Wilf and Grace.
    assert_eq!(strand(&town, "gender"), (1, 0, 3));
    assert_eq!(strand(&town, "faith"), (0, 1, 3), "a decline counts apart from a gap");
    assert_eq!(strand(&town, "sexuality"), (0, 0, 4));
    assert!(have(&hub_bytes(&town), "TWOSPIRITED"));

    // A month later she says otherwise, and then takes all of it back: nothing of before is left, nor any of it shown.
    noor.get::<()>(save(replies(&[("gender", "woman"), ("faith", "none")], &[]))).await;
    noor.in_step().await;
    assert_eq!((strand(&town, "gender"), strand(&town, "faith")), ((1, 0, 3), (1, 0, 3)));
    assert!(!have(&hub_bytes(&town), "TWOSPIRITED"), "what was replaced leaves no history");
    noor.get::<()>(save(BTreeMap::new())).await;
    noor.in_step().await;
    assert_eq!(strand(&town, "gender"), (0, 0, 4));
    let noors = Bytes::of(&noor.close().await);
    assert!(!noors.have("TWOSPIRITED"));
}

#[tokio::test(flavor = "multi_thread")]
async fn noors_visits_are_counted_on_her_tablet_and_at_the_hub_and_the_office_cancels_one_as_it_does_a_job() {
    let town = town().await;
    let noor = town.officer("Noor Aziz", "Tablet 3", "E9-NORTH").await;
    let sofa = home(&noor, "haddad").await;
    let day: DayEnd = noor.get(Request::DayEnd).await;
    assert_eq!(day.counted, None);
    let arrange = |slot| Request::ArrangeVisit {
        home: sofa.row.id.clone(),
        kind: VisitKind::TenancyCheck,
        slot,
        wishes: Vec::new(),
    };
    let ahead: JobPage = noor.get(arrange(Some(sofa.slots[0].value.clone()))).await;
    let begun: JobPage = noor.get(arrange(None)).await;
    let started = Request::RecordEvent { job: begun.row.id.clone(), kind: EventKind::Started, reason: None };
    noor.get::<JobPage>(started).await;
    // What is arranged for another day is not today's.
    let noor = noor.restart().await;
    let day: DayEnd = noor.get(Request::DayEnd).await;
    let counted = day.counted.unwrap();
    assert_eq!((counted.arranged, counted.made, counted.kept, counted.cancelled), (0, 1, 0, 0));
    noor.in_step().await;

    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis();
    let today = domain::time::Timestamp::from_milliseconds(i64::try_from(now).unwrap()).london_date();
    let week = (0..8).fold(today, |day, _| day.succ_opt().unwrap());
    let at_hub = town.hub().visits_counted(today, week).unwrap();
    assert_eq!((at_hub.count.arranged, at_hub.count.made, at_hub.count.cancelled), (1, 1, 0));
    assert!(town.hub().cancel(&ahead.row.reference, None, "The officer is ill").unwrap());
    assert!(!town.hub().cancel(&ahead.row.reference, None, "The officer is ill").unwrap(), "once is enough");
    let at_hub = town.hub().visits_counted(today, week).unwrap();
    assert_eq!((at_hub.count.arranged, at_hub.count.cancelled, at_hub.count.cancelled_late), (1, 1, 0));
    assert!(at_hub.cancelled_late.is_empty(), "it was told of the day before");
    assert_eq!(town.hub().visits_counted(week, week).unwrap().count, domain::visit_count::VisitCount::default());
    noor.in_step().await;
    let asked = Request::Job { job: ahead.row.id.clone() };
    noor.until(asked, |page: &JobPage| page.row.status.words == "Cancelled").await;
}
