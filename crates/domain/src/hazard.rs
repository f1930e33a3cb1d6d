//! Hazards in a home, and the clocks that the law starts when the landlord becomes aware of one.
//!
//! The person at the door records facts: what they saw, when, and whether anybody is in danger now. They never choose from
//! the legal list. Whether it is a hazard, and which, a competent investigator decides; until then the clocks of the worse
//! case run. What binds, and since when, is data in the pack of the law ([`crate::standards`]).

use chrono::NaiveDate;

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

/// One hazard, or what may be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// How bad it looks, or was found to be.
    pub severity: Severity,
    /// When somebody of the landlord's staff saw it or was told.
    pub aware: Timestamp,
    /// What has happened since.
    pub happened: Happened,
}

impl Course {
    /// A hazard that the landlord has just become aware of.
    #[must_use]
    pub fn new(severity: Severity, aware: Timestamp) -> Self {
        Self { severity, aware, happened: Happened::new() }
    }

    /// Every due date. Those that wait for the investigation are projected from its latest end.
    #[must_use]
    pub fn clocks<'s>(&self, standards: &'s Standards, calendar: &WorkingCalendar) -> Vec<Clock<'s>> {
        let mut happened = self.happened.clone();
        happened.insert(Moment::Aware, self.aware);
        standards.clocks(self.severity.course(), &happened, &[], calendar)
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
