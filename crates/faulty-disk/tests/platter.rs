//! What files are after the power went, by what was flushed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use faulty_disk::{Disk, DiskError, Fault, Forgets};
use tempfile::TempDir;

/// Numbers from a seed (`SplitMix64`).
fn rolls(mut seed: u64) -> impl FnMut() -> u64 {
    move || {
        seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (seed ^ (seed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

/// Where files are fast, if there is such a place.
fn in_memory() -> TempDir {
    match Path::new("/dev/shm") {
        memory if memory.is_dir() => tempfile::tempdir_in(memory).unwrap(),
        _ => tempfile::tempdir().unwrap(),
    }
}

struct Bench {
    _folder: TempDir,
    root: PathBuf,
    disk: Disk,
}

impl Bench {
    /// A folder with one file, `old`, that says "old".
    fn new() -> Self {
        let folder = in_memory();
        let root = folder.path().canonicalize().unwrap().join("disk");
        fs::create_dir(&root).unwrap();
        fs::write(root.join("old"), "old").unwrap();
        let disk = Disk::watch(&root).unwrap();
        Self { _folder: folder, root, disk }
    }

    /// Everything that may be found after a loss of power now: each file's name and content.
    fn found(&self) -> BTreeSet<Vec<(String, Vec<u8>)>> {
        (0..100)
            .map(|seed| {
                let to = self.root.with_file_name(format!("after-{seed}"));
                self.disk.after_power_loss(self.disk.happened(), &mut rolls(seed), &to).unwrap();
                let mut files = Vec::new();
                list(&to, "", &mut files);
                fs::remove_dir_all(&to).unwrap();
                files
            })
            .collect()
    }
}

fn list(folder: &Path, prefix: &str, files: &mut Vec<(String, Vec<u8>)>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = format!("{prefix}{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            list(&path, &format!("{name}/"), files);
        } else {
            files.push((name, fs::read(path).unwrap()));
        }
    }
}

fn flush(path: &Path) {
    File::open(path).unwrap().sync_all().unwrap();
}

fn old(says: &str) -> Vec<(String, Vec<u8>)> {
    vec![("old".to_owned(), says.into())]
}

#[test]
fn what_was_not_flushed_may_be_there_or_not_and_what_was_flushed_is() {
    let bench = Bench::new();
    fs::OpenOptions::new().write(true).open(bench.root.join("old")).unwrap().write_all(b"new").unwrap();
    assert_eq!(bench.found(), BTreeSet::from([old("old"), old("new")]));
    flush(&bench.root.join("old"));
    assert_eq!(bench.found(), BTreeSet::from([old("new")]));
}

#[test]
fn a_write_is_torn_between_sectors_and_a_later_one_may_be_there_without_an_earlier() {
    let bench = Bench::new();
    let path = bench.root.join("old");
    fs::write(&path, vec![b'a'; 8_192]).unwrap();
    flush(&path);
    let mut file = fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.write_all(&[b'b'; 4_096]).unwrap();
    file.write_all(&[b'c'; 4_096]).unwrap();
    let found = bench.found();
    let sectors = |seen: &dyn Fn(&[u8]) -> bool| found.iter().any(|files| seen(&files[0].1));
    assert!(sectors(&|bytes| bytes[0] == b'a' && bytes[4_096] == b'c'), "the later without the earlier");
    assert!(sectors(&|bytes| bytes[0] != bytes[512]), "a write by half");
    for bytes in found.iter().map(|files| &files[0].1) {
        assert_eq!(bytes.len(), 8_192);
        assert!(bytes.chunks(512).all(|sector| sector.iter().all(|byte| *byte == sector[0])), "a sector is whole");
    }
}

#[test]
fn a_new_file_is_there_for_certain_only_when_its_folder_was_flushed() {
    let bench = Bench::new();
    let path = bench.root.join("photo");
    fs::write(&path, "jpeg").unwrap();
    flush(&path);
    let with = || vec![("old".to_owned(), b"old".to_vec()), ("photo".to_owned(), b"jpeg".to_vec())];
    assert_eq!(bench.found(), BTreeSet::from([old("old"), with()]));
    flush(&bench.root);
    assert_eq!(bench.found(), BTreeSet::from([with()]));
}

#[test]
fn a_rename_is_there_whole_or_not_at_all_and_its_bytes_only_when_they_were_flushed_first() {
    let bench = Bench::new();
    let draft = bench.root.join("draft");
    fs::write(&draft, "new").unwrap();
    flush(&draft);
    flush(&bench.root);
    fs::rename(&draft, bench.root.join("old")).unwrap();
    let before = vec![("draft".to_owned(), b"new".to_vec()), ("old".to_owned(), b"old".to_vec())];
    assert_eq!(bench.found(), BTreeSet::from([before, old("new")]));
    flush(&bench.root);
    fs::write(&draft, "newer").unwrap();
    fs::rename(&draft, bench.root.join("old")).unwrap();
    flush(&bench.root);
    assert!(bench.found().contains(&old("")), "the name came before the bytes");
}

#[test]
fn a_file_that_moves_between_folders_is_never_in_neither() {
    let bench = Bench::new();
    fs::create_dir(bench.root.join("parts")).unwrap();
    flush(&bench.root);
    fs::rename(bench.root.join("old"), bench.root.join("parts/old")).unwrap();
    let there = vec![("parts/old".to_owned(), b"old".to_vec())];
    let both = [old("old"), there.clone()].concat();
    assert_eq!(bench.found(), BTreeSet::from([old("old"), there, both]));
}

#[test]
fn a_folder_that_was_not_flushed_takes_what_is_in_it_along() {
    let bench = Bench::new();
    fs::create_dir(bench.root.join("hub")).unwrap();
    fs::write(bench.root.join("hub/key"), "secret").unwrap();
    flush(&bench.root.join("hub/key"));
    flush(&bench.root.join("hub"));
    assert!(bench.found().contains(&old("old")));
    flush(&bench.root);
    let all = [vec![("hub/key".to_owned(), b"secret".to_vec())], old("old")].concat();
    assert_eq!(bench.found(), BTreeSet::from([all]));
}

#[test]
fn a_forgotten_flush_is_none() {
    let bench = Bench::new();
    bench.disk.forget(Forgets::Files("old"));
    fs::write(bench.root.join("old"), "new").unwrap();
    flush(&bench.root.join("old"));
    assert!(bench.found().contains(&old("old")));
}

#[test]
fn a_disk_fails_at_the_point_that_was_asked_for_and_works_again_when_it_is_mended() {
    let bench = Bench::new();
    let path = bench.root.join("note");
    let points = |work: &dyn Fn() -> io::Result<()>| {
        let before = bench.disk.points();
        work().unwrap();
        bench.disk.points() - before
    };
    let save = || {
        fs::write(&path, "a tap drips")?;
        File::open(&path)?.sync_all()?;
        File::open(&bench.root)?.sync_all()
    };
    assert_eq!(points(&save), 4, "made, written, flushed, and its name flushed");
    assert_eq!(points(&save), 4, "cut off, written, flushed, and its name flushed");
    for at in 0..4 {
        bench.disk.plan(Fault::Error { at: bench.disk.points() + at, error: DiskError::Broken, lasting: false });
        assert_eq!(save().unwrap_err().raw_os_error(), Some(5), "point {at}");
        save().unwrap();
    }
    bench.disk.plan(Fault::Error { at: bench.disk.points() + 1, error: DiskError::Full, lasting: true });
    assert_eq!(save().unwrap_err().kind(), io::ErrorKind::StorageFull);
    assert_eq!(fs::read(&path).unwrap(), b"a tap", "half of it found room");
    bench.disk.mend();
    save().unwrap();
    bench.disk.plan(Fault::PowerLoss { at: bench.disk.points() });
    save().unwrap_err();
    assert!(bench.disk.is_without_power());
    assert_eq!(fs::read(&path).unwrap(), b"a tap drips");
}

#[test]
fn outside_its_folder_nothing_changes() {
    let bench = Bench::new();
    bench.disk.cut_power();
    let elsewhere = bench.root.with_file_name("elsewhere");
    fs::write(&elsewhere, "here").unwrap();
    flush(&elsewhere);
    assert_eq!(fs::read(&elsewhere).unwrap(), b"here");
    assert!(fs::write(bench.root.join("old"), "new").is_err());
}
