//! `incident`: what happened to staff, and who reads it.

use std::path::PathBuf;

use clap::Subcommand;

use super::{existing, say};
use crate::hub::{Hub, HubError};

/// See what happened to staff, and name who reads it on their handheld.
#[derive(Debug, Subcommand)]
pub enum Incident {
    /// Print every incident.
    List {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
    },
    /// Name a housing officer whose handheld is given what happened to staff.
    Reader {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// Who: "Joan Ellis".
        #[arg(long)]
        person: String,
        /// They do so no longer: it leaves their handheld.
        #[arg(long)]
        no_longer: bool,
    },
}

pub(super) fn run(command: Incident) -> Result<(), HubError> {
    match command {
        Incident::List { data } => list(&existing(data)?),
        Incident::Reader { data, person, no_longer } => {
            existing(data)?.name_incident_reader(&person, !no_longer)?;
            let now = if no_longer { "no longer reads" } else { "reads" };
            say(format_args!("{person} {now} what happened to staff"))
        }
    }
}

fn list(hub: &Hub) -> Result<(), HubError> {
    let incidents = hub.incidents()?;
    if incidents.is_empty() {
        return say("Nobody has reported an incident.");
    }
    for one in incidents {
        let hurt = if one.incident.hurt { ", SOMEBODY WAS HURT" } else { "" };
        say(format_args!(
            "{}: {}{hurt}, from {} ({}) on {}",
            one.reference,
            one.incident.kind.words(),
            one.person,
            one.device,
            one.received_at.rfc3339()
        ))?;
        for line in [&one.incident.place, &one.incident.words].into_iter().filter(|line| !line.is_empty()) {
            say(format_args!("  {line}"))?;
        }
    }
    Ok(())
}
