//! Why somebody has to come again, where the visit itself says so: it was stopped because it was not safe, or what was made
//! safe has to be finished, or a surveyor has to look. The office's list goes by this until somebody is sent.

use serde::{Deserialize, Serialize};

use super::{Booking, EventKind, Job, JobEvent, JobStatus};

/// How the reason begins for which work stops that is not safe. What follows is the person's own.
pub const NOT_SAFE: &str = "It is not safe to carry on";

/// How the reason begins with which a visit ends that made something safe.
pub const MADE_SAFE: &str = "Made safe";

/// What a job that was booked at a door is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum BookedFor {
    /// Further work.
    #[default]
    FollowOn,
    /// Finishing what was made safe.
    Return,
    /// A surveyor is to look at something.
    Survey,
}

impl BookedFor {
    /// Its stable name, as stored in the record.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FollowOn => "follow_on",
            Self::Return => "return",
            Self::Survey => "survey",
        }
    }

    /// What this name means; a name from a newer version is further work.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        [Self::Return, Self::Survey].into_iter().find(|purpose| purpose.name() == name).unwrap_or_default()
    }
}

/// Why somebody has to come again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComeAgain<'a> {
    /// Work was stopped, or never begun, because it was not safe.
    Stopped(&'a JobEvent),
    /// This job finishes what was made safe.
    Return,
    /// This job is for a surveyor to look at something.
    Survey,
}

impl ComeAgain<'_> {
    /// Every code that [`Self::code`] gives.
    pub const CODES: [&'static str; 3] = ["stopped_unsafe", "return_wanted", "survey_wanted"];

    /// Its stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        let [stopped, comes_back, survey] = Self::CODES;
        match self {
            Self::Stopped(_) => stopped,
            Self::Return => comes_back,
            Self::Survey => survey,
        }
    }
}

impl Job {
    /// Why somebody has to come again, until somebody is sent or goes by themselves.
    #[must_use]
    pub fn come_again(&self) -> Option<ComeAgain<'_>> {
        let fold = self.status();
        let ended = fold.by.and_then(|by| self.events.iter().find(|event| event.id == by));
        let stopped = ended.filter(|event| {
            fold.status == JobStatus::Incomplete
                && event.kind == EventKind::Incomplete
                && event.reason.starts_with(NOT_SAFE)
        });
        if let Some(stopped) = stopped {
            return Some(ComeAgain::Stopped(stopped));
        }
        let untouched = self.standing().iter().all(|event| event.kind.is_remark()) && self.order.appointment.is_none();
        match self.booked.as_ref().filter(|_| untouched)?.purpose {
            BookedFor::Return => Some(ComeAgain::Return),
            BookedFor::Survey => Some(ComeAgain::Survey),
            BookedFor::FollowOn => None,
        }
    }
}

impl Booking {
    /// In the list of the job that it was booked from, so that nobody has to open it to know what it is for.
    #[must_use]
    pub fn in_a_line(&self) -> String {
        let what = self.order.description.trim();
        match self.terms.purpose {
            BookedFor::FollowOn => what.to_owned(),
            BookedFor::Return => format!("Come back: {what}"),
            BookedFor::Survey => format!("For a surveyor: {what}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_booking_is_for_reads_back_from_its_name_and_a_newer_one_is_further_work() {
        for purpose in [BookedFor::FollowOn, BookedFor::Return, BookedFor::Survey] {
            assert_eq!(BookedFor::from_name(purpose.name()), purpose);
        }
        assert_eq!(BookedFor::from_name("haunting"), BookedFor::FollowOn);
    }
}
