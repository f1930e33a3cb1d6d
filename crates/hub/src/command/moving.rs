//! `assign`, `take-back`, `join`, `leave` and `flagged`: who has which work, and what was done by those who had lost it.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use domain::job::GoingAgain;

use super::{OneJob, existing, say, warn};
use crate::{
    hub::HubError,
    plan::{Assignee, ClosedForGood, Group},
};

/// What moves work.
#[derive(Debug, Subcommand)]
pub enum Moving {
    /// Give a job to a team, a person, a patch or a site, and take it from whoever had it.
    Assign {
        /// Which.
        #[command(flatten)]
        job: OneJob,
        /// The person.
        #[arg(long, conflicts_with_all = ["team", "patch", "site"], required_unless_present_any = ["team", "patch", "site"])]
        person: Option<String>,
        /// The group.
        #[command(flatten)]
        group: Named,
    },
    /// Take a job back from whoever has it.
    TakeBack {
        /// Which.
        #[command(flatten)]
        job: OneJob,
    },
    /// Let a person see a group's work.
    Join {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// Who: "Ada Byrne".
        #[arg(long)]
        person: String,
        /// What they join.
        #[command(flatten)]
        group: Named,
        /// The team that they leave by it.
        #[arg(long)]
        instead_of: Option<String>,
    },
    /// Let a person see a group's work no longer.
    Leave {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// Who: "Ada Byrne".
        #[arg(long)]
        person: String,
        /// What they leave.
        #[command(flatten)]
        group: Named,
    },
    /// List what people at the door ask of the planner, visits at which nobody let them in and what was offered then, jobs in
    /// which something waits for a decision, and work that was accepted and that a person should know something about, one
    /// handheld and job a line.
    Flagged {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
    },
}

/// A group as it is named on the command line.
#[derive(Debug, Clone, Args)]
pub struct Named {
    /// A team's code.
    #[arg(long)]
    team: Option<String>,
    /// A patch's code.
    #[arg(long, conflicts_with = "team")]
    patch: Option<String>,
    /// A site's code.
    #[arg(long, conflicts_with_all = ["team", "patch"])]
    site: Option<String>,
}

impl Named {
    fn group(self) -> Option<Group> {
        let team = self.team.map(Group::Team);
        team.or_else(|| self.patch.map(Group::Patch)).or_else(|| self.site.map(Group::Site))
    }

    fn needed(self) -> Result<Group, HubError> {
        let Some(group) = self.group() else {
            return Err(HubError::Asked("say which: --team, --patch or --site with its code".into()));
        };
        let (Group::Team(code) | Group::Patch(code) | Group::Site(code)) = &group;
        super::invite::named("the code", code)?;
        Ok(group)
    }
}

pub(super) fn run(command: Moving) -> Result<(), HubError> {
    match command {
        Moving::Assign { job: OneJob { data, reference, source }, person, group } => {
            let to = match (person, group.group()) {
                (Some(person), _) => Assignee::Person(person),
                (None, Some(Group::Team(code))) => Assignee::Team(code),
                (None, Some(Group::Patch(code))) => Assignee::Patch(code),
                (None, Some(Group::Site(code))) => Assignee::Site(code),
                (None, None) => return Err(HubError::Asked("say who is to do it".into())),
            };
            let (Assignee::Team(whose) | Assignee::Person(whose) | Assignee::Patch(whose) | Assignee::Site(whose)) =
                &to;
            let hub = existing(data)?;
            let moved = hub.assign(&reference, source.as_deref(), &to)?;
            let now = if moved { "is now with" } else { "was already with" };
            say(format_args!("{reference} {now} {whose}"))?;
            let job = documents::job::read(&hub.record(&reference, source.as_deref())?)?;
            // They see what was done, and nobody asks them to go there.
            ClosedForGood::of(GoingAgain::to(&job), &reference).map_or(Ok(()), say)
        }
        Moving::TakeBack { job: OneJob { data, reference, source } } => {
            let moved = existing(data)?.take_back(&reference, source.as_deref())?;
            let now = if moved { "is taken back; nobody has it now" } else { "was with nobody" };
            say(format_args!("{reference} {now}"))
        }
        Moving::Join { data, person, group, instead_of } => {
            let group = group.needed()?;
            let moved = existing(data)?.join(&person, &group, instead_of.map(Group::Team).as_ref())?;
            let now = if moved { "is now in" } else { "was already in" };
            say(format_args!("{person} {now} {group}"))
        }
        Moving::Leave { data, person, group } => {
            let group = group.needed()?;
            existing(data)?.leave(&person, &group)?;
            say(format_args!("{person} is no longer in {group}"))
        }
        Moving::Flagged { data } => {
            let hub = existing(data)?;
            let (all, asked, doubts) = (hub.flagged()?, hub.asked()?, hub.doubts()?);
            let waiting = [hub.come_again()?, hub.unanswered()?, hub.undecided()?].concat();
            if all.is_empty() && asked.is_empty() && doubts.is_empty() && waiting.is_empty() {
                return say("nothing is flagged");
            }
            asked.iter().try_for_each(|asking| {
                let (when, person, device) = (asking.received_at.rfc3339(), &asking.person, &asking.device);
                say(format_args!(
                    "{}\t{when}\t{}\t{person} ({device})\t{}",
                    asking.reference, asking.code, asking.words
                ))
            })?;
            doubts.iter().try_for_each(|doubtful| {
                let when = doubtful.noticed_at.rfc3339();
                say(format_args!("{}\t{when}\t{}\t{}", doubtful.reference, doubtful.code, doubtful.words))
            })?;
            waiting.iter().try_for_each(|waiting| {
                let (when, people) = (waiting.noticed_at.rfc3339(), &waiting.people);
                say(format_args!("{}\t{when}\t{}\t{people}\t{}", waiting.reference, waiting.code, waiting.words))
            })?;
            if let Some(first) = waiting.first() {
                // Where somebody reads who only wants the list.
                let reference = &first.reference;
                warn(format_args!("once seen to: doorstep-hub dismiss --reference \"{reference}\" --why \"…\""))?;
            }
            all.iter().try_for_each(|flagged| {
                let (when, changes) = (flagged.received_at.rfc3339(), flagged.changes);
                let (person, device) = (&flagged.person, &flagged.device);
                say(format_args!(
                    "{}\t{when}\t{}\t{person} ({device})\t{changes} changes\t{}",
                    flagged.reference, flagged.flag, flagged.words
                ))
            })
        }
    }
}
