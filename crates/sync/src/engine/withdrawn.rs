//! What is done when the hub says that this handheld is withdrawn: edits are handed over, then photos, and then the keys
//! are destroyed. Nobody reads the lists meanwhile.

use std::sync::{Arc, PoisonError};

use protocol::{message::ExchangeRequest, session::Answer};

use store::Stored;

use super::{News, steps::Steps};
use crate::SyncError;

impl Steps {
    /// The hub refused an exchange for that reason, and has set aside what came with it.
    pub(super) async fn withdrawn(
        self: &Arc<Self>,
        request: ExchangeRequest,
        refusal: SyncError,
    ) -> Result<Answer, SyncError> {
        let taken = request.batches.first().and_then(|batch| {
            let last = batch.first.checked_add(batch.entries.len().checked_sub(1)? as u64)?;
            Some(batch.first..=last)
        });
        let stored = match &refusal {
            SyncError::Refused(refusal) => {
                refusal.counter.map(|n| Stored { n, digest: refusal.chain.as_deref().copied() })
            }
            _ => None,
        };
        let left = self.with_store(move |store, _| Ok(store.withdrawn(taken, stored)?)).await?;
        (self.listener)(News::Gone);
        (self.listener)(News::Outbox);
        if left.edits {
            return Ok(Answer { more_to_send: true, ..Answer::default() });
        }
        if self.with_store(|store, steps| Ok(steps.next_upload(store)?.is_some())).await? {
            return Ok(Answer { attachments_to_send: true, ..Answer::default() });
        }
        self.wipe_when_done().await?;
        Err(refusal)
    }

    /// Destroys the keys of a withdrawn handheld once the hub has what it could be given. Photos that wait for Wi-Fi are
    /// waited for; those that cannot pass are counted, so that somebody hears of them.
    pub(super) async fn wipe_when_done(self: &Arc<Self>) -> Result<(), SyncError> {
        self.with_store(|store, steps| {
            if !store.is_withdrawn() {
                return Ok(());
            }
            let passed_over = steps.passed_over.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let waiting = store.waiting_attachments()?;
            let left = waiting.iter().filter(|waiting| passed_over.contains(&waiting.hash)).count();
            if left == waiting.len() && store.wipe(u32::try_from(left).unwrap_or(u32::MAX))? {
                tracing::warn!(left, "this handheld is withdrawn: its keys are destroyed");
                (steps.listener)(News::Trouble);
            }
            Ok(())
        })
        .await
    }
}
