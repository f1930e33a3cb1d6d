//! A hazard is noticed.

use domain::job::{JobEdit, NewHazard};

use crate::{
    api::{Failure, JobPage},
    unlocked::Unlocked,
};

pub(crate) fn run(unlocked: &Unlocked, job: &str, hazard: NewHazard) -> Result<JobPage, Failure> {
    unlocked.edit(job, &JobEdit::NoticeHazard(Box::new(hazard)))
}
