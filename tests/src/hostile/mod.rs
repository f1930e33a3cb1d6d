//! Bytes from people who mean harm, and from disks and networks that do not hold: every decoder of ours, as a function
//! that takes any bytes at all.
//!
//! [`TARGETS`] names them. The fuzzer in `fuzz/` looks for bytes that break one; what it found worth keeping lies in
//! `fuzz/corpus`, and `tests/tests/hostile.rs` tries all of it, and [`Target::seeds`], in every run. A target panics
//! when something is wrong: a decoder panicked, a hub answered with a fault of its own, what was let in does not load
//! again, or more memory or time was used than [`limits`] allow. Checksums are made good first, where an attacker would.
//!
//! A new decoder gets a function here, a line in [`TARGETS`], and seeds that are as real messages are.

mod change;
mod files;
pub(crate) mod handheld;
mod hub;
pub mod limits;
mod pieces;
pub mod samples;
mod tables;
mod words;

use std::{
    fs,
    path::{Path, PathBuf},
};

/// One decoder, or several that are reached alike.
pub struct Target {
    /// As it is called on the command line, and its folder in the corpus.
    pub name: &'static str,
    /// Takes any bytes; panics when something is wrong.
    pub run: fn(&[u8]),
    /// Bytes as honest senders make them, to begin from.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// What one message may use.
    pub limit: limits::Limit,
}

/// All of them.
pub const TARGETS: [Target; 13] = [
    Target { name: "words", run: words::run, seeds: words::seeds, limit: limits::MESSAGE },
    Target { name: "wire", run: words::wire, seeds: words::wire_seeds, limit: limits::MESSAGE },
    Target { name: "change", run: change::run, seeds: change::seeds, limit: limits::MESSAGE },
    Target { name: "packed", run: change::packed, seeds: change::packed_seeds, limit: limits::MESSAGE },
    Target { name: "snapshot", run: files::snapshot, seeds: files::snapshot_seeds, limit: limits::MESSAGE },
    Target { name: "seal", run: files::seal, seeds: files::seal_seeds, limit: limits::MESSAGE },
    Target { name: "photo", run: files::photo, seeds: files::photo_seeds, limit: limits::PICTURE },
    Target { name: "csv", run: tables::csv, seeds: tables::csv_seeds, limit: limits::MESSAGE },
    Target { name: "hact", run: tables::hact, seeds: tables::hact_seeds, limit: limits::MESSAGE },
    Target { name: "form", run: tables::form, seeds: tables::form_seeds, limit: limits::WORKBOOK },
    Target { name: "exchange", run: hub::exchange, seeds: hub::exchange_seeds, limit: limits::MESSAGE },
    Target { name: "request", run: hub::request, seeds: hub::request_seeds, limit: limits::MESSAGE },
    Target { name: "answer", run: handheld::answer, seeds: handheld::answer_seeds, limit: limits::MESSAGE },
];

/// The target of this name.
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}

/// Where a target's corpus lies.
pub fn corpus(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(name)
}

/// What lies there, with each file's name.
pub fn kept(name: &str) -> Vec<(String, Vec<u8>)> {
    let Ok(entries) = fs::read_dir(corpus(name)) else { return Vec::new() };
    let mut kept: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
        .collect();
    kept.sort();
    kept
}

/// A folder where files are fast.
fn in_memory() -> tempfile::TempDir {
    match Path::new("/dev/shm") {
        memory if memory.is_dir() => tempfile::Builder::new().prefix("hostile").tempdir_in(memory).unwrap(),
        _ => tempfile::tempdir().unwrap(),
    }
}
