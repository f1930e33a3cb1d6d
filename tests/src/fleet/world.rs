//! The world that a plan happens in: one landlord, two to eight handhelds, an attacker, a network, and true time.

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
    checks,
    crash::{LogEnd, give_back},
    dice::{Dice, Repeating, Seeded, TrueTime, Watch},
    edits,
    landlord::{Landlord, TEAMS},
    line::Line,
    made,
    network::Network,
    phone::{Ending, Phone, Promise},
    plan::{Plan, Range, Step, What},
    planted::Planted,
    tally::Tally,
    weather::Weather,
};

const ADDRESS: &str = "http://hub.example.org";
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
const YEAR: i64 = 365 * DAY;

/// Handhelds with their clones, at most.
const MOST: usize = 10;

/// Rounds of everybody exchanging under a clear sky until nothing moves: more than these is a fault by itself.
const ROUNDS: usize = 30;

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
    tally: Tally,
    people: Vec<String>,
    /// For how many more steps each handheld is cut off.
    apart: Vec<usize>,
    time: Arc<TrueTime>,
    runtime: Runtime,
    hub_full: bool,
    dice: Dice,
    // Last: files go when nothing uses them any more.
    _folder: TempDir,
}

impl World {
    /// A landlord with a few jobs, and handhelds that have joined.
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
            tally: Tally::default(),
            people: Vec::new(),
            apart: Vec::new(),
            time,
            runtime,
            hub_full: false,
            dice,
            _folder: folder,
        };
        for number in 1..=plan.phones {
            world.join(number);
            // Most go on their round with the day's work; some find it out on the way.
            if world.dice.percent(80) {
                world.exchange(number - 1, Weather::clear());
            }
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
        let mut phone = Phone::new(name, self._folder.path(), line, watch, random);
        phone.person = joined.certificate.person;
        phone.store().enrol(ADDRESS, &joined.landlord, &joined.certificate, &key, joined.epoch).unwrap();
        phone.opened_at = LogEnd::of(&phone.database());
        self.phones.push(phone);
        self.apart.push(0);
        self.people.push(person);
    }

    /// One step.
    pub fn happen(&mut self, number: usize, step: &Step) {
        let mut dice = Dice::new(step.roll);
        let who = dice.below(self.phones.len());
        self.tally.count(step.what.name());
        self.time.pass(dice.between(50, 30_000));
        self.come_together();
        if step.what.is_of_a_handheld() && self.phones[who].is_wiped() {
            return;
        }
        match step.what {
            What::Edit => {
                for _ in 0..1 + dice.below(3) {
                    edits::edit(&mut self.phones[who], number, &mut dice);
                }
            }
            What::Oversize => edits::too_much(&mut self.phones[who], number, &mut dice),
            What::Book => made::book(&mut self.phones[who], &mut dice),
            What::Worry => made::worry(&mut self.phones[who], number, &mut dice),
            What::Exchange => {
                let weather = weather(&mut dice);
                self.exchange(who, weather);
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
            What::Partition => self.cut_off(&mut dice),
            What::HubRestart if dice.percent(50) => self.landlord.crash(None),
            What::HubRestart => self.landlord.restart(),
            What::Crash => self.crash(who, &mut dice),
            What::CrashWhileSaving => self.crash_while_saving(who, number, &mut dice),
            What::CrashWhileReceiving => self.crash_while_receiving(who, &mut dice),
            What::Reopen => self.phones[who].restart(&self.runtime, Ending::Closed),
            What::Clock => {
                let error = match dice.below(4) {
                    0 => 0,
                    1 => dice.between(-2 * HOUR, 2 * HOUR),
                    _ => dice.between(-5 * YEAR, 10 * YEAR),
                };
                self.phones[who].watch.set_wrong_by(error);
            }
            What::Wait => self.time.pass(dice.between(1_000, 30 * HOUR)),
            What::Season => {
                self.time.pass(dice.between(8 * DAY, 40 * DAY));
                self.landlord.hub().tidy();
            }
            What::Raise => self.landlord.raise(&mut dice),
            What::Appoint => self.landlord.appoint(&mut dice),
            What::Assign => self.landlord.assign(&self.people, &mut dice),
            What::NewerVersion => self.landlord.newer_version_writes(self.attacker.device, &mut dice),
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
            What::HubPutBack => self.put_hub_back(&mut dice),
        }
        if let Some(since) = self.network.take_crash() {
            self.landlord.crash(Some((since, dice.roll())));
        }
    }

    /// What the hub has forgotten comes back from handhelds. What none of them holds any more was on the hub's disk alone.
    fn put_hub_back(&mut self, dice: &mut Dice) {
        let says_so = self.planted != Some(Planted::RestoredInSilence) && dice.percent(50);
        let had = self.landlord.stored();
        if !self.landlord.put_back(says_so) {
            return;
        }
        for phone in self.phones.iter_mut().filter(|phone| phone.is_waiting_for_an_answer()) {
            for promise in &mut phone.promises {
                promise.answer_underway |= had.contains(&(promise.document, promise.hash));
            }
        }
        self.note_withdrawals();
        self.note_what_is_gone();
    }

    /// What the hub does not have and nobody is left to give: all of it stood on the hub's disk alone, or on that of a
    /// handheld which was put back as well; or the landlord has withdrawn the last handheld that had it, of whose word on
    /// others' work the hub takes none.
    fn note_what_is_gone(&mut self) {
        let kept = self.landlord.stored();
        let (mut gone, mut pictures_gone) = (Vec::new(), Vec::new());
        for (at, phone) in self.phones.iter().enumerate() {
            for (number, promise) in phone.promises.iter().enumerate() {
                if !kept.contains(&(promise.document, promise.hash)) && !self.can_be_given(phone, promise) {
                    gone.push((at, number));
                }
                if promise.mark.picture().is_some_and(|hash| !self.picture_is_somewhere(hash)) {
                    pictures_gone.push((at, number));
                }
            }
        }
        let logged = self.landlord.logged();
        let held = checks::held(self);
        let groundless: Vec<(usize, usize)> = self
            .phones
            .iter()
            .enumerate()
            .flat_map(|(at, phone)| {
                phone.promises.iter().enumerate().map(move |(number, promise)| (at, number, promise))
            })
            .filter(|(.., promise)| {
                let stands_on = held.get(&(promise.document, promise.hash));
                stands_on.is_some_and(|on| checks::is_without_ground(self, &logged, promise.document, on))
            })
            .map(|(at, number, _)| (at, number))
            .collect();
        for (at, number) in groundless {
            self.phones[at].promises[number].lost_its_ground = true;
        }
        self.tally.add("edits that went with the hub's disk, since no handheld held them any more", gone.len() as u64);
        for (at, number) in gone {
            self.phones[at].promises[number].thrown_away = true;
        }
        self.tally.add("pictures that went with the hub's disk", pictures_gone.len() as u64);
        for (at, number) in pictures_gone {
            self.phones[at].promises[number].picture_thrown_away = true;
        }
    }

    /// What handhelds let go of when an answer came that the hub had given before it was put back.
    fn note_what_answers_let_go(&mut self) {
        let kept = self.landlord.stored();
        let mut gone = Vec::new();
        for (at, phone) in self.phones.iter().enumerate() {
            for (number, promise) in phone.promises.iter().enumerate().filter(|(_, promise)| promise.answer_underway) {
                let key @ (document, hash) = (promise.document, promise.hash);
                let mut able = self.phones.iter().filter(|phone| !phone.is_wiped());
                if !kept.contains(&key) && !able.any(|phone| phone.has(document, hash)) {
                    gone.push((at, number));
                }
            }
        }
        self.tally.add("edits that went with the hub's disk, acknowledged by an answer on its way", gone.len() as u64);
        for (at, number) in gone {
            self.phones[at].promises[number].thrown_away = true;
        }
    }

    /// True when the hub has a picture, or some handheld that can still hand it over.
    fn picture_is_somewhere(&self, hash: &[u8; 32]) -> bool {
        let at_the_hub = "SELECT 1 FROM attachment WHERE hash = ?1";
        !self.landlord.query(at_the_hub, (hash,), |_| Ok(())).is_empty()
            || self.phones.iter().any(|phone| {
                // A file of which a crash let its handheld forget that it came is fetched anew.
                use store::AttachmentState::{Present, Sent, Waiting};
                let known = || phone.store().attachment_state(hash).unwrap();
                !phone.is_wiped()
                    && matches!(known(), Some(Waiting | Sent | Present))
                    && phone.store().attachment(hash).is_ok()
            })
    }

    /// True when some handheld will give an edit to a hub that does not have it: its writer's, or any that may.
    fn can_be_given(&self, writer: &Phone, promise: &Promise) -> bool {
        let waits = !writer.is_wiped() && writer.state_of(promise) == Some(0);
        let mut able = self.phones.iter().filter(|phone| !phone.revoked && !phone.is_wiped());
        waits || able.any(|phone| phone.has(promise.document, promise.hash))
    }

    fn exchange(&mut self, who: usize, weather: Weather) {
        self.phones[who].exchange(&self.runtime, weather);
    }

    /// Some handhelds, or all, reach nobody for the next steps.
    fn cut_off(&mut self, dice: &mut Dice) {
        let all = dice.percent(30);
        let steps = 1 + dice.below(12);
        for (phone, apart) in self.phones.iter().zip(&mut self.apart) {
            if all || dice.percent(50) {
                *apart = (*apart).max(steps);
                phone.line.set_apart(true);
            }
        }
    }

    /// A step nearer to being reached again.
    fn come_together(&mut self) {
        for (phone, apart) in self.phones.iter().zip(&mut self.apart) {
            *apart = apart.saturating_sub(1);
            phone.line.set_apart(*apart > 0);
        }
    }

    fn crash(&mut self, who: usize, dice: &mut Dice) {
        let phone = &mut self.phones[who];
        let ending = match self.planted {
            Some(Planted::FlushForgotten) => Ending::CrashSince(phone.opened_at, dice.roll()),
            _ => Ending::Crash,
        };
        phone.restart(&self.runtime, ending);
    }

    /// What is being saved was not promised yet: it may be there afterwards or not.
    fn crash_while_saving(&mut self, who: usize, number: usize, dice: &mut Dice) {
        let phone = &mut self.phones[who];
        let (before, promised) = (LogEnd::of(&phone.database()), phone.promises.len());
        edits::edit(phone, number, dice);
        phone.promises.truncate(promised);
        phone.restart(&self.runtime, Ending::CrashSince(before, dice.roll()));
    }

    /// Whatever the handheld wrote since it last asked the hub for something may be on disk or not, in order.
    fn crash_while_receiving(&mut self, who: usize, dice: &mut Dice) {
        let weather = weather(dice);
        self.phones[who].line.watch(self.phones[who].place());
        self.exchange(who, weather);
        let phone = &mut self.phones[who];
        let Some(before) = phone.line.last_asked() else { return };
        phone.has_leftovers |= give_back(&phone.place().attachments(), &before.pictures);
        phone.restart(&self.runtime, Ending::CrashSince(before.log, dice.roll()));
    }

    /// How often everything happened so far.
    pub fn tally(&self) -> Tally {
        let mut tally = self.tally.clone();
        tally.merge(&self.network.tally());
        tally.add("handhelds", self.phones.len() as u64);
        tally.add(
            "edits that a handheld said were saved",
            self.phones.iter().map(|phone| phone.promises.len() as u64).sum(),
        );
        tally
    }

    fn attack(&mut self, dice: &mut Dice) {
        let id =
            domain::id::DocumentId::derived("calder-vale", RecordKind::Job, dice.pick::<String>(&self.landlord.jobs));
        let record = self.landlord.document(id, RecordKind::Job);
        self.runtime.block_on(self.attacker.attack(&self.network, &record, dice));
    }

    fn revoke(&mut self, who: usize) {
        // Copies of it are the same handheld to the landlord, or go on from it: they are withdrawn with it.
        let _a_full_disk = self.landlord.hub().revoke(&self.phones[who].enrolment().certificate.device_name);
        self.note_withdrawals();
        if self.landlord.was_put_back {
            self.note_what_is_gone();
        }
    }

    fn note_withdrawals(&mut self) {
        for phone in &mut self.phones {
            phone.revoked = self.landlord.has_withdrawn(phone.enrolment().device);
        }
    }

    fn put_back(&mut self, who: usize) {
        let phone = &mut self.phones[who];
        let with_the_hub: Vec<bool> =
            phone.promises.iter().map(|promise| phone.state_of(promise).is_some_and(|state| state > 0)).collect();
        let Some(known) = phone.put_back(&self.runtime) else { return };
        for (promise, with_the_hub) in phone.promises.iter_mut().zip(with_the_hub).skip(known) {
            promise.before_the_copy = true;
            promise.thrown_away |= !with_the_hub;
        }
        self.note_withdrawals();
        // It may have been the last that had what the hub's disk lost.
        if self.landlord.was_put_back {
            self.note_what_is_gone();
        }
    }

    fn clone_phone(&mut self, who: usize, dice: &mut Dice) {
        if self.phones.len() >= MOST {
            return;
        }
        let name = format!("Copy {}", self.phones.len());
        let phone = &mut self.phones[who];
        let line = Arc::new(Line::new(self.network.clone(), phone.enrolment().signing_key, self.planted));
        let clone = phone.cloned(name, line, Arc::new(Seeded::new(dice.fork(3))));
        self.phones.push(clone);
        self.apart.push(0);
    }

    /// The sky clears, disks have room, the hub is up; everybody exchanges until nothing moves.
    ///
    /// # Errors
    /// It never comes to rest.
    pub fn heal(&mut self) -> Result<(), String> {
        self.landlord.restart();
        for phone in &mut self.phones {
            phone.store().limit_pages(1_000_000).unwrap();
            phone.line.set_apart(false);
            phone.line.set(Weather::clear());
            phone.line.release();
            phone.go_on(&self.runtime);
        }
        self.note_what_answers_let_go();
        let (mut before, mut a_day_passed) = (Vec::new(), false);
        for _ in 0..ROUNDS {
            for at in 0..self.phones.len() {
                self.time.pass(10_000);
                self.phones[at].exchange(&self.runtime, Weather::clear());
            }
            self.landlord.newer_versions_come_again();
            let now: Vec<String> =
                self.phones.iter().map(Phone::stand).chain([self.landlord.head().to_string()]).collect();
            let waits_for_a_day = self.landlord.was_put_back || self.phones.iter().any(Phone::offers);
            if now == before && !a_day_passed && waits_for_a_day {
                // What the hub could not take at once is offered again once a day, and asked for what it has lost.
                self.time.pass(DAY);
                a_day_passed = true;
                // They find that out at the end of an exchange, and do it in the next.
                before.clear();
                continue;
            }
            if now == before {
                self.note_withdrawals();
                // Everybody reads what they are told of jobs that went to somebody else: with that, it goes.
                for phone in self.phones.iter().filter(|phone| !phone.revoked) {
                    phone.store().see_given_away().unwrap();
                    // The night comes.
                    assert!(phone.store().rewrite().unwrap(), "{} was not written anew", phone.name);
                }
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

/// What the network does to one handheld for the length of a step.
fn weather(dice: &mut Dice) -> Weather {
    let often = *dice.pick(&[0, 10, 25, 60]);
    Weather::foul(dice.fork(2), often)
}

impl Drop for World {
    fn drop(&mut self) {
        for phone in &mut self.phones {
            phone.put_down(&self.runtime);
        }
    }
}

/// How widely a run must range for a planted fault to have a chance; none for as widely as the seed says.
pub const fn range_for(planted: Option<Planted>, control: bool) -> Option<Range> {
    match planted {
        // The hub that is put back is the fault.
        Some(Planted::RestoredInSilence) if control => Some(Range::Wide),
        Some(Planted::RestoredInSilence) => Some(Range::HubCopies),
        Some(Planted::ForkUnnoticed) => Some(Range::Copies),
        Some(_) => Some(Range::Wide),
        None => None,
    }
}
