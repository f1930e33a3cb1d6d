//! The window: Tauri around the `app` crate, and nothing that the app does not need a window for.

use std::process::ExitCode;

use tauri::webview::PermissionResponse;

/// Opens the window and stays until it is closed.
pub fn run() -> ExitCode {
    let window = tauri::Builder::default()
        // The web view asks for nothing that the app does not offer itself: no camera, microphone, place or notices.
        .on_permission_request(|_, _| PermissionResponse::Deny)
        .run(tauri::generate_context!());
    match window {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("The window could not be opened: {error}");
            ExitCode::FAILURE
        }
    }
}
