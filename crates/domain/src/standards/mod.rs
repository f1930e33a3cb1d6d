//! Service standards: what a landlord has promised and what binds it, as data.
//!
//! A *pack* is one file with the promises of one landlord, or of the law: each a [`Rule`] with its source and the day it
//! starts, so that yesterday's visit is judged by yesterday's rule. A handheld holds all packs that its landlord's hub was
//! given, and runs their clocks without a signal. Where two packs promise the same, the earlier end counts, for both bind.

mod clock;
mod reading;
mod rule;

pub use clock::{Clock, Happened, Promise};
pub use rule::{Compensation, Every, Figure, List, Measure, Moment, Rule, RuleName, Share, ShareTarget, Within};

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::{
    definition::Fault,
    job::AppointmentWindow,
    time::Timestamp,
    working_time::{AppointmentSlot, OpeningHours, WorkingCalendar},
};

/// The promises of one landlord, or of the law.
#[derive(Debug, Clone, PartialEq)]
pub struct Pack {
    /// Its stable name: "salix-2009".
    pub id: String,
    /// Whose promises they are.
    pub landlord: String,
    /// What else a reader should know; may be empty.
    pub about: String,
    /// Figures that describe the landlord: homes, leaseholders, requests a year.
    pub figures: Vec<Figure>,
    /// When its lines and offices are open, by their names.
    pub opening_hours: BTreeMap<String, OpeningHours>,
    /// The windows that appointments are offered in.
    pub slots: Vec<AppointmentSlot>,
    /// The promises, in the order of the file.
    pub rules: Vec<Rule>,
}

impl Pack {
    /// Reads a pack from its JSON; docs/standards.md says what may stand in it.
    ///
    /// # Errors
    /// Everything that is wrong, each by place and with what to do.
    pub fn read(text: &str) -> Result<Self, Vec<Fault>> {
        reading::pack(text)
    }

    /// The rule of a name and class that is in force on a day: the one that started last.
    #[must_use]
    pub fn rule(&self, name: RuleName, class: &str, on: NaiveDate) -> Option<&Rule> {
        self.rules
            .iter()
            .filter(|rule| rule.name == name && rule.class == class && rule.is_in_force(on))
            .max_by_key(|rule| rule.starts)
    }
}

/// All packs that bind a landlord.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Standards {
    /// By their ids.
    packs: BTreeMap<String, Pack>,
}

impl Standards {
    /// These packs; of two with one id the later stands.
    pub fn new(packs: impl IntoIterator<Item = Pack>) -> Self {
        Self { packs: packs.into_iter().map(|pack| (pack.id.clone(), pack)).collect() }
    }

    /// The packs, by id.
    pub fn packs(&self) -> impl Iterator<Item = &Pack> {
        self.packs.values()
    }

    /// Every pack's rule of a name and class that is in force on a day.
    pub fn rules<'s>(
        &'s self,
        name: RuleName,
        class: &'s str,
        on: NaiveDate,
    ) -> impl Iterator<Item = (&'s Pack, &'s Rule)> {
        self.packs().filter_map(move |pack| pack.rule(name, class, on).map(|rule| (pack, rule)))
    }

    /// What is promised under a name and class for something that happened at `from`: of several the one that ends
    /// first. Rules that give notice count back from `from`.
    #[must_use]
    pub fn promise(
        &self,
        name: RuleName,
        class: &str,
        from: Timestamp,
        calendar: &WorkingCalendar,
    ) -> Option<Promise<'_>> {
        let day = from.london_date();
        self.packs()
            .filter_map(|pack| {
                let rule = pack.rule(name, class, day)?;
                Some(Promise { pack, rule, due: rule.due(from, calendar)? })
            })
            .min_by_key(|promise| promise.due)
    }

    /// True when some pack says in which windows appointments are offered.
    #[must_use]
    pub fn has_slots(&self) -> bool {
        self.packs().any(|pack| !pack.slots.is_empty())
    }

    /// The windows that appointments are offered in on a day.
    #[must_use]
    pub fn slots(&self, day: NaiveDate, calendar: &WorkingCalendar) -> Vec<AppointmentWindow> {
        self.packs().flat_map(|pack| &pack.slots).filter_map(|slot| slot.on(day, calendar)).collect()
    }
}

#[cfg(test)]
mod tests;
