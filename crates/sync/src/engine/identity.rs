//! When the hub takes this handheld for another than it is: because its database was put back from a copy, because there are
//! two of it, or because the hub itself was put back.

use std::sync::{Arc, atomic::Ordering};

use protocol::{refusal::code, session::FailureKind};
use store::StoreError;

use super::{
    News,
    steps::{Steps, logged},
};
use crate::SyncError;

impl Steps {
    /// Goes on as another device when the hub has set aside what this one wrote because its chain forked. True when it did.
    pub(super) async fn succeed_when_forked(self: &Arc<Self>) -> Result<bool, SyncError> {
        if !self.with_store(|store, _| Ok(store.is_forked()?)).await? {
            return Ok(false);
        }
        let (conversation, number, key, hub) = self
            .with_store(|store, steps| {
                let (enrolment, conversation, number) = steps.ready(store)?;
                Ok((conversation, number, store.successor_key()?, enrolment.certificate.hub_fingerprint()))
            })
            .await?;
        let welcome = conversation.succeed(number, &key, &hub).await?;
        self.with_store(move |store, _| Ok(store.succeed(&welcome.certificate, &key)?)).await?;
        tracing::warn!("this handheld goes on as another device: it was put back from a copy, or there are two of it");
        (self.listener)(News::Outbox);
        (self.listener)(News::Reference);
        Ok(true)
    }

    /// What can be done about a refusal without a person. True when it is worth trying again.
    pub(super) async fn cured(self: &Arc<Self>, error: &SyncError) -> bool {
        let SyncError::Refused(refusal) = error else { return false };
        let tried = match refusal.code.as_str() {
            code::REPLAYED => match refusal.counter {
                Some(seen) => self.with_store(move |store, _| Ok(store.skip_counters(seen)?)).await,
                None => return false,
            },
            // As often as it is put back. One that refuses our certificate is not shown it again.
            code::UNAUTHORISED if !self.certificate_refused.load(Ordering::Relaxed) => {
                let tried = self.readmit().await;
                match &tried {
                    Err(error) if error.kind() == FailureKind::Passing => return true,
                    Err(_) => self.certificate_refused.store(true, Ordering::Relaxed),
                    Ok(()) => {}
                }
                tried
            }
            _ => return false,
        };
        tried.map_err(logged).is_ok()
    }

    async fn readmit(self: &Arc<Self>) -> Result<(), SyncError> {
        let (conversation, certificate, line) = self
            .with_store(|store, steps| {
                let enrolment = store.enrolment()?.ok_or(StoreError::NotEnrolled)?;
                Ok((steps.speaking_as(&enrolment), enrolment.certificate, store.line()?))
            })
            .await?;
        conversation.readmit(certificate, line).await.map(drop)
    }
}
