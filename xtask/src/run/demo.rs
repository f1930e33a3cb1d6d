//! The demo's folder: `.doorstep/`, used by one run at a time.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use crate::process;
use crate::trouble::{Doing, Trouble};

/// The folder, held until dropped.
pub struct Folder {
    path: PathBuf,
    // Closing the file gives the lock back, also when this program is killed.
    _lock: File,
}

const LOCK: &str = "running";
const PROCESSES: &str = "processes";

impl Folder {
    /// Makes the folder where it is missing and takes it for this run.
    pub fn lock(path: &Path) -> Result<Self, Trouble> {
        std::fs::create_dir_all(path).doing(format!("make {}", path.display()))?;
        let file = path.join(LOCK);
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&file)
            .doing(format!("write {}", file.display()))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Trouble::because(
                    "The demo is already running from this checkout. Stop it with Ctrl-C where it runs.",
                ));
            }
            Err(TryLockError::Error(error)) => return Err(error).doing(format!("lock {}", file.display())),
        }
        let folder = Self { path: path.to_owned(), _lock: lock };
        folder.end_leftovers();
        let logs = folder.at("logs");
        std::fs::create_dir_all(&logs).doing(format!("make {}", logs.display()))?;
        Ok(folder)
    }

    /// Deletes all that earlier runs kept.
    pub fn clear(&self) -> Result<(), Trouble> {
        for entry in std::fs::read_dir(&self.path).doing(format!("list {}", self.path.display()))? {
            let path = entry.doing(format!("list {}", self.path.display()))?.path();
            if path.ends_with(LOCK) {
                continue;
            }
            let kind = path.symlink_metadata().doing(format!("look at {}", path.display()))?;
            let gone = if kind.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) };
            gone.doing(format!("delete {}", path.display()))?;
        }
        std::fs::create_dir_all(self.at("logs")).doing("make .doorstep/logs")
    }

    /// A path inside the folder.
    pub fn at(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Where a program's output goes.
    pub fn log(&self, name: &str) -> PathBuf {
        self.at("logs").join(format!("{name}.log"))
    }

    /// Notes a process that a later run must end if this one is killed before it can.
    pub fn note_process(&self, id: u32) {
        let noted = std::fs::read_to_string(self.at(PROCESSES)).unwrap_or_default();
        // Losing the note costs an error about a port at worst, so trouble here is not worth stopping for.
        drop(std::fs::write(self.at(PROCESSES), format!("{noted}{id} {}\n", program(id))));
    }

    /// Ends what a killed run left behind: only processes that still run the very program that was noted.
    fn end_leftovers(&self) {
        let noted = std::fs::read_to_string(self.at(PROCESSES)).unwrap_or_default();
        for (id, noted) in noted.lines().filter_map(|line| line.split_once(' ')) {
            let Ok(id) = id.parse() else { continue };
            if !noted.is_empty() && program(id) == noted {
                process::end_group(id);
            }
        }
        drop(std::fs::remove_file(self.at(PROCESSES)));
    }
}

/// The file that a process runs; empty where that cannot be known.
fn program(id: u32) -> String {
    let path = std::fs::read_link(format!("/proc/{id}/exe")).unwrap_or_default();
    // A program that was built anew while running is said to be deleted.
    path.to_string_lossy().trim_end_matches(" (deleted)").to_owned()
}
