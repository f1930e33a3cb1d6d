//! One request, one answer.

use std::sync::Arc;

use app::api::{Failure, Request};
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
    let Ok(body) = body else {
        return refused(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            "This is larger than 60 MB.",
            "Choose a smaller picture.",
        );
    };
    let request: Request = match serde_json::from_slice(&body) {
        Ok(request) => request,
        Err(error) => {
            // Serde's text may quote what a person typed: only the place is told.
            tracing::warn!(line = error.line(), column = error.column(), "a screen asked for something unknown");
            return refused(
                StatusCode::BAD_REQUEST,
                "request_unknown",
                "Doorstep could not understand what this screen asked for.",
                "Load the page again. Everything saved is still on this phone.",
            );
        }
    };
    match bridge.app.ask(request).await {
        Ok(value) => Json(value).into_response(),
        Err(failure) => (status(&failure.code), Json(failure)).into_response(),
    }
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
