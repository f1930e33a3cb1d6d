//! Events in words, and what is odd about them.

use domain::job::{Doubt, EventKind, FlagReason};

use super::{people::People, visit};
use crate::api;

/// The event that a screen asks to record.
pub(crate) const fn kind(asked: api::EventKind) -> EventKind {
    match asked {
        api::EventKind::Accepted => EventKind::Accepted,
        api::EventKind::Travelling => EventKind::Travelling,
        api::EventKind::Arrived => EventKind::Arrived,
        api::EventKind::Started => EventKind::Started,
        api::EventKind::Paused => EventKind::Paused,
        api::EventKind::Completed => EventKind::Completed,
        api::EventKind::NoAccess => EventKind::NoAccess,
        api::EventKind::NoAdultPresent => EventKind::NoAdultPresent,
        api::EventKind::Incomplete => EventKind::Incomplete,
        api::EventKind::Reopened => EventKind::Reopened,
        api::EventKind::HandedBack => EventKind::HandedBack,
    }
}

/// A line of the job's history.
pub(crate) const fn words(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Planned => "Planned by the landlord",
        EventKind::Dispatched => "Sent out",
        EventKind::Accepted => "Accepted",
        EventKind::Travelling => "On the way",
        EventKind::Arrived => "Arrived",
        EventKind::Started => "Work started",
        EventKind::Paused => "Work paused",
        EventKind::Completed => "Work completed",
        EventKind::NoAccess => "No access",
        EventKind::Unanswered => "No access, and somebody has to come again",
        EventKind::NoAdultPresent => "No adult was in",
        EventKind::Incomplete => "Left unfinished",
        EventKind::Cancelled => "Cancelled by the landlord",
        EventKind::Reopened => "Reopened",
        EventKind::Settled(_) => "Outcome chosen",
        EventKind::AfterLeaving(_) => "Worked on after it was given to somebody else",
        EventKind::HandedBack => "Handed back to the planner",
        EventKind::SwapAsked(_) => "Asked for a colleague to take it",
        EventKind::RunningLate(_) => "Running late",
        EventKind::Undone(_) => "Taken back",
        EventKind::Rung(_) => "Rang control about the danger",
        EventKind::Located(_) => "Position kept",
    }
}

/// The same with whom or when it speaks of: "Running late, about 10:30".
pub(crate) fn in_full(kind: EventKind, people: &People) -> String {
    match kind {
        EventKind::RunningLate(estimate) => format!("Running late, about {}", visit::about(estimate)),
        EventKind::SwapAsked(colleague) => {
            let colleague = people.person(colleague).unwrap_or_else(|| "a colleague".to_owned());
            format!("Asked for {colleague} to take it")
        }
        other => words(other).to_owned(),
    }
}

/// Beside the odd event.
pub(crate) const fn flag_in_short(reason: FlagReason) -> &'static str {
    match reason {
        FlagReason::AfterClosing => "Happened after the job was closed",
        FlagReason::CompletedTwice => "Completed by two people",
        FlagReason::ReopenedWhileOpen => "Reopened although it was open",
        FlagReason::PausedBeforeStart => "Paused although it had not started",
        FlagReason::Backwards => "An earlier step, recorded after work had begun",
        FlagReason::SettledUnknown => "Chose an outcome that is not on this phone",
        FlagReason::UndoneUnknown => "Took back what somebody else recorded, or what is not on this phone",
    }
}

/// Somebody went on working on a job that was no longer theirs, and could not know.
pub(crate) fn after_leaving(holder: &str) -> api::Flag {
    api::Flag {
        code: "after_leaving".to_owned(),
        words: format!(
            "{holder} worked on this job after it was given to somebody else, before their phone knew. Their work is \
             kept; check that nothing is done twice."
        ),
    }
}

/// Of two phones, one took back how the job ended and the other closed it.
pub(crate) fn taken_back_under_sign_off() -> api::Flag {
    api::Flag {
        code: "taken_back_under_sign_off".to_owned(),
        words:
            "One phone took back that this job was done, while it was signed off or closed on another. Look whether \
                it is done: then complete it again, and otherwise go on."
                .to_owned(),
    }
}

/// What does not add up. It counts all the same, and somebody should look at it.
pub(crate) fn doubt(doubt: &Doubt) -> api::Flag {
    let words = match doubt {
        Doubt::Shares { percent } => format!(
            "The shares of this job come to {percent}%. All that was recorded is kept; take off somebody’s time and enter \
             it again."
        ),
        Doubt::LongDay { person, minutes } => format!(
            "{person}’s time on this job comes to {} hours, longer than a day. It is kept; take it off and enter it again \
             if it is wrong.",
            minutes / 60
        ),
        Doubt::EndedBeforeStart { .. } => {
            "This job ended before it was started, by the clock of the phone. Both steps are kept, in the order in which \
             they were recorded. If the clock of this phone is wrong, put it right."
                .to_owned()
        }
        Doubt::FarFromHome { miles, .. } => format!(
            "A step at the door was recorded about {} from the home. It is kept; if the home is somewhere else, say so in \
             the note.",
            super::drive::spoken_miles(*miles)
        ),
    };
    api::Flag { code: doubt.code().to_owned(), words }
}

/// For whoever has to understand what happened.
pub(crate) const fn flag_in_full(reason: FlagReason) -> &'static str {
    match reason {
        FlagReason::AfterClosing => {
            "Somebody recorded a step after the job was closed, probably without a signal. Both are kept; reopen the job \
             if there is more to do."
        }
        FlagReason::CompletedTwice => {
            "Two people completed this job without seeing each other's. Both are kept; check that the work is not \
             claimed twice."
        }
        FlagReason::ReopenedWhileOpen => "Somebody reopened this job although it was open. Nothing needs doing.",
        FlagReason::PausedBeforeStart => "Somebody paused this job before anybody had started it. Nothing needs doing.",
        FlagReason::Backwards => {
            "The job was given out, or an earlier step recorded, after work had begun: by the office, or by somebody \
             without a signal. All of it is kept."
        }
        FlagReason::SettledUnknown => {
            "An outcome was chosen that has not reached this phone yet, or was taken back meanwhile. Check how the job \
             stands."
        }
        FlagReason::UndoneUnknown => {
            "Somebody took back a step that is not theirs or has not reached this phone. The step stands."
        }
    }
}
