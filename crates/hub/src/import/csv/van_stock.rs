//! Van stock: one thing on one van to a row, as it was counted.

use documents::job::MAX_QUANTITY;
use domain::{access::Role, scope::Scope, van_stock::StockItem};
use rusqlite::Transaction;

use super::{
    Fault,
    columns::{Column, needed, optional},
    row::Row,
    table::Outcome,
};
use crate::{
    db::sqlite::people,
    hub::{Hub, HubError},
    van_stock::{Counted, NotCounted},
};

pub(super) const COLUMNS: &[Column] = &[
    needed("van", &["vehicle", "van_name", "registration"]),
    optional("operatives", &["operative", "driver", "people"]),
    optional("team", &["team_code"]),
    needed("item", &["stock_code", "product_code", "item_code", "sku"]),
    needed("description", &["item_description", "product"]),
    optional("unit", &["unit_of_measure", "uom"]),
    needed("quantity", &["qty", "on_hand", "in_stock"]),
    needed("counted", &["counted_at", "stock_date", "as_at"]),
    optional("minimum", &["min", "reorder_level"]),
];

/// Letters of a unit, at most.
const MAX_UNIT: usize = 20;

/// What a row says, before anybody is looked up.
pub(super) struct Shelf {
    /// Van and item: by both together a row is known again.
    pub key: String,
    van: String,
    operatives: Vec<String>,
    team: String,
    item: StockItem,
}

pub(super) fn read(row: &Row) -> Result<Shelf, Fault> {
    let (van, reference) = (row.need("van")?, row.need("item")?);
    let operatives = row.line("operatives")?;
    let operatives: Vec<String> =
        operatives.split(';').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
    let team = row.line("team")?;
    if operatives.is_empty() && team.is_empty() {
        let remedy = "name the operatives who work from it, set apart by semicolons, or their team";
        return Err(row.fault("operatives", "the row does not say whose van it is", remedy));
    }
    let unit = row.line("unit")?;
    if unit.chars().count() > MAX_UNIT {
        return Err(row.fault("unit", "it is too long", format!("shorten it to {MAX_UNIT} letters")));
    }
    let Some(counted) = quantity(row, "quantity")? else {
        return Err(row.fault("quantity", "it is empty", "say how many were counted; 0 for none"));
    };
    let Some(counted_at) = row.time("counted", "00:00")? else {
        return Err(row.fault("counted", "it is empty", "say when they were counted, such as 2026-11-22 07:10"));
    };
    let key = format!("{van}/{reference}");
    let name = row.need("description")?;
    let item = StockItem { reference, name, unit, counted, counted_at, minimum: quantity(row, "minimum")? };
    Ok(Shelf { key, van, operatives, team, item })
}

/// A quantity as operatives can enter one; none when the field is empty.
fn quantity(row: &Row, column: &str) -> Result<Option<f64>, Fault> {
    let Some(quantity) = row.number(column)? else { return Ok(None) };
    let hundredths = quantity * 100.0;
    if !(0.0..=MAX_QUANTITY).contains(&quantity) || (hundredths - hundredths.round()).abs() > 1e-6 {
        let what = format!("{quantity} is not from 0 to 9,999 with two decimal places at most");
        return Err(row.fault(column, what, "look at the unit, and give a number such as 12 or 2.5"));
    }
    Ok(Some(quantity))
}

pub(super) fn store(hub: &Hub, transaction: &Transaction, place: &str, shelf: &Shelf) -> Result<Outcome, HubError> {
    let fault = |column: &str, what: String, remedy: &str| {
        Ok(Outcome::Wrong(Fault { path: format!("{place}, column {column}"), what, remedy: remedy.to_owned() }))
    };
    if hub.inner.clock.now() < shelf.item.counted_at {
        let what = format!("{} is still to come", shelf.item.counted_at.rfc3339());
        return fault("counted", what, "give the time at which it was counted");
    }
    let mut scopes = Vec::new();
    for name in &shelf.operatives {
        match people::person_named(transaction, name)? {
            Some(person) if person.role == Role::RepairsOperative => {
                scopes.push(Scope::person_repairs(person.person));
            }
            Some(_) => {
                let what = format!("{} is no repairs operative", super::brief(name));
                return fault("operatives", what, "name those who work from the van");
            }
            None => {
                let what = format!("nobody here is called {}", super::brief(name));
                return fault("operatives", what, "write the name as in the list of staff, or import that first");
            }
        }
    }
    if !shelf.team.is_empty() {
        if !people::teams(transaction)?.contains(&shelf.team) {
            let what = format!("there is no team {}", super::brief(&shelf.team));
            return fault("team", what, "write its code as in the list of staff, or import that first");
        }
        scopes.push(Scope::team_repairs(shelf.team.as_str()));
    }
    let team = (!shelf.team.is_empty()).then_some(shelf.team.as_str());
    let mut holders: Vec<&str> = shelf.operatives.iter().map(String::as_str).chain(team).collect();
    holders.sort_unstable();
    let counted = Counted { van: shelf.van.clone(), holders: holders.join("; "), scopes, item: shelf.item.clone() };
    match hub.inner.put_count(transaction, &counted)? {
        Ok(stored) => Ok(Outcome::Stored(stored)),
        Err(NotCounted::HeldBy(holders)) => {
            let what = format!("another row counts {} for {}", super::brief(&shelf.van), super::brief(&holders));
            fault("operatives", what, "name the same people in every row of a van, or give a later time of counting")
        }
    }
}
