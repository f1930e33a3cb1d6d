//! The hub as a thing that one opens: its database, its key, its clock.

use std::{
    io,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use documents::{Actor, DocumentError, Pen, job::EditError};
use domain::{
    access::Role,
    author::{Clocks, DeviceEntry},
    id::{DeviceId, PersonId},
    job::NewId,
    reference::{Landlord, ReferenceRow},
    time::Timestamp,
};
use ed25519_dalek::SigningKey;
use protocol::enrolment::fingerprint;
use thiserror::Error;

use crate::{
    attachments::Shelf,
    backup,
    chance::{Clock, Random, SystemClock, SystemRandom},
    db::{
        Database, DbError,
        sqlite::{landlord, noted, opening, people, this},
    },
    durable,
    edge::{pokes::Pokes, rate::Rates, turns::Turns},
    key::{self, KeyError},
    remembered,
    vouch::Vouch,
};

/// The name under which the hub itself stands among the people.
const OWN_NAME: &str = "The landlord's system";

/// Records that are read in one transaction when an older database is brought up to date.
const AT_ONCE: usize = 200;

/// How to open a hub.
#[derive(Debug, Clone)]
pub struct Config {
    /// The folder that holds everything; made when it is not there.
    pub data: PathBuf,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Random numbers.
    pub random: Arc<dyn Random>,
    /// Limits.
    pub settings: Settings,
}

impl Config {
    /// A hub on this folder with the machine's clock and random numbers.
    #[must_use]
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            settings: Settings::default(),
        }
    }
}

/// Limits of a hub.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Pages of 4,096 bytes that the database may have, to leave room on a shared disk; none for no limit.
    pub page_limit: Option<u32>,
    /// Requests that a device may make at once.
    pub burst: u32,
    /// Requests per second that it may make for ever.
    pub per_second: u32,
    /// Connections at a time; more wait.
    pub connections: usize,
    /// How long a request's head may take, and how long a connection may rest.
    pub head_timeout: Duration,
    /// How long a request's body may take.
    pub body_timeout: Duration,
    /// How long a handheld may leave an answer unread.
    pub stall_timeout: Duration,
    /// How long a change waits for what it depends on, in milliseconds.
    pub hold_ms: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            page_limit: None,
            burst: 240,
            per_second: 20,
            // A connection that waits costs some 20 KiB, and a place that a silent stranger holds is nobody else's.
            connections: 4_096,
            head_timeout: Duration::from_secs(15),
            body_timeout: Duration::from_secs(60),
            stall_timeout: Duration::from_secs(30),
            // Easter is four days long, and a carried change may wait for its carrier's colleague to come back.
            hold_ms: 14 * 24 * 3_600_000,
        }
    }
}

/// The hub cannot do what a person asked of it.
#[derive(Debug, Error)]
pub enum HubError {
    /// A file or folder cannot be used.
    #[error("cannot use {path}: {}", in_words(source))]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// No random numbers.
    #[error("the system gives no random numbers: {0}")]
    Random(io::Error),
    /// The key file.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database and the key file belong to different hubs.
    #[error(
        "the key in {data} is not the one that its database was made with; put both back from the same backup, since \
         handhelds trust that key alone"
    )]
    ForeignKey {
        /// The data folder.
        data: PathBuf,
    },
    /// The database.
    #[error(transparent)]
    Database(#[from] DbError),
    /// A record.
    #[error(transparent)]
    Document(Box<DocumentError>),
    /// An edit of a record.
    #[error(transparent)]
    Edit(Box<EditError>),
    /// What was asked for makes no sense; the message says what does.
    #[error("{0}")]
    Asked(String),
}

impl From<DocumentError> for HubError {
    fn from(error: DocumentError) -> Self {
        Self::Document(Box::new(error))
    }
}

impl From<EditError> for HubError {
    fn from(error: EditError) -> Self {
        Self::Edit(Box::new(error))
    }
}

impl From<rusqlite::Error> for HubError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error.into())
    }
}

/// An open hub. Copies are the same hub.
#[derive(Debug, Clone)]
pub struct Hub {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub db: Database,
    pub key: SigningKey,
    pub this: this::This,
    pub pen: Pen,
    pub shelf: Shelf,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub settings: Settings,
    pub rates: Rates,
    pub turns: Turns,
    pub pokes: Pokes,
    /// The log's head as this process opened it: what a folder that was put back by hand held at least.
    pub opened_at: u64,
    /// The folder that holds everything.
    pub data: PathBuf,
    /// When the log was last counted again.
    pub recounted: Mutex<Option<Timestamp>>,
}

/// What the system says, in words where it speaks in numbers.
fn in_words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".into(),
        io::ErrorKind::IsADirectory => "it is a folder; name the files in it".into(),
        io::ErrorKind::PermissionDenied => "this user may not; have its owner allow it".into(),
        io::ErrorKind::StorageFull => "the disk is full; free some space".into(),
        _ => error.to_string(),
    }
}

impl Hub {
    /// Opens a hub; a new folder becomes a new hub with a key of its own.
    ///
    /// # Errors
    /// The folder, the key or the database cannot be used.
    pub fn open(config: Config) -> Result<Self, HubError> {
        let Config { data, clock, random, settings } = config;
        // For the hub alone: it will hold names, addresses and key-safe codes.
        durable::make_folder(&data).map_err(|source| HubError::Io { path: data.clone(), source })?;
        let key = key::load_or_make(&data, &*random)?;
        let db = Database::open(&data.join(backup::DATABASE), settings.page_limit)?;
        let now = clock.now();
        let this = db.write(|transaction| match this::read(transaction)? {
            Some(this) => Ok::<_, HubError>(this),
            None => found(transaction, &key, now, &*random),
        })?;
        if this.public_key != key.verifying_key().to_bytes() {
            return Err(HubError::ForeignKey { data });
        }
        let actor = Actor::from_bytes(random.sixteen().map_err(HubError::Random)?);
        let pen = Pen { actor, device: this.device };
        let shelf = Shelf::open(&data.join(backup::ATTACHMENTS))
            .map_err(|source| HubError::Io { path: data.clone(), source })?;
        let known = remembered::all(&data).map_err(|source| HubError::Io { path: remembered::path(&data), source })?;
        // A hub that was stopped in the middle of a withdrawal finishes it.
        remembered::complete(&data, &db)?;
        let opened_at = db.read(this::head)?;
        let [a, b, c, d, e, f, g, h, ..] = random.sixteen().map_err(HubError::Random)?;
        // On a disk that is full the hub still answers; only a copy that is put back later may go unnoticed.
        if let Err(error) = db.write(|transaction| opening::note(transaction, [a, b, c, d, e, f, g, h])) {
            tracing::warn!(%error, "this opening of the folder was not noted");
        }
        let rates = Rates::new(settings.burst, settings.per_second);
        let (turns, pokes) = (Turns::default(), Pokes::default());
        let inner = Inner {
            db,
            key,
            this,
            pen,
            shelf,
            clock,
            random,
            settings,
            rates,
            turns,
            pokes,
            opened_at,
            data,
            recounted: Mutex::default(),
        };
        if !known.is_empty() {
            inner.db.write(|transaction| remembered::apply(&inner, transaction, &known))?;
            // A backup that was put back had what was erased since.
            inner.destroy_redacted()?;
            inner.forget_erased()?;
        }
        // On a disk that is full the hub still answers; its lists are made when there is room.
        if let Err(error) = inner.note_what_was_here() {
            tracing::warn!(%error, "what waits for a decision is not all listed yet");
        }
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The database, for the commands and for tests.
    #[must_use]
    pub fn database(&self) -> &Database {
        &self.inner.db
    }

    /// The fingerprint of the hub's key: what invitations carry.
    #[must_use]
    pub fn fingerprint(&self) -> [u8; 32] {
        fingerprint(&self.inner.key.verifying_key())
    }

    /// The hub's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    /// Names the landlord, as handhelds and certificates show it; the same again changes nothing.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn name_landlord(&self, name: &str, control_number: &str) -> Result<(), HubError> {
        let row = Landlord { name: name.to_owned(), control_number: control_number.to_owned() };
        let entry = self.inner.own_entry(name);
        self.inner.db.write(|transaction| {
            landlord::put_row(transaction, &ReferenceRow::Landlord(row))?;
            landlord::put_row(transaction, &ReferenceRow::Device(entry))?;
            Ok(())
        })
    }

    /// The landlord, as it was last named.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn landlord(&self) -> Result<Landlord, HubError> {
        let named = self.inner.db.read(landlord::landlord)?;
        Ok(named.unwrap_or_else(|| Landlord { name: "Landlord".into(), control_number: String::new() }))
    }
}

impl Inner {
    /// Makes the office's lists of records from before there were any.
    fn note_what_was_here(&self) -> Result<(), DbError> {
        while self.db.read(noted::is_behind)? {
            self.db.write(|transaction| noted::catch_up(transaction, self.pen, AT_ONCE, self.clock.now()))?;
        }
        Ok(())
    }

    pub(crate) fn vouch(&self) -> Vouch<'_> {
        Vouch { key: &self.key, pen: self.pen }
    }

    pub(crate) fn new_id(&self) -> Result<NewId, HubError> {
        let random = self.random.sixteen().map_err(HubError::Random)?;
        Ok(NewId(*domain::id::EventId::new(self.clock.now(), random).as_bytes()))
    }

    /// The hub's own clock is the hub's clock.
    pub(crate) fn clocks(&self) -> Clocks {
        Clocks { device: self.clock.now(), hub_offset: Some(0) }
    }

    fn own_entry(&self, landlord: &str) -> DeviceEntry {
        DeviceEntry {
            device: self.this.device,
            device_name: "Hub".into(),
            person: PersonId::from_bytes(*self.this.device.as_bytes()),
            person_name: landlord.to_owned(),
        }
    }
}

/// A new hub: a new log, and the hub's own place among the devices.
fn found(
    transaction: &rusqlite::Transaction,
    key: &SigningKey,
    now: Timestamp,
    random: &dyn Random,
) -> Result<this::This, HubError> {
    let draw = || random.sixteen().map_err(HubError::Random);
    let epoch = draw()?;
    let this = this::This { public_key: key.verifying_key().to_bytes(), device: DeviceId::new(now, draw()?) };
    this::found(transaction, &this, epoch)?;
    let person = PersonId::from_bytes(*this.device.as_bytes());
    let own = people::Person { person, name: OWN_NAME.into(), role: Role::LandlordSystem };
    people::add_person(transaction, &own)?;
    let entry = DeviceEntry { device: this.device, device_name: "Hub".into(), person, person_name: OWN_NAME.into() };
    people::add_device(transaction, &entry, &this.public_key, now)?;
    landlord::put_row(transaction, &ReferenceRow::Device(entry))?;
    Ok(this)
}
