//! Hazards in a home, and the clocks that the law starts when the landlord becomes aware of one.
//!
//! The person at the door records facts: what they saw, when, and whether anybody is in danger now. They never choose from
//! the legal list. Whether it is a hazard, and which, a competent investigator decides; until then the clocks of the worse
//! case run. What binds, and since when, is data in the pack of the law ([`crate::standards`]).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    standards::{Clock, Happened, Measure, Moment, Pack, RuleName, Standards},
    time::Timestamp,
    working_time::WorkingCalendar,
};

/// How bad it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Somebody may be harmed at any moment.
    Emergency,
    /// Somebody's health or safety is at significant risk.
    Significant,
}

impl Severity {
    /// The promises that follow, in order. Both have the summary and the further work; what is due first differs.
    #[must_use]
    pub const fn course(self) -> &'static [RuleName] {
        match self {
            Self::Emergency => &[
                RuleName::HazardMadeSafe,
                RuleName::HazardSummary,
                RuleName::HazardFurtherWorkBegun,
                RuleName::HazardFurtherWorkStarted,
            ],
            Self::Significant => &[
                RuleName::HazardInvestigated,
                RuleName::HazardSummary,
                RuleName::HazardSafetyWork,
                RuleName::HazardFurtherWorkBegun,
                RuleName::HazardFurtherWorkStarted,
            ],
        }
    }
}

/// What an investigation found it to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum HazardFound {
    /// No hazard; the customer is told why.
    Nothing,
    /// A significant hazard.
    Significant,
    /// An emergency hazard.
    Emergency,
}

impl HazardFound {
    /// Every one, the least first.
    pub const ALL: [Self; 3] = [Self::Nothing, Self::Significant, Self::Emergency];

    /// Its stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Significant => "significant",
            Self::Emergency => "emergency",
        }
    }

    /// As people read it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Nothing => "no hazard",
            Self::Significant => "a significant hazard",
            Self::Emergency => "an emergency hazard",
        }
    }

    /// The one with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|found| found.name() == name)
    }
}

/// What an investigation came to, as far as clocks go by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// What it is.
    pub found: HazardFound,
    /// Whether work is needed that makes the home safe.
    pub safety_work: bool,
    /// Whether further work is needed, so that it does not return.
    pub further_work: bool,
}

/// One hazard, or what may be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// How bad it looked to whoever noticed it.
    pub severity: Severity,
    /// When somebody of the landlord's staff saw it or was told.
    pub aware: Timestamp,
    /// What the investigation came to; none until it has ended.
    pub outcome: Option<Outcome>,
    /// What has happened since.
    pub happened: Happened,
}

impl Course {
    /// A hazard that the landlord has just become aware of.
    #[must_use]
    pub fn new(severity: Severity, aware: Timestamp) -> Self {
        Self { severity, aware, outcome: None, happened: Happened::new() }
    }

    /// Every due date. Those that wait for the investigation are projected from its latest end; once it has ended, those run
    /// that follow from what it found.
    #[must_use]
    pub fn clocks<'s>(&self, standards: &'s Standards, calendar: &WorkingCalendar) -> Vec<Clock<'s>> {
        let mut happened = self.happened.clone();
        happened.insert(Moment::Aware, self.aware);
        let clocks = |course: &[RuleName], happened: &Happened| standards.clocks(course, happened, &[], calendar);
        let Some(outcome) = self.outcome else { return clocks(self.severity.course(), &happened) };
        let course = outcome.course();
        if outcome.found != HazardFound::Emergency || self.severity == Severity::Emergency {
            return clocks(&course, &happened);
        }
        // Nobody was aware of an emergency until the investigation said that it is one.
        let mut all = clocks(&[RuleName::HazardInvestigated], &happened);
        if let Some(investigated) = happened.get(&Moment::Investigated).copied() {
            happened.insert(Moment::Aware, investigated);
        }
        all.extend(clocks(&course, &happened));
        all
    }

    /// The clock that runs and ends first; none when nothing is due any more, or no pack says by when.
    #[must_use]
    pub fn next<'s>(&self, standards: &'s Standards, calendar: &WorkingCalendar) -> Option<Clock<'s>> {
        let running = self.clocks(standards, calendar).into_iter().filter(|clock| clock.stopped.is_none());
        running.min_by_key(|clock| clock.promise.due)
    }

    /// True once everything has happened that the law wants, whatever packs say of when.
    #[must_use]
    pub fn is_over(&self) -> bool {
        let done = |name: &RuleName| name.kept_by().iter().all(|moment| self.happened.contains_key(moment));
        self.outcome.is_some_and(|outcome| outcome.course().iter().all(done))
    }

    /// True while somebody may be harmed at any moment, as far as anybody has said.
    #[must_use]
    pub fn is_danger_now(&self) -> bool {
        let looks = match self.outcome {
            None => self.severity == Severity::Emergency,
            Some(outcome) => outcome.found == HazardFound::Emergency,
        };
        looks && !self.happened.contains_key(&Moment::MadeSafe)
    }
}

impl Outcome {
    /// The promises that follow from what was found, in order. The summary is owed whatever it is.
    fn course(self) -> Vec<RuleName> {
        let all = match self.found {
            HazardFound::Nothing => return vec![RuleName::HazardInvestigated, RuleName::HazardSummary],
            HazardFound::Significant => Severity::Significant.course(),
            HazardFound::Emergency => Severity::Emergency.course(),
        };
        let needed = |name: &RuleName| match name {
            RuleName::HazardSafetyWork => self.safety_work,
            RuleName::HazardFurtherWorkBegun | RuleName::HazardFurtherWorkStarted => self.further_work,
            _ => true,
        };
        all.iter().copied().filter(needed).collect()
    }
}

impl Pack {
    /// The legal list of hazards on a day; none where this pack has none.
    #[must_use]
    pub fn hazard_list(&self, on: NaiveDate) -> Option<&crate::standards::List> {
        match &self.rule(RuleName::HazardList, "", on)?.measure {
            Measure::List(list) => Some(list),
            _ => None,
        }
    }

    /// The hazards that the clocks run for on a day when they are significant; every emergency has its clock.
    #[must_use]
    pub fn hazards_covered(&self, on: NaiveDate) -> Vec<&str> {
        let covered = self.rules.iter().filter(|rule| rule.name == RuleName::HazardsCovered && rule.is_in_force(on));
        covered
            .filter_map(|rule| if let Measure::List(list) = &rule.measure { Some(list) } else { None })
            .flat_map(|list| list.names.iter().map(String::as_str))
            .collect()
    }
}
