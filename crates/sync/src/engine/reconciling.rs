//! Reconciling a scope that differs from the hub's: find out in what, take what the hub has, offer what it lacks.

use std::{collections::BTreeSet, sync::Arc};

use domain::{id::DocumentId, scope::Scope};
use protocol::{
    message::HubEpoch,
    reconcile::{Ask, MAX_FETCHED, MAX_OFFERED, ReconcileRequest, Reconciliation, Told},
};

use super::{News, steps::Steps};
use crate::SyncError;

/// An answer that does not fit its question: the hub is of another version, or wrong.
const MISFIT: SyncError = SyncError::Damaged(protocol::wire::WireError::Decoding);

impl Steps {
    /// Reconciles one scope. Each step is stored as it comes, so that a signal that goes loses nothing.
    pub(super) async fn reconcile(self: &Arc<Self>, scope: &Scope) -> Result<(), SyncError> {
        let at = scope.clone();
        let (epoch, sums) =
            self.with_store(move |store, _| Ok((store.contact()?.epoch, store.record_sums(&at)?))).await?;
        let epoch = epoch.ok_or(MISFIT)?;
        let mut reconciliation = Reconciliation::of(sums);
        // What comes into the scope after the first answer comes by its feed.
        let mut head = None;
        while let Some(question) = reconciliation.question() {
            let (at, told) = self.ask(epoch, scope, Ask::Compare(question)).await?;
            let Told::Compared(answers) = told else { return Err(MISFIT) };
            head.get_or_insert(at);
            reconciliation.answered(&answers).map_err(|_| MISFIT)?;
        }
        let at = scope.clone();
        let rebuilt = self.with_store(move |store, _| Ok(store.to_rebuild(&at)?)).await?;
        let differing: BTreeSet<DocumentId> = reconciliation.differing().iter().copied().chain(rebuilt).collect();
        let differing: Vec<DocumentId> = differing.into_iter().collect();
        tracing::info!(records = differing.len(), "a scope is reconciled");
        self.fetch(epoch, scope, differing).await?;
        self.offer(epoch, scope).await?;
        // What the hub would not take of these stands in the way of all that is written to them afterwards.
        let at = scope.clone();
        let refused = self.with_store(move |store, _| Ok(store.to_rebuild(&at)?)).await?;
        self.fetch(epoch, scope, refused).await?;
        let (at, head) = (scope.clone(), head.ok_or(MISFIT)?);
        self.with_store(move |store, _| Ok(store.end_reconciliation(&at, head)?)).await
    }

    async fn fetch(
        self: &Arc<Self>,
        epoch: HubEpoch,
        scope: &Scope,
        mut differing: Vec<DocumentId>,
    ) -> Result<(), SyncError> {
        while !differing.is_empty() {
            let wanted = differing.get(..MAX_FETCHED).unwrap_or(&differing).to_vec();
            let (_, told) = self.ask(epoch, scope, Ask::Fetch(wanted)).await?;
            let Told::Fetched(fetched) = told else { return Err(MISFIT) };
            let came: Vec<DocumentId> = fetched.iter().map(|fetched| fetched.document).collect();
            if came.is_empty() || !differing.starts_with(&came) {
                return Err(MISFIT);
            }
            differing.drain(..came.len());
            let at = scope.clone();
            let ingested = self.with_store(move |store, _| Ok(store.reconciled(&at, &fetched)?)).await?;
            (self.listener)(News::Records(ingested.touched));
        }
        Ok(())
    }

    /// Offers what the hub lacks, until it has it or can take no more of it for now.
    async fn offer(self: &Arc<Self>, epoch: HubEpoch, scope: &Scope) -> Result<(), SyncError> {
        loop {
            let at = scope.clone();
            let offer = self.with_store(move |store, _| Ok(store.next_offer(&at, MAX_OFFERED)?)).await?;
            if offer.is_empty() {
                return Ok(());
            }
            let (_, told) = self.ask(epoch, scope, Ask::Offer(offer)).await?;
            let Told::Taken(taken) = told else { return Err(MISFIT) };
            let any = self.with_store(move |store, _| Ok(store.offered(&taken)?)).await?;
            if !any {
                // It stands on what another handheld has still to bring.
                return Ok(());
            }
            (self.listener)(News::Outbox);
        }
    }

    async fn ask(self: &Arc<Self>, epoch: HubEpoch, scope: &Scope, ask: Ask) -> Result<(u64, Told), SyncError> {
        let request = ReconcileRequest { epoch, scope: scope.clone(), ask };
        let response = self
            .conversation(move |conversation, number| async move { conversation.reconcile(number, &request).await })
            .await?;
        match response.told {
            // The next exchange says so, and begins anew.
            Told::AnotherLog => Err(SyncError::Busy),
            told => Ok((response.head, told)),
        }
    }
}
