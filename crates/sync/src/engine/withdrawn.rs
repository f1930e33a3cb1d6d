//! What is done when the hub says that this handheld is withdrawn: the rest is handed over, and the records go.

use std::sync::Arc;

use protocol::{message::ExchangeRequest, session::Answer};

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
        let waits = self.with_store(move |store, _| Ok(store.withdrawn(taken)?)).await?;
        (self.listener)(News::Gone);
        (self.listener)(News::Outbox);
        if waits { Ok(Answer { more_to_send: true, ..Answer::default() }) } else { Err(refusal) }
    }
}
