//! What the vans of this phone's user carry.

use domain::{author::Written, id::DeviceId, time::Timestamp};
use store::{OtherCount, VanItemRow, VansHeld};

use crate::{
    api::{Failure, VanItem, VanTaken},
    unlocked::Unlocked,
    views::people::People,
};

pub(crate) fn run(unlocked: &Unlocked) -> Result<Vec<VanItem>, Failure> {
    let people = unlocked.people()?;
    Ok(unlocked.store.van_items()?.into_iter().map(|row| shown(row, &people)).collect())
}

/// What was taken today, the latest first.
pub(crate) fn taken_today(unlocked: &Unlocked) -> Result<Vec<VanTaken>, Failure> {
    let today = unlocked.now().london_date();
    let (from, until) = (Timestamp::start_of(today), Timestamp::start_of(today.succ_opt().unwrap_or(today)));
    let people = unlocked.people()?;
    let mut taken = Vec::new();
    for row in unlocked.store.van_taken(from, until)? {
        let job = unlocked.store.job_row(row.job)?;
        taken.push(VanTaken {
            what: format!("{} {}", with_unit(row.quantity, &row.unit), row.name),
            by: by(&people, row.device, row.at),
            van_name: row.van,
            place: match &job {
                Some(job) => job.address_lines.join(", "),
                None => "A job that is not on this phone".to_owned(),
            },
            job: job.map(|_| row.job.to_string()),
        });
    }
    Ok(taken)
}

/// "My van: Van 12, 2 things want filling up"; empty without a van.
pub(crate) fn in_a_line(held: &VansHeld) -> String {
    if held.names.is_empty() {
        return String::new();
    }
    let low = match held.low {
        0 => String::new(),
        1 => ", 1 thing wants filling up".to_owned(),
        several => format!(", {several} things want filling up"),
    };
    format!("My van: {}{low}", held.names.join(" and "))
}

fn shown(row: VanItemRow, people: &People) -> VanItem {
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
        counted: match row.counted_by {
            Some(device) => format!("Counted by {}", by(people, Some(device), row.counted_at)),
            None => format!("Counted {}", people.time(row.counted_at)),
        },
        other_count: row.other.map(|other| other_count(&other, &row.unit, people)).unwrap_or_default(),
        unit: row.unit,
    }
}

fn other_count(other: &OtherCount, unit: &str, people: &People) -> String {
    let left = if other.left > 0.0 { with_unit(other.left, unit) } else { "none".to_owned() };
    let who = people.name(&Written { device: other.by, at: other.at });
    format!("By {who}’s count, {}, {left} would be left. Count again to settle it.", people.time(other.at))
}

/// "Ada Byrne, today 10:42".
fn by(people: &People, device: Option<DeviceId>, at: Timestamp) -> String {
    people.by(&Written { device, at })
}

/// "2.5 m", "3".
pub(crate) fn with_unit(quantity: f64, unit: &str) -> String {
    if unit.is_empty() { quantity.to_string() } else { format!("{quantity} {unit}") }
}
