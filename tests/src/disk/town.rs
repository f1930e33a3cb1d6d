//! One landlord's hub and Ada's handheld, each on a machine that may lose power.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{Router, body::Body};
use documents::job;
use domain::{
    id::{DocumentId, PhotoId, RecordKind},
    job::{EventKind, JobEdit, NewId, NewItem, NewPhoto, PhotoStage},
};
use ed25519_dalek::SigningKey;
use faulty_disk::Forgets;
use futures_util::{
    future::{BoxFuture, FutureExt},
    stream::{self, StreamExt},
};
use hub::{
    Config, Hub,
    plan::{Assignee, Raising},
};
use store::{Door, Edit, FileKeystore, Handheld, Pin, PinCost, Place, Settings, Store, StoreError, Surroundings};
use sync::{
    conversation::enrol,
    engine::{Activity, Engine},
    transport::{Request, Response, Transport, TransportError},
};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;

use super::{
    machine::{Machine, in_memory},
    promise::{Edited, Promises},
    schedule::Planted,
};
use crate::{
    fleet::dice::{Dice, Seeded, TrueTime, Watch},
    hostile::samples,
};

const ADDRESS: &str = "http://hub.example.org";
const TEAMS: [&str; 2] = ["PLUMBING-NORTH", "PLUMBING-SOUTH"];
const PERSON: &str = "Ada Byrne";
const FIRST_PIN: &str = "246810";
const PINS: [&str; 3] = [FIRST_PIN, "402917", "735028"];

/// How long sending may take before it is called stuck.
const STUCK: Duration = Duration::from_secs(30);

/// The way to the hub. An answer leaves it only while it has power.
#[derive(Default)]
pub struct Wire {
    router: Mutex<Option<Router>>,
    hub_is_down: AtomicBool,
}

impl Transport for Wire {
    fn send<'a>(&'a self, _: &'a str, request: Request) -> BoxFuture<'a, Result<Response, TransportError>> {
        async move {
            let router = self.router.lock().unwrap().clone().ok_or(TransportError::Unreachable)?;
            let mut asked = axum::http::Request::builder().method(request.method.name()).uri(&request.path);
            for (name, value) in &request.headers {
                asked = asked.header(*name, value);
            }
            let answer = router.oneshot(asked.body(Body::from(request.body)).unwrap()).await.unwrap();
            let (parts, body) = answer.into_parts();
            let status = parts.status.as_u16();
            let headers = parts.headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().into()));
            let headers = headers.collect();
            let Ok(body) = axum::body::to_bytes(body, usize::MAX).await else {
                return Err(TransportError::Unreachable);
            };
            if self.hub_is_down.load(Ordering::SeqCst) && status >= 500 {
                return Err(TransportError::Unreachable);
            }
            Ok(Response { status, headers, body: stream::iter([Ok(body.to_vec())]).boxed() })
        }
        .boxed()
    }
}

/// The town.
pub struct Town {
    /// The hub's machine.
    pub hub_machine: Machine,
    /// The handheld.
    pub phone_machine: Machine,
    /// What people were told.
    pub promises: Promises,
    pub(super) hub: Option<Hub>,
    pub(super) store: Option<Arc<Store>>,
    pub(super) key: Option<SigningKey>,
    wire: Arc<Wire>,
    time: Arc<TrueTime>,
    runtime: Runtime,
    dice: Dice,
    words: usize,
    _folder: TempDir,
}

/// A town on an ordinary morning, to begin from: the hub has three jobs and the handheld holds them.
struct Morning {
    /// Files by their paths from the town's folder.
    files: BTreeMap<PathBuf, Vec<u8>>,
    key: [u8; 32],
}

fn morning() -> &'static Morning {
    static MORNING: OnceLock<Morning> = OnceLock::new();
    MORNING.get_or_init(|| {
        let mut town = Town::empty(1, None);
        town.open_hub().unwrap();
        for _ in 0..3 {
            town.raise().unwrap();
        }
        town.open_phone().unwrap();
        town.exchange().unwrap();
        let key = town.key.clone().unwrap().to_bytes();
        town.close();
        let mut files = BTreeMap::new();
        for machine in ["hub", "phone"] {
            gather(&town._folder.path().join(machine), Path::new(machine), &mut files);
        }
        Morning { files, key }
    })
}

fn gather(folder: &Path, name: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = name.join(entry.file_name());
        if entry.path().is_dir() {
            gather(&entry.path(), &name, files);
        } else {
            files.insert(name, fs::read(entry.path()).unwrap());
        }
    }
}

impl Town {
    /// A landlord without a hub, and a handheld out of its box.
    pub fn empty(seed: u64, planted: Option<Planted>) -> Self {
        let folder = in_memory();
        Self::on(folder, seed, planted)
    }

    /// A town on an ordinary morning.
    pub fn in_the_morning(seed: u64, planted: Option<Planted>) -> Self {
        let morning = morning();
        let folder = in_memory();
        for (name, bytes) in &morning.files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let mut town = Self::on(folder, seed, planted);
        town.key = Some(SigningKey::from_bytes(&morning.key));
        town.promises.joined = true;
        town.promises.pin = Some(FIRST_PIN.into());
        town.promises.jobs = (0..3).map(reference).collect();
        town
    }

    fn on(folder: TempDir, seed: u64, planted: Option<Planted>) -> Self {
        let base = folder.path().canonicalize().unwrap();
        let forgets = |of_hub| planted.map_or(Forgets::Nothing, |planted| planted.forgets(of_hub));
        Self {
            hub_machine: Machine::new(base.join("hub"), forgets(true)),
            phone_machine: Machine::new(base.join("phone"), forgets(false)),
            promises: Promises::default(),
            hub: None,
            store: None,
            key: None,
            wire: Arc::default(),
            time: Arc::new(TrueTime::new()),
            runtime: Builder::new_current_thread().enable_all().build().unwrap(),
            dice: Dice::new(seed),
            words: 0,
            _folder: folder,
        }
    }

    /// The handheld, open or not.
    pub(super) fn handheld(&mut self) -> Handheld {
        let folder = self.phone_machine.folder();
        let random = Arc::new(Seeded::new(self.dice.fork(1)));
        Handheld {
            place: Place::new(folder.join("ada")),
            keystore: Arc::new(FileKeystore::new(folder.join("keystore"))),
            surroundings: Surroundings { clock: Arc::new(Watch::new(self.time.clone())), random },
            pin_cost: PinCost::TEST,
        }
    }

    /// The open store.
    pub fn store(&self) -> &Arc<Store> {
        self.store.as_ref().unwrap()
    }

    /// Starts the hub.
    ///
    /// # Errors
    /// It does not open: a fault, while its machine has power.
    pub fn open_hub(&mut self) -> Result<(), String> {
        let mut config = Config::new(self.hub_machine.folder().join("data"));
        config.clock = self.time.clone();
        config.random = Arc::new(Seeded::new(self.dice.fork(2)));
        config.settings.burst = 1_000_000;
        let hub = Hub::open(config).map_err(|error| format!("the hub does not open: {error}"))?;
        *self.wire.router.lock().unwrap() = Some(hub.router());
        self.hub = Some(hub);
        Ok(())
    }

    /// Opens the handheld, or goes on with making and enrolling it.
    ///
    /// # Errors
    /// It does not open: a fault, while its machine has power.
    pub fn open_phone(&mut self) -> Result<(), String> {
        let handheld = self.handheld();
        let said = |error: StoreError| format!("the handheld does not open: {error}");
        let opened = match handheld.door().map_err(said)? {
            Door::Missing if self.promises.joined => return Err("the handheld is gone".into()),
            Door::Missing => Store::create(&handheld).map_err(said)?,
            Door::WithoutPin if self.promises.pin.is_some() => return Err("the PIN is gone".into()),
            Door::WithoutPin => Store::open(&handheld, None).map_err(said)?,
            Door::Pin(state) => {
                let left = store::MAX_TRIES - self.promises.wrong_pins;
                if state.tries_left > left {
                    return Err(format!("{} PINs may be tried where {left} were left", state.tries_left));
                }
                self.unlock(&handheld)?
            }
            Door::KeysDestroyed => return Err("the keys are destroyed".into()),
            Door::Withdrawn { .. } => return Err("the handheld was withdrawn".into()),
        };
        self.store = Some(Arc::new(opened));
        if !self.promises.joined {
            self.join()?;
        }
        if self.promises.pin.is_none() {
            self.promises.pin_under_way = Some(FIRST_PIN.into());
            self.store().choose_pin(&FIRST_PIN.parse().unwrap()).map_err(|error| error.to_string())?;
            self.promises.pin = self.promises.pin_under_way.take();
        }
        Ok(())
    }

    /// The right PIN, or, when the power went while it was being changed, one of the two.
    fn unlock(&mut self, handheld: &Handheld) -> Result<Store, String> {
        let known = [self.promises.pin.clone(), self.promises.pin_under_way.clone()];
        self.promises.wrong_pins = 0;
        let mut refused = "there is a PIN that nobody chose".to_owned();
        for pin in known.into_iter().flatten() {
            match Store::open(handheld, Some(&pin.parse().unwrap())) {
                Ok(store) => {
                    self.promises.pin = Some(pin);
                    self.promises.pin_under_way = None;
                    return Ok(store);
                }
                Err(StoreError::Waiting { until }) => return Err(format!("it is locked until {until:?}")),
                Err(error) => refused = format!("the PIN does not open the handheld: {error}"),
            }
        }
        Err(refused)
    }

    fn join(&mut self) -> Result<(), String> {
        if let Some(enrolment) = self.store().enrolment().map_err(|error| error.to_string())? {
            // The power went after it was written and before it was said.
            self.key = Some(enrolment.signing_key);
            self.promises.joined = true;
            return Ok(());
        }
        let Some(hub) = &self.hub else { return Ok(()) };
        let key = SigningKey::from_bytes(&[self.dice.sixteen(), self.dice.sixteen()].concat().try_into().unwrap());
        let device = format!("Van {}", self.dice.below(1_000_000));
        let invitation = hub.invite(PERSON, &device, ADDRESS, Some(TEAMS[0])).map_err(|error| error.to_string())?;
        let joined = self.runtime.block_on(enrol(&*self.wire, &invitation, &key)).map_err(|error| error.to_string())?;
        self.store()
            .enrol(ADDRESS, &joined.landlord, &joined.certificate, &key, joined.epoch)
            .map_err(|error| error.to_string())?;
        self.key = Some(key);
        self.promises.joined = true;
        Ok(())
    }

    /// Everything that runs on a machine ends where it stands.
    pub fn stop_hub(&mut self) {
        *self.wire.router.lock().unwrap() = None;
        self.hub = None;
    }

    /// See there.
    pub fn stop_phone(&mut self) {
        self.store = None;
    }

    fn close(&mut self) {
        self.stop_hub();
        if let Some(store) = self.store.take() {
            Arc::into_inner(store).unwrap().close().unwrap();
        }
    }

    /// True while both are open.
    pub fn is_up(&self) -> bool {
        self.hub.is_some() && self.store.is_some() && self.promises.joined
    }

    /// One thing happens, as the dice fall.
    ///
    /// # Errors
    /// Something could not be done, which is a fault while the machine that it is done on has power.
    pub fn happen(&mut self) -> Result<(), String> {
        self.time.pass(self.dice.between(50, 20_000));
        let (what, done) = match self.dice.below(100) {
            0..35 => ("edit", self.edit()),
            35..40 => ("photo", self.photo()),
            40..43 => ("take a photo", self.take_photo()),
            43..45 => ("make a photo ready", self.make_ready()),
            45..70 => ("exchange", self.exchange()),
            70..77 => ("raise", self.raise()),
            77..82 => ("move work", self.move_work()),
            82..87 => ("change the PIN", self.change_pin()),
            87..90 => ("guess the PIN", self.guess_pin()),
            90..93 => ("choose settings", self.choose_settings()),
            93..96 => ("reopen the handheld", self.reopen_phone()),
            96..98 => ("reopen the hub", self.reopen_hub()),
            98 => ("make lists again", self.store().rebuild_read_models().map_err(|error| error.to_string())),
            _ => ("tidy the hub", {
                self.hub.as_ref().unwrap().tidy();
                Ok(())
            }),
        };
        self.tell(&format!("{what}: {done:?}"));
        done
    }

    /// Says what happens, when a schedule is played again to be looked at: `DISK_TELL=1`.
    pub(super) fn tell(&self, what: &str) {
        if std::env::var_os("DISK_TELL").is_some() {
            let checked = self.store.as_ref().map(|store| store.check());
            let points = [self.phone_machine.points(), self.hub_machine.points()];
            println!("{what}; write points {points:?}; the handheld holds together: {checked:?}");
        }
    }

    fn a_job(&mut self) -> Option<DocumentId> {
        let jobs = self.store().open_jobs().ok()?;
        if jobs.is_empty() { None } else { Some(self.dice.pick(&jobs).document) }
    }

    fn edit(&mut self) -> Result<(), String> {
        let Some(id) = self.a_job() else { return Ok(()) };
        self.words += 1;
        let (word, new_id, kind) = (format!("w{}x", self.words), NewId(self.dice.sixteen()), self.dice.below(4));
        let store = Arc::clone(self.store());
        let clocks = store.clocks().map_err(|error| error.to_string())?;
        let mut made = Vec::new();
        let saved = store.edit(id, |document| {
            let read = job::read(document)?;
            let (edit, word) = match kind {
                0 => {
                    let reason = String::new();
                    (JobEdit::Record { kind: EventKind::Started, reason }, String::new())
                }
                1 => (JobEdit::AddItem(item()), String::new()),
                _ => {
                    let base = document.heads().iter().map(|head| *head.as_bytes()).collect();
                    (JobEdit::EditNote { base, text: format!("{} {word}", read.note.text) }, word)
                }
            };
            // What makes no sense on this job is not saved.
            let changes = job::edit(document, &edit, &clocks, new_id).unwrap_or_default();
            made =
                changes.iter().map(|change| Edited { document: id, hash: change.hash, word: word.clone() }).collect();
            Ok::<_, StoreError>(Edit::from(changes))
        });
        saved.map_err(|error| format!("an edit was not saved: {error}"))?;
        self.promises.edits.extend(made);
        Ok(())
    }

    fn photo(&mut self) -> Result<(), String> {
        let Some(id) = self.a_job() else { return Ok(()) };
        let mut picture = |bytes: usize| -> Vec<u8> {
            let dice = &mut self.dice;
            [0xff, 0xd8, 0xff, 0xe0].into_iter().chain((0..bytes).map(|_| dice.roll().to_be_bytes()[0])).collect()
        };
        let (full, preview) = (picture(9_000), picture(300));
        let store = Arc::clone(self.store());
        let said = |error: StoreError| format!("a photo was not saved: {error}");
        let kept = [store.keep(&full, "image/jpeg").map_err(said)?, store.keep(&preview, "image/jpeg").map_err(said)?];
        let photo = photo_of(&kept);
        let (clocks, new_id) = (store.clocks().map_err(said)?, NewId(self.dice.sixteen()));
        let mut made = Vec::new();
        let saved = store.edit(id, |document| {
            let changes = job::edit(document, &JobEdit::AddPhoto(photo), &clocks, new_id).unwrap_or_default();
            made =
                changes.iter().map(|change| Edited { document: id, hash: change.hash, word: String::new() }).collect();
            let attachments = if changes.is_empty() { Vec::new() } else { kept.to_vec() };
            Ok::<_, StoreError>(Edit { changes, attachments, codes: Vec::new() })
        });
        saved.map_err(said)?;
        if !made.is_empty() {
            self.promises.photos.insert(kept[0].hash, full);
            self.promises.photos.insert(kept[1].hash, preview);
        }
        self.promises.edits.extend(made);
        Ok(())
    }

    /// Takes a photo: its bytes are saved as the camera gave them.
    fn take_photo(&mut self) -> Result<(), String> {
        let Some(id) = self.a_job() else { return Ok(()) };
        let (photo, dice) = (PhotoId::from_bytes(self.dice.sixteen()), &mut self.dice);
        let bytes: Vec<u8> = (0..12_000).map(|_| dice.roll().to_be_bytes()[0]).collect();
        let taken = self.store().take_photo(photo, id, PhotoStage::After, "As left", &bytes);
        taken.map_err(|error| format!("a photo was not saved: {error}"))?;
        self.promises.taken.push((photo, id, bytes));
        Ok(())
    }

    /// Makes a photo ready that was taken.
    ///
    /// # Errors
    /// It could not be recorded.
    pub fn make_ready(&mut self) -> Result<(), String> {
        let said = |error: StoreError| format!("a photo was not made ready: {error}");
        let store = Arc::clone(self.store());
        let Some(taken) = store.next_taken_photo().map_err(said)? else { return Ok(()) };
        let full = store.attachment(&taken.hash).map_err(said)?;
        let full = [b"\xff\xd8\xff", &full[..9_000]].concat();
        let kept = [&full[..], &full[..300]].map(|bytes| store.keep(bytes, "image/jpeg"));
        let [full_kept, preview_kept] = kept;
        let kept = [full_kept.map_err(said)?, preview_kept.map_err(said)?];
        let photo = photo_of(&kept);
        let mut made = Vec::new();
        let recorded = store.record_taken_photo(&taken, |document| {
            let new_id = NewId(*taken.photo.as_bytes());
            let changes = job::edit(document, &JobEdit::AddPhoto(photo), &taken.clocks, new_id).unwrap_or_default();
            made = changes
                .iter()
                .map(|change| Edited { document: taken.document, hash: change.hash, word: String::new() })
                .collect();
            Ok::<_, StoreError>(Edit { changes, attachments: kept.to_vec(), codes: Vec::new() })
        });
        recorded.map_err(said)?;
        self.promises.photos.insert(kept[0].hash, full.clone());
        self.promises.photos.insert(kept[1].hash, full[..300].to_vec());
        self.promises.edits.extend(made);
        Ok(())
    }

    /// Sends and fetches until nothing more can be done now.
    ///
    /// # Errors
    /// It never rests, or something stands in the way though both machines have power.
    pub fn exchange(&mut self) -> Result<(), String> {
        self.wire.hub_is_down.store(self.hub_machine.is_down(), Ordering::SeqCst);
        let surroundings = self.handheld().surroundings;
        let (store, wire) = (Arc::clone(self.store()), self.wire.clone());
        let hub_machine = &self.hub_machine;
        let trouble = self.runtime.block_on(async {
            let engine = Engine::start(store, wire.clone(), surroundings, Arc::new(|_| {}));
            let mut status = engine.watch();
            let resting = async {
                while status.changed().await.is_ok() {
                    wire.hub_is_down.store(hub_machine.is_down(), Ordering::SeqCst);
                    if status.borrow_and_update().activity == Activity::Resting {
                        return;
                    }
                }
            };
            let rested = tokio::time::timeout(STUCK, resting).await;
            let trouble = engine.status().trouble;
            engine.stop().await;
            if rested.is_err() { Err("sending never rests".to_owned()) } else { Ok(trouble) }
        })?;
        match trouble {
            Some(trouble) if !self.hub_machine.is_down() && !self.phone_machine.is_down() => {
                Err(format!("sending failed: {trouble}"))
            }
            _ => Ok(()),
        }
    }

    fn raise(&mut self) -> Result<(), String> {
        let reference = reference(self.promises.jobs.len() + self.promises.jobs_under_way.len());
        let raising = Raising { order: samples::order(&reference), alerts: Vec::new(), closed: None };
        self.promises.jobs_under_way.push(reference.clone());
        let team = TEAMS[usize::from(self.dice.percent(15))];
        self.hub.as_ref().unwrap().raise(&raising, team).map_err(|error| format!("not raised: {error}"))?;
        self.promises.jobs_under_way.retain(|under_way| *under_way != reference);
        self.promises.jobs.push(reference);
        Ok(())
    }

    fn move_work(&mut self) -> Result<(), String> {
        if self.promises.jobs.is_empty() {
            return Ok(());
        }
        let to = match self.dice.below(3) {
            0 => Assignee::Person(PERSON.into()),
            team => Assignee::Team(TEAMS[team - 1].into()),
        };
        let job = self.dice.pick(&self.promises.jobs).clone();
        let hub = self.hub.as_ref().unwrap();
        // There is a team once somebody is in it.
        let dev = hub.invite("Dev Patel", "Van 2", ADDRESS, Some(TEAMS[1]));
        dev.map_err(|error| format!("nobody was invited: {error}"))?;
        hub.assign(&job, None, &to).map(drop).map_err(|error| format!("not moved: {error}"))
    }

    fn change_pin(&mut self) -> Result<(), String> {
        let (Some(old), new) = (self.promises.pin.clone(), *self.dice.pick(&PINS)) else { return Ok(()) };
        self.promises.pin_under_way = Some(new.into());
        // The right PIN ends the count of wrong ones, whatever comes after it.
        self.promises.wrong_pins = 0;
        let pins: [Pin; 2] = [old.parse().unwrap(), new.parse().unwrap()];
        self.store().rekey_pin(&pins[0], &pins[1]).map_err(|error| format!("the PIN was not changed: {error}"))?;
        self.promises.pin = self.promises.pin_under_way.take();
        Ok(())
    }

    /// Somebody else tries a PIN. It must count even when they pull out the battery at once.
    fn guess_pin(&mut self) -> Result<(), String> {
        if self.promises.wrong_pins >= 3 {
            return Ok(());
        }
        match self.store().try_pin(&"918273".parse().unwrap()) {
            Err(StoreError::WrongPin { .. }) => {
                self.promises.wrong_pins += 1;
                Ok(())
            }
            other => Err(format!("a wrong PIN was answered with {other:?}")),
        }
    }

    fn choose_settings(&mut self) -> Result<(), String> {
        if self.promises.photos_kept_mb.is_empty() {
            let settings = self.store().settings().map_err(|error| error.to_string())?;
            self.promises.photos_kept_mb.push(settings.photos_kept_mb);
        }
        let photos_kept_mb = u32::try_from(self.dice.between(50, 500)).unwrap();
        self.promises.photos_kept_mb.push(photos_kept_mb);
        let held = self.store().settings().map_err(|error| error.to_string())?;
        let settings = Settings { photos_on_wifi_only: false, photos_kept_mb, ..held };
        self.store().choose_settings(settings).map_err(|error| format!("settings were not kept: {error}"))?;
        self.promises.photos_kept_mb = vec![photos_kept_mb];
        Ok(())
    }

    fn reopen_phone(&mut self) -> Result<(), String> {
        let store = Arc::into_inner(self.store.take().unwrap()).unwrap();
        store.close().map_err(|error| error.to_string())?;
        self.open_phone()
    }

    fn reopen_hub(&mut self) -> Result<(), String> {
        self.stop_hub();
        self.open_hub()
    }

    /// The record of a job that the hub raised.
    pub fn record(reference: &str) -> DocumentId {
        DocumentId::derived("calder-vale", RecordKind::Job, reference)
    }

    /// Where the hub keeps its files.
    pub fn hub_data(&self) -> PathBuf {
        self.hub_machine.folder().join("data")
    }
}

fn photo_of(kept: &[store::Kept; 2]) -> NewPhoto {
    NewPhoto {
        hash: kept[0].hash,
        size: kept[0].size,
        preview_hash: kept[1].hash,
        preview_size: kept[1].size,
        media_type: "image/jpeg".into(),
        caption: "As left".into(),
        stage: PhotoStage::After,
        made_from: None,
    }
}

fn reference(number: usize) -> String {
    (10_000_012 + number).to_string()
}

/// An item that a plumber adds.
fn item() -> NewItem {
    NewItem {
        code: "PLP5R082".into(),
        description: "Renew washer to tap".into(),
        unit: "each".into(),
        quantity: 1.0,
        m3nhf: false,
    }
}
