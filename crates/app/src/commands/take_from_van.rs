//! Something out of the van is used on a job: the job has it and the van's list has it no more, both or neither.

use documents::{job, van_stock};
use domain::{
    id::{DocumentId, ItemId},
    job::{JobEdit, MaterialSource, NewMaterial},
    van_stock::{NewTaken, NotOnVan, OnVan, VanStock},
};

use super::quantity;
use crate::{
    api::{Failure, JobPage},
    error::failure,
    queries::{self, van_stock::with_unit},
    unlocked::Unlocked,
};

pub(crate) fn run(unlocked: &Unlocked, job: &str, van: &str, item: &str, entered: f64) -> Result<JobPage, Failure> {
    let (id, van): (DocumentId, DocumentId) = (job.parse()?, van.parse()?);
    let quantity = quantity(entered)?;
    if !holds(unlocked, van)? {
        return Err(van_unknown("Write what you used into the form, and ask the office whose van it is"));
    }
    let (clocks, new_id) = (unlocked.store.clocks()?, unlocked.new_id()?);
    unlocked.store.edit_both::<Failure>([id, van], |on_job, on_van| {
        let stock = van_stock::read(on_van)?;
        let shelf = stock.to_take(item, quantity).map_err(|refused| not_there(&refused, &stock, item, quantity))?;
        let material = NewMaterial {
            name: shelf.name.clone(),
            unit: shelf.unit.clone(),
            quantity,
            source: MaterialSource::Van,
            on_van: Some(OnVan { van, item: item.to_owned() }),
        };
        let taken = NewTaken { item: item.to_owned(), quantity, job: id, counted_at: stock.count(shelf).at };
        let of_job = job::edit(on_job, &JobEdit::AddMaterial(material), &clocks, new_id)?;
        let of_van = van_stock::take(on_van, &taken, &clocks, new_id.into())?;
        Ok([of_job.into(), of_van.into()])
    })?;
    queries::job::page(unlocked, id)
}

/// Takes a material off the job and puts it back onto the van's list.
pub(crate) fn put_back(
    unlocked: &Unlocked,
    id: DocumentId,
    van: DocumentId,
    entry: ItemId,
) -> Result<JobPage, Failure> {
    let (clocks, new_id) = (unlocked.store.clocks()?, unlocked.new_id()?);
    unlocked.store.edit_both::<Failure>([id, van], |on_job, on_van| {
        let of_job = job::edit(on_job, &JobEdit::WithdrawWork(entry), &clocks, new_id)?;
        let of_van = van_stock::put_back(on_van, entry, &clocks)?;
        Ok([of_job.into(), of_van.into()])
    })?;
    queries::job::page(unlocked, id)
}

/// True while the van is this user's.
pub(crate) fn holds(unlocked: &Unlocked, van: DocumentId) -> Result<bool, Failure> {
    Ok(unlocked.store.van_items()?.iter().any(|row| row.document == van))
}

fn not_there(refused: &NotOnVan, stock: &VanStock, item: &str, quantity: f64) -> Failure {
    let held = stock.items.iter().find(|held| held.reference == item);
    match (refused, held) {
        (NotOnVan::Short { left }, Some(held)) => {
            let (has, not) = (with_unit(*left, &held.unit), with_unit(quantity, &held.unit));
            failure(
                "van_short",
                format!("The list of {} has {has} of {}, not {not}", stock.van, held.name),
                "Enter what the list has. Anything more can be written in as something that is not on the list",
            )
        }
        _ => item_unknown(&stock.van, "Choose again, or write in what you used"),
    }
}

pub(super) fn van_unknown(remedy: &str) -> Failure {
    failure("van_unknown", "That van’s list is not on this phone any more", remedy)
}

pub(super) fn item_unknown(van: &str, remedy: &str) -> Failure {
    failure("van_item_unknown", format!("The list of {van} does not have this any more"), remedy)
}
