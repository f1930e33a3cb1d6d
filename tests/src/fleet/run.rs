//! Running seeds: one, or as many as there is time for; and finding the fewest steps that still fail.

use std::{
    any::Any,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex, Once,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use super::{
    checks,
    plan::{Plan, Range, Step},
    planted::Planted,
    world::{World, range_for},
};

static QUIET: Once = Once::new();

/// Runs that shrinking may spend.
const SHRINKING: usize = 60;

/// What a run that found nothing wrong did: the faults that it made, by kind, and how much people did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Passed {
    /// Requests that reached the hub.
    pub carried: usize,
    /// Requests lost, answers lost, requests doubled, requests late, answers cut, answers held, strangers' answers.
    pub faults: [usize; 7],
    /// Answers of the hub: 2xx, 4xx, 5xx.
    pub answers: [usize; 3],
    /// Edits that a handheld said were saved.
    pub saved: usize,
    /// Entries that the attacker pushed, and that the hub set aside.
    pub hostile: (usize, usize),
    /// Edits of honest people that the hub set aside: handhelds that were copied or withdrawn.
    pub set_aside: usize,
}

impl Passed {
    /// Both together.
    pub fn add(&mut self, other: &Self) {
        self.carried += other.carried;
        self.saved += other.saved;
        self.set_aside += other.set_aside;
        self.hostile = (self.hostile.0 + other.hostile.0, self.hostile.1 + other.hostile.1);
        for (sum, more) in self.faults.iter_mut().zip(other.faults) {
            *sum += more;
        }
        for (sum, more) in self.answers.iter_mut().zip(other.answers) {
            *sum += more;
        }
    }

    fn of(world: &World) -> Self {
        let made = &world.network.made;
        let count = |from: &std::sync::atomic::AtomicUsize| from.load(Ordering::Relaxed);
        let states = world.phones.iter().flat_map(|phone| phone.promises.iter().map(|promise| phone.state_of(promise)));
        Self {
            carried: count(&made.carried),
            faults: std::array::from_fn(|at| count(&made.made[at])),
            answers: std::array::from_fn(|at| count(&made.answers[at])),
            saved: world.phones.iter().map(|phone| phone.promises.len()).sum(),
            hostile: (world.attacker.pushed, world.attacker.set_aside),
            set_aside: states.filter(|state| *state == Some(3)).count(),
        }
    }
}

/// A run that found something wrong.
#[derive(Debug, Clone)]
pub struct Failed {
    /// The seed.
    pub seed: u64,
    /// The steps that were left in, by number; none when all were.
    pub kept: Option<Vec<usize>>,
    /// Those steps.
    pub steps: Vec<Step>,
    /// What is wrong.
    pub wrong: Vec<String>,
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {} fails:", self.seed)?;
        for wrong in self.wrong.iter().take(12) {
            writeln!(f, "  {wrong}")?;
        }
        writeln!(f, "steps: {:?}", self.steps)?;
        write!(f, "again: ")?;
        if let Some(kept) = &self.kept {
            let kept: Vec<String> = kept.iter().map(ToString::to_string).collect();
            write!(f, "FLEET_KEEP={} ", kept.join(","))?;
        }
        write!(f, "FLEET_SEED={} cargo test -p tests --test fleet replay -- --nocapture", self.seed)
    }
}

/// Runs one seed; with `kept`, only these of its steps.
///
/// # Errors
/// Something is wrong.
pub fn run(seed: u64, kept: Option<&[usize]>, planted: Option<Planted>) -> Result<Passed, Failed> {
    run_within(seed, kept, planted, range_for(planted))
}

/// Runs a seed as wide as it ran with a fault planted, and without the fault: what fails only with it was found by it.
///
/// # Errors
/// Something is wrong without the fault, too.
pub fn control(seed: u64, planted: Planted) -> Result<Passed, Failed> {
    let range = match planted {
        // The hub that is put back is the fault.
        Planted::RestoredInSilence => Some(Range::Wide),
        other => range_for(Some(other)),
    };
    run_within(seed, None, None, range)
}

fn run_within(
    seed: u64,
    kept: Option<&[usize]>,
    planted: Option<Planted>,
    range: Option<Range>,
) -> Result<Passed, Failed> {
    let whole = Plan::of(seed, range);
    let plan = kept.map_or_else(|| whole.clone(), |kept| whole.only(kept));
    let failed =
        |wrong: Vec<String>| Failed { seed, kept: kept.map(<[usize]>::to_vec), steps: plan.steps.clone(), wrong };
    // A panic is a finding like any other: it is told with its seed, and needs no page of its own.
    QUIET.call_once(|| std::panic::set_hook(Box::new(|panic| eprintln!("{panic}"))));
    let told = std::env::var_os("FLEET_TELL").is_some();
    let ran = catch_unwind(AssertUnwindSafe(|| {
        let mut world = World::new(seed, &plan, planted);
        for (at, step) in plan.steps.iter().enumerate() {
            // Left in or left out, a step keeps its number, and with it the words that people write in it.
            let number = kept.map_or(at, |kept| kept[at]);
            if told {
                println!("{number} {step:?}");
            }
            world.happen(number, step);
        }
        world.heal()?;
        let wrong = checks::wrong(&world);
        Ok::<_, String>((Passed::of(&world), wrong))
    }));
    match ran {
        Ok(Ok((passed, wrong))) if wrong.is_empty() => Ok(passed),
        Ok(Ok((_, wrong))) => Err(failed(wrong)),
        Ok(Err(unsettled)) => Err(failed(vec![unsettled])),
        Err(panic) => Err(failed(vec![format!("panicked: {}", words(&*panic))])),
    }
}

fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default()
}

/// The fewest steps, about, with which the seed still fails: leaves out halves, quarters, and so on down to single ones.
pub fn shrunk(failed: Failed, planted: Option<Planted>) -> Failed {
    let mut best = failed;
    let mut kept: Vec<usize> = best.kept.clone().unwrap_or_else(|| (0..best.steps.len()).collect());
    let mut spent = 0;
    let mut size = kept.len().div_ceil(2);
    while size > 0 && spent < SHRINKING {
        let mut at = 0;
        while at < kept.len() && spent < SHRINKING {
            let fewer: Vec<usize> = [&kept[..at], kept.get(at + size..).unwrap_or_default()].concat();
            spent += 1;
            match run(best.seed, Some(&fewer), planted) {
                Err(still) => (best, kept) = (still, fewer),
                Ok(_) => at += size,
            }
        }
        size /= 2;
    }
    best
}

/// What the environment asks for again: `FLEET_SEED`, and `FLEET_KEEP` when steps were left out.
pub fn replay() -> Option<(u64, Option<Vec<usize>>)> {
    let seed = std::env::var("FLEET_SEED").ok()?.parse().unwrap();
    let kept = std::env::var("FLEET_KEEP").ok();
    let kept = kept.map(|kept| kept.split(',').filter(|at| !at.is_empty()).map(|at| at.parse().unwrap()).collect());
    Some((seed, kept))
}

/// Many seeds, on every core.
pub struct Campaign {
    /// The first seed; the rest follow it.
    pub first: u64,
    /// How many, at most.
    pub seeds: u64,
    /// For how long, at most.
    pub time: Option<Duration>,
    /// Which fault is planted.
    pub planted: Option<Planted>,
}

impl Campaign {
    /// Runs until the seeds or the time are used up, or one fails. Gives how many passed and what they did.
    ///
    /// # Errors
    /// The first that failed, not shrunk yet.
    pub fn run(&self) -> Result<(u64, Passed), (u64, Failed)> {
        let next = AtomicU64::new(0);
        let (sum, found) = (Mutex::new((0, Passed::default())), Mutex::new(None));
        let began = Instant::now();
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    while found.lock().unwrap().is_none() && self.time.is_none_or(|time| began.elapsed() < time) {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        if at >= self.seeds {
                            return;
                        }
                        match run(self.first.wrapping_add(at), None, self.planted) {
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
