//! What a handheld does next: the sync session as a pure state machine.
//!
//! [`Session::handle`] takes one [`Event`], the time and a random number, and gives the [`Effect`]s to carry out. At
//! most one effect that speaks to the hub is under way at any moment; its end comes back as an event. Whatever is
//! asked for meanwhile is remembered and done afterwards, in this order: what was saved here (statuses, signatures,
//! words), then scopes whose records differ from the hub's, then scopes to be filled, so that the first job does
//! not wait behind 20,000 codes, then the rest of the hub's news, then attachments to send, then attachments to fetch. Attachments go one at a time, so that a save never
//! waits behind a day's photos, and each goes piece by piece, so that it does not wait behind one either.
//!
//! A save is sent at once. In the foreground the hub is asked again every [`POLL_MS`], or, while a stream holds on which
//! it says by itself that there is news, every [`LISTENING_POLL_MS`]. A failure is answered with
//! waits that double from [`FIRST_WAIT_MS`] to [`LONGEST_WAIT_MS`], half of each at random, so that a depot's phones
//! do not all come back in the same second; a refusal that waiting alone does not cure waits [`STOPPED_WAIT_MS`].

use domain::scope::Scope;

use crate::fill::FillResume;

#[cfg(test)]
mod tests;

/// Milliseconds of a clock that never goes back, from any beginning.
pub type Instant = u64;

/// How long an idle handheld in the foreground waits before it asks for news, in milliseconds.
pub const POLL_MS: u64 = 10_000;

/// The same while a stream of pokes holds, in milliseconds: a poke may be lost with a connection that looks alive.
pub const LISTENING_POLL_MS: u64 = 60_000;

/// The first wait after a failure, in milliseconds.
pub const FIRST_WAIT_MS: u64 = 1_000;

/// The longest wait after failures, in milliseconds.
pub const LONGEST_WAIT_MS: u64 = 60_000;

/// The wait after a refusal that only a person can cure (version, withdrawn device), in milliseconds.
pub const STOPPED_WAIT_MS: u64 = 15 * 60_000;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The app came to the foreground, a network returned, or a person asked to send now: try at once.
    Wake,
    /// The app left the foreground: what waits is still sent, but nobody is asked for news.
    Sleep,
    /// Something was saved that the hub does not have.
    Saved,
    /// The hub said that there is news.
    Poked,
    /// A stream on which the hub says that there is news opened, or ended.
    Listening(bool),
    /// Photos or other attachments wait to be sent.
    AttachmentSaved,
    /// The exchange was answered, and its answer is stored.
    Answered(Answer),
    /// A scope was reconciled as far as it can be, and the cursor is stored.
    Reconciled(Scope),
    /// A scope's stream ended, and the cursor is stored.
    Filled(Scope),
    /// A scope's stream was cut after the record named by `resume`.
    FillCut {
        /// The scope.
        scope: Scope,
        /// Where to go on; none to begin again.
        resume: Option<FillResume>,
        /// Why.
        failure: FailureKind,
    },
    /// A piece of an attachment was sent; true when it has more, or another waits.
    AttachmentSent(bool),
    /// One attachment was fetched, or none could be; true when another can be fetched now.
    AttachmentFetched(bool),
    /// The effect under way failed. Nothing of it is lost.
    Failed(FailureKind),
    /// Time passed.
    Tick,
}

/// What an exchange's answer leaves to do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// The outbox has more.
    pub more_to_send: bool,
    /// The hub has more news.
    pub more_to_come: bool,
    /// Scopes whose records may differ from the hub's.
    pub reconcile: Vec<Scope>,
    /// Scopes that may be held and were never filled.
    pub fill: Vec<Scope>,
    /// Attachments wait to be sent.
    pub attachments_to_send: bool,
    /// Attachments wait to be fetched.
    pub attachments_to_fetch: bool,
}

impl Answer {
    /// True when the signal is of no use until somebody saves something or the hub has news, but for pictures to fetch: the
    /// hub may never have one of them, and is asked for it again and again.
    #[must_use]
    pub const fn leaves_nothing_pressing(&self) -> bool {
        let Self { more_to_send, more_to_come, reconcile, fill, attachments_to_send, attachments_to_fetch: _ } = self;
        !(*more_to_send || *more_to_come || *attachments_to_send) && reconcile.is_empty() && fill.is_empty()
    }
}

/// Why an effect failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// No answer, or one that promises better luck later.
    Passing,
    /// A refusal that only a person can cure: another version, a withdrawn device.
    Stopped,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Push a batch and pull since the cursors: ends with [`Event::Answered`] or [`Event::Failed`].
    Exchange,
    /// Find out in what a scope differs from the hub's, and give and take that: ends with [`Event::Reconciled`] or
    /// [`Event::Failed`].
    Reconcile {
        /// The scope.
        scope: Scope,
    },
    /// Take a scope's stream: ends with [`Event::Filled`] or [`Event::FillCut`].
    Fill {
        /// The scope.
        scope: Scope,
        /// Where a cut stream stopped.
        resume: Option<FillResume>,
    },
    /// Send a piece of one attachment, small enough to pass in seconds: ends with [`Event::AttachmentSent`] or [`Event::Failed`].
    SendAttachment,
    /// Fetch one attachment: ends with [`Event::AttachmentFetched`] or [`Event::Failed`].
    FetchAttachment,
    /// Nothing now. Come back with [`Event::Tick`] at this time; with none, wait for any other event.
    Wait {
        /// When.
        until: Option<Instant>,
    },
}

/// What is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Under {
    Exchange,
    Reconcile,
    Fill,
    SendAttachment,
    FetchAttachment,
}

/// A handheld's side of the conversation.
#[derive(Debug, Clone, Default)]
pub struct Session {
    under: Option<Under>,
    exchange: bool,
    /// The hub has more news, which comes by an exchange too, but after the fills.
    news: bool,
    reconciles: Vec<Scope>,
    fills: Vec<(Scope, Option<FillResume>)>,
    send: bool,
    fetch: bool,
    foreground: bool,
    failures: u32,
    failed_at: Instant,
    not_before: Instant,
    poll_at: Option<Instant>,
    listening: bool,
}

impl Session {
    /// A session that has everything still to ask.
    #[must_use]
    pub fn new() -> Self {
        Self { exchange: true, ..Self::default() }
    }

    /// True while something is being sent or fetched.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        self.under.is_some()
    }

    /// Takes an event at `now` and gives what to do; `random` may be any number.
    pub fn handle(&mut self, event: Event, now: Instant, random: u64) -> Vec<Effect> {
        self.note(event, now, random);
        if self.foreground && self.poll_at.is_some_and(|at| at <= now) {
            self.exchange = true;
            self.poll_at = None;
        }
        if self.under.is_some() { Vec::new() } else { vec![self.next(now)] }
    }

    fn note(&mut self, event: Event, now: Instant, random: u64) {
        match event {
            Event::Wake => {
                self.foreground = true;
                self.exchange = true;
                self.failures = 0;
                self.not_before = now;
            }
            Event::Sleep => {
                self.foreground = false;
                self.poll_at = None;
            }
            Event::Saved | Event::Poked => {
                self.exchange = true;
                self.hurry();
            }
            Event::Listening(listening) => {
                self.listening = listening;
                let next = now.saturating_add(self.poll_ms());
                self.poll_at = self.poll_at.map(|at| if listening { next } else { at.min(next) });
            }
            Event::AttachmentSaved => {
                self.send = true;
                self.hurry();
            }
            Event::Answered(answer) => {
                self.succeeded(now);
                self.exchange |= answer.more_to_send;
                self.news |= answer.more_to_come;
                self.reconciles = answer.reconcile;
                self.refill(answer.fill);
                self.send |= answer.attachments_to_send;
                self.fetch |= answer.attachments_to_fetch;
            }
            Event::Reconciled(scope) => {
                self.succeeded(now);
                self.reconciles.retain(|waiting| *waiting != scope);
                // What was given comes back in the scope's feed, and the log has moved on meanwhile.
                self.exchange = true;
            }
            Event::Filled(scope) => {
                self.succeeded(now);
                self.fills.retain(|(waiting, _)| *waiting != scope);
                // What came in may name photos, and the log has moved on while the stream ran.
                self.exchange = true;
            }
            Event::FillCut { scope, resume, failure } => {
                if let Some((_, at)) = self.fills.iter_mut().find(|(waiting, _)| *waiting == scope) {
                    *at = resume;
                }
                // The scope may no longer be ours: ask which are before the stream is taken up again.
                self.exchange = true;
                self.failed(failure, now, random);
            }
            Event::AttachmentSent(more) => {
                self.succeeded(now);
                self.send |= more;
            }
            Event::AttachmentFetched(more) => {
                self.succeeded(now);
                self.fetch |= more;
            }
            Event::Failed(kind) => {
                match self.under {
                    // A scope that could not be reconciled may no longer be ours: the answer says so.
                    Some(Under::Exchange | Under::Reconcile) => self.exchange = true,
                    Some(Under::SendAttachment) => self.send = true,
                    Some(Under::FetchAttachment) => self.fetch = true,
                    // A scope leaves the list only when its stream has ended.
                    Some(Under::Fill) | None => {}
                }
                self.failed(kind, now, random);
            }
            Event::Tick => {}
        }
    }

    fn next(&mut self, now: Instant) -> Effect {
        if self.wants_anything() && self.not_before > now {
            return Effect::Wait { until: Some(self.not_before) };
        }
        let (under, effect) = if self.exchange || (self.news && self.fills.is_empty() && self.reconciles.is_empty()) {
            (self.exchange, self.news) = (false, false);
            self.poll_at = None;
            (Under::Exchange, Effect::Exchange)
        } else if let Some(scope) = self.reconciles.first() {
            (Under::Reconcile, Effect::Reconcile { scope: scope.clone() })
        } else if let Some((scope, resume)) = self.fills.first() {
            (Under::Fill, Effect::Fill { scope: scope.clone(), resume: *resume })
        } else if self.send {
            self.send = false;
            (Under::SendAttachment, Effect::SendAttachment)
        } else if self.fetch {
            self.fetch = false;
            (Under::FetchAttachment, Effect::FetchAttachment)
        } else {
            return Effect::Wait { until: self.poll_at };
        };
        self.under = Some(under);
        effect
    }

    const fn wants_anything(&self) -> bool {
        self.exchange || self.news || !self.reconciles.is_empty() || !self.fills.is_empty() || self.send || self.fetch
    }

    /// A person just did something: a wait that has grown long shrinks to the first.
    fn hurry(&mut self) {
        self.not_before = self.not_before.min(self.failed_at.saturating_add(FIRST_WAIT_MS));
    }

    fn refill(&mut self, wanted: Vec<Scope>) {
        let known = std::mem::take(&mut self.fills);
        self.fills = wanted
            .into_iter()
            .map(|scope| {
                let resume = known.iter().find(|(waiting, _)| *waiting == scope).and_then(|(_, resume)| *resume);
                (scope, resume)
            })
            .collect();
    }

    fn succeeded(&mut self, now: Instant) {
        self.under = None;
        self.failures = 0;
        self.not_before = now;
        self.poll_at = self.foreground.then(|| now.saturating_add(self.poll_ms()));
    }

    const fn poll_ms(&self) -> u64 {
        if self.listening { LISTENING_POLL_MS } else { POLL_MS }
    }

    fn failed(&mut self, kind: FailureKind, now: Instant, random: u64) {
        self.under = None;
        self.failed_at = now;
        let wait = match kind {
            FailureKind::Passing => {
                let doubled = FIRST_WAIT_MS.saturating_mul(1_u64.checked_shl(self.failures).unwrap_or(u64::MAX));
                doubled.min(LONGEST_WAIT_MS)
            }
            FailureKind::Stopped => STOPPED_WAIT_MS,
        };
        self.failures = self.failures.saturating_add(1).min(32);
        let half = wait / 2;
        self.not_before = now.saturating_add(half).saturating_add(random % (half + 1));
    }
}
