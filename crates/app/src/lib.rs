//! The app without a window: what screens may ask ([`api`]), and how it is answered.
//!
//! [`App`] holds one handheld: closed, open but locked, or open. Requests become commands (which change one record in
//! one transaction) and queries (which read); each is a file of its own. Everything the screens show is put into words
//! here, by `views`, and every error of the crates below becomes a sentence and a remedy in `error`. Sending goes on
//! while the screens are locked: locking closes the screens, not the database.

pub mod api;
mod ask;
mod commands;
mod door;
mod error;
pub mod photo;
mod preparing;
mod queries;
mod sending;
mod shown;
mod unlocked;
mod views;

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

pub use store::{Clock, FileKeystore, Keystore, PinCost, Random, SystemClock, SystemRandom};
pub use sync::transport;

use api::{Failure, Tag};
use domain::{place::Fix, time::Timestamp};
use preparing::Preparing;
use store::{Handheld, Place, Store, Surroundings};
use sync::{engine::Engine, http::Http, transport::Transport};
use tokio::sync::broadcast;

/// Lists of tags that a slow screen may fall behind before it is told to ask for everything.
const CHANGES_KEPT: usize = 256;

/// What an app is opened with.
#[derive(Clone)]
pub struct AppConfig {
    /// The handheld's folder; an empty or missing one is a new handheld.
    pub data_dir: PathBuf,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Random numbers that nobody can guess.
    pub randomness: Arc<dyn Random>,
    /// What keeps the handheld's secret.
    pub keystore: Arc<dyn Keystore>,
    /// What trying one PIN costs.
    pub pin_cost: PinCost,
    /// How the hub is reached; none for HTTP.
    pub transport: Option<Arc<dyn Transport>>,
}

impl AppConfig {
    /// The system's clock and random numbers, HTTP, and a keystore of files beside the database, which protects nothing
    /// from whoever holds the folder: a platform's keystore takes its place on a phone.
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        let data_dir = data_dir.into();
        Self {
            keystore: Arc::new(FileKeystore::new(data_dir.join("keystore"))),
            data_dir,
            clock: Arc::new(SystemClock),
            randomness: Arc::new(SystemRandom),
            pin_cost: PinCost::HANDHELD,
            transport: None,
        }
    }
}

/// One handheld.
pub struct App {
    handheld: Handheld,
    transport: Arc<dyn Transport>,
    changes: broadcast::Sender<Vec<Tag>>,
    shown: Arc<shown::ShownPages>,
    /// One person at the door at a time: enrolling, choosing a PIN, unlocking, locking, closing.
    door: tokio::sync::Mutex<()>,
    /// The connection costs money by the megabyte.
    metered: AtomicBool,
    preparing: Preparing,
    /// Writing the database anew while the app is not in front.
    rewriting: Mutex<Option<tokio::task::JoinHandle<()>>>,
    opened: Arc<Mutex<Opened>>,
}

/// Whose hands the phone is in, other than its own person's.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Customer {
    /// The customer of a job, who reads what was done and signs it.
    OfJob(String),
    /// Somebody who answers questions about themself.
    OfProfile(api::ProfileOf),
}

/// What is open.
#[derive(Default)]
struct Opened {
    store: Option<Arc<Store>>,
    engine: Option<Engine>,
    unlocked: bool,
    /// Where this phone last said that it is, and when it said so. In memory alone.
    here: Option<(Fix, Timestamp)>,
    /// The customer who has the phone: nothing else is answered until somebody enters the PIN.
    with_customer: Option<Customer>,
    /// Why the database could not be opened.
    trouble: Option<Failure>,
    /// How far an older database has been brought up to date, while it is.
    updating: Option<api::Updating>,
}

impl App {
    /// Opens a handheld as far as it opens without a PIN. A damaged one opens too, to say so on the screen.
    ///
    /// # Errors
    /// The platform does not let the app speak to a network at all.
    pub fn open(config: AppConfig) -> Result<Self, Failure> {
        let transport: Arc<dyn Transport> = match config.transport {
            Some(transport) => transport,
            None => Arc::new(Http::new().map_err(|error| error::internal(&format!("no HTTP client: {error:?}")))?),
        };
        let handheld = Handheld {
            place: Place::new(config.data_dir),
            keystore: config.keystore,
            surroundings: Surroundings { clock: config.clock, random: config.randomness },
            pin_cost: config.pin_cost,
        };
        let (changes, opened) = (broadcast::Sender::new(CHANGES_KEPT), Arc::<Mutex<Opened>>::default());
        let app = Self {
            handheld,
            transport,
            preparing: Preparing::new(Arc::clone(&opened), changes.clone()),
            changes,
            shown: Arc::default(),
            door: tokio::sync::Mutex::default(),
            metered: AtomicBool::default(),
            rewriting: Mutex::default(),
            opened,
        };
        app.open_without_pin();
        Ok(app)
    }

    /// Answers a request; the value is of the type that stands beside the request in [`api::Request`].
    ///
    /// # Errors
    /// What happened and what to do, in words. Nothing is half done.
    pub async fn ask(&self, request: api::Request) -> Result<serde_json::Value, Failure> {
        ask::answer(self, request, None).await
    }

    /// Answers a request that bytes go with, such as a photo's. They are not part of the request's text, which would make
    /// them a third longer and be read three times over.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub async fn ask_with(&self, request: api::Request, bytes: Vec<u8>) -> Result<serde_json::Value, Failure> {
        ask::answer(self, request, Some(bytes)).await
    }

    /// What changes from now on, so that screens showing it ask again.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<Vec<Tag>> {
        self.changes.subscribe()
    }

    /// Says whether the app is in front. Behind, what waits is still sent, but the hub is not asked for news.
    pub fn set_foreground(&self, foreground: bool) {
        let opened = self.opened();
        if let Some(engine) = &opened.engine {
            if foreground { engine.wake() } else { engine.sleep() }
        }
        if let (false, Some(store), Ok(runtime)) = (foreground, &opened.store, tokio::runtime::Handle::try_current()) {
            let store = Arc::clone(store);
            let rewriting = runtime.spawn_blocking(move || {
                if let Err(error) = store.rewrite() {
                    tracing::warn!(%error, "the database is written anew another time");
                }
            });
            *self.rewriting.lock().unwrap_or_else(PoisonError::into_inner) = Some(rewriting);
        }
    }

    /// Says what the platform knows of the connection: whether it costs money by the megabyte, as mobile data does.
    /// Photos wait for one that does not where the person chose so; everything else goes either way.
    pub fn set_connection(&self, metered: bool) {
        self.metered.store(metered, Ordering::Relaxed);
        if let Some(engine) = &self.opened().engine {
            engine.set_metered(metered);
        }
        self.tell(vec![Tag::Sending]);
    }

    /// Stops sending and closes the database. Nothing that was saved depends on it.
    pub async fn close(&self) {
        let _door = self.door.lock().await;
        self.shut().await;
    }

    /// The same, for whoever holds the door.
    async fn shut(&self) {
        let (engine, store) = {
            let mut opened = self.opened();
            opened.unlocked = false;
            (opened.engine.take(), opened.store.take())
        };
        if let Some(engine) = engine {
            engine.stop().await;
        }
        let _paused = self.preparing.pause().await;
        let rewriting = self.rewriting.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let (Some(rewriting), Some(store)) = (rewriting, &store) {
            store.stop_rewriting();
            // It has ended either way.
            let _ended = rewriting.await;
        }
        if let Some(store) = store.and_then(Arc::into_inner)
            && let Ok(Err(error)) = tokio::task::spawn_blocking(move || store.close()).await
        {
            tracing::warn!(%error, "the database was not closed in order");
        }
    }

    fn opened(&self) -> MutexGuard<'_, Opened> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the screens; nobody may be listening.
    fn tell(&self, tags: Vec<Tag>) {
        let _ = self.changes.send(tags);
    }
}
