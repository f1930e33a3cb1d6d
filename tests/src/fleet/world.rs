//! The world that a plan happens in: one landlord, two to six handhelds, an attacker, a network, and true time.

use std::sync::Arc;

use domain::id::RecordKind;
use ed25519_dalek::SigningKey;
use protocol::enrolment::EnrolResponse;
use store::Random;
use sync::conversation::enrol;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use super::{
    attacker::Attacker,
    dice::{Dice, Repeating, Seeded, TrueTime, Watch},
    edits,
    landlord::{Landlord, TEAMS},
    network::{Line, Network, Weather},
    phone::Phone,
    plan::{Plan, Range, Step, What},
    planted::Planted,
};

const ADDRESS: &str = "http://hub.example.org";
const HOUR: i64 = 3_600_000;
const YEAR: i64 = 365 * 24 * HOUR;

/// Rounds of everybody exchanging under a clear sky until nothing moves: more than these is a fault by itself.
const ROUNDS: usize = 12;

/// Everything there is in one run.
pub struct World {
    /// The landlord and the hub.
    pub landlord: Landlord,
    /// The handhelds.
    pub phones: Vec<Phone>,
    /// The modified handheld.
    pub attacker: Attacker,
    /// The network.
    pub network: Arc<Network>,
    /// Which fault is planted.
    pub planted: Option<Planted>,
    people: Vec<String>,
    time: Arc<TrueTime>,
    runtime: Runtime,
    hub_full: bool,
    dice: Dice,
    // Last: files go when nothing uses them any more.
    _folder: TempDir,
}

impl World {
    /// A landlord with a few jobs, and handhelds that have joined and hold nothing yet.
    pub fn new(seed: u64, plan: &Plan, planted: Option<Planted>) -> Self {
        let folder = match std::path::Path::new("/dev/shm") {
            memory if memory.is_dir() => tempfile::Builder::new().prefix("fleet").tempdir_in(memory).unwrap(),
            _ => tempfile::tempdir().unwrap(),
        };
        let mut dice = Dice::new(seed ^ 0x5EED);
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let (time, network) = (Arc::new(TrueTime::new()), Arc::new(Network::default()));
        let mut landlord = Landlord::new(folder.path(), time.clone(), network.clone(), &mut dice);
        for _ in 0..2 + dice.below(3) {
            landlord.raise(&mut dice);
        }
        let (key, joined) = join(&runtime, &landlord, &network, ("Mallory Vane", "Van 0"), TEAMS[0], &mut dice);
        let attacker = Attacker::new(joined.certificate.device, key, joined.epoch, &mut dice);
        let mut world = Self {
            landlord,
            phones: Vec::new(),
            attacker,
            network,
            planted,
            people: Vec::new(),
            time,
            runtime,
            hub_full: false,
            dice,
            _folder: folder,
        };
        for number in 1..=plan.phones {
            world.join(number);
        }
        world
    }

    fn join(&mut self, number: usize) {
        let (person, name) = (format!("Person {number}"), format!("Van {number}"));
        let dice = &mut self.dice;
        let team = TEAMS[usize::from(number > 1 && dice.percent(30))];
        let (key, joined) = join(&self.runtime, &self.landlord, &self.network, (&person, &name), team, dice);
        let line = Arc::new(Line::new(self.network.clone(), key.clone(), self.planted));
        let random: Arc<dyn Random> = match self.planted {
            Some(Planted::ActorReused) => Arc::new(Repeating::new(7)),
            _ => Arc::new(Seeded::new(dice.fork(number as u64))),
        };
        let watch = Arc::new(Watch::new(self.time.clone()));
        let mut phone = Phone::new(name, self._folder.path(), key.clone(), line, watch, random);
        phone.person = joined.certificate.person;
        phone.store().enrol(ADDRESS, &joined.landlord, &joined.certificate, &key, joined.epoch).unwrap();
        self.phones.push(phone);
        self.people.push(person);
    }

    /// One step.
    pub fn happen(&mut self, number: usize, step: &Step) {
        let mut dice = Dice::new(step.roll);
        let who = dice.below(self.phones.len());
        self.time.pass(dice.between(50, 30_000));
        match step.what {
            What::Edit => edits::edit(&mut self.phones[who], number, &mut dice),
            What::Exchange => {
                let often = *dice.pick(&[0, 10, 25, 60]);
                let weather = Weather::foul(dice.fork(2), often);
                self.phones[who].exchange(&self.runtime, weather);
            }
            What::Release => {
                let waiting: Vec<usize> =
                    (0..self.phones.len()).filter(|at| self.phones[*at].is_waiting_for_an_answer()).collect();
                if !waiting.is_empty() {
                    let phone = &mut self.phones[*dice.pick(&waiting)];
                    phone.line.release();
                    phone.go_on(&self.runtime);
                }
            }
            What::Late => self.runtime.block_on(self.network.deliver_late(&mut dice)),
            What::HubRestart => self.landlord.restart(dice.percent(50)),
            What::Crash => self.phones[who].restart(&self.runtime, true),
            What::Reopen => self.phones[who].restart(&self.runtime, false),
            What::Clock => {
                let error = match dice.below(4) {
                    0 => 0,
                    1 => dice.between(-2 * HOUR, 2 * HOUR),
                    _ => dice.between(-5 * YEAR, 10 * YEAR),
                };
                self.phones[who].watch.set_wrong_by(error);
            }
            What::Wait => self.time.pass(dice.between(1_000, 30 * HOUR)),
            What::Raise => self.landlord.raise(&mut dice),
            What::Appoint => self.landlord.appoint(&mut dice),
            What::Assign => self.landlord.assign(&self.people, &mut dice),
            What::Attack => self.attack(&mut dice),
            What::Give | What::Withdraw => {
                let person = self.phones[who].person;
                self.landlord.set_scope(person, dice.pick::<&str>(&TEAMS), step.what == What::Give);
            }
            What::PhoneFull => {
                let pages = if dice.percent(50) { 1 } else { 1_000_000 };
                self.phones[who].store().limit_pages(pages).unwrap();
            }
            What::HubFull => {
                self.hub_full = !self.hub_full;
                self.landlord.set_full(self.hub_full);
            }
            What::Revoke => self.revoke(who),
            What::BackUp => self.phones[who].back_up(),
            What::PutBack => self.put_back(who),
            What::Clone => self.clone_phone(who, &mut dice),
            What::HubBackUp => self.landlord.back_up(),
            What::HubPutBack => {
                self.landlord.put_back();
            }
        }
    }

    fn attack(&mut self, dice: &mut Dice) {
        let id =
            domain::id::DocumentId::derived("calder-vale", RecordKind::Job, dice.pick::<String>(&self.landlord.jobs));
        let record = self.landlord.document(id, RecordKind::Job);
        self.runtime.block_on(self.attacker.attack(&self.network, &record, dice));
    }

    fn revoke(&mut self, who: usize) {
        let key = self.phones[who].key.to_bytes();
        // A clone is the same handheld to the landlord.
        let name = self.phones.iter().find(|phone| phone.key.to_bytes() == key).map(|phone| phone.name.clone());
        if self.landlord.hub().revoke(&name.unwrap()).is_ok() {
            for phone in self.phones.iter_mut().filter(|phone| phone.key.to_bytes() == key) {
                phone.revoked = true;
            }
        }
    }

    fn put_back(&mut self, who: usize) {
        let phone = &mut self.phones[who];
        let Some(known) = phone.put_back(&self.runtime) else { return };
        for promise in phone.promises.iter_mut().skip(known) {
            promise.thrown_away = true;
        }
    }

    fn clone_phone(&mut self, who: usize, dice: &mut Dice) {
        if self.phones.len() >= 8 || self.phones[who].is_wiped() {
            return;
        }
        let name = format!("Copy {}", self.phones.len());
        let phone = &mut self.phones[who];
        phone.forked = true;
        let line = Arc::new(Line::new(self.network.clone(), phone.key.clone(), self.planted));
        let clone = phone.cloned(name, line, Arc::new(Seeded::new(dice.fork(3))));
        self.phones.push(clone);
    }

    /// The sky clears, disks have room, the hub is up; everybody exchanges until nothing moves.
    ///
    /// # Errors
    /// It never comes to rest.
    pub fn heal(&mut self) -> Result<(), String> {
        self.landlord.restart(false);
        for phone in &mut self.phones {
            phone.store().limit_pages(1_000_000).unwrap();
            phone.line.set(Weather::clear());
            phone.line.release();
            phone.go_on(&self.runtime);
        }
        let mut before = Vec::new();
        for _ in 0..ROUNDS {
            for at in 0..self.phones.len() {
                self.time.pass(10_000);
                self.phones[at].exchange(&self.runtime, Weather::clear());
            }
            let now: Vec<String> =
                self.phones.iter().map(Phone::stand).chain([self.landlord.head().to_string()]).collect();
            if now == before {
                return Ok(());
            }
            before = now;
        }
        Err(format!("after {ROUNDS} rounds of everybody exchanging, something still moves"))
    }
}

fn join(
    runtime: &Runtime,
    landlord: &Landlord,
    network: &Arc<Network>,
    (person, device): (&str, &str),
    team: &str,
    dice: &mut Dice,
) -> (SigningKey, EnrolResponse) {
    let key = SigningKey::from_bytes(&[dice.sixteen(), dice.sixteen()].concat().try_into().unwrap());
    let invitation = landlord.hub().invite(person, device, ADDRESS, Some(team)).unwrap();
    let line = Line::new(network.clone(), key.clone(), None);
    let joined = runtime.block_on(enrol(&line, &invitation, &key)).unwrap();
    (key, joined)
}

impl Drop for World {
    fn drop(&mut self) {
        for phone in &mut self.phones {
            phone.put_down(&self.runtime);
        }
    }
}

/// Ranges in which a hub may be put back.
pub fn range_for(planted: Option<Planted>) -> Option<Range> {
    match planted {
        Some(Planted::RestoredInSilence) => Some(Range::HubCopies),
        Some(_) => Some(Range::Wide),
        None => std::env::var("FLEET_RANGE").is_ok_and(|range| range == "copies").then_some(Range::Copies),
    }
}
