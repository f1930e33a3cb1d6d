//! Losing power at any write point, on a disk that keeps what was flushed and any part of the rest. See `tests::disk`.
//!
//! - `DISK_SCHEDULES=2000 cargo test -p tests --test disk slice -- --nocapture` plays that many; `DISK_FIRST` says from
//!   which seed.
//! - `DISK_SEED=… cargo test -p tests --test disk replay -- --nocapture` plays one again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::print_stdout, reason = "a campaign tells its seeds, or it cannot be played again")]

use std::time::{Duration, Instant};

use tests::disk::{Campaign, Planted, replay, schedule};

/// Schedules that once failed, each with what it had found.
const REGRESSIONS: [(u64, &str); 6] = [
    (5, "a sound index of words was called damaged by a connection that had seen it before"),
    (8, "a photo of which the hub had all bytes when it was stopped was never finished, and never sent again"),
    (39, "a page that was torn while the log was moved, and that the log had whole, was called damage"),
    (106, "a handheld that was being made when the power went was called damaged for ever"),
    (126, "the hub's folder of attachments was lost with all that was in it"),
    (134, "the hub's folder was lost with all that was in it"),
];

/// The first seed of the slice, unless `DISK_FIRST` says another.
const FIRST: u64 = 1;

/// How long the slice takes in every test run.
const SLICE: Duration = Duration::from_secs(20);

/// A planted fault must be found within so many schedules.
const FOUND_WITHIN: u64 = 1_000;

#[test]
fn schedules_that_failed_once_pass() {
    for (seed, found) in REGRESSIONS {
        if let Err(failed) = schedule(seed, None) {
            panic!("this is back: {found}\n{failed}");
        }
    }
}

#[test]
fn a_slice_of_schedules_loses_nothing() {
    let wanted = std::env::var("DISK_SCHEDULES").ok().map(|wanted| wanted.parse::<u64>().unwrap());
    let first = std::env::var("DISK_FIRST").ok().map_or(FIRST, |first| first.parse().unwrap());
    let campaign = Campaign {
        first,
        schedules: wanted.unwrap_or(u64::MAX),
        time: if wanted.is_some() { None } else { Some(SLICE) },
        planted: None,
    };
    let began = Instant::now();
    match campaign.play() {
        Ok((schedules, did)) => {
            let seconds = began.elapsed().as_secs_f64();
            println!("{schedules} schedules from {first} in {seconds:.1} s, none of which lost anything: {did:#?}");
            assert!(schedules > 0 && did.edits > 0 && did.lost.lost > 0, "nothing was tried");
        }
        Err((_, failed)) => panic!("{failed}"),
    }
}

#[test]
fn every_forgotten_flush_is_found() {
    for planted in Planted::ALL {
        let campaign = Campaign { first: 1, schedules: FOUND_WITHIN, time: None, planted: Some(planted) };
        match campaign.play() {
            Ok(_) => panic!("{planted:?} was not found in {FOUND_WITHIN} schedules"),
            Err((tried, failed)) => {
                println!("{planted:?} was found after {tried} schedules: {}", failed.wrong[0]);
                if let Err(failed) = schedule(failed.seed, None) {
                    panic!("{planted:?} was not what was found, for without it, too:\n{failed}");
                }
            }
        }
    }
}

/// Does nothing unless `DISK_SEED` says which.
#[test]
fn replay_a_schedule() {
    let Some(seed) = replay() else { return };
    match schedule(seed, None) {
        Ok(did) => println!("schedule {seed} passes: {did:#?}"),
        Err(failed) => panic!("{failed}"),
    }
}
