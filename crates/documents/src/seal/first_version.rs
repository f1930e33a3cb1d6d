//! Seals of the first version, which nobody makes any more and everybody can still check.
//!
//! Their page was signed in the customer's language with the English beside it, whoever had or had not reviewed the
//! words; and all that a customer could say was a name, a score and a reason.

use domain::{
    author::Clocks,
    id::{DeviceId, DocumentId},
    sign_off::{Answer, Place, ReadBack, SignOffOutcome, StrokePoint},
};
use serde::{Deserialize, Serialize};

use super::SealBody;
use crate::change::ChangeHash;

/// The first byte of such a body.
pub(super) const VERSION: u8 = 1;

/// The body as it was signed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct FirstBody {
    version: u8,
    document: DocumentId,
    heads: Vec<ChangeHash>,
    landlord: String,
    shown: ReadBack,
    english: Option<ReadBack>,
    attachments: Vec<[u8; 32]>,
    answer: FirstAnswer,
    device: DeviceId,
    clocks: Clocks,
    place: Option<Place>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct FirstAnswer {
    outcome: SignOffOutcome,
    name: String,
    score: Option<u8>,
    reason: String,
    strokes: Vec<Vec<StrokePoint>>,
}

impl From<FirstBody> for SealBody {
    fn from(body: FirstBody) -> Self {
        let FirstAnswer { outcome, name, score, reason, strokes } = body.answer;
        Self {
            version: body.version,
            document: body.document,
            heads: body.heads,
            landlord: body.landlord,
            signed: body.shown,
            beside: body.english,
            words: None,
            review: None,
            attachments: body.attachments,
            answer: Answer { name, score, reason, strokes, ..Answer::without_customer(outcome) },
            device: body.device,
            clocks: body.clocks,
            place: body.place,
            grounds: None,
        }
    }
}
