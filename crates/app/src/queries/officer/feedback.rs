//! What one customer said, what they were told, and what became of it.

use documents::feedback;
use domain::id::DocumentId;

use crate::{
    api::{Failure, FeedbackPage},
    error,
    unlocked::Unlocked,
    views::officer,
};

pub(crate) fn run(unlocked: &Unlocked, id: &str) -> Result<FeedbackPage, Failure> {
    page(unlocked, id.parse()?)
}

pub(crate) fn page(unlocked: &Unlocked, id: DocumentId) -> Result<FeedbackPage, Failure> {
    let row = unlocked.store.feedback_row(id)?.ok_or_else(error::feedback_unknown)?;
    let record = feedback::read(&unlocked.store.load(id)?)?;
    officer::feedback_page(unlocked, &record, &row, &unlocked.people()?)
}
