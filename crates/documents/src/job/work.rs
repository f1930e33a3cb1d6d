//! Materials, time and work beyond the order, into the record and back.

use automerge::{AutomergeError, ObjId, ObjType, transaction::Transactable};
use domain::{
    author::Clocks,
    id::ItemId,
    job::{Decision, Labour, MOST_MINUTES, Material, MaterialSource, NewLabour, NewMaterial, NewVariation},
    van_stock::OnVan,
};

use super::{EditError, MAX_SHORT_TEXT, check_length, check_quantity, entry, put_settled, read};
use crate::{
    change::Change,
    document::{Document, DocumentError},
};

pub(super) fn add_material(
    document: &mut Document,
    material: &NewMaterial,
    clocks: &Clocks,
    id: ItemId,
) -> Result<Vec<Change>, EditError> {
    check_length("name", &material.name, MAX_SHORT_TEXT)?;
    check_quantity(material.quantity)?;
    add(document, "materials", clocks, id, |transaction, entry| {
        transaction.put(entry, "name", material.name.as_str())?;
        transaction.put(entry, "quantity", material.quantity)?;
        transaction.put(entry, "source", material.source.name())?;
        if !material.unit.is_empty() {
            transaction.put(entry, "unit", material.unit.as_str())?;
        }
        if let Some(OnVan { van, item }) = &material.on_van {
            transaction.put(entry, "van", van.to_string())?;
            transaction.put(entry, "van_item", item.as_str())?;
        }
        Ok(())
    })
}

pub(super) fn add_labour(
    document: &mut Document,
    labour: &NewLabour,
    clocks: &Clocks,
    id: ItemId,
) -> Result<Vec<Change>, EditError> {
    check_length("name", &labour.person, MAX_SHORT_TEXT)?;
    if let Some(share) = labour.share.filter(|share| !(1..=100).contains(share)) {
        return Err(EditError::Share(share));
    }
    for minutes in [labour.minutes, labour.travel_minutes] {
        if minutes > MOST_MINUTES {
            return Err(EditError::Minutes(minutes));
        }
    }
    add(document, "labour", clocks, id, |transaction, entry| {
        transaction.put(entry, "person", labour.person.as_str())?;
        transaction.put(entry, "minutes", u64::from(labour.minutes))?;
        if labour.travel_minutes > 0 {
            transaction.put(entry, "travel_minutes", u64::from(labour.travel_minutes))?;
        }
        if let Some(share) = labour.share {
            transaction.put(entry, "share", u64::from(share))?;
        }
        if labour.overtime {
            transaction.put(entry, "overtime", true)?;
        }
        Ok(())
    })
}

pub(super) fn add_variation(
    document: &mut Document,
    variation: &NewVariation,
    clocks: &Clocks,
    id: ItemId,
) -> Result<Vec<Change>, EditError> {
    check_length("description", &variation.what, MAX_SHORT_TEXT)?;
    add(document, "variations", clocks, id, |transaction, entry| {
        transaction.put(entry, "what", variation.what.as_str())?;
        transaction.put(entry, "pence", u64::from(variation.pence))?;
        transaction.put(entry, "safe_to_wait", variation.safe_to_wait)?;
        transaction.put(entry, "authority_pence", u64::from(variation.authority_pence))?;
        Ok(())
    })
}

/// Takes a material or somebody's time off again. Both stay in the record with nothing of them, so two who take one off
/// agree.
pub(super) fn withdraw(document: &mut Document, id: ItemId, clocks: &Clocks) -> Result<Vec<Change>, EditError> {
    for (container, key, nothing) in [("materials", "quantity", 0.0.into()), ("labour", "minutes", 0_u64.into())] {
        if !document.has_container(container) {
            continue;
        }
        let object = document.container(container)?;
        if let Some(held) = entry(document, &object, &id.to_string()) {
            return put_settled(document, &held, key, nothing, clocks);
        }
    }
    Err(EditError::NoSuchItem(id))
}

/// The landlord decides on work beyond the order.
pub(super) fn decide(
    document: &mut Document,
    variation: ItemId,
    decision: &Decision,
    clocks: &Clocks,
) -> Result<Vec<Change>, EditError> {
    let known = read::variations(document)?.iter().any(|held| held.id == variation);
    if !known {
        return Err(EditError::NoSuchItem(variation));
    }
    let mut changes = document.open_container("decisions")?;
    let decisions = document.container("decisions")?;
    changes.extend(put_settled(document, &decisions, &variation.to_string(), decision.to_scalar().into(), clocks)?);
    Ok(changes)
}

/// One entry under its id, in a container of a later layer.
fn add(
    document: &mut Document,
    container: &'static str,
    clocks: &Clocks,
    id: ItemId,
    write: impl FnOnce(&mut automerge::transaction::Transaction<'_>, &ObjId) -> Result<(), AutomergeError>,
) -> Result<Vec<Change>, EditError> {
    let mut changes = document.open_container(container)?;
    let object = document.container(container)?;
    changes.extend(document.transact::<EditError>(clocks.device, |transaction| {
        let entry = transaction.put_object(&object, id.to_string(), ObjType::Map)?;
        Ok(write(transaction, &entry)?)
    })?);
    Ok(changes)
}

pub(super) fn materials(document: &Document) -> Result<Vec<Material>, DocumentError> {
    let recorded = read::entries(document, "materials")?.into_iter().filter_map(|(key, fields)| {
        Some(Material {
            id: key.parse().ok()?,
            material: NewMaterial {
                name: fields.text("name").unwrap_or_default(),
                unit: fields.text("unit").unwrap_or_default(),
                quantity: fields.number("quantity").unwrap_or_default(),
                source: fields.text("source").and_then(|name| MaterialSource::from_name(&name))?,
                on_van: on_van(&fields),
            },
            written: document.written(&fields.object),
        })
    });
    Ok(recorded.collect())
}

fn on_van(fields: &read::Fields<'_>) -> Option<OnVan> {
    Some(OnVan { van: fields.text("van")?.parse().ok()?, item: fields.text("van_item")? })
}

pub(super) fn labour(document: &Document) -> Result<Vec<Labour>, DocumentError> {
    let recorded = read::entries(document, "labour")?.into_iter().filter_map(|(key, fields)| {
        let minutes = |key: &str| fields.unsigned(key).and_then(|minutes| u32::try_from(minutes).ok());
        Some(Labour {
            id: key.parse().ok()?,
            labour: NewLabour {
                person: fields.text("person").unwrap_or_default(),
                minutes: minutes("minutes").unwrap_or_default(),
                travel_minutes: minutes("travel_minutes").unwrap_or_default(),
                overtime: fields.flag("overtime"),
                share: minutes("share"),
            },
            written: document.written(&fields.object),
        })
    });
    Ok(recorded.collect())
}
