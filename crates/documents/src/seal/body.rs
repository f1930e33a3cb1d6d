//! What a signature pins: the page as it was shown, the version of the record behind it, and the answer.

use domain::{
    author::Clocks,
    id::{DeviceId, DocumentId},
    job::Job,
    locale::{Locale, as_written},
    sign_off::{
        Answer, AnswerError, CopyRequest, Dispute, Grounds, Place, ReadBack, Review, Signer, Told, Translation,
        read_back,
    },
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::encode;
use crate::{
    change::ChangeHash,
    document::{Document, DocumentError},
    form, job,
};

/// A customer's page, and what stands behind it, before anyone answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page {
    document: DocumentId,
    heads: Vec<ChangeHash>,
    landlord: String,
    signed: ReadBack,
    beside: Option<ReadBack>,
    words: Option<[u8; 32]>,
    review: Option<Review>,
    attachments: Vec<[u8; 32]>,
    grounds: Option<Grounds>,
}

impl Page {
    /// Draws the page of a job as the record stands, in the words that come with Doorstep; to draw an earlier version,
    /// pass [`Document::at`] it.
    ///
    /// # Errors
    /// The record does not read as a job.
    pub fn draw(document: &Document, landlord: &str, locale: Locale) -> Result<Self, DocumentError> {
        Self::draw_in(document, landlord, locale, None)
    }

    /// The same, with what the landlord says about the language. Words that they had reviewed are what is signed, and the
    /// English stands beside them; all others stand as an aid beside the English, which is signed.
    ///
    /// # Errors
    /// The record does not read as a job.
    pub fn draw_in(
        document: &Document,
        landlord: &str,
        locale: Locale,
        translation: Option<&Translation>,
    ) -> Result<Self, DocumentError> {
        Self::draw_of(document, landlord, locale, translation, None)
    }

    /// Draws the page of a visit, with its answers and what follows from them. What it rests on besides the record is kept in
    /// the seal.
    ///
    /// Nobody's review is of a visit's words yet: in any language but English they are an aid beside the English.
    ///
    /// # Errors
    /// The record does not read as a visit.
    pub fn draw_visit(
        document: &Document,
        landlord: &str,
        locale: Locale,
        grounds: Grounds,
    ) -> Result<Self, DocumentError> {
        Self::draw_of(document, landlord, locale, None, Some(grounds))
    }

    fn draw_of(
        document: &Document,
        landlord: &str,
        locale: Locale,
        translation: Option<&Translation>,
        grounds: Option<Grounds>,
    ) -> Result<Self, DocumentError> {
        let (job, filled) = (job::read(document)?, form::filled(document)?);
        let told = Told { job: &job, filled: &filled, grounds: grounds.as_ref() };
        let english = read_back(&told, landlord, Locale::English, None);
        let translation = translation.filter(|held| held.language == locale.code() && locale != Locale::English);
        let review = translation.and_then(Translation::current_review).cloned();
        let (signed, beside) = if locale == Locale::English {
            (english, None)
        } else {
            let own = translation.and_then(Translation::own_words);
            let other = read_back(&told, landlord, locale, own);
            if review.is_some() { (other, Some(english)) } else { (english, Some(other)) }
        };
        Ok(Self {
            document: document.id(),
            heads: document.heads(),
            landlord: landlord.to_owned(),
            signed,
            beside,
            words: translation.and_then(Translation::digest),
            review,
            attachments: attachments(&job),
            grounds,
        })
    }

    /// What a signature stands under.
    #[must_use]
    pub const fn signed(&self) -> &ReadBack {
        &self.signed
    }

    /// The same in another language, beside it: in English, or as an aid to whoever reads no English; none on a page in
    /// English alone.
    #[must_use]
    pub const fn beside(&self) -> Option<&ReadBack> {
        self.beside.as_ref()
    }

    /// The page in the language that the customer chose, whether it is what they sign or an aid.
    #[must_use]
    pub fn in_their_language(&self) -> &ReadBack {
        match &self.beside {
            Some(beside) if beside.language != Locale::English.code() => beside,
            _ => &self.signed,
        }
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
        let answer = without_the_unseen(answer);
        answer.check(self.signed.lines.len())?;
        let Self { document, heads, landlord, signed, beside, words, review, attachments, grounds } = self;
        Ok(SealBody {
            version: match (&grounds, &answer.spoken) {
                (None, None) => SealBody::VERSION,
                (Some(_), None) => SealBody::VISIT_VERSION,
                (None, Some(_)) => SealBody::SPOKEN_VERSION,
                (Some(_), Some(_)) => SealBody::SPOKEN_VISIT_VERSION,
            },
            document,
            heads,
            landlord,
            signed,
            beside,
            words,
            review,
            attachments,
            answer,
            device,
            clocks,
            place,
            grounds,
        })
    }
}

/// What people entered, without what cannot be seen.
fn without_the_unseen(answer: Answer) -> Answer {
    Answer {
        name: as_written(&answer.name),
        reason: as_written(&answer.reason),
        comment: as_written(&answer.comment),
        signer: match answer.signer {
            Signer::Representative { relationship } => {
                Signer::Representative { relationship: as_written(&relationship) }
            }
            other => other,
        },
        disputes: answer
            .disputes
            .into_iter()
            .map(|Dispute { line, words }| Dispute { line, words: as_written(&words) })
            .collect(),
        copy: answer.copy.map(|copy| match copy {
            CopyRequest::Text(number) => CopyRequest::Text(as_written(&number)),
            CopyRequest::Email(address) => CopyRequest::Email(as_written(&address)),
            CopyRequest::Paper => CopyRequest::Paper,
        }),
        ..answer
    }
}

/// What the device's key signs, in this order, in postcard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SealBody {
    /// One of the versions below, or that of an earlier form: always the first byte.
    pub version: u8,
    /// The record.
    pub document: DocumentId,
    /// The version of the record that was read back, sorted.
    pub heads: Vec<ChangeHash>,
    /// The landlord's name as shown.
    pub landlord: String,
    /// What was signed: template and its version, language, and every word.
    pub signed: ReadBack,
    /// The same in another language, as it stood beside it: in English where that was not what was signed, otherwise as
    /// an aid; none on a page in English alone.
    pub beside: Option<ReadBack>,
    /// SHA-256 of the landlord's own words, which one of the two is in; none where both are in words that come with
    /// Doorstep.
    pub words: Option<[u8; 32]>,
    /// Who had reviewed the words that were signed, where they are not English.
    pub review: Option<Review>,
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
    /// What a visit's page rests on besides its record: none for a job's. It follows all the others in the bytes of a
    /// visit's seal, and a job's have nothing in its place ([`super::Seal`]).
    #[serde(skip)]
    pub grounds: Option<Grounds>,
}

impl SealBody {
    /// The version that this build writes for jobs.
    pub const VERSION: u8 = 2;

    /// The version that it writes for visits: the same, and the grounds of the page after it.
    pub const VISIT_VERSION: u8 = 3;

    /// For jobs whose customer said something in their own voice: the same, and what is known of the sound after it.
    pub const SPOKEN_VERSION: u8 = 4;

    /// For such visits: the sound comes after the grounds.
    pub const SPOKEN_VISIT_VERSION: u8 = 5;

    /// The language that the customer chose: what was signed, or the aid beside the English.
    #[must_use]
    pub fn language(&self) -> &str {
        match &self.beside {
            Some(beside) if beside.language != Locale::English.code() => &beside.language,
            _ => &self.signed.language,
        }
    }
}

/// Hashes of a job's photos, sorted, each once.
pub(super) fn attachments(job: &Job) -> Vec<[u8; 32]> {
    let mut hashes: Vec<[u8; 32]> = job.photos.iter().map(|photo| photo.photo.hash).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}
