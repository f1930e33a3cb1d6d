//! The asbestos register: one thing in one room of one home to a row, as it was surveyed.

use domain::asbestos::{AsbestosState, RegisterEntry};
use rusqlite::Transaction;

use super::{
    Fault,
    columns::{Column, needed, optional},
    row::Row,
    table::Outcome,
};
use crate::hub::{Hub, HubError};

pub(super) const COLUMNS: &[Column] = &[
    needed("property_reference", &["reference", "prop_ref", "property_ref"]),
    needed("room", &["location", "area"]),
    needed("material", &["product", "item", "description"]),
    needed("state", &["status", "result", "asbestos"]),
    optional("instruction", &["action", "recommendation"]),
    optional("surveyed", &["survey_date", "date_surveyed"]),
];

/// An entry and whose home's it is.
pub(super) struct Surveyed {
    /// Home, room and thing: by all together a row is known again.
    pub key: String,
    property: String,
    entry: RegisterEntry,
}

pub(super) fn read(row: &Row) -> Result<Surveyed, Fault> {
    let (property, room, what) = (row.need("property_reference")?, row.need("room")?, row.need("material")?);
    let stated = row.need("state")?;
    let Some(state) = state(&stated) else {
        let states = AsbestosState::ALL.map(|state| state.name().replace('_', " ")).join(", ");
        let found = format!("\"{}\" is nothing that a survey finds here", super::brief(&stated));
        return Err(row.fault("state", found, format!("give one of: {states}")));
    };
    let key = format!("{property}/{room}/{what}");
    let entry =
        RegisterEntry { room, what, state, instruction: row.line("instruction")?, surveyed: row.day("surveyed")? };
    Ok(Surveyed { key, property, entry })
}

/// "Strongly presumed" and "presumed" are one to whoever stands before it.
fn state(stated: &str) -> Option<AsbestosState> {
    let wanted = stated.to_lowercase().replace([' ', '-'], "_");
    let wanted = wanted.trim_start_matches("strongly_");
    let also = match wanted {
        "identified" | "positive" | "yes" => Some(AsbestosState::Confirmed),
        "suspected" => Some(AsbestosState::Presumed),
        "no_asbestos" | "none" | "negative" | "no" | "nad" => Some(AsbestosState::NoneFound),
        _ => None,
    };
    AsbestosState::from_name(wanted).or(also)
}

pub(super) fn store(hub: &Hub, transaction: &Transaction, place: &str, said: &Surveyed) -> Result<Outcome, HubError> {
    Ok(match hub.inner.put_register_entry(transaction, &said.property, &said.entry)? {
        Some(stored) => Outcome::Stored(stored),
        None => Outcome::Wrong(Fault {
            path: format!("{place}, column property_reference"),
            what: format!("the register of {} is longer than a record takes", super::brief(&said.property)),
            remedy: "shorten its instructions, or leave out rooms where none was found".into(),
        }),
    })
}
