//! A tenancy health check from the doorbell to the signature under its summary: what Samira reads with the phone in hand, what
//! she must not, and what two officers' phones and the hub say when something changes after she has signed.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a story that cannot be told has failed")]

use std::path::Path;

use app::api::{
    ConcernAbout, EventKind, FeedbackKind, FeedbackPage, FeedbackSaid, FormAnswered, FormPage, FormPaper, FormQuestion,
    FormReply, FormSaid, Homes, JobPage, ReplyBy, Request, ServiceArea, Session, SessionState, SignOffAnswer,
    SignOffOutcome, SignOffPage, VisitKind,
};
use documents::seal::SealFile;
use hub::import::{Format, Options};
use tests::{Handheld, PIN, TEAM, Town, signed_by};

/// A town with tenancies, standards and the check.
async fn town() -> Town {
    let town = Town::new().await;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let options = Options { team: TEAM.into(), ..Options::default() };
    for (format, file) in [
        (Format::CsvTenancies, "fixtures/tenancies.csv"),
        (Format::StandardsPack, "../packs/england-2026.json"),
        (Format::StandardsPack, "../packs/cosmopolitan-2009.json"),
        (Format::Form, "../forms/tenancy-check.json"),
    ] {
        let report = town.hub().import(format, &root.join(file), &options).unwrap();
        assert!(report.faults.is_empty(), "{report:?}");
    }
    town
}

/// A check at Samira's, under way on one officer's phone.
struct Check<'a> {
    who: &'a Handheld,
    home: String,
    visit: String,
    reference: String,
    form: String,
}

impl<'a> Check<'a> {
    async fn begin(who: &'a Handheld) -> Self {
        let homes: Homes =
            who.until(Request::Homes { text: "haddad".into() }, |homes: &Homes| !homes.homes.is_empty()).await;
        let home = homes.homes[0].id.clone();
        let kind = VisitKind::TenancyCheck;
        let visit: JobPage =
            who.get(Request::ArrangeVisit { home: home.clone(), kind, slot: None, wishes: Vec::new() }).await;
        let (id, reference) = (visit.row.id, visit.row.reference);
        who.get::<JobPage>(Request::RecordEvent { job: id.clone(), kind: EventKind::Started, reason: None }).await;
        let begun: FormPage = who.get(Request::BeginForm { record: id.clone(), form: "tenancy-check".into() }).await;
        Self { who, home, visit: id, reference, form: begun.id }
    }

    /// The same check on a colleague's phone.
    fn on<'b>(&self, who: &'b Handheld) -> Check<'b> {
        Check {
            who,
            home: self.home.clone(),
            visit: self.visit.clone(),
            reference: self.reference.clone(),
            form: self.form.clone(),
        }
    }

    async fn question(&self, name: &str) -> FormQuestion {
        let page: FormPage = self.who.get(Request::Form { record: self.visit.clone(), form: self.form.clone() }).await;
        let found = page.questions.into_iter().rfind(|asked| asked.field.rsplit('/').next() == Some(name));
        assert!(found.is_some(), "{name} is not asked");
        found.unwrap()
    }

    async fn says(&self, name: &str, said: FormSaid) {
        let field = self.question(name).await.field;
        let (record, form) = (self.visit.clone(), self.form.clone());
        let answered: FormAnswered =
            self.who.get(Request::AnswerForm { record, form, replies: vec![FormReply { field, said }] }).await;
        assert_eq!(answered.problems, [], "{name}");
    }

    async fn gives(&self, name: &str, text: &str) {
        self.says(name, FormSaid::Given { text: text.to_owned() }).await;
    }

    async fn adds(&self, repeat: &str) {
        let (record, form) = (self.visit.clone(), self.form.clone());
        self.who.get::<FormPage>(Request::AddFormInstance { record, form, repeat: repeat.to_owned() }).await;
    }

    async fn page(&self, language: &str) -> SignOffPage {
        self.who.get(Request::SignOffPage { job: self.visit.clone(), language: language.to_owned() }).await
    }

    async fn signs(&self, answer: SignOffAnswer) -> JobPage {
        let page = self.page("en").await;
        let (job, language) = (self.visit.clone(), "en".to_owned());
        self.who.get(Request::SignOff { job, digest: page.digest, language, answer }).await
    }

    async fn complains(&self, customer: &str, words: &str, kept_apart: bool) {
        let said = FeedbackSaid {
            kind: FeedbackKind::Complaint,
            words: words.to_owned(),
            area: ServiceArea::Repairs,
            about: String::new(),
            unequal: false,
            kept_apart,
            remedy: String::new(),
            customer: customer.to_owned(),
            reply_by: ReplyBy::Letter,
            reply_to: String::new(),
        };
        self.who.get::<FeedbackPage>(Request::RecordFeedback { home: self.home.clone(), said }).await;
    }

    /// What the visit's page says of its sign-off, once it says this.
    async fn reads_of_the_sign_off(&self, status: &str) -> Vec<String> {
        let asked = Request::Job { job: self.visit.clone() };
        let seen = |page: &JobPage| page.sign_off.as_ref().is_some_and(|held| held.status.code == status);
        let page: JobPage = self.who.until(asked, seen).await;
        let sign_off = page.sign_off.unwrap();
        assert!(sign_off.verified, "{sign_off:?}");
        sign_off.not_covered
    }
}

/// The page as somebody reads it, a line each.
fn words(page: &SignOffPage) -> String {
    page.lines.iter().map(|line| format!("{}: {}\n", line.label, line.text)).collect()
}

fn report(town: &Town, check: &Check<'_>) -> documents::seal::SealReport {
    SealFile::from_bytes(&town.hub().sealed(&check.reference, None).unwrap()).unwrap().examine()
}

/// Samira's half of an hour: a kitchen with a fault, money, a referral, a repair, a complaint.
async fn filled(check: &Check<'_>) {
    check.gives("spoken_with", "Samira Haddad").await;
    check.gives("language", "Polish").await;
    check.gives("bedrooms", "2").await;
    check.adds("rooms").await;
    check.gives("room", "kitchen").await;
    check.gives("condition", "poor").await;
    check.gives("condition_what", "The hob does not light").await;
    check.gives("money_worries", "yes").await;
    check.gives("referral", "debt food").await;
    check.says("telephone", FormSaid::Declined).await;
    check.gives("occupancy_concern", "yes").await;
    check.gives("occupancy_what", "A second COTSEEN").await;
    check.gives("antisocial", "yes").await;
    check.gives("antisocial_what", "SHOUTSATNIGHT from number 9").await;
    check.complains("Samira Haddad", "Nobody came, twice.", false).await;
    check.complains("Samira Haddad", "KEPTAPART from Jon.", true).await;
    check.complains("Jon Haddad", "JONSAID the lift stinks.", false).await;
    let repair = Request::BookFollowOn {
        job: check.visit.clone(),
        description: "Hob does not light".to_owned(),
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
    };
    check.who.get::<JobPage>(repair).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn samira_reads_her_answers_and_what_follows_beside_english_and_nothing_that_is_not_for_her_eyes() {
    let mut town = town().await;
    let noor = town.officer("Noor Aziz", "Tablet 3", "E9-NORTH").await;
    noor.in_step().await;
    town.stop_hub().await;
    let check = Check::begin(&noor).await;
    filled(&check).await;
    let concern = Request::RecordConcern {
        job: Some(check.visit.clone()),
        about: ConcernAbout::Child,
        words: "BRUISESEEN on his arm".to_owned(),
        in_danger: false,
    };
    noor.ask(concern).await.unwrap();

    // The paper copy has no more of it than the page: it is the same whatever stands in there.
    let paper = || Request::FormPaper { record: check.visit.clone(), form: check.form.clone() };
    let with: FormPaper = noor.get(paper()).await;
    check.gives("antisocial_what", "SHOUTSATNIGHT from number 9, and worse on Fridays").await;
    assert_eq!(noor.get::<FormPaper>(paper()).await.base64, with.base64);
    check.gives("condition_what", "The hob does not light at all").await;
    assert_ne!(noor.get::<FormPaper>(paper()).await.base64, with.base64, "the answers are on it");
    check.gives("condition_what", "The hob does not light").await;

    // The page opens in the language that she asked for, as an aid beside the English that she signs.
    let page = check.page("").await;
    assert_eq!(
        (page.language.code.as_str(), page.aid, page.title.as_str()),
        ("pl", true, "Prosimy sprawdzić, co zapisaliśmy")
    );
    assert_eq!(page.english.len(), page.lines.len());
    assert_eq!(page.labels.first_time_question, "", "nothing is mended at a visit");
    let page = check.page("en").await;
    let read = words(&page);
    for line in [
        "How many bedrooms are there?: 2\n",
        "How is it? (Kitchen): Poor\n",
        "What is wrong? (Kitchen): The hob does not light\n",
        "Do you worry about rent, bills or debts?: Yes\n",
        "Telephone number: You would rather not say\n",
        "Your complaint: Nobody came, twice.\n",
        "What we promise: We ask these to help you: Debt advice, Food bank (Calder Vale Homes)\n",
        "Times that suit you: Tue 1 Dec AM\n",
        "What we promise: We acknowledge a complaint: by ",
        "What we promise: Next tenancy check: by ",
    ] {
        assert!(read.contains(line), "{line}\n{read}");
    }
    let everything = serde_json::to_string(&page).unwrap();
    for hidden in ["COTSEEN", "SHOUTSATNIGHT", "KEPTAPART", "JONSAID", "BRUISESEEN", "hard for you", "412.37", "sister"]
    {
        assert!(!everything.contains(hidden), "{hidden} is on the page that is turned round");
    }

    // In her hands the phone answers for her page alone; she says what is not right, and signs.
    noor.get::<Session>(Request::HandOver { job: check.visit.clone() }).await;
    let other = Request::Form { record: check.visit.clone(), form: check.form.clone() };
    assert_eq!(noor.refused(other).await.code, "with_customer");
    let line = u16::try_from(page.lines.iter().position(|line| line.text == "Poor").unwrap()).unwrap();
    let disputes = vec![app::api::Dispute { line, words: "It is worse than that".into() }];
    check.signs(SignOffAnswer { disputes, ..signed_by("Samira Haddad") }).await;
    let locked: Session = noor.get(Request::Session).await;
    assert_eq!(locked.state, SessionState::Locked);
    noor.get::<Session>(Request::Unlock { pin: PIN.to_owned() }).await;

    // A battery that dies then loses nothing, and once there is a signal everybody can check it.
    let Check { home, visit, reference, form, .. } = check;
    let noor = noor.restart().await;
    let check = Check { who: &noor, home, visit, reference, form };
    town.start_hub().await;
    noor.in_step().await;
    assert_eq!(check.reads_of_the_sign_off("signed_disputed").await, Vec::<String>::new());
    let report = report(&town, &check);
    assert!(report.passes() && report.not_covered.is_empty(), "{report:?}");
    let omar = town.officer("Omar Reid", "Tablet 4", "E9-NORTH").await;
    omar.in_step().await;
    omar.job(&check.reference).await;
    assert_eq!(check.on(&omar).reads_of_the_sign_off("signed_disputed").await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn omar_differs_after_samira_signed_both_phones_say_so_and_she_signs_what_was_chosen() {
    let mut town = town().await;
    let noor = town.officer("Noor Aziz", "Tablet 3", "E9-NORTH").await;
    let omar = town.officer("Omar Reid", "Tablet 4", "E9-NORTH").await;
    let noors = Check::begin(&noor).await;
    noors.gives("spoken_with", "Samira Haddad").await;
    noor.in_step().await;
    omar.in_step().await;
    omar.job(&noors.reference).await;
    let omars = noors.on(&omar);

    town.stop_hub().await;
    noors.gives("bedrooms", "2").await;
    omars.gives("bedrooms", "3").await;
    let page = noors.signs(signed_by("Samira Haddad")).await;
    assert!(!page.can_sign_off, "everything on the page is signed");
    assert_eq!(page.sign_off.unwrap().status.code, "signed");

    town.start_hub().await;
    for phone in [&noor, &omar, &noor] {
        phone.in_step().await;
    }
    for check in [&noors, &omars] {
        let told = check.reads_of_the_sign_off("partly_covered").await;
        let answered = "Omar Reid answered “How many bedrooms are there?”: 3";
        assert!(told.len() == 1 && told[0].contains(answered) && told[0].contains("without seeing it"), "{told:?}");
        let competing: Vec<String> =
            check.question("bedrooms").await.competing.into_iter().map(|side| side.words).collect();
        assert_eq!(competing.len(), 2, "{competing:?}");
        // Whoever signs now reads both.
        let read = words(&check.page("en").await);
        assert!(["2 / 3", "3 / 2"].iter().any(|both| read.contains(&format!("there?: {both}\n"))), "{read}");
    }
    let report_then = report(&town, &noors);
    assert!(report_then.passes() && report_then.not_covered.len() == 1, "{report_then:?}");

    // One is chosen, and Samira signs again: what stands then covers everything, on both phones.
    noors.gives("bedrooms", "3").await;
    noors.signs(signed_by("Samira Haddad")).await;
    for phone in [&noor, &omar] {
        phone.in_step().await;
    }
    for check in [&noors, &omars] {
        assert_eq!(check.reads_of_the_sign_off("signed").await, Vec::<String>::new());
        assert!(check.question("bedrooms").await.competing.is_empty());
    }
    let report_now = report(&town, &noors);
    assert!(report_now.passes() && report_now.not_covered.is_empty(), "{report_now:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_changed_or_an_end_taken_back_after_the_signature_says_so_and_a_refusal_keeps_its_reason() {
    let mut town = town().await;
    let noor = town.officer("Noor Aziz", "Tablet 3", "E9-NORTH").await;
    let omar = town.officer("Omar Reid", "Tablet 4", "E9-NORTH").await;
    let noors = Check::begin(&noor).await;
    noors.gives("spoken_with", "Samira Haddad").await;
    noors.gives("bedrooms", "2").await;
    noor.in_step().await;
    omar.in_step().await;
    omar.job(&noors.reference).await;
    let omars = noors.on(&omar);

    // Omar ends the visit on his phone and takes it back, while Samira would rather not sign on Noor's.
    town.stop_hub().await;
    let record = |kind| Request::RecordEvent { job: noors.visit.clone(), kind, reason: None };
    let ended: JobPage = omar.get(record(EventKind::Completed)).await;
    let event = ended.undo.unwrap().event;
    omar.get::<JobPage>(Request::Undo { job: noors.visit.clone(), event }).await;
    let refused = SignOffAnswer {
        outcome: SignOffOutcome::Unwilling,
        name: String::new(),
        strokes: Vec::new(),
        reason: "She wants her sister to read it first".into(),
        ..signed_by("")
    };
    let page = noors.signs(refused).await;
    let sign_off = page.sign_off.unwrap();
    assert_eq!(sign_off.status.code, "not_signed");
    assert!(sign_off.words.contains("She wants her sister to read it first"), "{}", sign_off.words);
    // The answer is changed where the sign-off is in sight.
    noors.gives("bedrooms", "4").await;
    town.start_hub().await;
    for phone in [&noor, &omar, &noor] {
        phone.in_step().await;
    }
    for check in [&noors, &omars] {
        let told = check.reads_of_the_sign_off("partly_covered").await.join("\n");
        for words in ["Noor Aziz changed “How many bedrooms are there?” from “2” to “4”", "they took a step back"]
        {
            assert!(told.contains(words), "{words}\n{told}");
        }
    }
    let report = report(&town, &noors);
    assert!(report.passes() && report.not_covered.len() == 3, "{report:?}");
}
