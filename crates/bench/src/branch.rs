//! A hub that serves in a process of its own, so that what it computes and holds can be told from everybody else's.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
    time::Duration,
};

use crate::{Failed, cpu, town::Office};

/// What the program is asked for on its command line.
pub const SERVE: &str = "serve";

/// A hub in another process.
pub struct Branch {
    child: Child,
    /// The other process serves until this is closed.
    stdin: Option<ChildStdin>,
    port: u16,
}

impl Branch {
    /// Serves the hub of a folder on a free port of loopback.
    ///
    /// # Errors
    /// The program cannot be started again, or the folder cannot be used.
    pub fn open(folder: &Path) -> Result<Self, Failed> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg(SERVE).arg(folder).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let stdin = child.stdin.take();
        let mut branch = Self { child, stdin, port: 0 };
        let said = branch.child.stdout.take().ok_or("the other process says nothing")?;
        let mut line = String::new();
        BufReader::new(said).read_line(&mut line)?;
        branch.port = line.trim().parse().map_err(|_| format!("the hub of {} did not open", folder.display()))?;
        Ok(branch)
    }

    /// Where it listens.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Time on a processor so far.
    #[must_use]
    pub fn used(&self) -> Duration {
        cpu::used_by(&self.child.id().to_string())
    }

    /// Waits until it has done what a hub does after a start, and once a day: it counts its log, beside whoever writes.
    ///
    /// # Errors
    /// It goes on computing for ten minutes.
    pub async fn settle(&self) -> Result<(), Failed> {
        let look = Duration::from_secs(1);
        for _ in 0..600 {
            let before = self.used();
            tokio::time::sleep(look).await;
            if self.used().saturating_sub(before) < look / 50 {
                return Ok(());
            }
        }
        Err("a hub that nobody asks anything goes on computing".into())
    }

    /// The most memory that it held, in bytes.
    ///
    /// # Errors
    /// The system does not tell.
    pub fn most_held(&self) -> Result<u64, Failed> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
        Ok(peak.ok_or("the system does not tell a process's memory")?.parse::<u64>()? << 10)
    }

    /// Stops serving and closes the hub.
    ///
    /// # Errors
    /// It had failed before.
    pub fn close(mut self) -> Result<(), Failed> {
        drop(self.stdin.take());
        let ended = self.child.wait()?;
        if ended.success() { Ok(()) } else { Err(format!("a hub ended with {ended}").into()) }
    }
}

impl Drop for Branch {
    fn drop(&mut self) {
        if self.stdin.is_some() {
            // Only what failed before comes here: it may have ended by itself.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// What the other process does: serves, says on which port, and closes the hub once nobody is there any more.
///
/// # Errors
/// The folder cannot be used.
pub async fn serve(folder: &Path) -> Result<(), Failed> {
    let office = Office::open(folder, 0).await?;
    writeln!(std::io::stdout(), "{}", office.port())?;
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    office.close().await
}
