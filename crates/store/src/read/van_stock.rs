//! What the vans carry, as rows.

use domain::{
    id::{DeviceId, DocumentId},
    time::Timestamp,
    van_stock::VanStock,
};
use rusqlite::{Transaction, params};

use crate::{error::StoreError, sql, store::Store};

/// Of what was taken out of a van, so many are kept as rows: several days of work. All of it is in the record.
const TAKEN_LISTED: usize = 200;

/// One thing that a van carries.
#[derive(Debug, Clone, PartialEq)]
pub struct VanItemRow {
    /// The record of the van's stock.
    pub document: DocumentId,
    /// What the van is called.
    pub van: String,
    /// The landlord's reference of the item.
    pub item: String,
    /// "15 mm copper pipe".
    pub name: String,
    /// "m"; empty for pieces.
    pub unit: String,
    /// In that unit; below nought when the last one was taken twice.
    pub remaining: f64,
    /// In that unit: with no more it wants filling up.
    pub minimum: Option<f64>,
    /// When it was last counted.
    pub counted_at: Timestamp,
    /// Whose device counted it; none for the landlord.
    pub counted_by: Option<DeviceId>,
    /// What another count comes to that was made without sight of this one.
    pub other: Option<OtherCount>,
}

/// A count beside the one that holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OtherCount {
    /// What would be left by it, in the item's unit.
    pub left: f64,
    /// When it was made.
    pub at: Timestamp,
    /// On which device; none when the record does not say.
    pub by: Option<DeviceId>,
}

/// Something that was taken out of a van.
#[derive(Debug, Clone, PartialEq)]
pub struct VanTakenRow {
    /// "Van 12".
    pub van: String,
    /// "15 mm copper pipe".
    pub name: String,
    /// "m"; empty for pieces.
    pub unit: String,
    /// In that unit, more than nought.
    pub quantity: f64,
    /// The job that it was used on; this handheld may not hold it.
    pub job: DocumentId,
    /// When.
    pub at: Timestamp,
    /// On which device; none when the record does not say.
    pub device: Option<DeviceId>,
}

/// The vans that this handheld holds, in one line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VansHeld {
    /// What they are called, in order; none when it holds no van.
    pub names: Vec<String>,
    /// Things that want filling up.
    pub low: u32,
}

impl Store {
    /// Everything on the vans that this handheld holds, by van and name.
    ///
    /// # Errors
    /// The database fails.
    pub fn van_items(&self) -> Result<Vec<VanItemRow>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT row.document, van, item, name, unit, remaining, minimum, counted_at, counted_by, other_left,
                     other_at, other_by
                 FROM van_item_row AS row JOIN record ON record.document = row.document AND record.leaving = 0
                 ORDER BY van, name COLLATE NOCASE, item",
            )?;
            let rows = statement.query_map([], |row| {
                let other: Option<f64> = row.get(9)?;
                let (at, by): (Option<i64>, Option<[u8; 16]>) = (row.get(10)?, row.get(11)?);
                Ok(VanItemRow {
                    document: sql::id(row, 0, DocumentId::from_bytes)?,
                    van: row.get(1)?,
                    item: row.get(2)?,
                    name: row.get(3)?,
                    unit: row.get(4)?,
                    remaining: row.get(5)?,
                    minimum: row.get(6)?,
                    counted_at: Timestamp::from_milliseconds(row.get(7)?),
                    counted_by: row.get::<_, Option<[u8; 16]>>(8)?.map(DeviceId::from_bytes),
                    other: other.zip(at).map(|(left, at)| OtherCount {
                        left,
                        at: Timestamp::from_milliseconds(at),
                        by: by.map(DeviceId::from_bytes),
                    }),
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// What was taken out of the vans that this handheld holds from a moment to before another, the latest first.
    ///
    /// # Errors
    /// The database fails.
    pub fn van_taken(&self, from: Timestamp, until: Timestamp) -> Result<Vec<VanTakenRow>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT van, name, unit, quantity, job, at, device
                 FROM van_taken_row AS taken
                 JOIN van_item_row AS row ON row.document = taken.document AND row.item = taken.item
                 JOIN record ON record.document = taken.document AND record.leaving = 0
                 WHERE at >= ?1 AND at < ?2 ORDER BY at DESC, id DESC",
            )?;
            let rows = statement.query_map([from.milliseconds(), until.milliseconds()], |row| {
                Ok(VanTakenRow {
                    van: row.get(0)?,
                    name: row.get(1)?,
                    unit: row.get(2)?,
                    quantity: row.get(3)?,
                    job: sql::id(row, 4, DocumentId::from_bytes)?,
                    at: Timestamp::from_milliseconds(row.get(5)?),
                    device: row.get::<_, Option<[u8; 16]>>(6)?.map(DeviceId::from_bytes),
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The vans that this handheld holds.
    ///
    /// # Errors
    /// The database fails.
    pub fn vans_held(&self) -> Result<VansHeld, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT van, count(*) FILTER (WHERE remaining <= coalesce(minimum, 0))
                 FROM van_item_row AS row JOIN record ON record.document = row.document AND record.leaving = 0
                 GROUP BY row.document, van ORDER BY van",
            )?;
            let mut held = VansHeld::default();
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                held.names.push(row.get(0)?);
                held.low = held.low.saturating_add(row.get(1)?);
            }
            Ok(held)
        })
    }
}

pub(super) fn store(transaction: &Transaction<'_>, stock: &VanStock) -> Result<(), StoreError> {
    for table in ["van_item_row", "van_taken_row"] {
        let delete = format!("DELETE FROM {table} WHERE document = ?1");
        transaction.prepare_cached(&delete)?.execute([stock.id.as_bytes()])?;
    }
    let mut insert = transaction.prepare_cached(
        "INSERT INTO van_item_row (document, item, van, name, unit, remaining, minimum, counted_at, counted_by,
             other_left, other_at, other_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?;
    for item in &stock.items {
        let (count, other) = (stock.count(item), stock.other_count(item));
        insert.execute(params![
            stock.id.as_bytes(),
            item.reference,
            stock.van,
            item.name,
            item.unit,
            stock.left(item),
            item.minimum,
            count.at.milliseconds(),
            count.by.and_then(|by| by.device).as_ref().map(DeviceId::as_bytes),
            other.map(|(_, left)| left),
            other.map(|(other, _)| other.at.milliseconds()),
            other.and_then(|(other, _)| other.by?.device).as_ref().map(DeviceId::as_bytes),
        ])?;
    }
    store_taken(transaction, stock)
}

fn store_taken(transaction: &Transaction<'_>, stock: &VanStock) -> Result<(), StoreError> {
    let mut taken: Vec<_> = stock.taken.iter().filter(|held| held.taken.quantity > 0.0).collect();
    taken.sort_unstable_by_key(|held| std::cmp::Reverse((held.at, held.id)));
    let mut insert = transaction.prepare_cached(
        "INSERT INTO van_taken_row (document, id, item, quantity, job, at, device) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for held in taken.into_iter().take(TAKEN_LISTED) {
        insert.execute(params![
            stock.id.as_bytes(),
            held.id.as_bytes(),
            held.taken.item,
            held.taken.quantity,
            held.taken.job.as_bytes(),
            held.at.milliseconds(),
            held.written.device.as_ref().map(DeviceId::as_bytes),
        ])?;
    }
    Ok(())
}
