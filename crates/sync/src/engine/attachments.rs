//! Attachments on their way up and down, one at a time. One that cannot pass stands in no other's way.

use std::sync::{Arc, PoisonError, atomic::Ordering};

use store::{Store, StoreError, Wanted};
use tokio::time;

use super::{
    News,
    steps::{Failed, Steps, logged},
};
use crate::{SyncError, conversation::Appended};

/// How often an upload may turn out to be elsewhere than we thought, or damaged, before it is passed over.
const MAX_CORRECTIONS: u32 = 5;

/// Milliseconds until the hub is asked again for an attachment that it did not have.
const ASK_AGAIN_MS: i64 = 5_000;

/// An attachment on its way up.
pub(super) struct Uploading {
    hash: [u8; 32],
    bytes: Vec<u8>,
    address: String,
    offset: u64,
    corrections: u32,
}

impl Steps {
    /// Sends a piece of one attachment, from where the hub has it; true when more waits.
    pub(super) async fn send_attachment(self: &Arc<Self>) -> Result<bool, SyncError> {
        let Some(hash) = self.with_store(|store, steps| steps.next_upload(store)).await? else { return Ok(false) };
        match self.send_piece(hash).await {
            Ok(true) => {
                self.with_store(move |store, steps| {
                    store.uploaded(&hash)?;
                    store.put_pictures_away()?;
                    (steps.listener)(News::Attachment(store.records_naming(&hash)?));
                    Ok(())
                })
                .await?;
                (self.listener)(News::Outbox);
            }
            Ok(false) => return Ok(true),
            // A hub takes a withdrawn handheld's photos for a while; afterwards they stay where they are.
            Err(error) if stands_in_the_way(&error) && !error.is_revoked() => return Err(error),
            Err(error) => {
                logged(error);
                self.passed_over.lock().unwrap_or_else(PoisonError::into_inner).insert(hash);
            }
        }
        let more = self.with_store(|store, steps| Ok(steps.next_upload(store)?.is_some())).await?;
        if !more {
            self.wipe_when_done().await?;
        }
        Ok(more)
    }

    /// Sends one piece; true when the hub has the whole. What is under way is forgotten on any failure: where the hub
    /// is, only the hub knows then.
    async fn send_piece(self: &Arc<Self>, hash: [u8; 32]) -> Result<bool, SyncError> {
        let under_way = self.uploading.lock().unwrap_or_else(PoisonError::into_inner).take();
        let mut upload = match under_way.filter(|upload| upload.hash == hash) {
            Some(upload) => upload,
            None => self.begin(hash).await?,
        };
        let length = upload.bytes.len() as u64;
        if upload.offset < length {
            let from = usize::try_from(upload.offset).unwrap_or(usize::MAX);
            let rest = upload.bytes.get(from..).unwrap_or_default();
            let piece = rest.get(..self.pace.piece()).unwrap_or(rest).to_vec();
            let (began, sent) = (time::Instant::now(), piece.len());
            let (address, offset) = (upload.address.clone(), upload.offset);
            let appended = self
                .unnumbered(
                    move |conversation| async move { conversation.append_upload(&address, offset, piece).await },
                )
                .await;
            self.pace.learn(sent, began.elapsed(), appended.is_ok());
            let on_course = match appended? {
                Appended::UpTo(further) if further > offset && further <= length => {
                    upload.offset = further;
                    true
                }
                Appended::Elsewhere(other) if other <= length => {
                    upload.offset = other;
                    false
                }
                Appended::Damaged => {
                    upload.offset = 0;
                    false
                }
                Appended::Expired => {
                    upload = Uploading { corrections: upload.corrections, ..self.begin(hash).await? };
                    false
                }
                Appended::UpTo(_) | Appended::Elsewhere(_) => return Err(SyncError::AttachmentDamaged),
            };
            upload.corrections = if on_course { upload.corrections } else { upload.corrections.saturating_add(1) };
            // A hub that says something else each time, or finds the whole damaged again and again.
            if upload.corrections > MAX_CORRECTIONS {
                return Err(SyncError::AttachmentDamaged);
            }
            let reached = upload.offset;
            self.with_store(move |store, _| Ok(store.upload_progress(&hash, reached)?)).await?;
        }
        if upload.offset >= length {
            return Ok(true);
        }
        *self.uploading.lock().unwrap_or_else(PoisonError::into_inner) = Some(upload);
        Ok(false)
    }

    async fn begin(self: &Arc<Self>, hash: [u8; 32]) -> Result<Uploading, SyncError> {
        let bytes = self
            .with_store(move |store, _| match store.attachment(&hash) {
                Err(StoreError::Damaged { .. } | StoreError::NoSuchAttachment { .. }) => {
                    Err(Failed(SyncError::AttachmentDamaged))
                }
                read => Ok(read?),
            })
            .await?;
        let length = bytes.len() as u64;
        let begun = self
            .conversation(
                move |conversation, number| async move { conversation.begin_upload(number, &hash, length).await },
            )
            .await?;
        Ok(Uploading { hash, bytes, address: begun.address, offset: begun.offset, corrections: 0 })
    }

    /// The next attachment to send: the smallest, unless it was passed over.
    pub(super) fn next_upload(&self, store: &Store) -> Result<Option<[u8; 32]>, Failed> {
        if self.attachments_wait(store)? {
            return Ok(None);
        }
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
            return self.fetch_map_piece().await;
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
                    Some(bytes) => {
                        store.fetched(&hash, &bytes)?;
                        store.put_pictures_away()?;
                    }
                    None => store.not_at_the_hub(&hash)?,
                }
                (steps.listener)(News::Attachment(store.records_naming(&hash)?));
                steps.to_fetch(store)
            })
            .await?;
        Ok(more)
    }

    /// True when something can be fetched now.
    pub(super) fn to_fetch(&self, store: &Store) -> Result<bool, Failed> {
        Ok(self.wanted(store)?.is_some() || self.wanted_of_map(store)?.is_some())
    }

    /// The next attachment to fetch. What the hub did not have is asked for again only after a while, or once the hub
    /// has said that there is news: another phone still carries it, and each question is a round trip.
    pub(super) fn wanted(&self, store: &Store) -> Result<Option<Wanted>, Failed> {
        if self.attachments_wait(store)? {
            return Ok(None);
        }
        let a_while_ago = self.surroundings.clock.now().plus_milliseconds(-ASK_AGAIN_MS);
        let poked = *self.poked_at.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(store.next_download(poked.map_or(a_while_ago, |poked| poked.max(a_while_ago)))?)
    }

    /// True while photos wait for a connection that costs nothing.
    pub(super) fn attachments_wait(&self, store: &Store) -> Result<bool, Failed> {
        Ok(self.metered.load(Ordering::Relaxed) && store.settings()?.photos_on_wifi_only)
    }
}

/// True for what would stop the next attachment, or the next exchange, just as well.
pub(super) fn stands_in_the_way(error: &SyncError) -> bool {
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
