//! `words`: the languages of the customer's page, and who reviewed them.

use std::path::PathBuf;

use clap::Subcommand;
use domain::{
    locale::Locale,
    sign_off::{Translation, words_to_correct},
};

use super::{existing, say};
use crate::hub::{Hub, HubError};

/// See the words of the customer's page, take them out to put them right, and say that they were reviewed.
#[derive(Debug, Subcommand)]
pub enum Words {
    /// List the languages, whose words they are in and who reviewed them.
    List {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
    },
    /// Write a language's words to a file, to be put right and imported: import --format words words-ar.ftl
    Write {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// Its code: "ar".
        #[arg(long, value_parser = language)]
        language: Locale,
        /// The file: words-ar.ftl.
        #[arg(long)]
        out: PathBuf,
    },
    /// Say that somebody who speaks a language has read its words and finds them right: then they may be signed.
    Review {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// Its code: "ar".
        #[arg(long, value_parser = language)]
        language: Locale,
        /// Who: "Samira Haddad".
        #[arg(long)]
        by: String,
    },
}

fn language(code: &str) -> Result<Locale, String> {
    let known = || Locale::ALL.map(Locale::code).join(", ");
    Locale::from_code(code).ok_or_else(|| format!("the page is not in this language; choose one of {}", known()))
}

pub(super) fn run(command: Words) -> Result<(), HubError> {
    match command {
        Words::List { data } => list(&existing(data)?),
        Words::Write { data, language, out } => {
            let held = existing(data)?.translation(language)?;
            let own = held.as_ref().and_then(Translation::own_words).map(str::to_owned);
            let words = own.unwrap_or_else(|| words_to_correct(language));
            std::fs::write(&out, words).map_err(|source| HubError::Io { path: out.clone(), source })?;
            say(format_args!("{}: {}", out.display(), language.english_name()))
        }
        Words::Review { data, language, by } => {
            existing(data)?.review_words(language, &by)?;
            say(format_args!("{}: reviewed by {}; it may be signed from now on", language.english_name(), by.trim()))
        }
    }
}

fn list(hub: &Hub) -> Result<(), HubError> {
    for locale in Locale::ALL {
        let held = hub.translation(locale)?;
        let own = held.as_ref().and_then(Translation::own_words).is_some();
        let words = if own { "the landlord's own words" } else { "the words that come with Doorstep" };
        let standing = match held.as_ref().and_then(Translation::current_review) {
            _ if locale == Locale::English => "signed beside every other language".to_owned(),
            Some(review) => {
                format!("may be signed: reviewed by {}, {}", review.by, review.at.london_date().format("%d/%m/%Y"))
            }
            None => "an aid beside the English: reviewed by nobody".to_owned(),
        };
        say(format_args!("{} ({}): {words}; {standing}", locale.english_name(), locale.code()))?;
    }
    Ok(())
}
