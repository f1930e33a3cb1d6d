//! `doorstep-bridge --data DIR --ui DIR --listen 127.0.0.1:PORT [--token TOKEN]`: one handheld for a browser.

use std::{
    fs::{File, TryLockError},
    io::Write,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use app::{App, AppConfig};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bridge::Bridge;
use clap::Parser;
use tokio::net::TcpListener;

/// One handheld behind a loopback port, for browsers in development and tests.
#[derive(Parser)]
#[command(name = "doorstep-bridge", version)]
struct Arguments {
    /// The handheld's folder; a new one makes a new handheld.
    #[arg(long)]
    data: PathBuf,
    /// The folder of the built screens.
    #[arg(long)]
    ui: PathBuf,
    /// Where to listen: an address of this machine alone. Port 0 takes any free port.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// What a browser must say with each request; a random one by default.
    #[arg(long)]
    token: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()))
        .init();
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(words) => {
            let _ = writeln!(std::io::stderr(), "doorstep-bridge: {words}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), String> {
    if !arguments.listen.ip().is_loopback() {
        return Err(format!(
            "{} can be reached from other machines, and the bridge would show them this handheld. \
             Listen on 127.0.0.1 instead.",
            arguments.listen
        ));
    }
    if !arguments.ui.join("index.html").is_file() {
        return Err(format!("{} holds no index.html. Build the screens first.", arguments.ui.display()));
    }
    let token = match arguments.token {
        Some(token) if token.is_empty() => {
            return Err("The token is empty. Give another, or none for a random one.".into());
        }
        Some(token) => token,
        None => random_token()?,
    };
    let _alone = alone(&arguments.data)?;
    let app = Arc::new(App::open(AppConfig::new(arguments.data)).map_err(|failure| in_words(&failure))?);
    let listener = TcpListener::bind(arguments.listen)
        .await
        .map_err(|error| format!("Nothing can listen at {} ({error}). Choose another port.", arguments.listen))?;
    let listen = listener.local_addr().map_err(|error| error.to_string())?;
    let bridge = Bridge { app: Arc::clone(&app), token: token.clone(), listen, ui: arguments.ui };
    let mut out = std::io::stdout();
    writeln!(out, "doorstep-bridge ready: http://{listen}/#token={token}")
        .and_then(|()| out.flush())
        .map_err(|error| error.to_string())?;
    tokio::select! {
        served = axum::serve(listener, bridge.router()) => served.map_err(|error| error.to_string())?,
        () = asked_to_stop() => {}
    }
    // Event streams never end by themselves, so nobody waits for them.
    app.close().await;
    Ok(())
}

/// Keeps a second bridge from opening the same handheld, until this process ends in any way.
fn alone(data: &Path) -> Result<File, String> {
    let path = data.join("bridge.lock");
    let said = |error: std::io::Error| format!("{} cannot be used ({error}). Choose another folder.", path.display());
    std::fs::create_dir_all(data).map_err(said)?;
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(said)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            Err(format!("{} is open in another bridge. Stop that one, or choose another folder.", data.display()))
        }
        Err(TryLockError::Error(error)) => Err(said(error)),
    }
}

async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

fn random_token() -> Result<String, String> {
    let mut bytes = [0; 24];
    getrandom::fill(&mut bytes).map_err(|error| format!("This machine gives no random numbers: {error}"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

fn in_words(failure: &app::api::Failure) -> String {
    format!("{} {}", failure.message, failure.remedy)
}
