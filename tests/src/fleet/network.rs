//! The network between handhelds and the hub, in one process: it carries real requests to the hub's real routes.

use std::{
    path::PathBuf,
    sync::{Mutex, MutexGuard},
};

use axum::{Router, body::Body};
use hub::Hub;
use sync::transport::Request;
use tower::ServiceExt;

use super::{crash::LogEnd, dice::Dice, tally::Tally};

/// Who answers on the hub's address, and what has not arrived yet.
#[derive(Default)]
pub struct Network {
    /// One process answers so far. With replicas there would be several here, and the dice would choose.
    answering: Mutex<Option<Answering>>,
    /// Requests that their senders have given up and that are still under way.
    late: Mutex<Vec<Request>>,
    /// Where the hub's log ended before the request in which its process ended.
    crashed: Mutex<Option<LogEnd>>,
    tally: Mutex<Tally>,
}

/// A hub's process as the network sees it.
#[derive(Clone)]
pub struct Answering {
    /// The hub.
    pub hub: Hub,
    /// Its routes.
    pub router: Router,
    /// Its database.
    pub database: PathBuf,
}

/// What a hub answered, whole.
#[derive(Clone)]
pub struct Answer {
    /// HTTP's status.
    pub status: u16,
    /// Names in small letters.
    pub headers: Vec<(String, String)>,
    /// All of the body.
    pub body: Vec<u8>,
}

impl Network {
    /// The hub came up, or went down.
    pub fn answered_by(&self, answering: Option<Answering>) {
        *self.answering.lock().unwrap() = answering;
    }

    /// Who answers now.
    pub fn answering(&self) -> Option<Answering> {
        self.answering.lock().unwrap().clone()
    }

    /// What happened on it so far.
    pub fn tally(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().unwrap()
    }

    /// Carries a request to the hub and its whole answer back; none while the hub is down.
    pub async fn carry(&self, request: &Request) -> Option<Answer> {
        let router = self.answering()?.router;
        let mut asked = axum::http::Request::builder().method(request.method.name()).uri(&request.path);
        for (name, value) in &request.headers {
            asked = asked.header(*name, value);
        }
        let answer = router.oneshot(asked.body(Body::from(request.body.clone())).unwrap()).await.unwrap();
        let (parts, body) = answer.into_parts();
        let headers = parts.headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
        let (status, headers) = (parts.status.as_u16(), headers.collect());
        self.tally().count("requests that reached the hub");
        self.tally().count(match status {
            200..=299 => "answers of the hub: 2xx",
            500.. => "answers of the hub: 5xx",
            _ => "answers of the hub: 4xx",
        });
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default().to_vec();
        Some(Answer { status, headers, body })
    }

    /// The hub's process ends somewhere in what this request makes it store. Nobody hears an answer.
    pub async fn carry_into_a_crash(&self, request: &Request) {
        let Some(answering) = self.answering() else { return };
        let before = LogEnd::of(&answering.database);
        drop(answering);
        self.carry(request).await;
        *self.crashed.lock().unwrap() = Some(before);
        self.answered_by(None);
    }

    /// Where the log ended before the hub's process ended, once for each time that it did.
    pub fn take_crash(&self) -> Option<LogEnd> {
        self.crashed.lock().unwrap().take()
    }

    /// A request is under way, and its sender has given it up.
    pub fn delay(&self, request: Request) {
        self.late.lock().unwrap().push(request);
    }

    /// A request that was given up long ago arrives after all. Nobody hears the answer.
    pub async fn deliver_late(&self, dice: &mut Dice) {
        let request = {
            let mut late = self.late.lock().unwrap();
            if late.is_empty() {
                return;
            }
            let which = dice.below(late.len());
            late.swap_remove(which)
        };
        self.carry(&request).await;
    }
}
