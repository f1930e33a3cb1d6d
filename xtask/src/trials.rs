//! Hardship, for as long as somebody wants: losses of power, `kill -9`, and the fuzzer. Each prints its seeds, and how
//! to try one again. `cargo xtask test` tries a little of each every time.

use std::process::Command;

use crate::codegen::FEATURES;
use crate::console::say;
use crate::house::House;
use crate::process;
use crate::trouble::{Doing, Trouble};

/// Targets of the fuzzer, as `tests::hostile` names them.
const TARGETS: [&str; 13] = [
    "words", "wire", "change", "packed", "snapshot", "seal", "photo", "csv", "hact", "form", "exchange", "request",
    "answer",
];

/// libFuzzer needs counters in the code. With these flags a stable compiler puts them there; what it cannot do is watch
/// memory, which safe Rust does not need.
const COUNTERS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
     -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing";

const MACHINE: &str = "x86_64-unknown-linux-gnu";

/// `cargo xtask disk`: schedules of losing power.
pub fn disk(house: &House, options: &[&str]) -> Result<(), Trouble> {
    let (mut schedules, mut first) = ("2000", "1");
    for pair in options.chunks(2) {
        match pair {
            ["--schedules", number] => schedules = number,
            ["--first", seed] => first = seed,
            other => return Err(unknown("disk", other)),
        }
    }
    let mut command = test(house, "disk", "a_slice_of_schedules_loses_nothing");
    process::run(command.env("DISK_SCHEDULES", schedules).env("DISK_FIRST", first))
}

/// `cargo xtask kill`: a busy hour in which hub and handhelds are killed.
pub fn kill(house: &House, options: &[&str]) -> Result<(), Trouble> {
    let times = match options {
        [] => "500",
        ["--times", number] => number,
        other => return Err(unknown("kill", other)),
    };
    let name = "nothing_that_was_acknowledged_is_lost_when_hub_and_handhelds_are_killed";
    process::run(test(house, "kill", name).env("KILL_TIMES", times))
}

/// One test of the crate of stories, with what it says on the terminal. The whole workspace's features, so that nothing
/// is built twice.
fn test(house: &House, file: &str, name: &str) -> Command {
    let mut command = Command::new("cargo");
    command.args(["test", "--workspace", "--locked", "--test", file]).args(FEATURES);
    command.args(["--", "--exact", name, "--nocapture"]).current_dir(house.root());
    command
}

/// `cargo xtask fuzz`: each target for so many minutes, or the one that is named.
pub fn fuzz(house: &House, options: &[&str]) -> Result<(), Trouble> {
    let mut minutes = 5_u64;
    let mut chosen = TARGETS.to_vec();
    let mut rest = options;
    loop {
        rest = match rest {
            [] => break,
            ["--minutes", number, rest @ ..] => {
                minutes = number.parse().doing(format!("read {number} as a number of minutes"))?;
                rest
            }
            [name, rest @ ..] if TARGETS.contains(name) => {
                chosen = vec![*name];
                rest
            }
            other => return Err(unknown("fuzz", other)),
        };
    }
    let folder = house.path("fuzz");
    // The same versions as everywhere else; what the fuzzer needs besides is added to the copy.
    std::fs::copy(house.path("Cargo.lock"), folder.join("Cargo.lock")).doing("copy Cargo.lock into fuzz")?;
    let mut build = Command::new("cargo");
    build.args(["build", "--release", "--target", MACHINE]).env("RUSTFLAGS", COUNTERS);
    process::run(build.current_dir(&folder))?;
    for name in chosen {
        say(&format!("{name} for {minutes} minutes"));
        let (found, broken) = (format!("target/found/{name}"), format!("artifacts/{name}"));
        for made in [&found, &broken] {
            std::fs::create_dir_all(folder.join(made)).doing(format!("make {made}"))?;
        }
        let mut fuzzer = Command::new("nice");
        fuzzer.args(["-n", "19", &format!("target/{MACHINE}/release/fuzz")]);
        fuzzer.arg(format!("-max_total_time={}", minutes.saturating_mul(60)));
        fuzzer.args(["-timeout=30", "-rss_limit_mb=3000", "-print_final_stats=1", "-close_fd_mask=1"]);
        // What is new goes into the first folder; the others are read.
        fuzzer.arg(format!("-artifact_prefix={broken}/")).arg(found).arg(format!("corpus/{name}"));
        process::run(fuzzer.env("FUZZ_TARGET", name).current_dir(&folder))?;
    }
    Ok(())
}

fn unknown(command: &str, options: &[&str]) -> Trouble {
    Trouble::because(format!("`cargo xtask {command}` knows no option '{}'.", options.join(" ")))
}
