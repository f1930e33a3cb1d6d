//! Each operation ended by `kill -9`, on a full disk, and on one that breaks, at each of its write points.
//!
//! Every test run tries some points, others each time; `DISK_POINTS=all cargo test -p tests --test disk_points` tries all.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::print_stdout, reason = "it tells how many points it tried")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use faulty_disk::{Disk, DiskError, Fault};
use tests::disk::{
    copied, in_memory,
    operation::{OPERATIONS, Operation},
};

const OPERATION: &str = "DISK_OPERATION";
const FOLDER: &str = "DISK_FOLDER";
const AT: &str = "DISK_AT";

/// One in so many points is tried in every test run.
const SOME: usize = 12;

/// More write points than any operation has.
const FAR: usize = 2_000;

/// One operation, prepared once, and a fresh copy of it for each try.
struct Bench<'a> {
    operation: &'a Operation,
    base: PathBuf,
    tries: usize,
    _folder: tempfile::TempDir,
}

impl<'a> Bench<'a> {
    fn new(operation: &'a Operation) -> Self {
        let folder = in_memory();
        let base = folder.path().canonicalize().unwrap();
        let prepared = base.join("prepared");
        fs::create_dir(&prepared).unwrap();
        (operation.prepare)(&prepared);
        Self { operation, base, tries: 0, _folder: folder }
    }

    fn fresh(&mut self) -> PathBuf {
        let before = self.base.join(self.tries.to_string());
        let _there_may_be_none = fs::remove_dir_all(before);
        self.tries += 1;
        let folder = self.base.join(self.tries.to_string());
        copied(&self.base.join("prepared"), &folder);
        folder
    }

    fn look(&self, folder: &Path, when: &str) -> bool {
        (self.operation.look)(folder).unwrap_or_else(|wrong| panic!("{}, {when}: {wrong}", self.operation.name))
    }
}

/// Which points are tried: of so many that follow each other, this one.
fn chosen() -> (usize, usize) {
    if std::env::var("DISK_POINTS").is_ok_and(|points| points == "all") {
        return (0, 1);
    }
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let first = usize::try_from(seconds % SOME as u64).unwrap();
    println!("write points {first}, {}, {} and so on; DISK_POINTS=all tries all", first + SOME, first + 2 * SOME);
    (first, SOME)
}

/// Runs on threads, as many as there are cores.
fn for_each_operation(work: impl Fn(&Operation) + Sync) {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(operation) = OPERATIONS.get(next.fetch_add(1, std::sync::atomic::Ordering::SeqCst)) {
                    work(operation);
                }
            });
        }
    });
}

/// Does nothing by itself: the test below runs it as another process, which ends itself.
#[test]
fn an_operation_that_is_killed() {
    let Ok(name) = std::env::var(OPERATION) else { return };
    let operation = OPERATIONS.iter().find(|operation| operation.name == name).unwrap();
    let folder = PathBuf::from(std::env::var(FOLDER).unwrap());
    let disk = Disk::watch(&folder).unwrap();
    disk.plan(Fault::Kill { at: std::env::var(AT).unwrap().parse().unwrap() });
    (operation.act)(&folder).unwrap();
    println!("it is done");
}

#[test]
fn a_process_that_is_killed_at_any_write_point_loses_nothing_that_it_acknowledged() {
    let (first, step) = chosen();
    for_each_operation(|operation| {
        let mut bench = Bench::new(operation);
        for at in (first..FAR).step_by(step) {
            let folder = bench.fresh();
            let child = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "an_operation_that_is_killed", "--nocapture"])
                .env(OPERATION, operation.name)
                .env(FOLDER, &folder)
                .env(AT, at.to_string())
                .stderr(Stdio::null())
                .output()
                .unwrap();
            let acknowledged = String::from_utf8_lossy(&child.stdout).contains("it is done");
            let when = format!("killed at write point {at}");
            let done = bench.look(&folder, &when);
            assert!(done || !acknowledged, "{}, {when}: it was acknowledged, and it is gone", operation.name);
            if let Err(error) = (operation.act)(&folder) {
                panic!("{}, {when}: the next try fails: {error}", operation.name);
            }
            assert!(bench.look(&folder, "the next try"), "{}, {when}: the next try did nothing", operation.name);
            if acknowledged {
                println!("{}: killed at write points up to {at}", operation.name);
                return;
            }
            assert!(!child.status.success(), "{}, {when}: it failed by itself", operation.name);
        }
        panic!("{} has no end", operation.name);
    });
}

#[test]
fn a_disk_that_fails_at_any_write_point_is_told_of_in_words_and_the_next_try_works() {
    let (first, step) = chosen();
    for_each_operation(|operation| {
        let mut bench = Bench::new(operation);
        for (error, lasting) in
            [(DiskError::Broken, false), (DiskError::Broken, true), (DiskError::Full, false), (DiskError::Full, true)]
        {
            let mut met = 0;
            for at in (first..FAR).step_by(step) {
                let folder = bench.fresh();
                let disk = Disk::watch(&folder).unwrap();
                disk.plan(Fault::Error { at, error, lasting });
                let acted = (operation.act)(&folder);
                let reached = disk.points() > at;
                met += usize::from(disk.refused() > 0);
                disk.mend();
                let when = format!("{error:?} at write point {at} (lasting: {lasting})");
                match &acted {
                    Ok(()) => assert!(bench.look(&folder, &when), "{}, {when}: it was not done", operation.name),
                    Err(words) => {
                        judge(operation, words, error, &when);
                        bench.look(&folder, &when);
                        if let Err(error) = (operation.act)(&folder) {
                            panic!("{}, {when}: the next try fails: {error}", operation.name);
                        }
                        assert!(bench.look(&folder, "the next try"), "{}, {when}: nothing was done", operation.name);
                    }
                }
                drop(disk);
                if !reached {
                    println!(
                        "{}: {error:?} (lasting: {lasting}) met {met} times up to write point {at}",
                        operation.name
                    );
                    break;
                }
            }
        }
    });
}

/// A person at the door can do something about a full phone; what else fails is told by its file.
fn judge(operation: &Operation, words: &str, error: DiskError, when: &str) {
    let names = operation.name;
    let says = |text: &str| words.contains(text);
    match (operation.on_handheld, error) {
        (true, DiskError::Full) => {
            assert!(says("this phone is full") || says("Free some space"), "{names}, {when}: {words}");
        }
        (true, DiskError::Broken) => assert!(says("estart the app"), "{names}, {when}: {words}"),
        (false, DiskError::Full) => {
            assert!(says("full") || says("No space left"), "{names}, {when}: {words}");
        }
        (false, DiskError::Broken) => assert!(!words.is_empty(), "{names}, {when}"),
    }
}
