//! `doorstep`: what anyone may ask of Doorstep's files at a desk, with no hub and no network.
//!
//! `doorstep verify FILE` checks a sign-off that a handheld or a hub wrote as a file.

mod fingerprint;
mod report;
mod verify;

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Parser, Subcommand};

use fingerprint::HubKey;
use verify::Verdict;

/// Checks the files of Doorstep, the field app for social housing.
#[derive(Debug, Parser)]
#[command(name = "doorstep", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check a customer's sign-off: who signed what, and whether it was altered since
    #[command(after_help = "Exit codes: 0 it passes, edits that are not covered are listed; 1 a part fails; \
                            2 the file cannot be read; 3 with --strict: it passes, but edits are not covered.")]
    Verify {
        /// The sign-off file: its name ends in .doorstep
        file: PathBuf,
        /// The fingerprint of the landlord's key, from the landlord: 64 hexadecimal digits, spaces allowed
        #[arg(long, value_name = "FINGERPRINT")]
        hub_key: Option<HubKey>,
        /// Exit with 3 when edits are not covered by the signature
        #[arg(long)]
        strict: bool,
    },
}

fn main() -> ExitCode {
    let Command::Verify { file, hub_key, strict } = Arguments::parse().command;
    match verify::verify(&file, hub_key) {
        Ok(checked) => {
            // A reader that closes the pipe early has read enough: the exit code stays.
            let _ = io::stdout().lock().write_all(report::words(&checked).as_bytes());
            match checked.verdict() {
                Verdict::Fails => ExitCode::from(1),
                Verdict::PassesButNotAllIsCovered if strict => ExitCode::from(3),
                Verdict::Passes | Verdict::PassesButNotAllIsCovered => ExitCode::SUCCESS,
            }
        }
        Err(error) => {
            let _ = writeln!(io::stderr().lock(), "{error}");
            ExitCode::from(2)
        }
    }
}
