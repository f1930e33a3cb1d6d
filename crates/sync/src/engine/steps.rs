//! The effects of a session, carried out one at a time.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use domain::{scope::Scope, time::Timestamp};
use protocol::{
    chain::Batch,
    fill::{FillFrame, FillRequest, FillResume},
    message::{ExchangeRequest, ExchangeResponse, MAX_ATTACHMENTS_ASKED, Verdict},
    session::{Answer, Effect, Event, FailureKind},
};
use store::{Enrolment, Store, StoreError, Surroundings};

use super::{Listener, News, attachments::Uploading, pace::Pace};
use crate::{SyncError, conversation::Conversation, transport::Transport};

/// Edits in one exchange, at most.
const BATCH_ENTRIES: usize = 2_000;

/// Bytes of edits in one exchange, at most, unless a single edit has more: compressed, they pass in seconds on a poor
/// signal.
const BATCH_BYTES: usize = 1 << 20;

/// How long a scope that still differs after it was reconciled is left alone, in milliseconds.
const RECONCILED_EVERY_MS: i64 = 3_600_000;

/// How often what is held is counted again, in milliseconds.
const RECOUNTED_EVERY_MS: i64 = 24 * 3_600_000;

/// Pictures that the hub is asked after once a day, at most: those of the last months.
const ASKED_AFTER: usize = 5_000;

/// What the effects need.
pub(super) struct Steps {
    store: Arc<Store>,
    transport: Arc<dyn Transport>,
    pub(super) surroundings: Surroundings,
    pub(super) listener: Listener,
    /// When scopes were last reconciled because they had drifted: one that still differs afterwards is left for a while.
    reconciled: Mutex<BTreeMap<Scope, Timestamp>>,
    /// When the sums over what is held were last counted again.
    recounted: Mutex<Option<Timestamp>>,
    /// True once a hub that does not know this device has refused its certificate, and until it answers all the same.
    pub(super) certificate_refused: AtomicBool,
    /// Attachments that could not be sent though the hub could be reached: passed over until the app is opened again,
    /// so that one damaged picture does not keep all others back. They stay listed as waiting.
    pub(super) passed_over: Mutex<BTreeSet<[u8; 32]>>,
    /// The attachment whose pieces are going up.
    pub(super) uploading: Mutex<Option<Uploading>>,
    pub(super) pace: Pace,
    /// The same for what comes down.
    pub(super) map_pace: Pace,
    /// When the hub last said that there is news.
    pub(super) poked_at: Mutex<Option<Timestamp>>,
    /// True while the connection costs somebody money.
    pub(super) metered: AtomicBool,
    /// True when the hub is to spell out what this handheld wrote itself, because it named what is not held.
    spell_out: AtomicBool,
}

/// How an effect ended, and what stands in the way.
type Ended = (Event, Option<SyncError>);

impl Steps {
    pub(super) fn new(
        store: Arc<Store>,
        transport: Arc<dyn Transport>,
        surroundings: Surroundings,
        listener: Listener,
    ) -> Self {
        Self {
            store,
            transport,
            surroundings,
            listener,
            reconciled: Mutex::default(),
            recounted: Mutex::default(),
            certificate_refused: AtomicBool::default(),
            passed_over: Mutex::default(),
            uploading: Mutex::default(),
            pace: Pace::default(),
            map_pace: Pace::default(),
            poked_at: Mutex::default(),
            metered: AtomicBool::default(),
            spell_out: AtomicBool::default(),
        }
    }

    pub(super) async fn carry_out(self: Arc<Self>, effect: Effect) -> Ended {
        match self.attempt(&effect).await {
            // At once: of two copies of this handheld, the other would use up the next number meanwhile.
            (_, Some(error)) if self.cured(&error).await => self.attempt(&effect).await,
            ended => ended,
        }
    }

    async fn attempt(self: &Arc<Self>, effect: &Effect) -> Ended {
        let ended = match effect {
            Effect::Exchange => self.exchange().await.map(Event::Answered),
            Effect::Reconcile { scope } => self.reconcile(scope).await.map(|()| Event::Reconciled(scope.clone())),
            Effect::Fill { scope, resume } => return self.fill(scope.clone(), *resume).await,
            Effect::SendAttachment => self.send_attachment().await.map(Event::AttachmentSent),
            Effect::FetchAttachment => self.fetch_attachment().await.map(Event::AttachmentFetched),
            Effect::Wait { .. } => Ok(Event::Tick),
        };
        ended.map_or_else(|error| (Event::Failed(error.kind()), Some(logged(error))), |event| (event, None))
    }

    async fn exchange(self: &Arc<Self>) -> Result<Answer, SyncError> {
        let now = self.surroundings.clock.now();
        let (conversation, number, request) = self
            .with_store(move |store, steps| {
                let (enrolment, conversation, number) = steps.ready(store)?;
                let contact = store.contact()?;
                // Sent without its bytes, it would count as sent.
                store.notice_lost()?;
                let batch = store.next_batch(BATCH_ENTRIES, BATCH_BYTES)?.map(|outgoing| {
                    let key = &enrolment.signing_key;
                    Batch::sign(enrolment.device, outgoing.first, outgoing.previous, outgoing.entries, key)
                });
                let request = ExchangeRequest {
                    epoch: contact.epoch,
                    device_time: now,
                    batches: batch.into_iter().collect(),
                    cursors: store.cursors()?,
                    reference: contact.reference,
                    spell_out: steps.spell_out.load(Ordering::Relaxed),
                    receipt: contact.receipt,
                    unsettled: store.unsettled()?,
                };
                Ok((conversation, number, request))
            })
            .await?;
        let pushed = request.batches.iter().map(|batch| batch.entries.len()).sum::<usize>();
        let response = match conversation.exchange(number, &request).await {
            Err(refusal) if refusal.is_revoked() => return self.withdrawn(request, refusal).await,
            answered => answered?,
        };
        self.certificate_refused.store(false, Ordering::Relaxed);
        tracing::debug!(pushed, pages = response.pages.len(), more = response.more, "exchanged");
        // A hub that could store nothing of what was pushed wants to be asked later, not at once.
        let stored = response.verdicts.iter().filter(|verdict| verdict.verdict != Verdict::Retry).count();
        let refused = pushed > 0 && stored == 0;
        let (mut answer, new_epoch, rests) =
            self.with_store(move |store, steps| steps.take_in(store, &response, now)).await?;
        // It stores nothing of a chain that forked, either.
        let succeeded = self.succeed_when_forked().await?;
        if refused && !succeeded && !new_epoch {
            return Err(SyncError::Busy);
        }
        answer.more_to_send |= succeeded;
        if rests && self.recount_when_due().await? {
            answer.attachments_to_send =
                self.with_store(|store, steps| Ok(steps.next_upload(store)?.is_some())).await?;
        }
        Ok(answer)
    }

    fn take_in(
        &self,
        store: &Store,
        response: &ExchangeResponse,
        sent: Timestamp,
    ) -> Result<(Answer, bool, bool), Failed> {
        let answered = store.answered(response, sent)?;
        self.spell_out.store(answered.unheld, Ordering::Relaxed);
        if !answered.ingested.touched.is_empty() {
            (self.listener)(News::Records(answered.ingested.touched));
        }
        if !response.gone.is_empty() {
            (self.listener)(News::Gone);
        }
        if answered.reference_changed {
            (self.listener)(News::Reference);
        }
        if !response.verdicts.is_empty() || answered.new_epoch {
            (self.listener)(News::Outbox);
        }
        if answered.new_epoch {
            tracing::warn!("the hub's log is another one than before: every scope is reconciled with it");
        }
        let mut reconcile = answered.reconcile;
        let drifted = self.to_reconcile(answered.drifted);
        store.doubt(&drifted)?;
        reconcile.extend(drifted);
        let answer = Answer {
            more_to_send: answered.more_to_send,
            more_to_come: response.more || answered.unheld,
            reconcile,
            fill: answered.fill,
            attachments_to_send: self.next_upload(store)?.is_some(),
            attachments_to_fetch: self.to_fetch(store)?,
        };
        // Never while a signal that may last 40 seconds is of use.
        let rests = answer.leaves_nothing_pressing();
        if rests {
            // The exchange is done: a full disk that has no room for putting things in order does not undo that.
            if let Err(error) = store.rest() {
                tracing::warn!(%error, "the database is put in order another time");
            }
        }
        Ok((answer, answered.new_epoch, rests))
    }

    /// Scopes that differ from the hub's are reconciled, which wipes nothing. One that still differs then is left alone for
    /// an hour: asking again at once would change nothing, and the hub shows it to a person.
    fn to_reconcile(&self, drifted: Vec<Scope>) -> Vec<Scope> {
        let now = self.surroundings.clock.now();
        let mut reconciled = self.reconciled.lock().unwrap_or_else(PoisonError::into_inner);
        drifted
            .into_iter()
            .filter(|scope| {
                let last = reconciled.get(scope).copied();
                // A clock that was set back must not put it off for years.
                let due = last.is_none_or(|last| now < last || last.plus_milliseconds(RECONCILED_EVERY_MS) < now);
                tracing::warn!(due, "a scope differs from the hub's");
                if due {
                    reconciled.insert(scope.clone(), now);
                }
                due
            })
            .collect()
    }

    /// Once a day, what is held is counted again: a row that was lost without a word shows in the next exchange. What the
    /// hub could not take yet is offered once more, and it is asked whether it still has the pictures that are here. True
    /// when it was due.
    async fn recount_when_due(self: &Arc<Self>) -> Result<bool, SyncError> {
        let now = self.surroundings.clock.now();
        {
            let mut recounted = self.recounted.lock().unwrap_or_else(PoisonError::into_inner);
            if recounted.is_some_and(|last| now >= last && now < last.plus_milliseconds(RECOUNTED_EVERY_MS)) {
                return Ok(false);
            }
            *recounted = Some(now);
        }
        let here = self
            .with_store(|store, _| {
                store.recount()?;
                store.offer_again()?;
                Ok(store.at_the_hub(ASKED_AFTER)?)
            })
            .await?;
        for hashes in here.chunks(MAX_ATTACHMENTS_ASKED) {
            let hashes = hashes.to_vec();
            let asked = self
                .conversation(move |conversation, number| async move { conversation.lacking(number, hashes).await })
                .await;
            match asked {
                Ok(lacking) if lacking.is_empty() => {} //
                Ok(lacking) => {
                    tracing::warn!(lacking = lacking.len(), "the hub has lost pictures: they are sent again");
                    self.with_store(move |store, _| Ok(store.lacking_at_the_hub(&lacking)?)).await?;
                    (self.listener)(News::Outbox);
                }
                // The exchange itself is done; it is asked again another day.
                Err(error) => {
                    logged(error);
                    break;
                }
            }
        }
        Ok(true)
    }

    async fn fill(self: &Arc<Self>, scope: Scope, resume: Option<FillResume>) -> Ended {
        match self.fill_from(&scope, resume).await {
            Ok(()) => (Event::Filled(scope), None),
            Err(error) => {
                let at = scope.clone();
                let resume = self.with_store(move |store, _| Ok(store.fill_resume(&at)?)).await.ok().flatten();
                (Event::FillCut { scope, resume, failure: error.kind() }, Some(logged(error)))
            }
        }
    }

    async fn fill_from(self: &Arc<Self>, scope: &Scope, resume: Option<FillResume>) -> Result<(), SyncError> {
        let at = scope.clone();
        let (conversation, number, resume) = self
            .with_store(move |store, steps| {
                let (_, conversation, number) = steps.ready(store)?;
                // After a restart the store remembers where the stream was cut.
                let resume = match resume {
                    Some(resume) => Some(resume),
                    None => store.fill_resume(&at)?,
                };
                Ok((conversation, number, resume))
            })
            .await?;
        let mut frames = conversation.fill(number, &FillRequest { scope: scope.clone(), resume }).await?;
        while let Some(frame) = frames.next().await? {
            match frame {
                FillFrame::Start { epoch, head, .. } => {
                    let at = scope.clone();
                    self.with_store(move |store, _| Ok(store.begin_fill(&at, epoch, head)?)).await?;
                }
                FillFrame::Records(records) => {
                    let at = scope.clone();
                    let ingested = self.with_store(move |store, _| Ok(store.ingest_records(&at, &records)?)).await?;
                    (self.listener)(News::Records(ingested.touched));
                }
                FillFrame::End { digest } => {
                    let at = scope.clone();
                    let same = self.with_store(move |store, _| Ok(store.end_fill(&at, digest)?)).await?;
                    if !same {
                        tracing::warn!("a scope differs from the hub's after it was filled");
                    }
                    (self.listener)(News::Gone);
                    return Ok(());
                }
            }
        }
        // Cut: the frames that came whole are kept.
        Err(SyncError::Unreachable)
    }

    /// One request with a number of its own.
    pub(super) async fn conversation<T, F>(
        self: &Arc<Self>,
        ask: impl FnOnce(Conversation, u64) -> F,
    ) -> Result<T, SyncError>
    where
        F: Future<Output = Result<T, SyncError>>,
    {
        let (conversation, number) = self
            .with_store(|store, steps| {
                let (_, conversation, number) = steps.ready(store)?;
                Ok((conversation, number))
            })
            .await?;
        ask(conversation, number).await
    }

    /// A request that needs no number, because it carries no proof.
    pub(super) async fn unnumbered<T, F>(self: &Arc<Self>, ask: impl FnOnce(Conversation) -> F) -> Result<T, SyncError>
    where
        F: Future<Output = Result<T, SyncError>>,
    {
        let conversation = self
            .with_store(|store, steps| {
                let enrolment = store.enrolment()?.ok_or(StoreError::NotEnrolled)?;
                Ok(steps.speaking_as(&enrolment))
            })
            .await?;
        ask(conversation).await
    }

    /// Spreads retries; guessing it would gain nobody anything.
    pub(super) fn random(&self) -> u64 {
        let mut bytes = [0; 8];
        match self.surroundings.random.fill(&mut bytes) {
            Ok(()) => u64::from_be_bytes(bytes),
            Err(_) => 0,
        }
    }

    /// True when pokes can be heard at all.
    pub(super) fn can_listen(&self) -> bool {
        self.transport.streams()
    }

    pub(super) fn speaking_as(&self, enrolment: &Enrolment) -> Conversation {
        let (hub, key) = (enrolment.hub.clone(), enrolment.signing_key.clone());
        Conversation::new(Arc::clone(&self.transport), hub, enrolment.device, key)
    }

    pub(super) fn ready(&self, store: &Store) -> Result<(Enrolment, Conversation, u64), Failed> {
        let enrolment = store.enrolment()?.ok_or(StoreError::NotEnrolled)?;
        let conversation = self.speaking_as(&enrolment);
        Ok((enrolment, conversation, store.next_counter()?))
    }

    /// Works with the store where waiting for the disk holds nobody up.
    pub(super) async fn with_store<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Store, &Self) -> Result<T, Failed> + Send + 'static,
    ) -> Result<T, SyncError> {
        let steps = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || work(&steps.store, &steps)).await;
        match done {
            Ok(done) => done.map_err(|Failed(error)| error),
            Err(error) => Err(SyncError::Store { code: "internal", message: error.to_string() }),
        }
    }
}

/// So that `?` takes the store's errors as well as ours.
pub(super) struct Failed(pub(super) SyncError);

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        let code = match error {
            StoreError::Full | StoreError::NoRoomForPhotos { .. } => "phone_full",
            StoreError::Damaged { .. } => "database_damaged",
            _ => "database",
        };
        Self(SyncError::Store { code, message: error.to_string() })
    }
}

impl From<SyncError> for Failed {
    fn from(error: SyncError) -> Self {
        Self(error)
    }
}

/// A failure is logged here, once. Being without a signal is no news.
pub(super) fn logged(error: SyncError) -> SyncError {
    match error.kind() {
        FailureKind::Passing if matches!(error, SyncError::Unreachable | SyncError::NotAnswering) => {
            tracing::debug!("no signal")
        }
        _ => tracing::warn!(code = error.code(), %error, "sending failed"),
    }
    error
}
