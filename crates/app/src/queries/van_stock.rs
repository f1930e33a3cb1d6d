//! What the vans of this phone's user carry.

use domain::time::Timestamp;
use store::VanItemRow;

use crate::{
    api::{Failure, VanItem},
    unlocked::Unlocked,
};

pub(crate) fn run(unlocked: &Unlocked) -> Result<Vec<VanItem>, Failure> {
    let now = unlocked.now();
    Ok(unlocked.store.van_items()?.into_iter().map(|row| shown(row, now)).collect())
}

fn shown(row: VanItemRow, now: Timestamp) -> VanItem {
    let left = row.remaining.max(0.0);
    let words = if row.remaining > 0.0 {
        format!("{} left", with_unit(left, &row.unit))
    } else if row.remaining < 0.0 {
        format!("None left: the list is {} short", with_unit(-row.remaining, &row.unit))
    } else {
        "None left".to_owned()
    };
    VanItem {
        van: row.document.to_string(),
        item: row.item,
        van_name: row.van,
        name: row.name,
        left,
        words,
        low: row.remaining <= row.minimum.unwrap_or(0.0),
        counted: format!("Counted {}", row.counted_at.spoken(now)),
        unit: row.unit,
    }
}

/// "2.5 m", "3".
pub(crate) fn with_unit(quantity: f64, unit: &str) -> String {
    if unit.is_empty() { quantity.to_string() } else { format!("{quantity} {unit}") }
}
