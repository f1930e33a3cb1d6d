//! The turned-round screen: what the customer reads and signs.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Everything on the customer's page, in the customer's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SignOffPage {
    /// Pass it back with `sign_off`: a digest of the very text shown and the version of the record behind it.
    pub digest: String,
    /// The language shown.
    pub language: Language,
    /// Languages to choose from.
    pub languages: Vec<Language>,
    /// The page's heading.
    pub title: String,
    /// What was done, read back line by line.
    pub lines: Vec<ReadBackLine>,
    /// What a signature says.
    pub declaration: String,
    /// The same in English, beside it, when the language is another.
    pub english: Vec<ReadBackLine>,
    /// What a signature says in English, when the language is another.
    pub english_declaration: String,
    /// True when what is signed is the English: nobody has reviewed the other language's words, which are an aid.
    pub aid: bool,
    /// Every fixed word on the page.
    pub labels: SignOffLabels,
}

/// A language the customer may read in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Language {
    /// BCP 47: "cy".
    pub code: String,
    /// In itself: "Cymraeg".
    pub name: String,
    /// True for right-to-left scripts.
    pub right_to_left: bool,
}

/// One line of the read-back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReadBackLine {
    /// "Address", "Work done".
    pub label: String,
    /// The text.
    pub text: String,
}

/// Fixed words of the customer's page, in the customer's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SignOffLabels {
    /// Five, from very poor to very good.
    pub scores: Vec<String>,
    /// "How did we do?"
    pub score_question: String,
    /// "I would rather not say".
    pub score_declined: String,
    /// "Was it fixed on this first visit?" Empty where nobody asks: at an officer's visit.
    pub first_time_question: String,
    /// "Yes".
    pub yes: String,
    /// "No".
    pub no: String,
    /// "Anything else you want to tell us (optional)".
    pub comment: String,
    /// "Say it instead of writing".
    pub comment_speak: String,
    /// "If you speak, your voice is recorded until you stop. …"
    pub comment_notice: String,
    /// "Stop".
    pub comment_stop: String,
    /// "Your words are recorded".
    pub comment_spoken: String,
    /// "Delete them".
    pub comment_delete: String,
    /// "This phone cannot record. Please write it."
    pub comment_unheard: String,
    /// "Who is signing?"
    pub signer_question: String,
    /// "I am the customer".
    pub signer_customer: String,
    /// "I am signing for the customer".
    pub signer_representative: String,
    /// "What you are to the customer, for example daughter or carer".
    pub relationship: String,
    /// "Enter what you are to the customer".
    pub relationship_missing: String,
    /// "Only an adult can sign. Please do not ask a child."
    pub adults_only: String,
    /// "Your name".
    pub name: String,
    /// "Sign here with your finger".
    pub sign_here: String,
    /// "I am making a mark instead of writing my name".
    pub mark: String,
    /// "Clear the signature".
    pub clear: String,
    /// "I agree and sign".
    pub confirm: String,
    /// "I cannot or do not want to sign".
    pub decline: String,
    /// "This is not right".
    pub dispute: String,
    /// "What is not right? (optional)"
    pub dispute_words: String,
    /// "It is right after all".
    pub dispute_undo: String,
    /// "Do you want a copy?"
    pub copy_question: String,
    /// "No copy".
    pub copy_none: String,
    /// "By text".
    pub copy_text: String,
    /// "By email".
    pub copy_email: String,
    /// "On paper".
    pub copy_paper: String,
    /// "Mobile number".
    pub copy_number: String,
    /// "Email address".
    pub copy_address: String,
    /// "Enter a phone number".
    pub copy_number_missing: String,
    /// "Enter an email address".
    pub copy_address_missing: String,
    /// "Larger letters".
    pub large_print: String,
    /// "Read this page to me".
    pub read_aloud: String,
    /// "Stop reading".
    pub stop_reading: String,
    /// "This translation is to help you. What you sign is the English text beside it."
    pub aid: String,
    /// "Language".
    pub language: String,
    /// "Thank you. Please hand the phone back."
    pub thanks: String,
    /// "Enter your name".
    pub name_missing: String,
    /// "Sign in the box".
    pub signature_missing: String,
}

/// How the customer answered, or why nobody did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignOffAnswer {
    /// How it ended.
    pub outcome: SignOffOutcome,
    /// The signer's name as they gave it; empty when nobody signed.
    pub name: String,
    /// Who signs.
    pub signer: Signer,
    /// 1 (very poor) to 5 (very good), or none given.
    pub score: Option<u8>,
    /// They would rather not give a score.
    pub score_declined: bool,
    /// Whether it was fixed on the first visit; none when they did not say.
    pub first_time: Option<bool>,
    /// What else they want to say; may be empty.
    pub comment: String,
    /// Lines that are not right, in the page's order.
    pub disputes: Vec<Dispute>,
    /// A copy that they want; none when they want none.
    pub copy: Option<CopyRequest>,
    /// Why nobody signed, where the outcome wants one.
    pub reason: String,
    /// The signature's strokes; empty when nobody signed.
    pub strokes: Vec<Vec<StrokePoint>>,
    /// How long they spoke, in milliseconds, where their comment comes as a sound after the request; otherwise none.
    pub spoken_milliseconds: Option<u32>,
}

/// Who signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "who", rename_all = "snake_case")]
pub enum Signer {
    /// The customer, with their name.
    Customer,
    /// The customer, with a mark.
    CustomerByMark,
    /// Somebody for the customer.
    Representative {
        /// What they are to the customer: "daughter".
        relationship: String,
    },
}

/// A line of the page that the customer says is not right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Dispute {
    /// Which line of the page, from nought.
    pub line: u16,
    /// What is not right; may be empty.
    pub words: String,
}

/// How the customer wants a copy of what they signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "by", content = "to", rename_all = "snake_case")]
pub enum CopyRequest {
    /// By text, to this number.
    Text(String),
    /// By email, to this address.
    Email(String),
    /// On paper, to the address of the home.
    Paper,
}

/// How the visit was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SignOffOutcome {
    /// The customer signed.
    Signed,
    /// The customer could not sign: a reason is wanted.
    Unable,
    /// The customer would not sign: a reason is wanted.
    Unwilling,
    /// Nobody lives there: no signature is wanted.
    Void,
    /// A communal area: no signature is wanted.
    Communal,
    /// The customer was out, by arrangement: no signature is wanted.
    CustomerAbsent,
}

/// A point of the signature.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StrokePoint {
    /// CSS pixels from the left of the box.
    pub x: f32,
    /// CSS pixels from its top.
    pub y: f32,
    /// Milliseconds since the first touch.
    pub t: u32,
}

/// A sign-off as a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SealFile {
    /// "sign-off-10000012.doorstep".
    pub filename: String,
    /// The bytes, base64.
    pub base64: String,
}
