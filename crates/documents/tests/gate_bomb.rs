//! Stories of small changes that claim to be large ones: they are refused before anything is decoded.
//!
//! A test binary of its own, so that its peak of memory is its own.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "in a story's helpers a panic is how it fails"
)]

mod common;
mod forge;

use std::{fs, io::Write, time::Instant};

use common::{hub_ada_and_dev, pen};
use documents::gate::{Admission, Fault, Limits, measure};
use flate2::{Compression, write::DeflateEncoder};
use forge::{ByHand, COMPRESSED, anybody, ask, checksum, chunk, deflated, signed, unsigned};

const MALLORY: u8 = 66;
const BILLIONS: u64 = 5_000_000_000;

/// The process's peak of memory in bytes, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kibibytes| kibibytes * 1024)
}

/// The same value `rows` times.
fn run(rows: u64, value: &[u8]) -> Vec<u8> {
    [signed(rows as i64), value.to_vec()].concat()
}

#[test]
fn bombs_are_refused_without_being_decoded() {
    let (hub, ..) = hub_ada_and_dev();
    let honest = ByHand::new(&hub.document, pen(MALLORY));
    let column = |specification: u64, bytes: Vec<u8>| honest.clone().column(specification, bytes).sealed();
    let all = |rows: u64| {
        let mut change = honest.clone();
        change.columns = vec![
            (0x15, run(rows, &[&unsigned(4), b"name".as_slice()].concat())),
            (0x34, unsigned(rows)),
            (0x42, run(rows, &unsigned(1))),
            (0x56, run(rows, &unsigned(0))),
            (0x70, run(rows, &unsigned(0))),
        ];
        change.sealed()
    };
    let empty_rows = |rows: u64| [signed(0), unsigned(rows)].concat();
    let mut bombs: Vec<(&str, Vec<u8>)> = vec![
        ("billions of operations", all(BILLIONS)),
        ("one operation more than the limit", all(100_001)),
        ("rows beyond 64 bits", column(0x42, [run(i64::MAX as u64, &[1]), run(i64::MAX as u64, &[1])].concat())),
        ("billions of empty actions", column(0x42, empty_rows(BILLIONS))),
        ("billions of different actions", column(0x42, [signed(-(BILLIONS as i64)), vec![1; 64]].concat())),
        ("billions of keys", column(0x15, run(BILLIONS, &[&unsigned(4), b"name".as_slice()].concat()))),
        ("billions of booleans", column(0x34, unsigned(BILLIONS))),
        ("billions of values", column(0x56, run(BILLIONS, &unsigned(0)))),
        ("one value of a gigabyte", column(0x56, run(1, &unsigned((1 << 30) << 4 | 7)))),
        ("one key of a gigabyte", column(0x15, [signed(-1), unsigned(1 << 30), b"name".to_vec()].concat())),
        ("one operation that replaces billions", column(0x70, run(1, &unsigned(BILLIONS)))),
        ("billions of replaced actors", column(0x71, run(BILLIONS, &unsigned(0)))),
        ("billions of replaced counters", column(0x73, run(BILLIONS, &signed(1)))),
        ("billions of objects", column(0x01, run(BILLIONS, &unsigned(0)))),
        ("a column of a gigabyte", {
            let mut change = honest.contents();
            let at = change.windows(2).position(|pair| pair == [0x42, 2]).unwrap();
            change.splice(at + 1..at + 2, unsigned(1 << 30));
            forge::sealed(&change)
        }),
    ];
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    for _ in 0..32 {
        encoder.write_all(&[0; 1 << 20]).unwrap();
    }
    let large = encoder.finish().unwrap();
    bombs.push(("32 megabytes, deflated to 32 kilobytes", chunk(COMPRESSED, &checksum(b""), &large)));
    bombs.push(("a megabyte and a byte, deflated", {
        let mut change = honest.clone();
        change.extra = vec![0; 1 << 20];
        deflated(&change.sealed())
    }));
    bombs.push(("a megabyte and a byte, plain", chunk(1, &checksum(b""), &[0; (1 << 20) + 1])));
    bombs.push(("a length of all there is", [&forge::MAGIC, [0; 4].as_slice(), &[1], &unsigned(u64::MAX)].concat()));

    let before = peak_memory();
    let started = Instant::now();
    for (name, bomb) in &bombs {
        let fault = measure(bomb, &Limits::DEFAULT).unwrap_err();
        assert!(matches!(fault, Fault::TooLarge | Fault::Malformed(_)), "{name}: {fault:?}");
        let admission = ask(&hub.document, bomb, &anybody(pen(MALLORY).device));
        assert!(matches!(admission, Admission::Refused(same) if same == fault), "{name}");
    }
    println!("{} bombs took {:?}", bombs.len(), started.elapsed());
    match before.zip(peak_memory()) {
        // The inflated megabyte, twice over, and what stands around it.
        Some((before, after)) => {
            let grown = after - before;
            println!("the peak of memory grew by {grown} bytes");
            assert!(grown < 8 << 20, "the peak of memory grew by {grown} bytes");
        }
        None => println!("SKIPPED: this system does not tell a process's peak of memory"),
    }
}

#[test]
fn the_limits_are_the_only_difference_between_too_large_and_large() {
    let (hub, ..) = hub_ada_and_dev();
    let honest = ByHand::new(&hub.document, pen(MALLORY)).sealed();
    let envelope = measure(&honest, &Limits::DEFAULT).unwrap();
    assert_eq!((envelope.operations, envelope.sequence, envelope.start_op), (1, 1, 10_000));
    assert_eq!(envelope.author, Some(pen(MALLORY).device));
    assert_eq!(envelope.dependencies, hub.document.heads());
    assert_eq!(envelope.uncompressed, honest);
    let contents = forge::contents(&honest).len() as u64;
    let exact = Limits { max_bytes: contents, max_operations: 1, ..Limits::DEFAULT };
    assert_eq!(measure(&honest, &exact), Ok(envelope));
    for tight in [
        Limits { max_bytes: contents - 1, ..exact },
        Limits { max_operations: 0, ..exact },
        Limits { max_dependencies: 0, ..exact },
    ] {
        assert_eq!(measure(&honest, &tight), Err(Fault::TooLarge));
        assert_eq!(measure(&deflated(&honest), &tight), Err(Fault::TooLarge));
    }
}
