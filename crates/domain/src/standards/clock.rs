//! Clocks that follow one another: an answer is due from the acknowledgement, a summary from the end of an investigation.

use std::collections::BTreeMap;

use super::{Measure, Moment, Pack, Rule, RuleName, Standards};
use crate::{
    time::Timestamp,
    working_time::{Due, WorkingCalendar},
};

/// What has happened, and when.
pub type Happened = BTreeMap<Moment, Timestamp>;

/// A rule, whose it is, and when it ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Promise<'s> {
    /// Whose.
    pub pack: &'s Pack,
    /// Which.
    pub rule: &'s Rule,
    /// When.
    pub due: Due,
}

/// One promise in a course of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clock<'s> {
    /// The promise and its end.
    pub promise: Promise<'s>,
    /// True when what it runs from has not happened: it ends then at the latest, if everything before keeps its own end.
    pub projected: bool,
    /// When it was kept or broken by being done; none while it runs.
    pub stopped: Option<Timestamp>,
}

impl Clock<'_> {
    /// True when it was stopped too late, or runs and is past its end at `now`.
    #[must_use]
    pub fn is_missed(&self, now: Timestamp) -> bool {
        self.promise.due.is_missed_at(self.stopped.unwrap_or(now))
    }
}

impl Standards {
    /// The clocks of a course of rules, in its order, from what has happened. A rule whose moment has not come is counted
    /// from the latest end of the rule before it in the course that leads there; where no rule does, it has no clock yet.
    /// Rules in `extended` were put off once, by as much as they may be.
    #[must_use]
    pub fn clocks<'s>(
        &'s self,
        course: &[RuleName],
        happened: &Happened,
        extended: &[RuleName],
        calendar: &WorkingCalendar,
    ) -> Vec<Clock<'s>> {
        let mut clocks: Vec<Clock<'s>> = Vec::new();
        for name in course {
            let stopped = name.kept_by().iter().map(|moment| happened.get(moment).copied()).collect::<Option<Vec<_>>>();
            let stopped = stopped.and_then(|moments| moments.into_iter().max());
            let candidates = self.packs().filter_map(|pack| {
                // A rule holds for what it runs from, so that a change of the law does not shift clocks that run.
                let on = |at: Timestamp| pack.rule(*name, "", at.london_date());
                let began =
                    pack.rules.iter().filter(|rule| rule.name == *name).find_map(|rule| match &rule.measure {
                        Measure::Within(within) => Some(within.from),
                        _ => None,
                    })?;
                let leading = || clocks.iter().find(|clock| clock.promise.rule.name.kept_by().contains(&began));
                let (from, projected) = match happened.get(&began) {
                    Some(at) => (*at, false),
                    None => (leading()?.promise.due.until, true),
                };
                let rule = on(from)?;
                let mut due = rule.due(from, calendar)?;
                if let Measure::Within(within) = &rule.measure
                    && let Some(extension) = within.extension.filter(|_| extended.contains(name))
                {
                    due = calendar.due(extension, due.until);
                }
                Some(Clock { promise: Promise { pack, rule, due }, projected, stopped })
            });
            let first = candidates.min_by_key(|clock| clock.promise.due);
            clocks.extend(first);
        }
        clocks
    }
}

impl RuleName {
    /// The course of a complaint, from its receipt to the answer at its second stage.
    pub const COMPLAINT: &'static [Self] = &[
        Self::ComplaintAcknowledged,
        Self::ComplaintAnswered,
        Self::ComplaintStage2Acknowledged,
        Self::ComplaintStage2Answered,
    ];
}
