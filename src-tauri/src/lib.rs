//! The window: Tauri around the `app` crate, and nothing that the app does not need a window for.

mod arguments;
mod changes;
mod request;
mod stop;

use std::path::PathBuf;
use std::process::ExitCode;

use app::api::{Failure, with_bytes};
use app::{App, AppConfig};
use arguments::Arguments;
use serde_json::Value;
use tauri::ipc::{InvokeBody, Request};
use tauri::webview::{PermissionKind, PermissionResponse};
use tauri::{AppHandle, Builder, Emitter, Manager, RunEvent, State, Wry, async_runtime};

/// The app; or why it could not be opened, which every screen then says.
type Opened = Result<App, Failure>;

/// Everything that a screen asks for comes through here.
#[tauri::command]
async fn ask(opened: State<'_, Opened>, request: Value) -> Result<Value, Failure> {
    opened.inner().as_ref().map_err(Clone::clone)?.ask(request::read(request)?).await
}

/// The same for what bytes go with: they come as the body of the request, not as text.
#[tauri::command]
async fn ask_with(opened: State<'_, Opened>, request: Request<'_>) -> Result<Value, Failure> {
    let InvokeBody::Raw(body) = request.body() else { return Err(request::unknown()) };
    let (request, bytes) = with_bytes(body.clone()).ok_or_else(request::unknown)?;
    opened.inner().as_ref().map_err(Clone::clone)?.ask_with(request, bytes).await
}

/// Opens the window and stays until it is closed.
pub fn run() -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()))
        .init();
    let window = in_pocket(tauri::Builder::default())
        .setup(|window| {
            open(window.handle());
            Ok(())
        })
        .invoke_handler(tauri::generate_handler![ask, ask_with])
        // The web view asks for nothing but what a voice note takes, whose button says so: no camera, place or notices. The
        // system asks the person as well.
        .on_permission_request(|_, kind| match kind {
            PermissionKind::Microphone => PermissionResponse::Default,
            _ => PermissionResponse::Deny,
        })
        .build(tauri::generate_context!());
    match window {
        Ok(window) => ExitCode::from(u8::try_from(window.run_return(when)).unwrap_or(1)),
        Err(error) => {
            tracing::error!(%error, "the window could not be opened");
            ExitCode::FAILURE
        }
    }
}

/// In a pocket the app still sends what waits, and asks for no news. A window behind others is no pocket.
fn in_pocket(window: Builder<Wry>) -> Builder<Wry> {
    #[cfg(mobile)]
    let window = window.on_window_event(|window, event| {
        use tauri::WindowEvent::{Resumed, Suspended};
        if let (Suspended | Resumed, Some(Ok(app))) = (event, opened(window)) {
            app.set_foreground(matches!(event, Resumed));
        }
    });
    window
}

/// Phones start the app by this name.
#[cfg(mobile)]
#[tauri::mobile_entry_point]
fn start() {
    run();
}

fn open(window: &AppHandle) {
    let Arguments { data, title } = Arguments::read(std::env::args_os().skip(1), std::env::var_os("DOORSTEP_DATA"));
    for (_, window) in window.webview_windows() {
        if let Some(Err(error)) = title.as_deref().map(|title| window.set_title(title)) {
            tracing::warn!(%error, "the window kept its title");
        }
    }
    let opened = data.map_or_else(|| own_folder(window), Ok).and_then(|folder| {
        // Inside the runtime, where the app's own tasks will live.
        async_runtime::block_on(async { App::open(AppConfig::new(folder)) })
    });
    match &opened {
        Ok(app) => {
            let screens = window.clone();
            async_runtime::spawn(changes::forward(app.changes(), move |tags| {
                if let Err(error) = screens.emit(changes::EVENT, tags) {
                    tracing::warn!(%error, "the screens could not be told of a change");
                }
            }));
        }
        Err(failure) => tracing::error!(code = failure.code, "the app could not be opened"),
    }
    window.manage(opened);
    stop::on_signal(window.clone());
}

fn own_folder(window: &AppHandle) -> Result<PathBuf, Failure> {
    window.path().app_local_data_dir().map_err(|error| Failure {
        code: "no_place".into(),
        message: format!("This device gives Doorstep no place to keep its records ({error})."),
        remedy: "Start Doorstep again. If this stays, ring the office: nothing was recorded here.".into(),
    })
}

/// The last window is closed, or the system asks: what is under way ends well before the process does.
fn when(window: &AppHandle, event: RunEvent) {
    if let (RunEvent::Exit, Some(Ok(app))) = (event, opened(window)) {
        async_runtime::block_on(app.close());
    }
}

fn opened<M: Manager<Wry>>(window: &M) -> Option<&Opened> {
    window.try_state::<Opened>().map(|opened| opened.inner())
}
