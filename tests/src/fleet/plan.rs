//! What happens in a run, in order: decided by the seed before anything happens, so that steps can be left out when a
//! failure is shrunk.

use std::fmt;

use super::dice::Dice;

/// One thing that happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Somebody edits.
    Edit,
    /// Somebody pastes more than a record takes.
    Oversize,
    /// Somebody books a job at a door.
    Book,
    /// Somebody is worried about somebody.
    Worry,
    /// A handheld finds a signal.
    Exchange,
    /// An answer that was held back arrives, or the rest of one.
    Release,
    /// A request that was given up arrives.
    Late,
    /// Some handhelds, or all, are cut off for a while.
    Partition,
    /// The hub's process ends and another begins.
    HubRestart,
    /// A handheld's process ends between two writes, whatever it was at.
    Crash,
    /// A handheld's process ends at some write of a save.
    CrashWhileSaving,
    /// A handheld's process ends at some write of what an answer brings.
    CrashWhileReceiving,
    /// A handheld's app is closed and opened.
    Reopen,
    /// A handheld's clock jumps, from five years back to ten years ahead.
    Clock,
    /// Time passes.
    Wait,
    /// Weeks pass, and the hub tidies up.
    Season,
    /// The landlord raises a job.
    Raise,
    /// The landlord moves an appointment.
    Appoint,
    /// The landlord gives a job to somebody else.
    Assign,
    /// Somebody with a newer version writes what this version has no words for.
    NewerVersion,
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

impl What {
    /// True for what somebody does with a handheld that is there to be used.
    pub const fn is_of_a_handheld(self) -> bool {
        matches!(
            self,
            Self::Edit
                | Self::Oversize
                | Self::Book
                | Self::Worry
                | Self::Exchange
                | Self::Crash
                | Self::CrashWhileSaving
                | Self::CrashWhileReceiving
                | Self::Reopen
                | Self::PhoneFull
                | Self::BackUp
                | Self::PutBack
                | Self::Clone
        )
    }

    /// What it is called when it is counted.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Edit => "step: somebody edits",
            Self::Oversize => "step: somebody pastes too much",
            Self::Book => "step: a job is booked at a door",
            Self::Worry => "step: a worry is written down",
            Self::Exchange => "step: a handheld finds a signal",
            Self::Release => "step: a delayed answer arrives",
            Self::Late => "step: a late request arrives",
            Self::Partition => "step: handhelds are cut off",
            Self::HubRestart => "step: the hub restarts or crashes",
            Self::Crash => "step: a handheld crashes between writes",
            Self::CrashWhileSaving => "step: a handheld crashes at a write of a save",
            Self::CrashWhileReceiving => "step: a handheld crashes at a write of an answer",
            Self::Reopen => "step: an app is closed and opened",
            Self::Clock => "step: a clock jumps",
            Self::Wait => "step: hours pass",
            Self::Season => "step: weeks pass",
            Self::Raise => "step: a job is raised",
            Self::Appoint => "step: an appointment moves",
            Self::Assign => "step: a job goes to somebody else",
            Self::NewerVersion => "step: a newer version writes",
            Self::Attack => "step: a modified handheld pushes",
            Self::Give => "step: somebody joins a team",
            Self::Withdraw => "step: somebody leaves a team",
            Self::PhoneFull => "step: a handheld's disk fills up or empties",
            Self::HubFull => "step: the hub's disk fills up or empties",
            Self::Revoke => "step: a handheld is withdrawn",
            Self::BackUp => "step: a handheld is copied",
            Self::PutBack => "step: a handheld is put back",
            Self::Clone => "step: a handheld is cloned",
            Self::HubBackUp => "step: the hub is copied",
            Self::HubPutBack => "step: the hub is put back",
        }
    }
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
    (What::Oversize, 1),
    (What::Book, 2),
    (What::Worry, 1),
    (What::Exchange, 28),
    (What::Release, 7),
    (What::Late, 3),
    (What::Partition, 2),
    (What::HubRestart, 2),
    (What::Crash, 2),
    (What::CrashWhileSaving, 2),
    (What::CrashWhileReceiving, 3),
    (What::Reopen, 2),
    (What::Clock, 3),
    (What::Wait, 6),
    (What::Season, 1),
    (What::Raise, 3),
    (What::Appoint, 2),
    (What::NewerVersion, 3),
    (What::Attack, 4),
];

/// Besides: work that moves, people who come and go, full disks.
const MOVING: Menu = &[
    (What::Assign, 8),
    (What::Give, 2),
    (What::Withdraw, 2),
    (What::PhoneFull, 2),
    (What::HubFull, 1),
    (What::Revoke, 1),
];

/// Besides: handhelds that are copied and put back.
const COPIES: Menu = &[(What::BackUp, 3), (What::PutBack, 1), (What::Clone, 1)];

/// Besides: a hub that is put back.
const HUB_COPIES: Menu = &[(What::HubBackUp, 3), (What::HubPutBack, 2)];

/// How widely a run may range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    /// Networks, processes, clocks, hostile bytes.
    Simple,
    /// And work that moves, people who come and go, full disks.
    Wide,
    /// And handhelds that are copied and put back.
    Copies,
    /// And a hub that is put back from an older copy.
    HubCopies,
    /// All of that.
    All,
}

impl Range {
    /// The one with this name, as it is spelt here.
    pub fn named(name: &str) -> Option<Self> {
        let all = [Self::Simple, Self::Wide, Self::Copies, Self::HubCopies, Self::All];
        all.into_iter().find(|range| format!("{range:?}") == name)
    }

    /// The ranges that seeds choose from.
    pub const USUAL: [Self; 6] = [Self::Simple, Self::Wide, Self::Wide, Self::Copies, Self::HubCopies, Self::All];

    /// What may happen in it, and how often.
    pub fn menu(self) -> Vec<(What, usize)> {
        let menus: &[Menu] = match self {
            Self::Simple => &[SIMPLE],
            Self::Wide => &[SIMPLE, MOVING],
            Self::Copies => &[SIMPLE, MOVING, COPIES],
            Self::HubCopies => &[SIMPLE, MOVING, HUB_COPIES],
            Self::All => &[SIMPLE, MOVING, COPIES, HUB_COPIES],
        };
        menus.concat()
    }
}

/// How a run goes.
#[derive(Debug, Clone)]
pub struct Plan {
    /// How many handhelds, from two to eight.
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
        let own = *dice.pick(&Range::USUAL);
        let range = range.unwrap_or(own);
        let menu = range.menu();
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
        // Mostly a few, so that they meet on the same jobs; sometimes a whole depot.
        let phones = if dice.percent(20) { 5 + dice.below(4) } else { 2 + dice.below(3) };
        Self { phones, range, steps }
    }

    /// Only these of its steps.
    #[must_use]
    pub fn only(&self, kept: &[usize]) -> Self {
        let steps = kept.iter().filter_map(|at| self.steps.get(*at).copied()).collect();
        Self { steps, ..self.clone() }
    }
}
