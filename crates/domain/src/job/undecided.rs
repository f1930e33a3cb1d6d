//! What of a job waits for somebody to decide it, or to look at it: edits that compete, and steps that no single person
//! could have recorded.
//!
//! Handhelds mark such a job "Needs a decision", and the office lists it; both go by this.

use super::{CompetingField, EventFlag, FlagReason, Job};

/// One thing about a job that waits for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undecided {
    /// How the visit ended was told in more than one way.
    Outcomes,
    /// A value was set in more than one way.
    Value(CompetingField),
    /// There is more than one sign-off, and nobody has said which stands.
    SignOffs,
    /// A step that could not have followed how the job ended, and on which nobody has decided since.
    Odd(EventFlag),
    /// Its completion was taken back on one device under a sign-off on another.
    TakenBackUnderSignOff,
}

impl Undecided {
    /// Its stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Outcomes => "competing_outcomes",
            Self::Value(CompetingField::Appointment) => "competing_appointments",
            Self::Value(CompetingField::Caption(_)) => "competing_captions",
            Self::Value(CompetingField::Note) => "competing_notes",
            Self::Value(CompetingField::Quantity(_)) => "competing_quantities",
            Self::SignOffs => "competing_sign_offs",
            Self::Odd(flag) => flag.reason.code(),
            Self::TakenBackUnderSignOff => "taken_back_under_sign_off",
        }
    }
}

impl Job {
    /// Everything about it that waits for somebody.
    #[must_use]
    pub fn undecided(&self) -> Vec<Undecided> {
        let fold = self.status();
        let mut undecided = Vec::new();
        if !fold.competing.is_empty() {
            undecided.push(Undecided::Outcomes);
        }
        undecided.extend(self.competitions.iter().map(|competition| Undecided::Value(competition.field)));
        if self.sign_offs.len() > 1 && !self.sign_offs.iter().any(|sign_off| sign_off.stands) {
            undecided.push(Undecided::SignOffs);
        }
        if self.was_taken_back_under_sign_off() {
            undecided.push(Undecided::TakenBackUnderSignOff);
        }
        if fold.status.is_closed() {
            // Of outcomes that compete, the one that came second is odd as well: said once.
            let said =
                |flag: &EventFlag| flag.reason == FlagReason::AfterClosing && fold.competing.contains(&flag.event);
            undecided.extend(fold.flags.iter().filter(|flag| !said(flag)).map(|flag| Undecided::Odd(*flag)));
        }
        undecided
    }
}
