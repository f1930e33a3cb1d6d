//! The customer's answer, and what makes it complete.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::job::NewRecording;

/// Characters of a name, at most.
pub const MAX_NAME: usize = 120;
/// Characters of a reason, at most.
pub const MAX_REASON: usize = 500;
/// Characters of a comment, at most.
pub const MAX_COMMENT: usize = 2_000;
/// Lines that a customer may say are not right, at most: more than any page has.
pub const MAX_DISPUTES: usize = 200;
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

/// Who signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Signer {
    /// The customer, with their name.
    Customer,
    /// The customer, who makes a mark.
    CustomerByMark,
    /// Somebody for the customer.
    Representative {
        /// What they are to the customer, in their own words: "daughter".
        relationship: String,
    },
}

/// A line of the page that the customer says is not right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    /// Which line of the page, from nought.
    pub line: u16,
    /// What is not right, in the customer's words; may be empty.
    pub words: String,
}

/// How the customer wants a copy of what they signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CopyRequest {
    /// By text, to this number as they gave it.
    Text(String),
    /// By email, to this address as they gave it.
    Email(String),
    /// On paper, to the address of the home.
    Paper,
}

impl CopyRequest {
    /// In words: "by text to 07700 900123".
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Text(number) => format!("by text to {number}"),
            Self::Email(address) => format!("by email to {address}"),
            Self::Paper => "on paper".to_owned(),
        }
    }
}

/// How the customer answered the page, or why nobody did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// How the visit was closed.
    pub outcome: SignOffOutcome,
    /// The signer's name as they gave it; may stand with a refusal; otherwise empty.
    pub name: String,
    /// Who signs.
    pub signer: Signer,
    /// 1 (very poor) to 5 (very good), or none given.
    pub score: Option<u8>,
    /// They were asked for a score and would rather not say.
    pub score_declined: bool,
    /// Whether it was fixed on the first visit; none when they did not say.
    pub first_time: Option<bool>,
    /// What else they want to say, in their own words; may be empty.
    pub comment: String,
    /// Lines that are not right.
    pub disputes: Vec<Dispute>,
    /// A copy that they want; none when they want none.
    pub copy: Option<CopyRequest>,
    /// Why nobody signed, where the outcome wants a reason; otherwise empty.
    pub reason: String,
    /// The signature, stroke by stroke; otherwise empty.
    pub strokes: Vec<Vec<StrokePoint>>,
    /// The same as a comment, in their own voice: the sound travels apart. It follows everything else in the bytes of a
    /// seal, and one without it has nothing in its place.
    #[serde(skip)]
    pub spoken: Option<NewRecording>,
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
    /// Somebody signs for the customer and does not say who they are to them.
    #[error("Who signs for the customer did not say what they are to them. Ask them to enter it.")]
    RelationshipMissing,
    /// A relationship beyond [`MAX_NAME`].
    #[error("What they are to the customer is longer than {MAX_NAME} characters. Enter it in fewer words.")]
    RelationshipTooLong,
    /// A comment or what is not right beyond its limit.
    #[error("The customer's own words are too long. Ask them to enter fewer.")]
    WordsTooLong,
    /// A line that the page does not have, or one twice.
    #[error("What the customer says is not right is not on the page. Show the page again.")]
    DisputedLine,
    /// A number that no phone has.
    #[error("The number for the copy is not a phone number. Enter one such as 07700 900123, or choose no copy.")]
    CopyNumber,
    /// An address that no mailbox has.
    #[error("The address for the copy is not an email address. Enter one such as name@example.org, or choose no copy.")]
    CopyAddress,
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
            Self::RelationshipMissing => "sign_off_relationship_missing",
            Self::RelationshipTooLong => "sign_off_relationship_too_long",
            Self::WordsTooLong => "sign_off_words_too_long",
            Self::DisputedLine => "sign_off_disputed_line",
            Self::CopyNumber => "sign_off_copy_number",
            Self::CopyAddress => "sign_off_copy_address",
        }
    }
}

impl Answer {
    /// An answer without a customer: a void home, a communal area, or nobody in by arrangement.
    #[must_use]
    pub const fn without_customer(outcome: SignOffOutcome) -> Self {
        Self {
            outcome,
            name: String::new(),
            signer: Signer::Customer,
            score: None,
            score_declined: false,
            first_time: None,
            comment: String::new(),
            disputes: Vec::new(),
            copy: None,
            reason: String::new(),
            strokes: Vec::new(),
            spoken: None,
        }
    }

    /// Checks that it says what its outcome wants, and nothing that contradicts it. `lines` is how many lines the page
    /// has.
    ///
    /// # Errors
    /// The first thing to put right, in the order of the page.
    pub fn check(&self, lines: usize) -> Result<(), AnswerError> {
        self.check_disputes(lines)?;
        if self.score.is_some_and(|score| self.score_declined || !(1..=5).contains(&score)) {
            return Err(AnswerError::Score);
        }
        if self.comment.chars().count() > MAX_COMMENT {
            return Err(AnswerError::WordsTooLong);
        }
        if !self.outcome.has_customer() && self.says_something() {
            return Err(AnswerError::NoCustomer);
        }
        self.check_signer()?;
        self.check_copy()?;
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

    /// True when it holds what only a customer can have said.
    fn says_something(&self) -> bool {
        let Self { name, signer, score, score_declined, first_time, comment, disputes, copy, spoken, .. } = self;
        !name.is_empty()
            || *signer != Signer::Customer
            || score.is_some()
            || *score_declined
            || first_time.is_some()
            || !comment.is_empty()
            || !disputes.is_empty()
            || copy.is_some()
            || spoken.is_some()
    }

    fn check_disputes(&self, lines: usize) -> Result<(), AnswerError> {
        if self.disputes.iter().any(|dispute| dispute.words.chars().count() > MAX_REASON) {
            return Err(AnswerError::WordsTooLong);
        }
        let in_order = self.disputes.is_sorted_by(|one, next| one.line < next.line);
        let on_the_page = self.disputes.iter().all(|dispute| usize::from(dispute.line) < lines);
        if in_order && on_the_page && self.disputes.len() <= MAX_DISPUTES {
            Ok(())
        } else {
            Err(AnswerError::DisputedLine)
        }
    }

    fn check_signer(&self) -> Result<(), AnswerError> {
        match &self.signer {
            Signer::Representative { relationship } if relationship.trim().is_empty() => {
                Err(AnswerError::RelationshipMissing)
            }
            Signer::Representative { relationship } if relationship.chars().count() > MAX_NAME => {
                Err(AnswerError::RelationshipTooLong)
            }
            _ => Ok(()),
        }
    }

    fn check_copy(&self) -> Result<(), AnswerError> {
        match &self.copy {
            Some(CopyRequest::Text(number)) if !is_phone_number(number) => Err(AnswerError::CopyNumber),
            Some(CopyRequest::Email(address)) if !is_email_address(address) => Err(AnswerError::CopyAddress),
            _ => Ok(()),
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

/// Nine to fifteen digits, as people write them: only the network knows whether somebody answers.
fn is_phone_number(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (9..=15).contains(&digits)
        && text.chars().count() <= 30
        && text.chars().enumerate().all(|(at, c)| c.is_ascii_digit() || " ()-".contains(c) || (c == '+' && at == 0))
}

/// Something, an @, and a name with a dot in it: only the mailbox knows more.
fn is_email_address(text: &str) -> bool {
    let parts = text.split_once('@').filter(|(_, host)| !host.contains('@'));
    text.chars().count() <= 254
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
        && parts.is_some_and(|(mailbox, host)| {
            let dotted = host.split_once('.').is_some_and(|(first, rest)| !first.is_empty() && !rest.is_empty());
            !mailbox.is_empty() && dotted && !host.ends_with('.')
        })
}

/// Whether strokes are a signature: more than a touch of the box, and not more than a page of scribbling.
///
/// # Errors
/// [`AnswerError::SignatureTooLong`], [`AnswerError::SignatureUnreadable`], [`AnswerError::SignatureMissing`].
pub fn check_ink(strokes: &[Vec<StrokePoint>]) -> Result<(), AnswerError> {
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
            name: "Jill Smith".into(),
            score: Some(5),
            strokes: line(80.0),
            ..Answer::without_customer(SignOffOutcome::Signed)
        }
    }

    fn declines(outcome: SignOffOutcome) -> Answer {
        Answer { reason: "Her hands shake".into(), strokes: Vec::new(), ..Answer { outcome, ..jill_signs() } }
    }

    #[test]
    fn a_signature_wants_a_name_and_ink() {
        assert_eq!(jill_signs().check(9), Ok(()));
        assert_eq!(Answer { score: None, ..jill_signs() }.check(9), Ok(()));
        let named = |name: &str| Answer { name: name.into(), ..jill_signs() }.check(9);
        assert_eq!(named(" "), Err(AnswerError::NameMissing));
        assert_eq!(named(&"ж".repeat(MAX_NAME)), Ok(()));
        assert_eq!(named(&"ж".repeat(MAX_NAME + 1)), Err(AnswerError::NameTooLong));
        let inked = |strokes| Answer { strokes, ..jill_signs() }.check(9);
        assert_eq!(inked(Vec::new()), Err(AnswerError::SignatureMissing));
        assert_eq!(inked(vec![Vec::new()]), Err(AnswerError::SignatureMissing));
        assert_eq!(inked(vec![vec![StrokePoint { x: 900.0, y: 900.0, t: 0 }]]), Err(AnswerError::SignatureMissing));
        assert_eq!(inked(line(MIN_INK - 0.5)), Err(AnswerError::SignatureMissing));
        assert_eq!(inked(line(MIN_INK)), Ok(()));
    }

    #[test]
    fn endless_or_impossible_ink_is_not_kept() {
        let inked = |strokes| Answer { strokes, ..jill_signs() }.check(9);
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
            assert_eq!(declines(outcome).check(9), Ok(()));
            let with = |reason: &str| Answer { reason: reason.into(), ..declines(outcome) }.check(9);
            assert_eq!(with(" \n"), Err(AnswerError::ReasonMissing));
            assert_eq!(with(&"x".repeat(MAX_REASON + 1)), Err(AnswerError::ReasonTooLong));
            let inked = Answer { strokes: line(80.0), ..declines(outcome) };
            assert_eq!(inked.check(9), Err(AnswerError::SignatureNotWanted));
        }
        let both = Answer { reason: "Changed her mind".into(), ..jill_signs() };
        assert_eq!(both.check(9), Err(AnswerError::ReasonNotWanted));
    }

    #[test]
    fn no_customer_means_no_name_no_score_no_reason_no_ink() {
        for outcome in [SignOffOutcome::Void, SignOffOutcome::Communal, SignOffOutcome::CustomerAbsent] {
            let plain = Answer::without_customer(outcome);
            assert_eq!(plain.check(9), Ok(()));
            assert_eq!(Answer { name: "Jill".into(), ..plain.clone() }.check(9), Err(AnswerError::NoCustomer));
            assert_eq!(Answer { score: Some(3), ..plain.clone() }.check(9), Err(AnswerError::NoCustomer));
            assert_eq!(Answer { reason: "Out".into(), ..plain.clone() }.check(9), Err(AnswerError::ReasonNotWanted));
            assert_eq!(Answer { strokes: line(80.0), ..plain }.check(9), Err(AnswerError::SignatureNotWanted));
        }
    }

    #[test]
    fn a_score_is_one_of_five() {
        for score in [0, 6, 255] {
            assert_eq!(Answer { score: Some(score), ..jill_signs() }.check(9), Err(AnswerError::Score));
        }
    }

    #[test]
    fn a_representative_says_who_they_are_and_a_mark_is_ink_like_any_other() {
        let signed_by = |signer| Answer { signer, ..jill_signs() }.check(9);
        let daughter = |relationship: &str| Signer::Representative { relationship: relationship.into() };
        assert_eq!(signed_by(daughter("daughter")), Ok(()));
        assert_eq!(signed_by(daughter(" ")), Err(AnswerError::RelationshipMissing));
        assert_eq!(signed_by(daughter(&"x".repeat(MAX_NAME + 1))), Err(AnswerError::RelationshipTooLong));
        assert_eq!(signed_by(Signer::CustomerByMark), Ok(()));
        let inkless = Answer { signer: Signer::CustomerByMark, strokes: Vec::new(), ..jill_signs() };
        assert_eq!(inkless.check(9), Err(AnswerError::SignatureMissing));
    }

    #[test]
    fn what_is_not_right_is_a_line_of_the_page_each_once() {
        let disputing = |lines: &[u16]| {
            let disputes = lines.iter().map(|line| Dispute { line: *line, words: String::new() }).collect();
            Answer { disputes, ..jill_signs() }.check(3)
        };
        assert_eq!(disputing(&[0, 2]), Ok(()));
        for wrong in [&[3][..], &[1, 1], &[2, 0]] {
            assert_eq!(disputing(wrong), Err(AnswerError::DisputedLine), "{wrong:?}");
        }
        let long = vec![Dispute { line: 0, words: "x".repeat(MAX_REASON + 1) }];
        assert_eq!(Answer { disputes: long, ..jill_signs() }.check(3), Err(AnswerError::WordsTooLong));
    }

    #[test]
    fn nobody_gives_a_score_and_declines_to_give_one() {
        let declined = Answer { score_declined: true, ..jill_signs() };
        assert_eq!(declined.check(9), Err(AnswerError::Score));
        assert_eq!(Answer { score: None, ..declined }.check(9), Ok(()));
    }

    #[test]
    fn a_copy_goes_to_what_can_be_a_number_or_an_address() {
        let copied = |copy| Answer { copy: Some(copy), ..jill_signs() }.check(9);
        for number in ["07700 900123", "+44 7700 900123", "(020) 7946-0123"] {
            assert_eq!(copied(CopyRequest::Text(number.into())), Ok(()), "{number}");
        }
        for number in ["", "07700", "0770+900123 1", "call me", "07700 900123 07700 900124"] {
            assert_eq!(copied(CopyRequest::Text(number.into())), Err(AnswerError::CopyNumber), "{number}");
        }
        assert_eq!(copied(CopyRequest::Email("jill@example.org".into())), Ok(()));
        for address in ["", "jill", "jill@", "@example.org", "jill@example", "jill @example.org", "a@b@example.org"] {
            assert_eq!(copied(CopyRequest::Email(address.into())), Err(AnswerError::CopyAddress), "{address}");
        }
        assert_eq!(copied(CopyRequest::Paper), Ok(()));
        let nobody = Answer { copy: Some(CopyRequest::Paper), ..Answer::without_customer(SignOffOutcome::Void) };
        assert_eq!(nobody.check(9), Err(AnswerError::NoCustomer));
    }
}
