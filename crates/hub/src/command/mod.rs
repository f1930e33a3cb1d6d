//! The hub's commands: what a person types, and what they are told.
//!
//! Every command but `serve` works beside a running hub: both use one database, and SQLite keeps them apart.

mod alert;
mod asb;
mod backup;
mod deciding;
mod erase;
mod extra_work;
mod feedback;
mod form;
mod hazard;
mod health;
mod import;
mod incident;
mod invite;
mod lone_worker;
mod map;
mod moving;
mod quarantine;
mod serve;
mod settings;
mod van_stock;
mod visits;
mod words;

use std::{
    io::{self, Write},
    path::PathBuf,
};

use clap::{Args, Parser, Subcommand};
use domain::{access::Role, concern::Concern};

use crate::{
    erase::Leaving,
    export,
    hub::{Config, Hub, HubError},
};

pub use alert::Alert;
pub use asb::Asb;
pub use deciding::Deciding;
pub use extra_work::ExtraWork;
pub use feedback::Feedback;
pub use form::Form;
pub use hazard::Hazard;
pub use import::Import;
pub use incident::Incident;
pub use invite::Invite;
pub use lone_worker::LoneWorker;
pub use map::Map;
pub use moving::Moving;
pub use quarantine::Quarantine;
pub use serve::open_many_files;
pub use settings::Settings;
pub use words::Words;

/// Doorstep's hub: hands work out to handhelds, and takes their work back.
#[derive(Debug, Parser)]
#[command(name = "doorstep-hub", version)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the hub can be asked to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Answer handhelds until Ctrl-C.
    Serve {
        /// The folder that holds everything; made when it is not there.
        #[arg(long)]
        data: PathBuf,
        /// Where to listen: 127.0.0.1:8443.
        #[arg(long)]
        listen: String,
        /// Be an invented landlord with work for today.
        #[arg(long)]
        demo: bool,
        /// The landlord's name, as handhelds show it.
        #[arg(long, conflicts_with = "demo")]
        landlord: Option<String>,
        /// The number that staff ring for help.
        #[arg(long, requires = "landlord", default_value = "")]
        control_number: String,
        /// Let the database grow to so many pages of 4,096 bytes and no further.
        #[arg(long)]
        page_limit: Option<u32>,
    },
    /// Print a code that enrols one handheld within 15 minutes.
    Invite(Invite),
    /// Withdraw a handheld for good: it reads nothing more, and what it still brings is set aside.
    Revoke {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// Which handheld: "Van 12".
        #[arg(long)]
        device: String,
    },
    /// Print a code that unlocks a handheld whose PIN is lost, within 15 minutes. Make sure first whose hands it is in.
    Unlock {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// Which handheld: "Van 12".
        #[arg(long)]
        device: String,
        /// Where the handheld reaches the hub, if that has changed: <https://hub.example.org>.
        #[arg(long)]
        hub: Option<String>,
    },
    /// Import files from the landlord's systems.
    Import(Import),
    /// See and change who has which work.
    #[command(flatten)]
    Moving(Moving),
    /// Change what a job that is out says of when, how urgent and whether.
    #[command(flatten)]
    Deciding(Deciding),
    /// Decide on work beyond the order.
    #[command(flatten)]
    ExtraWork(ExtraWork),
    /// Choose what is recorded besides start and finish, and whom handhelds ring.
    #[command(flatten)]
    Settings(Settings),
    /// Supply a map of the streets, which every handheld then has without a signal; see it, or take it away.
    Map(Map),
    /// Print a job as HACT messages, or write them as files.
    Export {
        /// Which.
        #[command(flatten)]
        job: OneJob,
        /// The folder of HACT's JSON Schemas, to check the messages against.
        #[arg(long)]
        schemas: Option<PathBuf>,
        /// Where to write one file for each message.
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Write a job's sign-off as a file for `doorstep verify`.
    Seal {
        /// Which.
        #[command(flatten)]
        job: OneJob,
        /// The file.
        #[arg(long)]
        out: PathBuf,
    },
    /// Print the worries about people that staff wrote at doors: for safeguarding leads alone.
    Concerns {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
    },
    /// See and decide on alerts that staff raised at doors.
    #[command(subcommand)]
    Alert(Alert),
    /// See what happened to staff.
    #[command(subcommand)]
    Incident(Incident),
    /// See who works alone and is overdue.
    #[command(subcommand)]
    LoneWorker(LoneWorker),
    /// See what customers said, and say what became of it.
    #[command(subcommand)]
    Feedback(Feedback),
    /// See hazards that were noticed at doors and what the law wants by when; record what was found and done.
    #[command(subcommand, alias = "hazards")]
    Hazard(Hazard),
    /// See forms that were filled in at doors, print them, give them to customers, and hand them to other systems.
    #[command(subcommand, alias = "forms")]
    Form(Form),
    /// See what customers report of anti-social behaviour.
    #[command(subcommand)]
    Asb(Asb),
    /// Count how complete what is known of customers is, strand by strand; nobody's answers are printed.
    Profiles {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
    },
    /// Count officers' visits: how many were arranged, made and kept, how often nobody was in, and which were cancelled with
    /// less notice than the landlord promises.
    Visits {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// The first day: 2026-11-01.
        #[arg(long)]
        from: chrono::NaiveDate,
        /// The last day: 2026-11-30.
        #[arg(long)]
        until: chrono::NaiveDate,
    },
    /// Print what every van carries, what is left of it and what wants filling up, as CSV.
    VanStock {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
    },
    /// Copy the hub into a new folder while it goes on working: database, attachments and key.
    Backup {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// The new folder.
        folder: PathBuf,
    },
    /// Put a backup back. A hub that is there is put aside, not deleted; handhelds give back what came after the backup.
    Restore {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// The backup.
        folder: PathBuf,
    },
    /// Erase a job: all that was said, photographed and signed goes, from this hub and from every handheld. It comes back by
    /// no import, no backup and no handheld.
    Erase {
        /// Which.
        #[command(flatten)]
        job: OneJob,
        /// Why, for whoever asks later: no names.
        #[arg(long)]
        why: String,
        /// Let nothing take its place. Otherwise a record without history does, which says what was ordered and done.
        #[arg(long)]
        leave_nothing: bool,
    },
    /// Say what a person should look at: a log that was put back or has lost something, handhelds of which there are two,
    /// jobs in which something waits for a decision, changes that wait or were set aside.
    Health {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
    },
    /// See and decide what was set aside.
    #[command(subcommand)]
    Quarantine(Quarantine),
    /// See the words of the customer's page, take them out to put them right, and say that they were reviewed.
    #[command(subcommand)]
    Words(Words),
}

/// One job of one hub, as it is named on the command line.
#[derive(Debug, Args)]
pub struct OneJob {
    /// The hub's folder.
    #[arg(long)]
    data: PathBuf,
    /// The job.
    #[arg(long)]
    reference: String,
    /// The system that it came from, where two use the same reference.
    #[arg(long)]
    source: Option<String>,
}

/// Runs a command.
///
/// # Errors
/// What went wrong, with what to do about it.
pub fn run(arguments: Arguments) -> Result<(), HubError> {
    match arguments.command {
        Command::Serve { data, listen, demo, landlord, control_number, page_limit } => {
            crate::durable::make_folder(&data).map_err(|source| HubError::Io { path: data.clone(), source })?;
            let _alone = serve::alone(&data)?;
            let mut config = Config::new(data);
            config.settings.page_limit = page_limit;
            let hub = Hub::open(config)?;
            if demo {
                hub.make_demo()?;
            } else if let Some(landlord) = landlord {
                hub.name_landlord(&landlord, &control_number)?;
            }
            serve::serve(&hub, &listen)
        }
        Command::Invite(invite) => invite::run(&existing(invite.data.clone())?, &invite),
        Command::Revoke { data, device } => {
            existing(data)?.revoke(&device)?;
            say(format_args!(
                "{device} is withdrawn. What waits on it is set aside here when it next has a signal (doorstep-hub quarantine).\n\
                 To use that phone again: doorstep-hub invite, and join with the new code on the page that says it was withdrawn."
            ))
        }
        Command::Unlock { data, device, hub: address } => {
            say(existing(data)?.unlock_code(&device, address.as_deref())?)
        }
        Command::Import(command) => import::run(&command),
        Command::Moving(command) => moving::run(command),
        Command::Deciding(command) => deciding::run(command),
        Command::ExtraWork(command) => extra_work::run(command),
        Command::Settings(command) => settings::run(command),
        Command::Map(command) => map::run(&command),
        Command::Export { job: OneJob { data, reference, source }, schemas, out } => {
            let messages = existing(data)?.export(&reference, source.as_deref(), schemas.as_deref())?;
            let Some(folder) = out else {
                let bodies: Vec<_> = messages.iter().map(|message| &message.body).collect();
                let text = serde_json::to_string_pretty(&bodies).unwrap_or_default();
                return say(text);
            };
            export::write(&messages, &folder)?.iter().try_for_each(|path| say(path.display()))
        }
        Command::Seal { job: OneJob { data, reference, source }, out } => {
            let file = existing(data)?.sealed(&reference, source.as_deref())?;
            std::fs::write(&out, file).map_err(|source| HubError::Io { path: out.clone(), source })?;
            say(out.display())
        }
        Command::Concerns { data } => concerns(&existing(data)?),
        Command::Alert(command) => alert::run(command),
        Command::Incident(command) => incident::run(command),
        Command::LoneWorker(command) => lone_worker::run(command),
        Command::Feedback(command) => feedback::run(command),
        Command::Hazard(command) => hazard::run(command),
        Command::Form(command) => form::run(command),
        Command::Asb(command) => asb::run(command),
        Command::Profiles { data } => feedback::profiles(&existing(data)?),
        Command::Visits { data, from, until } => visits::run(&existing(data)?, from, until),
        Command::VanStock { data } => van_stock::run(&existing(data)?),
        Command::Backup { data, folder } => backup::back_up(&existing(data)?, &folder),
        Command::Restore { data, folder } => backup::restore(data, &folder),
        Command::Erase { job: OneJob { data, reference, source }, why, leave_nothing } => {
            let leaving = if leave_nothing { Leaving::Nothing } else { Leaving::Accounts };
            erase::run(&existing(data)?, &reference, source.as_deref(), &why, leaving)
        }
        Command::Health { data } => health::run(&existing(data)?),
        Command::Quarantine(command) => quarantine::run(command),
        Command::Words(command) => words::run(command),
    }
}

fn role(name: &str) -> Result<Role, String> {
    let wanted = name.to_lowercase().replace([' ', '-'], "_");
    Role::from_name(&wanted).filter(|role| *role != Role::LandlordSystem).ok_or_else(|| {
        let roles = Role::ALL.into_iter().filter(|role| *role != Role::LandlordSystem);
        let roles: Vec<String> = roles.map(|role| role.name().replace('_', "-")).collect();
        format!("the roles are {}", roles.join(", "))
    })
}

fn concerns(hub: &Hub) -> Result<(), HubError> {
    let told = hub.concerns()?;
    if told.is_empty() {
        return say("Nobody has written of a worry.");
    }
    for worry in told {
        let Concern { about, words, address, in_danger } = worry.concern;
        let danger = if in_danger { ", said to be in danger" } else { "" };
        say(format_args!(
            "{}: {}{danger}, from {} ({})",
            worry.received_at.rfc3339(),
            about.name(),
            worry.person,
            worry.device
        ))?;
        for line in [address, words].iter().filter(|line| !line.is_empty()) {
            say(format_args!("  {line}"))?;
        }
    }
    Ok(())
}

/// The hub in a folder that has one: a mistyped folder should not become a new hub.
fn existing(data: PathBuf) -> Result<Hub, HubError> {
    if !data.join("hub.db").exists() {
        let data = data.display();
        return Err(HubError::Asked(format!(
            "there is no hub in {data}; start one with: doorstep-hub serve --data {data}"
        )));
    }
    Hub::open(Config::new(data))
}

fn say(what: impl std::fmt::Display) -> Result<(), HubError> {
    told(writeln!(io::stdout(), "{what}"))
}

fn warn(what: impl std::fmt::Display) -> Result<(), HubError> {
    told(writeln!(io::stderr(), "{what}"))
}

fn told(written: io::Result<()>) -> Result<(), HubError> {
    written.map_err(|source| HubError::Io { path: PathBuf::from("the terminal"), source })
}
