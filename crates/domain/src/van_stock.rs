//! What a van carries: what was counted in it last, less what was taken out since.
//!
//! The landlord counts, and so may whoever works from the van. The latest count holds, whoever made it; one that its maker
//! could not have seen, and that comes to something else, stands beside it.

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
    /// What those who work from it counted, by id.
    pub counts: Vec<CountAtVan>,
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
    /// What the landlord counted, in that unit, from nought to 9,999.
    pub counted: f64,
    /// When that was.
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
    /// [`Count::at`] of the count that whoever took it was shown.
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

/// Somebody counts what is on the van.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewCount {
    /// [`StockItem::reference`].
    pub item: String,
    /// In the item's unit, from nought to 9,999.
    pub counted: f64,
    /// [`Count::at`] of the count that they were shown.
    pub upon: Timestamp,
}

/// What somebody counted, in the record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CountAtVan {
    /// Its id.
    pub id: ItemId,
    /// What was counted.
    pub count: NewCount,
    /// By the hub's clock as well as the device knew it, and always after the count that it stands upon.
    pub at: Timestamp,
    /// Who counted.
    pub written: Written,
}

/// The count that holds for an item.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Count {
    /// In the item's unit.
    pub counted: f64,
    /// When.
    pub at: Timestamp,
    /// Who counted; none for the landlord.
    pub by: Option<Written>,
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
    /// The count that holds for an item: the latest, whoever made it.
    #[must_use]
    pub fn count(&self, item: &StockItem) -> Count {
        self.latest_at_van(item).map_or(Count { counted: item.counted, at: item.counted_at, by: None }, Count::of)
    }

    /// What is left of an item, in its unit. Below nought when two people each took the last one without a signal.
    #[must_use]
    pub fn left(&self, item: &StockItem) -> f64 {
        from_hundredths(self.left_upon(&item.reference, &self.count(item)))
    }

    /// The latest count beside the one that holds, which was made without sight of that one nor it of this, with what would
    /// be left by it, where that is not the same.
    #[must_use]
    pub fn other_count(&self, item: &StockItem) -> Option<(Count, f64)> {
        let latest = self.latest_at_van(item)?;
        let left = self.left_upon(&item.reference, &Count::of(latest));
        let others = self.counts_of(item).filter(|other| other.id != latest.id && other.at > latest.count.upon);
        let others = others.map(Count::of).map(|other| (other, self.left_upon(&item.reference, &other)));
        let other = others.filter(|(_, by_it)| *by_it != left).max_by_key(|(other, _)| other.at)?;
        Some((other.0, from_hundredths(other.1)))
    }

    fn counts_of<'a>(&'a self, item: &'a StockItem) -> impl Iterator<Item = &'a CountAtVan> {
        self.counts.iter().filter(|held| held.count.item == item.reference)
    }

    /// None where the landlord's count is as late as any.
    fn latest_at_van(&self, item: &StockItem) -> Option<&CountAtVan> {
        let later = |held: &&CountAtVan| held.count.item == item.reference && held.at > item.counted_at;
        self.counts.iter().filter(later).max_by_key(|held| (held.at, held.id))
    }

    /// Whatever was taken by somebody who was shown this count comes off it, whatever their clock said. What was taken
    /// upon an older count comes off when it happened after this one: what happened before is in it. In hundredths.
    fn left_upon(&self, reference: &str, count: &Count) -> i64 {
        let since = |held: &&Taken| {
            let Taken { taken, at, .. } = held;
            taken.item == reference && (taken.counted_at >= count.at || *at > count.at)
        };
        let taken: i64 = self.taken.iter().filter(since).map(|held| hundredths(held.taken.quantity)).sum();
        hundredths(count.counted).saturating_sub(taken)
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

impl Count {
    const fn of(held: &CountAtVan) -> Self {
        Self { counted: held.count.counted, at: held.at, by: Some(held.written) }
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
        let (van, holders) = ("Van 12".into(), "Ada Byrne".into());
        VanStock { id, van, holders, items: vec![item], taken, counts: Vec::new() }
    }

    fn counted(number: u8, counted: f64, at: i64, upon: i64) -> CountAtVan {
        let (at, upon) = (Timestamp::from_milliseconds(at), Timestamp::from_milliseconds(upon));
        let count = NewCount { item: "CU15".into(), counted, upon };
        CountAtVan { id: ItemId::from_bytes([number; 16]), count, at, written: Written { device: None, at } }
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
    #[test]
    fn a_count_at_the_van_has_in_it_what_was_taken_before_and_the_landlords_next_one_what_was_counted_there() {
        let item = pipe(10.0, MONDAY);
        let mut van = van(item.clone(), vec![taken(1, 2.0, MONDAY + 10, MONDAY), taken(2, 1.0, MONDAY + 30, MONDAY)]);
        van.counts = vec![counted(3, 3.0, MONDAY + 20, MONDAY)];
        assert_eq!(van.left(&item), 2.0, "one was taken after");
        assert_eq!(van.count(&item).counted, 3.0);
        assert_eq!(van.left(&pipe(12.0, MONDAY + 40)), 12.0);
        assert_eq!(van.left(&pipe(12.0, MONDAY + 5)), 2.0, "an older count that comes late says nothing new");
    }

    #[test]
    fn two_who_count_the_same_things_do_not_count_them_twice() {
        let item = pipe(10.0, MONDAY);
        let mut van = van(item.clone(), vec![]);
        van.counts = vec![counted(3, 4.0, MONDAY + 20, MONDAY), counted(4, 4.0, MONDAY + 30, MONDAY)];
        assert_eq!((van.left(&item), van.other_count(&item)), (4.0, None));
        // Dev took one between Ada's count and his own.
        van.taken = vec![taken(1, 1.0, MONDAY + 25, MONDAY)];
        van.counts = vec![counted(3, 4.0, MONDAY + 20, MONDAY), counted(4, 3.0, MONDAY + 30, MONDAY)];
        assert_eq!((van.left(&item), van.other_count(&item)), (3.0, None), "both come to three");
    }

    #[test]
    fn two_who_count_differently_without_seeing_each_other_both_stand_until_somebody_counts_again() {
        let item = pipe(10.0, MONDAY);
        let mut van = van(item.clone(), vec![]);
        van.counts = vec![counted(3, 4.0, MONDAY + 20, MONDAY), counted(4, 6.0, MONDAY + 30, MONDAY)];
        assert_eq!(van.left(&item), 6.0);
        assert_eq!(van.other_count(&item).map(|(other, left)| (other.counted, left)), Some((4.0, 4.0)));
        van.counts.push(counted(5, 5.0, MONDAY + 40, MONDAY + 30));
        assert_eq!((van.left(&item), van.other_count(&item)), (5.0, None));
    }
}
