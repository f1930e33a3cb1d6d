//! `van-stock`: what vans carry, as a table for the stores.

use std::io;

use super::told;
use crate::{
    db::sqlite::people,
    hub::{Hub, HubError},
};

/// Prints one row for each thing on each van, as CSV.
pub(super) fn run(hub: &Hub) -> Result<(), HubError> {
    let mut rows = csv::Writer::from_writer(io::stdout().lock());
    let write = |rows: &mut csv::Writer<_>, row: &[String]| told(rows.write_record(row).map_err(io::Error::other));
    let devices = hub.inner.db.read(people::devices)?;
    let named =
        |id| devices.iter().find(|device| device.entry.device == id).map(|device| device.entry.person_name.clone());
    let header = [
        "van",
        "holders",
        "item",
        "description",
        "unit",
        "counted",
        "quantity",
        "left",
        "minimum",
        "fill_up",
        "counted_by",
    ];
    write(&mut rows, &header.map(str::to_owned))?;
    for van in hub.van_stock()? {
        for item in &van.items {
            let (left, count) = (van.left(item), van.count(item));
            let low = left <= item.minimum.unwrap_or(0.0);
            let row = [
                van.van.clone(),
                van.holders.clone(),
                item.reference.clone(),
                item.name.clone(),
                item.unit.clone(),
                count.at.rfc3339(),
                count.counted.to_string(),
                left.to_string(),
                item.minimum.map(|minimum| minimum.to_string()).unwrap_or_default(),
                if low { "yes".to_owned() } else { String::new() },
                count.by.and_then(|by| named(by.device?)).unwrap_or_default(),
            ];
            write(&mut rows, &row)?;
        }
    }
    told(rows.flush())
}
