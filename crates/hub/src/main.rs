//! `doorstep-hub`: one landlord's hub on one machine.

use std::{io::Write, process::ExitCode};

use clap::Parser;
use hub::command::{Arguments, run};
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _nobody_reads = writeln!(std::io::stderr(), "doorstep-hub: {error}");
            ExitCode::FAILURE
        }
    }
}
