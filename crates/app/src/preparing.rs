//! Photos are made ready behind the screens: scaled, stripped of their metadata and recorded, one at a time, so that
//! thirty large ones in a row take no more memory than one.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use documents::job;
use domain::{
    id::DocumentId,
    job::{JobEdit, NewId, NewPhoto},
};
use store::{Edit, Store, StoreError, TakenPhoto};
use tokio::sync::broadcast;

use crate::{
    App, Opened,
    api::{Failure, Tag},
    ask::blocking,
    error,
    photo::{self, MEDIA_TYPE},
};

/// What making photos ready takes of the app.
#[derive(Clone)]
pub(crate) struct Preparing {
    opened: Arc<Mutex<Opened>>,
    changes: broadcast::Sender<Vec<Tag>>,
    one_at_a_time: Arc<tokio::sync::Mutex<()>>,
}

impl App {
    /// Sees to it that whatever waits is made ready. It goes on while the screens are locked.
    pub(crate) fn prepare_photos(&self) {
        let preparing = self.preparing.clone();
        tokio::spawn(async move { preparing.all().await });
    }

    /// Waits until every photo that can be made ready has been.
    pub(crate) async fn photos_prepared(&self) {
        self.preparing.all().await;
    }
}

impl Preparing {
    pub(crate) fn new(opened: Arc<Mutex<Opened>>, changes: broadcast::Sender<Vec<Tag>>) -> Self {
        Self { opened, changes, one_at_a_time: Arc::default() }
    }

    /// Waits until no photo is under way; the next begins when the answer is dropped.
    pub(crate) async fn pause(&self) -> tokio::sync::OwnedMutexGuard<()> {
        Arc::clone(&self.one_at_a_time).lock_owned().await
    }

    async fn all(&self) {
        let _alone = self.one_at_a_time.lock().await;
        loop {
            // Held for one photo at a time: the database may be closed in between.
            let Some(store) = self.opened().store.clone() else { return };
            match blocking(move || next(&store)).await {
                Ok(None) => return,
                Ok(Some(job)) => self.tell(job),
                // It waits, as it did before: a full disk, most likely, which is said where somebody saves something.
                Err(failure) => {
                    tracing::warn!(code = failure.code, "a photo could not be made ready yet");
                    return;
                }
            }
        }
    }

    fn tell(&self, job: DocumentId) {
        // Nobody may be listening.
        let _ = self.changes.send(vec![Tag::Job(job.to_string()), Tag::Jobs, Tag::Sending]);
        if let Some(engine) = &self.opened().engine {
            engine.saved();
            engine.attachment_saved();
        }
    }

    fn opened(&self) -> MutexGuard<'_, Opened> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes the oldest photo that waits ready; gives its job, or none when nothing waits.
fn next(store: &Store) -> Result<Option<DocumentId>, Failure> {
    let Some(taken) = store.next_taken_photo()? else { return Ok(None) };
    let prepared = match store.attachment(&taken.hash) {
        Ok(bytes) => photo::prepare(&bytes).map_err(|error| error.code()),
        Err(StoreError::NoSuchAttachment { .. } | StoreError::Damaged { .. }) => Err("photo_damaged"),
        Err(error) => return Err(error.into()),
    };
    let recorded = match prepared {
        Ok(prepared) => record(store, &taken, &prepared),
        Err(code) => Ok(store.taken_photo_is_unfit(taken.photo, code)?),
    };
    match recorded {
        // Its job is gone, and it must not stand in the way of the others.
        Err(Failure { code, .. }) if code == error::job_unknown().code => {
            store.taken_photo_is_unfit(taken.photo, &code)?;
        }
        other => other?,
    }
    Ok(Some(taken.document))
}

/// The picture and its preview are on disk before the record that names them is saved.
fn record(store: &Store, taken: &TakenPhoto, prepared: &photo::Prepared) -> Result<(), Failure> {
    let (full, preview) = (store.keep(&prepared.full, MEDIA_TYPE)?, store.keep(&prepared.preview, MEDIA_TYPE)?);
    let edit = JobEdit::AddPhoto(NewPhoto {
        hash: full.hash,
        size: full.size,
        preview_hash: preview.hash,
        preview_size: preview.size,
        media_type: MEDIA_TYPE.to_owned(),
        caption: taken.caption.clone(),
        stage: taken.stage,
        made_from: None,
    });
    store.record_taken_photo::<Failure>(taken, |document| {
        let changes = job::edit(document, &edit, &taken.clocks, NewId(*taken.photo.as_bytes()))?;
        Ok(Edit { changes, attachments: vec![full, preview], ..Edit::default() })
    })?;
    Ok(())
}
