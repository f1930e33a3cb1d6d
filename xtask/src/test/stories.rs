//! Stories told through the screens: in Chromium over the bridge, and in the real window under a display of its own.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use super::steps::counted;
use super::tally::{self, Tally};
use crate::house::House;
use crate::needs;
use crate::process::Running;
use crate::trouble::{Doing, Trouble};

const PATIENCE: Duration = Duration::from_secs(30);

/// The stories in `tests/e2e/browser`.
pub fn browser(house: &House) -> Result<Tally, Trouble> {
    let Some(chromium) = needs::on_path("chromium").or_else(|| needs::on_path("chromium-browser")) else {
        return Err(Trouble::because("Chromium is not on PATH."));
    };
    let mut node = node(house, "browser")?;
    counted(node.env("DOORSTEP_CHROMIUM", chromium), tally::node)
}

/// The stories in `tests/e2e/window`.
pub fn window(house: &House) -> Result<Tally, Trouble> {
    let driver = needs::tauri_driver(house)?;
    let log = house.target().join("xvfb.log");
    // It picks a number that is free and prints it.
    let mut command = Command::new("Xvfb");
    command.args(["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]);
    let mut xvfb = Running::start("Xvfb", &mut command, &log)?;
    let display = xvfb.wait_for("", PATIENCE)?;
    let mut node = node(house, "window")?;
    node.env("DISPLAY", format!(":{}", display.trim())).env_remove("WAYLAND_DISPLAY");
    counted(node.env("DOORSTEP_TAURI_DRIVER", driver), tally::node)
}

fn node(house: &House, folder: &str) -> Result<Command, Trouble> {
    let e2e = house.path("tests/e2e");
    needs::npm(&e2e)?;
    let mut command = Command::new("node");
    // One at a time: each story starts a hub and handhelds of its own. What a story that failed has left running ends with it.
    command
        .args(["--test", "--test-reporter=spec", "--test-concurrency=1", "--test-force-exit"])
        .args(files(&e2e.join(folder))?);
    command.current_dir(&e2e).env("DOORSTEP_PROGRAMS", house.target().join("debug"));
    Ok(command)
}

/// The stories by name. Node 20 does not expand patterns itself.
fn files(folder: &PathBuf) -> Result<Vec<PathBuf>, Trouble> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).doing(format!("list {}", folder.display()))? {
        let path = entry.doing(format!("list {}", folder.display()))?.path();
        if path.to_string_lossy().ends_with(".test.mjs") {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(Trouble::because(format!("There are no stories in {}.", folder.display())));
    }
    Ok(files)
}
