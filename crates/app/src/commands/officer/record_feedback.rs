//! A customer says what they think of the service, and sees at once by when and from whom they will hear.

use documents::{Document, feedback};
use domain::{
    feedback::{Feedback, FeedbackKind, told_at},
    id::{DocumentId, RecordKind},
};

use crate::{
    api::{Failure, FeedbackPage, FeedbackSaid},
    error::{self, failure},
    queries,
    unlocked::Unlocked,
    views::officer,
};

/// The longest account, in characters: about five pages.
const LONGEST: usize = 12_000;

/// The longest of what else is asked, in characters.
const LONGEST_ASIDE: usize = 1_000;

pub(crate) fn run(unlocked: &Unlocked, home: &str, said: FeedbackSaid) -> Result<FeedbackPage, Failure> {
    let home: DocumentId = home.parse()?;
    let row = unlocked.store.tenancy_row(home)?.ok_or_else(error::home_unknown)?;
    let words = said.words.trim().to_owned();
    if words.is_empty() {
        return Err(failure("feedback_empty", "Nothing was said yet", "Write it in the customer’s own words"));
    }
    let customer = said.customer.trim().to_owned();
    if customer.is_empty() {
        return Err(failure("feedback_nobody", "It does not say who speaks", "Choose or enter their name"));
    }
    if words.chars().count() > LONGEST
        || [&said.about, &said.remedy, &said.reply_to, &customer]
            .iter()
            .any(|text| text.chars().count() > LONGEST_ASIDE)
    {
        return Err(failure("too_long", "It is longer than a record takes", "Shorten it"));
    }
    let (clocks, pen) = (unlocked.store.clocks()?, unlocked.store.pen()?);
    let kind = officer::feedback_kind(said.kind);
    let told = if kind == FeedbackKind::Complaint {
        told_at(clocks.best(), &unlocked.store.standards()?.standards, &unlocked.store.working_calendar()?)
    } else {
        Vec::new()
    };
    let feedback = Feedback {
        kind,
        words,
        area: officer::area(said.area),
        about: said.about.trim().to_owned(),
        unequal: said.unequal,
        kept_apart: said.kept_apart,
        remedy: said.remedy.trim().to_owned(),
        reply_by: officer::reply_by(said.reply_by),
        reply_to: said.reply_to.trim().to_owned(),
        customer,
        tenancy: Some(home),
        address: row.address_lines.join(", "),
        told,
    };
    let id = DocumentId::from_bytes(unlocked.new_id()?.0);
    let mut document = Document::create(id, RecordKind::Feedback, pen)?;
    let changes = feedback::write(&mut document, &feedback, &clocks)?;
    unlocked.store.commit(&document, &changes)?;
    queries::officer::feedback::page(unlocked, id)
}
