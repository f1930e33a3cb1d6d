//! `quarantine`: what was set aside, for a person to see and to keep.

use std::{fs, path::PathBuf};

use clap::Subcommand;
use protocol::message::QuarantineReason;

use super::{existing, say};
use crate::{
    db::sqlite::{
        log, people,
        quarantine::{self, SetAside},
    },
    hub::{Hub, HubError},
};

/// What can be asked about quarantine.
#[derive(Debug, Subcommand)]
pub enum Quarantine {
    /// List everything that was set aside, one a line.
    List {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
    },
    /// Say all that is known of one.
    Show {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// Its number in the list.
        item: u64,
    },
    /// Write the bytes of one into a file, exactly as they came.
    Export {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// Its number in the list.
        item: u64,
        /// The file.
        #[arg(long)]
        out: PathBuf,
    },
    /// Let some in: they count from now on, flagged.
    Release {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// Their numbers in the list, each after those it stands on.
        #[arg(required = true)]
        items: Vec<u64>,
    },
    /// Keep one out for good. Its bytes stay, and the handheld says so.
    Discard {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// Its number in the list.
        item: u64,
        /// Why, for whoever asks later.
        #[arg(long)]
        why: String,
    },
}

pub(super) fn run(command: Quarantine) -> Result<(), HubError> {
    match command {
        Quarantine::List { data } => {
            let hub = existing(data)?;
            let all = hub.inner.db.read(quarantine::all)?;
            if all.is_empty() {
                return say("nothing is in quarantine");
            }
            for (number, aside) in all {
                let (reason, when) = (aside.reason.code(), aside.received_at.rfc3339());
                let until = aside.delete_at.map(|at| format!("\tof an erased record, kept until {}", at.rfc3339()));
                say(format_args!(
                    "{number}\t{when}\t{reason}\t{}\t{}\t{} bytes{}",
                    holder(&hub, &aside)?,
                    record(&hub, &aside)?,
                    aside.bytes.len(),
                    until.unwrap_or_default()
                ))?;
            }
            Ok(())
        }
        Quarantine::Show { data, item } => {
            let hub = existing(data)?;
            let aside = find(&hub, item)?;
            say(format_args!("reason: {}: {}", aside.reason.code(), because(aside.reason)))?;
            say(format_args!("received: {}", aside.received_at.rfc3339()))?;
            say(format_args!("written by: {} as entry {}", holder(&hub, &aside)?, aside.n))?;
            if let Some((document, _)) = &aside.record {
                say(format_args!("record: {} ({document})", record(&hub, &aside)?))?;
            }
            if let Some((settlement, why)) = hub.inner.db.read(|transaction| quarantine::settled(transaction, item))? {
                say(format_args!("settled: {settlement} {why}"))?;
            }
            if let Some(hash) = &aside.hash {
                say(format_args!("change: {hash}"))?;
            }
            if let Some(until) = aside.delete_at {
                say(format_args!("its record was erased; kept until: {}", until.rfc3339()))?;
            }
            for line in hub.would_say(&aside)? {
                say(format_args!("would say: {line}"))?;
            }
            let size = hub.bytes_set_aside(item)?.len();
            say(format_args!("size: {size} bytes; as they came: doorstep-hub quarantine export {item} --out FILE"))
        }
        Quarantine::Export { data, item, out } => {
            let bytes = existing(data)?.bytes_set_aside(item)?;
            fs::write(&out, bytes).map_err(|source| HubError::Io { path: out.clone(), source })?;
            say(out.display())
        }
        Quarantine::Release { data, items } => {
            let hub = existing(data)?;
            items.iter().try_for_each(|item| {
                let changes = hub.release(*item)?;
                let with = if changes > 1 { format!(", and {} that stood on it", changes - 1) } else { String::new() };
                say(format_args!("{item} went in{with}"))
            })
        }
        Quarantine::Discard { data, item, why } => {
            existing(data)?.discard(item, &why)?;
            say(format_args!("{item} stays out; its bytes are kept"))
        }
    }
}

fn find(hub: &Hub, number: u64) -> Result<SetAside, HubError> {
    hub.inner
        .db
        .read(|transaction| quarantine::item(transaction, number))?
        .ok_or_else(|| HubError::Asked(format!("nothing in quarantine has the number {number}; see: quarantine list")))
}

/// "job 20000417", or what else the record is.
fn record(hub: &Hub, aside: &SetAside) -> Result<String, HubError> {
    let Some((document, kind)) = aside.record else { return Ok("no record".to_owned()) };
    let known = hub.inner.db.read(|transaction| log::record(transaction, document))?;
    let reference = known.map_or_else(|| "that is not here".to_owned(), |record| record.reference);
    Ok(format!("{} {reference}", kind.name().replace('_', " ")))
}

/// What a reason means to whoever decides.
const fn because(reason: QuarantineReason) -> &'static str {
    use QuarantineReason as Because;
    match reason {
        Because::Malformed => "the bytes are no change, so that they can only be discarded",
        Because::ActorNotOfDevice => "another handheld signed it than wrote it",
        Because::SequenceGap => "changes before it never came, or came twice",
        Because::OperationNumbers => "its numbering is not what the record's would be",
        Because::DoesNotApply => "the record cannot take it",
        Because::NotAllowed => "its writer's role may not write this",
        Because::NotInScope => "its writer did not have the record when it was written",
        Because::DependsOnQuarantined => "it stands on another that was set aside; release that one first",
        Because::DependencyNeverCame => "what it stands on did not come in time",
        Because::ChainForked => "there are two of its handheld, or it was put back from a copy",
        Because::Unsigned => "its signature does not hold",
        Because::Revoked => "its handheld had been withdrawn",
        Because::Discarded => "somebody decided that it stays out",
        Because::Superseded => "its record was erased",
    }
}

fn holder(hub: &Hub, aside: &SetAside) -> Result<String, HubError> {
    let device = hub.inner.db.read(|transaction| people::device(transaction, aside.device))?;
    Ok(device.map_or_else(
        || format!("unknown device {}", aside.device),
        |device| format!("{} ({})", device.entry.person_name, device.entry.device_name),
    ))
}
