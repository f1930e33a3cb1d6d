//! `backup` and `restore`: a copy of the hub, and putting one back.

use std::{
    io::IsTerminal,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use super::{say, warn};
use crate::{
    backup::{self, Progress},
    hub::{Config, Hub, HubError},
};

/// How often a person at a terminal is told how far it is.
const TELL: Duration = Duration::from_millis(500);

pub(super) fn back_up(hub: &Hub, folder: &Path) -> Result<(), HubError> {
    let mut told = Instant::now();
    let shown = std::io::stderr().is_terminal();
    let copied = hub.back_up(folder, &mut |progress| {
        if shown && told.elapsed() >= TELL {
            told = Instant::now();
            let _nobody_reads = warn(match progress {
                Progress::Pages(copied, all) => format!("database: {copied} of {all} pages"),
                Progress::Attachments(copied, all) => format!("attachments: {copied} of {all}"),
            });
        }
    })?;
    say(format_args!("{} holds the database, {} attachments and the key", folder.display(), copied.attachments))?;
    if copied.missing > 0 {
        warn(format_args!("{} attachments that the database names have no file; look at the disk", copied.missing))?;
    }
    warn("whoever has this folder can speak for the hub: keep it as safe as the hub itself")
}

pub(super) fn restore(data: PathBuf, folder: &Path) -> Result<(), HubError> {
    let _alone = if data.is_dir() { Some(super::serve::alone(&data)?) } else { None };
    let config = Config::new(data);
    let aside = format!("before-restore-{}", config.clock.now().rfc3339().replace(':', ""));
    let (hub, before) = backup::restore(config, folder, &aside)?;
    drop(hub);
    say(format_args!(
        "{} is put back. Start the hub: handhelds give back what came after that copy was made",
        folder.display()
    ))?;
    say(
        "import again what the landlord's systems have sent since, do again what you have planned since (assign, join), \
         and look at: doorstep-hub health",
    )?;
    before.map_or(Ok(()), |before| say(format_args!("the hub that was there lies in {}", before.display())))
}
