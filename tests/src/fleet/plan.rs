//! What happens in a run, in order: decided by the seed before anything happens, so that steps can be left out when a
//! failure is shrunk.

use std::fmt;

use super::dice::Dice;

/// One thing that happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Somebody edits.
    Edit,
    /// A handheld finds a signal.
    Exchange,
    /// An answer that was held back arrives.
    Release,
    /// A request that was given up arrives.
    Late,
    /// The hub's process ends and another begins.
    HubRestart,
    /// A handheld's process ends in the middle of whatever it does.
    Crash,
    /// A handheld's app is closed and opened.
    Reopen,
    /// A handheld's clock jumps, from five years back to ten years ahead.
    Clock,
    /// Time passes.
    Wait,
    /// The landlord raises a job.
    Raise,
    /// The landlord moves an appointment.
    Appoint,
    /// The landlord gives a job to somebody else.
    Assign,
    /// A modified handheld pushes something.
    Attack,
    /// Somebody is given a team's work.
    Give,
    /// A team's work is taken from somebody.
    Withdraw,
    /// A handheld's disk is full for a while.
    PhoneFull,
    /// The hub's disk is full for a while.
    HubFull,
    /// A handheld is withdrawn.
    Revoke,
    /// A handheld is copied.
    BackUp,
    /// A handheld is put back from its copy.
    PutBack,
    /// A copy of a handheld is used beside it.
    Clone,
    /// The hub's folder is copied.
    HubBackUp,
    /// The hub is put back from its copy.
    HubPutBack,
}

/// A step of a run.
#[derive(Clone, Copy)]
pub struct Step {
    /// What happens.
    pub what: What,
    /// Decides the rest of it.
    pub roll: u64,
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.what)
    }
}

/// What may happen, and how often.
type Menu = &'static [(What, usize)];

/// Faults of networks, processes and clocks, and hostile bytes.
const SIMPLE: Menu = &[
    (What::Edit, 36),
    (What::Exchange, 28),
    (What::Release, 7),
    (What::Late, 3),
    (What::HubRestart, 2),
    (What::Crash, 4),
    (What::Reopen, 2),
    (What::Clock, 3),
    (What::Wait, 6),
    (What::Raise, 3),
    (What::Appoint, 2),
    (What::Attack, 4),
];

/// Those, and work that moves, people who come and go, full disks, copies.
const WIDE: Menu = &[
    (What::Edit, 36),
    (What::Exchange, 28),
    (What::Release, 7),
    (What::Late, 3),
    (What::HubRestart, 2),
    (What::Crash, 3),
    (What::Reopen, 2),
    (What::Clock, 3),
    (What::Wait, 6),
    (What::Raise, 3),
    (What::Appoint, 2),
    (What::Attack, 4),
    (What::Assign, 8),
    (What::Give, 2),
    (What::Withdraw, 2),
    (What::PhoneFull, 2),
    (What::HubFull, 1),
    (What::Revoke, 1),
];

/// How widely a run may range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    /// Networks, processes, clocks, hostile bytes.
    Simple,
    /// And work that moves, people who come and go, full disks.
    Wide,
    /// And handhelds that are copied and put back. Only when asked for: such a handheld's requests are refused as
    /// copies of earlier ones, until the numbers it counts have caught up.
    Copies,
    /// And a hub that is put back, for a planted fault.
    HubCopies,
}

/// How a run goes.
#[derive(Debug, Clone)]
pub struct Plan {
    /// How many handhelds, from two to six.
    pub phones: usize,
    /// How widely it ranges.
    pub range: Range,
    /// What happens.
    pub steps: Vec<Step>,
}

impl Plan {
    /// The plan of a seed: its range, too, unless one is wanted.
    pub fn of(seed: u64, range: Option<Range>) -> Self {
        let mut dice = Dice::new(seed);
        let own = [Range::Simple, Range::Wide, Range::Wide][dice.below(3)];
        let range = range.unwrap_or(own);
        let mut menu = match range {
            Range::Simple => SIMPLE.to_vec(),
            _ => WIDE.to_vec(),
        };
        match range {
            Range::Copies => menu.extend([(What::BackUp, 3), (What::PutBack, 1), (What::Clone, 1)]),
            Range::HubCopies => menu.extend([(What::HubBackUp, 3), (What::HubPutBack, 2)]),
            _ => {}
        }
        let all: usize = menu.iter().map(|(_, often)| often).sum();
        let steps = (0..30 + dice.below(50))
            .map(|_| {
                let mut at = dice.below(all);
                let found = menu.iter().find(|(_, often)| {
                    let here = at < *often;
                    at = at.wrapping_sub(*often);
                    here
                });
                Step { what: found.map_or(What::Edit, |(what, _)| *what), roll: dice.roll() }
            })
            .collect();
        Self { phones: 2 + dice.below(5), range, steps }
    }

    /// Only these of its steps.
    #[must_use]
    pub fn only(&self, kept: &[usize]) -> Self {
        let steps = kept.iter().filter_map(|at| self.steps.get(*at).copied()).collect();
        Self { steps, ..self.clone() }
    }
}
