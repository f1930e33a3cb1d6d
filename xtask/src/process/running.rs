//! A program kept running beside this one until it is dropped.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use super::{end, pause, start};
use crate::trouble::{Doing, Trouble};

/// A program kept running, its output in a file.
pub struct Running {
    name: String,
    child: Child,
    lines: mpsc::Receiver<String>,
    log: PathBuf,
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

fn log_lines(from: impl Read, mut log: File, lines: &mpsc::Sender<String>) {
    for line in BufReader::new(from).lines().map_while(Result::ok) {
        drop(writeln!(log, "{line}"));
        drop(lines.send(line));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    fn log(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("doorstep-xtask-{}-{name}.log", std::process::id()))
    }

    fn is_running(id: &str) -> bool {
        // A process that ended and was not yet waited for is a zombie, in the third column of its status.
        let status = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        status.rsplit(") ").next().is_some_and(|rest| !rest.is_empty() && !rest.starts_with('Z'))
    }

    #[test]
    fn a_program_is_awaited_until_it_says_that_it_is_ready() {
        let log = log("ready");
        let mut hub =
            Running::start("The hub", &mut shell("echo warming up; echo ready at 4001; sleep 60"), &log).unwrap();
        assert_eq!(hub.wait_for("ready at ", Duration::from_secs(10)).unwrap(), "4001");
        assert!(hub.ended().unwrap().is_none());
        drop(hub);
        assert_eq!(std::fs::read_to_string(&log).unwrap(), "warming up\nready at 4001\n");
        std::fs::remove_file(log).unwrap();
    }

    #[test]
    fn one_that_stops_before_it_is_ready_is_told_with_the_end_of_its_log() {
        let log = log("broken");
        let mut hub = Running::start("The hub", &mut shell("echo the disk is full >&2; exit 1"), &log).unwrap();
        let trouble = hub.wait_for("ready", Duration::from_secs(10)).unwrap_err().to_string();
        assert!(trouble.contains("The hub stopped before it was ready"), "{trouble}");
        assert!(trouble.contains("the disk is full"), "{trouble}");
        std::fs::remove_file(log).unwrap();
    }

    #[test]
    fn what_a_program_started_ends_with_it() {
        let log = log("group");
        let mut hub = Running::start("The hub", &mut shell("sleep 60 & echo child $!; wait"), &log).unwrap();
        let child = hub.wait_for("child ", Duration::from_secs(10)).unwrap();
        assert!(is_running(&child));
        drop(hub);
        let deadline = Instant::now() + Duration::from_secs(5);
        while is_running(&child) && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(20));
        }
        assert!(!is_running(&child));
        std::fs::remove_file(log).unwrap();
    }
}
