//! Working time and promises beside an implementation that shares nothing with them.
//!
//! The other one is `independent/working_time.py`: other people's lists of bank holidays, Python's time zones, and a walk
//! from day to day. What it says was written down under `golden/`. Where Python has the packages `holidays` and
//! `workalendar`, it is asked again.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "these are tests")]

mod clocks;
mod working_time;

use std::{path::Path, process::Command};

/// What the other implementation says now; none, said loudly, where it cannot be asked.
fn asked(what: &str) -> Option<String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/independent/working_time.py");
    let output = Command::new("python3").arg(script).arg(what).output().ok()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() {
        return Some(String::from_utf8(output.stdout).unwrap());
    }
    assert!(said.contains("ModuleNotFoundError"), "the other implementation failed: {said}");
    println!("SKIPPED: Python has no `holidays` and `workalendar`; what it said before was used alone");
    None
}

fn assert_same(what: &str, ours: &str, theirs: &str) {
    let differing = ours.lines().zip(theirs.lines()).find(|(ours, theirs)| ours != theirs);
    assert_eq!(differing, None, "{what}: the first line that differs");
    assert_eq!(ours.lines().count(), theirs.lines().count(), "{what}");
}
