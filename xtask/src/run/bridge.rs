//! Asking a handheld through its bridge: one JSON request over loopback HTTP.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};

use crate::trouble::{Doing, Trouble};

/// Enrolment waits for the hub and for the first fill.
const PATIENCE: Duration = Duration::from_secs(120);

/// A bridge that is ready.
pub struct Bridge {
    /// Its loopback port.
    pub port: u16,
    /// What it wants to see with each request.
    pub token: String,
    /// What a person opens in a browser.
    pub address: String,
}

impl Bridge {
    /// Which door the handheld's user stands at: `not_enrolled`, `needs_pin`, `locked`, …
    pub fn session_state(&self) -> Result<String, Trouble> {
        self.session(&json!({ "name": "session" }))
    }

    /// Joins the hub.
    pub fn enrol(&self, invitation: &str) -> Result<String, Trouble> {
        self.session(&json!({ "name": "enrol", "args": { "invitation": invitation } }))
    }

    /// Sets the first PIN.
    pub fn choose_pin(&self, pin: &str) -> Result<String, Trouble> {
        self.session(&json!({ "name": "choose_pin", "args": { "pin": pin } }))
    }

    fn session(&self, request: &Value) -> Result<String, Trouble> {
        let session = self.ask(request)?;
        let state = session.get("state").and_then(Value::as_str);
        state.map(str::to_owned).ok_or_else(|| Trouble::because(format!("The bridge answered no session: {session}")))
    }

    fn ask(&self, request: &Value) -> Result<Value, Trouble> {
        let doing = format!("ask the handheld at port {}", self.port);
        let body = request.to_string();
        let head = format!(
            "POST /ask HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nX-Doorstep-Token: {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n",
            self.port,
            self.token,
            body.len()
        );
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let mut stream = TcpStream::connect_timeout(&address, PATIENCE).doing(&doing)?;
        stream.set_read_timeout(Some(PATIENCE)).doing(&doing)?;
        stream.write_all(head.as_bytes()).doing(&doing)?;
        stream.write_all(body.as_bytes()).doing(&doing)?;
        let mut response = Vec::new();
        stream.read_to_end(&mut response).doing(&doing)?;
        answer(&String::from_utf8_lossy(&response))
    }
}

/// The JSON in a whole HTTP response, or the failure it tells of.
fn answer(response: &str) -> Result<Value, Trouble> {
    let (head, body) = response.split_once("\r\n\r\n").unwrap_or((response, ""));
    let status = head.split_whitespace().nth(1).unwrap_or("no status");
    let value: Value = serde_json::from_str(body.trim()).unwrap_or(Value::Null);
    if status.starts_with('2') {
        return Ok(value);
    }
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    Err(Trouble::because(match (text("message"), text("remedy")) {
        (Some(message), remedy) => format!("The handheld says: {message} {}", remedy.unwrap_or_default()),
        (None, _) => format!("The handheld answered {status}: {}", body.trim()),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_from_under_its_headers() {
        let response = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{\"state\":\"locked\"}";
        assert_eq!(answer(response).unwrap(), json!({ "state": "locked" }));
    }

    #[test]
    fn a_failure_is_told_in_the_handhelds_own_words() {
        let response = "HTTP/1.1 409 Conflict\r\n\r\n{\"code\":\"token_expired\",\"message\":\"The invitation is too \
                        old.\",\"remedy\":\"Ask for a new one.\"}";
        let words = answer(response).unwrap_err().to_string();
        assert_eq!(words, "The handheld says: The invitation is too old. Ask for a new one.");
        assert!(answer("HTTP/1.1 500 Oh\r\n\r\nboom").unwrap_err().to_string().contains("500: boom"));
    }
}
