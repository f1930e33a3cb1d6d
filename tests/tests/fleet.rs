//! A whole fleet in virtual time, under every fault that its seeds come upon. See `tests::fleet`.
//!
//! - `FLEET_FIRST=1 FLEET_SEEDS=10000 cargo test -p tests --test fleet slice -- --nocapture` runs that many.
//! - `FLEET_SEED=… cargo test -p tests --test fleet replay -- --nocapture` runs one again; `FLEET_TELL=1` tells its steps.
#![allow(clippy::print_stdout, reason = "a campaign tells its seeds, or it cannot be run again")]

use std::time::{Duration, Instant};

use tests::fleet::{Campaign, Failed, Planted, control, replay, run, shrunk};

/// Seeds that once failed, each with what it had found.
const REGRESSIONS: [(u64, &str); 1] =
    [(96, "a photo that the hub lacked was not asked for again once the handheld's clock had been set back")];

/// The first seed of the slice, unless `FLEET_FIRST` says another: the same each time, so that a change that breaks
/// nothing is never held up by a fault that was there before. A campaign elsewhere tries seeds that nobody has tried.
const FIRST: u64 = 1_000;

/// How long the slice runs in every test run.
const SLICE: Duration = Duration::from_secs(30);

/// A planted fault must be found within so many seeds.
const FOUND_WITHIN: u64 = 1_000;

fn told(failed: Failed, planted: Option<Planted>) -> String {
    println!("{failed}\nshrinking it");
    shrunk(failed, planted).to_string()
}

#[test]
fn seeds_that_failed_once_pass() {
    for (seed, found) in REGRESSIONS {
        if let Err(failed) = run(seed, None, None) {
            panic!("this is back: {found}\n{}", told(failed, None));
        }
    }
}

#[test]
fn a_slice_of_seeds_passes() {
    let wanted = std::env::var("FLEET_SEEDS").ok().map(|seeds| seeds.parse::<u64>().unwrap());
    let first = std::env::var("FLEET_FIRST").ok().map_or(FIRST, |first| first.parse().unwrap());
    let campaign = Campaign {
        first,
        seeds: wanted.unwrap_or(u64::MAX),
        time: if wanted.is_some() { None } else { Some(SLICE) },
        planted: None,
    };
    println!("seeds from {first}");
    let began = Instant::now();
    match campaign.run() {
        Ok((seeds, did)) => {
            let seconds = began.elapsed().as_secs_f64();
            println!("{seeds} seeds from {first} in {seconds:.1} s, {:.1} a second: {did:#?}", seeds as f64 / seconds);
            assert!(seeds > 0 && did.saved > 0, "nothing was tried");
            assert!(did.faults.iter().all(|made| *made > 0) || seeds < 20, "a kind of fault was never made: {did:?}");
        }
        Err((_, failed)) => panic!("{}", told(failed, None)),
    }
}

#[test]
fn every_planted_fault_is_found() {
    for planted in Planted::ALL {
        let campaign = Campaign { first: 1, seeds: FOUND_WITHIN, time: None, planted: Some(planted) };
        match campaign.run() {
            Ok(_) => panic!("{planted:?} was not found in {FOUND_WITHIN} seeds"),
            Err((seeds, failed)) => {
                println!("{planted:?} was found after {seeds} seeds: {}", failed.wrong[0]);
                if let Err(failed) = control(failed.seed, planted) {
                    panic!("{planted:?} was not what was found, for without it, too:\n{failed}");
                }
            }
        }
    }
}

#[test]
fn the_same_seed_does_the_same() {
    let did: Vec<_> = (0..2).map(|_| run(20_261_123, None, None).map_err(|failed| failed.to_string())).collect();
    assert_eq!(did[0], did[1]);
}

/// Does nothing unless `FLEET_SEED` says which.
#[test]
fn replay_a_seed() {
    let Some((seed, kept)) = replay() else { return };
    match run(seed, kept.as_deref(), None) {
        Ok(did) => println!("seed {seed} passes: {did:#?}"),
        Err(failed) => panic!("{}", told(failed, None)),
    }
}
