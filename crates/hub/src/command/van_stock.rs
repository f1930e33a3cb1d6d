//! `van-stock`: what vans carry, as a table for the stores.

use std::io;

use super::told;
use crate::hub::{Hub, HubError};

/// Prints one row for each thing on each van, as CSV.
pub(super) fn run(hub: &Hub) -> Result<(), HubError> {
    let mut rows = csv::Writer::from_writer(io::stdout().lock());
    let write = |rows: &mut csv::Writer<_>, row: &[String]| told(rows.write_record(row).map_err(io::Error::other));
    let header = ["van", "holders", "item", "description", "unit", "counted", "quantity", "left", "minimum", "fill_up"];
    write(&mut rows, &header.map(str::to_owned))?;
    for van in hub.van_stock()? {
        for item in &van.items {
            let left = van.left(item);
            let low = left <= item.minimum.unwrap_or(0.0);
            let row = [
                van.van.clone(),
                van.holders.clone(),
                item.reference.clone(),
                item.name.clone(),
                item.unit.clone(),
                item.counted_at.rfc3339(),
                item.counted.to_string(),
                left.to_string(),
                item.minimum.map(|minimum| minimum.to_string()).unwrap_or_default(),
                if low { "yes".to_owned() } else { String::new() },
            ];
            write(&mut rows, &row)?;
        }
    }
    told(rows.flush())
}
