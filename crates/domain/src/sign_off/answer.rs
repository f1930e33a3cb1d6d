//! The customer's answer, and what makes it complete.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Characters of a name, at most.
pub const MAX_NAME: usize = 120;
/// Characters of a reason, at most.
pub const MAX_REASON: usize = 500;
/// Points of a signature, at most: some three minutes of drawing without a pause.
pub const MAX_POINTS: usize = 20_000;
/// How far a signature must reach across or down, in CSS pixels, to be more than a touch.
pub const MIN_INK: f32 = 8.0;

/// How a visit was closed. Its number is sealed: never reuse one, never reorder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SignOffOutcome {
    /// The customer signed.
    Signed,
    /// The customer could not sign.
    Unable,
    /// The customer would not sign.
    Unwilling,
    /// Nobody lives there.
    Void,
    /// A communal area.
    Communal,
    /// The customer was out, by arrangement.
    CustomerAbsent,
}

impl SignOffOutcome {
    /// Every outcome.
    pub const ALL: [Self; 6] =
        [Self::Signed, Self::Unable, Self::Unwilling, Self::Void, Self::Communal, Self::CustomerAbsent];

    /// True when a name and a signature are wanted.
    #[must_use]
    pub const fn wants_signature(self) -> bool {
        matches!(self, Self::Signed)
    }

    /// True when it says nothing without a reason.
    #[must_use]
    pub const fn wants_reason(self) -> bool {
        matches!(self, Self::Unable | Self::Unwilling)
    }

    /// True when a customer was there to answer.
    #[must_use]
    pub const fn has_customer(self) -> bool {
        matches!(self, Self::Signed | Self::Unable | Self::Unwilling)
    }

    /// Its stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::Unable => "unable",
            Self::Unwilling => "unwilling",
            Self::Void => "void",
            Self::Communal => "communal",
            Self::CustomerAbsent => "customer_absent",
        }
    }

    /// In words, for staff.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Signed => "Signed by the customer",
            Self::Unable => "Not signed: the customer was unable to sign",
            Self::Unwilling => "Not signed: the customer did not want to sign",
            Self::Void => "No signature wanted: nobody lives there",
            Self::Communal => "No signature wanted: a communal area",
            Self::CustomerAbsent => "No signature wanted: the customer was out, by arrangement",
        }
    }
}

/// A point of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct StrokePoint {
    /// CSS pixels from the left of the box.
    pub x: f32,
    /// CSS pixels from its top.
    pub y: f32,
    /// Milliseconds since the first touch.
    pub t: u32,
}

/// Where something happened, as the device reckoned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Degrees north times 10,000,000, WGS 84.
    pub latitude_e7: i32,
    /// Degrees east times 10,000,000, WGS 84.
    pub longitude_e7: i32,
    /// Within how many metres.
    pub accuracy_metres: u32,
}

/// How the customer answered the page, or why nobody did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// How the visit was closed.
    pub outcome: SignOffOutcome,
    /// The signer's name as they gave it; may stand with a refusal; otherwise empty.
    pub name: String,
    /// 1 (very poor) to 5 (very good), or none given.
    pub score: Option<u8>,
    /// Why nobody signed, where the outcome wants a reason; otherwise empty.
    pub reason: String,
    /// The signature, stroke by stroke; otherwise empty.
    pub strokes: Vec<Vec<StrokePoint>>,
}

/// What an answer lacks, or has too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AnswerError {
    /// A signature without a name.
    #[error("The signature has no name with it. Ask the customer to enter their name.")]
    NameMissing,
    /// A name beyond [`MAX_NAME`].
    #[error("The name is longer than {MAX_NAME} characters. Ask the customer to enter a shorter one.")]
    NameTooLong,
    /// No ink, or no more than a touch.
    #[error("The box holds no signature. Ask the customer to sign in the box with their finger.")]
    SignatureMissing,
    /// Ink beyond [`MAX_POINTS`].
    #[error("The signature is too long to keep. Clear the box and ask the customer to sign again.")]
    SignatureTooLong,
    /// A point that is nowhere.
    #[error("The signature could not be read from the screen. Clear the box and ask the customer to sign again.")]
    SignatureUnreadable,
    /// A signature where the outcome says that there is none.
    #[error(
        "There is a signature, but you chose that nobody signed. Clear the box, or choose that the customer signed."
    )]
    SignatureNotWanted,
    /// An outcome that wants a reason has none.
    #[error("There is no reason why the customer did not sign. Enter it in a few words.")]
    ReasonMissing,
    /// A reason beyond [`MAX_REASON`].
    #[error("The reason is longer than {MAX_REASON} characters. Enter a shorter one.")]
    ReasonTooLong,
    /// A reason where nobody declined.
    #[error("There is a reason for not signing, but nobody declined to sign. Clear it, or choose who did not sign.")]
    ReasonNotWanted,
    /// A name or score where the outcome says that no customer was there.
    #[error(
        "There is a customer's name or score, but you chose that no customer was there. Clear it, or choose again."
    )]
    NoCustomer,
    /// A score that the page does not offer.
    #[error("The score is not one of 1 to 5. Choose one of the five, or leave it out.")]
    Score,
}

impl AnswerError {
    /// Its stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NameMissing => "sign_off_name_missing",
            Self::NameTooLong => "sign_off_name_too_long",
            Self::SignatureMissing => "sign_off_signature_missing",
            Self::SignatureTooLong => "sign_off_signature_too_long",
            Self::SignatureUnreadable => "sign_off_signature_unreadable",
            Self::SignatureNotWanted => "sign_off_signature_not_wanted",
            Self::ReasonMissing => "sign_off_reason_missing",
            Self::ReasonTooLong => "sign_off_reason_too_long",
            Self::ReasonNotWanted => "sign_off_reason_not_wanted",
            Self::NoCustomer => "sign_off_no_customer",
            Self::Score => "sign_off_score",
        }
    }
}

impl Answer {
    /// An answer without a customer: a void home, a communal area, or nobody in by arrangement.
    #[must_use]
    pub const fn without_customer(outcome: SignOffOutcome) -> Self {
        Self { outcome, name: String::new(), score: None, reason: String::new(), strokes: Vec::new() }
    }

    /// Checks that it says what its outcome wants, and nothing that contradicts it.
    ///
    /// # Errors
    /// The first thing to put right, in the order of the page.
    pub fn check(&self) -> Result<(), AnswerError> {
        if self.score.is_some_and(|score| !(1..=5).contains(&score)) {
            return Err(AnswerError::Score);
        }
        if !self.outcome.has_customer() && (!self.name.is_empty() || self.score.is_some()) {
            return Err(AnswerError::NoCustomer);
        }
        self.check_reason()?;
        if self.name.chars().count() > MAX_NAME {
            return Err(AnswerError::NameTooLong);
        }
        if self.outcome.wants_signature() {
            if self.name.trim().is_empty() {
                return Err(AnswerError::NameMissing);
            }
            check_ink(&self.strokes)
        } else if self.strokes.is_empty() {
            Ok(())
        } else {
            Err(AnswerError::SignatureNotWanted)
        }
    }

    fn check_reason(&self) -> Result<(), AnswerError> {
        let (wanted, given) = (self.outcome.wants_reason(), !self.reason.trim().is_empty());
        match (wanted, given) {
            (true, false) => Err(AnswerError::ReasonMissing),
            (false, true) => Err(AnswerError::ReasonNotWanted),
            _ if self.reason.chars().count() > MAX_REASON => Err(AnswerError::ReasonTooLong),
            _ => Ok(()),
        }
    }
}

fn check_ink(strokes: &[Vec<StrokePoint>]) -> Result<(), AnswerError> {
    // A stroke costs as much as a point, so that a million empty ones are not kept either.
    let points: usize = strokes.iter().map(|stroke| stroke.len().max(1)).sum();
    if points > MAX_POINTS {
        return Err(AnswerError::SignatureTooLong);
    }
    let all = || strokes.iter().flatten();
    if all().any(|point| !(point.x.is_finite() && point.y.is_finite())) {
        return Err(AnswerError::SignatureUnreadable);
    }
    let reach = |along: fn(&StrokePoint) -> f32| {
        let (least, most) =
            all().map(along).fold((f32::MAX, f32::MIN), |(least, most), at| (least.min(at), most.max(at)));
        most - least
    };
    let drawn = reach(|point| point.x) >= MIN_INK || reach(|point| point.y) >= MIN_INK;
    if drawn { Ok(()) } else { Err(AnswerError::SignatureMissing) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(length: f32) -> Vec<Vec<StrokePoint>> {
        vec![vec![StrokePoint { x: 10.0, y: 40.0, t: 0 }, StrokePoint { x: 10.0 + length, y: 42.0, t: 30 }]]
    }

    fn jill_signs() -> Answer {
        Answer {
            outcome: SignOffOutcome::Signed,
            name: "Jill Smith".into(),
            score: Some(5),
            reason: String::new(),
            strokes: line(80.0),
        }
    }

    fn declines(outcome: SignOffOutcome) -> Answer {
        Answer { reason: "Her hands shake".into(), strokes: Vec::new(), ..Answer { outcome, ..jill_signs() } }
    }

    #[test]
    fn a_signature_wants_a_name_and_ink() {
        assert_eq!(jill_signs().check(), Ok(()));
        assert_eq!(Answer { score: None, ..jill_signs() }.check(), Ok(()));
        let named = |name: &str| Answer { name: name.into(), ..jill_signs() }.check();
        assert_eq!(named(" "), Err(AnswerError::NameMissing));
        assert_eq!(named(&"ж".repeat(MAX_NAME)), Ok(()));
        assert_eq!(named(&"ж".repeat(MAX_NAME + 1)), Err(AnswerError::NameTooLong));
        let inked = |strokes| Answer { strokes, ..jill_signs() }.check();
        assert_eq!(inked(Vec::new()), Err(AnswerError::SignatureMissing));
        assert_eq!(inked(vec![Vec::new()]), Err(AnswerError::SignatureMissing));
        assert_eq!(inked(vec![vec![StrokePoint { x: 900.0, y: 900.0, t: 0 }]]), Err(AnswerError::SignatureMissing));
        assert_eq!(inked(line(MIN_INK - 0.5)), Err(AnswerError::SignatureMissing));
        assert_eq!(inked(line(MIN_INK)), Ok(()));
    }

    #[test]
    fn endless_or_impossible_ink_is_not_kept() {
        let inked = |strokes| Answer { strokes, ..jill_signs() }.check();
        let full =
            |count: u16| vec![(0..count).map(|t| StrokePoint { x: f32::from(t), y: 0.0, t: t.into() }).collect()];
        assert_eq!(inked(full(20_000)), Ok(()));
        assert_eq!(inked(full(20_001)), Err(AnswerError::SignatureTooLong));
        assert_eq!(inked(vec![Vec::new(); MAX_POINTS + 1]), Err(AnswerError::SignatureTooLong));
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            assert_eq!(inked(line(bad)), Err(AnswerError::SignatureUnreadable));
        }
    }

    #[test]
    fn declining_wants_a_reason_and_no_ink() {
        for outcome in [SignOffOutcome::Unable, SignOffOutcome::Unwilling] {
            assert_eq!(declines(outcome).check(), Ok(()));
            let with = |reason: &str| Answer { reason: reason.into(), ..declines(outcome) }.check();
            assert_eq!(with(" \n"), Err(AnswerError::ReasonMissing));
            assert_eq!(with(&"x".repeat(MAX_REASON + 1)), Err(AnswerError::ReasonTooLong));
            let inked = Answer { strokes: line(80.0), ..declines(outcome) };
            assert_eq!(inked.check(), Err(AnswerError::SignatureNotWanted));
        }
        let both = Answer { reason: "Changed her mind".into(), ..jill_signs() };
        assert_eq!(both.check(), Err(AnswerError::ReasonNotWanted));
    }

    #[test]
    fn no_customer_means_no_name_no_score_no_reason_no_ink() {
        for outcome in [SignOffOutcome::Void, SignOffOutcome::Communal, SignOffOutcome::CustomerAbsent] {
            let plain = Answer::without_customer(outcome);
            assert_eq!(plain.check(), Ok(()));
            assert_eq!(Answer { name: "Jill".into(), ..plain.clone() }.check(), Err(AnswerError::NoCustomer));
            assert_eq!(Answer { score: Some(3), ..plain.clone() }.check(), Err(AnswerError::NoCustomer));
            assert_eq!(Answer { reason: "Out".into(), ..plain.clone() }.check(), Err(AnswerError::ReasonNotWanted));
            assert_eq!(Answer { strokes: line(80.0), ..plain }.check(), Err(AnswerError::SignatureNotWanted));
        }
    }

    #[test]
    fn a_score_is_one_of_five() {
        for score in [0, 6, 255] {
            assert_eq!(Answer { score: Some(score), ..jill_signs() }.check(), Err(AnswerError::Score));
        }
    }
}
