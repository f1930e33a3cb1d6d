//! A hazard that somebody at the door noticed: facts, which start the landlord's clock. What it is in law is for a
//! competent investigator to say, and what the landlord's people did about it is said step by step at the hub.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    author::{Clocks, Written},
    hazard::{Course, HazardFound, Outcome, Severity},
    id::EventId,
    standards::Moment,
    time::Timestamp,
};

/// What somebody noticed, in answer to three plain questions.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NewHazard {
    /// "What did you see, and where?"
    pub seen: String,
    /// "Who lives with it?": a child, somebody older or ill, as far as it was said; may be empty.
    pub who: String,
    /// "Could somebody be badly hurt or made ill within a day?"
    pub danger_now: bool,
}

/// What an investigation found, and what is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Investigation {
    /// What it is.
    pub found: HazardFound,
    /// Which hazard, in the investigator's words; empty when there is none.
    pub which: String,
    /// What was found, or why there is no hazard.
    pub findings: String,
    /// The work that makes the home safe; empty when none is needed.
    pub safety_work: String,
    /// The further work, so that it does not return; empty when none is needed.
    pub further_work: String,
    /// The last day on which all of it is to be done; none when nobody said.
    pub works_by: Option<NaiveDate>,
}

/// One thing that the landlord's people did about a hazard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum HazardStepKind {
    /// The investigation ended.
    Investigated(Investigation),
    /// The summary for the customer was written; it is given once a competent investigator has approved it.
    SummaryWritten(String),
    /// A competent investigator approved a summary.
    SummaryApproved(EventId),
    /// The customer was given it; the text says how.
    SummaryGiven(EventId, String),
    /// The home is safe; the text says what was done.
    MadeSafe(String),
    /// Steps were taken to begin the further work.
    FurtherWorkBegun(String),
    /// The further work was physically started.
    FurtherWorkStarted(String),
    /// A step was recorded by mistake; the text says why.
    TakenBack(EventId, String),
}

impl HazardStepKind {
    /// Its stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Investigated(_) => "investigated",
            Self::SummaryWritten(_) => "summary_written",
            Self::SummaryApproved(_) => "summary_approved",
            Self::SummaryGiven(..) => "summary_given",
            Self::MadeSafe(_) => "made_safe",
            Self::FurtherWorkBegun(_) => "further_work_begun",
            Self::FurtherWorkStarted(_) => "further_work_started",
            Self::TakenBack(..) => "taken_back",
        }
    }

    /// What happened by it, for the clocks.
    #[must_use]
    pub const fn moment(&self) -> Option<Moment> {
        match self {
            Self::Investigated(_) => Some(Moment::Investigated),
            Self::SummaryGiven(..) => Some(Moment::SummaryGiven),
            Self::MadeSafe(_) => Some(Moment::MadeSafe),
            Self::FurtherWorkBegun(_) => Some(Moment::FurtherWorkBegun),
            Self::FurtherWorkStarted(_) => Some(Moment::FurtherWorkStarted),
            Self::SummaryWritten(_) | Self::SummaryApproved(_) | Self::TakenBack(..) => None,
        }
    }

    /// As people read it.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Investigated(investigation) => format!("Investigated: {}", investigation.found.words()),
            Self::SummaryWritten(_) => "Summary for the customer written".to_owned(),
            Self::SummaryApproved(_) => "Summary approved".to_owned(),
            Self::SummaryGiven(..) => "Summary given to the customer".to_owned(),
            Self::MadeSafe(_) => "Made safe".to_owned(),
            Self::FurtherWorkBegun(_) => "Steps taken to begin the further work".to_owned(),
            Self::FurtherWorkStarted(_) => "Further work started".to_owned(),
            Self::TakenBack(..) => "A step was taken back".to_owned(),
        }
    }
}

/// A step to record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewHazardStep {
    /// About which hazard.
    pub hazard: EventId,
    /// When it happened, which is not when it was typed.
    pub at: Timestamp,
    /// Who did it, or answers for it.
    pub by: String,
    /// What.
    pub kind: HazardStepKind,
}

/// A step in the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HazardStep {
    /// Its id.
    pub id: EventId,
    /// What was recorded.
    pub step: NewHazardStep,
    /// Who recorded it, and when.
    pub written: Written,
}

/// A hazard in the record. The landlord became aware of it when it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HazardNoticed {
    /// Its id.
    pub id: EventId,
    /// What was noticed.
    pub hazard: NewHazard,
    /// Who noticed it, and when by their device's clock.
    pub written: Written,
    /// Milliseconds that the hub's clock was ahead of the device's, as far as it knew.
    pub hub_offset: Option<i64>,
    /// What the landlord's people did about it, in the order of recording.
    pub steps: Vec<HazardStep>,
}

impl HazardNoticed {
    /// By which people speak of it: "H-7QK3M2ZP".
    #[must_use]
    pub fn reference(&self) -> String {
        hazard_reference(self.id)
    }

    /// When the landlord became aware of it, by the hub's clock as well as the device knew it.
    #[must_use]
    pub fn aware(&self) -> Timestamp {
        Clocks { device: self.written.at, hub_offset: self.hub_offset }.best()
    }

    /// The steps that stand: neither taken back, nor the taking back itself.
    #[must_use]
    pub fn standing(&self) -> Vec<&HazardStep> {
        let taken_back = |id: EventId| {
            self.steps.iter().any(|step| matches!(step.step.kind, HazardStepKind::TakenBack(of, _) if of == id))
        };
        let stands =
            |step: &&HazardStep| !matches!(step.step.kind, HazardStepKind::TakenBack(..)) && !taken_back(step.id);
        self.steps.iter().filter(stands).collect()
    }

    /// What the last investigation came to; none until one has ended.
    #[must_use]
    pub fn investigation(&self) -> Option<&Investigation> {
        self.standing().into_iter().rev().find_map(|step| match &step.step.kind {
            HazardStepKind::Investigated(investigation) => Some(investigation),
            _ => None,
        })
    }

    /// The summary that was written last, with its text.
    #[must_use]
    pub fn summary(&self) -> Option<(EventId, &str)> {
        self.standing().into_iter().rev().find_map(|step| match &step.step.kind {
            HazardStepKind::SummaryWritten(text) => Some((step.id, text.as_str())),
            _ => None,
        })
    }

    /// Who approved a summary; none while nobody has.
    #[must_use]
    pub fn approved_by(&self, summary: EventId) -> Option<&HazardStep> {
        let approves = |step: &&HazardStep| step.step.kind == HazardStepKind::SummaryApproved(summary);
        self.standing().into_iter().rev().find(approves)
    }

    /// Its clocks' course: of two steps of one kind the one that was recorded last counts. A summary that nobody competent
    /// approved was not given.
    #[must_use]
    pub fn course(&self) -> Course {
        let severity = if self.hazard.danger_now { Severity::Emergency } else { Severity::Significant };
        let mut course = Course::new(severity, self.aware());
        course.outcome = self.investigation().map(|found| Outcome {
            found: found.found,
            safety_work: !found.safety_work.is_empty(),
            further_work: !found.further_work.is_empty(),
        });
        for step in self.standing() {
            let counts = match step.step.kind {
                HazardStepKind::SummaryGiven(summary, _) => self.approved_by(summary).is_some(),
                _ => true,
            };
            if let Some(moment) = step.step.kind.moment().filter(|_| counts) {
                course.happened.insert(moment, step.step.at);
            }
        }
        course
    }
}

/// By which people speak of a hazard: "H-7QK3M2ZP".
#[must_use]
pub fn hazard_reference(hazard: EventId) -> String {
    let id = hazard.to_string();
    let tail: String = id.chars().skip(id.chars().count().saturating_sub(8)).collect();
    format!("H-{tail}")
}
