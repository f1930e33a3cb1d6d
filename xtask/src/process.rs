//! Other programs: run to their end, or kept running until told to stop.
//!
//! Each gets a process group of its own. Ctrl-C therefore reaches only this program, which ends the others in order
//! and waits for them; a hub that is asked politely closes its database.

use std::fs::File;
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

/// A program kept running, its output in a file.
pub struct Running {
    name: String,
    child: Child,
    lines: mpsc::Receiver<String>,
    log: std::path::PathBuf,
}

impl Running {
    /// Starts a program; everything it prints is appended to `log`.
    pub fn start(name: &str, command: &mut Command, log: &Path) -> Result<Self, Trouble> {
        let file = File::options().create(true).append(true).open(log).doing(format!("write {}", log.display()))?;
        let errors = file.try_clone().doing(format!("write {}", log.display()))?;
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(errors);
        let mut child = start(command)?;
        let (sender, lines) = mpsc::channel();
        if let Some(out) = child.stdout.take() {
            thread::spawn(move || log_lines(out, file, &sender));
        }
        Ok(Self { name: name.to_owned(), child, lines, log: log.to_owned() })
    }

    /// Waits for the first line that begins with `prefix` and answers the rest of it.
    pub fn wait_for(&mut self, prefix: &str, patience: Duration) -> Result<String, Trouble> {
        let deadline = Instant::now() + patience;
        loop {
            if let Some(rest) = self.lines.try_iter().find_map(|line| line.strip_prefix(prefix).map(str::to_owned)) {
                return Ok(rest);
            }
            if let Some(status) = self.ended()? {
                return Err(self.trouble(&format!("stopped before it was ready ({status})")));
            }
            if Instant::now() > deadline {
                return Err(self.trouble(&format!("was not ready after {} seconds", patience.as_secs())));
            }
            pause()?;
        }
    }

    /// How it ended, if it has.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>, Trouble> {
        self.child.try_wait().doing(format!("look after {}", self.name))
    }

    /// Trouble with this program, with the end of its log.
    pub fn trouble(&self, what: &str) -> Trouble {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let last = lines.iter().rev().take(12).rev().copied().collect::<Vec<_>>().join("\n  ");
        Trouble::because(format!("{} {what}. The end of {}:\n  {last}", self.name, self.log.display()))
    }

    /// The process's id, which is also its group's.
    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

/// Asks it to stop, waits, and ends what does not listen.
impl Drop for Running {
    fn drop(&mut self) {
        end(&mut self.child);
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

fn log_lines(from: impl Read, mut log: File, lines: &mpsc::Sender<String>) {
    for line in BufReader::new(from).lines().map_while(Result::ok) {
        drop(writeln!(log, "{line}"));
        drop(lines.send(line));
    }
}
