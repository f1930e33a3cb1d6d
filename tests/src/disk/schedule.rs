//! Schedules of losing power, and many of them.

use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use faulty_disk::{Forgets, Lost};

use super::{checks, town::Town};
use crate::fleet::dice::Dice;

/// Flushes that are forgotten, to see whether that is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Planted {
    /// The handheld forgets all, as with `synchronous=OFF`.
    PhoneNeverFlushes,
    /// The handheld forgets those of its write-ahead log.
    PhoneForgetsItsLog,
    /// The handheld forgets those of folders: new names may be lost.
    PhoneForgetsFolders,
    /// The hub forgets all.
    HubNeverFlushes,
    /// The hub forgets those of its write-ahead log.
    HubForgetsItsLog,
    /// The hub forgets those of folders.
    HubForgetsFolders,
}

impl Planted {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::PhoneNeverFlushes,
        Self::PhoneForgetsItsLog,
        Self::PhoneForgetsFolders,
        Self::HubNeverFlushes,
        Self::HubForgetsItsLog,
        Self::HubForgetsFolders,
    ];

    /// What a machine forgets.
    pub(super) const fn forgets(self, of_hub: bool) -> Forgets {
        match (self, of_hub) {
            (Self::PhoneNeverFlushes, false) | (Self::HubNeverFlushes, true) => Forgets::Everything,
            (Self::PhoneForgetsItsLog, false) | (Self::HubForgetsItsLog, true) => Forgets::Files("-wal"),
            (Self::PhoneForgetsFolders, false) | (Self::HubForgetsFolders, true) => Forgets::Folders,
            _ => Forgets::Nothing,
        }
    }
}

/// What a schedule did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Passed {
    /// Losses of power, of the handheld and of the hub.
    pub losses: [usize; 2],
    /// Of those, while it was being opened again.
    pub while_opening: usize,
    /// What they did to the disks.
    pub lost: Lost,
    /// Edits that were promised.
    pub edits: usize,
    /// Photos that were promised.
    pub photos: usize,
}

impl Passed {
    fn add(&mut self, other: &Self) {
        for (sum, more) in self.losses.iter_mut().zip(other.losses) {
            *sum += more;
        }
        self.while_opening += other.while_opening;
        self.lost.kept += other.lost.kept;
        self.lost.lost += other.lost.lost;
        self.lost.torn += other.lost.torn;
        self.lost.names_kept += other.lost.names_kept;
        self.lost.names_lost += other.lost.names_lost;
        self.edits += other.edits;
        self.photos += other.photos;
    }
}

/// A schedule that failed.
#[derive(Debug, Clone)]
pub struct Failed {
    /// Its seed.
    pub seed: u64,
    /// What is wrong.
    pub wrong: Vec<String>,
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "schedule {} fails:", self.seed)?;
        for wrong in &self.wrong {
            writeln!(f, "  {wrong}")?;
        }
        let seed = self.seed;
        write!(f, "again: DISK_SEED={seed} cargo test -p tests --test disk replay -- --nocapture")
    }
}

/// Exchanges until nothing moves, at most.
const ROUNDS: usize = 6;

/// Plays one schedule.
///
/// # Errors
/// What was lost, or does not hold together.
pub fn schedule(seed: u64, planted: Option<Planted>) -> Result<Passed, Failed> {
    let played = catch_unwind(AssertUnwindSafe(|| Play::new(seed, planted).play()));
    let played = played.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
        Err(vec![format!("it panicked: {}", text.unwrap_or_default())])
    });
    played.map_err(|wrong| Failed { seed, wrong })
}

struct Play {
    town: Town,
    dice: Dice,
    while_opening: usize,
}

impl Play {
    fn new(seed: u64, planted: Option<Planted>) -> Self {
        let mut dice = Dice::new(seed ^ 0xD15C);
        let new = dice.percent(15);
        let town = if new { Town::empty(seed, planted) } else { Town::in_the_morning(seed, planted) };
        Self { town, dice, while_opening: 0 }
    }

    fn play(mut self) -> Result<Passed, Vec<String>> {
        for _ in 0..1 + self.dice.below(3) {
            self.one_life()?;
        }
        self.settle()?;
        let (phone, hub) = (&self.town.phone_machine, &self.town.hub_machine);
        let mut passed = Passed {
            losses: [phone.losses, hub.losses],
            while_opening: self.while_opening,
            lost: phone.lost,
            edits: self.town.promises.edits.len(),
            photos: self.town.promises.photos.len(),
        };
        passed.add(&Passed { lost: hub.lost, ..Passed::default() });
        Ok(passed)
    }

    /// People work until the power of somebody goes; then it comes back.
    fn one_life(&mut self) -> Result<(), Vec<String>> {
        let (phone, hub) = match self.dice.below(5) {
            0 | 1 => (true, false),
            2 | 3 => (false, true),
            _ => (true, true),
        };
        let mut points = || if self.dice.percent(40) { self.dice.below(30) } else { self.dice.below(150) };
        let at = [points(), points()];
        if phone {
            self.town.phone_machine.lose_power_in(at[0]);
        }
        if hub {
            self.town.hub_machine.lose_power_in(at[1]);
        }
        let steps = 2 + self.dice.below(10);
        self.work(steps)?;
        self.town.tell("the power goes");
        if phone || self.town.phone_machine.is_down() {
            self.town.stop_phone();
            self.town.phone_machine.come_back(&mut self.dice);
        }
        if hub || self.town.hub_machine.is_down() {
            self.town.stop_hub();
            self.town.hub_machine.come_back(&mut self.dice);
        }
        self.open()
    }

    fn work(&mut self, steps: usize) -> Result<(), Vec<String>> {
        let is_down = |town: &Town| town.phone_machine.is_down() || town.hub_machine.is_down();
        if !self.town.is_up()
            && let Err(error) = self.town.open_hub().and_then(|()| self.town.open_phone())
            && !is_down(&self.town)
        {
            return Err(vec![error]);
        }
        for _ in 0..steps {
            if is_down(&self.town) || !self.town.is_up() {
                break;
            }
            if let Err(error) = self.town.happen()
                && !is_down(&self.town)
            {
                return Err(vec![error]);
            }
        }
        Ok(())
    }

    /// Opens what is not open, and looks at it. The power may go again meanwhile.
    fn open(&mut self) -> Result<(), Vec<String>> {
        let mut wrong = Vec::new();
        for patience in (0..3).rev() {
            if patience > 0 && self.dice.percent(25) {
                self.town.hub_machine.lose_power_in(self.dice.below(12));
                self.town.phone_machine.lose_power_in(self.dice.below(12));
            } else {
                self.town.hub_machine.mend();
                self.town.phone_machine.mend();
            }
            let hub = if self.town.hub.is_none() { self.town.open_hub() } else { Ok(()) };
            let hub_down = self.town.hub_machine.is_down();
            if let Err(error) = hub
                && !hub_down
            {
                return Err(vec![error]);
            }
            let phone = if self.town.store.is_none() { self.town.open_phone() } else { Ok(()) };
            let (hub_down, phone_down) = (self.town.hub_machine.is_down(), self.town.phone_machine.is_down());
            if let Err(error) = phone
                && !hub_down
                && !phone_down
            {
                return Err(vec![error]);
            }
            if hub_down {
                self.town.stop_hub();
                self.town.hub_machine.come_back(&mut self.dice);
            }
            if phone_down {
                self.town.stop_phone();
                self.town.phone_machine.come_back(&mut self.dice);
            }
            self.while_opening += usize::from(hub_down || phone_down);
            if !hub_down && !phone_down {
                break;
            }
        }
        self.town.hub_machine.mend();
        self.town.phone_machine.mend();
        self.town.tell("everything is open again");
        checks::hub(&self.town, &mut wrong);
        if self.town.is_up() {
            checks::phone(&self.town, &mut wrong);
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }

    /// Everything is up, and both exchange until nothing moves.
    fn settle(&mut self) -> Result<(), Vec<String>> {
        let one = |error| vec![error];
        self.town.hub_machine.mend();
        self.town.phone_machine.mend();
        if self.town.hub.is_none() {
            self.town.open_hub().map_err(one)?;
        }
        if self.town.store.is_none() || !self.town.promises.joined {
            self.town.stop_phone();
            self.town.open_phone().map_err(one)?;
        }
        while self.town.store().next_taken_photo().map_err(|error| vec![error.to_string()])?.is_some() {
            self.town.make_ready().map_err(one)?;
        }
        let mut wrong = Vec::new();
        for _ in 0..ROUNDS {
            self.town.exchange().map_err(one)?;
            wrong.clear();
            checks::settled(&self.town, &mut wrong);
            if wrong.is_empty() {
                return Ok(());
            }
        }
        Err(wrong)
    }
}

/// What the environment asks for again: `DISK_SEED`.
pub fn replay() -> Option<u64> {
    Some(std::env::var("DISK_SEED").ok()?.parse().unwrap())
}

/// Many schedules, on every core.
pub struct Campaign {
    /// The first seed; the rest follow it.
    pub first: u64,
    /// How many, at most.
    pub schedules: u64,
    /// For how long, at most.
    pub time: Option<Duration>,
    /// What is forgotten.
    pub planted: Option<Planted>,
}

impl Campaign {
    /// Plays until the schedules or the time are used up, or one fails. Gives how many passed and what they did.
    ///
    /// # Errors
    /// How many were tried, and the first that failed.
    pub fn play(&self) -> Result<(u64, Passed), (u64, Failed)> {
        let next = AtomicU64::new(0);
        let (sum, found) = (Mutex::new((0, Passed::default())), Mutex::new(None));
        let began = Instant::now();
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    while found.lock().unwrap().is_none() && self.time.is_none_or(|time| began.elapsed() < time) {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        if at >= self.schedules {
                            return;
                        }
                        match schedule(self.first.wrapping_add(at), self.planted) {
                            Ok(passed) => {
                                let mut sum = sum.lock().unwrap();
                                sum.0 += 1;
                                sum.1.add(&passed);
                            }
                            Err(failed) => {
                                found.lock().unwrap().get_or_insert((at + 1, failed));
                            }
                        }
                    }
                });
            }
        });
        match found.into_inner().unwrap() {
            Some(failed) => Err(failed),
            None => Ok(sum.into_inner().unwrap()),
        }
    }
}
