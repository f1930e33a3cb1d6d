//! One handheld of the demo: a window, or a bridge for a browser, over a folder of its own.

use std::process::Command;
use std::time::Duration;

use super::bridge::Bridge;
use super::demo::Folder;
use super::hub::Hub;
use super::state::{PIN, Remembered, State, free_port, is_free};
use crate::console::say;
use crate::house::House;
use crate::process::Running;
use crate::trouble::Trouble;

const PATIENCE: Duration = Duration::from_secs(60);

/// A handheld that is open.
pub struct Handheld {
    /// Who holds it.
    pub person: String,
    /// Its name on the hub.
    pub device: String,
    shown: Shown,
    running: Running,
}

enum Shown {
    InWindow,
    At(String),
}

impl Handheld {
    /// Enrols it where that was not done, and opens it.
    pub fn open(
        house: &House,
        folder: &Folder,
        hub: &Hub,
        state: &mut State,
        index: usize,
        window: bool,
    ) -> Result<Self, Trouble> {
        let Some(remembered) = state.handhelds.get_mut(index) else {
            return Err(Trouble::because("The demo has no such handheld."));
        };
        let (person, device) = (remembered.person.clone(), remembered.device.clone());
        let bridge = if window && remembered.enrolled { None } else { Some(bridged(house, folder, remembered)?) };
        if let Some((_, bridge)) = &bridge {
            if !remembered.enrolled {
                say(&format!("  Enrolling {person}'s handheld"));
                enrol(house, folder, hub, remembered, bridge)?;
            }
            remembered.enrolled = true;
        }
        state.write(folder)?;
        let (shown, running) = match bridge {
            Some((running, bridge)) if !window => (Shown::At(bridge.address), running),
            bridge => {
                // The window opens the folder that the bridge just used: one process at a time.
                drop(bridge);
                (Shown::InWindow, windowed(house, folder, state, index)?)
            }
        };
        Ok(Self { person, device, shown, running })
    }

    /// Where a person finds it.
    pub fn place(&self) -> &str {
        match &self.shown {
            Shown::InWindow => "in its window",
            Shown::At(address) => address,
        }
    }

    /// False once a person has closed its window.
    pub fn still_open(&mut self) -> Result<bool, Trouble> {
        match (self.running.ended()?, &self.shown) {
            (None, _) => Ok(true),
            (Some(status), Shown::InWindow) if status.success() => Ok(false),
            (Some(status), _) => Err(self.running.trouble(&format!("stopped by itself ({status})"))),
        }
    }
}

fn bridged(house: &House, folder: &Folder, remembered: &mut Remembered) -> Result<(Running, Bridge), Trouble> {
    let port = match remembered.port {
        Some(port) if is_free(port) => port,
        _ => free_port()?,
    };
    remembered.port = Some(port);
    let mut command = Command::new(house.program("doorstep-bridge"));
    command.arg("--data").arg(folder.at(&remembered.folder)).arg("--ui").arg(house.path("ui/dist"));
    command.args(["--listen", &format!("127.0.0.1:{port}"), "--token", &remembered.token]);
    let name = format!("{}'s handheld", remembered.person);
    let mut running = Running::start(&name, &mut command, &folder.log(&remembered.folder))?;
    folder.note_process(running.id());
    let address = running.wait_for("doorstep-bridge ready: ", PATIENCE)?.trim().to_owned();
    Ok((running, Bridge { port, token: remembered.token.clone(), address }))
}

fn windowed(house: &House, folder: &Folder, state: &State, index: usize) -> Result<Running, Trouble> {
    let Some(remembered) = state.handhelds.get(index) else {
        return Err(Trouble::because("The demo has no such handheld."));
    };
    let mut command = Command::new(house.program("doorstep-app"));
    command.arg("--data").arg(folder.at(&remembered.folder));
    command.args(["--title", &format!("Doorstep: {}", remembered.person)]);
    let name = format!("{}'s window", remembered.person);
    let running = Running::start(&name, &mut command, &folder.log(&remembered.folder))?;
    folder.note_process(running.id());
    Ok(running)
}

/// Does what a person does with a new handheld: takes the landlord's invitation and chooses a PIN.
fn enrol(house: &House, folder: &Folder, hub: &Hub, handheld: &Remembered, bridge: &Bridge) -> Result<(), Trouble> {
    let mut state = bridge.session_state()?;
    if state == "not_enrolled" {
        let invitation = hub.invite(house, folder, handheld)?;
        state = bridge.enrol(&invitation)?;
    }
    if state == "needs_pin" {
        state = bridge.choose_pin(PIN)?;
    }
    match state.as_str() {
        "unlocked" | "locked" => Ok(()),
        other => Err(Trouble::because(format!(
            "{}'s handheld is '{other}' after enrolment. Start the demo over with `cargo xtask run --fresh`.",
            handheld.person
        ))),
    }
}
