//! An item's quantity changes.

use domain::job::JobEdit;

use super::quantity;
use crate::{
    api::{Failure, JobPage},
    unlocked::Unlocked,
};

pub(crate) fn run(unlocked: &Unlocked, job: &str, item: &str, entered: f64) -> Result<JobPage, Failure> {
    unlocked.edit(job, &JobEdit::ChangeQuantity { item: item.parse()?, quantity: quantity(entered)? })
}
