//! A landlord's hub, served by its own loop on loopback; and folders that are made in memory and measured on a disk.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use hub::{Config, Hub};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use crate::Failed;

/// An open hub that serves.
pub struct Office {
    /// The hub.
    pub hub: Hub,
    port: u16,
    stop: oneshot::Sender<()>,
    served: JoinHandle<io::Result<()>>,
}

impl Office {
    /// Opens the hub of a folder and serves it on `port`; nought for any.
    ///
    /// # Errors
    /// The folder or the port cannot be used.
    pub async fn open(folder: &Path, port: u16) -> Result<Self, Failed> {
        let hub = Hub::open(Config::new(folder))?;
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let port = listener.local_addr()?.port();
        let (stop, stopped) = oneshot::channel();
        let serving = hub.clone();
        let served = tokio::spawn(async move { serving.serve(listener, async { drop(stopped.await) }).await });
        Ok(Self { hub, port, stop, served })
    }

    /// Where it listens.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// An invitation for one handheld of this name, to this team.
    ///
    /// # Errors
    /// The names make no sense.
    pub fn invite(&self, name: &str, team: &str) -> Result<protocol::enrolment::Invitation, Failed> {
        Ok(self.hub.invite(name, name, &format!("http://127.0.0.1:{}", self.port), Some(team))?)
    }

    /// Stops serving and closes the hub.
    ///
    /// # Errors
    /// It had failed before.
    pub async fn close(self) -> Result<(), Failed> {
        // Nobody listens when it has failed already, which the next line says.
        let _ = self.stop.send(());
        Ok(self.served.await??)
    }
}

/// Where folders are made whose making is not measured: in memory where the system has such a place, so that thousands
/// of commits do not wait for a disk.
#[must_use]
pub fn workshop() -> PathBuf {
    let memory = Path::new("/dev/shm");
    let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    parent.join(format!("doorstep-bench-{}", std::process::id()))
}

/// Copies a folder whole, each file on disk when this returns: what is measured afterwards does not pay for it.
///
/// # Errors
/// A file cannot be read or written.
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else if entry.file_type()?.is_file() {
            fs::copy(entry.path(), &target)?;
            fs::OpenOptions::new().write(true).open(&target)?.sync_all()?;
        }
    }
    Ok(())
}
