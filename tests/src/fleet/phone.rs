//! One handheld: a real store on real files, the real engine over a bad line, and a person who keeps count of every
//! edit that the handheld said was saved.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Duration,
};

use documents::{Actor, ChangeHash, Document};
use domain::id::{DocumentId, PersonId};
use store::{Door, Enrolment, Handheld, Keystore, PinCost, Place, Random, Store, StoreError, Surroundings};
use sync::engine::{Activity, Engine, Status};
use tokio::{runtime::Runtime, sync::watch};

use super::{
    crash::{LogEnd, copy_folder, cut_log},
    dice::Watch,
    edits::Mark,
    line::Line,
    weather::Weather,
};

/// An edit that the handheld said was saved.
#[derive(Debug, Clone)]
pub struct Promise {
    /// The record.
    pub document: DocumentId,
    /// The change that it became.
    pub hash: ChangeHash,
    /// What must be found in the record for ever.
    pub mark: Mark,
    /// True when the only copies were thrown away by hand: a handheld, or the hub, was put back from an older copy of itself.
    pub thrown_away: bool,
    /// True when an answer by which its handheld learns that the hub has it, or that the record is no longer theirs, may have
    /// been on its way while the hub was put back to before it came: the handheld may let go of the only copy.
    pub answer_underway: bool,
    /// True when the only copies of its picture went with the hub's disk.
    pub picture_thrown_away: bool,
    /// True when the handheld was put back to before it was written: it may hold it, and does not know that it wrote it.
    pub before_the_copy: bool,
    /// True when the handheld knew already that the record had left: somebody had it open, and saved all the same.
    pub after_leaving: bool,
    /// True when the hub held it back as it was put back, and what it stands on went with the hub's disk: its handheld had
    /// let go of both, since the hub had both.
    pub lost_its_ground: bool,
}

/// How long an exchange may take by a true clock before the simulation calls it stuck.
const STUCK: Duration = Duration::from_secs(20);

/// One handheld and who carries it.
pub struct Phone {
    /// Where it is called so: "Van 2".
    pub name: String,
    /// Whose it is.
    pub person: PersonId,
    /// Its line to the hub.
    pub line: Arc<Line>,
    /// Its clock.
    pub watch: Arc<Watch>,
    /// Every edit it said was saved.
    pub promises: Vec<Promise>,
    /// The note as the person has it open in places, and the version behind it.
    pub notes: BTreeMap<DocumentId, (Vec<[u8; 32]>, String)>,
    /// A job that a slow person has open.
    pub open_page: Option<Document>,
    /// True once the landlord withdrew it.
    pub revoked: bool,
    /// The actors that its processes wrote as.
    pub actors: Vec<Actor>,
    /// An older copy of it: its folder, and how many promises it knew of.
    pub backup: Option<(PathBuf, usize)>,
    /// What stood in the way when it last tried to send.
    pub trouble: Option<String>,
    /// Where its database's log ended when it was last opened.
    pub opened_at: LogEnd,
    /// True once its process ended before it could remove files that nothing names any more: they go a day later.
    pub has_leftovers: bool,
    pub(super) handheld: Handheld,
    pocket: Arc<Pocket>,
    store: Option<Arc<Store>>,
    engine: Option<(Engine, watch::Receiver<Status>)>,
    /// True from waking until it rests.
    busy: bool,
    generation: u32,
}

/// How a process of a handheld ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The app is closed as the system closes it.
    Closed,
    /// Between two writes, in the middle of whatever it does.
    Crash,
    /// At some write of what it wrote to its database since then; the number says which.
    CrashSince(LogEnd, u64),
}

/// How a while on the line ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Ended {
    /// Nothing is left to do, or nothing can be done now.
    Rests,
    /// An answer is being held back.
    Waits,
}

impl Phone {
    /// A new handheld in this folder.
    pub fn new(name: String, folder: &Path, line: Arc<Line>, watch: Arc<Watch>, random: Arc<dyn Random>) -> Self {
        let pocket = Arc::new(Pocket::default());
        let handheld = Handheld {
            surroundings: Surroundings { clock: watch.clone(), random },
            pin_cost: PinCost::TEST,
            ..Handheld::new(Place::new(folder.join(&name).join("0")), pocket.clone())
        };
        let store = Store::create(&handheld).unwrap();
        let mut phone = Self {
            name,
            person: PersonId::from_bytes([0; 16]),
            line,
            watch,
            promises: Vec::new(),
            notes: BTreeMap::new(),
            open_page: None,
            revoked: false,
            actors: Vec::new(),
            backup: None,
            trouble: None,
            opened_at: LogEnd::of(&handheld.place.database()),
            has_leftovers: false,
            handheld,
            pocket,
            store: None,
            engine: None,
            busy: false,
            generation: 0,
        };
        phone.keep(store);
        phone
    }

    /// The same handheld once more, on a copy of its folder: somebody cloned the phone.
    pub fn cloned(&self, name: String, line: Arc<Line>, random: Arc<dyn Random>) -> Self {
        let folder = self.folder().parent().unwrap().parent().unwrap().join(&name).join("0");
        copy_folder(&self.folder(), &folder);
        // A phone of its own, with a keystore of its own.
        let pocket = Arc::new(Pocket(Mutex::new(self.pocket.0.lock().unwrap().clone())));
        let handheld = Handheld {
            place: Place::new(folder),
            keystore: pocket.clone(),
            surroundings: Surroundings { clock: self.watch.clone(), random },
            ..self.handheld.clone()
        };
        let store = Store::open(&handheld, None).unwrap();
        let mut clone = Self {
            name,
            person: self.person,
            line,
            watch: self.watch.clone(),
            promises: Vec::new(),
            notes: BTreeMap::new(),
            open_page: None,
            revoked: self.revoked,
            actors: Vec::new(),
            backup: None,
            trouble: None,
            opened_at: LogEnd::of(&handheld.place.database()),
            has_leftovers: false,
            handheld,
            pocket,
            store: None,
            engine: None,
            busy: false,
            generation: 0,
        };
        clone.keep(store);
        clone
    }

    /// The open store.
    pub fn store(&self) -> &Store {
        self.store.as_ref().unwrap()
    }

    /// Who it is to its landlord now: another once it went on as the successor of itself.
    pub fn enrolment(&self) -> Enrolment {
        self.store().enrolment().unwrap().unwrap()
    }

    /// Where its files are.
    pub fn folder(&self) -> PathBuf {
        self.handheld.place.folder().to_owned()
    }

    /// Its files.
    pub fn place(&self) -> Place {
        self.handheld.place.clone()
    }

    /// Its database.
    pub fn database(&self) -> PathBuf {
        self.handheld.place.database()
    }

    fn keep(&mut self, store: Store) {
        self.actors.push(store.actor());
        let store = Arc::new(store);
        self.line.serves(&store);
        self.opened_at = LogEnd::of(&self.database());
        self.store = Some(store);
    }

    /// A signal, for a while: wakes the engine and waits until it rests or an answer is held back.
    pub fn exchange(&mut self, runtime: &Runtime, weather: Weather) -> Ended {
        self.line.release();
        self.line.set(weather);
        // Never two events at once: which the engine hears first would be chance that no seed decides.
        match &self.engine {
            Some(_) if self.busy => {}
            Some((engine, _)) => engine.wake(),
            None => {
                let transport: Arc<dyn sync::transport::Transport> = self.line.clone();
                let surroundings = self.handheld.surroundings.clone();
                let store = self.store.clone().unwrap();
                let _within = runtime.enter();
                let engine = Engine::start(store, transport, surroundings, Arc::new(|_| {}));
                let status = engine.watch();
                self.engine = Some((engine, status));
            }
        }
        self.busy = true;
        self.go_on(runtime)
    }

    /// Waits until the engine rests or an answer is held back.
    pub fn go_on(&mut self, runtime: &Runtime) -> Ended {
        if !self.busy {
            return Ended::Rests;
        }
        let Some((engine, mut status)) = self.engine.take() else { return Ended::Rests };
        let ended = runtime.block_on(async {
            let resting = async {
                loop {
                    if self.line.holds() {
                        return Ended::Waits;
                    }
                    tokio::select! {
                        biased;
                        () = self.line.holding() => {}
                        changed = status.changed() => {
                            assert!(changed.is_ok(), "the engine of {} ended by itself", self.name);
                            if status.borrow_and_update().activity == Activity::Resting {
                                return Ended::Rests;
                            }
                        }
                    }
                }
            };
            let name = &self.name;
            tokio::time::timeout(STUCK, resting).await.unwrap_or_else(|_| panic!("sending on {name} never rests"))
        });
        self.busy = ended == Ended::Waits;
        self.go_on_as_another();
        self.trouble = engine.status().trouble.map(|trouble| format!("{} ({trouble})", trouble.code()));
        if ended == Ended::Rests && engine.status().trouble.is_some() {
            // Its next try would come by the true clock, which no seed decides.
            runtime.block_on(engine.stop());
        } else {
            if ended == Ended::Rests {
                // Nor must it ask for news by itself.
                engine.sleep();
            }
            self.engine = Some((engine, status));
        }
        ended
    }

    /// It may have gone on as the successor of itself: what somebody has open was begun by the one before.
    fn go_on_as_another(&mut self) {
        let actor = self.store().actor();
        if self.actors.last() != Some(&actor) {
            self.actors.push(actor);
            self.open_page = None;
        }
    }

    /// True while an answer to it is held back.
    pub fn is_waiting_for_an_answer(&self) -> bool {
        self.line.holds()
    }

    /// Its process ends, and the next one finds the files as they were at that instant.
    pub fn restart(&mut self, runtime: &Runtime, ending: Ending) {
        if self.is_wiped() {
            return;
        }
        let (before, database) = (self.folder(), self.database());
        if ending != Ending::Closed {
            self.generation += 1;
            let after = before.parent().unwrap().join(self.generation.to_string());
            copy_folder(&before, &after);
            self.handheld.place = Place::new(after);
        }
        if let Ending::CrashSince(since, roll) = ending {
            cut_log(&self.database(), &database, since, roll);
        }
        self.stop(runtime);
        let store = Arc::into_inner(self.store.take().unwrap()).unwrap();
        if ending == Ending::Closed {
            store.close().unwrap();
        } else {
            drop(store);
            fs::remove_dir_all(&before).unwrap();
        }
        self.open();
    }

    /// True once it was withdrawn and has handed everything over: its files can never be opened again.
    pub fn is_wiped(&self) -> bool {
        matches!(self.handheld.door(), Ok(Door::Withdrawn { .. }))
    }

    fn open(&mut self) {
        let opened = Store::open(&self.handheld, None);
        let store = opened.unwrap_or_else(|error| panic!("{} does not open after a crash: {error}", self.name));
        self.open_page = None;
        self.keep(store);
    }

    /// The run is over.
    pub fn put_down(&mut self, runtime: &Runtime) {
        self.stop(runtime);
    }

    fn stop(&mut self, runtime: &Runtime) {
        self.busy = false;
        if let Some((engine, _)) = self.engine.take() {
            runtime.block_on(engine.stop());
        }
        self.line.release();
    }

    /// Somebody makes a copy of the handheld as it is now.
    pub fn back_up(&mut self) {
        let copy = self.folder().parent().unwrap().join("backup");
        let _there_was_none = fs::remove_dir_all(&copy);
        copy_folder(&self.folder(), &copy);
        self.backup = Some((copy, self.promises.len()));
    }

    /// Somebody puts the handheld back as it was. What it wrote since is gone from it; gives those promises' places.
    pub fn put_back(&mut self, runtime: &Runtime) -> Option<usize> {
        let (copy, known) = self.backup.clone().filter(|_| !self.is_wiped())?;
        self.stop(runtime);
        drop(Arc::into_inner(self.store.take().unwrap()).unwrap());
        let before = self.folder();
        self.generation += 1;
        let after = before.parent().unwrap().join(self.generation.to_string());
        copy_folder(&copy, &after);
        fs::remove_dir_all(&before).unwrap();
        self.handheld.place = Place::new(after);
        self.notes.clear();
        self.open();
        Some(known)
    }

    /// The jobs that a person can see.
    pub fn jobs(&self) -> Vec<DocumentId> {
        self.documents("SELECT document FROM record WHERE kind = 1 AND leaving = 0 ORDER BY document")
    }

    /// Everything that it holds, seen or not.
    pub fn held(&self) -> BTreeSet<DocumentId> {
        self.documents("SELECT document FROM record ORDER BY document").into_iter().collect()
    }

    fn documents(&self, sql: &str) -> Vec<DocumentId> {
        let read = self.store().inspect(|connection| {
            let mut statement = connection.prepare(sql)?;
            statement.query_map([], |row| row.get(0).map(DocumentId::from_bytes))?.collect()
        });
        read.unwrap()
    }

    /// True when the record was made again from the hub's, and this edit done once more on it.
    pub fn has_done_again(&self, promise: &Promise) -> bool {
        let again = "SELECT 1 FROM chain_entry WHERE document = ?1 AND change = ?2 AND done_again = 1
            UNION ALL SELECT 1 FROM former_chain_entry WHERE document = ?1 AND change = ?2 AND done_again = 1";
        let key = (promise.document.as_bytes(), promise.hash.as_bytes());
        self.store().inspect(|connection| connection.prepare_cached(again)?.exists(key)).unwrap()
    }

    /// The state of a change in its outbox, as stored: 1 is with the hub. None when it has not written it.
    pub fn state_of(&self, promise: &Promise) -> Option<u8> {
        let read = self.store().inspect(|connection| {
            // The chains of the devices that it was before speak of what its own does not.
            let sql = "SELECT state FROM (
                    SELECT state, 0 AS former FROM chain_entry WHERE document = ?1 AND change = ?2
                    UNION ALL
                    SELECT state, 1 FROM former_chain_entry WHERE document = ?1 AND change = ?2)
                ORDER BY former, state = 1 DESC";
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query((promise.document.as_bytes(), promise.hash.as_bytes()))?;
            rows.next()?.map(|row| row.get(0)).transpose()
        });
        read.unwrap()
    }

    /// True when it holds a change with its bytes, sent or not.
    pub fn has(&self, document: DocumentId, hash: ChangeHash) -> bool {
        let read = self.store().inspect(|connection| {
            let sql = "SELECT 1 FROM record_change WHERE document = ?1 AND hash = ?2
                UNION ALL SELECT 1 FROM awaiting_change WHERE document = ?1 AND hash = ?2";
            connection.prepare_cached(sql)?.exists((document.as_bytes(), hash.as_bytes()))
        });
        read.unwrap()
    }

    /// True while something waits to be offered to the hub by reconciling.
    pub fn offers(&self) -> bool {
        let sql = "SELECT EXISTS (SELECT 1 FROM offer)";
        self.store().inspect(|connection| connection.query_row(sql, [], |row| row.get(0))).unwrap()
    }

    /// What it holds, in a few words that differ when anything of it does.
    pub fn stand(&self) -> String {
        let read = self.store().inspect(|connection| {
            let text = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, Option<String>>(0));
            Ok(format!(
                "{:?} {:?} {:?} {:?}",
                text("SELECT group_concat(hex(heads), ' ') FROM (SELECT heads FROM record ORDER BY document)")?,
                text("SELECT group_concat(scope || position) FROM (SELECT * FROM scope_cursor ORDER BY scope)")?,
                text("SELECT group_concat(n || ':' || state) FROM (SELECT * FROM chain_entry ORDER BY n)")?,
                text("SELECT group_concat(hex(hash) || state) FROM (SELECT * FROM attachment ORDER BY hash)")?,
            ))
        });
        read.unwrap()
    }
}

/// True for what may stand in the way of an edit without being a fault.
pub fn is_allowed(error: &StoreError) -> bool {
    matches!(error, StoreError::Full | StoreError::NoSuchRecord(_) | StoreError::Overtaken(_))
}

/// A keystore in memory, which outlives processes.
#[derive(Default)]
struct Pocket(Mutex<BTreeMap<String, Vec<u8>>>);

impl Keystore for Pocket {
    fn load(&self, name: &str) -> std::io::Result<Option<Vec<u8>>> {
        Ok(self.0.lock().unwrap().get(name).cloned())
    }

    fn store(&self, name: &str, secret: &[u8]) -> std::io::Result<()> {
        self.0.lock().unwrap().insert(name.to_owned(), secret.to_vec());
        Ok(())
    }

    fn delete(&self, name: &str) -> std::io::Result<()> {
        self.0.lock().unwrap().remove(name);
        Ok(())
    }
}
