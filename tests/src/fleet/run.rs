//! Running one seed, and finding the fewest steps with which it still fails.

use std::{
    any::Any,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Once,
};

use super::{
    checks,
    plan::{Plan, Range, Step},
    planted::Planted,
    tables,
    tally::Tally,
    world::{World, range_for},
};

static QUIET: Once = Once::new();

/// Runs that shrinking may spend.
const SHRINKING: usize = 60;

/// One run: a seed, perhaps without some of its steps, perhaps with a fault planted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Decides everything.
    pub seed: u64,
    /// The steps that are left in, by number; none when all are.
    pub kept: Option<Vec<usize>>,
    /// Which fault is planted.
    pub planted: Option<Planted>,
    /// How widely it ranges; none for as widely as the seed says.
    pub range: Option<Range>,
    /// True to plan as for the planted fault, and not plant it: what fails only with it was found by it.
    pub control: bool,
    /// True to say each step before it happens.
    pub told: bool,
}

impl Run {
    /// A seed as it is.
    pub const fn of(seed: u64) -> Self {
        Self { seed, kept: None, planted: None, range: None, control: false, told: false }
    }
}

impl fmt::Display for Run {
    /// The command that runs it again.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cargo xtask fleet --seed {}", self.seed)?;
        if let Some(planted) = self.planted {
            write!(f, " --planted {planted:?}")?;
        }
        if let Some(range) = self.range {
            write!(f, " --range {range:?}")?;
        }
        if self.control {
            write!(f, " --control")?;
        }
        if let Some(kept) = &self.kept {
            let kept: Vec<String> = kept.iter().map(ToString::to_string).collect();
            write!(f, " --keep {}", kept.join(","))?;
        }
        Ok(())
    }
}

/// A run that found something wrong.
#[derive(Debug, Clone)]
pub struct Failed {
    /// The run.
    pub run: Run,
    /// Its steps.
    pub steps: Vec<Step>,
    /// What is wrong.
    pub wrong: Vec<String>,
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {} fails:", self.run.seed)?;
        // All of it when somebody looks at this one seed.
        for wrong in self.wrong.iter().take(if self.run.told { usize::MAX } else { 12 }) {
            writeln!(f, "  {wrong}")?;
        }
        writeln!(f, "steps: {:?}", self.steps)?;
        write!(f, "again: {}", self.run)
    }
}

/// Runs a seed. Gives how often everything happened.
///
/// # Errors
/// Something is wrong.
pub fn run(run: &Run) -> Result<Tally, Failed> {
    let whole = Plan::of(run.seed, run.range.or_else(|| range_for(run.planted, run.control)));
    let plan = run.kept.as_ref().map_or_else(|| whole.clone(), |kept| whole.only(kept));
    let failed = |wrong: Vec<String>| Failed { run: run.clone(), steps: plan.steps.clone(), wrong };
    // A panic is a finding like any other: it is told with its seed, and needs no page of its own.
    QUIET.call_once(|| std::panic::set_hook(Box::new(|panic| eprintln!("{panic}"))));
    let ran = catch_unwind(AssertUnwindSafe(|| {
        let mut world = World::new(run.seed, &plan, run.planted.filter(|_| !run.control));
        for (at, step) in plan.steps.iter().enumerate() {
            // Left in or left out, a step keeps its number, and with it the words that people write in it.
            let number = run.kept.as_ref().map_or(at, |kept| kept[at]);
            if run.told {
                eprintln!("{number} {step:?}");
            }
            world.happen(number, step);
        }
        world.heal()?;
        let mut tally = world.tally();
        let wrong = checks::wrong(&world, &mut tally);
        if run.told && !wrong.is_empty() {
            tables::print(&world);
        }
        Ok::<_, String>((tally, wrong))
    }));
    match ran {
        Ok(Ok((tally, wrong))) if wrong.is_empty() => Ok(tally),
        Ok(Ok((_, wrong))) => Err(failed(wrong)),
        Ok(Err(unsettled)) => Err(failed(vec![unsettled])),
        Err(panic) => Err(failed(vec![format!("panicked: {}", words(&*panic))])),
    }
}

fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default()
}

impl Failed {
    /// What it found first, without the names of what it found it in.
    fn kind(&self) -> String {
        let is_name = |word: &&str| word.contains(|letter: char| letter.is_ascii_digit());
        let first = self.wrong.first().map(String::as_str).unwrap_or_default();
        first.split_whitespace().filter(|word| !is_name(word)).collect::<Vec<_>>().join(" ")
    }
}

/// The fewest steps, about, with which the seed still fails in the same way: leaves out halves, quarters, and so on down
/// to single ones.
pub fn shrunk(failed: Failed) -> Failed {
    let mut best = failed;
    let mut kept: Vec<usize> = best.run.kept.clone().unwrap_or_else(|| (0..best.steps.len()).collect());
    let mut spent = 0;
    let mut size = kept.len().div_ceil(2);
    while size > 0 && spent < SHRINKING {
        let mut at = 0;
        while at < kept.len() && spent < SHRINKING {
            let fewer: Vec<usize> = [&kept[..at], kept.get(at + size..).unwrap_or_default()].concat();
            spent += 1;
            match run(&Run { kept: Some(fewer.clone()), ..best.run.clone() }) {
                Err(still) if still.kind() == best.kind() => (best, kept) = (still, fewer),
                _ => at += size,
            }
        }
        size /= 2;
    }
    best
}
