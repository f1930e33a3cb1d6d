//! `erase`: a job goes whole, and whoever asked for it is told what still holds it.

use std::{fs, path::Path};

use super::{say, warn};
use crate::{
    erase::Leaving,
    hub::{Hub, HubError},
};

pub(super) fn run(
    hub: &Hub,
    reference: &str,
    source: Option<&str>,
    why: &str,
    leaving: Leaving,
) -> Result<(), HubError> {
    match hub.erase(reference, source, why, leaving)? {
        Some(_) => say(format_args!("{reference} is erased; what was ordered and done is still told under it"))?,
        None => say(format_args!("{reference} is erased, and nothing took its place"))?,
    }
    warn(
        "handhelds drop it once they have sent what waits for it; that is kept encrypted for 30 days: quarantine list",
    )?;
    warn("backups made before today still hold it: delete them when they are no longer needed")?;
    copies(&hub.inner.data).iter().try_for_each(|copy| warn(format_args!("{copy} still holds it, too: delete it")))
}

/// Copies of the database beside it, and hubs that were put aside when a backup was put back.
fn copies(data: &Path) -> Vec<String> {
    let beside = data.parent().map(Path::to_owned).unwrap_or_default();
    let folder = data.file_name().map(|name| format!("{}.before-restore-", name.to_string_lossy())).unwrap_or_default();
    let within = found(data, "hub.db.before-update");
    [within, found(&beside, &folder)].concat()
}

fn found(folder: &Path, begins: &str) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(begins))
        .map(|entry| entry.path().display().to_string())
        .collect();
    names.sort();
    names
}
