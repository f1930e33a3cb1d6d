//! `settings` and `set`: what is recorded besides start and finish, and whom handhelds ring.

use std::path::PathBuf;

use clap::Subcommand;
use domain::setting::SettingName;

use super::{existing, say};
use crate::hub::HubError;

/// Seeing and changing settings.
#[derive(Debug, Subcommand)]
pub enum Settings {
    /// List what is set for every handheld.
    Settings {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
    },
    /// Set one thing for every handheld: set pauses on
    Set {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// What: pauses, shares, travel, overtime, interpreter-number, offices, authority-limit, call-through.
        #[arg(value_parser = name)]
        name: SettingName,
        /// "on" or "off" for a switch; a telephone number; offices, each as "Weir Road office 53.8008 -1.5491", with a
        /// semicolon between; "" for none.
        value: String,
    },
}

pub(super) fn run(command: Settings) -> Result<(), HubError> {
    match command {
        Settings::Settings { data } => {
            let set = existing(data)?.landlord_settings()?;
            SettingName::ALL.into_iter().try_for_each(|name| {
                let value = set.text(name);
                say(format_args!("{}: {}", name.name(), if value.is_empty() { "not set" } else { value }))
            })
        }
        Settings::Set { data, name, value } => {
            let changed = existing(data)?.set(name, &value)?;
            say(if changed { "Set. Handhelds follow with their next signal." } else { "It stood so already." })
        }
    }
}

fn name(text: &str) -> Result<SettingName, String> {
    SettingName::from_name(text)
        .ok_or_else(|| format!("the settings are {}", SettingName::ALL.map(SettingName::name).join(", ")))
}
