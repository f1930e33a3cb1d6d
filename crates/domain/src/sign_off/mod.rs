//! Sign-off: what a customer reads, how they answer, and when an answer is complete.
//!
//! [`read_back`] turns a job, or a visit with its answers, into the page that the customer reads. Its words are a *template* with a version: a sealed
//! page is rendered again from the record, years later, to see that it says what the record said.

mod answer;
mod grounds;
mod read_back;
mod template;
mod translation;
mod wording;

pub use answer::{
    Answer, AnswerError, CopyRequest, Dispute, MAX_COMMENT, MAX_DISPUTES, MAX_NAME, MAX_POINTS, MAX_REASON, MIN_INK,
    Place, SignOffOutcome, Signer, StrokePoint, check_ink,
};
pub use grounds::{BookedTimes, Grounds, Promise, SaidOfUs};
pub use read_back::{
    ReadBack, ReadBackLine, Told, answer_in_english, language_asked_for, read_back, read_back_again, spoken_with,
};
pub use template::{Template, TemplateVersion};
pub use translation::{Review, Translation, TranslationFault, check_translation, words_to_correct};
pub use wording::Wording;
