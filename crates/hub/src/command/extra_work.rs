//! `extra-work` and `decide`: what operatives recorded beyond the order, and what the landlord says to it.

use std::path::PathBuf;

use clap::Subcommand;
use domain::{id::ItemId, job::Decision};

use super::{existing, say};
use crate::hub::HubError;

/// Deciding on work beyond the order.
#[derive(Debug, Subcommand)]
pub enum ExtraWork {
    /// List work beyond the order that waits for a decision.
    ExtraWork {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
    },
    /// Decide on work beyond the order: whoever has the job reads it there.
    Decide {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// Which, as `extra-work` lists it.
        #[arg(long)]
        work: String,
        /// Let it be done.
        #[arg(long, required_unless_present = "decline")]
        approve: bool,
        /// Leave it, for this reason.
        #[arg(long, conflicts_with = "approve")]
        decline: Option<String>,
    },
}

pub(super) fn run(command: ExtraWork) -> Result<(), HubError> {
    match command {
        ExtraWork::ExtraWork { data } => {
            let undecided = existing(data)?.extra_work()?;
            if undecided.is_empty() {
                return say("Nothing waits for a decision.");
            }
            for one in undecided {
                let work = &one.waiting;
                let safe = if work.safe_to_wait { "safe to wait" } else { "NOT safe to wait" };
                say(format_args!(
                    "{}: job {}, £{}.{:02}, {safe}, from {}: {}",
                    one.waiting.variation,
                    one.waiting.reference,
                    work.pence / 100,
                    work.pence % 100,
                    one.by,
                    work.what
                ))?;
            }
            Ok(())
        }
        ExtraWork::Decide { data, work, approve: _, decline } => {
            let id: ItemId = work.parse().map_err(|error| HubError::Asked(format!("--work: {error}")))?;
            let decision = match decline {
                Some(why) if why.trim().is_empty() => {
                    return Err(HubError::Asked("say why it is declined: whoever has the job reads it".into()));
                }
                Some(why) => Decision::Declined(why.trim().to_owned()),
                None => Decision::Approved,
            };
            existing(data)?.decide_extra_work(id, &decision)?;
            say("Decided. Whoever has the job reads it with their next signal.")
        }
    }
}
