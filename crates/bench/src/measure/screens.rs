//! What the screens weigh, compressed as a server or an installer would.

use std::{fs, io::Write, path::Path};

use flate2::{Compression, write::GzEncoder};

use crate::{
    Failed,
    figures::{Line, Report, exact},
};

/// Where `npm run build` puts them, from the project's folder.
const BUILT: &str = "ui/dist/assets";

/// The page, which names what is loaded with it.
const PAGE: &str = "ui/dist/index.html";

pub(super) fn measure(report: &mut Report) -> Result<(), Failed> {
    if !Path::new(BUILT).is_dir() {
        report.notes.push(format!("The screens were not weighed: there is no {BUILT} here."));
        return Ok(());
    }
    let page = fs::read_to_string(PAGE)?;
    let (mut at_once, mut later) = (0, 0);
    for entry in fs::read_dir(BUILT)? {
        let file = entry?.path();
        // Letters are fetched for the languages that need them alone, and are compressed already.
        if file.extension().is_some_and(|extension| extension == "js" || extension == "css") {
            let mut packed = GzEncoder::new(Vec::new(), Compression::best());
            packed.write_all(&fs::read(&file)?)?;
            let named = file.file_name().and_then(|name| name.to_str()).is_some_and(|name| page.contains(name));
            *(if named { &mut at_once } else { &mut later }) += packed.finish()?.len();
        }
    }
    report.lines.push(Line::plain("screens: scripts and styles, gzip", exact(at_once as u64) / 1e3, "KB", 120.0));
    // The map, the decoder of barcodes and the pages of officers: they are on the phone, and nobody waits for them to start.
    report.lines.push(Line::plain("screens: loaded when wanted, gzip", exact(later as u64) / 1e3, "KB", None));
    Ok(())
}
