//! From what a screen sent to what the app understands.

use app::api::{Failure, Request};
use serde_json::Value;

/// The request, or words for a screen and a core that do not fit together.
pub fn read(request: Value) -> Result<Request, Failure> {
    // The error itself may quote what a person typed, and that has no place in a log.
    serde_json::from_value(request).map_err(|_| unknown())
}

/// What a screen sent is no request that the app knows.
pub fn unknown() -> Failure {
    tracing::warn!("a screen asked for something that the app does not know");
    Failure {
        code: "request_unknown".into(),
        message: "Doorstep could not understand what this screen asked for.".into(),
        remedy: "Close Doorstep and open it again. Everything saved is still on this phone.".into(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_known_request_is_read() {
        let read = read(json!({ "name": "unlock", "args": { "pin": "246810" } }));
        assert!(matches!(read, Ok(Request::Unlock { pin }) if pin == "246810"));
    }

    #[test]
    fn an_unknown_request_is_answered_in_words() {
        for unknown in [json!({ "name": "fly" }), json!({ "name": "job" }), json!("session"), json!(null)] {
            assert!(matches!(read(unknown), Err(failure) if failure.code == "request_unknown"));
        }
    }
}
