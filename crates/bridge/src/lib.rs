//! The app behind a loopback port, so that a real browser can drive the real core in development and in tests.
//!
//! It answers this machine alone, and only whoever holds its token: any page in any browser can reach a loopback port,
//! so the `Host` and `Origin` headers are checked as well (a name that an attacker points at 127.0.0.1 is refused).
//! It is no part of what people install: nothing depends on this crate, and a release build of it fails.

#[cfg(all(not(debug_assertions), not(feature = "development")))]
compile_error!("the bridge is for development and never part of a release; see the `development` feature");

mod answer;
mod changes;
mod guard;
mod screens;

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use app::App;
use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{get, post},
};

/// The largest request, in bytes: a photo of 40 MB and what is said of it.
pub const MAX_BODY: usize = 40 << 20;

/// What the bridge needs to know.
#[derive(Clone)]
pub struct Bridge {
    /// The app that it shows.
    pub app: Arc<App>,
    /// What a browser must say with each request.
    pub token: String,
    /// Where it listens: what the `Host` header must say.
    pub listen: SocketAddr,
    /// The folder of the built screens.
    pub ui: PathBuf,
}

impl Bridge {
    /// Everything it answers.
    pub fn router(self) -> Router {
        let bridge = Arc::new(self);
        let asked = Router::new()
            .route("/ask", post(answer::ask))
            .route("/ask-with", post(answer::ask_with))
            .route("/changes", get(changes::stream))
            .layer(middleware::from_fn_with_state(Arc::clone(&bridge), guard::token))
            .layer(DefaultBodyLimit::max(MAX_BODY))
            .with_state(Arc::clone(&bridge));
        asked
            .fallback_service(screens::files(&bridge.ui))
            .layer(middleware::from_fn_with_state(bridge, guard::host))
            .layer(middleware::from_fn(guard::headers))
    }
}
