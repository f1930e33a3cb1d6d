//! The rows that were left out, as a file beside the one that was imported.
//!
//! It has the same columns and two before them: why, and what to do. Whoever mends a row imports this file; the two are
//! passed over. They come first so that a row with too many fields keeps every one of them.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use csv::{ByteRecord, Writer};

use super::{Fault, source};

/// The columns that a rejects file has before the others.
pub(super) const COLUMNS: [&str; 2] = [REASON, "reject_remedy"];

/// The column that says why.
pub(super) const REASON: &str = "reject_reason";

/// What is said of a row that another contradicts. Such a row by itself looks right: whoever imports it again has to say
/// that it is the right one, by emptying the reason.
pub(super) const CONTRADICTED: &str = "and says something else; that one stands";

/// Files of this name, at most: one stays for each time that rows were left out, for somebody may be mending it.
const FILES: u32 = 99;

/// The file, made with the first row that needs it.
pub(super) struct Rejects<'a> {
    imported: &'a Path,
    folder: Option<&'a Path>,
    open: Option<(Writer<BufWriter<File>>, PathBuf)>,
}

impl<'a> Rejects<'a> {
    /// For the rows of `imported`, in `folder` or else beside it.
    pub(super) const fn new(imported: &'a Path, folder: Option<&'a Path>) -> Self {
        Self { imported, folder, open: None }
    }

    pub(super) fn add(&mut self, header: &[String], row: &ByteRecord, fault: &Fault) -> io::Result<()> {
        if self.open.is_none() {
            let (mut file, path) = create(self.imported, self.folder)?;
            // Without the mark, spreadsheets take UTF-8 for Windows-1252 and save it so.
            file.write_all(b"\xEF\xBB\xBF")?;
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(BufWriter::new(file));
            let own = header.iter().filter(|name| !is_ours(name));
            writer.write_record(COLUMNS.into_iter().map(str::as_bytes).chain(own.map(String::as_bytes)))?;
            self.open = Some((writer, path));
        }
        let Some((writer, _)) = &mut self.open else { return Ok(()) };
        writer.write_field(format!("{}: {}", fault.path, fault.what))?;
        writer.write_field(&fault.remedy)?;
        for (place, field) in row.iter().enumerate() {
            // This file may itself be a rejects file: what it said before is said anew.
            if header.get(place).is_some_and(|name| is_ours(name)) {
                continue;
            }
            // Bytes that are no text in any way stay as they came.
            match source::text(field) {
                Some((text, _)) => writer.write_field(text)?,
                None => writer.write_field(field)?,
            }
        }
        writer.write_record(None::<&[u8]>)?;
        Ok(())
    }

    /// Writes out what was added: with each batch, so that a stopped import has told of every row that it read.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.open.as_mut().map_or(Ok(()), |(writer, _)| writer.flush())
    }

    /// Where it lies, if there was anything to put into it.
    pub(super) fn path(&self) -> Option<PathBuf> {
        self.open.as_ref().map(|(_, path)| path.clone())
    }
}

fn is_ours(name: &str) -> bool {
    COLUMNS.contains(&name.trim())
}

/// Makes `homes.rejects.csv`, or `homes.rejects-2.csv` when that is there. For its owner alone: it holds names and
/// addresses.
fn create(imported: &Path, folder: Option<&Path>) -> io::Result<(File, PathBuf)> {
    let stem = imported.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    for number in 1..=FILES {
        let name = if number == 1 { format!("{stem}.rejects.csv") } else { format!("{stem}.rejects-{number}.csv") };
        let path = folder.map_or_else(|| imported.with_file_name(&name), |folder| folder.join(&name));
        match options.open(&path) {
            Ok(file) => return Ok((file, path)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(io::Error::new(error.kind(), format!("{}: {error}", path.display()))),
        }
    }
    Err(io::Error::other(format!("there are {FILES} rejects files of {stem} already; remove those that are done with")))
}
