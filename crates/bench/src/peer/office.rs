//! What only the landlord does: raising jobs and inviting handhelds.
//!
//! A device leaves a request in a folder beside its own and waits for the answer; the hub's process looks there. It
//! stands for the desk at which a handheld is handed over, and passes no byte through the network that is measured.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{list, record, text};
use crate::{Failed, phone, plan_of, town::Office};

/// How often the hub looks.
const LOOK: Duration = Duration::from_millis(20);

/// How long a device waits.
const PATIENCE: Duration = Duration::from_secs(600);

fn desk(folder: &Path) -> PathBuf {
    folder.with_file_name("desk")
}

/// Asks the landlord of the hub whose folder lies beside this device's.
pub async fn ask(device_folder: &Path, question: &Value) -> Result<Value, Failed> {
    let desk = desk(device_folder);
    fs::create_dir_all(&desk)?;
    let name: String = phone::random::<8>()?.iter().map(|byte| format!("{byte:02x}")).collect();
    let (draft, asked, answer) =
        (desk.join(&name), desk.join(format!("{name}.ask")), desk.join(format!("{name}.said")));
    fs::write(&draft, question.to_string())?;
    fs::rename(&draft, &asked)?;
    let until = Instant::now() + PATIENCE;
    loop {
        if let Ok(said) = fs::read(&answer) {
            fs::remove_file(&answer)?;
            let said: Value = serde_json::from_slice(&said)?;
            return match text(&said, "error") {
                "" => Ok(said),
                error => Err(format!("the landlord: {error}").into()),
            };
        }
        if Instant::now() > until {
            return Err("the landlord never answered".into());
        }
        tokio::time::sleep(LOOK / 4).await;
    }
}

/// Answers whoever asks, for as long as the hub is open.
pub fn attend(hub_folder: &Path, office: &Office) -> tokio::task::JoinHandle<()> {
    let (desk, hub, port) = (desk(hub_folder), office.hub.clone(), office.port());
    // Whoever asked a hub that was open before has gone.
    let _nothing_there = fs::remove_dir_all(&desk);
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(LOOK).await;
            let (desk, hub) = (desk.clone(), hub.clone());
            let looked = tokio::task::spawn_blocking(move || look(&desk, &hub, port)).await;
            if let Ok(Err(error)) = looked {
                eprintln!("the landlord's desk: {error}");
            }
        }
    })
}

fn look(desk: &Path, hub: &hub::Hub, port: u16) -> Result<(), Failed> {
    let Ok(entries) = fs::read_dir(desk) else { return Ok(()) };
    for entry in entries {
        let asked = entry?.path();
        if asked.extension().is_none_or(|extension| extension != "ask") {
            continue;
        }
        let question: Value = serde_json::from_slice(&fs::read(&asked)?)?;
        fs::remove_file(&asked)?;
        let said = answer(hub, port, &question).unwrap_or_else(|error| json!({ "error": error.to_string() }));
        let draft = asked.with_extension("draft");
        fs::write(&draft, said.to_string())?;
        fs::rename(&draft, asked.with_extension("said"))?;
    }
    Ok(())
}

fn answer(hub: &hub::Hub, port: u16, question: &Value) -> Result<Value, Failed> {
    for new in list(question, "raise") {
        hub.raise(&plan_of(record::order(new)?), text(new, "team"))?;
    }
    let team = text(question, "team");
    if team.is_empty() {
        return Ok(json!({}));
    }
    let name = text(question, "device");
    let invitation = hub.invite(name, name, &format!("http://127.0.0.1:{port}"), Some(team))?;
    Ok(json!({ "invitation": invitation.to_string() }))
}
