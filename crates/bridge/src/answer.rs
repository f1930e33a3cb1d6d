//! One request, one answer.

use std::sync::Arc;

use app::api::{Failure, with_bytes};
use axum::{
    Json,
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::StatusCode,
    response::{IntoResponse, Response},
};

use crate::Bridge;

/// Asks the app.
pub(crate) async fn ask(State(bridge): State<Arc<Bridge>>, body: Result<Bytes, BytesRejection>) -> Response {
    let Ok(body) = body else { return too_large() };
    match serde_json::from_slice(&body) {
        Ok(request) => answered(bridge.app.ask(request).await),
        Err(error) => {
            // Serde's text may quote what a person typed: only the place is told.
            tracing::warn!(line = error.line(), column = error.column(), "a screen asked for something unknown");
            unknown()
        }
    }
}

/// Asks the app with bytes: see [`with_bytes`].
pub(crate) async fn ask_with(State(bridge): State<Arc<Bridge>>, body: Result<Bytes, BytesRejection>) -> Response {
    let Ok(body) = body else { return too_large() };
    match with_bytes(body.into()) {
        Some((request, bytes)) => answered(bridge.app.ask_with(request, bytes).await),
        None => {
            tracing::warn!("a screen asked for something unknown, with bytes");
            unknown()
        }
    }
}

fn answered(answer: Result<serde_json::Value, Failure>) -> Response {
    match answer {
        Ok(value) => Json(value).into_response(),
        Err(failure) => (status(&failure.code), Json(failure)).into_response(),
    }
}

fn too_large() -> Response {
    refused(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "This is larger than 40 MB.", "Choose a smaller picture.")
}

fn unknown() -> Response {
    refused(
        StatusCode::BAD_REQUEST,
        "request_unknown",
        "Doorstep could not understand what this screen asked for.",
        "Load the page again. Everything saved is still on this phone.",
    )
}

/// A failure of the bridge itself.
pub(crate) fn refused(status: StatusCode, code: &str, message: &str, remedy: &str) -> Response {
    let failure = Failure { code: code.to_owned(), message: message.to_owned(), remedy: remedy.to_owned() };
    (status, Json(failure)).into_response()
}

/// Screens read the failure's code; the status is for whoever reads a log.
fn status(code: &str) -> StatusCode {
    match code {
        "locked" | "pin_wrong" | "pin_wait" => StatusCode::FORBIDDEN,
        "job_unknown" => StatusCode::NOT_FOUND,
        "internal" => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::BAD_REQUEST,
    }
}
