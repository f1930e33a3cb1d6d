//! One person's handheld: the whole app but its window.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use app::{
    App, AppConfig, Clock, PinCost,
    api::{
        CodeRow, Day, EventKind, Failure, Item, JobPage, JobRow, OutboxItem, Photo, PhotoStage, Request, Sending,
        Session, SignOffAnswer, SignOffOutcome, SignOffPage, Signer, StrokePoint, Today,
    },
};
use domain::time::Timestamp;
use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep};

use crate::Cable;

/// Everybody's PIN.
pub const PIN: &str = "246810";

/// How long a handheld may take to do what needs no person.
const PATIENCE: Duration = Duration::from_secs(120);

/// A phone's clock, which a story turns: the real time and so many milliseconds.
#[derive(Debug, Default)]
pub struct TurnedClock {
    ahead_ms: AtomicI64,
}

impl TurnedClock {
    /// Turns it on, or back.
    pub fn turn(&self, minutes: i64) {
        self.ahead_ms.fetch_add(minutes * 60_000, Ordering::Relaxed);
    }
}

impl Clock for TurnedClock {
    fn now(&self) -> Timestamp {
        app::SystemClock.now().plus_milliseconds(self.ahead_ms.load(Ordering::Relaxed))
    }
}

/// A handheld on files.
pub struct Handheld {
    app: App,
    folder: PathBuf,
}

impl Handheld {
    /// Opens the handheld in this folder; a new folder is a new handheld.
    pub fn open(folder: PathBuf) -> Self {
        Self::opened(AppConfig::new(&folder), folder)
    }

    /// The same, on a cable that the story cuts.
    pub fn open_on(cable: Arc<Cable>, folder: PathBuf) -> Self {
        Self::opened(AppConfig { transport: Some(cable), ..AppConfig::new(&folder) }, folder)
    }

    /// The same, with a clock that the story turns.
    pub fn open_by(clock: Arc<dyn Clock>, folder: PathBuf) -> Self {
        Self::opened(AppConfig { clock, ..AppConfig::new(&folder) }, folder)
    }

    fn opened(config: AppConfig, folder: PathBuf) -> Self {
        Self { app: App::open(AppConfig { pin_cost: PinCost::TEST, ..config }).unwrap(), folder }
    }

    /// Joins the landlord and chooses the PIN.
    pub async fn enrol(&self, invitation: &str) {
        self.get::<Session>(Request::Enrol { invitation: invitation.to_owned() }).await;
        self.get::<Session>(Request::ChoosePin { pin: PIN.to_owned() }).await;
    }

    /// Closes the app as the system does, opens it again and unlocks it.
    pub async fn restart(self) -> Self {
        let folder = self.folder.clone();
        self.app.close().await;
        drop(self);
        let again = Self::open(folder);
        again.get::<Session>(Request::Unlock { pin: PIN.to_owned() }).await;
        again
    }

    /// Closes the app and gives its folder.
    pub async fn close(self) -> PathBuf {
        self.app.close().await;
        self.folder
    }

    /// The platform says whether the connection costs money by the megabyte.
    pub fn set_connection(&self, metered: bool) {
        self.app.set_connection(metered);
    }

    /// Asks, as a screen does.
    pub async fn ask(&self, request: Request) -> Result<serde_json::Value, Failure> {
        self.app.ask(request).await
    }

    /// Asks for what must be given.
    pub async fn get<T: DeserializeOwned>(&self, request: Request) -> T {
        let asked = format!("{request:?}");
        match self.ask(request).await {
            Ok(value) => serde_json::from_value(value).unwrap(),
            Err(failure) => panic!("{asked} failed: {failure:?}"),
        }
    }

    /// Asks for what must fail.
    pub async fn refused(&self, request: Request) -> Failure {
        let asked = format!("{request:?}");
        self.ask(request).await.err().unwrap_or_else(|| panic!("{asked} was allowed"))
    }

    /// Waits until `seen` is true of the answer to a request.
    pub async fn until<T: DeserializeOwned + std::fmt::Debug>(&self, request: Request, seen: impl Fn(&T) -> bool) -> T {
        let give_up = Instant::now() + PATIENCE;
        loop {
            let answer: T = self.get(request.clone()).await;
            if seen(&answer) {
                return answer;
            }
            assert!(Instant::now() < give_up, "{request:?} never came to what was awaited; last: {answer:#?}");
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Sends now, and waits until everything that waited is with the hub and the hub's news are here.
    pub async fn in_step(&self) -> Sending {
        self.get::<Sending>(Request::SendNow).await;
        self.until(Request::Sending, |sending: &Sending| {
            sending.waiting == 0
                && sending.photos_waiting == 0
                && sending.trouble.is_none()
                && sending.last_exchange.is_some()
                && !sending.trying
        })
        .await
    }

    /// Every job of today and of the days ahead, as the screens list them.
    pub async fn jobs(&self) -> Vec<JobRow> {
        let today: Today = self.get(Request::Today).await;
        let mut jobs = [today.jobs, today.done].concat();
        for day in today.days.into_iter().filter(|day| day.jobs > 0 && day.date > today.date) {
            let day: Day = self.get(Request::Day { date: day.date }).await;
            jobs.extend(day.jobs);
        }
        jobs
    }

    /// The job with this reference, once it is here. Its record may leave between the list and the page, and another
    /// take its place.
    pub async fn job(&self, reference: &str) -> JobPage {
        let give_up = Instant::now() + PATIENCE;
        loop {
            if let Some(row) = self.jobs().await.into_iter().find(|row| row.reference == reference) {
                match self.ask(Request::Job { job: row.id }).await {
                    Ok(page) => return serde_json::from_value(page).unwrap(),
                    Err(failure) => assert_eq!(failure.code, "job_gone", "the page of job {reference}: {failure:?}"),
                }
            }
            assert!(Instant::now() < give_up, "job {reference} never came");
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Records an event on a job.
    pub async fn record(&self, reference: &str, kind: EventKind) -> JobPage {
        let job = self.job(reference).await.row.id;
        self.get(Request::RecordEvent { job, kind, reason: None }).await
    }

    /// Types the note of a job over, from the text as it stands here.
    pub async fn type_note(&self, reference: &str, text: &str) -> JobPage {
        let page = self.job(reference).await;
        self.get(Request::EditNote { job: page.row.id, version: page.note.version, text: text.to_owned() }).await
    }

    /// Finds a code by what a thumb types, and adds it.
    pub async fn add_code(&self, reference: &str, typed: &str, quantity: f64) -> Item {
        let codes: Vec<CodeRow> = self.get(Request::SearchCodes { text: typed.to_owned(), trade: None }).await;
        let code = codes.first().unwrap_or_else(|| panic!("no code for {typed:?}")).code.clone();
        let job = self.job(reference).await.row.id;
        let page: JobPage = self.get(Request::AddItem { job, code: code.clone(), quantity }).await;
        page.items.into_iter().rfind(|item| item.code == code && !item.ordered).unwrap()
    }

    /// Takes a photo into a job.
    pub async fn take_photo(&self, reference: &str, jpeg: &[u8]) -> Photo {
        let job = self.job(reference).await.row.id;
        let add = Request::AddPhoto { job: job.clone(), stage: PhotoStage::After, caption: "As left".to_owned() };
        let saved = self.app.ask_with(add, jpeg.to_vec()).await.expect("the photo is saved");
        let saved: JobPage = serde_json::from_value(saved).unwrap();
        let id = saved.taken.last().expect("a photo that is made ready").id.clone();
        let ready = |page: &JobPage| page.photos.iter().any(|photo| photo.id == id);
        let page = self.until(Request::Job { job }, ready).await;
        page.photos.into_iter().find(|photo| photo.id == id).unwrap()
    }

    /// Asks with bytes, as a screen does.
    pub async fn ask_with(&self, request: Request, bytes: Vec<u8>) -> Result<serde_json::Value, Failure> {
        self.app.ask_with(request, bytes).await
    }

    /// Hands the handheld to the customer, who reads and signs.
    pub async fn customer_signs(&self, reference: &str, name: &str, language: &str) -> JobPage {
        let job = self.job(reference).await.row.id;
        let page: SignOffPage =
            self.get(Request::SignOffPage { job: job.clone(), language: language.to_owned() }).await;
        self.get(Request::SignOff {
            job,
            digest: page.digest,
            language: language.to_owned(),
            answer: SignOffAnswer { score: Some(5), ..signed_by(name) },
        })
        .await
    }

    /// What is not yet safely with the landlord.
    pub async fn outbox(&self) -> Vec<OutboxItem> {
        self.get(Request::Outbox).await
    }
}

/// The answer of a customer who signs and says no more.
pub fn signed_by(name: &str) -> SignOffAnswer {
    SignOffAnswer {
        spoken_milliseconds: None,
        outcome: SignOffOutcome::Signed,
        name: name.to_owned(),
        signer: Signer::Customer,
        score: None,
        score_declined: false,
        first_time: None,
        comment: String::new(),
        disputes: Vec::new(),
        copy: None,
        reason: String::new(),
        strokes: signature(),
    }
}

/// A signature: two strokes of a finger.
pub fn signature() -> Vec<Vec<StrokePoint>> {
    let stroke = |from: f32| -> Vec<StrokePoint> {
        (0..24_u8)
            .map(|step| StrokePoint {
                x: from + f32::from(step) * 5.0,
                y: 60.0 + 20.0 * (f32::from(step) / 3.0).sin(),
                t: u32::from(step) * 16,
            })
            .collect()
    };
    vec![stroke(20.0), stroke(150.0)]
}
