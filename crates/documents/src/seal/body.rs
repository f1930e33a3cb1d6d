//! What a signature pins: the page as it was shown, the version of the record behind it, and the answer.

use domain::{
    author::Clocks,
    id::{DeviceId, DocumentId},
    job::Job,
    locale::{Locale, as_written},
    sign_off::{Answer, AnswerError, Place, ReadBack, read_back},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::encode;
use crate::{
    change::ChangeHash,
    document::{Document, DocumentError},
    job,
};

/// A customer's page, and what stands behind it, before anyone answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page {
    document: DocumentId,
    heads: Vec<ChangeHash>,
    landlord: String,
    shown: ReadBack,
    english: Option<ReadBack>,
    attachments: Vec<[u8; 32]>,
}

impl Page {
    /// Draws the page of a job as the record stands; to draw an earlier version, pass [`Document::at`] it.
    ///
    /// # Errors
    /// The record does not read as a job.
    pub fn draw(document: &Document, landlord: &str, locale: Locale) -> Result<Self, DocumentError> {
        let job = job::read(document)?;
        Ok(Self {
            document: document.id(),
            heads: document.heads(),
            landlord: landlord.to_owned(),
            shown: read_back(&job, landlord, locale),
            english: (locale != Locale::English).then(|| read_back(&job, landlord, Locale::English)),
            attachments: attachments(&job),
        })
    }

    /// What the customer reads.
    #[must_use]
    pub const fn shown(&self) -> &ReadBack {
        &self.shown
    }

    /// The same in English, beside it; none when it is in English.
    #[must_use]
    pub const fn english(&self) -> Option<&ReadBack> {
        self.english.as_ref()
    }

    /// The version of the record behind it.
    #[must_use]
    pub fn heads(&self) -> &[ChangeHash] {
        &self.heads
    }

    /// SHA-256 of the page and everything behind it: drawn again it is the same, unless something has changed since.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        let page = encode(self).unwrap_or_default();
        Sha256::new().chain_update(b"doorstep page 1").chain_update(page).finalize().into()
    }

    /// The page with its answer, ready to be sealed by `device`. Names and reasons lose what cannot be seen.
    ///
    /// # Errors
    /// The answer lacks something, or contradicts itself.
    pub fn answered(
        self,
        answer: Answer,
        device: DeviceId,
        clocks: Clocks,
        place: Option<Place>,
    ) -> Result<SealBody, AnswerError> {
        let answer = Answer { name: as_written(&answer.name), reason: as_written(&answer.reason), ..answer };
        answer.check()?;
        let Self { document, heads, landlord, shown, english, attachments } = self;
        Ok(SealBody {
            version: SealBody::VERSION,
            document,
            heads,
            landlord,
            shown,
            english,
            attachments,
            answer,
            device,
            clocks,
            place,
        })
    }
}

/// What the device's key signs, in this order, in postcard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SealBody {
    /// [`Self::VERSION`]: always the first byte.
    pub version: u8,
    /// The record.
    pub document: DocumentId,
    /// The version of the record that was read back, sorted.
    pub heads: Vec<ChangeHash>,
    /// The landlord's name as shown.
    pub landlord: String,
    /// What the customer read: template and its version, language, and every word.
    pub shown: ReadBack,
    /// The same in English, as it stood beside it; none when it was in English.
    pub english: Option<ReadBack>,
    /// SHA-256 of every photo of that version, sorted.
    pub attachments: Vec<[u8; 32]>,
    /// How the customer answered.
    pub answer: Answer,
    /// The device that took it.
    pub device: DeviceId,
    /// When, by both clocks.
    pub clocks: Clocks,
    /// Where, if the device knew.
    pub place: Option<Place>,
}

impl SealBody {
    /// The version that this build writes and reads.
    pub const VERSION: u8 = 1;
}

/// Hashes of a job's photos, sorted, each once.
pub(super) fn attachments(job: &Job) -> Vec<[u8; 32]> {
    let mut hashes: Vec<[u8; 32]> = job.photos.iter().map(|photo| photo.photo.hash).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}
