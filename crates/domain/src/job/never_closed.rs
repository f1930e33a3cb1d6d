//! Jobs that may not be closed because nobody was in.
//!
//! The landlord's words decide: no field of a work order says "this is a danger". So the words are a table, and its tests are
//! sentences as landlords write them. Rather one job too many is kept open than one danger closed.

use serde::{Deserialize, Serialize};

use super::{Priority, WorkOrder};

/// Why a job may not be closed because nobody was in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NeverClosed {
    /// Damp or mould: its clock runs on whether or not somebody opens the door (SI 2025/1042).
    DampOrMould,
    /// Water that comes into other homes, or out of one.
    LeakIntoOtherHomes,
    /// Gas, electricity, fire, or the structure.
    Safety,
}

impl NeverClosed {
    /// Whether this order is such a job: by its words, or because its trade is gas or electricity and it cannot wait.
    #[must_use]
    pub fn of(order: &WorkOrder) -> Option<Self> {
        let items = order.elements.iter().flat_map(|element| &element.items).map(|item| item.description.as_str());
        let said: Vec<&str> = [
            order.description.as_str(),
            order.location_of_repair.as_str(),
            order.trade.1.as_str(),
            order.priority.description.as_str(),
        ]
        .into_iter()
        .chain(items)
        .collect();
        Self::in_words(&said.join(" ")).or_else(|| {
            let trade = order.trade.1.to_lowercase();
            let dangerous = ["gas", "electric"].iter().any(|word| trade.contains(word));
            (dangerous && cannot_wait(&order.priority)).then_some(Self::Safety)
        })
    }

    /// What somebody's words say of such a danger.
    #[must_use]
    pub fn in_words(words: &str) -> Option<Self> {
        let said = words.to_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
        // Water in a light is a shock before it is a leak.
        if says(&WATER) && says(&ELECTRICITY) {
            Some(Self::Safety)
        } else if says(&DAMP) {
            Some(Self::DampOrMould)
        } else if says(&WATER) && says(&OTHER_HOMES) {
            Some(Self::LeakIntoOtherHomes)
        } else {
            says(&SAFETY).then_some(Self::Safety)
        }
    }
}

/// True for work that has to be made safe within a day: HACT's most urgent code, or the landlord's word for it.
fn cannot_wait(priority: &Priority) -> bool {
    let words = priority.description.to_lowercase();
    priority.code == MOST_URGENT || ["emergency", "immediate", "24 hour"].iter().any(|word| words.contains(word))
}

/// HACT's most urgent `WorkPriorityCode`.
const MOST_URGENT: &str = "1";

/// Words of damp and mould.
const DAMP: [&str; 6] = ["damp", "mould", "mold", "condensation", "water ingress", "awaab"];

/// Words of water where it should not be.
const WATER: [&str; 19] = [
    "leak",
    "weeps",
    "flood",
    "burst",
    "overflow",
    "escape of water",
    "water coming",
    "water is coming",
    "water through",
    "water in through",
    "water running",
    "water pouring",
    "water dripping",
    "water from",
    "water into",
    "dripping through",
    "dripping from",
    "soaked through",
    "sewage",
];

/// Words of a home other than the one that the water comes from; a ceiling has another home, or a roof, above it.
const OTHER_HOMES: [&str; 14] = [
    "below",
    "above",
    "upstairs",
    "neighbour",
    "downstairs",
    "other flat",
    "other home",
    "flats",
    "flat under",
    "communal",
    "next door",
    "ceiling",
    "landing light",
    "party wall",
];

/// Words of electricity.
const ELECTRICITY: [&str; 7] =
    ["light fitting", "light switch", "socket", "electric", "consumer unit", "fuse box", "fuseboard"];

/// Words of jobs that somebody could be hurt by.
const SAFETY: [&str; 40] = [
    "gas leak",
    "gas escape",
    "smell of gas",
    "smells of gas",
    "smells gas",
    "smelling gas",
    "gas smell",
    "gas safety",
    "gas service",
    "gas servicing",
    "lgsr",
    "cp12",
    "carbon monoxide",
    "co alarm",
    "co detector",
    "smoke alarm",
    "smoke detector",
    "heat alarm",
    "fire door",
    "fire alarm",
    "emergency lighting",
    "exposed wir",
    "bare wir",
    "live wir",
    "electric shock",
    "a shock",
    "sparking",
    "sparks",
    "burning smell",
    "smell of burning",
    "scorch",
    "eicr",
    "electrical safety",
    "electrical test",
    "unsafe",
    "not safe",
    "dangerous",
    "collaps",
    "asbestos",
    "legionella",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::{Trade, WorkOrder};

    fn order(description: &str, trade: &str, priority: &str) -> WorkOrder {
        WorkOrder {
            source: "calder-vale".into(),
            reference: "1".into(),
            description: description.into(),
            location_of_repair: String::new(),
            raised: None,
            priority: Priority { description: priority.into(), ..Priority::default() },
            trade: Trade::from((String::new(), trade.to_owned())),
            work_class: String::new(),
            elements: Vec::new(),
            appointment: None,
            access: crate::job::AccessInformation::default(),
            property: crate::address::SiteProperty::default(),
            position: None,
            contacts: Vec::new(),
            alerts: Vec::new(),
        }
    }

    #[test]
    fn dangers_are_known_by_the_landlords_words_and_a_dripping_tap_is_none() {
        use NeverClosed::{DampOrMould, LeakIntoOtherHomes, Safety};
        for (description, why) in [
            ("Black MOULD around bedroom window", Some(DampOrMould)),
            ("Rising damp in hall", Some(DampOrMould)),
            ("Leak from bathroom into flat below", Some(LeakIntoOtherHomes)),
            ("Water through kitchen ceiling", Some(LeakIntoOtherHomes)),
            ("Water coming in from above, contain and trace", Some(LeakIntoOtherHomes)),
            ("Bath overflows, neighbour downstairs has it on the wall", Some(LeakIntoOtherHomes)),
            ("Burst pipe, upstairs", Some(LeakIntoOtherHomes)),
            ("Ceiling stained, dripping from the joint", Some(LeakIntoOtherHomes)),
            ("Water dripping into light fitting", Some(Safety)),
            ("Leak onto consumer unit", Some(Safety)),
            ("Smell of gas in hall", Some(Safety)),
            ("Tenant smells gas by the meter", Some(Safety)),
            ("Yearly gas safety check (LGSR)", Some(Safety)),
            ("CO alarm sounding", Some(Safety)),
            ("Bare wires at cooker point", Some(Safety)),
            ("Socket scorched", Some(Safety)),
            ("Tenant had a shock from the shower", Some(Safety)),
            ("Canopy over door may collapse", Some(Safety)),
            ("Leak under kitchen sink", None),
            ("Kitchen tap drips", None),
            ("No hot water", None),
            ("Ease and adjust front door", None),
            ("Replace shower hose", None),
        ] {
            assert_eq!(NeverClosed::of(&order(description, "Plumbing", "Routine")), why, "{description}");
        }
    }

    #[test]
    fn gas_and_electricity_that_cannot_wait_are_dangers_whatever_the_order_says() {
        for (trade, priority, why) in [
            ("Gas", "Emergency", Some(NeverClosed::Safety)),
            ("Electrical", "Emergency, 24 hours", Some(NeverClosed::Safety)),
            ("Gas", "Routine", None),
            ("Electrical", "Urgent", None),
            ("Plumbing", "Emergency", None),
            ("Carpentry", "Awaab's law: investigate", Some(NeverClosed::DampOrMould)),
        ] {
            assert_eq!(NeverClosed::of(&order("As reported", trade, priority)), why, "{trade}, {priority}");
        }
    }
}
