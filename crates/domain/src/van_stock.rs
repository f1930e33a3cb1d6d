//! What a van carries: what the landlord counted into it, less what was taken out since.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    author::Written,
    id::{DocumentId, ItemId},
    time::Timestamp,
};

/// A van's stock as one reading of its record gives it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VanStock {
    /// Its record.
    pub id: DocumentId,
    /// What the landlord calls the van: "Van 12", "YJ21 ABC".
    pub van: String,
    /// Whose it is, as the landlord's system wrote it.
    pub holders: String,
    /// What it carries, by [`StockItem::reference`].
    pub items: Vec<StockItem>,
    /// What was taken out of it, by id.
    pub taken: Vec<Taken>,
}

/// One thing that a van carries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StockItem {
    /// The landlord's reference of it: "CU15".
    pub reference: String,
    /// "15 mm copper pipe".
    pub name: String,
    /// "m"; empty for pieces.
    pub unit: String,
    /// In that unit, from nought to 9,999.
    pub counted: f64,
    /// When that was counted.
    pub counted_at: Timestamp,
    /// In that unit: with no more than this it wants filling up. None where the landlord has not said.
    pub minimum: Option<f64>,
}

/// Something that is taken out of a van.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewTaken {
    /// [`StockItem::reference`].
    pub item: String,
    /// In the item's unit, more than nought.
    pub quantity: f64,
    /// The job that it was used on.
    pub job: DocumentId,
    /// [`StockItem::counted_at`] of the count that whoever took it was shown.
    pub counted_at: Timestamp,
}

/// Something that was taken, in the record. Its id is that of the material on the job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Taken {
    /// Its id.
    pub id: ItemId,
    /// What was taken; its quantity is nought once it was put back.
    pub taken: NewTaken,
    /// By the hub's clock as well as the device knew it.
    pub at: Timestamp,
    /// Who took it.
    pub written: Written,
}

/// Where on which van a material lay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnVan {
    /// The record of the van's stock.
    pub van: DocumentId,
    /// [`StockItem::reference`].
    pub item: String,
}

/// Why something cannot be taken out of a van.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum NotOnVan {
    /// The van's list does not name it.
    #[error("the van's list has no item {0}")]
    NoSuchItem(String),
    /// There is less of it, in the item's unit; never below nought.
    #[error("the van's list has {left} of it")]
    Short {
        /// What is left.
        left: f64,
    },
}

impl VanStock {
    /// What is left of an item, in its unit. Below nought when two people each took the last one without a signal.
    ///
    /// Whatever was taken by somebody who was shown this count comes off it, whatever their clock said. What was taken
    /// upon an older count comes off when it happened after this one: what happened before is in it.
    #[must_use]
    pub fn left(&self, item: &StockItem) -> f64 {
        let since = |held: &&Taken| {
            let Taken { taken, at, .. } = held;
            taken.item == item.reference && (taken.counted_at >= item.counted_at || *at > item.counted_at)
        };
        let taken: i64 = self.taken.iter().filter(since).map(|held| hundredths(held.taken.quantity)).sum();
        from_hundredths(hundredths(item.counted).saturating_sub(taken))
    }

    /// The item with this reference, if so much of it is there.
    ///
    /// # Errors
    /// The list does not name it, or there is less.
    pub fn to_take(&self, reference: &str, quantity: f64) -> Result<&StockItem, NotOnVan> {
        let item = self.items.iter().find(|item| item.reference == reference);
        let item = item.ok_or_else(|| NotOnVan::NoSuchItem(reference.to_owned()))?;
        let left = self.left(item);
        if hundredths(quantity) <= hundredths(left) { Ok(item) } else { Err(NotOnVan::Short { left: left.max(0.0) }) }
    }
}

/// No unit is counted finer than in hundredths, and sums of these are exact where sums of binary fractions are not.
fn hundredths(quantity: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "a cast saturates, and whatever a record claims is a number")]
    let whole = (quantity * 100.0).round() as i64;
    whole
}

fn from_hundredths(whole: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a van carries less than 2^53 hundredths of anything")]
    let quantity = whole as f64;
    quantity / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const MONDAY: i64 = 1_795_420_800_000;

    fn pipe(counted: f64, counted_at: i64) -> StockItem {
        StockItem {
            reference: "CU15".into(),
            name: "15 mm copper pipe".into(),
            unit: "m".into(),
            counted,
            counted_at: Timestamp::from_milliseconds(counted_at),
            minimum: None,
        }
    }

    fn taken(number: u8, quantity: f64, at: i64, upon: i64) -> Taken {
        let at = Timestamp::from_milliseconds(at);
        let taken = NewTaken {
            item: "CU15".into(),
            quantity,
            job: DocumentId::from_bytes([9; 16]),
            counted_at: Timestamp::from_milliseconds(upon),
        };
        Taken { id: ItemId::from_bytes([number; 16]), taken, at, written: Written { device: None, at } }
    }

    fn van(item: StockItem, taken: Vec<Taken>) -> VanStock {
        let id = DocumentId::from_bytes([1; 16]);
        VanStock { id, van: "Van 12".into(), holders: "Ada Byrne".into(), items: vec![item], taken }
    }

    #[test]
    fn what_two_people_took_comes_off_once_each_to_the_hundredth() {
        let van = van(pipe(3.0, MONDAY), vec![taken(1, 0.1, MONDAY + 1, MONDAY), taken(2, 0.2, MONDAY + 2, MONDAY)]);
        assert_eq!(van.left(&van.items[0]), 2.7);
        assert!(van.to_take("CU15", 2.7).is_ok());
        assert_eq!(van.to_take("CU15", 2.71), Err(NotOnVan::Short { left: 2.7 }));
        assert_eq!(van.to_take("CU22", 1.0), Err(NotOnVan::NoSuchItem("CU22".into())));
    }

    #[test]
    fn the_last_one_taken_twice_leaves_less_than_nothing_and_nobody_a_third() {
        let van = van(pipe(1.0, MONDAY), vec![taken(1, 1.0, MONDAY + 1, MONDAY), taken(2, 1.0, MONDAY + 1, MONDAY)]);
        assert_eq!(van.left(&van.items[0]), -1.0);
        assert_eq!(van.to_take("CU15", 0.5), Err(NotOnVan::Short { left: 0.0 }));
    }

    #[test]
    fn a_later_count_has_in_it_what_was_taken_before_and_not_what_was_taken_after() {
        let (early, late) = (taken(1, 1.0, MONDAY + 1, MONDAY), taken(2, 2.0, MONDAY + 30, MONDAY));
        let counted_again = pipe(10.0, MONDAY + 20);
        assert_eq!(van(counted_again.clone(), vec![early, late]).left(&counted_again), 8.0);
    }

    #[test]
    fn a_phone_that_says_it_is_1970_takes_things_off_all_the_same() {
        let item = pipe(5.0, MONDAY);
        assert_eq!(van(item.clone(), vec![taken(1, 2.0, 0, MONDAY)]).left(&item), 3.0);
    }
}
