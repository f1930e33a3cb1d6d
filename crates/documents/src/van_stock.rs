//! A van's stock as a document: the landlord's system counts, whoever works from the van takes, and counts as well.
//!
//! What is taken is an entry of its own and not one counter, so that two people who take something without a signal both
//! take it, one that is put back is told from one that never was, and nothing counts twice however often it arrives.
//! What is counted at the van is an entry for the same reason: neither of two counts hides the other, nor the landlord's.

use automerge::{AutomergeError, ObjType, ReadDoc, transaction::Transactable};
use domain::{
    author::Clocks,
    id::ItemId,
    time::Timestamp,
    van_stock::{CountAtVan, NewCount, NewTaken, StockItem, Taken, VanStock},
};

use crate::{
    change::Change,
    document::{Document, DocumentError},
    job::{EditError, Fields, check_quantity, entries, entry, put_settled},
};

/// Writes what was counted of one item, and whose van it is; gives no change when it stands so already.
///
/// # Errors
/// The record is not of a van's stock.
pub fn count(
    document: &mut Document,
    van: &str,
    holders: &str,
    item: &StockItem,
    now: Timestamp,
) -> Result<Vec<Change>, DocumentError> {
    let id = document.id();
    let (of_van, shelf) = (document.container("van")?, document.container("shelf")?);
    let fields = Fields::of(document, "van")?;
    let named: Vec<(&str, &str)> = [("name", van), ("holders", holders)]
        .into_iter()
        .filter(|(key, text)| fields.text(key).unwrap_or_default() != *text)
        .collect();
    let held = items(document)?.into_iter().find(|held| held.reference == item.reference);
    if named.is_empty() && held.as_ref() == Some(item) {
        return Ok(Vec::new());
    }
    document
        .transact::<AutomergeError>(now, |transaction| {
            for (key, text) in named {
                transaction.put(&of_van, key, text)?;
            }
            let entry = match transaction.get(&shelf, item.reference.as_str())? {
                Some((_, entry)) => entry,
                None => transaction.put_object(&shelf, item.reference.as_str(), ObjType::Map)?,
            };
            let before = |text: fn(&StockItem) -> &str| held.as_ref().map(text).unwrap_or_default();
            for (key, before, text) in [
                ("name", before(|item| &item.name), item.name.as_str()),
                ("unit", before(|item| &item.unit), item.unit.as_str()),
            ] {
                if before != text {
                    transaction.put(&entry, key, text)?;
                }
            }
            transaction.put(&entry, "counted", item.counted)?;
            transaction.put(&entry, "counted_at", item.counted_at.milliseconds())?;
            match (held.as_ref().and_then(|held| held.minimum), item.minimum) {
                (before, minimum) if before == minimum => {}
                (_, Some(minimum)) => transaction.put(&entry, "minimum", minimum)?,
                (_, None) => transaction.delete(&entry, "minimum")?,
            }
            Ok(())
        })
        .map_err(|source| DocumentError::automerge(id, source))
}

/// Takes something out of the van. Whether so much is there is [`VanStock::to_take`]'s to say.
///
/// # Errors
/// The quantity is out of range, or the record is not of a van's stock.
pub fn take(document: &mut Document, taken: &NewTaken, clocks: &Clocks, id: ItemId) -> Result<Vec<Change>, EditError> {
    check_quantity(taken.quantity)?;
    let container = document.container("taken")?;
    document.transact(clocks.device, |transaction| {
        let entry = transaction.put_object(&container, id.to_string(), ObjType::Map)?;
        transaction.put(&entry, "item", taken.item.as_str())?;
        transaction.put(&entry, "quantity", taken.quantity)?;
        transaction.put(&entry, "job", taken.job.to_string())?;
        transaction.put(&entry, "counted_at", taken.counted_at.milliseconds())?;
        if let Some(offset) = clocks.hub_offset {
            transaction.put(&entry, "hub_offset", offset)?;
        }
        Ok(())
    })
}

/// Writes what somebody counted at the van.
///
/// # Errors
/// The quantity is out of range, or the record is not of a van's stock.
pub fn count_at_van(
    document: &mut Document,
    count: &NewCount,
    clocks: &Clocks,
    id: ItemId,
) -> Result<Vec<Change>, EditError> {
    check_quantity(count.counted)?;
    let mut changes = document.open_container("counts")?;
    let container = document.container("counts")?;
    changes.extend(document.transact::<EditError>(clocks.device, |transaction| {
        let entry = transaction.put_object(&container, id.to_string(), ObjType::Map)?;
        transaction.put(&entry, "item", count.item.as_str())?;
        transaction.put(&entry, "counted", count.counted)?;
        transaction.put(&entry, "upon", count.upon.milliseconds())?;
        if let Some(offset) = clocks.hub_offset {
            transaction.put(&entry, "hub_offset", offset)?;
        }
        Ok(())
    })?);
    Ok(changes)
}

/// Puts back what was taken. It stays in the record with nothing of it, so two who put it back agree.
///
/// # Errors
/// [`EditError::NoSuchItem`], or the record is not of a van's stock.
pub fn put_back(document: &mut Document, id: ItemId, clocks: &Clocks) -> Result<Vec<Change>, EditError> {
    let container = document.container("taken")?;
    let held = entry(document, &container, &id.to_string()).ok_or(EditError::NoSuchItem(id))?;
    put_settled(document, &held, "quantity", 0.0.into(), clocks)
}

/// Reads a van's stock.
///
/// # Errors
/// The record is not of a van's stock, or nothing was counted yet.
pub fn read(document: &Document) -> Result<VanStock, DocumentError> {
    let fields = Fields::of(document, "van")?;
    let van = fields.text("name").ok_or(DocumentError::Incomplete { document: document.id(), what: "van" })?;
    let taken = entries(document, "taken")?.into_iter().filter_map(|(key, fields)| {
        let written = document.written(&fields.object);
        Some(Taken {
            id: key.parse().ok()?,
            taken: NewTaken {
                item: fields.text("item")?,
                quantity: fields.number("quantity").unwrap_or_default(),
                job: fields.text("job")?.parse().ok()?,
                counted_at: Timestamp::from_milliseconds(fields.integer("counted_at").unwrap_or_default()),
            },
            at: written.at.plus_milliseconds(fields.integer("hub_offset").unwrap_or_default()),
            written,
        })
    });
    let taken = taken.collect();
    Ok(VanStock {
        id: document.id(),
        van,
        holders: fields.text("holders").unwrap_or_default(),
        items: items(document)?,
        taken,
        counts: counts(document)?,
    })
}

fn counts(document: &Document) -> Result<Vec<CountAtVan>, DocumentError> {
    let counts = entries(document, "counts")?.into_iter().filter_map(|(key, fields)| {
        let written = document.written(&fields.object);
        let upon = Timestamp::from_milliseconds(fields.integer("upon").unwrap_or_default());
        let at = written.at.plus_milliseconds(fields.integer("hub_offset").unwrap_or_default());
        Some(CountAtVan {
            id: key.parse().ok()?,
            count: NewCount { item: fields.text("item")?, counted: fields.number("counted")?, upon },
            // A phone that says it is 1970 counts all the same, after the count that it showed.
            at: at.max(upon.plus_milliseconds(1)),
            written,
        })
    });
    Ok(counts.collect())
}

fn items(document: &Document) -> Result<Vec<StockItem>, DocumentError> {
    let items = entries(document, "shelf")?.into_iter().map(|(reference, fields)| StockItem {
        reference,
        name: fields.text("name").unwrap_or_default(),
        unit: fields.text("unit").unwrap_or_default(),
        counted: fields.number("counted").unwrap_or_default(),
        counted_at: Timestamp::from_milliseconds(fields.integer("counted_at").unwrap_or_default()),
        minimum: fields.number("minimum"),
    });
    Ok(items.collect())
}

#[cfg(test)]
mod tests {
    use domain::id::{DeviceId, DocumentId, RecordKind};

    use super::*;
    use crate::{Actor, Pen};

    const COUNTED: Timestamp = Timestamp::from_milliseconds(1_795_420_800_000);

    fn pen(of: u8) -> Pen {
        Pen { actor: Actor::from_bytes([of; 16]), device: DeviceId::from_bytes([of; 16]) }
    }

    fn trap(counted: f64) -> StockItem {
        StockItem {
            reference: "TRAP32".into(),
            name: "32 mm bottle trap".into(),
            unit: String::new(),
            counted,
            counted_at: COUNTED,
            minimum: Some(1.0),
        }
    }

    fn van() -> Document {
        let mut van = Document::create(DocumentId::from_bytes([7; 16]), RecordKind::VanStock, pen(1)).unwrap();
        count(&mut van, "Van 12", "Ada Byrne; Dev Patel", &trap(2.0), COUNTED).unwrap();
        van
    }

    fn takes(van: &mut Document, quantity: f64, id: u8) -> Vec<Change> {
        let clocks = Clocks { device: COUNTED.plus_milliseconds(60_000), hub_offset: None };
        let job = DocumentId::from_bytes([3; 16]);
        let taken = NewTaken { item: "TRAP32".into(), quantity, job, counted_at: COUNTED };
        take(van, &taken, &clocks, ItemId::from_bytes([id; 16])).unwrap()
    }

    #[test]
    fn what_ada_and_dev_take_without_hearing_of_each_other_comes_off_once_each_however_often_it_arrives() {
        let (mut adas, mut devs) = (van().fork(pen(2)), van().fork(pen(3)));
        let (by_ada, by_dev) = (takes(&mut adas, 1.0, 21), takes(&mut devs, 1.0, 31));
        for _ in 0..2 {
            adas.apply(&by_dev).unwrap();
            devs.apply(&by_ada).unwrap();
        }
        let (adas, devs) = (read(&adas).unwrap(), read(&devs).unwrap());
        assert_eq!(adas, devs);
        assert_eq!(adas.left(&adas.items[0]), 0.0);
    }

    #[test]
    fn what_two_people_put_back_is_back_once() {
        let mut adas = van().fork(pen(2));
        takes(&mut adas, 1.0, 21);
        let (mut devs, id) = (adas.fork(pen(3)), ItemId::from_bytes([21; 16]));
        let clocks = Clocks { device: COUNTED.plus_milliseconds(90_000), hub_offset: None };
        put_back(&mut adas, id, &clocks).unwrap();
        let by_dev = put_back(&mut devs, id, &clocks).unwrap();
        adas.apply(&by_dev).unwrap();
        let van = read(&adas).unwrap();
        assert_eq!(van.left(&van.items[0]), 2.0);
        assert!(matches!(put_back(&mut adas, ItemId::from_bytes([9; 16]), &clocks), Err(EditError::NoSuchItem(_))));
    }

    #[test]
    fn counting_the_same_again_writes_nothing_and_a_new_count_what_differs() {
        let mut van = van();
        let again = |van: &mut Document, item: &StockItem| {
            count(van, "Van 12", "Ada Byrne; Dev Patel", item, COUNTED).unwrap().len()
        };
        assert_eq!(again(&mut van, &trap(2.0)), 0);
        assert_eq!(again(&mut van, &StockItem { minimum: None, ..trap(5.0) }), 1);
        assert_eq!(read(&van).unwrap().items, [StockItem { minimum: None, ..trap(5.0) }]);
    }
    #[test]
    fn what_ada_and_dev_count_at_once_stands_for_both_and_the_later_one_holds() {
        let (mut adas, mut devs) = (van().fork(pen(2)), van().fork(pen(3)));
        let counts = |van: &mut Document, counted: f64, after: i64, id: u8| {
            let clocks = Clocks { device: COUNTED.plus_milliseconds(after), hub_offset: None };
            let count = NewCount { item: "TRAP32".into(), counted, upon: COUNTED };
            count_at_van(van, &count, &clocks, ItemId::from_bytes([id; 16])).unwrap()
        };
        let by_ada = counts(&mut adas, 3.0, 60_000, 21);
        // His clock says that it is 1970.
        let by_dev = counts(&mut devs, 5.0, -COUNTED.milliseconds(), 31);
        assert_eq!((by_ada.len(), by_dev.len()), (2, 2), "each with the layer that it stands on");
        for _ in 0..2 {
            adas.apply(&by_dev).unwrap();
            devs.apply(&by_ada).unwrap();
        }
        let (adas, devs) = (read(&adas).unwrap(), read(&devs).unwrap());
        assert_eq!(adas, devs);
        assert_eq!(adas.counts.len(), 2);
        let trap = &adas.items[0];
        assert_eq!(adas.left(trap), 3.0);
        assert_eq!(adas.other_count(trap).map(|(_, left)| left), Some(5.0));
    }

    #[test]
    fn nobody_counts_less_than_nothing() {
        let count = NewCount { item: "TRAP32".into(), counted: -1.0, upon: COUNTED };
        let clocks = Clocks { device: COUNTED, hub_offset: None };
        let refused = count_at_van(&mut van(), &count, &clocks, ItemId::from_bytes([1; 16]));
        assert!(matches!(refused, Err(EditError::Quantity(_))));
    }
}
