//! Feedback: a complaint, a compliment or a comment in the customer's own words, and what became of it.
//!
//! The clocks of a complaint run by the landlord's standards, on the handheld as at the hub, from what has happened. What
//! the customer was told when they spoke is kept as it was told: a promise does not change because a pack does.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    author::Written,
    id::{DocumentId, StepId},
    named::named,
    standards::{Clock, Happened, Moment, RuleName, Standards},
    time::Timestamp,
    working_time::{Due, WorkingCalendar},
};

named!(
    /// What kind of feedback it is, as the customer means it.
    FeedbackKind {
        /// Something is wrong, and the landlord is to answer.
        Complaint = "complaint", "Complaint";
        /// Something was good.
        Compliment = "compliment", "Compliment";
        /// Neither.
        Comment = "comment", "Comment or idea";
    }
);

named!(
    /// Which part of the landlord's service it is about.
    ServiceArea {
        /// Repairs.
        Repairs = "repairs", "Repairs";
        /// The tenancy and its officers.
        Tenancy = "tenancy", "Tenancy and housing officers";
        /// Rent and charges.
        Rent = "rent", "Rent and charges";
        /// The estate, the block, its cleaning and lighting.
        Estate = "estate", "Estate, block and grounds";
        /// Neighbours and nuisance.
        Neighbours = "neighbours", "Neighbours and nuisance";
        /// Telephone, office and letters.
        Contact = "contact", "How we answer you";
        /// Anything else.
        Other = "other", "Something else";
    }
);

named!(
    /// How the customer wants to hear.
    ReplyBy {
        /// By telephone.
        Telephone = "telephone", "Telephone";
        /// By text message.
        Text = "text", "Text message";
        /// By e-mail.
        Email = "email", "E-mail";
        /// By letter.
        Letter = "letter", "Letter";
        /// In person.
        Visit = "visit", "A visit";
    }
);

named!(
    /// What became of it.
    StepKind {
        /// It was acknowledged, and somebody answers for it by name.
        Acknowledged = "acknowledged", "Acknowledged";
        /// It was answered in full.
        Answered = "answered", "Answered";
        /// The customer took it further.
        Escalated = "escalated", "Taken further by the customer";
        /// That was acknowledged.
        Stage2Acknowledged = "stage_2_acknowledged", "Acknowledged again";
        /// That was answered.
        Stage2Answered = "stage_2_answered", "Answered again";
        /// Something was changed because of it.
        Changed = "changed", "Changed because of it";
    }
);

/// Feedback as somebody took it down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// What kind.
    pub kind: FeedbackKind,
    /// The customer's own words.
    pub words: String,
    /// Which service.
    pub area: ServiceArea,
    /// Who or what it is about, as far as they said; may be empty.
    pub about: String,
    /// They were treated unequally or impolitely: counted apart.
    pub unequal: bool,
    /// They want it kept from the others in their home: it stands under their own name alone.
    pub kept_apart: bool,
    /// What would put it right; may be empty.
    pub remedy: String,
    /// How they want to hear.
    pub reply_by: ReplyBy,
    /// The number or address for that; may be empty.
    pub reply_to: String,
    /// Who speaks.
    pub customer: String,
    /// Whose home; none when it is about no tenancy that this handheld holds.
    pub tenancy: Option<DocumentId>,
    /// The home's address in one line; may be empty.
    pub address: String,
    /// What the customer was told at once of when they will hear.
    pub told: Vec<Told>,
}

/// What a customer was told: by when, and of what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The rule, by the name that packs write.
    pub rule: String,
    /// The last day that is in time.
    pub by: NaiveDate,
    /// In the landlord's words: "We acknowledge a complaint".
    pub words: String,
}

impl Told {
    /// As one line of a record.
    #[must_use]
    pub fn to_line(&self) -> String {
        format!("{}|{}|{}", self.rule, self.by, self.words.replace('\n', " "))
    }

    /// Reads [`Self::to_line`]; none for anything else.
    #[must_use]
    pub fn from_line(line: &str) -> Option<Self> {
        let mut parts = line.splitn(3, '|');
        Some(Self { rule: parts.next()?.to_owned(), by: parts.next()?.parse().ok()?, words: parts.next()?.to_owned() })
    }
}

/// A step on its way into a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewStep {
    /// What was done.
    pub kind: StepKind,
    /// Who answers for it: "Joan Ellis"; may be empty.
    pub by: String,
    /// What was said or done; may be empty.
    pub words: String,
}

/// A step, with when it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Its id.
    pub id: StepId,
    /// What was done.
    pub step: NewStep,
    /// Who wrote it down, and when.
    pub written: Written,
    /// Milliseconds by which the hub's clock was ahead of that, if it was known.
    pub hub_offset: Option<i64>,
}

impl Step {
    /// When, by the hub's clock as far as it was known.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        self.written.at.plus_milliseconds(match self.hub_offset {
            Some(offset) => offset,
            None => 0,
        })
    }
}

/// Feedback as one reading of its record gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackRecord {
    /// Its record.
    pub id: DocumentId,
    /// What was said.
    pub feedback: Feedback,
    /// Who took it down.
    pub written: Written,
    /// When the landlord had it: when a member of its staff was told, whenever their handheld finds a signal.
    pub received: Timestamp,
    /// What became of it, oldest first.
    pub steps: Vec<Step>,
}

impl FeedbackRecord {
    /// What has happened, for the clocks: the first of each, since a promise is kept once.
    #[must_use]
    pub fn happened(&self) -> Happened {
        happened(self.received, self.steps.iter().map(|step| (step.step.kind, step.at())))
    }

    /// The clocks of a complaint; a compliment or a comment has none.
    #[must_use]
    pub fn clocks<'s>(&self, standards: &'s Standards, calendar: &WorkingCalendar) -> Vec<Clock<'s>> {
        clocks(self.feedback.kind, &self.happened(), standards, calendar)
    }

    /// Who answers for it by name, as was said last; none while nobody does.
    #[must_use]
    pub fn responsible(&self) -> Option<&str> {
        self.steps.iter().rev().map(|step| step.step.by.as_str()).find(|name| !name.is_empty())
    }

    /// True while the customer waits for an answer.
    #[must_use]
    pub fn is_open(&self) -> bool {
        let happened = self.happened();
        let has = |moment| happened.contains_key(&moment);
        match self.feedback.kind {
            FeedbackKind::Complaint if has(Moment::Escalated) => !has(Moment::Stage2Answered),
            FeedbackKind::Complaint => !has(Moment::Answered),
            FeedbackKind::Compliment | FeedbackKind::Comment => false,
        }
    }
}

/// What has happened to feedback that was received at a moment, for the clocks: the first of each step.
#[must_use]
pub fn happened(received: Timestamp, steps: impl IntoIterator<Item = (StepKind, Timestamp)>) -> Happened {
    let mut happened = Happened::from([(Moment::Received, received)]);
    for (kind, at) in steps {
        let moment = match kind {
            StepKind::Acknowledged => Moment::Acknowledged,
            StepKind::Answered => Moment::Answered,
            StepKind::Escalated => Moment::Escalated,
            StepKind::Stage2Acknowledged => Moment::Stage2Acknowledged,
            StepKind::Stage2Answered => Moment::Stage2Answered,
            StepKind::Changed => continue,
        };
        happened.entry(moment).and_modify(|first| *first = (*first).min(at)).or_insert(at);
    }
    happened
}

/// The clocks of a complaint from what has happened; a compliment or a comment has none.
#[must_use]
pub fn clocks<'s>(
    kind: FeedbackKind,
    happened: &Happened,
    standards: &'s Standards,
    calendar: &WorkingCalendar,
) -> Vec<Clock<'s>> {
    match kind {
        FeedbackKind::Complaint => standards.clocks(RuleName::COMPLAINT, happened, &[], calendar),
        FeedbackKind::Compliment | FeedbackKind::Comment => Vec::new(),
    }
}

/// What a customer is told when they complain at this moment: by when they hear, and of what.
#[must_use]
pub fn told_at(now: Timestamp, standards: &Standards, calendar: &WorkingCalendar) -> Vec<Told> {
    let happened = Happened::from([(Moment::Received, now)]);
    let clocks = standards.clocks(RuleName::COMPLAINT, &happened, &[], calendar);
    let told = |clock: Clock<'_>| {
        let Due { last_day, .. } = clock.promise.due;
        let rule = clock.promise.rule;
        Told { rule: rule.name.name().to_owned(), by: last_day, words: rule.words.clone() }
    };
    clocks.into_iter().map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standards::Pack;

    fn packs(names: &[&str]) -> Standards {
        let read = |name: &&str| {
            let file = format!("{}/../../packs/{name}.json", env!("CARGO_MANIFEST_DIR"));
            Pack::read(&std::fs::read_to_string(file).unwrap()).unwrap()
        };
        Standards::new(names.iter().map(read))
    }

    fn complaint(received: &str, steps: &[(StepKind, &str)]) -> FeedbackRecord {
        let at = |text: &str| Timestamp::parse(text).unwrap();
        let step = |(number, (kind, when)): (usize, &(StepKind, &str))| Step {
            id: StepId::from_bytes([u8::try_from(number).unwrap(); 16]),
            step: NewStep { kind: *kind, by: "Joan Ellis".into(), words: String::new() },
            written: Written { device: None, at: at(when) },
            hub_offset: None,
        };
        FeedbackRecord {
            id: DocumentId::from_bytes([1; 16]),
            feedback: Feedback {
                kind: FeedbackKind::Complaint,
                words: "Nobody came.".into(),
                area: ServiceArea::Repairs,
                about: String::new(),
                unequal: false,
                kept_apart: false,
                remedy: String::new(),
                reply_by: ReplyBy::Letter,
                reply_to: String::new(),
                customer: "Samira Haddad".into(),
                tenancy: None,
                address: String::new(),
                told: Vec::new(),
            },
            written: Written { device: None, at: at(received) },
            received: at(received),
            steps: steps.iter().enumerate().map(step).collect(),
        }
    }

    /// Each landlord's first two promises to a complaint taken on Christmas Eve 2026, a Thursday, at one minute to midnight.
    #[test]
    fn what_a_customer_is_told_on_christmas_eve_is_what_the_landlord_promised() {
        let now = Timestamp::parse("2026-12-24T23:59:00Z").unwrap();
        for (pack, acknowledged, answered) in [
            // Three days, whatever they are.
            ("salix-2009", "2026-12-27", "2027-01-12"),
            // Working days go over Christmas, the day in lieu of Boxing Day, the weekend and New Year.
            ("cosmopolitan-2009", "2026-12-30", "2027-01-12"),
            ("rossendale-2005", "2027-01-05", "2027-01-19"),
            // Ten working days from the acknowledgement, at the latest.
            ("england-2026", "2027-01-05", "2027-01-19"),
        ] {
            let standards = packs(&[pack]);
            let told = told_at(now, &standards, &WorkingCalendar::default());
            let days: Vec<String> = told.iter().map(|told| told.by.to_string()).collect();
            assert_eq!(days, [acknowledged, answered], "{pack}");
            for one in &told {
                assert_eq!(Told::from_line(&one.to_line()).as_ref(), Some(one));
            }
        }
    }

    #[test]
    fn where_two_landlords_promises_bind_the_customer_hears_the_earlier_day_of_each() {
        let now = Timestamp::parse("2026-11-26T10:00:00Z").unwrap();
        let told = told_at(now, &packs(&["salix-2009", "england-2026"]), &WorkingCalendar::default());
        let days: Vec<String> = told.iter().map(|told| told.by.to_string()).collect();
        assert_eq!(days, ["2026-11-29", "2026-12-10"]);
    }

    #[test]
    fn an_answer_is_due_from_the_acknowledgement_and_a_second_answer_once_the_customer_takes_it_further() {
        let standards = packs(&["england-2026"]);
        let calendar = WorkingCalendar::default();
        let days = |record: &FeedbackRecord| -> Vec<String> {
            record.clocks(&standards, &calendar).iter().map(|clock| clock.promise.due.last_day.to_string()).collect()
        };
        let taken = complaint("2026-11-26T10:00:00Z", &[]);
        assert_eq!(days(&taken), ["2026-12-03", "2026-12-17"]);
        assert!(taken.is_open() && taken.responsible().is_none());
        let quick = complaint("2026-11-26T10:00:00Z", &[(StepKind::Acknowledged, "2026-11-27T09:00:00Z")]);
        assert_eq!(days(&quick), ["2026-12-03", "2026-12-11"]);
        assert_eq!(quick.responsible(), Some("Joan Ellis"));
        let further = complaint(
            "2026-11-26T10:00:00Z",
            &[
                (StepKind::Acknowledged, "2026-11-27T09:00:00Z"),
                (StepKind::Answered, "2026-12-10T09:00:00Z"),
                (StepKind::Escalated, "2026-12-14T12:00:00Z"),
            ],
        );
        assert_eq!(days(&further), ["2026-12-03", "2026-12-11", "2026-12-21", "2027-01-21"]);
        assert!(further.is_open());
        let late = further.clocks(&standards, &calendar).iter().any(|clock| clock.is_missed(further.received));
        assert!(!late);
    }
}
