//! Codes of the landlord's schedule of rates. Prices stay with the landlord.

use domain::reference::RateScheduleCode;

use super::{
    Fault,
    columns::{Column, needed, optional},
    row::Row,
};
use crate::export::unit_words;

pub(super) const COLUMNS: &[Column] = &[
    needed("code", &["sor_code", "schedule_of_rates_code"]),
    needed("description", &["short_description", "medium_description"]),
    optional("unit", &["unit_of_measure", "uom"]),
    optional("trade", &["trade_description"]),
    optional("standard_minutes", &["smv", "standard_minute_value", "minutes"]),
    optional("m3nhf", &[]),
];

pub(super) fn read(row: &Row) -> Result<RateScheduleCode, Fault> {
    let m3nhf = row.line("m3nhf")?;
    Ok(RateScheduleCode {
        code: row.need("code")?,
        description: row.need_text("description")?,
        unit: unit_words(&row.line("unit")?),
        trade: row.line("trade")?,
        standard_minutes: row.count("standard_minutes")?,
        m3nhf: match m3nhf.to_lowercase().as_str() {
            "yes" | "y" | "true" | "1" => true,
            "" | "no" | "n" | "false" | "0" => false,
            _ => {
                return Err(row.fault(
                    "m3nhf",
                    "it is neither yes nor no",
                    "give yes for a code of the M3NHF schedule",
                ));
            }
        },
    })
}
