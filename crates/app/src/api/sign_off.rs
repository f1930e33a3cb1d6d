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
    /// The same in English, beside it, when the language is another.
    pub english: Vec<ReadBackLine>,
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

/// Fixed words of the customer's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SignOffLabels {
    /// "How did we do?"
    pub score_question: String,
    /// Five, from very poor to very good.
    pub scores: Vec<String>,
    /// "Your name".
    pub name: String,
    /// "Sign here with your finger".
    pub sign_here: String,
    /// "Clear the signature".
    pub clear: String,
    /// "By signing you confirm that …".
    pub declaration: String,
    /// "I agree and sign".
    pub confirm: String,
    /// "I cannot or do not want to sign".
    pub decline: String,
    /// "Language".
    pub language: String,
    /// "Thank you. Please hand the phone back."
    pub thanks: String,
    /// "Please enter your name".
    pub name_missing: String,
    /// "Please sign in the box".
    pub signature_missing: String,
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
