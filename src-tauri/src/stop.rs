//! A system that shuts down asks its programs to end. Left alone, that would end this one without closing the app.

use tauri::AppHandle;

/// Closes the window, and with it the app, when the system or a terminal asks the process to end.
#[cfg(unix)]
pub fn on_signal(window: AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};

    tauri::async_runtime::spawn(async move {
        let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
        else {
            return;
        };
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        window.exit(0);
    });
}

/// Other systems send no signals; they close the window.
#[cfg(not(unix))]
pub fn on_signal(_window: AppHandle) {}
