//! What the work took besides the schedule of rates: materials, time, and work beyond the order.

use serde::{Deserialize, Serialize};

use crate::{author::Written, id::ItemId, van_stock::OnVan};

/// What an operative may agree to at a door without asking, in pence, where the landlord says nothing else. Above it
/// extra work is recorded all the same and waits for a decision.
pub const AUTHORITY_PENCE: u32 = 25_000;

/// Minutes in a day: nobody works longer on one.
pub const MOST_MINUTES: u32 = 24 * 60;

/// A material as it is recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewMaterial {
    /// "15 mm copper pipe".
    pub name: String,
    /// "m"; empty for pieces.
    pub unit: String,
    /// In that unit, more than nought, at most 9,999.
    pub quantity: f64,
    /// Where it came from.
    pub source: MaterialSource,
    /// Where it lay, when it came off a van's list.
    pub on_van: Option<OnVan>,
}

/// Where a material comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MaterialSource {
    /// The operative's own van.
    Van,
    /// A merchant, on the day.
    Merchant,
    /// Not here yet: somebody has to order it.
    ToOrder,
}

impl MaterialSource {
    /// Every source.
    pub const ALL: [Self; 3] = [Self::Van, Self::Merchant, Self::ToOrder];

    /// Its stable name, as stored in the record.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Van => "van",
            Self::Merchant => "merchant",
            Self::ToOrder => "to_order",
        }
    }

    /// The source with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.name() == name)
    }
}

/// A material in the record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Material {
    /// Its id.
    pub id: ItemId,
    /// What was recorded; its quantity is nought once it was taken off again.
    pub material: NewMaterial,
    /// Who recorded it.
    pub written: Written,
}

/// Time that somebody worked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewLabour {
    /// Who, by name: a colleague need not have a handheld.
    pub person: String,
    /// On the job, from 1 to [`MOST_MINUTES`].
    pub minutes: u32,
    /// On the way; nought where the landlord does not ask.
    pub travel_minutes: u32,
    /// True when it was overtime.
    pub overtime: bool,
    /// Their share of the job in percent, from 1 to 100; none where the landlord does not ask.
    pub share: Option<u32>,
}

/// Time in the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labour {
    /// Its id.
    pub id: ItemId,
    /// What was recorded; its minutes are nought once it was taken off again.
    pub labour: NewLabour,
    /// Who recorded it.
    pub written: Written,
}

/// Work beyond the order: HACT's variation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewVariation {
    /// What, and why.
    pub what: String,
    /// What it should cost, in pence.
    pub pence: u32,
    /// Whether the home is safe while somebody decides.
    pub safe_to_wait: bool,
    /// What whoever recorded it could agree to alone on that day, in pence.
    pub authority_pence: u32,
}

impl NewVariation {
    /// True when whoever is at the door may not agree to it alone.
    #[must_use]
    pub const fn wants_decision(&self) -> bool {
        self.pence > self.authority_pence
    }
}

/// What the landlord says to work beyond the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decision {
    /// Do it.
    Approved,
    /// Leave it, for this reason.
    Declined(String),
}

impl Decision {
    /// As one value of the record: `approved`, `declined:Planned works in spring`.
    #[must_use]
    pub fn to_scalar(&self) -> String {
        match self {
            Self::Approved => "approved".to_owned(),
            Self::Declined(why) => format!("declined:{why}"),
        }
    }

    /// Reads [`Self::to_scalar`]; none for anything else.
    #[must_use]
    pub fn from_scalar(text: &str) -> Option<Self> {
        match text.split_once(':') {
            Some(("declined", why)) => Some(Self::Declined(why.to_owned())),
            None if text == "approved" => Some(Self::Approved),
            _ => None,
        }
    }
}

/// Work beyond the order, in the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variation {
    /// Its id.
    pub id: ItemId,
    /// What was recorded.
    pub variation: NewVariation,
    /// What the landlord said; none while nobody has.
    pub decision: Option<Decision>,
    /// Who recorded it.
    pub written: Written,
}

impl Variation {
    /// True while work on it waits for the landlord.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.variation.wants_decision() && self.decision.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_reads_back_from_its_one_value_even_with_a_colon_in_its_reason() {
        for decision in [Decision::Approved, Decision::Declined("Spring: planned works".into())] {
            assert_eq!(Decision::from_scalar(&decision.to_scalar()), Some(decision));
        }
        assert_eq!(Decision::from_scalar("perhaps"), None);
    }

    #[test]
    fn up_to_the_authority_nobody_is_asked() {
        let of = |pence, authority_pence| {
            NewVariation { what: "Renew the trap".into(), pence, safe_to_wait: true, authority_pence }.wants_decision()
        };
        assert!(!of(AUTHORITY_PENCE, AUTHORITY_PENCE) && of(AUTHORITY_PENCE + 1, AUTHORITY_PENCE));
        assert!(of(1, 0), "where nobody may agree to anything");
    }
}
