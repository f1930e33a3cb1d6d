//! Hostile bytes that were found by fuzzing, and the honest ones that it began from, tried in every run.
//!
//! `FUZZ_SEEDS=1 cargo test -p tests --test hostile seeds` writes the honest ones into `fuzz/corpus`, for the fuzzer.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::print_stdout, reason = "it tells what the limits leave room for")]

use std::fs;

use peak_alloc::PeakAlloc;
use tests::hostile::{TARGETS, corpus, kept, limits};

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

#[test]
fn nothing_that_was_ever_found_breaks_a_decoder_or_uses_more_than_a_message_may() {
    limits::assert_memory_is_counted();
    for target in &TARGETS {
        let (seeds, kept) = ((target.seeds)(), kept(target.name));
        assert!(!seeds.is_empty(), "{} has nothing to begin from", target.name);
        let named = seeds.into_iter().enumerate().map(|(number, seed)| (format!("seed {number}"), seed));
        let (mut tried, mut most) = (0, limits::Used::default());
        for (name, bytes) in named.chain(kept) {
            println!("{} {name}", target.name);
            let used = limits::measured(target, &bytes);
            (most.memory, most.time) = (most.memory.max(used.memory), most.time.max(used.time));
            tried += 1;
        }
        println!("{}: {tried} inputs, at most {} KiB and {:?}", target.name, most.memory >> 10, most.time);
    }
}

#[test]
fn seeds_are_written_when_they_are_asked_for() {
    if std::env::var_os("FUZZ_SEEDS").is_none() {
        return;
    }
    for target in &TARGETS {
        let folder = corpus(target.name);
        fs::create_dir_all(&folder).unwrap();
        for (number, seed) in (target.seeds)().into_iter().enumerate() {
            fs::write(folder.join(format!("seed-{number:02}")), seed).unwrap();
        }
    }
}
