//! The cable between one handheld and the hub, which a story cuts, mends, and lets answers get stuck in.

use std::{pin::Pin, sync::Arc};

use app::transport::{Request, Response, Transport, TransportError};
use sync::http::Http;
use tokio::sync::watch;

/// How the cable is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Whole,
    Cut,
    /// Requests pass, and answers stay on their way.
    Slow,
}

/// One handheld's way to the hub.
pub struct Cable {
    http: Http,
    state: watch::Sender<State>,
    /// Answers that are on their way.
    stuck: watch::Sender<u32>,
}

impl Cable {
    /// A whole one.
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            http: Http::new().unwrap(),
            state: watch::Sender::new(State::Whole),
            stuck: watch::Sender::new(0),
        })
    }

    /// No signal from now on; answers that were on their way still arrive.
    pub fn cut(&self) {
        self.state.send_replace(State::Cut);
    }

    /// The signal is back.
    pub fn mend(&self) {
        self.state.send_replace(State::Whole);
    }

    /// What is sent reaches the hub, and nothing comes back for now.
    pub fn slow(&self) {
        self.state.send_replace(State::Slow);
    }

    /// Waits until the hub has answered an exchange and the answer is stuck.
    pub async fn answer_is_stuck(&self) {
        self.stuck.subscribe().wait_for(|stuck| *stuck > 0).await.unwrap();
    }
}

impl Transport for Cable {
    fn send<'a>(
        &'a self,
        hub: &'a str,
        request: Request,
    ) -> Pin<Box<dyn Future<Output = Result<Response, TransportError>> + Send + 'a>> {
        Box::pin(async move {
            if *self.state.borrow() == State::Cut {
                return Err(TransportError::Unreachable);
            }
            // A stream of pokes answers nothing that anybody said.
            let counts = u32::from(request.path == "/v1/exchange");
            let answer = self.http.send(hub, request).await?;
            self.stuck.send_modify(|stuck| *stuck += counts);
            let arrived = self.state.subscribe().wait_for(|state| *state != State::Slow).await.is_ok();
            self.stuck.send_modify(|stuck| *stuck -= counts);
            if arrived { Ok(answer) } else { Err(TransportError::Unreachable) }
        })
    }
}
