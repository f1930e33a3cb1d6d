//! Holding a seal against a record.

use domain::{
    form::FilledForm,
    job::Job,
    sign_off::{ReadBack, Told, read_back_again},
};

use super::{NotCovered, Seal, SealBody, SealError, body::attachments, first_version, uncovered::not_covered};
use crate::{
    change::ChangeHash,
    document::{Document, DocumentError},
    form, job,
};

/// What an examination says of one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// It holds.
    Holds,
    /// It does not, in a sentence.
    Fails(String),
    /// It cannot be told, in a sentence: another part fails, or this build is too old to tell.
    NotChecked(String),
}

impl Finding {
    /// True when it fails; what cannot be told does not fail.
    #[must_use]
    pub const fn fails(&self) -> bool {
        matches!(self, Self::Fails(_))
    }

    fn unless(fault: Option<&str>) -> Self {
        fault.map_or(Self::Holds, |fault| Self::Fails(fault.to_owned()))
    }
}

/// A part of a seal that can fail by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Whose key it is.
    Certificate,
    /// The device's signature.
    Signature,
    /// The version of the record that was signed.
    Record,
    /// The words that the customer read.
    Text,
    /// The photos.
    Photos,
    /// The answer.
    Answer,
}

impl Part {
    /// In a word or two.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Certificate => "Certificate",
            Self::Signature => "Signature",
            Self::Record => "Record",
            Self::Text => "Text",
            Self::Photos => "Photos",
            Self::Answer => "Answer",
        }
    }
}

/// A seal held against a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealReport {
    /// The hub named in the certificate issued it. Whether that is the landlord's hub, a fingerprint tells.
    pub certificate: Finding,
    /// The certificate's device signed these very bytes.
    pub signature: Finding,
    /// The record is the one that was signed, and holds the version that was signed.
    pub heads_held: Finding,
    /// That version reads back word for word as it was signed, and as what stood beside it.
    pub text_matches: Finding,
    /// That version has the photos that were sealed.
    pub attachments_match: Finding,
    /// The answer says what its outcome wants.
    pub answer: Finding,
    /// What was written outside the version that was signed, in the record's order.
    pub not_covered: Vec<NotCovered>,
}

impl SealReport {
    /// True when no part fails. Edits that are not covered do not make it fail: they are beside it.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.parts().iter().all(|(_, finding)| !finding.fails())
    }

    /// Every part with what was found.
    #[must_use]
    pub const fn parts(&self) -> [(Part, &Finding); 6] {
        [
            (Part::Certificate, &self.certificate),
            (Part::Signature, &self.signature),
            (Part::Record, &self.heads_held),
            (Part::Text, &self.text_matches),
            (Part::Photos, &self.attachments_match),
            (Part::Answer, &self.answer),
        ]
    }
}

/// Holds a seal against a record, part by part.
#[must_use]
pub fn examine(seal: &Seal, document: &Document) -> SealReport {
    let body = seal.body();
    let heads_held = heads_held(body, document);
    let signed = match heads_held {
        Finding::Holds => read_signed(document, &body.heads).ok(),
        _ => None,
    };
    let alone = SealReport { heads_held, ..examine_alone(seal) };
    match signed {
        None => alone,
        Some((job, filled)) => SealReport {
            text_matches: text_matches(body, &Told { job: &job, filled: &filled, grounds: body.grounds.as_ref() }),
            attachments_match: attachments_match(body, &job),
            not_covered: not_covered(seal, document),
            ..alone
        },
    }
}

/// Examines a seal without a record to hold it against: what takes a record is not checked.
#[must_use]
pub(super) fn examine_alone(seal: &Seal) -> SealReport {
    let (certificate, signature) = match seal.verify() {
        Ok(()) => (Finding::Holds, Finding::Holds),
        Err(SealError::Certificate(fault)) => (
            Finding::Fails(fault.to_string()),
            Finding::NotChecked("whose key it is cannot be told, since the certificate fails".to_owned()),
        ),
        Err(fault) => (Finding::Holds, Finding::Fails(fault.to_string())),
    };
    let unread = || Finding::NotChecked("the version that was signed cannot be read from the record".to_owned());
    SealReport {
        certificate,
        signature,
        heads_held: unread(),
        text_matches: unread(),
        attachments_match: unread(),
        answer: seal
            .body()
            .answer
            .check(seal.body().signed.lines.len())
            .map_or_else(|fault| Finding::Fails(fault.to_string()), |()| Finding::Holds),
        not_covered: Vec::new(),
    }
}

/// The version that was signed, and the forms in it.
fn read_signed(document: &Document, heads: &[ChangeHash]) -> Result<(Job, Vec<FilledForm>), DocumentError> {
    let signed = document.at(heads)?;
    Ok((job::read(&signed)?, form::filled(&signed)?))
}

fn heads_held(body: &SealBody, document: &Document) -> Finding {
    let missing = document.missing(&body.heads).len();
    Finding::unless(if body.document != document.id() {
        Some("the sign-off is of another record than this one")
    } else if body.heads.is_empty() || !body.heads.is_sorted() {
        Some("the sign-off does not say which version of the record was signed")
    } else if missing > 0 {
        Some("the record does not hold the version that was signed; get a full copy from the landlord")
    } else if job::read_at(document, &body.heads).is_err() {
        Some("the version that was signed does not read as a job")
    } else {
        None
    })
}

fn text_matches(body: &SealBody, told: &Told<'_>) -> Finding {
    let again = |page: &ReadBack| read_back_again(page, told, &body.landlord).map(|again| again == *page);
    let is_english = |page: &ReadBack| page.language == "en";
    // A page in the landlord's own words cannot be made again without them: the English one, which never is, can.
    let compared = |page: &ReadBack| if body.words.is_some() && !is_english(page) { None } else { again(page) };
    let beside = match &body.beside {
        None => Some(is_english(&body.signed)),
        // One of the two is English, whichever was signed.
        Some(page) if is_english(page) == is_english(&body.signed) => Some(false),
        Some(page) => compared(page),
    };
    let reviewed = body.version == first_version::VERSION || is_english(&body.signed) || body.review.is_some();
    match (compared(&body.signed), beside) {
        (Some(false), _) => Finding::Fails("the words that were signed are not what the record says".to_owned()),
        (_, Some(false)) => Finding::Fails("the words beside them are not what the record says".to_owned()),
        _ if !reviewed => Finding::Fails("what was signed is a translation that nobody had reviewed".to_owned()),
        (Some(true), Some(true)) => Finding::Holds,
        (Some(true), None) | (None, Some(true)) if body.words.is_some() => {
            Finding::NotChecked("one of the two pages is in the landlord's own words; the English one holds".to_owned())
        }
        (None, _) | (_, None) => Finding::NotChecked(format!(
            "the page was made by a later version of Doorstep ({} {}, language {}); update Doorstep to compare its words \
             with the record",
            body.signed.template, body.signed.template_version, body.signed.language
        )),
    }
}

fn attachments_match(body: &SealBody, job: &Job) -> Finding {
    let fault = "the photos that were sealed are not the photos in the version of the record that was signed";
    Finding::unless((attachments(job) != body.attachments).then_some(fault))
}
