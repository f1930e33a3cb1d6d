//! The landlord's hub of the demo, and the network cable that can be pulled out of it.

use std::process::Command;
use std::time::Duration;

use super::demo::Folder;
use super::state::{Remembered, State, free_port, is_free};
use crate::console::say;
use crate::house::House;
use crate::process::{self, Running};
use crate::trouble::Trouble;

const PATIENCE: Duration = Duration::from_secs(90);

/// A hub, with its cable in or out.
pub struct Hub {
    port: u16,
    running: Option<Running>,
}

impl Hub {
    /// Starts it on the remembered port.
    pub fn start(house: &House, folder: &Folder, state: &mut State) -> Result<Self, Trouble> {
        let port = match state.hub_port {
            Some(port) if is_free(port) => port,
            Some(port) => {
                return Err(Trouble::because(format!(
                    "Something else listens on port {port}, where the demo's handhelds expect their hub. Stop it, or \
                     start the demo over with `cargo xtask run --fresh`."
                )));
            }
            None => free_port()?,
        };
        state.hub_port = Some(port);
        state.write(folder)?;
        let running = Some(serve(house, folder, port)?);
        supply_map(house, folder)?;
        Ok(Self { port, running })
    }

    /// Where it listens.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// An invitation for one handheld, as the landlord would hand out.
    pub fn invite(&self, house: &House, folder: &Folder, handheld: &Remembered) -> Result<String, Trouble> {
        let mut invite = Command::new(house.program("doorstep-hub"));
        invite.arg("invite").arg("--data").arg(folder.at("hub"));
        invite.args(["--person", &handheld.person, "--device", &handheld.device, "--hub", &self.address()]);
        let printed = process::output(&mut invite)?;
        let invitation = printed.lines().find(|line| line.starts_with("doorstep:enrol?"));
        invitation.map(str::to_owned).ok_or_else(|| {
            Trouble::because(format!("The hub printed no invitation for {}, but: {}", handheld.person, printed.trim()))
        })
    }

    /// What other systems of the landlord's hold: what the vans carry, and what was surveyed in homes. Again it changes
    /// nothing.
    pub fn import(&self, house: &House, folder: &Folder) -> Result<(), Trouble> {
        for (format, file) in [("csv-van-stock", "van-stock.csv"), ("csv-asbestos", "asbestos-register.csv")] {
            let mut import = Command::new(house.program("doorstep-hub"));
            import.arg("import").arg("--data").arg(folder.at("hub")).args(["--format", format]);
            process::output(import.arg(house.path("crates/hub/src/demo").join(file)))?;
        }
        Ok(())
    }

    /// Pulls the cable out, or plugs it back in.
    pub fn pull_or_plug(&mut self, house: &House, folder: &Folder, state: &State) -> Result<(), Trouble> {
        match self.running.take() {
            Some(running) => {
                drop(running);
                say("The cable is out: the hub cannot be reached. Type c and Enter to plug it back in.");
            }
            None => {
                self.running = Some(serve(house, folder, state.hub_port.unwrap_or(self.port))?);
                say("The cable is in: the handhelds find the hub within seconds.");
            }
        }
        Ok(())
    }

    /// Trouble if it stopped by itself.
    pub fn check(&mut self) -> Result<(), Trouble> {
        let Some(running) = &mut self.running else {
            return Ok(());
        };
        match running.ended()? {
            None => Ok(()),
            Some(status) => Err(running.trouble(&format!("stopped by itself ({status})"))),
        }
    }
}

/// The invented town that the demo's homes lie in. Once it is there, nothing happens.
fn supply_map(house: &House, folder: &Folder) -> Result<(), Trouble> {
    let mut map = Command::new(house.program("doorstep-hub"));
    map.arg("map").arg("--data").arg(folder.at("hub"));
    map.arg("--file").arg(house.path("tests/golden/sheddings.pmtiles"));
    process::output(&mut map).map(drop)
}

fn serve(house: &House, folder: &Folder, port: u16) -> Result<Running, Trouble> {
    let mut serve = Command::new(house.program("doorstep-hub"));
    serve.arg("serve").arg("--data").arg(folder.at("hub"));
    serve.args(["--listen", &format!("127.0.0.1:{port}"), "--demo"]);
    let mut hub = Running::start("The hub", &mut serve, &folder.log("hub"))?;
    folder.note_process(hub.id());
    hub.wait_for("doorstep-hub listening on ", PATIENCE)?;
    Ok(hub)
}
