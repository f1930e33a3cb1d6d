//! The screens: their npm packages, and the files that the window and the bridge serve.

use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use crate::house::House;
use crate::needs;
use crate::process;
use crate::trouble::Trouble;

/// Brings `ui/dist` up to date.
pub fn build(house: &House) -> Result<(), Trouble> {
    let ui = house.path("ui");
    needs::npm(&ui)?;
    // Writing the same files again would make Cargo embed them again.
    let built = ui.join("dist/index.html").metadata().and_then(|about| about.modified()).ok();
    if needs::is_older(built, newest(&ui)) {
        process::run(npm_run(house, "build").args(["--", "--logLevel", "error"]))?;
    }
    Ok(())
}

/// One of the scripts in `ui/package.json`.
pub fn npm_run(house: &House, name: &str) -> Command {
    let mut command = Command::new("npm");
    command.args(["run", "--silent", name]).current_dir(house.path("ui"));
    command
}

/// When anything that the build reads was last changed.
fn newest(folder: &Path) -> Option<SystemTime> {
    let entries = std::fs::read_dir(folder).ok()?;
    entries
        .flatten()
        .filter(|entry| !matches!(entry.file_name().to_str(), Some("node_modules" | "dist" | "test-results")))
        .filter_map(|entry| match entry.file_type() {
            Ok(kind) if kind.is_dir() => newest(&entry.path()),
            Ok(_) => entry.metadata().and_then(|about| about.modified()).ok(),
            Err(_) => None,
        })
        .max()
}
