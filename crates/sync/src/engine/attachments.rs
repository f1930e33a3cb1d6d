//! Attachments on their way up and down, one at a time. One that cannot pass stands in no other's way.

use std::sync::{Arc, PoisonError};

use store::{Store, StoreError, Wanted};

use super::{
    News,
    steps::{Failed, Steps, logged},
};
use crate::{SyncError, conversation::Appended};

/// Bytes of an attachment sent at a time.
const PIECE: usize = 256 << 10;

/// Milliseconds until the hub is asked again for an attachment that it did not have.
const ASK_AGAIN_MS: i64 = 5_000;

impl Steps {
    /// Sends one attachment from where the hub has it; true when another waits.
    pub(super) async fn send_attachment(self: &Arc<Self>) -> Result<bool, SyncError> {
        let Some(hash) = self.with_store(|store, steps| steps.next_upload(store)).await? else { return Ok(false) };
        match self.upload(hash).await {
            Ok(()) => {
                self.with_store(move |store, steps| {
                    store.uploaded(&hash)?;
                    (steps.listener)(News::Attachment(store.records_naming(&hash)?));
                    Ok(())
                })
                .await?;
                (self.listener)(News::Outbox);
            }
            Err(error) if stands_in_the_way(&error) => return Err(error),
            Err(error) => {
                logged(error);
                self.passed_over.lock().unwrap_or_else(PoisonError::into_inner).insert(hash);
            }
        }
        self.with_store(|store, steps| Ok(steps.next_upload(store)?.is_some())).await
    }

    async fn upload(self: &Arc<Self>, hash: [u8; 32]) -> Result<(), SyncError> {
        let bytes = self
            .with_store(move |store, _| match store.attachment(&hash) {
                Err(StoreError::Damaged { .. } | StoreError::NoSuchAttachment { .. }) => {
                    Err(Failed(SyncError::AttachmentDamaged))
                }
                read => Ok(read?),
            })
            .await?;
        let length = bytes.len() as u64;
        let mut offset = self.uploaded_to(hash).await?;
        // A hub that says another length each time is asked no more than this.
        let mut corrections = 0;
        while offset < length {
            let from = usize::try_from(offset).unwrap_or(usize::MAX);
            let piece = bytes.get(from..).map(|rest| rest.get(..PIECE).unwrap_or(rest).to_vec()).unwrap_or_default();
            let appended = self
                .conversation(move |conversation, number| async move {
                    conversation.append_attachment(number, &hash, offset, length, piece).await
                })
                .await?;
            offset = match appended {
                Appended::UpTo(further) if further > offset => further,
                _ => {
                    corrections += 1;
                    if corrections > 3 {
                        return Err(SyncError::AttachmentDamaged);
                    }
                    self.uploaded_to(hash).await?
                }
            };
            self.with_store(move |store, _| Ok(store.upload_progress(&hash, offset)?)).await?;
        }
        Ok(())
    }

    async fn uploaded_to(self: &Arc<Self>, hash: [u8; 32]) -> Result<u64, SyncError> {
        self.conversation(
            move |conversation, number| async move { conversation.attachment_offset(number, &hash).await },
        )
        .await
    }

    /// The next attachment to send: the smallest, unless it was passed over.
    pub(super) fn next_upload(&self, store: &Store) -> Result<Option<[u8; 32]>, Failed> {
        let passed_over = self.passed_over.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match store.next_upload()? {
            Some(upload) if passed_over.contains(&upload.hash) => {
                let waiting = store.waiting_attachments()?;
                Ok(waiting.into_iter().map(|waiting| waiting.hash).find(|hash| !passed_over.contains(hash)))
            }
            next => Ok(next.map(|upload| upload.hash)),
        }
    }

    /// Fetches one attachment; true when another can be fetched now.
    pub(super) async fn fetch_attachment(self: &Arc<Self>) -> Result<bool, SyncError> {
        let Some(hash) = self.with_store(|store, steps| Ok(steps.wanted(store)?.map(|wanted| wanted.hash))).await?
        else {
            return Ok(false);
        };
        let fetched = self
            .conversation(move |conversation, number| async move { conversation.attachment(number, &hash).await })
            .await;
        let bytes = match fetched {
            Ok(bytes) => bytes,
            Err(error) if stands_in_the_way(&error) => return Err(error),
            // Asked for again after a while, like one that the hub does not have.
            Err(error) => {
                logged(error);
                None
            }
        };
        let more = self
            .with_store(move |store, steps| {
                match bytes {
                    Some(bytes) => store.fetched(&hash, &bytes)?,
                    None => store.not_at_the_hub(&hash)?,
                }
                (steps.listener)(News::Attachment(store.records_naming(&hash)?));
                Ok(steps.wanted(store)?.is_some())
            })
            .await?;
        Ok(more)
    }

    /// The next attachment to fetch. What the hub did not have is asked for again only after a while: another phone
    /// still carries it, and each question is a round trip.
    pub(super) fn wanted(&self, store: &Store) -> Result<Option<Wanted>, Failed> {
        Ok(store.next_download(self.surroundings.clock.now().plus_milliseconds(-ASK_AGAIN_MS))?)
    }
}

/// True for what would stop the next attachment, or the next exchange, just as well.
fn stands_in_the_way(error: &SyncError) -> bool {
    use protocol::refusal::code;
    match error {
        SyncError::AttachmentDamaged => false,
        SyncError::Refused(refusal) => {
            let about_us = [code::VERSION, code::REVOKED, code::UNAUTHORISED, code::REPLAYED, code::UNAVAILABLE];
            about_us.contains(&refusal.code.as_str()) || refusal.code == "too_many_requests"
        }
        _ => true,
    }
}
