//! A customer is not content with the answer, and says so on their own sofa.

use documents::feedback;
use domain::{
    feedback::{NewStep, StepKind},
    id::DocumentId,
};

use crate::{
    api::{Failure, FeedbackPage},
    error::failure,
    queries,
    unlocked::Unlocked,
};

/// The longest reason, in characters.
const LONGEST: usize = 4_000;

pub(crate) fn run(unlocked: &Unlocked, id: &str, words: &str) -> Result<FeedbackPage, Failure> {
    let id: DocumentId = id.parse()?;
    let words = words.trim().to_owned();
    if words.is_empty() {
        return Err(failure(
            "reason_missing",
            "It does not say what is still wrong",
            "Write it in the customer’s words",
        ));
    }
    if words.chars().count() > LONGEST {
        return Err(failure("too_long", "It is longer than a record takes", "Shorten it"));
    }
    if !queries::officer::feedback::page(unlocked, id)?.can_take_further {
        return Err(failure(
            "feedback_not_answered",
            "It has not been answered yet, or was taken further already",
            "Look at its promises: they say when an answer is due",
        ));
    }
    let (clocks, new_id) = (unlocked.store.clocks()?, unlocked.new_id()?);
    let step = NewStep { kind: StepKind::Escalated, by: String::new(), words };
    unlocked
        .store
        .edit::<Failure>(id, |document| Ok(feedback::add_step(document, &step, &clocks, new_id.into())?.into()))?;
    queries::officer::feedback::page(unlocked, id)
}
