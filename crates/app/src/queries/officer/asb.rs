//! A report of anti-social behaviour, whole.

use documents::asb;
use domain::id::DocumentId;

use crate::{
    api::{AsbPage, Failure},
    error,
    unlocked::Unlocked,
    views,
};

pub(crate) fn run(unlocked: &Unlocked, report: &str) -> Result<AsbPage, Failure> {
    page(unlocked, report.parse()?)
}

pub(crate) fn page(unlocked: &Unlocked, id: DocumentId) -> Result<AsbPage, Failure> {
    let row = unlocked.store.asb_row(id)?.ok_or_else(error::asb_unknown)?;
    let record = asb::read(&unlocked.store.load(id)?)?;
    views::asb::page(unlocked, &record, &row, &unlocked.people()?)
}
