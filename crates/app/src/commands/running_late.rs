//! The person will be late, and says when they expect to be there.

use domain::job::{EventKind, JobEdit};

use crate::{
    api::{Failure, JobPage},
    error::failure,
    unlocked::Unlocked,
};

/// Twelve hours: later than that is another day's appointment.
const MOST_MINUTES: u32 = 720;

pub(crate) fn run(unlocked: &Unlocked, job: &str, minutes: u32) -> Result<JobPage, Failure> {
    if !(1..=MOST_MINUTES).contains(&minutes) {
        return Err(failure(
            "late_minutes",
            "The estimate is not between 1 minute and 12 hours from now",
            "Choose another time, or hand the job back to the planner",
        ));
    }
    let estimate = unlocked.now().plus_milliseconds(i64::from(minutes) * 60_000);
    unlocked.edit(job, &JobEdit::Record { kind: EventKind::RunningLate(estimate), reason: String::new() })
}
