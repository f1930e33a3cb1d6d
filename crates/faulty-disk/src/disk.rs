//! One watched folder: what is there, what happened to it, and what is to go wrong.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs, io,
    os::unix::{ffi::OsStrExt, fs::MetadataExt},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use crate::{
    events::{Content, Event, Name, Node},
    platter::{Lost, Platter},
};

/// What a failing disk says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiskError {
    /// There is no room (`ENOSPC`). Removing and cutting off still work.
    Full,
    /// It is broken (`EIO`).
    Broken,
}

/// What goes wrong, and at which write point, counted from 0 since watching began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The process ends as by `kill -9`, just before this write point.
    Kill {
        /// The write point.
        at: usize,
    },
    /// The power goes: nothing from this write point on reaches the disk, and whoever tries is told that it is broken.
    PowerLoss {
        /// The write point.
        at: usize,
    },
    /// The disk fails.
    Error {
        /// The write point.
        at: usize,
        /// How.
        error: DiskError,
        /// Until [`Disk::mend`], or for this point alone.
        lasting: bool,
    },
}

/// Flushes that are reported as done and are not: planted, to see whether it is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forgets {
    /// None.
    Nothing,
    /// Every flush, as SQLite's `synchronous=OFF` does.
    Everything,
    /// Flushes of files whose names end so.
    Files(&'static str),
    /// Flushes of folders.
    Folders,
}

/// A kind of write point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Point {
    /// Takes room.
    Grows,
    /// Takes none.
    Shrinks,
    /// Waits for the disk.
    Flushes,
}

/// What a write point is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ruling {
    /// What was asked.
    Go,
    /// Half of what was asked, where it can be halved; the next write finds no room.
    Half,
    /// Fail with this `errno`.
    Fail(i32),
    /// End the process.
    Die,
}

/// The file system's own name for a file: device and number.
pub(crate) type Inode = (u64, u64);

pub(crate) struct State {
    root: PathBuf,
    /// Every file and folder that ever was, by number.
    first: Vec<Content>,
    first_names: BTreeMap<Name, Node>,
    made: usize,
    folders: BTreeSet<Node>,
    inodes: HashMap<Inode, Node>,
    paths: BTreeMap<PathBuf, Node>,
    events: Vec<Event>,
    points: usize,
    fault: Option<Fault>,
    forgets: Forgets,
    without_power: bool,
    refused: usize,
}

/// A folder whose disk may fail. It is watched until this is dropped.
pub struct Disk {
    shared: Arc<Mutex<State>>,
}

/// Disks that are watched: with none, system calls go through untouched.
static WATCHED: AtomicUsize = AtomicUsize::new(0);
static DISKS: Mutex<Vec<Arc<Mutex<State>>>> = Mutex::new(Vec::new());

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// True while nothing is watched.
pub(crate) fn idle() -> bool {
    WATCHED.load(Ordering::Acquire) == 0
}

/// The first disk of which `work` makes something.
pub(crate) fn on_disk<T>(mut work: impl FnMut(&mut State) -> Option<T>) -> Option<T> {
    // A copy, so that no disk waits for another.
    let disks = lock(&DISKS).clone();
    disks.iter().find_map(|disk| work(&mut lock(disk)))
}

impl Disk {
    /// Watches a folder, whose files all count as flushed now. Paths that lead into it must be absolute and without
    /// links.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn watch(folder: &Path) -> io::Result<Self> {
        let root = folder.canonicalize()?;
        let mut state = State {
            root: root.clone(),
            first: Vec::new(),
            first_names: BTreeMap::new(),
            made: 0,
            folders: BTreeSet::new(),
            inodes: HashMap::new(),
            paths: BTreeMap::new(),
            events: Vec::new(),
            points: 0,
            fault: None,
            forgets: Forgets::Nothing,
            without_power: false,
            refused: 0,
        };
        state.find(&root)?;
        let shared = Arc::new(Mutex::new(state));
        lock(&DISKS).push(Arc::clone(&shared));
        WATCHED.fetch_add(1, Ordering::AcqRel);
        Ok(Self { shared })
    }

    /// Write points so far.
    #[must_use]
    pub fn points(&self) -> usize {
        lock(&self.shared).points
    }

    /// Things that happened so far: positions for [`Self::after_power_loss`].
    #[must_use]
    pub fn happened(&self) -> usize {
        lock(&self.shared).events.len()
    }

    /// Write points that were refused so far.
    #[must_use]
    pub fn refused(&self) -> usize {
        lock(&self.shared).refused
    }

    /// True once the power has gone.
    #[must_use]
    pub fn is_without_power(&self) -> bool {
        lock(&self.shared).without_power
    }

    /// Something is to go wrong.
    pub fn plan(&self, fault: Fault) {
        lock(&self.shared).fault = Some(fault);
    }

    /// Flushes are to be forgotten from now on.
    pub fn forget(&self, forgets: Forgets) {
        lock(&self.shared).forgets = forgets;
    }

    /// Nothing goes wrong any more.
    pub fn mend(&self) {
        lock(&self.shared).fault = None;
    }

    /// The power goes now, if it has not yet.
    pub fn cut_power(&self) {
        lock(&self.shared).without_power = true;
    }

    /// Writes into `to`, which is made, what may be found if the power had gone after so many things had happened.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn after_power_loss(&self, happened: usize, roll: &mut dyn FnMut() -> u64, to: &Path) -> io::Result<Lost> {
        let platter = {
            let state = lock(&self.shared);
            let mut platter = Platter::new(&state.first, &state.first_names);
            for (at, event) in state.events.iter().take(happened).enumerate() {
                platter.happen(at, event);
            }
            platter
        };
        // Written with the lock let go: these writes pass through the same calls.
        platter.lose_power(happened, roll, to)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        lock(&DISKS).retain(|disk| !Arc::ptr_eq(disk, &self.shared));
        WATCHED.fetch_sub(1, Ordering::AcqRel);
    }
}

impl State {
    /// Takes in everything that is there when watching begins.
    fn find(&mut self, path: &Path) -> io::Result<()> {
        let metadata = fs::metadata(path)?;
        let folder = metadata.is_dir();
        let node = self.first.len();
        self.first.push(if folder { Content::Folder } else { Content::File(fs::read(path)?) });
        self.made = self.first.len();
        if folder {
            self.folders.insert(node);
        }
        if let Some(name) = self.name(path) {
            self.first_names.insert(name, node);
        }
        self.inodes.insert((metadata.dev(), metadata.ino()), node);
        self.paths.insert(path.to_owned(), node);
        if folder {
            let mut entries = fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path()));
            let mut entries = entries.by_ref().collect::<io::Result<Vec<_>>>()?;
            entries.sort();
            entries.iter().try_for_each(|entry| self.find(entry))?;
        }
        Ok(())
    }

    /// Where a path is named; none outside this disk, or in a folder that is not there.
    pub(crate) fn name(&self, path: &Path) -> Option<Name> {
        let folder = self.paths.get(path.parent()?)?;
        Some(Name { folder: *folder, name: path.file_name()?.as_bytes().to_vec() })
    }

    /// True for a path on this disk, whether or not anything is there.
    pub(crate) fn holds(&self, path: &Path) -> bool {
        path.starts_with(&self.root)
    }

    pub(crate) fn node_at(&self, path: &Path) -> Option<Node> {
        self.paths.get(path).copied()
    }

    pub(crate) fn node_of(&self, inode: Inode) -> Option<Node> {
        self.inodes.get(&inode).copied()
    }

    /// What the next write point is to do.
    pub(crate) fn rule(&mut self, point: Point) -> Ruling {
        const NO_ROOM: i32 = libc::ENOSPC;
        const BROKEN: i32 = libc::EIO;
        let now = self.points;
        self.points += 1;
        let ruling = match self.fault {
            _ if self.without_power => Ruling::Fail(BROKEN),
            Some(Fault::Kill { at }) if now >= at => Ruling::Die,
            Some(Fault::PowerLoss { at }) if now >= at => {
                self.without_power = true;
                Ruling::Fail(BROKEN)
            }
            Some(Fault::Error { at, error, lasting }) if now == at || (lasting && now > at) => match (error, point) {
                (DiskError::Broken, _) => Ruling::Fail(BROKEN),
                (DiskError::Full, Point::Grows) if now == at && lasting => Ruling::Half,
                (DiskError::Full, Point::Grows) => Ruling::Fail(NO_ROOM),
                (DiskError::Full, _) => Ruling::Go,
            },
            _ => Ruling::Go,
        };
        self.refused += usize::from(ruling != Ruling::Go);
        ruling
    }

    /// True for a flush that is to be forgotten.
    pub(crate) fn forgets(&self, node: Node) -> bool {
        match self.forgets {
            Forgets::Nothing => false,
            Forgets::Everything => true,
            Forgets::Folders => self.folders.contains(&node),
            Forgets::Files(ending) => self
                .paths
                .iter()
                .any(|(path, at)| *at == node && path.as_os_str().as_bytes().ends_with(ending.as_bytes())),
        }
    }

    pub(crate) fn flushed(&mut self, node: Node) {
        let event = if self.folders.contains(&node) { Event::FolderFlushed(node) } else { Event::FileFlushed(node) };
        self.events.push(event);
    }

    pub(crate) fn happened(&mut self, event: Event) {
        self.events.push(event);
    }

    /// A file or folder was made under a path.
    pub(crate) fn made(&mut self, path: &Path, inode: Inode, content: Content) {
        let node = self.made;
        self.made += 1;
        if matches!(content, Content::Folder) {
            self.folders.insert(node);
        }
        self.events.push(Event::Made(content));
        self.inodes.insert(inode, node);
        self.named(path, node);
    }

    /// A path leads to a file or folder from now on.
    pub(crate) fn named(&mut self, path: &Path, node: Node) {
        if let Some(name) = self.name(path) {
            self.events.push(Event::Named { name, node });
            self.paths.insert(path.to_owned(), node);
        }
    }

    pub(crate) fn unnamed(&mut self, path: &Path) {
        if let Some(name) = self.name(path) {
            let node = self.paths.remove(path);
            self.events.push(Event::Unnamed(name));
            self.let_go(node);
        }
    }

    pub(crate) fn renamed(&mut self, from: &Path, to: &Path) {
        let (Some(node), Some(old), Some(new)) = (self.node_at(from), self.name(from), self.name(to)) else { return };
        self.events.push(Event::Renamed { from: old, to: new, node });
        let replaced = self.node_at(to);
        let moved: Vec<PathBuf> = self.paths.keys().filter(|path| path.starts_with(from)).cloned().collect();
        for path in moved {
            if let (Some(node), Ok(rest)) = (self.paths.remove(&path), path.strip_prefix(from)) {
                let path = if rest.as_os_str().is_empty() { to.to_owned() } else { to.join(rest) };
                self.paths.insert(path, node);
            }
        }
        self.let_go(replaced);
    }

    /// The file system may give the number of a file without a name to another file, here or elsewhere.
    fn let_go(&mut self, node: Option<Node>) {
        if let Some(node) = node
            && !self.paths.values().any(|named| *named == node)
        {
            self.inodes.retain(|_, known| *known != node);
        }
    }
}
