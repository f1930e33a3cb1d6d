//! What is found on the platter once the power is back.
//!
//! A flush of a file makes all its bytes and its length durable; a flush of a folder, the names within it. A file's
//! flush does not save the file's name, as POSIX has it. Of what was not flushed any part may have arrived:
//!
//! - bytes by the sector of 512 or 4,096, each sector in any of its states since the last flush, so that later writes
//!   may be there without earlier ones, and a write by half;
//! - a length without its bytes, which then are noughts, and bytes without an earlier truncation;
//! - names one by one. A rename within a folder is there whole or not at all; across folders the file may go by both
//!   names, and never by none.
//!
//! Some schedules are those of a kinder disk: all lost, all kept, or cut at one instant.

use std::{collections::BTreeMap, ffi::OsStr, fs, io, os::unix::ffi::OsStrExt, path::Path};

use crate::events::{Content, Event, Name, Node};

/// What a loss of power did, so that a campaign can tell that it did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lost {
    /// Sectors and lengths that were not flushed, and are there all the same.
    pub kept: usize,
    /// Sectors and lengths that were not flushed, and are lost.
    pub lost: usize,
    /// Writes of which a part is there.
    pub torn: usize,
    /// Names that were not flushed, and are there all the same.
    pub names_kept: usize,
    /// Names that were not flushed, and are lost.
    pub names_lost: usize,
}

/// How much of what was not flushed is there.
#[derive(Debug, Clone, Copy)]
enum Arrived {
    Nothing,
    Everything,
    /// What happened up to this event, and half of that one.
    Until(usize),
    /// Each by itself, so many times in a hundred.
    Percent(u64),
}

impl Arrived {
    fn draw(roll: &mut dyn FnMut() -> u64, events: usize) -> Self {
        match roll() % 10 {
            0 => Self::Nothing,
            1 => Self::Everything,
            2 | 3 => Self::Until(usize::try_from(roll() % (events as u64 + 1)).unwrap_or(0)),
            4 | 5 => Self::Percent(15),
            6 | 7 => Self::Percent(85),
            _ => Self::Percent(50),
        }
    }

    fn has(self, event: usize, roll: &mut dyn FnMut() -> u64) -> bool {
        match self {
            Self::Nothing => false,
            Self::Everything => true,
            Self::Until(last) => event < last || (event == last && roll().is_multiple_of(2)),
            Self::Percent(percent) => roll() % 100 < percent,
        }
    }
}

enum Pending {
    Written { offset: usize, bytes: Vec<u8> },
    Sized(usize),
}

/// A file: its durable bytes, and what happened since.
#[derive(Default)]
struct File {
    durable: Vec<u8>,
    pending: Vec<(usize, Pending)>,
}

fn put(content: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    let end = offset.saturating_add(bytes.len());
    if content.len() < end {
        content.resize(end, 0);
    }
    if let Some(place) = content.get_mut(offset..end) {
        place.copy_from_slice(bytes);
    }
}

impl File {
    fn flush(&mut self) {
        for (_, pending) in self.pending.drain(..) {
            match pending {
                Pending::Written { offset, bytes } => put(&mut self.durable, offset, &bytes),
                Pending::Sized(length) => self.durable.resize(length, 0),
            }
        }
    }

    fn found(self, arrived: Arrived, sector: usize, roll: &mut dyn FnMut() -> u64, lost: &mut Lost) -> Vec<u8> {
        let mut content = self.durable;
        let mut longest = content.len();
        for (at, pending) in self.pending {
            match pending {
                Pending::Sized(length) => {
                    longest = longest.max(length);
                    if arrived.has(at, roll) {
                        content.resize(length, 0);
                        lost.kept += 1;
                    } else {
                        lost.lost += 1;
                    }
                }
                Pending::Written { offset, bytes } => {
                    longest = longest.max(offset.saturating_add(bytes.len()));
                    let (mut from, mut here, mut gone) = (0, 0, 0);
                    while from < bytes.len() {
                        let place = offset.saturating_add(from);
                        let to = bytes.len().min(from.saturating_add(sector - place % sector));
                        if arrived.has(at, roll) {
                            put(&mut content, place, bytes.get(from..to).unwrap_or_default());
                            here += 1;
                        } else {
                            gone += 1;
                        }
                        from = to;
                    }
                    lost.kept += here;
                    lost.lost += gone;
                    lost.torn += usize::from(here > 0 && gone > 0);
                }
            }
        }
        // A length may arrive without the bytes for which the file was made longer.
        if content.len() < longest && matches!(arrived, Arrived::Percent(_)) && roll().is_multiple_of(4) {
            content.resize(longest, 0);
        }
        content
    }
}

/// A name that was not flushed.
enum Naming {
    Put(Name, Node),
    Take(Name),
    Move { from: Name, to: Name, node: Node },
}

/// The whole disk.
pub(crate) struct Platter {
    /// None for a folder.
    files: Vec<Option<File>>,
    names: BTreeMap<Name, Node>,
    pending: Vec<(usize, Naming)>,
}

impl Platter {
    /// A disk on which everything is durable.
    pub(crate) fn new(nodes: &[Content], names: &BTreeMap<Name, Node>) -> Self {
        let files = nodes.iter().map(|content| match content {
            Content::File(bytes) => Some(File { durable: bytes.clone(), pending: Vec::new() }),
            Content::Folder => None,
        });
        Self { files: files.collect(), names: names.clone(), pending: Vec::new() }
    }

    fn pend(&mut self, at: usize, node: Node, pending: Pending) {
        if let Some(Some(file)) = self.files.get_mut(node) {
            file.pending.push((at, pending));
        }
    }

    /// One more thing happened.
    pub(crate) fn happen(&mut self, at: usize, event: &Event) {
        match event {
            Event::Made(Content::File(bytes)) => {
                self.files.push(Some(File { durable: bytes.clone(), pending: Vec::new() }));
            }
            Event::Made(Content::Folder) => self.files.push(None),
            Event::Written { file, offset, bytes } => {
                self.pend(at, *file, Pending::Written { offset: *offset, bytes: bytes.clone() });
            }
            Event::Sized { file, length } => self.pend(at, *file, Pending::Sized(*length)),
            Event::FileFlushed(file) => {
                if let Some(Some(file)) = self.files.get_mut(*file) {
                    file.flush();
                }
            }
            Event::Named { name, node } => self.pending.push((at, Naming::Put(name.clone(), *node))),
            Event::Unnamed(name) => self.pending.push((at, Naming::Take(name.clone()))),
            Event::Renamed { from, to, node } => {
                self.pending.push((at, Naming::Move { from: from.clone(), to: to.clone(), node: *node }));
            }
            Event::FolderFlushed(folder) => self.flush_names(*folder),
        }
    }

    fn flush_names(&mut self, folder: Node) {
        for (at, naming) in std::mem::take(&mut self.pending) {
            let later = match naming {
                Naming::Put(ref name, _) | Naming::Take(ref name) if name.folder != folder => Some(naming),
                Naming::Move { ref from, ref to, .. } if from.folder != folder && to.folder != folder => Some(naming),
                // The other folder was not flushed: there the old name may still stand.
                Naming::Move { from, to, node } if from.folder != folder => {
                    self.names.insert(to, node);
                    Some(Naming::Take(from))
                }
                naming => {
                    self.name(naming);
                    None
                }
            };
            self.pending.extend(later.map(|naming| (at, naming)));
        }
    }

    fn name(&mut self, naming: Naming) {
        match naming {
            Naming::Put(name, node) => drop(self.names.insert(name, node)),
            Naming::Take(name) => drop(self.names.remove(&name)),
            Naming::Move { from, to, node } => {
                if self.names.get(&from) == Some(&node) {
                    self.names.remove(&from);
                }
                self.names.insert(to, node);
            }
        }
    }

    /// The power goes: writes what is found afterwards into the empty folder `to`.
    pub(crate) fn lose_power(mut self, events: usize, roll: &mut dyn FnMut() -> u64, to: &Path) -> io::Result<Lost> {
        let mut lost = Lost::default();
        let sector = if roll().is_multiple_of(2) { 512 } else { 4_096 };
        let (bytes, names) = (Arrived::draw(roll, events), Arrived::draw(roll, events));
        for (at, naming) in std::mem::take(&mut self.pending) {
            let arrived = names.has(at, roll);
            lost.names_kept += usize::from(arrived);
            lost.names_lost += usize::from(!arrived);
            match naming {
                naming if arrived => self.name(naming),
                // Across folders, either half of a rename may arrive, but the file never goes by no name.
                Naming::Move { from, to, node } if from.folder != to.folder && names.has(at, roll) => {
                    self.names.insert(to, node);
                }
                _ => {}
            }
        }
        let mut files = self.files.into_iter().map(|file| file.map(|file| file.found(bytes, sector, roll, &mut lost)));
        let files: Vec<Option<Vec<u8>>> = files.by_ref().collect();
        write_out(&files, &self.names, 0, to)?;
        Ok(lost)
    }
}

fn write_out(files: &[Option<Vec<u8>>], names: &BTreeMap<Name, Node>, folder: Node, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for (name, node) in names.iter().filter(|(name, _)| name.folder == folder) {
        let path = to.join(OsStr::from_bytes(&name.name));
        match files.get(*node) {
            Some(Some(bytes)) => fs::write(path, bytes)?,
            Some(None) => write_out(files, names, *node, &path)?,
            None => {}
        }
    }
    Ok(())
}
