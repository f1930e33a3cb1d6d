//! Whole files that are either as before or as after, whenever the power goes.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::Path,
};

/// Writes `bytes` as `path`, readable by this user alone: a temporary file, flushed to disk, renamed over `path`, and
/// the folder flushed, so that the new name itself survives.
///
/// # Errors
/// What the system said; `path` is then as it was.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(TEMPORARY);
    let temporary = Path::new(&temporary);
    let written = (|| {
        let mut file = create_private(temporary)?;
        file.write_all(bytes)?;
        file.sync_all()
    })();
    if let Err(error) = written.and_then(|()| fs::rename(temporary, path)) {
        // It is of no use, and on a full disk its space is. If it cannot be removed it is overwritten next time.
        let _ = fs::remove_file(temporary);
        return Err(error);
    }
    flush_folder(path.parent().unwrap_or(Path::new(".")))
}

/// What an unfinished file's name ends in.
pub(crate) const TEMPORARY: &str = ".unfinished";

/// Makes the names within a folder survive a loss of power.
pub(crate) fn flush_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Makes a folder and its own name durable; nothing happens when it is there.
pub(crate) fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(parent) = folder.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        make_folder(parent)?;
    }
    match fs::create_dir(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    flush_folder(folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")))
}

fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
