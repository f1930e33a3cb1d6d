//! A machine whose power may go: a folder on a faulty disk, and what is left of it afterwards.

use std::{
    fs,
    path::{Path, PathBuf},
};

use faulty_disk::{Disk, Fault, Forgets, Lost};
use tempfile::TempDir;

use crate::fleet::dice::Dice;

/// A machine.
pub struct Machine {
    base: PathBuf,
    generation: u32,
    disk: Disk,
    forgets: Forgets,
    /// What its losses of power did, in all.
    pub lost: Lost,
    /// How often the power went.
    pub losses: usize,
}

impl Machine {
    /// A machine whose files are in `base`/0, which is made when it is not there.
    pub fn new(base: PathBuf, forgets: Forgets) -> Self {
        let first = base.join("0");
        fs::create_dir_all(&first).unwrap();
        let disk = Disk::watch(&first).unwrap();
        disk.forget(forgets);
        Self { base, generation: 0, disk, forgets, lost: Lost::default(), losses: 0 }
    }

    /// Its files.
    pub fn folder(&self) -> PathBuf {
        self.base.join(self.generation.to_string())
    }

    /// The power will go, so many write points from now.
    pub fn lose_power_in(&self, points: usize) {
        self.disk.plan(Fault::PowerLoss { at: self.disk.points() + points });
    }

    /// The power stays on.
    pub fn mend(&self) {
        self.disk.mend();
    }

    /// Write points since it came up.
    pub fn points(&self) -> usize {
        self.disk.points()
    }

    /// True once the power has gone.
    pub fn is_down(&self) -> bool {
        self.disk.is_without_power()
    }

    /// The power goes now at the latest; nothing on the machine may be running any more. What is left is its files from
    /// now on.
    pub fn come_back(&mut self, dice: &mut Dice) {
        self.disk.cut_power();
        let before = self.folder();
        self.generation += 1;
        let lost = self.disk.after_power_loss(self.disk.happened(), &mut || dice.roll(), &self.folder()).unwrap();
        self.disk = Disk::watch(&self.folder()).unwrap();
        self.disk.forget(self.forgets);
        fs::remove_dir_all(before).unwrap();
        self.losses += 1;
        self.lost.kept += lost.kept;
        self.lost.lost += lost.lost;
        self.lost.torn += lost.torn;
        self.lost.names_kept += lost.names_kept;
        self.lost.names_lost += lost.names_lost;
    }
}

/// A folder where files are fast, by its name without links.
pub fn in_memory() -> TempDir {
    match Path::new("/dev/shm") {
        memory if memory.is_dir() => tempfile::Builder::new().prefix("disk").tempdir_in(memory).unwrap(),
        _ => tempfile::tempdir().unwrap(),
    }
}

/// Copies a folder that nobody writes to.
pub fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copied(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
