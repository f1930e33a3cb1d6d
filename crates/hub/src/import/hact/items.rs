//! Work elements and the items ordered in them.

use domain::job::{NewItem, WorkElement};

use super::{At, Fault};
use crate::export::unit_words;

pub(super) fn element(at: &At) -> Result<WorkElement, Fault> {
    let reference = at.get("Reference").map(|at| at.need_text("ID")).transpose()?.unwrap_or_default();
    let trade = match at.list("Trade")?.first() {
        Some(trade) => {
            let code = trade.need_text("Code")?;
            let custom = trade.text_of("CustomName")?;
            (code, custom)
        }
        None => <(String, String)>::default(),
    };
    let items = at.need("RateScheduleItem")?.items()?.iter().map(item).collect::<Result<_, _>>()?;
    Ok(WorkElement { reference, trade, items })
}

fn item(at: &At) -> Result<NewItem, Fault> {
    let standard = at.text_of("M3NHFSORCode")?;
    let custom = at.text_of("CustomCode")?;
    let (code, m3nhf) = match (standard.is_empty(), custom.is_empty()) {
        (false, _) => (standard, true),
        (true, false) => (custom, false),
        (true, true) => {
            return Err(at.fault("the item has no code", "give M3NHFSORCode, or CustomCode with CustomName"));
        }
    };
    let name = at.text_of("CustomName")?;
    let quantity = at.get("Quantity");
    let amount = match &quantity {
        Some(quantity) => match quantity.list("Amount")?.first() {
            Some(amount) => {
                let number = amount.number()?;
                if number <= 0.0 || number > 9_999.0 {
                    return Err(amount.fault(format!("{number} is no quantity"), "give more than 0, at most 9999"));
                }
                number
            }
            None => 1.0,
        },
        None => 1.0,
    };
    let unit = quantity.map(|quantity| quantity.text_of("UnitOfMeasurementCode")).transpose()?.unwrap_or_default();
    let description = if name.is_empty() { code.clone() } else { name };
    Ok(NewItem { code, description, unit: unit_words(&unit), quantity: amount, m3nhf })
}
