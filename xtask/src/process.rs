//! Other programs: run to their end, or kept running until told to stop.
//!
//! Each gets a process group of its own. Ctrl-C therefore reaches only this program, which ends the others in order
//! and waits for them; a hub that is asked politely closes its database.

mod running;

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, mpsc};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

use crate::trouble::{Doing, Trouble};

pub use running::Running;

const POLL: Duration = Duration::from_millis(50);
const GRACE: Duration = Duration::from_secs(8);

static INTERRUPTED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// From here on Ctrl-C, a closed terminal and `kill` ask for an orderly stop.
pub fn watch_signals() -> Result<(), Trouble> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(&INTERRUPTED)).doing("watch for Ctrl-C")?;
    }
    Ok(())
}

/// Whether the person has asked to stop.
pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// Waits a moment; an interruption ends the wait with [`Trouble::Interrupted`].
pub fn pause() -> Result<(), Trouble> {
    if interrupted() {
        return Err(Trouble::Interrupted);
    }
    thread::sleep(POLL);
    Ok(())
}

/// Runs a program to its end with its output on the terminal.
pub fn run(command: &mut Command) -> Result<(), Trouble> {
    command.stdin(Stdio::null());
    let name = named(command);
    match wait(&mut start(command)?)? {
        status if status.success() => Ok(()),
        status => Err(Trouble::because(format!("`{name}` failed ({status})."))),
    }
}

/// What a program printed and how it ended.
pub struct Printed {
    /// Whether it ended well.
    pub success: bool,
    /// Standard output and error, interleaved as they came.
    pub text: String,
}

/// Runs a program to its end, showing its output as it comes and keeping it.
pub fn run_and_keep(command: &mut Command) -> Result<Printed, Trouble> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = start(command)?;
    let (sender, lines) = mpsc::channel::<Vec<u8>>();
    let readers = [
        child.stdout.take().map(|out| copy_lines(out, std::io::stdout(), sender.clone())),
        child.stderr.take().map(|err| copy_lines(err, std::io::stderr(), sender)),
    ];
    let status = wait(&mut child)?;
    for reader in readers.into_iter().flatten() {
        drop(reader.join());
    }
    let bytes: Vec<u8> = lines.into_iter().flatten().collect();
    Ok(Printed { success: status.success(), text: String::from_utf8_lossy(&bytes).into_owned() })
}

/// Runs a program quietly and answers what it printed; its trouble goes to the terminal.
pub fn output(command: &mut Command) -> Result<String, Trouble> {
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let name = named(command);
    let mut child = start(command)?;
    let mut text = String::new();
    if let Some(mut out) = child.stdout.take() {
        out.read_to_string(&mut text).doing(format!("read what `{name}` printed"))?;
    }
    match wait(&mut child)? {
        status if status.success() => Ok(text),
        status => Err(Trouble::because(format!("`{name}` failed ({status})."))),
    }
}

/// Ends a process group that an earlier, killed run left behind.
pub fn end_group(id: u32) {
    signal(id, Signal::TERM);
    thread::sleep(Duration::from_secs(1));
    signal(id, Signal::KILL);
}

/// The command line as a person would type it.
pub fn named(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

fn start(command: &mut Command) -> Result<Child, Trouble> {
    let name = named(command);
    // `cargo run` describes this package in its environment. Build scripts that watch those variables would run again,
    // with all that stands on them, each time that somebody changes between `cargo xtask` and `cargo`.
    for (variable, _) in std::env::vars_os() {
        let describes = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_CRATE_", "CARGO_BIN_", "CARGO_PRIMARY_"];
        if variable.to_str().is_some_and(|name| describes.iter().any(|prefix| name.starts_with(prefix))) {
            command.env_remove(variable);
        }
    }
    command.process_group(0).spawn().doing(format!("start `{name}`"))
}

fn wait(child: &mut Child) -> Result<ExitStatus, Trouble> {
    loop {
        if let Some(status) = child.try_wait().doing("wait for a program")? {
            return if interrupted() { Err(Trouble::Interrupted) } else { Ok(status) };
        }
        if let Err(trouble) = pause() {
            end(child);
            return Err(trouble);
        }
    }
}

fn end(child: &mut Child) {
    if matches!(child.try_wait(), Ok(Some(_))) {
        return;
    }
    signal(child.id(), Signal::TERM);
    let deadline = Instant::now() + GRACE;
    while matches!(child.try_wait(), Ok(None)) && Instant::now() < deadline {
        thread::sleep(POLL);
    }
    // The leader may be gone while a browser or driver that it started lingers in the group.
    signal(child.id(), Signal::KILL);
    drop(child.wait());
}

fn signal(group: u32, signal: Signal) {
    if let Some(group) = i32::try_from(group).ok().and_then(Pid::from_raw) {
        // A group that is already gone is what was wanted.
        let _ = kill_process_group(group, signal);
    }
}

fn copy_lines(
    from: impl Read + Send + 'static,
    mut to: impl Write + Send + 'static,
    keep: mpsc::Sender<Vec<u8>>,
) -> JoinHandle<()> {
    thread::spawn(move || {
        let mut from = BufReader::new(from);
        let mut line = Vec::new();
        while matches!(from.read_until(b'\n', &mut line), Ok(1..)) {
            drop(to.write_all(&line).and_then(|()| to.flush()));
            drop(keep.send(std::mem::take(&mut line)));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn what_a_program_prints_is_kept_and_so_is_how_it_ended() {
        let printed = run_and_keep(&mut shell("echo one; echo two >&2; exit 3")).unwrap();
        assert!(!printed.success);
        assert!(printed.text.contains("one\n") && printed.text.contains("two\n"), "{}", printed.text);
    }

    #[test]
    fn other_programs_do_not_see_which_package_runs_them() {
        // Cargo describes the package to its tests as it does to its programs.
        assert!(std::env::var_os("CARGO_PKG_NAME").is_some());
        let seen = output(&mut Command::new("env")).unwrap();
        assert!(!seen.contains("CARGO_PKG_") && !seen.contains("CARGO_MANIFEST_"), "{seen}");
    }

    #[test]
    fn a_failed_program_is_named_as_a_person_would_type_it() {
        let trouble = run(&mut shell("exit 3")).unwrap_err().to_string();
        assert!(trouble.starts_with("`sh -c exit 3` failed"), "{trouble}");
        let trouble = run(&mut Command::new("no-such-program")).unwrap_err().to_string();
        assert!(trouble.starts_with("Could not start `no-such-program`"), "{trouble}");
    }
}
