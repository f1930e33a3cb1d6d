//! Weather: what the network does to one handheld for a while.

use super::dice::Dice;

/// What goes wrong with one request. Each is made whole or not at all, so that none hides behind another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The request never arrives.
    RequestLost,
    /// Only the beginning of the request arrives.
    RequestCut,
    /// The request arrives when its sender has long given it up, behind later ones.
    RequestLate,
    /// The request arrives twice.
    Doubled,
    /// The answer never arrives.
    AnswerLost,
    /// The answer is cut at some byte: in the middle of a page, or of a stream of records.
    AnswerCut,
    /// The answer is held back until somebody releases it.
    AnswerHeld,
    /// The answer begins, and stops in the middle until somebody releases it.
    AnswerStalls,
    /// Somebody else answers: the sign-in page of a public network.
    Stranger,
    /// The hub's process ends at some write of what the request makes it store.
    HubCrash,
    /// A page comes without its last piece of news, as if the hub had lost it; what the hub says of the whole is right.
    NewsMissing,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::RequestLost,
        Self::RequestCut,
        Self::RequestLate,
        Self::Doubled,
        Self::AnswerLost,
        Self::AnswerCut,
        Self::AnswerHeld,
        Self::AnswerStalls,
        Self::Stranger,
        Self::HubCrash,
        Self::NewsMissing,
    ];

    /// What it is called when it is counted.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RequestLost => "network: requests lost",
            Self::RequestCut => "network: requests cut short",
            Self::RequestLate => "network: requests late, behind later ones",
            Self::Doubled => "network: requests doubled",
            Self::AnswerLost => "network: answers lost",
            Self::AnswerCut => "network: answers cut short",
            Self::AnswerHeld => "network: answers delayed",
            Self::AnswerStalls => "network: answers stalled half-way",
            Self::Stranger => "network: answers of strangers",
            Self::HubCrash => "hub: ended at some write of a request",
            Self::NewsMissing => "hub: answers without their last piece of news",
        }
    }
}

/// How the network treats one handheld for a while.
#[derive(Debug, Clone)]
pub struct Weather {
    dice: Dice,
    /// Faults in a hundred requests; nought for a clear sky.
    often: u64,
}

impl Weather {
    /// Nothing goes wrong.
    pub const fn clear() -> Self {
        Self { dice: Dice::new(0), often: 0 }
    }

    /// So many in a hundred requests go wrong.
    pub const fn foul(dice: Dice, often: u64) -> Self {
        Self { dice, often }
    }

    /// What goes wrong with the next request.
    pub fn fault(&mut self) -> Option<Fault> {
        (self.often > 0 && self.dice.percent(self.often)).then(|| *self.dice.pick(&Fault::ALL))
    }

    /// Any number.
    pub fn chance(&mut self) -> u64 {
        self.dice.roll()
    }
}
