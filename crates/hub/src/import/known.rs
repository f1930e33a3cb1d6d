//! What the hub knows already, filled in where a work order leaves it out.

use domain::{
    job::WorkOrder,
    reference::{Collection, ReferenceRow},
};
use rusqlite::Transaction;

use crate::db::{
    DbError,
    sqlite::{landlord, property},
};

/// The unit of an item whose order names none.
const UNSTATED: &str = "each";

/// Fills in what the hub knows and an order leaves out: its home and where that is, who to ring there, and the words of its codes.
pub(super) fn complete(transaction: &Transaction, order: &mut WorkOrder) -> Result<(), DbError> {
    let contacts = property::complete(transaction, &mut order.property)?;
    if order.position.is_none() {
        order.position = property::position(transaction, &order.property)?;
    }
    if order.contacts.is_empty() {
        order.contacts = contacts;
    }
    describe(transaction, order)
}

/// Gives codes that came without words those of the landlord's schedule of rates, where it has been imported.
fn describe(transaction: &Transaction, order: &mut WorkOrder) -> Result<(), DbError> {
    let items = order.elements.iter_mut().flat_map(|element| &mut element.items);
    for item in items.filter(|item| item.description == item.code) {
        // "Responsive-393303" in the message is "393303" in many a landlord's own table.
        let short = item.code.rsplit('-').next().unwrap_or_default().to_owned();
        for code in [item.code.clone(), short] {
            let row = landlord::row(transaction, Collection::ScheduleOfRates, &code)?;
            if let Some(ReferenceRow::ScheduleOfRates(known)) = row {
                item.description = known.description;
                if item.unit == UNSTATED {
                    item.unit = known.unit;
                }
                break;
            }
        }
    }
    Ok(())
}
