//! A hub at work: it serves, and once an hour it tidies up.

use std::{io, sync::PoisonError, time::Duration};

use domain::id::DocumentId;

use crate::{
    db::sqlite::{attachment, lacking},
    hub::{Hub, HubError},
};

/// How long a part of an attachment waits for the rest: a handheld may lie in a drawer over a long holiday.
const PARTS_KEPT_MS: i64 = 30 * 24 * 3_600_000;

/// How often it is looked who works alone and is overdue.
const WATCHED_EVERY: Duration = Duration::from_secs(10);

/// How often the log is counted again, in milliseconds.
const RECOUNTED_EVERY_MS: i64 = 24 * 3_600_000;

impl Hub {
    /// The hub's routes, for a server or a test.
    pub fn router(&self) -> axum::Router {
        crate::edge::router(self)
    }

    /// Serves on `listener` until `shutdown`.
    ///
    /// # Errors
    /// The listener failed for good.
    pub async fn serve(&self, listener: tokio::net::TcpListener, shutdown: impl Future<Output = ()>) -> io::Result<()> {
        let hub = self.clone();
        let tidying = tokio::spawn(async move {
            let mut hourly = tokio::time::interval(Duration::from_secs(3600));
            loop {
                hourly.tick().await;
                let hub = hub.clone();
                let _logged_there = tokio::task::spawn_blocking(move || hub.tidy()).await;
            }
        });
        let hub = self.clone();
        let watching = tokio::spawn(async move {
            let mut often = tokio::time::interval(WATCHED_EVERY);
            loop {
                often.tick().await;
                let hub = hub.clone();
                let looked = tokio::task::spawn_blocking(move || hub.escalate()).await;
                if let Ok(Err(error)) = looked {
                    tracing::error!(%error, "could not look who works alone and is overdue");
                }
            }
        });
        let stopping = async {
            shutdown.await;
            // Streams have no end of their own, and a hub ends when its connections have.
            self.inner.pokes.end();
        };
        let served = crate::edge::serve(listener, self.router(), self.inner.settings, stopping).await;
        tidying.abort();
        watching.abort();
        // Whoever copies the database's file alone should have all of it.
        if let Err(error) = self.inner.db.merge_log() {
            tracing::warn!(%error, "the write-ahead log stays beside the database; copy both");
        }
        served
    }

    /// Counts the log again, once a day: what a failing disk took away without a word is asked of handhelds. Gives how
    /// many records had lost something.
    ///
    /// # Errors
    /// The database failed.
    pub fn recount(&self) -> Result<usize, HubError> {
        let now = self.now();
        let (mut lacking, mut after) = (0, Some(DocumentId::from_bytes([0; 16])));
        while let Some(from) = after {
            // A stretch at a time beside whoever writes, however long the log is.
            let (differing, last) = self.inner.db.read(|transaction| lacking::differing_after(transaction, from))?;
            for document in differing {
                let lost = self.inner.db.write(|transaction| lacking::recount(transaction, document, now))?;
                lacking += usize::from(lost);
            }
            after = last;
        }
        if lacking > 0 {
            tracing::error!(lacking, "the log has lost changes of records: handhelds are asked for them");
        }
        *self.inner.recounted.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
        Ok(lacking)
    }

    fn recount_is_due(&self) -> bool {
        let last = *self.inner.recounted.lock().unwrap_or_else(PoisonError::into_inner);
        last.is_none_or(|last| last.plus_milliseconds(RECOUNTED_EVERY_MS) < self.now())
    }

    /// Sets aside what has waited too long, removes files that came a month ago and that no record shows, and counts the
    /// log again once a day.
    pub fn tidy(&self) {
        if self.recount_is_due()
            && let Err(error) = self.recount()
        {
            tracing::error!(%error, "could not count the log again");
        }
        let inner = &self.inner;
        if let Err(error) = crate::intake::sweep(inner) {
            tracing::error!(%error, "could not look through the changes that wait");
        }
        if let Err(error) = inner.destroy_redacted() {
            tracing::error!(%error, "could not destroy pictures that were redacted");
        }
        if let Err(error) = inner.delete_overdue().and_then(|()| inner.forget_erased()) {
            tracing::error!(%error, "could not delete what came for erased records");
        }
        if let Err(error) = self.remove_unused() {
            tracing::error!(%error, "could not remove attachments that nothing shows");
        }
        if let Err(error) = self.tidy_maps() {
            tracing::error!(%error, "could not remove maps that were replaced");
        }
        if let Err(error) = inner.shelf.sweep_parts(self.now().plus_milliseconds(-PARTS_KEPT_MS)) {
            tracing::error!(%error, "could not remove parts of attachments that nobody goes on with");
        }
    }

    fn remove_unused(&self) -> Result<(), HubError> {
        let month_ago = self.now().plus_milliseconds(-30 * 24 * 3_600_000);
        let unused = self.inner.db.read(|transaction| attachment::unused(transaction, month_ago))?;
        for hash in unused {
            self.inner.db.write(|transaction| attachment::forget(transaction, &hash))?;
            self.inner
                .shelf
                .remove(&hash)
                .map_err(|source| HubError::Io { path: self.inner.shelf.path(&hash), source })?;
        }
        Ok(())
    }
}
