//! Many seeds, on every core, until so many have failed.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use super::{
    plan::Range,
    planted::Planted,
    run::{Failed, Run, run},
    tally::Tally,
};

/// Seeds to be run one after the other.
#[derive(Debug, Clone, Copy)]
pub struct Campaign {
    /// The first seed; the rest follow it.
    pub first: u64,
    /// How many, at most.
    pub seeds: u64,
    /// For how long, at most.
    pub time: Option<Duration>,
    /// Which fault is planted.
    pub planted: Option<Planted>,
    /// How widely the seeds range; none for as widely as each says.
    pub range: Option<Range>,
    /// How many may fail before it ends; one is enough to know that something is wrong.
    pub failures: usize,
}

/// How a campaign stands.
#[derive(Debug, Default)]
pub struct Standing {
    /// Seeds that passed so far.
    pub passed: AtomicU64,
    /// Seeds that failed so far, not shrunk yet, each with how many were begun until then.
    pub failed: Mutex<Vec<(u64, Failed)>>,
    /// Set to end it after the seeds that are under way.
    pub stop: AtomicBool,
}

/// What a campaign did.
#[derive(Debug, Clone)]
pub struct Ended {
    /// How many seeds passed.
    pub passed: u64,
    /// In how long.
    pub took: Duration,
    /// How often everything happened in those.
    pub tally: Tally,
    /// The seeds that failed, with how many were begun until then, in the order in which they were found.
    pub failed: Vec<(u64, Failed)>,
}

impl Campaign {
    /// Runs until the seeds or the time are used up, somebody stops it, or as many have failed as may.
    pub fn run(&self, standing: &Standing) -> Ended {
        let next = AtomicU64::new(0);
        let sum = Mutex::new(Tally::default());
        let began = Instant::now();
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    while !standing.stop.load(Ordering::Relaxed)
                        && standing.failed.lock().unwrap().len() < self.failures.max(1)
                        && self.time.is_none_or(|time| began.elapsed() < time)
                    {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        if at >= self.seeds {
                            return;
                        }
                        let one =
                            Run { planted: self.planted, range: self.range, ..Run::of(self.first.wrapping_add(at)) };
                        match run(&one) {
                            Ok(tally) => {
                                sum.lock().unwrap().merge(&tally);
                                standing.passed.fetch_add(1, Ordering::Relaxed);
                            }
                            Err(failed) => standing.failed.lock().unwrap().push((at + 1, failed)),
                        }
                    }
                });
            }
        });
        Ended {
            passed: standing.passed.load(Ordering::Relaxed),
            took: began.elapsed(),
            tally: sum.into_inner().unwrap(),
            failed: standing.failed.lock().unwrap().clone(),
        }
    }
}
