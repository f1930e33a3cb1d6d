//! `import`: files from the landlord's systems, with how far it is and a way to stop.

use std::{
    io::{self, IsTerminal, Write},
    ops::ControlFlow,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use clap::Args;
use tokio::{runtime, signal};

use super::{existing, say, told, warn};
use crate::{
    demo,
    hub::{Hub, HubError},
    import::{Format, Options, Progress, Report},
};

/// How often people are told how far it is, on a terminal and in a file.
const TELL: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(10)];

/// Imports files.
#[derive(Debug, Args)]
pub struct Import {
    /// The hub's folder.
    #[arg(long)]
    data: PathBuf,
    /// Their shape; not needed for forms, packs of service standards and bank holidays, which are known by what is in
    /// them.
    #[arg(long)]
    format: Option<Format>,
    /// The team that new work goes to.
    #[arg(long, default_value = demo::TEAM)]
    team: String,
    /// The folder of HACT's JSON Schemas, to check messages against.
    #[arg(long)]
    schemas: Option<PathBuf>,
    /// The reference of a work order whose message carries none; for one file only.
    #[arg(long)]
    reference: Option<String>,
    /// The system that CSV jobs come from, where two use the same reference.
    #[arg(long)]
    source: Option<String>,
    /// A column of a CSV file that has another name here, as "theirs=ours"; "theirs=" passes one over.
    #[arg(long = "column", value_parser = column)]
    columns: Vec<(String, String)>,
    /// The folder for rows of CSV files that were left out; beside each file when none is named.
    #[arg(long)]
    rejects: Option<PathBuf>,
    /// The files.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

fn column(text: &str) -> Result<(String, String), String> {
    let (theirs, ours) = text.rsplit_once('=').ok_or("write it as \"theirs=ours\", or as \"theirs=\"")?;
    Ok((theirs.to_owned(), ours.to_owned()))
}

pub(super) fn run(command: &Import) -> Result<(), HubError> {
    if command.reference.is_some() && command.files.len() > 1 {
        return Err(HubError::Asked("--reference goes with one file".into()));
    }
    let hub = existing(command.data.clone())?;
    let options = Options {
        team: command.team.clone(),
        schemas: command.schemas.clone(),
        reference: command.reference.clone(),
        source: command.source.clone(),
        columns: command.columns.clone(),
        rejects: command.rejects.clone(),
    };
    let stop = listen_for_stop();
    let (mut left_out, mut stored, mut unread) = (0, 0, 0);
    for file in &command.files {
        let report = command
            .format
            .map_or_else(|| Format::of(file), Ok)
            .and_then(|format| import_told(&hub, format, file, &options, &stop));
        let report = match report {
            Ok(report) => report,
            // This file's trouble alone: the others may well be right.
            Err(error @ (HubError::Io { .. } | HubError::Asked(_))) => {
                warn(error)?;
                unread += 1;
                continue;
            }
            Err(error) => return Err(error),
        };
        say(format_args!("{}: {report}", file.display()))?;
        for fault in &report.faults {
            warn(fault)?;
        }
        let unsaid = report.left_out.saturating_sub(report.faults.len());
        if unsaid > 0 {
            warn(match report.rejects {
                Some(_) => format!("and {unsaid} more; each stands with its reason in the file of rows left out"),
                None => format!("and {unsaid} more; mend these and import the file again, then the others are named"),
            })?;
        }
        left_out += report.left_out;
        stored += report.added + report.changed + report.unchanged;
        // No other file is begun after it.
        if stop.load(Ordering::Relaxed) {
            return Err(HubError::Asked("stopped; import the file again to go on".into()));
        }
    }
    outcome(left_out, stored, unread)
}

/// What a whole command came to; nothing is said when everything came in.
fn outcome(left_out: usize, stored: usize, unread: usize) -> Result<(), HubError> {
    let mut words = Vec::new();
    if left_out > 0 {
        words.push(format!("{left_out} left out"));
    }
    if unread > 0 {
        words.push(format!("{unread} {} not be read", if unread == 1 { "file could" } else { "files could" }));
    }
    if words.is_empty() {
        return Ok(());
    }
    let rest = if stored == 0 { "nothing was imported" } else { "the rest is imported" };
    Err(HubError::Asked(format!("{}; {rest}", words.join(", "))))
}

fn import_told(
    hub: &Hub,
    format: Format,
    file: &std::path::Path,
    options: &Options,
    stop: &AtomicBool,
) -> Result<Report, HubError> {
    let (start, terminal) = (Instant::now(), io::stderr().is_terminal());
    let [often, seldom] = TELL;
    let mut told_at = start;
    let outcome = hub.import_watched(format, file, options, &mut |progress| {
        if told_at.elapsed() >= if terminal { often } else { seldom } {
            told_at = Instant::now();
            let line = words(progress, start.elapsed());
            // A closed terminal is no reason to stop.
            let _nobody_reads =
                if terminal { write!(io::stderr(), "\r\x1b[2K{line}") } else { writeln!(io::stderr(), "{line}") };
        }
        if stop.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    if terminal && told_at != start {
        told(write!(io::stderr(), "\r\x1b[2K"))?;
    }
    outcome
}

/// "12500 rows, 8300 a second, about 11 s left".
fn words(progress: Progress, elapsed: Duration) -> String {
    let Progress { rows, bytes, of_bytes } = progress;
    let seconds = elapsed.as_secs_f64().max(0.001);
    let rate = f64::from(rows) / seconds;
    let left = u128::from(of_bytes.saturating_sub(bytes)) * elapsed.as_millis() / u128::from(bytes.max(1));
    format!("{rows} rows, {rate:.0} a second, about {} s left", left.div_ceil(1000))
}

/// Listens for Ctrl-C. The first stops after the batch in hand; the second ends the process, whose unfinished batch the
/// database then undoes.
fn listen_for_stop() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stop);
    thread::spawn(move || {
        // Without it Ctrl-C ends the process at once, which is safe too.
        let Ok(runtime) = runtime::Builder::new_current_thread().enable_all().build() else { return };
        runtime.block_on(async {
            if signal::ctrl_c().await.is_err() {
                return;
            }
            asked.store(true, Ordering::Relaxed);
            let _nobody_reads =
                writeln!(io::stderr(), "\nstopping after the rows in hand; Ctrl-C again to end at once");
            if signal::ctrl_c().await.is_ok() {
                std::process::exit(130);
            }
        });
    });
    stop
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_told_how_far_it_is_and_how_long_it_will_take() {
        let progress = Progress { rows: 2_500, bytes: 100, of_bytes: 300 };
        assert_eq!(words(progress, Duration::from_secs(5)), "2500 rows, 500 a second, about 10 s left");
        let nothing = Progress { rows: 0, bytes: 0, of_bytes: 0 };
        assert_eq!(words(nothing, Duration::ZERO), "0 rows, 0 a second, about 0 s left");
    }

    #[test]
    fn what_came_of_it_is_said_as_it_was() {
        let said = |left_out, stored, unread| outcome(left_out, stored, unread).map_err(|error| error.to_string());
        assert_eq!(said(0, 3, 0), Ok(()));
        assert_eq!(said(2, 3, 0), Err("2 left out; the rest is imported".into()));
        assert_eq!(said(1, 0, 0), Err("1 left out; nothing was imported".into()));
        assert_eq!(said(1, 4, 1), Err("1 left out, 1 file could not be read; the rest is imported".into()));
        assert_eq!(said(0, 0, 2), Err("2 files could not be read; nothing was imported".into()));
    }

    #[test]
    fn a_column_is_renamed_or_passed_over() {
        assert_eq!(column("Prop Ref=reference"), Ok(("Prop Ref".into(), "reference".into())));
        assert_eq!(column("Cost="), Ok(("Cost".into(), String::new())));
        assert!(column("Cost").unwrap_err().contains("theirs=ours"));
    }
}
