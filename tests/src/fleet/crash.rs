//! What is left when a process ends at any write: the files as they were at that instant.
//!
//! Both databases keep a write-ahead log, to which a transaction is appended in frames. A process or a phone that stops
//! between two moments leaves the log cut anywhere between where it ended at the first and at the second; everything
//! before the first had been flushed. So a crash is a copy of the files with the log cut at a byte that the dice choose.

use std::{
    fs,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
};

/// Bytes before the first frame of a log.
const LOG_HEADER: u64 = 32;

/// Bytes before the page in each frame.
const FRAME_HEADER: u64 = 24;

/// Where the index of a log says how many of its frames stand in the database's own file already.
const COPIED_FRAMES: u64 = 96;

/// Where a database's write-ahead log ended at some moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogEnd {
    /// Different each time that the log begins again.
    salts: [u8; 8],
    /// Its last whole frame ends here.
    bytes: u64,
    frame: u64,
}

impl LogEnd {
    /// Where the log of this database ends now.
    pub fn of(database: &Path) -> Self {
        let none = Self { salts: [0; 8], bytes: 0, frame: FRAME_HEADER };
        let Ok(log) = fs::File::open(beside(database, "-wal")) else { return none };
        let mut header = [0; 32];
        if log.read_exact_at(&mut header, 0).is_err() {
            return none;
        }
        let salts: [u8; 8] = header[16..24].try_into().unwrap();
        let frame = FRAME_HEADER + u64::from(u32::from_be_bytes(header[8..12].try_into().unwrap()));
        let length = log.metadata().unwrap().len();
        let mut bytes = LOG_HEADER;
        let mut head = [0; 16];
        while bytes + frame <= length && log.read_exact_at(&mut head, bytes).is_ok() && head[8..] == salts {
            bytes += frame;
        }
        Self { salts, bytes, frame }
    }
}

/// Cuts the log of a copied database somewhere between `since` and its end, as the process that wrote it would have
/// left it. `of` is where the database was copied from: its index says what the database's own file holds already.
pub fn cut_log(copy: &Path, of: &Path, since: LogEnd, roll: u64) {
    let end = LogEnd::of(copy);
    let began = if end.salts == since.salts { since.bytes } else { 0 };
    let mut copied = [0; 4];
    let index = fs::File::open(beside(of, "-shm"));
    let copied = match index.and_then(|index| index.read_exact_at(&mut copied, COPIED_FRAMES)) {
        Ok(()) => u64::from(u32::from_ne_bytes(copied)),
        Err(_) => 0,
    };
    let least = if copied > 0 { began.max(LOG_HEADER + copied * end.frame) } else { began }.min(end.bytes);
    let Ok(log) = fs::OpenOptions::new().write(true).open(beside(copy, "-wal")) else { return };
    log.set_len(least + roll % (end.bytes - least + 1)).unwrap();
}

/// Remembers the files of a folder as they are now, whatever becomes of them. A file here is never changed once it has
/// its name.
pub fn remember(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let names = entries.map(|entry| entry.unwrap().path());
    names
        .filter(|path| path.is_file())
        .map(|path| (path.file_name().unwrap().into(), fs::read(path).unwrap()))
        .collect()
}

/// Gives back what has been removed since: a file is removed only after the row that named it, so that a crash before
/// the one is a crash before the other. True when anything had been.
pub fn give_back(folder: &Path, remembered: &[(PathBuf, Vec<u8>)]) -> bool {
    let missing: Vec<_> = remembered.iter().filter(|(name, _)| !folder.join(name).exists()).collect();
    for (name, bytes) in &missing {
        fs::write(folder.join(name), bytes).unwrap();
    }
    !missing.is_empty()
}

fn beside(database: &Path, what: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(what);
    name.into()
}

/// Copies the files of a process that is not writing at this instant. The shared-memory file is not copied: it does
/// not outlive processes.
pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy_folder(&source, &target);
        } else if !source.to_string_lossy().ends_with("-shm") {
            fs::copy(&source, &target).unwrap();
        }
    }
}
