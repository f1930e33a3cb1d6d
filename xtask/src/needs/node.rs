//! Node.js and the npm packages of a folder.

use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use super::on_path;
use crate::console::say;
use crate::process;
use crate::trouble::Trouble;

/// What the screens' build tool runs on.
const OLDEST: (u32, u32) = (20, 19);

/// Node.js is there and new enough.
pub fn check() -> Result<(), Trouble> {
    if on_path("node").is_none() || on_path("npm").is_none() {
        return Err(Trouble::because(format!(
            "Node.js with npm is not on PATH. Please install Node.js {}.{} or newer and run the command again.",
            OLDEST.0, OLDEST.1
        )));
    }
    let printed = process::output(Command::new("node").arg("--version"))?;
    match too_old(&printed) {
        None => Ok(()),
        Some(words) => Err(Trouble::because(words)),
    }
}

/// Words for a version that will not do.
fn too_old(printed: &str) -> Option<String> {
    let version = printed.trim().trim_start_matches('v');
    let mut numbers = version.split('.').map_while(|number| number.parse::<u32>().ok());
    let found = (numbers.next()?, numbers.next()?);
    (found < OLDEST).then(|| {
        format!(
            "Node.js {version} is too old for the screens' build: please install {}.{} or newer.",
            OLDEST.0, OLDEST.1
        )
    })
}

/// Installs the folder's npm packages when they are absent or older than its lockfile.
pub fn npm(folder: &Path) -> Result<(), Trouble> {
    // npm writes this file last, so a half-finished installation counts as none.
    let receipt = folder.join("node_modules/.package-lock.json");
    if !is_older(modified(&receipt), modified(&folder.join("package-lock.json"))) {
        return Ok(());
    }
    say(&format!("  Installing npm packages in {}", folder.display()));
    process::run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(folder))?;
    // With nothing to change npm leaves its receipt as it was.
    drop(std::fs::File::open(&receipt).and_then(|file| file.set_modified(SystemTime::now())));
    Ok(())
}

/// Whether something made from something else must be made again.
pub fn is_older(made: Option<SystemTime>, from: Option<SystemTime>) -> bool {
    match (made, from) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(made), Some(from)) => made < from,
    }
}

fn modified(file: &Path) -> Option<SystemTime> {
    file.metadata().and_then(|about| about.modified()).ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn debians_own_node_is_refused_with_words() {
        assert!(too_old("v18.20.4\n").is_some_and(|words| words.contains("18.20.4 is too old")));
        assert!(too_old("v20.18.0\n").is_some());
        assert_eq!(too_old("v20.19.0\n"), None);
        assert_eq!(too_old("v24.1.0\n"), None);
    }

    #[test]
    fn packages_are_installed_when_absent_or_older_than_the_lockfile() {
        let yesterday = SystemTime::UNIX_EPOCH;
        let today = yesterday + Duration::from_secs(86_400);
        assert!(is_older(None, Some(today)));
        assert!(is_older(Some(yesterday), Some(today)));
        assert!(!is_older(Some(today), Some(yesterday)));
    }
}
