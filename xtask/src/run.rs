//! `cargo xtask run`: a landlord's hub and two handhelds on this machine, ready to be tried.
//!
//! What the demo keeps stands in `.doorstep/`: the hub's database, one folder for each handheld, the logs, and a note
//! of ports and tokens so that the next run goes on where this one stopped.

mod bridge;
mod cable;
mod demo;
mod handheld;
mod hub;
mod state;

use std::process::Command;

use crate::codegen::FEATURES;
use crate::console::{Steps, bold, in_words, say};
use crate::house::House;
use crate::needs::{self, For};
use crate::process;
use crate::screens;
use crate::trouble::Trouble;

use handheld::Handheld;
use state::{PIN, State};

/// How the demo was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Options {
    fresh: bool,
    headless: bool,
}

impl Options {
    /// From the words after `run`.
    pub fn read(words: &[&str]) -> Result<Self, Trouble> {
        let mut options = Self::default();
        for word in words {
            match *word {
                "--fresh" => options.fresh = true,
                "--headless" => options.headless = true,
                other => {
                    return Err(Trouble::because(format!(
                        "`cargo xtask run` knows --fresh and --headless, not '{other}'."
                    )));
                }
            }
        }
        Ok(options)
    }
}

/// Builds and starts everything, and stays until Ctrl-C or until the last window is closed.
pub fn run(house: &House, options: Options) -> Result<(), Trouble> {
    let display =
        ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some_and(|on| !on.is_empty()));
    let windows = display && !options.headless;
    let folder = demo::Folder::lock(&house.path(".doorstep"))?;
    if options.fresh {
        folder.clear()?;
        say("Starting over: the demo's data is gone.");
    }

    let mut steps = Steps::new(4);
    steps.next("Looking at what this machine lacks");
    needs::meet(if windows { For::Window } else { For::Headless })?;
    steps.next("Building the screens");
    screens::build(house)?;
    steps.next("Building the hub and the handheld (several minutes the first time, seconds after that)");
    build(house, windows)?;

    steps.next("Starting the landlord's hub and two handhelds");
    let mut state = State::read(&folder)?;
    let mut hub = hub::Hub::start(house, &folder, &mut state)?;
    let mut handhelds = Vec::new();
    for index in 0..state.handhelds.len() {
        handhelds.push(Handheld::open(house, &folder, &hub, &mut state, index, windows)?);
    }
    state.write(&folder)?;
    // Vans belong to people, and the hub knows these since they were handed their phones.
    hub.import(house, &folder)?;

    introduce(&hub, &handhelds, windows, display, &steps);
    watch(house, &folder, &mut state, &mut hub, handhelds)
}

fn build(house: &House, windows: bool) -> Result<(), Trouble> {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--workspace", "--bin", "doorstep-hub", "--bin", "doorstep-bridge"]).args(FEATURES);
    if windows {
        cargo.args(["--bin", "doorstep-app"]);
    }
    process::run(cargo.current_dir(house.root()))
}

fn introduce(hub: &hub::Hub, handhelds: &[Handheld], windows: bool, display: bool, steps: &Steps) {
    say(&format!("\nDoorstep is running, after {}.\n", in_words(steps.elapsed())));
    say(&format!("  {:<22} {}", "Landlord's hub", hub.address()));
    for handheld in handhelds {
        say(&format!("  {:<22} {}", format!("{} ({})", handheld.person, handheld.device), handheld.place()));
    }
    say(&format!("  {:<22} {}", "PIN of both", bold(PIN)));
    say("");
    if !windows {
        let why = if display { "" } else { "There is no display here, so the handhelds are in the browser. " };
        say(&format!("{why}Open each address in a browser window of its own."));
    }
    say("Type c and Enter to pull the cable: the hub stops, the handhelds go on. The same again plugs it back in.");
    say("Ctrl-C stops everything. The next run goes on from here; `cargo xtask run --fresh` starts over.");
    say("Logs are in .doorstep/logs.\n");
}

/// Keeps everything going; Ctrl-C ends it well.
fn watch(
    house: &House,
    folder: &demo::Folder,
    state: &mut State,
    hub: &mut hub::Hub,
    mut handhelds: Vec<Handheld>,
) -> Result<(), Trouble> {
    let cable = cable::Cable::listen();
    loop {
        if process::pause().is_err() {
            say("\nStopping. Everything recorded is kept.");
            return Ok(());
        }
        if cable.pulled() {
            hub.pull_or_plug(house, folder, state)?;
        }
        hub.check()?;
        let mut open = Vec::new();
        for mut handheld in handhelds {
            if handheld.still_open()? {
                open.push(handheld);
            } else {
                say(&format!("{}'s window was closed.", handheld.person));
            }
        }
        handhelds = open;
        if handhelds.is_empty() {
            say("Both windows are closed. Everything recorded is kept.");
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_in_any_order_and_others_are_refused_by_name() {
        let both = Options { fresh: true, headless: true };
        assert_eq!(Options::read(&["--headless", "--fresh"]).unwrap(), both);
        assert_eq!(Options::read(&[]).unwrap(), Options::default());
        assert!(Options::read(&["--frehs"]).unwrap_err().to_string().contains("'--frehs'"));
    }
}
