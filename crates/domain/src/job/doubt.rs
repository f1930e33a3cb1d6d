//! What somebody should look at in work that counts all the same: it was done, and it does not add up.
//!
//! A phone warns or refuses while a person enters a thing. What two of them made of it without a signal, and what another
//! program sent, is judged here, from the record alone, so that the hub and every handheld say the same.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{EventKind, Job, JobEvent, MOST_MINUTES};
use crate::{
    id::{DeviceId, EventId},
    time::Timestamp,
};

/// An event further than this from the home was hardly recorded at its door, in miles beyond what the handheld said of its
/// own accuracy: a kilometre.
const FAR_MILES: f64 = 0.621;

/// Metres in a mile.
const METRES: f64 = 1_609.344;

/// Clocks that are put right by a network step back by less than this, in milliseconds.
const STEP_BACK_MS: i64 = 60_000;

/// One thing that does not add up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Doubt {
    /// The shares of those who worked come to more than the whole.
    Shares {
        /// What they come to.
        percent: u64,
    },
    /// Somebody worked longer on one job than a day has.
    LongDay {
        /// Who, by name.
        person: String,
        /// How long, with the way.
        minutes: u64,
    },
    /// An outcome was recorded at an earlier time than the start that it follows.
    EndedBeforeStart {
        /// The outcome.
        event: EventId,
    },
    /// A step at the door was recorded far from the home.
    FarFromHome {
        /// The step.
        event: EventId,
        /// How far, as the crow flies.
        miles: f64,
    },
}

impl Doubt {
    /// Its stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Shares { .. } => "shares_over",
            Self::LongDay { .. } => "long_day",
            Self::EndedBeforeStart { .. } => "ended_before_start",
            Self::FarFromHome { .. } => "far_from_home",
        }
    }
}

impl Job {
    /// Percent of the job that people have for their share; what was taken off again has none.
    #[must_use]
    pub fn shares(&self) -> u64 {
        let held = self.labour.iter().filter(|held| held.labour.minutes > 0);
        held.filter_map(|held| held.labour.share).map(u64::from).sum()
    }

    /// What does not add up, each as often as it occurs.
    #[must_use]
    pub fn doubts(&self) -> Vec<Doubt> {
        let percent = self.shares();
        let mut doubts: Vec<Doubt> = (percent > 100).then_some(Doubt::Shares { percent }).into_iter().collect();
        doubts.extend(self.labour.iter().map(|held| &held.labour).filter_map(|labour| {
            let minutes = u64::from(labour.minutes).saturating_add(labour.travel_minutes.into());
            let long = labour.minutes > 0 && minutes > u64::from(MOST_MINUTES);
            long.then(|| Doubt::LongDay { person: labour.person.clone(), minutes })
        }));
        let fold = self.status();
        let by_id: BTreeMap<EventId, &JobEvent> = self.events.iter().map(|event| (event.id, event)).collect();
        // By device, the latest time at which work had been started by then.
        let mut started: BTreeMap<Option<DeviceId>, Timestamp> = BTreeMap::new();
        let told = fold.order.iter().filter(|id| !fold.undone.contains(*id)).filter_map(|id| by_id.get(id));
        for event in told {
            let (device, at) = (event.written.device, event.best_time());
            let before = started.get(&device).map(|start| start.milliseconds().saturating_sub(at.milliseconds()));
            if event.kind.is_outcome() && before.is_some_and(|before| before > STEP_BACK_MS) {
                doubts.push(Doubt::EndedBeforeStart { event: event.id });
            }
            if event.kind == EventKind::Started {
                started.entry(device).and_modify(|start| *start = at.max(*start)).or_insert(at);
            }
            if event.kind.is_at_the_door()
                && let Some(miles) = self.miles_from_home(event)
            {
                doubts.push(Doubt::FarFromHome { event: event.id, miles });
            }
        }
        doubts
    }

    /// How far from the home a step was recorded, where that is too far to be the door.
    fn miles_from_home(&self, event: &JobEvent) -> Option<f64> {
        let (home, fix) = (self.order.position?, self.fix_of(event)?);
        let miles = home.miles_to(fix.at);
        (miles - f64::from(fix.accuracy) / METRES > FAR_MILES).then_some(miles)
    }
}

impl EventKind {
    /// True for what is recorded where the work is: on the way is where the last visit was, and a job that was handed back
    /// was not visited.
    #[must_use]
    pub const fn is_at_the_door(self) -> bool {
        use EventKind::{Arrived, Completed, Incomplete, NoAccess, NoAdultPresent, Paused, Started, Unanswered};
        matches!(self, Arrived | Started | Paused | Completed | NoAccess | Unanswered | NoAdultPresent | Incomplete)
    }
}
