//! Somebody counts what is on the van, where the list says otherwise.

use documents::van_stock;
use domain::{id::DocumentId, van_stock::NewCount};

use super::{counted, take_from_van};
use crate::{
    api::{Failure, VanItem},
    queries,
    unlocked::Unlocked,
};

pub(crate) fn run(unlocked: &Unlocked, van: &str, item: &str, entered: f64) -> Result<Vec<VanItem>, Failure> {
    let (van, counted): (DocumentId, f64) = (van.parse()?, counted(entered)?);
    if !take_from_van::holds(unlocked, van)? {
        return Err(take_from_van::van_unknown("Tell the office what you counted"));
    }
    let (clocks, new_id) = (unlocked.store.clocks()?, unlocked.new_id()?);
    unlocked.store.edit::<Failure>(van, |on_van| {
        let stock = van_stock::read(on_van)?;
        let shelf = stock.items.iter().find(|held| held.reference == item);
        let shelf = shelf.ok_or_else(|| take_from_van::item_unknown(&stock.van, "Tell the office what you counted"))?;
        let count = NewCount { item: item.to_owned(), counted, upon: stock.count(shelf).at };
        Ok(van_stock::count_at_van(on_van, &count, &clocks, new_id.into())?.into())
    })?;
    queries::van_stock::run(unlocked)
}
