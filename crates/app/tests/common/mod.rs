//! A handheld in a folder of its own, and a landlord at the other end of a line that a test can cut.
//!
//! The landlord answers invitations, and exchanges with refusals alone: work that really passes between handhelds and a
//! hub is told elsewhere, with a real hub.

#![allow(dead_code, reason = "each test file uses some of this")]

use std::{
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use app::{
    App, AppConfig, Clock, PinCost,
    api::{Failure, Request},
    transport::{Request as Sent, Response, Transport, TransportError},
};
use documents::certificate::Certificate;
use domain::{
    author::DeviceEntry,
    id::{DeviceId, PersonId},
    time::Timestamp,
};
use ed25519_dalek::{SigningKey, VerifyingKey};
use futures_util::{FutureExt, StreamExt, future::BoxFuture, stream};
use protocol::{
    VERSION_HEADER,
    enrolment::{EnrolRequest, EnrolResponse, Invitation, fingerprint},
    refusal::Refusal,
    wire,
};
use serde_json::{Value, json};

/// A PIN that may be chosen.
pub const PIN: &str = "402917";

/// What is at the landlord's end.
#[derive(Debug, Clone, Default)]
pub enum Line {
    /// There is no signal.
    #[default]
    Cut,
    /// The hub refuses, with this status and code.
    Refuses(u16, &'static str),
    /// A public network's sign-in page answers.
    SignInPage,
    /// Invitations are accepted; everything else finds no signal.
    Welcomes,
}

/// The landlord's end.
pub struct Landlord {
    key: SigningKey,
    line: Mutex<Line>,
}

impl Landlord {
    pub fn new() -> Arc<Self> {
        Arc::new(Self { key: SigningKey::from_bytes(&[3; 32]), line: Mutex::default() })
    }

    pub fn set_line(&self, line: Line) {
        *self.line.lock().unwrap() = line;
    }

    pub fn invitation(&self) -> String {
        let hub = "https://hub.example.org".to_owned();
        let key_fingerprint = fingerprint(&self.key.verifying_key());
        Invitation { hub, key_fingerprint, token: [4; 16] }.to_string()
    }

    fn welcome(&self, body: &[u8]) -> Answer {
        let request: EnrolRequest = wire::decode(body).unwrap();
        let holder = DeviceEntry {
            device: DeviceId::from_bytes([7; 16]),
            device_name: "Van 12".into(),
            person: PersonId::from_bytes([8; 16]),
            person_name: "Ada Byrne".into(),
        };
        let public = VerifyingKey::from_bytes(&request.public_key).unwrap();
        let certificate = Certificate::issue(&self.key, &holder, &public, "Calder Vale Homes", Timestamp::default());
        let welcome = EnrolResponse { certificate, epoch: [1; 16], landlord: "Calder Vale Homes".into() };
        Ok((200, wire::MEDIA_TYPE, true, wire::encode(&welcome).unwrap()))
    }
}

type Answer = Result<(u16, &'static str, bool, Vec<u8>), TransportError>;

fn answer(line: &Line) -> Answer {
    match line {
        Line::Cut | Line::Welcomes => Err(TransportError::Unreachable),
        Line::SignInPage => Ok((200, "text/html", false, b"<html>Welcome</html>".to_vec())),
        Line::Refuses(status, code) => {
            let refusal = Refusal {
                code: (*code).into(),
                message: "The hub says no.".into(),
                remedy: "Ring us.".into(),
                counter: None,
                chain: None,
            };
            Ok((*status, "application/json", true, serde_json::to_vec(&refusal).unwrap()))
        }
    }
}

impl Transport for Landlord {
    fn send<'a>(&'a self, _: &'a str, request: Sent) -> BoxFuture<'a, Result<Response, TransportError>> {
        let answer = match &*self.line.lock().unwrap() {
            Line::Welcomes if request.path == "/v1/enrol" => self.welcome(&request.body),
            other => answer(other),
        };
        async move {
            let (status, media_type, ours, body) = answer?;
            let mut headers = vec![("content-type".to_owned(), media_type.to_owned())];
            if ours {
                headers.push((VERSION_HEADER.to_owned(), "1".to_owned()));
            }
            Ok(Response { status, headers, body: stream::iter([Ok(body)]).boxed() })
        }
        .boxed()
    }
}

/// A clock that a test turns.
pub struct TurnedClock(AtomicI64);

impl TurnedClock {
    pub fn turn(&self, by: Duration) {
        self.0.fetch_add(i64::try_from(by.as_millis()).unwrap(), Ordering::SeqCst);
    }
}

impl Clock for TurnedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_milliseconds(self.0.load(Ordering::SeqCst))
    }
}

/// A handheld.
pub struct Phone {
    pub app: App,
    pub clock: Arc<TurnedClock>,
}

impl Phone {
    pub fn open(folder: &Path, landlord: &Arc<Landlord>) -> Self {
        let now = Timestamp::parse("2026-11-22T09:00:00Z").unwrap().milliseconds();
        let clock = Arc::new(TurnedClock(AtomicI64::new(now)));
        let config = AppConfig {
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            pin_cost: PinCost::TEST,
            transport: Some(Arc::clone(landlord) as Arc<dyn Transport>),
            ..AppConfig::new(folder)
        };
        Self { app: App::open(config).unwrap(), clock }
    }

    /// An enrolled one with a PIN, open.
    pub async fn enrolled(folder: &Path, landlord: &Arc<Landlord>) -> Self {
        let phone = Self::open(folder, landlord);
        landlord.set_line(Line::Welcomes);
        let session = phone.ask("enrol", json!({ "invitation": landlord.invitation() })).await.unwrap();
        landlord.set_line(Line::Cut);
        assert_eq!(session["state"], "needs_pin");
        assert_eq!(phone.ask("choose_pin", json!({ "pin": PIN })).await.unwrap()["state"], "unlocked");
        phone
    }

    /// Asks as a screen does, through JSON.
    pub async fn ask(&self, name: &str, args: Value) -> Result<Value, Failure> {
        let request = if args.is_null() { json!({ "name": name }) } else { json!({ "name": name, "args": args }) };
        let request: Request = serde_json::from_value(request).expect("a request of the contract");
        self.app.ask(request).await
    }

    pub async fn state(&self) -> Value {
        self.ask("session", Value::Null).await.unwrap()["state"].clone()
    }

    /// The code of the failure that a request meets with.
    pub async fn refused(&self, name: &str, args: Value) -> String {
        self.ask(name, args).await.expect_err("a failure").code
    }

    /// Waits until what `name` answers is as wanted.
    pub async fn until(&self, name: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..500 {
            if let Ok(value) = self.ask(name, Value::Null).await
                && wanted(&value)
            {
                return value;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{name} did not become as wanted: {:?}", self.ask(name, Value::Null).await);
    }
}
