//! The engine: carries out what the session decides, between the store and the hub.
//!
//! One task owns the session; whoever has news for it sends an event and never waits. The effect under way is a future
//! beside it, so that a save while photos are being sent is noticed at once and goes next. Dropping that future leaves
//! nothing half done: what reaches the store does so in one transaction, and what reached the hub is answered as a
//! duplicate when it is sent again.

mod attachments;
mod identity;
mod listening;
mod map;
mod pace;
mod reconciling;
mod steps;
mod watching;
mod withdrawn;

use std::{
    collections::BTreeSet,
    sync::{Arc, Weak, atomic::Ordering},
};

use domain::id::DocumentId;
use futures_util::future::{BoxFuture, FutureExt};
use protocol::session::{Effect, Event, Session};
use store::{Store, Surroundings};
use tokio::{
    sync::{Notify, mpsc, watch},
    task::JoinHandle,
    time::{self, Duration},
};

use crate::{SyncError, transport::Transport};
use listening::Listening;
use steps::Steps;
use watching::Watching;

/// What sending is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Activity {
    /// Nothing, until something is saved or time passes.
    #[default]
    Resting,
    /// Edits go up and news comes down.
    Exchanging,
    /// A scope's records are compared with the hub's.
    Reconciling,
    /// A scope's records come for the first time.
    Filling,
    /// A photo goes up.
    SendingAttachment,
    /// A photo comes down.
    FetchingAttachment,
}

/// How sending stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Status {
    /// What it is at.
    pub activity: Activity,
    /// What stands in the way; none once something has worked again.
    pub trouble: Option<SyncError>,
}

/// Something that screens may show came in or changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// These records are new, different or gone.
    Records(BTreeSet<DocumentId>),
    /// Records of a scope that is no longer ours are gone.
    Gone,
    /// Names, codes or the landlord's own words changed.
    Reference,
    /// What waits to be sent is different, or was sent.
    Outbox,
    /// An attachment that these records name was sent or came in.
    Attachment(Vec<DocumentId>),
    /// The hub said something of somebody who works alone.
    LoneWork,
    /// More of the landlord's map is here.
    Map,
    /// [`Status::activity`] is different.
    Activity,
    /// [`Status::trouble`] is different.
    Trouble,
}

/// Hears of news; called from the engine's task, so it must not wait.
pub type Listener = Arc<dyn Fn(News) + Send + Sync>;

/// Sending and receiving for one open handheld.
pub struct Engine {
    events: mpsc::UnboundedSender<Event>,
    status: watch::Sender<Status>,
    listener: Listener,
    foreground: watch::Sender<bool>,
    steps: Weak<Steps>,
    listening: Option<JoinHandle<()>>,
    lone_work: Arc<Notify>,
    watching: JoinHandle<()>,
    task: JoinHandle<()>,
}

impl Engine {
    /// Starts, and asks the hub at once. The store must hold an enrolment. Call it within a tokio runtime.
    #[must_use]
    pub fn start(
        store: Arc<Store>,
        transport: Arc<dyn Transport>,
        surroundings: Surroundings,
        listener: Listener,
    ) -> Self {
        let (events, received) = mpsc::unbounded_channel();
        let status = watch::Sender::new(Status::default());
        let (foreground, in_front) = watch::channel(true);
        let steps = Arc::new(Steps::new(store, transport, surroundings, Arc::clone(&listener)));
        let known = Arc::downgrade(&steps);
        let listening = steps.can_listen().then(|| {
            let (steps, events) = (Arc::clone(&steps), events.downgrade());
            tokio::spawn(Listening { steps, events, foreground: in_front, status: status.subscribe() }.run())
        });
        let lone_work = Arc::new(Notify::new());
        let watching = tokio::spawn(
            Watching { steps: Arc::clone(&steps), said: Arc::clone(&lone_work), open: foreground.subscribe() }.run(),
        );
        let running = Running { steps, listener: Arc::clone(&listener), status: status.clone() };
        let task = tokio::spawn(running.run(received));
        Self { events, status, listener, foreground, steps: known, listening, lone_work, watching, task }
    }

    /// The app came to the front, a network returned, or a person asked: tries at once, and says so before it returns.
    pub fn wake(&self) {
        self.foreground.send_replace(true);
        self.tell(Event::Wake);
        let began = self.status.send_if_modified(|status| {
            let rested = status.activity == Activity::Resting;
            if rested {
                status.activity = Activity::Exchanging;
            }
            rested
        });
        if began {
            (self.listener)(News::Activity);
        }
    }

    /// The app left the front: what waits is still sent, but nobody is asked for news.
    pub fn sleep(&self) {
        self.foreground.send_replace(false);
        self.tell(Event::Sleep);
    }

    /// Somebody who works alone said something.
    pub fn lone_work_said(&self) {
        self.lone_work.notify_one();
    }

    /// Something was saved.
    pub fn saved(&self) {
        self.tell(Event::Saved);
    }

    /// An attachment was saved.
    pub fn attachment_saved(&self) {
        self.tell(Event::AttachmentSaved);
    }

    /// Whether the connection costs somebody money by the megabyte. Photos may have to wait for one that does not.
    pub fn set_metered(&self, metered: bool) {
        let was = self.steps.upgrade().map(|steps| steps.metered.swap(metered, Ordering::Relaxed));
        if was == Some(true) && !metered {
            self.attachments_may_go();
        }
    }

    /// Photos that had to wait need not any more.
    pub fn attachments_may_go(&self) {
        self.tell(Event::AttachmentSaved);
        // The answer says whether there is anything to fetch.
        self.tell(Event::Poked);
    }

    /// How sending stands now.
    #[must_use]
    pub fn status(&self) -> Status {
        self.status.borrow().clone()
    }

    /// The same, to wait for changes.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<Status> {
        self.status.subscribe()
    }

    /// Stops, and returns when nothing of it uses the store any more.
    pub async fn stop(self) {
        let Self { events, status: _, listener: _, foreground, steps: _, listening, lone_work: _, watching, task } =
            self;
        drop((events, foreground));
        watching.abort();
        let _ = watching.await;
        if let Some(listening) = listening {
            listening.abort();
            let _ = listening.await;
        }
        // The task ends by itself once nobody can send it an event.
        let _ = task.await;
    }

    fn tell(&self, event: Event) {
        // It has ended only when the app is being closed.
        let _ = self.events.send(event);
    }
}

/// The engine's task.
struct Running {
    steps: Arc<Steps>,
    listener: Listener,
    status: watch::Sender<Status>,
}

impl Running {
    async fn run(self, mut events: mpsc::UnboundedReceiver<Event>) {
        let began = time::Instant::now();
        let mut session = Session::new();
        let mut under: Option<BoxFuture<'static, Event>> = None;
        let mut wakes_at: Option<time::Instant> = None;
        let mut event = Event::Wake;
        loop {
            let now = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
            for effect in session.handle(event, now, self.steps.random()) {
                self.note(&effect, &events);
                match effect {
                    Effect::Wait { until } => {
                        wakes_at = until.and_then(|until| began.checked_add(Duration::from_millis(until)));
                    }
                    work => under = Some(self.begin(work)),
                }
            }
            event = tokio::select! {
                told = events.recv() => match told {
                    Some(told) => told,
                    None => break,
                },
                ended = finished(&mut under) => ended,
                () = passed(wakes_at), if under.is_none() => {
                    wakes_at = None;
                    Event::Tick
                }
            };
        }
        drop(under);
        // Work that was handed to other threads keeps the steps, and through them the store, until it is done.
        let steps = self.steps;
        while Arc::strong_count(&steps) > 1 {
            time::sleep(Duration::from_millis(5)).await;
        }
    }

    fn begin(&self, effect: Effect) -> BoxFuture<'static, Event> {
        let (steps, status, listener) = (Arc::clone(&self.steps), self.status.clone(), Arc::clone(&self.listener));
        async move {
            let (event, trouble) = steps.carry_out(effect).await;
            let changed = status.send_if_modified(|status| {
                let differs = status.trouble != trouble;
                status.trouble = trouble;
                differs
            });
            if changed {
                listener(News::Trouble);
            }
            event
        }
        .boxed()
    }

    /// Shows what is under way. It does not rest while somebody has just asked for more.
    fn note(&self, effect: &Effect, asked: &mpsc::UnboundedReceiver<Event>) {
        let activity = match effect {
            Effect::Exchange => Activity::Exchanging,
            Effect::Reconcile { .. } => Activity::Reconciling,
            Effect::Fill { .. } => Activity::Filling,
            Effect::SendAttachment => Activity::SendingAttachment,
            Effect::FetchAttachment => Activity::FetchingAttachment,
            Effect::Wait { .. } => Activity::Resting,
        };
        let changed = self.status.send_if_modified(|status| {
            let differs = status.activity != activity && (activity != Activity::Resting || asked.is_empty());
            if differs {
                status.activity = activity;
            }
            differs
        });
        if changed {
            (self.listener)(News::Activity);
        }
    }
}

async fn finished(under: &mut Option<BoxFuture<'static, Event>>) -> Event {
    let Some(work) = under else { return std::future::pending().await };
    let event = work.await;
    *under = None;
    event
}

async fn passed(at: Option<time::Instant>) {
    match at {
        Some(at) => time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}
