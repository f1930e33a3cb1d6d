//! Backups: a consistent copy of a hub that goes on working, and putting one back.
//!
//! The copy holds the database as it was at one moment (SQLite's online backup), every whole attachment that it names, and
//! the hub's key, which handhelds trust alone: keep it as safe as the hub. What must outlive any backup is not in it:
//! [`crate::remembered`].

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags};

use crate::{
    attachments::hash_from_hex,
    db::{
        DbError,
        sqlite::{attachment, map_file},
    },
    hub::{Config, Hub, HubError},
    key::KEY_FILE,
    remembered,
};

/// The database's name in the data folder, and in a backup.
pub const DATABASE: &str = "hub.db";

/// The folder of attachments in the data folder, and in a backup.
pub const ATTACHMENTS: &str = "attachments";

/// Pages that are copied at a time: writers wait no longer than that takes.
const PAGES: i32 = 2_000;

/// How far a backup is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// So many of so many pages of the database are copied.
    Pages(u32, u32),
    /// So many of so many attachments are copied.
    Attachments(usize, usize),
}

/// What a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copied {
    /// Attachments.
    pub attachments: usize,
    /// Attachments that the database names and whose file is not there.
    pub missing: usize,
}

impl Hub {
    /// Copies the hub into a new folder, which has its name only once it is whole.
    ///
    /// # Errors
    /// The folder is there already, or cannot be written; nothing of that name remains.
    pub fn back_up(&self, to: &Path, told: &mut dyn FnMut(Progress)) -> Result<Copied, HubError> {
        let io = |source| HubError::Io { path: to.to_owned(), source };
        if to.exists() {
            let to = to.display();
            return Err(HubError::Asked(format!(
                "{to} is there already; name a folder that is not, for example with the date"
            )));
        }
        let draft = with_ending(to, ".unfinished");
        gone(fs::remove_dir_all(&draft)).map_err(io)?;
        crate::durable::make_folder(&draft).map_err(io)?;
        self.inner.db.copy_to(&draft.join(DATABASE), PAGES, |copied, all| told(Progress::Pages(copied, all)))?;
        let copied = self.copy_attachments(&draft, told)?;
        let key = self.inner.key.to_bytes();
        crate::key::write(&draft.join(KEY_FILE), &key).map_err(io)?;
        flush(&draft).map_err(io)?;
        fs::rename(&draft, to).map_err(io)?;
        flush(to.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))).map_err(io)?;
        Ok(copied)
    }

    /// The files that the copied database names; they never change, so it does not matter when they are copied.
    fn copy_attachments(&self, to: &Path, told: &mut dyn FnMut(Progress)) -> Result<Copied, HubError> {
        let hashes = self.inner.db.read(|transaction| {
            let mut hashes = attachment::all(transaction)?;
            hashes.extend(map_file::current(transaction)?);
            Ok::<_, DbError>(hashes)
        })?;
        let shelf = to.join(ATTACHMENTS);
        let mut copied = Copied { attachments: 0, missing: 0 };
        for hash in &hashes {
            let (from, name) = (self.inner.shelf.path(hash), crate::attachments::hex(hash));
            let (first, _) = name.split_at(2);
            let into = shelf.join(first);
            let io = |source| HubError::Io { path: from.clone(), source };
            fs::create_dir_all(&into).map_err(io)?;
            match fs::copy(&from, into.join(&name)) {
                Ok(_) => {
                    fs::File::open(into.join(&name)).and_then(|file| file.sync_all()).map_err(io)?;
                    copied.attachments += 1;
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => copied.missing += 1,
                Err(error) => return Err(io(error)),
            }
            told(Progress::Attachments(copied.attachments + copied.missing, hashes.len()));
        }
        Ok(copied)
    }
}

/// Puts a backup back into a data folder, and begins a new life of the log: handhelds give back what came after it. A hub
/// that is there is put beside, under a name with `aside` in it; what it remembers of erasures and withdrawals is kept.
///
/// # Errors
/// The backup is not whole, or a folder cannot be used. The hub that was there is then still there.
pub fn restore(config: Config, from: &Path, aside: &str) -> Result<(Hub, Option<PathBuf>), HubError> {
    let data = config.data.clone();
    let io = |source| HubError::Io { path: data.clone(), source };
    check(from)?;
    let draft = with_ending(&data, ".unfinished");
    gone(fs::remove_dir_all(&draft)).map_err(io)?;
    crate::durable::make_folder(&draft).map_err(io)?;
    copy_tree(from, &draft).map_err(io)?;
    let known = remembered::path(&data);
    if known.exists() {
        fs::copy(&known, remembered::path(&draft)).map_err(io)?;
    }
    flush(&draft).map_err(io)?;
    let before = if data.exists() {
        let before = with_ending(&data, &format!(".{aside}"));
        fs::rename(&data, &before).map_err(io)?;
        Some(before)
    } else {
        None
    };
    fs::rename(&draft, &data).map_err(io)?;
    let hub = Hub::open(config)?;
    hub.begin_after_restore()?;
    Ok((hub, before))
}

/// A backup is whole: its key is a key, its database holds together and belongs to the key, its attachments are there.
fn check(from: &Path) -> Result<(), HubError> {
    let wrong = |what: String| HubError::Asked(format!("{} is no whole backup: {what}", from.display()));
    let key = fs::read(from.join(KEY_FILE)).map_err(|_| wrong(format!("{KEY_FILE} is not there")))?;
    let key: [u8; 32] = key.as_slice().try_into().map_err(|_| wrong(format!("{KEY_FILE} is no key")))?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let database = Connection::open_with_flags(from.join(DATABASE), flags)
        .map_err(|error| wrong(format!("{DATABASE} cannot be read ({error})")))?;
    let damaged = |error: rusqlite::Error| wrong(format!("{DATABASE} is damaged ({error})"));
    let checked: String = database.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(damaged)?;
    if checked != "ok" {
        return Err(wrong(format!("{DATABASE} is damaged ({checked})")));
    }
    let owner: Vec<u8> = database.query_row("SELECT public_key FROM hub", [], |row| row.get(0)).map_err(damaged)?;
    if owner != ed25519_dalek::SigningKey::from_bytes(&key).verifying_key().to_bytes() {
        return Err(wrong(format!("{KEY_FILE} is another hub's than {DATABASE}")));
    }
    Ok(())
}

fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy_tree(&source, &target)?;
        } else {
            fs::copy(&source, &target)?;
            fs::File::open(&target)?.sync_all()?;
        }
    }
    flush(to)
}

/// Hashes of the attachments in a backup, for tests and for people who count.
///
/// # Errors
/// The folder cannot be read.
pub fn attachments_in(backup: &Path) -> io::Result<Vec<[u8; 32]>> {
    let mut hashes = Vec::new();
    let Ok(shelves) = fs::read_dir(backup.join(ATTACHMENTS)) else { return Ok(hashes) };
    for shelf in shelves {
        for file in fs::read_dir(shelf?.path())? {
            hashes.extend(hash_from_hex(&file?.file_name().to_string_lossy()));
        }
    }
    Ok(hashes)
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn flush(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { fs::File::open(folder)?.sync_all() } else { Ok(()) }
}

fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
