//! `serve`: answers handhelds until it is told to stop.

use std::{
    fs::{File, TryLockError},
    path::{Path, PathBuf},
};

use tokio::{net::TcpListener, runtime::Runtime, signal};

use super::say;
use crate::hub::{Hub, HubError};

/// The file that says that a hub answers for its folder.
const SERVING: &str = "serving.lock";

/// Keeps others from answering for this folder, or from putting a backup in its place, until it is dropped or the process
/// ends in any way.
pub(super) fn alone(data: &Path) -> Result<File, HubError> {
    let path = data.join(SERVING);
    let io = |source| HubError::Io { path: path.clone(), source };
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(io)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(HubError::Asked(format!(
            "a hub is running on {} already; stop it first, with Ctrl-C where it runs",
            data.display()
        ))),
        Err(TryLockError::Error(source)) => Err(io(source)),
    }
}

pub(super) fn serve(hub: &Hub, listen: &str) -> Result<(), HubError> {
    open_many_files();
    let failed = |source| HubError::Io { path: PathBuf::from(listen), source };
    let runtime = Runtime::new().map_err(failed)?;
    runtime.block_on(async {
        let listener = TcpListener::bind(listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let stop = stop()?;
        say(format_args!("doorstep-hub listening on http://{address}"))?;
        hub.serve(listener, stop).await.map_err(failed)
    })
}

/// Lets this process have as many files and connections open as the system allows: systems begin with 1,024, which a
/// stranger with 1,024 silent connections would use up.
pub fn open_many_files() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, getrlimit, setrlimit};
        let limit = getrlimit(Resource::Nofile);
        let raised = rustix::process::Rlimit { current: limit.maximum, maximum: limit.maximum };
        if let Err(error) = setrlimit(Resource::Nofile, raised) {
            tracing::warn!(%error, "the system keeps the number of open files low");
        }
    }
}

/// Ends at Ctrl-C, or when the system asks the process to end. Listens from now on, not from the first poll.
#[cfg(unix)]
fn stop() -> Result<impl Future<Output = ()>, HubError> {
    use signal::unix::{SignalKind, signal};
    let failed = |source| HubError::Io { path: PathBuf::from("the system's signals"), source };
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop() -> Result<impl Future<Output = ()>, HubError> {
    Ok(async {
        let _asked = signal::ctrl_c().await;
    })
}
