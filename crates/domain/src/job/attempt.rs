//! No access: the evidence of a visit at which nobody let them in, and jobs that may not be closed for it.
//!
//! A landlord who closes a job because nobody was in must be able to show that somebody came, left a card, and tried to
//! reach the customer in more than one way. What is a danger to somebody is never closed for want of access.

use serde::{Deserialize, Serialize};

use super::{EventKind, Job, JobStatus};
use crate::{
    author::Written,
    id::{EventId, PhotoId},
    time::Timestamp,
};

/// How many ways of reaching the customer make an attempt: "at least two methods" in the landlord's own procedure.
pub const METHODS_WANTED: usize = 2;

/// What happened where only children were in: all that is ever kept of them.
pub const NO_ADULT: &str = "No adult was in";

/// A visit at which nobody let them in, as it is recorded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NewAttempt {
    /// What happened at the door: "Nobody answered".
    pub happened: String,
    /// The photo of the calling card where it was left; none when no card was left.
    pub card: Option<PhotoId>,
    /// Why no card was left, or no photo of it taken; empty when there is one.
    pub no_card_because: String,
    /// How they tried to reach the customer, as it happened.
    pub contacts: Vec<ContactAttempt>,
    /// The next appointment that was offered, in words; empty when none was.
    pub offered: String,
}

/// One try to reach the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactAttempt {
    /// How.
    pub method: ContactMethod,
    /// When, by the device's clock.
    pub at: Timestamp,
}

/// Ways to reach a customer from their door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ContactMethod {
    /// Knocked, or rang the bell.
    Knocked,
    /// Rang their telephone.
    Telephoned,
    /// Sent a text.
    Texted,
    /// Sent an e-mail.
    Emailed,
    /// Asked a neighbour or a caretaker whether they were about, and no more.
    AskedNearby,
    /// The office tried for them.
    Office,
}

impl ContactMethod {
    /// Every way, in the order in which people try them.
    pub const ALL: [Self; 6] =
        [Self::Knocked, Self::Telephoned, Self::Texted, Self::Emailed, Self::AskedNearby, Self::Office];

    /// Its stable name, as stored in the record.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Knocked => "knocked",
            Self::Telephoned => "telephoned",
            Self::Texted => "texted",
            Self::Emailed => "emailed",
            Self::AskedNearby => "asked_nearby",
            Self::Office => "office",
        }
    }

    /// The way with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }
}

impl ContactAttempt {
    /// As one line of the record: `telephoned 1795338000000`.
    #[must_use]
    pub fn to_line(self) -> String {
        format!("{} {}", self.method.name(), self.at.milliseconds())
    }

    /// Reads [`Self::to_line`]; none for anything else.
    #[must_use]
    pub fn from_line(line: &str) -> Option<Self> {
        let (method, at) = line.split_once(' ')?;
        Some(Self { method: ContactMethod::from_name(method)?, at: Timestamp::from_milliseconds(at.parse().ok()?) })
    }
}

/// What an attempt lacks as evidence. It is recorded all the same: what was not done cannot be done later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Lacking {
    /// No card was left and photographed, and nobody said why.
    Card,
    /// The customer was tried in fewer than [`METHODS_WANTED`] ways.
    Methods,
    /// No other appointment was offered.
    Offer,
}

impl NewAttempt {
    /// A visit at which only children were in: nobody went in, no card was given to a child or photographed in a child's
    /// hand, and nothing that anybody typed is kept.
    #[must_use]
    pub fn no_adult(contacts: Vec<ContactAttempt>, offered: String) -> Self {
        let happened = NO_ADULT.to_owned();
        Self { no_card_because: happened.clone(), happened, card: None, contacts, offered }
    }

    /// True for a visit at which only children were in.
    #[must_use]
    pub fn is_no_adult(&self) -> bool {
        self.happened.trim() == NO_ADULT
    }

    /// What it lacks as evidence, in the order in which to mend it.
    #[must_use]
    pub fn lacking(&self) -> Vec<Lacking> {
        let mut methods: Vec<ContactMethod> = self.contacts.iter().map(|contact| contact.method).collect();
        methods.sort_unstable();
        methods.dedup();
        [
            (self.card.is_none() && self.no_card_because.trim().is_empty(), Lacking::Card),
            (methods.len() < METHODS_WANTED, Lacking::Methods),
            (self.offered.trim().is_empty(), Lacking::Offer),
        ]
        .into_iter()
        .filter_map(|(lacks, what)| lacks.then_some(what))
        .collect()
    }
}

/// An attempt in the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// The event that it is the evidence of, which has the same id.
    pub id: EventId,
    /// What was recorded.
    pub attempt: NewAttempt,
    /// Who came, and when.
    pub written: Written,
}

impl Job {
    /// Visits at which nobody let them in and after which nobody was sent again, nor went by themselves: what was offered at
    /// the door is still to be booked.
    #[must_use]
    pub fn unanswered(&self) -> Vec<&Attempt> {
        let status = self.status().status;
        if status.is_closed() && status != JobStatus::NoAccess {
            return Vec::new();
        }
        let standing = self.standing();
        let waits = |attempt: &&Attempt| {
            let at = standing.iter().position(|event| event.id == attempt.id);
            at.is_some_and(|at| standing.iter().skip(at.saturating_add(1)).all(|later| leaves_it_waiting(later.kind)))
        };
        self.attempts.iter().filter(waits).collect()
    }
}

/// True for what can follow upon a closed door without anybody having been sent there again.
const fn leaves_it_waiting(kind: EventKind) -> bool {
    kind.is_remark()
        || matches!(
            kind,
            EventKind::NoAccess
                | EventKind::NoAdultPresent
                | EventKind::Unanswered
                | EventKind::HandedBack
                | EventKind::Settled(_)
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_milliseconds(1_795_338_000_000 + minute * 60_000)
    }

    #[test]
    fn two_calls_are_one_way_and_a_knock_makes_two() {
        let call = |minute| ContactAttempt { method: ContactMethod::Telephoned, at: at(minute) };
        let mut attempt = NewAttempt { contacts: vec![call(0), call(3)], ..NewAttempt::default() };
        assert_eq!(attempt.lacking(), [Lacking::Card, Lacking::Methods, Lacking::Offer]);
        attempt.contacts.push(ContactAttempt { method: ContactMethod::Knocked, at: at(4) });
        attempt.no_card_because = "No letter box".into();
        attempt.offered = "Tue 1 Dec AM".into();
        assert_eq!(attempt.lacking(), []);
    }

    #[test]
    fn a_contact_reads_back_from_its_line() {
        for method in ContactMethod::ALL {
            let contact = ContactAttempt { method, at: at(7) };
            assert_eq!(ContactAttempt::from_line(&contact.to_line()), Some(contact));
        }
        for line in ["", "shouted 5", "knocked", "knocked soon"] {
            assert_eq!(ContactAttempt::from_line(line), None);
        }
    }
}
