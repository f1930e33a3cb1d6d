//! What the vans carry, as rows.

use domain::{id::DocumentId, time::Timestamp, van_stock::VanStock};
use rusqlite::{Transaction, params};

use crate::{error::StoreError, sql, store::Store};

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
}

impl Store {
    /// Everything on the vans that this handheld holds, by van and name.
    ///
    /// # Errors
    /// The database fails.
    pub fn van_items(&self) -> Result<Vec<VanItemRow>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT row.document, van, item, name, unit, remaining, minimum, counted_at
                 FROM van_item_row AS row JOIN record ON record.document = row.document AND record.leaving = 0
                 ORDER BY van, name COLLATE NOCASE, item",
            )?;
            let rows = statement.query_map([], |row| {
                Ok(VanItemRow {
                    document: sql::id(row, 0, DocumentId::from_bytes)?,
                    van: row.get(1)?,
                    item: row.get(2)?,
                    name: row.get(3)?,
                    unit: row.get(4)?,
                    remaining: row.get(5)?,
                    minimum: row.get(6)?,
                    counted_at: Timestamp::from_milliseconds(row.get(7)?),
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

pub(super) fn store(transaction: &Transaction<'_>, stock: &VanStock) -> Result<(), StoreError> {
    transaction.prepare_cached("DELETE FROM van_item_row WHERE document = ?1")?.execute([stock.id.as_bytes()])?;
    let mut insert = transaction.prepare_cached(
        "INSERT INTO van_item_row (document, item, van, name, unit, remaining, minimum, counted_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for item in &stock.items {
        insert.execute(params![
            stock.id.as_bytes(),
            item.reference,
            stock.van,
            item.name,
            item.unit,
            stock.left(item),
            item.minimum,
            item.counted_at.milliseconds()
        ])?;
    }
    Ok(())
}
