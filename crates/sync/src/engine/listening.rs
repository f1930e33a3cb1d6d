//! Listening: while the app is in front and the hub can be reached, one stream stays open on which the hub says that
//! there is news.
//!
//! It is a convenience and nothing depends on it: without a stream the session asks by the clock. So it waits until
//! exchanges work, never shows a trouble of its own, and comes back later and later, at random moments, when it is
//! refused.

use std::sync::{Arc, PoisonError};

use protocol::session::{Event, FIRST_WAIT_MS, FailureKind, LONGEST_WAIT_MS, STOPPED_WAIT_MS};
use tokio::{
    sync::{mpsc, watch},
    time::{self, Duration},
};

use super::{Status, steps::Steps};
use crate::SyncError;

/// What listening needs to know.
pub(super) struct Listening {
    pub(super) steps: Arc<Steps>,
    /// Weak: the engine ends when nobody else can tell it anything.
    pub(super) events: mpsc::WeakUnboundedSender<Event>,
    pub(super) foreground: watch::Receiver<bool>,
    pub(super) status: watch::Receiver<Status>,
}

impl Listening {
    /// Listens until the engine is dropped.
    pub(super) async fn run(self) {
        let Self { steps, events, mut foreground, mut status } = self;
        let mut failures = 0_u32;
        loop {
            // Either watch ends with the engine.
            if foreground.wait_for(|front| *front).await.is_err()
                || status.wait_for(|status| status.trouble.is_none()).await.is_err()
            {
                return;
            }
            let ended = tokio::select! {
                ended = listen(&steps, &events) => ended,
                behind = foreground.wait_for(|front| !*front) => match behind {
                    Ok(_) => {
                        tell(&events, Event::Listening(false));
                        continue;
                    }
                    Err(_) => return,
                },
            };
            let wait = match ended {
                // It held for a while: a deployment, a change of network. Everybody comes back, not at once.
                Ok(()) => {
                    failures = 0;
                    FIRST_WAIT_MS
                }
                Err(error) if error.kind() == FailureKind::Stopped || is_older(&error) => STOPPED_WAIT_MS,
                Err(_) => {
                    failures = failures.saturating_add(1).min(16);
                    FIRST_WAIT_MS.saturating_mul(1 << failures).min(LONGEST_WAIT_MS)
                }
            };
            let wait = Duration::from_millis(wait / 2 + steps.random() % (wait / 2 + 1));
            tokio::select! {
                () = time::sleep(wait) => {}
                closed = foreground.changed() => if closed.is_err() { return },
            }
        }
    }
}

/// Listens to one stream until it ends.
async fn listen(steps: &Arc<Steps>, events: &mpsc::WeakUnboundedSender<Event>) -> Result<(), SyncError> {
    let opening = steps.conversation(|conversation, number| async move { conversation.pokes(number).await });
    let mut pokes = opening.await?;
    tell(events, Event::Listening(true));
    while pokes.next().await {
        let now = steps.surroundings.clock.now();
        *steps.poked_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
        tell(events, Event::Poked);
    }
    tell(events, Event::Listening(false));
    Ok(())
}

/// A hub that has no pokes says that there is no such page.
fn is_older(error: &SyncError) -> bool {
    matches!(error, SyncError::Refused(refusal) if refusal.code == "not_found")
}

fn tell(events: &mpsc::WeakUnboundedSender<Event>, event: Event) {
    if let Some(events) = events.upgrade() {
        // The engine is being closed.
        let _ = events.send(event);
    }
}
