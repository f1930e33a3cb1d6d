//! Going to a job once more: what it takes before another visit is booked, or the job is given to somebody.

use super::{Job, JobStatus};

/// What it takes before somebody goes to a job once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoingAgain {
    /// Nothing: it is open.
    Open,
    /// It is reopened by being booked: its visit ended with the work left undone.
    Reopens,
    /// Somebody says that there is more to do: the work is done, or was withdrawn.
    Closed(JobStatus),
    /// Somebody chooses how the visit ended: it was told in more than one way.
    Competes,
}

impl GoingAgain {
    /// Of a job as it stands.
    #[must_use]
    pub fn to(job: &Job) -> Self {
        let fold = job.status();
        if !fold.status.is_closed() {
            Self::Open
        } else if !fold.competing.is_empty() {
            Self::Competes
        } else if fold.status.is_left_undone() && !job.is_withdrawn() {
            Self::Reopens
        } else {
            Self::Closed(if job.is_withdrawn() { JobStatus::Cancelled } else { fold.status })
        }
    }
}
