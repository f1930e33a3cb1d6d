//! Anti-social behaviour: what a customer reports, their diary over the weeks, how much they are at risk, what is done
//! about it, and how they want to hear.
//!
//! A report is theirs who made it and nobody else's: it names their tenancy, so that it never stands in the view of the home
//! that it is about. Everything after it is an entry that is written once, so that two officers who write at the same time
//! both keep theirs. Where only the last counts (what was agreed, an answer about risk, whether it is closed), an entry
//! names those that its writer had seen, so that a wrong clock decides nothing, and two that were written without hearing
//! of each other both stand.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    author::Written,
    feedback::ReplyBy,
    id::{AsbEntryId, DocumentId},
    job::NewRecording,
    named::named,
    time::Timestamp,
};

named!(
    /// What kind of behaviour it is, as the customer means it.
    AsbKind {
        /// Music, shouting, machines, dogs.
        Noise = "noise", "Noise";
        /// Somebody is followed, insulted, threatened or made afraid.
        Harassment = "harassment", "Harassment or threats";
        /// Somebody is picked on for who they are.
        HateIncident = "hate_incident", "Picked on for who they are (a hate incident)";
        /// Violence, or that it is feared.
        Violence = "violence", "Violence";
        /// Drugs are taken or sold.
        Drugs = "drugs", "Drugs";
        /// Groups who gather, drink or shout outside.
        Gathering = "gathering", "Groups outside, or drinking";
        /// Things are broken, set alight or painted on.
        Damage = "damage", "Damage or graffiti";
        /// Rubbish that is left or thrown.
        Rubbish = "rubbish", "Rubbish";
        /// Animals that are not looked after or kept in.
        Animals = "animals", "Animals";
        /// Cars and motorcycles.
        Vehicles = "vehicles", "Cars or motorcycles";
        /// Anything else.
        Other = "other", "Something else";
    }
);

named!(
    /// An answer to a question about risk.
    RiskAnswer {
        /// Yes.
        Yes = "yes", "Yes";
        /// No.
        No = "no", "No";
        /// They cannot tell.
        Unsure = "unsure", "Not sure";
        /// They would rather not say: an answer of its own, and no gap.
        RatherNotSay = "rather_not_say", "Would rather not say";
    }
);

named!(
    /// What happened to a report as a whole.
    AsbTurn {
        /// It was closed.
        Closed = "closed", "Closed";
        /// It was opened again.
        Reopened = "reopened", "Opened again";
    }
);

/// A question about how much somebody is at risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RiskQuestion {
    /// By which its answer is stored. Never reuse one for another question.
    pub name: &'static str,
    /// As it is asked.
    pub words: &'static str,
    /// True when a yes is not to wait: somebody is told on the same day.
    pub at_once: bool,
}

/// What everybody who reports is asked. A yes is always the answer that worries.
pub const RISK_QUESTIONS: [RiskQuestion; 8] = [
    RiskQuestion { name: "often", words: "Does it happen every week, or more often?", at_once: false },
    RiskQuestion { name: "worse", words: "Is it becoming worse?", at_once: false },
    RiskQuestion { name: "threatened", words: "Has anybody been threatened or hurt?", at_once: true },
    RiskQuestion { name: "afraid", words: "Are they afraid in their home or near it?", at_once: true },
    RiskQuestion { name: "singled_out", words: "Are they picked on for who they are?", at_once: false },
    RiskQuestion { name: "health", words: "Does it affect their sleep or their health?", at_once: false },
    RiskQuestion { name: "children", words: "Are children in the home affected?", at_once: false },
    RiskQuestion { name: "alone", words: "Are they without anybody to turn to?", at_once: false },
];

/// A report as somebody took it down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsbReport {
    /// What kind.
    pub kind: AsbKind,
    /// What happens, in the customer's own words.
    pub words: String,
    /// Since when, as they said it; may be empty.
    pub since: String,
    /// Where; may be empty.
    pub place: String,
    /// Who is affected, and how; may be empty.
    pub affected: String,
    /// Who does it, as far as they said; may be empty.
    pub about: String,
    /// Who reports it.
    pub customer: String,
    /// Their home; none when it is no tenancy that the handheld holds.
    pub tenancy: Option<DocumentId>,
    /// Its address in one line; may be empty.
    pub address: String,
    /// They want it kept from the others in their home.
    pub kept_apart: bool,
}

/// Something that happened, on its way into the diary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewDiaryEntry {
    /// When it happened, as the customer says.
    pub happened: Timestamp,
    /// What, in their words; may be empty where it is spoken.
    pub words: String,
    /// How it affected them; may be empty.
    pub affected: String,
    /// The same in their own voice.
    pub spoken: Option<NewRecording>,
}

/// Something that is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAction {
    /// What.
    pub what: String,
    /// Who does it.
    pub who: String,
    /// By which day; none where none was agreed.
    pub by: Option<NaiveDate>,
}

/// How the customer wants to hear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAgreement {
    /// By which way.
    pub how: ReplyBy,
    /// How often: "Every Friday".
    pub how_often: String,
    /// When they must not be reached; may be empty.
    pub not_when: String,
}

/// One thing that is written into a report after it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AsbEdit {
    /// Something happened.
    Diary(NewDiaryEntry),
    /// The questions about risk were answered, those that were, by their names.
    Assess(BTreeMap<String, RiskAnswer>),
    /// Something is to be done.
    Act(NewAction),
    /// It was done.
    Finish {
        /// Which action.
        action: AsbEntryId,
        /// What was done; may be empty.
        words: String,
    },
    /// How they want to hear was agreed.
    Agree(NewAgreement),
    /// It is closed, or opened again.
    Turn {
        /// Which.
        turn: AsbTurn,
        /// Why.
        reason: String,
    },
}

/// What was written into a report once, by whom and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsbEntry<T> {
    /// Its id.
    pub id: AsbEntryId,
    /// What.
    pub entry: T,
    /// Who wrote it down, and when.
    pub written: Written,
    /// Milliseconds by which the hub's clock was ahead of that, if it was known.
    pub hub_offset: Option<i64>,
    /// The entries that whoever wrote it had seen. Only what stands in the place of others, or closes a report, says so.
    pub follows: Vec<AsbEntryId>,
}

impl<T> AsbEntry<T> {
    /// When, by the hub's clock as far as it was known.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.written.at.plus_milliseconds(self.hub_offset.unwrap_or(0))
    }
}

/// Something that is to be done, and whether it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsbAction {
    /// What is to be done.
    pub action: NewAction,
    /// Whoever said that it was done, in their words; several where they had not seen each other's.
    pub done: Vec<AsbDone>,
}

/// Somebody said that an action was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsbDone {
    /// What was done; may be empty.
    pub words: String,
    /// Who said so, and when.
    pub written: Written,
}

impl AsbDone {
    /// The London day.
    #[must_use]
    pub fn day(&self) -> NaiveDate {
        self.written.at.london_date()
    }
}

/// A report as one reading of its record gives it. Everything in it is oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsbRecord {
    /// Its record.
    pub id: DocumentId,
    /// What was reported.
    pub report: AsbReport,
    /// Who took it down.
    pub written: Written,
    /// When the landlord had it: when a member of its staff was told.
    pub received: Timestamp,
    /// The diary, by when things happened.
    pub diary: Vec<AsbEntry<NewDiaryEntry>>,
    /// Answers to the questions about risk, each time they were asked.
    pub assessments: Vec<AsbEntry<BTreeMap<String, RiskAnswer>>>,
    /// What is to be done.
    pub actions: Vec<AsbEntry<AsbAction>>,
    /// How they want to hear, each time that was agreed.
    pub agreements: Vec<AsbEntry<NewAgreement>>,
    /// When it was closed or opened again, with the reason.
    pub turns: Vec<AsbEntry<(AsbTurn, String)>>,
}

impl AsbRecord {
    /// True until it is closed, and again when it is opened again. Where one closed it and another, who had not heard of
    /// that, opened it again, it is open: nobody is forgotten.
    #[must_use]
    pub fn is_open(&self) -> bool {
        let last = standing(self.turns.iter());
        last.is_empty() || last.iter().any(|turn| turn.entry.0 == AsbTurn::Reopened)
    }

    /// How many times something happened, or was answered about risk, that whoever closed the report had not seen; none
    /// while it is open.
    #[must_use]
    pub fn unseen_by_closing(&self) -> usize {
        if self.is_open() {
            return 0;
        }
        let last = standing(self.turns.iter());
        let unseen = |id: &AsbEntryId| !last.iter().any(|turn| turn.follows.contains(id));
        let written = self.diary.iter().map(|held| held.id).chain(self.assessments.iter().map(|held| held.id));
        written.filter(unseen).count()
    }

    /// How they want to hear: what nobody has agreed anew. Several where two agreed it without hearing of each other; then
    /// all of them hold.
    #[must_use]
    pub fn agreed(&self) -> Vec<&AsbEntry<NewAgreement>> {
        standing(self.agreements.iter())
    }

    /// What was answered last to a question about risk: a question that was left out later keeps its answer. Several where
    /// two asked without hearing of each other.
    #[must_use]
    pub fn answered(&self, question: &str) -> Vec<(RiskAnswer, &AsbEntry<BTreeMap<String, RiskAnswer>>)> {
        let asked = self.assessments.iter().filter(|asked| asked.entry.contains_key(question));
        let last = standing(asked).into_iter();
        last.filter_map(|asked| Some((*asked.entry.get(question)?, asked))).collect()
    }

    /// True when an answer that stands is not to wait, and nobody has closed the report knowing it.
    #[must_use]
    pub fn is_at_once(&self) -> bool {
        let yes = |name: &str| self.answered(name).iter().any(|(answer, _)| *answer == RiskAnswer::Yes);
        let worries = RISK_QUESTIONS.iter().any(|question| question.at_once && yes(question.name));
        worries && (self.is_open() || self.unseen_by_closing() > 0)
    }
}

/// Those that none of the others has seen, in their order.
fn standing<'a, T: 'a>(entries: impl Iterator<Item = &'a AsbEntry<T>>) -> Vec<&'a AsbEntry<T>> {
    let entries: Vec<_> = entries.collect();
    let followed = |id: &AsbEntryId| entries.iter().any(|later| later.follows.contains(id));
    entries.iter().copied().filter(|entry| !followed(&entry.id)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_kind_and_answer_reads_back_from_its_name_and_every_question_has_its_own() {
        for kind in AsbKind::ALL {
            assert_eq!(AsbKind::from_name(kind.name()), Some(*kind));
        }
        for answer in RiskAnswer::ALL {
            assert_eq!(RiskAnswer::from_name(answer.name()), Some(*answer));
        }
        let names: BTreeSet<&str> = RISK_QUESTIONS.iter().map(|question| question.name).collect();
        assert_eq!(names.len(), RISK_QUESTIONS.len());
        assert!(RISK_QUESTIONS.iter().all(|question| question.words.ends_with('?')));
    }

    fn id(of: u8) -> AsbEntryId {
        AsbEntryId::from_bytes([of; 16])
    }

    /// An entry by a handheld whose clock shows these seconds.
    fn wrote<T>(of: u8, seconds: i64, follows: &[u8], entry: T) -> AsbEntry<T> {
        let written = Written { device: None, at: Timestamp::from_milliseconds(seconds * 1_000) };
        AsbEntry { id: id(of), entry, written, hub_offset: None, follows: follows.iter().copied().map(id).collect() }
    }

    fn record() -> AsbRecord {
        AsbRecord {
            id: DocumentId::from_bytes([7; 16]),
            report: AsbReport {
                kind: AsbKind::Noise,
                words: "Drums until two.".into(),
                since: String::new(),
                place: String::new(),
                affected: String::new(),
                about: String::new(),
                customer: "Samira Haddad".into(),
                tenancy: None,
                address: String::new(),
                kept_apart: false,
            },
            written: Written { device: None, at: Timestamp::default() },
            received: Timestamp::default(),
            diary: Vec::new(),
            assessments: Vec::new(),
            actions: Vec::new(),
            agreements: Vec::new(),
            turns: Vec::new(),
        }
    }

    fn drums(of: u8, seconds: i64) -> AsbEntry<NewDiaryEntry> {
        let happened = Timestamp::from_milliseconds(seconds * 1_000);
        let entry = NewDiaryEntry { happened, words: "Drums.".into(), affected: String::new(), spoken: None };
        wrote(of, seconds, &[], entry)
    }

    fn answers(said: &[(&str, RiskAnswer)]) -> BTreeMap<String, RiskAnswer> {
        said.iter().map(|(name, answer)| ((*name).to_owned(), *answer)).collect()
    }

    #[test]
    fn a_report_that_is_opened_again_by_a_phone_with_a_wrong_clock_is_open() {
        let closed = wrote(1, 1_000, &[], (AsbTurn::Closed, "They moved out".to_owned()));
        // Its battery died: it says 1970.
        let again = wrote(2, 0, &[1], (AsbTurn::Reopened, "They came back".to_owned()));
        let of = |turns| AsbRecord { turns, ..record() };
        assert!(record().is_open());
        assert!(!of(vec![closed.clone()]).is_open());
        assert!(of(vec![again.clone(), closed.clone()]).is_open());
        // Omar closes it too, and has heard of neither: nobody is forgotten.
        let unheard = wrote(3, 2_000, &[], (AsbTurn::Closed, "Nothing since June".to_owned()));
        assert!(of(vec![again, closed.clone(), unheard.clone()]).is_open());
        assert!(!of(vec![closed, unheard]).is_open());
    }

    #[test]
    fn what_was_written_unseen_by_whoever_closed_the_report_stands_out() {
        let mut of = record();
        of.diary = vec![drums(1, 10), drums(2, 20)];
        of.assessments = vec![wrote(3, 30, &[], answers(&[("threatened", RiskAnswer::Yes)]))];
        assert_eq!((of.unseen_by_closing(), of.is_at_once()), (0, true));
        of.turns = vec![wrote(4, 40, &[1, 2, 3], (AsbTurn::Closed, "Settled".to_owned()))];
        assert_eq!((of.unseen_by_closing(), of.is_at_once()), (0, false));
        of.diary.push(drums(5, 15));
        assert_eq!((of.is_open(), of.unseen_by_closing(), of.is_at_once()), (false, 1, true));
        of.turns.push(wrote(6, 50, &[1, 2, 3, 4, 5], (AsbTurn::Reopened, "Again".to_owned())));
        assert_eq!((of.is_open(), of.unseen_by_closing(), of.is_at_once()), (true, 0, true));
    }

    #[test]
    fn a_question_that_is_left_out_the_next_time_keeps_its_answer_and_two_who_asked_at_once_are_both_heard() {
        let first = wrote(1, 10, &[], answers(&[("afraid", RiskAnswer::Yes), ("often", RiskAnswer::Yes)]));
        let second = wrote(2, 20, &[1], answers(&[("often", RiskAnswer::No)]));
        let mut of = AsbRecord { assessments: vec![first, second], ..record() };
        let said = |of: &AsbRecord, name| of.answered(name).iter().map(|(answer, _)| *answer).collect::<Vec<_>>();
        assert_eq!(said(&of, "afraid"), [RiskAnswer::Yes]);
        assert_eq!(said(&of, "often"), [RiskAnswer::No]);
        assert!(of.is_at_once());
        of.assessments.push(wrote(3, 30, &[1], answers(&[("afraid", RiskAnswer::No)])));
        assert_eq!(said(&of, "afraid"), [RiskAnswer::No]);
        assert!(!of.is_at_once());
        of.assessments.push(wrote(4, 5, &[1], answers(&[("afraid", RiskAnswer::Yes)])));
        assert!(of.is_at_once(), "whoever heard yes is heard");
        assert_eq!(said(&of, "afraid").len(), 2);
    }

    #[test]
    fn what_two_agreed_without_hearing_of_each_other_both_holds() {
        let agreed = |not_when: &str| NewAgreement {
            how: ReplyBy::Telephone,
            how_often: "every Friday".into(),
            not_when: not_when.into(),
        };
        let mut of = record();
        of.agreements = vec![wrote(1, 10, &[], agreed("")), wrote(2, 20, &[1], agreed("after 18:00"))];
        of.agreements.push(wrote(3, 30, &[1], agreed("")));
        let not_when: Vec<_> = of.agreed().iter().map(|agreed| agreed.entry.not_when.as_str()).collect();
        assert_eq!(not_when, ["after 18:00", ""]);
        of.agreements.push(wrote(4, 0, &[1, 2, 3], agreed("at weekends")));
        assert_eq!(of.agreed().len(), 1);
    }
}
