//! Telling the hub of somebody who works alone, beside everything else: it must not wait for a long exchange.
//!
//! What the hub has not heard is said again and again, soon; once it has, it is asked now and then whether somebody has seen
//! that they are overdue. Nothing is said when nobody works alone.

use std::sync::Arc;

use protocol::watch::{WatchRequest, WatchResponse, WatchSaid};
use store::LoneWork;
use tokio::{
    sync::{Notify, watch},
    time::{self, Duration},
};

use super::{News, steps::Steps};
use crate::SyncError;

/// How soon something is said again that the hub has not heard.
const AGAIN: Duration = Duration::from_secs(5);

/// How often the hub is asked while it watches.
const ASKED_EVERY: Duration = Duration::from_secs(30);

/// What watching needs to know.
pub(super) struct Watching {
    pub(super) steps: Arc<Steps>,
    /// Something was said.
    pub(super) said: Arc<Notify>,
    /// Closed when the engine ends.
    pub(super) open: watch::Receiver<bool>,
}

impl Watching {
    /// Goes on until the engine is dropped.
    pub(super) async fn run(mut self) {
        loop {
            let wait = match self.say_all().await {
                Ok(true) => Some(ASKED_EVERY),
                Ok(false) => None,
                Err(error) => {
                    tracing::debug!(%error, "the hub has not heard of somebody who works alone");
                    Some(AGAIN)
                }
            };
            tokio::select! {
                () = self.said.notified() => {}
                () = passed(wait) => {}
                // To the front or away from it: a good moment to ask; and the end of the engine.
                closed = self.open.changed() => if closed.is_err() { return },
            }
        }
    }

    /// Says everything; true while somebody works alone.
    async fn say_all(&self) -> Result<bool, SyncError> {
        let all = self.steps.with_store(|store, _| Ok(store.lone_work_to_say()?)).await?;
        let mut running = false;
        for work in all {
            running |= !work.finished;
            let now = self.steps.surroundings.clock.now();
            let request = WatchRequest { timer: work.timer, beat: work.beat, said: said(&work, now) };
            let WatchResponse { beat, left_ms, taken_by } = self
                .steps
                .conversation(|conversation, number| async move { conversation.watch(number, &request).await })
                .await?;
            let timer = work.timer;
            self.steps.with_store(move |store, _| Ok(store.lone_work_heard(timer, beat, left_ms, &taken_by)?)).await?;
            (self.steps.listener)(News::LoneWork);
        }
        Ok(running)
    }
}

async fn passed(wait: Option<Duration>) {
    match wait {
        Some(wait) => time::sleep(wait).await,
        None => std::future::pending().await,
    }
}

fn said(work: &LoneWork, now: domain::time::Timestamp) -> WatchSaid {
    if work.finished {
        return WatchSaid::Finished;
    }
    let left = domain::lone_work::left_ms(work.minutes, work.said_at, now);
    WatchSaid::Running { left_ms: left.unsigned_abs(), place: work.place.clone(), at: work.at }
}
