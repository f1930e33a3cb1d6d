//! `lone-worker`: who works alone, who is overdue, and who sees to it.

use std::path::PathBuf;

use clap::Subcommand;

use super::{existing, say};
use crate::{
    hub::{Hub, HubError},
    lone_worker::LoneWorker as Worker,
};

/// See who works alone and is overdue, and say who sees to it.
#[derive(Debug, Subcommand)]
pub enum LoneWorker {
    /// List everybody who is watched, those who are overdue first.
    List {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// Only those who are overdue.
        #[arg(long)]
        overdue: bool,
    },
    /// Say who sees to somebody who is overdue: their handheld shows it if it can be reached.
    Take {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// Which, as `lone-worker list` names it: "W-7QK3M2ZP".
        #[arg(long)]
        reference: String,
        /// Who: "Joan Ellis".
        #[arg(long)]
        by: String,
    },
    /// End a timer whose person was found well and cannot say so on their handheld.
    End {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// Which.
        #[arg(long)]
        reference: String,
        /// Who found them: "Joan Ellis".
        #[arg(long)]
        by: String,
    },
}

pub(super) fn run(command: LoneWorker) -> Result<(), HubError> {
    match command {
        LoneWorker::List { data, overdue } => list(&existing(data)?, overdue),
        LoneWorker::Take { data, reference, by } => {
            existing(data)?.take_lone_worker(&reference, &by)?;
            say(format_args!("{by} sees to {reference}"))
        }
        LoneWorker::End { data, reference, by } => {
            existing(data)?.end_lone_work(&reference, &by)?;
            say(format_args!("{reference} is ended: found well by {by}"))
        }
    }
}

fn list(hub: &Hub, overdue: bool) -> Result<(), HubError> {
    let workers = hub.lone_workers()?;
    let shown: Vec<&Worker> = workers.iter().filter(|worker| !overdue || worker.left_ms <= 0).collect();
    if shown.is_empty() {
        return say(if overdue { "Nobody is overdue." } else { "Nobody works alone." });
    }
    shown.into_iter().try_for_each(|worker| say(line(worker)))
}

/// "W-7QK3M2ZP: OVERDUE for 12 minutes, Ada Byrne (Van 12), going to 8 Sluice Court, heard of at …".
pub(super) fn line(worker: &Worker) -> String {
    let minutes = worker.left_ms.unsigned_abs() / 60_000;
    let due = if worker.left_ms <= 0 {
        format!("OVERDUE for {minutes} min")
    } else {
        format!("due in {} min", minutes.saturating_add(1))
    };
    let watched = &worker.watched;
    let taken = match watched.taken_by.as_str() {
        "" => String::new(),
        name => format!(", {name} sees to it"),
    };
    let at = watched.at.map_or_else(String::new, |fix| {
        format!(", then at {:.5}, {:.5} within {} m", fix.at.latitude(), fix.at.longitude(), fix.accuracy)
    });
    format!(
        "{}: {due}, {} ({}), going to {}, last heard of at {}{at}{taken}",
        worker.reference,
        worker.person,
        worker.device,
        watched.place,
        watched.heard_at.rfc3339()
    )
}
