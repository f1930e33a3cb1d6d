//! A busy hour in real processes: a hub that serves, and handhelds at which people work without a pause, over loopback.
//! Each can be killed at any moment, and each says what it acknowledged.

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use app::api::{EventKind, JobPage, PhotoStage, Request, Session};
use clap::Parser;
use hub::{Config, Hub, command};

use crate::{Handheld, PIN, fleet::dice::Dice, jpeg};

/// What a process is, in its environment.
pub const ROLE: &str = "DOORSTEP_BUSY_ROLE";
const FOLDER: &str = "DOORSTEP_BUSY_FOLDER";
const ADDRESS: &str = "DOORSTEP_BUSY_ADDRESS";
const SEED: &str = "DOORSTEP_BUSY_SEED";

/// The jobs that everybody works on.
pub const JOBS: usize = 4;

/// How long a process may take to come up.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a process does that was started as one of the town's; false when it was not.
pub fn play_role() -> bool {
    let Ok(role) = std::env::var(ROLE) else { return false };
    let told = |name: &str| std::env::var(name).unwrap();
    let folder = PathBuf::from(told(FOLDER));
    if role == "hub" {
        let data = folder.to_str().unwrap().to_owned();
        let words = ["doorstep-hub", "serve", "--data", data.as_str(), "--listen", &told(ADDRESS)];
        command::run(command::Arguments::parse_from(words)).unwrap();
    } else {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(work(folder, &role, Dice::new(told(SEED).parse().unwrap())));
    }
    true
}

/// Works until it is killed, and says of each word and photo when it is told that it is saved.
async fn work(folder: PathBuf, name: &str, mut dice: Dice) {
    let handheld = Handheld::open(folder);
    let session: Session = handheld.get(Request::Unlock { pin: PIN.to_owned() }).await;
    println!("{name} is open ({:?})", session.state);
    for number in 0_u64.. {
        let jobs = handheld.jobs().await;
        let Some(job) = (!jobs.is_empty()).then(|| dice.pick(&jobs).reference.clone()) else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        match dice.below(12) {
            0 => {
                let tint = dice.roll().to_be_bytes()[0];
                let id = handheld.job(&job).await.row.id;
                let stage = PhotoStage::After;
                let add = Request::AddPhoto { job: id, stage, caption: "As left".to_owned() };
                let saved = handheld.ask_with(add, jpeg(320, 240, tint)).await.expect("the photo is saved");
                // Saved at once; it is made ready behind the screens, by this process or a later one.
                let saved: JobPage = serde_json::from_value(saved).unwrap();
                let photo = &saved.taken.last().expect("a photo that is made ready").id;
                say(&format!("saved photo {photo} {job}"));
            }
            1 => {
                let page = handheld.job(&job).await.row.id;
                let kind = EventKind::Started;
                // Where it makes no sense now, the handheld says so.
                let _allowed = handheld.ask(Request::RecordEvent { job: page, kind, reason: None }).await;
            }
            _ => {
                let word = format!("{name}{:x}n{number}", std::process::id());
                let note = handheld.job(&job).await.note;
                // Once a note is long, a new one is begun; what was there stays in its history.
                let text = if note.text.len() > 4_000 { word.clone() } else { format!("{} {word}", note.text) };
                let id = handheld.job(&job).await.row.id;
                let edit = Request::EditNote { job: id, version: note.version, text };
                if handheld.ask(edit).await.is_ok() {
                    say(&format!("saved word {word} {job}"));
                }
            }
        }
    }
}

/// One whole line at once: whoever kills this process reads it, or nothing of it.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("{line}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

/// A process of the town.
pub struct Process {
    name: &'static str,
    folder: PathBuf,
    address: String,
    running: Option<(Child, JoinHandle<()>)>,
    said_before: usize,
    /// Lines that it said, over all its lives.
    pub said: Arc<Mutex<BTreeSet<String>>>,
    /// How often it was killed.
    pub kills: usize,
}

impl Process {
    /// A process that is not running yet.
    pub fn new(name: &'static str, folder: PathBuf, address: String) -> Self {
        Self { name, folder, address, running: None, said_before: 0, said: Arc::default(), kills: 0 }
    }

    /// Starts it: the program that runs is this very one, at `test`, which does nothing but play its role.
    pub fn start(&mut self, test: &str, seed: u64) {
        self.said_before = self.said.lock().unwrap().len();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", test, "--nocapture"])
            .env(ROLE, self.name)
            .env(FOLDER, &self.folder)
            .env(ADDRESS, &self.address)
            .env(SEED, seed.to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (said, out) = (self.said.clone(), BufReader::new(child.stdout.take().unwrap()));
        let listening = std::thread::spawn(move || {
            // A line that was cut has no end, and was not said.
            let mut out = out;
            let mut line = String::new();
            while out.read_line(&mut line).is_ok_and(|read| read > 0) && line.ends_with('\n') {
                said.lock().unwrap().insert(line.trim_end().to_owned());
                line.clear();
            }
        });
        self.running = Some((child, listening));
    }

    /// `kill -9`.
    ///
    /// # Panics
    /// It had ended by itself before.
    pub fn kill(&mut self) {
        let (mut child, listening) = self.running.take().unwrap();
        if let Some(ended) = child.try_wait().unwrap() {
            panic!("{} ended by itself: {ended}", self.name);
        }
        child.kill().unwrap();
        child.wait().unwrap();
        listening.join().unwrap();
        self.kills += 1;
    }

    /// Waits until it has acknowledged something since it was started, or for so long: a process that is killed before
    /// it does anything proves nothing.
    pub fn until_it_works(&self, patience: Duration) {
        let give_up = Instant::now() + patience;
        while self.said.lock().unwrap().len() < self.said_before + 2 && Instant::now() < give_up {
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until somebody answers at the hub's address.
    pub fn until_it_answers(&self) {
        let give_up = Instant::now() + PATIENCE;
        while TcpStream::connect(&self.address).is_err() {
            assert!(Instant::now() < give_up, "the hub never came up");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// What it said was saved: words and photos' ids, each with its job.
    pub fn acknowledged(&self) -> Vec<(String, String, String)> {
        let said = self.said.lock().unwrap();
        let of = |line: &String| {
            let (_, saved) = line.split_once("saved ")?;
            let mut parts = saved.split(' ').map(str::to_owned);
            Some((parts.next()?, parts.next()?, parts.next()?))
        };
        said.iter().filter_map(of).collect()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some((mut child, _)) = self.running.take() {
            let _it_may_have_ended = child.kill();
            let _it_may_have_ended = child.wait();
        }
    }
}

/// An address on loopback that nobody listens on.
pub fn free_address() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

/// The hub's own files, beside or instead of the process that serves them.
pub fn hub_in(folder: &Path) -> Hub {
    Hub::open(Config::new(folder)).unwrap()
}
