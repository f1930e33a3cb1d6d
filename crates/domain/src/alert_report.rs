//! Raising an alert: what it rests on, and whether a second person confirms it.
//!
//! The report holds what somebody says that happened; it is for those who decide and for nobody at a door. What the door
//! shows follows from the decisions alone ([`AlertReportRecord::words`]): an instruction while the alert is confirmed, and
//! otherwise only to ring the office. That an alert rests on a specific incident with its date, says who decided, is looked
//! at again by a day, and that the person is told of it or that there is a reason why not, is what the Information
//! Commissioner's guidance on markers of violence asks for.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    alert::{Alert, AlertSubject, Confirmation, RaisedAt, may_be_raised},
    author::Written,
    id::{DocumentId, PersonId, StepId},
    time::Timestamp,
};

/// Days for which an alert can be believed without somebody looking at it again: a year.
pub const LONGEST_REVIEW: u64 = 366;

/// The longest account of what happened, in characters.
pub const LONGEST_ACCOUNT: usize = 8_000;

/// The longest instruction, or other text, in characters: a person at a door reads it before they knock.
pub const LONGEST_INSTRUCTION: usize = 300;

/// What somebody raises an alert on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertReport {
    /// The alert that shows at the door.
    pub alert: DocumentId,
    /// Where it was raised.
    pub raised: RaisedAt,
    /// About a person or the place.
    pub subject: AlertSubject,
    /// HACT's code that is proposed: "10".
    pub type_code: String,
    /// What happened, as whoever raised it saw or heard it: the allegation.
    pub happened: String,
    /// The day on which it happened.
    pub happened_on: NaiveDate,
    /// What whoever comes to the door is to do, as proposed. Never the allegation.
    pub instruction: String,
    /// Who decided that it should be raised, by name.
    pub decided_by: String,
    /// The last day on which it is to hold.
    pub review: NaiveDate,
    /// Whether the person was told.
    pub told: PersonTold,
}

/// Whether the person whom an alert is about was told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PersonTold {
    /// They were.
    Told,
    /// They were not, for this reason.
    NotTold(String),
}

/// What a report lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ReportFault {
    /// There is no such type for what it is about.
    #[error("This is no type of alert that can be raised here")]
    Type,
    /// It says nothing of what happened.
    #[error("It does not say what happened")]
    Happened,
    /// It happened on a day that has not come.
    #[error("The day on which it happened has not come yet")]
    HappenedOn,
    /// It does not say what to do.
    #[error("It does not say what to do at the door")]
    Instruction,
    /// It does not say who decided.
    #[error("It does not say who decided")]
    DecidedBy,
    /// The day of review has gone by, or is too far away.
    #[error("The day of review is not within a year from today")]
    Review,
    /// It does not say why the person was not told.
    #[error("It does not say why they were not told")]
    Told,
    /// A text is too long.
    #[error("It is longer than a record takes")]
    TooLong,
}

impl AlertReport {
    /// What it lacks on `today`.
    ///
    /// # Errors
    /// The first thing that is missing or cannot be.
    pub fn check(&self, today: NaiveDate) -> Result<(), ReportFault> {
        let short = [&self.instruction, &self.decided_by];
        let why = match &self.told {
            PersonTold::Told => None,
            PersonTold::NotTold(why) => Some(why),
        };
        if !may_be_raised(self.subject, &self.type_code) {
            Err(ReportFault::Type)
        } else if self.happened.trim().is_empty() {
            Err(ReportFault::Happened)
        } else if self.happened_on > today {
            Err(ReportFault::HappenedOn)
        } else if self.instruction.trim().is_empty() {
            Err(ReportFault::Instruction)
        } else if self.decided_by.trim().is_empty() {
            Err(ReportFault::DecidedBy)
        } else if !may_be_reviewed_on(self.review, today) {
            Err(ReportFault::Review)
        } else if why.is_some_and(|why| why.trim().is_empty()) {
            Err(ReportFault::Told)
        } else if self.happened.chars().count() > LONGEST_ACCOUNT
            || short.into_iter().chain(why).any(|text| text.chars().count() > LONGEST_INSTRUCTION)
        {
            Err(ReportFault::TooLong)
        } else {
            Ok(())
        }
    }

    /// The alert as it is before anybody has decided: where it is, and nothing of what it is about.
    #[must_use]
    pub fn unconfirmed(&self) -> Alert {
        Alert {
            id: self.alert,
            subject: self.subject,
            type_code: String::new(),
            comments: String::new(),
            confirmation: Confirmation::Reported,
            review: None,
            raised: Some(self.raised.clone()),
        }
    }
}

/// True when an alert that is confirmed on `today` can hold until this day.
#[must_use]
pub fn may_be_reviewed_on(review: NaiveDate, today: NaiveDate) -> bool {
    review >= today && review <= furthest_review(today)
}

/// The furthest day until which an alert that is confirmed on `today` can hold.
#[must_use]
pub fn furthest_review(today: NaiveDate) -> NaiveDate {
    today.checked_add_days(Days::new(LONGEST_REVIEW)).unwrap_or(today)
}

/// Whether somebody may decide on what `raiser` raised: anybody but they themself, on whichever of their handhelds.
#[must_use]
pub fn may_decide(raiser: PersonId, decider: PersonId) -> bool {
    raiser != decider
}

/// The same where the names alone are known. A name is compared as it is read, not as it was typed.
#[must_use]
pub fn is_same_name(one: &str, other: &str) -> bool {
    let plain = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    plain(one) == plain(other)
}

/// What somebody decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum AlertVerdict {
    /// It stands, in these words, until this day. Said again later, it is renewed.
    Confirmed {
        /// HACT's code.
        type_code: String,
        /// What to do at the door.
        instruction: String,
        /// The last day on which it holds.
        review: NaiveDate,
    },
    /// It does not stand, or no longer, for this reason.
    Declined(String),
}

impl AlertVerdict {
    /// True when both come to the same at the door.
    fn is_same_as(&self, other: &Self) -> bool {
        self == other || matches!((self, other), (Self::Declined(_), Self::Declined(_)))
    }

    /// What it lacks on `today`.
    ///
    /// # Errors
    /// The first thing that is missing or cannot be.
    pub fn check(&self, subject: AlertSubject, today: NaiveDate) -> Result<(), ReportFault> {
        let text = match self {
            Self::Confirmed { type_code, .. } if !may_be_raised(subject, type_code) => return Err(ReportFault::Type),
            Self::Confirmed { review, .. } if !may_be_reviewed_on(*review, today) => return Err(ReportFault::Review),
            Self::Confirmed { instruction, .. } => instruction,
            Self::Declined(reason) => reason,
        };
        match text.trim().chars().count() {
            0 => Err(ReportFault::Instruction),
            letters if letters > LONGEST_INSTRUCTION => Err(ReportFault::TooLong),
            _ => Ok(()),
        }
    }
}

/// A decision as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAlertDecision {
    /// What was decided.
    pub verdict: AlertVerdict,
    /// Who decided, where the device does not say: at the landlord's own machine. Empty on a handheld.
    pub by: String,
}

/// A decision that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertDecision {
    /// Its identity.
    pub id: StepId,
    /// What was decided, and by whom.
    pub decision: NewAlertDecision,
    /// The decisions that whoever made it had seen.
    pub follows: Vec<StepId>,
    /// Who wrote it, and when by their device.
    pub written: Written,
    /// Milliseconds to add for the hub's time, as far as the device knew.
    pub hub_offset: Option<i64>,
}

impl AlertDecision {
    /// When it was made, by the best clock known.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.written.at.plus_milliseconds(self.hub_offset.unwrap_or(0))
    }
}

/// A report with what was decided on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertReportRecord {
    /// Its record.
    pub id: DocumentId,
    /// What the alert was raised on.
    pub report: AlertReport,
    /// Who raised it, and when by their device.
    pub written: Written,
    /// Every decision, the earliest first.
    pub decisions: Vec<AlertDecision>,
}

/// How an alert stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlertStanding<'a> {
    /// Nobody has decided.
    Waiting,
    /// This stands.
    Decided(&'a AlertDecision),
    /// These were made without sight of each other and say different things: somebody decides again.
    Competing(Vec<&'a AlertDecision>),
}

impl AlertReportRecord {
    /// How it stands.
    #[must_use]
    pub fn standing(&self) -> AlertStanding<'_> {
        let followed = |id: &StepId| self.decisions.iter().any(|later| later.follows.contains(id));
        let last: Vec<&AlertDecision> = self.decisions.iter().filter(|decision| !followed(&decision.id)).collect();
        match last.as_slice() {
            [] => AlertStanding::Waiting,
            [first, others @ ..]
                if others.iter().all(|other| other.decision.verdict.is_same_as(&first.decision.verdict)) =>
            {
                AlertStanding::Decided(first)
            }
            _ => AlertStanding::Competing(last),
        }
    }

    /// What stands at the door. Where two decided differently it is as if nobody had: that is the safe side. A day of
    /// review that is further away than may be is brought nearer.
    #[must_use]
    pub fn words(&self) -> Alert {
        let unconfirmed = self.report.unconfirmed();
        let AlertStanding::Decided(decided) = self.standing() else { return unconfirmed };
        let day = decided.at().london_date();
        match &decided.decision.verdict {
            AlertVerdict::Confirmed { type_code, instruction, review } => Alert {
                type_code: type_code.clone(),
                comments: instruction.clone(),
                confirmation: Confirmation::On(day),
                review: Some((*review).min(furthest_review(day))),
                ..unconfirmed
            },
            AlertVerdict::Declined(_) => Alert { confirmation: Confirmation::Declined, ..unconfirmed },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alert::Showing;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn report() -> AlertReport {
        AlertReport {
            alert: DocumentId::from_bytes([1; 16]),
            raised: RaisedAt {
                record: DocumentId::from_bytes([2; 16]),
                property: "00023404".into(),
                address_lines: vec!["8 Sluice Court".into()],
                postcode: "E9 6PT".into(),
            },
            subject: AlertSubject::Person,
            type_code: "10".into(),
            happened: "Threw a kettle at me.".into(),
            happened_on: day("2026-11-26"),
            instruction: "Two people, by appointment".into(),
            decided_by: "Noor Aziz".into(),
            review: day("2027-05-26"),
            told: PersonTold::Told,
        }
    }

    fn decided(number: u8, verdict: AlertVerdict, follows: &[u8]) -> AlertDecision {
        AlertDecision {
            id: StepId::from_bytes([number; 16]),
            decision: NewAlertDecision { verdict, by: String::new() },
            follows: follows.iter().map(|number| StepId::from_bytes([*number; 16])).collect(),
            written: Written { device: None, at: Timestamp::parse("2026-11-27T10:00:00Z").unwrap() },
            hub_offset: None,
        }
    }

    fn confirmed(instruction: &str) -> AlertVerdict {
        AlertVerdict::Confirmed { type_code: "10".into(), instruction: instruction.into(), review: day("2027-05-26") }
    }

    fn with(decisions: Vec<AlertDecision>) -> AlertReportRecord {
        let written = Written { device: None, at: Timestamp::default() };
        AlertReportRecord { id: DocumentId::from_bytes([3; 16]), report: report(), written, decisions }
    }

    #[test]
    fn a_report_says_what_happened_what_to_do_who_decided_until_when_and_whether_they_were_told() {
        let today = day("2026-11-27");
        assert_eq!(report().check(today), Ok(()));
        let lacks = |report: AlertReport| report.check(today).unwrap_err();
        assert_eq!(lacks(AlertReport { type_code: "0".into(), ..report() }), ReportFault::Type);
        assert_eq!(lacks(AlertReport { happened: " ".into(), ..report() }), ReportFault::Happened);
        assert_eq!(lacks(AlertReport { happened_on: day("2026-11-28"), ..report() }), ReportFault::HappenedOn);
        assert_eq!(lacks(AlertReport { instruction: String::new(), ..report() }), ReportFault::Instruction);
        assert_eq!(lacks(AlertReport { decided_by: String::new(), ..report() }), ReportFault::DecidedBy);
        assert_eq!(lacks(AlertReport { review: day("2026-11-26"), ..report() }), ReportFault::Review);
        assert_eq!(lacks(AlertReport { review: day("2027-11-29"), ..report() }), ReportFault::Review);
        assert_eq!(lacks(AlertReport { told: PersonTold::NotTold(" ".into()), ..report() }), ReportFault::Told);
        assert_eq!(lacks(AlertReport { instruction: "x".repeat(301), ..report() }), ReportFault::TooLong);
    }

    #[test]
    fn before_anybody_decides_the_door_is_given_nothing_of_what_it_is_about() {
        let alert = with(Vec::new()).words();
        assert_eq!((alert.type_code.as_str(), alert.comments.as_str(), alert.review), ("", "", None));
        assert_eq!(alert.showing(day("2026-11-27")), Showing::RingFirst);
    }

    #[test]
    fn who_decides_last_is_shown_and_two_who_decide_apart_leave_the_door_as_it_was() {
        let stands = with(vec![decided(1, confirmed("In pairs"), &[])]).words();
        assert_eq!((stands.comments.as_str(), stands.confirmation), ("In pairs", Confirmation::On(day("2026-11-27"))));
        let apart = [decided(1, confirmed("In pairs"), &[]), decided(2, AlertVerdict::Declined("No".into()), &[])];
        let record = with(apart.to_vec());
        assert!(matches!(record.standing(), AlertStanding::Competing(both) if both.len() == 2));
        assert_eq!(record.words().showing(day("2026-11-27")), Showing::RingFirst);
        // Two who say the same agree.
        let agree = with(vec![decided(1, confirmed("In pairs"), &[]), decided(2, confirmed("In pairs"), &[])]);
        assert_eq!(agree.words().comments, "In pairs");
        // Whoever has seen both settles it.
        let mut settled = apart.to_vec();
        settled.push(decided(3, AlertVerdict::Declined("A mistake".into()), &[1, 2]));
        assert_eq!(with(settled).words().showing(day("2026-11-27")), Showing::Nothing);
    }

    #[test]
    fn a_confirmation_lapses_and_one_that_would_hold_for_ever_holds_for_a_year() {
        let for_ever = AlertVerdict::Confirmed {
            type_code: "10".into(),
            instruction: "In pairs".into(),
            review: day("2099-01-01"),
        };
        assert_eq!(for_ever.check(AlertSubject::Person, day("2026-11-27")), Err(ReportFault::Review));
        let alert = with(vec![decided(1, for_ever, &[])]).words();
        assert_eq!(alert.review, Some(day("2027-11-28")));
        assert_eq!(alert.showing(day("2027-11-29")), Showing::RingFirst);
    }

    #[test]
    fn nobody_confirms_their_own() {
        let (ada, noor) = (PersonId::from_bytes([1; 16]), PersonId::from_bytes([2; 16]));
        assert!(may_decide(ada, noor) && !may_decide(ada, ada));
        assert!(is_same_name(" ada  BYRNE", "Ada Byrne") && !is_same_name("Ada Byrne", "Joan Ellis"));
    }
}
