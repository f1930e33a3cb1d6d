//! An item is taken off; it stays in the history, with a quantity of nought.

use domain::job::JobEdit;

use crate::{
    api::{Failure, JobPage},
    unlocked::Unlocked,
};

pub(crate) fn run(unlocked: &Unlocked, job: &str, item: &str) -> Result<JobPage, Failure> {
    unlocked.edit(job, &JobEdit::ChangeQuantity { item: item.parse()?, quantity: 0.0 })
}
